"""Stability of momentum: its formulas against steps of the optimizers, NumPy, races and grid searches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import Lekce2Error
from lekce2.objectives import quadratic
from lekce2.optimizers import OPTIMIZERS, sgd
from lekce2.race import run
from lekce2.stability import (
    METHODS,
    REGIMES,
    best,
    eigenvalues,
    monotone_limit,
    rate,
    regime,
    speed,
    stability_limit,
    update_matrix,
)

METHOD = st.sampled_from(METHODS)
BETA = st.one_of(st.just(0.0), st.floats(0.01, 0.98))
PRODUCT = st.floats(0.01, 4.5)  # αh
CURVATURE = st.floats(0.1, 50)


def step(method: str, alpha: float, beta: float, h: float, velocity: str, v: float, d: float) -> list[float]:
    """One step of the optimizer itself, from velocity v at distance d."""
    one = OPTIMIZERS[method](alpha, beta=beta, velocity=velocity)
    theta, state = one.step(np.array([d]), {"v": np.array([v])}, lambda theta: h * theta, 1)
    return [state["v"][0], theta[0]]


@given(METHOD, PRODUCT, BETA, CURVATURE, st.sampled_from(["notes", "slides"]))
def test_columns_of_the_matrix_are_steps_of_the_optimizer(
    method: str, product: float, beta: float, h: float, velocity: str
) -> None:
    alpha = product / h
    matrix = update_matrix(method, alpha, beta, h, velocity)
    for column, (v, d) in enumerate(((1.0, 0.0), (0.0, 1.0))):
        assert matrix[:, column] == pytest.approx(step(method, alpha, beta, h, velocity, v, d), abs=1e-12)


@given(METHOD, PRODUCT, BETA, CURVATURE, st.sampled_from(["notes", "slides"]))
def test_eigenvalues_are_those_of_the_matrix(method: str, product: float, beta: float, h: float, velocity: str) -> None:
    """By their sum and product, which rounding does not blow up where two of them meet; and by NumPy to its root."""
    alpha = product / h
    matrix, mine = update_matrix(method, alpha, beta, h, velocity), eigenvalues(method, alpha, beta, h)
    assert mine.sum() == pytest.approx(np.trace(matrix), abs=1e-12)
    assert mine.prod() == pytest.approx(np.linalg.det(matrix), abs=1e-12)
    theirs = np.linalg.eigvals(matrix)
    assert min(np.abs(mine - order).max() for order in (theirs, theirs[::-1])) < 1e-6
    assert abs(mine[0]) >= abs(mine[1]) - 1e-12
    assert rate(method, alpha, beta, h) == pytest.approx(abs(mine[0]), rel=1e-12)


@given(PRODUCT, BETA)
def test_complex_roots_of_momentum_have_the_modulus_root_beta(product: float, beta: float) -> None:
    values = eigenvalues("momentum", product, beta, 1.0)
    if abs(values[0].imag) > 0:
        assert np.abs(values) == pytest.approx([np.sqrt(beta)] * 2, rel=1e-12)


@given(METHOD, BETA, CURVATURE)
def test_the_limits_are_where_the_regime_changes(method: str, beta: float, h: float) -> None:
    smooth, stable = monotone_limit(method, beta, h), stability_limit(method, beta, h)
    names = [
        REGIMES[regime(method, alpha, beta, h)]
        for alpha in (0.999 * smooth, 1.001 * smooth, 0.999 * stable, 1.001 * stable)
    ]
    assert names == ["monotone", "oscillating", "oscillating", "diverging"]
    assert rate(method, 0.999 * stable, beta, h) < 1 < rate(method, 1.001 * stable, beta, h)
    assert rate(method, stable, beta, h) == pytest.approx(1.0, abs=1e-7)


@given(METHOD, PRODUCT, BETA)
def test_a_regime_is_what_the_eigenvalues_say(method: str, product: float, beta: float) -> None:
    values = np.linalg.eigvals(update_matrix(method, product, beta, 1.0))
    found = REGIMES[regime(method, product, beta, 1.0)]
    if np.abs(values).max() > 1 + 1e-9:
        assert found == "diverging"
    elif np.abs(values.imag).max() > 1e-6 or values.real.min() < -1e-9:
        assert found in ("oscillating", "diverging")
        assert (found == "diverging") == (np.abs(values).max() >= 1 - 1e-12) or abs(np.abs(values).max() - 1) < 1e-9
    elif values.real.min() > 1e-9 and abs(values[0] - values[1]) > 1e-6:
        assert found == "monotone"


@settings(max_examples=30, deadline=None)
@given(METHOD, st.floats(0.05, 4.5), st.one_of(st.just(0.0), st.floats(0.05, 0.95)), st.floats(0.5, 20))
def test_a_race_does_what_the_regime_says(method: str, product: float, beta: float, h: float) -> None:
    alpha = product / h
    for edge in (stability_limit(method, beta, h), monotone_limit(method, beta, h)):
        if abs(alpha / edge - 1) < 0.05:
            return
    race = run(quadratic([[h]]), [OPTIMIZERS[method](alpha, beta=beta)], [[1.0]], 400)
    d = race.theta[:, 0, 0, 0]
    side = np.sign(d[d != 0])  # a turn may hit 0 exactly
    turns = np.any(side[1:] != side[:-1])
    found = REGIMES[regime(method, alpha, beta, h)]
    if found == "diverging":
        assert np.abs(d).max() > 100
    else:
        assert abs(d[-1]) < 1e-3
        assert turns == (found == "oscillating")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("product", "beta"), [(0.05, 0.5), (0.3, 0.9), (1.2, 0.3), (0.02, 0.95)])
def test_the_rate_is_how_fast_a_race_shrinks(method: str, product: float, beta: float) -> None:
    race = run(quadratic([[1.0]]), [OPTIMIZERS[method](product, beta=beta)], [[1.0]], 200)
    d = np.abs(race.theta[:, 0, 0, 0])
    window = [d[t : t + 60].max() for t in (60, 140)]  # 60 steps hold more than a turn
    assert (window[1] / window[0]) ** (1 / 80) == pytest.approx(rate(method, product, beta, 1.0), rel=0.01)


@pytest.mark.parametrize("method", METHODS)
def test_without_momentum_both_are_gradient_descent(method: str) -> None:
    alpha, h = 0.3, np.array([0.5, 1.0, 4.0, 7.0])
    assert rate(method, alpha, 0.0, h) == pytest.approx(np.abs(1 - alpha * h))
    race = run(quadratic(np.diag(h)), [OPTIMIZERS[method](alpha, beta=0.0), sgd(alpha)], [np.ones(4)], 9)
    assert race.theta[:, 0] == pytest.approx(race.theta[:, 1])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kappa", [1.0, 4.0, 20.0, 100.0])
def test_no_point_of_a_fine_grid_beats_the_best(method: str, kappa: float) -> None:
    found = best(method, 1.0, kappa)
    h = np.array([1.0, kappa])
    assert rate(method, found.alpha, found.beta, h).max() == pytest.approx(found.rate, abs=1e-6)
    alphas = np.linspace(1e-3, 4, 400)[:, np.newaxis, np.newaxis] / kappa
    betas = np.linspace(0, 0.999, 400)[:, np.newaxis]
    assert rate(method, alphas, betas, h).max(axis=-1).min() >= found.rate - 1e-9


def test_the_best_rates_are_the_published_ones() -> None:
    kappa = 25.0
    assert best("momentum", 1.0, kappa) == pytest.approx((4 / 36, (4 / 6) ** 2, 4 / 6))
    assert best("nesterov", 2.0, 2 * kappa).rate == pytest.approx(1 - 2 / np.sqrt(3 * kappa + 1))


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
def test_speed_on_a_slope_is_the_length_of_the_optimizer_step(beta: float) -> None:
    slope = quadratic([[0.0]], [1.0])  # J = −θ
    race = run(slope, [OPTIMIZERS[method](0.1, beta=beta) for method in METHODS], [[0.0]], 60)
    steps = np.diff(race.theta[:, :, 0, 0], axis=0) / 0.1
    for k in range(2):
        assert steps[:, k] == pytest.approx(speed(beta, np.arange(1, 61)), rel=1e-9)
    assert speed(beta) == pytest.approx(1 / (1 - beta))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: rate("adam", 0.1, 0.9, 1.0), "not-a-choice"),
        (lambda: rate("momentum", 0.0, 0.9, 1.0), "not-positive"),
        (lambda: rate("momentum", 0.1, 1.0, 1.0), "out-of-range"),
        (lambda: rate("momentum", 0.1, 0.9, 0.0), "not-positive"),
        (lambda: rate("momentum", [0.1, 0.2], 0.9, [1.0, 2.0, 3.0]), "shapes-differ"),
        (lambda: update_matrix("momentum", 0.1, 0.9, 1.0, "today"), "not-a-choice"),
        (lambda: best("momentum", 2.0, 1.0), "out-of-range"),
        (lambda: speed(0.9, 0), "not-positive"),
        (lambda: speed(0.9, np.nan), "not-positive"),
    ],
)
def test_bad_arguments_are_refused(call: object, code: str) -> None:
    with pytest.raises(Lekce2Error) as caught:
        call()  # type: ignore[operator]
    assert caught.value.code == code
