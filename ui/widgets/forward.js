// Ctrl+Enter (⌘+Enter) in a choice or a closed list: those keep their keys to themselves, so that no shortcut of the page
// hears them. It is taken from there and given to the page; any other key stays where it was pressed.
/* global DOM */
const CHOICES = `${DOM.radio}, ${DOM.selectbox}`;

export default function () {
  const forward = (event) => {
    const target = event.composedPath()[0];
    if (!event.isTrusted || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (!(target instanceof HTMLElement) || !target.closest(CHOICES) || target.matches(DOM.openList)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (event.repeat) return;
    const { key, code, keyCode, ctrlKey, metaKey } = event;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, keyCode, ctrlKey, metaKey, bubbles: true, cancelable: true }));
    document.body.dispatchEvent(new KeyboardEvent("keyup", { key, code, keyCode, ctrlKey, metaKey, bubbles: true }));
  };
  window.addEventListener("keydown", forward, true);
  return () => window.removeEventListener("keydown", forward, true);
}
