// The answer editor: a plain <textarea> that keeps every keystroke in this browser and sends the text to the server
// when the learner pauses. The text on the screen is the truth: what the server echoes never overwrites newer text.
// One Editor lives as long as its DOM node; the default export is called again whenever the server's data change.
// What the browser keeps of a draft is the business of drafts.js, which stands before this text.
/* global KNOWN, forget, forgetOld, hash, inherit, keep, load, newer */

const PAUSE = 400; // ms without a keystroke before the text goes to the server
const PATIENCE = 1500; // ms to wait for the server's echo before the text is sent once more
const TOGETHER = 100; // ms in which two reports may travel to the server as one

const editors = new WeakMap();
let focused = null; // the editor that has the focus, even while its node is being replaced

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement;
  let editor = editors.get(root);
  if (!editor || !editor.textarea.isConnected) {
    editor = new Editor(root);
    editors.set(root, editor);
  }
  editor.receive(component);
  return () => editor.leave();
}

class Editor {
  constructor(root) {
    this.draft = null;
    this.owner = null; // whose drafts these are, as the server knew last
    this.revision = 0; // grows with each edit of this draft, in this browser
    this.sent = null; // the text the server was last told
    this.sentAt = -Infinity;
    this.echo = 0; // the revision the server last echoed
    this.label = root.querySelector("label");
    this.textarea = root.querySelector("textarea");
    this.hint = root.querySelector(".lk-editor-hint");
    this.offer = root.querySelector(".lk-editor-foot button");
    this.chips = root.querySelector(".lk-editor-chips");
    const name = `lk-editor-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.textarea.id = this.label.htmlFor = name;
    this.hint.id = `${name}-hint`;
    this.textarea.setAttribute("aria-describedby", this.hint.id);
    this.textarea.addEventListener("input", () => this.edited());
    this.textarea.addEventListener("blur", () => this.left());
    this.textarea.addEventListener("focus", () => { focused = this; });
    this.textarea.addEventListener("keydown", (event) => this.pressed(event));
    this.offer.addEventListener("click", () => this.takeOther());
    this.hidden = () => { if (document.visibilityState === "hidden") this.flush(); };
    document.addEventListener("visibilitychange", this.hidden);
  }

  receive(component) {
    const [data] = component.data;
    this.component = component;
    this.label.textContent = data.label;
    this.hint.textContent = data.hint;
    this.hint.hidden = !data.hint;
    this.offer.textContent = data.restore;
    this.offerChips(data.chips, data.toolbar);
    this.textarea.placeholder = data.placeholder;
    this.textarea.lang = data.language;
    this.textarea.autocapitalize = data.capitals;
    this.textarea.maxLength = data.limit;
    this.textarea.style.minHeight = `${data.height}px`;
    if (data.draft !== this.draft) this.open(data);
    else if (data.owner !== this.owner) this.pass(data);
    else if (data.revision > this.revision) this.show(data.text, data.revision);
    this.echo = data.revision;
    clearTimeout(this.check);
    if (this.echo < this.revision && this.timer === undefined) {
      this.check = setTimeout(() => { if (this.echo < this.revision) this.send(); }, PATIENCE);
    }
    this.grow();
  }

  // Another draft (or the first one): the newest of what the server has and what this browser has is shown.
  open(data) {
    this.flush();
    forgetOld();
    this.draft = data.draft;
    this.owner = data.owner;
    this.other = null;
    inherit(data, data.draft);
    const record = load(this.name());
    if (newer(record, data.text)) {
      this.known = record.known;
      this.show(record.text, Math.max(record.revision, data.revision) + 1);
      this.send();
    } else {
      if (record !== null && record.text !== data.text) this.other = record.text || null;
      this.known = record !== null && this.other === null ? record.known : [];
      this.show(data.text, data.revision);
      this.remember(data.text);
    }
    this.offer.hidden = this.other === null;
    this.refocus();
  }

  // The server has learnt whose draft it is: what was typed before goes over to that owner, nothing else does.
  pass(data) {
    if (this.textarea.value === "") {
      this.draft = null;
      this.open(data);
      return;
    }
    forget(this.name());
    this.owner = data.owner;
    const record = load(this.name());
    if (record !== null && record.text !== this.textarea.value) {
      this.other = record.text || null;
      this.offer.hidden = this.other === null;
    }
    this.send();
  }

  name() {
    return this.owner + this.draft;
  }

  show(text, revision) {
    this.textarea.value = text;
    this.textarea.setSelectionRange(text.length, text.length);
    this.revision = revision;
    this.sent = text;
  }

  edited() {
    this.revision += 1;
    this.store();
    this.grow();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.draft !== null && this.textarea.value !== this.sent) this.send();
  }

  // Leaving by a click: Streamlit may send the click together with this text, as one rerun of this fragment only.
  // "left" asks the server to draw the whole page, so that the click is never seen by the fragment alone.
  left() {
    setTimeout(() => { if (focused === this && this.textarea.isConnected) focused = null; });
    const together = performance.now() - this.sentAt < TOGETHER;
    if (this.draft !== null && (this.textarea.value !== this.sent || together)) this.send(true);
  }

  send(left = false) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sentAt = performance.now();
    this.sent = this.textarea.value;
    this.remember(this.sent);
    this.store();
    this.component.setStateValue("draft", { ...this.value(), left });
  }

  value() {
    return { draft: this.draft, text: this.textarea.value, revision: this.revision };
  }

  pressed(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (!this.component.data[0].submit) {
      if (this.textarea.value !== this.sent) this.send(true); // a global Ctrl+Enter follows: as with a click
      return;
    }
    this.flush();
    event.preventDefault();
    event.stopPropagation(); // a global Ctrl+Enter must not fire for the same key press
    if (!event.repeat) this.component.setTriggerValue("submit", this.value());
  }

  // Names and signs to press on a touch screen; the focus stays in the field, so that the keyboard stays open.
  offerChips(chips, name) {
    if (this.chips.dataset.chips === chips) return;
    this.chips.dataset.chips = chips;
    this.chips.hidden = !chips;
    this.chips.setAttribute("aria-label", name);
    this.chips.replaceChildren(...chips.split("\n").filter(Boolean).map((text) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.textContent = text;
      chip.addEventListener("pointerdown", (event) => event.preventDefault());
      chip.addEventListener("click", () => this.insert(text));
      return chip;
    }));
  }

  insert(text) {
    this.textarea.focus();
    if (document.execCommand("insertText", false, text)) return;
    this.textarea.setRangeText(text, this.textarea.selectionStart, this.textarea.selectionEnd, "end");
    this.edited();
  }

  // The draft that this browser kept beside a different one from the server, put in so that Ctrl+Z takes it out again.
  takeOther() {
    this.textarea.focus();
    this.textarea.select();
    if (!document.execCommand("insertText", false, this.other)) {
      this.textarea.value = this.other;
      this.edited();
    }
    this.other = null;
    this.offer.hidden = true;
  }

  remember(text) {
    if (text !== "") this.known = [...this.known.filter((h) => h !== hash(text)), hash(text)].slice(-KNOWN);
  }

  store() {
    keep(this.name(), { text: this.textarea.value, revision: this.revision, known: this.known });
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.textarea.style.height = "auto";
    this.textarea.style.height = `${this.textarea.scrollHeight + 2}px`;
  }

  // The page may rebuild this node under the learner's hands: the new one takes over focus and caret.
  refocus() {
    const { focus } = this.component.data[0];
    if (focus && !focused && document.activeElement?.tagName !== "INPUT") this.textarea.focus({ preventScroll: true });
    if (!focused || focused === this || focused.draft !== this.draft || focused.textarea.isConnected) return;
    const { selectionStart, selectionEnd } = focused.textarea;
    this.textarea.focus({ preventScroll: true });
    this.textarea.setSelectionRange(selectionStart, selectionEnd);
  }

  leave() {
    clearTimeout(this.timer);
    clearTimeout(this.check);
    document.removeEventListener("visibilitychange", this.hidden);
  }
}
