"""Lets Ctrl+Enter mark an exercise while a choice has the focus; see ``forward.js``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_forward = st.components.v2.component("lekce2.forward", js=(Path(__file__).parent / "forward.js").read_text("utf-8"))


def forward() -> None:
    """Mount the listener; drawn once by a page whose choices stand beside a shortcut Ctrl+Enter."""
    _forward(key="forward", height=1)
