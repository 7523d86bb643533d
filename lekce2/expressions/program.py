"""A parsed program of typed formulas: its lines, what they read and give, their values and their LaTeX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from lekce2.base import Array
from lekce2.expressions import printing
from lekce2.expressions.tree import TABLE, Apply, Expression, Name, walk
from lekce2.expressions.values import Environment, Functions, compute

NONE: Functions = MappingProxyType({})


@dataclass(frozen=True)
class Statement:
    """One line: ``target`` ← ``expression``.

    Attributes
    ----------
    target : str
        The name that gets the value; ``result`` for a bare expression.
    expression : Expression
        What it is worth; ``theta -= g`` holds the expression theta − g.
    line, column : int
        Where it begins in the source, both from 1.
    bare : bool
        Whether it was typed without an equals sign.
    """

    target: str
    expression: Expression
    line: int
    column: int = 1
    bare: bool = False

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The variables it needs, each once, in written order."""
        return tuple(dict.fromkeys(node.name for node in walk(self.expression) if isinstance(node, Name)))

    @cached_property
    def calls(self) -> tuple[str, ...]:
        """The functions it calls that are not of the language, each once, in written order."""
        called = (node.name for node in walk(self.expression) if isinstance(node, Apply) and node.name not in TABLE)
        return tuple(dict.fromkeys(called))

    def latex(self, decimal: str = ".") -> str:
        r"""The line in LaTeX, ``decimal`` between the whole and the fraction of a number (``{,}`` in Czech)."""
        right = printing.latex(self.expression, decimal)
        return right if self.bare else rf"{printing.name(self.target)} \leftarrow {right}"


@dataclass(frozen=True)
class Program:
    """Parsed lines, in order.

    Examples
    --------
    >>> from lekce2.expressions import parse
    >>> program = parse("v = beta*v + g\\ntheta -= alpha*v")
    >>> program.inputs, program.targets
    (('beta', 'v', 'g', 'theta', 'alpha'), ('v', 'theta'))
    >>> values = program.run({"theta": [1.0, 2.0], "v": [0.0, 4.0], "g": [1.0, 1.0], "alpha": 0.5, "beta": 0.5})
    >>> values["theta"].tolist()
    [0.5, 0.5]
    """

    source: str
    statements: tuple[Statement, ...]

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The names that get a value, each once."""
        return tuple(dict.fromkeys(one.target for one in self.statements))

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The names that must have a value before the first line, each once, in the order of first use."""
        needed: dict[str, None] = {}
        known: set[str] = set()
        for one in self.statements:
            needed.update(dict.fromkeys(name for name in one.reads if name not in known))
            known.add(one.target)
        return tuple(needed)

    @cached_property
    def calls(self) -> tuple[str, ...]:
        """The functions that must be handed in, each once."""
        return tuple(dict.fromkeys(name for one in self.statements for name in one.calls))

    def live(self, names: Iterable[str]) -> frozenset[int]:
        """The line numbers on which the final values of ``names`` depend.

        >>> from lekce2.expressions import parse
        >>> sorted(parse("a = x\\nb = 2*a\\na = 3\\nc = a").live(["b", "c"]))
        [1, 2, 3, 4]
        >>> sorted(parse("a = x\\na = 3\\nc = a").live(["c"]))
        [2, 3]
        """
        needed, lines = set(names), set()
        for one in reversed(self.statements):
            if one.target in needed:
                needed = needed - {one.target} | set(one.reads)
                lines.add(one.line)
        return frozenset(lines)

    def run(self, values: Environment, functions: Functions = NONE, system: Any = np) -> dict[str, Array]:
        """Run all lines.

        Parameters
        ----------
        values : mapping of str to array
            What the names are worth before the first line, under their ASCII names (``theta``, ``eps``, ``beta1``).
        functions : mapping of str to callable, optional
            More functions that lines may call; they get and return arrays.
        system : optional
            The number system: ``lekce2.functions.STACKS`` for stacks of values.

        Returns
        -------
        dict of str to float64 array
            The final value of every name that a line gives a value (new arrays, 0-d for single numbers); infinities
            and NaN are values.

        Raises
        ------
        ExpressionError
            For a name without a value, shapes that do not fit, a function that is not given or fails.
        """
        environment = dict(values)
        for one in self.statements:
            environment[one.target] = evaluate(one, environment, functions, system)
        return {name: np.array(environment[name], dtype=np.float64) for name in self.targets}

    def latex(self, decimal: str = ".") -> str:
        r"""The program in LaTeX: one line as it is, several aligned at their arrows.

        >>> from lekce2.expressions import parse
        >>> print(parse("θ ← θ − α·g/√(r + ε)").latex())
        \theta \leftarrow \theta - \frac{\alpha \cdot g}{\sqrt{r + \varepsilon}}
        """
        if len(self.statements) == 1:
            return self.statements[0].latex(decimal)
        rows = (f"& {line}" if r"\leftarrow" not in line else line.replace(r"\leftarrow", r"&\leftarrow", 1)
                for line in (one.latex(decimal) for one in self.statements))  # fmt: skip
        return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"


def evaluate(statement: Statement, environment: Environment, functions: Functions = NONE, system: Any = np) -> Array:
    """The value of one line where names are worth what ``environment`` says; for running a program line by line.

    Raises
    ------
    ExpressionError
        As `Program.run`.

    Examples
    --------
    >>> from lekce2.expressions import parse
    >>> first, second = parse("s = 2*g\\ns/2").statements
    >>> float(evaluate(first, {"g": 3.0})), float(evaluate(second, {"s": 10.0}))
    (6.0, 5.0)
    """
    return compute(statement.expression, environment, functions, system)
