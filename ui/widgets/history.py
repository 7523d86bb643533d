"""Turning from one view of a page to another: a step in the browser's history, and the new view begins at its top."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import dom

JS = dom.JS + (Path(__file__).parent / "history.js").read_text("utf-8")

_turning = st.components.v2.component("lekce2.turning", js=JS)


def turning(parameter: str, view: str) -> None:
    """Let links to this page change its address; ``parameter`` of the query names the ``view`` that is shown."""
    _turning(key="turning", data={"parameter": parameter, "view": view}, height=1)
