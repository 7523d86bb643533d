"""A program of typed formulas as a graph for backpropagation: every operation one node on a tape.

Numbers in a formula stay part of their operations. ``sum``, ``mean`` and functions handed in have no place here: on a
tape every element of an array is a lane of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, ExpressionError
from lekce2.expressions.tree import TABLE, Apply, Expression, Name, Number, walk
from lekce2.expressions.values import unknown_name
from lekce2.graph import Node, Tape

if TYPE_CHECKING:
    from lekce2.expressions.program import Program


def to_graph(program: Program, values: Mapping[str, ArrayLike]) -> tuple[Tape, dict[str, Node]]:
    """Run a program on a tape.

    Parameters
    ----------
    program : Program
        Its inputs become the tape's variables, under their names, in the order of ``values``.
    values : mapping of str to float or array
        What the names are worth, numbers or arrays of one shape.

    Returns
    -------
    tape : Tape
    nodes : dict of str to Node
        The node of every variable and of every name that a line gives a value (``result`` for a bare expression).

    Raises
    ------
    ExpressionError
        For a name without a value, values that are not numbers of one shape, and functions that have no place.

    Examples
    --------
    >>> from lekce2.expressions import parse
    >>> tape, nodes = to_graph(parse("x*y + x"), {"x": 2.0, "y": 3.0})
    >>> tape.backward(nodes["result"])[nodes["x"]]
    4.0
    """
    refuse_reductions(program)
    tape = Tape()
    environment: dict[str, Any] = {}
    for name, value in values.items():
        try:
            environment[name] = tape.variable(value, name)
        except ArgumentError as error:
            raise ExpressionError("function-failed", name=name, reason=str(error)) from None
    with np.errstate(all="ignore"):
        for one in program.statements:
            environment[one.target] = _node(one.expression, environment, tape)
    for name, value in environment.items():
        if not isinstance(value, Node):  # a formula of numbers alone
            environment[name] = tape.variable(tape.spread(float(value)), name)
    return tape, environment


def refuse_reductions(program: Program) -> None:
    """Raise at the first function that is not computed element by element from the table."""
    for one in program.statements:
        for node in walk(one.expression):
            if isinstance(node, Apply) and (node.name not in TABLE or TABLE[node.name].reduces):
                raise ExpressionError("not-in-graph", node.line, node.column, name=node.name)


def _node(node: Expression, environment: Mapping[str, Any], tape: Tape) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        if node.name not in environment:
            raise unknown_name(node, environment)
        return environment[node.name]
    operands = [_node(one, environment, tape) for one in node.operands]
    if any(isinstance(one, Node) for one in operands):
        return tape.apply(TABLE[node.name], *operands)
    return float(TABLE[node.name](*operands))
