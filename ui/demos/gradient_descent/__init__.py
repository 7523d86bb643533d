"""Gradient descent, minibatch and online SGD on one regression: paths, losses, and the noise of their gradients.

The x axis decides who wins: by updates the full gradient, by epochs or gradient evaluations the small batches. A click
moves the start. Numbers come from ``lekce2`` through ``ui/demos/gradient_descent/batches.py``; the player moves along
the chosen axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lekce2.base import Array, integer
from lekce2.optimizers import sgd
from lekce2.sampling import batch_plan, gradient_samples, variance_of_mean
from study.language import Language
from ui.demos.gradient_descent.batches import (
    AXES,
    PLACES,
    SIZES,
    BatchRun,
    N,
    Noise,
    lanes,
    noise,
    played,
    problem,
    ticks,
)
from ui.demos.gradient_descent.words import DescentWords
from ui.drawing import Axis, Figure, Grip, Image, Mark, Panel, Scene, Table, contour, log_levels
from ui.lab import Between, Controls, Demo, OneOf, Prediction, Switch, demo_texts

FLOOR = 1e-6  # of the loss axis
LOOKS: tuple[dict[str, Any], ...] = (
    {"colour": "truth", "marker": "diamond"},
    {"colour": "p", "marker": "square"},
    {"colour": "q", "marker": "circle"},
)


def figure(
    *, m: int, alpha: float, axis: str, updates: int, epochs: int, replace: bool, place: str,
    start_x: float, start_y: float, seed: int, language: Language, notation: str,
) -> Figure:  # fmt: skip
    """Paths on the contour, losses along the chosen axis, the cloud of minibatch gradients, and noise against m."""
    updates, epochs = integer("updates", updates, 1), integer("epochs", epochs, 1)
    used = ticks(axis, updates, epochs)
    ran = lanes((start_x, start_y), m, alpha, updates, None if axis == "updates" else epochs, replace, seed)
    cloud = noise(_place(place, start_x, start_y), replace, seed)
    shown = [played(lane, axis, used) for lane in ran]
    say = DescentWords(language, notation, ran, cloud, m, alpha, axis, replace, place)
    scene = Scene(
        (
            _paths(ran, shown, (start_x, start_y), say),
            _losses(ran, shown, used, axis, say),
            _cloud(cloud, say),
            _law(cloud, m, replace, say),
        ),
        frames=len(used),
        captions=tuple(say.moment(f, used, shown) for f in range(len(used))),
        start=-1,
        frame_names=tuple(say.frame_name(each) for each in used),
        seconds=8.0,
        autoplay=True,
        alt=say("alt", m=m, alpha=alpha),
        columns=2,
        lead=1,
    )
    return Figure(scene, say.regime(), say.summary(), Table(say.table_head(), say.table()), table_open=False)


def predict(
    *, m: int, alpha: float, axis: str, updates: int, epochs: int, replace: bool, place: str,
    start_x: float, start_y: float, seed: int, language: Language, notation: str,
) -> Prediction:  # fmt: skip
    """How much less noise a batch of m has than one example; for m = 1, which batch halves it."""
    say = demo_texts(language, "gradient-descent")
    how = say("with" if replace else "without")
    cloud = noise(_place(place, start_x, start_y), replace, seed)
    law = cloud.with_replacement if replace else cloud.without
    low, high = _deviations(cloud)

    def ghost(size: float, deviation: float) -> tuple[int, Mark]:
        """A guess as a point of the law."""
        y = min(max(deviation, 1.02 * low), high)
        return 3, Mark("points", [float(size)], [y], colour="ink", marker="cross", size=6.0)

    if m == 1:
        sizes = (2, 4, 8, 16)
        times = float(f"{law[0] / law[3]:.3g}")
        explain = say("explain_half") if replace else say("explain_half_without", n=N, times=times)
        return Prediction(
            say("question_half", how=how), tuple(str(size) for size in sizes), 1, explain=explain,
            ghost=lambda guess: ghost(sizes[int(guess)], 0.5 * float(law[0])),
        )  # fmt: skip
    true = law[0] / law[m - 1] if law[m - 1] > 0 else np.inf
    tempting = (true, np.sqrt(m), float(m), float(m) ** 2, 1.0)
    kept: list[float] = []
    for value in tempting:
        if all(not np.isfinite(other) or abs(np.log(value / other)) > 0.15 for other in kept):
            kept.append(float(value))
    kept.sort()
    choices = tuple(
        say("vanishes")
        if np.isinf(value)
        else say("same")
        if value == 1
        else say("times", n=int(value) if value == int(value) else float(f"{value:.3g}"))
        for value in kept
    )
    reason = "explain_with" if replace else "explain_all" if np.isinf(true) else "explain_without"
    explain = say(reason, m=m, n=N, root=float(f"{np.sqrt(m):.3g}"), times=float(f"{true:.3g}"))
    return Prediction(
        say("question", m=m, how=how), choices, kept.index(float(true)), explain=explain,
        ghost=lambda guess: ghost(m, float(law[0]) / kept[int(guess)]),
    )  # fmt: skip


def controls(c: Controls) -> None:
    """Batch size, α, the axis and its length; where the noise is looked at, how it is drawn, the seed."""
    c.slider("m")
    c.slider("alpha", step=0.01)
    c.segmented("axis")
    if c.values["axis"] == "updates":
        c.slider("updates", step=10)
    else:
        c.slider("epochs")
    c.segmented("place")
    with c.more():
        c.toggle("replace")
        c.seed()


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click into the contour is the new start."""
    return {"start_x": round(x, 2), "start_y": round(y, 2)} if panel == 0 else {}


def drag(parameters: Mapping[str, Any], panel: int, grip: str, x: float, y: float) -> Mapping[str, Any]:
    """The start dragged over the contour."""
    return click(parameters, panel, x, y)


@lru_cache(maxsize=1)
def _contour() -> Image:
    x, y, z = problem().grid(360, 360)
    return contour(x, y, z, log_levels(z))


def _paths(ran: tuple[BatchRun, ...], shown: list[Any], start: tuple[float, float], say: DescentWords) -> Panel:
    best = problem().minima[0]
    order = (2, 1, 0)  # the noisiest below
    lines = []
    for k in order:
        x, y = ran[k].theta[shown[k]].T
        lines.append(Mark("line", x, y, label=say.names[k], play="trace", truth=True, width=1.6, **LOOKS[k]))
    marks = (
        *lines,
        Mark("points", [best[0]], [best[1]], label=say("minimum"), marker="star", size=6),
        Mark("points", [start[0]], [start[1]], label=say("start"), marker="cross", size=5),
    )
    (x_low, x_high), (y_low, y_high) = problem().domain
    return Panel(
        say.paths_title(), Axis("θ₁", x_low, x_high), Axis("θ₂", y_low, y_high), marks,
        image=_contour(), height=340, equal=True, clickable=True,
        grips=(Grip("start", say("start"), *start),), veil=say("paths_veil"),
    )  # fmt: skip


def _losses(ran: tuple[BatchRun, ...], shown: list[Any], used: Array, axis: str, say: DescentWords) -> Panel:
    along = used / N if axis == "epochs" else used
    heights = [np.maximum(lane.height[index], FLOOR) for lane, index in zip(ran, shown, strict=True)]
    marks = tuple(
        Mark("line", along[: len(heights[k])], heights[k], label=say.names[k], play="trace", truth=True, width=1.8,
             **LOOKS[k])
        for k in (2, 1, 0)
    )  # fmt: skip
    first = float(ran[0].height[0])
    low = max(FLOOR, 0.5 * min(float(height.min()) for height in heights))
    low = max(0.1 * FLOOR, min(low, first / 10))
    settled = [3 * lane.level for lane in ran if lane.diverged is None]  # above a start that is near the minimum
    high = max(20 * first, 10 * low, min(max(settled, default=0.0), 1e3))
    y = Axis(say("loss"), low, high, "log")
    title = say.losses_title()
    return Panel(title, Axis(say(f"axis_x.{axis}"), 0.0, float(along[-1])), y, marks, height=340,
                 veil=say(f"losses_veil.{axis}"))  # fmt: skip


def _cloud(cloud: Noise, say: DescentWords) -> Panel:
    usual = np.quantile(cloud.single, (0.03, 0.97), axis=0)  # a few examples lie far outside
    spread = np.vstack([usual, cloud.true, np.zeros(2)])
    low, high = spread.min(axis=0), spread.max(axis=0)
    room = 0.08 * (high - low)
    x, y = (Axis(say(f"gradient_{k + 1}"), float(low[k] - room[k]), float(high[k] + room[k])) for k in range(2))
    marks = (
        _points(cloud.single, label=say("single"), colour="q", size=2.2, opacity=0.5),
        _points(
            cloud.samples[SIZES.index(say.m)], label=say("sampled"), colour="p", size=2.0, opacity=0.45, truth=True
        ),
        Mark("arrow", 0.0, 0.0, cloud.true[0], cloud.true[1], label=say("true"), colour="truth", width=3.5),
        _points(cloud.true[np.newaxis], colour="truth", marker="diamond", size=5),
        Mark("points", [0.0], [0.0], colour="ink", marker="cross", size=4),
    )
    return Panel(say.cloud_title(), x, y, marks, height=320, veil=say("cloud_veil"))


def _points(where: Array, **look: Any) -> Mark:
    return Mark("points", where[:, 0], where[:, 1], **look)


def _law(cloud: Noise, m: int, replace: bool, say: DescentWords) -> Panel:
    without = np.where(cloud.without > 0, cloud.without, np.nan)
    measured = np.where(cloud.measured > 1e-9, cloud.measured, np.nan)
    here = float(measured[SIZES.index(m)])
    every = np.arange(1, N + 1)
    marks = (
        Mark("line", every, cloud.with_replacement, label=say("law_with"), colour="ink", dash="dashed", truth=True),
        Mark("line", every, without, label=say("law_without"), colour="muted", truth=True),
        Mark("points", SIZES, measured, label=say("measured"), colour="p", size=4, truth=True),
        Mark("points", [float(m)], [here], colour="q", marker="diamond", size=7, label=say("here"), values=True,
             truth=True),
    )  # fmt: skip
    low, high = _deviations(cloud)
    places = tuple((float(size), str(size)) for size in SIZES)
    return Panel(
        say.law_title(),
        Axis(say("batch"), 0.85, 80.0, "log", ticks=places),
        Axis(say("deviation"), low, high, "log"), marks, height=320,
        veil=say("law_veil"),
    )  # fmt: skip


def _place(place: str, start_x: float, start_y: float) -> tuple[float, float]:
    """Where the noise is looked at."""
    best = problem().minima[0]
    return (best[0], best[1]) if place == "minimum" else (start_x, start_y)


def _deviations(cloud: Noise) -> tuple[float, float]:
    """The ends of the axis of deviations."""
    return 0.6 * float(cloud.without[: N // 2].min()), 2.0 * float(cloud.with_replacement[0])


DEMO = Demo(
    name="gradient-descent",
    defaults={
        "m": 8, "alpha": 0.08, "axis": "epochs", "updates": 60, "epochs": 4, "replace": False, "place": "start",
        "start_x": -1.4, "start_y": 2.6, "seed": 1,
    },
    check={
        "m": OneOf(SIZES),
        "alpha": Between(0.01, 0.8),
        "axis": OneOf(AXES),
        "updates": Between(10, 150, whole=True),
        "epochs": Between(1, 20, whole=True),
        "replace": Switch(),
        "place": OneOf(PLACES),
        "start_x": Between(-10.0, 10.0),
        "start_y": Between(-10.0, 10.0),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "compute": {},
        "steps": {"axis": "updates"},
        "ball": {"alpha": 0.08, "epochs": 20, "place": "minimum"},
        "four": {"m": 32, "axis": "updates"},
        "replaced": {"m": 64, "replace": True, "axis": "updates"},
        "whole": {"m": 64},
        "too_large": {"alpha": 0.5, "m": 16, "epochs": 12},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, lanes, noise, sgd, batch_plan, gradient_samples, variance_of_mean),
    click=click,
    drag=drag,
)  # fmt: skip
