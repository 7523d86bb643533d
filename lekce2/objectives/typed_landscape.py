"""A landscape typed by the learner: a formula in x and y, differentiated by the tape, runs on all lanes at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lekce2.base import ArgumentError, Array, ExpressionError, finite
from lekce2.expressions import Name, Program, parse, refuse_reductions, to_graph, walk
from lekce2.objectives.objective import Interval, Objective, Planes, Point

WHOLE: tuple[Interval, Interval] = ((-3.0, 3.0), (-3.0, 3.0))
STEP = float(np.cbrt(np.finfo(float).eps))  # of central differences, times max(1, |x|): error of the order of step²


@dataclass(frozen=True)
class typed(Objective):
    """J(x, y) as a formula says; made by `from_expression`.

    ``program`` is the parsed formula (its LaTeX, its parts); ``minima`` is empty, for nobody knows them.
    """

    formula: str
    domain: tuple[Interval, ...] = WHOLE
    program: Program = field(init=False, repr=False, compare=False)
    dimension = 2
    minima: tuple[Point, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "domain", _intervals(self.domain))
        object.__setattr__(self, "program", _landscape(self.formula))

    def value_planes(self, planes: Planes) -> Array:
        x, y = planes
        value = self.program.run({"x": x, "y": y})[self.program.statements[-1].target]
        shape = np.broadcast_shapes(np.shape(x), np.shape(y))
        return value if value.shape == shape else np.array(np.broadcast_to(value, shape))

    def gradient_planes(self, planes: Planes, out: Planes, rows: Any = None) -> None:
        x, y = np.broadcast_arrays(*planes)
        tape, nodes = to_graph(self.program, {"x": x, "y": y})
        gradients = tape.backward(nodes[self.program.statements[-1].target])
        out[0][...] = gradients[tape[0]]
        out[1][...] = gradients[tape[1]]

    def hessian_planes(self, planes: Planes) -> Array:
        points = [np.array(one, dtype=np.float64) for one in np.broadcast_arrays(*planes)]
        matrix = np.empty((2, 2, *points[0].shape))
        for i in (0, 1):
            step = STEP * np.maximum(1.0, np.abs(points[i]))
            ahead, behind = list(points), list(points)
            ahead[i], behind[i] = points[i] + step, points[i] - step
            after, before = np.empty((2, *step.shape)), np.empty((2, *step.shape))
            self.gradient_planes(ahead, after)
            self.gradient_planes(behind, before)
            matrix[i] = (after - before) / (ahead[i] - behind[i])
        matrix[0, 1] = matrix[1, 0] = 0.5 * (matrix[0, 1] + matrix[1, 0])
        return matrix


def from_expression(formula: str, domain: Sequence[Sequence[float]] = WHOLE) -> typed:
    """The landscape of a typed formula in x and y.

    Its gradient is that of `lekce2.graph`, its Hessian the central differences of the gradient (about 1e-9 of its
    size). Earlier lines may name parts of the formula; the last line is J.

    Parameters
    ----------
    formula : str
        In the language of `lekce2.expressions`, without sum and mean.
    domain : two intervals
        Where it is worth looking at: ``((x_low, x_high), (y_low, y_high))``.

    Raises
    ------
    ExpressionError
        If the formula is not understood, uses another variable than x and y, or neither of them.
    ArgumentError
        If ``domain`` is not two intervals.

    Examples
    --------
    >>> bowl = from_expression("x² + 10y²".replace("10y", "10*y"))
    >>> float(bowl.value([1.0, 2.0])), bowl.gradient([1.0, 2.0]).tolist()
    (41.0, [2.0, 40.0])
    """
    return typed(formula, domain)  # type: ignore[arg-type]


def _landscape(formula: str) -> Program:
    program = parse(formula, ())
    refuse_reductions(program)
    known = {"x", "y"}
    for one in program.statements:
        for node in walk(one.expression):
            if isinstance(node, Name) and node.name not in known:
                raise ExpressionError("not-a-coordinate", node.line, node.column, name=node.name)
        known.add(one.target)
    last = program.statements[-1]
    live = program.live([last.target])
    if not any({"x", "y"} & set(one.reads) for one in program.statements if one.line in live):
        raise ExpressionError("no-coordinate", last.line, last.expression.column)
    return program


def _intervals(domain: Sequence[Sequence[float]]) -> tuple[Interval, ...]:
    sides = finite("domain", domain)
    if sides.shape != (2, 2) or not (sides[:, 0] < sides[:, 1]).all():
        raise ArgumentError("wrong-shape", argument="domain", expected="((low, high), (low, high))", value=str(domain))
    (x_low, x_high), (y_low, y_high) = sides.tolist()
    return ((x_low, x_high), (y_low, y_high))
