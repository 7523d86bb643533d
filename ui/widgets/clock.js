// A running clock. Elapsed time counts up from `since`; with a limit the remaining time counts down.
/** @param {Component} component */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const part = (name) => /** @type {HTMLElement} */ (parentElement.querySelector(name));
  const face = part("[data-face]");
  const [before, after] = data.label.split("{}");
  part("[data-before]").textContent = before;
  part("[data-after]").textContent = after;
  const offset = Date.now() / 1000 - data.now; // the browser's clock may be wrong
  let over = false;
  const draw = () => {
    const elapsed = Math.max(0, Date.now() / 1000 - offset - data.since);
    const shown = data.limit == null ? elapsed : Math.max(0, data.limit - elapsed);
    const seconds = data.limit == null ? Math.floor(shown) : Math.ceil(shown);
    face.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    face.toggleAttribute("data-short", data.limit != null && shown < 0.1 * data.limit);
    if (data.limit != null && shown === 0 && !over && !data.over) {
      over = true;
      setTriggerValue("over", true);
    }
  };
  draw();
  const timer = setInterval(draw, 250);
  const warn = (event) => {
    event.preventDefault();
    event.returnValue = "";
  };
  if (data.guard) window.addEventListener("beforeunload", warn);
  return () => {
    clearInterval(timer);
    window.removeEventListener("beforeunload", warn);
  };
}
