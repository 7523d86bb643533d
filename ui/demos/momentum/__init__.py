"""Momentum and Nesterov momentum: paths, one step from one state as arrows, and the α–β map of regimes.

Paths and steps come from ``lekce2.race`` and ``lekce2.optimizers`` through ``ui/demos/momentum/runs.py``, regimes and
rates from ``lekce2.stability``. The player moves t; a click into the map chooses α and β.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np

from lekce2.base import Array, integer
from lekce2.optimizers import momentum, nesterov
from lekce2.stability import METHODS, REGIMES, best, eigenvalues, monotone_limit, rate, regime, speed, stability_limit
from study.language import Language
from ui.demos.momentum.regime_map import end_of, picture
from ui.demos.momentum.runs import LANDSCAPES, STARTS, Fork, MethodPath, fork, landscape_of, lanes
from ui.demos.momentum.words import MomentumWords, kind_of
from ui.drawing import METHODS as LOOKS
from ui.drawing import Axis, Figure, Grip, Image, Mark, Panel, Scene, Table, contour, log_levels
from ui.lab import Between, Controls, Demo, OneOf, Prediction

FLOOR = 1e-12  # of the loss axis
SPEEDS = 3  # the panel


def figure(
    *, landscape: str, kappa: float, alpha: float, beta: float, method: str, steps: int, t: int, seed: int,
    language: Language, notation: str,
) -> Figure:  # fmt: skip
    """Paths, the map of regimes, one step from one state, and losses (on the slope: speeds), played over t.

    ``seed`` is where α and β are from, if they were drawn.
    """
    steps = integer("steps", steps, 1)
    now = min(integer("t", t), steps)
    ran = lanes(landscape, kappa, alpha, beta, steps, notation)
    forked = fork(landscape, kappa, alpha, beta, ran[method].theta, notation)
    say = MomentumWords(language, notation, landscape, kappa, alpha, beta, method, steps)
    scene = Scene(
        (_paths(ran, say), _map(say), _step(forked, steps, say), _progress(ran, say)),
        frames=steps + 1,
        captions=tuple(say.moments(forked)),
        head=say.head(),
        rows=_held(say.states(forked), steps),
        start=now,
        frame_label="t =",
        seconds=max(6.0, steps / 5.0),
        alt=say("alt", kappa=kappa, alpha=alpha, beta=beta),
        columns=2,
        lead=2,
    )
    return Figure(scene, say.regime(ran), say.summary(ran), Table(say.table_head(), say.table()))


def predict(
    *, landscape: str, kappa: float, alpha: float, beta: float, method: str, language: Language, notation: str,
    **others: Any,
) -> Prediction:  # fmt: skip
    """What the method will do across the valley; on the slope, how long its step becomes."""
    say = MomentumWords(language, notation, landscape, kappa, alpha, beta, method, 1)
    if landscape == "slope":
        final = float(speed(beta))
        return Prediction(
            say("question_slope", beta=beta), None, final, 0.05 * final, say("unit_slope"), say("explain_slope"),
            ghost=partial(_guessed_speed, final),
        )  # fmt: skip
    choices = tuple(say(f"choice.{name}") for name in REGIMES)
    kind = kind_of(method, alpha, beta, kappa)
    return Prediction(
        say("question", method=say.name, alpha=alpha, beta=beta, kappa=kappa),
        choices,
        REGIMES.index("diverging" if kind == "edge" else kind),
        explain=say.why(),
    )


def _guessed_speed(final: float, guess: float) -> tuple[int, Mark]:
    """A guessed length of the step, where the limit of the speeds will stand."""
    return SPEEDS, Mark("hline", y=min(max(float(guess), 0.0), _room(final)), dash="dashed", colour="muted")


def _room(final: float) -> float:
    """The upper end of the axis of speeds."""
    return 1.15 * final


def controls(c: Controls) -> None:
    """α, β (also on the map), κ and the landscape, whose map it is, and how many steps."""
    kappa = float(c.values["kappa"])
    c.slider("alpha", step=0.05 / kappa, within=(0.05 / kappa, 4 / kappa))
    c.slider("beta", step=0.01)
    c.slider("kappa", log=True)
    c.segmented("method")
    c.segmented("landscape")
    with c.more():
        c.slider("steps", step=10)
        c.seed()


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click into the map chooses α and β."""
    return {"alpha": float(f"{x:.3g}"), "beta": min(0.99, round(y, 2))} if panel == 1 else {}


def drag(parameters: Mapping[str, Any], panel: int, grip: str, x: float, y: float) -> Mapping[str, Any]:
    """α and β dragged over the map."""
    return click(parameters, panel, x, y)


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its t."""
    return {"t": frame}


def _draw(seed: int, present: Mapping[str, Any]) -> Mapping[str, Any]:
    """α and β by a seed, from the stops of their sliders: first a regime (on the slope a stable one), then a place."""
    rng = np.random.default_rng(seed)
    wanted = int(rng.integers(2 if present["landscape"] == "slope" else 3))
    alphas, betas = 0.05 / present["kappa"] * np.arange(1, 81), 0.01 * np.arange(100)
    found = regime(present["method"], alphas[:, None], betas, present["kappa"])
    i, k = rng.choice(np.argwhere(found == wanted))
    return {"alpha": float(f"{alphas[i]:.10g}"), "beta": round(float(betas[k]), 2)}


def _held(entries: list[Any], steps: int) -> tuple[Any, ...]:
    """One entry a frame: after divergence the last one stays."""
    return tuple(entries[min(t, len(entries) - 1)] for t in range(steps + 1))


def _look(name: str) -> dict[str, Any]:
    look = LOOKS[name]
    return {"colour": look.colour, "dash": look.dash, "marker": look.marker}


def _shape(name: str) -> dict[str, Any]:
    return {"colour": LOOKS[name].colour, "marker": LOOKS[name].marker}


def _paths(ran: Mapping[str, MethodPath], say: MomentumWords) -> Panel:
    marks = []
    for name, lane in ran.items():
        x, y = lane.theta.T
        marks.append(Mark("line", x, y, opacity=0.3, width=1.5, truth=True, **{**_look(name), "marker": ""}))
        marks.append(Mark("line", x, y, label=LOOKS[name].label, play="trace", truth=True, **_look(name)))
    start = STARTS[say.landscape]
    marks.append(Mark("points", [start[0]], [start[1]], label=say("start"), marker="cross", size=5))
    valley = say.landscape == "valley"
    if valley:
        marks.append(Mark("points", [0.0], [0.0], label=say("minimum"), marker="star", size=5))
    far = 2.0 if valley else 1.06 * max(float(lane.theta[:, 0].max()) for lane in ran.values())
    ends = (-3.0 if valley else -0.06 * far, far)
    return Panel(
        say.paths_title(ran),
        Axis(say("along"), *ends), Axis(say("across"), -1.5, 1.5), tuple(marks),
        image=_contour(say.landscape, say.kappa, ends), height=290, equal=valley, veil=say("paths_veil"),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _contour(landscape: str, kappa: float, ends: tuple[float, float]) -> Image:
    x, y = np.linspace(*ends, 480), np.linspace(-1.5, 1.5, 288)
    z = landscape_of(landscape, kappa).value_planes((x[np.newaxis, :], y[:, np.newaxis]))
    levels = log_levels(z, 11) if landscape == "valley" else np.quantile(z, np.linspace(0.04, 0.96, 12))
    return contour(x, y, z, levels)


def _map(say: MomentumWords) -> Panel:
    method, kappa, end = say.method, say.kappa, end_of(say.kappa)
    beta = np.linspace(0.0, 0.999, 120)
    edges = {"stable": stability_limit(method, beta, kappa), "smooth": monotone_limit(method, beta, kappa)}
    marks = [
        Mark("line", np.where(edge <= end, edge, np.nan), beta, width=1.6, truth=True,
             dash="solid" if name == "stable" else "dashed", label=say(f"edge.{name}"))
        for name, edge in edges.items()
    ]  # fmt: skip
    if say.landscape == "valley":
        top = best(method, 1.0, kappa)
        marks.append(Mark("points", [top.alpha], [top.beta], label=say("best"), marker="star", size=6, truth=True))
    for kind, x, y in (("monotone", 0.02, 0.05), ("oscillating", 0.14, 0.72), ("diverging", 0.74, 0.22)):
        marks.append(Mark("text", x * end, y, text=say(f"kind.{kind}"), truth=True))
    here = min(say.alpha, 0.995 * end)
    marks.append(Mark("points", [here], [say.beta], label=say("here"), colour="truth", size=7, marker="circle"))
    return Panel(
        say.map_title(),
        Axis(say("map_x"), 0.0, end), Axis("β", 0.0, 1.0), tuple(marks),
        image=picture(method, kappa, 1.0 if say.landscape == "valley" else 0.0),
        height=290, clickable=True, grips=(Grip("here", say("here"), here, say.beta),), veil=say("map_veil"),
    )  # fmt: skip


def _step(forked: Fork, steps: int, say: MomentumWords) -> Panel:
    """The step from the state of frame t: in each frame moved into the middle and scaled to fill the panel."""
    start = np.zeros_like(forked.theta)
    moves = (forked.carried, forked.here, forked.momentum - forked.theta, forked.nesterov - forked.theta)
    spots = np.stack([start, *moves])
    middle = (spots.max(axis=0) + spots.min(axis=0)) / 2
    reach = np.abs(spots - middle).max(axis=(0, 2))
    placed = (spots - middle) / np.where(reach > 0, reach, 1.0)[:, np.newaxis]
    theta, carried, here, plain, nest = placed[:, np.minimum(np.arange(steps + 1), len(reach) - 1)].transpose(0, 2, 1)

    def arrow(tail: Array, tip: Array, **more: Any) -> Mark:
        return Mark("arrow", tail[0], tail[1], tip[0], tip[1], play="frames", truth=True, **more)

    def point(tip: Array, **more: Any) -> Mark:
        return Mark("points", tip[0][:, np.newaxis], tip[1][:, np.newaxis], play="frames", truth=True, **more)

    marks = (
        arrow(theta, carried, label=say("carried"), colour="truth", width=2.6),
        arrow(theta, here, label=say("here_gradient"), colour="momentum", dash="dotted", width=1.6),
        arrow(carried, plain, label=say("momentum_gradient"), colour="momentum", width=2.6),
        arrow(carried, nest, label=say("nesterov_gradient"), colour="nesterov", dash="dashed", width=2.6),
        point(carried, label=say("ahead"), colour="truth", marker="diamond"),
        point(theta, label=say("state"), marker="circle"),
        point(plain, size=5, **_shape("momentum")),
        point(nest, size=5, **_shape("nesterov")),
    )
    x, y = (Axis(say(name), -1.15, 1.15, ticks=()) for name in ("along", "across"))
    return Panel(say.step_title(), x, y, marks, height=330, equal=True, veil=say("step_veil"))


def _progress(ran: Mapping[str, MethodPath], say: MomentumWords) -> Panel:
    marks: list[Mark] = []
    if say.landscape == "valley":
        first = float(ran["sgd"].height[0])
        lowest = min(float(lane.height.min()) for lane in ran.values())
        axis = Axis(say("loss"), max(FLOOR, 0.5 * lowest), 30 * first, "log")
        series = {name: np.maximum(lane.height, axis.low) for name, lane in ran.items()}
    else:
        series = {name: np.diff(lane.theta[:, 0], prepend=0.0) / say.alpha for name, lane in ran.items()}
        final = float(speed(say.beta))
        axis = Axis(say("speed"), 0.0, _room(float(speed(0.99))), highs=(_room(final),) * (say.steps + 1))
        marks.append(Mark("hline", y=final, dash="dotted", colour="truth", text="1/(1−β)", truth=True))
    for name, y in series.items():
        t = np.arange(len(y))
        marks.append(Mark("line", t, y, opacity=0.3, width=1.5, truth=True, **{**_look(name), "marker": ""}))
        marks.append(
            Mark("line", t, y, label=LOOKS[name].label, play="trace", truth=True, label_head=True, legend=False,
                 **_look(name))
        )  # fmt: skip
    veil = say("progress_veil" if say.landscape == "valley" else "speed_veil")
    return Panel(
        say.progress_title(ran), Axis(say("step"), 0.0, float(say.steps)), axis, tuple(marks), height=330, veil=veil
    )


DEMO = Demo(
    name="momentum",
    defaults={
        "landscape": "valley", "kappa": 20.0, "alpha": 0.04, "beta": 0.8, "method": "momentum", "steps": 60, "t": 6,
        "seed": 0,
    },
    check={
        "landscape": OneOf(LANDSCAPES),
        "kappa": Between(1.0, 200.0),
        "alpha": Between(1e-4, 5.0),
        "beta": Between(0.0, 0.99),
        "method": OneOf(METHODS),
        "steps": Between(20, 200, whole=True),
        "t": Between(0, 200, whole=True),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "zigzag": {"beta": 0.0, "alpha": 0.095},
        "cancels": {"beta": 0.5, "alpha": 0.095},
        "heavy": {"beta": 0.97, "alpha": 0.03, "steps": 120, "t": 20},
        "brakes": {"beta": 0.97, "alpha": 0.03, "method": "nesterov", "steps": 120, "t": 20},
        "fastest": {"alpha": 0.1336, "beta": 0.4024, "t": 3},
        "beyond": {"alpha": 0.12, "beta": 0.9},
        "narrow": {"kappa": 100.0, "alpha": 0.033, "beta": 0.67, "steps": 100},
        "slope": {"landscape": "slope", "alpha": 0.02, "beta": 0.9},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, lanes, fork, momentum, nesterov, eigenvalues, rate, regime, stability_limit, best, speed),
    click=click,
    drag=drag,
    scrub=scrub,
    brings={"seed": _draw},
)  # fmt: skip
