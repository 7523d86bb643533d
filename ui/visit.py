"""What a visit remembers: one object for its learner, one for the window, and the access to both.

Nothing else is kept in ``st.session_state`` but the values of widgets, under their own keys. When the learner changes
or deletes everything, the `Visit` is dropped whole, and with it every widget's value that is not `KEPT`: what is to be
forgotten needs no list.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from lekce2 import Message
from study.log import Event, Reading, Summary
from study.memory import Memory
from study.sessions import Session

VISIT, WINDOW = "visit", "window"
LANGUAGE, NOTATION, DECK = "language", "notation", "deck"  # keys of the sidebar's widgets
KEPT = (WINDOW, LANGUAGE, NOTATION, DECK, "browser", "browser-keep", "backup-upload")
# What the browser says comes anew with its next hello; an upload whose value went would be taken for a new one.

T = TypeVar("T")


@dataclass
class Visit:
    """What is known of the learner who is at the screen."""

    # The log
    learner: str | None = None  # whose it is; None where the browser keeps nothing, or where nobody can say
    owner: str | None = None  # the learner that was last known: another one begins a visit of their own
    events: list[Event] = field(default_factory=list)
    unsaved: set[str] = field(default_factory=set)  # ids of events that the store has not confirmed
    drafts: dict[str, str] = field(default_factory=dict)  # draft id → text
    memory: tuple[int, Memory] | None = None  # the last fold, and of how many events
    looked_up: tuple[Memory, dict[str, Any]] | None = None  # what a page has made of that fold
    trouble: Message | None = None  # why the last save failed
    restored: tuple[Summary, Reading, bool] | None = None  # what the last uploaded backup came to

    # What the browser is told
    mirror: dict[str, str | None] = field(default_factory=dict)  # the pieces of the day of the last event, to be kept
    whole_mirror: Any = None  # `ui.learner.mirror.Told`: the pieces that the browser lacked when it said hello
    wanted: tuple[str, ...] = ()  # names of pieces that the browser is to send
    rated: dict[str, str] = field(default_factory=dict)  # draft id → the answer that was last rated, to be forgotten
    collected: str | None = None  # the exam of which the browser has sent its drafts, or never had any

    # What is under way
    revision: Session | None = None
    reopened: str | None = None  # the draft that was last brought back
    nothing_written: str | None = None  # the attempt whose answer was asked for with nothing in the editor
    unit: str | None = None  # the rubric unit that the keys 1–3 mark
    exam: str | None = None  # the mock exam under way or last marked; "" once it was put away
    exam_card: str | None = None  # the question of the exam that is open
    practice: Any = None  # `ui.features.Try`, the exercise under way
    demos: dict[str, Any] = field(default_factory=dict)  # prefix and name of a demo → `ui.lab.spec.State`

    whole_page: bool = False  # an editor's fragment is to draw the whole page after itself


@dataclass
class Window:
    """What is known of the window, whoever the learner is."""

    greeted: bool = False  # the browser has said hello
    asked: str = ""  # a new word for every hello
    anonymous: str | None = None  # the learner of the browser's own secret, signed in or not
    forget: dict[str, Any] | None = None  # whose copies the browser is to throw away, under a new word each time
    linked_language: str | None = None  # the last ?lang= that was followed
    switched_language: str | None = None  # the last one that was switched to by hand
    linked_notation: str | None = None  # the last ?notation= that was followed
    linked_deck: tuple[str | None, ...] = ()  # the last ?deck=, ?card= and ?exercise= that were followed
    switched_deck: str | None = None  # the last deck that was switched to by hand
    linked_part: str | None = None  # the last ?card= that led to a part of an answer
    linked_demo: dict[str, str] | None = None  # the last address of the lab that was followed


def state() -> Visit:
    """What is remembered of the learner."""
    return _kept(Visit, VISIT)


def window() -> Window:
    """What is remembered of the window."""
    return _kept(Window, WINDOW)


def drop() -> Visit:
    """Forget the learner: the visit begins anew, and so do the widgets."""
    for key in [key for key in st.session_state if key not in KEPT]:
        del st.session_state[key]
    return state()


def now() -> datetime:
    """The clock of the screen; everything below takes it as an argument."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh random id for an attempt, an exam or an event's nonce."""
    return secrets.token_hex(8)


def events() -> list[Event]:
    """What happened in this visit."""
    return state().events


def revision() -> Session | None:
    return state().revision


def drafts() -> dict[str, str]:
    return state().drafts


def _kept(kind: type[T], key: str) -> T:
    """The object under a key. One that an older version of this module made is carried over, field by field."""
    found = st.session_state.get(key)
    if type(found) is kind:
        return found
    known = {} if found is None else vars(found)
    made = kind(**{each.name: known[each.name] for each in fields(kind) if each.name in known})  # type: ignore[arg-type]
    st.session_state[key] = made
    return made
