"""Our own components, few and small: the editor of answers, the clock, the keyboard, the browser's history.

Each is a Python function around a few lines of JavaScript. They know no card, no exam and no exercise.
"""

from ui.widgets.answer_form import Desk, Steps, dropped, moved, picked
from ui.widgets.clock import clock
from ui.widgets.editor import editor, held, tidy
from ui.widgets.history import turning
from ui.widgets.keys import forward
from ui.widgets.shown import shown

__all__ = [
    "Desk",
    "Steps",
    "clock",
    "dropped",
    "editor",
    "forward",
    "held",
    "keys",
    "moved",
    "picked",
    "shown",
    "tidy",
    "turning",
]
