"""A formula as a tree of numbers, names and functions of them, built by an own walk over Python's syntax tree.

`ast.parse` only reads here: nothing is ever compiled or evaluated by Python, and every kind of node that is not named
below is refused. Numbers are floats from the start, so that no power of integers can fill the memory. The walk recurses
over at most as many levels as the grammar has let nodes through.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from lekce2.base import ExpressionError
from lekce2.functions import FUNCTIONS, OPERATIONS, Function

TABLE: Mapping[str, Function] = MappingProxyType({**FUNCTIONS, **OPERATIONS})
BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


@dataclass(frozen=True)
class Number:
    """A number that was typed, as a float ≥ 0."""

    value: float
    line: int
    column: int


@dataclass(frozen=True)
class Name:
    """A variable."""

    name: str
    line: int
    column: int


@dataclass(frozen=True)
class Apply:
    """A function of operands: ``name`` stands in ``TABLE`` (``+``, ``neg``, ``exp`` …) or is a function handed in."""

    name: str
    operands: tuple[Expression, ...]
    line: int
    column: int


Expression: TypeAlias = Number | Name | Apply


def build(python: str, columns: Sequence[int], line: int) -> Expression:
    """The tree of an expression that `lekce2.expressions.grammar` has written.

    Raises
    ------
    ExpressionError
        If Python does not read it as an expression of this language.
    """
    try:
        return _node(ast.parse(python, mode="eval").body, python, columns, line)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError("not-understood", line, columns[0] if columns else 1) from None


def _node(found: ast.expr, python: str, columns: Sequence[int], line: int) -> Expression:
    column = columns[found.col_offset]
    match found:
        case ast.Constant(value=float(value)):
            return Number(value, line, column)
        case ast.Name(id=name):
            return Name(name, line, column)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, python, columns, line)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Apply("neg", (_node(operand, python, columns, line),), line, column)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            at = left.end_col_offset or 0
            while python[at] in ") ":
                at += 1
            operands = (_node(left, python, columns, line), _node(right, python, columns, line))
            return Apply(BINARY[type(op)], operands, line, columns[at])
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return Apply(name, tuple(_node(one, python, columns, line) for one in arguments), line, column)
    raise ExpressionError("not-understood", line, column)


def walk(node: Expression) -> Iterator[Expression]:
    """The node and all below it, in written order."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, Apply):
            waiting.extend(reversed(one.operands))
