"""The learner's language on the screen: chosen, linked to, or the browser's."""

from __future__ import annotations

from typing import Any

import streamlit as st

from study.language import CODES, Language, language, preferred
from ui.state import LANGUAGE


def here() -> Language:
    """The language of this page."""
    chosen = st.session_state.get(LANGUAGE)
    return language(chosen if chosen in CODES else preferred(st.context.locale))


def t(key: str, **parameters: Any) -> str:
    """The text of a key in the language of this page."""
    return here().text(key, **parameters)
