"""A session of revision: a queue of cards, one attempt at a time, and what was rated so far.

Every change is a pure function ``(session, …) → session``. Each names the id of the attempt it was meant for: a change
that was drawn for another attempt, or that comes twice, leaves the session as it is. So a held key or a double press
never rates two cards, also when the same card comes back. The clock and new ids are arguments.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from study.grading import AGAIN, MODES, RATINGS, VERDICTS
from study.log import Event, standing


@dataclass(frozen=True)
class Attempt:
    """One try at one card: when it began, how it is answered, when the answer was shown, and the verdicts so far."""

    id: str
    card: str
    started: datetime
    mode: str = "paper"
    text: str = ""
    confidence: int | None = None
    revealed: datetime | None = None
    verdicts: Mapping[str, str] = field(default_factory=dict)
    paused: datetime | None = None  # when it was set aside

    def seconds(self, now: datetime) -> float:
        """How long the attempt took, up to the moment the answer was shown; while set aside its clock stands still."""
        return max(0.0, ((self.revealed or self.paused or now) - self.started).total_seconds())


@dataclass(frozen=True)
class Review:
    """An attempt that was rated, and the id of the event that records it."""

    attempt: Attempt
    rating: int
    event: str


@dataclass(frozen=True)
class Session:
    """The attempt under way (``None`` at the end), the cards still waiting, and the reviews done, oldest first.

    Attempts set ``aside`` for a card that was asked at once go on before the waiting cards, the last one first.
    """

    attempt: Attempt | None
    waiting: tuple[str, ...] = ()
    done: tuple[Review, ...] = ()
    aside: tuple[Attempt, ...] = ()

    @property
    def place(self) -> int:
        """Which card of this session it is, from 1."""
        return len(self.done) + 1

    @property
    def length(self) -> int:
        return len(self.done) + len(self.waiting) + len(self.aside) + (self.attempt is not None)


def begin(cards: Iterable[str], now: datetime, new_id: str) -> Session:
    """A session over ``cards`` in this order, its first attempt under way."""
    return _next(Session(None, tuple(cards)), now, new_id)


def interrupt(session: Session, card: str, now: datetime, new_id: str) -> Session:
    """Ask a card at once; the attempt under way is set aside with its marks and goes on afterwards."""
    current = session.attempt
    if current is not None and current.card == card:
        return session
    aside = (*session.aside, *(() if current is None else (replace(current, paused=now),)))
    known = next((attempt for attempt in aside if attempt.card == card), None)
    return replace(
        session,
        attempt=Attempt(new_id, card, now) if known is None else _resumed(known, now),
        waiting=tuple(other for other in session.waiting if other != card),
        aside=tuple(attempt for attempt in aside if attempt is not known),
    )


def reveal(
    session: Session, attempt: str, now: datetime, mode: str, text: str = "", units: Iterable[str] = ()
) -> Session:
    """Show the answer; with the mode ``unknown`` every unit is marked as missed."""
    current = session.attempt
    if current is None or current.id != attempt or current.revealed is not None or mode not in MODES:
        return session
    verdicts = dict.fromkeys(units, "missed") if mode == "unknown" else {}
    return replace(session, attempt=replace(current, revealed=now, mode=mode, text=text, verdicts=verdicts))


def go_back(session: Session, attempt: str, now: datetime) -> Session:
    """Take "I don't know" back: the attempt goes on as it was, and reading the answer does not count on its clock."""
    current = session.attempt
    if current is None or current.id != attempt or current.revealed is None or current.mode != "unknown":
        return session
    started = current.started + (now - current.revealed)
    return replace(session, attempt=replace(current, started=started, revealed=None, mode="paper", verdicts={}))


def expect(session: Session, attempt: str, percent: int | None) -> Session:
    """Note which share of the points, in percent, the learner expects; only before the answer is shown."""
    current = session.attempt
    if current is None or current.id != attempt or current.revealed is not None:
        return session
    return replace(session, attempt=replace(current, confidence=percent))


def judge(session: Session, attempt: str, unit: str, verdict: str | None) -> Session:
    """Give a unit a verdict, or take it back with ``None``."""
    current = session.attempt
    if current is None or current.id != attempt or current.revealed is None or (verdict and verdict not in VERDICTS):
        return session
    verdicts = {name: given for name, given in current.verdicts.items() if name != unit}
    if verdict:
        verdicts[unit] = verdict
    return replace(session, attempt=replace(current, verdicts=verdicts))


def rate(session: Session, attempt: str, rating: int, event: str, now: datetime, new_id: str) -> Session:
    """Close the attempt with a rating and begin the next; a card rated Again comes back once at the end."""
    current = session.attempt
    if current is None or current.id != attempt or current.revealed is None or rating not in RATINGS:
        return session
    again_before = any(review.attempt.card == current.card for review in session.done)
    waiting = session.waiting
    if rating == AGAIN and not again_before and current.card not in waiting:
        waiting = (*waiting, current.card)
    done = (*session.done, Review(current, rating, event))
    return _next(replace(session, attempt=None, waiting=waiting, done=done), now, new_id)


def skip(session: Session, attempt: str, now: datetime, new_id: str) -> Session:
    """Put the card at the end of the queue unanswered; only before its answer is shown."""
    current = session.attempt
    if current is None or current.id != attempt or current.revealed is not None:
        return session
    if not session.waiting and not session.aside:
        return session
    return _next(replace(session, attempt=None, waiting=(*session.waiting, current.card)), now, new_id)


def undo(session: Session) -> Session:
    """Take the last rating back: its attempt is under way again, and the card after it waits again.

    An attempt whose answer was shown is set aside, so that no mark is lost.
    """
    if not session.done:
        return session
    *done, last = session.done
    waiting = session.waiting
    if last.rating == AGAIN and waiting and waiting[-1] == last.attempt.card:
        waiting = waiting[:-1]
    current, aside = session.attempt, session.aside
    if last.rating == AGAIN:  # no longer to come back
        aside = tuple(attempt for attempt in aside if attempt.card != last.attempt.card)
    if current is not None and current.revealed is not None and current.card != last.attempt.card:
        aside = (*aside, current)
    elif current is not None and not (last.rating == AGAIN and current.card == last.attempt.card):
        waiting = (current.card, *waiting)
    return Session(last.attempt, waiting, tuple(done), aside)


def _next(session: Session, now: datetime, new_id: str) -> Session:
    if session.aside:
        *aside, last = session.aside
        return replace(session, attempt=_resumed(last, now), aside=tuple(aside))
    if not session.waiting:
        return replace(session, attempt=None)
    card, *waiting = session.waiting
    return replace(session, attempt=Attempt(new_id, card, now), waiting=tuple(waiting))


def _resumed(attempt: Attempt, now: datetime) -> Attempt:
    """An attempt set aside under way again; what passed meanwhile does not count."""
    if attempt.paused is None or attempt.revealed is not None:
        return replace(attempt, paused=None)
    return replace(attempt, paused=None, started=attempt.started + (now - attempt.paused))


# Where a session of revision was left, as a text to keep beside the drafts, and the session back from it.
#
# A session lives in the visit; its bookmark lets a reload go on in the middle of a card: the queue, the clock, the
# answer that is open and every mark given. What is no bookmark, is old, or speaks of what is gone gives no session.

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
