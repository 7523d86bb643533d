"""What the buttons of Revise do: callbacks that change the session, each guarded by the attempt it was drawn for."""

from __future__ import annotations

import streamlit as st

from study import session as flow
from study.deck import Deck
from study.marking import score
from study.selection import interleave
from ui import log, rubric, state
from ui.editor import held

MODE = "attempt-mode"
CONFIDENCE = "confidence"
ATTEMPT = "attempt"
NOTHING_WRITTEN = "nothing-written"


def current(deck: Deck) -> flow.Session:
    """The session under way; a new one over the whole deck when there is none or its cards are gone."""
    found = state.revision()
    known = found is not None and all(card in deck.cards for card in _cards(found))
    if found is None or not known:
        return restart(deck)
    return found


def restart(deck: Deck) -> flow.Session:
    """Start a session over the whole deck, its topics interleaved."""
    return begin([card.id for card in interleave(tuple(deck.cards.values()))])


def begin(cards: list[str]) -> flow.Session:
    """Start a session over these cards, in this order."""
    new = flow.begin(cards, state.now(), state.new_id())
    _keep(new, fresh=True)
    return new


def show(attempt: str, mode: str, units: tuple[str, ...] = ()) -> None:
    """Turn the card, once something was tried: an empty editor keeps it locked, "I don't know" misses every unit."""
    session = state.revision()
    if session is not None:
        text = held(ATTEMPT, attempt).text if mode == "typed" else ""
        st.session_state[NOTHING_WRITTEN] = mode == "typed" and not text.strip()
        if not st.session_state[NOTHING_WRITTEN]:
            _keep(flow.reveal(session, attempt, state.now(), mode, text, units))


def expect(attempt: str) -> None:
    """Note the share of the points that the learner expects."""
    session = state.revision()
    if session is not None:
        _keep(flow.expect(session, attempt, st.session_state.get(CONFIDENCE)))


def judge(attempt: str, unit: str, verdict: str | None) -> None:
    """Mark one unit of the answer."""
    session = state.revision()
    if session is not None:
        _keep(flow.judge(session, attempt, unit, verdict))


def rate(deck: Deck, attempt: str, rating: int) -> None:
    """Rate the card, write the review down and go on; points count only when every unit was marked."""
    session = state.revision()
    tried = session.attempt if session else None
    if session is None or tried is None or tried.id != attempt or tried.revealed is None:
        return
    total = score(deck.cards[tried.card].rubric, tried.verdicts)
    happened = log.record(
        "review",
        deck=deck.id,
        card=tried.card,
        attempt=tried.id,
        mode=tried.mode,
        rating=rating,
        points=None if total.open else total.points,
        of=total.of,
        seconds=round(tried.seconds(state.now()), 1),
        confidence=tried.confidence,
        verdicts=dict(tried.verdicts),
        answer=tried.text,
    )
    _keep(flow.rate(session, attempt, rating, happened.id, state.now(), state.new_id()), fresh=True)


def skip(attempt: str) -> None:
    """Put the question off to the end of the session."""
    session = state.revision()
    if session is not None:
        after = flow.skip(session, attempt, state.now(), state.new_id())
        _keep(after, fresh=after is not session)


def undo(done: int) -> None:
    """Take the last rating back; ``done`` is how many there were when the button was drawn."""
    session = state.revision()
    if session is not None and len(session.done) == done and session.done:
        log.record("retract", target=session.done[-1].event)
        _keep(flow.undo(session), fresh=True)


def _keep(session: flow.Session, *, fresh: bool = False) -> None:
    """Store the session; a fresh attempt starts with the keys, marks and expectation of its own."""
    st.session_state[state.REVISION] = session
    if fresh:
        rubric.forget_focus()
        st.session_state[CONFIDENCE] = session.attempt.confidence if session.attempt else None


def _cards(session: flow.Session) -> list[str]:
    return [*session.waiting, *([session.attempt.card] if session.attempt else [])]
