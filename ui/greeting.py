"""The greeting: the browser says who it is, its copy of the log is compared with ours, and each gets what it lacks.

Until the browser has said hello, events stay in this visit's memory; then they are saved under its learner. A user is
known without it, unless the store is down: what is recorded meanwhile waits in the browser under the user's account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lekce2 import Message
from study.language import CODES
from study.merge import missing
from study.mirror import read_pieces
from ui import browser, log, mirror, state, whose


def connect() -> None:
    """Draw what speaks with the browser; once on every page."""
    now = st.session_state
    browser.talk(
        known=state.GREETED in now,
        language=now.get(state.SWITCHED_LANGUAGE),
        write=now.get(state.MIRROR, {}),
        want=now.get(state.WANTED, ()),
        asked=now.get(state.ASKED, ""),
        forget=now.get(state.FORGET),
        on_hello=_hello,
        on_pieces=_pieces,
    )
    if state.WHOLE_MIRROR in now:
        browser.keep(now[state.WHOLE_MIRROR].pieces)


def retry() -> None:
    """Try once more to save what is not saved, or to find out whose log it is."""
    if whose.learner() is None:
        _hello()
    elif log.save():
        log.mirror_whole()


def mirrored() -> tuple[int, int] | None:
    """How many events of how many the browser keeps, where it has no room for all."""
    told: mirror.Told | None = st.session_state.get(state.WHOLE_MIRROR)
    return None if told is None or told.whole else (told.kept, told.total)


def recovered() -> Message | None:
    """What was recovered from a damaged file, once a store is open."""
    if state.GREETED not in st.session_state:
        return None
    try:
        found: Message | None = log.store().recovered
    except Exception:
        return None
    return found


def theirs(*owners: str) -> dict[str, object]:
    """The pieces of these owners that the browser told of, and their fingerprints."""
    told = _word(browser.HELLO).get("pieces")
    known = {str(name): mark for name, mark in told.items()} if isinstance(told, Mapping) else {}
    return {name: mark for name, mark in known.items() if name.startswith(owners)}


def _hello() -> None:
    """The browser has said who it is: load its log, save what happened before, and see whose copy lacks what."""
    now = st.session_state
    _language(first=state.GREETED not in now)
    now[state.GREETED], now[state.ASKED], now[state.LEARNER] = True, state.new_id(), None
    try:
        now[state.ANONYMOUS] = nobody = whose.anonymous(_word(browser.HELLO).get("secret"))
        now[state.LEARNER] = who = whose.present(nobody, lambda learner: log.store().is_retired(learner))
        if who is None:
            return
        if log.store().is_retired(who):
            log.start_over([who])
            return
        log.take(log.store().load(who))
        log.take_drafts()
    except Exception as error:
        log.trouble(error)
    if whose.learner() is None:
        log.mirror_waiting()
        return
    if log.unsaved() and log.save():
        now[state.MIRROR] = dict.fromkeys(now.get(state.MIRROR, {}))  # what waited under the account is saved now
    _compare()
    session = state.revision()
    if session and not session.done and session.attempt and session.attempt.revealed is None:
        now[state.REVISION] = None  # begun before the log was known; nothing is lost


def _language(first: bool) -> None:
    """Go on in the language of an earlier visit, unless the address or the learner has said another one."""
    now, kept = st.session_state, _word(browser.HELLO).get("language")
    if first and kept in CODES and not (now.get(state.LINKED_LANGUAGE) or now.get(state.SWITCHED_LANGUAGE)):
        now[state.LANGUAGE] = kept


def _owners(who: str) -> tuple[str, ...]:
    """Whose pieces are this learner's: also what waits under the account since the store was down."""
    account = whose.account()
    return (mirror.owner(who), *([] if account is None else [account]))


def _compare() -> None:
    """Ask for the pieces of the mirror that differ from ours, and let the browser write those that it lacks."""
    who = whose.learner()
    if who is None:
        return
    told = mirror.whole(who, state.events(), log.unsaved(), st.session_state[state.ASKED])
    ours = {name: browser.mark(text) for name, text in told.pieces.items() if text is not None}
    their = theirs(*_owners(who))
    st.session_state[state.WANTED] = tuple(name for name, mark in their.items() if ours.get(name) != mark)
    if not st.session_state[state.WANTED]:
        lacking = {name: text for name, text in told.pieces.items() if text is not None and name not in their}
        st.session_state[state.WHOLE_MIRROR] = mirror.Told(lacking, told.kept, told.total)


def _pieces() -> None:
    """Pieces have come that the store may lack: merge what is good in them, and throw away what was read.

    An anonymous learner's pieces stay where they are when a user takes them over.
    """
    asked, st.session_state[state.WANTED] = st.session_state.get(state.WANTED, ()), ()
    reading = read_pieces(_word(browser.PIECES).get("texts"), state.now())
    log.add(missing(reading.events, {e.id for e in state.events()}))
    who = whose.learner()
    if who is not None and not reading.refusals:
        log.mirror_whole(tuple(name for name in asked if name.startswith(_owners(who))))


def _word(name: str) -> Mapping[str, Any]:
    word = browser.said(name)
    return word if isinstance(word, Mapping) else {}
