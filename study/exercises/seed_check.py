"""What only the seeds of an exercise show: numbers, answers and placeholders without a value, slips that are right.

All seeds are looked at at once. Only where something is wrong are they looked at one by one, to name the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import numpy as np

from lekce2.base import Array, ExpressionError
from lekce2.expressions import Program
from study.content import Fields, Report, YamlNode, one_line, text_check
from study.exercises.numeric import EXACT, SINGLE, Numeric
from study.exercises.random_values import SEEDS, Undrawable, worth
from study.exercises.task import Task
from study.exercises.templates import placeholders, understood

READ = 3  # seeds for which the texts are read as Markdown, with their numbers
Found = TypeVar("Found")


class Trouble(ValueError):
    """What is wrong with a seed: the line, the code and the parameters of a fault."""

    def __init__(self, line: int, code: str, **parameters: Any) -> None:
        super().__init__(code)
        self.line, self.code, self.parameters = line, code, parameters


@dataclass(frozen=True)
class SeedStack:
    """The numbers of some seeds, along the last axis; ``answers`` are those that only solutions may show."""

    seeds: Sequence[int]
    values: Mapping[str, Array]
    answers: Mapping[str, Array] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, Array]:
        return {**self.values, **self.answers}

    def only(self, place: int) -> SeedStack:
        """One of its seeds for itself."""
        parts = ({name: _at(one, [place]) for name, one in some.items()} for some in (self.values, self.answers))
        return SeedStack([self.seeds[place]], *parts)

    def plain(self, place: int) -> SeedStack:
        """One of its seeds with its numbers as they are shown, without an axis for the seeds."""
        parts = ({name: _at(one, place) for name, one in some.items()} for some in (self.values, self.answers))
        return SeedStack([self.seeds[place]], *parts)


def _at(value: Array, place: int | list[int]) -> Array:
    """The value at a place of a stack, which may hold a single one for all."""
    return value if value.ndim == 0 else value[..., place if value.shape[-1] > 1 else np.zeros_like(place)]


def every(look: Callable[[SeedStack], Found], stacks: Sequence[SeedStack]) -> list[Found]:
    """What is found in whole stacks, or where that raises ``ValueError`` with each seed for itself, in their order."""
    try:
        return [look(stack) for stack in stacks]
    except ValueError:
        return [look(stack.only(i)) for stack, i in _places(stacks)]


def _places(stacks: Sequence[SeedStack]) -> list[tuple[SeedStack, int]]:
    """Where each seed stands, in the order of the seeds."""
    places = [(stack, i) for stack in stacks for i in range(len(stack.seeds))]
    return sorted(places, key=lambda place: place[0].seeds[place[1]])


def inspect_seeds(task: Task, fields: Fields, report: Report) -> None:
    """Report the first seed whose numbers or answers are wrong, slips that are right, and texts that are wrong."""
    before = report.errors
    try:
        stacks = _drawn(task, fields)
        if isinstance(task, Numeric):
            stacks = _answered(task, stacks, fields, report)
    except Trouble as trouble:
        report.error(trouble.line, trouble.code, **trouble.parameters)
    if report.errors == before:
        _inspect_texts(task, stacks, fields, report)


def _drawn(task: Task, fields: Fields) -> list[SeedStack]:
    """The numbers of all seeds, which must be there and finite."""
    seeds = range(SEEDS if task.numbers.names else 1)  # without anything drawn every seed is the same
    lines = {name: fields.nodes[name].line for name in ("let", "require") if name in fields.nodes}

    def look(stack: SeedStack) -> None:
        for name, value in stack.values.items():
            if not np.isfinite(value).all():
                line, found = lines.get("let", fields.line), str(_at(value, 0))
                raise Trouble(line, "seed-not-finite", seed=stack.seeds[0], field=name, found=found)

    try:
        stacks = [SeedStack(*one) for one in task.numbers.stacks(task.id, seeds)]
    except (Undrawable, ExpressionError):
        stacks = []
        for seed in seeds:
            try:
                stacks += [SeedStack(*one) for one in task.numbers.stacks(task.id, [seed])]
            except Undrawable:
                raise Trouble(lines["require"], "seed-undrawable", seed=seed) from None
            except ExpressionError as error:
                line = lines.get("let", lines.get("require", fields.line))
                raise Trouble(line, "seed-fails", seed=seed, field="let", reason=error.message) from None
            every(look, stacks[-1:])
    every(look, stacks)
    return stacks


def _worth(program: Program, values: Mapping[str, Array], line: int, seed: int, name: str) -> Array:
    try:
        return worth(program, values, stacked=True)
    except ExpressionError as error:
        raise Trouble(line, "seed-fails", seed=seed, field=name, reason=error.message) from None


def _answered(task: Numeric, stacks: Sequence[SeedStack], fields: Fields, report: Report) -> list[SeedStack]:
    """The stacks with their answers, which must be finite, and exact where they have to be; slips must differ."""
    several = fields.nodes["answers"].value if "answers" in fields.nodes else None
    own = fields.nodes["answer"].line if "answer" in fields.nodes else fields.line
    lines = {name: node.line for name, node in several.items()} if isinstance(several, dict) else {SINGLE: own}

    def look(stack: SeedStack) -> tuple[SeedStack, dict[tuple[str, int], int]]:
        """The stack, and for how many of its seeds each slip is as good as right."""
        values, seed = dict(stack.values), stack.seeds[0]
        for asked in task.answers:
            line, name = lines[asked.name], asked.name
            value = values[name] = _worth(asked.program, values, line, seed, name)
            if value.ndim > 1 or not np.isfinite(value).all():
                raise Trouble(line, "seed-not-finite", seed=seed, field=name, found=str(_at(value, 0)))
            off = abs(value - np.round(value, asked.decimals)) > EXACT * np.maximum(1.0, abs(value))
            if asked.exact and off.any():
                found = float(_at(value, 0))
                raise Trouble(line, "seed-not-exact", seed=seed, field=name, found=found, limit=asked.decimals)
        alike = {}
        for asked in task.answers:
            for i, slip in enumerate(asked.slips):
                guess = _worth(slip.program, values, lines[asked.name], seed, "slips")
                same = guess.ndim > 1 or asked.fits(guess, values[asked.name])
                alike[asked.name, i] = int(np.broadcast_to(same, len(stack.seeds)).sum())
        return replace(stack, answers={asked.name: values[asked.name] for asked in task.answers}), alike

    found = every(look, stacks)
    count = sum(len(stack.seeds) for stack in stacks)
    for name, i in found[0][1]:
        times = sum(alike[name, i] for _, alike in found) * SEEDS // count
        if 2 * times > SEEDS:
            report.error(lines[name], "slip-is-right", field=name, found=i + 1, times=times, seeds=SEEDS)
    return [stack for stack, _ in found]


def _inspect_texts(task: Task, stacks: Sequence[SeedStack], fields: Fields, report: Report) -> None:
    """Report placeholders that cannot be filled for some seed, once each, and filled texts that break their rules."""
    asked = {(inside, False) for text in task.asked() for inside in placeholders(text)}
    told = {(inside, True) for text in task.told() for inside in placeholders(text)}
    seen: set[str] = set()
    for inside, after in sorted(asked | told):
        try:
            if inside not in seen:
                every(partial(_fillable, inside, after, fields), stacks)
        except Trouble as trouble:
            seen.add(inside)
            report.error(trouble.line, trouble.code, **trouble.parameters)
    for stack, i in _places(stacks)[:READ]:
        try:
            _read(task, stack.plain(i), fields, report)
        except ExpressionError:  # of a placeholder that was reported
            return


def _fillable(inside: str, after: bool, fields: Fields, stack: SeedStack) -> None:
    found = f"<<{one_line(inside)}>>"
    try:
        value = worth(understood(inside).program, stack.known if after else stack.values, stacked=True)
    except ExpressionError as error:
        raise Trouble(_line(fields, inside), "placeholder", found=found, reason=error.message) from None
    if not np.isfinite(value).all():
        raise Trouble(_line(fields, inside), "placeholder-not-finite", found=found, seed=stack.seeds[0])


def _line(fields: Fields, inside: str) -> int:
    """The line of the first text that holds a placeholder."""
    part, waiting = f"<<{inside}>>", list(fields.nodes.values())
    while waiting:
        node = waiting.pop(0)
        if isinstance(node.value, str) and part in node.value:
            return node.line + (node.literal and node.value[: node.value.index(part)].count("\n") + 1)
        inner = node.value.values() if isinstance(node.value, dict) else node.value
        waiting = [*(inner if isinstance(inner, Iterable) and not isinstance(inner, str) else ()), *waiting]
    return fields.line


def _read(task: Task, one: SeedStack, fields: Fields, report: Report) -> None:
    """Hold the texts with their numbers to the rules of all texts; those without numbers have been held to them."""
    check = text_check(report)
    for key, texts, values in (("text", task.exercise.text, one.values), ("solution", task.solution or {}, one.known)):
        drawn = {code: text for code, text in texts.items() if "<<" in text}
        for text in task.fill(drawn, values).values():
            check(YamlNode(text, fields.nodes[key].line), text)
