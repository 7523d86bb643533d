"""Markdown cut into its blocks, line by line: headings, code, display maths, rows of tables, and runs of text.

Only as much of Markdown as decides where code and maths begin and end, in one pass over the lines: lists and quotes
are followed for what stands in them, because four spaces are code in one place and a paragraph in another. A text block
is what inline maths cannot reach beyond: a paragraph, one item of a list, one row of a table. ``markdown-it-py`` knows
no columns of what stands in a line, and takes many times as long; a test holds this scanner to it on generated
texts instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from study.content.latex import BADGE
from study.language import line_by_line, pieces

BlockKind = Literal["text", "row", "heading", "fence", "code", "maths", "rule"]

QUOTE = re.compile(r" {0,3}> ?")
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")
MARKER = re.compile(r"( {0,3}(?:[-*+]|([0-9]{1,9})[.)]))(?= |$)")
BREAK = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
DELIMITERS = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
CELL = re.compile(r"(?<!\\)\|")
PLAIN = re.compile(r" {0,3}[^\s$#>`~=\-|:*+0-9_]")  # how most lines begin: they can only be text
BAR = "\0"  # stands for the bar of a pair while a row is cut into cells
DEEPEST = 40  # quotes and lists inside one another that are followed
SIGN = re.compile(r"\\[\s\S]|\$[^$]+\$(?!\$)|`+|" + BADGE.pattern)


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


def blocks(lines: list[str]) -> list[Block]:
    """The blocks of a Markdown text in order; blank lines belong to none.

    >>> [(block.kind, block.text) for block in blocks(["# a", "b", "- c", "", "      d"])]
    [('heading', 'a'), ('text', 'b'), ('text', 'c'), ('code', 'd')]
    """
    return _Scanner(lines).scan()


class _Scanner:
    def __init__(self, lines: list[str]) -> None:
        self.lines, self.size = lines, len(lines)
        self.found: list[Block] = []
        self.run: list[str] = []  # the lines of the open text block, which ends before line ``at``
        self.open: list[int] = []  # what stands open: the indent of an item's content, 0 for a quote
        self.fresh = False  # did the last line open an item and hold nothing else?

    def scan(self) -> list[Block]:
        at, lines = 0, self.lines
        while at < self.size:
            raw = lines[at]
            if PLAIN.match(raw) and not self.open and "|" not in raw:
                self.run.append(raw)
                at += 1
                continue
            line = _untabbed(raw) if "\t" in raw else raw
            if not line.strip():
                self.blank(at)
                at += 1
                continue
            depth, rest = self.inside(line)
            depth, rest = self.enter(at, depth, rest)
            at = self.leaf(at, depth, rest)
        self.end(self.size)
        return self.found

    def end(self, at: int) -> None:
        """The open text block ends before line ``at``."""
        if self.run:
            self.found.append(Block("text", at - len(self.run), at, "\n".join(self.run)))
            self.run = []

    def leave(self, at: int, depth: int) -> None:
        self.end(at)
        del self.open[depth:]

    def blank(self, at: int) -> None:
        self.end(at)
        if 0 in self.open:
            del self.open[self.open.index(0) :]
        if self.fresh and self.open:
            self.open.pop()
        self.fresh = False

    def inside(self, line: str) -> tuple[int, str]:
        """How many of the open lists and quotes a line continues, and what stands behind their marks."""
        for depth, width in enumerate(self.open):
            if width:
                if line[:width].strip(" "):
                    return depth, line
                line = line[width:]
            else:
                found = QUOTE.match(line)
                if found is None:
                    return depth, line
                line = line[found.end() :]
        return len(self.open), line

    def enter(self, at: int, depth: int, rest: str) -> tuple[int, str]:
        """Open the lists and quotes that begin here; how many then stand open, and what stands behind their marks."""
        self.fresh = False
        continued = bool(self.run) and depth == len(self.open)
        while depth < DEEPEST:
            quote = QUOTE.match(rest)
            if quote is not None:
                self.leave(at, depth)
                self.open.append(0)
                rest = rest[quote.end() :]
            else:
                mark = MARKER.match(rest)
                if mark is None or BREAK.match(rest):
                    break
                inner = rest[mark.end() :]
                bare = inner.lstrip(" ")
                if continued and (not bare or mark[2] not in (None, "1")):
                    break
                self.leave(at, depth)
                space = len(inner) - len(bare)
                width = mark.end() + (space if bare and space < 5 else 1)
                self.open.append(width)
                rest = rest[width:]
                self.fresh = not bare
            depth, continued = depth + 1, False
            if not rest.strip():
                break
        return depth, rest

    def leaf(self, at: int, depth: int, rest: str) -> int:
        """Take what begins on a line, behind the marks of lists and quotes; the line after it."""
        bare = rest.strip()
        if not bare:
            self.end(at)
            return at + 1
        whole = depth == len(self.open)
        if rest[:4] == "    ":
            if self.run:
                self.run.append(rest)
            else:
                self.leave(at, depth)
                self.found.append(Block("code", at, at + 1, rest[4:], "", True, bool(self.open)))
            return at + 1
        if self.run and whole and "|" in self.run[-1] and bare != "-" and "-" in bare and DELIMITERS.fullmatch(rest):
            header = self.run[-1]
            if header[:4] != "    " and len(_split(header)) == len(_split(bare)):
                return self.table(at, header)
        if self.run and whole and not bare.strip("=" if bare[0] == "=" else "-"):
            title = self.run[-1].strip()
            self.end(at)
            self.found.append(Block("rule", at, at + 1, title, bare[0], True, bool(self.open)))
            return at + 1
        block: Block | None = None
        if bare[0] == "$" and bare[:2] == "$$":
            block = self.maths(at, depth, bare)
        elif bare[0] in "`~":
            block = self.fence(at, depth, rest)
        elif bare[0] == "#":
            block = self.heading(at, rest, depth)
        if block is None and BREAK.match(rest):
            self.leave(at, depth)
            return at + 1
        if block is None:
            if not self.run:  # what is open and not continued ends, but for the text that a lazy line goes on
                self.leave(at, depth)
            self.run.append(rest)
            return at + 1
        self.found.append(block)
        return block.end

    def table(self, at: int, header: str) -> int:
        del self.run[-1]
        self.end(at - 1)
        end = at + 1
        rows = [header, ""]
        while end < self.size:
            line = _untabbed(self.lines[end]) if "\t" in self.lines[end] else self.lines[end]
            depth, rest = self.inside(line)
            if depth < len(self.open) or not rest.strip() or rest[:4] == "    ":
                break
            if any(mark.match(rest) for mark in (QUOTE, MARKER, BREAK, HEADING, FENCE)):
                break
            rows.append(rest)
            end += 1
        self.found += [Block("row", row, row + 1, text) for row, text in enumerate(rows, at - 1) if text]
        return end

    def heading(self, at: int, rest: str, depth: int) -> Block | None:
        found = HEADING.match(rest)
        if found is None:
            return None
        self.leave(at, depth)
        title = rest[found.end() :].strip(" \t")
        bare = title.rstrip("#")
        if bare != title and bare[-1:] in ("", " ", "\t"):
            title = bare.rstrip(" \t")
        return Block("heading", at, at + 1, title, found[1], True, bool(self.open))

    def fence(self, at: int, depth: int, rest: str) -> Block | None:
        found = FENCE.match(rest)
        if found is None:
            return None
        self.leave(at, depth)
        mark, info, space = found[1], found[2].strip(), found.start(1)
        indented = bool(self.open) or space > 0
        held: list[str] = []
        for end, inner in self.following(at + 1):
            bare = inner.strip()
            if bare[:3] == mark[:3] and len(bare) >= len(mark) and not bare.strip(mark[0]) and inner[:4] != "    ":
                return Block("fence", at, end + 1, "\n".join(held), info, True, indented)
            held.append(inner[space:] if space and not inner[:space].strip() else inner)
        end = at + 1 + len(held)
        return Block("fence", at, end, "\n".join(held), info, end < self.size or bool(self.open), indented)

    def maths(self, at: int, depth: int, bare: str) -> Block | None:
        """Display maths; ``info`` tells where a ``$$`` does not stand alone on its line."""
        if len(bare) > 2 and "$$" in bare[2:]:
            return None
        self.leave(at, depth)
        indented = bool(self.open)
        astray = str(at) if len(bare) > 2 else ""
        held: list[str] = []
        for end, line in self.following(at + 1):
            inner = line.strip()
            if "$$" in inner:
                if inner != "$$":
                    astray = astray or str(end)
                return Block("maths", at, end + 1, "\n".join(held), astray, True, indented)
            if inner[:3] == "## ":
                break
            held.append(line)
        return Block("maths", at, at + 1 + len(held), "\n".join(held), astray, False, indented)

    def following(self, at: int) -> Iterator[tuple[int, str]]:
        """The lines from ``at`` that still stand in all that is open, without its marks."""
        if not self.open:
            yield from ((end, self.lines[end]) for end in range(at, self.size))
            return
        for end in range(at, self.size):
            line = _untabbed(self.lines[end]) if "\t" in self.lines[end] else self.lines[end]
            depth, rest = self.inside(line)
            if depth < len(self.open) and (line.strip() or 0 in self.open):
                return
            yield end, rest


def _untabbed(line: str) -> str:
    """A line with spaces for the tabs before and between its marks; the tabs of its text stay."""
    bare = line.lstrip(" \t>*+-0123456789.)")
    return line[: len(line) - len(bare)].expandtabs(4) + bare


def _split(row: str) -> list[str]:
    row = row.strip()
    row = row.removeprefix("|")
    return CELL.split(row[:-1] if row[-1:] == "|" and row[-2:] != "\\|" else row)


def cells(row: str) -> list[str]:
    r"""The cells of a table's row; the bar of a ``[[notes|slides]]`` divides none.

    >>> cells(r"| a | [[b|c]] | \| |")
    [' a ', ' [[b|c]] ', ' | ']
    """
    return [cell.replace("\\|", "|").replace(BAR, "|") for cell in _split(paired(row)) if cell]


def paired(row: str) -> str:
    """A row in which ``BAR`` stands for the bar of every pair of readings."""
    if "[[" not in row:
        return row
    return "".join(f"[[{p.notes}{BAR}{p.slides}]]" if p.pair else p.notes for p in pieces(row))


class Badge(NamedTuple):
    """A ``{+unit-id}`` at a line (counted from 0 in the text that was looked at)."""

    id: str
    line: int


def badges(found: Iterable[Block]) -> tuple[list[Badge], list[Badge]]:
    """The badges of a text outside code and maths, and those that stand in one reading of a pair only."""
    every: list[Badge] = []
    astray: list[Badge] = []
    for block in found:
        if "{+" not in block.text or block.kind in ("fence", "code", "maths"):
            continue
        for text in cells(block.text) if block.kind == "row" else (block.text,):
            readings = [list(_badges(reading, block.start)) for reading in line_by_line(text)]
            every += readings[0]
            astray += sorted(set(readings[0]) ^ set(readings[-1]))
    return every, astray


def _badges(text: str, start: int) -> Iterator[Badge]:
    at = counted = lines = 0
    code = CodeSpans(text)
    while found := SIGN.search(text, at):
        at = found.end()
        if found[0][0] == "`":
            at = code.end(len(found[0]), at)
        elif found[0][:2] == "{+":
            lines += text.count("\n", counted, found.start())
            counted = found.start()
            yield Badge(found[1], start + lines)


class CodeSpans:
    """Where the code spans of a text end: each at the next run of as many backticks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: dict[int, list[int]] | None = None

    def end(self, length: int, after: int) -> int:
        """The end of the span that opens before ``after``; backticks that nothing closes are text."""
        if self.runs is None:
            self.runs = {}
            for run in re.finditer("`+", self.text):
                self.runs.setdefault(len(run[0]), []).append(run.start())
        places = self.runs.get(length, [])
        at = bisect_left(places, after)
        return places[at] + length if at < len(places) else after
