"""What the learner aims for: the day of the exam, minutes a day, and how surely a card should be recalled.

Goals are kept as events of the kind ``settings``: ``exam-date`` (ISO date, or nothing), ``minutes-a-day`` and
``desired-retention``. The last valid event of each name counts; what cannot be a goal is passed over.

The exam is planned for the start of its day in the learner's time zone, so that nothing is put off to the day itself;
what will be known at the exam is computed for nine o'clock. A zone is any ``tzinfo``, a fixed offset as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from study.log import Event

EXAM_DATE, MINUTES_A_DAY, DESIRED_RETENTION = "exam-date", "minutes-a-day", "desired-retention"
LEAST_RETENTION, MOST_RETENTION = 0.70, 0.97
MOST_MINUTES = 24 * 60.0
LAST_LOOK = timedelta(days=2)  # before the exam, when everything comes once more
EXAM_HOUR = time(9)


@dataclass(frozen=True)
class Goals:
    """The exam's day (``None``: none is set), the minutes a day, and the desired probability of recall."""

    exam_date: date | None = None
    minutes_a_day: float = 45.0
    desired_retention: float = 0.9

    def deadline(self, zone: tzinfo = UTC) -> datetime | None:
        """The start of the day of the exam, in UTC: nothing is scheduled after it."""
        return None if self.exam_date is None else start_of_day(self.exam_date, zone)

    def exam_time(self, zone: tzinfo = UTC) -> datetime | None:
        """Nine o'clock on the day of the exam, in UTC."""
        if self.exam_date is None:
            return None
        return datetime.combine(self.exam_date, EXAM_HOUR, zone).astimezone(UTC)


def start_of_day(day: date, zone: tzinfo = UTC) -> datetime:
    """Midnight at which a day begins for the learner, in UTC.

    >>> from datetime import timezone
    >>> start_of_day(date(2026, 1, 20), timezone(timedelta(hours=1))).isoformat()
    '2026-01-19T23:00:00+00:00'
    """
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def goals(events: Iterable[Event]) -> Goals:
    """The goals that settings events tell, in whatever order they come; other kinds are passed over.

    >>> from study.log import event
    >>> when = datetime(2026, 1, 5, tzinfo=UTC)
    >>> goals([event("settings", when, "n", name="exam-date", value="2026-01-20")]).exam_date
    datetime.date(2026, 1, 20)
    """
    found = Goals()
    for e in sorted((e for e in events if e.kind == "settings"), key=lambda e: (e.time, e.id)):
        found = _with(found, e.get("name"), e.get("value"))
    return found


def _with(known: Goals, name: Any, value: Any) -> Goals:
    if name == EXAM_DATE and value is None:
        return replace(known, exam_date=None)
    if name == EXAM_DATE and isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return known
        return replace(known, exam_date=day) if 2000 <= day.year <= 2200 else known
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return known
    if name == MINUTES_A_DAY and 0 < value <= MOST_MINUTES:
        return replace(known, minutes_a_day=float(value))
    if name == DESIRED_RETENTION and LEAST_RETENTION <= value <= MOST_RETENTION:
        return replace(known, desired_retention=float(value))
    return known
