"""What Settings does: goals become events, a backup is merged, data are deleted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from study import goals
from study.exchange import Summary, arrivals
from study.reader import Reading, read
from ui import log, revision, state, whose

EXAM_DATE, MINUTES, RETENTION = "set-exam-date", "set-minutes", "set-retention"
UPLOAD = "backup-upload"


def current() -> goals.Goals:
    """The goals as the log tells them."""
    return goals.goals(state.events())


def set_goal(name: str, key: str) -> None:
    """Write a goal down when it was changed."""
    value = st.session_state.get(key)
    log.record("settings", name=name, value=value.isoformat() if isinstance(value, date) else value)
    revision.refresh()


def forget_exam() -> None:
    """Take the exam's date back."""
    st.session_state[EXAM_DATE] = None
    set_goal(goals.EXAM_DATE, EXAM_DATE)


def restore() -> None:
    """Merge an uploaded backup into the log and keep what came of it for the page."""
    file = st.session_state.get(UPLOAD)
    if file is None:
        st.session_state[state.RESTORED] = None
        return
    reading: Reading = read(file.getvalue(), state.now())
    new, summary = arrivals(reading, {e.id for e in state.events()})
    done = log.add(new) if new else True
    st.session_state[state.RESTORED] = (summary, reading, done or whose.learner() is None)


def result() -> tuple[Summary, Reading, bool] | None:
    """What the last upload came to."""
    found: tuple[Summary, Reading, bool] | None = st.session_state.get(state.RESTORED)
    return found
