"""What exercises of all kinds share: a question with its numbers, hints that cost, a worked solution, and a mark."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lekce2.base import Array, ExpressionError
from study.content import BASE, LANGUAGES, ExerciseSource, Fields, Report, Texts, completed
from study.exercises.feedback import Marking, not_marked, say
from study.exercises.random_values import RandomValues, Undrawable
from study.exercises.templates import filled

COMMON = ("id", "kind", "points", "unit", "text", "hints", "solution")
LEVELS = ("recognise", "order", "compute", "write")


@dataclass(frozen=True)
class Hint:
    """Help that costs points."""

    cost: float
    text: Texts


@dataclass(frozen=True)
class Task(ABC):
    """An exercise that is understood; each kind is a subclass with more fields.

    Attributes
    ----------
    exercise : ExerciseSource
        What its file states.
    hints : tuple of Hint
        In the order in which they are shown; the n first cost together.
    solution : mapping or None
        The worked solution, with placeholders.
    numbers : RandomValues
        What is drawn from the seed.
    decimals : int
        How many decimals computed numbers show.
    """

    exercise: ExerciseSource
    hints: tuple[Hint, ...] = ()
    solution: Texts | None = None
    numbers: RandomValues = field(default_factory=RandomValues)
    decimals: int = 4

    level = "recognise"  # what it asks of the learner, one of LEVELS

    @property
    def id(self) -> str:
        return self.exercise.id

    @property
    def points(self) -> float:
        return self.exercise.points

    @property
    def unit(self) -> str | None:
        return self.exercise.unit

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The rubric units it exercises, each once."""
        return (self.unit,) if self.unit else ()

    def mark(self, answer: Any, seed: int = 0, hints: int = 0, as_it_is: bool = False) -> Marking:
        """The mark of an answer (its form depends on the kind, see ``study.exercises``); it raises nothing.

        An answer of which a part cannot be read is not marked, so that it can be mended; ``as_it_is`` marks the rest
        of it, and what cannot be read costs only itself.
        """
        try:
            marking = self.marked(answer, seed, as_it_is)
        except (ExpressionError, Undrawable):
            return not_marked(self.points, say("broken-exercise", name=self.id))
        return marking.less(self.cost(hints))

    def cost(self, hints: int) -> float:
        """What the first ``hints`` hints cost."""
        return sum(hint.cost for hint in self.hints[: max(0, hints)])

    def values(self, seed: int) -> dict[str, Array]:
        """The numbers of a seed, drawn and derived."""
        return self.numbers.values(self.id, seed)

    def known(self, seed: int) -> dict[str, Array]:
        """The numbers of a seed that solutions, hints and explanations may show."""
        return self.derived(self.values(seed))

    def derived(self, values: Mapping[str, Array], stacked: bool = False) -> dict[str, Array]:
        """The numbers of a seed, or of many, with those that follow from them."""
        return dict(values)

    def question(self, seed: int = 0) -> Texts:
        """The question with its numbers."""
        return self.fill(self.exercise.text, self.values(seed))

    def hint(self, place: int, seed: int = 0) -> Texts:
        """The text of a hint, counted from 0, with its numbers."""
        return self.fill(self.hints[place].text, self.known(seed))

    def worked(self, seed: int = 0) -> Texts | None:
        """The worked solution with its numbers."""
        return None if self.solution is None else self.fill(self.solution, self.known(seed))

    def fill(self, texts: Texts, values: Mapping[str, Array], maths: bool = False) -> Texts:
        """Texts with numbers in their placeholders."""
        return {code: filled(text, values, code, self.decimals, maths) for code, text in texts.items()}

    @abstractmethod
    def marked(self, answer: Any, seed: int, as_it_is: bool) -> Marking:
        """The mark before hints."""

    def asked(self) -> Iterator[str]:
        """The texts that are shown with the question."""
        yield from self.exercise.text.values()

    def told(self) -> Iterator[str]:
        """The texts that are shown after it or as hints."""
        for texts in (self.solution or {}, *(hint.text for hint in self.hints)):
            yield from texts.values()


def both(fields: Fields, key: str, report: Report, required: bool = False) -> Texts | None:
    """The texts of a field in every language."""
    inner = fields.mapping(key, LANGUAGES, required)
    return texts_of(inner, report) if key in fields.nodes else None


def texts_of(fields: Fields, report: Report) -> Texts | None:
    """The texts of a mapping in every language; a language that is missing has the text of another one."""
    found = {code: text for code in LANGUAGES if (text := fields.text(code))}
    if not found and fields.is_mapping:
        fields.text(BASE, required=True)  # none at all is a fault
    return completed(found) if found else None


def read_hints(fields: Fields, report: Report, points: float) -> tuple[Hint, ...]:
    """The hints of an exercise; together they may not cost more than it is worth."""
    hints = []
    for node in fields.items("hints"):
        inner = Fields(node, report, ("cost", *LANGUAGES), "hints")
        cost, text = inner.points("cost", required=True), texts_of(inner, report)
        if cost is not None and text is not None:
            hints.append(Hint(cost, text))
    cost = sum(hint.cost for hint in hints)
    if cost > points:
        report.error(fields.lines["hints"], "hints-too-dear", found=cost, points=points)
    return tuple(hints)
