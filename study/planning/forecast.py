"""How much work each day up to the exam will hold, if every review goes well: for a plot, not for a promise.

Each card is reviewed as Good on the day it is due, new cards fill what a day has left (before an exam at least an even
share), and in the two days before the exam everything comes once more. Without an exam it reaches thirty days.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from study.deck import Deck
from study.grading import GOOD
from study.memory import LAST_LOOK, Memory, Trace, due, reviewed, start_of_day
from study.planning.candidates import day_of, new_cards, tried_since
from study.planning.plan import new_minutes

DAYS, MOST_DAYS = 30, 180
DAY, NOON = timedelta(days=1), timedelta(hours=12)
ONCE_MORE = 2  # a micro-card goes after it was met twice


@dataclass(frozen=True)
class Load:
    """The minutes of one day: reviews, cards tried for the first time, and the last look before the exam."""

    day: date
    reviews: float
    new: float
    last: float

    @property
    def minutes(self) -> float:
        return self.reviews + self.new + self.last


@dataclass
class _Thread:
    """A card or micro-card on its way: its trace, the minutes of a review, and how many reviews are to come."""

    trace: Trace
    minutes: float
    left: int = MOST_DAYS


def forecast(deck: Deck, memory: Memory, now: datetime, zone: tzinfo = UTC) -> tuple[Load, ...]:
    """The load of today (what is left of it) and of each day before the exam's, at most 180 days."""
    today, first = day_of(memory, now, zone), now.astimezone(zone).date()
    exam = memory.goals.exam_date if today.exam is not None else None
    last = exam - LAST_LOOK if exam is not None else None
    end = min(exam or first + timedelta(days=DAYS), first + timedelta(days=MOST_DAYS))
    waiting = deque(new_cards(deck, memory, now, zone))
    threads = list(_threads(deck, memory))
    portion = 0.0 if exam is None else new_minutes(deck, memory, tuple(waiting), today)
    loads, day = [], first
    while day < end and (last is None or day < last):
        evening, noon = start_of_day(day + DAY, zone), start_of_day(day, zone) + NOON
        reviews = new = 0.0
        for thread in threads:
            if thread.left and due(thread.trace, memory.goals.desired_retention) < evening:
                reviews += thread.minutes
                thread.trace, thread.left = reviewed(thread.trace, GOOD, noon), thread.left - 1
        room = max(portion, memory.goals.minutes_a_day - reviews)
        while waiting and new < room - 1e-9:
            item = waiting.popleft()
            new += item.minutes
            threads.append(_Thread(reviewed(None, GOOD, noon), item.minutes))
        loads.append(Load(day, reviews, new, 0.0))
        day += DAY
        if exam is not None and last is not None and day < last:
            portion = sum(item.minutes for item in waiting) / (last - day).days
    if exam is not None and day < end:
        loads += _last_days(deck, memory, today.window, day, exam)
    return tuple(loads)


def _threads(deck: Deck, memory: Memory) -> Iterator[_Thread]:
    for card in deck.cards.values():
        known = memory.known(card.id)
        if known.trace is not None:
            yield _Thread(known.trace, card.points * deck.minutes_per_point)
        for unit in card.rubric:
            idea = known.ideas.get(unit.id)
            if idea is not None and idea.weak and (trace := idea.trace) is not None:
                yield _Thread(trace, unit.points * deck.minutes_per_point, ONCE_MORE)


def _last_days(deck: Deck, memory: Memory, window: datetime | None, first: date, exam: date) -> list[Load]:
    """What is not yet looked at once more, in even parts over the days that are left before the exam's."""
    cards = [c for c in deck.cards.values() if window is None or not tried_since(memory, c.id, window)]
    minutes = sum(card.points for card in cards) * deck.minutes_per_point
    days = (exam - first).days
    return [Load(first + timedelta(days=k), 0.0, 0.0, minutes / days) for k in range(days)]
