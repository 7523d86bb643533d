r"""Pieces of a line: numbers, words, LaTeX commands, signs and brackets, in one pass without looking back.

A word is a name as the language spells it; a Greek letter begins a new one. A command of LaTeX becomes the word, sign
or bracket that it draws, or stays a command where it takes arguments (``\frac``); commands that only lay out are gone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from study.spelling.signs import ACCENTS, GREEK, Plain

LETTERS = "".join(GREEK)
MARKS = "".join(ACCENTS)
PATTERN = re.compile(
    rf"""
      (?P<space>     \ + | (?<=[\w)\]}}])\.(?=[*/^]) )  # .* and its kin multiply element by element, as all does here
    | (?P<note>      \#.* )
    | (?P<number>    (?: [0-9]+\{{,\}}[0-9]+ | [0-9]+\.?[0-9]* | \.[0-9]+ ) (?: [eE][+\-]?[0-9]+ )? )
    | (?P<word>      [{LETTERS}][0-9]*(?:_+[A-Za-z0-9]+)*
                   | [A-Za-z](?:[A-Za-z0-9](?![{MARKS}]))*(?:_+[A-Za-z0-9]+)* )
    | (?P<command>   \\[A-Za-z]+\*? | \\. )
    | (?P<assign>    :=|[←≔]|<-+(?!=)|(?:\*\*|[+\-*/^])=|=(?!=) )
    | (?P<other>     ={{2,}} | [<>!]= | // )
    | (?P<sign>      \*\* | [+\-*/^] )
    | (?P<below>     _ )
    | (?P<open>      [(\[{{] )
    | (?P<close>     [)\]}}] )
    | (?P<comma>     , )
    | (?P<semicolon> ; )
    | (?P<prime>     ' )
    | (?P<accent>    [{MARKS}] )
    | (?P<root>      √ )
    | (?P<bar>       \| )
    | (?P<align>     & )
    | (?P<dot>       \. )
    | (?P<dollar>    \$+ )
    | (?P<nabla>     ∇ )
    | (?P<total>     ∑ )
    """,
    re.VERBOSE,
)

WORDS = {
    **{name: name for name in (
        "alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa", "mu", "nu", "xi", "pi", "rho",
        "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi",
        "Sigma", "Phi", "Psi", "Omega", "log", "ln", "exp", "tanh", "max", "min", "ell", "imath", "jmath",
    )},
    "epsilon": "eps", "varepsilon": "eps", "lambda": "lam", "vartheta": "theta", "varrho": "rho", "varphi": "phi",
    "varsigma": "sigma", "varpi": "pi", "ell": "l",
}  # fmt: skip
SIGNS = {
    **dict.fromkeys(("cdot", "times", "odot", "ast", "circ", "bullet", "cdotp", "centerdot", "star"), ("sign", "*")),
    **dict.fromkeys(("div", "slash"), ("sign", "/")),
    **dict.fromkeys(
        ("leftarrow", "gets", "longleftarrow", "Leftarrow", "coloneqq", "coloneq", "colonequals", "leftarrowtail"),
        ("assign", "="),
    ),
    **dict.fromkeys(("lbrace", "{", "lparen", "lbrack"), ("open", "(")),
    **dict.fromkeys(("rbrace", "}", "rparen", "rbrack"), ("close", ")")),
    **dict.fromkeys(("lvert", "rvert", "vert", "mid"), ("bar", "|")),
    **dict.fromkeys(("\\", "newline", "cr", "tabularnewline"), ("break", "\\\\")),
    "prime": ("prime", "'"),
    "nabla": ("nabla", "∇"),
    "sum": ("total", "∑"),
    "$": ("dollar", "$"),
}
LAYOUT = frozenset((
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
    "bigm", "middle", "displaystyle", "textstyle", "scriptstyle", "quad", "qquad", "limits", "nolimits", "nonumber",
    "notag", "hfill", "enspace", "thinspace", "medspace", "thickspace", "negthinspace", "noindent", "boldmath", "bf",
    "rm", "it", "mathstrut", "strut", "smallskip", "medskip", "bigskip", "centering", "allowbreak", "relax",
    ",", ";", ":", "!", ">", " ", "/", "-", "(", ")", "[", "]",
))  # fmt: skip
DISCARDED = frozenset(("begin", "end", "tag", "label", "hspace", "vspace"))  # with their argument
SPACES = frozenset((",", ";", ":", ">", " ", "quad", "qquad", "enspace", "thinspace", "medspace", "thickspace"))


class Lexeme(NamedTuple):
    """A piece of a line: ``column`` and ``end`` are where it was typed, ``apart`` whether a space stands before it.

    ``symbol`` says that a word was one letter with a name: Greek, or a command.
    """

    kind: str
    text: str
    column: int
    end: int
    apart: bool = False
    symbol: bool = False


def pieces(line: Plain) -> list[Lexeme]:
    r"""The pieces of a line in plain signs.

    >>> from study.spelling.signs import plain
    >>> [piece.text for piece in pieces(plain(r"\theta \gets \left(1 - β1\right)·g"))]
    ['theta', '=', '(', '1', '-', 'beta1', ')', '*', 'g']
    """
    text, columns = line
    found: list[Lexeme] = []
    at, apart = 0, False
    while at < len(text):
        if text[at] == "~" and at and text[at - 1] != " ":  # a space of LaTeX
            at, apart = at + 1, True
            continue
        match = PATTERN.match(text, at)
        end = match.end() if match else at + 1
        kind, typed = (str(match.lastgroup), match.group()) if match else ("other", text[at])
        piece = _piece(kind, typed, columns[at], columns[end - 1] + 1, apart)
        apart = piece is None and (kind == "space" or apart or typed[1:] in SPACES)
        if piece is not None:
            found.append(piece)
        at = end
    return found


def _piece(kind: str, typed: str, column: int, end: int, apart: bool) -> Lexeme | None:
    if kind in ("space", "note"):
        return None
    if kind == "word":
        word = typed.translate(_NAMES)
        return Lexeme(kind, word, column, end, apart, word != typed)
    if kind == "number":
        return Lexeme(kind, typed.replace("{,}", "."), column, end, apart)  # the decimal comma of LaTeX
    if kind == "sign":
        return Lexeme(kind, "^" if typed == "**" else typed, column, end, apart)
    if kind == "assign":
        operation = typed[:-1] if typed[-1] == "=" and typed[0] in "+-*/^" else ""
        return Lexeme(kind, f"{operation}=", column, end, apart)
    if kind == "command":
        name = typed[1:].rstrip("*") or typed[1:]
        if name in LAYOUT:
            return None
        if name in WORDS:
            return Lexeme("word", WORDS[name], column, end, apart, True)
        kind, text = SIGNS.get(name, ("command", name))
        return Lexeme(kind, text, column, end, apart, True)
    return Lexeme(kind, typed, column, end, apart)


_NAMES = str.maketrans(GREEK)
