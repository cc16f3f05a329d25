// Suggests for the tag after the last comma: a <datalist> alone suggests for the whole line. Without this, the first
// tag has suggestions.
const field = document.querySelector('input[list="tag-suggestions"]');
const list = document.getElementById("tag-suggestions");

if (field && list) {
  const names = [...list.options].map((option) => option.value);
  field.addEventListener("input", () => {
    const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
    const chosen = new Set(before.split(",").map((name) => name.trim().toLowerCase()));
    list.replaceChildren(
      ...names
        .filter((name) => !chosen.has(name.toLowerCase()))
        .map((name) => {
          const option = document.createElement("option");
          option.value = before ? `${before} ${name}` : name;
          return option;
        }),
    );
  });
}
