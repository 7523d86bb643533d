"""Conditional entropy: a joint table as a unit square, and its entropies as towers that all add up to H(X, Y).

The square's columns are as wide as p(x) and split by p(y|x), so areas are p(x, y). The player moves the noise: with
that probability Y is drawn afresh from its margin, whatever X is, which keeps H(X) and H(Y) and takes I(X;Y) away.
Numbers come from ``lekce2.information`` and ``lekce2.information.joints``. Layout of the towers after MacKay,
Information Theory, Inference, and Learning Algorithms (2003), figure 8.1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2 import ArgumentError
from lekce2.base import Array, choice
from lekce2.information import (
    conditional_entropy,
    conditionals,
    diluted,
    entropy,
    joint_entropy,
    margins,
    mutual_information,
    row_entropies,
)
from study.language import Language
from ui.demos.rounding import apart, percent
from ui.drawing import Axis, Figure, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, Shares, demo_texts, drawn, shares, short, sliders

SIZES = {"2x2": (2, 2), "3x2": (3, 2), "3x3": (3, 3)}
UNITS = {"bits": 2.0, "nats": math.e}
NOISES = tuple(round(0.02 * k, 2) for k in range(51))
XS, YS = ("x₁", "x₂", "x₃"), ("y₁", "y₂", "y₃")
FADE = (1.0, 0.6, 0.3)  # the outcomes of Y
EXACT = 1e-12  # of its size: what a product of two margins may be off by rounding


@dataclass(frozen=True)
class JointFacts:
    """The tables of all frames, what they are and their entropies in one unit, arrays over the frames."""

    noises: tuple[float, ...]
    tables: Array
    regimes: tuple[str, ...]
    x: Array
    y: Array
    both: Array
    y_given_x: Array
    x_given_y: Array
    mutual: Array
    rows: Array


def frames(noise: float) -> tuple[float, ...]:
    """The noise of every frame: the list, and the one that is asked for."""
    return tuple(sorted({*NOISES, float(noise)}))


def facts(table: ArrayLike, size: str, noise: float, unit: str) -> JointFacts:
    """The table under every noise, and its entropies."""
    shape = SIZES[choice("size", size, tuple(SIZES))]
    weights = np.asarray(table, np.float64)
    if weights.size != math.prod(shape):
        raise ArgumentError("wrong-shape", argument="table", expected=size, value=str(weights.size))
    exact = shares("table", weights)
    base = UNITS[choice("unit", unit, tuple(UNITS))]
    noises = frames(noise)
    tables = diluted(exact.reshape(shape), np.array(noises))
    px, py = margins(tables)
    x, y = entropy(px, base=base), entropy(py, base=base)
    regimes = tuple(_regime(each) for each in tables)
    certain_x, certain_y, unshared, y_known, x_known = (
        np.isin(regimes, names)
        for names in (
            ("certain_both", "certain_x"),
            ("certain_both", "certain_y"),
            ("certain_both", "certain_x", "certain_y", "independent"),
            ("certain_both", "certain_y", "one_to_one", "function"),
            ("certain_both", "certain_x", "one_to_one", "backwards"),
        )
    )
    x, y = np.where(certain_x, 0.0, x), np.where(certain_y, 0.0, y)  # rounding must not look like information
    y_given_x = np.where(unshared, y, conditional_entropy(tables, base=base))
    x_given_y = np.where(unshared, x, conditional_entropy(np.swapaxes(tables, -1, -2), base=base))
    return JointFacts(
        noises,
        tables,
        regimes,
        x,
        y,
        np.where(certain_x & certain_y, 0.0, joint_entropy(tables, base=base)),
        np.where(y_known, 0.0, y_given_x),
        np.where(x_known, 0.0, x_given_y),
        np.where(unshared, 0.0, mutual_information(tables, base=base)),
        row_entropies(tables, base=base),
    )


def figure(
    *, table: tuple[float, ...], size: str, noise: float, unit: str, seed: int, language: Language, notation: str
) -> Figure:
    """The table as a square beside the towers of its entropies, one frame for each noise; ``seed`` drew it."""
    f = facts(table, size, noise, unit)
    now = f.noises.index(float(noise))
    say, amount = demo_texts(language, "conditional-entropy"), _amount(unit, language)
    columns = (f.x, f.y, f.both, f.y_given_x, f.x_given_y, f.mutual)
    keys = ("x", "y", "both", "y_x", "x_y", "mutual")
    cells = [[_short(column[k], language) for column in columns] for k in range(len(f.noises))]
    told = [dict(zip(keys, row, strict=True)) | {"noise": _noise(s, language)}
            for s, row in zip(f.noises, cells, strict=True)]  # fmt: skip
    known = {key: amount(column[now]) for key, column in zip(keys, columns, strict=True)}
    left = f.y[now] - f.mutual[now]
    if known["y"] == known["y_x"] and left < f.y[now]:
        pair = apart(language, float(f.y[now]), float(left), digits=4)
        known |= {key: f"{each}\xa0{say(f'symbol.{unit}')}" for key, each in zip(("y", "y_x"), pair, strict=True)}
    known |= {"share": percent(_share(f, now), language)}
    scene = Scene(
        (_square(f, language), _towers(f, unit, language)),
        frames=len(f.noises),
        captions=tuple(f"{say('frame', **each)} {say('frame_' + f.regimes[k])}" for k, each in enumerate(told)),
        head=("H(X)", "H(Y)", "H(X,Y)", "H(Y|X)", "H(X|Y)", "I(X;Y)"),
        rows=tuple(tuple(row) for row in cells),
        start=now,
        frame_names=tuple(say("noise_name", noise=_noise(s, language)) for s in f.noises),
        seconds=5.0,
        alt=say("alt", **known),
    )
    summary = say("summary", **known, mean=_mean(f, now, language), cells=_cells(f, now, language))
    return Figure(scene, say("regime." + f.regimes[now], **known), summary, _table(f, now, language))


def predict(
    *, table: tuple[float, ...], size: str, noise: float, unit: str, language: Language, **others: Any
) -> Prediction:
    """How large H(Y|X) is; a tenth of log K away still counts."""
    f = facts(table, size, noise, unit)
    now = f.noises.index(float(noise))
    say, amount = demo_texts(language, "conditional-entropy"), _amount(unit, language)
    outcomes = f.tables.shape[-1]
    return Prediction(
        say("question"),
        None,
        float(f"{f.y_given_x[now]:.4g}"),
        tolerance=0.1 * float(entropy(np.full(outcomes, 1 / outcomes), base=UNITS[unit])),
        unit=say(f"symbol.{unit}"),
        explain=say("explain", mean=_mean(f, now, language), y_x=amount(f.y_given_x[now]), y=amount(f.y[now])),
        ghost=lambda guess: (1, _guessed(f, now, guess)),
    )


def controls(c: Controls) -> None:
    """The size, a dial for each cell and the unit; the noise is the scrubber under the plot."""
    c.select("size")
    rows, columns = SIZES[c.values["size"]]
    if len(c.values["table"]) == rows * columns:
        sliders(c, {"table": [f"p({x}, {y})" for x in XS[:rows] for y in YS[:columns]]})
        c.note("before_noise")
    with c.more():
        c.segmented("unit")
        c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its noise."""
    return {"noise": frames(parameters["noise"])[frame]}


def _square(f: JointFacts, language: Language) -> Panel:
    say = demo_texts(language, "conditional-entropy")
    px = f.tables[0].sum(axis=-1)
    ends = np.cumsum(px)
    shares = conditionals(f.tables)
    tops = np.cumsum(shares, axis=-1)
    marks = []
    for x, (width, end) in enumerate(zip(px, ends, strict=True)):
        if width == 0:
            continue
        middle = float(end - width / 2)
        for y in range(f.tables.shape[-1]):
            high = tops[:, x, y]
            low = high - shares[:, x, y]
            marks.append(
                Mark("bars", [middle], high[:, np.newaxis], base=low[:, np.newaxis], width_x=float(0.985 * width),
                     colour="q", opacity=FADE[y], label=YS[y], play="frames")
            )  # fmt: skip
            if width > 0.12:
                names = [
                    language.number(round(float(p), 2)) if share > 0.07 else ""
                    for p, share in zip(f.tables[:, x, y], shares[:, x, y], strict=True)
                ]
                centres = 0.5 * (high + low)
                marks.append(Mark("text", middle, centres.tolist(), text=names, anchor="middle", play="frames"))
    ticks = tuple((float(end - width / 2), XS[k]) for k, (width, end) in enumerate(zip(px, ends, strict=True)) if width)
    return Panel(
        say("square_title"),
        Axis(say("square_x"), 0.0, 1.0, ticks=ticks),
        Axis(say("square_y"), 0.0, 1.0),
        tuple(marks),
        height=340,
    )


def _top(f: JointFacts) -> float:
    """The upper end of the towers' axis; of H(X) + H(Y), so that it does not tell how much of it is shared."""
    return 1.06 * max(float((f.x + f.y).max()), 0.1)


def _guessed(f: JointFacts, now: int, guess: float) -> Mark:
    """A guessed H(Y|X) on top of H(X), across the tower where the truth will stand."""
    end = float(np.clip(f.x[now] + guess, 0.0, _top(f)))
    return Mark("line", [0.54, 1.46], [end, end], colour="muted", dash="dashed")


def _towers(f: JointFacts, unit: str, language: Language) -> Panel:
    say = demo_texts(language, "conditional-entropy")
    top = _top(f)
    zero = np.zeros(len(f.noises))
    blocks = (  # place, name, from, to, colour, opacity; one tower each line but the last
        (0, "H(X,Y)", zero, f.both, "muted", 0.75),
        (1, "H(X)", zero, f.x, "p", 1.0), (1, "H(Y|X)", f.x, f.both, "q", 0.55),
        (2, "H(X|Y)", zero, f.x_given_y, "p", 0.55), (2, "H(Y)", f.x_given_y, f.both, "q", 1.0),
        (3, "H(X|Y)", zero, f.x_given_y, "p", 0.55), (3, "I(X;Y)", f.x_given_y, f.x, "truth", 0.85),
        (3, "H(Y|X)", f.x, f.both, "q", 0.55),
    )  # fmt: skip
    marks = []
    for place, name, low, high, colour, opacity in blocks:
        marks.append(
            Mark("bars", [place], high[:, np.newaxis], base=low[:, np.newaxis], width_x=0.84, colour=colour,
                 opacity=opacity, label=name, legend=False, play="frames", truth=True)
        )  # fmt: skip
        texts = [name if b - a > 0.055 * top else "" for a, b in zip(low, high, strict=True)]
        centres = (0.5 * (low + high)).tolist()
        marks.append(Mark("text", place, centres, text=texts, anchor="middle", play="frames", truth=True))
    return Panel(
        say("towers_title"),
        Axis.category("", tuple(say(f"tower.{key}") for key in ("whole", "x_first", "y_first", "parts"))),
        Axis(say("towers_y", unit=say(f"unit.{unit}")), 0.0, top),
        tuple(marks),
        height=340,
        veil=say("towers_veil"),
    )


def _table(f: JointFacts, now: int, language: Language) -> Table:
    say, number = demo_texts(language, "conditional-entropy"), language.number
    rows = [
        ("H(X)", f.x, say("row_x")), ("H(Y)", f.y, say("row_y")), ("H(X,Y)", f.both, say("row_both")),
        ("H(Y\\|X)", f.y_given_x, "H(X,Y) − H(X)"), ("H(X\\|Y)", f.x_given_y, "H(X,Y) − H(Y)"),
        ("I(X;Y)", f.mutual, "H(Y) − H(Y\\|X)"),
    ]  # fmt: skip
    shown = [(name, number(float(column[now])), how) for name, column, how in rows]
    each = [
        (f"H(Y\\|X={XS[k]})", number(float(h)), say("row_given", p=number(float(f.tables[now, k].sum()))))
        for k, h in enumerate(f.rows[now])
        if not math.isnan(h)
    ]
    return Table(("", say("col_value"), say("col_how")), tuple(shown + each))


def _mean(f: JointFacts, now: int, language: Language) -> str:
    """H(Y|X) written out as the mean of H(Y|X=x)."""
    px = f.tables[now].sum(axis=-1)
    pairs = [(p, h) for p, h in zip(px, f.rows[now], strict=True) if p > 0]
    return " + ".join(f"{_short(p, language)} · {_short(h, language)}" for p, h in pairs)


def _cells(f: JointFacts, now: int, language: Language) -> str:
    return "; ".join(
        f"p({XS[x]}, {YS[y]}) = {_short(p, language)}" for (x, y), p in np.ndenumerate(f.tables[now])
    )  # fmt: skip


def _regime(table: Array) -> str:
    """What the zeros of a table and the products of its margins make of X and Y."""
    px, py = margins(table)
    certain = [int(np.count_nonzero(p)) == 1 for p in (px, py)]
    if any(certain):
        return "certain_both" if all(certain) else "certain_x" if certain[0] else "certain_y"
    if np.allclose(table, np.outer(px, py), rtol=EXACT, atol=0.0):
        return "independent"
    y_known, x_known = (bool((np.count_nonzero(table, axis=axis) <= 1).all()) for axis in (1, 0))
    if y_known:
        return "one_to_one" if x_known else "function"
    return "backwards" if x_known else "noisy"


def _share(f: JointFacts, k: int) -> float:
    """I(X;Y) as a share of H(Y), 1 only where X determines Y."""
    if f.y[k] == 0:
        return 0.0
    return 1.0 if f.y_given_x[k] == 0 else min(float(f.mutual[k] / f.y[k]), 1 - 1e-9)


def _amount(unit: str, language: Language) -> Any:
    symbol = language.text(f"conditional-entropy.symbol.{unit}")
    return lambda value: f"{_short(value, language)}\xa0{symbol}"


def _short(value: float, language: Language) -> str:
    """Three decimals, which keep the number of different ones small; two digits of what would look like 0."""
    rounded = round(float(value), 3) + 0.0
    return language.number(rounded) if rounded or not value else short(value, language, 2)


def _noise(share: float, language: Language) -> str:
    """A noise in percent, with as many decimals as it takes."""
    exact = round(100.0 * share, 4)
    return language.percent(share, next(digits for digits in range(5) if round(exact, digits) == exact))


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "channel": {"table": (0.5, 0.0, 0.0, 0.5), "noise": 0.2},
    "copy": {"table": (0.5, 0.0, 0.0, 0.5), "noise": 0.0},
    "independent": {"table": (0.42, 0.18, 0.28, 0.12), "noise": 0.0},
    "function": {"size": "3x2", "table": (0.4, 0.0, 0.0, 0.35, 0.25, 0.0), "noise": 0.0},
    "lopsided": {"table": (0.5, 0.0, 0.25, 0.25), "noise": 0.0},
    "three": {"size": "3x3", "table": (0.3, 0.03, 0.02, 0.05, 0.25, 0.05, 0.02, 0.08, 0.2), "noise": 0.0},
}

DEMO = Demo(
    name="conditional-entropy",
    defaults={"size": "2x2", "table": PRESETS["channel"]["table"], "noise": 0.2, "unit": "bits", "seed": 0},
    check={
        "size": OneOf(tuple(SIZES)),
        "table": Shares(4, 9),
        "noise": Between(0.0, 1.0),
        "unit": OneOf(tuple(UNITS)),
        "seed": Between(0, 9999, whole=True),
    },
    presets=PRESETS,
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, facts, joint_entropy, conditional_entropy, mutual_information, diluted, row_entropies),
    scrub=scrub,
    brings={
        "size": lambda size, _: {
            "table": tuple((np.eye(*SIZES[size]).ravel() / max(1.0, np.eye(*SIZES[size]).sum())).tolist())
        },
        "seed": lambda seed, values: {"table": drawn(math.prod(SIZES[values["size"]]), seed), "noise": 0.0},
    },
)
