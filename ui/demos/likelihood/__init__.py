"""Likelihood: how probable fixed data are under each θ, as a product, as a logarithm, as NLL, cross-entropy and KL.

Left a stick for each datum, as high as the model's probability (or density) of it at the present θ. Right the curve
over θ: the product as float64 multiplies it, its logarithm, or the losses that differ by constants. The player moves θ.
Numbers come from ``lekce2.likelihood`` and ``lekce2.likelihood.families``, put together in
``ui.demos.likelihood.samples``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lekce2.base import choice
from lekce2.likelihood import bernoulli, likelihood_product, mle_chain, normal_chain, normal_density
from study.language import Language
from ui.demos.likelihood.samples import DOMAIN, GRID, MODELS, Sample, explain, places, shown
from ui.demos.rounding import apart
from ui.drawing import Axis, Figure, Grip, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, demo_texts, short

CURVES = ("product", "log", "chain")
SIZES = (4, 10, 30, 100, 300, 1000, 3000)
STICKS = 30
SMALL = 1e-3  # a likelihood below this is called tiny
NONE = 1e-12  # a divergence below this is none, but for rounding


def figure(
    *, model: str, n: int, theta: float, truth: float, seed: int, curve: str, language: Language, notation: str
) -> Figure:
    """Sticks of the data at θ beside the chosen curve over θ, one frame for each θ."""
    s = explain(choice("model", model, MODELS), float(truth), n, seed, float(theta))
    now = s.thetas.index(float(theta))
    say = demo_texts(language, "likelihood")
    choice("curve", curve, CURVES)
    told = [
        {"theta": short(t, language), "product": short(s.product[k], language),
         "log": short(-s.chain.nll_sum[k], language)}
        if curve != "chain" else
        {"theta": short(t, language), "nll": short(s.chain.nll_mean[k], language),
         "kl": short(_divergence(s.chain.kl[k]), language), "entropy": short(_entropy(s), language)}
        for k, t in enumerate(s.thetas)
    ]  # fmt: skip
    known = _known(s, now, language) | {"truth": short(truth, language)}
    right = {"product": _product, "log": _log, "chain": _chain}[curve](s, float(truth), known, language)
    scene = Scene(
        (_sticks(s, language), right),
        frames=len(s.thetas),
        captions=tuple(say(_frame(s, k, curve), **each) for k, each in enumerate(told)),
        start=now,
        frame_names=tuple(f"θ = {each['theta']}" for each in told),
        seconds=8.0,
        alt=say(f"alt.{curve}", **known),
    )
    caption = f"{say('regime.' + _regime(s, now, curve), **known)} {say(_note(s, curve), **known)}"
    return Figure(scene, caption, say("summary", **known, data=_data(s, language)), _table(s, now, language))


def predict(
    *, model: str, n: int, theta: float, truth: float, seed: int, curve: str, language: Language, notation: str
) -> Prediction:
    """The θ of the maximum; how large the product is there; or how far NLL/N lies above KL."""
    s = explain(model, float(truth), n, seed, float(theta))
    say = demo_texts(language, "likelihood")
    known = _known(s, s.thetas.index(float(theta)), language) | {"data": _data(s, language)}
    if curve == "product":
        return Prediction(
            say("question_product", **known),
            (say("choice.plain"), say("choice.tiny"), say("choice.zero")),
            0 if s.top >= SMALL else 1 if s.top > 0 else 2,
            explain=say("explain_product", **known),
        )
    if curve == "chain":
        shift = round(_entropy(s), 4)
        return Prediction(
            say(f"question_chain_{model}", **known), None, shift, tolerance=0.05, unit="nat",
            explain=say("explain_chain", **known),
            ghost=lambda guess: (
                1, Mark("hline", y=float(np.clip(guess, *_chain_range(s))), colour="muted", dash="dashed")
            ),
        )  # fmt: skip
    low, high = DOMAIN[model]
    return Prediction(
        say(f"question_{model}", **known), None, round(s.best, 4), tolerance=0.02 * (high - low),
        explain=say(f"explain_{model}", **known),
        ghost=lambda guess: (1, Mark("vline", x=float(np.clip(guess, low, high)), colour="muted", dash="dashed")),
    )  # fmt: skip


def controls(c: Controls) -> None:
    """The model, the curve, how many data from which θ; the θ of the model is the scrubber under the plot."""
    c.select("model")
    c.segmented("curve")
    c.slider("n")
    low, high = DOMAIN[c.values["model"]]
    if low <= c.values["truth"] <= high:
        c.slider("truth", step=(high - low) / 20, within=(low, high))
    c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its θ."""
    return {"theta": places(parameters["model"], parameters["theta"])[frame]}


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click on the curve takes its θ."""
    low, high = DOMAIN[parameters["model"]]
    return {"theta": min(high, max(low, round(x, 2)))} if panel == 1 else {}


def _sticks(s: Sample, language: Language) -> Panel:
    say = demo_texts(language, "likelihood")
    data, factors = shown(s, STICKS)
    kind = "sticks_density" if s.model == "gaussian" else "sticks_title"
    title = say(kind if len(s.data) <= STICKS else "sticks_first", k=STICKS, n=len(s.data))
    if s.model == "gaussian":
        x = np.linspace(-6.0, 6.0, 97)
        density = normal_density(x, np.array(s.thetas)[:, np.newaxis], 1.0)
        gaps = np.full_like(data, np.nan)
        at = np.stack([data, data, gaps], axis=-1).ravel()
        up = np.stack([np.zeros_like(factors), factors, np.full_like(factors, np.nan)], axis=-1)
        marks = (
            Mark("line", x, density, colour="q", label=say("model_line"), play="frames"),
            Mark("line", at, up.reshape(len(s.thetas), -1), colour="p", label=say("stick"), width=2.4, play="frames"),
            Mark("points", data, np.zeros_like(data), colour="p", size=3.5, legend=False),
        )
        return Panel(
            title, Axis(say("value_x"), -6.0, 6.0), Axis(say("density_y"), 0.0, 0.45), marks, height=320
        )  # fmt: skip
    order = np.arange(1, data.size + 1)
    names = [say(f"outcome.{s.model}.{int(each)}") for each in data]
    ticks = tuple((float(k), name) for k, name in zip(order, names, strict=True)) if data.size <= 10 else None
    high = float(factors.max())
    bars = (
        Mark("bars", order, factors, colour="p", width_x=0.5, label=say("stick"), play="frames",
             values=data.size <= 10),
    )  # fmt: skip
    return Panel(
        title,
        Axis(say("order_x"), 0.3, data.size + 0.7, ticks=ticks),
        Axis(say("probability_y"), 0.0, 1.1 * high),
        bars,
        height=320,
    )


def _product(s: Sample, truth: float, known: Mapping[str, Any], language: Language) -> Panel:
    say = demo_texts(language, "likelihood")
    marks = (
        Mark("line", s.thetas, s.product, colour="p", width=2.6, label="L(θ)", truth=True),
        Mark("hline", y=s.top, colour="muted", dash="dotted", text=known["top"], truth=True),
        *_here(s, s.product),
    )
    title = say("product_zero" if s.top == 0 else "product_title", **known)
    high = 1.15 * s.top if s.top > 1e-300 else 1.0
    axis = Axis(say("product_y"), 0.0, high, ticks=((0.0, "0"),))  # its numbers would answer the question
    return _over_theta(s, truth, title, axis, marks, say)


def _log(s: Sample, truth: float, known: Mapping[str, Any], language: Language) -> Panel:
    say = demo_texts(language, "likelihood")
    y = -s.chain.nll_sum
    low, high = _window(y)
    marks = (Mark("line", s.thetas, y, colour="p", width=2.6, label="log L(θ)", truth=True), *_here(s, y))
    axis = Axis(say("log_y"), low - 0.06 * (high - low), high + 0.12 * (high - low))
    return _over_theta(s, truth, say("beyond_title" if s.beyond else "log_title", **known), axis, marks, say)


def _chain(s: Sample, truth: float, known: Mapping[str, Any], language: Language) -> Panel:
    say = demo_texts(language, "likelihood")
    nll, kl = s.chain.nll_mean, s.chain.kl
    low, high = _chain_range(s)
    near = np.isfinite(nll)
    marks = (
        Mark("line", s.thetas, nll, colour="p", width=4.5, opacity=0.45, label="NLL/N", truth=True),
        Mark("line", s.thetas, s.chain.cross_entropy, colour="p", dash="dashed", label="H(p̂, q)", truth=True),
        Mark("line", s.thetas, kl, colour="q", width=2.6, label="D(p̂‖q)", truth=True),
        Mark("hline", y=_entropy(s), colour="muted", dash="dotted", text="H(p̂)", truth=True),
        Mark("arrow", x=list(s.thetas), y=_gap(kl, near), x2=list(s.thetas), y2=_gap(nll, near), colour="ink",
             width=1.5, play="frames", text=["H(p̂)" if there else "" for there in near], truth=True),
    )  # fmt: skip
    title = say("beyond_title" if s.beyond else "chain_title", **known)
    return _over_theta(s, truth, title, Axis(say("chain_y"), low, high), marks, say)


def _chain_range(s: Sample) -> tuple[float, float]:
    """The ends of the losses' axis."""
    floor, high = min(0.0, float(s.chain.nll_mean.min())), -_window(-s.chain.nll_mean)[0]
    return floor - 0.05 * (high - floor), high


def _over_theta(s: Sample, truth: float, title: str, y: Axis, marks: tuple[Mark, ...], say: Any) -> Panel:
    low, high = DOMAIN[s.model]
    best = Mark("vline", x=s.best, colour="ink", dash="dashed", text=say("best_theta"), truth=True)
    lines = (
        Mark("vline", x=truth, colour="truth", dash="dotted", text=say("true_theta")),
        *(() if s.beyond else (best,)),
        Mark("vline", x=list(s.thetas), colour="muted", width=1.2, play="frames"),
    )
    return Panel(
        title, Axis("θ", low, high), y, (*lines, *marks), height=320, clickable=True, veil=say("veil"),
        grips=(Grip("theta", "θ", list(s.thetas), y.low, "x", scrubs=True),),
    )  # fmt: skip


def _here(s: Sample, y: Any) -> tuple[Mark, ...]:
    """The value at the present θ, as a dot."""
    return (
        Mark("points", [[t] for t in s.thetas], [[float(v)] for v in y], colour="p", size=5.0, play="frames",
             truth=True, values=True),
    )  # fmt: skip


def _window(y: Any) -> tuple[float, float]:
    """From where to where a curve is worth showing: its top and the better half of θ."""
    finite = np.asarray(y)[np.isfinite(y)]
    low, high = float(np.quantile(finite, 0.25)), float(finite.max())
    return (low, high) if high - low > 1e-9 else (low - 1.0, high + 1.0)


def _gap(y: Any, near: Any) -> list[float]:
    return [float(value) if there else math.nan for value, there in zip(y, near, strict=True)]


def _entropy(s: Sample) -> float:
    return float(np.ravel(s.chain.entropy)[0])


def _known(s: Sample, now: int, language: Language) -> dict[str, Any]:
    values = {
        "product": s.product[now], "top": s.top, "nll": s.chain.nll_mean[now], "sum": s.chain.nll_sum[now],
        "kl": _divergence(s.chain.kl[now]), "entropy": _entropy(s), "least_kl": _divergence(s.at_best.kl),
        "each": math.exp(-float(s.at_best.nll_mean)), "variance": float(np.var(s.data)),
    }  # fmt: skip
    known: dict[str, Any] = {key: short(value, language) for key, value in values.items()}
    pairs = {"theta": s.thetas[now], "best": s.best}, {"log": -s.chain.nll_sum[now], "top_log": -s.at_best.nll_sum}
    for pair in pairs:  # one is said to be below the other
        known |= zip(pair, apart(language, *(float(value) + 0.0 for value in pair.values())), strict=True)
    if _is_best(s, now):
        known |= {"theta": known["best"], "log": known["top_log"]}
    ones = int(s.counts[-1]) if s.counts.size else 0
    return known | {"n": len(s.data), "ones": ones, "others": len(s.data) - ones}


def _data(s: Sample, language: Language) -> str:
    say = demo_texts(language, "likelihood")
    if s.model == "gaussian":
        shown_ = "; ".join(short(each, language) for each in s.data[:8])
        return shown_ if len(s.data) <= 8 else say("data_more", shown=shown_, n=len(s.data))
    return ", ".join(
        f"{int(count)}× {say(f'outcome.{s.model}.{k}')}" for k, count in enumerate(s.counts)
    )  # fmt: skip


def _regime(s: Sample, now: int, curve: str) -> str:
    if curve == "product" and s.top == 0:
        return "underflow"
    if math.isinf(s.chain.nll_sum[now]):
        return "impossible"
    if _is_best(s, now):
        return "best"
    step = GRID[s.model][1] - GRID[s.model][0]
    if not s.beyond and abs(s.thetas[now] - s.best) <= 0.5 * step + 1e-9:
        return "near"
    return "below" if s.thetas[now] < s.best else "above"


def _is_best(s: Sample, now: int) -> bool:
    return abs(s.thetas[now] - s.best) <= 1e-9


def _divergence(value: Any) -> float:
    """A divergence without the trace of rounding where there is none."""
    return 0.0 if value < NONE else float(value)


def _frame(s: Sample, k: int, curve: str) -> str:
    """What a frame says: the losses, or the product and its logarithm, also where float64 has lost the product.

    Below the smallest normal number it is 0, or stays at 5·10⁻³²⁴ however many factors above ½ there are to come.
    """
    if curve == "chain":
        return "frame_chain"
    lost = s.product[k] < np.finfo(np.float64).tiny and np.isfinite(s.chain.nll_sum[k])
    return "frame_underflow" if lost else "frame"


def _note(s: Sample, curve: str) -> str:
    if curve == "chain":
        return "note_chain.imitates" if s.model == "categorical" and s.imitates else f"note_chain.{s.model}"
    if curve == "product" and s.top < SMALL:
        return "note_zero" if s.top == 0 else "note_tiny"
    return f"note_{curve}"


def _table(s: Sample, now: int, language: Language) -> Table:
    say, number = demo_texts(language, "likelihood"), language.number
    top = int(np.argmin(s.chain.nll_sum))
    rows = []
    for name, k in ((say("row_now"), now), (say("row_best"), top)):
        cells = (s.thetas[k], s.product[k], -s.chain.nll_sum[k], s.chain.nll_mean[k], s.chain.cross_entropy[k],
                 _divergence(s.chain.kl[k]), _entropy(s))  # fmt: skip
        rows.append((name, *(number(float(cell)) for cell in cells)))
    return Table(("", "θ", say("product_head"), "log L(θ)", "NLL/N", "H(p̂, q)", "D(p̂‖q)", "H(p̂)"), tuple(rows))


START: Mapping[str, Mapping[str, Any]] = {  # where each model begins
    "bernoulli": {"theta": 0.5, "truth": 0.6},
    "categorical": {"theta": 0.5, "truth": 0.3},
    "gaussian": {"theta": -1.0, "truth": 0.5},
}
PRESETS: Mapping[str, Mapping[str, Any]] = {
    "coin": {"model": "bernoulli", "n": 4},
    "chain": {"model": "bernoulli", "n": 4, "curve": "chain"},
    "underflow": {"model": "bernoulli", "n": 3000, "curve": "product"},
    "many": {"model": "bernoulli", "n": 300, "curve": "log"},
    "heads": {"model": "bernoulli", "n": 4, "truth": 1.0, "theta": 0.9, "curve": "product"},
    "die": {"model": "categorical", "n": 30, "curve": "chain"},
    "normal": {"model": "gaussian", "n": 10, "curve": "log"},
}

DEMO = Demo(
    name="likelihood",
    defaults={"model": "bernoulli", "n": 4, "theta": 0.5, "truth": 0.6, "seed": 4, "curve": "log"},
    check={
        "model": OneOf(MODELS),
        "n": OneOf(SIZES),
        "theta": Between(-3.0, 3.0),
        "truth": Between(-3.0, 3.0),
        "seed": Between(0, 9999, whole=True),
        "curve": OneOf(CURVES),
    },
    presets=PRESETS,
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, explain, likelihood_product, bernoulli, mle_chain, normal_chain),
    click=click,
    scrub=scrub,
    brings={"model": lambda model, _: START[model]},
)
