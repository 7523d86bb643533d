"""Gradient descent on a small regression without its screen: full, minibatch and online paths, and the noise of ĝ.

64 points (x, y) and the line θ₁ + θ₂x: the loss is the mean of squares, its gradient a mean of 64 gradients. A path is
sampled once a frame of the chosen axis, so that the methods can be compared by updates or by the gradients they used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lekce2.base import Array, choice, within
from lekce2.objectives import least_squares
from lekce2.optimizers import sgd
from lekce2.race import run
from lekce2.sampling import batch_plan, gradient_samples, variance_of_mean

N = 64
SIZES = (1, 2, 4, 8, 16, 32, 64)
Bools = NDArray[np.bool_]
AXES = ("updates", "epochs", "examples")
PLACES = ("start", "minimum")
SAMPLES = 300
RUNAWAY = 1e6  # times the loss of the start
ROUNDING = 1e-12
MOST_FRAMES = 160


@dataclass(frozen=True, eq=False)
class BatchRun:
    """One method's run: after each update θ (n, 2) and the loss above the minimum (n,); cut where it diverges."""

    batch: int
    theta: Array
    height: Array
    diverged: int | None  # the update

    @property
    def level(self) -> float:
        """The mean height over the last quarter."""
        return float(self.height[-self.quarter :].mean())

    @property
    def quarter(self) -> int:
        return max(1, len(self.height) // 4)

    @property
    def uphill(self) -> Bools:
        """After which updates the loss is higher than before, by more than rounding."""
        return np.diff(self.height) > ROUNDING


@dataclass(frozen=True, eq=False)
class Noise:
    """The gradient at one θ: of each example, of all, of sampled minibatches; and how noise falls with m."""

    single: Array  # (N, 2)
    true: Array  # (2,)
    samples: Array  # (7, SAMPLES, 2) for each of SIZES
    measured: Array  # for each of SIZES: root mean square distance of sampled minibatch gradients from the true one
    with_replacement: Array  # the same by formula, for m = 1 … N
    without: Array


@lru_cache(maxsize=1)
def problem() -> least_squares:
    """The regression: 64 fixed points around the line 1 + 0.5x."""
    rng = np.random.default_rng(7)
    x = rng.normal(0.8, 1.0, N)
    y = 1.0 + 0.5 * x + rng.normal(0.0, 1.0, N)
    return least_squares(np.column_stack([np.ones(N), x]), y)


@lru_cache(maxsize=32)
def lanes(
    start: tuple[float, float], m: int, alpha: float, updates: int, epochs: int | None, replace: bool, seed: int
) -> tuple[BatchRun, BatchRun, BatchRun]:
    """Full GD, minibatch and online SGD for ``updates`` steps each, or for so many ``epochs`` of gradients."""
    objective = problem()
    for name, value, (low, high) in zip(("start_x", "start_y"), start, objective.domain, strict=True):
        within(name, value, low, high)
    bottom = float(objective.value(objective.minima[0]))
    found = []
    for stream, batch in enumerate((N, m, 1)):
        steps = updates if epochs is None else epochs * N // batch
        rng = np.random.default_rng([seed, stream])
        if batch == N and not (replace and stream):
            rows = np.broadcast_to(np.arange(N), (steps, N))
        else:
            rows = rng.integers(0, N, (steps, batch)) if replace else batch_plan(N, batch, steps, rng)
        race = run(objective, [sgd(alpha)], [start], steps, batches=rows)
        height = np.minimum(np.maximum(race.loss[:, 0, 0] - bottom, 0.0), 1e300)
        over = np.flatnonzero(height + bottom > RUNAWAY * (height[0] + bottom))
        end = int(over[0]) if len(over) else None
        kept = steps + 1 if end is None else end + 1
        found.append(BatchRun(batch, race.theta[:kept, 0, 0], height[:kept], end))
    return found[0], found[1], found[2]


def ticks(axis: str, updates: int, epochs: int) -> Array:
    """What each frame has used: updates, or examples; at most about 160 frames."""
    if choice("axis", axis, AXES) == "updates":
        return np.arange(updates + 1.0)
    total = epochs * N
    stride = max(1, -(-total // MOST_FRAMES))
    return np.arange(0.0, total + stride, stride).clip(max=total)


def played(lane: BatchRun, axis: str, used: Array) -> NDArray[np.intp]:
    """Which update of a lane each frame shows: as many as fit into what the frame has used, until it diverges."""
    done = used if axis == "updates" else used // lane.batch
    last = len(lane.height) - 1
    index = done.astype(np.intp)
    if lane.diverged is None:
        return index
    return np.minimum(index, last)[: int(np.searchsorted(index, last)) + 1]


@lru_cache(maxsize=32)
def noise(place: tuple[float, float], replace: bool, seed: int) -> Noise:
    """Gradients of single examples and of sampled minibatches at θ, with the variances of ``lekce2.sampling``."""
    objective = problem()
    single = np.array([objective.gradient(place, rows=[i]) for i in range(N)])
    true = objective.gradient(place)
    samples = np.array(
        [gradient_samples(single, m, SAMPLES, np.random.default_rng([seed, 9, m]), replace) for m in SIZES]
    )
    measured = np.sqrt(np.mean(np.sum((samples - true) ** 2, axis=2), axis=1))
    formulas = [
        np.array([np.sqrt(np.sum(variance_of_mean(single, size, each))) for size in range(1, N + 1)])
        for each in (True, False)
    ]
    return Noise(single, true, samples, measured, *formulas)
