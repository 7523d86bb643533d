"""Brackets of a schedule's sums by integrals: the integral test, as numbers.

A learning rate that never grows lies between its neighbours' areas, so that, with α(x) also between whole steps,

    ∫ α(x) dx from 1 to t+1   ≤   Σ α_i over i = 1 … t   ≤   α₁ + ∫ α(x) dx from 1 to t,

and likewise for α². A lower bracket without a limit proves that a sum diverges, an upper one with a limit that it does
not; the partial sums themselves, however many, prove neither. The exact sums are in ``lekce2.schedules``.
"""

from __future__ import annotations

import math
from functools import singledispatch
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, finite, refuse
from lekce2.schedules.families import cosine, exponential, linear, power, step_decay
from lekce2.schedules.schedule import Schedule
from lekce2.schedules.series import geometric_sum


class Brackets(NamedTuple):
    """(low, high) of Σα and of Σα², each of the shape of t."""

    sum: tuple[Any, Any]
    squares: tuple[Any, Any]


def brackets(schedule: Schedule, t: ArrayLike) -> Brackets:
    """Integrals below and above the partial sums of the first t steps.

    Parameters
    ----------
    schedule : Schedule
        One of ``lekce2.schedules``.
    t : array
        Steps, from 1, of any shape.

    Returns
    -------
    Brackets
        (low, high) of Σα and of Σα², each of the shape of t.

    Raises
    ------
    ArgumentError
        If a t is below 1 or not finite, or ``schedule`` is another.

    References
    ----------
    Cormen, Leiserson, Rivest and Stein (2009), Introduction to Algorithms, appendix A.2.

    Examples
    --------
    >>> low, high = brackets(power(1, p=1), 100).sum
    >>> bool(low <= power(1, p=1).partial_sums(100)[0] <= high), float(low) == math.log(101)
    (True, True)
    """
    n = finite("t", t)
    refuse("out-of-range", "t", n, n < 1, range="[1, ∞)")
    first = float(schedule(1)) if isinstance(schedule, Schedule) else 0.0
    found = []
    with np.errstate(all="ignore"):
        for s in (1, 2):
            scale = schedule.a**s if isinstance(schedule, Schedule) else 1.0
            below, above = (scale * np.asarray(_area(schedule, s, end)) for end in (n + 1, n))
            found.append((below[()], (first**s + above)[()]))
    return Brackets(*found)


@singledispatch
def _area(schedule: object, s: int, t: Array) -> Any:
    """∫ α(x)^s dx from 1 to t, for a = 1."""
    raise ArgumentError("not-a-choice", argument="schedule", choices="lekce2.schedules", value=type(schedule).__name__)


@_area.register
def _(schedule: power, s: int, t: Array) -> Any:
    start, p = 1 + schedule.b, s * schedule.p
    stretch = np.log1p((t - 1) / start)
    u = (1 - p) * stretch
    return start ** (1 - p) * stretch * np.where(u == 0, 1.0, np.expm1(u) / np.where(u == 0, 1.0, u))


@_area.register
def _(schedule: exponential, s: int, t: Array) -> Any:
    if schedule.gamma == 1:
        return t - 1
    exponent = s * math.log(schedule.gamma)
    return schedule.gamma**s * np.expm1((t - 1) * exponent) / exponent


@_area.register
def _(schedule: step_decay, s: int, t: Array) -> Any:
    c, k = schedule.c, schedule.k
    stair = np.floor(t / k)
    whole = np.where(stair > 0, k * (1 + geometric_sum(c, s, np.maximum(stair - 1, 0.0))), 0.0)
    return whole + (t - stair * k) * c ** (s * stair) - 1  # from 0, less the first unit


@_area.register
def _(schedule: linear, s: int, t: Array) -> Any:
    horizon = schedule.steps
    left = np.maximum(horizon - t, 0.0) / horizon
    return horizon / (s + 1) * ((1 - 1 / horizon) ** (s + 1) - left ** (s + 1))


@_area.register
def _(schedule: cosine, s: int, t: Array) -> Any:
    turn = math.pi / schedule.steps

    def upto(x: Any) -> Any:
        if s == 1:
            return (x + np.sin(turn * x) / turn) / 2
        return (1.5 * x + 2 * np.sin(turn * x) / turn + np.sin(2 * turn * x) / (4 * turn)) / 4

    return upto(np.minimum(t, schedule.steps)) - upto(1.0)
