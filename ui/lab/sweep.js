// The frames along one number of a demo, computed beforehand: asked for when a dial is touched, found by the player while
// it is dragged. Only what differs from the present plot is sent.

const merged = (base, change) => {
  if ("=" in change) return change["="];
  const made = Array.isArray(base) ? [...base] : { ...base };
  for (const [key, part] of Object.entries(change)) made[key] = merged(base[key], part);
  return made;
};

/** @param {Component<[string]>} component */
export default function ({ data: [data], parentElement, setTriggerValue }) {
  const sweeps = (window.__lekce2Sweeps ??= new Map());
  const root = /** @type {HTMLElement & { ears?: (event: any) => void, asked?: string, text?: string }} */ (parentElement);
  /** @type {SweepData} */
  const sent = JSON.parse(data);
  if (sent.name && root.text !== data && Object.keys(sent.changes).length) {
    const scenes = new Map();
    const places = Object.keys(sent.changes).map(Number);
    sweeps.set(sent.slot, {
      name: sent.name,
      print: sent.print,
      nearest(stop) { return places.reduce((best, place) => (Math.abs(place - stop) < Math.abs(best - stop) ? place : best)); },
      scene(place) {
        if (!scenes.has(place)) scenes.set(place, merged(sent.base, sent.changes[place]));
        return scenes.get(place);
      },
    });
    document.dispatchEvent(new CustomEvent("lekce2-frames", { detail: { slot: sent.slot, name: sent.name } }));
  }
  root.text = data;
  root.asked = undefined;
  if (root.ears) document.removeEventListener("lekce2-grab", root.ears);
  root.ears = ({ detail }) => {
    if (detail.slot !== sent.slot) return;
    const here = sweeps.get(sent.slot);
    const print = detail.print;
    if ((here?.name === detail.name && here?.print === print) || root.asked === detail.name + print) return;
    root.asked = detail.name + print;
    setTriggerValue("grab", detail.name);
  };
  document.addEventListener("lekce2-grab", root.ears);
  const { ears } = root;
  return () => document.removeEventListener("lekce2-grab", ears);
}
