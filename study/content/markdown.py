"""Markdown cut into its blocks, line by line: headings, code fences, display maths, and runs of text.

Only as much of Markdown as decides where code and maths begin and end, in one pass over the lines. A text block is what
inline maths cannot reach beyond: a paragraph, one item of a list, one cell of a table.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from study.content.diagnostics import Report
from study.content.formulas import BADGE, Place, formula_slip
from study.language import line_by_line, pieces

BlockKind = Literal["text", "heading", "fence", "maths", "rule"]

QUOTE = re.compile(r"(?: {0,3}> ?)+")
FENCE = re.compile(r"\s*(?:[-*+]\s+|[0-9]{1,9}[.)]\s+)?(`{3,}(?=[^`]*$)|~{3,})(.*)")
ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])(?:\s|$)")
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
CELL = re.compile(r"(?<!\\)\|")
PLAIN = re.compile(r"\s*[^\s$#>`~=\-|:*+0-9]")  # how most lines begin: they can only be text
BAR = "\0"  # stands for the bar of a pair while a row is cut into cells


class Block(NamedTuple):
    """A block from line ``start`` up to, not including, line ``end`` (both counted from 0).

    ``text`` is what the block holds without its marks, ``info`` the words after an opening fence or the marks of a
    heading; ``closed`` is whether a fence or display maths has its end; ``indented`` is whether it stands inside
    something else.
    """

    kind: BlockKind
    start: int
    end: int
    text: str
    info: str = ""
    closed: bool = True
    indented: bool = False


def blocks(lines: list[str]) -> Iterator[Block]:
    """The blocks of a Markdown text in order; blank lines belong to none."""
    at, size = 0, len(lines)
    run: list[str] = []  # the lines of the open text block, which ends before line ``at``
    while at < size:
        raw = lines[at]
        if run and PLAIN.match(raw):
            run.append(raw)
            at += 1
            continue
        line = QUOTE.sub("", raw, count=1) if ">" in raw[:4] else raw
        bare = line.strip()
        block: Block | None = None
        if not bare:
            block = Block("text", at, at + 1, "")
        elif bare[:2] == "$$":
            block = _maths(lines, at, bare)
        elif "```" in bare or "~~~" in bare:
            block = _fence(lines, at, line, quoted=line is not raw)
        if block is None and bare[0] == "#" and line is raw:
            block = _heading(at, line)
        if block is None and run and not bare.strip("=" if bare[0] == "=" else "-"):
            block = Block("rule", at, at + 1, run[-1].strip(), bare[0])
        if block is None and run and "|" in bare and "-" in bare and not bare.strip("|:- \t"):
            run, header = run[:-1], run[-1]
            if run:
                yield Block("text", at - 1 - len(run), at - 1, "\n".join(run))
            run = []
            end = at + 1
            while end < size and lines[end].strip():
                end += 1
            for row, text in enumerate([header, "", *lines[at + 1 : end]], at - 1):
                yield from (Block("text", row, row + 1, cell) for cell in _cells(text))
            at = end
            continue
        if run and (block is not None or ITEM.match(line)):
            yield Block("text", at - len(run), at, "\n".join(run))
            run = []
        if block is None:
            run.append(line)
            at += 1
        else:
            if block.text or block.kind != "text":
                yield block
            at = block.end
    if run:
        yield Block("text", size - len(run), size, "\n".join(run))


def _cells(row: str) -> list[str]:
    """The cells of a table's row; the bar of a ``[[notes|slides]]`` divides none."""
    if "[[" in row:
        row = "".join(f"[[{p.notes}{BAR}{p.slides}]]" if p.pair else p.notes for p in pieces(row))
    return [cell.replace("\\|", "|").replace(BAR, "|") for cell in CELL.split(row) if cell]


def _heading(at: int, line: str) -> Block | None:
    found = HEADING.match(line)
    if found is None:
        return None
    title = line[found.end() :].strip()
    bare = title.rstrip("#")
    return Block(
        "heading", at, at + 1, bare.rstrip() if bare != title and bare[-1:] in ("", " ", "\t") else title, found[1]
    )


def _fence(lines: list[str], at: int, line: str, quoted: bool) -> Block | None:
    found = FENCE.match(line)
    if found is None:
        return None
    mark, info, indented = found[1], found[2].strip(), quoted or found.start(1) > 0
    end = at + 1
    while end < len(lines):
        inner = lines[end]
        if quoted and not inner.lstrip().startswith(">"):
            return Block("fence", at, end, "", info, True, True)
        bare = inner.strip("> \t") if quoted else inner.strip()
        if bare[:3] == mark[:3] and len(bare) >= len(mark) and not bare.strip(mark[0]):
            return Block("fence", at, end + 1, "\n".join(lines[at + 1 : end]), info, True, indented)
        end += 1
    return Block("fence", at, end, "\n".join(lines[at + 1 :]), info, quoted, indented)


def _maths(lines: list[str], at: int, bare: str) -> Block | None:
    """Display maths; ``info`` tells where a ``$$`` does not stand alone on its line."""
    if len(bare) > 2 and "$$" in bare[2:]:
        return None
    astray = str(at) if len(bare) > 2 else ""
    end = at + 1
    while end < len(lines):
        inner = lines[end].strip().lstrip("> ")
        if "$$" in inner:
            if inner != "$$":
                astray = astray or str(end)
            text = "\n".join(QUOTE.sub("", line, count=1) if ">" in line[:4] else line for line in lines[at + 1 : end])
            return Block("maths", at, end + 1, text, astray)
        if inner[:3] == "## ":
            break
        end += 1
    return Block("maths", at, end, "\n".join(lines[at + 1 : end]), astray, closed=False)


# What a card's Markdown must not hold: maths that does not render, raw HTML, images, links out of the web.
#
# ``inspect`` looks at the blocks of a text in both readings of its conventions and hands back the unit badges it met
# outside code and maths. It changes nothing; what Streamlit would make of the text is its only question.

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
