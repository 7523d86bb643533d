"""Events: what happened, each written once and never changed.

An event's id is the SHA-256 of its canonical JSON, nonce included, so that the same id always means the same content.
Undoing is an event too: a retraction names the event it takes back. Whoever reads a log reads ``standing(events)``.
What was taken back stays so: a retraction cannot itself be taken back, one that names a retraction changes nothing, two
of the same event are as good as one, and one may arrive before the event it names. So the order of arrival never
matters. To do a thing again is a new event.

Whole numbers have one spelling, 4 and never 4.0, since a browser or a database keeps no difference between the two.

The clock and the nonce are arguments: this module reads neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter, lt
from typing import Any

from study.log.event_schema import KINDS

LARGEST_WHOLE = 2**53  # below it every whole float is exactly one integer
_ENCODE = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its id, kind, UTC time, and what the kind needs (card, points, verdicts …) in ``data``."""

    id: str
    kind: str
    time: datetime
    nonce: str
    data: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.data.get(name, default)


def event(kind: str, time: datetime, nonce: str, **data: Any) -> Event:
    """A new event; its id is the hash of everything else in it.

    >>> when = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    >>> event("retract", when, "n1", target="x").id == event("retract", when, "n1", target="x").id
    True
    >>> event("retract", when, "n1", target="x").id == event("retract", when, "n2", target="x").id
    False
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if time.tzinfo is None:
        raise ValueError("time must carry a time zone")
    utc = time.astimezone(UTC)
    return Event(hashlib.sha256(canonical(kind, utc, nonce, data).encode()).hexdigest(), kind, utc, nonce, data)


def canonical(kind: str, time: datetime, nonce: str, data: Mapping[str, Any]) -> str:
    """The one JSON text of an event's content, whose SHA-256 is its id: keys sorted, no spaces, time in UTC.

    >>> canonical("retract", datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "n1", {"target": "x"})
    '{"data":{"target":"x"},"kind":"retract","nonce":"n1","time":"2026-01-05T08:00:00+00:00"}'
    """
    return encoded(kind, time.astimezone(UTC), nonce, plain(data))


def encoded(kind: str, time: datetime, nonce: str, data: Mapping[str, Any]) -> str:
    """`canonical` for a time in UTC and data that are `plain` already, as those that were read."""
    return _ENCODE({"kind": kind, "time": time.isoformat(), "nonce": nonce, "data": data})


def plain(value: Any) -> Any:
    """``value`` made of dicts, lists, texts and numbers alone, with every whole number as an int.

    >>> plain({"points": 4.0, "of": 4.5, "cards": ("a", -0.0)})
    {'points': 4, 'of': 4.5, 'cards': ['a', 0]}
    """
    kind = type(value)
    if kind is str or kind is int:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def to_json(event: Event) -> str:
    """An event as one line of JSON: its canonical text with the id in front.

    >>> undo = event("retract", datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "n1", target="x")
    >>> to_json(undo).partition(",")[2]
    '"data":{"target":"x"},"kind":"retract","nonce":"n1","time":"2026-01-05T08:00:00+00:00"}'
    """
    content = whole(event) or canonical(event.kind, event.time, event.nonce, event.data)
    return f'{{"id":"{event.id}",{content[1:]}'


def whole(event: Event) -> str | None:
    """The canonical text of an event whose id is its hash; of any other one ``None``.

    Data that were read are plain already: their text is written without looking at each value, and the hash tells.
    """
    for write in (encoded, canonical):
        try:
            content = write(event.kind, event.time, event.nonce, event.data)
            if hashlib.sha256(content.encode()).hexdigest() == event.id:
                return content
        except (TypeError, ValueError):
            continue
    return None


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events in the order of every log: of time and id. Most often they are, which is seen sooner than sorted."""
    log = list(events)
    times = [event.time for event in log]
    if not all(map(lt, times, times[1:])):
        log.sort(key=attrgetter("time", "id"))
    return log


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that no retraction takes back, without the retractions, in order of time and id."""
    ordered = in_order(events)
    retracted = {e["target"] for e in ordered if e.kind == "retract"}
    return [e for e in ordered if e.kind != "retract" and e.id not in retracted]


def last_points(events: Sequence[Event]) -> dict[str, float]:
    """The points of each card's last marked attempt, in Revise or in a self-test: one pass, the newest first."""
    retracted = {e.data["target"] for e in events if e.kind == "retract"}
    last: dict[str, Event] = {}
    for e in reversed(events):
        if e.kind == "review" or e.kind == "exam-mark":
            known = last.get(card := e.data["card"])
            newer = known is None or known.time < e.time or (known.time == e.time and known.id < e.id)
            if newer and e.data.get("points") is not None and e.id not in retracted:
                last[card] = e
    return {card: float(e["points"]) for card, e in last.items()}


# Merging logs: the union by id, and nothing else.
#
# A log is a set of events that only grows, so merging is commutative, associative and idempotent: a backup, a browser's
# mirror, a second device and a salvaged file all come together in any order, as often as one likes.


def merge(*logs: Iterable[Event]) -> tuple[Event, ...]:
    """Every event of the logs once, in order of time and id.

    >>> from datetime import UTC, datetime
    >>> a, b = (event("retract", datetime(2026, 1, day, tzinfo=UTC), "n", target="x") for day in (5, 6))
    >>> merge([b], [a, b]) == (a, b)
    True
    """
    union = {event.id: event for log in logs for event in log}
    return tuple(in_order(union.values()))


def missing(events: Iterable[Event], known: Collection[str]) -> tuple[Event, ...]:
    """The events whose ids are not ``known``, each once: what a merge would add."""
    return tuple(event for event in merge(events) if event.id not in known)
