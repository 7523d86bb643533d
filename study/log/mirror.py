"""What the browser keeps of a log: pieces of one day each, so that a new event rewrites one small piece.

A piece is a document like a backup. A browser's storage is small. When the log does not fit, these stay: what is not
yet confirmed by the store, the last setting of each name, and of the rest the newest; a retraction stays as long as
the event it takes back. The mirror says when it is not the whole log.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from study.log.events import Event, merge, plain, standing, to_json
from study.log.export import document
from study.log.import_errors import Refusal, refusal
from study.log.reader import BROWSER_LIMIT, MEGABYTE, Reading, read, size, together

MIRROR_LIMIT = BROWSER_LIMIT - MEGABYTE  # bytes; the drafts of the same browser need room too
PIECE_LIMIT = 64 * 1024  # bytes; a larger day becomes several pieces, unless it is one event
HEAD = len(document([])) + 24  # bytes of a piece without its events, its name among them


@dataclass(frozen=True)
class Mirror:
    """The pieces by name, and how many events they hold of how many; ``lost`` counts unconfirmed ones left out."""

    pieces: Mapping[str, str]
    kept: int
    total: int
    lost: int = 0

    @property
    def whole(self) -> bool:
        """Is it the whole log?"""
        return self.kept == self.total


def pieces(events: Iterable[Event], limit: int = MIRROR_LIMIT, unconfirmed: Collection[str] = ()) -> Mirror:
    """The log in pieces that together take at most ``limit`` bytes of UTF-8, their names among them.

    >>> mirror = pieces([])
    >>> mirror.pieces, mirror.whole
    ({}, True)
    """
    log = merge(events)
    kept: list[Event] = []
    days: set[str] = set()
    left = limit
    for is_first, event in _by_worth(log, unconfirmed):
        day = _day(event)
        taken = _size(event)  # of those alone that are looked at: once the browser is full, none is written any more
        cost = taken + 2 * HEAD * taken // PIECE_LIMIT + 1 + (day not in days) * HEAD
        if cost <= left:
            left -= cost
            days.add(day)
            kept.append(event)
        elif not is_first:
            break
    lost = len((set(unconfirmed) & {event.id for event in log}) - {event.id for event in kept}) if unconfirmed else 0
    return Mirror(dict(_packed(merge(kept))), len(kept), len(log), lost)


def pieces_of_day(events: Iterable[Event], moment: datetime) -> dict[str, str]:
    """The pieces of one day of the log alone: what to rewrite after a new event of that moment."""
    begins = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = begins + timedelta(days=1)
    return dict(_packed(merge(event for event in events if begins <= event.time < ends)))


def read_pieces(mirror: object, now: datetime, limit: int = BROWSER_LIMIT) -> Reading:
    """The events of a mirror as a browser sends it, a mapping of names to pieces; anything else is refused.

    Pieces beyond ``limit`` bytes in all are refused too.
    """
    parts: list[Any] = list(mirror.values()) if isinstance(mirror, Mapping) else [mirror]
    too_large = Reading((), (Refusal(1, refusal("too-large", limit=plain(limit / MEGABYTE))),), 1)
    readings = []
    for part in parts:
        limit -= size(part) if isinstance(part, str) else 0
        readings.append(read(part, now) if limit >= 0 else too_large)
    return together(readings)


def _day(event: Event) -> str:
    return event.time.date().isoformat()


def _by_worth(log: tuple[Event, ...], unconfirmed: Collection[str]) -> Iterator[tuple[bool, Event]]:
    """The events in the order in which they are to be kept; those that must stay come first and with True."""
    by_id = {event.id: event for event in log}
    told = [event for event in log if event.kind in ("settings", "retract")]
    settings = {event.get("name"): event.id for event in standing(told) if event.kind == "settings"}
    first = {*unconfirmed, *settings.values()}

    def worth(event: Event) -> tuple[bool, datetime, bool]:
        undone = by_id.get(event["target"]) if event.kind == "retract" else None
        if undone is None:
            return event.id in first, event.time, False
        return event.id in first or undone.id in first, max(event.time, undone.time), True

    usual = (event for event in reversed(log) if event.kind != "retract" and event.id not in first)
    others = sorted((e for e in log if e.kind == "retract" or e.id in first), key=worth, reverse=True)
    return ((worth(event)[0], event) for event in heapq.merge(others, usual, key=worth, reverse=True))


def _packed(events: tuple[Event, ...]) -> Iterator[tuple[str, str]]:
    """The pieces of events in order of time, each with its name: the day, and a number from the second one on."""
    for day, of_day in groupby(events, key=_day):
        groups: list[list[Event]] = [[]]
        used = 0
        for event in of_day:
            taken = _size(event)
            if groups[-1] and used + taken > PIECE_LIMIT:
                groups.append([])
                used = 0
            groups[-1].append(event)
            used += taken
        for number, group in enumerate(groups, 1):
            yield day if number == 1 else f"{day}.{number}", document(group)


def _size(event: Event) -> int:
    """Bytes of an event in a piece, its comma and line end among them."""
    return len(to_json(event).encode()) + 2
