// Held keys repeat and double presses come twice: let only the first press of a held key reach the app's shortcuts, and
// let digits rest for a moment after their meaning has changed (from marking a unit to rating the card). A button that
// was pressed by mouse or finger gives the focus back, so that the next key is a shortcut and not that button again;
// who tabs to a button keeps the focus there.
export default function () {
  const state = (window.__lekce2Keys ??= { marked: -Infinity }); // when a digit last marked a unit
  // Digits and arrows that come while the page is being drawn wait for their turn: one key, one run, none is lost.
  const queue = (state.queue ??= []);
  const rates = () => document.querySelector(".st-key-rate-1 kbd") !== null; // then digits rate and no longer mark
  const busy = () =>
    performance.now() - (state.passed ?? -Infinity) < 300 ||
    document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";
  const pump = () => {
    if (!queue.length) return (state.pumping = false);
    if (!busy()) {
      if (rates()) queue.length = 0; // what was pressed to mark must not rate
      if (!queue.length) return (state.pumping = false);
      state.passed = performance.now();
      const init = { ...queue.shift(), bubbles: true, cancelable: true, composed: true };
      const again = new KeyboardEvent("keydown", init);
      again.replayed = true;
      document.body.dispatchEvent(again);
      document.body.dispatchEvent(new KeyboardEvent("keyup", init));
    }
    setTimeout(pump, 120);
  };
  const guard = (event) => {
    if (event.replayed) return;
    const target = event.composedPath()[0];
    const writes = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^[1-4]$/.test(event.key);
    const marks = !rates();
    const tooSoon = digit && !marks && performance.now() - state.marked < 500;
    if (event.repeat || tooSoon) event.stopImmediatePropagation();
    else {
      if (digit && marks) state.marked = performance.now();
      const choosing = digit || event.key === "ArrowUp" || event.key === "ArrowDown";
      if (choosing && marks && (queue.length || busy()) && document.querySelector(".st-key-mark-met")) {
        event.stopImmediatePropagation();
        event.preventDefault();
        queue.push({ key: event.key, code: event.code });
        if (!state.pumping) {
          state.pumping = true;
          setTimeout(pump, 60);
        }
      } else if (choosing) state.passed = performance.now();
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
