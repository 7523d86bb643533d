"""Backpropagation on a tape: run a formula once, then read the derivative of its result after everything in it.

Each operation writes one line on its tape: its value and, beside it, the local derivative after each operand. Going
down the tape once, from the result to the start, every node v hands ∂y/∂v · (local derivative) to its operands, which
sum what they get: the chain rule, as in Rumelhart, Hinton & Williams (Nature 323, 1986) and in Griewank & Walther,
Evaluating Derivatives (2008), chapter 3. There is no recursion, so depth costs nothing but memory.

Values are floats, or arrays of one shape, each element of which is a lane of its own: a formula differentiated in many
points at once. Formulas, derivatives and their conventions (relu′(0) = 0, d(x⁰) = 0) are rows of `lekce2.functions`.
A plain number in a formula is part of its operation, not a node. Infinity and NaN are values, never warnings. This
module gives first derivatives only, and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, checks, shorten
from lekce2.functions import FUNCTIONS, OPERATIONS, REALS, Function

__all__ = ["Gradients", "Node", "Row", "Tape", "Value"]


Value: TypeAlias = float | Array
Operands: TypeAlias = tuple[int | Value, ...]  # in written order: a node's index (int) or a plain number
# What a tape keeps of a node: its function (None for a variable), its operands, and its edges: a parent's index and the
# local derivative after it.
Record: TypeAlias = tuple[Function | None, Operands, tuple[tuple[int, Value], ...]]


class Tape:
    """A record of operations that can be run backward.

    Attributes
    ----------
    values : list of float or array
        What each node is worth, in the order of computation.
    lines : list of tuples
        How each was computed: function, operands, edges.
    scalar : bool
        Whether the values are floats.

    Examples
    --------
    Why gradients are summed where a value is used twice: d(x·x)/dx = x + x.

    >>> tape = Tape()
    >>> x = tape.variable(3.0, "x")
    >>> y = x * x
    >>> y.local_derivatives, tape.backward(y)[x]
    ((3.0, 3.0), 6.0)
    """

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.lines: list[Record] = []
        self.scalar = True
        self._shape: tuple[int, ...] | None = None
        self._names: dict[int, str] = {}
        self._latest: list[Any] | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> Node:
        return Node(self, range(len(self.lines))[index], self.values[index])

    def name(self, index: int) -> str:
        """The name given to a line's variable, or ``v`` and its index."""
        return self._names.get(index, f"v{index}")

    def variable(self, value: ArrayLike, name: str | None = None) -> Node:
        """A node that depends on nothing.

        Parameters
        ----------
        value : float or array
            Any numbers, copied; the first variable decides the shape of every value on the tape.
        name : str, optional
            What tables and messages call it.

        Returns
        -------
        Node

        Raises
        ------
        ArgumentError
            If ``value`` is not made of numbers, or not of the tape's shape.

        Examples
        --------
        >>> Tape().variable([1, 2], "x").value
        array([1., 2.])
        """
        number = value if type(value) is float else self._number(name or "value", value)
        shape = () if type(number) is float else np.shape(number)
        if shape != self._shape:
            if self._shape is not None:
                raise self._misfit(name or "value", shape)
            self._shape, self.scalar = shape, shape == ()
        if name is not None:
            self._names[len(self.lines)] = name
        return self.write(None, (), number if self.scalar else self._frozen(number), ())

    def apply(self, function: Function, *operands: Node | ArrayLike) -> Node:
        """A new node, ``function`` of nodes of this tape and plain numbers; what operators and methods of nodes call.

        Raises
        ------
        ArgumentError
            If an operand is a node of another tape, not a number or of another shape, or if ``function`` takes another
            number of operands or reduces an array to one number.
        """
        if function.reduces or len(operands) != function.arity:
            what = f"{function.name} of {len(operands)}"
            raise ArgumentError("not-a-choice", argument="function", choices="functions element by element", value=what)
        places = tuple(
            operand.index if type(operand) is Node and operand.tape is self else self._operand(function, i, operand)
            for i, operand in enumerate(operands)
        )
        x = [self.values[place] if type(place) is int else place for place in places]
        if self.scalar:
            with suppress(ArithmeticError, ValueError):  # an edge of the function, where NumPy has an infinity or NaN
                return self._run(REALS, function, places, x)
        x = [np.float64(one) if type(one) is float else one for one in x]
        with np.errstate(all="ignore"):
            return self._run(np, function, places, x)

    def _run(self, m: Any, function: Function, places: Operands, x: list[Any]) -> Node:
        y = function.value(m, *x)
        pairs = zip(places, function.derivatives, strict=True)
        edges = tuple((place, derivative(m, *x, y)) for place, derivative in pairs if type(place) is int)
        if self.scalar and m is np:
            y, edges = float(y), tuple((place, float(derivative)) for place, derivative in edges)
        return self.write(function, places, y if self.scalar else self._frozen(y), edges)

    def write(self, function: Function | None, operands: Operands, value: Value, edges: Any) -> Node:
        """One line more: what `variable` and `apply` have checked and computed."""
        index = len(self.lines)
        self.lines.append((function, operands, edges))
        self.values.append(value)
        return Node(self, index, value)

    def backward(self, node: Node) -> Gradients:
        r"""The gradients of ``node`` (of the sum of its lanes, if it is an array) after every node of the tape.

        .. math:: \frac{\partial y}{\partial v} = \sum_{w\,:\,v \to w}
                  \frac{\partial y}{\partial w} \frac{\partial w}{\partial v},\qquad \frac{\partial y}{\partial y} = 1

        Nothing is changed by it: a second call gives the same answer.

        Parameters
        ----------
        node : Node
            The result y, of this tape.

        Returns
        -------
        Gradients
            ``gradients[v]`` is ∂y/∂v, of the tape's shape, for every node v; 0 where y does not depend on it.

        Raises
        ------
        ArgumentError
            If ``node`` is not a node of this tape.

        References
        ----------
        Rumelhart, Hinton and Williams (1986), Learning Representations by Back-propagating Errors.

        Examples
        --------
        >>> tape = Tape()
        >>> x, w, unused = (tape.variable(value) for value in (2.0, 3.0, 5.0))
        >>> gradients = tape.backward((x + x * w) ** 2)
        >>> gradients[x], gradients[w], gradients[unused]
        (64.0, 32.0, 0.0)
        """
        last = self.line_of("node", node)
        found: list[Any] = [None] * len(self.lines)
        found[last] = self.spread(1.0)
        lines = self.lines
        with np.errstate(all="ignore"):
            for index in range(last, -1, -1):
                upstream = found[index]
                if upstream is None:
                    continue
                for parent, derivative in lines[index][2]:
                    before = found[parent]
                    found[parent] = derivative * upstream if before is None else before + derivative * upstream
        self._latest = found
        return Gradients(self, found)

    def table(self, gradients: Gradients | None = None) -> tuple[Row, ...]:
        """One `Row` a node, in the order of computation.

        Parameters
        ----------
        gradients : Gradients, optional
            What ``backward`` gave; its last answer when left out.

        Returns
        -------
        tuple of Row

        Examples
        --------
        >>> tape = Tape()
        >>> x = tape.variable(3.0, "x")
        >>> gradients = tape.backward(x * x)
        >>> [(row.name, row.operation, row.parents, row.value, row.gradient) for row in tape.table()]
        [('x', 'variable', (), 3.0, 6.0), ('v1', '*', (0, 0), 9.0, 1.0)]
        """
        if gradients is None and self._latest is not None:
            gradients = Gradients(self, self._latest)
        return tuple(self._row(node, gradients) for node in map(self.__getitem__, range(len(self))))

    def _row(self, node: Node, gradients: Gradients | None) -> Row:
        local = node.local_derivatives
        gradient = None if gradients is None else gradients[node]
        with np.errstate(all="ignore"):
            contributions = None if gradient is None else tuple(derivative * gradient for derivative in local)
        _, operands, edges = self.lines[node.index]
        parents = tuple(parent for parent, _ in edges)
        start = (node.index, node.name, node.operation, operands, parents, self.values[node.index])
        return Row(*start, local, gradient, contributions)

    def spread(self, value: Value) -> Value:
        """``value`` in the tape's shape: a new array, or the float itself."""
        return value if self.scalar else np.array(np.broadcast_to(value, self._shape or ()))

    def line_of(self, argument: str, node: Any) -> int:
        """The index of a node, which must be one of this tape."""
        if not isinstance(node, Node) or node.tape is not self:
            raise ArgumentError("other-tape", argument=argument, value=checks.shorten(node))
        return node.index

    def _operand(self, function: Function, position: int, operand: Any) -> Value:
        side = ("left", "right")[position] if function.arity == 2 else "only"
        argument = f"the {side} operand of {function.name}"
        if isinstance(operand, Node):
            self.line_of(argument, operand)
        number = self._number(argument, operand)
        if type(number) is not float and np.shape(number) != self._shape:
            raise self._misfit(argument, np.shape(number))
        return number

    def _frozen(self, value: Any) -> Value:
        value.flags.writeable = False
        return value  # type: ignore[no-any-return]

    def _number(self, argument: str, value: ArrayLike) -> Value:
        if type(value) is float:
            return value
        if type(value) is int and -(2**53) < value < 2**53:
            return float(value)
        out = np.array(checks.array(argument, value))
        return out if out.ndim else float(out)

    def _misfit(self, argument: str, shape: tuple[int, ...]) -> ArgumentError:
        return ArgumentError("shapes-differ", argument=argument, value=shape, expected=self._shape, other="the tape")


# A value on a tape: arithmetic and functions of it write further values on the same tape.
#
# A node is a handle, a line number and the value that stands there; what the line says (its operation, its operands and
# the local derivatives) is kept by the tape, `lekce2.graph`. Two handles of one line are equal.


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


# What a backward pass leaves behind: the gradient of every node, and a table to step through them.
#
# This module computes nothing: it reads a tape, `lekce2.graph`.


@dataclass(frozen=True)
class Row:
    """One node for stepping through a graph: forward by growing ``index``, backward by falling.

    ``operands`` holds indices of nodes (int) and plain numbers (float or array), ``parents`` the former alone;
    ``local_derivatives`` and ``contributions`` (local derivative × gradient: what the node hands to each parent) go
    with ``parents``. ``gradient`` and ``contributions`` are None before the first ``backward``.
    """

    index: int
    name: str
    operation: str
    operands: Operands
    parents: tuple[int, ...]
    value: Value
    local_derivatives: tuple[Value, ...]
    gradient: Value | None
    contributions: tuple[Value, ...] | None


class Gradients(Mapping[Node, Value]):
    """∂y/∂v for every node v of a tape: 0 where y does not depend on v.

    Raises
    ------
    ArgumentError
        For anything but a node of this tape.
    """

    def __init__(self, tape: Tape, found: list[Any]) -> None:
        self._tape = tape
        self._found = found

    def __getitem__(self, node: Node) -> Value:
        index = self._tape.line_of("node", node)
        found = self._found[index] if index < len(self._found) else None
        value: Value = self._tape.spread(0.0) if found is None else found
        return value

    def __iter__(self) -> Iterator[Node]:
        return (self._tape[i] for i in range(len(self._tape)))

    def __len__(self) -> int:
        return len(self._tape)

    def __contains__(self, node: object) -> bool:
        return isinstance(node, Node) and node.tape is self._tape
