"""What the buttons of Self-test do: every press becomes an event, the exam is what the events fold to."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import streamlit as st

from study import exam as fold
from study.deck import Deck
from study.fingerprints import fingerprints
from study.marking import SHARES, score
from study.selection import interleave, select
from ui import log, rubric, state
from ui.editor import held

ANSWER = "exam-answer"
WHOLE = "exam-whole"
POINTS = "exam-points"


def current() -> fold.Exam | None:
    """The exam under way or being marked, as its events tell it."""
    if state.EXAM not in st.session_state and state.GREETED in st.session_state:
        st.session_state[state.EXAM] = fold.to_resume(state.events(), state.now())
    name = st.session_state.get(state.EXAM)
    return fold.fold(state.events(), name) if name else None


def start(deck: Deck, cards: list[str] | None = None) -> None:
    """Begin an exam: over these cards, else the whole deck, else a random selection worth the chosen points."""
    every = tuple(deck.cards.values())
    if cards is not None:
        chosen = tuple(deck.cards[card] for card in cards)
    elif st.session_state.get(WHOLE, "all") == "all":
        chosen = every
    else:
        chosen = interleave(select(every, float(st.session_state[POINTS]), Random(state.new_id())))
    name = state.new_id()
    minutes = sum(card.points for card in chosen) * deck.minutes_per_point
    log.record("exam-start", exam=name, deck=deck.id, cards=[card.id for card in chosen], minutes=minutes)
    st.session_state[state.EXAM] = name
    st.session_state[state.EXAM_CARD] = chosen[0].id if chosen else None


def open_card(exam: fold.Exam) -> str:
    """The question that is open."""
    chosen = st.session_state.get(state.EXAM_CARD)
    return str(chosen) if chosen in exam.cards else exam.cards[0]


def go(card: str | None) -> None:
    """Open another question of the exam."""
    if card is not None:
        st.session_state[state.EXAM_CARD] = card
    rubric.forget_focus()


def draft_id(exam: fold.Exam, card: str) -> str:
    return f"{exam.id}/{card}"


def save_draft(draft: str, text: str) -> None:
    """Keep what was written so far."""
    exam, _, card = draft.partition("/")
    log.save_draft(exam, card, text)


def answer(exam: fold.Exam, card: str) -> str:
    """What was written to a question, handed in or still a draft."""
    if exam.handed_in is not None:
        return exam.answers.get(card, "")
    return state.drafts().get(draft_id(exam, card), "")


def flag(exam: str, card: str, flagged: bool) -> None:
    log.record("exam-flag", exam=exam, card=card, flagged=flagged)


def hand_in(exam: fold.Exam) -> None:
    """Close the exam; a second press changes nothing, since only the first hand-in counts."""
    if exam.cards:
        latest = held(ANSWER, draft_id(exam, open_card(exam)), answer(exam, open_card(exam)))
        save_draft(latest.draft_id, latest.text)
    answers = {card: answer(exam, card) for card in exam.cards}
    log.record("exam-hand-in", hand_in=exam.id, exam=exam.id, answers=answers)
    go(exam.cards[0] if exam.cards else None)


def mark(deck: Deck, exam: str, card: str, unit: str, verdict: str | None) -> None:
    """Give one unit of one answer its verdict."""
    now = fold.fold(state.events(), exam)
    if now is None or now.handed_in is None or (verdict is not None and verdict not in SHARES):
        return
    verdicts = {name: given for name, given in now.verdicts.get(card, {}).items() if name != unit}
    if verdict:
        verdicts[unit] = verdict
    total = score(deck.cards[card].rubric, verdicts)
    points = None if total.open else total.points
    log.record(
        "exam-mark",
        exam=exam,
        deck=deck.id,
        card=card,
        verdicts=verdicts,
        points=points,
        of=total.of,
        units=fingerprints(deck.cards[card]),
    )


def verdicts(exam: str, card: str) -> Mapping[str, str]:
    """The verdicts of a card at this moment."""
    now = fold.fold(state.events(), exam)
    return now.verdicts.get(card, {}) if now else {}


def leave() -> None:
    """Put the exam away; its events stay."""
    st.session_state[state.EXAM] = None
    st.session_state[state.EXAM_CARD] = None
