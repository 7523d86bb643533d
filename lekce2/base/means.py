"""Mean and variance along one axis, to rounding, and finite whenever float64 can hold them; weights of moving averages.

Internal to the package: no checks of arguments. Mean and variance divide by N: moments of the data, not estimates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base.checks import Array


def mean(values: Array, axis: int) -> Any:
    """(1/N) Σ x along ``axis``, also where the sum itself would overflow.

    >>> mean(np.array([1e308, 1.5e308]), axis=0)
    np.float64(1.25e+308)
    """
    with np.errstate(all="ignore"):
        out = np.mean(values, axis=axis)
        if np.isfinite(out).all():
            return out
        return np.where(np.isfinite(out), out, np.sum(values / values.shape[axis], axis=axis))[()]


def mean_and_variance(values: Array, axis: int) -> tuple[Any, Any]:
    """μ = (1/N) Σ x and σ² = (1/N) Σ (x − μ)² along ``axis``; equal values have a variance of exactly 0.

    >>> mean_and_variance(np.array([0.1, 0.1, 0.1]), axis=0)
    (np.float64(0.1), np.float64(0.0))
    """
    with np.errstate(all="ignore"):
        center = mean(values, axis)
        rounding = mean(values - np.expand_dims(center, axis), axis)  # a second pass takes back what the first rounded
        center = center + np.where(np.isfinite(rounding), rounding, 0.0)
        return center, mean((values - np.expand_dims(center, axis)) ** 2, axis)


def weight_sum(beta: ArrayLike, t: ArrayLike) -> Array:
    """1 − βᵗ, the total weight of an exponential moving average after t steps, without cancellation for β near 1.

    >>> weight_sum(0.5, 3), weight_sum(0, 1), weight_sum(1 - 2**-40, 1) == 2**-40
    (array(0.875), array(1.), np.True_)
    """
    with np.errstate(all="ignore"):
        return np.asarray(-np.expm1(np.asarray(t, np.float64) * np.log(np.asarray(beta, np.float64))))
