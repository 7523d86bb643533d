"""The optimizer race: all methods from one start on one landscape, their paths on the contour and their losses.

Every number comes from ``lekce2.race`` through ``ui/demos/contest.py``; the notation switch chooses the convention of
velocity and ε. There is no free winner: the presets make different methods win.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lekce2 import race
from study.language import Language
from ui.contour import contour, log_levels
from ui.controls import Controls
from ui.demo import Demo
from ui.demos.contest import COURSES, STARTS, Contest, build, compete, course
from ui.demos.race_words import Words
from ui.figure import Axis, Figure, Image, Mark, Panel, Scene, Table
from ui.palette import METHODS
from ui.parameters import Between, OneOf, SomeOf
from ui.prediction import Prediction

SIX = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
FLOOR = 1e-12  # of the loss axis


def figure(
    *,
    landscape: str,
    methods: tuple[str, ...],
    rates: str,
    alpha: float,
    start_x: float,
    start_y: float,
    noise: float,
    steps: int,
    seed: int,
    language: Language,
    notation: str,
) -> Figure:
    """Paths on the contour beside the losses, playing step by step, with the ranking as a table."""
    common = alpha if rates == "common" else None
    contest = compete(landscape, (start_x, start_y), tuple(methods), common, noise, steps, seed, notation)
    say = Words(language, contest, landscape, steps, noise)
    paths = _paths(contest, landscape, seed, (start_x, start_y), say)
    losses = _losses(contest, landscape, steps, say)
    scene = Scene(
        (paths, losses),
        frames=steps + 1,
        captions=tuple(say.leader(t) for t in range(steps + 1)),
        start=-1,
        frame_label=say("step"),
        seconds=max(4.0, steps / 20.0),
        autoplay=True,
        alt=say("alt", landscape=say(f"landscape.{landscape}"), x=start_x, y=start_y),
    )
    table = Table(tuple(say(f"col_{name}") for name in ("place", "method", "alpha", "loss", "goal")), say.ranking())
    return Figure(scene, say.regime(), say.summary(), table, table_open=True)


def predict(*, language: Language, notation: str, **parameters: Any) -> Prediction:
    """Which method is the lowest after the last step?"""
    p = parameters
    common = p["alpha"] if p["rates"] == "common" else None
    start = (p["start_x"], p["start_y"])
    contest = compete(p["landscape"], start, tuple(p["methods"]), common, p["noise"], p["steps"], p["seed"], notation)
    say = Words(language, contest, p["landscape"], p["steps"], p["noise"])
    names = tuple(METHODS[method].label for method in contest.methods)
    return Prediction(say("question", steps=p["steps"]), names, contest.winner, explain=say.regime(bold=False))


def controls(c: Controls) -> None:
    """Where, who, with which α, for how long and how noisy."""
    where, long, noisy, seed = c.columns([3, 2, 2, 3])
    with where:
        c.select("landscape")
    with long:
        c.slider("steps", step=10)
    with noisy:
        c.slider("noise", step=0.1)
    with seed:
        c.seed()
    c.several("methods")
    how, rate, x, y = c.columns([3, 3, 2, 2])
    with how:
        c.segmented("rates")
    with rate:
        if c.values["rates"] == "common":
            c.slider("alpha", log=True)
        else:
            c.note("tuned_note")
    domain = course(c.values["landscape"], int(c.values["seed"])).domain
    with x:
        c.slider("start_x", step=0.1, within=_tenths(domain[0]))
    with y:
        c.slider("start_y", step=0.1, within=_tenths(domain[1]))


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click into the contour is the new start."""
    return {"start_x": round(x, 2), "start_y": round(y, 2)} if panel == 0 else {}


@lru_cache(maxsize=8)
def picture(landscape: str, seed: int) -> Image:
    """The contour of a landscape; only the noisy bowl's depends on the seed."""
    x, y, z = course(landscape, seed).grid(480, 480)
    if landscape == "saddle":  # no lowest value to count logarithms from
        return contour(x, y, z, np.linspace(z.min(), z.max(), 15)[1:-1])
    if landscape == "plateau":  # bounded: bands of equal area tell more
        return contour(x, y, z, np.quantile(z, np.linspace(0.01, 0.95, 13)))
    return contour(x, y, z, log_levels(z))


def _paths(contest: Contest, landscape: str, seed: int, start: tuple[float, float], say: Words) -> Panel:
    objective = course(landscape, seed)
    low, high = np.array(objective.minima).reshape(-1, 2).T
    traces = tuple(
        Mark("line", theta[:, 0], theta[:, 1], play="trace", truth=True, **_look(method))
        for method, theta in zip(contest.methods, contest.theta, strict=True)
    )
    minima = Mark("points", low, high, label=say("minimum"), colour="ink", marker="star", size=5)
    begin = Mark("points", [start[0]], [start[1]], label=say("start"), colour="ink", marker="cross", size=5)
    (x_low, x_high), (y_low, y_high) = objective.domain
    return Panel(
        say.paths_title(),
        Axis("x", x_low, x_high),
        Axis("y", y_low, y_high),
        (*((minima,) if len(low) else ()), begin, *traces),
        image=picture(landscape, seed if landscape == "bowl" else 0),
        height=380,
        equal=True,
        clickable=True,
        veil=say("paths_veil"),
    )


def _losses(contest: Contest, landscape: str, steps: int, say: Words) -> Panel:
    begin = float(contest.loss[0][0])
    if landscape == "saddle":
        axis = Axis(say("loss_saddle"), -4.0 * max(1.0, abs(begin)), 1.2 * max(1.0, abs(begin)))
    else:
        lows = [float(loss[loss > 0].min()) for loss in contest.loss if (loss > 0).any()]
        bottom = max(FLOOR, min(lows, default=FLOOR))
        axis = Axis(say("loss"), 0.5 * min(bottom, begin / 10 + FLOOR), max(begin, FLOOR) * 20, "log")
    marks = tuple(
        Mark("line", np.arange(len(loss)), np.maximum(loss, axis.low), play="trace", truth=True, legend=False,
             label_head=True, **_look(method))
        for method, loss in zip(contest.methods, contest.loss, strict=True)
    )  # fmt: skip
    return Panel(
        say.losses_title(), Axis(say("step"), 0.0, float(steps)), axis, marks, height=380, veil=say("losses_veil")
    )


def _tenths(ends: tuple[float, float]) -> tuple[float, float]:
    return np.ceil(10 * ends[0]) / 10, np.floor(10 * ends[1]) / 10


def _look(method: str) -> dict[str, Any]:
    look = METHODS[method]
    return {"label": look.label, "colour": look.colour, "dash": look.dash, "marker": look.marker}


DEMO = Demo(
    name="optimizer-race",
    defaults={
        "landscape": "ravine",
        "methods": SIX,
        "rates": "common",
        "alpha": 0.02,
        "start_x": STARTS["ravine"][0],
        "start_y": STARTS["ravine"][1],
        "noise": 0.0,
        "steps": 100,
        "seed": 1,
    },
    check={
        "landscape": OneOf(COURSES),
        "methods": SomeOf(tuple(METHODS), least=2),
        "rates": OneOf(("common", "tuned")),
        "alpha": Between(1e-4, 10.0),
        "start_x": Between(-10.0, 10.0),
        "start_y": Between(-10.0, 10.0),
        "noise": Between(0.0, 2.0),
        "steps": Between(10, 300, whole=True),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "ravine": {"landscape": "ravine", "alpha": 0.02},
        "too_far": {"landscape": "ravine", "alpha": 0.1, "steps": 60},
        "valley": {"landscape": "rosenbrock", "alpha": 0.005, "steps": 150},
        "plain": {"landscape": "plateau", "alpha": 0.5, "steps": 100},
        "steep": {"landscape": "beale", "alpha": 0.2, "steps": 150},
        "basins": {"landscape": "himmelblau", "alpha": 0.01, "steps": 80},
        "noise": {"landscape": "bowl", "alpha": 0.2, "steps": 150},
        "saddle": {"landscape": "saddle", "alpha": 0.02, "steps": 80},
        "fair": {"landscape": "rosenbrock", "rates": "tuned", "steps": 150},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, compete, build, race.run),
    click=click,
    brings={"landscape": lambda name: {"start_x": STARTS[name][0], "start_y": STARTS[name][1]}},
)
