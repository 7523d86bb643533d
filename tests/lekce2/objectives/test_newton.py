"""The minimum next to a point: against known minima, SciPy's, and places that have none."""

import numpy as np
import pytest
from scipy.optimize import minimize

from lekce2 import ArgumentError
from lekce2.objectives import LANDSCAPES, from_expression, logistic_regression, nearest_minimum, saddle

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("name", ["ravine", "rosenbrock", "himmelblau", "plateau"])
def test_known_minima_are_found_from_nearby(name):
    objective = LANDSCAPES[name]()
    for point in objective.minima:
        found = nearest_minimum(objective, np.array(point) + RNG.uniform(-0.05, 0.05, 2))
        np.testing.assert_allclose(found, point, atol=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_logistic_regression_agrees_with_scipy(seed):
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=40), np.ones(40)])
    nll = logistic_regression(X, (rng.random(40) < 1 / (1 + np.exp(-X[:, 0]))).astype(float))
    theirs = minimize(nll.value, np.zeros(2), jac=nll.gradient, tol=1e-12)
    np.testing.assert_allclose(nearest_minimum(nll, [3.0, -3.0]), theirs.x, atol=1e-5)


def test_a_flat_minimum_counts():
    assert nearest_minimum(from_expression("x**4 + y**4"), [1.0, 1.0]) == pytest.approx([0, 0], abs=0.02)


def test_a_valley_of_minima_gives_one_of_them():
    x, y = nearest_minimum(from_expression("(x + y - 1)**2"), [2.0, 3.0])
    assert x + y == pytest.approx(1)


@pytest.mark.parametrize("formula", ["x**2 - y**2", "x + y", "-x**2 - y**2", "log(x) + y**2", "x**3 + y**2"])
def test_where_there_is_no_minimum_there_is_none(formula):
    assert nearest_minimum(from_expression(formula), [1.0, 0.5]) is None


@pytest.mark.parametrize("start", [[0.0, 0.0], [1.0, 0.0]])
def test_a_saddle_is_no_minimum(start):
    assert nearest_minimum(saddle(), start) is None


def test_a_bad_start_is_named():
    with pytest.raises(ArgumentError, match="start"):
        nearest_minimum(saddle(), [np.nan, 0.0])
