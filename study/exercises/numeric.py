"""Exercises that ask for numbers: one ``answer`` or several ``answers``, each a formula over the numbers drawn.

A value is right within its tolerance. A later value is also right when it follows from the learner's own earlier ones
(rounded or wrong), so that one slip costs one value. Values that a typical slip gives are explained in the
author's words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from lekce2 import Message
from lekce2.base import ExpressionError
from lekce2.expressions import Name, Program
from study.content import LANGUAGES, ExerciseSource, Fields, Report, Texts
from study.exercises.feedback import Item, Marking, item, not_marked, say, total
from study.exercises.number_input import Typed, read_number
from study.exercises.random_values import SEEDS, Array, formula, is_name, number, read_numbers, worth
from study.exercises.task import COMMON, Task, both, read_hints
from study.exercises.templates import placeholders, understood

SINGLE = "answer"
LETTER = r"\\(alpha|beta|gamma|delta|eta|lambda|mu|sigma|theta)"
EXACT = 1e-9  # relative: room for rounding in the last bits only


@dataclass(frozen=True)
class Slip:
    """A value that a typical slip gives."""

    program: Program
    why: Texts


@dataclass(frozen=True)
class Asked:
    """One value that is asked for: its formula, what it is worth, and how near an answer must come."""

    name: str
    program: Program
    points: float
    unit: str | None
    label: Texts
    measure: str | None
    decimals: int
    tolerance: float | None
    relative: float | None
    exact: bool
    slips: tuple[Slip, ...] = ()

    def room(self, right: float) -> float:
        """How far from the right value an answer may lie."""
        if self.exact:
            return EXACT * max(1.0, abs(right))
        room = 10.0**-self.decimals if self.tolerance is None and self.relative is None else self.tolerance or 0.0
        return max(room, (self.relative or 0.0) * abs(right)) + EXACT * max(1.0, abs(right))

    def fits(self, value: float, right: float) -> bool:
        """Is a value near enough?"""
        return math.isfinite(right) and abs(value - right) <= self.room(right)


@dataclass(frozen=True)
class Numeric(Task):
    """An exercise of this kind."""

    answers: tuple[Asked, ...] = ()

    level = "compute"

    @cached_property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.unit for one in self.answers if one.unit))

    @cached_property
    def shown(self) -> frozenset[str]:
        """The names of the numbers that the question shows."""
        texts = self.exercise.text.values()
        programs = [understood(inside).program for text in texts for inside in placeholders(text)]
        return frozenset(one.inputs[0] for one in programs if isinstance(one.statements[-1].expression, Name))

    @cached_property
    def named(self) -> frozenset[str]:
        """The shown names that the question itself uses, as in ``$\\alpha = <<alpha>>$``; only they are offered."""
        text = " ".join(self.exercise.text.values())
        return frozenset(one for one in self.shown if re.search(rf"(?<![A-Za-z_]){one}\s*=\s*<<\W*{one}\b", text))

    @cached_property
    def unvalued(self) -> frozenset[str]:
        """The Greek letters that the question names and gives no value: an answer may be in units of them."""
        text = " ".join(self.exercise.text.values())
        valued = set(re.findall(rf"{LETTER}\s*(?:=|\\in)", text))
        return frozenset(re.findall(rf"{LETTER}(?![_A-Za-z])", text)) - valued

    def known(self, seed: int) -> dict[str, Array]:
        values = self.values(seed)
        for asked in self.answers:
            values[asked.name] = number(asked.program, values)
        return values

    def right(self, seed: int) -> dict[str, float]:
        """The right values for a seed."""
        values = self.known(seed)
        return {asked.name: float(values[asked.name]) for asked in self.answers}

    def marked(self, answer: Any, seed: int, as_it_is: bool) -> Marking:
        typed = self._typed(answer)
        if typed is None or not any(text.strip() for text in typed.values()):
            return not_marked(self.points, say("no-answer"))
        values = self.values(seed)
        names = self.numbers.drawn(values, self.shown)
        read: dict[str, Typed] = {}
        faults: dict[str, Item] = {}
        for asked in self.answers:
            text = typed.get(asked.name, "")
            if not text.strip():
                continue
            try:
                read[asked.name] = read_number(text, names, self.unvalued - names.keys())
            except ExpressionError as error:
                reason = self._reason(error, names)
                said = say("value-not-understood", name=asked.name, column=error.column, reason=reason)
                faults[asked.name] = item(asked.name, asked.unit, 0.0, asked.points, said)
        if faults and not (as_it_is and read):
            unread = tuple(one.message for one in faults.values())
            return replace(not_marked(self.points, unread[0]), items=tuple(faults.values()), unread=unread)
        return total(tuple(faults.get(one.name, one) for one in self._items(read, values)), self.points)

    def _reason(self, error: ExpressionError, names: Mapping[str, Array]) -> Message:
        """Why a text is no number; where a name has no value, only names that the question uses are offered."""
        if error.message.code in ("unknown-name", "similar-name"):
            try:
                read_number(str(error.message.parameters["name"]), {one: names[one] for one in self.named})
            except ExpressionError as again:
                return again.message
        return error.message

    def _typed(self, answer: Any) -> dict[str, str] | None:
        """The typed text of each value; a single value may come without its name, also as a number."""
        if isinstance(answer, Mapping):
            found = answer
        elif len(self.answers) == 1:
            found = {self.answers[0].name: answer}
        else:
            return None
        if any(isinstance(one, bool) or not isinstance(one, str | int | float | np.number) for one in found.values()):
            return None
        return {str(name): one if isinstance(one, str) else repr(float(one)) for name, one in found.items()}

    def _items(self, read: Mapping[str, Typed], values: dict[str, Array]) -> Iterator[Item]:
        right, own = dict(values), dict(values)
        for asked in self.answers:
            right[asked.name] = number(asked.program, right)
        slipped: set[str] = set()  # values that were wrong, or that follow from wrong ones
        filler = len(read) > 2 and len({typed.value for typed in read.values()}) == 1  # one number everywhere
        for asked in self.answers:
            follows = float(number(asked.program, own))
            own[asked.name] = right[asked.name]
            if asked.name not in read:
                yield item(asked.name, asked.unit, 0.0, asked.points, say("value-missing", name=asked.name))
                continue
            typed = read[asked.name]
            value, wanted = typed.measured(asked.measure), float(right[asked.name])
            if value != 0.0:  # from 0 everything would follow
                own[asked.name] = np.asarray(value)
            if asked.fits(value, wanted):
                said = say("value-right", name=asked.name, right=shown(wanted, asked))
                yield item(asked.name, asked.unit, asked.points, asked.points, said)
                continue
            before = [name for name in asked.program.inputs if name in read and name != asked.name and not filler]
            if before and asked.fits(value, follows) and any(own[name] is not right[name] for name in before):
                wrong = [name for name in before if name in slipped]
                slipped |= {asked.name} if wrong else set()
                code = "value-follows" if wrong else "value-rounded"
                said = say(code, name=asked.name, before=", ".join(wrong or before), right=shown(wanted, asked))
                yield item(asked.name, asked.unit, asked.points, asked.points, said)
                continue
            slipped.add(asked.name)
            yield self._wrong(asked, typed, value, right)

    def _wrong(self, asked: Asked, typed: Typed, value: float, right: Mapping[str, Array]) -> Item:
        wanted = float(right[asked.name])
        found = {"name": asked.name, "right": shown(wanted, asked)}
        for slip in asked.slips:
            guess = float(number(slip.program, right))
            if asked.fits(value, guess):
                why = self.fill(slip.why, right)
                return item(asked.name, asked.unit, 0.0, asked.points, say("value-slip", **found), why=why)
        code = "value-wrong"
        other = {"bits": "nats", "nats": "bits"}.get(asked.measure or "")
        if wanted and asked.fits(value, -wanted):
            code = "value-sign"
        elif other and typed.measure is None and asked.fits(Typed(value, other).measured(asked.measure), wanted):
            code = "value-in-nats" if other == "nats" else "value-in-bits"
        elif not asked.exact and abs(value - wanted) <= 10.0 * asked.room(wanted):
            code = "value-near"
        return item(asked.name, asked.unit, 0.0, asked.points, say(code, **found))

    def asked(self) -> Iterator[str]:
        yield from super().asked()
        for asked in self.answers:
            yield from asked.label.values()

    def told(self) -> Iterator[str]:
        yield from super().told()
        for slip in (slip for asked in self.answers for slip in asked.slips):
            yield from slip.why.values()


def shown(value: float, asked: Asked) -> Decimal:
    """A right value as it is shown: with the decimals that were asked for."""
    return Decimal(repr(round(value, asked.decimals) + 0.0))


# The fields of a numeric exercise, and what has to hold for every seed.

MEASURES = ("bits", "nats")
OF_ANSWER = ("answer", "measure", "decimals", "tolerance", "relative", "exact", "slips")
KEYS = (*COMMON, "given", "cases", "let", "require", "answers", *OF_ANSWER)
USUAL_DECIMALS = 3


def read_numeric(exercise: ExerciseSource, fields: Fields, report: Report) -> Numeric:
    """The exercise that the fields state."""
    numbers = read_numbers(fields, report)
    answers: list[Asked] = []
    several = fields.mapping("answers")
    if "answers" in fields.nodes and "answer" in fields.nodes:
        report.error(fields.lines["answers"], "answer-or-answers")
    for name, node in several.nodes.items():
        inner = Fields(node, report, (*OF_ANSWER, "points", "unit", "label"), name)
        points = inner.points("points", required=True)
        asked = _read_asked(name, inner, points or 0.0, exercise.unit, report)
        if is_name(name, node.line, report) and asked is not None:
            answers.append(asked)
    if not several.nodes:
        asked = _read_asked(SINGLE, fields, exercise.points, exercise.unit, report)
        answers += [asked] if asked is not None else []
    else:
        found = sum(one.points for one in answers)
        if found != exercise.points:
            report.error(several.line, "exercise-points", field="answers", found=found, points=exercise.points)
    return Numeric(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        numbers=numbers,
        decimals=max((one.decimals for one in answers), default=USUAL_DECIMALS),
        answers=tuple(answers),
    )


def _read_asked(name: str, fields: Fields, points: float, unit: str | None, report: Report) -> Asked | None:
    node = fields.nodes.get("answer")
    if node is None:
        if fields.is_mapping:
            report.error(fields.line, "missing-key", field="answer")
        return None
    program = formula(node, "answer", report)
    slips = []
    for inner in (Fields(one, report, ("answer", "why"), "slips") for one in fields.items("slips")):
        value = formula(inner.nodes["answer"], "slips.answer", report) if "answer" in inner.nodes else None
        why = both(inner, "why", report, required=True)
        if value is None and "answer" not in inner.nodes:
            report.error(inner.line, "missing-key", field="answer")
        if value is not None and why is not None:
            slips.append(Slip(value, why))
    decimals = fields.number("decimals")
    if decimals is not None and decimals not in range(13):
        report.error(fields.nodes["decimals"].line, "bad-decimals", found=decimals)
    room = {key: fields.number(key) for key in ("tolerance", "relative")}
    for key, near in room.items():
        if near is not None and not 0.0 <= near < 1e6:
            report.error(fields.nodes[key].line, "bad-tolerance", field=key, found=near)
    measure = fields.choice("measure", MEASURES)
    exact = fields.nodes["exact"].value if "exact" in fields.nodes else False
    if not isinstance(exact, bool):
        report.error(fields.nodes["exact"].line, "not-true-or-false", field="exact")
    own = fields.nodes["unit"].value if "unit" in fields.nodes and isinstance(fields.nodes["unit"].value, str) else None
    if program is None:
        return None
    return Asked(
        name=name,
        program=program,
        points=points,
        unit=str(own) if own else unit,
        label=(both(fields, "label", report) if name != SINGLE else None) or dict.fromkeys(LANGUAGES, f"`{name}`"),
        measure=measure,
        decimals=USUAL_DECIMALS if decimals is None else int(decimals),
        tolerance=room["tolerance"],
        relative=room["relative"],
        exact=exact is True,
        slips=tuple(slips),
    )


def inspect_seeds(task: Numeric, fields: Fields, report: Report, seeds: Iterable[int] = range(SEEDS)) -> None:
    """Report the first seed for which an answer is not finite, too long where it must be exact, or no different."""
    lines = _lines(fields)
    alike = {(asked.name, i): 0 for asked in task.answers for i in range(len(asked.slips))}
    count = 0
    for seed in seeds:
        count += 1
        values = task.values(seed)
        for asked in task.answers:
            try:
                value = worth(asked.program, values)
            except ExpressionError as error:
                report.error(lines[asked.name], "seed-fails", seed=seed, field=asked.name, reason=error.message)
                return
            if value.ndim or not math.isfinite(float(value)):
                report.error(lines[asked.name], "seed-not-finite", seed=seed, field=asked.name, found=str(value))
                return
            values[asked.name] = value
            right = float(value)
            if asked.exact and abs(right - round(right, asked.decimals)) > EXACT * max(1.0, abs(right)):
                report.error(
                    lines[asked.name], "seed-not-exact", seed=seed, field=asked.name, found=right, limit=asked.decimals
                )
                return
        for asked in task.answers:
            for i, slip in enumerate(asked.slips):
                try:
                    guess = worth(slip.program, values)
                except ExpressionError as error:
                    report.error(lines[asked.name], "seed-fails", seed=seed, field="slips", reason=error.message)
                    return
                alike[asked.name, i] += guess.ndim > 0 or asked.fits(float(guess), float(values[asked.name]))
    for (name, i), times in alike.items():
        if 2 * times > count:
            report.error(lines[name], "slip-is-right", field=name, found=i + 1, times=times, seeds=count)


def _lines(fields: Fields) -> dict[str, int]:
    several = fields.nodes.get("answers")
    if several is not None and isinstance(several.value, dict):
        return {name: node.line for name, node in several.value.items()}
    return {SINGLE: fields.nodes["answer"].line if "answer" in fields.nodes else fields.line}
