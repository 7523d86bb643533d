"""Backpropagation of random formulas: finite differences, the rule at forks; then the table, and what is refused."""

import math
import operator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lekce2.base.errors import ArgumentError, Lekce2Error
from lekce2.functions import FUNCTIONS
from lekce2.graph import Tape

PLAIN = {  # the same functions by the standard library, as the second opinion
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "sigmoid": lambda x: 0.5 * (1 + math.tanh(x / 2)),
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
}


def plain_power(x, y):
    """xʸ away from 0, where its slope may be infinite; raises where it is complex."""
    assume(abs(x) > 1e-2)
    return math.pow(x, y)


ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": lambda x, y: plain_power(x, y) if isinstance(x, int | float) else x**y,
}

leaf = st.one_of(st.sampled_from("xy"), st.floats(-3, 3).map(lambda c: round(c, 3)))
trees = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(PLAIN)), inner),
        st.tuples(st.sampled_from("+-*/"), inner, inner),
        st.tuples(st.just("**"), inner, st.sampled_from([2, 3, 0, -1, 0.5])),
    ),
    max_leaves=12,
)


def evaluate(tree, names, call):
    """A tree's value: ``names`` for the leaves, ``call(name, argument)`` for the functions."""
    if isinstance(tree, str):
        return names[tree]
    if not isinstance(tree, tuple):
        return tree
    head, *operands = tree
    values = [evaluate(operand, names, call) for operand in operands]
    if head in PLAIN:
        return call(head, *values)
    a, b = values
    return ARITHMETIC[head](a, b)


def plainly(tree, x, y):
    """The tree by the standard library; ``assume`` drops points outside a domain or beside a kink."""

    def call(name, argument):
        assume(name not in ("abs", "relu") or abs(argument) > 1e-2)
        assume(name not in ("log", "sqrt") or argument > 1e-2)
        assume(abs(argument) < 30)
        return PLAIN[name](argument)

    try:
        value = evaluate(tree, {"x": x, "y": y}, call)
    except (ArithmeticError, ValueError):
        value = math.nan
    assume(isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e3)
    return float(value)


def on_a_tape(tree, x, y):
    tape = Tape()
    nodes = {"x": tape.variable(x, "x"), "y": tape.variable(y, "y")}

    def call(name, argument):
        return PLAIN[name](argument) if isinstance(argument, int | float) else getattr(argument, name)()

    result = evaluate(tree, nodes, call)
    return tape, nodes, result + 0 * nodes["x"]  # a node also where the tree is a mere number


# Nearer to zero 1 + 1/y loses the 1, so that no derivative of y + y/y can be measured or computed in float64.
points = st.just(0.0) | st.floats(1e-3, 2) | st.floats(-2, -1e-3)


@settings(max_examples=200, deadline=None)
@given(tree=trees, x=points, y=points)
def test_finite_differences(tree, x, y):
    value = plainly(tree, x, y)
    slopes = {}
    for name, (dx, dy) in {"x": (1, 0), "y": (0, 1)}.items():
        wide, narrow = (
            (plainly(tree, x + h * dx, y + h * dy) - plainly(tree, x - h * dx, y - h * dy)) / (2 * h)
            for h in (2e-4, 1e-4)
        )
        slopes[name] = (4 * narrow - wide) / 3  # Richardson: the error of order h² cancels
        assume(abs(wide - narrow) < 1e-5 * (1 + abs(narrow)))  # smooth enough here to be measured
    tape, nodes, result = on_a_tape(tree, x, y)
    gradients = tape.backward(result)
    assert result.value == pytest.approx(value, rel=1e-9, abs=1e-9)
    for name, slope in slopes.items():
        assert gradients[nodes[name]] == pytest.approx(slope, rel=1e-5, abs=1e-5 * (1 + abs(value)))


@settings(deadline=None)
@given(tree=trees, x=st.floats(-2, 2), y=st.floats(-2, 2))
def test_each_gradient_is_the_sum_of_what_its_children_hand_down(tree, x, y):
    plainly(tree, x, y)
    tape, _, result = on_a_tape(tree, x, y)
    tape.backward(result)
    received = [0.0] * len(tape)
    received[result.index] = 1.0
    rows = tape.table()
    for row in rows:
        assert row.contributions == tuple(d * row.gradient for d in row.local_derivatives)
        for parent, contribution in zip(row.parents, row.contributions, strict=True):
            received[parent] += contribution
    assert [row.gradient for row in rows] == pytest.approx(received, rel=1e-9, abs=1e-12, nan_ok=True)


def test_table_row_by_row():
    tape = Tape()
    x, y = tape.variable(3.0, "x"), tape.variable(-1.0, "y")
    result = (x * y - 2.0) ** 2
    before = tape.table()
    assert [(row.index, row.name, row.operation, row.operands, row.parents, row.value) for row in before] == [
        (0, "x", "variable", (), (), 3.0),
        (1, "y", "variable", (), (), -1.0),
        (2, "v2", "*", (0, 1), (0, 1), -3.0),
        (3, "v3", "-", (2, 2.0), (2,), -5.0),
        (4, "v4", "**", (3, 2.0), (3,), 25.0),
    ]
    assert [row.local_derivatives for row in before] == [(), (), (-1.0, 3.0), (1.0,), (-10.0,)]
    assert all(row.gradient is None and row.contributions is None for row in before)
    gradients = tape.backward(result)
    after = tape.table()
    assert [row.gradient for row in after] == [10.0, -30.0, -10.0, -10.0, 1.0]
    assert [row.contributions for row in after] == [(), (), (10.0, -30.0), (-10.0,), (-10.0,)]
    tape.backward(x)
    assert [row.gradient for row in tape.table()] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert tape.table(gradients) == after


def test_nodes_know_their_edges():
    tape = Tape()
    x = tape.variable(np.array([1.0, 4.0]), "x")
    result = x * x + x
    square, again = result.parents
    assert (square.operation, square.parents, again) == ("*", (x, x), x)
    assert (result.name, result.operation, x.operation, repr(again)) == (
        "v2",
        "+",
        "variable",
        "Node(x = array([1., 4.]))",
    )
    np.testing.assert_array_equal(square.local_derivatives, [[1.0, 4.0], [1.0, 4.0]])
    np.testing.assert_array_equal(result.local_derivatives, np.ones((2, 2)))


FLOATS, LANES = Tape(), Tape()
a, lanes = FLOATS.variable(2.0, "a"), LANES.variable([1.0, 2.0, 3.0], "lanes")


@pytest.mark.parametrize(
    ("code", "words", "attempt"),
    [
        ("other-tape", "the right operand of +, Node(lanes", lambda: a + lanes),
        ("other-tape", "the right operand of /, Node(b = 5.0)", lambda: a / Tape().variable(5.0, "b")),
        ("other-tape", "node, Node(lanes", lambda: FLOATS.backward(lanes)),
        ("other-tape", "node, 'a'", lambda: FLOATS.backward("a")),
        ("other-tape", "node, Node(lanes", lambda: FLOATS.backward(a)[lanes]),
        ("other-tape", "node, 0", lambda: FLOATS.backward(a)[0]),
        ("not-a-number", "the left operand of *, 'two'", lambda: "two" * a),
        ("not-a-number", "the right operand of **, None", lambda: a**None),
        ("not-a-number", "w, 'x'", lambda: FLOATS.variable("x", "w")),
        ("not-a-number", "value, None", lambda: FLOATS.variable(None)),
        ("not-a-number", "value, 1j", lambda: FLOATS.variable(1j)),
        ("shapes-differ", "value, (2,), ()", lambda: FLOATS.variable([1.0, 2.0])),
        ("shapes-differ", "w, (), (3,)", lambda: LANES.variable(1.0, "w")),
        ("shapes-differ", "the right operand of -, (2,), (3,)", lambda: lanes - np.ones(2)),
        ("shapes-differ", "the left operand of /, (1,), ()", lambda: np.ones(1) / a),
        ("not-a-choice", "function, sum of 1", lambda: LANES.apply(FUNCTIONS["sum"], lanes)),
        ("not-a-choice", "function, exp of 2", lambda: FLOATS.apply(FUNCTIONS["exp"], a, a)),
    ],
)
def test_bad_input_is_named(code, words, attempt):
    lines = len(FLOATS), len(LANES)
    with pytest.raises(ArgumentError) as caught:
        attempt()
    assert isinstance(caught.value, Lekce2Error)
    assert caught.value.code == code
    assert all(word in str(caught.value) for word in words.split(", ")), str(caught.value)
    assert (len(FLOATS), len(LANES)) == lines
