"""The fields of an algorithm exercise, and what running its references shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np

from lekce2.errors import ExpressionError
from lekce2.expressions import parse
from study.agreement import Scene, equal, scenes
from study.algorithm import Algorithm
from study.algorithm_marking import Grade, Reference
from study.cards import Exercise, Texts
from study.domains import constant
from study.drawing import is_name
from study.faults import Report
from study.fields import Fields, shown
from study.survivors import survivors
from study.task import COMMON, both, read_hints
from study.worlds import DOMAINS, World
from study.yaml_nodes import Node

KEYS = (*COMMON, "given", "functions", "reference", "result", "graded", "variants")
CHECKED = 3  # seeds on which the references run


def read_algorithm(exercise: Exercise, fields: Fields, report: Report) -> Algorithm:
    """The exercise that the fields state."""
    given = {
        name: domain
        for name, node in fields.mapping("given", required=True).nodes.items()
        if is_name(name, node.line, report) and (domain := _domain(node, name, report)) is not None
    }
    functions = [str(node.value) for node in fields.items("functions") if is_name(str(node.value), node.line, report)]
    references: list[tuple[Reference, int]] = []  # each with its line, the own one with those of what is checked
    own = _reference(fields, functions, None, report)
    references += [(own, 0)] if own else []
    for node in fields.items("variants"):
        inner = Fields(node, report, ("label", "reference"), "variants")
        label = both(inner, "label", report, required=True)
        variant = _reference(inner, functions, label, report)
        references += [(variant, node.line)] if variant else []
    results = [str(node.value) for node in fields.items("result")]
    if own is not None and not results:
        report.error(fields.lines.get("result", fields.line), "missing-key", field="result")
    graded = _graded(fields, exercise, report)
    for reference, line in references:
        for field, names in (("result", results), ("graded", graded)):
            _assigned(reference, names, line or fields.lines.get(field, fields.line), report)
    assigned = {name for reference, _ in references for name in reference.program.targets}
    world = World(exercise.id, given, tuple(functions), frozenset(given) & assigned)
    return Algorithm(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        references=tuple(reference for reference, _ in references),
        results=tuple(results),
        graded=graded,
        world=world,
    )


def _domain(node: Node, name: str, report: Report) -> str | tuple[float, ...] | None:
    if isinstance(node.value, str) and node.value in DOMAINS:
        return node.value
    choices = node.value.get("choice") if isinstance(node.value, dict) and len(node.value) == 1 else None
    values = [constant(one) for one in choices.value] if choices and isinstance(choices.value, list) else []
    numbers = tuple(float(value) for value in values if value is not None and value.ndim == 0)
    if numbers and len(numbers) == len(values):
        return numbers
    report.error(node.line, "bad-domain", field=name, found=shown(node), known=f"{', '.join(DOMAINS)}, {{choice: […]}}")
    return None


def _reference(fields: Fields, functions: Iterable[str], label: Texts | None, report: Report) -> Reference | None:
    text = fields.text("reference", required=True)
    if text is None:
        return None
    try:
        return Reference(parse(text, tuple(functions)), label)
    except ExpressionError as error:
        node = fields.nodes["reference"]
        line = node.line + (error.line if node.literal else 0)
        report.error(line, "formula", field="reference", column=error.column, reason=error.message)
        return None


def _graded(fields: Fields, exercise: Exercise, report: Report) -> Mapping[str, Grade]:
    found: dict[str, Grade] = {}
    inner = fields.mapping("graded", required=True)
    for name, node in inner.nodes.items():
        grade = Fields(node, report, ("points", "unit"), name)
        points = grade.points("points", required=True)
        unit = grade.identifier("unit") if "unit" in grade.nodes else exercise.unit
        found[name] = Grade(points or 0.0, unit)
    points = sum(grade.points for grade in found.values())
    if inner.nodes and points != exercise.points:
        report.error(inner.line, "exercise-points", field="graded", found=points, points=exercise.points)
    return found


def _assigned(reference: Reference, names: Iterable[str], line: int, report: Report) -> None:
    """Report names that must have a value, and have none in a reference."""
    for name in names:
        if name not in reference.program.targets:
            report.error(line, "not-assigned", found=name)


def inspect_algorithm(task: Algorithm, fields: Fields, report: Report) -> None:
    """Report references that do not run, values that coincide, and slips that would pass."""
    before = report.errors
    lines = {name: fields.nodes[name].line for name in ("reference", "result", "graded") if name in fields.nodes}
    for name in task.references[0].program.targets:
        if name not in task.graded:
            report.warning(lines["graded"], "not-graded", found=name)
    for i, reference in enumerate(task.references):
        line = lines["reference"] if i == 0 else fields.items("variants")[i - 1].line
        try:
            for seed in range(CHECKED):
                _values(task, scenes(reference.program, task.world, task.world.trials(seed)), line, report)
        except ExpressionError as error:
            report.error(line, "reference-fails", column=error.column, reason=error.message)
    if report.errors > before:
        return
    for mutant in survivors(task):
        source = mutant.program.source.replace("\n", "; ")
        report.error(lines["reference"], "survivor", found=source, edit=mutant.edit)


def _values(task: Algorithm, steps: list[Scene], line: int, report: Report) -> None:
    """Report values of a reference that are not finite, or by which a mistake could not be told."""
    for name in {*task.graded, *task.results}:
        values = [scene.after[name] for scene in steps]
        if not all(np.isfinite(value).all() for value in values):
            report.error(line, "not-finite", found=name)
            continue
        for given in task.world.given:
            if all(equal(scene.before[given], value) for scene, value in zip(steps, values, strict=True)):
                report.error(line, "copies-input", found=name, other=given)
    for first, second in combinations(task.graded, 2):
        if all(equal(scene.after[first], scene.after[second]) for scene in steps):
            report.error(line, "coincide", found=first, other=second)
