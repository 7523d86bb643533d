"""Markdown cut into its blocks, line by line: headings, code fences, display maths, and runs of text.

Only as much of Markdown as decides where code and maths begin and end, in one pass over the lines. A text block is what
inline maths cannot reach beyond: a paragraph, one item of a list, one cell of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from study.notation import pieces

Kind = Literal["text", "heading", "fence", "maths", "rule"]

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

    kind: Kind
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
