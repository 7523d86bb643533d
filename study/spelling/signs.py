"""Characters: what looks like a sign of the language becomes that sign, each with the column where it was typed.

Look-alikes come from PDFs, phones and word processors: dashes for a minus, bullets for a product, full-width and
mathematical letters, vulgar fractions, superscripts (``²`` is ``^{2}``, ``ᵗ`` is ``^{t}``) and subscripts (``₃`` is
``_{3}``), marks that nobody sees. A letter with an accent becomes the letter and a combining accent. Whatever is not
known stays as it is, for the parser to refuse by name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

HAT, TILDE, BAR, DOT = "\u0302", "\u0303", "\u0304", "\u0307"
ACCENTS = {HAT: "hat", TILDE: "tilde", BAR: "bar", DOT: "dot", "\u0305": "bar"}
LIKE = {  # a sign, and what looks like it
    "-": "−–—‐‑‒―﹣－˗➖⸺",
    "+": "＋➕﹢",
    "*": "×·⋅∙•∗⊙⨀✕✖⨯∘⁎・‧⦁●◦\u2062",
    "/": "∕÷⁄➗",
    "=": "⩵﹦",
    "←": "⟵⇐⟸↤⬅",
    "≔": "≝≜",
    "'": "’‘´`′ʹ",
    "∇": "𝛁𝛻",
    "α": "ɑ",
    "β": "ß",
    "ε": "∊ɛ",
    "σ": "ς",
    "<": "‹",
}
TABLE = {odd: sign for sign, odds in LIKE.items() for odd in odds} | {"″": "''", "”": "''"}
CIRCUMFLEX = "\u02c6"
KEPT = "ªº"  # ordinals, which are no superscripts
FONTS = ("<font>", "<wide>", "<narrow>", "<small>", "<noBreak>", "<compat>")
GREEK = {
    chr(code): (word.capitalize() if capital else word)
    for code in range(0x391, 0x3CA)
    for name in [unicodedata.name(chr(code), "").split()]
    if len(name) == 4 and name[0] == "GREEK"
    for capital in [name[1] == "CAPITAL"]
    for word in [{"lamda": "lam", "epsilon": "eps"}.get(name[3].lower(), name[3].lower())]
}


class Plain(NamedTuple):
    """A line in plain signs; ``columns[i]`` is where sign i was typed (from 1), with one more for the end."""

    text: str
    columns: tuple[int, ...]


def plain(typed: str) -> Plain:
    r"""One typed line in plain signs.

    >>> plain("θ’ ← ２·x² − ½").text, plain("sₜ₊₁").text
    ("θ' ← 2*x^{2} - (1/2)", 's_{t+1}')
    """
    if typed.isascii() and "\\_" not in typed and "\\*" not in typed and "\t" not in typed:
        return Plain(typed, tuple(range(1, len(typed) + 2)))
    signs: list[tuple[str, int]] = []
    run = ""  # of superscripts or subscripts: which
    for i, character in enumerate(typed):
        kind, read = _sign(character)
        if run and kind != run:
            signs.append(("}", i + 1))
            run = ""
        if kind in ("^", "_") and not run:
            run = kind
            signs += [(kind, i + 1), ("{", i + 1)]
        if character == CIRCUMFLEX:
            signs += [(one, i + 1) for one in _circumflex(typed, i)]
        elif kind == "fraction":
            _fraction(signs, read, i + 1, character)
        elif character == "\\" and typed[i + 1 : i + 2] in ("_", "*"):  # escaped for Markdown
            continue
        else:
            signs += [(one, i + 1) for one in read]
    if run:
        signs.append(("}", len(typed) + 1))
    return Plain("".join(sign for sign, _ in signs), (*(column for _, column in signs), len(typed) + 1))


def _circumflex(typed: str, i: int) -> str:
    """A raised circumflex of a PDF: a power before a number or bracket, a hat behind a letter that stands alone."""
    after, before = typed[i + 1 : i + 2], typed[i - 1 : i]
    if after and (after.isdigit() or after in "({-−–"):
        return "^"
    return HAT if before.isalpha() and not after.isalpha() else typed[i]


def _fraction(signs: list[tuple[str, int]], read: str, column: int, character: str) -> None:
    """Append a fraction that is one character; a whole number right before it belongs to it."""
    start = len(signs)
    while start and signs[start - 1][0].isdigit():
        start -= 1
    if start < len(signs) and start and (signs[start - 1][0].isalnum() or signs[start - 1][0] in "_.,"):
        signs.append((character, column))
        return
    if start < len(signs):
        signs.insert(start, ("(", signs[start][1]))
        signs.append(("+", column))
    else:
        signs.append(("(", column))
    signs += [(one, column) for one in f"{read})"]


@lru_cache(maxsize=4096)
def _sign(character: str) -> tuple[str, str]:
    """What a character is read as; the kind is ``^`` or ``_`` for scripts, ``fraction``, or nothing."""
    if character in TABLE:
        return "", TABLE[character]
    if character in ACCENTS:
        return "", BAR if ACCENTS[character] == "bar" else character
    if character == "\t":
        return "", " "
    if character.isascii() or character in KEPT:
        return "", character
    category = unicodedata.category(character)
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return "", ""
    if category == "Zs":
        return "", " "
    tag, _, _ = unicodedata.decomposition(character).partition(" ")
    folded = unicodedata.normalize("NFKC", character)
    if tag == "<fraction>":
        return ("fraction", folded.replace("\u2044", "/")) if folded[-1].isdigit() else ("", character)
    if len(folded) == 1 and folded != character:
        folded = TABLE.get(folded, folded)
        if tag in ("<super>", "<sub>"):
            return ("^" if tag == "<super>" else "_"), folded
        if tag in FONTS or not tag.startswith("<"):
            return "", folded
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[1] in ACCENTS and (parts[0] in GREEK or (parts[0].isascii() and parts[0].isalpha())):
        return "", parts
    return "", character
