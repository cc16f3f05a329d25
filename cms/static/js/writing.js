// Writing a post: toolbar, preview without leaving the page, drafts kept while somebody types, quotes of what they have
// selected, names that complete themselves. Without this file the same form has buttons for preview and draft.
const WAIT = 1500; // ms without another key, before a draft is kept
const NAME_WAIT = 200;

for (const tools of document.querySelectorAll("[data-writing]")) {
  const form = tools.closest("form");
  const area = form.elements.text;
  const status = tools.querySelector("[data-said]");
  const names = tools.querySelector("[role=listbox]");
  const say = (text) => (status.textContent = text);

  // execCommand is the one way to write into a field that "undo" takes back.
  const write = (text, from = area.selectionStart, to = area.selectionEnd) => {
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // --- Toolbar
  const around = (mark) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const chosen = value.slice(from, to);
    const inner = chosen.trim();
    const lead = from + chosen.indexOf(inner); // marks beside spaces are no marks in Markdown
    write(mark + inner + mark, lead, lead + inner.length);
    area.setSelectionRange(lead + mark.length, lead + mark.length + inner.length);
  };
  const before = (mark) => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const end = area.value.indexOf("\n", area.selectionEnd);
    const to = end < 0 ? area.value.length : end;
    const lines = area.value.slice(from, to).split("\n");
    const gap = from > 0 && !area.value.slice(0, from).endsWith("\n\n") && !/^(- |> )/.test(area.value.slice(area.value.lastIndexOf("\n", from - 2) + 1)) ? "\n" : "";
    write(gap + lines.map((line) => mark + line).join("\n"), from, to);
  };
  const link = (button) => {
    const words = area.value.slice(area.selectionStart, area.selectionEnd) || button.dataset.placeholder;
    const at = area.selectionStart + words.length + 3;
    write(`[${words}](https://)`);
    area.setSelectionRange(at, at + 8);
  };
  const marks = {
    bold: () => around("**"),
    italic: () => around("*"),
    list: () => before("- "),
    quote: () => before("> "),
    link,
  };
  const bar = tools.querySelector("template[data-toolbar]").content.firstElementChild.cloneNode(true);
  area.before(bar);
  const buttons = [...bar.querySelectorAll("button")];
  // One stop of the Tab key, arrows inside (ARIA APG: toolbar).
  const stop = (at) => buttons.forEach((button, index) => (button.tabIndex = index === at ? 0 : -1));
  stop(0);
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the text stays selected
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) marks[button.dataset.mark](button);
  });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    const next = (to + buttons.length) % buttons.length;
    stop(next);
    buttons[next].focus();
    event.preventDefault();
  });
  area.addEventListener("keydown", (event) => {
    const mark = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    marks[mark](buttons.find((button) => button.dataset.mark === mark));
  });

  // --- Preview
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "preview") return leave();
    event.preventDefault();
    const body = new FormData(form);
    body.set("preview", "1");
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "preview" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const old = document.querySelector("[data-preview]");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-preview]");
      old.replaceWith(fresh);
      fresh.focus();
    } catch {
      // The way without a script: a page that says what is wrong.
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "preview", value: "1" });
      form.append(field);
      form.submit();
    } finally {
      button.disabled = false;
    }
  });

  // --- Drafts
  let timer, request, last;
  const typed = () => ["title", "text", "language"].map((name) => form.elements[name]?.value ?? "").join("\0");
  const leave = () => {
    clearTimeout(timer);
    request?.abort();
    last = typed();
  };
  const keep = async () => {
    clearTimeout(timer);
    if (request || typed() === last) return;
    const now = typed();
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "title", "text", "language", "draft", "draft_version", "version"]) {
      if (form.elements[name]) body.set(name, form.elements[name].value);
    }
    body.set("place", tools.dataset.place);
    request = new AbortController();
    try {
      const answer = await fetch(tools.dataset.draftUrl, { method: "POST", body, signal: request.signal, keepalive: area.value.length < 15000 });
      const { draft, version, said } = await answer.json();
      if (answer.ok) {
        form.elements.draft.value = draft ?? "";
        form.elements.draft_version.value = version;
        last = now;
      }
      say(said);
    } catch {
      // Away from the network: the next key tries again.
    } finally {
      request = undefined;
      if (last !== undefined && typed() !== now) keepSoon();
    }
  };
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  };
  last = typed();
  form.addEventListener("input", keepSoon);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
  });

  // --- Quotes
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-quote]");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const prose = document.getElementById(asked.dataset.quote)?.querySelector(".prose");
    const selection = getSelection();
    const chosen = selection.toString().trim();
    if (!chosen || !prose?.contains(selection.anchorNode) || !prose.contains(selection.focusNode)) return;
    event.preventDefault();
    const name = asked.dataset.name.replace(/[\\[\]*_`<>@]/g, "\\$&");
    const lines = [`[${name}](${asked.dataset.address}):`, "", ...chosen.split("\n")];
    const quote = lines.map((line) => `> ${line}`.trimEnd()).join("\n");
    const text = area.value.trimEnd();
    write(`${text ? `${text}\n\n` : ""}${quote}\n\n`, 0, area.value.length);
  });

  // --- Names
  let nameTimer, nameRequest, found = [], at = -1, start = 0;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", names.id);
  area.after(names);
  const choose = (number) => {
    at = number;
    [...names.children].forEach((option, index) => option.setAttribute("aria-selected", index === at));
    area.setAttribute("aria-activedescendant", names.children[at]?.id ?? "");
  };
  const show = (people) => {
    found = people;
    names.replaceChildren(
      ...found.map(({ name }, index) =>
        Object.assign(document.createElement("li"), { role: "option", id: `${names.id}-${index}`, textContent: name, dir: "auto" }),
      ),
    );
    names.hidden = !found.length;
    choose(found.length ? 0 : -1);
    if (found.length) say(`${names.getAttribute("aria-label")}: ${found.length}`);
  };
  const take = ({ text }) => {
    write(`${text} `, start, area.selectionStart);
    show([]);
  };
  const ask = async () => {
    nameRequest?.abort();
    const behind = /(^|[^A-Za-z0-9._%+@-])@([\p{L}][^\n@]{0,39})$/u.exec(area.value.slice(0, area.selectionStart));
    if (!behind) return show([]);
    start = behind.index + behind[1].length;
    nameRequest = new AbortController();
    const url = new URL(tools.dataset.mentionable, location.href);
    url.searchParams.set("q", behind[2]);
    try {
      const answer = await fetch(url, { signal: nameRequest.signal });
      show(answer.ok ? (await answer.json()).people : []);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };
  area.addEventListener("input", () => {
    clearTimeout(nameTimer);
    if (area.value.slice(0, area.selectionStart).includes("@")) nameTimer = setTimeout(ask, NAME_WAIT);
    else if (found.length) show([]);
  });
  area.addEventListener("blur", () => show([]));
  area.addEventListener("keydown", (event) => {
    if (!found.length || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((at + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(found[at]);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
  names.addEventListener("mousedown", (event) => event.preventDefault());
  names.addEventListener("click", (event) => {
    const index = [...names.children].indexOf(event.target.closest("[role=option]"));
    if (found[index]) take(found[index]);
  });
}
