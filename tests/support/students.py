"""Simulated students: what they know, how they revise, and the exam that each of them then sits.

A student recalls a card with the probability of the forgetting curve (plus ``memory``) and, if so, meets each unit with
a probability of that unit; before the first review a card is recalled with the probability ``at_first``. With
``learning`` the units are met more surely from attempt to attempt. Some cards are never tried, some days hold two
attempts, other attempts wait until they are due. The ratings follow the points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from study.content.models import Card
from study.deck import Deck
from study.grading import SHARES, suggested_rating
from study.memory.fsrs import due, retrievability
from study.memory.mastery import Knowledge, advance
from study.memory.observations import Observation
from tests.conftest import NOON

SIZES = ((20, 10), (20, 10), (15, 9), (15, 9), (10, 7), (10, 7), (5, 5), (5, 5))  # points and units: 100 points


@dataclass(frozen=True)
class Student:
    """What the log of a student says, when the exam is, and the points it brought."""

    known: dict[str, Knowledge]
    exam: timedelta
    points: float


def exam_deck(make_card: Callable[..., Card]) -> Deck:
    """A deck of 100 points."""
    cards = {f"c{n}": make_card(f"c{n}", points, units) for n, (points, units) in enumerate(SIZES)}
    return Deck("d", "", {}, {}, ((1, 90.0), (2, 75.0), (3, 60.0)), 1.2, None, cards, {}, (), ())


def student(deck: Deck, rng: Random, memory: float = 0.0, at_first: float = 0.1, learning: float = 0.0) -> Student:
    """A student of random ability who revises for some days and then sits the exam."""
    ability, exam = rng.betavariate(7, 3), timedelta(days=rng.uniform(2, 30))
    found: dict[str, Knowledge] = {}
    earned = 0.0
    for card in deck.cards.values():
        sure = {unit.id: rng.betavariate(5 * ability, 5 * (1 - ability)) for unit in card.rubric}
        known = Knowledge()
        wanted = rng.choice((0, 1, 2, 3, 4, 5, 6, 8))
        when, tries = timedelta(days=rng.uniform(0, 1)), 0
        while tries < wanted and when < exam - timedelta(hours=12):
            verdicts = attempt(card, known, sure, when, tries, rng, memory, at_first, learning)
            points = sum(unit.points * SHARES[verdicts[unit.id]] for unit in card.rubric)
            rating = suggested_rating(points, card.points)
            fields = (card.id, "", "review", rating, points, card.points, verdicts, (), {})
            advance(known, Observation(NOON + when, str(tries), *fields))
            tries += 1
            gap = rng.choice((0.01, 1.0, 2.0, None))
            wait = due(known.trace) - known.trace.at + timedelta(hours=rng.uniform(0, 24))
            when += wait if gap is None else timedelta(days=gap)
        if tries:
            found[card.id] = known
        verdicts = attempt(card, known, sure, exam, tries, rng, memory, at_first, learning)
        earned += sum(unit.points * SHARES[verdicts[unit.id]] for unit in card.rubric)
    return Student(found, exam, earned)


def attempt(
    card: Card,
    known: Knowledge,
    sure: dict[str, float],
    when: timedelta,
    tries: int,
    rng: Random,
    memory: float,
    at_first: float,
    learning: float,
) -> dict[str, str]:
    """The verdicts of one attempt; a unit is half met in at most a fifth of the cases."""
    recall = at_first
    if known.trace is not None:
        recall = min(1.0, max(0.0, retrievability(known.trace, NOON + when) + memory))
    recalled, verdicts = rng.random() < recall, {}
    for unit in card.rubric:
        met = sure[unit.id] * (1.0 - learning * 0.7**tries)
        half, luck = min(0.1, met, 1.0 - met), rng.random()
        known_half = "met" if luck < met - half else "half" if luck < met + half else "missed"
        verdicts[unit.id] = known_half if recalled else "missed"
    return verdicts
