r"""Would a formula render? Finds the first reason why KaTeX, as Streamlit runs it, would print a LaTeX formula in red.

A small reader of the LaTeX that cards use: groups, arguments, exponents, environments, ``\left``…``\right`` and text
inside maths, against the literal lists of ``study.katex``. It draws nothing and expands nothing. Where it differs from
KaTeX it is the stricter one: commands that define, load, link or measure are refused although KaTeX draws them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from study import katex

LONGEST = 6_000  # characters of one formula
DEEPEST = 40  # groups inside one another
TOKEN = re.compile(r"\\operatorname\*|\\[A-Za-z]+|\\[\s\S]?|[{}^_&#%'\[\]]|[^\\{}^_&#%'\[\]]+")
NAME = re.compile(r"\s*\{\s*([A-Za-z]+\*?)\s*\}")
COLUMNS = {"columns": re.compile(r"\s*\{[lcr|: ]*[lcr][lcr|: ]*\}"), "count": re.compile(r"\s*\{\s*[0-9]\s*\}")}
DELIMITER = re.compile(r"\s*(?:\\([A-Za-z]+|[{}|])|[()\[\]/|.<>⟨⟩⌊⌋⌈⌉])")
ROW_GAP = re.compile(r"\[\s*-?(?:[0-2](?:\.[0-9]+)?|\.[0-9]+)\s*(?:em|ex)\s*\]")
OPTIONAL = frozenset(
    ("sqrt", "smash", "xleftarrow", "xrightarrow", "xLeftarrow", "xRightarrow", "xleftrightarrow", "xLeftrightarrow")
) | frozenset(("xmapsto", "xlongequal", "xhookleftarrow", "xhookrightarrow", "xtofrom"))
MATH_SIGNS = frozenset("!#$%&,:;>_{|} \n\\")
TEXT_SIGNS = frozenset("!\"#$%&',.:;=>^_`{}~ \n\\")
ROW_STARTS = frozenset(("\\begin", "\\\\", "\\cr", "\\hline", "\\hdashline"))


class Slip(NamedTuple):
    """Where in the formula, which fault (a code of ``study.faults``) and what its sentence takes."""

    offset: int
    code: str
    parameters: dict[str, Any]


class _Group:
    """What stands open: a brace, an optional argument, an environment, a ``\\left`` or the formula itself."""

    __slots__ = (
        "infix",
        "kind",
        "name",
        "needs",
        "offset",
        "optional",
        "prime",
        "script",
        "sub",
        "sup",
        "text",
        "want",
    )

    def __init__(self, kind: str, name: str, offset: int, text: bool = False) -> None:
        self.kind, self.name, self.offset, self.text = kind, name, offset, text
        self.needs = 0  # arguments still expected
        self.want = ""  # the command that expects them
        self.script = self.optional = self.sup = self.sub = self.prime = self.infix = False

    def take(self, count: int = 1) -> None:
        """``count`` atoms arrive: they are arguments first, then new nuclei without exponent and index."""
        if count > self.needs:
            self.sup = self.sub = self.prime = False
        self.needs = max(0, self.needs - count)
        self.optional = False


class _Refused(Exception):
    def __init__(self, offset: int, code: str, **parameters: Any) -> None:
        self.slip = Slip(offset, code, parameters)


def slip(formula: str, *, display: bool) -> Slip | None:
    r"""The first reason why ``formula`` would not render, or ``None``; ``display`` for maths on its own lines.

    >>> slip(r"\frac{\partial L}{\partial z} = o - g", display=False)
    >>> slip(r"\frac{1}", display=False)
    Slip(offset=0, code='tex-argument', parameters={'found': '\\frac'})
    """
    return _short(formula, display) if len(formula) <= 200 else _read(formula, display)


@lru_cache(maxsize=8192)
def _short(formula: str, display: bool) -> Slip | None:
    return _read(formula, display)


def _read(formula: str, display: bool) -> Slip | None:
    if len(formula) > LONGEST:
        return Slip(0, "tex-long", {"found": len(formula), "limit": LONGEST})
    try:
        _Reader(formula, display).run()
    except _Refused as refused:
        return refused.slip
    return None


class _Reader:
    def __init__(self, formula: str, display: bool) -> None:
        self.formula, self.display = formula, display
        self.groups = [_Group("", "", 0)]
        self.at = self.offset = 0  # after and before the token
        self.last = ""  # the token before this one, spaces left aside
        self.tagged = False

    def run(self) -> None:
        formula, size, match = self.formula, len(self.formula), TOKEN.match
        while self.at < size:
            found = match(formula, self.at)
            assert found is not None  # the alternatives cover every character
            token = found[0]
            self.offset, self.at = self.at, found.end()
            first = token[0]
            if first == "\\":
                self.command(token[1:])
            elif first in "{}^_&#%'[]":
                self.sign(first)
            else:
                atoms = len("".join(token.split()))
                if not atoms:
                    continue
                self.groups[-1].take(atoms)
            self.last = token
        group = self.groups[-1]
        self.satisfied(group)
        if len(self.groups) > 1:
            raise _Refused(group.offset, "tex-unclosed", found=group.kind)

    def satisfied(self, group: _Group) -> None:
        if group.needs:
            raise _Refused(group.offset, "tex-argument", found=group.want)

    def open(self, kind: str, name: str = "", text: bool = False) -> None:
        self.groups[-1].take()
        self.push(_Group(kind, name, self.offset, text))

    def push(self, group: _Group) -> None:
        if len(self.groups) > DEEPEST:
            raise _Refused(self.offset, "tex-deep", limit=DEEPEST)
        self.groups.append(group)

    def close(self, kind: str, found: str) -> None:
        group = self.groups[-1]
        self.satisfied(group)
        if group.kind != kind:
            if len(self.groups) == 1:
                raise _Refused(self.offset, "tex-unopened", found=found)
            raise _Refused(self.offset, "tex-crossed", found=found, open=group.kind)
        self.groups.pop()

    def expect(self, want: str, count: int, script: bool = False) -> None:
        group = self.groups[-1]
        group.want, group.script, group.offset = want, script, group.offset if group.needs else self.offset
        group.needs += count

    def sign(self, sign: str) -> None:
        group = self.groups[-1]
        if sign == "{":
            self.open("{", text=group.text or (group.needs == 1 and group.want[1:] in katex.TO_TEXT))
        elif sign == "}":
            self.close("{", "}")
        elif sign == "[" and group.needs and group.optional:
            group.optional = False
            self.push(_Group("[", "", self.offset))
        elif sign == "]" and group.kind == "[":
            self.close("[", "]")
        elif sign in "[]":
            group.take()
        elif sign in "#%":
            raise _Refused(self.offset, "tex-sign", found=sign, guess="\\" + sign)
        elif group.text and sign != "'":
            raise _Refused(self.offset, "tex-in-text", found=sign)
        elif sign == "&":
            self.satisfied(group)
            if not group.kind.startswith("\\begin") or group.name in katex.NO_COLUMNS:
                raise _Refused(self.offset, "tex-ampersand")
            group.take()
            group.infix = False
        elif not group.text:
            self.script(sign, group)

    def script(self, sign: str, group: _Group) -> None:
        if group.needs and not (sign == "'" and not group.script):
            raise _Refused(self.offset, "tex-argument", found=group.want)
        if sign == "'" and group.needs:
            group.take()
            return
        if group.sub if sign == "_" else group.sup:
            raise _Refused(self.offset, "tex-double", found=sign)
        if sign == "'":
            if group.prime and self.last != "'":
                raise _Refused(self.offset, "tex-double", found=sign)
            group.prime = True
            return
        group.sub, group.sup = group.sub or sign == "_", group.sup or sign == "^"
        self.expect(sign, 1, script=True)

    def command(self, name: str) -> None:
        group = self.groups[-1]
        if not name:
            raise _Refused(self.offset, "tex-backslash")
        if name in katex.REFUSED:
            raise _Refused(self.offset, "tex-refused", found="\\" + name)
        if not name[0].isascii() or not name[0].isalpha():
            self.escaped(name, group)
        elif name not in katex.KNOWN:
            raise _Refused(self.offset, "tex-unknown", found="\\" + name)
        elif group.text and name not in katex.TEXT:
            raise _Refused(self.offset, "tex-in-text", found="\\" + name)
        elif name in katex.ONE or name in katex.TWO or name == "operatorname*":
            self.function(name, group)
        elif name in katex.SYMBOLS or name in katex.TEXT:
            if group.script and group.needs and name in katex.BRACED:
                raise _Refused(self.offset, "tex-braces", found="\\" + name, after=group.want)
            group.take()
        else:
            self.structure(name, group)

    def escaped(self, sign: str, group: _Group) -> None:
        if sign in "([)]":
            raise _Refused(self.offset, "tex-brackets", found="\\" + sign)
        if sign not in (TEXT_SIGNS if group.text else MATH_SIGNS):
            raise _Refused(self.offset, "tex-unknown", found="\\" + sign)
        if sign != "\\":
            group.take()
            return
        self.satisfied(group)
        if self.formula.startswith("[", self.at):
            gap = ROW_GAP.match(self.formula, self.at)
            if gap is None:
                raise _Refused(self.at, "tex-gap", found=self.formula[self.at : self.at + 12])
            self.at = gap.end()
        group.take()
        group.infix = False

    def function(self, name: str, group: _Group) -> None:
        if group.needs and (name in katex.BRACED if group.script else True):
            raise _Refused(self.offset, "tex-braces", found="\\" + name, after=group.want)
        if name == "tag":
            if not self.display or (self.tagged and len(self.groups) == 1):
                raise _Refused(self.offset, "tex-tag")
            self.tagged = True
        group.take()
        self.expect("\\" + name, 2 if name in katex.TWO else 1, script=name == "sqrt")
        group.optional = name in OPTIONAL

    def structure(self, name: str, group: _Group) -> None:
        if group.needs and name not in ("right", "end"):
            raise _Refused(self.offset, "tex-braces", found="\\" + name, after=group.want)
        if name in ("left", "middle", "right") or name in katex.SIZED:
            self.delimited(name, group)
        elif name in ("begin", "end"):
            self.environment(name)
        elif name in katex.INFIX:
            if group.infix:
                raise _Refused(self.offset, "tex-double", found="\\" + name)
            group.infix = True
            group.take()
        elif name in ("limits", "nolimits"):
            if self.last[1:] not in katex.OPERATORS and self.last not in ("}", "\\limits", "\\nolimits"):
                raise _Refused(self.offset, "tex-limits", found="\\" + name)
        elif not group.kind.startswith("\\begin") or (name != "cr" and self.last not in ROW_STARTS):
            raise _Refused(self.offset, "tex-row", found="\\" + name)

    def delimited(self, name: str, group: _Group) -> None:
        start, found = self.offset, DELIMITER.match(self.formula, self.at)
        if found is None or (found[1] and found[1] not in katex.DELIMITERS):
            raise _Refused(start, "tex-delimiter", found="\\" + name)
        self.at = found.end()
        if name == "left":
            self.open("\\left")
        elif name == "right":
            self.close("\\left", "\\right")
        elif name == "middle" and group.kind != "\\left":
            raise _Refused(start, "tex-unopened", found="\\middle")
        else:
            group.take()

    def environment(self, name: str) -> None:
        found = NAME.match(self.formula, self.at)
        environment = found[1] if found else ""
        if found is None or environment not in katex.ENVIRONMENTS:
            raise _Refused(self.offset, "tex-environment", found=environment or "\\" + name)
        self.at = found.end()
        if name == "end":
            self.close(f"\\begin{{{environment}}}", f"\\end{{{environment}}}")
            return
        if environment in katex.DISPLAY_ONLY and not self.display:
            raise _Refused(self.offset, "tex-display-only", found=environment)
        self.open(f"\\begin{{{environment}}}", environment)
        after = katex.ENVIRONMENTS[environment]
        if after:
            columns = COLUMNS[after].match(self.formula, self.at)
            if columns is None:
                raise _Refused(self.offset, "tex-columns", found=environment)
            self.at = columns.end()
