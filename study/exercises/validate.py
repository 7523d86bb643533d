"""What only running an exercise shows: every seed of it, its texts with their numbers, its references and their slips.

The app never does this; authors do, by ``python -m study check``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from lekce2.base import ExpressionError
from study.content import ExerciseSource, Fault, Fields, Report, YamlNode, one_line, read, text_check
from study.exercises.algorithm_check import inspect_algorithm
from study.exercises.kinds import build, node_of
from study.exercises.numeric import inspect_seeds
from study.exercises.random_values import SEEDS, Undrawable, worth
from study.exercises.task import Task, finite
from study.exercises.templates import placeholders, understood

READ = 3  # seeds for which the texts are read as Markdown, with their numbers


INSPECT: Mapping[str, Callable[[Any, Fields, Report], None]] = {
    "algorithm": inspect_algorithm,
    "numeric": inspect_seeds,
}


def check(
    exercises: Collection[ExerciseSource], progress: Callable[[int, int], None] | None = None
) -> tuple[Fault, ...]:
    """The faults of exercises: their fields, every seed, texts with numbers, references and their mutants.

    ``progress(done, of)`` is called before each exercise and at the end; the whole takes some seconds.
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
    for inspect in (inspect_numbers, INSPECT.get(exercise.kind), inspect_texts):
        if inspect is not None and report.errors == before:
            inspect(found, fields, report)


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


def inspect_numbers(task: Task, fields: Fields, report: Report) -> None:
    """Report the first seed whose numbers cannot be drawn or are not finite."""
    lines = {name: fields.nodes[name].line for name in ("given", "let", "require") if name in fields.nodes}
    for seed in _seeds(task):
        try:
            values = task.values(seed)
        except Undrawable:
            report.error(lines["require"], "seed-undrawable", seed=seed)
            return
        except ExpressionError as error:
            line = lines.get("let", lines.get("require", fields.line))
            report.error(line, "seed-fails", seed=seed, field="let", reason=error.message)
            return
        if not finite(values):
            found = next(name for name, value in values.items() if not finite({name: value}))
            line = lines.get("let", fields.line)
            report.error(line, "seed-not-finite", seed=seed, field=found, found=str(values[found]))
            return


def inspect_texts(task: Task, fields: Fields, report: Report) -> None:
    """Report placeholders that cannot be filled for some seed, once each, and filled texts that break their rules."""
    seen: set[str] = set()
    for seed in _seeds(task):
        _placeholders(task, seed, fields, report, seen)
        if seed < READ and not seen:
            _read(task, seed, fields, report)


def _seeds(task: Task) -> Iterable[int]:
    return range(SEEDS if task.numbers.names else 1)  # without anything drawn every seed is the same


def _line(fields: Fields, part: str) -> int:
    """The line of the first text that holds a part."""
    waiting = list(fields.nodes.values())
    while waiting:
        node = waiting.pop(0)
        if isinstance(node.value, str) and part in node.value:
            return node.line + (node.literal and node.value[: node.value.index(part)].count("\n") + 1)
        inner = node.value.values() if isinstance(node.value, dict) else node.value
        waiting = [*(inner if isinstance(inner, Iterable) and not isinstance(inner, str) else ()), *waiting]
    return fields.line


def _placeholders(task: Task, seed: int, fields: Fields, report: Report, seen: set[str]) -> None:
    values = task.values(seed)
    asked = {(inside, False) for text in task.asked() for inside in placeholders(text)}
    told = {(inside, True) for text in task.told() for inside in placeholders(text)}
    for inside, after in sorted(asked | told):
        if inside in seen:
            continue
        try:
            known = task.known(seed) if after else values
            good = finite({inside: worth(understood(inside).program, known)})
            reason = None
        except ExpressionError as error:
            good, reason = False, error.message
        if not good:
            seen.add(inside)
            code = "placeholder" if reason is not None else "placeholder-not-finite"
            more = {"reason": reason} if reason is not None else {"seed": seed}
            report.error(_line(fields, f"<<{inside}>>"), code, found=f"<<{one_line(inside)}>>", **more)


def _read(task: Task, seed: int, fields: Fields, report: Report) -> None:
    """Hold the texts with their numbers to the rules of all texts."""
    check = text_check(report)
    for key, texts in (("text", task.question(seed)), ("solution", task.worked(seed) or {})):
        for text in texts.values():
            check(YamlNode(text, fields.nodes[key].line), text)
