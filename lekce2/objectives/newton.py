"""The minimum next to a point, by Newton steps: for landscapes of which nobody has said where they are lowest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, finite, shorten
from lekce2.objectives.objective import Objective

STEPS, HALVINGS = 100, 40
ROUNDING, UNSURE = 1e-14, 1e-8  # of 1 + |J|: a gain that ends the descent; one that may not be had for rounding
RADIUS = 1e-3  # of 1 + |θ|, of the circle that must be higher
CURVATURE = 1e-9  # of the largest, the least that a step counts with


@np.errstate(all="ignore")
def nearest_minimum(objective: Objective, start: ArrayLike) -> Array | None:
    """A local minimum of an objective, downhill from ``start``, or None where the descent ends in none.

    Steps are −|H|⁻¹∇J with the eigenvalues of the Hessian H taken as positive, halved until J falls. A point counts if
    no step gains more than rounding and no point of a small circle of directions around it is lower.

    Parameters
    ----------
    objective : Objective
        With D parameters and at least one minimum worth looking for.
    start : array (D,)
        Finite parameters.

    Returns
    -------
    array (D,) or None

    Raises
    ------
    ArgumentError
        If ``objective`` is none, or ``start`` not D finite numbers.

    References
    ----------
    Nocedal, Wright (2006), Numerical Optimization, section 3.4 (modified Hessians).

    Examples
    --------
    >>> from lekce2.objectives import from_expression, saddle
    >>> bowl = from_expression("(x - 1)**2 + exp(y) - y")
    >>> [round(float(each), 9) + 0.0 for each in nearest_minimum(bowl, [3.0, 2.0])]
    [1.0, 0.0]
    >>> nearest_minimum(saddle(), [1.0, 0.5]) is None
    True
    """
    if not isinstance(objective, Objective):
        raise ArgumentError("not-an-objective", argument="objective", value=shorten(objective))
    theta = np.array(finite("start", start))
    if theta.shape != (objective.dimension,):
        expected = f"({objective.dimension},)"
        raise ArgumentError("wrong-shape", argument="start", expected=expected, value=str(theta.shape))
    value = float(objective.value(theta))
    for _ in range(STEPS):
        slope, bend = objective.gradient(theta), objective.hessian(theta)
        if not (np.isfinite(value) and np.isfinite(slope).all() and np.isfinite(bend).all()):
            return None
        sizes, axes = np.linalg.eigh(bend)
        sizes = np.abs(sizes)
        step = -axes @ ((axes.T @ slope) / np.maximum(sizes, max(CURVATURE * sizes.max(), 1e-300)))
        gain = -float(slope @ step)
        if gain <= ROUNDING * (1 + abs(value)):
            break
        lower = _lower(objective, theta, step, value)
        if lower is None:
            if gain > UNSURE * (1 + abs(value)):
                return None
            break
        theta, value = lower
    else:
        return None
    return theta if _is_lowest_around(objective, theta, value) else None


def _lower(objective: Objective, theta: Array, step: Array, value: float) -> tuple[Array, float] | None:
    for halving in range(HALVINGS):
        there = theta + 0.5**halving * step
        found = float(objective.value(there)) if np.isfinite(there).all() else np.inf
        if found < value:
            return there, found
    return None


def _is_lowest_around(objective: Objective, theta: Array, value: float) -> bool:
    """Whether no point around is lower by more than rounding, along the axes and the diagonals of the axes."""
    unit = np.eye(len(theta))
    ways = np.concatenate([unit, *([unit[:1] + unit[1:], unit[:1] - unit[1:]] if len(theta) > 1 else [])])
    around = theta + RADIUS * (1 + np.abs(theta).max()) * np.concatenate([ways, -ways])
    return bool((objective.value(around) >= value - 1e-12 * (1 + abs(value))).all())
