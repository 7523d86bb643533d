// Links from one view of a page to another change only the address's query, which Streamlit neither writes down nor takes
// away: here a click on such a link becomes a step of the browser's history, as Back is, and the new view begins at its top.
/* global DOM */
/** @param {Component<{ parameter: string, view: string }>} component */
export default function ({ data }) {
  const turned = (window.__lekce2Turned ??= { view: data.view });
  const top = () => document.querySelector(DOM.main)?.scrollTo(0, 0);
  if (turned.view !== data.view) top();
  turned.view = data.view;
  const click = (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin || to.pathname !== location.pathname || link.target === "_blank" || to.hash) return;
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name !== data.parameter && !to.searchParams.has(name)) to.searchParams.append(name, value);
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (to.search !== location.search) {
      history.pushState({}, "", to);
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
    top();
  };
  window.addEventListener("click", click, true);
  return () => window.removeEventListener("click", click, true);
}
