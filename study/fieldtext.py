"""Texts that stand in YAML fields: titles, questions, units, errata, exercises."""

from __future__ import annotations

from study.blocks import blocks
from study.faults import Report
from study.fields import Check
from study.markdown import MARKS, inspect
from study.yaml_nodes import Node


def text_check(report: Report) -> Check:
    """A check for such a text: Markdown and maths that render in both readings, no headings, no unit badges."""

    def check(node: Node, text: str) -> None:
        if not MARKS.search(text):
            return
        found = list(blocks(text.split("\n")))
        first_line = node.line + node.literal
        for badge in inspect(found, report, first_line, single_line=not node.literal):
            report.error(first_line + badge.line * node.literal, "unit-astray", found=f"{{+{badge.id}}}")
        for block in found:
            if block.kind in ("heading", "rule"):
                report.error(first_line + block.start * node.literal, "heading-in-text", found=block.text)

    return check
