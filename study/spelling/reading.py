"""What a text means as a program: each of its lines, what is wrong with those that mean nothing, all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lekce2.base import ExpressionError
from lekce2.expressions import Apply, Expression, Name, Program, Statement, parse, walk


@dataclass(frozen=True)
class ReadLine:
    """A statement that was typed.

    Attributes
    ----------
    number : int
        The typed line, from 1; several statements may stand on one line.
    typed : str
        That line.
    source : str
        The statement in the language's own spelling; nothing where there is none, or where it cannot be read.
    problem : ExpressionError or None
        Why it cannot be read, with the line and column of what was typed.
    columns : tuple of int
        For each sign of ``source`` the column where it was typed, and one more for the end.
    target : str
        What a statement that cannot be read gives a value to, where that can be read.
    """

    number: int
    typed: str
    source: str = ""
    problem: ExpressionError | None = None
    columns: tuple[int, ...] = ()
    target: str = ""

    def column(self, column: int) -> int:
        """Where a column of ``source`` was typed."""
        if not self.columns:
            return min(column, len(self.typed) + 1)
        return self.columns[min(max(column, 1), len(self.columns)) - 1]


@dataclass(frozen=True)
class SpellingReading:
    """What a text means as a program, and what in it means nothing.

    Attributes
    ----------
    text : str
        What was typed.
    lines : tuple of ReadLine
        Its statements, and a line of each typed line without one.
    copies : mapping of str to str
        Names that hold a value from before the step, and what they copy; `program` begins with them, on line 0.
    problems : tuple of ExpressionError
        Of all lines, in order.
    """

    text: str
    lines: tuple[ReadLine, ...]
    copies: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[ExpressionError, ...] = ()
    functions: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The program in the language's own spelling, without the copies.

        Its lines are numbered as typed; where one typed line holds several statements, each has a line of its own here.
        """
        return "\n".join(line.source for line in self.lines)

    def program(self) -> Program:
        """The lines that can be read, as a program whose places are those of what was typed.

        Raises
        ------
        ExpressionError
            If there are none.

        Examples
        --------
        >>> from study.spelling import read
        >>> program = read("v_t = 0,9 v_{t-1} + g", {"v", "g"}, states={"v"}).program()
        >>> [(one.target, one.reads, one.column) for one in program.statements]
        [('v', ('v', 'g'), 1)]
        """
        readable = [line for line in self.lines if line.source]
        if not readable:
            raise self.problems[0] if self.problems else ExpressionError("nothing-typed")
        try:
            parsed = parse("\n".join(line.source for line in readable), self.functions)
        except ExpressionError as error:
            raise placed(error, readable[min(error.line, len(readable)) - 1]) from None
        moved = [_moved(one, readable[one.line - 1]) for one in parsed.statements]
        saved = [Statement(copy, Name(name, *_first(copy, moved)), 0) for copy, name in self.copies.items()]
        return Program(self.text, (*saved, *moved))

    def whole(self) -> Program:
        """The program, if every line can be read.

        Raises
        ------
        ExpressionError
            The first problem otherwise.
        """
        if self.problems:
            raise self.problems[0]
        return self.program()

    def placed(self, error: ExpressionError) -> ExpressionError:
        """An error with a place in ``source``, at the place that was typed."""
        return placed(error, self.lines[min(max(error.line, 1), len(self.lines)) - 1])


def moved_to(error: ExpressionError, line: int, column: int) -> ExpressionError:
    """The same error at another place."""
    parameters = {key: value for key, value in error.parameters.items() if key not in ("line", "column")}
    return ExpressionError(error.code, line, column, **parameters)


def placed(error: ExpressionError, line: ReadLine) -> ExpressionError:
    return moved_to(error, line.number, line.column(error.column))


def _first(name: str, statements: Sequence[Statement]) -> tuple[int, int]:
    """Where a name is read first: what is wrong with it is said there."""
    nodes = (node for one in statements for node in walk(one.expression))
    return next(((node.line, node.column) for node in nodes if isinstance(node, Name) and node.name == name), (1, 1))


def _moved(one: Statement, line: ReadLine) -> Statement:
    return replace(one, expression=_node(one.expression, line), line=line.number, column=line.column(one.column))


def _node(node: Expression, line: ReadLine) -> Expression:
    """A node at the place where it was typed."""
    column = line.column(node.column)
    if isinstance(node, Apply):
        operands = tuple(_node(one, line) for one in node.operands)
        return Apply(node.name, operands, line.number, column)
    return replace(node, line=line.number, column=column)
