"""The optimizer race without its screen: who starts where with which α, how it runs, and who is lowest.

The loss here is the height over the lowest minimum, J(θ) − J*, so that landscapes compare; the saddle has no minimum
and keeps its J. A lane that exceeds a million times the start's height diverges: it is shown up to there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from lekce2.checks import Array, choice, within
from lekce2.objectives import LANDSCAPES, Objective, noisy_bowl
from lekce2.optimizers import OPTIMIZERS, Optimizer
from lekce2.race import Race, run

COURSES = ("ravine", "rosenbrock", "beale", "himmelblau", "saddle", "plateau", "bowl")
STARTS = {
    "ravine": (-2.6, 1.2),
    "rosenbrock": (-1.5, 2.0),
    "beale": (1.0, 1.5),
    "himmelblau": (-0.5, -0.8),
    "saddle": (1.6, 0.02),
    "plateau": (-4.5, 2.5),
    "bowl": (-2.4, 2.0),
}
SWEEP = np.array([float(f"{alpha:.2g}") for alpha in np.geomspace(1e-4, 10.0, 26)])  # 1, 1.6, 2.5, 4, 6.3 a decade
RUNAWAY = 1e6
GOAL = 0.01  # of the start's height


@dataclass(frozen=True, eq=False)
class Contest:
    """One race, judged. Tuples have one entry a method, in the order of ``methods``."""

    methods: tuple[str, ...]
    alphas: tuple[float, ...]
    theta: tuple[Array, ...]  # (n, 2) up to divergence
    loss: tuple[Array, ...]  # (n,) height over the minimum
    diverged: tuple[int | None, ...]  # the step
    reached: tuple[int | None, ...]  # the first step at a hundredth of the start's height (saddle: below −1)
    final: tuple[float, ...]  # inf where diverged
    order: tuple[int, ...]  # indices of methods, the lowest first

    @property
    def winner(self) -> int:
        return self.order[0]


def course(name: str, seed: int) -> Objective:
    """The landscape of a name; the noisy bowl's data are drawn from the seed."""
    if choice("landscape", name, COURSES) == "bowl":
        return noisy_bowl(np.random.default_rng(seed).normal(0.0, 1.5, (40, 2)))
    return LANDSCAPES[name]()


def build(method: str, alpha: float | Array, notation: str) -> Optimizer:
    """An optimizer in the notes' or the slides' convention of velocity and ε."""
    kind = OPTIMIZERS[method]
    conventions = {"velocity": notation, "eps_inside": notation == "notes"}
    has = {one.name for one in fields(kind)}
    return kind(alpha, **{name: value for name, value in conventions.items() if name in has})


@lru_cache(maxsize=16)
def compete(
    landscape: str,
    start: tuple[float, float],
    methods: tuple[str, ...],
    alpha: float | None,
    noise: float,
    steps: int,
    seed: int,
    notation: str,
) -> Contest:
    """Run and judge a race; ``alpha`` None gives each method the α of ``SWEEP`` with the lowest last loss."""
    objective = course(landscape, seed)
    for name, value, (low, high) in zip(("start_x", "start_y"), start, objective.domain, strict=True):
        within(name, value, low, high)
    rng = np.random.default_rng([seed, 1])
    batches = rng.integers(0, objective.data_size, (steps, 1)) if objective.data_size else None

    def go(optimizers: list[Optimizer], lanes: int) -> Race:
        draws = np.random.default_rng([seed, 2])
        return run(objective, optimizers, [start] * lanes, steps, noise=noise, batches=batches, rng=draws)

    bottom = min((float(objective.value(point)) for point in objective.minima), default=None)
    alphas = (float(alpha),) * len(methods) if alpha is not None else tuple(
        _tuned(go([build(method, SWEEP, notation)], len(SWEEP)), bottom) for method in methods
    )  # fmt: skip
    race = go([build(method, rate, notation) for method, rate in zip(methods, alphas, strict=True)], 1)
    height = _height(race, bottom)[..., 0]
    lost = _diverged(race, height[..., np.newaxis])[:, 0]
    ends = [steps + 1 if t < 0 else min(t + 1, steps + 1) for t in lost]
    goal = -1.0 if bottom is None else GOAL * height[0, 0]
    final = tuple(float(height[-1, k]) if lost[k] < 0 else np.inf for k in range(len(methods)))
    return Contest(
        methods,
        alphas,
        tuple(race.theta[:end, k, 0] for k, end in enumerate(ends)),
        tuple(height[:end, k] for k, end in enumerate(ends)),
        tuple(None if t < 0 else int(t) for t in lost),
        tuple(None if lost[k] >= 0 else _first(height[:, k] <= goal) for k in range(len(methods))),
        final,
        tuple(sorted(range(len(methods)), key=lambda k: (final[k], k))),
    )


def _height(race: Race, bottom: float | None) -> Array:
    return race.loss if bottom is None else np.maximum(race.loss - bottom, 0.0)


def _diverged(race: Race, height: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """The step at which each lane diverged, −1 for never: not finite, or a million times as high as it began."""
    over = height > RUNAWAY * np.maximum(np.abs(height[0]), 1e-12)
    first = np.where(over.any(axis=0), over.argmax(axis=0), -1)
    broken = race.diverged_at
    return np.where(first < 0, broken, np.where(broken < 0, first, np.minimum(first, broken)))


def _tuned(race: Race, bottom: float | None) -> float:
    height = _height(race, bottom)
    last = np.where(_diverged(race, height)[0] < 0, height[-1, 0], np.inf)
    return float(SWEEP[int(last.argmin())])


def _first(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int | None:
    return int(mask.argmax()) if mask.any() else None
