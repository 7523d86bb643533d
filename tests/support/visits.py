"""What an app under test remembers of its learner and its window."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from ui.visit import VISIT, WINDOW, Visit, Window


def visit_of(at: AppTest) -> Visit:
    if VISIT not in at.session_state:
        at.session_state[VISIT] = Visit()
    return at.session_state[VISIT]


def window_of(at: AppTest) -> Window:
    if WINDOW not in at.session_state:
        at.session_state[WINDOW] = Window()
    return at.session_state[WINDOW]
