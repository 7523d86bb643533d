"""Everything that is wrong with a deck, file by file as it is found: its structure, its texts, its exercises when run.

The app never does this; authors do, by ``python -m study check``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from study.content import Fault, Report, judge
from study.deck.decks import DeckReading
from study.deck.models import Exercise
from study.exercises import check

Progress = Callable[[int, int], None]


def faults_of(reading: DeckReading, progress: Progress | None = None) -> Iterator[tuple[Fault, ...]]:
    """The faults of each file of a deck in the order of their lines, a file at a time.

    ``progress(done, of)`` is told how many of the deck's exercises were run.
    """
    deck, reports = reading
    told = {fault for report in reports for fault in report.faults}
    yield tuple(fault for fault in deck.faults if fault not in told)  # what it holds that an earlier deck holds
    exercises: dict[str, list[Exercise]] = {}
    for exercise in deck.exercises.values():
        exercises.setdefault(exercise.file, []).append(exercise)
    done, of = 0, len(deck.exercises)
    for report in reports:
        judge(report)
        run = exercises.get(report.file, [])
        yield _in_order([*report.faults, *_when_run(run, report, _shifted(progress, done, of))])
        done += len(run)
    if progress is not None and of:
        progress(of, of)


def _when_run(run: list[Exercise], report: Report, progress: Progress | None) -> Iterator[Fault]:
    """What only running shows; a text that is wrong as it stands is not told once more with its numbers."""
    known = {(fault.line, fault.message.code) for fault in report.faults}
    for fault in check(run, progress) if run else ():
        if (fault.line, fault.message.code) not in known:
            yield fault


def _shifted(progress: Progress | None, before: int, of: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _: progress(before + done, of) if before + done < of else None


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line))
