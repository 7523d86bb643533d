r"""Numbers in an author's text: ``<<p>>``, ``<<p*log(p)>>``, ``<<H : 2>>``, ``<<p : frac>>``, ``<<(b)>>``, ``<<+b>>``.

Inside ``<<…>>`` stands a formula of the author, then perhaps how many decimals it shows, or ``frac``. In maths a number
is written as LaTeX of the language (``0{,}25`` in Czech), in text as text, in code with a point. Parentheses around the
whole appear only around a negative number; a plus in front makes every sign visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lekce2.base import Array
from lekce2.expressions import Program
from study.exercises.random_values import author_formula, worth
from study.language import separators

MARK = re.compile(r"<<(.*?)>>", re.DOTALL)
PIECE = re.compile(r"<<.*?>>|\\.|\$\$?|`+", re.DOTALL)
TEXT, MATHS, CODE = "text", "maths", "code"
IN_FULL = 10  # decimals of a number that was given
SMALL = 1e-4  # below this a number is written with a power of ten


def point(code: str, mode: str) -> str:
    """The decimal point of a language in text, maths or code.

    >>> point("cs", TEXT), point("cs", MATHS), point("cs", CODE), point("en", MATHS)
    (',', '{,}', '.', '.')
    """
    mark = "." if mode == CODE else separators(code)[0]
    return f"{{{mark}}}" if mode == MATHS and mark != "." else mark


def between(code: str) -> str:
    """What stands between the numbers of a row: a semicolon where the comma belongs to the numbers."""
    return r",\ " if separators(code)[0] == "." else r";\ "


class Placeholder(NamedTuple):
    """What stands between ``<<`` and ``>>``."""

    program: Program
    form: int | str | None  # decimals, "frac", or as the exercise says
    brackets: bool
    signed: bool


@lru_cache(maxsize=4096)
def understood(inside: str) -> Placeholder:
    """A placeholder's formula and form; raises ``ExpressionError`` when it is not understood."""
    body, colon, form = inside.rpartition(":")
    body, form = (body.strip(), form.strip()) if colon else (inside.strip(), "")
    signed = body.startswith("+")
    body = body.removeprefix("+").strip()
    places = int(form) if form.isdecimal() and len(form) < 3 else form or None
    if isinstance(places, str) and places != "frac":
        body = inside  # no form: let the parser say what is wrong with the colon
    return Placeholder(author_formula(body), places, _wrapped(body), signed)


def _wrapped(body: str) -> bool:
    """Do the first and the last parenthesis belong together?"""
    depth = 0
    for i, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return i > 0 and i == len(body) - 1
    return False


def placeholders(text: str) -> Iterator[str]:
    """What stands inside the placeholders of a text."""
    return (found[1] for found in MARK.finditer(text))


def filled(text: str, values: Mapping[str, Array], code: str, decimals: int = 4, maths: bool = False) -> str:
    r"""A text with its numbers, in the form of the language ``code``; ``maths`` says that it is one formula.

    >>> filled("$o = <<o>>$, tedy <<o>>", {"o": np.array(0.25)}, "cs")
    '$o = 0{,}25$, tedy 0,25'
    >>> filled("$2 \\cdot <<(b)>> <<+b>>$", {"b": np.array(-0.5)}, "en")
    '$2 \\cdot (-0.5) - 0.5$'
    """
    if "<<" not in text:
        return text
    mode = MATHS if maths else TEXT
    pieces, end, opened = [], 0, ""
    for found in PIECE.finditer(text):
        piece = found[0]
        if piece.startswith("<<"):
            pieces += [text[end : found.start()], _shown(piece[2:-2], values, code, decimals, mode)]
            end = found.end()
        elif not maths and piece[0] in "$`" and (mode == TEXT or piece == opened):
            mode, opened = ({"$": MATHS, "`": CODE}[piece[0]], piece) if mode == TEXT else (TEXT, "")
    return "".join([*pieces, text[end:]])


def _shown(inside: str, values: Mapping[str, Array], code: str, decimals: int, mode: str) -> str:
    asked = understood(inside)
    value = worth(asked.program, values)
    given = inside.strip(" ()+") in values
    places = asked.form if asked.form is not None else IN_FULL if given and decimals < IN_FULL else decimals
    if value.ndim == 0:
        return _number(float(value), places, asked, code, mode)
    rows = [[_number(float(x), places, asked, code, mode) for x in row] for row in np.atleast_2d(value)]
    if value.ndim == 1:
        return f"({between(code).join(rows[0])})"
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{pmatrix}"


def _number(value: float, form: int | str, asked: Placeholder, code: str, mode: str) -> str:
    digits = _fraction(abs(value), mode) if form == "frac" else None
    digits = digits or written(abs(value), form if isinstance(form, int) else 4, code, mode)
    negative = value < 0 and digits != "0"
    minus = "−" if mode == TEXT else "-"
    if asked.signed:
        return f"{minus if negative else '+'} {digits}"
    found = minus + digits if negative else digits
    return f"({found})" if negative and asked.brackets else found


def _fraction(value: float, mode: str) -> str | None:
    found = Fraction(value).limit_denominator(1000)
    if abs(float(found) - value) > 1e-12 * max(1.0, value):
        return None
    if found.denominator == 1:
        return str(found.numerator)
    return rf"\frac{{{found.numerator}}}{{{found.denominator}}}" if mode == MATHS else str(found)


def written(value: float, places: int, code: str, mode: str) -> str:
    """A number ≥ 0 with at most so many decimals, without zeros at its end; very small ones with a power of ten."""
    if not np.isfinite(value):
        return {MATHS: r"\infty", TEXT: "∞"}.get(mode, "inf")
    exponent = ""
    if 0 < value < min(SMALL, 0.5 * 10.0**-places) or (0 < value < SMALL and places == IN_FULL):
        mantissa, _, power = f"{value:.2e}".partition("e")
        value, places = float(mantissa), 2
        exponent = {MATHS: rf" \cdot 10^{{{int(power)}}}", CODE: f"e{int(power)}"}.get(mode, f" · 10^{int(power)}")
    digits = f"{round(Decimal(repr(float(value))), places):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return digits.replace(".", point(code, mode)) + exponent


# What an exercise asks in one sentence, for a list of exercises.

LONG = 120  # characters
END = re.compile(r"\$[^$]*\$|[.?!](?=\s+(\S))")


def gist(text: str) -> str:
    """A text up to its first question if that is short, the question alone if not, else the first sentence.

    Dots stand for the numbers of a seed.

    >>> gist("Je dáno $a = <<a>>$. Kolik je $a + 1$? Stačí zlomek."), gist("Write one step. Given is `g`.")
    ('Je dáno $a = …$. Kolik je $a + 1$?', 'Write one step')
    """
    paragraph = " ".join(MARK.sub("…", text).strip().split("\n\n")[0].split())
    ends = [match.end() for match in END.finditer(paragraph) if match[1] and (match[1].isupper() or match[1] in "($")]
    sentences = [(start, end) for start, end in pairwise([0, *ends, len(paragraph)]) if start < end]
    start, end = next((each for each in sentences if paragraph[each[1] - 1] == "?"), sentences[0])
    return paragraph[0 if end <= LONG else start : end].strip().rstrip(".:")
