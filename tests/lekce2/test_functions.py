"""The table of functions: both number systems agree, derivatives are those of finite differences and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lekce2.functions import FUNCTIONS, OPERATIONS, REALS

UNARY = ["exp", "log", "sqrt", "abs", "sigmoid", "tanh", "relu", "sum", "mean"]
BINARY = ["+", "-", "*", "/", "**"]
TABLE = {**FUNCTIONS, **OPERATIONS}
floats = st.floats(width=64)


def on_reals(function, *x):
    """Value and derivatives by the standard library, or None at an edge where that raises."""
    try:
        y = function.value(REALS, *x)
        return y, *(derivative(REALS, *x, y) for derivative in function.derivatives)
    except (ArithmeticError, ValueError):
        return None


def test_the_table_holds_what_formulas_may_use():
    assert set(FUNCTIONS) == set(UNARY)
    assert set(OPERATIONS) == {*BINARY, "neg"}
    assert all(TABLE[name].name == name for name in TABLE)
    assert {name: TABLE[name].arity for name in TABLE} == {
        **dict.fromkeys([*UNARY, "neg"], 1),
        **dict.fromkeys(BINARY, 2),
    }
    assert [name for name in TABLE if TABLE[name].reduces] == ["sum", "mean"]


@given(x=floats)
@example(x=0.0)
@example(x=math.inf)
@example(x=-math.inf)
@example(x=math.nan)
@example(x=1e300)
def test_single_floats_give_what_arrays_give(x):
    for name in [*UNARY, "neg"]:
        reals = on_reals(TABLE[name], x)
        if reals is not None:
            arrays = (TABLE[name](x), *TABLE[name].gradient(x))
            np.testing.assert_allclose(reals, arrays, rtol=1e-13, atol=5e-324, err_msg=name)


@given(x=floats, y=floats)
@example(x=0.0, y=0.0)
@example(x=0.0, y=2.0)
@example(x=-2.0, y=3.0)
@example(x=math.nan, y=0.0)
@example(x=math.inf, y=0.5)
def test_pairs_of_floats_give_what_arrays_give(x, y):
    for name in BINARY:
        reals = on_reals(TABLE[name], x, y)
        if reals is not None:
            arrays = (TABLE[name](x, y), *TABLE[name].gradient(x, y))
            np.testing.assert_allclose(reals, arrays, rtol=1e-13, atol=5e-324, err_msg=name)


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "abs", "sigmoid", "tanh", "relu", "neg"])
def test_derivative_is_the_slope(name):
    x = np.array([0.2, 0.7, 1.3, 2.9]) if name in ("log", "sqrt") else np.array([-2.1, -0.6, 0.4, 1.7])
    h = 1e-5
    slope = (TABLE[name](x + h) - TABLE[name](x - h)) / (2 * h)
    (derivative,) = TABLE[name].gradient(x)
    np.testing.assert_allclose(np.broadcast_to(derivative, x.shape), slope, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", BINARY)
def test_partial_derivatives_are_the_slopes(name):
    x, y, h = np.array([0.4, 1.2, 2.5]), np.array([1.5, -0.8, 2.0]), 1e-5
    f = TABLE[name]
    after_x, after_y = f.gradient(x, y)
    np.testing.assert_allclose(np.broadcast_to(after_x, 3), (f(x + h, y) - f(x - h, y)) / (2 * h), rtol=1e-7)
    np.testing.assert_allclose(np.broadcast_to(after_y, 3), (f(x, y + h) - f(x, y - h)) / (2 * h), rtol=1e-7)


def test_sum_and_mean_have_the_gradient_of_a_whole_array():
    x = np.array([3.0, -1.0, 4.0, 2.0])
    assert FUNCTIONS["sum"](x) == 8.0
    assert FUNCTIONS["mean"](x) == 2.0
    np.testing.assert_array_equal(FUNCTIONS["sum"].gradient(x)[0], [1, 1, 1, 1])
    np.testing.assert_array_equal(FUNCTIONS["mean"].gradient(x)[0], [0.25, 0.25, 0.25, 0.25])


def test_far_out_derivatives_keep_their_digits():
    """σ′(40) = e⁻⁴⁰/(1+e⁻⁴⁰)² and 1 − tanh²(20) = 4e⁻⁴⁰/(1+e⁻⁴⁰)²; the forms y(1−y) and 1−y² give 0 here."""
    small = math.exp(-40) / (1 + math.exp(-40)) ** 2
    assert FUNCTIONS["sigmoid"].gradient(40.0)[0] == pytest.approx(small, rel=1e-13, abs=0)
    assert FUNCTIONS["sigmoid"].gradient(-40.0)[0] == pytest.approx(small, rel=1e-13, abs=0)
    assert FUNCTIONS["tanh"].gradient(20.0)[0] == pytest.approx(4 * small, rel=1e-13, abs=0)


def test_edges_are_values():
    assert FUNCTIONS["log"](0.0) == -math.inf
    assert FUNCTIONS["log"].gradient(0.0)[0] == math.inf
    assert math.isnan(FUNCTIONS["sqrt"](-1.0))
    assert FUNCTIONS["exp"](1000.0) == math.inf
    assert OPERATIONS["/"](1.0, 0.0) == math.inf
    assert FUNCTIONS["relu"].gradient(0.0)[0] == 0.0
    assert FUNCTIONS["abs"].gradient(0.0)[0] == 0.0
    assert OPERATIONS["**"](0.0, 0.0) == 1.0
    assert [float(d) for d in OPERATIONS["**"].gradient(0.0, 0.0)] == [0.0, 0.0]
    assert [float(d) for d in OPERATIONS["**"].gradient(0.0, -1.0)] == [-math.inf, -math.inf]


@pytest.mark.parametrize(
    ("name", "operands", "printed"),
    [
        ("/", ("a", "b+1"), r"\frac{a}{b+1}"),
        ("**", ("x", "10"), "{x}^{10}"),
        ("sqrt", ("x+1",), r"\sqrt{x+1}"),
        ("sigmoid", ("x",), r"\sigma\left(x\right)"),
        ("abs", ("x",), r"\left|x\right|"),
        ("relu", ("x",), r"\operatorname{relu}\left(x\right)"),
        ("*", ("2", "x"), r"2 \cdot x"),
        ("neg", ("x",), "-x"),
    ],
)
def test_latex(name, operands, printed):
    assert TABLE[name].latex.format(*operands) == printed
