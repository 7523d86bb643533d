"""Bias correction in Adam: what the averages s and r miss at the start, and what that does to the step.

One gradient coordinate g_1 … g_100 with known E[g] and E[g²]. On the left s or r (or both) against its truth, the truth
times the weight 1 − βᵗ that the average has gathered, and the corrected average; on the right the step as a multiple
of α. Steps are taken by ``lekce2.optimizers.adam``, averages by ``lekce2.averages``; the player moves t.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from lekce2.averages import debias, ema, weight_sum
from lekce2.base import Array, choice, integer
from lekce2.optimizers import Gradient, Optimizer, adam
from lekce2.patterns import PATTERNS, gradients
from study.language import Language
from ui.drawing import Axis, Figure, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, Switch, demo_texts, short

STEPS = 100
MOMENTS = ("r", "s", "both")
SCALES = (1.0, 0.01, 0.0001)
EPS = {"notes": (1e-8, True), "slides": (1e-7, False)}  # ε and whether it stands inside the root
T = np.arange(1, STEPS + 1)
VEILED = 2.0  # the upper end of the axis of steps before the prediction
RAW: Mapping[str, Any] = {"colour": "p", "width": 2.6}
FIXED: Mapping[str, Any] = {"colour": "q", "dash": "dashed"}


@dataclass(frozen=True)
class Moment:
    """One moment over t: the average from zero, the corrected one, the truth, what the average is expected to be."""

    name: str
    samples: Array
    average: Array
    corrected: Array
    truth: Array
    expected: Array
    weight: Array


def moment_of(name: str, samples: Array, truth: Array, beta: float) -> Moment:
    """The moving average of ``samples`` whose expectations are ``truth``; E[average] is the average of the truth."""
    average = ema(samples, beta)
    return Moment(name, samples, average, debias(average, beta), truth, ema(truth, beta), weight_sum(beta, T))


def steps(g: Array, method: Optimizer) -> Array:
    """How long the method's steps are at t = 1 … T for these gradients; with α = 1 in multiples of α."""
    theta = np.zeros(1)
    state = method.init(theta)
    moved = np.empty(len(g))
    for t, sample in enumerate(g[:, np.newaxis], 1):
        after, state = method.step(theta, state, _always(sample), t)
        moved[t - 1] = abs(after[0])
    return moved


def stretch(beta1: float, beta2: float, t: Any = T) -> Any:
    """How many times longer the step is without correction (ε aside): (1 − β₁ᵗ)/√(1 − β₂ᵗ)."""
    return weight_sum(beta1, t) / np.sqrt(weight_sum(beta2, t))


def figure(
    *, beta1: float, beta2: float, pattern: str, scale: float, correction: bool, moment: str, t: int, seed: int,
    language: Language, notation: str,
) -> Figure:  # fmt: skip
    """The moments against their truth and the step with and without correction, played over t."""
    now = integer("t", t, 1) - 1
    say = demo_texts(language, "bias-correction")
    given = gradients(pattern, STEPS, np.random.default_rng(seed)).scaled(scale)
    first, second = moment_of("s", given.g, given.mean, beta1), moment_of("r", given.g**2, given.square, beta2)
    eps, inside = EPS[notation]
    with_it = adam(1.0, beta1, beta2, eps, inside)
    raw, fixed = steps(given.g, _uncorrected(with_it)), steps(given.g, with_it)
    plain = stretch(beta1, beta2)
    ratio = np.divide(raw, fixed, out=plain.copy(), where=fixed != 0)
    kind, peak = _kind(ratio, plain), int(np.argmax(ratio))
    first_, peak_ = _apart(ratio[0], ratio[peak], say, language)
    known = {"first": first_, "peak": peak_, "peak_t": peak + 1, "plain": _times(plain[0], say, language),
             "one": short(1 - beta1, language), "root": short(np.sqrt(1 - beta2), language)}  # fmt: skip
    facts = [
        {"t": k + 1, "raw": _multiple(raw[k], language), "fixed": _multiple(fixed[k], language),
         "ratio": _times(ratio[k], say, language), "sum1": short(first.weight[k], language),
         "sum2": short(second.weight[k], language), "root": short(np.sqrt(second.weight[k]), language),
         "plain": _times(plain[k], say, language), "peak_t": peak + 1}
        for k in range(STEPS)
    ]  # fmt: skip
    told = "frame" if correction else "frame_raw"
    regimes = [_regime(k, ratio, plain, fixed, correction) for k in range(STEPS)]
    columns = (first.average, first.corrected, second.average, second.corrected, first.weight, second.weight)
    chosen = {"s": (first,), "r": (second,), "both": (first, second)}[choice("moment", moment, MOMENTS)]
    panels = [_averages(each, correction, pattern, say, language) for each in chosen]
    scene = Scene(
        (*panels, _steps(raw, fixed, correction, say(f"step_title.{kind}", **known), say)),
        frames=STEPS,
        captions=tuple(f"{say(told, **fact)} {say(key, **fact)}" for fact, key in zip(facts, regimes, strict=True)),
        head=("s", "ŝ", "r", "r̂", "1−β₁ᵗ", "1−β₂ᵗ"),
        rows=tuple(tuple(short(column[k], language) for column in columns) for k in range(STEPS)),
        start=now,
        first=1,
        frame_label=say("step"),
        alt=say("alt", **facts[now]),
    )
    note = say(
        "note.noisy_s" if pattern == "noisy" and beta1 == 0 else f"note.{pattern}",
        one=known["one"], two=short(1 - beta2, language), typical=short(np.sqrt(np.mean(fixed**2)), language),
    )  # fmt: skip
    summary = say("summary", **{**facts[now], **known}, beta1=float(beta1), beta2=float(beta2))
    caption = f"{say(f'overall.{kind}', **known)} {note}"
    return Figure(scene, caption, summary, _table(first, second, raw, fixed, now, language))


def predict(
    *, beta1: float, beta2: float, pattern: str, scale: float, correction: bool, moment: str, t: int, seed: int,
    language: Language, notation: str,
) -> Prediction:  # fmt: skip
    """Whether the first step without correction is longer, and how many times; wrong answers forget s, r or √."""
    say = demo_texts(language, "bias-correction")
    eps, inside = EPS[notation]
    with_it = adam(1.0, beta1, beta2, eps, inside)
    given = gradients(pattern, STEPS, np.random.default_rng(seed)).scaled(scale)
    g = float(given.g[0])
    raw, fixed = (float(steps(given.g[:1], each)[0]) for each in (_uncorrected(with_it), with_it))
    true, plain = raw / fixed, float(stretch(beta1, beta2, 1))
    one, two = float(weight_sum(beta1, 1)), float(weight_sum(beta2, 1))
    tempting = sorted((true, plain, 1.0, one, one / two, 1 / float(np.sqrt(two))), key=lambda value: value != true)
    kept: list[float] = []
    for value in tempting:
        if all(abs(np.log(value / other)) > 0.05 for other in kept):
            kept.append(value)
    kept.sort()
    everything = steps(given.g, _uncorrected(with_it)), steps(given.g, with_it)
    low, high = _reach(*everything)

    def ghost(guess: float) -> tuple[int, Mark]:
        """The first step without correction as long as the guessed choice makes it."""
        y = min(max(kept[int(guess)] * fixed, low), high)
        return (2 if moment == "both" else 1), Mark("points", [1], [y], colour="ink", marker="cross", size=6.0)

    return Prediction(
        say("question", beta1=float(beta1), beta2=float(beta2), g=short(g, language)),
        tuple(_times(value, say, language) for value in kept),
        kept.index(true),
        explain=say(
            "explain_eps" if _by_eps(true, plain) else "explain",
            one=short(one, language), two=short(two, language), plain=short(plain, language),
            r=short(two * g * g, language), eps=short(eps, language),
        ),
        ghost=ghost,
    )  # fmt: skip


def controls(c: Controls) -> None:
    """β₁, β₂, the gradient's pattern and size, what the left panel shows, and the correction."""
    c.toggle("correction")
    c.slider("beta1", step=0.01)
    c.slider("beta2")
    c.segmented("moment")
    c.select("pattern")
    with c.more():
        c.slider("scale")
        if c.values["pattern"] != "constant":
            c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its t."""
    return {"t": frame + 1}


def _uncorrected(method: adam) -> adam:
    return replace(method, bias_correction=False)


def _always(g: Array) -> Gradient:
    return lambda theta: g


def _averages(moment: Moment, correction: bool, pattern: str, say: Any, language: Language) -> Panel:
    name = moment.name
    sample, truth, hat, index = {"s": ("g", "E[g]", "ŝ", "₁"), "r": ("g²", "E[g²]", "r̂", "₂")}[name]
    expected = f"E[{name}]" if pattern == "burst" else f"E[{name}] = (1−β{index}ᵗ)·{truth}"
    marks = [
        Mark("points", T, moment.samples, label=sample, colour="muted", size=2.2, opacity=0.6),
        Mark("line", T, moment.truth, label=truth, colour="truth"),
        Mark("line", T, moment.expected, label=expected, dash="dotted", truth=True),
        *_moving(moment.average, name, RAW, label_head=True),
        *(_moving(moment.corrected, hat, FIXED, label_head=True) if correction else ()),
    ]
    shown = [moment.truth, moment.average, np.zeros(1), *([moment.corrected] if correction else [])]
    if pattern == "flips":  # elsewhere single gradients may lie far outside; these are all of size 1
        shown.append(moment.samples)
    low, high = _span(*shown)
    average = hat if correction else name
    begin = {"sample": {"g": "g₁", "g²": "g₁²"}[sample], "part": short(moment.weight[0], language)}
    if moment.weight[0] == 1:
        title = say("moment_title.none")
    elif pattern == "burst":
        title = _trace(moment, correction, average, truth, say, language)
    else:
        title = say(f"moment_title.{'both' if correction else 'raw'}", name=name, hat=hat, **begin)
    return Panel(
        title, Axis(say("step"), 0, STEPS), Axis(say(f"moment_y.{name}"), low, high), tuple(marks),
        height=340, veil=say(f"moment_veil.{name}"),
    )  # fmt: skip


def _trace(moment: Moment, correction: bool, average: str, truth: str, say: Any, language: Language) -> str:
    """How long the burst can be seen: in what the average is expected to be, without the noise of one seed."""
    end = int(T[moment.truth > moment.truth[0]][-1])
    expected = moment.expected / moment.weight if correction else moment.expected
    after = expected[end:] / moment.truth[end:]
    still = np.flatnonzero(after >= 1.5)
    facts = {"end": end, "average": average, "truth": truth}
    if still.size:
        return str(say("moment_title.trace", until=end + 1 + int(still[-1]), **facts))
    return str(say("moment_title.gone", times=short(after.max(), language), **facts))


def _steps(raw: Array, fixed: Array, correction: bool, title: str, say: Any) -> Panel:
    marks = [
        Mark("hline", y=1.0, colour="muted", dash="dotted", text="α"),
        *_moving(raw, say("without"), RAW, values=True),
        *(_moving(fixed, say("with"), FIXED, values=True) if correction else ()),
    ]
    low, high = _reach(raw, fixed)
    # Until the prediction the axis does not show how far the steps will reach: ``highs`` come with what plays.
    return Panel(
        title, Axis(say("step"), 0, STEPS), Axis(say("step_y"), low, VEILED, highs=(high,) * STEPS),
        tuple(marks), height=340, veil=say("step_veil"),
    )  # fmt: skip


def _moving(y: Array, label: str, look: Mapping[str, Any], **head: Any) -> tuple[Mark, Mark]:
    """A line that is drawn up to the present step, over a faint one that shows where it goes."""
    faint = Mark("line", T, y, opacity=0.3, truth=True, **look)
    return faint, Mark("line", T, y, label=label, play="trace", truth=True, **look, **head)


def _table(first: Moment, second: Moment, raw: Array, fixed: Array, now: int, language: Language) -> Table:
    pairs = ((first.average, first.corrected), (second.average, second.corrected), (raw, fixed))
    rows = tuple(
        (str(k + 1), *(f"{short(before[k], language)} → {short(after[k], language)}" for before, after in pairs))
        for k in sorted({*range(5), now})
    )
    return Table(("t", "s → ŝ", "r → r̂", demo_texts(language, "bias-correction")("col_step")), rows)


def _by_eps(ratio: float, plain: float) -> bool:
    """Whether the ratio is not what the correction alone would make it."""
    return abs(ratio - plain) > 0.05 * plain or (ratio < 0.95 and plain > 0.98)


def _kind(ratio: Array, plain: Array) -> str:
    if _by_eps(ratio[0], plain[0]):
        return "eps"
    if np.all(np.abs(ratio - 1) < 0.05):
        return "same"
    if ratio[0] >= 1.05:
        return "long" if np.argmax(ratio) > 0 else "first"
    return "mixed" if ratio.max() >= 1.05 else "short"


def _regime(k: int, ratio: Array, plain: Array, fixed: Array, correction: bool) -> str:
    if _by_eps(ratio[k], plain[k]):
        return "regime.eps"
    if k == 0 and correction and abs(abs(fixed[0]) - 1) < 0.005:
        return "regime.first"
    if abs(ratio[k] - 1) < 0.05:
        return "regime.done"
    if ratio[k] < 1:
        return "regime.short"
    return "regime.long" if ratio[k] > 2 or k <= np.argmax(ratio) else "regime.settling"


def _times(ratio: float, say: Any, language: Language, digits: int = 3) -> str:
    """A ratio in words: 3,16× longer, 10× shorter, equally long."""
    if abs(ratio - 1) < 0.005:
        return str(say("times.same"))
    said = language.number(Decimal(f"{max(ratio, 1 / ratio):.{digits}g}"))
    return str(say("times.longer" if ratio > 1 else "times.shorter", n=said))


def _apart(first: float, peak: float, say: Any, language: Language) -> tuple[str, str]:
    """Two ratios in words, with more digits where three do not tell them apart."""
    for digits in range(3, 7):
        said = _times(first, say, language, digits), _times(peak, say, language, digits)
        if said[0] != said[1]:
            return said
    return _times(first, say, language), _times(peak, say, language)


def _multiple(value: float, language: Language) -> str:
    """A step in multiples of α, with two decimals where they say enough."""
    return f"{language.number(round(float(value), 2), 2) if abs(value) >= 0.1 else short(value, language)}\xa0α"


def _reach(raw: Array, fixed: Array) -> tuple[float, float]:
    """The ends of the axis of steps."""
    return _span(raw, fixed, np.array([0.0, 1.2]))


def _span(*series: Array) -> tuple[float, float]:
    low, high = min(float(s.min()) for s in series), max(float(s.max()) for s in series)
    return (low - 0.05 * (high - low) if low < 0 else low), high + 0.08 * (high - low)


DEMO = Demo(
    name="bias-correction",
    defaults={
        "beta1": 0.9, "beta2": 0.999, "pattern": "constant", "scale": 1.0,
        "correction": True, "moment": "r", "t": 12, "seed": 1,
    },
    check={
        "beta1": Between(0.0, 0.99),
        "beta2": OneOf((0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)),
        "pattern": OneOf(PATTERNS),
        "scale": OneOf(SCALES),
        "correction": Switch(),
        "moment": OneOf(MOMENTS),
        "t": Between(1, STEPS, whole=True),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "adam": {},
        "first": {"t": 1},
        "noisy": {"pattern": "noisy", "moment": "s", "t": 20},
        "flips": {"pattern": "flips", "moment": "s", "t": 12},
        "burst": {"pattern": "burst", "beta2": 0.99, "t": 50},
        "short": {"beta1": 0.99, "beta2": 0.9, "moment": "s", "t": 5},
        "tiny": {"scale": 0.0001, "t": 5},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, steps, stretch, ema, debias, weight_sum, adam),
    scrub=scrub,
)  # fmt: skip
