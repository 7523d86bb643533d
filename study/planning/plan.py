"""Today's list: what to do now, in the minutes there are, and why.

- Due cards, cards rated Again, micro-cards and changed units come first. Everything is listed on the day it is due.
- New cards fill what is left of today: what is met early can come back before the exam. Before an exam each day has at
  least its even share of them, so that reviews do not keep any from being tried before the last 48 hours.
- The last 48 hours are the two days before the exam's day: every card comes once more, half of the minutes on each day,
  or more on the first if the second would not hold the rest.
- Where the minutes are too few, what gains the most expected points per minute comes first, and the rest is
  ``left_out``. If not one item fits, the best one is listed alone all the same.
- Neighbours on the list differ in their topic where that is possible.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from itertools import accumulate

from lekce2 import Message
from study.deck import Deck
from study.memory import Memory, Past
from study.planning.candidates import PlanItem, Today, candidates, day_of, new_cards, reason
from study.planning.selection import interleave

LONGER = 2.0  # an attempt counts for at most so many times its planned minutes: the learner may have walked away


@dataclass(frozen=True)
class Plan:
    """The list of a day: items in their order, what did not fit, and notes about both. Minutes, not seconds."""

    day: date
    budget: float
    spent: float
    items: tuple[PlanItem, ...]
    left_out: tuple[PlanItem, ...]
    notes: tuple[Message, ...]

    @property
    def minutes(self) -> float:
        return sum(item.minutes for item in self.items)

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)


def today(deck: Deck, memory: Memory, now: datetime, zone: tzinfo = UTC) -> Plan:
    """What is left to do today, at this moment, in the learner's time zone."""
    day, budget = day_of(memory, now, zone), memory.goals.minutes_a_day
    spent = minutes_spent(deck, memory, day)
    left = max(0.0, budget - spent)
    new = [] if day.window else list(new_cards(deck, memory, now, zone))
    wanted = list(candidates(deck, memory, now, zone))
    if day.window is not None:
        wanted = _last_look(deck, memory, wanted, day, budget)
    elif day.exam is not None:
        wanted += _new_share(deck, memory, new, day)
    chosen, left_out = _fitting(wanted, left)
    room = left - sum(item.minutes for item in chosen)
    for item in new if not left_out else ():
        if item not in chosen and (item.minutes <= room or (left > 0 and not chosen)):
            chosen.append(item)
            room -= item.minutes
    notes = tuple(_notes(memory, now, zone, day, new, chosen, left_out, left))
    return Plan(now.astimezone(zone).date(), budget, spent, _interleaved(deck, chosen), tuple(left_out), notes)


def minutes_spent(deck: Deck, memory: Memory, day: Today) -> float:
    """The minutes that today's trials took; one without a time counts as planned."""
    spent = 0.0
    for name, card in deck.cards.items():
        past = memory.cards.get(name)
        for trial in reversed(past.trials if past else ()):
            if trial.time < day.begins:
                break
            if trial.time < day.ends:
                share = sum(u.points for u in card.rubric if u.id in trial.units or u.id == trial.unit)
                planned = (share if trial.unit or trial.units else card.points) * deck.minutes_per_point
                spent += planned if trial.seconds is None else min(trial.seconds / 60.0, LONGER * planned)
    return spent


def new_minutes(deck: Deck, memory: Memory, new: Sequence[PlanItem], day: Today) -> float:
    """How many minutes of new cards are due today so that all are tried before the last 48 hours."""
    done = 0.0
    for name, card in deck.cards.items():
        past = memory.cards.get(name)
        if past is not None and first_tried(past, day.begins):
            done += card.points * deck.minutes_per_point
    waiting = sum(item.minutes for item in new)
    return max(0.0, (waiting + done) / max(1, day.days_before_window) - done)


def first_tried(past: Past, since: datetime) -> bool:
    """Was the whole card tried for the first time at this time or later?"""
    first = next((t.time for t in past.trials if not t.unit and not t.units), None)
    return first is not None and first >= since


def _new_share(deck: Deck, memory: Memory, new: Sequence[PlanItem], day: Today) -> list[PlanItem]:
    wanted, taken = new_minutes(deck, memory, new, day), 0.0
    share = []
    for item in new:
        if taken >= wanted - 1e-9:
            break
        share.append(item)
        taken += item.minutes
    return share


def _last_look(deck: Deck, memory: Memory, wanted: list[PlanItem], day: Today, budget: float) -> list[PlanItem]:
    """Of the cards that come once more, today's part; everything else that is due stays."""
    assert day.exam is not None
    last = [item for item in wanted if item.reason.code in ("last-48-hours", "new")]
    rest = [item for item in wanted if item.reason.code not in ("last-48-hours", "new")]
    if day.ends >= day.exam:
        return wanted
    waiting = sum(item.minutes for item in last)
    total = deck.points * deck.minutes_per_point
    quota = max(total / 2.0, total - budget) - (total - waiting)
    taken = 0.0
    for item in sorted(last, key=lambda item: -item.per_minute):
        if taken >= quota - 1e-9:
            break
        rest.append(item)
        taken += item.minutes
    return rest


def _fitting(wanted: list[PlanItem], minutes: float) -> tuple[list[PlanItem], list[PlanItem]]:
    """All of it if it fits; else what gains most per minute first, or the best alone when not one fits."""
    if sum(item.minutes for item in wanted) <= minutes + 1e-9:
        return wanted, []
    chosen: list[PlanItem] = []
    room = minutes
    ranked = sorted(wanted, key=lambda item: -item.per_minute)
    for item in ranked:
        if item.minutes <= room + 1e-9:
            chosen.append(item)
            room -= item.minutes
    if not chosen and minutes > 0:
        chosen = ranked[:1]
    names = {(item.card, item.unit) for item in chosen}
    left_out = [item for item in ranked if (item.card, item.unit) not in names]
    return [item for item in wanted if (item.card, item.unit) in names], left_out


def _interleaved(deck: Deck, items: Sequence[PlanItem]) -> tuple[PlanItem, ...]:
    queues: dict[str, deque[PlanItem]] = defaultdict(deque)
    for item in items:
        queues[item.card].append(item)
    return tuple(queues[card.id].popleft() for card in interleave([deck.cards[item.card] for item in items]))


def _notes(
    memory: Memory,
    now: datetime,
    zone: tzinfo,
    day: Today,
    new: Sequence[PlanItem],
    chosen: Sequence[PlanItem],
    left_out: Sequence[PlanItem],
    left: float,
) -> list[Message]:
    notes, exam, local = [], memory.goals.exam_date, now.astimezone(zone).date()
    if exam is not None and local >= exam:
        notes.append(reason("exam-today" if local == exam else "exam-over"))
    if left_out:
        minutes, points = (sum(getattr(item, name) for item in left_out) for name in ("minutes", "points"))
        notes.append(reason("left-out", n=len(left_out), minutes=math.ceil(minutes), points=points))
    if sum(item.minutes for item in chosen) > left + 1e-9:
        notes.append(reason("over", minutes=round(left)))
    reach = day.days_before_window * memory.goals.minutes_a_day
    late = sum(taken > reach + 1e-9 for taken in accumulate(item.minutes for item in new))
    if day.days_before_window and late:
        needed = math.ceil(sum(item.minutes for item in new) / day.days_before_window)
        notes.append(reason("uncovered", n=late, minutes=needed))
    later = len(new) - sum(item.reason.code == "new" for item in (*chosen, *left_out))
    if day.days_before_window and later and not late:
        notes.append(reason("spread", n=later))
    return notes
