"""The keyboard beyond Streamlit's shortcuts: a guard for every page, and the keys that mark an answer.

A held key acts once, and digits rest for a moment when their meaning changes. Keys that mark act on the verdicts in the
browser, which are state and not events: a run that was overtaken by the next one loses none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from ui import dom
from ui.unexpected import callback

FOLDER = Path(__file__).parent

_guard = st.components.v2.component("lekce2.keys", js=dom.JS + (FOLDER / "keys.js").read_text("utf-8"))
_marks = st.components.v2.component("lekce2.marks", js=dom.JS + (FOLDER / "marks.js").read_text("utf-8"))


def guard() -> None:
    """Mount the guard; drawn once by the frame of every page."""
    _guard(key="keys", height=1)


def marks(
    about: str,
    units: Sequence[str],
    answer: Sequence[str],
    chosen: str | None,
    on_choice: Callable[[str | None], None],
) -> None:
    """Let keys mark the units of what ``about`` names; ``on_choice`` hears which one up and down have chosen.

    ``answer`` holds the units in the order in which their badges stand in the answer.
    """
    key = "marks"

    def changed() -> None:
        value = st.session_state.get(key)
        sent = value.get("unit") if value else None
        if isinstance(sent, dict) and sent.get("about") == about:
            unit = sent.get("unit")
            on_choice(unit if unit in units else None)

    data = {"about": about, "units": list(units), "answer": list(answer), "unit": chosen}
    _marks(key=key, data=dom.unread(data), height=1, on_unit_change=callback(changed))


# Lets Ctrl+Enter mark an exercise while a choice has the focus; see ``forward.js``.

_forward = st.components.v2.component("lekce2.forward", js=dom.JS + (FOLDER / "forward.js").read_text("utf-8"))


def forward() -> None:
    """Mount the listener; drawn once by a page whose choices stand beside a shortcut Ctrl+Enter."""
    _forward(key="forward", height=1)
