"""What ``check`` finds in a deck before it runs the exercises: its structure and what its texts say."""

from __future__ import annotations

from pathlib import Path

from study.content import Fault, judge
from study.deck import read_decks


def judged(folder: Path) -> list[Fault]:
    """The faults of every file of a deck, each file's in the order in which they were found."""
    found: list[Fault] = []
    for reading in read_decks(folder):
        for report in reading.reports:
            judge(report)
            found += report.faults
    return found
