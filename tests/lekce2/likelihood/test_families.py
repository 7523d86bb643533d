"""Families with one parameter and noise models: against SciPy's distributions, quadrature and numeric minimization."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from lekce2 import ArgumentError
from lekce2.likelihood import (
    bernoulli,
    gaussian_nll,
    laplace_nll,
    likelihood_product,
    loaded_die,
    mae,
    mle_chain,
    mse,
    normal_chain,
    normal_density,
    slope_by_absolutes,
    slope_by_squares,
)

NUMBERS = st.floats(-50, 50)
POINTS = st.lists(st.tuples(st.floats(0.1, 5), st.floats(-10, 10)), min_size=1, max_size=12)


def test_families_are_distributions_with_theta_in_its_place() -> None:
    theta = np.linspace(0, 1, 11)
    assert np.array_equal(bernoulli(theta)[:, 1], theta)
    assert np.array_equal(loaded_die(theta)[:, 5], theta)
    for family in (bernoulli, loaded_die):
        np.testing.assert_allclose(family(theta).sum(axis=-1), 1.0, atol=1e-15)
    assert np.ptp(loaded_die(theta)[:, :5], axis=1) == pytest.approx(np.zeros(11))


@pytest.mark.parametrize("family", [bernoulli, loaded_die])
@pytest.mark.parametrize("theta", [-0.1, 1.1, np.nan, "half"])
def test_a_probability_outside_the_unit_interval_is_refused(family: Any, theta: Any) -> None:
    with pytest.raises(ArgumentError):
        family(theta)


@given(NUMBERS, NUMBERS, st.floats(0.01, 100))
def test_the_normal_density_is_scipys(x: float, mean: float, variance: float) -> None:
    expected = stats.norm.pdf(x, mean, math.sqrt(variance))
    assert normal_density(x, mean, variance) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_the_product_underflows_where_logarithms_do_not() -> None:
    p = np.full((2, 1074), 0.5)
    p[1, 0] = 0.25
    assert likelihood_product(p).tolist() == [2.0**-1074, 0.0]  # the smallest number, and half of it
    assert mle_chain([0, 1074], [0.5, 0.5]).nll_sum == pytest.approx(1074 * math.log(2))
    with pytest.raises(ArgumentError):
        likelihood_product([0.5, -0.5])
    with pytest.raises(ArgumentError):
        likelihood_product([])


@given(st.lists(NUMBERS, min_size=2, max_size=30).filter(lambda y: np.std(y) > 1e-3), NUMBERS, st.floats(0.1, 9))
def test_the_normal_chain_adds_up(y: list[float], mean: float, variance: float) -> None:
    chain = normal_chain(y, mean, variance)
    nll = -stats.norm.logpdf(y, mean, math.sqrt(variance)).sum()
    assert chain.nll_sum == pytest.approx(nll, rel=1e-9)
    assert chain.nll_mean == pytest.approx(chain.cross_entropy, rel=1e-9, abs=1e-9)
    assert chain.kl + chain.entropy == pytest.approx(chain.cross_entropy, rel=1e-9, abs=1e-9)
    assert chain.kl >= 0
    assert chain.entropy == pytest.approx(stats.norm(np.mean(y), np.std(y)).entropy(), rel=1e-9, abs=1e-9)


def test_kl_of_normals_by_quadrature() -> None:
    y = [0.0, 1.0, 3.0]
    p, q = stats.norm(np.mean(y), np.std(y)), stats.norm(-0.5, 1.3)
    value, _ = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), -15, 15)
    assert normal_chain(y, -0.5, 1.3**2).kl == pytest.approx(value, rel=1e-7)


@pytest.mark.parametrize(
    ("y", "mean", "variance"), [([1.0, 1.0], 0, 1), ([], 0, 1), ([1.0, 2.0], 0, 0), ([[1.0]], 0, 1)]
)
def test_a_chain_needs_data_with_variance(y: Any, mean: float, variance: float) -> None:
    with pytest.raises(ArgumentError):
        normal_chain(y, mean, variance)


# ---- noise


@given(st.lists(NUMBERS, min_size=1, max_size=20), NUMBERS, st.floats(0.2, 20))
def test_laplace_nll_is_scipys_and_its_constant_and_factor_lead_to_mae(y: list[float], mu: float, b: float) -> None:
    nll = laplace_nll(y, mu, b)
    assert nll == pytest.approx(-stats.laplace.logpdf(y, mu, b).sum(), rel=1e-9, abs=1e-9)
    assert b * (nll - laplace_nll(y, y, b)) / len(y) == pytest.approx(mae(y, mu), rel=1e-9, abs=1e-9)


@given(POINTS)
def test_least_absolutes_is_no_worse_than_any_ratio(points: list[tuple[float, float]]) -> None:
    x, y = map(np.array, zip(*points, strict=True))
    best = mae(y, slope_by_absolutes(x, y) * x)
    assert best <= mae(y, (y / x)[:, None] * x).min() + 1e-9  # the minimum is at a corner of the piecewise line


@given(POINTS, st.lists(st.floats(0.1, 5), min_size=12, max_size=12))
def test_least_squares_is_that_of_a_numeric_search(points: list[tuple[float, float]], spread: list[float]) -> None:
    x, y = map(np.array, zip(*points, strict=True))
    variance = np.array(spread[: x.size])
    found = minimize_scalar(lambda t: gaussian_nll(y, t * x, variance)).x
    assert slope_by_squares(x, y, variance) == pytest.approx(found, abs=1e-4)
    assert slope_by_squares(x, y, 7.0) == pytest.approx(slope_by_squares(x, y), rel=1e-12, abs=1e-12)


def test_slopes_pass_through_points_on_a_line() -> None:
    x = np.array([-2.0, 0.0, 1.0, 3.0])
    assert slope_by_squares(x, 1.5 * x) == slope_by_absolutes(x, 1.5 * x) == 1.5
    assert mse(1.5 * x, 1.5 * x) == mae(1.5 * x, 1.5 * x) == 0


@pytest.mark.parametrize("slope", [slope_by_squares, slope_by_absolutes])
@pytest.mark.parametrize(
    ("x", "y"), [([0.0], [1.0]), ([1.0], [1.0, 2.0]), ([[1.0]], [[1.0]]), ([], []), ([np.inf], [1.0])]
)
def test_points_that_fix_no_slope_are_refused(slope: Any, x: Any, y: Any) -> None:
    with pytest.raises(ArgumentError):
        slope(x, y)


@pytest.mark.parametrize("scale", [0.0, -1.0, np.nan])
def test_a_scale_is_positive(scale: float) -> None:
    with pytest.raises(ArgumentError):
        laplace_nll([1.0], 0.0, scale)
    with pytest.raises(ArgumentError):
        mae([], [])
