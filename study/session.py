"""A session of revision: a queue of cards, one attempt at a time, and what was rated so far.

Every change is a pure function ``(session, …) → session``. Each names the id of the attempt it was meant for: a change
that was drawn for another attempt, or that comes twice, leaves the session as it is. So a held key or a double press
never rates two cards, also when the same card comes back. The clock and new ids are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from study.marking import AGAIN, RATINGS, VERDICTS

MODES = ("paper", "typed", "unknown")


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
