// The outline of an answer. Which of its parts is read is marked while the page scrolls; where a demo takes the whole
// width, the list ends above it or gives way.
/* global DOM */
/** @typedef {{ part: string, title: string, inner: boolean }} Line */
/** @param {Component<{ title: string, lines: string, view: string, part: string }>} component */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement & { view?: string }} */ (parentElement);
  const main = document.querySelector(DOM.main);
  const details = root.querySelector("details");
  const nav = root.querySelector("nav");
  const summary = root.querySelector("summary");
  if (!main || !details || !nav || !summary) return;
  /** @type {Line[]} */
  const lines = JSON.parse(data.lines);
  const place = (part) => document.querySelector(DOM.part.replace("{part}", CSS.escape(part)));
  const beside = () => getComputedStyle(details).getPropertyValue("--beside").trim() === "1";
  const TOP = 72; // px below the top of the window, where a part begins that was gone to
  const [ROOM, LEAST] = [0.78, 160]; // how much of the window the list takes, and the px below which it is not shown

  /** @param {string} part */
  const go = (part) => {
    const element = place(part);
    if (element) main.scrollTop += element.getBoundingClientRect().top - main.getBoundingClientRect().top - TOP;
    return element;
  };
  // What is drawn late above a part moves it: it is gone to again until the reader moves the page.
  let settled = () => {};
  /** @param {string} part */
  const bring = (part) => {
    settled();
    const again = new ResizeObserver(() => go(part));
    const added = new MutationObserver(() => go(part));
    const moves = ["wheel", "touchstart", "pointerdown", "keydown"];
    settled = () => {
      again.disconnect();
      added.disconnect();
      moves.forEach((name) => window.removeEventListener(name, settled, true));
    };
    moves.forEach((name) => window.addEventListener(name, settled, true));
    again.observe(/** @type {Element} */ (main.firstElementChild ?? main));
    added.observe(main, { childList: true, subtree: true });
    go(part);
  };

  summary.textContent = data.title;
  nav.setAttribute("aria-label", data.title);
  const links = lines.map(({ part, title, inner }) => {
    const link = document.createElement("a");
    link.href = `#${part}`;
    link.textContent = title;
    link.className = inner ? "inner" : "";
    link.onclick = (event) => {
      event.preventDefault();
      if (!beside()) details.open = false;
      bring(part);
      const target = /** @type {HTMLElement | null} */ (place(part));
      target?.setAttribute("tabindex", "-1"); // the keyboard goes on from there
      target?.focus({ preventScroll: true });
    };
    return link;
  });
  nav.replaceChildren(...links);

  let due = 0;
  let wide = /** @type {boolean | null} */ (null);
  const follow = () => {
    due = 0;
    if (beside() !== wide) {
      wide = beside();
      details.open = wide;
      summary.tabIndex = wide ? -1 : 0;
    }
    const border = main.getBoundingClientRect().top + main.clientHeight / 3;
    let now = -1;
    lines.forEach(({ part }, at) => {
      const element = place(part);
      if (element && element.getBoundingClientRect().top <= border) now = at;
    });
    const end = main.scrollTop + main.clientHeight >= main.scrollHeight - 4 && main.scrollTop > 0;
    if (end && lines.length && now < 0) now = 0;
    links.forEach((link, at) => {
      link.classList.toggle("now", at === now);
      link.ariaCurrent = at === now ? "true" : null;
    });
    if (wide && now >= 0) {
      const [top, height] = [links[now].offsetTop, links[now].offsetHeight];
      if (top < details.scrollTop || top + height > details.scrollTop + details.clientHeight) details.scrollTop = top - height;
    }
    const own = details.getBoundingClientRect();
    let room = ROOM * window.innerHeight; // down to the next demo, which takes the whole width
    for (const demo of wide ? document.querySelectorAll(DOM.demo) : []) {
      const box = demo.getBoundingClientRect();
      if (box.right > own.left && box.bottom > own.top) room = Math.min(room, box.top - own.top - 16);
    }
    details.style.maxHeight = wide ? `${Math.max(room, 0)}px` : "";
    details.classList.toggle("under", Boolean(wide && room < LEAST));
  };
  const soon = () => (due ||= requestAnimationFrame(follow));
  main.addEventListener("scroll", soon, { passive: true });
  const sized = new ResizeObserver(soon);
  sized.observe(main);
  sized.observe(/** @type {Element} */ (main.firstElementChild ?? main));
  follow();

  if (root.view !== data.view) {
    root.view = data.view;
    if (data.part) bring(data.part);
  }
  return () => {
    settled();
    cancelAnimationFrame(due);
    sized.disconnect();
    main.removeEventListener("scroll", soon);
  };
}
