r"""What stands beside formulas: remarks behind them, labels before them, the frame of code or of a listing around.

``v = βv − αg (rychlost)`` and ``v = βv − αg -- the velocity`` end where the remark begins; ``def step(theta, g):``,
``for t in …:``, ``repeat`` and ``\EndFor`` are lines without a formula. Only words that no formula has are a remark: a
product stays a product, and a word that is a known name with a slip stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from study.spelling.pieces import Lexeme
from study.spelling.words import KnownWords

TRAILING = ("comma", "semicolon", "dot")
TEXT = frozenset(("text", "textrm", "textit", "textbf", "textnormal", "mbox", "emph"))
OPERATES = ("sign", "assign", "root", "nabla", "total", "bar")
SHORTEST = 4  # letters of a word that is a remark by itself
MOST_MARKS = 8  # of remarks on a line that are looked at
ENDS = ("word", "number", "close", "prime", "accent")
ALWAYS_REMARK = "▷⊳►▸◁"
REMARKS = frozenset(("triangleright", "Comment", "COMMENT", "tcp", "tcc", "rhd"))
THAT_IS = frozenset(("tj", "tzn", "tzv", "neboli", "tedy", "viz", "ie", "eg", "aka", "namely"))
CLAUSES = frozenset(("kde", "where", "pro", "for", "with", "protože", "because"))

# the frame of a program
LAYOUT = frozenset(("State", "STATE", "Statex", "STATEX", "item", "hspace*", "algorithmic", "Let", "LET"))
FRAMES = frozenset((
    "For", "FOR", "ForAll", "FORALL", "EndFor", "ENDFOR", "While", "WHILE", "EndWhile", "ENDWHILE", "Repeat", "REPEAT",
    "Until", "UNTIL", "Loop", "LOOP", "EndLoop", "ENDLOOP", "Require", "REQUIRE", "Ensure", "ENSURE", "Input", "INPUT",
    "Output", "OUTPUT", "Procedure", "EndProcedure", "Function", "EndFunction", "KwIn", "KwOut", "KwData", "KwResult",
    "caption", "label", "Return", "RETURN",
))  # fmt: skip
KEYWORDS = frozenset(("def", "class", "import", "from", "pass"))  # no names in any program
LOOPS = frozenset(("for", "while", "foreach", "pro", "dokud"))
FRAME_WORDS = frozenset((
    "repeat", "until", "begin", "end", "endfor", "endwhile", "loop", "do", "done", "algorithm", "algoritmus",
    "procedure", "procedura", "function", "funkce", "input", "inputs", "output", "outputs", "vstup", "vstupy",
    "require", "ensure", "opakuj", "konec", "print", "initialize", "init",
))  # fmt: skip
HEADS = frozenset(("do", "dělej", "then"))


class Run(NamedTuple):
    """Letters and digits without a space between them; ``foreign`` if some of them stand in no formula."""

    text: str
    foreign: bool
    symbol: bool


def runs(pieces: Sequence[Lexeme]) -> Iterator[Run]:
    """The words among pieces, letters with accents included."""
    text, foreign, symbol, end = "", False, False, -1
    for i, piece in enumerate(pieces):
        letter = piece.kind == "other" and piece.text.isalpha()
        joins = text and end == i and not piece.apart and not piece.symbol
        if piece.kind == "word" or letter or (joins and piece.kind in ("number", "accent")):
            if joins:
                text, foreign = text + piece.text, foreign or letter
            else:
                if text:
                    yield Run(text, foreign, symbol)
                text, foreign, symbol = piece.text, letter, piece.symbol
            end = i + 1
    if text:
        yield Run(text, foreign, symbol)


def is_remark(pieces: Sequence[Lexeme], words: KnownWords, signs: bool = True) -> bool:
    """Are these words of a remark, and no formula? One with ``signs`` of a formula needs words side by side."""
    found = list(runs(pieces))
    strange = [run.foreign or (not run.symbol and words.strange(run.text)) for run in found]
    if not any(strange):
        return False
    foreign = any(run.foreign for run in found)
    if _operates(pieces):
        beside = any(one and other for one, other in pairwise(strange))
        return signs and len(found) > 1 and (foreign or beside)
    if foreign or sum(strange) > 1:
        return True
    only = found[strange.index(True)].text
    return (len(only) >= SHORTEST or only.isupper()) and not words.near(only)


def _operates(pieces: Sequence[Lexeme]) -> bool:
    """Does a sign of a formula stand there? A hyphen between words is none."""
    for i, piece in enumerate(pieces):
        hyphen = piece.text == "-" and not piece.apart and 0 < i < len(pieces) - 1 and not pieces[i + 1].apart
        if piece.kind in OPERATES and not (hyphen and pieces[i - 1].kind != "number"):
            return True
    return False


def without_remarks(part: Sequence[Lexeme], words: KnownWords) -> list[Lexeme]:
    """A statement without what is said about it behind it."""
    marks = [i for i in range(len(part)) if _may_begin(part, i, words)]
    end = next((i for i in marks[:MOST_MARKS] if _begins(part, i, words)), len(part))
    while end:
        if part[end - 1].kind in TRAILING:
            end -= 1
            continue
        start = _bracketed_remark(part, end, words)
        if start is None:
            break
        end = start
    return list(part[:end])


def _may_begin(part: Sequence[Lexeme], i: int, words: KnownWords) -> bool:
    """Can a remark begin here that reaches to the end?"""
    piece, after = part[i], part[i + 1] if i + 1 < len(part) else None
    if piece.kind == "other":
        return piece.text in ALWAYS_REMARK or piece.text in ("//", "%")
    if piece.kind == "command":
        return piece.text in REMARKS
    if piece.kind == "sign":
        both = piece.text + after.text if after is not None and after.kind == "sign" and not after.apart else ""
        return both in ("/*", "--")
    if piece.kind == "comma":
        return i > 0
    said = piece.text in THAT_IS or piece.text in CLAUSES or (piece.text == "i" and after is not None)
    return piece.kind == "word" and i > 0 and said and not words.is_name(piece.text)


def _begins(part: Sequence[Lexeme], i: int, words: KnownWords) -> bool:
    """Does a remark begin where one may?"""
    piece, rest = part[i], part[i + 1 :]
    if piece.kind == "other":
        return piece.text in ALWAYS_REMARK or i == 0 or _prose(rest, words)
    if piece.kind == "sign":
        return piece.text == "/" or is_remark(rest[1:], words, signs=False)
    if piece.kind == "comma":
        only = all(one.kind in ("word", "other", "dot", "number") for one in rest)
        return only and rest[:1] != [] and rest[0].kind != "number" and is_remark(rest, words)
    if piece.text == "i" and piece.kind == "word":
        return [one.text for one in rest[:3]] == [".", "e", "."]
    return piece.text not in CLAUSES or not any(one.kind in ("sign", "assign") for one in rest)


def _prose(rest: Sequence[Lexeme], words: KnownWords) -> bool:
    """Words that are no operand, but a comment."""
    found = [piece.text for piece in rest if piece.kind == "word"]
    marks = ("word", "comma", "dot", "prime", "other")
    if all(piece.kind in marks for piece in rest) and len(found) > 1:
        return True
    return is_remark(rest, words, signs=False)


def _bracketed_remark(part: Sequence[Lexeme], end: int, words: KnownWords) -> int | None:
    r"""Where a remark in brackets or in ``\text{…}`` begins that ends here."""
    if part[end - 1].kind != "close":
        return None
    depth, start = 0, None
    for i in range(end - 1, -1, -1):
        depth += (part[i].kind == "close") - (part[i].kind == "open")
        if depth == 0:
            start = i
            break
    if start is None or not is_remark(part[start + 1 : end - 1], words):
        return None
    if part[start].text == "{":
        return start - 1 if start and part[start - 1].kind == "command" and part[start - 1].text in TEXT else None
    if start and part[start - 1].kind not in ENDS:
        return None
    if start and part[start - 1].kind == "word" and not part[start].apart:
        found = list(runs(part[start + 1 : end - 1]))
        if not words.is_name(part[start - 1].text) or not (len(found) > 1 or found[0].foreign):
            return None
    return start


def unframed(part: list[Lexeme], words: KnownWords) -> list[Lexeme]:
    """A statement without a label before it; nothing for a line that only frames a program."""
    part = [piece for piece in part if piece.kind != "command" or piece.text not in LAYOUT]
    if not part or (len(part) == 1 and part[0].text in ("{", "}")):
        return []
    first = part[0]
    if first.kind == "command":
        return [] if first.text in FRAMES else part
    if first.text == "@":
        return []
    assigns = [i for i, depth in _outside(part) if part[i].kind == "assign" and not depth]
    colons = [i for i, depth in _outside(part) if part[i].text == ":" and not depth]
    if first.kind == "word":
        word = first.text.lower()
        if first.text in KEYWORDS:
            return _behind(part, colons, words) if first.text == "def" else []
        if word in LOOPS and not words.known.means(first.text) and len(part) > 1 and part[1].kind != "assign":
            return _of_loop(part, colons, assigns, words)
        free = words.informed and not words.is_name(first.text)
        if word in FRAME_WORDS and free and not assigns and all(piece.kind != "sign" for piece in part):
            return []
    if not colons:
        return part
    if not assigns:
        titled = colons[-1] == len(part) - 1 and is_remark(part[:-1], words, signs=False)
        return [] if titled else part
    before = [i for i in colons if i < assigns[0]]
    return part[before[-1] + 1 :] if before and _is_label(part, before[-1], words) else part


def _outside(part: Sequence[Lexeme]) -> Iterator[tuple[int, int]]:
    """The places of pieces with their depth in brackets."""
    depth = 0
    for i, piece in enumerate(part):
        depth -= piece.kind == "close" and depth > 0
        yield i, depth
        depth += piece.kind == "open"


def _behind(part: list[Lexeme], marks: Sequence[int], words: KnownWords) -> list[Lexeme]:
    """The statement behind the head of a function or a loop, if it gives a value."""
    rest = part[marks[-1] + 1 :] if marks else []
    return unframed(rest, words) if any(piece.kind == "assign" for piece in rest) else []


def _of_loop(part: list[Lexeme], colons: Sequence[int], assigns: Sequence[int], words: KnownWords) -> list[Lexeme]:
    heads = [*colons, *(i for i, piece in enumerate(part) if piece.kind == "word" and piece.text in HEADS)]
    if heads:
        return _behind(part, sorted(heads), words)
    counted = len(assigns) == 1 and assigns[0] == 2
    return [] if not assigns or counted else part


def _is_label(part: Sequence[Lexeme], colon: int, words: KnownWords) -> bool:
    head = part[:colon]
    plain = ("word", "number", "dot", "other", "open", "close")
    if not all(piece.kind in plain or piece.text == "-" for piece in head):
        return False
    repeats = len(head) == 1 and head[0].kind == "word" and head[0].text == part[colon + 1].text
    return repeats or any(run.foreign or words.strange(run.text) for run in runs(head))
