"""The four panels of the optimizer race: paths on the contour, losses, the sweep over α, and steps to the goal."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lekce2.base import Array
from lekce2.objectives import Objective, Point
from ui.demos.optimizer_race.contest import SWEEP, Contest
from ui.demos.optimizer_race.courses import bottom, course
from ui.demos.optimizer_race.words import RaceWords
from ui.drawing import METHODS, Axis, Grip, Image, Mark, Panel, contour, log_levels

FLOOR = 1e-12  # of the axes of losses
WIDE = (4, 3)  # width and height of the map
PIXELS = {"own": 240}  # along a side of the picture; 480 where the landscape does not change as one types
SHORT = {
    "sgd": "SGD", "momentum": "Mom.", "nesterov": "NAG", "adagrad": "AdaG.", "rmsprop": "RMSP.", "adam": "Adam",
    "adamw": "AdamW", "amsgrad": "AMSG.", "adadelta": "AdaΔ", "lion": "Lion",
}  # fmt: skip


@lru_cache(maxsize=12)
def picture(landscape: str, seed: int, formula: str, span: float) -> Image:
    """The contour of a landscape; only the noisy bowl's depends on the seed."""
    pixels = PIXELS.get(landscape, 480)
    objective = course(landscape, seed, formula, span)
    ends_x, ends_y = window(objective)
    x, y = np.linspace(*ends_x, pixels * WIDE[0] // WIDE[1]), np.linspace(*ends_y, pixels)
    with np.errstate(all="ignore"):  # a typed formula may have no value somewhere
        z = np.asarray(objective.value_planes((x[np.newaxis, :], y[:, np.newaxis])))
    return contour(x, y, *_levels(z, landscape, bottom(landscape, seed, formula, span)[1] is not None))


def window(objective: Objective) -> tuple[tuple[float, float], tuple[float, float]]:
    """What of a landscape is drawn: its domain, as wide beside its height as a screen is."""
    (left, right), (low, high) = objective.domain
    spare = max(0.0, (high - low) * WIDE[0] / WIDE[1] - (right - left)) / 2
    return (left - spare, right + spare), (low, high)


def _levels(z: Array, landscape: str, grounded: bool) -> tuple[Array, Array]:
    """The heights with what is not finite as high as the highest, and the levels of their bands."""
    seen = np.isfinite(z)
    z = np.where(seen, z, z[seen].max())
    if z.min() == z.max():
        return z, z.max() + np.ones(1)
    if landscape == "saddle":  # no lowest value to count logarithms from
        return z, np.linspace(z.min(), z.max(), 15)[1:-1]
    if landscape == "plateau" or not grounded:  # bands of equal area tell more
        return z, np.unique(np.quantile(z, np.linspace(0.01, 0.95, 13)))
    return z, log_levels(z)


def paths(
    contest: Contest, landscape: str, seed: int, formula: str, span: float, start: tuple[float, float], say: RaceWords
) -> Panel:
    """The paths of the first run, and where the others ended, on the contour."""
    draws = seed if landscape == "bowl" else 0
    minima: tuple[Point, ...] = bottom(landscape, draws, formula, span)[0]
    low, high = np.array(minima).reshape(-1, 2).T
    traces = tuple(
        Mark("line", theta[:, 0], theta[:, 1], play="trace", truth=True, **_look(method))
        for method, theta in zip(contest.methods, contest.theta, strict=True)
    )
    others = tuple(
        Mark("points", ends[:, 0], ends[:, 1], colour=METHODS[method].colour, size=2.4, opacity=0.75, truth=True)
        for method, ends in zip(contest.methods, contest.ends, strict=True)
        if contest.runs > 1 and len(ends)
    )
    lowest = Mark("points", low, high, label=say("minimum"), colour="ink", marker="star", size=5)
    begin = Mark("points", [start[0]], [start[1]], label=say("start"), colour="ink", marker="cross", size=5)
    (x_low, x_high), (y_low, y_high) = window(course(landscape, seed, formula, span))
    x_name, y_name = ("w", "b") if landscape == "logistic" else ("x", "y")
    return Panel(
        say.paths_title(),
        Axis(x_name, x_low, x_high),
        Axis(y_name, y_low, y_high),
        (*((lowest,) if len(low) and not contest.bottomless else ()), begin, *others, *traces),
        image=picture(landscape, draws, formula, span),
        height=380,
        equal=True,
        clickable=True,
        grips=(Grip("start", say("start"), *start),),
        veil=say("paths_veil"),
    )


def losses(contest: Contest, steps: int, say: RaceWords) -> Panel:
    """The loss over the steps; of several runs the median and a band between the first and the ninth decile."""
    begin = float(contest.loss[0][0])
    axis = _loss_axis(contest, begin, say)
    low, high = axis.low, 1e3 * axis.high
    bands = tuple(
        Mark("band", np.arange(len(below)), np.clip(below, low, high), y2=np.clip(above, low, high), play="trace",
             colour=METHODS[method].colour, opacity=0.16, truth=True)
        for method, (below, above) in zip(contest.methods, contest.band, strict=bool(contest.band))
    )  # fmt: skip
    lines = tuple(
        Mark("line", np.arange(len(loss)), np.clip(loss, low, high), play="trace", truth=True, legend=False,
             label_head=True, **_look(method))
        for method, loss in zip(contest.methods, contest.loss, strict=True)
    )  # fmt: skip
    return Panel(
        say.losses_title(),
        Axis(say("step"), 0.0, float(steps)),
        axis,
        (*bands, *lines),
        height=380,
        veil=say("losses_veil"),
    )


def _loss_axis(contest: Contest, begin: float, say: RaceWords) -> Axis:
    if contest.bottomless:
        ends = [float(np.clip(loss.min(), -4.0 * max(1.0, abs(begin)), begin)) for loss in contest.loss]
        low = min(*ends, begin - 1e-3 * max(1.0, abs(begin)))
        return Axis(say("loss_plain"), low - 0.1 * (begin - low), begin + 0.3 * max(begin - low, 0.2 * abs(begin)))
    lows = [float(loss[loss > 0].min()) for loss in contest.loss if (loss > 0).any()]
    lowest = max(FLOOR, min(lows, default=FLOOR))
    name = say("loss" if contest.runs == 1 else "loss_median")
    return Axis(name, 0.5 * min(lowest, begin / 10 + FLOOR), max(begin, FLOOR) * 20, "log")


def sweep(contest: Contest, say: RaceWords) -> Panel:
    """The last loss (or the steps to the goal) of every method under every α, with a dot at the α that was raced."""
    seen = np.concatenate(contest.sweep)
    seen = seen[np.isfinite(seen)]
    if contest.bottomless:
        axis = Axis(say("sweep_steps"), 0.0, float(max(seen, default=1.0)) * 1.1 + 1)
    else:
        top = max(float(contest.loss[0][0]), FLOOR) * 20
        low = max(FLOOR, float(min(seen[seen > 0], default=FLOOR)))
        axis = Axis(say("sweep_loss"), 0.5 * min(low, top / 100), top, "log")
    lines = tuple(
        Mark("line", SWEEP, np.where(np.isfinite(ends), np.clip(ends, axis.low, 1e3 * axis.high), np.nan), truth=True,
             legend=False, **{**_look(method), "marker": ""})
        for method, ends in zip(contest.methods, contest.sweep, strict=True)
    )  # fmt: skip
    raced = [
        (method, alpha, contest.reached[k] if contest.bottomless else contest.final[k])
        for k, (method, alpha) in enumerate(zip(contest.methods, contest.alphas, strict=True))
    ]
    dots = tuple(
        Mark("points", [alpha], [max(float(end), axis.low)], truth=True, legend=False, **_look(method))
        for method, alpha, end in raced
        if end is not None and np.isfinite(end)
    )
    same = set(contest.alphas)
    line = (Mark("vline", x=same.pop(), colour="muted", dash="dotted", text="α"),) if len(same) == 1 else ()
    return Panel(
        say.sweep_title(),
        Axis(say("sweep_alpha"), float(SWEEP[0]), float(SWEEP[-1]), "log"),
        axis,
        (*line, *lines, *dots),
        height=240,
        veil=say("sweep_veil"),
    )


def arrivals(contest: Contest, steps: int, say: RaceWords) -> Panel:
    """How many steps each method needs to the goal: the median as a bar, single runs as points."""
    there = [(k, t) for k, t in enumerate(contest.reached) if t is not None]
    bars = Mark(
        "bars", [k for k, _ in there], [t for _, t in there], width_x=0.6, truth=True,
        colour=tuple(METHODS[contest.methods[k]].colour for k, _ in there) or "muted", values=contest.runs == 1,
        opacity=1.0 if contest.runs == 1 else 0.45,
    )  # fmt: skip
    single = tuple(
        Mark("points", np.full(len(found), k) + _spread(len(found)), found, colour=METHODS[method].colour,
             size=2.6, truth=True)
        for k, (method, found) in enumerate(zip(contest.methods, contest.arrivals, strict=True))
        if contest.runs > 1 and found
    )  # fmt: skip
    never = tuple(
        Mark("text", float(k), 0.05 * steps, text=_mark(contest, k), anchor="middle", truth=True)
        for k, t in enumerate(contest.reached)
        if t is None
    )  # fmt: skip
    return Panel(
        say.arrivals_title(),
        Axis.category("", tuple(SHORT[method] for method in contest.methods)),
        Axis(say("arrivals_y" if not contest.bottomless else "arrivals_y_down"), 0.0, 1.12 * steps),
        (bars, *single, *never),
        height=240,
        veil=say("arrivals_veil"),
    )


def _mark(contest: Contest, k: int) -> str:
    """Why a method has no bar: it diverged, or it never came there."""
    return "–" if contest.diverged[k] is None or contest.left[k] else "✗"


def _spread(count: int) -> Array:
    """Places across a bar, so that equal numbers do not hide each other."""
    return 0.5 * ((np.arange(count) + 0.5) / count - 0.5)


def _look(method: str) -> dict[str, Any]:
    look = METHODS[method]
    return {"label": look.label, "colour": look.colour, "dash": look.dash, "marker": look.marker}
