"""Blocks dragged to their places; see ``dragging.js``. Tapping does the same, with a finger or by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui import dom
from ui.unexpected import callback

FOLDER = Path(__file__).parent

_dragging = st.components.v2.component("lekce2.dragging", js=dom.JS + (FOLDER / "dragging.js").read_text("utf-8"))


def dragging(about: str, placed: str, waiting: str, on_drop: Callable[[str, int], None]) -> None:
    """Let blocks be dragged; ``on_drop(block, place)`` hears what was dropped where, −1 for back to the others.

    ``placed`` and ``waiting`` are how the keys of the blocks' elements begin; what follows, up to a hyphen, is a
    block's name. ``about`` names the attempt that the blocks belong to.
    """
    key = "dragging"

    def dropped() -> None:
        value = st.session_state.get(key)
        sent = value.get("drop") if value else None
        if isinstance(sent, dict) and sent.get("about") == about:
            block, place = sent.get("block"), sent.get("place")
            if isinstance(block, str) and isinstance(place, int) and not isinstance(place, bool):
                on_drop(block, place)

    data = {"about": about, "placed": placed, "waiting": waiting}
    _dragging(key=key, data=data, height=1, on_drop_change=callback(dropped))
