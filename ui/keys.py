"""The guard of the keyboard: a held key acts once, and digits rest for a moment when their meaning changes."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_component = st.components.v2.component("lekce2.keys", js=(Path(__file__).parent / "keys.js").read_text("utf-8"))


def guard() -> None:
    """Mount the guard; drawn once by the frame of every page."""
    _component(key="keys", height=1)
