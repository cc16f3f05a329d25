// Suggestions while somebody types: a combobox with a list (ARIA APG). The form works the same without it.
const WAIT = 150; // ms without another key
const enough = (text) => text.length > 1 || /[^\0-\u024f\u1e00-\u1eff]/.test(text);

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const { form } = field;
  const list = form.querySelector("[role=listbox]");
  const drawings = [...form.querySelector("template").content.children];
  let found = [];
  let at = -1;
  let timer, request;

  const set = (name, value) => field.setAttribute(name, value);
  const choose = (number) => {
    at = number;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", index === at));
    set("aria-activedescendant", list.children[at]?.id ?? "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const show = (suggestions) => {
    found = suggestions;
    list.replaceChildren(
      ...found.map((one, index) => {
        const kind = one.type ?? one.kind;
        const option = (drawings.find((drawn) => drawn.dataset.kind === kind) ?? drawings[0]).cloneNode(true);
        option.id = `${list.id}-${index}`;
        Object.assign(option.querySelector("bdi"), { textContent: one.text, lang: one.language });
        return option;
      }),
    );
    choose(-1);
    list.hidden = !found.length;
    set("aria-expanded", !list.hidden);
    form.querySelector("[role=status]").textContent = found.length
      ? `${list.getAttribute("aria-label")}: ${found.length}`
      : "";
  };
  const close = () => {
    clearTimeout(timer);
    request?.abort();
    show([]);
  };
  const take = ({ url, q }) => {
    close();
    if (url) return location.assign(url);
    field.value = q;
    (form.requestSubmit ?? form.submit).call(form);
  };
  const ask = async () => {
    request?.abort();
    const text = field.value.trim();
    if (!enough(text)) return close();
    request = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: request.signal });
      show(answer.ok ? (await answer.json()).suggestions : []);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };

  field.type = "text"; // a search box may not be a combobox (ARIA in HTML)
  set("role", "combobox");
  set("inputmode", "search");
  set("aria-autocomplete", "list");
  set("aria-controls", list.id);
  set("aria-expanded", false);

  field.addEventListener("input", (event) => {
    // A phone's keyboard composes every word. With a mouse it is an input method, which shows a list of its own.
    if (!event.isComposing || matchMedia("(pointer: coarse)").matches) askSoon();
  });
  field.addEventListener("compositionend", askSoon);
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = found.length + 1; // the field itself is one
    if (event.isComposing) return;
    if (step && list.hidden) ask();
    else if (step) choose(((at + 1 + step + places) % places) - 1);
    else if (event.key === "Enter" && at >= 0) take(found[at]);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (found[index]) take(found[index]);
  });
}
