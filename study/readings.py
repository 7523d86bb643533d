"""A text in both readings of its conventions, each with the way back to the lines of the file, inspected for faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from study.blocks import blocks
from study.faults import Report
from study.fields import Check
from study.markdown import MARKS, inspect_blocks
from study.notation import NOTATIONS, pieces
from study.yaml_nodes import Node


def readings(text: str) -> Iterator[tuple[str, Callable[[int], int]]]:
    """The text once, or twice where it has pairs; with a map from a reading's lines to the text's, both from 0."""
    if "[[" not in text:
        yield text, _same
        return
    cut = list(pieces(text))
    if not any(piece.notes != piece.slides for piece in cut):
        yield text, _same
        return
    for notation in NOTATIONS:
        parts, lines, at, counted = [], [0], 0, 0
        for piece in cut:
            part = piece.read(notation)
            at += text.count("\n", counted, piece.offset)
            counted = piece.offset
            parts.append(part)
            lines.extend(range(at + 1, at + 1 + part.count("\n")))
        yield "".join(parts), lambda line, lines=lines: lines[min(line, len(lines) - 1)]  # type: ignore[misc]


def text_check(report: Report) -> Check:
    """A check for texts of YAML fields: Markdown and maths that render, in both readings, no headings, no badges."""

    def check(node: Node, text: str) -> None:
        if not MARKS.search(text):
            return
        first = node.line + 1 if node.literal else node.line
        for reading, line_in in readings(text):

            def line_of(line: int, line_in: Callable[[int], int] = line_in) -> int:
                return first + line_in(line) if node.literal else first

            found = list(blocks(reading.split("\n")))
            for block in found:
                if block.kind in ("heading", "rule"):
                    report.error(line_of(block.start), "heading-in-text", found=block.text)
            for badge in inspect_blocks(found, report, line_of):
                report.error(line_of(badge.line), "unit-astray", found=f"{{+{badge.id}}}")

    return check


def _same(line: int) -> int:
    return line
