r"""A typed line as statements: what only numbers, quotes, comments on or lays out formulas is taken away.

Several statements stand on one line behind ``;``, behind ``\\`` of an aligned block, between ``$…$``, or behind a comma
when a name and a sign of assignment follow. This module does not look inside formulas.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from study.spelling.pieces import DISCARDED, Piece

FENCE = re.compile(r"\s*(?:```|~~~)\s*[A-Za-z0-9+_-]*\s*$")
BULLETS = "•∙●⁃‧・◦▪"
TRAILING = ("comma", "semicolon", "dot")
LENGTHS = ("pt", "em", "ex", "mm", "cm")
BETWEEN = ("and", "a")  # words between two formulas, each in dollars


def statements(line: Sequence[Piece], typed: str, known: Collection[str]) -> list[list[Piece]]:
    r"""The statements of a line, each as its pieces.

    >>> from study.spelling.pieces import pieces
    >>> from study.spelling.signs import plain
    >>> typed = r"2) v = g; \theta &= \theta + v \\ // done"
    >>> ["".join(piece.text for piece in one) for one in statements(pieces(plain(typed)), typed, ())]
    ['v=g', 'theta=theta+v']
    """
    if FENCE.match(typed):
        return []
    left = _aligned(_framed(list(_without_layout(line))))
    found = [_trimmed(one, typed) for part in _separate(left) for one in [_uncommented(part, known)]]
    return [one for one in found if one]


def assignment(pieces: Sequence[Piece]) -> int | None:
    """Where the sign of assignment stands, outside all brackets."""
    return next((i for i, depth in enumerate(_depths(pieces)) if depth == 0 and pieces[i].kind == "assign"), None)


def _depths(pieces: Sequence[Piece]) -> Iterator[int]:
    depth = 0
    for piece in pieces:
        depth -= piece.kind == "close" and depth > 0
        yield depth
        depth += piece.kind == "open"


def _without_layout(line: Sequence[Piece]) -> Iterator[Piece]:
    """All pieces but those of ``\\begin{…}``, ``\\end{…}``, ``\\tag{…}`` and the like."""
    i = 0
    while i < len(line):
        piece = line[i]
        i += 1
        if piece.kind != "command" or piece.text not in DISCARDED:
            yield piece
            i += 4 * (piece.kind == "break" and _is_space(line[i : i + 4]))
            continue
        table = any(one.text == "array" for one in line[i : i + 2])
        for _ in range(2 if table else 1):
            if i < len(line) and line[i].text == "{":
                i = next((j + 1 for j in range(i, len(line)) if line[j].text == "}"), len(line))


def _is_space(after: Sequence[Piece]) -> bool:
    r"""Is it the ``[2pt]`` of ``\\[2pt]``?"""
    return [piece.kind for piece in after] == ["open", "number", "word", "close"] and after[2].text in LENGTHS


def _framed(line: list[Piece]) -> list[Piece]:
    """Without dollars: where one formula closes and the next opens, with little between them, a statement ends."""
    dollars = [i for i, piece in enumerate(line) if piece.kind == "dollar"]
    if len(dollars) % 2:  # one that has no other belongs to a formula over several lines
        return [piece for i, piece in enumerate(line) if piece.kind != "dollar" or 0 < i < len(line) - 1]
    found: list[Piece] = []
    start = 0
    for closing in dollars[1::2]:
        found += [piece for piece in line[start:closing] if piece.kind != "dollar"]
        start = closing + 1
        after = start
        while after < len(line) and (line[after].kind in TRAILING or line[after].text in BETWEEN):
            after += 1
        if after == len(line) or line[after].kind == "dollar":
            found.append(line[closing]._replace(kind="break"))
            start = after
    return found + line[start:]


def _aligned(line: Sequence[Piece]) -> list[Piece]:
    """Marks of alignment go where they stand beside a sign of assignment, a line break or an end."""
    edges = ("assign", "break", "semicolon", "align")
    found = []
    for i, piece in enumerate(line):
        before = line[i - 1].kind if i else "break"
        after = line[i + 1].kind if i + 1 < len(line) else "break"
        if piece.kind != "align" or not (before in edges or after in edges):
            found.append(piece)
    return found


def _separate(line: Sequence[Piece]) -> Iterator[list[Piece]]:
    current: list[Piece] = []
    opened = False  # whether this part has a sign of assignment already
    for i, depth in enumerate(_depths(line)):
        piece = line[i]
        following = depth == 0 and piece.kind == "comma" and opened and _assigns(line, i + 1)
        if following or piece.kind == "break" or (depth == 0 and piece.kind == "semicolon"):
            yield current
            current, opened = [], False
            continue
        opened = opened or piece.kind == "assign"
        current.append(piece)
    yield current


def _assigns(line: Sequence[Piece], start: int) -> bool:
    """Does a name with a sign of assignment begin here?"""
    if start >= len(line) or line[start].kind not in ("word", "command"):
        return False
    for i in range(start + 1, min(len(line), start + 12)):
        if line[i].kind == "assign":
            return True
        if line[i].kind in ("comma", "semicolon", "break") or line[i].text in ("*", "/"):
            return False
    return False


def _uncommented(part: list[Piece], known: Collection[str]) -> list[Piece]:
    at = next((i for i, piece in enumerate(part) if piece.kind == "other" and piece.text in ("//", "%")), None)
    return part if at is None or (at and not _prose(part[at + 1 :], known)) else part[:at]


def _prose(rest: Sequence[Piece], known: Collection[str]) -> bool:
    """Words that are no names: no operand, but a comment."""
    words = [piece.text for piece in rest if piece.kind == "word"]
    marks = ("word", "comma", "dot", "prime", "other")
    return all(piece.kind in marks for piece in rest) and (
        len(words) > 1 or bool(known and words and len(words[0]) > 1 and words[0] not in known)
    )


def _trimmed(part: list[Piece], typed: str) -> list[Piece]:
    """Without the number or bullet of a list before it, punctuation behind it, and ``return``."""
    while part and part[-1].kind in TRAILING:
        part = part[:-1]
    if part and part[0].kind == "word" and part[0].text == "return":
        part = [] if any(piece.kind == "comma" for piece in part) else part[1:]
    equals = assignment(part)
    return part[_list_mark(part, equals is not None, typed) :]


def _list_mark(part: Sequence[Piece], assigns: bool, typed: str) -> int:
    """How many pieces number this statement."""
    kinds, texts = [piece.kind for piece in part[:4]], [piece.text for piece in part[:4]]
    if kinds[:1] == ["sign"] and typed[part[0].column - 1] in BULLETS:
        return 1
    if kinds[:1] == ["sign"] and texts[0] in "-*+" and assigns:
        return 1
    if texts[:1] == [">"]:
        return next((i for i, text in enumerate(texts) if text != ">"), len(texts))
    numbered = kinds[:1] == ["number"] and texts[0].rstrip(".").isdigit()
    if numbered and kinds[1:2] == ["close"] and texts[1] == ")":
        return 2
    if numbered and assigns and (texts[0].endswith(".") or texts[1:2] == [":"]):
        return 1 if texts[0].endswith(".") else 2
    if assigns and kinds[:3] == ["open", "number", "close"] and kinds[3:4] in (["word"], ["command"]):
        return 3
    return 0
