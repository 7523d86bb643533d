"""What is under way: a session of revision, and a mock exam as a fold of its events.

Every change is a pure function of the state, guarded by the id of the attempt it was meant for. Nothing is drawn or
saved here.
"""

from study.sessions.exam import Exam, ExamResult, Loss, of_exercises, result, to_retake, to_take_back, unanswered
from study.sessions.review import Attempt, Session

__all__ = [
    "Attempt",
    "Exam",
    "ExamResult",
    "Loss",
    "Session",
    "exam",
    "of_exercises",
    "result",
    "review",
    "to_retake",
    "to_take_back",
    "unanswered",
]
