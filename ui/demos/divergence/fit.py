"""One hump fitted to two: the normal Q nearest to P by D(P‖Q) covers both humps, by D(Q‖P) it keeps to one.

P is a mixture of two normals of deviation 0.7 on a grid of places. For every μ (a frame of the player) Q takes the
deviation that is best for its direction, so that a frame shows the best Q there in either sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lekce2.base import Array, within
from lekce2.information import closest_normals, normal_on_grid
from study.language import Language
from ui.drawing import Axis, Dash, Figure, Mark, Marker, Panel, Scene, Table
from ui.lab import Prediction, demo_texts, short

X = np.linspace(-12.0, 12.0, 73)  # far beyond the humps, so that no wide Q is cut off
REACH = 4.0
HUMP = 0.7
DEVIATIONS = np.geomspace(0.4, 4.0, 25)
MEANS = tuple(round(-REACH + 0.1 * k, 1) for k in range(81))
NEAR, ALIKE = 0.35, 1.5  # as far apart and as many times as wide two Q may be to be called nearly the same
DIRECTIONS = (False, True)  # reverse


@dataclass(frozen=True)
class Fit:
    """For every μ the divergence of the best Q there and its deviation; the index 0 is D(P‖Q), 1 is D(Q‖P).

    ``best`` is the first minimum of each direction, ``minima`` all that are as deep: a P with its like humps has two.
    """

    p: Array
    peaks: tuple[float, float]
    mean: float
    means: tuple[float, ...]
    kl: tuple[Array, Array]
    deviation: tuple[Array, Array]
    best: tuple[int, int]
    minima: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def agree(self) -> bool:
        """Whether both directions choose nearly the same Q."""
        (a, s), (b, r) = ((self.means[k], each[k]) for k, each in zip(self.best, self.deviation, strict=True))
        return abs(a - b) <= NEAR + 1e-9 and max(s / r, r / s) <= ALIKE


def places(mu: float) -> tuple[float, ...]:
    """The μ of every frame: the list, and the one that is asked for."""
    return tuple(sorted({*MEANS, float(mu)}))


@lru_cache(maxsize=64)
def fitted(gap: float, weight: float, mu: float) -> Fit:
    """The mixture with its humps ``gap`` apart, the right one weighing ``weight``, and the fits at every μ."""
    half = 0.5 * float(within("gap", gap, 0.0, 7.0))
    right = float(within("weight", weight, 0.0, 1.0))
    p = (1 - right) * normal_on_grid(X, -half, HUMP) + right * normal_on_grid(X, half, HUMP)
    means = places(mu)
    (a, s), (b, r) = (closest_normals(p, X, means, DEVIATIONS, reverse) for reverse in DIRECTIONS)
    first, second = _minima(a), _minima(b)
    return Fit(p, (-half, half), float(p @ X), means, (a, b), (s, r), (first[0], second[0]), (first, second))


def _minima(divergences: Array) -> tuple[int, ...]:
    """Where the least divergence is, and where it is as small up to rounding."""
    return tuple(np.flatnonzero(divergences <= divergences.min() * (1 + 1e-9)).tolist())


def figure(gap: float, weight: float, mu: float, language: Language) -> Figure:
    """P with the best hump of each direction at μ, and both divergences over μ."""
    f = fitted(float(gap), float(weight), float(mu))
    say = demo_texts(language, "divergence")
    now = f.means.index(float(mu))
    cells = [
        [_short(m, language), _cost(f.kl[0][k], language), _short(f.deviation[0][k], language),
         _cost(f.kl[1][k], language), _short(f.deviation[1][k], language)]
        for k, m in enumerate(f.means)
    ]  # fmt: skip
    keys = ("mu", "pq", "s_pq", "qp", "s_qp")
    told = [dict(zip(keys, row, strict=True)) for row in cells]
    first, second = (told[k] for k in f.best)
    mu_pq, mu_qp = (_places(f, side, language) for side in (0, 1))
    known = {"mu_pq": mu_pq, "best_pq": first["pq"], "wide": first["s_pq"], "mu_qp": mu_qp,
             "best_qp": second["qp"], "narrow": second["s_qp"], "mean": _short(f.mean, language),
             "left": _short(f.peaks[0], language), "right": _short(f.peaks[1], language)}  # fmt: skip
    regime = "fit_agree" if f.agree else "fit_covers"
    scene = Scene(
        (_humps(f, say("fit_left", **known), language), _curves(f, now, say(f"{regime}_title", **known), language)),
        frames=len(f.means),
        captions=tuple(say("fit_frame", **fact) for fact in told),
        start=now,
        frame_names=tuple(f"μ = {fact['mu']}" for fact in told),
        alt=say("alt.fit", **known),
    )
    chosen = ((say("row_pq"), f.best[0]), (say("row_qp"), f.best[1]), (say("row_now"), now))
    table = Table(
        ("", "μ", "D(P‖Q)", say("col_pq"), "D(Q‖P)", say("col_qp")),
        tuple((name, *cells[k]) for name, k in chosen),
    )
    return Figure(scene, say(regime, **known), say("fit_summary", **known, **told[now]), table)


def predict(gap: float, weight: float, mu: float, language: Language) -> Prediction:
    """Where the best hump stands in each direction: at one place, or which of them nearer to the mean of P."""
    f = fitted(float(gap), float(weight), float(mu))
    say = demo_texts(language, "divergence")
    first, second = (abs(f.means[k] - f.mean) for k in f.best)
    mu_pq, mu_qp = (_places(f, side, language) for side in (0, 1))
    return Prediction(
        say("fit_question"),
        tuple(say(f"fit_choice.{key}", near=NEAR, times=ALIKE) for key in ("same", "covers", "seeks")),
        0 if f.agree else 1 if first < second else 2,
        explain=say("fit_explain", mu_pq=mu_pq, mu_qp=mu_qp, mean=_short(f.mean, language)),
    )


def _humps(f: Fit, title: str, language: Language) -> Panel:
    say = demo_texts(language, "divergence")
    q, r = (normal_on_grid(X, np.array(f.means), deviation) for deviation in f.deviation)
    top = 1.1 * max(float(f.p.max()), *(float(each[k].max()) for each, k in zip((q, r), f.best, strict=True)))
    return Panel(
        title,
        Axis("x", -6.5, 6.5),
        Axis(say("pair_y"), 0.0, top),
        (
            Mark("band", X, np.zeros(X.size), y2=f.p, colour="p", legend=False),
            Mark("line", X, f.p, colour="p", label="P"),
            Mark("line", X, q, colour="q", width=2.6, label=say("q_pq"), play="frames", truth=True),
            Mark("line", X, r, colour="q", width=2.6, dash="dashed", label=say("q_qp"), play="frames", truth=True),
        ),
        height=330,
        veil=say("fit_left_veil"),
    )


def _curves(f: Fit, now: int, title: str, language: Language) -> Panel:
    say = demo_texts(language, "divergence")
    middle = int(np.argmin(np.abs(np.array(f.means) - f.mean)))
    top = 1.6 * max(0.2, float(f.kl[0].min()), float(f.kl[1].min()), float(f.kl[1][middle]))
    marks = [Mark("vline", x=list(f.means), colour="muted", play="frames", width=1.5)]
    looks: tuple[tuple[Dash, Marker, str], ...] = (("solid", "circle", "D(P‖Q)"), ("dashed", "diamond", "D(Q‖P)"))
    for side, (dash, marker, label) in enumerate(looks):
        best = list(f.minima[side])
        marks += [
            Mark("line", f.means, f.kl[side], colour="q", dash=dash, width=2.6, label=label, truth=True, legend=False),
            Mark("points", [f.means[k] for k in best], f.kl[side][best], colour="q", size=5.5, truth=True,
                 marker=marker, text=say("least", name=label, mu=_places(f, side, language))),
        ]  # fmt: skip
    return Panel(
        title,
        Axis(say("fit_x", low=float(DEVIATIONS[0]), high=float(DEVIATIONS[-1])), -REACH, REACH),
        Axis(say("fit_y"), 0.0, top),
        tuple(marks),
        height=330,
        veil=say("fit_veil"),
    )


def _places(f: Fit, side: int, language: Language) -> str:
    """The μ of a direction's minimum, or of both."""
    return "; ".join(_short(f.means[k], language) for k in f.minima[side])


def _short(value: float, language: Language) -> str:
    return language.number(round(float(value), 2) + 0.0)


def _cost(value: float, language: Language) -> str:
    """A divergence, which is not written as 0 unless it is."""
    return _short(value, language) if value >= 0.005 else short(value, language, 2)
