"""Exponential moving averages: the recursion, the weights it gives to the past, and the correction of its start.

s_t = β s_{t−1} + (1 − β) g_t with s₀ = 0 and t from 1. Unrolled, s_t = Σ (1 − β) β^{t−i} g_i over i = 1 … t, whose
weights sum to 1 − β^t and not to 1: that is the bias at small t which Adam divides away (Kingma and Ba, 2015, sec. 3).
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import (
    LARGEST_COUNT,
    ArgumentError,
    Array,
    axis_from_end,
    broadcast,
    finite,
    integer,
    means,
    number,
    refuse,
    within,
)

_FEW_LANES = 16  # below, a loop over Python floats beats one over rows of an array; the numbers are the same


def ema(g: ArrayLike, beta: float, axis: int = 0) -> Array:
    """Exponential moving average s_t = β s_{t−1} + (1 − β) g_t from s₀ = 0, without correction.

    Parameters
    ----------
    g : array (T, ...)
        What is averaged, t = 1 … T along ``axis``.
    beta : float
        β in [0, 1), how much of the average is kept each step.
    axis : int
        Where t lies; the first axis by default.

    Returns
    -------
    array of the shape of ``g``
        s_1 … s_T, in the unit of g.

    Raises
    ------
    ArgumentError
        If a g is not finite, there are none, β is outside [0, 1), or ``axis`` is none.

    References
    ----------
    Kingma and Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1.

    Examples
    --------
    >>> ema([1.0, 1.0, 1.0], 0.5)
    array([0.5  , 0.75 , 0.875])
    """
    values, beta = _series("g", g), _beta(beta)
    axis = axis_from_end("axis", axis, values.ndim)
    out = (1 - beta) * np.moveaxis(values, axis, 0)
    rows = out.reshape(out.shape[0], -1)
    if rows.shape[1] <= _FEW_LANES:
        for lane in range(rows.shape[1]):
            rows[:, lane] = list(accumulate(rows[:, lane].tolist(), lambda s, new: beta * s + new))
    else:
        carried = np.empty_like(rows[0])
        for before, now in pairwise(rows):
            np.multiply(before, beta, out=carried)
            now += carried
    return np.moveaxis(rows.reshape(out.shape), 0, axis)


def weights(beta: float, t: int) -> Array:
    """The weights (1 − β) β^{t−i} that s_t gives to g_1 … g_t, oldest first.

    Parameters
    ----------
    beta : float
        β in [0, 1), how much of the average is kept each step.
    t : int
        The step, from 1.

    Returns
    -------
    array (t,)
        Numbers without a unit; they sum to ``weight_sum``.

    Raises
    ------
    ArgumentError
        If β is outside [0, 1), or t is no whole number from 1.

    References
    ----------
    Kingma and Ba (2015), Adam: A Method for Stochastic Optimization, section 3, equation 1.

    Examples
    --------
    >>> weights(0.5, 3)
    array([0.125, 0.25 , 0.5  ])
    """
    beta, t = _beta(beta), integer("t", t, 1, LARGEST_COUNT)
    with np.errstate(all="ignore"):
        return np.asarray((1 - beta) * beta ** np.arange(t - 1, -1, -1.0))


def weight_sum(beta: ArrayLike, t: ArrayLike) -> Any:
    """What the weights of s_t sum to, 1 − β^t, without cancellation for β near 1: the divisor of the correction.

    Parameters
    ----------
    beta : float or array
        β in [0, 1).
    t : float or array
        Steps, from 1; both broadcast.

    Returns
    -------
    array
        Numbers without a unit, in (0, 1].

    Raises
    ------
    ArgumentError
        If a β is outside [0, 1), a t is below 1 or not finite, or the shapes do not fit.

    References
    ----------
    Kingma and Ba (2015), Adam: A Method for Stochastic Optimization, section 3, equation 4.

    Examples
    --------
    >>> weight_sum(0.5, [1, 2, 3]), weight_sum(1 - 2**-40, 1) == 2**-40
    (array([0.5  , 0.75 , 0.875]), np.True_)
    """
    rate, steps = within("beta", beta, 0, 1, closed="left"), finite("t", t)
    refuse("out-of-range", "t", steps, steps < 1, range="[1, ∞)")
    broadcast("t", steps, "beta", rate.shape)
    return means.weight_sum(rate, steps)[()]


def debias(s: ArrayLike, beta: float) -> Array:
    """The corrected average ŝ_t = s_t / (1 − β^t): the weighted mean of what was seen, unbiased from the first step.

    Parameters
    ----------
    s : array (T, ...)
        All of s_1 … s_T along the first axis, as ``ema`` gives them.
    beta : float
        β in [0, 1), how much of the average is kept each step.

    Returns
    -------
    array of the shape of ``s``
        ŝ_1 … ŝ_T, in the unit of s.

    Raises
    ------
    ArgumentError
        If an s is not finite, there are none, or β is outside [0, 1).

    References
    ----------
    Kingma and Ba (2015), Adam: A Method for Stochastic Optimization, section 3.

    Examples
    --------
    >>> debias(ema([3.0, 3.0, 3.0], 0.9), 0.9).round(12)
    array([3., 3., 3.])
    """
    values, beta = _series("s", s), _beta(beta)
    t = np.arange(1.0, len(values) + 1).reshape(-1, *[1] * (values.ndim - 1))
    with np.errstate(all="ignore"):
        return np.asarray(values / weight_sum(beta, t))


def _beta(beta: float) -> float:
    return float(within("beta", number("beta", beta), 0, 1, closed="left"))


def _series(argument: str, value: ArrayLike) -> Array:
    out = finite(argument, value)
    if out.ndim == 0:
        raise ArgumentError("wrong-shape", argument=argument, expected="(T, ...)", value=str(out.shape))
    if out.size == 0:
        raise ArgumentError("empty", argument=argument)
    return out
