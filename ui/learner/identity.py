"""Who is at the screen: the learner of the browser's own secret, or the user who is signed in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from study.log import active_user, learner_of, learner_of_user
from ui import visit
from ui.learner import mirror

NO_GENERATION = -1  # of a user's account, whatever was deleted before


def learner() -> str | None:
    """Whose log it is; ``None`` before the browser has said hello, where it keeps nothing, or where nobody can say."""
    return visit.state().learner


def signed_in() -> tuple[str, str] | None:
    """Issuer and subject of the signed-in user; ``None`` for an anonymous learner."""
    if not getattr(st.user, "is_logged_in", False):
        return None
    return str(st.user.get("iss", "")), str(st.user.get("sub", "") or st.user.get("email", ""))


def anonymous(secret: object) -> str | None:
    """The learner of a browser's secret, which may be anything."""
    try:
        return learner_of(secret) if isinstance(secret, str) else None
    except ValueError:
        return None


def present(nobody: str | None, is_retired: Callable[[str], bool]) -> str | None:
    """Whose log is to be used: that of the signed-in user, else that of the anonymous learner ``nobody``."""
    user = signed_in()
    return nobody if user is None else active_user(*user, is_retired)


def account() -> str | None:
    """What the names of a user's copies begin with while the store cannot say which learner that is."""
    user = signed_in()
    return None if user is None else mirror.owner(learner_of_user(*user, NO_GENERATION))
