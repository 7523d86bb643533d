// Marking by key and by the buttons at the bottom of the page: what they mean is done here, on the verdicts of the rubric
// themselves. The browser's verdicts are then always the newest, however slowly the page is drawn: no mark is lost, none
// lands on another unit. Only which unit was chosen by up and down travels to the server, which draws the pointer. The step
// of the answer that is marked next is brought into view.
/* global DOM */
const BUTTONS = {
  [DOM.markMet]: "1", [DOM.markHalf]: "2", [DOM.markMissed]: "3", [DOM.unitUp]: "ArrowUp", [DOM.unitDown]: "ArrowDown",
};

/** @param {Component<[{ about: string, units: string[], answer: string[], unit: string | null }]>} component */
export default function ({ data: [data], setStateValue, parentElement }) {
  const keys = (window.__lekce2Keys ??= {});
  if (keys.about !== data.about || keys.root !== parentElement) keys.unit = data.unit; // later the browser knows better
  Object.assign(keys, { about: data.about, root: parentElement });
  /** @param {string} unit @returns {HTMLElement[]} */
  const verdicts = (unit) => Array.from(document.querySelectorAll(DOM.verdict.replace("{unit}", CSS.escape(unit))));
  const given = (unit) => verdicts(unit).some((radio) => radio.matches(DOM.verdictGiven));
  const focus = () => keys.unit ?? data.units.find((unit) => !given(unit));
  const show = (unit) => {
    const badges = document.querySelectorAll(DOM.answerBadge);
    const badge = badges[data.answer.indexOf(unit)];
    if (!badge) return;
    const { top, bottom } = badge.getBoundingClientRect();
    const free = document.querySelector(DOM.bottom)?.getBoundingClientRect().top ?? window.innerHeight;
    if (top > 160 && bottom < free - 20) return; // it is seen already
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    badge.scrollIntoView({ block: "center", behavior });
  };
  const choose = (unit) => {
    keys.unit = unit;
    setStateValue("unit", { about: data.about, unit });
  };
  const press = (key) => {
    const unit = focus();
    if (key.startsWith("Arrow")) {
      const by = key === "ArrowUp" ? -1 : 1;
      const place = data.units.indexOf(unit ?? data.units[0]) + by;
      return choose(data.units[(place + data.units.length) % data.units.length]);
    }
    const radio = unit && verdicts(unit)[Number(key) - 1];
    if (!radio) return;
    if (!radio.matches(DOM.verdictGiven)) radio.click();
    if (keys.unit != null) choose(null);
  };
  const click = (event) => {
    const button = event.isTrusted && event.target.closest?.("button");
    const name = button && Object.keys(BUTTONS).find((each) => button.closest(each));
    if (!name) return;
    event.stopImmediatePropagation();
    if (event.detail > 0) button.blur(); // not for who tabbed here
    (keys.waiting ??= []).push(BUTTONS[name]);
    mark();
  };
  // One key at a time: the next one is read when the verdict of the last one stands on the page.
  const mark = () => {
    if (keys.busy || !keys.waiting?.length) return;
    keys.busy = setTimeout(() => { keys.busy = 0; show(focus()); keys.mark?.(); }, 16);
    press(keys.waiting.shift());
  };
  keys.mark = mark;
  mark();
  window.addEventListener("click", click, true);
  return () => {
    window.removeEventListener("click", click, true);
    if (keys.mark === mark) delete keys.mark;
  };
}
