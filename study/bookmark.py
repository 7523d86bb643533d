"""Where a session of revision was left, as a text to keep beside the drafts, and the session back from it.

A session lives in the visit; its bookmark lets a reload go on in the middle of a card: the queue, the clock, the answer
that is open and every mark given. What is no bookmark, is old, or speaks of what is gone gives no session.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from study.events import Event, standing
from study.marking import RATINGS, VERDICTS
from study.session import MODES, Attempt, Review, Session

FRESH = timedelta(hours=3)  # a session that rested for longer begins anew, with the list of the day


def write(session: Session, now: datetime) -> str:
    """The bookmark of a session that is left now."""
    content = {
        "left": now.isoformat(),
        "attempt": None if session.attempt is None else _attempt(session.attempt),
        "waiting": session.waiting,
        "aside": [_attempt(attempt) for attempt in session.aside],
        "done": [
            {"attempt": _attempt(review.attempt), "rating": review.rating, "event": review.event}
            for review in session.done
        ],
    }
    return json.dumps(content, ensure_ascii=False)


def read(text: str, items: Collection[str], events: Iterable[Event], now: datetime) -> Session | None:
    """The session of a bookmark, or ``None`` where it can't go on.

    Parameters
    ----------
    text
        What :func:`write` gave.
    items
        All that a queue may hold: the cards of the deck, and their units that may come by themselves.
    events
        The log: a session goes on only if its reviews still count and its attempt is not among them.
    now
        The clock.
    """
    try:
        content = json.loads(text)
        session = Session(
            _read_attempt(content["attempt"]),
            tuple(content["waiting"]),
            tuple(_review(review) for review in content["done"]),
            tuple(_read_attempt(attempt) for attempt in content.get("aside", ())),
        )
        rested = now - _time(content["left"])
        tried = (session.attempt, *session.aside, *(review.attempt for review in session.done))
        asked = {*session.waiting, *(attempt.card for attempt in tried if attempt)}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    reviews = [each for each in standing(events) if each.kind == "review"]
    if session.attempt is None or not timedelta(0) <= rested <= FRESH or not asked <= set(items):
        return None
    if {session.attempt.id, *(attempt.id for attempt in session.aside)} & {each.get("attempt") for each in reviews}:
        return None
    return session if {review.event for review in session.done} <= {each.id for each in reviews} else None


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "card": attempt.card,
        "started": attempt.started.isoformat(),
        "mode": attempt.mode,
        "text": attempt.text,
        "confidence": attempt.confidence,
        "revealed": None if attempt.revealed is None else attempt.revealed.isoformat(),
        "verdicts": dict(attempt.verdicts),
        "paused": None if attempt.paused is None else attempt.paused.isoformat(),
    }


def _read_attempt(raw: Mapping[str, Any]) -> Attempt:
    revealed, confidence, verdicts = raw["revealed"], raw["confidence"], dict(raw["verdicts"])
    known = raw["mode"] in MODES and set(verdicts.values()) <= set(VERDICTS)
    if not known or not (confidence is None or confidence in range(101)):
        raise ValueError("no attempt")
    shown, paused = (None if time is None else _time(time) for time in (revealed, raw.get("paused")))
    started, text = _time(raw["started"]), str(raw["text"])
    return Attempt(str(raw["id"]), str(raw["card"]), started, raw["mode"], text, confidence, shown, verdicts, paused)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("no time zone")
    return time


def _review(raw: Mapping[str, Any]) -> Review:
    if raw["rating"] not in RATINGS:
        raise ValueError("no rating")
    return Review(_read_attempt(raw["attempt"]), raw["rating"], str(raw["event"]))
