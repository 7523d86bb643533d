r"""What is wrong with a formula: what no card may hold, then what the KaTeX that will draw it says, in our words.

Commands that define, load, link or measure are refused although KaTeX knows them: a stranger's ``\rule`` could cover
the page. The same list keeps such formulas from the screen, whether or not a deck was ever checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from study.content.katex import Katex, Objection, katex

LONGEST = 6_000  # characters of one formula
DEEPEST = 40  # groups inside one another
WIDEST = 200  # characters of brackets that close again
REMEMBERED = 1_000  # characters of the longest formula whose verdict is kept

# Not for cards: they define, link, load or measure. A test holds the list to what KaTeX takes a size for.
REFUSED = frozenset(
    re.findall(
        r"\w+",
        """
        def gdef edef xdef global long let futurelet newcommand renewcommand providecommand DeclareMathOperator
        expandafter noexpand relax begingroup endgroup bgroup egroup char href url includegraphics htmlClass htmlId
        htmlStyle htmlData rule kern mkern hskip mskip hspace vspace raise raisebox lower tmspace above genfrac
        mathchoice verb message errmessage show input require unicode class cssId style fcolorbox
        """,
    )
)
COMMAND = re.compile(rf"\\(?:{'|'.join(sorted(REFUSED))})(?![A-Za-z])")
BETWEEN = r"(?:\s|%[^\n]*\n)*"  # what KaTeX skips before the bracket of a row's length
GAP = re.compile(rf"\\\\{BETWEEN}\[(?!\s*-?(?:[0-2](?:\.[0-9]{{1,9}})?|\.[0-9]{{1,9}})\s*(?:em|ex)\s*\])")
SUSPECT = re.compile(rf"[$%]|\[\[|\{{\+[^{{}}\n]|{COMMAND.pattern}|\\\\{BETWEEN}\[")
SIGN = re.compile(r"\\(?:[A-Za-z]+|[\s\S]?)|[{}%]")
DOUBLED = re.compile(r"\\\\([A-Za-z]{3,})|\\[\s\S]")
RELATION = re.compile(r"[<>=≤≥≠∈]|\\(?:[lgn]eq?|[lg]eqslant|in|notin|ni|sim|equiv|approx)(?![A-Za-z])")
# Whether a formula is drawn does not hang on its digits, but for colours, lengths of rows and numbers of columns; the
# texts of an exercise are judged for several seeds.
NUMBER = re.compile("[0-9]+")
COUNTED = re.compile(r"#|\\\\[^\[]{0,9}\[|align|array|char")
BARE = re.compile(r"\\[\s\S]?|[%$]")
BADGE = re.compile(r"\{\+([^{}\n]{0,80})\}")
SCRIPTED = re.compile(r"[\^_]\s*(\\[A-Za-z]+)")
OPENERS = {"{": "}", "\\left": "\\right", "\\begin": "\\end"}


class Slip(NamedTuple):
    """Where in the formula, which fault (a code of ``study.content.diagnostics``) and what its sentence takes.

    ``known`` are the names from which the sentence's guess is taken, for codes whose sentence has one.
    """

    offset: int
    code: str
    parameters: dict[str, Any]
    known: tuple[str, ...] = ()


def slip(formula: str, *, display: bool) -> Slip | None:
    r"""The first reason why ``formula`` would not render, or ``None``; ``display`` for maths on its own lines.

    Where KaTeX cannot be asked, only what no card may hold is found.

    >>> slip(r"\frac{\partial L}{\partial z} = o - g", display=False)
    >>> slip(r"\rule{9em}{9em}", display=False)
    Slip(offset=0, code='tex-refused', parameters={'found': '\\rule'}, known=())
    """
    if len(formula) > REMEMBERED:
        return _slip(formula, display)
    if COUNTED.search(formula) is None and _remembered(NUMBER.sub(_short, formula), display) is None:
        return None
    return _remembered(formula, display)


def _short(number: re.Match[str]) -> str:
    return "111"[: len(number[0])]


def refused(formula: str) -> str | None:
    r"""The first thing in a formula that could draw outside its place, define, link or load, or ``None``.

    >>> refused(r"a \kern 900em b"), refused(r"a \\[90em] b"), refused(r"a \\[1em] \underline{b}")
    ('\\kern', '\\\\[', None)
    """
    found = COMMAND.search(formula) or (GAP.search(formula) if "[" in formula else None)
    return None if found is None else "\\\\[" if found[0].startswith("\\\\") else found[0]


def tamed(text: str, mark: str) -> str:
    """A text with an invisible ``mark`` inside everything that ``refused`` finds, so that it is no command any more.

    It does not ask what is maths and what is not, so that no reading of the text can be mistaken about it.
    """
    if "\\" not in text:
        return text
    text = COMMAND.sub(lambda found: "\\" + mark + found[0][1:], text)
    return GAP.sub(lambda found: found[0][:-1] + mark + "[", text) if "[" in text else text


@lru_cache(maxsize=16_384)
def _remembered(formula: str, display: bool) -> Slip | None:
    return _slip(formula, display)


def _slip(formula: str, display: bool) -> Slip | None:
    if len(formula) > LONGEST:
        return Slip(0, "tex-long", {"found": len(formula), "limit": LONGEST})
    if SUSPECT.search(formula) is not None:
        found = _unwanted(formula)
        if found is not None:
            return found
    if formula.count("{") + formula.count("\\left") + formula.count("\\begin") > DEEPEST:
        deep = _too_deep(formula)
        if deep is not None:
            return deep
    judge = katex()
    if not isinstance(judge, Katex):
        return None
    said = judge.objection(formula, display)
    if said is not None:
        return explained(formula, said, judge)
    return _doubled(formula, judge) if "\\\\" in formula else None


def _doubled(formula: str, judge: Katex) -> Slip | None:
    """A command with two backslashes, which KaTeX draws as a line break and letters."""
    for found in DOUBLED.finditer(formula):
        if found[1] and found[1] in judge.commands:
            return Slip(found.start(), "tex-doubled", {"found": found[0], "guess": found[1]})
    return None


def _unwanted(formula: str) -> Slip | None:
    """What KaTeX would take, or name otherwise: a pair without its form, a dollar, a badge, a comment, a size."""
    at = _lost_pair(formula)
    if at is not None:
        return Slip(at, "bad-pair", {"found": formula[at : at + 60]})
    for found in BARE.finditer(formula):
        if found[0] == "%":
            return Slip(found.start(), "tex-sign", {"found": "%", "guess": "\\%"})
        if found[0] == "$":
            return Slip(found.start(), "tex-dollar-inside", {})
    badge = BADGE.search(formula)
    if badge is not None and len(badge[1]) > 2 and badge[1][0].isalpha():
        return Slip(badge.start(), "unit-in-maths", {"found": badge[0]})
    command = COMMAND.search(formula)
    if command is not None:
        return Slip(command.start(), "tex-refused", {"found": command[0]})
    gap = GAP.search(formula)
    if gap is not None:
        return Slip(gap.start(), "tex-gap", {"found": formula[gap.end() - 1 : gap.end() + 20]})
    return None


def _lost_pair(formula: str) -> int | None:
    """Where ``[[`` begins what may be meant as a pair of readings; a statement or a list of lists is none."""
    at = -1
    while (at := formula.find("[[", at + 1)) >= 0:
        end = formula.find("]", at, at + WIDEST)
        if formula.startswith("]]", end) and RELATION.search(formula, at, end) is None:
            return at
        if not whole_brackets(formula, at):
            return at
    return None


def whole_brackets(text: str, start: int) -> bool:
    """Do the brackets that open at ``start`` close again, with no bar of their own between them?

    >>> whole_brackets("[[x > 0]]", 0), whole_brackets("[[1, 2], [3, 4]]", 0), whole_brackets("[[a|b|c]]", 0)
    (True, True, False)
    """
    depth = braces = 0
    for found in re.compile(r"\\[\s\S]|[\[\]{}|]").finditer(text, start, start + WIDEST):
        sign = found[0]
        if sign == "[":
            depth += 1
        elif sign == "]":
            depth -= 1
            if depth == 0:
                return True
        elif sign == "|" and depth <= 2 and braces == 0:
            return False
        else:
            braces += (sign == "{") - (sign == "}")
    return False


def _too_deep(formula: str) -> Slip | None:
    depth = 0
    for found in SIGN.finditer(formula):
        depth += (found[0] in OPENERS) - (found[0] in OPENERS.values())
        if depth > DEEPEST:
            return Slip(found.start(), "tex-deep", {"limit": DEEPEST})
    return None


# What KaTeX says, by the beginning of its sentence. Its position is where the reading stopped; for what is never closed
# the place of the opening is more help.


def explained(formula: str, said: Objection, judge: Katex) -> Slip:
    """The fault that KaTeX found, in our words where they are known, else in its own."""
    for pattern, explain in EXPLAINED:
        found = pattern.fullmatch(said.reason)
        if found is not None:
            return explain(formula, len(formula) if said.offset is None else said.offset, found, judge)
    return Slip(said.offset or 0, "tex-other", {"found": said.reason})


Explain = Callable[[str, int, "re.Match[str]", Katex], Slip]


def _unknown(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    name = found[1]
    if name in ("\\(", "\\[", "\\)", "\\]"):
        return Slip(at, "tex-brackets", {"found": name})
    if name[1:] in judge.commands:
        return Slip(at, "tex-in-text", {"found": name})
    return Slip(at, "tex-unknown", {"found": name[1:]}, tuple(judge.commands))


def _ended(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    """The formula ended, or something closed, where an argument or a bracket was expected."""
    opening = _opening(formula)
    if opening is not None:
        return opening
    if at < len(formula):
        token = SIGN.match(formula, at)
        if token is not None and len(token[0]) > 1:
            return Slip(at, "tex-argument", {"found": token[0]})
    command = next((token for token in reversed([*SIGN.finditer(formula, 0, at)]) if token[0][1:2].isalpha()), None)
    return Slip(command.start() if command else 0, "tex-argument", {"found": command[0] if command else formula[:20]})


def _opening(formula: str) -> Slip | None:
    """The innermost of what is opened and never closed."""
    waiting: list[re.Match[str]] = []
    for found in SIGN.finditer(formula):
        if found[0] in OPENERS:
            waiting.append(found)
        elif waiting and found[0] == OPENERS[waiting[-1][0]]:
            waiting.pop()
    if not waiting:
        return None
    at = waiting[-1].start()
    name = re.compile(r"\\begin\s*\{[^{}]*\}").match(formula, at)
    return Slip(at, "tex-unclosed", {"found": name[0] if name else waiting[-1][0]})


def _expected(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    """Something stands where the formula or a group should have ended."""
    wanted, got = found[1], found[2]
    if got == "&":
        return Slip(at, "tex-ampersand", {})
    if got == "#":
        return Slip(at, "tex-sign", {"found": got, "guess": "\\#"})
    if got in ("^", "_"):
        return Slip(at, "tex-in-text", {"found": got})
    if got == "EOF":
        return _opening(formula) or Slip(at, "tex-other", {"found": found[0]})
    if got == "\\end":
        name = re.compile(r"\\end\s*\{[^{}]*\}").match(formula, at)
        got = name[0] if name else got
    if wanted == "EOF":
        return Slip(at, "tex-unopened", {"found": got})
    opened = {closing: opening for opening, closing in OPENERS.items()}.get(wanted, wanted)
    return Slip(at, "tex-crossed", {"found": got, "open": opened})


def _group(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    name = found[1]
    if re.fullmatch(r"\\(left|right|middle|[bB]igg?[lmr]?)", name):
        return Slip(max(0, formula.rfind(name, 0, at)), "tex-delimiter", {"found": name})
    return Slip(max(0, formula.rfind(name, 0, at)) if at == len(formula) else at, "tex-argument", {"found": name})


def _braces(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    after = {"superscript": "^", "subscript": "_"}.get(found[2], (re.findall(r"'(.+)'", found[2]) or [found[2]])[0])
    name = found[1]
    if name not in formula and (short := SCRIPTED.search(formula)) is not None:  # it is what a command stands for
        name, at = short[1], short.start(1)
    return Slip(at, "tex-braces", {"found": name, "after": after})


def _columns(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    start = max(0, formula.rfind("\\begin", 0, at))
    name = re.compile(r"\\begin\s*\{([^{}]*)\}").match(formula, start)
    return Slip(start, "tex-columns", {"found": name[1] if name else "array"})


def _plain(code: str, sought: str = "") -> Explain:
    """A fault whose sentence needs at most the name that KaTeX gives; it stands at the last ``sought``, if told."""

    def explain(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
        name = found[1] if found.re.groups else ""
        place = max(0, formula.rfind(sought or name)) if sought or at == len(formula) else at
        return Slip(place, code, {"found": name} if name else {})

    return explain


def _double(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    token = SIGN.match(formula, at)
    return Slip(at, "tex-double", {"found": token[0] if token else formula[at : at + 1]})


def _unexpected(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    if found[1] == "\\":
        return Slip(at, "tex-backslash", {})
    return Slip(at, "tex-other", {"found": found[0]})


def _crossed(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    return Slip(at, "tex-crossed", {"found": found[2], "open": found[1]})


def _environment(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    return Slip(max(0, formula.rfind("\\begin", 0, at + 6)), "tex-environment", {"found": found[1]}, judge.environments)


def _limits(formula: str, at: int, found: re.Match[str], judge: Katex) -> Slip:
    token = SIGN.match(formula, at)
    return Slip(at, "tex-limits", {"found": token[0] if token else "\\limits"})


EXPLAINED: tuple[tuple[re.Pattern[str], Explain], ...] = tuple(
    (re.compile(pattern, re.DOTALL), explain)
    for pattern, explain in (
        (r"Undefined control sequence: (\\.+)", _unknown),
        (r"Can't use function '(\\[()\[\]])' in math mode", _plain("tex-brackets")),
        (r"Can't use function '(.+)' in text mode", _plain("tex-in-text")),
        (r"Unexpected end of input in a macro argument, expected '.+'", _ended),
        (r"Expected & or .*|Expected \\\\ or .*", _ended),
        (r"Expected group as argument to '(.+)'", _group),
        (r"Expected group after '(.+)'", _group),
        (r"Expected '(.+)', got '(.+)'", _expected),
        (r"Extra (\})", _plain("tex-unopened")),
        (r"Got function '(.+)' with no arguments as (.+)", _braces),
        (r"Double (?:super|sub)script|only one infix operator per group", _double),
        (r"Invalid delimiter '.*' after '(.+)'", _group),
        (r"No such environment: (.*)", _environment),
        (r"Unknown column alignment: .*|Expected l or c or r", _columns),
        (r"(\\h(?:dash)?line) valid only within array environment", _plain("tex-row")),
        (r"Limit controls must follow a math operator", _limits),
        (r"Multiple \\tag|\\tag works only in display equations", _plain("tex-tag", "\\tag")),
        (r"\{(.+)\} can be used only in display mode\.", _plain("tex-display-only")),
        (r"Mismatch: (\\begin\{.*\}) matched by (\\end\{.*\})", _crossed),
        (r"(\\middle) without preceding \\left", _plain("tex-unopened", "\\middle")),
        (r"Too many tab characters: &", _plain("tex-ampersand")),
        (r"Unexpected character: '(.*)'", _unexpected),
    )
)
