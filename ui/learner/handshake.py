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
from study.store import StoreError
from ui import visit
from ui.learner import browser, decks, identity, mirror, progress_log


def connect() -> None:
    """Draw what speaks with the browser; once on every page."""
    now, window = visit.state(), visit.window()
    browser.talk(
        known=window.greeted,
        language=window.switched_language,
        deck=window.switched_deck,
        write=now.mirror,
        want=now.wanted,
        asked=window.asked,
        forget=window.forget,
        on_hello=_hello,
        on_pieces=_pieces,
    )
    if now.whole_mirror is not None:
        browser.keep(now.whole_mirror.pieces)


def retry() -> None:
    """Try once more to save what is not saved, or to find out whose log it is."""
    if identity.learner() is None:
        _hello()
    elif progress_log.save():
        progress_log.mirror_whole()


def mirrored() -> tuple[int, int] | None:
    """How many events of how many the browser keeps, where it has no room for all."""
    told: mirror.Told | None = visit.state().whole_mirror
    return None if told is None or told.whole else (told.kept, told.total)


def recovered() -> Message | None:
    """What was recovered from a damaged file, once a store is open."""
    if not visit.window().greeted:
        return None
    try:
        found: Message | None = progress_log.store().recovered
    except StoreError:
        return None
    return found


def theirs(*owners: str) -> dict[str, object]:
    """The pieces of these owners that the browser told of, and their fingerprints."""
    told = _word(browser.HELLO).get("pieces")
    known = {str(name): mark for name, mark in told.items()} if isinstance(told, Mapping) else {}
    return {name: mark for name, mark in known.items() if name.startswith(owners)}


def _hello() -> None:
    """The browser has said who it is: load its log, save what happened before, and see whose copy lacks what.

    What is remembered of another learner goes first.
    """
    window = visit.window()
    if not window.greeted:
        _choices()
    window.greeted, window.asked, visit.state().learner = True, visit.new_id(), None
    try:
        window.anonymous = nobody = identity.anonymous(_word(browser.HELLO).get("secret"))
        who = identity.present(nobody, lambda learner: progress_log.store().is_retired(learner))
        if visit.state().owner not in (None, who):
            visit.drop()
        visit.state().learner = visit.state().owner = who
        if who is None:
            return
        if progress_log.store().is_retired(who):
            progress_log.start_over([who])
            return
        progress_log.take(progress_log.store().load(who))
        progress_log.take_drafts()
    except StoreError as error:
        progress_log.trouble(error)
    if identity.learner() is None:
        progress_log.mirror_waiting()
        return
    if progress_log.unsaved() and progress_log.save():
        visit.state().mirror = dict.fromkeys(visit.state().mirror)  # what waited under the account is saved now
    _compare()
    session = visit.revision()
    if session and not session.done and session.attempt and session.attempt.revealed is None:
        visit.state().revision = None  # begun before the log was known; nothing is lost


def _choices() -> None:
    """Go on in the language and the deck of an earlier visit, unless the address or the learner has said others."""
    window, word = visit.window(), _word(browser.HELLO)
    language, deck = word.get("language"), word.get("deck")
    if language in CODES and not (window.linked_language or window.switched_language):
        st.session_state[visit.LANGUAGE] = language
    if not (any(window.linked_deck) or window.switched_deck) and decks.named(deck) is not None:
        st.session_state[visit.DECK] = deck


def _owners(who: str) -> tuple[str, ...]:
    """Whose pieces are this learner's: also what waits under the account since the store was down."""
    account = identity.account()
    return (mirror.owner(who), *([] if account is None else [account]))


def _compare() -> None:
    """Ask for the pieces of the mirror that differ from ours, and let the browser write those that it lacks."""
    now, who = visit.state(), identity.learner()
    if who is None:
        return
    told = mirror.whole(who, now.events, now.unsaved, visit.window().asked)
    ours = {name: browser.mark(text) for name, text in told.pieces.items() if text is not None}
    their = theirs(*_owners(who))
    now.wanted = tuple(name for name, mark in their.items() if ours.get(name) != mark)
    if not now.wanted:
        lacking = {name: text for name, text in told.pieces.items() if text is not None and name not in their}
        now.whole_mirror = mirror.Told(lacking, told.kept, told.total)


def _pieces() -> None:
    """Pieces have come that the store may lack: merge what is good in them, and throw away what was read.

    An anonymous learner's pieces stay where they are when a user takes them over. What an earlier hello asked for may
    be another learner's.
    """
    word = _word(browser.PIECES)
    if word.get("asked") != visit.window().asked:
        return
    asked, visit.state().wanted = visit.state().wanted, ()
    reading = read_pieces(word.get("texts"), visit.now())
    progress_log.add(missing(reading.events, {e.id for e in visit.events()}))
    who = identity.learner()
    if who is not None and not reading.refusals:
        progress_log.mirror_whole(tuple(name for name in asked if name.startswith(_owners(who))))


def _word(name: str) -> Mapping[str, Any]:
    word = browser.said(name)
    return word if isinstance(word, Mapping) else {}
