"""The learner's log on the screen: recording, saving, and what the browser is told to keep.

Until the learner is known, see `ui.learner.handshake`, events stay in this visit's memory. "Saved" is said only after
the store's commit. Where saving fails the events stay here and in the browser, and the next save tries them again. Two
tabs of one browser are one learner: whoever saves sees what the other has saved, and where one deletes everything the
other starts over at its next save.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lekce2 import Message
from study.deck import Deck
from study.log import LONGEST_TIME, Event, event, merge, standing
from study.memory import Memory, fold
from ui import visit as state
from ui.learner import identity, mirror


@st.cache_resource(show_spinner=False)
def store() -> Any:
    """The store of all learners, opened once; a failure is tried again at the next use."""
    from study.store import open_store

    return open_store(address())


def address() -> str | None:
    """The database that the environment or the secrets name; ``None`` is the file of this computer's user."""
    return os.environ.get("LEKCE2_DATABASE_URL") or secrets().get("LEKCE2_DATABASE_URL")


def secrets() -> Mapping[str, Any]:
    """The host's secrets, none where there is no such file."""
    try:
        return dict(st.secrets)
    except FileNotFoundError:
        return {}


def keeping() -> str:
    """Where progress is kept: ``waiting`` for the browser, only in this ``visit``, in ``trouble``, or ``saved``."""
    if state.GREETED not in st.session_state:
        return "waiting"
    if st.session_state.get(state.TROUBLE):
        return "trouble"
    if identity.learner() is None:
        return "visit"
    return "trouble" if unsaved() else "saved"


def record(kind: str, hand_in: str | None = None, **data: Any) -> Event:
    """Write a new event down and save it; ``hand_in`` names an exam or an attempt whose drafts then go."""
    if "seconds" in data:
        data["seconds"] = min(data["seconds"], LONGEST_TIME)  # what is written can be read back
    happened = event(kind, state.now(), state.new_id(), **data)
    waited = bool(unsaved())
    state.events().append(happened)
    st.session_state.setdefault(state.UNSAVED, set()).add(happened.id)
    if save(hand_in) and waited:
        mirror_whole()
    elif (who := identity.learner()) is None:
        mirror_waiting()
    else:
        told = mirror.day(who, state.events(), happened.time, unsaved(), st.session_state[state.ASKED])
        st.session_state[state.MIRROR] = told
    return happened


def save(hand_in: str | None = None) -> bool:
    """Save what is not saved yet; ``False`` when that failed, with the reason under ``state.TROUBLE``."""
    unsaved: set[str] = st.session_state.setdefault(state.UNSAVED, set())
    who = identity.learner()
    if who is None:
        return False
    new = [e for e in state.events() if e.id in unsaved] if unsaved else []
    if not new and hand_in is None and not st.session_state.get(state.TROUBLE):
        return True
    hand_in = hand_in or next((e["exam"] for e in standing(new) if e.kind == "exam-hand-in"), None)
    try:
        store().save(who, new, hand_in)
        if store().count(who) != len(state.events()):
            take(store().load(who))
    except Exception as error:
        trouble(error)
        return False
    unsaved.clear()
    st.session_state[state.TROUBLE] = None
    return True


def memory(deck: Deck) -> Memory:
    """What the log says about a deck; one new event is added to the last fold, more make a new one.

    A deck that was loaded anew is another one, also where it has the same id.
    """
    log = state.events()
    count, found = st.session_state.get(state.MEMORY) or (0, None)
    if found is None or found.deck is not deck or count not in (len(log), len(log) - 1):
        found = fold(log, deck)
    elif count < len(log):
        found = found.then(log[-1])
    st.session_state[state.MEMORY] = (len(log), found)
    kept: Memory = found
    return kept


def zone() -> tzinfo:
    """The learner's time zone, as the browser tells it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def save_draft(attempt: str, card: str, text: str) -> None:
    """Keep an answer under way; one draft a card of an attempt, the newest."""
    state.drafts()[f"{attempt}/{card}"] = text
    who = identity.learner()
    if who is None:
        return
    try:
        store().save_draft(who, attempt, card, text, state.now())
    except Exception as error:
        trouble(error)


def take_drafts() -> None:
    """Bring together the answers under way that are kept and those of this visit, which count."""
    kept = {f"{draft.attempt}/{draft.card}": draft.text for draft in store().drafts(identity.learner())}
    mine = dict(state.drafts())
    state.drafts().update({**kept, **mine})
    for name, text in mine.items():
        if kept.get(name) != text:
            attempt, _, card = name.partition("/")
            save_draft(attempt, card, text)


def add(new: tuple[Event, ...]) -> bool:
    """Take events that came from a file or a mirror into the log and save them."""
    st.session_state.setdefault(state.UNSAVED, set()).update(e.id for e in new)
    take(new)
    done = save()
    mirror_whole()
    return done


def unsaved() -> set[str]:
    found: set[str] = st.session_state.get(state.UNSAVED, set())
    return found


def mirror_whole(read: tuple[str, ...] = ()) -> None:
    """Let the browser write the whole log, and throw away those pieces that were read and are no part of it."""
    who = identity.learner()
    if who is not None:
        visit = st.session_state[state.ASKED]
        st.session_state[state.WHOLE_MIRROR] = mirror.whole(who, state.events(), unsaved(), visit, read)
        st.session_state[state.MIRROR] = {}


def mirror_waiting() -> None:
    """Let the browser keep what a user did whose learner the store could not tell; it goes once it is saved."""
    owner, visit = identity.account(), st.session_state.get(state.ASKED)
    if owner is not None and visit is not None:
        st.session_state[state.MIRROR] = mirror.waiting(owner, state.events(), unsaved(), visit)


def take(more: tuple[Event, ...]) -> None:
    """Merge events into this visit's log."""
    st.session_state[state.EVENTS] = list(merge(state.events(), more))
    st.session_state[state.MEMORY] = None


def start_over(gone: list[str]) -> None:
    """Forget this visit, and let the browser forget its copies of these learners and, if it is one, its own secret."""
    now = st.session_state
    owners = [mirror.owner(who) for who in gone]
    if (account := identity.account()) is not None and identity.learner() in gone:
        owners.append(account)
    own = now.get(state.ANONYMOUS) in gone
    now[state.FORGET] = {"word": state.new_id(), "owners": owners, "secret": own}
    for key in state.LEARNERS:
        now.pop(key, None)


def trouble(error: Exception) -> None:
    """Remember why saving failed; what is no message of the store is an error of the app."""
    message = getattr(error, "message", None)
    if not isinstance(message, Message):
        raise error
    who = identity.learner()
    if message.code == "retired" and who is not None:
        start_over([who])  # everything was deleted in another tab
    st.session_state[state.TROUBLE] = message
