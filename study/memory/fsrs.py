"""How well one thing is remembered: FSRS-6 with its published parameters, as pure functions of a small record.

``Trace`` is what FSRS knows of a card or an idea unit after its last review: stability S (days until recall falls to
0.9), difficulty D (1–10), whether it is being learned, and when it was last seen. The formulas are those of the library
``fsrs``, called without its ``Card`` objects, which read the clock, sleep and are copied at each review; a test holds
the results equal to ``Scheduler.review_card`` to the last bit. Fuzzing is off and there is one step of ten minutes
after a lapse: an exam question takes minutes to answer, a step of one minute makes no sense for it.

Times are aware and in UTC. A review dated before the last one counts as one of the same day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from fsrs import Scheduler, State

from study.grading import AGAIN, GOOD, HARD

STEP = timedelta(minutes=10)
LEARNING, REVIEW, RELEARNING = State.Learning, State.Review, State.Relearning
DAY = 86_400.0


class Trace(NamedTuple):
    """Stability in days, difficulty, phase, the last rating and its time."""

    stability: float
    difficulty: float
    phase: State
    rating: int
    at: datetime


@lru_cache(maxsize=64)
def scheduler(retention: float = 0.9) -> Scheduler:
    """The library's scheduler for a desired probability of recall."""
    return Scheduler(
        desired_retention=retention, learning_steps=(STEP,), relearning_steps=(STEP,), enable_fuzzing=False
    )


_fsrs = scheduler()
_DECAY = -_fsrs.parameters[20]
_FACTOR = 0.9 ** (1.0 / _DECAY) - 1.0


def reviewed(trace: Trace | None, rating: int, when: datetime) -> Trace:
    """The trace after a review with a rating from 1 to 4; ``None`` stands for what was never reviewed.

    >>> from datetime import UTC
    >>> first = reviewed(None, 3, datetime(2026, 1, 5, tzinfo=UTC))
    >>> first.stability, first.phase.name
    (2.3065, 'Review')
    """
    if trace is None:
        phase = REVIEW if rating >= GOOD else LEARNING
        stability = _fsrs._initial_stability(rating=rating)  # type: ignore[arg-type]
        difficulty = _fsrs._initial_difficulty(rating=rating, clamp=True)  # type: ignore[arg-type]
        return Trace(stability, difficulty, phase, rating, when)
    stability, difficulty, phase, _, at = trace
    days = (when - at).days
    if days < 1:
        after = _fsrs._short_term_stability(stability=stability, rating=rating)  # type: ignore[arg-type]
    else:
        recall = (1.0 + _FACTOR * days / stability) ** _DECAY
        after = _fsrs._next_stability(
            difficulty=difficulty,
            stability=stability,
            retrievability=recall,
            rating=rating,  # type: ignore[arg-type]
        )
    difficulty = _fsrs._next_difficulty(difficulty=difficulty, rating=rating)  # type: ignore[arg-type]
    if rating >= GOOD:
        phase = REVIEW
    elif rating == AGAIN and phase is REVIEW:
        phase = RELEARNING
    return Trace(after, difficulty, phase, rating, max(at, when))


def retrievability(trace: Trace, when: datetime) -> float:
    """The probability of recall at a time: (1 + F·t/S)^−0.1542 with F such that it is 0.9 at t = S days.

    The library computes the same curve for whole days; between them this one is continuous. Before the last review it
    is 1.

    >>> from datetime import UTC
    >>> when = datetime(2026, 1, 5, tzinfo=UTC)
    >>> retrievability(Trace(10.0, 5.0, REVIEW, 3, when), when + timedelta(days=10))
    0.9
    """
    days = max(0.0, (when - trace.at).total_seconds() / DAY)
    return float((1.0 + _FACTOR * days / trace.stability) ** _DECAY)


def due(trace: Trace, retention: float = 0.9) -> datetime:
    """When the next review is due: after a step of minutes, or when recall has fallen to the desired probability."""
    if trace.phase is not REVIEW:
        return trace.at + (STEP * 1.5 if trace.rating == HARD else STEP)
    return trace.at + timedelta(days=scheduler(retention)._next_interval(stability=trace.stability))
