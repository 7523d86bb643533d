"""Our own components, few and small: the editor of answers, the clock, the keyboard, dragging, the browser's history.

Each is a Python function around a few lines of JavaScript. They know no card, no exam and no exercise.
"""

from ui.widgets.answer_form import Desk, Steps, dropped, moved, picked, put
from ui.widgets.clock import clock
from ui.widgets.dragging import dragging
from ui.widgets.editor import editor, held, tidy
from ui.widgets.history import turning
from ui.widgets.keys import forward
from ui.widgets.shown import shown

__all__ = [
    "Desk",
    "Steps",
    "clock",
    "dragging",
    "dropped",
    "editor",
    "forward",
    "held",
    "keys",
    "moved",
    "picked",
    "put",
    "shown",
    "tidy",
    "turning",
]
