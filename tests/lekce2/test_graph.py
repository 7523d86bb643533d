"""Backpropagation against PyTorch's values, closed forms, finite differences and the rules it states."""

import gc
import json
import math
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from lekce2.graph import Gradients, Node, Tape
from tests.data.make_graph import FORMULAS

CASES = json.loads((Path(__file__).parents[1] / "data" / "graph.json").read_text(encoding="utf-8"))["cases"]


def test_every_formula_has_its_torch_values():
    assert {case["formula"] for case in CASES} == set(FORMULAS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["formula"])
def test_arrays_agree_with_torch(case):
    tape = Tape()
    leaves = [tape.variable(np.array(values)) for values in case["inputs"]]
    result = FORMULAS[case["formula"]](*leaves)
    gradients = tape.backward(result)
    np.testing.assert_allclose(result.value, case["value"], rtol=1e-13, atol=1e-15)
    for leaf, expected in zip(leaves, case["gradients"], strict=True):
        np.testing.assert_allclose(gradients[leaf], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["formula"])
def test_floats_agree_with_torch(case):
    for lane, inputs in enumerate(zip(*case["inputs"], strict=True)):
        tape = Tape()
        leaves = [tape.variable(value) for value in inputs]
        result = FORMULAS[case["formula"]](*leaves)
        gradients = tape.backward(result)
        assert isinstance(result.value, float)
        assert result.value == pytest.approx(case["value"][lane], rel=1e-13, abs=1e-15)
        for leaf, expected in zip(leaves, case["gradients"], strict=True):
            assert isinstance(gradients[leaf], float)
            assert gradients[leaf] == pytest.approx(expected[lane], rel=1e-12, abs=1e-15)


def test_worked_by_hand():
    """q = (a + b)·c at a = 2, b = −5, c = 4: ∂q/∂a = ∂q/∂b = 4, ∂q/∂c = −3."""
    tape = Tape()
    a, b, c = tape.variable(2.0, "a"), tape.variable(-5.0, "b"), tape.variable(4.0, "c")
    s = a + b
    q = s * c
    gradients = tape.backward(q)
    assert q.value == -12.0
    assert [gradients[node] for node in (a, b, c, s, q)] == [4.0, 4.0, -3.0, 4.0, 1.0]


def test_gradients_add_up_where_a_value_is_used_twice():
    tape = Tape()
    x = tape.variable(1.0)
    y = x
    for _ in range(60):
        y = y + y
    assert tape.backward(y)[x] == 2.0**60


def test_a_hundred_thousand_deep():
    depth = 100_000
    tape = Tape()
    x = tape.variable(1.0)
    y = x
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        for _ in range(depth // 2):
            y = (y * 1.00001).tanh()
        gradients = tape.backward(y)
        rows = tape.table()
    finally:
        sys.setrecursionlimit(limit)
    assert len(tape) == len(rows) == depth + 1
    expected = math.prod(1.00001 * (1 - float(row.value) ** 2) for row in rows if row.operation == "tanh")
    assert 0 < gradients[x] == pytest.approx(expected, rel=1e-6)


def test_second_backward_gives_the_same_and_other_results_can_be_asked():
    tape = Tape()
    x, y = tape.variable(0.5), tape.variable(-2.0)
    product = x * y
    result = product.exp() + product * x
    first, second = dict(tape.backward(result)), dict(tape.backward(result))
    assert first == second
    assert tape.backward(product)[x] == -2.0
    assert dict(tape.backward(result)) == first


def test_gradients_hold_every_node_and_zero_where_unused():
    tape = Tape()
    x, unused = tape.variable(0.0, "x"), tape.variable(7.0)
    steep = x.log()  # its local derivative at 0 is infinite: unused, it must not turn a gradient into NaN
    result = x * 3.0
    gradients = tape.backward(result)
    later = result + 1
    assert isinstance(gradients, Gradients)
    assert [gradients[node] for node in (x, unused, steep, result, later)] == [3.0, 0.0, 0.0, 1.0, 0.0]
    assert list(gradients) == [x, unused, steep, result, later]
    assert len(gradients) == 5
    assert x in gradients
    assert Tape().variable(0.0) not in gradients


@pytest.mark.parametrize("x", [0.0, -1.5, 3.0, math.nan])
def test_power_zero_is_constant(x):
    for exponent in (0, 0.0):
        tape = Tape()
        leaf = tape.variable(x)
        result = leaf**exponent
        assert result.value == 1.0
        assert tape.backward(result)[leaf] == 0.0


def test_conventions_at_zero_hold_for_floats_and_arrays():
    for zero in (0.0, np.zeros(3)):
        tape = Tape()
        x, exponent = tape.variable(zero), tape.variable(zero)
        for result in (x.relu(), x.abs(), abs(x), x**0, x**exponent, x**2):
            gradients = tape.backward(result)
            np.testing.assert_array_equal(gradients[x], zero)
            np.testing.assert_array_equal(gradients[exponent], zero)


@pytest.mark.parametrize("lanes", [False, True])
def test_edges_are_values_without_a_warning(lanes):
    def of(formula, *values):
        tape = Tape()
        leaves = [tape.variable(np.full(2, value) if lanes else value) for value in values]
        result = formula(*leaves)
        gradients = tape.backward(result)
        return [float(np.max(v)) for v in (result.value, *(gradients[leaf] for leaf in leaves))]

    assert of(lambda x: x.log(), 0.0) == [-math.inf, math.inf]
    assert of(lambda x: x.exp(), 1000.0) == [math.inf, math.inf]
    assert of(lambda x: x.sigmoid(), -1000.0) == [0.0, 0.0]
    assert of(lambda x: x.tanh(), 1000.0) == [1.0, 0.0]
    assert of(lambda x: 1 / x, 0.0) == [math.inf, -math.inf]
    assert of(lambda x, y: x / y, 1.0, 0.0) == [math.inf, math.inf, -math.inf]
    assert of(lambda x: x**200, 1e200) == [math.inf, math.inf]
    assert of(lambda x: x**-1, 0.0) == [math.inf, -math.inf]
    assert of(lambda x: x.sqrt(), 0.0) == [0.0, math.inf]
    assert math.isnan(of(lambda x: x**0.5, -1.0)[0])
    assert math.isnan(of(lambda x: x - x, math.inf)[0])
    assert math.isnan(of(lambda x, y: x + y, math.inf, -math.inf)[0])
    assert of(lambda x, y: x * y, 1e200, 1e200) == [math.inf, 1e200, 1e200]
    assert of(lambda x: x / 0, 1.0) == of(lambda x: x / 0.0, 1.0) == [math.inf, math.inf]


def test_lanes_are_independent_points():
    points = np.array([[0.3, -1.2, 2.0], [1.0, 0.0, -0.7]])

    def formula(x, y):
        return (x * y).tanh() * 2 + (x - y).relu() ** 2 / (1 + y * y)

    tape = Tape()
    x, y = tape.variable(points), tape.variable(points[::-1])
    result = formula(x, y)
    gradients = tape.backward(result)
    assert gradients[x].shape == result.value.shape == (2, 3)
    for lane in np.ndindex(2, 3):
        alone = Tape()
        u, v = alone.variable(points[lane]), alone.variable(points[::-1][lane])
        single = formula(u, v)
        assert result.value[lane] == pytest.approx(single.value, rel=1e-14)
        assert gradients[x][lane] == pytest.approx(alone.backward(single)[u], rel=1e-14)
        assert gradients[y][lane] == pytest.approx(alone.backward(single)[v], rel=1e-14)


def test_arrays_are_copied_in_and_stand_on_either_side():
    values, weights = np.array([1.0, 2.0]), np.array([10.0, 20.0])
    tape = Tape()
    x = tape.variable(values)
    result = weights * x + x * weights + np.float64(1) * x
    values[:] = weights[:] = -1.0
    assert isinstance(result, Node)
    np.testing.assert_array_equal(result.value, [21.0, 82.0])
    np.testing.assert_array_equal(tape.backward(result)[x], [21.0, 41.0])
    with pytest.raises(ValueError, match="read-only"):
        result.value[0] = 0.0


def test_a_tape_is_freed_with_its_last_node():
    gc.disable()
    try:
        tape = Tape()
        x = tape.variable(2.0)
        gradients = tape.backward(x * x)
        freed = weakref.ref(tape)
        del tape, x, gradients
        assert freed() is None
    finally:
        gc.enable()
