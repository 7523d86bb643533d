r"""A typed line as statements: what only numbers, quotes, comments on or lays out formulas is taken away.

Several statements stand on one line behind ``;``, behind ``\\`` of an aligned block, between ``$…$``, or behind a comma
when a name and a sign of assignment follow. This module does not look inside formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lekce2.functions import FUNCTIONS
from study.spelling.notes import TRAILING, unframed, without_remarks
from study.spelling.pieces import DISCARDED, Lexeme
from study.spelling.words import KnownWords

FENCE = re.compile(r"\s*(?:```|~~~)\s*[A-Za-z0-9+_-]*\s*$")
BULLETS = "•∙●⁃‧・◦▪"
NAMED = ("word", "command")
LENGTHS = ("pt", "em", "ex", "mm", "cm")
BETWEEN = ("and", "a")  # words between two formulas, each in dollars


def statements(line: Sequence[Lexeme], typed: str, words: KnownWords) -> list[list[Lexeme]]:
    r"""The statements of a line, each as its pieces.

    >>> from study.spelling.names import KnownNames
    >>> from study.spelling.pieces import pieces
    >>> from study.spelling.signs import plain
    >>> typed = r"2) v = g; \theta &= \theta + v \\ // done"
    >>> words = KnownWords(KnownNames(()), ())
    >>> ["".join(piece.text for piece in one) for one in statements(pieces(plain(typed)), typed, words)]
    ['v=g', 'theta=theta+v']
    """
    if FENCE.match(typed):
        return []
    left = _aligned(_framed(list(_without_layout(line))))
    found = [_counted(_bare(without_remarks(part, words), typed, words)) for part in _separate(left)]
    return [one for one in found if one]


def _counted(part: list[Lexeme]) -> list[Lexeme]:
    """``t++`` as ``t += 1``."""
    if [piece.text for piece in part[-2:]] != ["+", "+"] or len(part) != 3 or part[0].kind != "word":
        return part
    first, last = part[1:]
    return [part[0], first._replace(kind="assign", text="+="), last._replace(kind="number", text="1")]


def _bare(part: list[Lexeme], typed: str, words: KnownWords) -> list[Lexeme]:
    """A statement without what numbers, labels or frames it."""
    if not unframed(part[_list_mark(part, True, typed) :], words):
        return []
    part = _trimmed(part, typed)
    inside = unframed(part, words)
    return _trimmed(inside, typed) if inside != part else part


def several(part: list[Lexeme], words: KnownWords) -> list[list[Lexeme]]:
    """``s, r = a, b`` as two statements, ``s = r = 0`` too; any other as it is, ``h = H(p) = …`` without H(p)."""
    marks = [i for i, depth in enumerate(_depths(part)) if depth == 0 and part[i].kind == "assign"]
    if not marks or any(part[i].text != "=" for i in marks):
        return [part]
    equals = part[marks[0]]
    if len(marks) > 1:
        sides = [part[start + 1 : end] for start, end in pairwise([-1, *marks, len(part)])]
        value = sides.pop()
        if all(_is_notation(side, words) for side in sides[1:]):
            return [[*sides[0], equals, *value]]
        constant = [piece.kind for piece in value if piece.text not in ("-", "+")] == ["number"]
        names = all(side and side[0].kind in NAMED and not _commas(side) for side in sides)
        return [[*side, equals, *value] for side in sides] if constant and names else [part]
    left, right = (_opened(side) for side in (part[: marks[0]], part[marks[0] + 1 :]))
    if not _commas(left) or len(_commas(left)) != len(_commas(right)):
        return [part]
    targets, values = _between(left), _between(right)
    if not all(one and one[0].kind in NAMED for one in targets) or not all(values):
        return [part]
    return [[*one, equals, *other] for one, other in zip(targets, values, strict=True)]


def _is_notation(side: Sequence[Lexeme], words: KnownWords) -> bool:
    """``H(p)`` and ``D_{KL}(p || q)``: what a value is called, where the word before the parentheses is no name."""
    if len(side) < 4 or side[0].kind != "word" or side[-1].text != ")" or side[0].text in FUNCTIONS:
        return False
    opens = next((i for i, piece in enumerate(side) if piece.text == "("), len(side))
    closes = [i for i, depth in enumerate(_depths(side)) if i > opens and depth == 0 and side[i].kind == "close"]
    return closes[:1] == [len(side) - 1] and words.informed and side[0].text not in words.known.names


def _opened(side: list[Lexeme]) -> list[Lexeme]:
    """A side without the parentheses or brackets around all of it."""
    closes = next((i for i, depth in enumerate(_depths(side)) if i and depth == 0), None)
    around = len(side) > 2 and side[0].kind == "open" and side[0].text in "([" and closes == len(side) - 1
    return side[1:-1] if around and _commas(side[1:-1]) else side


def _commas(side: Sequence[Lexeme]) -> list[int]:
    return [i for i, depth in enumerate(_depths(side)) if depth == 0 and side[i].kind == "comma"]


def _between(side: list[Lexeme]) -> list[list[Lexeme]]:
    return [side[start + 1 : end] for start, end in pairwise([-1, *_commas(side), len(side)])]


def assignment(pieces: Sequence[Lexeme]) -> int | None:
    """Where the sign of assignment stands, outside all brackets."""
    return next((i for i, depth in enumerate(_depths(pieces)) if depth == 0 and pieces[i].kind == "assign"), None)


def _depths(pieces: Sequence[Lexeme]) -> Iterator[int]:
    depth = 0
    for piece in pieces:
        depth -= piece.kind == "close" and depth > 0
        yield depth
        depth += piece.kind == "open"


def _without_layout(line: Sequence[Lexeme]) -> Iterator[Lexeme]:
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


def _is_space(after: Sequence[Lexeme]) -> bool:
    r"""Is it the ``[2pt]`` of ``\\[2pt]``?"""
    return [piece.kind for piece in after] == ["open", "number", "word", "close"] and after[2].text in LENGTHS


def _framed(line: list[Lexeme]) -> list[Lexeme]:
    """Without dollars: where one formula closes and the next opens, with little between them, a statement ends."""
    dollars = [i for i, piece in enumerate(line) if piece.kind == "dollar"]
    if len(dollars) % 2:  # one that has no other belongs to a formula over several lines
        return [piece for i, piece in enumerate(line) if piece.kind != "dollar" or 0 < i < len(line) - 1]
    found: list[Lexeme] = []
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


def _aligned(line: Sequence[Lexeme]) -> list[Lexeme]:
    """Marks of alignment go where they stand beside a sign of assignment, a line break or an end."""
    edges = ("assign", "break", "semicolon", "align")
    found = []
    for i, piece in enumerate(line):
        before = line[i - 1].kind if i else "break"
        after = line[i + 1].kind if i + 1 < len(line) else "break"
        if piece.kind != "align" or not (before in edges or after in edges):
            found.append(piece)
    return found


def _separate(line: Sequence[Lexeme]) -> Iterator[list[Lexeme]]:
    current: list[Lexeme] = []
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


def _assigns(line: Sequence[Lexeme], start: int) -> bool:
    """Does a name with a sign of assignment begin here?"""
    if start >= len(line) or line[start].kind not in ("word", "command"):
        return False
    for i in range(start + 1, min(len(line), start + 12)):
        if line[i].kind == "assign":
            return True
        if line[i].kind in ("comma", "semicolon", "break") or line[i].text in ("*", "/"):
            return False
    return False


def _trimmed(part: list[Lexeme], typed: str) -> list[Lexeme]:
    """Without the number or bullet of a list before it, punctuation behind it, and ``return``."""
    while part and part[-1].kind in TRAILING:
        part = part[:-1]
    if part and part[0].kind == "word" and part[0].text == "return":
        part = [] if any(piece.kind == "comma" for piece in part) else part[1:]
    equals = assignment(part)
    return part[_list_mark(part, equals is not None, typed) :]


def _list_mark(part: Sequence[Lexeme], assigns: bool, typed: str) -> int:
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
