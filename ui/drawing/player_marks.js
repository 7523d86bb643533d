// Draws the marks of one panel on a canvas at a (possibly fractional) frame, and finds the drawn point under a pointer.

const DASHES = { solid: [], dashed: [7, 5], dotted: [2, 4], dashdot: [9, 4, 2, 4] };

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

function polygon(c, corners) {
  corners.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath();
}

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
const at = (mark, field, f) => (mark.framed.includes(field) ? mark[field][f] : mark[field]);

// A panel with x running down and y to the left, for narrow screens.
function turnedPanel(panel) {
  const minus = (v) => (Array.isArray(v) ? v.map(minus) : typeof v === "number" ? -v : v);
  const other = { x: "y", y: "x", x2: "y2", y2: "x2" };
  const axis = (one) => ({ ...one, low: -one.high, high: -one.low });
  const marks = panel.marks.map((mark) => {
    const turned = { ...mark, framed: mark.framed.map((field) => other[field] || field) };
    for (const [field, from] of Object.entries(other)) if (mark[from] !== undefined) turned[field] = minus(mark[from]);
    return turned;
  });
  return { ...panel, x: axis(panel.y), y: axis(panel.x), marks, height: panel.turns[1] };
}

// The points of a line-like mark at time t, in pixels: a trace ends at t, between two points on the straight line.
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

function trail(c, points) {
  let open = false;
  for (const [x, y] of points) {
    const there = Number.isFinite(x) && Number.isFinite(y);
    if (there) open ? c.lineTo(x, y) : c.moveTo(x, y);
    open = there;
  }
}

function drawMarks(c, panel, t, view) {
  const { x, y, box, colour, write } = view;
  const labels = [];
  const f = Math.floor(t);
  c.save();
  c.beginPath();
  c.rect(box.left - 1, box.top - 1, box.width + 2, box.height + 2);
  c.clip();
  const heads = [];
  for (const mark of panel.marks) {
    const shade = (i = 0) => colour(Array.isArray(mark.colour) ? mark.colour[i % mark.colour.length] : mark.colour || "ink");
    c.globalAlpha = mark.opacity ?? (mark.kind === "band" ? 0.18 : 1);
    c.lineWidth = mark.width ?? 2;
    c.lineJoin = "round";
    c.setLineDash(DASHES[mark.dash] || []);
    c.strokeStyle = c.fillStyle = shade();
    const put = (text, px, py, anchor = "start") => text && labels.push({ text, x: px, y: py, anchor });
    const text = at(mark, "text", f);
    if (mark.kind === "line" || mark.kind === "points") {
      const { points, value } = pointsAt(mark, t, x, y);
      if (!points.length) continue;
      if (mark.lit !== undefined) {
        drawEdge(c, points, at(mark, "lit", f), panel, f, view);
        continue;
      }
      if (mark.kind === "line") {
        c.beginPath();
        trail(c, points);
        c.stroke();
      }
      const [px, py] = points[points.length - 1];
      const moving = mark.play === "trace";
      if (moving) heads.push([mark.marker || "circle", px, py, (mark.size ?? 4) + 1, shade()]);
      else if (mark.kind === "points" || mark.marker)
        points.forEach(([a, b], i) => drawMarker(c, mark.marker || "circle", a, b, mark.size ?? 4, shade(i), view.paper));
      const said = [mark.label_head ? mark.label : "", mark.values ? write(value) : "", text];
      put(said.filter(Boolean).join(" "), px + 9, py);
    } else if (mark.kind === "bars") {
      const [xs, ys] = [many(at(mark, "x", f)), many(at(mark, "y", f))];
      const base = at(mark, "base", f) ?? 0;
      const half = (mark.width_x ?? 0.8) / 2;
      ys.forEach((top, i) => {
        const [a, b] = [x.px(xs[i] - half), x.px(xs[i] + half)];
        const [low, high] = [y.px(y.log ? Math.max(entry(base, i) ?? 0, panel.y.low) : entry(base, i) ?? 0), y.px(top)];
        if (!Number.isFinite(high)) return;
        c.fillStyle = shade(i);
        c.fillRect(Math.min(a, b), Math.min(low, high), Math.max(1, Math.abs(b - a)), Math.abs(high - low));
        if (mark.values && Math.abs(b - a) > 22) put(write(top), (a + b) / 2, Math.min(low, high) - 9, "middle");
      });
    } else if (mark.kind === "band") {
      const [xs, low, high] = ["x", "y", "y2"].map((field) => many(at(mark, field, f)).slice(0, mark.play === "trace" ? f + 1 : undefined));
      c.beginPath();
      trail(c, xs.map((v, i) => [x.px(v), y.px(low[i])]).concat(xs.map((v, i) => [x.px(v), y.px(high[i])]).reverse()));
      c.fill();
    } else if (mark.kind === "arrow") {
      drawArrow(c, ["x", "y", "x2", "y2"].map((field) => (field[0] === "x" ? x : y).px(at(mark, field, f))));
      put(text, x.px(at(mark, "x2", f)) + 7, y.px(at(mark, "y2", f)));
    } else if (mark.kind === "hline" || mark.kind === "vline") {
      const flat = mark.kind === "hline";
      const px = flat ? y.px(at(mark, "y", f)) : x.px(at(mark, "x", f));
      c.beginPath();
      c.moveTo(flat ? box.left : px, flat ? px : box.top);
      c.lineTo(flat ? box.left + box.width : px, flat ? px : box.top + box.height);
      c.stroke();
      put(text, flat ? box.left + box.width - 4 : px + 5, flat ? px - 9 : box.top + 9, flat ? "end" : "start");
    } else if (mark.kind === "box") {
      drawBox(c, mark, f, view, shade);
    } else if (mark.kind === "text") {
      put(text, x.px(at(mark, "x", f)), y.px(at(mark, "y", f)), mark.anchor);
    }
  }
  c.globalAlpha = 1;
  c.restore();
  for (const head of heads) if (inside(box, head[1], head[2])) drawMarker(c, ...head, view.paper);
  drawLabels(c, labels, view);
}

function inside(box, px, py) {
  return px >= box.left - 2 && px <= box.left + box.width + 2 && py >= box.top - 2 && py <= box.top + box.height + 2;
}

function drawArrow(c, [x1, y1, x2, y2]) {
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
function boxOf(mark, f, view) {
  const lines = String(at(mark, "text", f)).split("\n");
  view.context.font = view.font;
  const width = Math.max(mark.size ?? 4, ...lines.map((line) => view.context.measureText(line).width + 10));
  const height = LINE * lines.length + 6;
  return { left: view.x.px(at(mark, "x", f)) - width / 2, top: view.y.px(at(mark, "y", f)) - height / 2, width, height, lines };
}

const litColour = (lit, view) => view.colour(lit > 0 ? "p" : lit < 0 ? "q" : "muted");

function drawBox(c, mark, f, view, shade) {
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
  const within = ([px, py]) => px > box.left && px < box.left + box.width && py > box.top && py < box.top + box.height;
  if (!box) return;
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
