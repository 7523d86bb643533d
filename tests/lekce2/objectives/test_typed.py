"""Typed formulas as graphs and as landscapes: derivatives by finite differences and those of the exact objectives."""

import math

import numpy as np
import pytest

from lekce2 import ArgumentError, objectives, optimizers, race
from lekce2.base.errors import ExpressionError
from lekce2.expressions import parse, to_graph
from lekce2.graph import Tape
from lekce2.objectives import from_expression

FORMULAS = {
    "valley": "q = (x + y)²/2\nq + 10·(x − y)^2",
    "waves": "exp(−(x² + y²)/4)·tanh(x·y) + sigmoid(3·x)/(1 + abs(y))",
    "roots": "√(x² + 1) + log(1 + y²) + relu(x − 1)·y",
    "power": "(x² + 1)**(y/3) + 2^x",
    "one": "x^4 − 3*x²",
}
EXACT = {
    "rosenbrock": ("(1 − x)² + 100·(y − x²)²", objectives.rosenbrock()),
    "himmelblau": ("(x² + y − 11)² + (x + y² − 7)²", objectives.himmelblau()),
    "beale": ("a = 1.5 − x + x·y\nb = 2.25 − x + x·y²\na² + b² + (2.625 − x + x·y^3)²", objectives.beale()),
    "saddle": ("x² − y²", objectives.saddle()),
    "quadratic": ("x² + 1.5·y² − 0.5·x·y − x + 2·y", objectives.quadratic([[2.0, -0.5], [-0.5, 3.0]], [1.0, -2.0])),
}
POINTS = np.random.default_rng(5).uniform(-2.0, 2.0, (4, 7, 2))


@pytest.mark.parametrize("name", EXACT)
def test_a_typed_landscape_is_the_one_that_is_built_in(name):
    formula, exact = EXACT[name]
    typed = from_expression(formula, exact.domain)
    np.testing.assert_allclose(typed.value(POINTS), exact.value(POINTS), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(typed.gradient(POINTS), exact.gradient(POINTS), rtol=1e-11, atol=1e-10)
    bend = exact.hessian(POINTS)
    np.testing.assert_allclose(typed.hessian(POINTS), bend, rtol=1e-8, atol=1e-8 * np.abs(bend).max())
    for ours, theirs in zip(typed.grid(31, 21), exact.grid(31, 21), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("name", FORMULAS)
def test_gradient_and_hessian_are_slopes(name):
    typed = from_expression(FORMULAS[name])
    h = 1e-5
    steps = h * np.eye(2)
    slope = np.stack([(typed.value(POINTS + s) - typed.value(POINTS - s)) / (2 * h) for s in steps], axis=-1)
    np.testing.assert_allclose(typed.gradient(POINTS), slope, rtol=1e-6, atol=1e-6)
    bend = np.stack([(typed.gradient(POINTS + s) - typed.gradient(POINTS - s)) / (2 * h) for s in steps], axis=-1)
    np.testing.assert_allclose(typed.hessian(POINTS), bend, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(typed.hessian(POINTS), np.swapaxes(typed.hessian(POINTS), -1, -2))


def test_coordinates_on_an_open_grid_give_the_gradients_of_all_its_points():
    typed = from_expression(FORMULAS["roots"])
    x, y = np.linspace(-2, 2, 5), np.linspace(-1, 1, 3)
    out = np.empty((2, 3, 5))
    typed.gradient_planes((x[np.newaxis, :], y[:, np.newaxis]), out)
    points = np.stack(np.meshgrid(x, y), axis=-1)
    np.testing.assert_array_equal(np.moveaxis(out, 0, -1), typed.gradient(points))


def test_every_lane_has_the_numbers_of_a_lane_alone():
    typed = from_expression(FORMULAS["waves"])
    for i in np.ndindex(POINTS.shape[:-1]):
        assert typed.value(POINTS)[i] == typed.value(POINTS[i])
        np.testing.assert_array_equal(typed.gradient(POINTS)[i], typed.gradient(POINTS[i]))


def test_a_race_runs_on_a_typed_landscape_as_on_the_built_in_one():
    methods = [optimizers.sgd(2e-3), optimizers.adam(0.05), optimizers.nesterov(1e-3), optimizers.sgd(10.0)]
    starts = np.array([[-1.0, 1.5], [0.5, -0.5]])
    ours, exact = (race.run(one, methods, starts, 50) for one in (from_expression(EXACT["rosenbrock"][0]),
                                                                  objectives.rosenbrock()))  # fmt: skip
    np.testing.assert_array_equal(ours.diverged_at, exact.diverged_at)
    assert (ours.diverged_at[3] > 0).all()
    np.testing.assert_allclose(ours.theta[:, :3], exact.theta[:, :3], rtol=1e-9)


def test_a_formula_in_one_coordinate_fills_the_plane():
    valley = from_expression("y²")
    _, y, z = valley.grid(4, 3)
    np.testing.assert_array_equal(z, np.broadcast_to((y * y)[:, np.newaxis], (3, 4)))
    assert valley.gradient([3.0, 2.0]).tolist() == [0.0, 4.0]
    assert valley.hessian([3.0, 2.0])[0].tolist() == [0.0, 0.0]
    points = np.array([[1.0, np.inf], [2.0, np.nan]])
    assert from_expression("x").value(points).tolist() == [1.0, 2.0]
    assert points[0, 0] == 1.0


def test_domain_minima_and_repetition():
    one = from_expression("x² + y²")
    assert (one.domain, one.minima, one.dimension, one.data_size) == (((-3.0, 3.0), (-3.0, 3.0)), (), 2, 0)
    assert from_expression("x²", [[0, 1], [-2, 5]]).domain == ((0.0, 1.0), (-2.0, 5.0))
    assert from_expression("x² + y²") == one
    assert hash(from_expression("x² + y²")) == hash(one)
    for domain in (((1, 0), (0, 1)), (0, 1), ((0, 1), (0, math.inf)), "wide"):
        with pytest.raises(ArgumentError):
            from_expression("x", domain)


@pytest.mark.parametrize(
    ("formula", "code", "line", "column"),
    [
        ("x + z", "not-a-coordinate", 1, 5),
        ("u = x\nu·v", "not-a-coordinate", 2, 3),
        ("3 + 4", "no-coordinate", 1, 3),
        ("u = x\n2", "no-coordinate", 2, 1),
        ("x + mean(y)", "not-in-graph", 1, 5),
        ("sum(x)", "not-in-graph", 1, 1),
        ("sin(x)", "unknown-function", 1, 1),
        ("2x", "missing-times", 1, 2),
        ("", "nothing-typed", 1, 1),
    ],
)
def test_what_is_no_landscape_is_refused(formula, code, line, column):
    with pytest.raises(ExpressionError) as caught:
        from_expression(formula)
    assert (caught.value.code, caught.value.line, caught.value.column) == (code, line, column)


def test_the_graph_of_a_formula_is_the_graph_built_by_hand():
    values = {"x": -2.0, "y": 5.0, "z": -4.0}
    tape, nodes = to_graph(parse("q = x + y\nf = q·z − √(2·3 + 3)\nsigmoid(f/9)"), values)
    hand = Tape()
    x, y, z = (hand.variable(value, name) for name, value in values.items())
    q = x + y
    f = q * z - 3.0
    result = (f / 9).sigmoid()
    assert [(row.operation, row.operands, row.value) for row in tape.table()] == [
        (row.operation, row.operands, row.value) for row in hand.table()
    ]
    assert set(nodes) == {"x", "y", "z", "q", "f", "result"}
    ours, theirs = tape.backward(nodes["result"]), hand.backward(result)
    assert [ours[nodes[name]] for name in "xyzqf"] == [theirs[node] for node in (x, y, z, q, f)]


def test_a_graph_of_arrays_and_of_numbers_alone():
    tape, nodes = to_graph(parse("c = 2\nx²·c"), {"x": np.array([1.0, -3.0])})
    assert tape.backward(nodes["result"])[nodes["x"]].tolist() == [4.0, -12.0]
    assert nodes["c"].value.tolist() == [2.0, 2.0]
    tape, nodes = to_graph(parse("1/0"), {})
    assert nodes["result"].value == math.inf


@pytest.mark.parametrize(
    ("text", "values", "code"),
    [
        ("x·w", {"x": 1.0}, "unknown-name"),
        ("mean(x)", {"x": 1.0}, "not-in-graph"),
        ("grad(x)", {"x": 1.0}, "not-in-graph"),
        ("x·y", {"x": [1.0, 2.0], "y": 1.0}, "function-failed"),
        ("x", {"x": "one"}, "function-failed"),
    ],
)
def test_what_has_no_graph_is_refused(text, values, code):
    with pytest.raises(ExpressionError) as caught:
        to_graph(parse(text), values)
    assert caught.value.code == code
