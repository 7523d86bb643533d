"""What only running an exercise shows: every seed of it, its texts with their numbers, its references and their slips.

The app never does this; authors do, by ``python -m study check``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from study.content import ExerciseSource, Fault, Fields, Report, YamlNode, read
from study.exercises.algorithm import Algorithm
from study.exercises.algorithm_check import inspect_algorithm
from study.exercises.kinds import build, node_of
from study.exercises.seed_check import inspect_seeds


def check(
    exercises: Collection[ExerciseSource], progress: Callable[[int, int], None] | None = None
) -> tuple[Fault, ...]:
    """The faults of exercises: their fields, every seed, texts with numbers, references and their mutants.

    ``progress(done, of)`` is called before each exercise and at the end.
    """
    reports: dict[str, Report] = {}
    nodes: dict[str, dict[str, YamlNode]] = {}
    for i, exercise in enumerate(exercises):
        if progress is not None:
            progress(i, len(exercises))
        if exercise.file not in nodes:
            nodes[exercise.file] = _entries(exercise.file)
            reports[exercise.file] = Report(exercise.file)
        node = nodes[exercise.file].get(exercise.id) or node_of(exercise.raw, exercise.line)
        _check(exercise, node, reports[exercise.file])
    if progress is not None:
        progress(len(exercises), len(exercises))
    return tuple(fault for report in reports.values() for fault in sorted(report.faults, key=lambda one: one.line))


def _check(exercise: ExerciseSource, node: YamlNode, report: Report) -> None:
    found = build(exercise, node, report)
    if found is None:
        return
    before = report.errors
    fields = Fields(node, report, None)
    if isinstance(found, Algorithm):
        inspect_algorithm(found, fields, report)
    if report.errors == before:
        inspect_seeds(found, fields, report)


def _entries(file: str) -> dict[str, YamlNode]:
    """The exercises of a file by their ids, with their lines."""
    try:
        node = read(Path(file).read_text(encoding="utf-8"), Report(file))
    except (OSError, ValueError):
        return {}
    entries = [] if node is None else node.value if isinstance(node.value, list) else [node]
    found: dict[str, YamlNode] = {}
    for entry in entries:
        if isinstance(entry.value, dict) and "id" in entry.value:
            found.setdefault(str(entry.value["id"].value), entry)
    return found
