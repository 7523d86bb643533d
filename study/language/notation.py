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
    """A stretch of a text: a pair of readings, or text that is the same in both."""

    notes: str
    slides: str
    pair: bool = False

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


def line_by_line(text: str) -> tuple[str, ...]:
    """Every reading of ``text``, one where it has no pairs, with each sign on the line it has in ``text``."""
    if "[[" not in text:
        return (text,)
    cut = [(piece, piece.notes.count("\n"), piece.slides.count("\n")) for piece in pieces(text)]
    if not any(piece.pair for piece, _, _ in cut):
        return (text,)
    notes = "".join(piece.notes + "\n" * (below if piece.pair else 0) for piece, _, below in cut)
    slides = "".join("\n" * (above if piece.pair else 0) + piece.slides for piece, above, _ in cut)
    return notes, slides


def pieces(text: str) -> Iterator[Piece]:
    """``text`` cut at its pairs; the notes of all pieces join to the one reading, the slides to the other."""
    plain = at = 0  # where the text begins that is in no pair, and where the search goes on
    while (start := text.find("[[", at)) >= 0:
        bar, end = _pair(text, start)
        if bar is None:  # go on behind all that was looked at, so that a text is walked over once
            at = end
        else:
            yield Piece(text[plain:start], text[plain:start])
            yield Piece(text[start + 2 : bar], text[bar + 1 : end], pair=True)
            plain = at = end + 2
    yield Piece(text[plain:], text[plain:])


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
