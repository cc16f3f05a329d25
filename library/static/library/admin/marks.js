/* A warning beside a field whose Thai or Lao text has doubled or misordered marks, with one button that mends it.

   The rule is `marks_in_order` of search/normalising.py, in a browser: nothing is asked of the server, so that it works
   on a bad line, too. tests/browser/test_marks.py holds the two together. */
(function () {
  'use strict';

  const TONES = '\u0e48-\u0e4b\u0ec8-\u0ecb';
  const MARKS = '\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece';
  const AA = '\u0e32\u0eb2';
  const NIKHAHIT = '\u0e4d\u0ecd';
  const WHOLE = { '\u0e32': '\u0e33', '\u0eb2': '\u0eb3' };
  const APART = { '\u0e33': '\u0e4d\u0e32', '\u0eb3': '\u0ecd\u0eb2' };
  const ROUNDS = 6;

  const tone = new RegExp('[' + TONES + ']', 'g');
  const tonesAndAa = new RegExp('[' + TONES + NIKHAHIT + AA + ']{2,}', 'g');
  const markRun = new RegExp('[' + MARKS + ']{2,}', 'g');
  const aaInTwo = new RegExp('([' + NIKHAHIT + '])([' + TONES + ']*)([' + AA + '])', 'g');
  const below = /[\u0e3a\u0eba\u0ebc]/;
  const silent = /[\u0e4c\u0e4e\u0ecc\u0ece]/;

  function toneFirst(run) {
    if (!/[\u0e32\u0eb2]/.test(run) || run.slice(1).search(tone) < 0) return run;
    return run.match(tone)[0] + run.replace(tone, '');
  }

  function ordered(run) {
    const first = (run.match(tone) || [''])[0];
    const others = new Set(run.replace(tone, ''));
    const place = (mark) => (mark === first ? 2 : below.test(mark) ? 0 : silent.test(mark) ? 3 : 1);
    if (first) others.add(first);
    return [...others].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1)).join('');
  }

  function folded(text) {
    return text
      // As NFKC would, before a tone leaves the marks that it belongs to.
      .replace(markRun, (run) => run.normalize('NFC'))
      .replace(/[\u0e33\u0eb3]/g, (am) => APART[am])
      .replace(tonesAndAa, toneFirst)
      .replace(markRun, ordered)
      .replace(aaInTwo, (_all, _ring, tones, aa) => tones + WHOLE[aa])
      .replace(/\u0e40\u0e40/g, '\u0e41')
      .replace(/\u0ec0\u0ec0/g, '\u0ec1');
  }

  function marksInOrder(text) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const settled = folded(text);
      if (settled === text) break;
      text = settled;
    }
    return text;
  }

  window.rutero = Object.assign(window.rutero || {}, { marksInOrder });

  const script = document.currentScript;
  if (!script || !script.dataset.warning) return;
  const { warning, mend, mended, undo } = script.dataset;
  const PAUSE = 500; // ms without a key; as Wagtail's autosave
  const FIELDS = 'textarea, input[type="text"], input:not([type])';

  /* A field as two functions: its text, and another text in its place. */

  function plainField(input) {
    const write = (text) => {
      input.focus();
      input.select();
      // Typed, not set: the browser's own undo goes on working, and so do React's fields.
      if (!document.execCommand('insertText', false, text)) {
        const proto = input.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
        Object.getOwnPropertyDescriptor(proto.prototype, 'value').set.call(input, text);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      input.dispatchEvent(new Event('change', { bubbles: true }));
    };
    return {
      after: input,
      read: () => input.value,
      mend: () => {
        const before = input.value;
        write(marksInOrder(before));
        return () => write(before);
      },
    };
  }

  function richField(wrapper) {
    // Wagtail puts the editor behind the hidden field that it stands beside; that field has no mark of its own.
    const editor = () => ([...wrapper.parentNode.children].find((one) => one.draftailEditor) || {}).draftailEditor;
    return {
      after: wrapper,
      read: () => (editor() ? editor().getEditorState().getCurrentContent().getPlainText('\n') : ''),
      mend: () => {
        const { EditorState, Modifier, SelectionState } = window.DraftJS;
        const state = editor().getEditorState();
        let content = state.getCurrentContent();
        content.getBlocksAsArray().forEach((block) => {
          // From the end, syllable by syllable, so that bold words and links stay where they are.
          spans(block.getText()).reverse().forEach(([start, end, text]) => {
            const range = SelectionState.createEmpty(block.getKey()).merge({ anchorOffset: start, focusOffset: end });
            content = Modifier.replaceText(
              content, range, text, block.getInlineStyleAt(start), block.getEntityAt(start),
            );
          });
        });
        editor().onChange(EditorState.push(state, content, 'insert-characters'));
        return () => editor().onChange(EditorState.undo(editor().getEditorState()));
      },
    };
  }

  /* Where a text changes: [start, end, what stands there instead]. The rule never looks past a run of these. */
  function spans(text) {
    const run = new RegExp('[\u0e40\u0ec0]{2,}|[' + MARKS + AA + '\u0e33\u0eb3]{2,}', 'g');
    return [...text.matchAll(run)]
      .map((found) => [found.index, found.index + found[0].length, marksInOrder(found[0])])
      .filter(([start, end, better]) => text.slice(start, end) !== better);
  }

  const watched = new WeakMap();
  const ids = { next: 1 };
  const there = new Set();

  // Translation editors take a field away when it is saved, and leave what was put beside it.
  const gone = new MutationObserver(() => there.forEach((one) => {
    if (one.element.isConnected) return;
    clearTimeout(one.timer);
    one.said.remove();
    there.delete(one);
    watched.delete(one.element);
  }));

  function watch(target) {
    if (!(target instanceof Element)) return null;
    const wrapper = target.closest('[data-draftail-editor-wrapper]');
    const element = wrapper || (target.matches(FIELDS) && !target.readOnly && !target.disabled ? target : null);
    if (!element) return null;
    if (!watched.has(element)) {
      const field = wrapper ? richField(wrapper) : plainField(target);
      const said = document.createElement('div');
      // There before it speaks, or it is not read out.
      said.setAttribute('role', 'status');
      said.setAttribute('aria-live', 'polite');
      said.id = 'marks-' + ids.next++;
      field.after.insertAdjacentElement('afterend', said);
      const one = { element, field, said, timer: 0, mended: null, left: null };
      watched.set(element, one);
      there.add(one);
      gone.observe(document.body, { childList: true, subtree: true });
    }
    return watched.get(element);
  }

  function say(one, sentence, label, act) {
    const text = document.createElement('span');
    text.textContent = sentence + ' ';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-small button-secondary';
    button.textContent = label;
    button.addEventListener('click', act);
    one.said.className = 'help-block help-warning';
    one.said.replaceChildren(text, button);
  }

  function hush(one) {
    one.said.className = '';
    one.said.replaceChildren();
  }

  function look(one) {
    const text = one.field.read();
    if (text === one.mended) return; // "Undo" stands there
    one.mended = null;
    const better = marksInOrder(text);
    if (better === text || text === one.left) {
      hush(one);
      return;
    }
    say(one, warning, mend, () => {
      one.mended = better;
      const back = one.field.mend();
      say(one, mended, undo, () => {
        one.mended = null;
        one.left = text; // asked for as it is: not said again until it changes
        back();
        hush(one);
      });
      one.said.querySelector('button').focus();
    });
  }

  function soon(event) {
    const one = watch(event.target);
    if (!one) return;
    clearTimeout(one.timer);
    one.timer = setTimeout(() => look(one), PAUSE);
  }

  ['input', 'keyup', 'paste', 'focusin', 'focusout'].forEach((type) => document.addEventListener(type, soon, true));
})();
