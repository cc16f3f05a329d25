// In the editor of wagtail-localize: the glossary's words beside the sentence they stand in, and the help above the
// fields. React draws a sentence as a list item whose first paragraph is the original; what is added comes last in it,
// where React looks for nothing.
const help = document.querySelector("[data-translator-help]");
const editor = document.querySelector(".js-translation-editor");

if (help && editor) {
  editor.before(help);
  const terms = new Map();
  for (const term of help.querySelectorAll("[data-glossary-term]")) {
    terms.set(term.dataset.glossaryTerm, term);
  }
  const longestFirst = [...terms].sort(([one], [other]) => other.length - one.length);

  const showBeside = (sentence) => {
    const source = sentence.querySelector(":scope > p");
    if (!source) return;
    const found = [];
    for (const [text, term] of longestFirst) {
      const isPartOfAnother = found.some(([longer]) => longer.includes(text));
      if (source.textContent.includes(text) && !isPartOfAnother) found.push([text, term]);
    }
    const list = document.createElement("dl");
    list.className = "glossary-beside translator-help__terms";
    list.append(...found.map(([, term]) => term.cloneNode(true)));
    sentence.dataset.glossary = "shown";
    if (found.length) sentence.append(list);
  };

  const look = () => {
    for (const sentence of editor.querySelectorAll("li:is(.complete, .incomplete, .errored):not([data-glossary])")) {
      showBeside(sentence);
    }
  };

  new MutationObserver(look).observe(editor, { childList: true, subtree: true });
  look();
}
