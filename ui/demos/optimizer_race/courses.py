"""The landscapes of the optimizer race: where each starts, how low it gets, and the learner's own formula.

A course is an objective in two parameters with a window that is drawn. Its bottom is the value of the lowest minimum in
the window; the saddle has none, nor has a typed formula that falls out of its window.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lekce2 import ArgumentError, ExpressionError
from lekce2.base import Array, choice
from lekce2.objectives import (
    LANDSCAPES,
    Objective,
    Point,
    from_expression,
    logistic_regression,
    nearest_minimum,
    noisy_bowl,
    typed,
)
from study.spelling import read

COURSES = ("ravine", "rosenbrock", "beale", "himmelblau", "saddle", "plateau", "bowl", "logistic", "own")
STARTS = {
    "ravine": (-2.6, 1.2),
    "rosenbrock": (-1.5, 2.0),
    "beale": (1.0, 1.5),
    "himmelblau": (-0.5, -0.8),
    "saddle": (1.6, 0.02),
    "plateau": (-4.5, 2.5),
    "bowl": (-2.4, 2.0),
    "logistic": (-1.5, 2.5),
    "own": (-2.4, 1.8),
}
FORMULA = "x**2 + 10*y**2 + 4*exp(-x**2 - y**2)"
SPANS = (1, 2, 3, 5, 10)  # of the window of a typed formula, from −span to span
HOURS = (0.3, 0.6, 0.9, 1.2, 1.5, 1.7, 2.0, 2.2, 2.5, 2.8, 3.2, 3.6)  # of study
PASSED = (0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1)
BATCH = {"bowl": 1, "logistic": 3}
GRID = 81


def course(name: str, seed: int, formula: str = FORMULA, span: float = 3.0) -> Objective:
    """The landscape of a name; the bowl's data are drawn from the seed, ``formula`` is read for the learner's own."""
    if choice("landscape", name, COURSES) == "bowl":
        return noisy_bowl(np.random.default_rng(seed).normal(0.0, 1.5, (40, 2)))
    if name == "logistic":
        return logistic_regression(np.column_stack([HOURS, np.ones(len(HOURS))]), PASSED)
    if name == "own":
        return own_landscape(formula, span)
    return LANDSCAPES[name]()


def own_landscape(formula: str, span: float = 3.0) -> typed:
    """The landscape of a formula in x and y, however it is spelled; raises ``ExpressionError`` where it is none."""
    reading = read(formula, ("x", "y"))
    reading.whole()
    try:
        return from_expression(reading.source, ((-span, span), (-span, span)))
    except ExpressionError as error:
        raise reading.placed(error) from None


@lru_cache(maxsize=32)
def bottom(name: str, seed: int, formula: str, span: float) -> tuple[tuple[Point, ...], float | None, float]:
    """The lowest minima of a course, their value (None where there is none), and the lowest value in the window.

    Raises ``ArgumentError`` where a typed formula has no value anywhere in its window.
    """
    objective = course(name, seed, formula, span)
    x, y, z = objective.grid(GRID, GRID)
    seen = np.where(np.isfinite(z), z, np.inf)
    lowest = float(seen.min())
    if not np.isfinite(lowest):
        raise ArgumentError("not-finite", argument="J(x, y)", index="", value="∞")
    if objective.minima:
        return objective.minima, min(float(objective.value(point)) for point in objective.minima), lowest
    inner = seen[1:-1, 1:-1]
    j, i = np.unravel_index(int(inner.argmin()), inner.shape)
    if name == "saddle" or inner[j, i] > lowest:
        return (), None, lowest
    point = nearest_minimum(objective, (x[i + 1], y[j + 1]))
    if point is None or not _inside(objective, point) or float(objective.value(point)) > lowest + 1e-9:
        return (), None, lowest
    return (tuple(point.tolist()),), float(objective.value(point)), lowest


def _inside(objective: Objective, point: Array) -> bool:
    return all(low <= each <= high for each, (low, high) in zip(point, objective.domain, strict=True))
