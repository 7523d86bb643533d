"""Every program that differs from a reference by a single edit: the slips that marking must not miss.

Signs and functions swapped or dropped, operands dropped, doubled or swapped, minus signs, names and numbers replaced,
the 1 − of a factor lost or added, a root moved over ε, lines dropped, doubled or swapped, values given to another name.
The same edits tell a learner which slip a wrong line is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lekce2 import Message
from lekce2.base import Array, ExpressionError
from lekce2.expressions import TABLE, Apply, Expression, Name, Number, Program, Statement, compute, parse
from lekce2.functions import FUNCTIONS, STACKS
from study.exercises.feedback import say

# A formula's tree as somebody could have typed it, and small ways to build and edit trees.

TIGHTNESS = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
ATOM = 5


def number(value: float) -> Expression:
    """A number as a node."""
    return Number(abs(value), 1, 1) if value >= 0 else apply("neg", Number(-value, 1, 1))


def apply(name: str, *operands: Expression) -> Apply:
    """A function of nodes as a node."""
    return Apply(name, operands, 1, 1)


def plain(node: Expression) -> Expression:
    """The same tree without its places in a text, so that trees can be compared."""
    if isinstance(node, Apply):
        return apply(node.name, *map(plain, node.operands))
    return replace(node, line=1, column=1)


def source(node: Expression, times: str = "*", power: str = "**") -> str:
    """A node as it is typed, with the parentheses that it needs.

    >>> from lekce2.expressions import parse
    >>> source(parse("a-(b - (c*d)) /  e**2").statements[0].expression)
    'a - (b - c*d)/e**2'
    """
    if isinstance(node, Number):
        return repr(node.value).removesuffix(".0") if node.value < 1e16 else repr(node.value)
    if isinstance(node, Name):
        return node.name
    if node.name not in TIGHTNESS:
        return f"{node.name}({', '.join(source(one, times, power) for one in node.operands)})"
    own = TIGHTNESS[node.name]
    pieces = [
        f"({text})" if tightness(one) < own + _stricter(node.name, i) else text
        for i, (one, text) in enumerate((one, source(one, times, power)) for one in node.operands)
    ]
    if node.name == "neg":
        return f"-{pieces[0]}"
    sign = {"*": times, "/": "/", "**": power}.get(node.name, f" {node.name} ")
    return sign.join(pieces)


def tightness(node: Expression) -> int:
    """How tightly what is typed for a node holds together."""
    return TIGHTNESS.get(node.name, ATOM) if isinstance(node, Apply) and node.name in TABLE else ATOM


def _stricter(name: str, place: int) -> int:
    """Does an operand at a place need to hold together more tightly than the operation itself?"""
    if name == "neg":
        return 1
    return int((place == 1) != (name == "**")) if name in ("-", "/", "**") else int(place == 1)


def line(statement: Statement) -> str:
    """A statement as it is typed."""
    text = source(statement.expression)
    return text if statement.bare else f"{statement.target} = {text}"


def lines(statements: tuple[Statement, ...]) -> str:
    """Statements as a typed program."""
    return "\n".join(map(line, statements))


def program(statements: tuple[Statement, ...]) -> Program:
    """Statements as a program, its lines numbered from 1."""
    return Program(lines(statements), tuple(replace(one, line=i, column=1) for i, one in enumerate(statements, 1)))


def places(node: Expression) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Every node of a tree, each with the function that puts another one in its place.

    >>> from lekce2.expressions import parse
    >>> tree = parse("a*b").statements[0].expression
    >>> [source(put(number(2))) for _, put in places(tree)]
    ['2', '2*b', 'a*2']
    """
    yield node, lambda other: other
    if isinstance(node, Apply):
        for i, operand in enumerate(node.operands):
            for inner, put in places(operand):
                yield inner, _into(node, i, put)


def _into(node: Apply, i: int, put: Callable[[Expression], Expression]) -> Callable[[Expression], Expression]:
    return lambda other: replace(node, operands=(*node.operands[:i], put(other), *node.operands[i + 1 :]))


SIGNS = ("+", "-", "*", "/", "**")
ONE = number(1.0)
Callables: TypeAlias = Mapping[str, Callable[..., ArrayLike]]
Edited: TypeAlias = tuple[list[int], Array]  # which edits, and the stack of their values


class Edit(NamedTuple):
    """A node of an expression and another one in its place: ``put`` gives the whole with it, ``message`` says what."""

    node: Expression
    other: Expression
    put: Callable[[Expression], Expression]
    code: str
    parameters: Mapping[str, Any]  # of the message: nodes stand for their text

    @property
    def expression(self) -> Expression:
        return self.put(self.other)

    @property
    def message(self) -> Message:
        texts = {key: source(one) if isinstance(one, Expression) else one for key, one in self.parameters.items()}
        return say(self.code, **texts)


@dataclass(frozen=True)
class Mutant:
    """A program with one edit; ``line`` is where it was made, ``edit`` says which in the app's words."""

    statements: tuple[Statement, ...]
    line: int
    edit: Message

    @cached_property
    def program(self) -> Program:
        return program(self.statements)

    @cached_property
    def parses(self) -> bool:
        try:
            parse(self.program.source)
        except ExpressionError:
            return False
        return True


def mutants(reference: Program, given: Collection[str]) -> list[Mutant]:
    """All single-edit mutants of a program that still parse, each once.

    >>> found = mutants(parse("v = beta*v + g"), ["beta", "v", "g"])
    >>> [str(one.program.source) for one in found][:3]
    ['v = g', 'v = beta*v', 'v = beta*v - g']
    """
    statements = program(reference.statements).statements
    of_expressions = (
        of_expression(statements, i, edit)
        for i, one in enumerate(statements)
        for edit in edits(plain(one.expression), names_before(statements, i, given))
    )
    once = {mutant.program.source: mutant for mutant in reversed([*of_expressions, *of_lines(statements, given)])}
    once.pop(lines(statements), None)
    return [mutant for mutant in reversed(once.values()) if mutant.parses]


def of_expression(statements: tuple[Statement, ...], place: int, edit: Edit) -> Mutant:
    """The mutant of an edit of one of the expressions."""
    one = statements[place]
    changed = replace(one, expression=edit.expression)
    return Mutant((*statements[:place], changed, *statements[place + 1 :]), one.line, edit.message)


def names_before(statements: Sequence[Statement], place: int, given: Collection[str]) -> tuple[str, ...]:
    """The names that have a value before a line."""
    return tuple(dict.fromkeys([*given, *(before.target for before in statements[:place])]))


def rearranged(statements: tuple[Statement, ...]) -> Iterator[Mutant]:
    """A program with one line left out, twice, in another place or swapped with another one."""
    for i, one in enumerate(statements):
        others = (*statements[:i], *statements[i + 1 :])
        if others:
            yield Mutant(others, one.line, say("edit-no-line", line=one.line))
        for j in range(len(statements)):
            if abs(j - i) > 1:
                yield Mutant((*others[:j], one, *others[j:]), one.line, say("edit-moved", line=one.line))
        yield Mutant((*statements[: i + 1], *statements[i:]), one.line, say("edit-twice", line=one.line))
        for j in range(i + 1, len(statements)):
            swapped = [*statements]
            swapped[i], swapped[j] = swapped[j], swapped[i]
            said = say("edit-lines-swapped", line=one.line, other=statements[j].line)
            yield Mutant(tuple(swapped), one.line, said)


def of_lines(statements: tuple[Statement, ...], given: Collection[str]) -> Iterator[Mutant]:
    """The mutants of whole lines: less, twice, in another place or under another name."""
    yield from rearranged(statements)
    targets = tuple(dict.fromkeys([one.target for one in statements] + list(given)))
    for i, one in enumerate(statements):
        for name in targets:
            if name != one.target:
                changed = replace(one, target=name, bare=False)
                said = say("edit-target", found=name, expected=one.target)
                yield Mutant((*statements[:i], changed, *statements[i + 1 :]), one.line, said)


def edits(tree: Expression, names: Collection[str]) -> Iterator[Edit]:
    """Every single edit of a `plain` tree over these names."""
    for node, put in places(tree):
        for other, code, parameters in _of_node(node, names):
            yield Edit(node, other, put, code, parameters)


Other: TypeAlias = tuple[Expression, str, dict[str, Any]]  # what stands in a node's place, and the message


def _of_node(node: Expression, names: Collection[str]) -> Iterator[Other]:
    if isinstance(node, Apply) and node.name in SIGNS:
        yield from _of_operation(node)
    elif isinstance(node, Apply):
        yield from _of_call(node)
    elif isinstance(node, Name):
        for name in names:
            if name != node.name:
                yield Name(name, 1, 1), "edit-name", {"found": name, "expected": node.name}
        yield apply("-", ONE, node), "edit-one-minus", {"name": node.name}
    elif isinstance(node, Number):
        for value in dict.fromkeys((0.0, 1.0, 2.0, node.value + 1, node.value - 1, 2 * node.value, node.value / 2)):
            if value != node.value:
                yield number(value), "edit-number", {"found": value, "expected": node.value}
    if not isinstance(node, Number):
        yield apply("*", node, node), "edit-squared", {"part": node}
        yield apply("sqrt", node), "edit-root", {"part": node}
    yield apply("neg", node), "edit-sign", {"part": node}


def _of_operation(node: Apply) -> Iterator[Other]:
    left, right = node.operands
    if node.name == "-" and left == ONE:
        yield right, "edit-no-one-minus", {"part": node}
    else:
        yield right, "edit-dropped", {"part": left, "whole": node}
    yield left, "edit-no-power" if node.name == "**" else "edit-dropped", {"part": right, "whole": node}
    for name in SIGNS:
        if name != node.name:
            found, expected = ("^" if one == "**" else one for one in (name, node.name))
            yield replace(node, name=name), "edit-operation", {"found": found, "expected": expected, "part": node}
    if node.name in ("-", "/", "**"):
        yield replace(node, operands=(right, left)), "edit-operands", {"part": node}
    for i, one in enumerate(node.operands):  # √x + ε to √(x + ε)
        if node.name in ("+", "-") and isinstance(one, Apply) and one.name == "sqrt":
            inside = tuple(one.operands[0] if i == j else other for j, other in enumerate(node.operands))
            yield apply("sqrt", apply(node.name, *inside)), "edit-root-over", {"part": node.operands[1 - i]}


def _of_call(node: Apply) -> Iterator[Other]:
    inner = node.operands[0]
    yield inner, "edit-no-function", {"name": "-" if node.name == "neg" else node.name, "part": node}
    if node.name in FUNCTIONS:
        for name in FUNCTIONS:
            if name != node.name:
                yield replace(node, name=name), "edit-function", {"found": name, "expected": node.name}
    if isinstance(inner, Apply) and inner.name in ("+", "-", "*", "/"):  # √(r + ε) to √r + ε, and to r + √ε
        left, right = inner.operands
        yield apply(inner.name, replace(node, operands=(left,)), right), "edit-outside", {"part": right}
        yield apply(inner.name, left, replace(node, operands=(right,))), "edit-outside", {"part": left}


# What the edits of an expression are worth, all at once: those of one node are computed one by one, what stands around
# it in the expression is computed once for all of them, side by side.


def edited(
    tree: Expression,
    found: Sequence[Edit],
    values: Mapping[str, Array],
    functions: Mapping[str, Callable[..., ArrayLike]],
    count: int,
) -> Iterator[Edited]:
    """The values of edits of a `plain` tree, where names are worth stacks of ``count`` cases.

    Each part says which edits it holds; its last axis counts the cases of the first of them, then of the next. There
    are two parts at most, of numbers and of vectors.
    """
    own: dict[int, list[int]] = {}
    for i, edit in enumerate(found):
        own.setdefault(id(edit.node), []).append(i)
    known: dict[int, Array] = {}

    def stacks(node: Expression) -> dict[int, Edited]:
        operands = node.operands if isinstance(node, Apply) else ()
        inner = [stacks(operand) for operand in operands]
        known[id(node)] = compute(node, values, functions, STACKS, known)
        parts: dict[int, list[Edited]] = {}
        for i in own.get(id(node), ()):
            value = compute(found[i].other, values, functions, STACKS, known)
            value = value if value.ndim else np.full(count, value)
            parts.setdefault(value.ndim, []).append(([i], value))
        for operand, of_operand in zip(operands, inner, strict=True):
            for which, stack in of_operand.values():
                around = {id(one): repeated(known[id(one)], len(which)) for one in operands} | {id(operand): stack}
                value = compute(node, values, functions, STACKS, around)
                parts.setdefault(value.ndim, []).append((which, value))
        return {
            dimensions: ([i for which, _ in some for i in which], np.concatenate([one for _, one in some], axis=-1))
            for dimensions, some in parts.items()
        }

    yield from stacks(tree).values()


def repeated(value: Array, times: int) -> Array:
    """A stack several times over, one after the other."""
    return np.tile(value, times) if value.ndim else value
