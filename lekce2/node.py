"""A value on a tape: arithmetic and functions of it write further values on the same tape.

A node is a handle, a line number and the value that stands there; what the line says (its operation, its operands and
the local derivatives) is kept by the tape, `lekce2.graph`. Two handles of one line are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from numpy.typing import ArrayLike

from lekce2.checks import Array, shorten
from lekce2.functions import FUNCTIONS, OPERATIONS, REALS, Function

if TYPE_CHECKING:
    from lekce2.graph import Tape

Value: TypeAlias = float | Array

ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, NEGATE = (OPERATIONS[sign] for sign in ("+", "-", "*", "/", "**", "neg"))


class Node:
    """A value on a tape, made by ``tape.variable`` or by an operation on other nodes.

    On either side of + − * / ** may stand a node of the same tape, a number, or an array of the tape's shape.

    Attributes
    ----------
    tape : Tape
        The tape it stands on.
    index : int
        Its line on the tape, from 0.
    value : float or array
        What it is worth.

    Raises
    ------
    ArgumentError
        By an operation whose other operand is a node of another tape, not a number, or of another shape.

    Examples
    --------
    >>> from lekce2.graph import Tape
    >>> x = Tape().variable(3.0, "x")
    >>> y = 2 * x**2
    >>> y, y.operation, y.parents, y.local_derivatives
    (Node(v2 = 18.0), '*', (Node(v1 = 9.0),), (2.0,))
    """

    __array_ufunc__ = None  # an array on the left leaves the operation to the node on the right
    __slots__ = ("index", "tape", "value")

    def __init__(self, tape: Tape, index: int, value: Value) -> None:
        self.tape = tape
        self.index = index
        self.value: Any = value  # a float or an array: which of them, the tape knows

    @property
    def name(self) -> str:
        """The name it was given, or ``v`` and its index."""
        return self.tape.name(self.index)

    @property
    def operation(self) -> str:
        """The name of its row in `lekce2.functions`, or ``variable``."""
        function = self.tape.lines[self.index][0]
        return function.name if function else "variable"

    @property
    def parents(self) -> tuple[Node, ...]:
        """The nodes it was computed from, in written order; one that stands there twice comes twice."""
        return tuple(self.tape[i] for i, _ in self.tape.lines[self.index][2])

    @property
    def local_derivatives(self) -> tuple[Value, ...]:
        """The partial derivative of its operation after each of its ``parents``."""
        return tuple(self.tape.spread(derivative) for _, derivative in self.tape.lines[self.index][2])

    def __repr__(self) -> str:
        return f"Node({self.name} = {shorten(self.value)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.tape is self.tape and other.index == self.index

    def __hash__(self) -> int:
        return hash((id(self.tape), self.index))

    # What floats do to floats is written out for speed, here and in the two functions below the class; all else, and
    # every error, is the tape's `apply`.

    def __add__(self, other: Node | ArrayLike) -> Node:
        tape = self.tape
        if type(other) is Node and other.tape is tape and tape.scalar:
            i, j = self.index, other.index
            return tape.write(ADD, (i, j), self.value + other.value, ((i, 1.0), (j, 1.0)))
        return _binary(ADD, self, other)

    def __sub__(self, other: Node | ArrayLike) -> Node:
        tape = self.tape
        if type(other) is Node and other.tape is tape and tape.scalar:
            i, j = self.index, other.index
            return tape.write(SUBTRACT, (i, j), self.value - other.value, ((i, 1.0), (j, -1.0)))
        return _binary(SUBTRACT, self, other)

    def __mul__(self, other: Node | ArrayLike) -> Node:
        tape = self.tape
        if type(other) is Node and other.tape is tape and tape.scalar:
            x, y, i, j = self.value, other.value, self.index, other.index
            return tape.write(MULTIPLY, (i, j), x * y, ((i, y), (j, x)))
        return _binary(MULTIPLY, self, other)

    def __truediv__(self, other: Node | ArrayLike) -> Node:
        return _binary(DIVIDE, self, other)

    def __pow__(self, other: Node | ArrayLike) -> Node:
        return _binary(POWER, self, other)

    def __radd__(self, other: ArrayLike) -> Node:
        return _binary(ADD, other, self)

    def __rsub__(self, other: ArrayLike) -> Node:
        return _binary(SUBTRACT, other, self)

    def __rmul__(self, other: ArrayLike) -> Node:
        return _binary(MULTIPLY, other, self)

    def __rtruediv__(self, other: ArrayLike) -> Node:
        return _binary(DIVIDE, other, self)

    def __rpow__(self, other: ArrayLike) -> Node:
        return _binary(POWER, other, self)

    def __neg__(self) -> Node:
        return _unary(NEGATE, self)

    def __pos__(self) -> Node:
        return self

    def exp(self) -> Node:
        """eˣ."""
        return _unary(FUNCTIONS["exp"], self)

    def log(self) -> Node:
        """The natural logarithm; −∞ at 0, NaN below."""
        return _unary(FUNCTIONS["log"], self)

    def sqrt(self) -> Node:
        """√x; NaN below 0."""
        return _unary(FUNCTIONS["sqrt"], self)

    def abs(self) -> Node:
        """|x|, with derivative 0 at 0."""
        return _unary(FUNCTIONS["abs"], self)

    def sigmoid(self) -> Node:
        """σ(x) = 1/(1 + e⁻ˣ)."""
        return _unary(FUNCTIONS["sigmoid"], self)

    def tanh(self) -> Node:
        """The hyperbolic tangent."""
        return _unary(FUNCTIONS["tanh"], self)

    def relu(self) -> Node:
        """max(x, 0), with derivative 0 at 0."""
        return _unary(FUNCTIONS["relu"], self)

    __abs__ = abs


def _unary(function: Function, node: Node) -> Node:
    tape, x, i = node.tape, node.value, node.index
    if tape.scalar:
        try:
            y = function.value(REALS, x)
            return tape.write(function, (i,), y, ((i, function.derivatives[0](REALS, x, y)),))
        except (ArithmeticError, ValueError):
            pass  # an edge of the function, where the tape has an infinity or NaN
    return tape.apply(function, node)


def _binary(function: Function, left: Any, right: Any) -> Node:
    tape: Tape = left.tape if type(left) is Node else right.tape
    if tape.scalar:
        after_left, after_right = function.derivatives
        try:
            if type(right) is float or type(right) is int:
                x, y, i = left.value, float(right), left.index
                z = function.value(REALS, x, y)
                return tape.write(function, (i, y), z, ((i, after_left(REALS, x, y, z)),))
            if type(left) is float or type(left) is int:
                x, y, j = float(left), right.value, right.index
                z = function.value(REALS, x, y)
                return tape.write(function, (x, j), z, ((j, after_right(REALS, x, y, z)),))
            if type(left) is type(right) is Node and left.tape is right.tape:
                x, y, i, j = left.value, right.value, left.index, right.index
                z = function.value(REALS, x, y)
                edges = ((i, after_left(REALS, x, y, z)), (j, after_right(REALS, x, y, z)))
                return tape.write(function, (i, j), z, edges)
        except (ArithmeticError, ValueError):
            pass
    return tape.apply(function, left, right)
