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
  /** @type {HTMLInputElement} */ range;
  /** @type {number | undefined} */ said; // the frame whose words stand there, of the data that were drawn
  /** @type {PlayerData | undefined} */ drawn;
  width = 0;
  loop = 0;
  turn = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.frame = 0;
    this.speed = 2;
    this.asked = new Set();
    this.plots = node("div", { class: "panels", role: "img" });
    this.bar = node("div", { class: "bar" });
    this.row = node("div", { class: "row" });
    this.caption = node("p", { class: "caption", "aria-live": "polite" });
    this.tip = node("div", { class: "tip", hidden: "" });
    root.replaceChildren(this.plots, this.bar, this.row, this.caption, this.tip);
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.resized = new ResizeObserver(() => root.clientWidth !== this.width && this.layout());
    this.resized.observe(root);
    this.onKey = (event) => this.key(event);
    root.addEventListener("keydown", this.onKey);
    root.addEventListener("keyup", (event) => event.key === " " && event.stopPropagation());
  }

  get last() { return this.scene.frames - 1; }

  /** @param {Component<PlayerData>} component */
  update({ data, setStateValue, setTriggerValue }) {
    const before = this.data;
    Object.assign(this, { data, scene: data.scene, words: data.words, setStateValue, setTriggerValue });
    this.write = numberWriter(data.lang);
    this.pressed = null;
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
  }

  // ---- drawing

  layout() {
    this.width = this.root.clientWidth;
    if (!this.scene || !this.width) return;
    this.readTheme();
    const across = this.scene.columns || this.scene.panels.length;
    const wide = this.width >= 620 && across > 1;
    this.plots.classList.toggle("wide", wide);
    this.plots.style.setProperty("--across", across);
    const alt = [this.scene.alt, ...this.scene.panels.map((panel) => panel.title)].filter(Boolean).join(". ");
    this.plots.setAttribute("aria-label", alt);
    const room = wide ? (this.width - 20 * (across - 1)) / across : this.width;
    this.views = this.scene.panels.map((panel, index) => this.panel(panel, index, Math.floor(room)));
    this.plots.replaceChildren(...this.views.map((view) => view.element));
    this.controls();
    this.draw();
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

  /** @param {Panel} given @param {number} index @param {number} width @returns {View} */
  panel(given, index, width) {
    const turned = given.turns !== null && width < given.turns[0];
    const panel = turned ? turnedPanel(given) : given;
    const wide = (/** @type {string} */ text) => this.probe.measureText(text).width;
    const yTicks = this.yTicks(panel, panel.y);
    const tall = panel.y.highs.map((high) => wide(this.write(high)) + 7);
    const heads = panel.equal ? [] : panel.marks.filter((mark) => mark.label_head);
    const below = panel.bare ? 2 : 42;
    const left = panel.bare ? 2 : Math.ceil(Math.max(14, ...tall, ...yTicks.map((tick) => wide(tick.text)))) + 10;
    const right = Math.max(12, ...heads.map((mark) => wide(mark.label ?? "") + (mark.values ? 44 : 0) + 14));
    const top = panel.bare ? 2 : 24;
    const box = { left, top, width: width - (panel.bare ? 4 : left + Math.min(right, width / 3)), height: panel.height - top - below };
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
    const canvas = node("canvas", { style: `width:${width}px;height:${height}px` });
    const ratio = window.devicePixelRatio || 1;
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const element = node("div", { class: "panel" }, node("div", { class: "title" }, panel.title), this.legend(panel));
    const svg = this.axes({ panel, box, x, y, width, height }, yTicks);
    const context = pencil(canvas);
    const view = { ...this.look, panel, turned, index, box, x, y, width, height, canvas, context, ratio, svg, element };
    const plot = node("div", { class: panel.clickable ? "plot clickable" : "plot", style: `height:${height}px` });
    plot.append(svg, canvas);
    canvas.addEventListener("pointermove", (event) => this.point(view, event));
    canvas.addEventListener("pointerleave", () => this.hideTip());
    if (panel.clickable) canvas.addEventListener("click", (event) => this.click(view, event));
    element.append(plot);
    return view;
  }

  /** @param {Panel} panel @param {Axis} axis */
  yTicks(panel, axis) { return ticksOf(axis, Math.floor(panel.height / 45), this.write); }

  // An axis whose upper end differs from frame to frame.
  /** @param {View} view @param {number} f */
  rescale(view, f) {
    const axis = { ...view.panel.y, high: view.panel.y.highs[f] };
    if (view.high === axis.high) return;
    view.high = axis.high;
    view.y = scaleOf(axis, view.box.top + view.box.height, view.box.top);
    const svg = this.axes(view, this.yTicks(view.panel, axis));
    view.svg.replaceWith(svg);
    view.svg = svg;
  }

  /** @param {Pick<View, "panel" | "box" | "x" | "y" | "width" | "height">} view @param {Tick[]} yTicks */
  axes({ panel, box, x, y, width, height }, yTicks) {
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
    for (const tick of ticksOf(panel.x, Math.floor(box.width / 62), this.write)) {
      const px = x.px(tick.at);
      if (px < box.left - 1 || px > right + 1) continue;
      if (panel.x.scale !== "category")
        svg.append(shape("line", { class: grid, x1: px, x2: px, y1: grid === "grid" ? box.top : bottom - 4, y2: bottom }));
      const half = tick.text.length * 3.4;
      if (px - half < clear) continue;
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
    svg.append(shape("text", { x: right, y: bottom + 34, "text-anchor": "end", class: "axis" }, panel.x.label));
    svg.append(shape("text", { x: Math.min(box.left, 4), y: 13, class: "axis" }, panel.y.label));
    return svg;
  }

  /** @param {Panel} panel */
  legend(panel) {
    const list = node("div", { class: "legend" });
    const seen = new Set();
    for (const mark of panel.marks) {
      if (!mark.label || mark.legend === false || seen.has(mark.label)) continue;
      seen.add(mark.label);
      const swatch = node("canvas", { style: "width:30px;height:14px" });
      [swatch.width, swatch.height] = [60, 28];
      const c = pencil(swatch);
      c.scale(2, 2);
      c.fillStyle = c.strokeStyle = this.look.colour(Array.isArray(mark.colour) ? mark.colour[0] : mark.colour || "ink");
      c.globalAlpha = mark.kind === "band" ? 0.3 : mark.opacity ?? 1;
      c.lineWidth = Math.min(mark.width ?? 2, 3);
      c.setLineDash(DASHES[mark.dash] || []);
      if (mark.kind === "bars" || mark.kind === "band") c.fillRect(6, 2, 18, 10);
      else {
        c.beginPath();
        c.moveTo(1, 7);
        c.lineTo(29, 7);
        if (mark.kind !== "points") c.stroke();
        if (mark.marker || mark.kind === "points") drawMarker(c, mark.marker || "circle", 15, 7, 4, c.fillStyle, this.look.paper);
      }
      list.append(node("span", {}, swatch, mark.label));
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
      if (this.pressed?.view === view.index) drawMarker(c, "circle", this.pressed.x, this.pressed.y, 5, view.ink, view.paper);
    }
    if (f === this.said && this.drawn === this.data) return;
    [this.said, this.drawn] = [f, this.data];
    this.tell(f);
  }

  /** @param {number} f */
  tell(f) {
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
    this.name.textContent = name;
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
      this.name = node("span", { class: "name", "aria-hidden": "true" });
      this.toggle = button("play", () => (this.playing ? this.pause() : this.play()));
      this.rate = node("button", { type: "button", class: "rate" });
      this.rate.addEventListener("click", () => {
        this.speed = (this.speed + 1) % SPEEDS.length;
        this.rateText();
      });
      const buttons = [button("back", () => this.nudge(-1)), this.toggle, button("forward", () => this.nudge(1))];
      this.bar.append(...buttons, button("replay", () => this.play(0)), this.rate, this.range, this.name);
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
    this.resized.disconnect();
    this.root.removeEventListener("keydown", this.onKey);
    this.views = [];
  }
}

// Called at every new data and at every change of the theme; what it returns is called when the element leaves.
/** @param {Component<PlayerData>} component */
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
