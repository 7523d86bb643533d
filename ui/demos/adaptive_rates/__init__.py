"""Effective learning rates: what AdaGrad and RMSProp make of α, coordinate by coordinate.

Two coordinates with gradients of their own (``lekce2.patterns``). On the left r, the sum or the moving average of g²;
on the right the effective rate, α over the root of r, in multiples of α. The methods of ``lekce2.optimizers`` are run
step by step; the player moves t.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from lekce2.base import Array, choice, integer
from lekce2.optimizers import adagrad, rate, rmsprop
from lekce2.patterns import PATTERNS, gradients
from study.language import Language
from ui.demos.adaptive_rates.runs import BURST, STEPS, Rates, eps_share, followed, rates
from ui.demos.adaptive_rates.words import BACK, RateFacts, captions_of, multiple, times
from ui.drawing import METHODS, Axis, Figure, Mark, MarkKind, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, demo_texts, short

SIZES = (1.0, 0.1, 0.01, 0.0001)
HALFWAY = 50  # from here to the last step is asked about
SHORTER = (1.0, 2.0, 4.0, 16.0)  # how many times a rate may have fallen
RATES_PANEL = 1
T = np.arange(1, STEPS + 1)


def figure(
    *, pattern1: str, size1: float, pattern2: str, size2: float, coordinate: int, beta: float, axis: str, t: int,
    seed: int, language: Language, notation: str,
) -> Figure:  # fmt: skip
    """r and the effective rate of the chosen coordinate over the other's, played over t."""
    now, k = integer("t", t, 1, STEPS) - 1, integer("coordinate", coordinate, 1, 2) - 1
    say = demo_texts(language, "adaptive-rates")
    found = rates((pattern1, pattern2), (size1, size2), float(beta), seed, notation)
    pattern = (pattern1, pattern2)[k]
    facts = RateFacts(
        found.adagrad[:, k], found.rmsprop[:, k], found.adagrad_r[:, k], eps_share(found.rmsprop_r[:, k], notation),
        float(1 / np.sqrt(found.square[k])), found.adagrad[:, k] / found.adagrad_without[:, k],
        found.rmsprop[:, k] / found.rmsprop_without[:, k], pattern, float(beta),
    )  # fmt: skip
    captions, kind = captions_of(facts, language), facts.regime(STEPS)
    known = {
        **facts.constants(language), **facts.words(STEPS, language), **facts.bare(STEPS, language),
        "k": k + 1, "other": 2 - k,
        "ada_other": multiple(float(found.adagrad[-1, 1 - k]), language),
        "rms_other": multiple(float(found.rmsprop[-1, 1 - k]), language),
    }  # fmt: skip
    time = Axis(say("step"), 1, STEPS, "log" if choice("axis", axis, ("log", "linear")) == "log" else "linear")
    squares = _panel(say, "r", kind, known, found.adagrad_r, found.rmsprop_r, k, time, _growth(found, k, pattern, axis))
    steps = _panel(say, "rate", kind, known, found.adagrad, found.rmsprop, k, time, _decay(found, k, pattern))
    scene = Scene(
        (squares, steps),
        frames=STEPS,
        captions=captions,
        head=("g", "r AdaGrad", "r RMSProp", "α/√r AdaGrad", "α/√r RMSProp"),
        rows=tuple(
            tuple(short(float(column[i, k]), language) for column in
                  (found.g, found.adagrad_r, found.rmsprop_r, found.adagrad, found.rmsprop))
            for i in range(STEPS)
        ),
        start=now,
        first=1,
        frame_label=say("step"),
        alt=say("alt", **known),
    )  # fmt: skip
    caption = f"{say(f'overall.{kind}', **known)} {say('coordinates', **known)}"
    summary = f"{say('summary', **known)} {captions[0]} {captions[now]} {captions[-1]}"
    return Figure(scene, caption, summary, _table(found, k, now, language))


def predict(
    *, pattern1: str, size1: float, pattern2: str, size2: float, coordinate: int, beta: float, seed: int,
    language: Language, notation: str, **others: Any,
) -> Prediction:  # fmt: skip
    """How AdaGrad's rate changes from t = 50 to t = 200; with a burst, whose rate comes back."""
    say, k = demo_texts(language, "adaptive-rates"), int(coordinate) - 1
    found = rates((pattern1, pattern2), (size1, size2), float(beta), seed, notation)
    pattern = (pattern1, pattern2)[k]
    if pattern == "burst":
        pairs = ((found.adagrad, found.adagrad_without), (found.rmsprop, found.rmsprop_without))
        back = [bool(series[-1, k] / without[-1, k] >= BACK) for series, without in pairs]
        options = ((False, False), (True, False), (False, True), (True, True))
        texts = tuple(say(f"choice.{name}") for name in ("none", "adagrad", "rmsprop", "both"))
        explain = say("explain.burst", beta=float(beta), left=short(beta ** (STEPS - BURST.stop + 1), language))
        return Prediction(say("question.burst"), texts, options.index((back[0], back[1])), explain=explain)
    ratio = float(found.adagrad[HALFWAY - 1, k] / found.adagrad[-1, k])
    growth = float(found.adagrad_r[-1, k] / found.adagrad_r[HALFWAY - 1, k])
    nearest = min(range(len(SHORTER)), key=lambda i: abs(np.log(ratio / SHORTER[i])))
    texts = (say("choice.same"), *(say("choice.shorter", n=int(each)) for each in SHORTER[1:]))
    question = say("question.noisy" if pattern == "noisy" else "question.decay")
    explain = say("explain.decay", growth=times(growth, language), ratio=times(ratio, language))
    return Prediction(question, texts, nearest, explain=explain, ghost=partial(_guessed_fall, found, k))


def _guessed_fall(found: Rates, k: int, guess: float) -> tuple[int, Mark]:
    """A guessed fall, from the rate at t = 50 to what would be left of it at t = 200."""
    start = float(found.adagrad[HALFWAY - 1, k])
    low, high = _rate_ends(found)
    end = min(max(start / SHORTER[int(guess)], low), high)
    return RATES_PANEL, Mark("line", [HALFWAY, STEPS], [start, end], dash="dashed", colour="muted")


def _rate_ends(found: Rates) -> tuple[float, float]:
    """The ends of the axis of rates: all rates of both coordinates, and plain SGD's α."""
    return _ends(np.concatenate([found.adagrad.ravel(), found.rmsprop.ravel(), [1.0]]))


def _ends(shown: Array) -> tuple[float, float]:
    shown = shown[np.isfinite(shown) & (shown > 0)]
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (1.0, 1.0)
    return low / 1.6, high * 1.6


def controls(c: Controls) -> None:
    """The gradients of both coordinates, which of them is in focus, RMSProp's memory and the time axis."""
    for k in (1, 2):
        c.select(f"pattern{k}")
        c.slider(f"size{k}")
    c.segmented("coordinate")
    c.slider("beta")
    with c.more():
        c.segmented("axis")
        if {c.values["pattern1"], c.values["pattern2"]} & {"noisy", "burst"}:
            c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its t."""
    return {"t": frame + 1}


def _growth(found: Rates, k: int, pattern: str, axis: str) -> list[Mark]:
    """g² itself and, where gradients stay of one size, the law t g²."""
    squares = np.square(found.g[:, k])
    kind: MarkKind = "points" if axis == "linear" and pattern in ("noisy", "burst") else "line"
    marks = [Mark(kind, T, squares, label="g²", colour="muted", size=2.0, width=1.2, opacity=0.6)]
    if pattern in ("constant", "flips"):
        marks.append(Mark("line", T, squares[0] * T, label="t · g²", colour="truth", dash="dotted", truth=True))
    return marks


def _decay(found: Rates, k: int, pattern: str) -> list[Mark]:
    """The laws α/(|g|√t) and α/|g|, and plain SGD's α."""
    size = float(np.sqrt(found.square[k]))
    look = METHODS["sgd"]
    marks = [Mark("line", T, np.ones(STEPS), label=f"{look.label}: α", colour=look.colour, width=2.0)]
    if pattern in ("constant", "flips"):
        law = 1 / (size * np.sqrt(T))
        marks += [
            Mark("line", T, law, label="α/(|g|√t)", colour="truth", dash="dotted", truth=True),
            Mark("hline", y=1 / size, label="α/|g|", colour="truth", dash="dashed", width=1.4, truth=True),
        ]
    return marks


def _panel(
    say: Any, name: str, kind: str, known: Mapping[str, Any], ada: Array, rms: Array, k: int, time: Axis,
    background: list[Mark],
) -> Panel:  # fmt: skip
    marks, other = list(background), say("other", k=2 - k)
    for method, series in (("adagrad", ada), ("rmsprop", rms)):
        known_as = METHODS[method]
        look: dict[str, Any] = {"colour": known_as.colour, "truth": True}
        lead: dict[str, Any] = {**look, "dash": known_as.dash, "marker": known_as.marker, "play": "trace"}
        marks += [
            Mark("line", T, series[:, 1 - k], label=other, dash="dotted", opacity=0.6, width=1.6, **look),
            Mark("line", T, series[:, k], opacity=0.3, width=2.4, **look),
            Mark(
                "line",
                T,
                series[:, k],
                label=known_as.label,
                width=2.6,
                label_head=True,
                legend=False,
                values=name == "rate",
                **lead,
            ),
        ]
    low, high = _ends(np.concatenate([ada.ravel(), rms.ravel(), [1.0] if name == "rate" else []]))
    told = "apart" if (name, kind) == ("rate", "noisy") else kind
    return Panel(
        say(f"{name}_title.{told}", **known), time, Axis(say(f"{name}_y"), low, high, "log"), tuple(marks),
        height=350, veil=say(f"{name}_veil"),
    )  # fmt: skip


def _table(found: Rates, k: int, now: int, language: Language) -> Table:
    columns = (found.g, found.adagrad_r, found.adagrad, found.rmsprop_r, found.rmsprop)
    rows = tuple(
        (str(t), *(short(float(column[t - 1, k]), language) for column in columns),
         short(1 / float(np.sqrt(t)), language))
        for t in sorted({1, 2, 5, 10, 20, 50, 100, 200, now + 1})
    )  # fmt: skip
    return Table(("t", "g", "r AdaGrad", "α/√r AdaGrad", "r RMSProp", "α/√r RMSProp", "1/√t"), rows)


DEMO = Demo(
    name="adaptive-rates",
    defaults={
        "pattern1": "constant", "size1": 1.0, "pattern2": "constant", "size2": 0.1, "coordinate": 1, "beta": 0.9,
        "axis": "log", "t": 200, "seed": 1,
    },
    check={
        "pattern1": OneOf(PATTERNS),
        "size1": OneOf(SIZES),
        "pattern2": OneOf(PATTERNS),
        "size2": OneOf(SIZES),
        "coordinate": OneOf((1, 2)),
        "beta": OneOf((0.5, 0.8, 0.9, 0.95, 0.99)),
        "axis": OneOf(("log", "linear")),
        "t": Between(1, STEPS, whole=True),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "decay": {},
        "first": {"t": 1},
        "burst": {"pattern1": "burst", "axis": "linear", "t": 200},
        "long": {"pattern1": "burst", "axis": "linear", "t": 200, "beta": 0.99},
        "noisy": {"pattern1": "noisy", "pattern2": "flips", "t": 50},
        "tiny": {"size1": 0.0001, "size2": 1.0, "t": 1},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, rates, followed, adagrad, rmsprop, rate, gradients),
    scrub=scrub,
)  # fmt: skip
