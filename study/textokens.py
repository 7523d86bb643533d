r"""LaTeX cut into tokens, each with what it is: an atom, a function of one argument, the begin of an environment.

A token takes with it what belongs to it alone, such as the delimiter of ``\left`` or the columns of an ``array``, so
that the reader of formulas looks at one token at a time. What a command is stands in the lists of ``study.katex``.
"""

from __future__ import annotations

import re
from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

from study import katex

DELIMITER = r"\\(?:[A-Za-z]+|[{}|])|[()\[\]/|.<>⟨⟩⌊⌋⌈⌉]"
SIZED = r"\\(left|right|middle|[bB]igg?[lmr]?)(?![A-Za-z])"
COLUMNS = r"(?:\s*\{[lcr|: ]*[lcr][lcr|: ]*\}|\s*\{\s*[0-9]\s*\})"
TOKEN = re.compile(
    rf"{SIZED.replace('(left', '(?:left')}\s*(?:{DELIMITER})"
    rf"|\\begin\s*\{{\s*[A-Za-z]+\*?\s*\}}(?:(?<=(?:array|ignat|gnat\*|nedat)\}}){COLUMNS})?"
    r"|\\end\s*\{\s*[A-Za-z]+\*?\s*\}"
    r"|\\operatorname\*|\\[A-Za-z]+|\\\\\[[^\[\]\\{}]{0,20}\]|\\[\s\S]?|[{}^_&#%'\[\]]|[^\\{}^_&#%'\[\]]+"
)
DELIMITED = re.compile(rf"{SIZED}\s*({DELIMITER})")
ROW_GAP = re.compile(r"\\\\\[\s*-?(?:[0-2](?:\.[0-9]+)?|\.[0-9]+)\s*(?:em|ex)\s*\]")
NAMED = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}(.*)", re.DOTALL)
MATH_SIGNS = frozenset("!#$%&,:;>_{|} \n")
TEXT_SIGNS = frozenset("!\"#$%&',.:;=>^_`{}~ \n")


class Kind(IntEnum):
    """What a token is to the reader; the frequent ones come first."""

    ATOM = auto()
    OPEN = auto()  # {
    CLOSE = auto()  # }
    SCRIPT = auto()  # ^ or _
    FUNCTION = auto()
    PRIME = auto()
    BRACKET_OPEN = auto()
    BRACKET_CLOSE = auto()
    COLUMN = auto()  # &
    ROW = auto()  # \\ or \cr
    SIZED = auto()  # \bigl( and its kin
    LEFT = auto()
    MIDDLE = auto()
    RIGHT = auto()
    BEGIN = auto()
    END = auto()
    INFIX = auto()
    LIMITS = auto()
    LINE = auto()  # \hline
    BAD = auto()


class Token(NamedTuple):
    """A token's kind and name; ``arguments`` of a function; ``text`` and ``maths``: may it stand there;
    ``braced``: must it stand in braces as an exponent; ``fault``: the code of what is wrong with it by itself."""

    kind: Kind
    name: str
    arguments: int = 0
    text: bool = False
    maths: bool = True
    braced: bool = False
    fault: str = ""


SIGNS = {
    "{": Token(Kind.OPEN, "{", text=True),
    "}": Token(Kind.CLOSE, "}", text=True),
    "^": Token(Kind.SCRIPT, "^"),
    "_": Token(Kind.SCRIPT, "_"),
    "'": Token(Kind.PRIME, "'", text=True),
    "[": Token(Kind.BRACKET_OPEN, "[", text=True),
    "]": Token(Kind.BRACKET_CLOSE, "]", text=True),
    "&": Token(Kind.COLUMN, "&"),
    "#": Token(Kind.BAD, "#", fault="tex-sign"),
    "%": Token(Kind.BAD, "%", fault="tex-sign"),
}


@lru_cache(maxsize=4096)
def classify(token: str) -> Token:
    r"""What a token is, unless it is a run of ordinary signs.

    >>> classify(r"\frac").arguments, classify(r"\bigl(").kind.name, classify(r"\thta").fault
    (2, 'SIZED', 'tex-unknown')
    """
    if token in SIGNS:
        return SIGNS[token]
    name = token[1:]
    if not name:
        return Token(Kind.BAD, token, fault="tex-backslash")
    if name[0] == "\\":
        fault = "" if name == "\\" or ROW_GAP.fullmatch(token) else "tex-gap"
        return Token(Kind.BAD if fault else Kind.ROW, token, text=True, fault=fault)
    if not (name[0].isascii() and name[0].isalpha()):
        return _escaped(token)
    if delimited := DELIMITED.fullmatch(token):
        return _delimited(delimited[1], delimited[2])
    if named := NAMED.fullmatch(token):
        return _environment(*named.groups())
    return _command(name)


def _escaped(token: str) -> Token:
    sign = token[1]
    if sign in "([)]":
        return Token(Kind.BAD, token, fault="tex-brackets")
    if sign not in MATH_SIGNS and sign not in TEXT_SIGNS:
        return Token(Kind.BAD, token, fault="tex-unknown")
    return Token(Kind.ATOM, token, text=sign in TEXT_SIGNS, maths=sign in MATH_SIGNS, braced=sign in ",:;!>")


def _delimited(name: str, delimiter: str) -> Token:
    if delimiter[0] == "\\" and delimiter[1:] not in katex.DELIMITERS:
        return Token(Kind.BAD, "\\" + name, fault="tex-delimiter")
    kinds = {"left": Kind.LEFT, "middle": Kind.MIDDLE, "right": Kind.RIGHT}
    return Token(kinds.get(name, Kind.SIZED), "\\" + name)


def _environment(command: str, name: str, columns: str) -> Token:
    if name not in katex.ENVIRONMENTS:
        return Token(Kind.BAD, name, fault="tex-environment")
    if command == "end":
        return Token(Kind.END, name)
    expected, given = katex.ENVIRONMENTS[name], columns.strip("{} ")
    if expected and (not given or given.isdigit() != (expected == "count")):
        return Token(Kind.BAD, name, fault="tex-columns")
    return Token(Kind.BEGIN, name)


def _command(name: str) -> Token:
    token = "\\" + name
    if name in katex.REFUSED:
        return Token(Kind.BAD, token, fault="tex-refused")
    text, braced = name in katex.TEXT, name in katex.BRACED
    if name in katex.ONE or name == "operatorname*":
        return Token(Kind.FUNCTION, token, 1, text=text, braced=braced)
    if name in katex.TWO:
        return Token(Kind.FUNCTION, token, 2, text=text, braced=braced)
    if name in katex.SYMBOLS or text:
        return Token(Kind.ATOM, token, text=text, maths=name in katex.SYMBOLS, braced=braced)
    if name in katex.SIZED or name in ("left", "middle", "right"):
        return Token(Kind.BAD, token, fault="tex-delimiter")
    if name in ("begin", "end"):
        return Token(Kind.BAD, token, fault="tex-environment")
    kinds = dict.fromkeys(katex.INFIX, Kind.INFIX)
    kinds |= {
        "limits": Kind.LIMITS,
        "nolimits": Kind.LIMITS,
        "hline": Kind.LINE,
        "hdashline": Kind.LINE,
        "cr": Kind.ROW,
    }
    if name in kinds:
        return Token(kinds[name], token)
    return Token(Kind.BAD, token, fault="tex-unknown")
