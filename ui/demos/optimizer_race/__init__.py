"""The optimizer race: all methods from one start on one landscape, their paths on the contour and their losses.

Every number comes from ``lekce2.race`` through ``ui/demos/optimizer_race/contest.py``; the notation switch chooses the
convention of velocity and ε. There is no free winner: the presets make different methods win, and the sweep over α
shows how much of a victory is the choice of α.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lekce2 import ExpressionError, race
from lekce2.expressions import latex
from study.language import Language
from ui.demos.optimizer_race import panels as race_panels
from ui.demos.optimizer_race.contest import Contest, build, compete
from ui.demos.optimizer_race.courses import COURSES, FORMULA, SPANS, STARTS, bottom, course, own_landscape
from ui.demos.optimizer_race.words import RaceWords
from ui.drawing import METHODS, Figure, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, SomeOf, TypedText

SIX = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
RUNS = (1, 5, 10)


def figure(
    *,
    landscape: str,
    formula: str,
    span: float,
    methods: tuple[str, ...],
    rates: str,
    alpha: float,
    start_x: float,
    start_y: float,
    noise: float,
    runs: int,
    steps: int,
    seed: int,
    language: Language,
    notation: str,
) -> Figure:
    """Paths on the contour beside the losses, played step by step; below the sweep over α and the steps to the goal."""
    start = (start_x, start_y)
    common = alpha if rates == "common" else None
    contest = compete(landscape, start, tuple(methods), common, noise, steps, seed, notation, runs, formula, span)
    say = RaceWords(language, contest, landscape, steps, noise)
    scene = Scene(
        (
            race_panels.paths(contest, landscape, seed, formula, span, start, say),
            race_panels.losses(contest, steps, say),
            race_panels.sweep(contest, say),
            race_panels.arrivals(contest, steps, say),
        ),
        frames=steps + 1,
        captions=tuple(say.leader(t) for t in range(steps + 1)),
        start=-1,
        frame_label=say("step"),
        seconds=max(4.0, steps / 20.0),
        autoplay=True,
        alt=say("alt", landscape=say.landscape_name(), x=start_x, y=start_y),
        columns=2,
        lead=1,
    )
    return Figure(scene, say.regime(), say.summary(), Table(say.head(), say.ranking()), table_open=True)


@dataclass(frozen=True)
class Ranked(Prediction):
    """A choice among methods, of which several may be equally low: each of ``equals`` is right."""

    equals: tuple[int, ...] = ()

    def right(self, guess: float) -> bool:
        return int(guess) in self.equals or super().right(guess)


def predict(*, language: Language, notation: str, **parameters: Any) -> Prediction:
    """Which method is the lowest after the last step, if any?"""
    contest = _contest(parameters, notation)
    say = RaceWords(language, contest, parameters["landscape"], parameters["steps"], parameters["noise"])
    choices = (*(METHODS[method].label for method in contest.methods), say("choice.none"))
    asked = say("question" if contest.runs == 1 else "question_median", steps=parameters["steps"], runs=contest.runs)
    correct = contest.winner if contest.winners else len(contest.methods)
    return Ranked(asked, choices, correct, explain=say.explain(), equals=contest.winners)


def _contest(p: Mapping[str, Any], notation: str) -> Contest:
    common = p["alpha"] if p["rates"] == "common" else None
    start = (p["start_x"], p["start_y"])
    return compete(
        p["landscape"], start, tuple(p["methods"]), common, p["noise"], p["steps"], p["seed"], notation, p["runs"],
        p["formula"], p["span"],
    )  # fmt: skip


def controls(c: Controls) -> None:
    """Where, with which α, from where, who, for how long, how noisy and how often."""
    c.select("landscape")
    if c.values["landscape"] == "own":
        c.line("formula", live=True)
        _understood(c)
        c.select("span")
    c.segmented("rates")
    if c.values["rates"] == "common":
        c.slider("alpha", log=True)
    else:
        c.note("tuned_note")
    x, y = _domain(c.values)
    c.slider("start_x", step=0.1, within=_tenths(x))
    c.slider("start_y", step=0.1, within=_tenths(y))
    c.slider("noise", step=0.1)
    with c.more():
        c.several("methods")
        c.slider("steps", step=10)
        c.segmented("runs")
        c.seed()


def _understood(c: Controls) -> None:
    """The formula as it was understood, in print; or what is wrong with it, and where."""
    try:
        program = own_landscape(c.values["formula"]).program
    except ExpressionError as error:
        if error.code == "nothing-typed":  # its own sentence speaks of the lines of an algorithm
            c.told.add(str(error.message))
            c.note("formula.empty")
        else:
            c.complain(error)
        return
    decimal = c.language.number(0.5)[1].replace(",", "{,}")
    c.say(f"$J(x, y) = {latex(program.statements[-1].expression, decimal)}$")


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click into the contour is the new start, within the domain of the landscape."""
    if panel != 0:
        return {}
    (left, right), (low, high) = _domain(parameters)
    return {"start_x": min(right, max(left, round(x, 2))), "start_y": min(high, max(low, round(y, 2)))}


def drag(parameters: Mapping[str, Any], panel: int, grip: str, x: float, y: float) -> Mapping[str, Any]:
    """The start dragged over the contour."""
    return click(parameters, panel, x, y)


def _domain(values: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
    """The domain of the landscape; what is typed does not matter for it."""
    return course(values["landscape"], values["seed"], FORMULA, values["span"]).domain


def _tenths(ends: tuple[float, float]) -> tuple[float, float]:
    return np.ceil(10 * ends[0]) / 10, np.floor(10 * ends[1]) / 10


DEMO = Demo(
    name="optimizer-race",
    defaults={
        "landscape": "ravine",
        "formula": FORMULA,
        "span": 3,
        "methods": SIX,
        "rates": "common",
        "alpha": 0.02,
        "start_x": STARTS["ravine"][0],
        "start_y": STARTS["ravine"][1],
        "noise": 0.0,
        "runs": 1,
        "steps": 100,
        "seed": 1,
    },
    check={
        "landscape": OneOf(COURSES),
        "formula": TypedText(200),
        "span": OneOf(SPANS),
        "methods": SomeOf(tuple(METHODS), least=2),
        "rates": OneOf(("common", "tuned")),
        "alpha": Between(1e-4, 10.0),
        "start_x": Between(-10.0, 10.0),
        "start_y": Between(-10.0, 10.0),
        "noise": Between(0.0, 2.0),
        "runs": OneOf(RUNS),
        "steps": Between(10, 300, whole=True),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "ravine": {"landscape": "ravine", "alpha": 0.02},
        "too_far": {"landscape": "ravine", "alpha": 0.1, "steps": 60},
        "valley": {"landscape": "rosenbrock", "alpha": 0.005, "steps": 150},
        "fair": {"landscape": "rosenbrock", "rates": "tuned", "steps": 150},
        "plain": {"landscape": "plateau", "alpha": 0.5, "steps": 100},
        "steep": {"landscape": "beale", "alpha": 0.2, "steps": 150},
        "basins": {"landscape": "himmelblau", "alpha": 0.01, "steps": 80},
        "noise": {"landscape": "bowl", "alpha": 0.2, "steps": 150, "runs": 10},
        "data": {"landscape": "logistic", "alpha": 0.2, "steps": 150, "runs": 5},
        "saddle": {"landscape": "saddle", "alpha": 0.02, "steps": 80},
        "own": {"landscape": "own", "alpha": 0.02},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, compete, build, course, bottom, race.run),
    click=click,
    drag=drag,
    brings={
        "landscape": lambda name, _: {"start_x": STARTS[name][0], "start_y": STARTS[name][1], "span": 3},
        "span": lambda span, _: {"start_x": -0.8 * span, "start_y": 0.6 * span},
    },
)
