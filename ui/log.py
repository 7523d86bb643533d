"""The learner's log on the screen: who the learner is, loading, saving, and the mirror in the browser.

Until the browser has said hello, events stay in this visit's memory; then they are saved under its learner. "Saved" is
said only after the store's commit. Where saving fails the events stay here and in the browser, and the next save tries
them again. Two tabs of one browser are one learner: whoever saves sees what the other has saved.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lekce2 import Message
from study.deck import Deck
from study.events import Event, event
from study.memory import Memory, fold
from study.merge import merge, missing
from study.mirror import pieces, pieces_of_day, read_pieces
from ui import browser, state


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
    if learner() is None:
        return "visit"
    return "trouble" if unsaved() or st.session_state.get(state.TROUBLE) else "saved"


def recovered() -> Message | None:
    """What was recovered from a damaged file, once a store is open."""
    if state.GREETED not in st.session_state:
        return None
    try:
        found: Message | None = store().recovered
    except Exception:
        return None
    return found


def connect() -> None:
    """Draw what speaks with the browser; once on every page."""
    now = st.session_state
    browser.talk(
        known=state.GREETED in now,
        write=now.get(state.MIRROR, {}),
        want=now.get(state.WANTED, ()),
        asked=now.get(state.ASKED, ""),
        forget=now.get(state.FORGET, ""),
        on_hello=_hello,
        on_pieces=_pieces,
    )
    if state.WHOLE_MIRROR in now:
        browser.keep(now[state.WHOLE_MIRROR])


def learner() -> str | None:
    """Whose log it is; ``None`` before the browser has said hello, and where it keeps nothing."""
    found: str | None = st.session_state.get(state.LEARNER)
    return found


def record(kind: str, hand_in: str | None = None, **data: Any) -> Event:
    """Write a new event down and save it; ``hand_in`` names an exam whose drafts then go."""
    happened = event(kind, state.now(), state.new_id(), **data)
    state.events().append(happened)
    st.session_state.setdefault(state.UNSAVED, set()).add(happened.id)
    save(hand_in)
    _mirror(happened.time)
    return happened


def save(hand_in: str | None = None) -> bool:
    """Save what is not saved yet; ``False`` when that failed, with the reason under ``state.TROUBLE``."""
    unsaved: set[str] = st.session_state.setdefault(state.UNSAVED, set())
    who = learner()
    if who is None:
        return False
    new = [e for e in state.events() if e.id in unsaved]
    if not new and hand_in is None:
        return True
    try:
        store().save(who, new, hand_in)
        if store().count(who) != len(state.events()):
            _take(store().load(who))
    except Exception as error:
        _trouble(error)
        return False
    unsaved.clear()
    st.session_state[state.TROUBLE] = None
    return True


def memory(deck: Deck) -> Memory:
    """What the log says about a deck; one new event is added to the last fold, more make a new one."""
    log, kept = state.events(), st.session_state.get(state.MEMORY)
    if kept and kept[:2] == (id(deck), len(log)):
        found: Memory = kept[2]
        return found
    found = kept[2].then(log[-1]) if kept and kept[:2] == (id(deck), len(log) - 1) else fold(log, deck)
    st.session_state[state.MEMORY] = (id(deck), len(log), found)
    return found


def zone() -> tzinfo:
    """The learner's time zone, as the browser tells it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def retry() -> None:
    """Try once more to save what is not saved."""
    save()


def save_draft(attempt: str, card: str, text: str) -> None:
    """Keep an answer under way; one draft a card of an attempt, the newest."""
    state.drafts()[f"{attempt}/{card}"] = text
    who = learner()
    if who is None:
        return
    try:
        store().save_draft(who, attempt, card, text, state.now())
    except Exception as error:
        _trouble(error)


def add(new: tuple[Event, ...]) -> bool:
    """Take events that came from a file or a mirror into the log and save them."""
    st.session_state.setdefault(state.UNSAVED, set()).update(e.id for e in new)
    _take(new)
    done = save()
    st.session_state[state.WHOLE_MIRROR] = dict(pieces(state.events(), unconfirmed=unsaved()).pieces)
    return done


def delete() -> bool:
    """Retire the learner for good, here and in the browser; ``False`` when the store did not do it."""
    who = learner()
    try:
        if who is not None:
            store().retire(who)
    except Exception as error:
        _trouble(error)
        return False
    _start_over()
    return True


def can_adopt() -> bool:
    """Is there an anonymous log of this browser that the signed-in user may take over once?"""
    anonymous = st.session_state.get(state.ANONYMOUS)
    try:
        return anonymous is not None and anonymous != learner() and not store().is_adopted(anonymous)
    except Exception as error:
        _trouble(error)
        return False


def adopt() -> None:
    """Take the browser's anonymous log over into the signed-in user's."""
    try:
        store().adopt(st.session_state[state.ANONYMOUS], learner())
        _take(store().load(learner()))
    except Exception as error:
        _trouble(error)


def unsaved() -> set[str]:
    found: set[str] = st.session_state.get(state.UNSAVED, set())
    return found


def _hello() -> None:
    """The browser has said who it is: load its log, save what happened before, and see whose copy lacks what."""
    word = browser.said(browser.HELLO)
    word = word if isinstance(word, Mapping) else {}
    st.session_state[state.GREETED] = True
    who = _who(word.get("secret"))
    st.session_state[state.LEARNER] = who
    if who is None:
        return
    try:
        if store().is_retired(who):
            _start_over()
            return
        _take(store().load(who))
        for draft in store().drafts(who):
            state.drafts().setdefault(f"{draft.attempt}/{draft.card}", draft.text)
    except Exception as error:
        _trouble(error)
    save()
    _compare(word.get("pieces"))
    session = state.revision()
    if session and not session.done and session.attempt and session.attempt.revealed is None:
        st.session_state[state.REVISION] = None  # begun before the log was known; nothing is lost


def _who(secret: object) -> str | None:
    from study.learner import active_user, learner_of

    try:
        anonymous = learner_of(secret) if isinstance(secret, str) else None
    except ValueError:
        anonymous = None
    st.session_state[state.ANONYMOUS] = anonymous
    if getattr(st.user, "is_logged_in", False):
        issuer, subject = str(st.user.get("iss", "")), str(st.user.get("sub", "") or st.user.get("email", ""))
        return active_user(issuer, subject, store().is_retired)
    return anonymous


def _compare(theirs: object) -> None:
    """Ask for the pieces of the mirror that differ from ours, and let the browser write those that it lacks."""
    mirror = pieces(state.events(), unconfirmed=unsaved())
    ours = {name: browser.mark(text) for name, text in mirror.pieces.items()}
    known = {str(k): v for k, v in theirs.items()} if isinstance(theirs, Mapping) else {}
    st.session_state[state.WANTED] = tuple(name for name, mark in known.items() if ours.get(name) != mark)
    st.session_state[state.ASKED] = state.new_id()
    if not st.session_state[state.WANTED]:
        lacking = {name: text for name, text in mirror.pieces.items() if known.get(name) != ours[name]}
        st.session_state[state.WHOLE_MIRROR] = lacking


def _pieces() -> None:
    """Pieces have come that the store may lack: merge what is good in them."""
    word = browser.said(browser.PIECES)
    st.session_state[state.WANTED] = ()
    texts = word.get("texts") if isinstance(word, Mapping) else None
    reading = read_pieces(texts, state.now())
    add(missing(reading.events, {e.id for e in state.events()}))


def _take(more: tuple[Event, ...]) -> None:
    """Merge events into this visit's log."""
    st.session_state[state.EVENTS] = list(merge(state.events(), more))
    st.session_state[state.MEMORY] = None


def _mirror(moment: datetime) -> None:
    st.session_state[state.MIRROR] = pieces_of_day(state.events(), moment)


def _start_over() -> None:
    """Forget this visit, and let the browser forget its copy and take a new secret."""
    st.session_state[state.FORGET] = state.new_id()
    for key in (state.LEARNER, state.EXAM, state.EXAM_CARD, state.REVISION, state.TROUBLE):
        st.session_state[key] = None
    st.session_state[state.UNSAVED] = set()
    st.session_state[state.EVENTS] = []
    st.session_state[state.DRAFTS] = {}
    st.session_state[state.MIRROR] = {}
    st.session_state[state.WANTED] = ()
    st.session_state.pop(state.WHOLE_MIRROR, None)


def _trouble(error: Exception) -> None:
    """Remember why saving failed; what is no message of the store is an error of the app."""
    message = getattr(error, "message", None)
    if not isinstance(message, Message):
        raise error
    st.session_state[state.TROUBLE] = message
