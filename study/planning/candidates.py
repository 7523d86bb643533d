"""What could stand on today's list, each with its reason, its cost and what it gains: before the time is shared out.

A card costs its points times the deck's minutes per point, a micro-card its unit's part of that. Of several reasons a
card has the first of: the last 48 hours, due. Micro-cards and changed units stand by themselves only if their card does
not come whole today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from lekce2 import Message
from study.content import Card
from study.deck import Deck
from study.grading import AGAIN
from study.language import message_of
from study.memory import (
    LAST_LOOK,
    REVIEW,
    Memory,
    average_of,
    card_gain,
    exam_or_week,
    retrievability,
    start_of_day,
    unit_gain,
)


def reason(code: str, **parameters: Any) -> Message:
    """A message of the plan; a parameter ``n`` chooses among plural forms.

    >>> str(reason("due", recall=81))
    'Due today: right now you would recall it with 81%'
    """
    return message_of("plan", code, **parameters)


@dataclass(frozen=True)
class PlanItem:
    """A card, or one idea unit of it, on today's list; ``gain`` in expected points at the exam."""

    card: str
    unit: str
    points: float
    minutes: float
    reason: Message
    gain: float

    @property
    def per_minute(self) -> float:
        return self.gain / self.minutes if self.minutes else 0.0


@dataclass(frozen=True)
class Today:
    """When the learner's day begins and ends, and where it lies towards the exam; all in UTC."""

    begins: datetime
    ends: datetime
    exam: datetime | None  # the start of the exam's day, while that day is not over
    window: datetime | None  # since when everything is to come once more, if that has begun

    @property
    def closes(self) -> datetime:
        """What is due before this is for today: the end of the day, on the exam's day its start."""
        return self.ends if self.exam is None else min(self.ends, self.exam)

    @property
    def days_before_window(self) -> int:
        """How many days, today among them, are left before the last 48 hours; 0 in them or without an exam."""
        if self.exam is None or self.window is not None:
            return 0
        return max(1, round((self.exam - LAST_LOOK - self.begins) / timedelta(days=1)))


def day_of(memory: Memory, now: datetime, zone: tzinfo = UTC) -> Today:
    """The learner's day at a moment; it has 23 or 25 hours when the clocks change."""
    day = now.astimezone(zone).date()
    begins, ends = start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    date = memory.goals.exam_date
    if date is None or day > date:
        return Today(begins, ends, None, None)
    window = start_of_day(date - LAST_LOOK, zone)
    return Today(begins, ends, start_of_day(date, zone), window if now >= window else None)


def tried_since(memory: Memory, card: str, since: datetime) -> bool:
    """Was the whole card tried at this time or later?"""
    trace = memory.trace(card)
    return trace is not None and trace.at >= since


def candidates(deck: Deck, memory: Memory, now: datetime, zone: tzinfo = UTC) -> Iterator[PlanItem]:
    """Everything that could be done today, in the order of the deck; new cards only in the last 48 hours."""
    exam, mean, day = exam_or_week(memory, now, zone), average_of(deck, memory), day_of(memory, now, zone)
    now = now.astimezone(UTC)
    for card in deck.cards.values():
        known = memory.known(card.id)
        why = _why(memory, card, now, day, zone)
        if why is not None:
            gain = card_gain(card, known, now, exam, mean)
            yield PlanItem(card.id, "", card.points, card.points * deck.minutes_per_point, why, gain)
            continue
        changed = memory.check_again(card.id)
        for unit in card.rubric:
            idea = known.ideas.get(unit.id)
            if unit.id in changed:
                why = reason("check-again")
            elif (
                idea
                and idea.weak
                and (memory.due(card.id, unit.id, now, zone) or day.ends) < min(day.ends, day.exam or day.ends)
            ):
                why = reason("missed-twice")
            else:
                continue
            gain = unit_gain(card, unit.id, known, now, exam, mean)
            yield PlanItem(card.id, unit.id, unit.points, unit.points * deck.minutes_per_point, why, gain)


def new_cards(deck: Deck, memory: Memory, now: datetime, zone: tzinfo = UTC) -> Iterator[PlanItem]:
    """The cards that were never tried, in the order of the deck."""
    exam, mean, now = exam_or_week(memory, now, zone), average_of(deck, memory), now.astimezone(UTC)
    for card in deck.cards.values():
        known = memory.known(card.id)
        if known.trace is None:
            minutes, gain = card.points * deck.minutes_per_point, card_gain(card, known, now, exam, mean)
            yield PlanItem(card.id, "", card.points, minutes, reason("new"), gain)


def _why(memory: Memory, card: Card, now: datetime, day: Today, zone: tzinfo) -> Message | None:
    trace = memory.trace(card.id)
    if day.window is not None and not tried_since(memory, card.id, day.window):
        return reason("new" if trace is None else "last-48-hours")
    if trace is None or not _due(memory, card, "", now, day, zone):
        return None
    if trace.phase is not REVIEW and trace.rating == AGAIN:
        return reason("again")
    return reason("due", recall=round(100 * retrievability(trace, now)))


def _due(memory: Memory, card: Card, unit: str, now: datetime, day: Today, zone: tzinfo) -> bool:
    due = memory.due(card.id, unit, now, zone)
    return due is not None and due < day.closes
