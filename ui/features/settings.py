"""What Settings does: goals become events, a backup is merged, data are deleted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from study.log import Reading, Summary, arrivals, read
from study.memory import goals
from ui import visit
from ui.features import revision
from ui.learner import identity, progress_log

EXAM_DATE, MINUTES, RETENTION = "set-exam-date", "set-minutes", "set-retention"
UPLOAD = "backup-upload"


def current() -> goals.Goals:
    """The goals as the log tells them."""
    return goals.goals(visit.events())


def set_goal(name: str, key: str) -> None:
    """Write a goal down when it was changed."""
    value = st.session_state.get(key)
    progress_log.record("settings", name=name, value=value.isoformat() if isinstance(value, date) else value)
    revision.refresh()


def forget_exam() -> None:
    """Take the exam's date back."""
    st.session_state[EXAM_DATE] = None
    set_goal(goals.EXAM_DATE, EXAM_DATE)


def restore() -> None:
    """Merge an uploaded backup into the log and keep what came of it for the page."""
    file = st.session_state.get(UPLOAD)
    if file is None:
        visit.state().restored = None
        return
    reading: Reading = read(file.getvalue(), visit.now())
    new, summary = arrivals(reading, {e.id for e in visit.events()})
    done = progress_log.add(new) if new else True
    visit.state().restored = (summary, reading, done or identity.learner() is None)


def result() -> tuple[Summary, Reading, bool] | None:
    """What the last upload came to."""
    return visit.state().restored
