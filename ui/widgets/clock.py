"""A clock that runs in the browser: time used for a question, or time left of an exam."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st

_HTML = '<span role="timer"><span data-before></span><span data-face></span><span data-after></span></span>'
_CSS = """
:host, span { font-family: var(--st-font); color: var(--st-text-color); }
[data-face] { font-variant-numeric: tabular-nums; }
[data-face][data-short] { font-weight: 700; text-decoration: underline; }
"""
_component = st.components.v2.component(
    "lekce2.clock", html=_HTML, css=_CSS, js=(Path(__file__).parent / "clock.js").read_text("utf-8")
)


def clock(
    key: str, label: str, *, since: datetime, now: datetime, limit: float | None = None, guard: bool = False
) -> None:
    """Show the time since ``since``, or what is left of ``limit`` seconds, in place of the braces of ``label``.

    With ``guard`` the browser asks before the page is left.
    """
    over = limit is not None and (now - since).total_seconds() >= limit
    data = {
        "label": label,
        "since": since.timestamp(),
        "now": now.timestamp(),
        "limit": limit,
        "guard": guard,
        "over": over,
    }
    _component(key=key, data=data, on_over_change=lambda: None, width="content")
