"""How well expectations hold: the learner's own before marking, and the app's of what is recalled.

Plain numbers for plots; percentages from 0 to 100, probabilities from 0 to 1. Nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from study.deck import Deck
from study.grading import HARD
from study.memory.fold import Memory
from study.memory.fsrs import retrievability
from study.memory.mastery import Knowledge, advance


@dataclass(frozen=True)
class Guess:
    """One attempt with an expectation: expected and earned, in percent of the points."""

    card: str
    when: datetime
    expected: float
    earned: float


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
    return tuple(
        sorted(
            (
                Guess(card, t.time, t.confidence, 100.0 * t.points / t.of)
                for card in deck.cards
                if card in memory.cards
                for t in memory.cards[card].trials
                if t.confidence is not None and t.points is not None and not t.unit and not t.units
            ),
            key=lambda guess: guess.when,
        )
    )


def bias_per_topic(deck: Deck, memory: Memory) -> dict[str, tuple[float, int]]:
    """Expected less earned, in percent of the points, per topic: its mean (above 0: too sure) and the attempts."""
    found: dict[str, list[float]] = {}
    for guess in guesses(deck, memory):
        for topic in deck.cards[guess.card].topics:
            found.setdefault(topic, []).append(guess.expected - guess.earned)
    return {topic: (fmean(found[topic]), len(found[topic])) for topic in (*deck.topics, *found) if topic in found}


def recall_bins(deck: Deck, memory: Memory, bins: int = 10) -> tuple[Bin, ...]:
    """Predicted recall against what came of it (rated better than Again), in bins of equal width that are not empty."""
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for card in deck.cards:
        known = Knowledge()
        for t in memory.cards[card].trials if card in memory.cards else ():
            if known.trace is not None and not t.unit and not t.units:
                predicted = retrievability(known.trace, t.time)
                found[min(bins - 1, int(predicted * bins))].append((predicted, t.rating >= HARD))
            advance(known, t)
    return tuple(Bin(fmean(p for p, _ in one), fmean(r for _, r in one), len(one)) for one in found if one)


def paces(deck: Deck, memory: Memory) -> tuple[Pace, ...]:
    """For each card with timed attempts, how long they take and how long they may, in the order of the deck."""
    rows = []
    for card in deck.cards.values():
        past = memory.cards.get(card.id)
        times = [t.seconds for t in past.trials if t.seconds and not t.unit and not t.units] if past else []
        known = [seconds for seconds in times if seconds]
        if known:
            rows.append(Pace(card.id, median(known), 60.0 * card.points * deck.minutes_per_point, len(known)))
    return tuple(rows)
