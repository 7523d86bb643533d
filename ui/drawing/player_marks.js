// Draws the marks of one panel on a canvas at a (possibly fractional) frame, and finds the drawn point under a pointer.
/* exported drawMarks, nearest, turnedPanel */

const DASHES = { solid: [], dashed: [7, 5], dotted: [2, 4], dashdot: [9, 4, 2, 4] };

/** @type {Record<string, (c: Context, r: number) => void>} */
const SHAPES = {
  circle: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
  square: (c, r) => c.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8),
  triangle: (c, r) => polygon(c, [[0, -r * 1.2], [r * 1.1, r * 0.8], [-r * 1.1, r * 0.8]]),
  diamond: (c, r) => polygon(c, [[0, -r * 1.3], [r * 1.1, 0], [0, r * 1.3], [-r * 1.1, 0]]),
  cross: (c, r) => polygon(c, [...Array(12)].map((_, i) => {
    const [a, b] = [[-1, -0.35], [-0.35, -0.35], [-0.35, -1]][i % 3];
    const turn = (Math.PI / 2) * Math.floor(i / 3);
    return [1.15 * r * (a * Math.cos(turn) - b * Math.sin(turn)), 1.15 * r * (a * Math.sin(turn) + b * Math.cos(turn))];
  })),
  star: (c, r) => polygon(c, [...Array(10)].map((_, i) => {
    const [far, turn] = [i % 2 ? 0.6 * r : 1.4 * r, (Math.PI / 5) * i - Math.PI / 2];
    return [far * Math.cos(turn), far * Math.sin(turn)];
  })),
};

/** @param {Context} c @param {number[][]} corners */
function polygon(c, corners) {
  corners.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath();
}

/** @param {Context} c @param {string} shape @param {number} x @param {number} y @param {number} r */
function drawMarker(c, shape, x, y, r, fill, halo) {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  c.save();
  c.translate(x, y);
  c.beginPath();
  (SHAPES[shape] || SHAPES.circle)(c, r);
  c.setLineDash([]);
  c.lineWidth = 2.5;
  c.strokeStyle = halo;
  c.stroke();
  c.fillStyle = fill;
  c.fill();
  c.restore();
}

const many = (v) => (Array.isArray(v) ? v : v === null || v === undefined ? [] : [v]);
const entry = (v, i) => (Array.isArray(v) ? v[i] : v);
/** @type {(mark: Mark, field: string, f: number) => any} */
const at = (mark, field, f) => (mark.framed.includes(field) ? mark[field][f] : mark[field]);

// A panel with x running down and y to the left, for narrow screens.
/** @param {Panel} panel @returns {Panel} */
function turnedPanel(panel) {
  const minus = (v) => (Array.isArray(v) ? v.map(minus) : typeof v === "number" ? -v : v);
  const other = { x: "y", y: "x", x2: "y2", y2: "x2" };
  const axis = (one) => ({ ...one, low: -one.high, high: -one.low });
  const marks = panel.marks.map((mark) => {
    const turned = { ...mark, framed: mark.framed.map((field) => other[field] || field) };
    for (const [field, from] of Object.entries(other)) if (mark[from] !== undefined) turned[field] = minus(mark[from]);
    return turned;
  });
  return { ...panel, x: axis(panel.y), y: axis(panel.x), marks, height: panel.turns?.[1] ?? panel.height };
}

// The points of a line-like mark at time t, in pixels: a trace ends at t, between two points on the straight line.
/** @param {Mark} mark @param {number} t @param {Scale} x @param {Scale} y */
function pointsAt(mark, t, x, y) {
  const f = Math.floor(t);
  const [xs, ys] = [many(at(mark, "x", f)), many(at(mark, "y", f))];
  const last = Math.min(xs.length, ys.length) - 1;
  const end = mark.play === "trace" ? Math.min(f, last) : last;
  const points = [];
  for (let i = 0; i <= end; i++) points.push([x.px(xs[i]), y.px(ys[i])]);
  const part = t - f;
  if (mark.play === "trace" && part > 0 && f < last) {
    const [a, b] = [points[f], [x.px(xs[f + 1]), y.px(ys[f + 1])]];
    points.push([a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]);
  }
  return { points, value: ys[end], end };
}

/** @param {Context} c @param {number[][]} points */
function trail(c, points) {
  let open = false;
  for (const [x, y] of points) {
    const there = Number.isFinite(x) && Number.isFinite(y);
    if (there) open ? c.lineTo(x, y) : c.moveTo(x, y);
    open = there;
  }
}

// How each kind of mark is drawn: on `c` at time t, whose frame is f. The colours are set already, `shade(i)` is that of
// the i-th part; `put` writes a label when all marks are drawn, and `heads` takes what stands on top of them.
/** @type {Record<MarkKind, (mark: Mark, pen: Pen) => void>} */
const DRAW = {
  line: drawPoints,
  points: drawPoints,

  bars(mark, { c, panel, view: { x, y, write }, f, shade, put }) {
    const [xs, ys] = [many(at(mark, "x", f)), many(at(mark, "y", f))];
    const base = at(mark, "base", f) ?? 0;
    const half = (mark.width_x ?? 0.8) / 2;
    ys.forEach((top, i) => {
      const [a, b] = [x.px(xs[i] - half), x.px(xs[i] + half)];
      const [low, high] = [y.px(y.log ? Math.max(entry(base, i) ?? 0, panel.y.low) : entry(base, i) ?? 0), y.px(top)];
      if (!Number.isFinite(high)) return;
      c.fillStyle = shade(i);
      c.fillRect(Math.min(a, b), Math.min(low, high), Math.max(1, Math.abs(b - a)), Math.abs(high - low));
      if (mark.values && Math.abs(b - a) > 22) put(write(top), (a + b) / 2, Math.min(low, high) - (panel.grips.length ? 14 : 9), "middle");
    });
  },

  band(mark, { c, view: { x, y }, f }) {
    const end = mark.play === "trace" ? f + 1 : undefined;
    const [xs, low, high] = ["x", "y", "y2"].map((field) => many(at(mark, field, f)).slice(0, end));
    const edge = (values) => xs.map((v, i) => [x.px(v), y.px(values[i])]);
    c.beginPath();
    trail(c, edge(low).concat(edge(high).reverse()));
    c.fill();
  },

  arrow(mark, { c, view: { x, y }, f, put }) {
    const [x1, y1, x2, y2] = [x.px(at(mark, "x", f)), y.px(at(mark, "y", f)), x.px(at(mark, "x2", f)), y.px(at(mark, "y2", f))];
    drawArrow(c, x1, y1, x2, y2);
    put(at(mark, "text", f), x2 + 7, y2);
  },

  hline(mark, { c, view: { y, box }, f, put }) {
    const [py, right] = [y.px(at(mark, "y", f)), box.left + box.width];
    drawStroke(c, box.left, py, right, py);
    put(at(mark, "text", f), right - 4, py - 9, "end");
  },

  vline(mark, { c, view: { x, box }, f, put }) {
    const px = x.px(at(mark, "x", f));
    drawStroke(c, px, box.top, px, box.top + box.height);
    put(at(mark, "text", f), px + 5, box.top + 9);
  },

  box: drawBox,

  text(mark, { view: { x, y }, f, put }) {
    put(at(mark, "text", f), x.px(at(mark, "x", f)), y.px(at(mark, "y", f)), mark.anchor);
  },
};

/** @param {Context} c @param {Panel} panel @param {number} t @param {View} view */
function drawMarks(c, panel, t, view) {
  const { box, colour } = view;
  const labels = [];
  const heads = [];
  const f = Math.floor(t);
  c.save();
  c.beginPath();
  c.rect(box.left - 1, box.top - 1, box.width + 2, box.height + 2);
  c.clip();
  const put = (text, x, y, anchor = "start") => {
    if (text) labels.push({ text, x, y, anchor });
  };
  for (const mark of panel.marks) {
    const shade = (i = 0) => colour(Array.isArray(mark.colour) ? mark.colour[i % mark.colour.length] : mark.colour || "ink");
    c.globalAlpha = mark.opacity ?? (mark.kind === "band" ? 0.18 : 1);
    c.lineWidth = mark.width ?? 2;
    c.lineJoin = "round";
    c.setLineDash(DASHES[mark.dash ?? "solid"]);
    c.strokeStyle = c.fillStyle = shade();
    DRAW[mark.kind](mark, { c, panel, view, t, f, shade, put, heads });
  }
  c.globalAlpha = 1;
  c.restore();
  for (const { shape, x, y, size, fill } of heads) if (inside(box, x, y)) drawMarker(c, shape, x, y, size, fill, view.paper);
  drawLabels(c, labels, view);
}

/** @param {Mark} mark @param {Pen} pen */
function drawPoints(mark, { c, panel, view, t, f, shade, put, heads }) {
  const { points, value } = pointsAt(mark, t, view.x, view.y);
  if (!points.length) return;
  if (mark.lit !== undefined) {
    drawEdge(c, points, at(mark, "lit", f), panel, f, view);
    return;
  }
  if (mark.kind === "line") {
    c.beginPath();
    trail(c, points);
    c.stroke();
  }
  const [x, y] = points[points.length - 1];
  const shape = mark.marker || "circle";
  if (mark.play === "trace") heads.push({ shape, x, y, size: (mark.size ?? 4) + 1, fill: shade() });
  else if (mark.kind === "points" || mark.marker)
    points.forEach(([a, b], i) => drawMarker(c, shape, a, b, mark.size ?? 4, shade(i), view.paper));
  const said = [mark.label_head && !view.tight ? mark.label : "", mark.values ? view.write(value) : "", at(mark, "text", f)];
  put(said.filter(Boolean).join(" "), x + 9, y);
}

function drawStroke(c, x1, y1, x2, y2) {
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2, y2);
  c.stroke();
}

/** @param {Box} box @param {number} px @param {number} py */
function inside(box, px, py) {
  return px >= box.left - 2 && px <= box.left + box.width + 2 && py >= box.top - 2 && py <= box.top + box.height + 2;
}

function drawArrow(c, x1, y1, x2, y2) {
  const turn = Math.atan2(y2 - y1, x2 - x1);
  const length = Math.hypot(x2 - x1, y2 - y1);
  const size = Math.min(9, length / 2);
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2 - size * 0.8 * Math.cos(turn), y2 - size * 0.8 * Math.sin(turn));
  c.stroke();
  c.beginPath();
  polygon(c, [[x2, y2], ...[2.65, -2.65].map((bend) => [x2 + size * Math.cos(turn + bend), y2 + size * Math.sin(turn + bend)])]);
  c.fill();
}

const LINE = 15;

// A box of text around a point: {left, top, width, height} and its lines.
/** @param {Mark} mark @param {number} f @param {View} view */
function boxOf(mark, f, view) {
  const lines = String(at(mark, "text", f)).split("\n");
  view.context.font = view.font;
  const width = Math.max(mark.size ?? 4, ...lines.map((line) => view.context.measureText(line).width + 10));
  const height = LINE * lines.length + 6;
  return { left: view.x.px(at(mark, "x", f)) - width / 2, top: view.y.px(at(mark, "y", f)) - height / 2, width, height, lines };
}

const litColour = (lit, view) => view.colour(lit > 0 ? "p" : lit < 0 ? "q" : "muted");

/** @param {Mark} mark @param {Pen} pen */
function drawBox(mark, { c, view, f, shade }) {
  const { left, top, width, height, lines } = boxOf(mark, f, view);
  const lit = at(mark, "lit", f);
  c.setLineDash([]);
  c.lineWidth = lit ? 2.6 : 1.2;
  c.beginPath();
  c.roundRect(left, top, width, height, mark.marker === "circle" ? 14 : 5);
  c.fillStyle = view.paper;
  c.fill();
  c.strokeStyle = litColour(lit, view);
  c.stroke();
  c.textBaseline = "middle";
  c.textAlign = "center";
  lines.forEach((line, i) => {
    c.fillStyle = shade(i);
    c.fillText(line, left + width / 2, top + 3.5 + LINE * (i + 0.5));
  });
  c.textAlign = "start";
}

// An edge from box to box; its arrow stands at the border of the box that it leads to (or, against it, comes from).
/** @param {Context} c @param {number[][]} points @param {number} lit @param {Panel} panel @param {number} f @param {View} view */
function drawEdge(c, points, lit, panel, f, view) {
  c.strokeStyle = c.fillStyle = litColour(lit, view);
  c.lineWidth = lit ? 3 : 1.3;
  c.beginPath();
  trail(c, points);
  c.stroke();
  const path = lit < 0 ? [...points].reverse() : points;
  const goal = path[path.length - 1];
  const boxes = panel.marks.filter((mark) => mark.kind === "box").map((mark) => boxOf(mark, f, view));
  const box = boxes.find((b) => Math.hypot(b.left + b.width / 2 - goal[0], b.top + b.height / 2 - goal[1]) < 1);
  if (!box) return;
  const within = (/** @type {number[]} */ [px, py]) => px > box.left && px < box.left + box.width && py > box.top && py < box.top + box.height;
  let k = path.length - 2;
  while (k > 0 && within(path[k])) k--;
  let [out, inner] = [path[k], path[k + 1]];
  for (let halving = 0; halving < 12; halving++) {
    const middle = [(out[0] + inner[0]) / 2, (out[1] + inner[1]) / 2];
    if (within(middle)) inner = middle;
    else out = middle;
  }
  const far = Math.hypot(inner[0] - path[k][0], inner[1] - path[k][1]) || 1;
  const [ux, uy] = [(inner[0] - path[k][0]) / far, (inner[1] - path[k][1]) / far];
  const size = lit ? 10 : 7;
  c.beginPath();
  polygon(c, [out, ...[0.5, -0.5].map((side) => [out[0] - size * (ux - side * uy), out[1] - size * (uy + side * ux)])]);
  c.fill();
}

// Labels keep inside the canvas and out of each other's way: each moves down (or, at the bottom, up) until it is free.
/** @param {Context} c @param {{ text: string, x: number, y: number, anchor: Anchor }[]} labels @param {View} view */
function drawLabels(c, labels, view) {
  c.font = view.font;
  c.textBaseline = "middle";
  c.lineJoin = "round";
  const placed = [];
  for (const label of labels.filter((l) => Number.isFinite(l.x) && Number.isFinite(l.y)).sort((a, b) => a.y - b.y)) {
    const width = c.measureText(label.text).width;
    let left = label.anchor === "middle" ? label.x - width / 2 : label.anchor === "end" ? label.x - width : label.x;
    if (left + width > view.width - 2) left = Math.max(2, label.anchor === "start" ? label.x - width - 18 : view.width - width - 2);
    left = Math.max(2, left);
    let top = Math.max(view.box.top + 7, Math.min(label.y, view.box.top + view.box.height - 7));
    const clash = () => placed.find((p) => p.left < left + width + 3 && left < p.left + p.width + 3 && Math.abs(p.top - top) < 14);
    for (let tries = 0, hit = clash(); hit && tries < 12; tries++, hit = clash()) top = hit.top + 14.5;
    placed.push({ left, width, top, text: label.text });
  }
  const over = Math.max(0, ...placed.map((p) => p.top - (view.box.top + view.box.height - 2)));
  for (const { left, width, top, text } of placed) {
    const lifted = over > 0 && top > view.box.top + view.box.height / 2 ? top - over : top;
    c.fillStyle = view.paper;
    if (view.panel.bare) c.fillRect(left - 2, lifted - 8, width + 4, 15); // no edge shows through a number on it
    c.lineWidth = 3.5;
    c.strokeStyle = view.paper;
    c.strokeText(text, left, lifted);
    c.fillStyle = view.ink;
    c.fillText(text, left, lifted);
  }
}

// The nearest drawn vertex within reach of a pointer: {label, x, y} with values, and where it is.
/** @param {Panel} panel @param {number} t @param {View} view @param {number} px @param {number} py */
function nearest(panel, t, view, px, py) {
  let best = { far: 26 };
  for (const mark of panel.marks) {
    if (!mark.label || !["line", "points", "bars"].includes(mark.kind)) continue;
    const f = Math.floor(t);
    const [xs, ys] = [many(at(mark, "x", f)), many(at(mark, "y", f))];
    const last = mark.play === "trace" ? Math.min(f, ys.length - 1) : ys.length - 1;
    for (let i = 0; i <= last; i++) {
      const [a, b] = [view.x.px(xs[i]), view.y.px(ys[i])];
      const far = mark.kind === "bars" && Math.abs(a - px) < 14 && py > b - 6 ? Math.abs(a - px) : Math.hypot(a - px, b - py);
      if (far < best.far) best = { far, a, b, label: mark.label, x: xs[i], y: ys[i] };
    }
  }
  return best.label ? best : null;
}
