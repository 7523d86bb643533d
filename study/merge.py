"""Merging logs: the union by id, and nothing else.

A log is a set of events that only grows, so merging is commutative, associative and idempotent: a backup, a browser's
mirror, a second device and a salvaged file all come together in any order, as often as one likes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from study.events import Event


def merge(*logs: Iterable[Event]) -> tuple[Event, ...]:
    """Every event of the logs once, in order of time and id.

    >>> from datetime import UTC, datetime
    >>> from study.events import event
    >>> a, b = (event("retract", datetime(2026, 1, day, tzinfo=UTC), "n", target="x") for day in (5, 6))
    >>> merge([b], [a, b]) == (a, b)
    True
    """
    union = {event.id: event for log in logs for event in log}
    return tuple(sorted(union.values(), key=lambda event: (event.time, event.id)))


def missing(events: Iterable[Event], known: Collection[str]) -> tuple[Event, ...]:
    """The events whose ids are not ``known``, each once: what a merge would add."""
    return tuple(event for event in merge(events) if event.id not in known)
