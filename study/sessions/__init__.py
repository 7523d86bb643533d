"""study.sessions."""

from study.grading import MODES
from study.sessions.exam import Exam, Loss, Result, of_exercises, result, to_retake, to_take_back, unanswered
from study.sessions.review import Attempt, Session

__all__ = [
    "MODES",
    "Attempt",
    "Exam",
    "Loss",
    "Result",
    "Session",
    "exam",
    "of_exercises",
    "result",
    "review",
    "to_retake",
    "to_take_back",
    "unanswered",
]
