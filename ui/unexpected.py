"""What nobody expected: the learner reads one calm sentence with a short code, the log holds the traceback under it.

It never ends a visit. `guarded` stands around every part of the page and within every fragment, so that the other
parts are drawn; `callback` around everything that a widget calls, after which the page is drawn as if the press had not
been. Tests hold that none is forgotten. What can be foreseen is no business of this module: it is caught by its name
where it arises.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, overload

import streamlit as st

from ui.text import t

log = logging.getLogger(__name__)
P = ParamSpec("P")


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """A part of the page that tells of an unexpected error in its place; what it has drawn before stays."""

    @wraps(draw)
    def calm(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except Exception as error:  # st.stop and st.rerun are none
            st.error(_told(error), icon=":material/error:")

    return calm


@overload
def callback(work: Callable[P, object]) -> Callable[P, None]: ...
@overload
def callback(work: None) -> None: ...
def callback(work: Callable[P, object] | None) -> Callable[P, None] | None:
    """A callback in which an unexpected error costs the press alone, where Streamlit would leave the page blank."""
    if work is None:
        return None

    @wraps(work)
    def calm(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            work(*args, **kwargs)
        except Exception as error:
            st.toast(_told(error), icon=":material/error:", duration="infinite")

    return calm


def _told(error: Exception) -> str:
    """The sentence for the learner; the log gets the traceback under its code, which an error from one place shares."""
    code = sha256("".join(traceback.format_tb(error.__traceback__)).encode()).hexdigest()[:4].upper()
    log.error("unexpected error, code %s", code, exc_info=error)
    return t("shell.unexpected", code=code)
