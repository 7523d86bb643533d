"""Trials: what events say about what was recalled, one record for each event that says something.

A review tries a whole card, or with the field ``unit`` one idea unit of it (its micro-card). An exercise tries the
units it trains (``units``, or one ``unit``), each with its own share where ``units`` is a mapping. Of the markings of a
card in one exam the last one is its trial, at the time of the hand-in. What an event cannot say properly it does not
say: it gives no trial, and nothing else breaks.

Events of marking may carry ``units``: a mapping from each idea unit to the hash of its text
(``study.content.fingerprints``) as the learner read it. ``study.memory.mastery`` compares it with the deck of today.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from study.grading import RATINGS, VERDICTS, suggested_rating
from study.log import Event

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
LARGEST = 10**15
KNOWN = frozenset(VERDICTS)
NOTHING: Mapping[str, Any] = {}


class Observation(NamedTuple):
    """One try: when, of what, how it went.

    ``unit`` is ``""`` for a whole card, ``units`` are those that an exercise trains. ``points`` is ``None`` when the
    marking is not complete. ``source`` is ``review``, ``exam``, ``exercise`` or ``prediction`` (a demo's question);
    ``data`` are the fields of the event.
    """

    time: datetime
    id: str
    card: str
    unit: str
    source: str
    rating: int
    points: float | None
    of: float
    verdicts: Mapping[str, str]
    units: tuple[str, ...]
    data: Mapping[str, Any]

    @property
    def hashes(self) -> Mapping[str, Any]:
        """The hash of each unit's text as it was marked, where the event tells it."""
        found = self.data.get("units")
        return found if isinstance(found, Mapping) else NOTHING

    @property
    def seconds(self) -> float | None:
        """How long the answer took, in seconds."""
        return number(self.data.get("seconds"))

    @property
    def confidence(self) -> float | None:
        """The share of the points that was expected beforehand, in percent."""
        return number(self.data.get("confidence"))


def trial(event: Event) -> Observation | None:
    """What a review, an exercise or a prediction says about memory; ``None`` where it says nothing."""
    try:
        if event.kind == "review":
            return _review(event.time, event.id, event.data)
        if event.kind == "prediction":
            return _prediction(event.time, event.id, event.data)
        return _exercise(event.time, event.id, event.data) if event.kind == "exercise" else None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def exam_trials(events: Iterable[Event]) -> tuple[Observation, ...]:
    """The trials of one exam's events: the last marking of each card, at the first hand-in, if it is complete."""
    ordered = sorted(events, key=lambda e: (e.time, e.id))
    handed_in = next((e.time for e in ordered if e.kind == "exam-hand-in"), None)
    marks = {e.get("card"): e for e in ordered if e.kind == "exam-mark" and isinstance(e.get("card"), str)}
    found = []
    for card, mark in marks.items():
        try:
            points, of = _points(mark.data)
            if points is None:
                continue
            when, rating = _time(handed_in or mark.time), suggested_rating(points, of)
            found.append(
                Observation(when, mark.id, card, "", "exam", rating, points, of, _verdicts(mark.data), (), mark.data)
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            continue
    return tuple(found)


def _review(time: datetime, id: str, data: Mapping[str, Any]) -> Observation | None:
    card, rating, unit = data["card"], data["rating"], data.get("unit") or ""
    if rating not in RATINGS or not isinstance(card, str) or not isinstance(unit, str) or rating is True:
        return None
    points, of = _points(data)
    return Observation(_time(time), id, card, unit, "review", int(rating), points, of, _verdicts(data), (), data)


def _exercise(time: datetime, id: str, data: Mapping[str, Any]) -> Observation | None:
    """An exercise that names no card or no unit says nothing; ``hashes`` are then the shares of its units."""
    card, named = data["card"], data.get("units") or data.get("unit") or ()
    units = (named,) if isinstance(named, str) else tuple(named)
    points, of = _points(data)
    if not isinstance(card, str) or not units or not all(isinstance(u, str) for u in units) or points is None:
        return None
    rating = suggested_rating(points, of)
    return Observation(_time(time), id, card, "", "exercise", rating, points, of, NOTHING, units, data)


def _prediction(time: datetime, id: str, data: Mapping[str, Any]) -> Observation | None:
    """The question of a demo: its units, all or nothing."""
    card, units, points = data["card"], tuple(data.get("units") or ()), float(data["right"] is True)
    if not isinstance(card, str) or not units or not all(isinstance(u, str) for u in units):
        return None
    rating = suggested_rating(points, 1.0)
    return Observation(_time(time), id, card, "", "prediction", rating, points, 1.0, NOTHING, units, NOTHING)


def _time(when: datetime) -> datetime:
    if when.tzinfo is not UTC:
        if when.tzinfo is None:
            raise ValueError("a time without a zone")
        when = when.astimezone(UTC)
    if not EARLIEST <= when <= LATEST:
        raise ValueError("a time outside of all calendars")
    return when


def _points(data: Mapping[str, Any]) -> tuple[float | None, float]:
    points, of = data.get("points"), number(data.get("of")) or 0.0
    points = None if points is None else number(points)
    return (None if points is None or points < 0 or of <= 0 else min(points, of)), of


def _verdicts(data: Mapping[str, Any]) -> Mapping[str, str]:
    found = data.get("verdicts", NOTHING)
    if not (type(found) is dict or isinstance(found, Mapping)):
        return NOTHING
    if KNOWN.issuperset(found.values()):
        return found
    return {unit: verdict for unit, verdict in found.items() if verdict in KNOWN}


def number(value: Any) -> float | None:
    """``value`` as a float if it is a finite number, else ``None``; True and False are none.

    >>> number(2), number(True), number("2"), number(float("inf"))
    (2.0, None, None, None)
    """
    if type(value) is float:
        return value if math.isfinite(value) else None
    return float(value) if type(value) is int and abs(value) < LARGEST else None
