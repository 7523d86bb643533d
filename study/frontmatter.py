"""The front matter of a card's file: YAML between two lines ``---`` at its very beginning."""

from __future__ import annotations

from typing import NamedTuple

from study.faults import Report
from study.yaml_nodes import Node, read

LARGEST_FRONT = 32 * 1024


class Front(NamedTuple):
    """A file's front matter, its body and the line on which that begins."""

    node: Node | None
    body: str
    first_line: int


def split(text: str, report: Report) -> Front | None:
    """Front matter between two lines ``---`` and what follows; ``None`` where there is none."""
    if text[:4].rstrip() != "---":
        report.error(1, "no-front-matter", found=text[:60].split("\n")[0])
        return None
    lines = text.split("\n")
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), 0)
    if not end:
        report.error(1, "front-matter-open")
        return None
    front = "\n".join(lines[1:end])
    if len(front.encode()) > LARGEST_FRONT:
        report.error(1, "front-matter-too-large", limit=LARGEST_FRONT // 1024)
        return None
    node = read(front + "\n", report, 2)
    if node is None and not report.errors:
        report.error(1, "front-matter-empty")
    return Front(node, "\n".join(lines[end + 1 :]), end + 2)
