"""Exercises that ask for numbers: one ``answer`` or several ``answers``, each a formula over the numbers drawn.

A value is right within its tolerance. A later value is also right when it follows from the learner's own earlier ones
(rounded or wrong), so that one slip costs one value. Values that a typical slip gives are explained in the
author's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from lekce2 import Message
from lekce2.base import Array, ExpressionError
from lekce2.expressions import Name, Program
from study.content import BASE, LANGUAGES, ExerciseSource, Fields, Report, Texts
from study.exercises.feedback import Marking, MarkingItem, item, not_marked, say, total
from study.exercises.number_input import TypedNumber, read_number
from study.exercises.random_values import formula, is_name, number, read_numbers
from study.exercises.task import COMMON, Task, both, read_hints
from study.exercises.templates import placeholders, understood

SINGLE = "answer"
APART = ("value-wrong", "value-near", "value-sign", "value-not-exact")  # no slips of one kind: each costs its value
LETTER = r"\\(alpha|beta|gamma|delta|eta|lambda|mu|sigma|theta)"
EXACT = 1e-9  # relative: room for rounding in the last bits only


@dataclass(frozen=True)
class WrongValue:
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
    slips: tuple[WrongValue, ...] = ()

    def room(self, right: Any) -> Any:
        """How far from the right value, or from each of many, an answer may lie."""
        rounding = EXACT * np.maximum(1.0, abs(right))
        if self.exact:
            return rounding
        room = 10.0**-self.decimals if self.tolerance is None and self.relative is None else self.tolerance or 0.0
        return np.maximum(room, (self.relative or 0.0) * abs(right)) + rounding

    def fits(self, value: Any, right: Any) -> Any:
        """Is a value near enough, or each of many?"""
        with np.errstate(all="ignore"):
            return np.isfinite(right) & (abs(value - right) <= self.room(right))

    def resembles(self, value: float, other: float) -> bool:
        """Is a value another one but for rounding, up or down? So a slip is known, and what follows from it, also where
        only the exact value is right."""
        near = abs(value - other)
        return bool(np.isfinite(other) and (near <= self.room(other) or near < (1.0 - EXACT) * 10.0**-self.decimals))


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

    def derived(self, values: Mapping[str, Array], stacked: bool = False) -> dict[str, Array]:
        found = dict(values)
        for asked in self.answers:
            found[asked.name] = number(asked.program, found, self.id, stacked)
        return found

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
        read: dict[str, TypedNumber] = {}
        faults: dict[str, MarkingItem] = {}
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

    def _items(self, read: Mapping[str, TypedNumber], values: dict[str, Array]) -> Iterator[MarkingItem]:
        right, own = dict(values), dict(values)
        for asked in self.answers:
            right[asked.name] = number(asked.program, right, self.id)
        slipped: set[str] = set()  # values that were wrong, or that follow from wrong ones
        slips: dict[str, str] = {}  # each slip that was charged → the value that it cost: once is enough
        filler = len(read) > 2 and len({typed.value for typed in read.values()}) == 1  # one number everywhere
        for asked in self.answers:
            follows = float(number(asked.program, own, self.id))
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
            if asked.resembles(value, follows) and any(differs(own[name], right[name]) for name in before):
                wrong = [name for name in before if name in slipped]
                slipped |= {asked.name} if wrong else set()
                code = "value-follows" if wrong else "value-rounded"
                said = say(code, name=asked.name, before=", ".join(wrong or before), right=shown(wanted, asked))
                yield item(asked.name, asked.unit, asked.points, asked.points, said)
                continue
            slipped.add(asked.name)
            found = self._wrong(asked, typed, value, right)
            kind = found.why[BASE] if found.why else found.message.code
            if kind in slips and kind not in APART:
                said = say("value-same-slip", name=asked.name, before=slips[kind], right=shown(wanted, asked))
                found = item(asked.name, asked.unit, asked.points, asked.points, said)
            slips.setdefault(kind, asked.name)
            yield found

    def _wrong(self, asked: Asked, typed: TypedNumber, value: float, right: Mapping[str, Array]) -> MarkingItem:
        wanted = float(right[asked.name])
        found = {"name": asked.name, "right": shown(wanted, asked), "yours": typed.value}
        for slip in asked.slips:
            guess = float(number(slip.program, right, self.id))
            if asked.resembles(value, guess) and not asked.resembles(guess, wanted):
                why = self.fill(slip.why, right)
                return item(asked.name, asked.unit, 0.0, asked.points, say("value-slip", **found), why=why)
        code = "value-wrong"
        other = {"bits": "nats", "nats": "bits"}.get(asked.measure or "")
        in_other = TypedNumber(value, other).measured(asked.measure) if other else value
        if wanted and asked.resembles(value, -wanted):
            code = "value-sign"
        elif other and typed.measure is None and asked.resembles(in_other, wanted):
            code = "value-in-nats" if other == "nats" else "value-in-bits"
        elif asked.exact and asked.resembles(value, wanted):
            code = "value-not-exact"
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


def differs(value: Array, right: Array) -> bool:
    """Is a value another one than the right one, by more than the rounding of floats?"""
    return not np.allclose(value, right, rtol=EXACT, atol=EXACT)


def shown(value: float, asked: Asked) -> Decimal:
    """A right value as it is shown: with the decimals that were asked for."""
    return Decimal(repr(round(value, asked.decimals) + 0.0))


# The fields of a numeric exercise.

MEASURES = ("bits", "nats")
OF_ANSWER = ("answer", "measure", "decimals", "tolerance", "relative", "exact", "slips")
KEYS = (*COMMON, "given", "cases", "let", "require", "answers", *OF_ANSWER)
USUAL_DECIMALS = 3
# Words on precision: the app says it, from `exact` and `decimals`, for every exercise alike.
PRECISION = re.compile(
    r"\b(?:přesně|na \S+ desetinn\w+|desetinn\w+ míst\w*|exactly|\S+ decimals?(?: places?)?|decimal places?)\b",
    re.IGNORECASE,
)


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
    for code, text in exercise.text.items():
        said = PRECISION.search(text)
        texts = fields.nodes["text"].value if "text" in fields.nodes else None
        if said is not None and isinstance(texts, dict) and code in texts:
            report.error(texts[code].line, "precision-in-text", found=said[0])
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
            slips.append(WrongValue(value, why))
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
