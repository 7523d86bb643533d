"""A formula's tree as somebody could have typed it, and small ways to build and edit trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lekce2.expressions import Apply, Name, Node, Number, Program, Statement
from lekce2.formula_tree import TABLE

TIGHTNESS = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
ATOM = 5


def number(value: float) -> Node:
    """A number as a node."""
    return Number(abs(value), 1, 1) if value >= 0 else apply("neg", Number(-value, 1, 1))


def apply(name: str, *operands: Node) -> Apply:
    """A function of nodes as a node."""
    return Apply(name, operands, 1, 1)


def plain(node: Node) -> Node:
    """The same tree without its places in a text, so that trees can be compared."""
    if isinstance(node, Apply):
        return apply(node.name, *map(plain, node.operands))
    return replace(node, line=1, column=1)


def source(node: Node, times: str = "*", power: str = "**") -> str:
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


def tightness(node: Node) -> int:
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


def places(node: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
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


def _into(node: Apply, i: int, put: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda other: replace(node, operands=(*node.operands[:i], put(other), *node.operands[i + 1 :]))
