"""The kinds of exercises: how the fields of each are read. ``build`` makes a task of what a file states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from study.content import ExerciseSource, Fields, Report, YamlNode
from study.exercises.algorithm import KEYS as ALGORITHM_KEYS
from study.exercises.algorithm import read_algorithm
from study.exercises.choice import CHOICE_KEYS, SPOTTING_KEYS, read_choice, read_spotting
from study.exercises.derivation import KEYS as DERIVATION_KEYS
from study.exercises.derivation import read_derivation
from study.exercises.numeric import KEYS as NUMERIC_KEYS
from study.exercises.numeric import read_numeric
from study.exercises.task import Task


class ExerciseKind(NamedTuple):
    """The keys that an exercise of a kind may have, and how they are read."""

    keys: tuple[str, ...]
    read: Callable[[ExerciseSource, Fields, Report], Task]


KINDS: Mapping[str, ExerciseKind] = {
    "algorithm": ExerciseKind(ALGORITHM_KEYS, read_algorithm),
    "numeric": ExerciseKind(NUMERIC_KEYS, read_numeric),
    "derivation": ExerciseKind(DERIVATION_KEYS, read_derivation),
    "choice": ExerciseKind(CHOICE_KEYS, read_choice),
    "spot-the-error": ExerciseKind(SPOTTING_KEYS, read_spotting),
}


def build(exercise: ExerciseSource, node: YamlNode | None = None, report: Report | None = None) -> Task | None:
    """Understand an exercise; faults go to ``report``, with the lines of ``node`` where its file was read again."""
    report = report or Report(exercise.file)
    before = report.errors
    kind = KINDS[exercise.kind]
    fields = Fields(node or node_of(exercise.raw, exercise.line), report, kind.keys)
    found = kind.read(exercise, fields, report)
    return found if report.errors == before else None


def node_of(raw: Any, line: int) -> YamlNode:
    """A plain value as a node on one line."""
    if isinstance(raw, Mapping):
        return YamlNode(
            {key: node_of(value, line) for key, value in raw.items()}, line, False, dict.fromkeys(raw, line)
        )
    return YamlNode([node_of(value, line) for value in raw] if isinstance(raw, list) else raw, line)
