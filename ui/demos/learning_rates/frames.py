"""Learning-rate schedules without their screen: one frame for each value of the parameter that is dragged.

Verdicts are those of ``Schedule.robbins_monro``, decided from the formula; runs are the experiment of
``lekce2.schedules.robbins_monro``, all frames and all runs at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lekce2.base import Array, choice
from lekce2.schedules import (
    Brackets,
    Schedule,
    Verdict,
    brackets,
    constant,
    cosine,
    distances,
    exponential,
    linear,
    nearest,
    power,
    random_signs,
    step_decay,
)

FAMILIES = ("constant", "power", "exponential", "step_decay", "linear", "cosine")
DRAGGED = {
    "constant": "a", "power": "p", "exponential": "gamma", "step_decay": "c", "linear": "horizon", "cosine": "horizon",
}  # fmt: skip
HORIZONS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
STOPS: Mapping[str, tuple[float, ...]] = {
    "constant": (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
    "power": tuple(sorted({*(round(0.1 * k, 1) for k in range(21)), 0.45, 0.55, 0.75, 0.95, 1.05})),
    "exponential": (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 1.0),
    "step_decay": tuple(round(0.1 * k, 1) for k in range(1, 11)),
    "linear": HORIZONS,
    "cosine": HORIZONS,
}
STEPS, RUNS = 2000, 16
FAR = 1e9  # the last t of the sums
T_SUMS = np.unique(np.round(np.geomspace(1, FAR, 28)))
T_RUN = np.unique(np.round(np.geomspace(1, STEPS, 30))).astype(int)


@dataclass(frozen=True, eq=False)
class Frames:
    """One entry (or one row of an array) for each value of the dragged parameter."""

    name: str
    values: tuple[float, ...]
    now: int
    schedules: tuple[Schedule, ...]
    verdicts: tuple[Verdict, ...]
    rates: Array  # (F, n) at T_RUN
    sums: Array  # (F, 2, m) at T_SUMS: Σα and Σα²
    brackets: tuple[Brackets, ...]
    runs: Array  # (F, n, RUNS) distances to the optimum at T_RUN
    quantiles: Array  # (3, F, n) of the runs: 10, 50 and 90 %
    nearest: Array  # (F, n) no run can be nearer


def schedule_of(family: str, **p: Any) -> Schedule:
    """The schedule of a family with the demo's parameters."""
    if choice("family", family, FAMILIES) == "constant":
        return constant(p["a"])
    if family == "power":
        return power(p["a"], p["p"], p["b"])
    if family == "exponential":
        return exponential(p["a"], p["gamma"])
    if family == "step_decay":
        return step_decay(p["a"], p["c"], int(p["k"]))
    return (linear if family == "linear" else cosine)(p["a"], int(p["horizon"]))


def values_of(family: str, value: float) -> tuple[float, ...]:
    """The values of the dragged parameter, the present one among them."""
    return tuple(sorted({*STOPS[family], value}))


@lru_cache(maxsize=16)
def sums_of(schedules: tuple[Schedule, ...]) -> tuple[tuple[Verdict, ...], Array, tuple[Brackets, ...]]:
    """Verdicts, sums at ``T_SUMS`` and their brackets: what no seed and no start changes."""
    return (
        tuple(schedule.robbins_monro() for schedule in schedules),
        np.array([schedule.partial_sums(T_SUMS) for schedule in schedules]),
        tuple(brackets(schedule, T_SUMS) for schedule in schedules),
    )


@lru_cache(maxsize=16)
def frames_of(family: str, start: float, noise: float, seed: int, **p: Any) -> Frames:
    """Sums, brackets, verdicts and runs for every value of the family's dragged parameter."""
    name = DRAGGED[choice("family", family, FAMILIES)]
    values = values_of(family, p[name])
    schedules = tuple(schedule_of(family, **{**p, name: value}) for value in values)
    t = np.arange(1, STEPS + 1)
    rates = np.stack([schedule(t) for schedule in schedules], axis=1)
    signs = random_signs(STEPS, RUNS, np.random.default_rng(seed))
    runs = distances(rates, start, noise, signs, T_RUN).transpose(1, 0, 2)
    verdicts, sums, between = sums_of(schedules)
    return Frames(
        name,
        values,
        values.index(p[name]),
        schedules,
        verdicts,
        rates.T[:, T_RUN - 1],
        sums,
        between,
        runs,
        np.quantile(runs, (0.1, 0.5, 0.9), axis=2),
        nearest(np.cumsum(rates, axis=0)[T_RUN - 1].T, start, noise),
    )
