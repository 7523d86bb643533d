r"""Would a formula render? Finds the first reason why KaTeX, as Streamlit runs it, would print a LaTeX formula in red.

A small reader of the LaTeX that cards use: groups, arguments, exponents, environments, ``\left``…``\right`` and text
inside maths. It draws nothing and expands nothing. Where it differs from KaTeX it is the stricter one: commands that
define, load, link or measure are refused although KaTeX draws them.
"""

from __future__ import annotations

import re
from enum import IntEnum, auto
from functools import lru_cache
from typing import Any, NamedTuple

from study.content import katex

# r"""The quick way past most formulas: those that are plain enough for one regular expression to tell that they render.
#
# Groups in braces are folded from the inside out into one sign each; what is left must be a row of symbols with at most
# one exponent and one index, fractions and accents with their arguments, sized brackets, perhaps in the columns of one
# environment. A formula that is not plain is not wrong: the reader in ``study.content.latex`` says the same more
# slowly, and why.

FOLDED = "\x01"  # a group whose inside is plain
ROUNDS = 6  # groups inside one another that are folded
ONE = "hat|bar|tilde|vec|sqrt|mathbf|mathbb|mathcal|mathrm|boldsymbol|operatorname"
TWO = "frac|tfrac|dfrac|binom"
BIG = r"[bB]igg?[lmr]?"
ATOM = (
    r"(?:[^\\{}^_&#%'$~\s]"
    rf"|\\(?!(?:{ONE}|{TWO}|{BIG})(?![A-Za-z]))[A-Za-z]++"
    r"|\\[,;:!{}|%&#_]"
    rf"|\\(?:{ONE})(?![A-Za-z])\s*+[A-Za-z0-9{FOLDED}]"
    rf"|\\(?:{TWO})(?![A-Za-z])\s*+{FOLDED}\s*+{FOLDED}"
    rf"|\\{BIG}(?![A-Za-z])\s*+(?:[()\[\]/|.]|\\[{{}}|]))"
)
SCRIPT = rf"[A-Za-z0-9*+\-{FOLDED}]"
PLAIN = rf"(?:\s|{ATOM}(?:_{SCRIPT}(?:\^{SCRIPT})?+|\^{SCRIPT}(?:_{SCRIPT})?+)?+)"
GROUP = re.compile(rf"(?<!\\)\{{{PLAIN}*+\}}")
ROW = re.compile(rf"{PLAIN}*+")
ROWS = re.compile(rf"(?:{PLAIN}|&|\\\\(?!\[))*+")
ENVIRONMENT = re.compile(r"\s*\\begin\{(aligned|cases|gathered|[pbv]?matrix)\}(.*)\\end\{\1\}\s*", re.DOTALL)
COMMAND = re.compile(r"\\([A-Za-z]+)")
KNOWN = katex.SYMBOLS | katex.SIZED | set(ONE.split("|")) | set(TWO.split("|"))


def is_flat(formula: str) -> bool:
    r"""Does the formula render, and is that plain to see?

    >>> is_flat(r"x_{t-1} = \beta v + \frac{\alpha}{\sqrt{r_2}}"), is_flat(r"\left(x\right)"), is_flat("x^2^2")
    (True, False, False)
    """
    whole = ROW
    if "\\begin" in formula and (found := ENVIRONMENT.fullmatch(formula)):
        formula, whole = found[2], ROWS
    if FOLDED in formula or not KNOWN.issuperset(COMMAND.findall(formula)):
        return False
    for _ in range(ROUNDS):
        formula, folded = GROUP.subn(FOLDED, formula)
        if not folded:
            break
    return whole.fullmatch(formula) is not None


# r"""LaTeX cut into tokens, each with what it is: an atom, a function of one argument, the begin of an environment.
#
# A token takes with it what belongs to it alone, such as the delimiter of ``\left`` or the columns of an ``array``, so
# that the reader of formulas looks at one token at a time. What a command is stands in the lists of
# ``study.content.katex``.

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


class LatexToken(NamedTuple):
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
    "{": LatexToken(Kind.OPEN, "{", text=True),
    "}": LatexToken(Kind.CLOSE, "}", text=True),
    "^": LatexToken(Kind.SCRIPT, "^"),
    "_": LatexToken(Kind.SCRIPT, "_"),
    "'": LatexToken(Kind.PRIME, "'", text=True),
    "[": LatexToken(Kind.BRACKET_OPEN, "[", text=True),
    "]": LatexToken(Kind.BRACKET_CLOSE, "]", text=True),
    "&": LatexToken(Kind.COLUMN, "&"),
    "#": LatexToken(Kind.BAD, "#", fault="tex-sign"),
    "%": LatexToken(Kind.BAD, "%", fault="tex-sign"),
}


@lru_cache(maxsize=4096)
def classify(token: str) -> LatexToken:
    r"""What a token is, unless it is a run of ordinary signs.

    >>> classify(r"\frac").arguments, classify(r"\bigl(").kind.name, classify(r"\thta").fault
    (2, 'SIZED', 'tex-unknown')
    """
    if token in SIGNS:
        return SIGNS[token]
    name = token[1:]
    if not name:
        return LatexToken(Kind.BAD, token, fault="tex-backslash")
    if name[0] == "\\":
        fault = "" if name == "\\" or ROW_GAP.fullmatch(token) else "tex-gap"
        return LatexToken(Kind.BAD if fault else Kind.ROW, token, text=True, fault=fault)
    if not (name[0].isascii() and name[0].isalpha()):
        return _escaped(token)
    if delimited := DELIMITED.fullmatch(token):
        return _delimited(delimited[1], delimited[2])
    if named := NAMED.fullmatch(token):
        return _environment(*named.groups())
    return _command(name)


def _escaped(token: str) -> LatexToken:
    sign = token[1]
    if sign in "([)]":
        return LatexToken(Kind.BAD, token, fault="tex-brackets")
    if sign not in MATH_SIGNS and sign not in TEXT_SIGNS:
        return LatexToken(Kind.BAD, token, fault="tex-unknown")
    return LatexToken(Kind.ATOM, token, text=sign in TEXT_SIGNS, maths=sign in MATH_SIGNS, braced=sign in ",:;!>")


def _delimited(name: str, delimiter: str) -> LatexToken:
    if delimiter[0] == "\\" and delimiter[1:] not in katex.DELIMITERS:
        return LatexToken(Kind.BAD, "\\" + name, fault="tex-delimiter")
    kinds = {"left": Kind.LEFT, "middle": Kind.MIDDLE, "right": Kind.RIGHT}
    return LatexToken(kinds.get(name, Kind.SIZED), "\\" + name)


def _environment(command: str, name: str, columns: str) -> LatexToken:
    if name not in katex.ENVIRONMENTS:
        return LatexToken(Kind.BAD, name, fault="tex-environment")
    if command == "end":
        return LatexToken(Kind.END, name)
    expected, given = katex.ENVIRONMENTS[name], columns.strip("{} ")
    if expected and (not given or given.isdigit() != (expected == "count")):
        return LatexToken(Kind.BAD, name, fault="tex-columns")
    return LatexToken(Kind.BEGIN, name)


def _command(name: str) -> LatexToken:
    token = "\\" + name
    if name in katex.REFUSED:
        return LatexToken(Kind.BAD, token, fault="tex-refused")
    text, braced = name in katex.TEXT, name in katex.BRACED
    if name in katex.ONE or name == "operatorname*":
        return LatexToken(Kind.FUNCTION, token, 1, text=text, braced=braced)
    if name in katex.TWO:
        return LatexToken(Kind.FUNCTION, token, 2, text=text, braced=braced)
    if name in katex.SYMBOLS or text:
        return LatexToken(Kind.ATOM, token, text=text, maths=name in katex.SYMBOLS, braced=braced)
    if name in katex.SIZED or name in ("left", "middle", "right"):
        return LatexToken(Kind.BAD, token, fault="tex-delimiter")
    if name in ("begin", "end"):
        return LatexToken(Kind.BAD, token, fault="tex-environment")
    kinds = dict.fromkeys(katex.INFIX, Kind.INFIX)
    kinds |= {
        "limits": Kind.LIMITS,
        "nolimits": Kind.LIMITS,
        "hline": Kind.LINE,
        "hdashline": Kind.LINE,
        "cr": Kind.ROW,
    }
    if name in kinds:
        return LatexToken(kinds[name], token)
    return LatexToken(Kind.BAD, token, fault="tex-unknown")


# What stands open while a formula is read, how arguments are counted in it, and how the reading ends early.


class _Refused(Exception):
    """The first fault of a formula, at one of its tokens."""

    def __init__(self, token: int, code: str, **parameters: Any) -> None:
        self.token, self.code, self.parameters = token, code, parameters


class Group:
    """What stands open: a brace, an optional argument, an environment, a ``\\left`` or the formula itself."""

    __slots__ = ("at", "infix", "kind", "name", "needs", "optional", "prime", "script", "sub", "sup", "text", "want")

    def __init__(self, kind: Kind, name: str, at: int, text: bool = False) -> None:
        self.kind, self.name, self.at, self.text = kind, name, at, text
        self.needs = 0  # arguments still expected
        self.want = ""  # the command that expects them
        self.script = self.optional = self.sup = self.sub = self.prime = self.infix = False

    def take(self, atoms: int = 1) -> None:
        """Atoms arrive: they are arguments first, then new nuclei without exponent and index."""
        if atoms:
            self.optional = False
        if atoms > self.needs:
            self.sup = self.sub = self.prime = False
            self.needs = 0
        else:
            self.needs -= atoms

    def expect(self, want: str, arguments: int, at: int, script: bool) -> None:
        self.want, self.script, self.at = want, script, at if not self.needs else self.at
        self.needs += arguments


LONGEST = 6_000  # characters of one formula
DEEPEST = 40  # groups inside one another
OPTIONAL = frozenset(f"\\{name}" for name in ("sqrt", "smash", "xmapsto", "xlongequal", "xtofrom")) | frozenset(
    f"\\x{hook}{side}arrow" for hook in ("", "hook") for side in ("left", "right", "Left", "Right", "leftright")
)
TO_TEXT = frozenset("\\" + name for name in katex.TO_TEXT)
OPERATORS = frozenset(
    "\\" + name
    for name in (*katex.OPERATORS, "limits", "nolimits", "operatorname*", "operatornamewithlimits", "mathop")
)
ROW_STARTS = (Kind.BEGIN, Kind.ROW, Kind.LINE)


class Slip(NamedTuple):
    """Where in the formula, which fault (a code of ``study.content.diagnostics``) and what its sentence takes."""

    offset: int
    code: str
    parameters: dict[str, Any]


def slip(formula: str, *, display: bool) -> Slip | None:
    r"""The first reason why ``formula`` would not render, or ``None``; ``display`` for maths on its own lines.

    >>> slip(r"\frac{\partial L}{\partial z} = o - g", display=False)
    >>> slip(r"\frac{1}", display=False)
    Slip(offset=0, code='tex-argument', parameters={'found': '\\frac'})
    """
    if len(formula) > LONGEST:
        return Slip(0, "tex-long", {"found": len(formula), "limit": LONGEST})
    if is_flat(formula):
        return None
    return _read(formula, display)


def _read(formula: str, display: bool) -> Slip | None:
    tokens = TOKEN.findall(formula)
    try:
        _Reader(display).run(tokens)
    except _Refused as refused:
        return Slip(sum(map(len, tokens[: refused.token])), refused.code, refused.parameters)
    return None


class _Reader:
    def __init__(self, display: bool) -> None:
        self.display = display
        self.groups = [Group(Kind.BAD, "", 0)]
        self.at = 0  # which token is read
        self.last: LatexToken | None = None  # the command or sign before it
        self.tagged = False

    def run(self, tokens: list[str]) -> None:
        groups = self.groups
        for self.at, text in enumerate(tokens):
            group = groups[-1]
            if text[0] not in "\\{}^_'[]&#%":
                if group.needs or group.sup or group.sub or group.prime:
                    group.take(len("".join(text.split())))
                if not text.isspace():
                    group.optional, self.last = False, None
                continue
            token = classify(text)
            if token.fault:
                self.bad(token)
            if not (token.text if group.text else token.maths):
                code = "tex-in-text" if group.text else "tex-unknown"
                raise _Refused(self.at, code, found=token.name)
            kind = token.kind
            if kind is Kind.ATOM:
                if token.braced and group.script and group.needs:
                    raise _Refused(self.at, "tex-braces", found=token.name, after=group.want)
                if group.needs and not token.text and group.want in TO_TEXT:
                    raise _Refused(self.at, "tex-in-text", found=token.name)
                group.take()
            elif kind is Kind.OPEN:
                in_text = group.text or (group.needs == 1 and group.want in TO_TEXT)
                group.take()
                self.push(Group(kind, "{", self.at, in_text))
            elif kind is Kind.CLOSE:
                self.close(Kind.OPEN, "{", "}")
            elif kind is Kind.SCRIPT:
                self.script(token.name, group)
            elif kind is Kind.FUNCTION:
                self.function(token, group)
            else:
                self.rare(token, group, tokens)
            self.last = token
        self.satisfied(groups[-1])
        if len(groups) > 1:
            raise _Refused(groups[-1].at, "tex-unclosed", found=groups[-1].name)

    def bad(self, token: LatexToken) -> None:
        more = {"guess": "\\" + token.name} if token.fault == "tex-sign" else {}
        raise _Refused(self.at, token.fault, found=token.name, **more)

    def satisfied(self, group: Group) -> None:
        if group.needs:
            raise _Refused(group.at, "tex-argument", found=group.want)

    def push(self, group: Group) -> None:
        if len(self.groups) > DEEPEST:
            raise _Refused(self.at, "tex-deep", limit=DEEPEST)
        self.groups.append(group)

    def close(self, kind: Kind, name: str, found: str) -> None:
        group = self.groups[-1]
        if group.needs:
            self.satisfied(group)
        if group.kind is not kind or group.name != name:
            if len(self.groups) == 1:
                raise _Refused(self.at, "tex-unopened", found=found)
            raise _Refused(self.at, "tex-crossed", found=found, open=group.name)
        self.groups.pop()

    def script(self, sign: str, group: Group) -> None:
        if group.needs:
            raise _Refused(self.at, "tex-argument", found=group.want)
        if group.sub if sign == "_" else group.sup:
            raise _Refused(self.at, "tex-double", found=sign)
        if sign == "_":
            group.sub = True
        else:
            group.sup = True
        group.expect(sign, 1, self.at, script=True)

    def prime(self, group: Group) -> None:
        if group.text or (group.needs and not group.script):
            group.take()
            return
        if group.needs or group.sup or (group.prime and not (self.last and self.last.kind is Kind.PRIME)):
            raise _Refused(self.at, "tex-double", found="'")
        group.prime = True

    def function(self, token: LatexToken, group: Group) -> None:
        if group.needs and (token.braced or not group.script):
            raise _Refused(self.at, "tex-braces", found=token.name, after=group.want)
        if token.name == "\\tag":
            if not self.display or (self.tagged and len(self.groups) == 1):
                raise _Refused(self.at, "tex-tag")
            self.tagged = True
        group.take()
        group.expect(token.name, token.arguments, self.at, script=token.name == "\\sqrt")
        group.optional = token.name in OPTIONAL

    def rare(self, token: LatexToken, group: Group, tokens: list[str]) -> None:
        kind, name = token.kind, token.name
        if kind is Kind.PRIME:
            self.prime(group)
        elif kind is Kind.BRACKET_OPEN and group.needs and group.optional:
            group.optional = False
            self.push(Group(kind, "[", self.at))
        elif kind is Kind.BRACKET_CLOSE and group.kind is Kind.BRACKET_OPEN:
            self.close(Kind.BRACKET_OPEN, "[", "]")
        elif kind in (Kind.BRACKET_OPEN, Kind.BRACKET_CLOSE):
            group.take()
        elif kind is Kind.RIGHT:
            self.close(Kind.LEFT, "\\left", "\\right")
        elif kind is Kind.END:
            self.close(Kind.BEGIN, name, f"\\end{{{name}}}")
        elif kind in (Kind.COLUMN, Kind.ROW):
            self.satisfied(group)
            self.divide(token, group, tokens)
        elif group.needs:
            raise _Refused(self.at, "tex-braces", found=name, after=group.want)
        else:
            self.structure(token, group)

    def divide(self, token: LatexToken, group: Group, tokens: list[str]) -> None:
        inside = group.kind is Kind.BEGIN
        if token.kind is Kind.COLUMN and (not inside or group.name in katex.NO_COLUMNS):
            raise _Refused(self.at, "tex-ampersand")
        if token.name == "\\cr" and not inside:
            raise _Refused(self.at, "tex-row", found="\\cr")
        if token.name == "\\\\" and tokens[self.at + 1 : self.at + 2] == ["["]:
            raise _Refused(self.at, "tex-gap", found="[")
        group.take()
        group.infix = False

    def structure(self, token: LatexToken, group: Group) -> None:
        kind, name = token.kind, token.name
        if kind is Kind.BEGIN:
            if name in katex.DISPLAY_ONLY and not self.display:
                raise _Refused(self.at, "tex-display-only", found=name)
            group.take()
            self.push(Group(kind, name, self.at))
        elif kind is Kind.LEFT:
            group.take()
            self.push(Group(kind, name, self.at))
        elif kind is Kind.MIDDLE and group.kind is not Kind.LEFT:
            raise _Refused(self.at, "tex-unopened", found=name)
        elif kind is Kind.INFIX and group.infix:
            raise _Refused(self.at, "tex-double", found=name)
        elif kind is Kind.LIMITS:
            before = self.last.name if self.last else ""
            if before not in OPERATORS and not (before == "}" and group.want in OPERATORS):
                raise _Refused(self.at, "tex-limits", found=name)
        elif kind is Kind.LINE and (self.last is None or self.last.kind not in ROW_STARTS):
            raise _Refused(self.at, "tex-row", found=name)
        elif kind is not Kind.LINE:
            group.take()
            if kind is Kind.INFIX:  # what follows must begin with a nucleus
                group.infix = group.sup = group.sub = True
