"""What is known of a learner: a pure fold of the log into memory traces, mastery, the expected score and its parts.

``fold`` makes a `Memory` of events, ``fsrs`` says how well a thing is recalled, ``score`` what the exam would give
today, ``marginal_gain`` what one more review brings. The clock is an argument; nothing is saved or planned here.
"""

from study.memory.fold import Memory, fold
from study.memory.fsrs import REVIEW, Trace, due, retrievability, reviewed
from study.memory.goals import LAST_LOOK, start_of_day
from study.memory.history import Past
from study.memory.marginal_gain import average_of, card_gain, exam_or_week, points_at_risk, unit_gain
from study.memory.mastery import Idea
from study.memory.progress import PastAttempt, attempts, expected_over_time
from study.memory.score import ExpectedScore, expected

__all__ = [
    "LAST_LOOK",
    "REVIEW",
    "ExpectedScore",
    "Idea",
    "Memory",
    "Past",
    "PastAttempt",
    "Trace",
    "attempts",
    "average_of",
    "calibration",
    "card_gain",
    "due",
    "exam_or_week",
    "expected",
    "expected_over_time",
    "fold",
    "goals",
    "marginal_gain",
    "points_at_risk",
    "progress",
    "retrievability",
    "reviewed",
    "start_of_day",
    "unit_gain",
]
