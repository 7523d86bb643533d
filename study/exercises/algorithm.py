"""Exercises whose answer is a program: it is run against a reference and its accepted variants.

Full marks if it agrees with one of them over several steps with its own states (``study.exercises.equivalence``);
otherwise each graded quantity for itself (``study.exercises.partial_credit``), against the reference that is kindest to
the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lekce2.base import ExpressionError
from lekce2.expressions import Program, parse
from study.content import ExerciseSource, Fields, Report, Texts, YamlNode, shown
from study.exercises.equivalence import DOMAINS, ReferenceStep, Trials, World, agrees, live, named, walked
from study.exercises.feedback import Marking, MarkingItem, item, not_marked, say, total, unread
from study.exercises.partial_credit import Grade, Partial, Reference
from study.exercises.random_values import constant, is_name
from study.exercises.task import COMMON, Task, both, read_hints
from study.exercises.typed_program import TypedProgram, typed_program

SAME = re.compile(r"\$([A-Za-z])(?:\^\{\(|_\{?)([0-9]+)(?:\)\}|\}?)\s*=\s*\\?([A-Za-z]+)\$")


@dataclass(frozen=True)
class Algorithm(Task):
    """An exercise of this kind; the first of ``references`` is the author's own, the others are variants."""

    references: tuple[Reference, ...] = ()
    results: tuple[str, ...] = ()
    graded: Mapping[str, Grade] = field(default_factory=dict)
    world: World = field(default_factory=lambda: World("", {}))

    level = "write"

    @cached_property
    def units(self) -> tuple[str, ...]:
        own = (grade.unit for grade in self.graded.values() if grade.unit)
        return tuple(dict.fromkeys(own)) or ((self.unit,) if self.unit else ())

    @cached_property
    def mentioned(self) -> tuple[str, ...]:
        """The graded names that the question itself uses."""
        text = " ".join(self.exercise.text.values())
        return tuple(name for name in self.graded if re.search(rf"(?<![A-Za-z_]){name}(?![A-Za-z_0-9])", text))

    def program(self, answer: str) -> Program:
        """The program that was typed; raises ``ExpressionError`` when it is none."""
        return named(parse(answer, self.world.functions), self.results)

    def typed(self, answer: str, seed: int = 0) -> TypedProgram:
        """The program that was typed, as far as it can be read."""
        references = [reference.program for reference in self.references]
        return typed_program(answer, self.world, self.results, references, self.stage(seed)[1], self.other_names)

    @cached_property
    def other_names(self) -> Mapping[str, str]:
        """Other names that the question gives to what is given: u1 for x, where it says $u^{(1)} = x$."""
        assigned = {name for reference in self.references for name in reference.program.targets}
        found: dict[str, str] = {}
        for text in self.exercise.text.values():
            for letter, number, name in SAME.findall(text):
                own = f"{letter}{number}"
                if name in self.world.given and own not in self.world.given and own not in assigned:
                    found[own] = name
        return found

    def agreeing(self, program: Program, seed: int = 0) -> Reference | None:
        """The reference that a program agrees with; raises ``ExpressionError`` when it cannot be run."""
        _, right = self.stage(seed)
        for reference, steps in zip(self.references, right, strict=True):
            if agrees(program, steps, self.world, self.results):
                return reference
        return None

    def stage(self, seed: int) -> tuple[Trials, list[list[ReferenceStep]]]:
        """The trials of a seed and what each reference does in them; kept for the seed used last."""
        found = self._kept.get(seed)
        if found is None:
            trials = self.world.trials(seed)
            found = trials, [list(walked(one.program, trials, self.world.given)) for one in self.references]
            self._kept.clear()
            self._kept[seed] = found
        return found

    @cached_property
    def _kept(self) -> dict[int, tuple[Trials, list[list[ReferenceStep]]]]:
        return {}

    def marked(self, answer: Any, seed: int, as_it_is: bool) -> Marking:
        if not isinstance(answer, str):
            return not_marked(self.points, say("answer-form"))
        if not answer.strip():
            return not_marked(self.points, say("no-answer"))
        typed = self.typed(answer, seed)
        if typed.program is None or (typed.problems and not as_it_is):
            return unread(self.points, *typed.problems)
        program = typed.program
        try:
            reference = None if typed.problems else self.agreeing(program, seed)
            if reference is None:
                return self._in_part(typed, program, seed)
        except ExpressionError as error:
            return unread(self.points, error)
        items = (*typed.notes, *(self._full(name, grade, program) for name, grade in self.graded.items()))
        code = "agrees" if reference.label is None else "agrees-variant"
        return total(items, self.points, message=say(code), why=reference.label)

    def _full(self, name: str, grade: Grade, program: Program) -> MarkingItem:
        lines = [one.line for one in program.statements if one.target == name]
        said = say("line-right", line=lines[-1], name=name) if lines else say("line-implicit", name=name)
        line = lines[-1] if lines else None
        return item(name, grade.unit, grade.points, grade.points, said, line=line)

    def _in_part(self, typed: TypedProgram, program: Program, seed: int) -> Marking:
        trials, right = self.stage(seed)
        living = live(program, self.results, tuple(self.world.given), trials)

        def partial(i: int) -> Partial:
            return Partial(
                program,
                self.references[i],
                self.world,
                self.results,
                self.graded,
                right[i],
                living,
                typed.unread,
                self.mentioned,
            )

        partials = [partial(i) for i in range(len(right))]
        # The author's own before variants; a variant counts where its last line is meant, not for a line that fits it.
        i = max(range(len(right)), key=lambda i: partials[i].points if i == 0 or partials[i].arrives else -1.0)
        label = self.references[i].label
        code = "in-part" if label is None else "in-part-variant"
        return total((*typed.notes, *partials[i].items), self.points, message=say(code), why=label)


# The fields of an algorithm exercise, and what running its references shows.

KEYS = (*COMMON, "given", "functions", "reference", "result", "graded", "variants")


def read_algorithm(exercise: ExerciseSource, fields: Fields, report: Report) -> Algorithm:
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
        for key, names in (("result", results), ("graded", graded)):
            _assigned(reference, names, line or fields.lines.get(key, fields.line), report)
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


def _domain(node: YamlNode, name: str, report: Report) -> str | tuple[float, ...] | None:
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


def _graded(fields: Fields, exercise: ExerciseSource, report: Report) -> Mapping[str, Grade]:
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
