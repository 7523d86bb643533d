// Held keys repeat and double presses come twice: let only the first press of a held key reach the app's shortcuts, and
// let digits rest for a moment after their meaning has changed (from marking a unit to rating the card).
export default function (component) {
  const state = (window.__lekce2Keys ??= { phase: null, since: 0, users: 0 });
  const phase = component.data?.phase ?? "";
  if (phase !== state.phase) {
    state.phase = phase;
    state.since = performance.now();
  }
  const listen = (event) => {
    const target = event.composedPath()[0];
    const writes = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    const tooSoon = /^[1-4]$/.test(event.key) && performance.now() - state.since < 350;
    if (event.repeat || tooSoon) event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", listen, true);
  return () => window.removeEventListener("keydown", listen, true);
}
