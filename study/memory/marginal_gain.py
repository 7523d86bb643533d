"""What one more review brings: expected exam points with it, less those without it, per card or idea unit.

The review is taken to happen now and to go well: a card is rated Good with 7/8 of each unit's points, a micro-card is
met. The exam is the learner's; where no date is set, a week from now stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from study.content import Card
from study.deck import Deck
from study.grading import GOOD
from study.memory.fold import Memory
from study.memory.fsrs import reviewed
from study.memory.mastery import FADE, Idea, Knowledge, copied
from study.memory.score import average, part

A_WEEK = timedelta(days=7)
GOOD_SHARE = 0.875  # Good is three quarters of the points or more


@dataclass(frozen=True)
class Risk:
    """A card with the points it should bring at the exam, what one review would add, and what that costs."""

    card: str
    expected: float
    of: float
    gain: float
    minutes: float

    @property
    def at_risk(self) -> float:
        """Points that the card would lose at the exam as things stand."""
        return self.of - self.expected

    @property
    def per_minute(self) -> float:
        return self.gain / self.minutes if self.minutes else 0.0


def exam_or_week(memory: Memory, now: datetime, zone: tzinfo = UTC) -> datetime:
    """The time of the exam that lies ahead; a week from now where none does."""
    exam = memory.goals.exam_time(zone)
    return exam if exam is not None and exam > now else now + A_WEEK


def points_at_risk(deck: Deck, memory: Memory, now: datetime, zone: tzinfo = UTC) -> tuple[Risk, ...]:
    """All cards, those first of which a review gains the most expected points per minute, then the most points."""
    exam, now = exam_or_week(memory, now, zone), now.astimezone(UTC)
    mean = average_of(deck, memory)
    risks = []
    for card in deck.cards.values():
        known = memory.known(card.id)
        before = part(card, known, exam, mean).mean
        gain = card_gain(card, known, now, exam, mean)
        risks.append(Risk(card.id, before, card.points, gain, card.points * deck.minutes_per_point))
    return tuple(sorted(risks, key=lambda risk: (-round(risk.per_minute, 9), -risk.gain)))


def average_of(deck: Deck, memory: Memory) -> float:
    """The learner's average over the units of the deck's cards, μ of ``study.memory.score``."""
    return average(memory.known(card) for card in deck.cards)[0]


def card_gain(card: Card, known: Knowledge, now: datetime, exam: datetime, mean: float) -> float:
    """The expected points at the exam that a good review of a card now adds."""
    after = copied(known)
    for unit in card.rubric:
        _met(after.ideas.setdefault(unit.id, Idea()), GOOD_SHARE)
    after.trace = reviewed(known.trace, GOOD, now)
    return part(card, after, exam, mean).mean - part(card, known, exam, mean).mean


def unit_gain(card: Card, unit: str, known: Knowledge, now: datetime, exam: datetime, mean: float) -> float:
    """The expected points at the exam that meeting one unit now adds."""
    after = copied(known)
    idea = after.ideas.setdefault(unit, Idea())
    _met(idea, 1.0)
    if known.trace is None:
        idea.review(GOOD, now)
    return part(card, after, exam, mean).mean - part(card, known, exam, mean).mean


def _met(idea: Idea, share: float) -> None:
    idea.earned, idea.tried = FADE * idea.earned + share, FADE * idea.tried + 1.0
