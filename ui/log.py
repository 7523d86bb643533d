"""The learner's log on the screen: who the learner is, loading, saving, and what the browser is told to keep.

Until the browser has said hello, events stay in this visit's memory; then they are saved under its learner. "Saved" is
said only after the store's commit. Where saving fails the events stay here and in the browser, and the next save tries
them again. Two tabs of one browser are one learner: whoever saves sees what the other has saved, and where one deletes
everything the other starts over at its next save.
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
from study.events import Event, event
from study.forms import LONGEST_TIME
from study.memory import Memory, fold
from study.merge import merge, missing
from study.mirror import read_pieces
from ui import browser, mirror, state


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
    if learner() is None:
        return "visit"
    return "trouble" if unsaved() else "saved"


def mirrored() -> tuple[int, int] | None:
    """How many events of how many the browser keeps, where it has no room for all."""
    told: mirror.Told | None = st.session_state.get(state.WHOLE_MIRROR)
    return None if told is None or told.whole else (told.kept, told.total)


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
        forget=now.get(state.FORGET),
        on_hello=_hello,
        on_pieces=_pieces,
    )
    if state.WHOLE_MIRROR in now:
        browser.keep(now[state.WHOLE_MIRROR].pieces)


def learner() -> str | None:
    """Whose log it is; ``None`` before the browser has said hello, and where it keeps nothing."""
    found: str | None = st.session_state.get(state.LEARNER)
    return found


def record(kind: str, hand_in: str | None = None, **data: Any) -> Event:
    """Write a new event down and save it; ``hand_in`` names an exam whose drafts then go."""
    if "seconds" in data:
        data["seconds"] = min(data["seconds"], LONGEST_TIME)  # what is written can be read back
    happened = event(kind, state.now(), state.new_id(), **data)
    waited = bool(unsaved())
    state.events().append(happened)
    st.session_state.setdefault(state.UNSAVED, set()).add(happened.id)
    if save(hand_in) and waited:
        mirror_whole()
    elif (who := learner()) is not None:
        told = mirror.day(who, state.events(), happened.time, unsaved(), st.session_state[state.ASKED])
        st.session_state[state.MIRROR] = told
    return happened


def save(hand_in: str | None = None) -> bool:
    """Save what is not saved yet; ``False`` when that failed, with the reason under ``state.TROUBLE``."""
    unsaved: set[str] = st.session_state.setdefault(state.UNSAVED, set())
    who = learner()
    if who is None:
        return False
    new = [e for e in state.events() if e.id in unsaved] if unsaved else []
    if not new and hand_in is None and not st.session_state.get(state.TROUBLE):
        return True
    hand_in = hand_in or next((e["exam"] for e in new if e.kind == "exam-hand-in"), None)
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
    """Try once more to save what is not saved, or to find out whose log it is."""
    if learner() is None:
        _hello()
    elif save():
        mirror_whole()


def save_draft(attempt: str, card: str, text: str) -> None:
    """Keep an answer under way; one draft a card of an attempt, the newest."""
    state.drafts()[f"{attempt}/{card}"] = text
    who = learner()
    if who is None:
        return
    try:
        store().save_draft(who, attempt, card, text, state.now())
    except Exception as error:
        trouble(error)


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


def _hello() -> None:
    """The browser has said who it is: load its log, save what happened before, and see whose copy lacks what."""
    now = st.session_state
    now[state.GREETED], now[state.ASKED], now[state.LEARNER] = True, state.new_id(), None
    try:
        now[state.LEARNER] = who = _who(_word(browser.HELLO).get("secret"))
        if who is None:
            return
        if store().is_retired(who):
            start_over([who])
            return
        take(store().load(who))
        for draft in store().drafts(who):
            state.drafts().setdefault(f"{draft.attempt}/{draft.card}", draft.text)
    except Exception as error:
        trouble(error)
    if learner() is None:
        return
    if unsaved():
        save()
    _compare()
    session = state.revision()
    if session and not session.done and session.attempt and session.attempt.revealed is None:
        now[state.REVISION] = None  # begun before the log was known; nothing is lost


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


def _word(name: str) -> Mapping[str, Any]:
    word = browser.said(name)
    return word if isinstance(word, Mapping) else {}


def theirs(who: str) -> dict[str, object]:
    """The pieces of a learner that the browser told of, and their fingerprints."""
    told = _word(browser.HELLO).get("pieces")
    known = {str(name): mark for name, mark in told.items()} if isinstance(told, Mapping) else {}
    return {name: known[name] for name in mirror.owned(known, who)}


def _compare() -> None:
    """Ask for the pieces of the mirror that differ from ours, and let the browser write those that it lacks."""
    who = learner()
    if who is None:
        return
    told = mirror.whole(who, state.events(), unsaved(), st.session_state[state.ASKED])
    ours = {name: browser.mark(text) for name, text in told.pieces.items() if text is not None}
    their = theirs(who)
    st.session_state[state.WANTED] = tuple(name for name, mark in their.items() if ours.get(name) != mark)
    if not st.session_state[state.WANTED]:
        lacking = {name: text for name, text in told.pieces.items() if text is not None and name not in their}
        st.session_state[state.WHOLE_MIRROR] = mirror.Told(lacking, told.kept, told.total)


def _pieces() -> None:
    """Pieces have come that the store may lack: merge what is good in them."""
    asked, st.session_state[state.WANTED] = st.session_state.get(state.WANTED, ()), ()
    reading = read_pieces(_word(browser.PIECES).get("texts"), state.now())
    add(missing(reading.events, {e.id for e in state.events()}))
    if not reading.refusals:
        mirror_whole(asked)


def mirror_whole(read: tuple[str, ...] = ()) -> None:
    """Let the browser write the whole log, and throw away those pieces that were read and are no part of it."""
    who = learner()
    if who is not None:
        visit = st.session_state[state.ASKED]
        st.session_state[state.WHOLE_MIRROR] = mirror.whole(who, state.events(), unsaved(), visit, read)
        st.session_state[state.MIRROR] = {}


def take(more: tuple[Event, ...]) -> None:
    """Merge events into this visit's log."""
    st.session_state[state.EVENTS] = list(merge(state.events(), more))
    st.session_state[state.MEMORY] = None


def start_over(gone: list[str]) -> None:
    """Forget this visit, and let the browser forget its copies of these learners and, if it is one, its own secret."""
    now = st.session_state
    own = now.get(state.ANONYMOUS) in gone
    now[state.FORGET] = {"word": state.new_id(), "owners": [mirror.owner(who) for who in gone], "secret": own}
    for key in (state.LEARNER, state.EXAM, state.EXAM_CARD, state.REVISION, state.PRACTICE, state.MEMORY):
        now[key] = None
    now[state.TROUBLE] = None
    now[state.UNSAVED], now[state.EVENTS], now[state.DRAFTS] = set(), [], {}
    now[state.MIRROR], now[state.WANTED] = {}, ()
    now.pop(state.WHOLE_MIRROR, None)


def trouble(error: Exception) -> None:
    """Remember why saving failed; what is no message of the store is an error of the app."""
    message = getattr(error, "message", None)
    if not isinstance(message, Message):
        raise error
    who = learner()
    if message.code == "retired" and who is not None:
        start_over([who])  # everything was deleted in another tab
    st.session_state[state.TROUBLE] = message
