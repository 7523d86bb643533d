// The player: draws a scene's panels and plays its frames. One instance per mounted element; new data keep its place.
/* global DASHES, drawMarker, drawMarks, nearest, numberWriter, scaleOf, ticksOf, turnedPanel */

const players = new WeakMap();
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const ICONS = {
  play: "M7 4v16l13-8z", pause: "M6 4h4v16H6zM14 4h4v16h-4z", back: "M19 4v16L9 12zM5 4h3v16H5z",
  forward: "M5 4v16l10-8zM16 4h3v16h-3z", replay: "M12 5V1L6 6l6 5V7a5.5 5.5 0 1 1-5.5 5.5H4A8 8 0 1 0 12 5z",
};

const node = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};
const shape = (tag, attributes = {}, text) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

/** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings] @returns {Context} */
const pencil = (canvas, settings) => {
  const c = canvas.getContext("2d", settings);
  if (c === null) throw new Error("this browser draws on no canvas");
  return c;
};

const nearestPlace = (values, wanted) => values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);

/** @param {Panel} panel */
const legendOf = (panel) => panel.marks.filter((mark) => mark.label && mark.legend !== false);

class Player {
  /** @type {PlayerData} */ data; // and what stands in them, as of the last update
  /** @type {Scene} */ scene;
  /** @type {Record<string, string>} */ words;
  /** @type {Component["setStateValue"]} */ setStateValue;
  /** @type {Component["setTriggerValue"]} */ setTriggerValue;
  /** @type {Writer} */ write;
  /** @type {Look} */ look;
  /** @type {View[]} */ views = [];
  /** @type {Context} */ probe; // measures texts
  /** @type {{ view: number, x: number, y: number } | null} */ pressed = null;
  /** @type {{ view: View, grip: Grip, x: number, y: number, unsent: boolean } | null} */ held = null; // what is dragged on the plot
  busy = 0; // when a position was sent whose plot is not here yet
  /** @type {HTMLInputElement} */ range;
  /** @type {number | undefined} */ said; // the frame whose words stand there, of the data that were drawn
  /** @type {PlayerData | undefined} */ drawn;
  /** @type {HTMLElement | undefined} */ fold; // where the next column of panels begins
  width = 0;
  loop = 0;
  turn = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.frame = 0;
    this.speed = 2;
    this.asked = new Set();
    this.shared = node("div", { class: "legend" }); // of what is drawn in more than one panel
    this.plots = node("div", { class: "panels", role: "group" }); // a picture, with buttons on it
    this.bar = node("div", { class: "bar" });
    this.row = node("div", { class: "row" });
    this.caption = node("p", { class: "caption", "aria-live": "polite" });
    this.tip = node("div", { class: "tip", hidden: "" });
    root.replaceChildren(this.shared, this.plots, this.bar, this.row, this.caption, this.tip);
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.resized = new ResizeObserver(() => root.clientWidth !== this.width && this.layout());
    this.resized.observe(root);
    this.onKey = (event) => this.key(event);
    root.addEventListener("keydown", this.onKey);
    this.onDrag = (event) => this.follow(event.detail);
    document.addEventListener("lekce2-drag", this.onDrag);
    this.onResize = () => window.innerHeight !== this.tall && this.layout();
    window.addEventListener("resize", this.onResize);
    root.addEventListener("keyup", (event) => event.key === " " && event.stopPropagation());
  }

  get last() { return this.scene.frames - 1; }

  /** @param {Component<[PlayerData]>} component */
  update({ data: [data], setStateValue, setTriggerValue }) {
    const before = this.data;
    Object.assign(this, { data, scene: data.scene, words: data.words, setStateValue, setTriggerValue });
    this.write = numberWriter(data.lang);
    this.pressed = null;
    this.busy = 0;
    const moved = before && before.scene.start !== this.scene.start && !this.asked.has(this.scene.start);
    if (this.scene.start === this.reported) this.asked.clear();
    if (!before || before.scene.frames !== this.scene.frames || moved) {
      this.stop();
      this.frame = this.scene.start;
    }
    if (!before || JSON.stringify(before.words) !== JSON.stringify(data.words)) this.bar.replaceChildren();
    this.layout();
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn || 0) + 1); // new data are on the canvas: benchmarks look for it
    if (before && !before.revealed && data.revealed && this.scene.autoplay && !this.calm.matches) this.play(0);
    if (this.held?.unsent) this.send(true);
  }

  // A dial is dragged: show the frame of its stop, if the frames along it are here and nothing else has changed since.
  /** @param {{ slot: string, name: string, stop: number, followed: boolean }} drag */
  follow(drag) {
    const sweep = window.__lekce2Sweeps?.get(drag.slot);
    if (!this.scene || drag.slot !== this.data.slot || sweep?.name !== drag.name || sweep.print !== this.data.prints[drag.name]) return;
    drag.followed = true;
    drag.stop = sweep.nearest(drag.stop);
    const scene = sweep.scene(drag.stop);
    if (scene === this.scene) return;
    this.stop();
    this.scene = scene;
    this.frame = Math.min(this.frame, this.last);
    this.said = undefined;
    this.layout();
    this.root.dataset.followed = String(Number(this.root.dataset.followed || 0) + 1);
  }

  // ---- drawing

  layout() {
    this.width = this.root.clientWidth;
    this.tall = window.innerHeight;
    if (!this.scene || !this.width) return;
    this.readTheme();
    const { panels, columns, lead } = this.scene;
    const strip = this.width < 620 && window.innerWidth <= 640;
    const across = strip || this.width < 480 ? 1 : lead ? 2 : columns || panels.length;
    this.plots.className = strip ? "panels strip" : lead && across === 2 ? "panels lead" : across > 1 ? "panels wide" : "panels";
    this.plots.style.setProperty("--across", String(across));
    const alt = [this.scene.alt, ...panels.map((panel) => panel.title)].filter(Boolean).join(". ");
    this.plots.setAttribute("aria-label", alt);
    const same = this.views.length === panels.length;
    if (!same) {
      this.views.forEach((view) => view.element.remove());
      this.views = panels.map((panel, index) => this.view(index));
    }
    const seen = panels.flatMap((panel) => [...new Set(legendOf(panel).map((mark) => mark.label))]);
    const common = new Set(seen.filter((label, i) => seen.indexOf(label) !== i));
    this.list(this.shared, panels.flatMap(legendOf).filter((mark) => common.has(mark.label)));
    for (const [index, panel] of panels.entries()) {
      const view = this.views[index];
      if (view.head.textContent !== panel.title) view.head.textContent = panel.title;
      this.list(view.legend, legendOf(panel).filter((mark) => !common.has(mark.label)));
    }
    const sizes = this.sizes(strip, across);
    for (const [index, panel] of panels.entries()) this.fit(this.views[index], panel, ...sizes[index]);
    this.turnColumn(lead && across === 2 ? lead : 0);
    this.controls();
    this.draw();
  }

  // The leading panels stand in a column of their own, the others in the next one.
  /** @param {number} lead */
  turnColumn(lead) {
    const fold = (this.fold ??= node("div", { class: "fold" }));
    this.plots.style.height = "";
    if (!lead) return fold.remove();
    if (fold.previousElementSibling !== this.views[lead - 1].element) this.views[lead - 1].element.after(fold);
    const high = (views) => views.reduce((sum, view) => sum + view.element.offsetHeight + 8, 0);
    this.plots.style.height = `${Math.max(high(this.views.slice(0, lead)), high(this.views.slice(lead)))}px`;
  }

  // The width and the height of every panel's drawing: together with their titles they fill what the window has for them.
  /** @param {boolean} strip @param {number} across @returns {[number, number][]} */
  sizes(strip, across) {
    const { panels, lead } = this.scene;
    const bar = (this.scene.frames > 1 ? 50 : 0) + this.shared.offsetHeight;
    const heads = this.views.map((view) => view.head.offsetHeight + view.legend.offsetHeight + 4);
    if (strip) {
      const room = 0.45 * window.innerHeight - bar - (this.scene.captions.length ? 42 : 8);
      const width = panels.length > 1 ? Math.floor(0.93 * this.width) : this.width;
      return panels.map((panel, i) => [width, Math.max(110, Math.floor(room - heads[i]))]);
    }
    const below = (this.scene.captions.length ? 28 : 0) + (this.scene.rows.length ? 50 : 0);
    const room = Math.max(320, Math.min(700, window.innerHeight - 208 - bar - below));
    if (lead && across === 2) {
      const first = Math.floor(Math.max(this.width < 720 ? 0.64 * this.width : 484, this.width - 20 - 330));
      const column = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ width) => {
        const free = room - heads.slice(from, to).reduce((sum, head) => sum + head + 8, -8);
        const asked = panels.slice(from, to).reduce((sum, panel) => sum + panel.height, 0);
        return panels.slice(from, to).map((panel) => [width, Math.max(96, Math.floor((free * panel.height) / asked))]);
      };
      return /** @type {[number, number][]} */ ([...column(0, lead, first), ...column(lead, panels.length, this.width - first - 20)]);
    }
    const width = Math.floor((this.width - 20 * (across - 1)) / across);
    const rows = [];
    for (let i = 0; i < panels.length; i += across) rows.push(panels.slice(i, i + across));
    const head = (row) => Math.max(...row.map((panel) => heads[panels.indexOf(panel)]));
    const free = room - rows.reduce((sum, row) => sum + head(row), 0) - 10 * (rows.length - 1);
    const asked = rows.reduce((sum, row) => sum + Math.max(...row.map((panel) => panel.height)), 0);
    const scale = across === 1 && rows.length > 1 ? 0.8 : Math.min(1.25, free / asked);
    return panels.map((panel, i) => {
      const row = rows[Math.floor(i / across)];
      return [width, Math.max(130, Math.floor(scale * Math.max(...row.map((one) => one.height))))];
    });
  }

  // Colours and font of the page: read once, and again when its paper or its font is another.
  readTheme() {
    const style = getComputedStyle(this.root);
    const paper = style.getPropertyValue("--st-background-color").trim() || "#fff";
    const font = `12.5px ${style.fontFamily}`;
    if (this.look && this.look.paper === paper && this.look.font === font) {
      this.look.write = this.write;
      return;
    }
    const probe = pencil(document.createElement("canvas"), { willReadFrequently: true });
    probe.fillStyle = paper;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    this.dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 110;
    this.root.classList.toggle("dark", this.dark);
    const colours = new Map();
    const colour = (name) => {
      if (!colours.has(name)) colours.set(name, getComputedStyle(this.root).getPropertyValue(`--c-${name}`).trim());
      return colours.get(name);
    };
    this.look = { paper, colour, ink: colour("ink"), font, write: this.write };
    this.probe = probe;
    this.probe.font = font;
  }

  // The elements of one panel; they stay as long as there are as many panels, so that what is held stays in the hand.
  /** @param {number} index @returns {View} */
  view(index) {
    const canvas = node("canvas");
    const [head, legend, plot] = [node("div", { class: "title" }), node("div", { class: "legend" }), node("div", { class: "plot" })];
    const svg = shape("svg");
    plot.append(svg, canvas);
    const element = node("div", { class: "panel" }, head, legend, plot);
    const view = /** @type {View} */ ({ index, canvas, svg, element, head, legend, plot, grips: new Map(), context: pencil(canvas), ratio: 0 });
    canvas.addEventListener("pointermove", (event) => this.point(view, event));
    canvas.addEventListener("pointerleave", () => this.hideTip());
    canvas.addEventListener("click", (event) => view.panel.clickable && this.click(view, event));
    this.plots.append(element);
    return view;
  }

  // A legend, anew only where it says something else than before.
  /** @param {HTMLElement} list @param {Mark[]} marks */
  list(list, marks) {
    const said = JSON.stringify([marks.map((mark) => [mark.label, mark.colour, mark.dash, mark.marker, mark.kind]), this.look.paper]);
    if (list.dataset.said === said) return;
    list.dataset.said = said;
    list.replaceChildren(...this.legend(marks));
  }

  /** @param {View} view @param {Panel} given @param {number} width @param {number} room */
  fit(view, given, width, room) {
    const turned = given.turns !== null && width < given.turns[0];
    const panel = turned ? turnedPanel(given) : given;
    const size = turned ? panel.height : given.bare ? Math.max(room, Math.min(given.height, 1.2 * room)) : room;
    const wide = (/** @type {string} */ text) => this.probe.measureText(text).width;
    const yTicks = this.yTicks(size, panel.y);
    const tall = panel.y.highs.map((high) => wide(this.write(high)) + 7);
    const tight = width < 300; // no room for names on the lines: colours and markers tell them from the legend beside it
    const heads = panel.equal || tight ? [] : panel.marks.filter((mark) => mark.label_head);
    const left = panel.bare ? 2 : Math.ceil(Math.max(14, ...tall, ...yTicks.map((tick) => wide(tick.text)))) + 10;
    const low = !panel.bare && this.below(panel.x, width - left - 12);
    const below = panel.bare ? 2 : low ? 38 : 24;
    const right = Math.max(12, ...heads.map((mark) => wide(mark.label ?? "") + (mark.values ? 44 : 0) + 14));
    const top = panel.bare ? 2 : 20;
    const box = { left, top, width: width - (panel.bare ? 4 : left + Math.min(right, width / 3)), height: size - top - below };
    if (panel.equal) {
      const unit = Math.min(box.width / (panel.x.high - panel.x.low), box.height / (panel.y.high - panel.y.low));
      const spare = box.width - unit * (panel.x.high - panel.x.low);
      box.left += spare / 2;
      box.width -= spare;
      box.height = unit * (panel.y.high - panel.y.low);
    }
    const height = box.top + box.height + below;
    const x = scaleOf(panel.x, box.left, box.left + box.width);
    const y = scaleOf(panel.y, box.top + box.height, box.top);
    const ratio = window.devicePixelRatio || 1;
    if (view.width !== width || view.height !== height || view.ratio !== ratio) {
      view.canvas.style.cssText = `width:${width}px;height:${height}px`;
      [view.canvas.width, view.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      view.plot.style.height = `${height}px`;
      view.element.style.width = `${width}px`;
    }
    view.plot.classList.toggle("clickable", panel.clickable);
    const drawn = [panel.x, panel.y, panel.image, width, height, this.look.paper, box.left, this.data.lang];
    Object.assign(view, this.look, { panel, turned, tight, low, box, x, y, width, height, ratio });
    const { axes } = view;
    if (!axes || drawn.some((part, i) => part !== axes[i])) {
      view.axes = drawn;
      view.high = undefined;
      const svg = this.axes(view, yTicks);
      view.svg.replaceWith(svg);
      view.svg = svg;
    }
    this.grips(view);
  }

  // What can be dragged on a plot is a button over it: a finger's width, in the order of the keyboard, with a name.
  /** @param {View} view */
  grips(view) {
    for (const [name, button] of view.grips)
      if (!view.panel.grips.some((grip) => grip.name === name)) {
        button.remove();
        view.grips.delete(name);
      }
    for (const grip of view.panel.grips) {
      let button = view.grips.get(grip.name);
      if (!button) {
        button = /** @type {HTMLButtonElement} */ (node("button", { type: "button", class: "grip", "data-grip": grip.name }));
        button.addEventListener("pointerdown", (event) => this.grab(view, grip.name, event));
        button.addEventListener("pointermove", (event) => this.move(event));
        for (const end of ["pointerup", "pointercancel"]) button.addEventListener(end, () => this.release());
        button.addEventListener("keydown", (event) => this.step(view, grip.name, event));
        view.grips.set(grip.name, button);
        view.plot.append(button);
      }
      const along = { x: "ew-resize", y: "ns-resize", xy: "move" };
      button.style.cursor = along[grip.along];
      const x = this.across(grip);
      const said = [grip.label, ...(grip.along === "y" ? [] : [`${view.panel.x.label} ${this.write(x)}`]), ...(grip.along === "x" ? [] : [`${view.panel.y.label} ${this.write(grip.y)}`])];
      button.setAttribute("aria-label", said.join(", "));
      if (this.held?.view === view && this.held.grip.name === grip.name) continue;
      this.seat(view, button, view.x.px(x), view.y.px(grip.y));
    }
  }

  // Where a grip stands across its panel, at the present frame.
  /** @param {Grip} grip @returns {number} */
  across(grip) { return typeof grip.x === "number" ? grip.x : grip.x[Math.floor(this.frame)]; }

  seat(view, button, px, py) {
    const { box } = view;
    button.style.left = `${Math.max(box.left, Math.min(box.left + box.width, px))}px`;
    button.style.top = `${Math.max(box.top, Math.min(box.top + box.height, py))}px`;
  }

  /** @param {View} view @param {string} name @param {PointerEvent} event */
  grab(view, name, event) {
    const grip = view.panel.grips.find((one) => one.name === name);
    if (!grip || event.button > 0) return;
    view.grips.get(name)?.setPointerCapture(event.pointerId);
    this.stop();
    this.hideTip();
    this.held = { view, grip, x: this.across(grip), y: grip.y, unsent: false };
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.held) return;
    const { view, grip } = this.held;
    const { box } = view;
    const [px, py] = this.place(view, event);
    const [a, b] = [Math.max(box.left, Math.min(box.left + box.width, px)), Math.max(box.top, Math.min(box.top + box.height, py))];
    if (Array.isArray(grip.x)) return this.go(nearestPlace(grip.x, view.x.value(a)));
    if (grip.along !== "y") this.held.x = view.x.value(a);
    if (grip.along !== "x") this.held.y = view.y.value(b);
    this.seat(view, view.grips.get(grip.name), view.x.px(this.held.x), view.y.px(this.held.y));
    this.held.unsent = true;
    this.send(true);
  }

  release() {
    if (!this.held) return;
    if (this.held.grip.scrubs) this.report();
    else if (this.held.unsent || this.busy) this.send(false);
    this.held = null;
  }

  // While it is dragged one position is under way at a time; the last one always goes.
  /** @param {boolean} more */
  send(more) {
    if (!this.held) return;
    const { view, grip, x, y } = this.held;
    clearTimeout(this.again);
    if (more) this.again = setTimeout(() => this.held?.unsent && this.send(true), 500); // an answer may be lost on its way
    if (more && this.busy && performance.now() - this.busy < 500) return;
    this.busy = performance.now();
    this.held.unsent = false;
    this.setTriggerValue("drag", { panel: view.index, grip: grip.name, x, y });
  }

  /** @param {View} view @param {string} name @param {KeyboardEvent} event */
  step(view, name, event) {
    const grip = view.panel.grips.find((one) => one.name === name);
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
    if (!grip || (!dx && !dy)) return;
    event.preventDefault();
    event.stopPropagation();
    if (grip.scrubs) return this.nudge(dx || dy);
    const at = this.across(grip);
    const size = event.shiftKey ? 4 : 1;
    const { box } = view;
    const value = (scale, at, by, long) => scale.value(scale.px(at) + (by * size * long) / 40);
    const x = grip.along === "y" ? at : value(view.x, at, dx || (grip.along === "x" ? dy : 0), box.width);
    const y = grip.along === "x" ? grip.y : value(view.y, grip.y, -(dy || (grip.along === "y" ? dx : 0)), box.height);
    this.setTriggerValue("drag", { panel: view.index, grip: name, x, y });
  }

  // Does the name of an x axis need a row of its own? A short one stands at the end of the numbers.
  /** @param {Axis} axis @param {number} room */
  below(axis, room) {
    const named = axis.scale === "category" || axis.ticks;
    return axis.label !== "" && (Boolean(named && axis.ticks?.length !== 0) || this.probe.measureText(axis.label).width > 0.45 * room);
  }

  /** @param {number} height @param {Axis} axis */
  yTicks(height, axis) { return ticksOf(axis, Math.floor(height / 45), this.write); }

  // An axis whose upper end differs from frame to frame.
  /** @param {View} view @param {number} f */
  rescale(view, f) {
    const axis = { ...view.panel.y, high: view.panel.y.highs[f] };
    if (view.high === axis.high) return;
    view.high = axis.high;
    view.y = scaleOf(axis, view.box.top + view.box.height, view.box.top);
    const svg = this.axes(view, this.yTicks(view.height, axis));
    view.svg.replaceWith(svg);
    view.svg = svg;
  }

  /** @param {Pick<View, "panel" | "box" | "x" | "y" | "width" | "height" | "low">} view @param {Tick[]} yTicks */
  axes({ panel, box, x, y, width, height, low }, yTicks) {
    const svg = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    if (panel.bare) return svg;
    const [right, bottom] = [box.left + box.width, box.top + box.height];
    if (panel.image) {
      const [x0, x1, y0, y1] = [...panel.image.x.map(x.px), ...panel.image.y.map(y.px)];
      const href = (this.dark && panel.image.dark) || panel.image.uri;
      svg.append(shape("image", { href, x: x0, y: y1, width: x1 - x0, height: y0 - y1, preserveAspectRatio: "none" }));
    }
    const grid = panel.image ? "tick" : "grid";
    let clear = -Infinity;
    const name = low ? Infinity : right - this.probe.measureText(panel.x.label).width - 6; // it stands at the end of the numbers
    for (const tick of ticksOf(panel.x, Math.floor(box.width / 62), this.write)) {
      const px = x.px(tick.at);
      if (px < box.left - 1 || px > right + 1) continue;
      if (panel.x.scale !== "category")
        svg.append(shape("line", { class: grid, x1: px, x2: px, y1: grid === "grid" ? box.top : bottom - 4, y2: bottom }));
      const half = tick.text.length * 3.4;
      if (px - half < clear || (px + half > name && panel.x.label)) continue;
      clear = px + half + 4;
      svg.append(shape("text", { x: px, y: bottom + 16, "text-anchor": "middle" }, tick.text));
    }
    for (const tick of yTicks) {
      const py = y.px(tick.at);
      if (py < box.top - 1 || py > bottom + 1) continue;
      svg.append(shape("line", { class: grid, x1: box.left, x2: grid === "grid" ? right : box.left + 4, y1: py, y2: py }));
      svg.append(shape("text", { x: box.left - 6, y: py + 4, "text-anchor": "end" }, tick.text));
    }
    svg.append(shape("path", { class: "frame", d: `M${box.left} ${box.top}V${bottom}H${right}` }));
    svg.append(shape("text", { x: right, y: bottom + (low ? 31 : 16), "text-anchor": "end", class: "axis" }, panel.x.label));
    svg.append(shape("text", { x: Math.min(box.left, 4), y: 13, class: "axis" }, panel.y.label));
    return svg;
  }

  /** @param {Mark[]} marks */
  legend(marks) {
    const list = [];
    const seen = new Set();
    for (const mark of marks) {
      if (!mark.label || seen.has(mark.label)) continue;
      seen.add(mark.label);
      const swatch = node("canvas", { style: "width:24px;height:14px" });
      [swatch.width, swatch.height] = [48, 28];
      const c = pencil(swatch);
      c.scale(2, 2);
      c.fillStyle = c.strokeStyle = this.look.colour(Array.isArray(mark.colour) ? mark.colour[0] : mark.colour || "ink");
      c.globalAlpha = mark.kind === "band" ? 0.3 : mark.opacity ?? 1;
      c.lineWidth = Math.min(mark.width ?? 2, 3);
      c.setLineDash(DASHES[mark.dash] || []);
      if (mark.kind === "bars" || mark.kind === "band") c.fillRect(4, 2, 16, 10);
      else {
        c.beginPath();
        c.moveTo(1, 7);
        c.lineTo(23, 7);
        if (mark.kind !== "points") c.stroke();
        if (mark.marker || mark.kind === "points") drawMarker(c, mark.marker || "circle", 12, 7, 4, c.fillStyle, this.look.paper);
      }
      list.push(node("span", {}, swatch, mark.label));
    }
    return list;
  }

  draw() {
    const f = Math.floor(this.frame);
    for (const view of this.views) {
      if (view.panel.y.highs.length) this.rescale(view, f);
      const c = view.context;
      c.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
      c.clearRect(0, 0, view.width, view.height);
      drawMarks(c, view.panel, this.frame, view);
      for (const grip of view.panel.grips) if (grip.scrubs) this.seat(view, view.grips.get(grip.name), view.x.px(this.across(grip)), view.y.px(grip.y));
      if (this.pressed?.view === view.index) drawMarker(c, "circle", this.pressed.x, this.pressed.y, 5, view.ink, view.paper);
    }
    if (f === this.said && this.drawn === this.data) return;
    [this.said, this.drawn] = [f, this.data];
    this.tell(f);
  }

  /** @param {number} f */
  tell(f) {
    document.dispatchEvent(new CustomEvent("lekce2-told", { detail: { slot: this.data.slot, told: this.scene.told } }));
    const { captions, rows, head, frames } = this.scene;
    const caption = captions.length > 1 ? captions[f] : captions[0] || "";
    if (this.caption.textContent !== caption) this.caption.textContent = caption;
    this.caption.hidden = !caption;
    const row = rows.length > 1 ? rows[f] : rows[0];
    this.row.hidden = !row;
    if (row) {
      const cells = row.map((text, i) => node("div", {}, node("span", {}, head[i] || ""), node("b", {}, String(text))));
      this.row.replaceChildren(...cells);
    }
    if (frames < 2) return;
    const name = this.scene.frame_names[f] || `${this.scene.frame_label} ${this.write(this.scene.first + f, 6)}`.trim();
    this.range.value = String(f);
    this.range.style.setProperty("--done", `${(100 * f) / this.last}%`);
    this.range.setAttribute("aria-valuetext", name);
    this.label.textContent = name;
  }

  // ---- playing

  controls() {
    this.bar.hidden = this.scene.frames < 2;
    if (this.bar.hidden) return;
    if (!this.bar.children.length) {
      const button = (name, act) => {
        const made = node("button", { type: "button", class: name, "aria-label": this.words[name], title: this.words[name] });
        const icon = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
        icon.append(shape("path", { d: ICONS[name] }));
        made.append(icon);
        made.addEventListener("click", act);
        return made;
      };
      this.range = /** @type {HTMLInputElement} */ (node("input", { type: "range", min: 0, step: 1, "aria-label": this.words.scrub }));
      this.range.addEventListener("input", () => this.go(Number(this.range.value)));
      this.range.addEventListener("change", () => this.report());
      this.label = node("span", { class: "name", "aria-hidden": "true" });
      this.toggle = button("play", () => (this.playing ? this.pause() : this.play()));
      this.rate = node("button", { type: "button", class: "rate" });
      this.rate.addEventListener("click", () => {
        this.speed = (this.speed + 1) % SPEEDS.length;
        this.rateText();
      });
      const buttons = [button("back", () => this.nudge(-1)), this.toggle, button("forward", () => this.nudge(1))];
      this.bar.append(...buttons, button("replay", () => this.play(0)), this.rate, this.range, this.label);
    }
    this.range.max = String(this.last);
    this.rateText();
    this.icon();
  }

  rateText() {
    const text = `${this.write(SPEEDS[this.speed])}×`;
    this.rate.textContent = text;
    this.rate.setAttribute("aria-label", `${this.words.speed} ${text}`);
    this.rate.title = this.words.speed;
  }

  icon() {
    const name = this.playing ? "pause" : "play";
    this.toggle.querySelector("path").setAttribute("d", ICONS[name]);
    this.toggle.setAttribute("aria-label", this.words[name]);
    this.toggle.title = this.words[name];
    this.caption.setAttribute("aria-live", this.playing ? "off" : "polite");
  }

  play(from = this.frame >= this.last ? 0 : this.frame) {
    if (this.last < 1) return;
    this.stop();
    this.frame = from;
    this.playing = true;
    this.icon();
    this.draw();
    if (this.calm.matches) {
      const stride = Math.max(1, Math.round(this.scene.frames / 12));
      this.timer = setInterval(() => this.advance(Math.min(this.last, this.frame + stride)), 900);
      return;
    }
    let before = performance.now();
    const perSecond = this.last / this.scene.seconds;
    const tick = (now) => {
      const next = this.frame + (Math.max(0, Math.min(now - before, 100)) / 1000) * perSecond * SPEEDS[this.speed];
      before = now;
      this.loop = requestAnimationFrame(tick);
      this.advance(Math.min(this.last, next));
    };
    this.loop = requestAnimationFrame(tick);
  }

  advance(frame) {
    this.frame = frame;
    this.draw();
    if (frame >= this.last) this.pause();
  }

  stop() {
    cancelAnimationFrame(this.loop);
    clearInterval(this.timer);
    this.playing = false;
  }

  pause() {
    this.stop();
    this.icon();
    this.report();
  }

  go(frame) {
    this.stop();
    this.frame = Math.max(0, Math.min(this.last, frame));
    this.icon();
    this.draw();
  }

  nudge(step) {
    this.go(Math.floor(this.frame) + step);
    this.report();
  }

  // Tell the server where the scrubber rests. Answers to earlier reports may still come in: they must not pull it back.
  report() {
    if (!this.data.reports) return;
    clearTimeout(this.letter);
    this.letter = setTimeout(() => {
      this.reported = Math.floor(this.frame);
      this.asked.add(this.reported);
      this.setStateValue("frame", this.reported);
    }, 200);
  }

  // Space and the arrows belong to the player while it has the focus; the app's own shortcuts must not hear them.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "Enter", "Home", "End"].includes(event.key)) return;
    event.stopPropagation();
    if (this.last < 1 || event.target.tagName === "BUTTON") return;
    if (event.key === " ") {
      event.preventDefault();
      if (!event.repeat) this.playing ? this.pause() : this.play();
    }
  }

  // ---- pointing

  /** @param {View} view @param {PointerEvent} event */
  place(view, event) {
    const rect = view.canvas.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  }

  /** @param {View} view @param {PointerEvent} event */
  point(view, event) {
    const [px, py] = this.place(view, event);
    const hit = nearest(view.panel, this.frame, view, px, py);
    if (!hit) return this.hideTip();
    const { x, y } = view.panel;
    const where = x.scale === "category" ? x.categories[hit.x] : `${x.label}: ${this.write(hit.x, 4)}`;
    this.tip.replaceChildren(node("b", {}, hit.label), node("br"), where, node("br"), `${y.label}: ${this.write(hit.y, 4)}`);
    this.tip.hidden = false;
    const [inside, outside] = [view.canvas.getBoundingClientRect(), this.root.getBoundingClientRect()];
    const left = inside.left - outside.left + hit.a + 12;
    const width = this.tip.offsetWidth;
    this.tip.style.left = `${left + width > this.width ? Math.max(0, left - width - 24) : left}px`;
    this.tip.style.top = `${Math.max(0, inside.top - outside.top + hit.b - this.tip.offsetHeight - 8)}px`;
  }

  hideTip() { this.tip.hidden = true; }

  /** @param {View} view @param {PointerEvent} event */
  click(view, event) {
    const [px, py] = this.place(view, event);
    const { box } = view;
    if (px < box.left || px > box.left + box.width || py < box.top || py > box.top + box.height) return;
    this.pressed = { view: view.index, x: px, y: py };
    this.draw();
    const [x, y] = [view.x.value(px), view.y.value(py)];
    this.setTriggerValue("click", { panel: view.index, x: view.turned ? -y : x, y: view.turned ? -x : y });
  }

  unmount() {
    this.stop();
    clearTimeout(this.letter);
    clearTimeout(this.again);
    this.resized.disconnect();
    this.root.removeEventListener("keydown", this.onKey);
    document.removeEventListener("lekce2-drag", this.onDrag);
    window.removeEventListener("resize", this.onResize);
    this.views = [];
  }
}

// Called at every new data and at every change of the theme; what it returns is called when the element leaves.
/** @param {Component<[PlayerData]>} component */
export default function (component) {
  const root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".player"));
  let player = players.get(component.parentElement);
  if (!player || player.root !== root) {
    player?.unmount();
    player = new Player(root);
    players.set(component.parentElement, player);
  }
  player.turn += 1;
  const turn = player.turn;
  player.update(component);
  return () => {
    if (player.turn !== turn) return;
    player.unmount();
    players.delete(component.parentElement);
  };
}
