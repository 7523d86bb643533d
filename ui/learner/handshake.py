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
from study.log import missing, read_pieces
from ui import visit
from ui.learner import browser, identity, mirror, progress_log


def connect() -> None:
    """Draw what speaks with the browser; once on every page."""
    now = st.session_state
    browser.talk(
        known=visit.GREETED in now,
        language=now.get(visit.SWITCHED_LANGUAGE),
        write=now.get(visit.MIRROR, {}),
        want=now.get(visit.WANTED, ()),
        asked=now.get(visit.ASKED, ""),
        forget=now.get(visit.FORGET),
        on_hello=_hello,
        on_pieces=_pieces,
    )
    if visit.WHOLE_MIRROR in now:
        browser.keep(now[visit.WHOLE_MIRROR].pieces)


def retry() -> None:
    """Try once more to save what is not saved, or to find out whose log it is."""
    if identity.learner() is None:
        _hello()
    elif progress_log.save():
        progress_log.mirror_whole()


def mirrored() -> tuple[int, int] | None:
    """How many events of how many the browser keeps, where it has no room for all."""
    told: mirror.Told | None = st.session_state.get(visit.WHOLE_MIRROR)
    return None if told is None or told.whole else (told.kept, told.total)


def recovered() -> Message | None:
    """What was recovered from a damaged file, once a store is open."""
    if visit.GREETED not in st.session_state:
        return None
    try:
        found: Message | None = progress_log.store().recovered
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
    _language(first=visit.GREETED not in now)
    now[visit.GREETED], now[visit.ASKED], now[visit.LEARNER] = True, visit.new_id(), None
    try:
        now[visit.ANONYMOUS] = nobody = identity.anonymous(_word(browser.HELLO).get("secret"))
        now[visit.LEARNER] = who = identity.present(nobody, lambda learner: progress_log.store().is_retired(learner))
        if who is None:
            return
        if progress_log.store().is_retired(who):
            progress_log.start_over([who])
            return
        progress_log.take(progress_log.store().load(who))
        progress_log.take_drafts()
    except Exception as error:
        progress_log.trouble(error)
    if identity.learner() is None:
        progress_log.mirror_waiting()
        return
    if progress_log.unsaved() and progress_log.save():
        now[visit.MIRROR] = dict.fromkeys(now.get(visit.MIRROR, {}))  # what waited under the account is saved now
    _compare()
    session = visit.revision()
    if session and not session.done and session.attempt and session.attempt.revealed is None:
        now[visit.REVISION] = None  # begun before the log was known; nothing is lost


def _language(first: bool) -> None:
    """Go on in the language of an earlier visit, unless the address or the learner has said another one."""
    now, kept = st.session_state, _word(browser.HELLO).get("language")
    if first and kept in CODES and not (now.get(visit.LINKED_LANGUAGE) or now.get(visit.SWITCHED_LANGUAGE)):
        now[visit.LANGUAGE] = kept


def _owners(who: str) -> tuple[str, ...]:
    """Whose pieces are this learner's: also what waits under the account since the store was down."""
    account = identity.account()
    return (mirror.owner(who), *([] if account is None else [account]))


def _compare() -> None:
    """Ask for the pieces of the mirror that differ from ours, and let the browser write those that it lacks."""
    who = identity.learner()
    if who is None:
        return
    told = mirror.whole(who, visit.events(), progress_log.unsaved(), st.session_state[visit.ASKED])
    ours = {name: browser.mark(text) for name, text in told.pieces.items() if text is not None}
    their = theirs(*_owners(who))
    st.session_state[visit.WANTED] = tuple(name for name, mark in their.items() if ours.get(name) != mark)
    if not st.session_state[visit.WANTED]:
        lacking = {name: text for name, text in told.pieces.items() if text is not None and name not in their}
        st.session_state[visit.WHOLE_MIRROR] = mirror.Told(lacking, told.kept, told.total)


def _pieces() -> None:
    """Pieces have come that the store may lack: merge what is good in them, and throw away what was read.

    An anonymous learner's pieces stay where they are when a user takes them over.
    """
    asked, st.session_state[visit.WANTED] = st.session_state.get(visit.WANTED, ()), ()
    reading = read_pieces(_word(browser.PIECES).get("texts"), visit.now())
    progress_log.add(missing(reading.events, {e.id for e in visit.events()}))
    who = identity.learner()
    if who is not None and not reading.refusals:
        progress_log.mirror_whole(tuple(name for name in asked if name.startswith(_owners(who))))


def _word(name: str) -> Mapping[str, Any]:
    word = browser.said(name)
    return word if isinstance(word, Mapping) else {}
