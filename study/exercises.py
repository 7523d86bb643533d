"""Exercises: what a deck's files state, understood, marked and checked. The entrance to this part of the room.

``deck.exercises[id].mark(answer, seed=0, hints=0)`` marks; ``task(deck.exercises[id])`` is the exercise understood,
with its question, hints and blocks for a seed; ``check(deck)`` reports what is wrong with a deck's exercises. What is
drawn or shuffled depends on the id and the seed alone.

==================  ==================================================================================================
kind                what ``mark`` takes
==================  ==================================================================================================
``algorithm``       the typed program
``numeric``         the typed number; with several answers a mapping from their names to typed numbers
``derivation``      the ids of blocks in order: steps ``"1"``, ``"2"`` … (also as numbers), distractors ``"d1"`` …;
                    or a mapping: ``{"mode": "order", "steps": […], "reasons": {step: reason's id}}``,
                    ``{"mode": "fill", "steps": […]}`` with one block (or ``""``) for each of the last, blank steps,
                    ``{"mode": "write", "verdicts": {step: "met" | "half" | "missed"}}`` as the learner marks the text
``choice``          the id of an option, or its number from 1 in the order of the file
``spot-the-error``  the number of the line, from 1; or ``{"line": number, "reason": id}`` where reasons are asked
==================  ==================================================================================================

``mark`` raises nothing. What could not be read (a formula with a slip, an empty answer) is not marked and costs
nothing: ``marking.marked`` is false and ``marking.message`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from study.algorithm import Algorithm
from study.algorithm_fields import KEYS as ALGORITHM_KEYS
from study.algorithm_fields import inspect_algorithm, read_algorithm
from study.cards import Deck, Exercise
from study.choice_fields import CHOICE_KEYS, SPOTTING_KEYS, read_choice, read_spotting
from study.choices import Choice, Line, Option, Spotting
from study.derivation_fields import KEYS as DERIVATION_KEYS
from study.derivation_fields import read_derivation
from study.derivations import Block, Derivation, Reason
from study.faults import Fault, Report
from study.feedback import Item, Marking, not_marked, say
from study.fields import Fields
from study.numeric import Asked, Numeric
from study.numeric_fields import KEYS as NUMERIC_KEYS
from study.numeric_fields import inspect_seeds, read_numeric
from study.seed_check import inspect_numbers, inspect_texts
from study.task import LEVELS, Hint, Task
from study.yaml_nodes import Node, read

__all__ = [
    "LEVELS", "Algorithm", "Asked", "Block", "Choice", "Derivation", "Hint", "Item", "Line", "Marking", "Numeric",
    "Option", "Reason", "Spotting", "Task", "check", "mark", "task",
]  # fmt: skip


class Kind(NamedTuple):
    """How a kind's fields are read, and what only running shows."""

    keys: tuple[str, ...]
    read: Callable[[Exercise, Fields, Report], Task]
    inspect: Callable[[Any, Fields, Report], None]


KINDS: Mapping[str, Kind] = {
    "algorithm": Kind(ALGORITHM_KEYS, read_algorithm, inspect_algorithm),
    "numeric": Kind(NUMERIC_KEYS, read_numeric, inspect_seeds),
    "derivation": Kind(DERIVATION_KEYS, read_derivation, lambda task, fields, report: None),
    "choice": Kind(CHOICE_KEYS, read_choice, lambda task, fields, report: None),
    "spot-the-error": Kind(SPOTTING_KEYS, read_spotting, lambda task, fields, report: None),
}


def task(exercise: Exercise) -> Task | None:
    """An exercise understood; ``None`` if its fields have a fault (``check`` says which)."""
    return exercise.task


def mark(exercise: Exercise, answer: Any, seed: int = 0, hints: int = 0) -> Marking:
    """The mark of an answer after so many hints were shown; the forms of answers stand above."""
    understood = task(exercise)
    if understood is None:
        return not_marked(exercise.points, say("broken-exercise", name=exercise.id))
    return understood.mark(answer, seed, hints)


def build(exercise: Exercise, node: Node | None = None, report: Report | None = None) -> Task | None:
    """Understand an exercise; faults go to ``report``, with the lines of ``node`` where its file was read again."""
    report = report or Report(exercise.file)
    before = report.errors
    kind = KINDS[exercise.kind]
    fields = Fields(node or _node(exercise.raw, exercise.line), report, kind.keys)
    found = kind.read(exercise, fields, report)
    return found if report.errors == before else None


def check(deck: Deck, progress: Callable[[int, int], None] | None = None) -> tuple[Fault, ...]:
    """The faults of a deck's exercises: their fields, every seed, texts with numbers, references and their mutants.

    ``progress(done, of)`` is called before each exercise and at the end; the whole takes some seconds.
    """
    reports: dict[str, Report] = {}
    nodes: dict[str, dict[str, Node]] = {}
    for i, exercise in enumerate(deck.exercises.values()):
        if progress is not None:
            progress(i, len(deck.exercises))
        if exercise.file not in nodes:
            nodes[exercise.file] = _entries(exercise.file)
            reports[exercise.file] = Report(exercise.file)
        node = nodes[exercise.file].get(exercise.id) or _node(exercise.raw, exercise.line)
        _check(exercise, node, reports[exercise.file])
    if progress is not None:
        progress(len(deck.exercises), len(deck.exercises))
    return tuple(fault for report in reports.values() for fault in sorted(report.faults, key=lambda one: one.line))


def _check(exercise: Exercise, node: Node, report: Report) -> None:
    found = build(exercise, node, report)
    if found is None:
        return
    before = report.errors
    fields = Fields(node, report, None)
    for inspect in (inspect_numbers, KINDS[exercise.kind].inspect, inspect_texts):
        if report.errors == before:
            inspect(found, fields, report)


def _entries(file: str) -> dict[str, Node]:
    """The exercises of a file by their ids, with their lines."""
    try:
        node = read(Path(file).read_text(encoding="utf-8"), Report(file))
    except (OSError, ValueError):
        return {}
    entries = [] if node is None else node.value if isinstance(node.value, list) else [node]
    found: dict[str, Node] = {}
    for entry in entries:
        if isinstance(entry.value, dict) and "id" in entry.value:
            found.setdefault(str(entry.value["id"].value), entry)
    return found


def _node(raw: Any, line: int) -> Node:
    """A plain value as a node on one line."""
    if isinstance(raw, Mapping):
        return Node({key: _node(value, line) for key, value in raw.items()}, line, False, dict.fromkeys(raw, line))
    return Node([_node(value, line) for value in raw] if isinstance(raw, list) else raw, line)
