// The sentence under a demo's plot, which the player changes while a dial is dragged. Only **bold** is markup.

const show = (root, text) => {
  if (root.said === text) return;
  root.said = text;
  root.replaceChildren(...text.split("**").map((part, i) => {
    if (i % 2 === 0) return part;
    const bold = document.createElement("b");
    bold.textContent = part;
    return bold;
  }));
};

/** @param {Component<{ slot: string, told: string }>} component */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement & { ears?: (event: any) => void }} */ (parentElement.querySelector(".lk-told"));
  show(root, data.told);
  if (root.ears) document.removeEventListener("lekce2-told", root.ears);
  root.ears = ({ detail }) => detail.slot === data.slot && show(root, detail.told ?? data.told);
  document.addEventListener("lekce2-told", root.ears);
  const { ears } = root;
  return () => document.removeEventListener("lekce2-told", ears);
}
