"""Exercises whose answer is a choice: one of several options, or the line of a text that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from study.cards import Texts
from study.feedback import Item, Marking, item, not_marked, say, total
from study.seeding import order
from study.task import Task


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

    def marked(self, answer: Any, seed: int) -> Marking:
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

    def marked(self, answer: Any, seed: int) -> Marking:
        given = answer if isinstance(answer, Mapping) else {"line": answer}
        line, cause = given.get("line"), given.get("reason")
        if line is None or line == "":
            return not_marked(self.points, say("no-answer"))
        found = int(line) if isinstance(line, str) and line.isdecimal() and len(line) < 4 else line
        if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= len(self.lines):
            return not_marked(self.points, say("answer-form"))
        return total(tuple(self._items(found, cause, seed)), self.points)

    def _items(self, found: int, cause: Any, seed: int) -> Iterator[Item]:
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
