// Held keys repeat and double presses come twice: let only the first press of a held key reach the app's shortcuts, and
// let digits rest for a moment after their meaning has changed (from marking a unit to rating the card). Digits and arrows
// that mark are handed to marks.js. A button that was pressed by mouse or finger gives the focus back, so that the next key
// is a shortcut and not that button again; who tabs to a button keeps the focus there.
export default function () {
  const keys = (window.__lekce2Keys ??= {}); // what this file and marks.js share
  const guard = (event) => {
    const target = event.composedPath()[0];
    const writes = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^[1-4]$/.test(event.key);
    const rates = document.querySelector(".st-key-rate-1 kbd") !== null; // then digits rate and no longer mark
    const tooSoon = digit && rates && performance.now() - (keys.marked ?? -Infinity) < 500;
    if (event.repeat || tooSoon) event.stopImmediatePropagation();
    else if (!rates && /^([1-3]|ArrowUp|ArrowDown)$/.test(event.key) && document.querySelector(".st-key-mark-met")) {
      event.stopImmediatePropagation();
      event.preventDefault();
      if (digit) keys.marked = performance.now();
      (keys.waiting ??= []).push(event.key); // the buttons stand there, marks.js may not yet
      keys.mark?.();
    }
  };
  const release = (event) => {
    const button = event.composedPath().find((node) => node instanceof HTMLButtonElement);
    if (button?.closest('[data-testid="stButton"], [data-testid="stButtonGroup"]') && event.detail > 0) {
      setTimeout(() => document.activeElement === button && button.blur(), 0);
    }
  };
  window.addEventListener("keydown", guard, true);
  window.addEventListener("click", release, true);
  return () => {
    window.removeEventListener("keydown", guard, true);
    window.removeEventListener("click", release, true);
  };
}
