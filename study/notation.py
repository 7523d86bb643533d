"""The two readings of a convention: ``[[notes|slides]]`` in a text, resolved to the one that the reader has chosen.

A bar or a closing bracket inside brackets or braces, or after a backslash, belongs to the reading and not to the
notation, so ``[[E[x|y]|E[y]]]`` has the readings ``E[x|y]`` and ``E[y]``. A pair does not reach over an empty line and
does not stand inside another. What is not a pair is left as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Notation = Literal["notes", "slides"]
NOTATIONS: tuple[Notation, ...] = ("notes", "slides")

SIGN = re.compile(r"\\[\s\S]|\n[ \t]*\n|[\[\]{}|]")


class Piece(NamedTuple):
    """A stretch of a text: the same in both readings, a pair, or a ``[[`` that opens none."""

    offset: int
    notes: str
    slides: str
    broken: bool = False

    def read(self, notation: Notation) -> str:
        return self.notes if notation == "notes" else self.slides


def read_as(text: str, notation: Notation) -> str:
    r"""``text`` with every ``[[notes|slides]]`` replaced by its reading.

    >>> read_as(r"$v \leftarrow [[\beta v - \alpha g|\beta v + g]]$", "slides")
    '$v \\leftarrow \\beta v + g$'
    """
    if "[[" not in text:
        return text
    return "".join(piece.read(notation) for piece in pieces(text))


def pieces(text: str) -> Iterator[Piece]:
    """``text`` cut at its pairs; the notes' readings of the pieces, and so the slides', join to the whole text."""
    at = 0
    while True:
        start = text.find("[[", at)
        if start < 0:
            yield Piece(at, text[at:], text[at:])
            return
        yield Piece(at, text[at:start], text[at:start])
        bar, end = _pair(text, start)
        if bar is None:  # leave out of consideration all that was looked at: every text is walked over once
            yield Piece(start, text[start:end], text[start:end], broken=True)
            at = end
        else:
            yield Piece(start, text[start + 2 : bar], text[bar + 1 : end])
            at = end + 2


def _pair(text: str, start: int) -> tuple[int | None, int]:
    """Where the bar of the pair that opens at ``start`` stands and where its ``]]`` begins, or ``None`` and an end."""
    bar, depth, braces = None, 0, 0
    for found in SIGN.finditer(text, start + 2):
        sign, at = found[0], found.start()
        if sign == "|":
            if depth == 0 and braces == 0:
                if bar is not None:
                    return None, at
                bar = at
        elif sign == "{":
            braces += 1
        elif sign == "}":
            braces -= 1
        elif sign == "[":
            if text.startswith("[[", at):
                return None, at
            depth += 1
        elif sign == "]":
            if depth:
                depth -= 1
            elif text.startswith("]]", at) and not text.startswith("]]]", at):
                return (bar, at) if bar is not None else (None, at + 2)
        elif sign[0] == "\n":
            return None, at
    return None, len(text)
