"""The learner's log on the screen: recording, saving, and what the browser is told to keep.

Until the learner is known, see `ui.learner.handshake`, events stay in this visit's memory. "Saved" is said only after
the store's commit. Where saving fails the events stay here and in the browser, and the next save tries them again. Two
tabs of one browser are one learner: whoever saves sees what the other has saved, and where one deletes everything the
other starts over at its next save.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from study.deck import Deck
from study.log import LONGEST_TIME, Event, event, merge, standing, uncollected
from study.memory import Memory, fold
from study.store import Retired, StoreError
from ui import visit
from ui.learner import identity, mirror

if TYPE_CHECKING:
    from study.store import Store

T = TypeVar("T")
PORTION = 5_000  # events of one transaction: between two of them others have their turn at the store


@st.cache_resource(show_spinner=False)
def store() -> Store:
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
    if not visit.window().greeted:
        return "waiting"
    if visit.state().trouble is not None:
        return "trouble"
    if identity.learner() is None:
        return "visit"
    return "trouble" if unsaved() else "saved"


def record(kind: str, hand_in: str | None = None, **data: Any) -> Event:
    """Write a new event down and save it; ``hand_in`` names an exam or an attempt whose drafts then go."""
    if "seconds" in data:
        data["seconds"] = min(data["seconds"], LONGEST_TIME)  # what is written can be read back
    happened = event(kind, visit.now(), visit.new_id(), **data)
    now = visit.state()
    waited = bool(now.unsaved)
    if now.events and now.events[-1].time >= happened.time:  # another device's clock is ahead
        take((happened,))
    else:
        now.events.append(happened)
    now.unsaved.add(happened.id)
    if save(hand_in) and waited:
        mirror_whole()
    elif (who := identity.learner()) is None:
        mirror_waiting()
    else:
        now.mirror = mirror.day(who, now.events, happened.time, now.unsaved, visit.window().asked)
    return happened


def save(hand_in: str | None = None) -> bool:
    """Save what is not saved yet; ``False`` when that failed, with the reason in the visit's ``trouble``."""
    now, who = visit.state(), identity.learner()
    if who is None:
        return False
    new = mirror.unconfirmed(now.events, now.unsaved)
    if not new and hand_in is None and now.trouble is None:
        return True
    hand_in = hand_in or next((e["exam"] for e in standing(new) if e.kind == "exam-hand-in"), None)
    try:
        if len(new) > PORTION:
            new.sort(key=attrgetter("id"))  # as the store keeps them: each portion is written into one place
        for start in range(0, max(1, len(new)), PORTION):
            portion = new[start : start + PORTION]
            store().save(who, portion, hand_in if start + PORTION >= len(new) else None)
            now.unsaved.difference_update(e.id for e in portion)
        if store().count(who) != len(now.events):
            take(store().load(who))
    except StoreError as error:
        trouble(error)
        return False
    now.unsaved.clear()
    now.trouble = None
    return True


def memory(deck: Deck) -> Memory:
    """What the log says about a deck; one new event is added to the last fold, more make a new one.

    A deck that was loaded anew is another one, also where it has the same id.
    """
    log = visit.events()
    count, found = visit.state().memory or (0, None)
    if found is None or found.deck is not deck or count not in (len(log), len(log) - 1):
        found = fold(log, deck)
    elif count < len(log):
        found = found.then(log[-1])
    visit.state().memory = (len(log), found)
    return found


def once(memory: Memory, name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, made once for this visit as long as nothing has happened: as long as that is the fold."""
    known = visit.state().looked_up
    if known is None or known[0] is not memory:
        visit.state().looked_up = known = (memory, {})
    if name not in known[1]:
        with uncollected():
            known[1][name] = make()
    found: T = known[1][name]
    return found


def zone() -> tzinfo:
    """The learner's time zone, as the browser tells it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def save_draft(attempt: str, card: str, text: str) -> None:
    """Keep an answer under way; one draft a card of an attempt, the newest."""
    visit.drafts()[f"{attempt}/{card}"] = text
    who = identity.learner()
    if who is None:
        return
    try:
        store().save_draft(who, attempt, card, text, visit.now())
    except StoreError as error:
        trouble(error)


def take_drafts() -> None:
    """Bring together the answers under way that are kept and those of this visit, which count."""
    who = identity.learner()
    if who is None:
        return
    kept = {f"{draft.attempt}/{draft.card}": draft.text for draft in store().drafts(who)}
    mine = dict(visit.drafts())
    visit.drafts().update({**kept, **mine})
    for name, text in mine.items():
        if kept.get(name) != text:
            attempt, _, card = name.partition("/")
            save_draft(attempt, card, text)


def add(new: tuple[Event, ...]) -> bool:
    """Take events that came from a file or a mirror into the log and save them."""
    visit.state().unsaved.update(e.id for e in new)
    take(new)
    done = save()
    mirror_whole()
    return done


def unsaved() -> set[str]:
    """The ids of events that the store has not confirmed."""
    return visit.state().unsaved


def mirror_whole(read: tuple[str, ...] = ()) -> None:
    """Let the browser write the whole log, and throw away those pieces that were read and are no part of it."""
    now, who = visit.state(), identity.learner()
    if who is not None:
        now.whole_mirror = mirror.whole(who, now.events, now.unsaved, visit.window().asked, read)
        now.mirror = {}


def mirror_waiting() -> None:
    """Let the browser keep what a user did whose learner the store could not tell; it goes once it is saved."""
    owner, now, asked = identity.account(), visit.state(), visit.window().asked
    if owner is not None and asked:
        now.mirror = mirror.waiting(owner, now.events, now.unsaved, asked)


def take(more: tuple[Event, ...]) -> None:
    """Merge events into this visit's log."""
    visit.state().events = list(merge(visit.events(), more))
    visit.state().memory = visit.state().looked_up = None


def start_over(gone: list[str]) -> None:
    """Forget this visit, and let the browser forget its copies of these learners and, if it is one, its own secret."""
    window = visit.window()
    owners = [mirror.owner(who) for who in gone]
    if (account := identity.account()) is not None and identity.learner() in gone:
        owners.append(account)
    own = window.anonymous in gone
    window.forget = {"word": visit.new_id(), "owners": owners, "secret": own}
    visit.drop()


def trouble(error: StoreError) -> None:
    """Remember why saving failed.

    Where everything was deleted in another tab, nothing of what is going on may reach the learner who begins anew: the
    visit starts over, whatever was about to happen ends, and the page is drawn again.
    """
    who = identity.learner()
    if isinstance(error, Retired) and who is not None:
        start_over([who])
        visit.state().trouble = error.message
        st.rerun()
    visit.state().trouble = error.message
