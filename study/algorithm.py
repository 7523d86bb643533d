"""Exercises whose answer is a program: it is run against a reference and its accepted variants.

Full marks if it agrees with one of them over several steps with its own states (``study.agreement``); otherwise each
graded quantity for itself (``study.algorithm_marking``), against the reference that is kindest to the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lekce2.errors import ExpressionError
from lekce2.expressions import Program, parse
from study.agreement import Scene, agrees, named, scenes
from study.algorithm_marking import Grade, Partial, Reference
from study.feedback import Item, Marking, item, not_marked, say, total, unread
from study.liveness import live
from study.task import Task
from study.worlds import Trial, World


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

    def program(self, answer: str) -> Program:
        """The program that was typed; raises ``ExpressionError`` when it is none."""
        return named(parse(answer, self.world.functions), self.results)

    def agreeing(self, program: Program, seed: int = 0) -> Reference | None:
        """The reference that a program agrees with; raises ``ExpressionError`` when it cannot be run."""
        _, right = self._stage(seed)
        for reference, steps in zip(self.references, right, strict=True):
            if agrees(program, steps, self.world, self.results):
                return reference
        return None

    def _stage(self, seed: int) -> tuple[list[Trial], list[list[Scene]]]:
        """The trials of a seed and what each reference does in them; kept for the seed used last."""
        found = self._kept.get(seed)
        if found is None:
            trials = self.world.trials(seed)
            found = trials, [scenes(reference.program, self.world, trials) for reference in self.references]
            self._kept.clear()
            self._kept[seed] = found
        return found

    @cached_property
    def _kept(self) -> dict[int, tuple[list[Trial], list[list[Scene]]]]:
        return {}

    def marked(self, answer: Any, seed: int) -> Marking:
        if not isinstance(answer, str):
            return not_marked(self.points, say("answer-form"))
        if not answer.strip():
            return not_marked(self.points, say("no-answer"))
        try:
            program = self.program(answer)
        except ExpressionError as error:
            return unread(self.points, error)
        try:
            reference = self.agreeing(program, seed)
            if reference is None:
                return self._in_part(program, seed)
        except ExpressionError as error:
            return unread(self.points, error)
        items = tuple(self._full(name, grade, program) for name, grade in self.graded.items())
        code = "agrees" if reference.label is None else "agrees-variant"
        return total(items, self.points, message=say(code), why=reference.label)

    def _full(self, name: str, grade: Grade, program: Program) -> Item:
        lines = [one.line for one in program.statements if one.target == name]
        said = say("line-right", line=lines[-1], name=name) if lines else say("line-implicit", name=name)
        line = lines[-1] if lines else None
        return item(name, grade.unit, grade.points, grade.points, said, line=line)

    def _in_part(self, program: Program, seed: int) -> Marking:
        trials, right = self._stage(seed)
        living = live(program, self.results, tuple(self.world.given), trials)

        def partial(i: int, explain: bool) -> Partial:
            reference = self.references[i]
            return Partial(program, reference, self.world, self.results, self.graded, right[i], living, explain)

        i = max(range(len(right)), key=lambda i: partial(i, False).points)  # the author's own before variants
        label = self.references[i].label
        code = "in-part" if label is None else "in-part-variant"
        return total(partial(i, True).items, self.points, message=say(code), why=label)
