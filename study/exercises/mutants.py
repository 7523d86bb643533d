"""Every program that differs from a reference by a single edit: the slips that marking must not miss.

Signs and functions swapped or dropped, operands dropped, doubled or swapped, minus signs, names and numbers replaced,
the 1 − of a factor lost or added, a root moved over ε, lines dropped, doubled or swapped, values given to another name.
The same edits tell a learner which slip a wrong line is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from lekce2 import Message
from lekce2.base import ExpressionError
from lekce2.expressions import TABLE, Apply, Expression, Name, Number, Program, Statement, parse
from lekce2.functions import FUNCTIONS
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


@dataclass(frozen=True)
class Mutant:
    """A program with one edit; ``line`` is where it was made, ``edit`` says which in the app's words."""

    program: Program
    line: int
    edit: Message


def mutants(reference: Program, given: Collection[str]) -> list[Mutant]:
    """All single-edit mutants of a program that still parse, each once.

    >>> found = mutants(parse("v = beta*v + g"), ["beta", "v", "g"])
    >>> [str(one.program.source) for one in found][:3]
    ['v = g', 'v = beta*v', 'v = beta*v - g']
    """
    statements = program(reference.statements).statements
    seen = {lines(statements)}
    found = []
    for mutant in (*_of_expressions(statements, given), *_of_lines(statements, given)):
        text = mutant.program.source
        if text in seen:
            continue
        seen.add(text)
        try:
            parse(text)
        except ExpressionError:
            continue
        found.append(mutant)
    return found


def edits(expression: Expression, names: Collection[str]) -> Iterator[tuple[Expression, Message]]:
    """Every single edit of an expression over these names, with what was done."""
    for node, put in places(plain(expression)):
        for other, edit in _of_node(node, names):
            yield put(other), edit


def _of_expressions(statements: Sequence[Statement], given: Collection[str]) -> Iterator[Mutant]:
    for i, one in enumerate(statements):
        names = tuple(dict.fromkeys([*given, *(before.target for before in statements[:i])]))
        for expression, edit in edits(one.expression, names):
            changed = replace(one, expression=expression)
            yield Mutant(program((*statements[:i], changed, *statements[i + 1 :])), one.line, edit)


def _of_lines(statements: Sequence[Statement], given: Collection[str]) -> Iterator[Mutant]:
    targets = tuple(dict.fromkeys([one.target for one in statements] + list(given)))
    for i, one in enumerate(statements):
        others = (*statements[:i], *statements[i + 1 :])
        if others:
            yield Mutant(program(others), one.line, say("edit-no-line", line=one.line))
        yield Mutant(program((*statements[: i + 1], *statements[i:])), one.line, say("edit-twice", line=one.line))
        for j in range(i + 1, len(statements)):
            swapped = [*statements]
            swapped[i], swapped[j] = swapped[j], swapped[i]
            said = say("edit-lines-swapped", line=one.line, other=statements[j].line)
            yield Mutant(program(tuple(swapped)), one.line, said)
        for name in targets:
            if name != one.target:
                changed = replace(one, target=name, bare=False)
                said = say("edit-target", found=name, expected=one.target)
                yield Mutant(program((*statements[:i], changed, *statements[i + 1 :])), one.line, said)


def _of_node(node: Expression, names: Collection[str]) -> Iterator[tuple[Expression, Message]]:
    here = source(node)
    if isinstance(node, Apply) and node.name in SIGNS:
        yield from _of_operation(node, here)
    elif isinstance(node, Apply):
        yield from _of_call(node, here)
    elif isinstance(node, Name):
        for name in names:
            if name != node.name:
                yield Name(name, 1, 1), say("edit-name", found=name, expected=node.name)
        yield apply("-", ONE, node), say("edit-one-minus", name=node.name)
    elif isinstance(node, Number):
        for value in dict.fromkeys((0.0, 1.0, 2.0, node.value + 1, node.value - 1, 2 * node.value, node.value / 2)):
            if value != node.value:
                yield number(value), say("edit-number", found=value, expected=node.value)
    if not isinstance(node, Number):
        yield apply("*", node, node), say("edit-squared", part=here)
        yield apply("sqrt", node), say("edit-root", part=here)
    yield apply("neg", node), say("edit-sign", part=here)


def _of_operation(node: Apply, here: str) -> Iterator[tuple[Expression, Message]]:
    left, right = node.operands
    if node.name == "-" and left == ONE:
        yield right, say("edit-no-one-minus", part=here)
    else:
        yield right, say("edit-dropped", part=source(left), whole=here)
    yield left, say("edit-dropped", part=source(right), whole=here)
    for name in SIGNS:
        if name != node.name:
            shown = "^" if name == "**" else name
            expected = "^" if node.name == "**" else node.name
            yield replace(node, name=name), say("edit-operation", found=shown, expected=expected, part=here)
    if node.name in ("-", "/", "**"):
        yield replace(node, operands=(right, left)), say("edit-operands", part=here)
    for i, one in enumerate(node.operands):  # √x + ε to √(x + ε)
        if node.name in ("+", "-") and isinstance(one, Apply) and one.name == "sqrt":
            inside = tuple(one.operands[0] if i == j else other for j, other in enumerate(node.operands))
            yield apply("sqrt", apply(node.name, *inside)), say("edit-root-over", part=source(node.operands[1 - i]))


def _of_call(node: Apply, here: str) -> Iterator[tuple[Expression, Message]]:
    inner = node.operands[0]
    yield inner, say("edit-no-function", name="-" if node.name == "neg" else node.name, part=here)
    if node.name in FUNCTIONS:
        for name in FUNCTIONS:
            if name != node.name:
                yield replace(node, name=name), say("edit-function", found=name, expected=node.name)
    if isinstance(inner, Apply) and inner.name in ("+", "-", "*", "/"):  # √(r + ε) to √r + ε, and to r + √ε
        left, right = inner.operands
        yield apply(inner.name, replace(node, operands=(left,)), right), say("edit-outside", part=source(right))
        yield apply(inner.name, left, replace(node, operands=(right,))), say("edit-outside", part=source(left))
