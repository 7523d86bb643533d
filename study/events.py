"""Events: what happened, each written once and never changed.

An event's id is the SHA-256 of its canonical JSON, nonce included, so that the same id always means the same content.
Undoing is an event too: a retraction names the event it takes back. Whoever reads a log reads ``standing(events)``.

The clock and the nonce are arguments: this module reads neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

KINDS = ("review", "exercise", "exam-start", "exam-flag", "exam-hand-in", "exam-mark", "settings", "retract")


@dataclass(frozen=True)
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
    content = {"kind": kind, "time": time.astimezone(UTC).isoformat(), "nonce": nonce, "data": dict(data)}
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that no retraction takes back, without the retractions, in order of time and id."""
    ordered = sorted(events, key=lambda e: (e.time, e.id))
    retracted = {e["target"] for e in ordered if e.kind == "retract"}
    return [e for e in ordered if e.kind != "retract" and e.id not in retracted]


def last_points(events: Iterable[Event]) -> dict[str, float]:
    """The points of each card's last marked attempt, in Revise or in a self-test."""
    marked = (e for e in standing(events) if e.kind in ("review", "exam-mark") and e.get("points") is not None)
    return {e["card"]: float(e["points"]) for e in marked}
