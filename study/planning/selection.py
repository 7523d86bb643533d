"""Which questions, in which order: an exact number of points for a self-test, topics interleaved for revision."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import gcd
from random import Random
from typing import Protocol, TypeVar

from study.content import Card
from study.deck import Deck, Exercise

QUARTERS = 4  # points are quarters, so that sums are whole numbers


class Worth(Protocol):
    """What is worth points: a card, an exercise."""

    @property
    def points(self) -> float: ...


Selectable = TypeVar("Selectable", bound=Worth)


def select(cards: Sequence[Selectable], points: float, rng: Random) -> tuple[Selectable, ...]:
    """A random selection worth exactly ``points``; where none exists, one of the nearest worth below, else above.

    Every selection of the reached worth is equally likely: ways to reach each sum are counted card by card, and the
    cards are then drawn backwards with the odds these counts give.
    """
    worths = [round(card.points * QUARTERS) for card in cards]
    unit = gcd(*worths) if worths else 1
    worths = [worth // unit for worth in worths]
    wanted = min(max(round(points * QUARTERS) // unit, min(worths, default=0)), sum(worths))
    ways = [[1] + [0] * wanted]  # ways[i][s]: subsets of the first i cards worth s
    for worth in worths:
        last = ways[-1]
        ways.append([n + (last[s - worth] if s >= worth else 0) for s, n in enumerate(last)])
    goal = max((s for s, n in enumerate(ways[-1]) if n and s), default=0)
    chosen = []
    for i in range(len(cards), 0, -1):
        if rng.randrange(ways[i][goal]) >= ways[i - 1][goal]:
            chosen.append(cards[i - 1])
            goal -= worths[i - 1]
    return tuple(reversed(chosen))


def interleave(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards so that neighbours share a first topic only where it cannot be helped; else in their own order."""
    queues: dict[tuple[str, ...], deque[tuple[int, Card]]] = {}
    for place, card in enumerate(cards):
        queues.setdefault(card.topics[:1], deque()).append((place, card))
    ordered: list[Card] = []
    last: tuple[str, ...] | None = None
    for left in range(len(cards), 0, -1):
        free = [topic for topic in queues if topic != last] or list(queues)
        crowded = [topic for topic in free if 2 * len(queues[topic]) > left]
        last = min(crowded or free, key=lambda topic: queues[topic][0][0])
        ordered.append(queues[last].popleft()[1])
        if not queues[last]:
            del queues[last]
    return tuple(ordered)


def one_each(deck: Deck, rng: Random) -> tuple[Exercise, ...]:
    """One exercise on every question that has any, drawn; none whose id is a card's too."""
    found: list[Exercise] = []
    for own in _own(deck):
        usable = [exercise for exercise in own if exercise not in found]
        if usable:
            found.append(rng.choice(usable))
    return tuple(found)


def worth_of_one_each(deck: Deck) -> tuple[float, float]:
    """Between which sums of points `one_each` lies, where no exercise belongs to two questions."""
    worths = [[exercise.points for exercise in own] for own in _own(deck)]
    return sum(map(min, worths)), sum(map(max, worths))


def _own(deck: Deck) -> list[list[Exercise]]:
    """The exercises of each question that has any which can be asked."""
    found = []
    for card in deck.cards.values():
        own = [deck.exercises[id] for id in card.exercises if id in deck.exercises and id not in deck.cards]
        found.append([exercise for exercise in own if exercise.task is not None])
    return [own for own in found if own]
