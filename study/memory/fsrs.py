"""How well one thing is remembered: FSRS-6 with its published parameters, as pure functions of a small record.

``Trace`` is what FSRS knows of a card or an idea unit after its last review: stability S (days until recall falls to
0.9), difficulty D (1–10), whether it is being learned, and when it was last seen. The formulas are those of Open Spaced
Repetition, "The Algorithm", section FSRS-6
(https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm), with its default parameters w₀…w₂₀. They
are written in the order of operations of the Python library ``fsrs`` 6.3: a test holds the results equal to
``Scheduler.review_card`` to the last bit. There is no fuzzing, and one step of ten minutes after a lapse: an exam
question takes minutes to answer, a step of one minute makes no sense for it.

Times are aware and in UTC. A review dated before the last one counts as one of the same day.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from study.grading import AGAIN, EASY, GOOD, HARD

W = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
DECAY = -W[20]
FACTOR = 0.9 ** (1.0 / DECAY) - 1.0  # recall is 0.9 after S days
LEAST_STABILITY = 0.001  # days
LONGEST_INTERVAL = 36_500  # days
STEP = timedelta(minutes=10)
DAY = 86_400.0


class Phase(IntEnum):
    """Where a trace is: not yet known, known, or known once and forgotten."""

    Learning = 1
    Review = 2
    Relearning = 3


LEARNING, REVIEW, RELEARNING = Phase.Learning, Phase.Review, Phase.Relearning


class Trace(NamedTuple):
    """Stability in days, difficulty, phase, the last rating and its time."""

    stability: float
    difficulty: float
    phase: Phase
    rating: int
    at: datetime


def reviewed(trace: Trace | None, rating: int, when: datetime) -> Trace:
    """The trace after a review with a rating from 1 to 4; ``None`` stands for what was never reviewed.

    >>> from datetime import UTC
    >>> first = reviewed(None, 3, datetime(2026, 1, 5, tzinfo=UTC))
    >>> first.stability, first.phase.name
    (2.3065, 'Review')
    """
    if trace is None:
        phase = REVIEW if rating >= GOOD else LEARNING
        return Trace(W[rating - 1], min(max(_first_difficulty(rating), 1.0), 10.0), phase, rating, when)
    stability, difficulty, phase, _, at = trace
    days = (when - at).days
    if days < 1:
        after = _after_same_day(stability, rating)
    elif rating == AGAIN:
        after = _after_lapse(stability, difficulty, _recall(days, stability))
    else:
        after = _after_recall(stability, difficulty, _recall(days, stability), rating)
    if rating >= GOOD:
        phase = REVIEW
    elif rating == AGAIN and phase is REVIEW:
        phase = RELEARNING
    return Trace(max(after, LEAST_STABILITY), _next_difficulty(difficulty, rating), phase, rating, max(at, when))


def retrievability(trace: Trace, when: datetime) -> float:
    """The probability of recall at a time: (1 + F·t/S)^−w₂₀ with F such that it is 0.9 at t = S days.

    The library computes the same curve for whole days; between them this one is continuous. Before the last review it
    is 1.

    >>> from datetime import UTC
    >>> when = datetime(2026, 1, 5, tzinfo=UTC)
    >>> retrievability(Trace(10.0, 5.0, REVIEW, 3, when), when + timedelta(days=10))
    0.9
    """
    return recalled(trace.stability, trace.at, when)


def recalled(stability: float, at: datetime, when: datetime) -> float:
    """`retrievability` of a trace of which only these two numbers are known; more are not needed."""
    return _recall(max(0.0, (when - at).total_seconds() / DAY), stability)


def due(trace: Trace, retention: float = 0.9) -> datetime:
    """When the next review is due: after a step of minutes, or when recall has fallen to the desired probability."""
    if trace.phase is not REVIEW:
        return trace.at + (STEP * 1.5 if trace.rating == HARD else STEP)
    days = round(trace.stability / FACTOR * (retention ** (1.0 / DECAY) - 1.0))  # from R(t) = retention
    return trace.at + timedelta(days=min(max(days, 1), LONGEST_INTERVAL))


def _recall(days: float, stability: float) -> float:
    return float((1.0 + FACTOR * days / stability) ** DECAY)


def _first_difficulty(rating: int) -> float:
    """D₀(G) = w₄ − e^(w₅·(G − 1)) + 1."""
    return float(W[4] - math.e ** (W[5] * (rating - 1)) + 1.0)


def _next_difficulty(difficulty: float, rating: int) -> float:
    """A step −w₆·(G − 3), damped near 10, then a part w₇ of the way back to D₀(4)."""
    moved = difficulty + (10.0 - difficulty) * -(W[6] * (rating - 3)) / 9.0
    return min(max(W[7] * _first_difficulty(EASY) + (1.0 - W[7]) * moved, 1.0), 10.0)


def _after_same_day(stability: float, rating: int) -> float:
    """S·e^(w₁₇·(G − 3 + w₁₈))·S^−w₁₉, and no less than S unless it was forgotten."""
    growth = math.e ** (W[17] * (rating - 3 + W[18])) * stability ** -W[19]
    return float(stability * (growth if rating == AGAIN else max(growth, 1.0)))


def _after_lapse(stability: float, difficulty: float, recall: float) -> float:
    """w₁₁·D^−w₁₂·((S + 1)^w₁₃ − 1)·e^(w₁₄·(1 − R)), and no more than S·e^(−w₁₇·w₁₈)."""
    grown = (stability + 1.0) ** W[13] - 1.0
    long = W[11] * difficulty ** -W[12] * grown * math.e ** ((1.0 - recall) * W[14])
    return float(min(long, stability / math.e ** (W[17] * W[18])))


def _after_recall(stability: float, difficulty: float, recall: float, rating: int) -> float:
    """S·(1 + e^w₈·(11 − D)·S^−w₉·(e^(w₁₀·(1 − R)) − 1)·h), with h = w₁₅ for Hard, w₁₆ for Easy."""
    surprise = math.e ** ((1.0 - recall) * W[10]) - 1.0
    bonus = W[15] if rating == HARD else W[16] if rating == EASY else 1.0
    return float(stability * (1.0 + math.e ** W[8] * (11.0 - difficulty) * stability ** -W[9] * surprise * bonus))
