"""The exponential moving average: how much each past value weighs, how long it remembers, what the start is missing.

The scrubber is β: its frames are computed beforehand for a list of β by ``lekce2.averages``. The bars are the weights
(1 − β) β^{t−i} of g_i in s_t and, at i = 0, the weight β^t that has stayed on the zero the average started from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lekce2.averages import debias, ema, weight_sum, weights
from lekce2.base import Array, choice, integer, within
from study.language import Language
from ui.drawing import Axis, Figure, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, demo_texts, rounded, short

STEPS = 60
BETAS = tuple(round(0.05 * k, 2) for k in range(16)) + tuple(round(0.8 + 0.01 * k, 2) for k in range(20))
SIGNALS = ("constant", "step", "burst", "wave")
LISTED = 12  # of the weights, newest first
STARTING = 0.02  # what the starting zero weighs while the average is said to start up


def signal(kind: str, noise: float, seed: int) -> tuple[Array, Array]:
    """What is averaged: the mean at i = 1 … 60, and the mean with noise on it."""
    i = np.arange(1.0, STEPS + 1)
    means = {
        "constant": np.ones(STEPS),
        "step": np.where(i <= 25, 0.5, 2.0),
        "burst": np.where((i > 25) & (i <= 30), 4.0, 0.5),
        "wave": 1.0 + np.sin(i / 6.0),
    }
    mean = means[choice("signal", kind, SIGNALS)]
    return mean, mean + noise * np.random.default_rng(seed).standard_normal(STEPS)


def frames(beta: float) -> tuple[float, ...]:
    """The β of every frame: the list, and the one that is asked for."""
    return tuple(sorted({*BETAS, float(beta)}))


def figure(
    *, beta: float, t: int, signal_kind: str, noise: float, seed: int, language: Language, notation: str
) -> Figure:
    """Weights of the average at time t beside a signal and its averages, one frame for each β."""
    t = integer("t", t, 1)
    betas = frames(float(within("beta", beta, 0, 1, closed="left")))
    now = betas.index(float(beta))
    say, number = demo_texts(language, "moving-average"), language.number
    mean, g = signal(signal_kind, noise, seed)
    averages = [ema(g, each) for each in betas]
    corrected = [debias(s, each) for s, each in zip(averages, betas, strict=True)]
    bars = [weights(each, t) for each in betas]
    sums = [float(weight_sum(each, t)) for each in betas]
    windows = [1.0 / (1.0 - each) for each in betas]
    tops = _tops(betas, t)
    i = np.arange(1, STEPS + 1)
    facts = [_facts(each, t, language) for each in betas]
    weigh = Panel(
        say("weights_title", t=t),
        Axis(say("weights_x"), -0.6, t + 0.6, ticks=tuple((k, str(k)) for k in _places(t))),
        Axis(say("weights_y"), 0.0, max(tops), highs=tops),
        (
            Mark("bars", np.arange(1, t + 1), bars, label=say("weight"), colour="p", play="frames", truth=True),
            Mark("bars", [0], [[1 - total] for total in sums], label=say("weight_zero"), colour="q", play="frames",
                 values=True, truth=True),
            Mark("vline", x=[max(0.5, t + 0.5 - window) for window in windows], colour="ink", dash="dashed",
                 text=[say("window" if fact["window"] <= t else "window_before", window=fact["window"])
                       for fact in facts], play="frames", truth=True),
        ),
        height=320,
        veil=say("veil"),
    )  # fmt: skip
    low, high = _span(g, np.zeros(1), *corrected)
    follow = Panel(
        say("signal_title"),
        Axis(say("signal_x"), 0.0, STEPS + 1.0),
        Axis(say("signal_y"), low, high),
        (
            Mark("line", i, mean, label=say("mean"), colour="truth", dash="dotted"),
            Mark("points", i, g, label=say("values"), colour="muted", size=2.6),
            Mark("line", i, averages, label=say("ema"), colour="p", width=2.6, play="frames", truth=True),
            Mark("line", i, corrected, label=say("debiased"), colour="q", dash="dashed", play="frames", truth=True),
            Mark("vline", x=t, colour="ink", dash="dotted", text=say("now", t=t)),
        ),
        height=320,
        veil=say("signal_veil"),
    )
    scene = Scene(
        (weigh, follow),
        frames=len(betas),
        captions=tuple(say("frame", **fact) for fact in facts),
        start=now,
        frame_names=tuple(f"β = {number(each)}" for each in betas),
        alt=say("alt", **facts[now]),
    )
    rows = [
        (str(k), number(float(w)), number(float(w / sums[now])))
        for k, w in zip(range(t, 0, -1), bars[now][::-1], strict=True)
    ]
    older = float(bars[now][: max(t - LISTED, 0)].sum())
    rest = [(say("row_older", last=t - LISTED), number(older), number(older / sums[now]))] if t > LISTED else []
    ends = ((say("row_zero"), facts[now]["missing"], "–"), (say("row_sum"), facts[now]["sum"], number(1.0)))
    table = Table((say("col_i"), say("col_weight"), say("col_share")), (*rows[:LISTED], *rest, *ends))
    s, s_hat = float(averages[now][min(t, STEPS) - 1]), float(corrected[now][min(t, STEPS) - 1])
    caption = say(_regime(float(beta), t), **facts[now])
    return Figure(scene, caption, say("summary", **facts[now], s=s, s_hat=s_hat), table)


def predict(
    *, beta: float, t: int, signal_kind: str, noise: float, seed: int, language: Language, notation: str
) -> Prediction:
    """How much all values together weigh after t steps."""
    say = demo_texts(language, "moving-average")
    total = float(weight_sum(beta, t))
    return Prediction(
        say("question", beta=float(beta), t=t),
        None,
        round(total, 4),
        tolerance=0.05,
        explain=say("explain", missing=_left(float(beta) ** t, language)),
        ghost=lambda guess: _ghost(guess, _tops((float(beta),), t)[0]),
    )


def controls(c: Controls) -> None:
    """t, the signal and its noise; β is the scrubber under the plot."""
    c.slider("t")
    c.select("signal_kind")
    c.slider("noise", step=0.1)
    with c.more():
        c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its β."""
    return {"beta": frames(parameters["beta"])[frame]}


def _regime(beta: float, t: int) -> str:
    if beta == 0:
        return "regime_none"
    if beta**t >= STARTING:
        return "regime_start"
    return "regime_short" if beta <= 0.5 else "regime_steady"


def _facts(beta: float, t: int, language: Language) -> dict[str, Any]:
    """The numbers of one β, as they are written."""
    total, missing, w = float(weight_sum(beta, t)), beta**t, weights(beta, t)
    damped = float(total / np.sqrt(np.sum(w**2)))  # of the corrected average, its weights w / total
    return {"beta": beta, "t": t, "window": round(1 / (1 - beta), 1), "sum": _less(missing, total, language),
            "missing": _left(missing, language), "newest": _less(beta, 1 - beta, language),
            "damped": short(damped, language)}  # fmt: skip


def _less(missing: float, value: float, language: Language) -> str:
    """1 − ``missing`` in four digits, or as that difference where they would say 1."""
    exact = missing == 0 or rounded(value, 4) < 1
    return language.number(value) if exact else f"1 − {_left(missing, language)}"


def _left(missing: float, language: Language) -> str:
    """What is missing of 1 in four digits, or in three where it is so small that a fourth is not written."""
    return short(missing, language, 4 if missing >= 1e-3 else 3)


def _tops(betas: tuple[float, ...], t: int) -> tuple[float, ...]:
    """The upper end of the weights' axis at each β."""
    return tuple(_round_up(max(each**t, float(weights(each, t).max()))) for each in betas)


def _ghost(guess: float, top: float) -> tuple[int, Mark]:
    """What a guessed sum leaves to the starting zero: the level where its bar would end."""
    level = min(max(1.0 - guess, 0.0), top)
    return 0, Mark("line", [-0.45, 0.45], [level, level], colour="muted", dash="dashed", width=3.0)


def _places(t: int) -> range:
    return range(0, t + 1, max(1, -(-t // 10)))


def _round_up(value: float) -> float:
    return next(top for top in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.1) if value * 1.08 <= top)


def _span(*series: Array) -> tuple[float, float]:
    low, high = min(float(s.min()) for s in series), max(float(s.max()) for s in series)
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


DEMO = Demo(
    name="moving-average",
    defaults={"beta": 0.9, "t": 5, "signal_kind": "constant", "noise": 0.3, "seed": 1},
    check={
        "beta": Between(0.0, 0.99),
        "t": Between(1, STEPS, whole=True),
        "signal_kind": OneOf(SIGNALS),
        "noise": Between(0.0, 1.0),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "start": {"beta": 0.9, "t": 5},
        "adam": {"beta": 0.99, "t": 10, "noise": 0.2},
        "steady": {"beta": 0.8, "t": 40},
        "late": {"beta": 0.95, "t": 40, "signal_kind": "step", "noise": 0.2},
        "burst": {"beta": 0.9, "t": 30, "signal_kind": "burst", "noise": 0.1},
        "none": {"beta": 0.0, "t": 10},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, weights, weight_sum, ema, debias),
    scrub=scrub,
)
