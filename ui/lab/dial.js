// A number of a demo: its name, a field to type it, a slider to drag it. While it is dragged the plot follows from frames
// that were computed beforehand (frames.js); where there are none the server follows, one step at a time.
/* global numberWriter */

const WAIT = 600; // ms until the server is asked while frames may still come
const dials = new WeakMap();

class Dial {
  /** @type {DialData} */ data;
  /** @type {Component["setTriggerValue"]} */ tell;
  /** @type {Writer} */ write;
  turn = 0; // how often the learner has set it; answers to earlier turns are old
  sent = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.label = /** @type {HTMLLabelElement} */ (root.querySelector("label"));
    this.field = /** @type {HTMLInputElement} */ (root.querySelector("input.typed"));
    this.range = /** @type {HTMLInputElement} */ (root.querySelector("input.drag"));
    this.unit = /** @type {HTMLElement} */ (root.querySelector(".unit"));
    this.hint = /** @type {HTMLElement} */ (root.querySelector(".hint"));
    this.said = /** @type {HTMLElement} */ (root.querySelector(".wrong"));
    this.range.addEventListener("input", () => this.drag());
    this.range.addEventListener("change", () => this.set(Number(this.range.value), false));
    for (const kind of ["pointerdown", "focus"]) this.range.addEventListener(kind, () => this.prepare());
    this.range.addEventListener("pointerdown", () => { this.held = true; });
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { this.held = false; });
    root.addEventListener("pointerenter", () => { this.near = setTimeout(() => this.prepare(), 120); });
    root.addEventListener("pointerleave", () => clearTimeout(this.near));
    this.field.addEventListener("change", () => this.typed());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.typed();
    });
    root.addEventListener("keydown", (event) => event.stopPropagation()); // no shortcut of the page
  }

  /** @param {Component<[DialData]>} component */
  update({ data: [data], setTriggerValue }) {
    this.tell = setTriggerValue;
    const before = this.data;
    this.data = data;
    if (before?.lang !== data.lang) this.write = numberWriter(data.lang);
    this.label.textContent = data.label;
    this.unit.textContent = data.unit;
    this.hint.textContent = data.help;
    this.hint.hidden = !data.help;
    this.said.textContent = data.wrong;
    this.said.hidden = !data.wrong;
    this.field.setAttribute("aria-invalid", String(Boolean(data.wrong)));
    this.range.max = String(data.stops.length - 1);
    this.range.setAttribute("aria-label", data.label);
    this.field.setAttribute("aria-label", data.label);
    if (data.turn < this.turn || this.held) return; // an answer to an earlier press
    this.turn = data.turn;
    this.show(data.stops.indexOf(data.value));
    if (data.typed) this.field.value = data.typed;
  }

  /** @param {number} place */
  show(place) {
    const text = this.write(this.data.stops[place] * this.data.scale, this.data.digits);
    this.range.value = String(place);
    this.range.style.setProperty("--done", `${(100 * place) / Math.max(1, this.data.stops.length - 1)}%`);
    this.range.setAttribute("aria-valuetext", `${text} ${this.data.unit}`.trim());
    if (this.field !== this.root.ownerDocument.activeElement) this.field.value = text;
  }

  prepare() {
    this.asked ??= performance.now();
    this.say("lekce2-grab", { print: this.data.print });
  }

  // What is said on the page: a demo's other parts listen.
  /** @param {string} kind @param {{ print?: string, stop?: number, followed?: boolean }} more */
  say(kind, more) {
    const detail = { slot: this.data.slot, name: this.data.name, ...more };
    document.dispatchEvent(new CustomEvent(kind, { detail }));
    return detail;
  }

  drag() {
    this.prepare();
    const place = Number(this.range.value);
    this.show(place);
    const answer = this.say("lekce2-drag", { stop: place, followed: false });
    if (answer.followed) return this.show(answer.stop ?? place); // the nearest stop that has a frame
    if (performance.now() - this.asked < WAIT || performance.now() - this.sent < WAIT / 2) return;
    this.set(place, true);
  }

  /** @param {number} place @param {boolean} live */
  set(place, live) {
    if (!live) this.asked = undefined;
    this.sent = performance.now();
    this.turn += 1;
    this.tell("moved", { value: this.data.stops[place], turn: this.turn });
  }

  typed() {
    if (this.field.value === this.write(this.data.value * this.data.scale, this.data.digits)) return;
    this.turn += 1;
    this.tell("moved", { text: this.field.value, turn: this.turn });
  }
}

/** @param {Component<[DialData]>} component */
export default function (component) {
  const root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".lk-dial"));
  if (!dials.has(root)) dials.set(root, new Dial(root));
  dials.get(root).update(component);
}
