"""Answers of students with the points of a fair examiner, and what the marker makes of them.

``python -m tests.support.answers > docs/equivalents.md`` prints what is published: the counts, every right way to
write an algorithm that is in the collection, and the rewrites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from study.deck import Deck, load_deck
from tests.support import rewrites

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "answers"
KINDS = ("right", "slip", "wrong", "unreadable")


@dataclass(frozen=True)
class Answer:
    """One answer: what was typed, what a fair examiner gives, and why; ``marked`` where the app is known to differ."""

    place: str
    exercise: str
    seed: int
    typed: Any
    points: float
    kind: str
    why: str
    unread: bool
    marked: float | None


@cache
def deck() -> Deck:
    return load_deck(ROOT / "questions" / "lekce-2")


@cache
def answers() -> tuple[Answer, ...]:
    return tuple(_read())


def _read() -> Iterator[Answer]:
    for path in sorted(FOLDER.rglob("*.yaml")):
        for i, entry in enumerate(yaml.safe_load(path.read_text("utf-8"))):
            yield Answer(
                f"{path.relative_to(FOLDER).with_suffix('')}-{i}", entry["exercise"], entry.get("seed", 0),
                entry["answer"], entry["points"], entry["kind"], entry["why"], entry.get("unread", False),
                entry.get("marked"),
            )  # fmt: skip


def earned(answer: Answer) -> tuple[bool, float]:
    """Whether an answer was marked, and the points it earned."""
    marking = deck().exercises[answer.exercise].mark(answer.typed, answer.seed)
    return marking.marked, marking.points


def table() -> str:
    """What is published."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for one in answers():
        marked, points = earned(one)
        same = abs(points - one.points) < 1e-6
        outcome = "asked back" if not marked else "same" if same else "more" if points > one.points else "fewer"
        counts[one.kind][outcome] += 1
    outcomes = ("same", "asked back", "more", "fewer")
    rows = [
        f"| {kind} | {sum(found.values())} | {' | '.join(str(found[one]) for one in outcomes)} |"
        for kind, found in counts.items()
    ]
    return (
        "# What counts as equal\n\n"
        "A typed algorithm is run, not read: whatever gives the same numbers earns the same points.\n"
        "This page is printed by `python -m tests.support.answers > docs/equivalents.md`.\n\n"
        "## How fair the marks are\n\n"
        "Answers as students write them, each with the points that a fair examiner gives, stand in\n"
        "`tests/data/answers/`; the tests hold every one.\n\n"
        "| answer | how many | the examiner's points | asked back, costs nothing | more points | fewer points |\n"
        "|---|--:|--:|--:|--:|--:|\n" + "\n".join(rows) + "\n\n"
        "What is asked back has two readings or cannot be read; where nothing can be mended any more it costs only\n"
        "its line.\n\n"
        "## Right ways to write the algorithms\n\n"
        "Besides the rewrites below, in any mixture; each earns all points. A line end is shown as ⏎.\n"
        + "".join(_of_exercise(name) for name in deck().exercises if deck().exercises[name].kind == "algorithm")
        + "\n## Rewrites that change nothing\n\n"
        + "In random mixtures they are tried on every algorithm in the tests and must all earn full marks.\n\n"
        + rewrites.table()
    )


def _of_exercise(name: str) -> str:
    found: Mapping[str, Any] = {
        one.why: one.typed for one in answers() if one.exercise == name and one.kind == "right" and earned(one)[0]
    }
    rows = [f"| {_cell(why)} | {_code(str(typed))} |" for why, typed in found.items()]
    return f"\n### `{name}`\n\n| | |\n|---|---|\n" + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("$", "\\$").replace("_", "\\_").replace("*", "\\*")


def _code(text: str) -> str:
    shown = "".join(c if c.isprintable() or c == "\n" else f"⟨U+{ord(c):04X}⟩" for c in text.strip())
    ticks = "``" if "`" in shown else "`"
    shown = " ⏎ ".join(line.strip() for line in shown.split("\n")).replace("|", "\\|")
    return f"{ticks} {shown} {ticks}" if "`" in shown else f"{ticks}{shown}{ticks}"


if __name__ == "__main__":
    print(table(), end="")
