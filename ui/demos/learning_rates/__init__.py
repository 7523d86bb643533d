"""Learning rates: do Σα = ∞ and Σα² < ∞ hold, and what does SGD do on a problem that meets the theorem's assumptions?

The scrubber is the family's main parameter (for a/tᵖ it is p). The verdict comes from the formula of the schedule,
never from the sums that are drawn: those end at 10⁹ steps and could not tell. Numbers:
``ui/demos/learning_rates/frames.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lekce2.schedules import Schedule, brackets, distances, nearest, noise_ball, power, steps_to_cover
from study.language import Language
from ui.demos.learning_rates.frames import (
    DRAGGED,
    FAMILIES,
    FAR,
    STEPS,
    T_RUN,
    T_SUMS,
    Frames,
    frames_of,
    schedule_of,
    values_of,
)
from ui.demos.learning_rates.words import LearningRateWords
from ui.drawing import Axis, Figure, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction

SHOWN = 5  # of the runs, drawn one by one
LOWEST = 1e-4  # of the distance axis


def figure(
    *, family: str, a: float, p: float, b: int, gamma: float, c: float, k: int, horizon: int,
    start: float, noise: float, seed: int, language: Language, notation: str,
) -> Figure:  # fmt: skip
    """Both sums with their brackets and limits, α_t, and distances to the optimum over many runs."""
    found = frames_of(family, start, noise, seed, a=a, p=p, b=b, gamma=gamma, c=c, k=k, horizon=horizon)
    say = LearningRateWords(language, notation, found, start, noise)
    scene = Scene(
        (_sums(found, 0, family, say), _sums(found, 1, family, say), _rates(found, family, say), _runs(found, say)),
        frames=len(found.values),
        captions=tuple(say.verdict(f) for f in range(len(found.values))),
        head=say.head(),
        rows=tuple(say.row(f) for f in range(len(found.values))),
        start=found.now,
        frame_names=tuple(say.frame_name(f) for f in range(len(found.values))),
        seconds=max(4.0, 0.25 * len(found.values)),
        alt=say("alt", schedule=say.formula(found.now)),
        columns=2,
    )
    return Figure(scene, say.regime(), say.summary(), Table(say.table_head(), say.table()))


def predict(*, family: str, language: Language, notation: str, start: float, noise: float, seed: int,
            **parameters: Any) -> Prediction:  # fmt: skip
    """Which of the two conditions fails, if any: the analytic verdict."""
    verdict = schedule_of(family, **parameters).robbins_monro()
    correct = 0 if verdict.holds else 1 if np.isfinite(verdict.sum) else 2
    say = LearningRateWords.plain(language, notation)
    hint = say(f"hint.{'constant' if verdict.reason.code == 'not-shrinking' else family}")
    return Prediction(
        say("question", schedule=say.written(family, parameters)),
        tuple(say(f"choice.{name}") for name in ("holds", "sum", "squares")),
        correct,
        explain=f"{language.message(verdict.reason, 'verdict')} ({hint}).",
    )


def controls(c: Controls) -> None:
    """The family and its parameters (the dragged one is the scrubber), the problem and the seed."""
    c.select("family")
    if c.values["family"] != "constant":
        c.slider("a", log=True)
    else:
        c.note("drag_note")
    if c.values["family"] == "power":
        c.segmented("b")
    elif c.values["family"] == "step_decay":
        c.segmented("k")
    c.slider("start", step=0.5)
    c.slider("noise", step=0.25)
    with c.more():
        c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its value of the dragged parameter."""
    family = parameters["family"]
    name = DRAGGED[family]
    values = values_of(family, parameters[name])
    return {name: values[min(frame, len(values) - 1)]}


def _sums(found: Frames, which: int, family: str, say: LearningRateWords) -> Panel:
    """Σα (``which`` 0) or Σα² (1): partial sums between their integrals, the limit, and ∞ where there is none."""
    name = ("sum", "squares")[which]
    totals = [(verdict.sum, verdict.sum_of_squares)[which] for verdict in found.verdicts]
    sums = found.sums[:, which]
    low, high = (np.array([bracket[which][side] for bracket in found.brackets]) for side in (0, 1))
    tops = tuple(
        1.25 * float(total if np.isfinite(total) and total < 2.5 * last else last)
        for total, last in zip(totals, sums[:, -1], strict=True)
    )
    colour = ("p", "q")[which]
    marks = (
        Mark("band", T_SUMS, low, y2=high, label=say("between"), colour=colour, play="frames", truth=True),
        Mark("line", T_SUMS, sums, label=say(f"partial.{name}"), colour=colour, play="frames", truth=True),
        Mark("hline", y=totals, colour="truth", dash="dashed", play="frames", truth=True, label=say("limit")),
        Mark("text", 1.4, [0.93 * top for top in tops], text=[say.total(f, which) for f in range(len(totals))],
             play="frames", truth=True),
    )  # fmt: skip
    return Panel(
        say(f"sums_title.{name}.{family}"),
        Axis(say("step"), 1.0, FAR, "log"), Axis(say(f"sums_y.{name}"), 0.0, max(tops), highs=tops), marks,
        height=280, veil=say(f"sums_veil.{name}"),
    )  # fmt: skip


def _rates(found: Frames, family: str, say: LearningRateWords) -> Panel:
    rates = np.where(found.rates > 0, found.rates, np.nan)
    high = 2 * float(np.nanmax(rates))
    low = max(float(np.nanmin(rates)) / 2, 1e-5 * high)
    line = Mark("line", T_RUN, rates, label="α", colour="ink", play="frames", legend=False)
    return Panel(say(f"rates_title.{family}"), Axis(say("step"), 1.0, float(STEPS), "log"), Axis("α", low, high, "log"),
                 (line,), height=280)  # fmt: skip


def _runs(found: Frames, say: LearningRateWords) -> Panel:
    runs = np.maximum(found.runs, LOWEST)
    low, middle, high = np.maximum(found.quantiles, LOWEST)
    gap = np.full((len(runs), 1), np.nan)
    singles = np.hstack([part for run in range(SHOWN) for part in (runs[:, :, run], gap)])
    near = np.where(found.nearest > 0, found.nearest, np.nan)
    bottom = max(LOWEST, 0.5 * float(low.min()))
    marks = (
        Mark("band", T_RUN, low, y2=high, label=say("spread"), colour="estimate", play="frames", truth=True),
        Mark("line", np.tile(np.append(T_RUN, STEPS), SHOWN), singles, colour="muted", width=1.0, opacity=0.5,
             label=say("run"), play="frames", truth=True),
        Mark("line", T_RUN, middle, label=say("median"), colour="estimate", width=2.6, play="frames", truth=True),
        Mark("line", T_RUN, near, label=say("nearest"), colour="truth", dash="dotted", play="frames", truth=True),
        Mark("hline", y=say.start, colour="ink", dash="dashed", text=say("start_line"), width=1.2),
    )  # fmt: skip
    return Panel(
        say("runs_title"),
        Axis(say("step"), 1.0, float(STEPS), "log"),
        Axis(say("distance"), bottom, 1.6 * max(say.start, float(high.max())), "log"), marks,
        height=280, veil=say("runs_veil"),
    )  # fmt: skip


DEMO = Demo(
    name="learning-rates",
    defaults={
        "family": "power", "a": 0.5, "p": 0.5, "b": 0, "gamma": 0.99, "c": 0.5, "k": 100, "horizon": 1000,
        "start": 3.0, "noise": 1.0, "seed": 1,
    },
    check={
        "family": OneOf(FAMILIES),
        "a": Between(0.01, 1.0),
        "p": Between(0.0, 2.0),
        "b": OneOf((0, 10, 100)),
        "gamma": Between(0.5, 1.0),
        "c": Between(0.1, 1.0),
        "k": OneOf((10, 50, 100, 500)),
        "horizon": Between(10, 10000, whole=True),
        "start": Between(0.5, 10.0),
        "noise": Between(0.0, 2.0),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "trap": {"p": 0.5},
        "harmonic": {"a": 1.0, "p": 1.0},
        "crawls": {"a": 0.2, "p": 1.0},
        "quick": {"p": 0.75},
        "unseen": {"p": 1.05},
        "stuck": {"p": 2.0},
        "ball": {"family": "constant", "a": 0.2},
        "decay": {"family": "exponential", "a": 0.2, "gamma": 0.9},
        "cosine": {"family": "cosine", "horizon": 1000},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(
        figure, frames_of, Schedule.robbins_monro, power, brackets, distances, nearest, steps_to_cover, noise_ball,
    ),
    scrub=scrub,
)  # fmt: skip
