"""A widget of Streamlit's that shows a value of ours."""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def shown(key: str, value: T) -> T | None:
    """Let the widget ``key``, drawn next, show a value; returned is the default to draw it with.

    A widget that shows the value already is not told it again, as the browser may hold a newer one. It is only given as
    the default: where the code of the widget comes late, the browser meets it first as a later run has drawn it, and
    with another default it would show that one and tell it as the learner's choice.
    """
    if st.session_state.get(key) == value:
        return value
    st.session_state[key] = value
    return None
