"""Judging what a deck's files say: texts, formulas, Markdown, and what YAML would change without a word.

The loader reads and notes what it read (``Report.written``); this module looks at it, for ``python -m study check``.
It changes nothing and the app never calls it: what a text may do on the screen does not depend on it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from study.content.diagnostics import Report, fault
from study.content.fields import Check
from study.content.katex import Katex, katex
from study.content.latex import BADGE, WIDEST, Slip, slip, whole_brackets
from study.content.markdown import BAR, Block, CodeSpans, badges, blocks, cells, paired
from study.content.yaml import CONTROL, YamlNode, judge_comment, judge_quoted
from study.language import line_by_line, pieces

MARKS = re.compile(r"[$`<\[\\{!#~=^|]|--|^(?: {4}|\t)", re.MULTILINE)  # without any of these a text needs no look
INLINE = re.compile(r"\\[\s\S]|\$[^$]+\$(?!\$)|(?<!`)`[^`]+`(?!`)|`+|\${1,2}|<|!\[|\]\(|\]:|\{\+|\[\[")
TAG = re.compile(r"<(?:/?[A-Za-z]|!|\?)")
AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]{0,500})>")
TARGET = re.compile(r"\s{0,200}(?:<([^<>\n]{0,500})>|([^\s<]\S{0,200}))")
DEFINITION = re.compile(r"[\s>*+\-0-9.)]*\[")
FOOTNOTE = re.compile(r"[\s>*+\-0-9.)]*\[\^[^\[\]\s]{1,200}$")
HIDING = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2060\\]")
SCHEME = re.compile(r"([^/?#:]*):")
WEB = ("http", "https", "mailto")
HARMFUL = ("javascript", "data", "vbscript", "file", "blob")
IN_ROW = re.compile(r"\\[\s\S]|(?<!`)(`+)(?!`)[^`]+(?<!`)\1(?!`)|\$[^$]+\$")
BARE_BAR = re.compile(r"(?<!\\)\|")


def judge(report: Report) -> None:
    """Look at everything that was read from a file, as it was noted in its report, and add what is wrong to it."""
    written, report.written = report.written, []
    for piece in written:
        if piece.kind == "quoted":
            judge_quoted(piece.text, piece.line, report)
        elif piece.kind == "comment":
            judge_comment(piece.text, piece.line, report)
        elif piece.kind == "formula":
            _formula(piece.text, report, piece.line)
        elif piece.kind == "body":
            _inspect(piece.blocks, _Place(report, piece.line, single_line=False))
        else:
            _text(piece.text, report, piece.line, piece.single_line)


def judge_text(report: Report, node: YamlNode, text: str) -> None:
    """Look at a text of a YAML field, or at what became of it: no headings, no badges, maths that renders."""
    _text(text, report, node.line + node.literal, not node.literal)


def text_check(report: Report) -> Check:
    """``judge_text`` as the fields of a mapping take it."""
    return lambda node, text: judge_text(report, node, text)


def not_judged(file: str) -> Any:
    """The one warning that formulas were not judged, and why; ``None`` where they are."""
    found = katex()
    return None if isinstance(found, Katex) else fault(file, 1, found.code, "warning", **found.parameters)


class _Place:
    """Where faults of a text go: its lines, counted from 0, become lines of the file."""

    def __init__(self, report: Report, first_line: int, single_line: bool) -> None:
        self.report, self.first_line, self.single_line = report, first_line, single_line

    def of(self, line: int) -> int:
        return self.first_line if self.single_line else self.first_line + line

    def error(self, line: int, code: str, **parameters: Any) -> None:
        self.report.error(self.of(line), code, **parameters)

    def warning(self, line: int, code: str, **parameters: Any) -> None:
        self.report.warning(self.of(line), code, **parameters)

    def slip(self, line: int, found: Slip) -> None:
        """A formula's fault, with a guess at the name that was meant."""
        if found.known:
            self.report.unknown(self.of(line), found.code, str(found.parameters["found"]), found.known)
        else:
            self.error(line, found.code, **found.parameters)


def _text(text: str, report: Report, first_line: int, single_line: bool) -> None:
    if MARKS.search(text) is None or CONTROL.search(text) is not None:  # a forbidden character has its fault already
        return
    place = _Place(report, first_line, single_line)
    found = blocks(text.split("\n"))
    _inspect(found, place)
    for badge in badges(found)[0]:
        place.error(badge.line, "unit-astray", found=f"{{+{badge.id}}}")
    for block in found:
        if block.kind in ("heading", "rule"):
            place.error(block.start, "heading-in-text", found=block.text)
        elif not block.closed:
            place.error(block.start, "fence-open" if block.kind == "fence" else "maths-open")


def _formula(formula: str, report: Report, line: int) -> None:
    """Report why a formula that stands by itself, without dollar signs, would not render."""
    for reading in line_by_line(formula):
        found = slip(reading, display=True)
        if found is not None:
            _Place(report, line, True).slip(0, found)


def _inspect(found: Iterable[Block], place: _Place) -> None:
    for block in found:
        if block.kind == "maths":
            _display(block, place)
        elif block.kind == "row":
            _row(block, place)
        elif block.kind in ("fence", "code") or INLINE.search(block.text) is None:
            continue
        else:
            _inline(block.text, block.start, place)


def _inline(text: str, line: int, place: _Place) -> None:
    if "[[" not in text:
        _Inline(text, line, place).run()
        return
    _words(text, line, place)
    for reading in line_by_line(text):
        _Inline(reading, line, place).run()


def _words(text: str, line: int, place: _Place) -> None:
    """Warn of pairs that hold no maths and stand in none: they may be meant as links to another note."""
    at, dollars = 0, 0
    for piece in pieces(text):
        whole = f"[[{piece.notes}|{piece.slides}]]"
        if piece.pair and dollars % 2 == 0 and "$" not in whole and re.search(r"[^\W\d_]{3}", whole):
            place.warning(line + text.count("\n", 0, at), "pair-of-words", found=whole)
        dollars += piece.notes.count("$") - piece.notes.count("\\$")
        at += len(whole) if piece.pair else len(piece.notes)


def _display(block: Block, place: _Place) -> None:
    if block.closed and block.info:
        place.error(int(block.info), "dollars")
    elif block.closed:
        for formula in line_by_line(block.text):
            found = slip(formula, display=True)
            if found is not None:
                place.slip(block.start + 1 + formula.count("\n", 0, found.offset), found)


def _row(block: Block, place: _Place) -> None:
    """A row of a table: a bar ends its cell wherever it stands, and ``\\|`` stays as it is only in maths."""

    def whole(found: re.Match[str]) -> str:
        inside = found[0]
        if inside[0] == "$" and "|" in inside:
            place.error(block.start, "table-bar", found=inside.replace(BAR, "|"))
            return "x"
        if inside[0] == "`" and BARE_BAR.search(inside) is not None:
            place.error(block.start, "table-code", found=inside.replace(BAR, "|"))
            return "x"
        return inside

    row = IN_ROW.sub(whole, paired(block.text)) if "|" in block.text.strip().strip("|") else block.text
    for cell in cells(row.replace(BAR, "|")):
        if INLINE.search(cell) is not None:
            _inline(cell, block.start, place)


class _Inline:
    """One text block: walks over its marks from left to right, past code and maths as Markdown reads them."""

    def __init__(self, text: str, start: int, place: _Place) -> None:
        self.text, self.start, self.place = text, start, place
        self.counted, self.lines = 0, 0  # how far line ends were counted, and how many there were
        self.code = CodeSpans(text)
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

    def run(self) -> None:
        at, text, search = 0, self.text, INLINE.search
        while found := search(text, at):
            mark, start, at = found[0], found.start(), found.end()
            first = mark[0]
            if first == "$":
                if len(mark) > 2:
                    wrong = slip(mark[1:-1], display=False)
                    if wrong is not None:
                        self.place.slip(self.line(start + 1 + wrong.offset), wrong)
                else:
                    at = self.dollars(len(mark), start, at)
            elif first == "\\":
                if mark[1] in "[(":
                    self.fault(start, "tex-brackets", found=mark)
            elif first == "`":
                at = self.code.end(len(mark), at) if mark[-2:] in ("`", "``") else at
            elif first == "<":
                self.angle(start)
            elif first == "!":
                self.fault(start, "image", found=text[start : start + 60])
            elif mark == "](":
                self.link(start, TARGET.match(text, at), WEB, True)
            elif mark == "]:":
                self.definition(start, at)
            elif mark == "[[":
                at = self.brackets(start, at)
            elif BADGE.match(text, start) is None:
                self.fault(start, "bad-unit-mark", found=text[start : start + 40])

    def dollars(self, count: int, start: int, after: int) -> int:
        """Where to go on after dollar signs that do not enclose a formula."""
        if count == 1 and "$" not in self.text[after:]:
            self.fault(start, "dollar-open", found=self.text[start : start + 40])
            return after
        self.fault(start, "dollars")
        close = self.text.find("$$", after)
        return close + 2 if close >= 0 else len(self.text)

    def brackets(self, start: int, after: int) -> int:
        """Double brackets that are no pair: a list of lists is shown as it stands, the rest may be meant as one."""
        inner = self.text.find("]", start, start + WIDEST)
        if self.text.startswith("]]", inner) or not whole_brackets(self.text, start):
            self.fault(start, "bad-pair", found=self.text[start : start + 60])
        while self.text.startswith("[", after):
            after += 1
        return after

    def angle(self, start: int) -> None:
        link = AUTOLINK.match(self.text, start)
        if link is not None:
            self.address(start, link[1], WEB, True)
        elif TAG.match(self.text, start) and (start < self.last_close or not self.before(start).strip()):
            self.fault(start, "raw-html", found=self.text[start : start + 40])

    def definition(self, start: int, after: int) -> None:
        if FOOTNOTE.match(self.before(start)):
            self.fault(start, "footnote", found=self.before(start).lstrip() + "]")
        elif DEFINITION.match(self.before(start)):
            self.link(start, TARGET.match(self.text, after), WEB, True)
        elif DEFINITION.match(self.text):  # the label may have begun on an earlier line
            self.link(start, TARGET.match(self.text, after), HARMFUL, False)

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
