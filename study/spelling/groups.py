r"""Brackets and what is in them, and the parts of which a formula is written.

Pieces are nested by their brackets of all kinds; commands that only change the letters are gone. Parts are what is left
when LaTeX and code are read: numbers, names, functions, signs and parentheses, each with where it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lekce2.base import ExpressionError
from lekce2.expressions import DEEPEST
from study.spelling.names import Spelled
from study.spelling.pieces import Lexeme

PAIRS = {"(": ")", "[": "]", "{": "}"}
WRAPPERS = frozenset((
    "text", "textrm", "textit", "textbf", "textnormal", "texttt", "mathrm", "mathit", "mathbf", "mathsf", "mathtt",
    "mathnormal", "mathcal", "mathbb", "boldsymbol", "bm", "pmb", "operatorname", "mbox", "vec", "mathop", "symbf",
))  # fmt: skip


class FormulaPart(NamedTuple):
    """A part of a formula.

    ``kind`` is number, name, function, sign, open, close, comma, root, assign or other; ``column`` and ``end`` where it
    was typed; ``name`` the name as it was spelled. Parts that were not typed stand where what they replace was.
    """

    kind: str
    text: str
    column: int
    end: int
    apart: bool = False
    name: Spelled | None = None


@dataclass
class Group:
    """Brackets and what is in them."""

    opening: Lexeme
    items: list[Lexeme | Group] = field(default_factory=list)
    end: int = 0

    kind = "group"

    @property
    def text(self) -> str:
        return self.opening.text

    @property
    def column(self) -> int:
        return self.opening.column

    @property
    def apart(self) -> bool:
        return self.opening.apart


Item = Lexeme | Group


def nested(pieces: Sequence[Lexeme], line: int) -> list[Item]:
    """Pieces by their brackets.

    Raises
    ------
    ExpressionError
        Where brackets do not match or nest too deep.
    """
    outer: list[Item] = []
    open_groups: list[Group] = []
    for piece in pieces:
        current = open_groups[-1].items if open_groups else outer
        if piece.kind == "open":
            if len(open_groups) > DEEPEST:
                raise ExpressionError("too-deep", line, piece.column, limit=DEEPEST)
            group = Group(piece)
            current.append(group)
            open_groups.append(group)
        elif piece.kind == "close":
            if not open_groups:
                raise ExpressionError("unopened", line, piece.column)
            if PAIRS[open_groups[-1].text] != piece.text:
                break
            open_groups.pop().end = piece.end
        else:
            current.append(piece)
    if open_groups:
        raise ExpressionError("unclosed", line, open_groups[-1].column)
    return outer


def unwrapped(items: Sequence[Item]) -> list[Item]:
    r"""Items without commands that only change the letters: ``\mathrm{new}`` is ``new``."""
    found: list[Item] = []
    i = 0
    while i < len(items):
        item = items[i]
        i += 1
        if isinstance(item, Group):
            found.append(replace(item, items=unwrapped(item.items)))
        elif item.kind == "command" and item.text in WRAPPERS and i < len(items):
            inside = items[i]
            i += 1
            if isinstance(inside, Group) and inside.text == "{":
                found += unwrapped(inside.items)
            else:
                found += unwrapped([inside])
        else:
            found.append(item)
    return found


def part_of(piece: Item) -> FormulaPart:
    assert isinstance(piece, Lexeme)
    return FormulaPart(piece.kind, piece.text, piece.column, piece.end, piece.apart)


def sign_part(item: Item | FormulaPart, sign: str) -> FormulaPart:
    return FormulaPart("sign", sign, item.column, item.column + 1)


def closing(group: Group) -> FormulaPart:
    return FormulaPart("close", ")", max(group.column, group.end - 1), group.end)


def around(item: Item | FormulaPart, inside: Sequence[FormulaPart]) -> list[FormulaPart]:
    """Parts in parentheses that stand where ``item`` was typed."""
    end = inside[-1].end if inside else item.column + 1
    opening = FormulaPart("open", "(", item.column, item.column + 1, item.apart)
    return [opening, *inside, FormulaPart("close", ")", end - 1, end)]


def texts(items: Sequence[Item]) -> list[str]:
    """The texts of items, brackets included."""
    found = []
    for item in items:
        if isinstance(item, Group):
            found += [item.text, *texts(item.items), PAIRS[item.text]]
        else:
            found.append(f"\\{item.text}" if item.kind == "command" else item.text)
    return found
