"""The learner's language on the screen: chosen, linked to, or the browser's."""

from __future__ import annotations

from typing import Any

import streamlit as st

from study.content import Texts
from study.language import CODES, Language, Notation, language, preferred, read_as
from ui.text.preview import safe_markdown
from ui.visit import LANGUAGE, NOTATION


def here() -> Language:
    """The language of this page."""
    chosen = st.session_state.get(LANGUAGE)
    return language(chosen if chosen in CODES else preferred(st.context.locale))


def t(key: str, **parameters: Any) -> str:
    """The text of a key in the language of this page."""
    return here().text(key, **parameters)


def notation() -> Notation:
    """The convention the learner reads: that of the notes or that of today's slides."""
    return "slides" if st.session_state.get(NOTATION) == "slides" else "notes"


def said(texts: Texts | None) -> str:
    """What a deck says, in the language and notation of the page: Markdown that can do no harm, whoever wrote it."""
    return "" if texts is None else safe_markdown(read_as(texts[here().code], notation()))
