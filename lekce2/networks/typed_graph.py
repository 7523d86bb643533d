"""A typed formula with typed values as a graph: what backpropagation is shown on.

Formulas are those of `lekce2.expressions`, lines parted by line ends or semicolons; values are written as
``x = 2; w = -0,5`` with a decimal point or comma. The numbers are computed by the tape, `lekce2.graph`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lekce2.base import ExpressionError, shorten
from lekce2.expressions import parse, to_graph
from lekce2.graph import Node, Row, Tape
from lekce2.networks.finite_differences import central_differences

MOST_NODES = 26
MOST_ABREAST = 6
LARGEST = 1e6
LONGEST = 2_000
NUMBER = r"[-+−]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+−]?\d+)?"
PAIR = re.compile(rf"\s*([A-Za-z][A-Za-z0-9_]*)\s*(?:=|:=|←)\s*({NUMBER})\s*(?:[;,\n]\s*|(?=[A-Za-z])|$)")


@dataclass(frozen=True)
class TypedGraph:
    """A graph with everything that forward and backward give, node i of n standing at i everywhere.

    ``rows`` are the tape's; ``names`` what each node is called in the formula, or ""; ``result`` the last line's node;
    ``gradients`` and ``differences`` ∂result/∂node by the chain rule and by central differences; ``successors[i]`` the
    pairs (j, k): node i is the k-th parent of node j.
    """

    tape: Tape
    rows: tuple[Row, ...]
    names: tuple[str, ...]
    result: int
    gradients: tuple[float, ...]
    differences: tuple[float, ...]
    successors: tuple[tuple[tuple[int, int], ...], ...]

    def contributions(self, node: int) -> tuple[tuple[int, float, float], ...]:
        """What a node's successors hand to it: (successor j, gradient of j, local derivative), in order of j."""
        return tuple((j, self.gradients[j], float(self.rows[j].local_derivatives[k])) for j, k in self.successors[node])


def typed_graph(formula: str, values: str, most: int = MOST_NODES) -> TypedGraph:
    """The graph of a formula at these values; values that it does not need are left out.

    Raises
    ------
    ExpressionError
        For a formula or values that are not understood, a name without a value, more than ``most`` nodes, or more than
        six operations of one depth.

    Examples
    --------
    >>> graph = typed_graph("u3 = x*w; u4 = x + u3; u5 = u4**2", "x = 2; w = 3")
    >>> graph.gradients, graph.contributions(0)
    ((64.0, 32.0, 16.0, 16.0, 1.0), ((2, 16.0, 3.0), (3, 16.0, 1.0)))
    """
    program = parse(formula.replace(";", "\n"))
    given = read_values(values)
    tape, nodes = to_graph(program, {name: value for name, value in given.items() if name in program.inputs})
    if len(tape) > most:
        raise ExpressionError("graph-too-large", count=len(tape), limit=most)
    _refuse_wide(tape)
    result = nodes[program.statements[-1].target]
    found = tape.backward(result)
    rows = tape.table(found)
    successors: list[list[tuple[int, int]]] = [[] for _ in rows]
    for row in rows:
        for k, parent in enumerate(row.parents):
            successors[parent].append((row.index, k))
    return TypedGraph(
        tape,
        rows,
        _names(rows, nodes),
        result.index,
        tuple(float(found[node]) for node in map(tape.__getitem__, range(len(tape)))),
        tuple(central_differences(tape, result).tolist()),
        tuple(map(tuple, successors)),
    )


def read_values(text: str) -> dict[str, float]:
    """Names and numbers, ``x = 2; w = -0,5``; the last one counts where a name comes twice.

    Raises
    ------
    ExpressionError
        For anything else, and for numbers above a million.

    Examples
    --------
    >>> read_values("x = 2, w1=−0,5; b = 1e-3")
    {'x': 2.0, 'w1': -0.5, 'b': 0.001}
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ExpressionError("too-long", count=len(text), limit=LONGEST)
    values: dict[str, float] = {}
    at = 0
    while at < len(text):
        pair = PAIR.match(text, at)
        if pair is None:
            raise ExpressionError("bad-values", found=shorten(text[at : at + 30]))
        name, number = pair.groups()
        value = float(number.replace(",", ".").replace("−", "-"))
        if not abs(value) <= LARGEST:
            raise ExpressionError("value-too-large", name=name, value=value)
        values[name] = value
        at = pair.end()
    return values


def write_values(values: Mapping[str, float], comma: str = ".") -> str:
    """The text that `read_values` reads back.

    >>> write_values({"x": 2.0, "w": -0.5}, ",")
    'x = 2; w = -0,5'
    """
    return "; ".join(f"{name} = {value!r}".removesuffix(".0").replace(".", comma) for name, value in values.items())


def _refuse_wide(tape: Tape) -> None:
    depth: list[int] = []
    for _, _, edges in tape.lines:
        depth.append(1 + max((depth[parent] for parent, _ in edges), default=-1))
    if any(depth.count(each) > MOST_ABREAST for each in set(depth) - {0}):
        raise ExpressionError("graph-too-wide")


def _names(rows: Sequence[Row], nodes: Mapping[str, Node]) -> tuple[str, ...]:
    given = {node.index: name for name, node in reversed(list(nodes.items()))}
    return tuple(given.get(row.index, "" if row.operation != "variable" else row.name) for row in rows)
