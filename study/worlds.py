"""The worlds in which typed algorithms run: random states of size O(1), inputs drawn anew each step, gradients.

A name that is given and that a reference assigns is a state and carries over steps. A ``hyper`` name is one number in
0.2 … 0.9 for a whole trajectory, so that no mistake hides behind a tiny ε or a β near 1. Every other given name is
drawn anew each step. Vectors have 5 components, none near 0. A function that is handed in is the gradient of its own
smooth objective.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from study.seeding import generator

Array = NDArray[np.float64]
Random = np.random.Generator
COMPONENTS = 5
TRIALS, STEPS = 3, 4
HYPER = "hyper"
DOMAINS = ("normal", "positive", "unit", HYPER, "time", "scalar")


@dataclass(frozen=True)
class Trial:
    """One run of several steps: where it starts, what each step brings, the functions that may be called."""

    start: Mapping[str, Array]
    fresh: tuple[Mapping[str, Array], ...]
    functions: Mapping[str, Callable[..., ArrayLike]]


@dataclass(frozen=True)
class World:
    """What an algorithm exercise gives: names with their domains (a tuple holds the choices), functions, states."""

    exercise: str
    given: Mapping[str, str | tuple[float, ...]]
    functions: tuple[str, ...] = ()
    states: frozenset[str] = field(default_factory=frozenset)

    def trials(self, seed: int, count: int = TRIALS, steps: int = STEPS, wide: bool = False) -> list[Trial]:
        """Runs to try programs on; ``wide`` draws normal and positive numbers over several orders of magnitude."""
        return [self._trial(generator(self.exercise, seed, f"trial {i}"), steps, wide) for i in range(count)]

    def _trial(self, rng: Random, steps: int, wide: bool) -> Trial:
        start = {name: draw(domain, rng, wide) for name, domain in self.given.items()}
        changing = [name for name, domain in self.given.items() if name not in self.states and domain != HYPER]
        fresh = tuple({name: draw(self.given[name], rng, wide) for name in changing} for _ in range(steps))
        return Trial(start, fresh, {name: gradient(rng) for name in self.functions})


def draw(domain: str | tuple[float, ...], rng: Random, wide: bool = False) -> Array:
    """A value from a domain."""
    if isinstance(domain, tuple):
        return np.asarray(domain[int(rng.integers(len(domain)))], dtype=np.float64)
    if domain == HYPER:
        return np.asarray(rng.uniform(0.2, 0.9))
    if domain == "time":
        return np.asarray(float(rng.integers(1, 4)))
    size = None if domain == "scalar" else COMPONENTS
    if domain == "unit":
        return np.asarray(rng.uniform(0.1, 0.9, size))
    found = rng.uniform(0.3, 2.0, size) * (10.0 ** rng.uniform(-1.5, 1.5, size) if wide else 1.0)
    return np.asarray(found if domain == "positive" else found * rng.choice([-1.0, 1.0], size))


def gradient(rng: Random) -> Callable[[ArrayLike], Array]:
    """θ ↦ ∇L(θ) of a smooth objective L(θ) = Σ w log cosh(uθ + c)/u + ½k(Σθ)² + ½Σ aθ², drawn at random.

    >>> gradient(np.random.default_rng(0))(np.zeros(5)).shape
    (5,)
    """
    w, c, a = rng.uniform(0.5, 1.5, COMPONENTS), rng.normal(size=COMPONENTS), rng.uniform(0.1, 0.5, COMPONENTS)
    u, k = rng.uniform(0.5, 1.5, COMPONENTS), rng.uniform(0.05, 0.15)

    def value(theta: ArrayLike) -> Array:
        at = np.asarray(theta, dtype=np.float64)
        if at.ndim == 0:
            return np.asarray(w[0] * np.tanh(u[0] * at + c[0]) + (k + a[0]) * at)
        return np.asarray(w * np.tanh(u * at + c) + k * at.sum() + a * at)

    return value
