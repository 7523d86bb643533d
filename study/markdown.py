"""What a card's Markdown must not hold: maths that does not render, raw HTML, images, links out of the web.

``inspect`` looks at the blocks of a text, in which the conventions are already read one way, and hands back the unit
badges it met outside code and maths. It changes nothing; what Streamlit would make of the text is its only question.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import NamedTuple

from study import katex
from study.blocks import Block, blocks
from study.faults import Report
from study.tex import slip

MARKS = re.compile(r"[$`<\[\\{!#~=]|--")  # a text without any of these has nothing to look at
INLINE = re.compile(r"\\[\s\S]|`+|\$+|<|!\[|\]\(|\]:|\{\+|\[\[")
BADGE = re.compile(r"\{\+([^{}\n]{0,80})\}")
TAG = re.compile(r"<(?:/?[A-Za-z]|!|\?)")
AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]{0,500})>")
TARGET = re.compile(r"\s{0,200}(?:<([^<>\n]{0,500})>|([^\s<]\S{0,200}))")
DEFINITION = re.compile(r"[\s>*+\-0-9.)]*\[")
SCHEME = re.compile(r"([^/?#:]*):")
WEB = ("http", "https", "mailto")
KNOWN_COMMANDS = tuple(sorted(katex.KNOWN))
HARMFUL = ("javascript", "data", "vbscript", "file", "blob")


class Badge(NamedTuple):
    """A ``{+unit-id}`` at a line (counted from 0 in the text that was inspected)."""

    id: str
    line: int


def inspect(text: str, report: Report, line_of: Callable[[int], int]) -> list[Badge]:
    """Report what ``text`` must not hold; ``line_of`` maps its lines, counted from 0, to lines of the file."""
    return inspect_blocks(blocks(text.split("\n")), report, line_of) if MARKS.search(text) else []


def inspect_blocks(found: Iterable[Block], report: Report, line_of: Callable[[int], int]) -> list[Badge]:
    """The same for a text that is cut into blocks already."""
    badges: list[Badge] = []
    for block in found:
        if block.kind == "maths":
            _display(block, report, line_of)
        elif block.kind == "fence":
            if not block.closed:
                report.error(line_of(block.start), "fence-open")
        elif MARKS.search(block.text):
            _Inline(block, report, line_of, badges).run()
    return badges


def inspect_formula(formula: str, report: Report, line: int, display: bool = True) -> None:
    """Report why a formula that stands by itself, without dollar signs, would not render."""
    if "$" in formula:
        report.error(line, "tex-dollar-inside")
    found = slip(formula, display=display)
    if found is not None:
        _slipped(formula, found.offset, found.code, found.parameters, report, lambda offset: line)


def _display(block: Block, report: Report, line_of: Callable[[int], int]) -> None:
    if not block.closed:
        report.error(line_of(block.start), "maths-open")
        return
    if block.info:
        report.error(line_of(int(block.info)), "dollars")
        return
    first = block.start + 1

    def line_at(offset: int) -> int:
        return line_of(first + block.text.count("\n", 0, offset))

    if "$" in block.text:
        report.error(line_at(block.text.index("$")), "tex-dollar-inside")
    else:
        _formula(block.text, report, line_at, display=True)


def _formula(formula: str, report: Report, line_at: Callable[[int], int], display: bool) -> None:
    if "[[" in formula:
        report.error(line_at(formula.index("[[")), "bad-pair", found=formula[formula.index("[[") :])
        return
    if "{+" in formula:
        badge = BADGE.search(formula)
        if badge is not None and len(badge[1]) > 2 and badge[1][0].isalpha():
            report.error(line_at(badge.start()), "unit-in-maths", found=badge[0])
            return
    found = slip(formula, display=display)
    if found is not None:
        _slipped(formula, found.offset, found.code, found.parameters, report, line_at)


def _slipped(
    formula: str, offset: int, code: str, parameters: dict[str, object], report: Report, line_at: Callable[[int], int]
) -> None:
    line = line_at(offset)
    if code in ("tex-unknown", "tex-environment"):
        name = str(parameters["found"]).lstrip("\\")
        report.unknown(line, code, name, KNOWN_COMMANDS if code == "tex-unknown" else tuple(katex.ENVIRONMENTS))
    else:
        report.error(line, code, **parameters)


class _Inline:
    """One text block: walks over its marks from left to right, past code and maths as Markdown reads them."""

    def __init__(self, block: Block, report: Report, line_of: Callable[[int], int], badges: list[Badge]) -> None:
        self.text, self.start = block.text, block.start
        self.report, self.line_of, self.badges = report, line_of, badges
        self.counted, self.lines = 0, 0  # how far line ends were counted, and how many there were
        self.runs: dict[int, list[int]] | None = None
        self.last_close = block.text.rfind(">")

    def line(self, offset: int) -> int:
        if offset < self.counted:
            return self.start + self.text.count("\n", 0, offset)
        self.lines += self.text.count("\n", self.counted, offset)
        self.counted = offset
        return self.start + self.lines

    def before(self, offset: int) -> str:
        """The line up to ``offset``, or as much of it as a mark can depend on."""
        return self.text[max(0, offset - 400) : offset].rpartition("\n")[2]

    def fault(self, offset: int, code: str, **parameters: object) -> None:
        self.report.error(self.line_of(self.line(offset)), code, **parameters)

    def run(self) -> None:
        at, text = 0, self.text
        while found := INLINE.search(text, at):
            mark, start, at = found[0], found.start(), found.end()
            first = mark[0]
            if first == "$":
                at = self.maths(mark, start, at)
            elif first == "\\":
                if mark[1] in "[(":
                    self.fault(start, "tex-brackets", found=mark)
            elif first == "`":
                at = self.code(len(mark), at)
            elif first == "<":
                self.angle(start)
            elif first == "!":
                self.fault(start, "image", found=text[start : start + 60])
            elif mark == "](":
                self.link(start, TARGET.match(text, at), WEB, True)
            elif mark == "]:":
                defines = DEFINITION.match(self.before(start)) is not None
                self.link(start, TARGET.match(text, at), WEB if defines else HARMFUL, defines)
            elif mark == "[[":
                self.fault(start, "bad-pair", found=text[start : start + 60])
            else:
                badge = BADGE.match(text, start)
                if badge is None:
                    self.fault(start, "bad-unit-mark", found=text[start : start + 40])
                else:
                    self.badges.append(Badge(badge[1], self.line(start)))

    def maths(self, mark: str, start: int, after: int) -> int:
        if len(mark) > 1:
            self.fault(start, "dollars")
            close = self.text.find("$$", after)
            return close + 2 if close >= 0 else len(self.text)
        close = self.text.find("$", after)
        if close < 0:
            self.fault(start, "dollar-open", found=self.text[start : start + 40])
            return after
        if self.text.startswith("$$", close):
            self.fault(close, "dollars")
        else:
            _formula(
                self.text[after:close],
                self.report,
                lambda offset: self.line_of(self.line(after + offset)),
                display=False,
            )
        return close + 1 + self.text.startswith("$", close + 1)

    def code(self, length: int, after: int) -> int:
        """Where the code span that opens before ``after`` ends; backticks that nothing closes are text."""
        if self.runs is None:
            self.runs = {}
            for run in re.finditer("`+", self.text):
                self.runs.setdefault(len(run[0]), []).append(run.start())
        places = self.runs.get(length, [])
        at = bisect_left(places, after)
        return places[at] + length if at < len(places) else after

    def angle(self, start: int) -> None:
        link = AUTOLINK.match(self.text, start)
        if link is not None:
            self.address(start, link[1], WEB, True)
        elif TAG.match(self.text, start) and (start < self.last_close or not self.before(start).strip()):
            self.fault(start, "raw-html", found=self.text[start : start + 40])

    def link(self, start: int, target: re.Match[str] | None, schemes: tuple[str, ...], allowed: bool) -> None:
        if target is not None:
            self.address(start, target[1] if target[1] is not None else target[2], schemes, allowed)

    def address(self, start: int, target: str, schemes: tuple[str, ...], allowed: bool) -> None:
        """Fault an address whose scheme, with entities, spaces and backslashes undone, is not (or is) one of these."""
        plain = "".join(sign for sign in html.unescape(target) if sign > " " and sign != "\\")
        scheme = SCHEME.match(plain)
        bad = (scheme[1].lower() in schemes) != allowed if scheme else (plain[:2] == "//" and allowed)
        if bad:
            self.fault(start, "bad-link", found=plain)
