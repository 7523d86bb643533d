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

from contextlib import suppress
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lekce2 import checks
from lekce2.errors import ArgumentError
from lekce2.functions import REALS, Function
from lekce2.gradients import Gradients, Operands, Row
from lekce2.node import Node, Value

__all__ = ["Gradients", "Node", "Row", "Tape", "Value"]


# What a tape keeps of a node: its function (None for a variable), its operands, and its edges: a parent's index and the
# local derivative after it.
Line: TypeAlias = tuple[Function | None, Operands, tuple[tuple[int, Value], ...]]


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
        self.lines: list[Line] = []
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
