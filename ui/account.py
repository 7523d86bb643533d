"""A learner who takes over what was done before signing in, or who deletes everything."""

from __future__ import annotations

import streamlit as st

from ui import greeting, log, mirror, state, whose


def delete() -> bool:
    """Retire the learner for good, here and in the browser; ``False`` when the store did not do it.

    The anonymous log that a signed-in user took over is the user's, so it goes too.
    """
    gone = [who for who in (whose.learner(),) if who is not None]
    try:
        anonymous = st.session_state.get(state.ANONYMOUS)
        if anonymous is not None and anonymous not in gone and log.store().is_adopted(anonymous):
            gone.append(anonymous)
        for who in gone:
            log.store().retire(who)
    except Exception as error:
        log.trouble(error)
        return False
    log.start_over(gone)
    return True


def can_adopt() -> bool:
    """Is there an anonymous log of this browser that the signed-in user may take over once?"""
    anonymous = st.session_state.get(state.ANONYMOUS)
    if anonymous is None or whose.learner() in (None, anonymous):
        return False
    try:
        known = log.store().count(anonymous) or greeting.theirs(mirror.owner(anonymous))
        return bool(known) and not log.store().is_adopted(anonymous)
    except Exception as error:
        log.trouble(error)
        return False


def adopt() -> None:
    """Take the browser's anonymous log over into the signed-in user's, with what only the browser has of it."""
    anonymous = st.session_state[state.ANONYMOUS]
    try:
        log.store().adopt(anonymous, whose.learner())
        log.take(log.store().load(whose.learner()))
        log.take_drafts()
    except Exception as error:
        log.trouble(error)
        return
    st.session_state[state.WANTED] = tuple(greeting.theirs(mirror.owner(anonymous)))
    st.session_state[state.ASKED] = state.new_id()
    log.mirror_whole()
