"""A deck as the rest of the app knows it: its cards, its exercises with the way to mark them, its rules, its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from study.content import Card, ExerciseSource, Fault, LeftOut, Searchable, Texts
from study.deck.searching import searchables
from study.exercises import Marking, Task, build, not_marked, say
from study.language import Notation


@dataclass(frozen=True)
class Exercise(ExerciseSource):
    """An exercise of a deck: what its file states, and what that means."""

    @cached_property
    def task(self) -> Task | None:
        """The exercise understood; ``None`` if its fields have a fault."""
        return build(self)

    def mark(self, answer: Any, seed: int = 0, hints: int = 0, as_it_is: bool = False) -> Marking:
        """The mark of an answer after so many hints; ``study.exercises`` tells the form of answers to each kind.

        ``as_it_is`` marks also an answer of which a part cannot be read; else nothing of it is marked.
        """
        if self.task is None:
            return not_marked(self.points, say("broken-exercise", name=self.id))
        return self.task.mark(answer, seed, hints, as_it_is)


@dataclass(frozen=True)
class Deck:
    """A folder of cards. ``cards`` are in the order of their files, ``grades`` from the best to the worst."""

    id: str
    path: str
    title: Texts
    topics: Mapping[str, Texts]
    grades: tuple[tuple[int, float], ...]
    minutes_per_point: float
    report_url: str | None
    cards: Mapping[str, Card]
    exercises: Mapping[str, Exercise]
    faults: tuple[Fault, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def points(self) -> float:
        """The points of all cards together."""
        return sum(card.points for card in self.cards.values())

    def searchables(self, code: str, notation: Notation) -> tuple[Searchable, ...]:
        """What a search goes through in a language and a notation, made when it is first asked for."""
        if (code, notation) not in self._searchables:
            self._searchables[code, notation] = searchables(self.cards, self.exercises, code, notation)
        return self._searchables[code, notation]

    @cached_property
    def _searchables(self) -> dict[tuple[str, Notation], tuple[Searchable, ...]]:
        return {}
