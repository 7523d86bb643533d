"""What nobody expected: the learner reads one calm sentence with a short code, the log holds the traceback under it.

It never ends a visit. `guarded` stands around every part of the page and within every fragment, so that the other
parts are drawn; `guard_callbacks` around every callback, after which the page is drawn as if the press had not been.
What can be foreseen is no business of this module: it is caught by its name where it arises.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.state.session_state import SessionState

from ui.text import t

log = logging.getLogger(__name__)
P = ParamSpec("P")
CALLBACK = "_run_callback_and_record_rerun"  # the method of Streamlit through which every callback runs


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """A part of the page that tells of an unexpected error in its place; what it has drawn before stays."""

    @wraps(draw)
    def calm(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except Exception as error:  # st.stop and st.rerun are none
            st.error(_told(error), icon=":material/error:")

    return calm


def guard_callbacks() -> None:
    """Let an unexpected error in a callback cost the press alone, where Streamlit would leave the page blank.

    Streamlit has no public place for that; where a later version has no such method, its own sentence is shown.
    """
    found: Any = getattr(SessionState, CALLBACK, None)
    run = getattr(found, "unguarded", found)
    if run is None:
        return

    def calm(state: SessionState, votes: Any, callback: Callable[[], None]) -> None:
        try:
            run(state, votes, callback)
        except Exception as error:
            st.toast(_told(error), icon=":material/error:", duration="infinite")

    calm.unguarded = run  # type: ignore[attr-defined]
    setattr(SessionState, CALLBACK, calm)


def _told(error: Exception) -> str:
    """The sentence for the learner; the log gets the traceback under its code, which an error from one place shares."""
    code = sha256("".join(traceback.format_tb(error.__traceback__)).encode()).hexdigest()[:4].upper()
    log.error("unexpected error, code %s", code, exc_info=error)
    return t("shell.unexpected", code=code)
