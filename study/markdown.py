"""What a card's Markdown must not hold: maths that does not render, raw HTML, images, links out of the web.

``inspect`` looks at the blocks of a text in both readings of its conventions and hands back the unit badges it met
outside code and maths. It changes nothing; what Streamlit would make of the text is its only question.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

from study.blocks import Block
from study.faults import Report
from study.formulas import BADGE, Place, formula_slip
from study.notation import line_by_line

MARKS = re.compile(r"[$`<\[\\{!#~=]|--")  # a text without any of these has nothing to look at
INLINE = re.compile(r"\\[\s\S]|\$[^$]+\$(?!\$)|(?<!`)`[^`]+`(?!`)|`+|\${1,2}|<|!\[|\]\(|\]:|\{\+|\[\[")
TAG = re.compile(r"<(?:/?[A-Za-z]|!|\?)")
AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]{0,500})>")
TARGET = re.compile(r"\s{0,200}(?:<([^<>\n]{0,500})>|([^\s<]\S{0,200}))")
DEFINITION = re.compile(r"[\s>*+\-0-9.)]*\[")
HIDING = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2060\\]")
SCHEME = re.compile(r"([^/?#:]*):")
WEB = ("http", "https", "mailto")
HARMFUL = ("javascript", "data", "vbscript", "file", "blob")


class Badge(NamedTuple):
    """A ``{+unit-id}`` at a line (counted from 0 in the text that was inspected)."""

    id: str
    line: int


def inspect(found: Iterable[Block], report: Report, first_line: int, single_line: bool = False) -> list[Badge]:
    """Report what the blocks of a text must not hold, in every reading of its conventions, and return its badges.

    ``first_line`` is the text's first line in the file; all faults stand on it where the text is a ``single_line``.
    """
    badges: list[Badge] = []
    place = Place(report, first_line, single_line)
    for block in found:
        if block.kind == "fence":
            if not block.closed:
                place.error(block.start, "fence-open")
        elif block.kind == "maths":
            _display(block, place)
        elif not INLINE.search(block.text):
            continue
        elif "[[" not in block.text:
            badges += _Inline(block.text, block.start, place).run()
        else:
            readings = [_Inline(text, block.start, place).run() for text in line_by_line(block.text)]
            badges += readings[0]
            for badge in set(readings[0]) ^ set(readings[-1]):
                place.error(badge.line, "unit-place", found=f"{{+{badge.id}}}")
    return badges


def _display(block: Block, place: Place) -> None:
    if not block.closed:
        place.error(block.start, "maths-open")
    elif block.info:
        place.error(int(block.info), "dollars")
    else:
        for formula in line_by_line(block.text):
            found = formula_slip(formula, True)
            if found is not None:
                place.slip(block.start + 1 + formula.count("\n", 0, found.offset), found)


class _Inline:
    """One text block: walks over its marks from left to right, past code and maths as Markdown reads them."""

    def __init__(self, text: str, start: int, place: Place) -> None:
        self.text, self.start, self.place = text, start, place
        self.badges: list[Badge] = []
        self.counted, self.lines = 0, 0  # how far line ends were counted, and how many there were
        self.runs: dict[int, list[int]] | None = None
        self.last_close = text.rfind(">")

    def line(self, offset: int) -> int:
        if offset < self.counted:
            return self.start + self.text.count("\n", 0, offset)
        self.lines += self.text.count("\n", self.counted, offset)
        self.counted = offset
        return self.start + self.lines

    def before(self, offset: int) -> str:
        """The line up to ``offset``, or as much of it as a mark can depend on."""
        return self.text[max(0, offset - 400) : offset].rpartition("\n")[2]

    def fault(self, offset: int, code: str, **parameters: Any) -> None:
        self.place.error(self.line(offset), code, **parameters)

    def run(self) -> list[Badge]:
        at, text, search = 0, self.text, INLINE.search
        while found := search(text, at):
            mark, start, at = found[0], found.start(), found.end()
            first = mark[0]
            if first == "$":
                if len(mark) > 2:
                    wrong = formula_slip(mark[1:-1], False)
                    if wrong is not None:
                        self.place.slip(self.line(start + 1 + wrong.offset), wrong)
                else:
                    at = self.dollars(len(mark), start, at)
            elif first == "\\":
                if mark[1] in "[(":
                    self.fault(start, "tex-brackets", found=mark)
            elif first == "`":
                at = self.code(len(mark), at) if mark[-2:] in ("`", "``") else at
            elif first == "<":
                self.angle(start)
            elif first == "!":
                self.fault(start, "image", found=text[start : start + 60])
            elif mark == "](":
                self.link(start, TARGET.match(text, at), WEB, True)
            elif mark == "]:":
                if DEFINITION.match(self.before(start)):
                    self.link(start, TARGET.match(text, at), WEB, True)
                elif DEFINITION.match(text):  # the label may have begun on an earlier line
                    self.link(start, TARGET.match(text, at), HARMFUL, False)
            elif mark == "[[":
                self.fault(start, "bad-pair", found=text[start : start + 60])
            else:
                badge = BADGE.match(text, start)
                if badge is None:
                    self.fault(start, "bad-unit-mark", found=text[start : start + 40])
                else:
                    self.badges.append(Badge(badge[1], self.line(start)))
        return self.badges

    def dollars(self, count: int, start: int, after: int) -> int:
        """Where to go on after dollar signs that do not enclose a formula."""
        if count == 1 and "$" not in self.text[after:]:
            self.fault(start, "dollar-open", found=self.text[start : start + 40])
            return after
        self.fault(start, "dollars")
        close = self.text.find("$$", after)
        return close + 2 if close >= 0 else len(self.text)

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
        plain = HIDING.sub("", html.unescape(target))
        scheme = SCHEME.match(plain)
        bad = (scheme[1].lower() in schemes) != allowed if scheme else (plain[:2] == "//" and allowed)
        if bad:
            self.fault(start, "bad-link", found=plain.partition(")")[0])
