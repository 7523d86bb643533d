"""The English sentence of every reason and note of the plan, by its code; ``study/locale`` has them as ``plan.<code>``.

Numbers are parameters; a sentence with the parameter ``n`` has plural forms in the catalogues.
"""

from __future__ import annotations

from typing import Any

from lekce2 import Message

MESSAGES: dict[str, str] = {
    "due": "due: by now you recall it with {recall} %",
    "again": "rated Again last time: once more today",
    "new": "new: not tried yet",
    "last-48-hours": "the last two days before the exam: everything once more",
    "missed-twice": "this step was missed twice in a row, so it comes by itself",
    "check-again": "the text of this step has changed since you marked it: check that you have it",
    "left-out": "{n} do not fit into today: they would take {minutes} minutes for {points} points",
    "over": "this one takes longer than what is left of today's {minutes} minutes",
    "exam-today": "the exam is today",
    "exam-over": "the day of the exam is over: nothing is planned towards it any more",
    "spread": "{n} new ones come on the days to come: all will be tried before the last two days",
    "uncovered": "at this pace {n} new ones stay untried before the exam: {minutes} minutes a day would do",
}


def reason(code: str, **parameters: Any) -> Message:
    """A message of the plan.

    >>> str(reason("due", recall=81))
    'due: by now you recall it with 81 %'
    """
    return Message(code, MESSAGES[code], parameters)
