"""ui.features."""

from ui.features.exercise import said
from ui.features.practice import Try
from ui.features.score import score_line

__all__ = [
    "Try",
    "answer",
    "attempts",
    "exam",
    "exam_exercise",
    "exam_total",
    "exercise",
    "marked",
    "practice",
    "revision",
    "rubric",
    "said",
    "score_line",
    "settings",
]
