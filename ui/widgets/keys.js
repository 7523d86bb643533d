// Held keys repeat and double presses come twice: let only the first press of a held key reach the app's shortcuts, and
// let digits rest for a moment after their meaning has changed (from marking a unit to rating the card). Digits and arrows
// that mark are handed to marks.js. A button that was pressed by mouse or finger gives the focus back, so that the next key
// is a shortcut and not that button again; who tabs to a button keeps the focus there.
// A field of one line sends its text when it is left or at Enter: a shortcut pressed in it is such an Enter first, and in a
// self-test so is a pause, since a reload must lose nothing. A shortcut pressed on a button is no press of that button, nor a
// step to the next one of its group: it is taken from there and given to the page.
/* global DOM */
const PAUSE = 600; // ms without a keystroke
const BUTTONS = `${DOM.button}, ${DOM.buttonGroup}`;

function commit(target) {
  if (target instanceof HTMLInputElement && target.isConnected && target.closest(DOM.textInput)) {
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true }));
  }
}

export default function () {
  const keys = (window.__lekce2Keys ??= {}); // what this file and marks.js share
  document.documentElement.translate = false; // a browser that translates the page wraps its texts, and React loses them
  const guard = (event) => {
    const target = event.composedPath()[0];
    const writes = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    const shortcut = event.altKey ? !event.getModifierState("AltGraph") : (event.ctrlKey || event.metaKey) && event.key === "Enter";
    if (shortcut && !event.isComposing) commit(target);
    if (shortcut && event.isTrusted && target instanceof HTMLButtonElement && target.closest(BUTTONS)) {
      event.stopImmediatePropagation();
      const { key, code, keyCode, altKey, ctrlKey, metaKey, shiftKey, repeat } = event;
      const keys = { key, code, keyCode, altKey, ctrlKey, metaKey, shiftKey, repeat, bubbles: true, cancelable: true };
      const taken = !document.body.dispatchEvent(new KeyboardEvent("keydown", keys));
      if (taken || key === "Enter") event.preventDefault();
      return;
    }
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^[1-4]$/.test(event.key);
    const rates = document.querySelector(DOM.rateShortcut) !== null; // then digits rate and no longer mark
    const tooSoon = digit && rates && performance.now() - (keys.marked ?? -Infinity) < 500;
    if (event.repeat || tooSoon) event.stopImmediatePropagation();
    else if (!rates && /^([1-3]|ArrowUp|ArrowDown)$/.test(event.key) && document.querySelector(DOM.markMet)) {
      event.stopImmediatePropagation();
      event.preventDefault();
      if (digit) keys.marked = performance.now();
      (keys.waiting ??= []).push(event.key); // the buttons stand there, marks.js may not yet
      keys.mark?.();
    }
  };
  const release = (event) => {
    const button = event.composedPath().find((node) => node instanceof HTMLButtonElement);
    if (button?.closest(BUTTONS) && event.detail > 0) {
      setTimeout(() => document.activeElement === button && button.blur(), 0);
    }
  };
  let pause;
  const typed = (event) => {
    clearTimeout(pause);
    const target = event.composedPath()[0];
    const writing = document.querySelector(DOM.examHandIn) !== null;
    if (writing && !event.isComposing) pause = setTimeout(() => commit(target), PAUSE);
  };
  window.addEventListener("keydown", guard, true);
  window.addEventListener("input", typed, true);
  window.addEventListener("click", release, true);
  return () => {
    clearTimeout(pause);
    window.removeEventListener("keydown", guard, true);
    window.removeEventListener("input", typed, true);
    window.removeEventListener("click", release, true);
  };
}
