// Blocks of a derivation dragged with a mouse or a pen to their place; a finger taps them, so that it can scroll.
// The blocks are drawn by the page: `data.placed` and `data.waiting` are how the keys of their elements begin. Nothing
// moves here but a picture of the drag: what was dropped where goes to the server, which draws the new order.
/* global DOM */
const FAR = 8; // px that make a press a drag

export default function ({ data, setTriggerValue }) {
  const selector = (prefix) => DOM.keyBegins.replace("{key}", prefix);
  const all = (prefix) => [...document.querySelectorAll(selector(prefix))];
  const around = (target, prefix) => target.closest(selector(prefix));
  const idOf = (element, prefix) => [...element.classList].find((name) => name.startsWith(`st-key-${prefix}`)).slice(`st-key-${prefix}`.length).split("-")[0];
  let held = null;

  const down = (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || !(event.target instanceof Element)) return;
    const waiting = around(event.target, data.waiting);
    const element = waiting ?? around(event.target, data.placed);
    if (!element || (!waiting && event.target.closest("button, input, [role=combobox]"))) return;
    held = { element, id: idOf(element, waiting ? data.waiting : data.placed), x: event.clientX, y: event.clientY, drags: false };
  };

  const move = (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.drags && Math.hypot(x, y) < FAR) return;
    held.drags = true;
    event.preventDefault();
    Object.assign(held.element.style, { transform: `translate(${x}px, ${y}px)`, opacity: "0.75", pointerEvents: "none", zIndex: "10" });
  };

  const leave = () => {
    if (held) Object.assign(held.element.style, { transform: "", opacity: "", pointerEvents: "", zIndex: "" });
    held = null;
  };

  const up = (event) => {
    if (!held?.drags) return leave();
    const { id, element } = held;
    leave();
    window.addEventListener("click", (click) => { click.preventDefault(); click.stopImmediatePropagation(); }, { capture: true, once: true });
    setTimeout(() => window.dispatchEvent(new Event("click"))); // where the browser makes no click of it, none is swallowed later
    const others = all(data.placed).filter((one) => one !== element);
    const pool = all(data.waiting).filter((one) => one !== element)[0];
    const middle = (one) => { const box = one.getBoundingClientRect(); return box.top + box.height / 2; };
    const back = pool && event.clientY > pool.getBoundingClientRect().top;
    const place = back ? -1 : others.filter((one) => middle(one) < event.clientY).length;
    setTriggerValue("drop", { about: data.about, block: id, place });
  };

  const escape = (event) => { if (event.key === "Escape") leave(); };
  const select = (event) => { if (held?.drags) event.preventDefault(); };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: leave, keydown: escape, selectstart: select, dragstart: select };
  for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener);
  return () => { for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener); };
}
