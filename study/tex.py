r"""Would a formula render? Finds the first reason why KaTeX, as Streamlit runs it, would print a LaTeX formula in red.

A small reader of the LaTeX that cards use: groups, arguments, exponents, environments, ``\left``…``\right`` and text
inside maths. It draws nothing and expands nothing. Where it differs from KaTeX it is the stricter one: commands that
define, load, link or measure are refused although KaTeX draws them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from study import katex
from study.flat import is_flat
from study.texgroups import Group, Refused
from study.textokens import TOKEN, Kind, Token, classify

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
    """Where in the formula, which fault (a code of ``study.faults``) and what its sentence takes."""

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
    except Refused as refused:
        return Slip(sum(map(len, tokens[: refused.token])), refused.code, refused.parameters)
    return None


class _Reader:
    def __init__(self, display: bool) -> None:
        self.display = display
        self.groups = [Group(Kind.BAD, "", 0)]
        self.at = 0  # which token is read
        self.last: Token | None = None  # the command or sign before it
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
                raise Refused(self.at, code, found=token.name)
            kind = token.kind
            if kind is Kind.ATOM:
                if token.braced and group.script and group.needs:
                    raise Refused(self.at, "tex-braces", found=token.name, after=group.want)
                if group.needs and not token.text and group.want in TO_TEXT:
                    raise Refused(self.at, "tex-in-text", found=token.name)
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
            raise Refused(groups[-1].at, "tex-unclosed", found=groups[-1].name)

    def bad(self, token: Token) -> None:
        more = {"guess": "\\" + token.name} if token.fault == "tex-sign" else {}
        raise Refused(self.at, token.fault, found=token.name, **more)

    def satisfied(self, group: Group) -> None:
        if group.needs:
            raise Refused(group.at, "tex-argument", found=group.want)

    def push(self, group: Group) -> None:
        if len(self.groups) > DEEPEST:
            raise Refused(self.at, "tex-deep", limit=DEEPEST)
        self.groups.append(group)

    def close(self, kind: Kind, name: str, found: str) -> None:
        group = self.groups[-1]
        if group.needs:
            self.satisfied(group)
        if group.kind is not kind or group.name != name:
            if len(self.groups) == 1:
                raise Refused(self.at, "tex-unopened", found=found)
            raise Refused(self.at, "tex-crossed", found=found, open=group.name)
        self.groups.pop()

    def script(self, sign: str, group: Group) -> None:
        if group.needs:
            raise Refused(self.at, "tex-argument", found=group.want)
        if group.sub if sign == "_" else group.sup:
            raise Refused(self.at, "tex-double", found=sign)
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
            raise Refused(self.at, "tex-double", found="'")
        group.prime = True

    def function(self, token: Token, group: Group) -> None:
        if group.needs and (token.braced or not group.script):
            raise Refused(self.at, "tex-braces", found=token.name, after=group.want)
        if token.name == "\\tag":
            if not self.display or (self.tagged and len(self.groups) == 1):
                raise Refused(self.at, "tex-tag")
            self.tagged = True
        group.take()
        group.expect(token.name, token.arguments, self.at, script=token.name == "\\sqrt")
        group.optional = token.name in OPTIONAL

    def rare(self, token: Token, group: Group, tokens: list[str]) -> None:
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
            raise Refused(self.at, "tex-braces", found=name, after=group.want)
        else:
            self.structure(token, group)

    def divide(self, token: Token, group: Group, tokens: list[str]) -> None:
        inside = group.kind is Kind.BEGIN
        if token.kind is Kind.COLUMN and (not inside or group.name in katex.NO_COLUMNS):
            raise Refused(self.at, "tex-ampersand")
        if token.name == "\\cr" and not inside:
            raise Refused(self.at, "tex-row", found="\\cr")
        if token.name == "\\\\" and tokens[self.at + 1 : self.at + 2] == ["["]:
            raise Refused(self.at, "tex-gap", found="[")
        group.take()
        group.infix = False

    def structure(self, token: Token, group: Group) -> None:
        kind, name = token.kind, token.name
        if kind is Kind.BEGIN:
            if name in katex.DISPLAY_ONLY and not self.display:
                raise Refused(self.at, "tex-display-only", found=name)
            group.take()
            self.push(Group(kind, name, self.at))
        elif kind is Kind.LEFT:
            group.take()
            self.push(Group(kind, name, self.at))
        elif kind is Kind.MIDDLE and group.kind is not Kind.LEFT:
            raise Refused(self.at, "tex-unopened", found=name)
        elif kind is Kind.INFIX and group.infix:
            raise Refused(self.at, "tex-double", found=name)
        elif kind is Kind.LIMITS:
            before = self.last.name if self.last else ""
            if before not in OPERATORS and not (before == "}" and group.want in OPERATORS):
                raise Refused(self.at, "tex-limits", found=name)
        elif kind is Kind.LINE and (self.last is None or self.last.kind not in ROW_STARTS):
            raise Refused(self.at, "tex-row", found=name)
        elif kind is not Kind.LINE:
            group.take()
            if kind is Kind.INFIX:  # what follows must begin with a nucleus
                group.infix = group.sup = group.sub = True
