"""The browser's side of a learner's log: its secret and a mirror of the log in localStorage.

The first run never waits for it: the page is drawn, the browser says hello once, and the run after that knows whose log
it is. ``write`` carries pieces of the log to keep or, as ``None``, to throw away, which costs no run. ``want`` names
pieces that the server lacks, which the browser then sends. Everything that arrives is checked by whoever reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui import dom
from ui.unexpected import callback

HELLO, PIECES, FULL = "hello", "pieces", "full"
KEY = "browser"
JS = (Path(__file__).parent / "browser.js").read_text("utf-8")

_talk = st.components.v2.component("lekce2_browser", js=JS)
_keep = st.components.v2.component("lekce2_browser_keep", js=JS)


def talk(
    *,
    known: bool,
    language: str | None,
    deck: str | None,
    write: Mapping[str, str | None],
    want: tuple[str, ...],
    asked: str,
    forget: Mapping[str, Any] | None,
    on_hello: Callable[[], None],
    on_pieces: Callable[[], None],
) -> None:
    """Mount the component that speaks with the browser.

    ``language`` and ``deck`` are those that were last switched to in this visit, for the next one. ``forget`` says,
    under a new ``word`` each time, whose pieces and drafts (``owners``) are to go, and whether the ``secret`` is, with
    the drafts of its anonymous learner.
    """
    data = {
        "known": known,
        "language": language,
        "deck": deck,
        "write": marked(write),
        "want": list(want),
        "asked": asked,
        "forget": forget,
    }
    _talk(
        key=KEY,
        data=dom.unread(data),
        height=1,
        on_hello_change=callback(on_hello),
        on_pieces_change=callback(on_pieces),
        on_full_change=lambda: None,
    )


def keep(pieces: Mapping[str, str | None]) -> None:
    """Mount the component that writes a whole mirror; its data stay until the next hello, so they travel once."""
    _keep(
        key=f"{KEY}-keep",
        data=dom.unread({"known": True, "write": marked(pieces)}),
        height=1,
        on_full_change=lambda: None,
    )


def said(name: str) -> Any:
    """What the browser last said under a name, unchecked."""
    value = st.session_state.get(KEY)
    return value.get(name) if isinstance(value, Mapping) else None


def full() -> bool:
    """Did the browser have no room for a piece in this visit?"""
    kept = st.session_state.get(f"{KEY}-keep")
    return bool(said(FULL) or (isinstance(kept, Mapping) and kept.get(FULL)))


def marked(pieces: Mapping[str, str | None]) -> dict[str, list[str] | None]:
    """Pieces with their fingerprints, by which browser and server compare what they have."""
    return {name: None if text is None else [mark(text), text] for name, text in pieces.items()}


def mark(text: str) -> str:
    """The fingerprint of a piece.

    >>> len(mark("")), " " in mark("")
    (16, False)
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16]
