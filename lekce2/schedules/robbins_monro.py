"""The experiment behind the theorem of Robbins and Monro: SGD on a loss that meets all of its assumptions.

    J(θ) = log cosh θ           strictly convex, its minimum at θ* = 0
    ĝ    = tanh θ + σξ          unbiased; ξ is +1 or −1 with equal chances, so |ĝ| < 1 + σ is bounded
    θ    ← θ − α_t ĝ            for t = 1, 2, …

Whether a schedule meets the conditions is no matter of this experiment: that is ``Schedule.robbins_monro``. Random
signs come in as an argument.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import (
    LARGEST_COUNT,
    ArgumentError,
    Array,
    generator,
    integer,
    number,
    numbers,
    positive,
    refuse,
    shorten,
    within,
)
from lekce2.schedules.schedule import Schedule

FARTHEST = 1e300  # the last t that is looked at


def distances(rates: ArrayLike, start: float, noise: float, signs: ArrayLike, times: ArrayLike) -> Array:
    """|θ − θ*| after some of the steps, for several schedules and several runs at once.

    Parameters
    ----------
    rates : array (T, F)
        α_t of F schedules, at least 0.
    start : float
        θ before the first step, at least 0: the distance to go.
    noise : float
        σ, at least 0.
    signs : array (T, S)
        ξ of S runs, the same for every schedule; each between −1 and 1.
    times : int array (n,)
        After how many steps to look, growing, from 0 to T.

    Returns
    -------
    array (n, F, S)

    Raises
    ------
    ArgumentError
        If a shape or a range is another.

    Examples
    --------
    >>> distances([[1.0], [0.5]], 2.0, 0.0, [[1.0], [1.0]], [0, 1, 2]).round(4).ravel().tolist()
    [2.0, 1.036, 0.6478]
    """
    alphas, xi = within("rates", rates, 0.0, np.inf, closed="left"), within("signs", signs, -1.0, 1.0)
    for name, value in (("rates", alphas), ("signs", xi)):
        if value.ndim != 2 or len(value) != len(alphas):
            raise ArgumentError("wrong-shape", argument=name, expected="(T, ...)", value=str(value.shape))
    begin, sigma = _not_negative("start", start), _not_negative("noise", noise)
    seen = within("times", times, 0, len(alphas))
    if seen.ndim != 1:
        raise ArgumentError("wrong-shape", argument="times", expected="(n,)", value=str(seen.shape))
    refuse("not-whole", "times", seen, seen != np.floor(seen))
    refuse("out-of-range", "times", seen[1:], np.diff(seen) <= 0, range="a growing sequence")
    with np.errstate(all="ignore"):
        theta = np.full((alphas.shape[1], xi.shape[1]), begin)
        out = np.empty((len(seen), *theta.shape))
        push = sigma * xi
        g = np.empty_like(theta)
        kept = 0
        for t in range(len(alphas) + 1):
            if kept < len(seen) and seen[kept] == t:
                np.abs(theta, out=out[kept])
                kept += 1
            if kept == len(seen):
                break
            np.tanh(theta, out=g)
            g += push[t]
            g *= alphas[t][:, np.newaxis]
            theta -= g
    return out


def random_signs(steps: int, runs: int, rng: np.random.Generator) -> Array:
    """ξ of ``steps`` steps in ``runs`` runs: +1 or −1 with equal chances.

    Parameters
    ----------
    steps, runs : int
        From 1.
    rng : numpy.random.Generator

    Returns
    -------
    array (steps, runs)

    Raises
    ------
    ArgumentError
        If an argument is of another type or below 1.

    Examples
    --------
    >>> random_signs(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    shape = integer("steps", steps, 1, LARGEST_COUNT), integer("runs", runs, 1, LARGEST_COUNT)
    return np.asarray(2.0 * generator("rng", rng).integers(0, 2, shape) - 1.0)


def nearest(travelled: ArrayLike, start: float, noise: float) -> Any:
    """How near to the optimum steps of Σα = ``travelled`` can lead at best: start − (1 + σ)·Σα, or 0.

    An estimate is never longer than 1 + σ, so that no run gets nearer.

    Parameters
    ----------
    travelled : array
        Σα of any shape, at least 0, +inf allowed.
    start : float
        The distance to go.
    noise : float
        σ, at least 0.

    Returns
    -------
    array of the shape of ``travelled``
        A distance, at least 0.

    Raises
    ------
    ArgumentError
        If a sum or the noise is negative, or a number is none.

    Examples
    --------
    >>> from lekce2.schedules import power
    >>> round(float(nearest(power(1, p=2).robbins_monro().sum, 5.0, 1.0)), 4)
    1.7101
    """
    total = numbers("travelled", travelled)
    refuse("negative", "travelled", total, total < 0)
    begin, sigma = number("start", start), _not_negative("noise", noise)
    with np.errstate(all="ignore"):
        return np.maximum(begin - (1 + sigma) * total, 0.0)[()]


def steps_to_cover(schedule: Schedule, distance: float) -> float:
    """The first t with Σα ≥ ``distance`` (beyond 2⁵³ to rounding).

    The gradient of this loss is below 1, so that without noise nothing gets a distance further in fewer steps.

    Parameters
    ----------
    schedule : Schedule
        One of ``lekce2.schedules``.
    distance : float
        Above 0.

    Returns
    -------
    float
        A whole number of steps; inf where it is never, or after 10³⁰⁰ steps.

    Raises
    ------
    ArgumentError
        If ``schedule`` is none, or ``distance`` not positive.

    Examples
    --------
    >>> from lekce2.schedules import power
    >>> steps_to_cover(power(1, p=1), 5.0), steps_to_cover(power(1, p=2), 5.0)
    (83.0, inf)
    """
    if not isinstance(schedule, Schedule):
        raise ArgumentError("not-a-choice", argument="schedule", choices="lekce2.schedules", value=shorten(schedule))
    goal = float(positive("distance", number("distance", distance)))
    if schedule.robbins_monro().sum < goal:
        return math.inf
    low, high = 0.0, 1.0
    while schedule.partial_sums(high)[0] < goal:
        low, high = high, 2 * high
        if high > FARTHEST:
            return math.inf
    while True:
        middle = math.floor((low + high) / 2)
        if not low < middle < high:
            return high
        low, high = (middle, high) if schedule.partial_sums(middle)[0] < goal else (low, float(middle))


def noise_ball(alpha: float, noise: float) -> float:
    """The typical (root mean square) distance that a constant α settles at: σ√(α/(2−α)), for 0 < α < 2.

    Exact for a loss of curvature 1, as this one has at its minimum: Var = (1−α)² Var + α²σ².

    Parameters
    ----------
    alpha : float
        Above 0.
    noise : float
        σ, at least 0.

    Returns
    -------
    float
        Inf for α ≥ 2.

    Raises
    ------
    ArgumentError
        If α is not positive or σ negative.

    Examples
    --------
    >>> round(noise_ball(0.1, 1.0), 4)
    0.2294
    """
    rate = float(positive("alpha", number("alpha", alpha)))
    sigma = _not_negative("noise", noise)
    return sigma * math.sqrt(rate / (2 - rate)) if rate < 2 else math.inf


def _not_negative(argument: str, value: float) -> float:
    return float(within(argument, number(argument, value), 0.0, np.inf, closed="left"))
