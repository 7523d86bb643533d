"""MSE from maximum likelihood: the same minimum as the NLL of normal noise with any fixed σ, another one otherwise.

Left the points, the line ŷ = θx with its residuals and the spread that the model believes in; right MSE and the NLL per
datum over θ, as it is or with its constant and its factor taken away step by step. The player moves θ; a click on the
left sets the movable point. Numbers come from ``lekce2.likelihood`` and ``lekce2.likelihood.noise`` by
``ui.demos.mse.noisy_line``.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from lekce2.base import Array, choice
from lekce2.likelihood import gaussian_nll, laplace_nll, mae, mse, slope_by_absolutes, slope_by_squares
from study.language import Language
from ui.demos.mse.noisy_line import NOISES, REACH, SAME, Losses, losses, places, points, spread
from ui.drawing import Axis, Dash, Figure, Grip, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, demo_texts, short

STEPS = ("nll", "minus", "times")
LEFT = (0.0, 4.5)
HEIGHT = (-3.0, 7.0)


def figure(
    *, noise: str, sigma: float, growth: float, step: str, point_x: float, point_y: float, theta: float, seed: int,
    language: Language, notation: str,
) -> Figure:  # fmt: skip
    """The line among its points beside MSE and NLL over θ, one frame for each θ."""
    f = losses(noise, sigma, growth, point_x, point_y, seed, theta)
    now = f.thetas.index(float(theta))
    say = demo_texts(language, "mse")
    curve = f.after(choice("step", step, STEPS))
    kind = _kind(f, noise)
    known = _known(f, now, language) | {"sigma": float(sigma), "name": say(f"curve.{_curve(kind, step)}")}
    told = [
        {"theta": short(t, language), "mse": short(f.mse[k], language), "nll": short(curve[k], language),
         "name": known["name"]}
        for k, t in enumerate(f.thetas)
    ]  # fmt: skip
    scene = Scene(
        (_line(f, noise, sigma, growth, language), _curves(f, curve, step, known, language)),
        frames=len(f.thetas),
        captions=tuple(say("frame", **each) for each in told),
        start=now,
        frame_names=tuple(f"θ = {each['theta']}" for each in told),
        seconds=7.0,
        alt=say("alt", **known),
    )
    caption = f"{say(f'regime.{kind}', **known)} {say(f'note.{_curve(kind, step)}', **known)}"
    return Figure(scene, caption, say("summary", **known), _table(f, now, language))


def predict(
    *, noise: str, sigma: float, growth: float, step: str, point_x: float, point_y: float, theta: float, seed: int,
    language: Language, notation: str,
) -> Prediction:  # fmt: skip
    """On which side of MSE's minimum the minimum of NLL lies."""
    f = losses(noise, sigma, growth, point_x, point_y, seed, theta)
    say = demo_texts(language, "mse")
    known = _known(f, 0, language) | {"sigma": float(sigma), "growth": float(growth)}
    correct = 1 if f.same else 0 if f.best_nll < f.best_mse else 2
    return Prediction(
        say(f"question.{'flat' if _kind(f, noise) == 'flat' else noise}", **known),
        (say("choice.less"), say("choice.same"), say("choice.more")),
        correct,
        explain=say(f"explain.{_kind(f, noise)}", **known),
    )


def controls(c: Controls) -> None:
    """The noise and its spread, what is done to the NLL, the movable point; θ is the scrubber under the plot."""
    c.segmented("noise")
    c.slider("sigma", step=0.1)
    if c.values["noise"] == "growing":
        c.slider("growth", step=0.25)
    c.segmented("step")
    c.slider("point_x", step=0.1)
    c.slider("point_y", step=0.25)
    c.note("click")
    with c.more():
        c.seed()


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its θ."""
    return {"theta": places(parameters["theta"])[frame]}


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click among the points moves the movable one there; one on the curves takes its θ."""
    if panel == 1:
        return {"theta": min(REACH[1], max(REACH[0], round(x, 2)))}
    return {"point_x": min(4.4, max(0.1, round(x, 1))), "point_y": min(6.5, max(-2.5, round(y, 2)))}


def drag(parameters: Mapping[str, Any], panel: int, grip: str, x: float, y: float) -> Mapping[str, Any]:
    """The movable point dragged among the others."""
    return click(parameters, panel, x, y)


def _line(f: Losses, noise: str, sigma: float, growth: float, language: Language) -> Panel:
    say = demo_texts(language, "mse")
    ends = np.array(LEFT)
    lines = np.array(f.thetas)[:, np.newaxis] * ends
    wide = spread(ends, noise, sigma, growth)
    predicted = np.array(f.thetas)[:, np.newaxis] * f.x
    gaps = np.full(f.x.size, np.nan)
    at = np.stack([f.x, f.x, gaps], axis=-1).ravel()
    up = np.stack([np.broadcast_to(f.y, predicted.shape), predicted, np.broadcast_to(gaps, predicted.shape)], axis=-1)
    marks = (
        Mark("band", ends, lines - wide, y2=lines + wide, colour="p", label=say(f"spread.{noise}"), play="frames"),
        Mark("line", at, up.reshape(len(f.thetas), -1), colour="muted", width=1.6, label=say("residuals"),
             play="frames"),
        Mark("line", ends, f.best_mse * ends, colour="q", dash="dashed", width=1.6, label=say("best_mse"), truth=True),
        Mark("line", ends, f.best_nll * ends, colour="p", dash="dotted", width=2.6, label=say("best_nll"), truth=True),
        Mark("line", ends, lines, colour="ink", width=2.4, label="ŷ = θx", play="frames"),
        Mark("points", f.x[:-1], f.y[:-1], colour="ink", size=4.0),
        Mark("points", f.x[-1:], f.y[-1:], colour="truth", marker="diamond", size=6.5, label=say("movable")),
    )  # fmt: skip
    return Panel(
        say("line_same" if f.same else "line_apart"), Axis("x", *LEFT), Axis("y", *HEIGHT), marks, height=340,
        clickable=True, grips=(Grip("point", say("movable"), float(f.x[-1]), float(f.y[-1])),), veil=say("line_title"),
    )  # fmt: skip


def _curves(f: Losses, curve: Array, step: str, known: Mapping[str, Any], language: Language) -> Panel:
    say = demo_texts(language, "mse")
    grid = np.array(f.thetas)
    wide = 4.5 if step == "times" else 2.6
    lowest, least = float(f.changed(f.at(f.best_nll)[2], step)), f.at(f.best_mse)[0]
    drawn: tuple[tuple[Array, str, Dash, str, tuple[float, float], float], ...] = (
        (curve, "p", "solid", known["name"], (f.best_nll, lowest), wide),
        (f.mse, "q", "dashed", "MSE", (f.best_mse, least), 2.2),
    )
    near = np.abs(grid - 0.5 * (f.best_mse + f.best_nll)) <= 0.9
    top = max(float(y[near].max()) for y, *_ in drawn)
    low = min(0.0, lowest, least)
    marks = [Mark("vline", x=list(f.thetas), colour="muted", width=1.2, play="frames")]
    for y, colour, dash, label, best, width in drawn:
        marks += [
            Mark("line", f.thetas, y, colour=colour, dash=dash, label=label, width=width, truth=True,
                 opacity=0.5 if width > 4 else 1.0),
            Mark("vline", x=best[0], colour=colour, dash=dash, width=1.4, truth=True),
            Mark("points", [best[0]], [best[1]], colour=colour, size=5.5, truth=True,
                 marker="circle" if colour == "p" else "diamond"),
        ]  # fmt: skip
    wide_bottom = f.flat[1] - f.flat[0] > SAME
    if wide_bottom:
        marks.append(Mark("line", f.flat, [lowest, lowest], colour="p", width=6.0, truth=True))
    inside = f.same and wide_bottom
    return Panel(
        say("curves_inside" if inside else "curves_same" if f.same else "curves_apart", **known),
        Axis(say("curves_x"), *REACH),
        Axis(say("curves_y"), low - 0.04 * (top - low), top),
        tuple(marks),
        height=340,
        clickable=True,
        grips=(Grip("theta", "θ", list(f.thetas), low - 0.04 * (top - low), "x", scrubs=True),),
        veil=say("curves_veil"),
    )


def _table(f: Losses, now: int, language: Language) -> Table:
    say, number = demo_texts(language, "mse"), language.number
    rows = []
    for name, theta in ((say("row_now"), f.thetas[now]), (say("best_mse"), f.best_mse), (say("best_nll"), f.best_nll)):
        squares, absolutes, nll = f.at(theta)
        rows.append((name, *(number(cell) for cell in (theta, squares, absolutes, nll, nll * f.y.size))))
    return Table(("", "θ", "MSE", "MAE", "NLL/N", "NLL"), tuple(rows))


def _known(f: Losses, now: int, language: Language) -> dict[str, Any]:
    say, least = demo_texts(language, "mse"), f.at(f.best_mse)[0]
    values = {
        "theta": f.thetas[now], "mse": f.mse[now], "mae": f.mae[now], "nll": f.nll[now],
        "without": f.best_without, "constant": f.constant, "factor": 1 / f.factor, "back": f.factor,
        "fit": least**0.5, "least": least,
    }  # fmt: skip
    said = {key: short(value, language) for key, value in values.items()}

    def place(ends: tuple[str, str]) -> str:
        return ends[0] if ends[0] == ends[1] else say("range", low=ends[0], high=ends[1])

    best, *flat = apart((f.best_mse, *f.flat), language)
    low, high = apart((float(f.deviation.min()), float(f.deviation.max())), language)
    without_mae = apart(f.flat_without, language)
    return said | {
        "n": f.y.size, "low": low, "high": high, "best_mse": best, "best_nll": place((flat[0], flat[1])),
        "without_mae": place((without_mae[0], without_mae[1])),
        "plus": f"{'−' if f.constant < 0 else '+'} {short(abs(f.constant), language)}",
    }  # fmt: skip


def apart(values: tuple[float, ...], language: Language) -> tuple[str, ...]:
    """Numbers in three digits, or with as many decimals as it takes to tell apart those that are not the same."""
    known = sorted(values)
    different = 1 + sum(b - a > SAME for a, b in itertools.pairwise(known))
    said = tuple(short(value, language) for value in values)
    for decimals in range(3, 11):
        if len(set(said)) >= different:
            break
        said = tuple(language.number(value, decimals) for value in values)
    return said


def _kind(f: Losses, noise: str) -> str:
    if noise == "normal":
        return noise
    if noise == "growing" and np.ptp(f.deviation) == 0:
        return "flat"
    return f"{noise}_same" if f.same else noise


def _curve(kind: str, step: str) -> str:
    """Which curve is drawn of NLL: σ that does not grow is a fixed one."""
    name = "normal" if kind == "flat" else kind.removesuffix("_same")
    return step if step != "times" else f"times_{name}"


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "narrow": {"sigma": 0.5},
    "wide": {"sigma": 2.0},
    "steps": {"sigma": 0.8, "step": "times"},
    "growing": {"noise": "growing", "sigma": 0.2, "growth": 3.0, "point_x": 1.0, "point_y": 5.0},
    "outlier": {"noise": "normal", "point_x": 4.0, "point_y": -2.0},
    "laplace": {"noise": "laplace", "point_x": 4.0, "point_y": -2.0},
    "mae": {"noise": "laplace", "point_x": 4.0, "point_y": -2.0, "step": "times"},
}

DEMO = Demo(
    name="mse",
    defaults={
        "noise": "normal", "sigma": 1.0, "growth": 3.0, "step": "nll", "point_x": 3.4, "point_y": 5.5,
        "theta": 0.3, "seed": 1,
    },
    check={
        "noise": OneOf(NOISES),
        "sigma": Between(0.1, 3.0),
        "growth": Between(0.0, 5.0),
        "step": OneOf(STEPS),
        "point_x": Between(0.1, 4.4),
        "point_y": Between(-2.5, 6.5),
        "theta": Between(*REACH),
        "seed": Between(0, 9999, whole=True),
    },
    presets=PRESETS,
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(
        figure, losses, points, mse, gaussian_nll, slope_by_squares, laplace_nll, mae, slope_by_absolutes,
    ),
    click=click,
    drag=drag,
    scrub=scrub,
)  # fmt: skip
