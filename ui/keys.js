// Held keys repeat and double presses come twice: let only the first press of a held key reach the app's shortcuts, and
// let digits rest for a moment after their meaning has changed (from marking a unit to rating the card). A button that
// was pressed by mouse or finger gives the focus back, so that the next key is a shortcut and not that button again;
// who tabs to a button keeps the focus there.
export default function () {
  const state = (window.__lekce2Keys ??= { marked: -Infinity }); // when a digit last marked a unit
  const guard = (event) => {
    const target = event.composedPath()[0];
    const writes = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^[1-4]$/.test(event.key);
    const marks = document.querySelector(".st-key-rate-1 kbd") === null; // then digits do not rate yet
    const tooSoon = digit && !marks && performance.now() - state.marked < 500;
    if (event.repeat || tooSoon) event.stopImmediatePropagation();
    else if (digit && marks) state.marked = performance.now();
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
