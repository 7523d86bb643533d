// Numbers in the reader's form, scales between an axis and pixels, and the ticks of an axis. No plot knows a formula.
/* exported numberWriter, scaleOf, ticksOf */

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const raised = (n) => [...String(n)].map((digit) => RAISED[digit]).join("");

/** @param {string} lang @returns {Writer} */
function numberWriter(lang) {
  const formats = new Map();
  const format = (digits) => {
    if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat(lang, { maximumSignificantDigits: digits }));
    return formats.get(digits);
  };
  return (value, digits = 3) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
      const power = Math.floor(Math.log10(size));
      const lead = format(digits).format(value / 10 ** power).replace("-", "−");
      return (lead === "1" ? "" : `${lead} · `) + `10${raised(power)}`;
    }
    return format(digits).format(value).replace("-", "−");
  };
}

/** @param {Axis} axis @param {number} from @param {number} to @returns {Scale} */
function scaleOf(axis, from, to) {
  const log = axis.scale === "log";
  const map = log ? (v) => Math.log10(Math.max(v, 1e-320)) : (v) => v;
  const [low, high] = [map(axis.low), map(axis.high)];
  return {
    log,
    px: (v) => (v === null || v === undefined ? NaN : Math.max(-9999, Math.min(9999, from + ((map(v) - low) / (high - low)) * (to - from)))),
    value: (px) => {
      const v = low + ((px - from) / (to - from)) * (high - low);
      return log ? 10 ** v : v;
    },
  };
}

/** @param {Axis} axis @param {number} room @param {Writer} write @returns {Tick[]} */
function ticksOf(axis, room, write) {
  if (axis.ticks) return axis.ticks.map(([at, text]) => ({ at, text }));
  if (axis.scale === "category") return axis.categories.map((text, at) => ({ at, text }));
  return axis.scale === "log" ? logTicks(axis, room, write) : linearTicks(axis, room, write);
}

/** @param {Axis} axis @param {number} room @param {Writer} write */
function linearTicks(axis, room, write) {
  const rough = (axis.high - axis.low) / Math.max(2, room);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((k) => k * unit >= rough * 0.999) ?? 10);
  const ticks = [];
  for (let k = Math.ceil(axis.low / step - 1e-9); k * step <= axis.high + step * 1e-9; k++) {
    const at = Number((k * step).toPrecision(12));
    ticks.push({ at, text: write(at, 6) });
  }
  return ticks;
}

/** @param {Axis} axis @param {number} room @param {Writer} write */
function logTicks(axis, room, write) {
  const [first, last] = [Math.ceil(Math.log10(axis.low) - 1e-9), Math.floor(Math.log10(axis.high) + 1e-9)];
  const ticks = [];
  if (last - first < 1) {
    for (let power = first - 1; power <= last; power++)
      for (const k of [1, 2, 5]) {
        const at = Number(`${k}e${power}`);
        if (at >= axis.low * 0.999 && at <= axis.high * 1.001) ticks.push({ at, text: write(at) });
      }
    return ticks;
  }
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(2, room)));
  const plain = first >= -3 && last <= 4;
  for (let power = Math.ceil(first / stride) * stride; power <= last; power += stride)
    ticks.push({ at: Number(`1e${power}`), text: plain ? write(Number(`1e${power}`)) : `10${raised(power)}` });
  return ticks;
}
