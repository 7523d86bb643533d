"""A typed line of a formula as tokens in ASCII, each with the column where it was typed.

Understood besides ASCII: α β ε θ λ ρ (and their variants ϵ ϑ ϱ) as the names alpha beta eps theta lam rho; a hat (ŝ is
shat); subscript digits as digits of a name (β₁ is beta1); − and – as minus; · × ⋅ as times; ^ and superscripts (², ⁻¹)
as a power; ← as the sign of assignment; √, which the grammar resolves; Unicode spaces. A Greek letter or one with a hat
begins a new name, so that βg is two names side by side. What follows # on a line is a note. Everything else is refused
here, with a hint where the intention is known. This module looks at one token at a time: their order is
`lekce2.expressions.grammar`.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass
from string import ascii_letters

from lekce2.base import ExpressionError

LONGEST_NAME = 40
SHORT = 20  # characters of what was typed that a sentence repeats

GREEK = {
    "α": "alpha",
    "β": "beta",
    "ε": "eps",
    "ϵ": "eps",
    "θ": "theta",
    "ϑ": "theta",
    "λ": "lam",
    "ρ": "rho",
    "ϱ": "rho",
}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SIGNS = {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "^": "**"}
HAT = "\u0302"
HATTED = {
    whole: f"{letter}hat" for letter in ascii_letters if len(whole := unicodedata.normalize("NFC", letter + HAT)) == 1
}
NAMES = str.maketrans(GREEK | HATTED | {HAT: "hat"}) | SUBSCRIPTS

PATTERN = re.compile(
    r"""
      (?P<space>       [ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+ )
    | (?P<note>        \#.* )
    | (?P<number>      (?: [0-9]+\.?[0-9]* | \.[0-9]+ ) (?: [eE][+\-−–]?[0-9]+ )? )
    | (?P<name>        (?: [αβεϵθϑλρϱ]\u0302? | [A-Za-z]\u0302 | [HATTED] ) [0-9₀-₉]*(?:_[A-Za-z0-9_₀-₉]*)?
                     | [A-Za-z][A-Za-z0-9_₀-₉]* )
    | (?P<plain_equals> := | ={2,3} | ≡ | ≔ )
    | (?P<comparison>  [<>≤≥≠]=? | != )
    | (?P<assignment>  (?: \*\* | [+\-−–*/^·×⋅] )?= | ← )
    | (?P<unknown_operator> // | [%@&!~?|] )
    | (?P<sign>        \*\* | [+\-−–*/^·×⋅] )
    | (?P<superscript> ⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+ )
    | (?P<root>        √ )
    | (?P<open>        \( )
    | (?P<close>       \) )
    | (?P<comma>       , )
    """.replace("HATTED", "".join(HATTED)),
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of a line: what it is, its text in ASCII, and where and how it was typed (columns from 1).

    ``kind`` is number, name, sign (``text`` one of + - * / **), superscript (``text`` the exponent), root, open, close,
    comma or assignment (``text`` the operation before the equals sign, or nothing).
    """

    kind: str
    text: str
    typed: str
    line: int
    column: int

    @property
    def shown(self) -> str:
        """How it was typed, cut to what fits in a sentence."""
        return self.typed if len(self.typed) <= SHORT else self.typed[: SHORT - 1] + "…"

    @property
    def end(self) -> int:
        """The column after it."""
        return self.column + len(self.typed)


def tokens(text: str, line: int) -> list[Token]:
    """The tokens of one line.

    Raises
    ------
    ExpressionError
        At the first character or word that has no place in a formula.

    Examples
    --------
    >>> [token.text for token in tokens("θ ← θ − α·β₁²", 1)]
    ['theta', '', 'theta', '-', 'alpha', '*', 'beta1', '2']
    """
    found = []
    position = 0
    while position < len(text):
        match = PATTERN.match(text, position)
        if match is None:
            raise _unknown(text, position, line)
        kind, typed = str(match.lastgroup), match.group()
        if kind not in ("space", "note"):
            found.append(_token(kind, typed, line, position + 1))
        position = match.end()
    return found


def _token(kind: str, typed: str, line: int, column: int) -> Token:
    if kind == "name":
        return Token(kind, _name(typed, line, column), typed, line, column)
    if kind == "number":
        return Token(kind, typed.replace("−", "-").replace("–", "-"), typed, line, column)
    if kind == "sign":
        return Token(kind, SIGNS.get(typed, typed), typed, line, column)
    if kind == "superscript":
        return Token(kind, typed.translate(SUPERSCRIPTS), typed, line, column)
    if kind == "assignment":
        operation = typed.removesuffix("=").removesuffix("←")
        return Token(kind, SIGNS.get(operation, operation), typed, line, column)
    if kind == "plain_equals":
        raise ExpressionError("plain-equals", line, column, sign=typed)
    if kind == "comparison":
        raise ExpressionError("comparison", line, column, sign=typed)
    if typed == "|":
        raise ExpressionError("bars", line, column)
    if kind == "unknown_operator":
        raise ExpressionError("unknown-operator", line, column, sign=typed)
    return Token(kind, typed, typed, line, column)


def _name(typed: str, line: int, column: int) -> str:
    name = typed.translate(NAMES)
    if len(name) > LONGEST_NAME:
        raise ExpressionError("name-too-long", line, column, limit=LONGEST_NAME)
    if name == "lambda":
        raise ExpressionError("lambda-word", line, column)
    if keyword.iskeyword(name):
        raise ExpressionError("python-word", line, column, name=name)
    return name


def _unknown(text: str, position: int, line: int) -> ExpressionError:
    character, column = text[position], position + 1
    name = unicodedata.name(character, "")
    if character == "_":
        return ExpressionError("name-starts-with-letter", line, column)
    if character == "\\":
        return ExpressionError("backslash", line, column)
    if character in "\"'`“”„‘’«»":
        return ExpressionError("quotes", line, column)
    if character in "[]{}":
        return ExpressionError("brackets", line, column, character=character)
    if character == ".":
        return ExpressionError("dot", line, column)
    if character == ";":
        return ExpressionError("semicolon", line, column)
    if character == ":":
        return ExpressionError("colon", line, column)
    if re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER [A-Z]+( SYMBOL)?", name):
        word = name.split()[3].lower().replace("lamda", "lam")
        word = word if "SMALL" in name else word.capitalize()
        word = "sigmoid" if word == "sigma" and text[column:].lstrip().startswith("(") else word
        return ExpressionError("unknown-letter", line, column, name=word, character=character)
    return ExpressionError("unknown-character", line, column, character=shown(character))


def shown(character: str) -> str:
    """A character as a sentence can show it: itself, or its number where it is invisible or changes the text around.

    >>> shown("§"), shown(chr(0x202E))
    ('§', 'U+202E')
    """
    visible = character.isprintable() and not unicodedata.combining(character)
    return character if visible else f"U+{ord(character):04X}"
