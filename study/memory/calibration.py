"""How well expectations hold: the learner's own before marking, and the app's of what is recalled.

Plain numbers for plots; percentages from 0 to 100, probabilities from 0 to 1. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from statistics import fmean, median
from typing import NamedTuple

from study.deck import Deck
from study.grading import HARD
from study.memory.fold import Memory
from study.memory.fsrs import recalled
from study.memory.observations import number

MOST_DOTS = 400


class Guess(NamedTuple):
    """One attempt with an expectation: expected and earned, in percent of the points."""

    card: str
    when: datetime
    expected: float
    earned: float


@dataclass(frozen=True)
class Judged:
    """What all guesses come to: the mean of expected less earned, the same per topic, dots for a plot, the last few."""

    bias: float
    topics: Mapping[str, tuple[float, int]]
    places: tuple[tuple[float, float], ...]
    last: tuple[Guess, ...]


@dataclass(frozen=True)
class Bin:
    """Attempts whose predicted recall is alike: its mean, the share that was recalled, and how many they are."""

    predicted: float
    recalled: float
    count: int


@dataclass(frozen=True)
class Pace:
    """The median seconds of a card's attempts beside those that its points allow."""

    card: str
    seconds: float
    budget: float
    attempts: int


def guesses(deck: Deck, memory: Memory) -> tuple[Guess, ...]:
    """Every marked attempt for which the learner told beforehand what to expect, in order of time."""
    found = []
    for card in deck.cards:
        for t in memory.cards[card].trials if card in memory.cards else ():
            if t.points is not None and not t.unit and not t.units:
                expected = number(t.data.get("confidence"))
                if expected is not None:
                    found.append(Guess(card, t.time, expected, 100.0 * t.points / t.of))
    return tuple(sorted(found, key=attrgetter("when")))


def judged(deck: Deck, memory: Memory, most: int) -> Judged:
    """What the guesses come to, with the last ``most`` of them."""
    found = guesses(deck, memory)
    bias = fmean(guess.expected - guess.earned for guess in found) if found else 0.0
    return Judged(bias, bias_per_topic(deck, found), places(found), found[-most:])


def places(guesses: Iterable[Guess], apart: float = 4.0) -> tuple[tuple[float, float], ...]:
    """Where (expected, earned) dots of guesses stand, each place once; of a crowd one a cell of ``apart`` percent.

    A dot of a plot is as wide as a cell. The least and the greatest of both stay.
    """
    found = tuple(dict.fromkeys((guess.expected, guess.earned) for guess in guesses))
    if len(found) <= MOST_DOTS:
        return found
    cells = {(round(x / apart), round(y / apart)): (x, y) for x, y in reversed(found)}
    ends = (end(found, key=itemgetter(axis)) for end in (min, max) for axis in (0, 1))
    return tuple(dict.fromkeys((*cells.values(), *ends)))


def bias_per_topic(deck: Deck, guesses: Iterable[Guess]) -> dict[str, tuple[float, int]]:
    """Expected less earned, in percent of the points, per topic: its mean (above 0: too sure) and the attempts."""
    found: dict[str, list[float]] = {}
    for guess in guesses:
        for topic in deck.cards[guess.card].topics:
            found.setdefault(topic, []).append(guess.expected - guess.earned)
    return {topic: (fmean(found[topic]), len(found[topic])) for topic in (*deck.topics, *found) if topic in found}


def recall_bins(deck: Deck, memory: Memory, bins: int = 10) -> tuple[Bin, ...]:
    """Predicted recall against what came of it (rated better than Again), in bins of equal width that are not empty."""
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for card in deck.cards:
        for t, before in memory.cards[card].whole_trials() if card in memory.cards else ():
            if before is not None:
                predicted = recalled(*before, t.time)
                found[min(bins - 1, int(predicted * bins))].append((predicted, t.rating >= HARD))
    return tuple(Bin(fmean(p for p, _ in one), fmean(r for _, r in one), len(one)) for one in found if one)


def paces(deck: Deck, memory: Memory) -> tuple[Pace, ...]:
    """For each card with timed attempts, how long they take and how long they may, in the order of the deck."""
    rows = []
    for card in deck.cards.values():
        past = memory.cards.get(card.id)
        trials = [t for t in past.trials if not t.unit and not t.units] if past else []
        known = [seconds for t in trials if (seconds := t.seconds)]
        if known:
            rows.append(Pace(card.id, median(known), 60.0 * card.points * deck.minutes_per_point, len(known)))
    return tuple(rows)
