"""An answer to an exercise as one text, for drafts and for what is handed in; and back.

A program and the id of an option are their own text, every other answer is JSON. Nothing answered is the empty text.
What comes back from a text is only as good as the text: marking refuses what is no answer to its exercise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from study.exercises.algorithm import Algorithm
from study.exercises.choice import Choice
from study.exercises.task import Task


def to_text(answer: Any) -> str:
    """The text of an answer.

    >>> to_text("theta = g"), to_text({"line": 2, "reason": ""}), to_text({"mode": "order", "steps": []})
    ('theta = g', '{"line": 2, "reason": ""}', '')
    """
    if isinstance(answer, str):
        return answer
    return "" if _blank(answer) else json.dumps(answer, ensure_ascii=False)


def from_text(task: Task, text: str) -> Any:
    """The answer that a text holds, ``""`` for an empty one and for what cannot be read."""
    if isinstance(task, Algorithm | Choice):
        return text
    try:
        return json.loads(text) if text.strip() else ""
    except (ValueError, RecursionError):
        return ""


def _blank(answer: Any) -> bool:
    if isinstance(answer, Mapping):
        return all(_blank(part) for name, part in answer.items() if name != "mode")
    if isinstance(answer, list | tuple):
        return all(map(_blank, answer))
    return answer is None or (isinstance(answer, str) and not answer.strip())
