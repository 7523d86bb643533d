"""Exponential moving averages: the recursion, the weights it gives to the past, and the correction of its start.

s_t = β s_{t−1} + (1 − β) g_t with s₀ = 0 and t from 1. Unrolled, s_t = Σ (1 − β) β^{t−i} g_i over i = 1 … t, whose
weights sum to 1 − β^t and not to 1: that is the bias at small t which Adam divides away (Kingma and Ba, 2015, sec. 3).
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.checks import LARGEST_COUNT, Array, axis_from_end, broadcast, finite, integer, number, refuse, within
from lekce2.errors import ArgumentError

_FEW_LANES = 16  # below, a loop over Python floats beats one over rows of an array; the numbers are the same


def ema(g: ArrayLike, beta: float, axis: int = 0) -> Array:
    """Exponential moving average s_t = β s_{t−1} + (1 − β) g_t from s₀ = 0, without correction.

    ``g``: ``(T, ...)`` with t = 1 … T along ``axis``; ``beta`` in [0, 1). Returns that shape: s_1 … s_T. Raises
    ``ArgumentError`` for what is not finite, for no or a single number and for β outside [0, 1).

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

    ``beta`` in [0, 1), ``t`` ≥ 1 whole. Returns ``(t,)``. Raises ``ArgumentError`` otherwise.

    >>> weights(0.5, 3)
    array([0.125, 0.25 , 0.5  ])
    """
    beta, t = _beta(beta), integer("t", t, 1, LARGEST_COUNT)
    with np.errstate(all="ignore"):
        return np.asarray((1 - beta) * beta ** np.arange(t - 1, -1, -1.0))


def weight_sum(beta: ArrayLike, t: ArrayLike) -> Any:
    """What the weights of s_t sum to, 1 − β^t, without cancellation for β near 1: the divisor of the correction.

    ``beta`` in [0, 1) and ``t`` ≥ 1, of shapes that broadcast. Returns that shape. Raises ``ArgumentError`` otherwise.

    >>> weight_sum(0.5, [1, 2, 3]), weight_sum(1 - 2**-40, 1) == 2**-40
    (array([0.5  , 0.75 , 0.875]), np.True_)
    """
    rate, steps = within("beta", beta, 0, 1, closed="left"), finite("t", t)
    refuse("out-of-range", "t", steps, steps < 1, range="[1, ∞)")
    broadcast("t", steps, "beta", rate.shape)
    with np.errstate(all="ignore"):
        return -np.expm1(steps * np.log(rate))


def debias(s: ArrayLike, beta: float) -> Array:
    """The corrected average ŝ_t = s_t / (1 − β^t): the weighted mean of what was seen, unbiased from the first step.

    ``s``: ``(T, ...)``, all of s_1 … s_T along the first axis, as ``ema`` gives them; ``beta`` in [0, 1). Returns that
    shape. Raises ``ArgumentError`` like ``ema``.

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
