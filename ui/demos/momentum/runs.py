"""Momentum without its screen: three methods on one landscape, and both momenta's next step from one common state.

The valley is ½(x² + κy²), its minimum at 0. The slope is ½κy² − x: it falls with a constant gradient along x for ever.
The height that decides on divergence is J over the minimum; on the slope only ½κy², since J falls without end there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lekce2.base import Array, choice
from lekce2.objectives import quadratic
from lekce2.optimizers import momentum, nesterov, sgd
from lekce2.race import run

LANDSCAPES = ("valley", "slope")
STARTS = {"valley": (-2.6, 1.0), "slope": (0.0, 1.0)}
RUNAWAY = 1e6


@dataclass(frozen=True, eq=False)
class MethodPath:
    """One method's path: ``theta`` (n, 2) and ``height`` (n,), both up to divergence at step ``diverged``."""

    theta: Array
    height: Array
    diverged: int | None


@dataclass(frozen=True, eq=False)
class Fork:
    """At each state of one path: its θ and step so far, and where both methods would go from it; all (n, 2)."""

    theta: Array
    carried: Array  # βv of the notes, −αβv of the slides: the same vector
    here: Array  # −αg, the gradient taken at θ
    ahead: Array  # −αg, the gradient taken at the look-ahead point
    momentum: Array  # the next θ
    nesterov: Array


def landscape_of(name: str, kappa: float) -> quadratic:
    """The valley or the slope with curvature κ across."""
    if choice("landscape", name, LANDSCAPES) == "valley":
        return quadratic([[1.0, 0.0], [0.0, kappa]])
    return quadratic([[0.0, 0.0], [0.0, kappa]], [1.0, 0.0])


@lru_cache(maxsize=32)
def lanes(name: str, kappa: float, alpha: float, beta: float, steps: int, velocity: str) -> dict[str, MethodPath]:
    """SGD, momentum and Nesterov from one start with v = 0."""
    methods = {
        "sgd": sgd(alpha),
        "momentum": momentum(alpha, beta, velocity),
        "nesterov": nesterov(alpha, beta, velocity),
    }
    race = run(landscape_of(name, kappa), list(methods.values()), [STARTS[name]], steps)
    theta = race.theta[:, :, 0]
    along = 0.0 if name == "slope" else theta[..., 0] ** 2
    with np.errstate(over="ignore"):
        height = np.minimum((along + kappa * theta[..., 1] ** 2) / 2, 1e300)
    found = {}
    for k, method in enumerate(methods):
        lost = np.flatnonzero(height[:, k] > RUNAWAY * height[0, k])
        end = int(lost[0]) if len(lost) else None
        kept = steps + 1 if end is None else end + 1
        found[method] = MethodPath(theta[:kept, k], height[:kept, k], end)
    return found


def fork(name: str, kappa: float, alpha: float, beta: float, path: Array, velocity: str) -> Fork:
    """Both methods' next step from every state of ``path`` (n, 2), where a step so far is v (or −αv, slides)."""
    objective = landscape_of(name, kappa)
    moved = np.diff(path, axis=0, prepend=path[:1])  # θ_t − θ_{t−1}, in both methods v_t or −αv_t
    v = moved if velocity == "notes" else -moved / alpha
    after = [
        method(alpha, beta, velocity).step(path, {"v": v}, objective.gradient, 1)[0] for method in (momentum, nesterov)
    ]
    here, ahead = (-alpha * objective.gradient(point) for point in (path, path + beta * moved))
    return Fork(path, beta * moved, here, ahead, *after)
