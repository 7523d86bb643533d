"""Objectives: autograd's derivatives, finite differences, closed forms, minibatches, overflow, bad inputs."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekce2 import objectives
from lekce2.base.errors import ArgumentError
from lekce2.objectives import LANDSCAPES, least_squares, logistic_regression, noisy_bowl, plateau, quadratic, ravine

DATA = json.loads((Path(__file__).parents[2] / "data" / "optimizers.json").read_text("utf-8"))
X = np.random.default_rng(3).normal(size=(7, 3))
Y = np.array([0.0, 1.0, 1.0, 0.0, 0.3, 1.0, 0.0])
A = np.array([[3.0, 1.0, 0.5], [1.0, 2.0, -0.3], [0.5, -0.3, 1.0]])
EVERY = {
    **{name: make() for name, make in LANDSCAPES.items()},
    "quadratic": quadratic(A, [1.0, -2.0, 0.5]),
    "logistic_regression": logistic_regression(X, Y),
    "least_squares": least_squares(X, Y),
    "noisy_bowl": noisy_bowl(X),
}


def autograd(name):
    return logistic_regression(DATA["X"], DATA["y"]) if name == "logistic" else LANDSCAPES[name]()


@pytest.mark.parametrize("name", DATA["landscapes"])
def test_value_gradient_and_hessian_are_those_of_autograd(name):
    objective, rows = autograd(name), DATA["landscapes"][name]
    for what in ("value", "gradient", "hessian"):
        expected = np.array([row[what] for row in rows])
        np.testing.assert_allclose(getattr(objective, what)(DATA["points"]), expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_gradient_and_hessian_are_the_slopes_of_what_stands_above_them(name):
    objective, rng, step = EVERY[name], np.random.default_rng(0), 1e-5
    theta = rng.uniform(-1.5, 1.5, (4, objective.dimension))
    gradient = np.empty(theta.shape)
    hessian = np.empty((*theta.shape, objective.dimension))
    for i, nudge in enumerate(step * np.eye(objective.dimension)):
        gradient[..., i] = (objective.value(theta + nudge) - objective.value(theta - nudge)) / (2 * step)
        hessian[..., i] = (objective.gradient(theta + nudge) - objective.gradient(theta - nudge)) / (2 * step)
    np.testing.assert_allclose(objective.gradient(theta), gradient, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(objective.hessian(theta), hessian, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", EVERY)
def test_the_minima_are_minima_and_lie_in_the_domain(name):
    objective = EVERY[name]
    for point in objective.minima:
        np.testing.assert_allclose(objective.gradient(point), 0.0, atol=1e-12)
        assert np.linalg.eigvalsh(objective.hessian(point)).min() > 0
        assert all(low < x < high for x, (low, high) in zip(point, objective.domain, strict=True))
    assert len(objective.domain) == objective.dimension


def test_how_many_minima_each_landscape_has():
    assert {name: len(EVERY[name].minima) for name in LANDSCAPES} == {
        "ravine": 1, "rosenbrock": 1, "beale": 1, "himmelblau": 4, "saddle": 0, "plateau": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("leading", [(), (1,), (2, 3), (0,)])
def test_shapes_follow_the_leading_axes(name, leading):
    objective = EVERY[name]
    theta = np.random.default_rng(1).normal(size=(*leading, objective.dimension))
    assert np.shape(objective.value(theta)) == leading
    assert objective.gradient(theta).shape == theta.shape
    assert objective.hessian(theta).shape == (*theta.shape, objective.dimension)
    if leading == (2, 3):
        np.testing.assert_allclose(objective.gradient(theta)[1, 2], objective.gradient(theta[1, 2]), rtol=1e-14)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_grid_has_a_row_for_each_y(name):
    objective = EVERY[name]
    x, y, z = objective.grid(5, 7)
    assert (x.shape, y.shape, z.shape) == ((5,), (7,), (7, 5))
    assert ((x[0], x[-1]), (y[0], y[-1])) == objective.domain
    np.testing.assert_allclose(z[6, 1], objective.value([x[1], y[6]]), rtol=1e-14)
    np.testing.assert_allclose(z, objective.value(np.stack(np.meshgrid(x, y), axis=-1)), rtol=1e-13)


def test_the_grid_is_the_value_also_where_a_formula_has_none():
    for formula in ("log(x) + y", "exp(1e3*x) - exp(1e3*x) + y", "sqrt(x*y)"):
        objective = objectives.from_expression(formula)
        x, y, z = objective.grid(7, 5)
        np.testing.assert_array_equal(z, objective.value(np.stack(np.meshgrid(x, y), axis=-1)))
        assert np.isinf(z).any()
        assert not np.isnan(z).any()


def test_data_objectives_have_a_grid_too():
    objective = logistic_regression(X[:, :2], Y)
    x, y, z = objective.grid(4, 3)
    np.testing.assert_allclose(z[2, 3], objective.value([x[3], y[2]]), rtol=1e-14)


def test_the_quadratic_is_its_formula():
    b, theta = np.array([1.0, -2.0, 0.5]), np.array([0.3, 1.7, -0.9])
    objective = quadratic(A, b)
    assert float(objective.value(theta)) == pytest.approx(0.5 * theta @ A @ theta - b @ theta, rel=1e-14)
    np.testing.assert_allclose(objective.gradient(theta), A @ theta - b, rtol=1e-14)
    np.testing.assert_allclose(objective.minima[0], np.linalg.solve(A, b), rtol=1e-14)
    large = np.random.default_rng(2).normal(size=(12, 12))
    large = large + large.T
    np.testing.assert_allclose(quadratic(large).gradient(np.arange(12.0)), large @ np.arange(12.0), rtol=1e-12)
    np.testing.assert_allclose(quadratic(large).value(np.arange(12.0)), np.arange(12.0) @ large @ np.arange(12.0) / 2)


def test_a_quadratic_that_is_no_bowl_has_no_minimum():
    assert quadratic([[1.0, 0.0], [0.0, -1.0]]).minima == ()
    assert quadratic([[1.0, 1.0], [1.0, 1.0]]).minima == ()


@given(st.floats(1.0, 1e4), st.floats(-7.0, 7.0))
def test_the_ravine_has_its_condition_number_and_direction(kappa, angle):
    objective = ravine(kappa, angle)
    floor = np.array([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(np.linalg.eigvalsh(objective.hessian([0.0, 0.0])), [1.0, kappa], rtol=1e-9)
    np.testing.assert_allclose(objective.gradient(floor), floor, rtol=0, atol=1e-11 * kappa)


def test_a_minibatch_is_the_mean_over_its_rows():
    theta, rows = np.array([[0.3, -0.2, 1.0], [1.0, 2.0, 3.0]]), np.array([4, 0, 0, 2])
    for objective in (EVERY["logistic_regression"], EVERY["least_squares"], EVERY["noisy_bowl"]):
        each = np.stack([objective.gradient(theta, rows=[row]) for row in rows])
        np.testing.assert_allclose(objective.gradient(theta, rows=rows), each.mean(axis=0), rtol=1e-13)
        values = np.stack([objective.value(theta, rows=[row]) for row in rows])
        np.testing.assert_allclose(objective.value(theta, rows=rows), values.mean(axis=0), rtol=1e-13)
        whole = np.stack([objective.gradient(theta, rows=[row]) for row in range(7)]).mean(axis=0)
        np.testing.assert_allclose(objective.gradient(theta), whole, rtol=1e-12)


def test_many_points_of_a_data_objective_are_the_same_in_parts(monkeypatch):
    objective, theta = EVERY["logistic_regression"], np.random.default_rng(4).normal(size=(50, 3))
    value, gradient = objective.value(theta), objective.gradient(theta)
    monkeypatch.setattr("lekce2.objectives.regression.LANES_AT_ONCE", 30)
    np.testing.assert_allclose(objective.value(theta), value, rtol=1e-14)
    np.testing.assert_allclose(objective.gradient(theta), gradient, rtol=1e-12)


def test_logistic_regression_far_out_keeps_its_digits():
    objective = logistic_regression([[1.0]], [1.0])
    np.testing.assert_allclose(objective.value([[50.0], [800.0], [-800.0]]), [np.exp(-50.0), 0.0, 800.0], rtol=1e-14)
    assert objective.gradient([[-800.0]]).tolist() == [[-1.0]]
    np.testing.assert_allclose(objective.gradient([[50.0], [800.0]]), [[-np.exp(-50.0)], [0.0]], rtol=1e-14)
    np.testing.assert_allclose(logistic_regression([[1.0]], [0.0]).gradient([[-50.0]]), [[np.exp(-50.0)]], rtol=1e-14)


@pytest.mark.parametrize("name", EVERY)
def test_overflow_is_inf_and_never_a_warning(name):
    objective = EVERY[name]
    huge = np.full((3, objective.dimension), 1e300) * [[1.0], [-1.0], [0.5]]
    assert not np.isnan(objective.value(huge)).any()
    objective.gradient(huge)
    objective.hessian(huge)
    if name in ("rosenbrock", "himmelblau", "beale", "ravine", "quadratic", "noisy_bowl"):
        assert objective.value(huge).tolist() == [np.inf] * 3
    if name == "plateau":
        assert plateau().value(huge).tolist() == [1.0] * 3


def test_nan_in_gives_nan_out():
    assert np.isnan(EVERY["rosenbrock"].value([np.nan, 0.0]))


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: quadratic([[1.0, 2.0], [0.0, 1.0]]), "A"),
        (lambda: quadratic([1.0, 2.0]), "A"),
        (lambda: quadratic([[1.0, np.inf], [np.inf, 1.0]]), "A"),
        (lambda: quadratic(np.eye(2), [1.0, 2.0, 3.0]), "b"),
        (lambda: quadratic(np.eye(2), [np.nan, 2.0]), "b"),
        (lambda: ravine(0.5), "kappa"),
        (lambda: ravine(2.0, np.inf), "angle"),
        (lambda: logistic_regression(X, Y[:-1]), "y"),
        (lambda: logistic_regression(X, Y + 1), "y"),
        (lambda: logistic_regression(X[:, 0], Y), "X"),
        (lambda: logistic_regression(np.empty((0, 2)), []), "X"),
        (lambda: least_squares(X, "no"), "y"),
        (lambda: noisy_bowl([1.0, 2.0]), "points"),
        (lambda: noisy_bowl(np.empty((0, 2))), "points"),
        (lambda: LANDSCAPES["saddle"]().value([1.0, 2.0, 3.0]), "theta"),
        (lambda: LANDSCAPES["saddle"]().gradient(1.0), "theta"),
        (lambda: LANDSCAPES["saddle"]().value([1.0, "x"]), "theta"),
        (lambda: LANDSCAPES["saddle"]().grid(1, 5), "nx"),
        (lambda: EVERY["quadratic"].grid(), "theta"),
        (lambda: EVERY["noisy_bowl"].gradient([0.0, 0.0, 0.0], rows=[7]), "rows"),
        (lambda: EVERY["noisy_bowl"].gradient([0.0, 0.0, 0.0], rows=[-1]), "rows"),
        (lambda: EVERY["noisy_bowl"].gradient([0.0, 0.0, 0.0], rows=[0.5]), "rows"),
        (lambda: EVERY["least_squares"].value([0.0, 0.0, 0.0], rows=[]), "rows"),
    ],
)
def test_a_bad_argument_is_named(call, argument):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert caught.value.parameters["argument"] == argument


def test_objectives_do_not_change_and_take_no_changes():
    given_matrix = np.eye(2)
    objective = quadratic(given_matrix)
    given_matrix[0, 0] = 5.0
    assert objective.gradient([1.0, 1.0]).tolist() == [1.0, 1.0]
    with pytest.raises(AttributeError):
        objective.A = given_matrix
    assert set(objectives.__all__) >= {*LANDSCAPES, "quadratic", "logistic_regression"}
