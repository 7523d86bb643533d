"""What the pages are made of: answers, marking by the rubric, revision, exercises, mock exams, settings.

A module draws one thing and holds the callbacks of its buttons; state changes in callbacks, then the page is drawn
once from it. Which of them stand on a page is not known here.
"""

from ui.features.ladder import ladder
from ui.features.practice import Try
from ui.features.score import score_line

__all__ = [
    "Try",
    "answer",
    "attempts",
    "exam_exercise",
    "exam_total",
    "exercise",
    "ladder",
    "marked",
    "mock_exam",
    "outline",
    "practice",
    "predictions",
    "revision",
    "rubric",
    "score_line",
    "settings",
]
