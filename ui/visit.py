"""Every key of ``st.session_state`` that is not a widget's own, and the access to what stands under it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import streamlit as st

from study.log import Event
from study.sessions import Session

LANGUAGE = "language"  # the widget's key as well: the chosen language's code
LINKED_LANGUAGE = "linked-language"  # the last ?lang= that was followed
SWITCHED_LANGUAGE = "switched-language"  # the last one that was switched to by hand
LINKED_NOTATION = "linked-notation"  # the last ?notation= that was followed
NOTATION = "notation"  # the widget's key as well: notes or slides
DECK = "deck"  # the id of the chosen deck
EVENTS = "events"  # what happened in this visit, a list of Event
REVISION = "revision"  # study.sessions.Session under way
REOPENED = "reopened"  # the draft that was last brought back
NOTHING_WRITTEN = "nothing-written"  # the attempt whose answer was asked for with nothing in the editor
RATED = "rated"  # draft id → text of the answer that was last rated, for the browser to forget
MEMORY = "memory"  # (how many events, study.memory.Memory) of the last fold
UNIT = "unit"  # the rubric unit that the keys 1–3 mark
EXAM = "exam"  # the id of the mock exam under way or last marked
EXAM_CARD = "exam-card"  # the question of the exam that is open
GREETED = "greeted"  # present once the browser has said hello
LEARNER = "learner"  # whose log it is, None where the browser keeps nothing
ANONYMOUS = "anonymous"  # the learner of the browser's own secret, signed in or not
UNSAVED = "unsaved"  # ids of events that the store has not confirmed
TROUBLE = "trouble"  # why the last save failed, a Message
MIRROR = "mirror"  # the pieces of the day of the last event, for the browser to keep
WHOLE_MIRROR = "whole-mirror"  # the pieces that the browser lacked when it said hello
WANTED = "wanted"  # names of pieces that the browser is to send
ASKED = "asked"  # a new word for every such wish
FORGET = "forget"  # a new word whenever the browser is to forget everything
PRACTICE = "practice"  # ui.features.practice.Try, the exercise under way
DRAFTS = "drafts"  # draft id → text while an exam is written
COLLECTED = "collected"  # the exam of which the browser has sent its drafts, or never had any
WHOLE_PAGE = "whole-page"  # present when an editor's fragment is to draw the whole page after itself
RESTORED = "restored"  # what the last uploaded backup came to
LEARNERS = (
    *(LEARNER, EVENTS, UNSAVED, DRAFTS, MEMORY, MIRROR, WHOLE_MIRROR, WANTED, TROUBLE, REVISION, REOPENED, UNIT),
    *(NOTHING_WRITTEN, RATED, EXAM, EXAM_CARD, COLLECTED, PRACTICE, WHOLE_PAGE, RESTORED),
)  # what belongs to a learner, and goes when everything is deleted


def now() -> datetime:
    """The clock of the screen; everything below takes it as an argument."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh random id for an attempt, an exam or an event's nonce."""
    return secrets.token_hex(8)


def events() -> list[Event]:
    """What happened in this visit."""
    found: list[Event] = st.session_state.setdefault(EVENTS, [])
    return found


def revision() -> Session | None:
    found: Session | None = st.session_state.get(REVISION)
    return found


def drafts() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(DRAFTS, {})
    return found
