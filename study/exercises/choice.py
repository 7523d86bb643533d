"""Exercises whose answer is a choice: one of several options, or the line of a text that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from study.content import LANGUAGES, ExerciseSource, Fields, Report, Texts, YamlNode, shown
from study.exercises.feedback import Marking, MarkingItem, item, not_marked, say, total
from study.exercises.random_values import read_numbers
from study.exercises.seeding import order
from study.exercises.task import COMMON, Task, both, read_hints, texts_of


@dataclass(frozen=True)
class Option:
    """One of the options: ``tex`` or ``text`` is given. A wrong one loses points of a rubric unit."""

    id: str
    tex: str | None
    text: Texts | None
    right: bool
    why: Texts | None
    unit: str | None
    loses: float


@dataclass(frozen=True)
class Choice(Task):
    """An exercise with exactly one right option."""

    options: tuple[Option, ...] = ()

    def shuffled(self, seed: int = 0) -> tuple[Option, ...]:
        """The options in the order of a seed."""
        return tuple(self.options[i] for i in order(len(self.options), self.id, seed))

    def marked(self, answer: Any, seed: int, as_it_is: bool) -> Marking:
        if answer is None or answer == "":
            return not_marked(self.points, say("no-answer"))
        option = picked(self.options, answer)
        if option is None:
            return not_marked(self.points, say("answer-form"))
        why = None if option.why is None else self.fill(option.why, self.known(seed))
        if option.right:
            said, points, unit = say("option-right"), self.points, self.unit
        else:
            said = say("option-wrong", lost=option.loses, of=self.points)
            points, unit = self.points - option.loses, option.unit
        return total((item(option.id, unit, points, self.points, said, why=why),), self.points)

    def asked(self) -> Iterator[str]:
        yield from super().asked()
        for option in self.options:
            yield from (option.text or {"": option.tex or ""}).values()

    def told(self) -> Iterator[str]:
        yield from super().told()
        for option in self.options:
            yield from (option.why or {}).values()


@dataclass(frozen=True)
class Line:
    """A line of a text: ``tex`` or ``text`` is given."""

    tex: str | None
    text: Texts | None


@dataclass(frozen=True)
class Spotting(Task):
    """A text with one wrong line (counted from 1), perhaps with the reasons why it could be wrong."""

    lines: tuple[Line, ...] = ()
    wrong: int = 1
    why: Texts = field(default_factory=dict)
    correct: str | None = None
    notes: Mapping[int, Texts] = field(default_factory=dict)
    causes: tuple[Option, ...] = ()
    cause_points: float = 0.0

    def shuffled(self, seed: int = 0) -> tuple[Option, ...]:
        """The reasons in the order of a seed; the lines keep theirs."""
        return tuple(self.causes[i] for i in order(len(self.causes), self.id, seed))

    def marked(self, answer: Any, seed: int, as_it_is: bool) -> Marking:
        given = answer if isinstance(answer, Mapping) else {"line": answer}
        line, cause = given.get("line"), given.get("reason")
        if line is None or line == "":
            return not_marked(self.points, say("no-answer"))
        found = int(line) if isinstance(line, str) and line.isdecimal() and len(line) < 4 else line
        if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= len(self.lines):
            return not_marked(self.points, say("answer-form"))
        return total(tuple(self._items(found, cause, seed)), self.points)

    def _items(self, found: int, cause: Any, seed: int) -> Iterator[MarkingItem]:
        known = self.known(seed)
        of, right = self.points - self.cause_points, found == self.wrong
        said = say("error-found", line=found) if right else say("error-elsewhere", found=found, line=self.wrong)
        texts = self.why if right or found not in self.notes else self.notes[found]
        yield item("line", self.unit, of if right else 0.0, of, said, line=found, why=self.fill(texts, known))
        if not self.causes:
            return
        option = picked(self.causes, cause)
        good = right and option is not None and option.right
        code = "cause-right" if option is not None and option.right else "cause-wrong" if option else "cause-empty"
        why = option.why if option is not None else None
        filled = None if why is None else self.fill(why, known)
        points = self.cause_points if good else 0.0
        yield item("reason", self.unit, points, self.cause_points, say(code), why=filled)

    def asked(self) -> Iterator[str]:
        yield from super().asked()
        for line in self.lines:
            yield from (line.text or {"": line.tex or ""}).values()

    def told(self) -> Iterator[str]:
        yield from super().told()
        for texts in (self.why, *self.notes.values(), *(option.why or {} for option in self.causes)):
            yield from texts.values()
        yield self.correct or ""


def picked(options: tuple[Option, ...], answer: Any) -> Option | None:
    """The option of an id or of a number, counted from 1 in the order of the file."""
    if isinstance(answer, bool) or not isinstance(answer, int | str):
        return None
    by_id = {option.id: option for option in options}
    return by_id.get(str(answer)) or {str(i): option for i, option in enumerate(options, 1)}.get(str(answer))


# The fields of choices and of texts with a wrong line.

DRAWN = ("given", "cases", "let", "require", "decimals")
CHOICE_KEYS = (*COMMON, *DRAWN, "options")
SPOTTING_KEYS = (*COMMON, *DRAWN, "lines", "wrong", "why", "correct", "notes", "reasons", "reason_points")
FEWEST, MOST = 2, 8
MOST_LINES = 20


def read_choice(exercise: ExerciseSource, fields: Fields, report: Report) -> Choice:
    """The choice that the fields state."""
    options = _options(fields, "options", exercise, report)
    if not FEWEST <= len(options) <= MOST:
        report.error(fields.lines.get("options", fields.line), "how-many", field="options", low=FEWEST, high=MOST)
    return Choice(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        numbers=read_numbers(fields, report),
        decimals=decimals(fields, report),
        options=options,
    )


def read_spotting(exercise: ExerciseSource, fields: Fields, report: Report) -> Spotting:
    """The text with a wrong line that the fields state."""
    lines = tuple(_line(node, report) for node in fields.items("lines"))
    if not FEWEST <= len(lines) <= MOST_LINES:
        report.error(fields.lines.get("lines", fields.line), "how-many", field="lines", low=FEWEST, high=MOST_LINES)
    wrong = fields.number("wrong", required=True)
    if wrong is not None and wrong not in range(1, len(lines) + 1):
        report.error(fields.nodes["wrong"].line, "no-such-line", found=wrong, count=len(lines))
    notes: dict[int, Texts] = {}
    for name, node in fields.mapping("notes").nodes.items():
        texts = texts_of(Fields(node, report, LANGUAGES, "notes"), report)
        if not name.isdecimal() or int(name) not in range(1, len(lines) + 1):
            report.error(node.line, "no-such-line", found=name, count=len(lines))
        elif texts is not None:
            notes[int(name)] = texts
    causes = _options(fields, "reasons", exercise, report)
    points = fields.points("reason_points")
    if points is not None and points >= exercise.points:
        report.error(fields.nodes["reason_points"].line, "reasons-too-dear", found=points, points=exercise.points)
    return Spotting(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        numbers=read_numbers(fields, report),
        decimals=decimals(fields, report),
        lines=lines,
        wrong=int(wrong or 1),
        why=both(fields, "why", report, required=True) or {},
        correct=fields.text("correct"),
        notes=notes,
        causes=causes,
        cause_points=(exercise.points / 2 if points is None else points) if causes else 0.0,
    )


def decimals(fields: Fields, report: Report) -> int:
    """How many decimals the numbers in an exercise's texts show."""
    found = fields.number("decimals")
    if found is not None and found not in range(13):
        report.error(fields.nodes["decimals"].line, "bad-decimals", found=found)
        return 4
    return 4 if found is None else int(found)


def _options(fields: Fields, key: str, exercise: ExerciseSource, report: Report) -> tuple[Option, ...]:
    found: list[Option] = []
    for i, node in enumerate(fields.items(key), 1):
        inner = Fields(node, report, ("id", "text", "tex", "right", "why", "unit", "loses"), key)
        right = inner.nodes["right"].value if "right" in inner.nodes else False
        if not isinstance(right, bool):
            report.error(inner.nodes["right"].line, "not-true-or-false", field="right")
        loses = inner.points("loses")
        if loses is not None and loses > exercise.points:
            report.error(inner.nodes["loses"].line, "loses-too-much", found=loses, points=exercise.points)
        why = both(inner, "why", report, required=right is not True and key == "options")
        name = inner.identifier("id") or str(i)
        if name in {option.id for option in found}:
            report.error(node.line, "repeated-name", field=key, found=name)
        tex, text = tex_or_text(inner, report)
        unit = inner.identifier("unit") or exercise.unit
        found.append(Option(name, tex, text, right is True, why, unit, exercise.points if loses is None else loses))
    rights = sum(option.right for option in found)
    if found and rights != 1:
        report.error(fields.lines[key], "one-right", field=key, found=rights)
    return tuple(found)


def tex_or_text(fields: Fields, report: Report) -> tuple[str | None, Texts | None]:
    """What an option or a step says: a formula (``tex``) or words (``text``), exactly one of them."""
    if not fields.is_mapping:
        return None, None
    if ("tex" in fields.nodes) == ("text" in fields.nodes):
        report.error(fields.line, "tex-or-text")
    return fields.text("tex"), both(fields, "text", report)


def _line(node: YamlNode, report: Report) -> Line:
    if isinstance(node.value, str) and node.value.strip():
        return Line(node.value, None)
    if isinstance(node.value, dict):
        return Line(None, texts_of(Fields(node, report, LANGUAGES, "lines"), report))
    report.error(node.line, "not-a-text", field="lines", found=shown(node))
    return Line("", None)
