"""What the buttons of Self-test do: every press becomes an event, the exam is what the events fold to."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import streamlit as st

from study.content import Card, fingerprints
from study.deck import Deck, Exercise
from study.exercises import SEEDS, from_text
from study.grading import SHARES, score
from study.planning import card_of, interleave, one_each, select
from study.sessions import exam as fold
from ui import visit
from ui.features import rubric
from ui.learner import drafts, progress_log
from ui.widgets import held, tidy

ANSWER = "exam-answer"
OPEN = "@open"  # the draft that says which question is open; no card is called so
WHOLE = "exam-whole"
POINTS = "exam-points"
EXERCISES = "exam-exercises"


def current() -> fold.Exam | None:
    """The exam under way or being marked, as its events tell it."""
    if visit.state().exam is None and visit.window().greeted:
        visit.state().exam = fold.to_resume(visit.events(), visit.now())  # if none, it may still come from the browser
    name = visit.state().exam
    return fold.fold(visit.events(), name) if name else None


def start(deck: Deck, items: list[str] | None = None) -> None:
    """Begin an exam: over these questions and exercises, else all, else a random selection worth the chosen points.

    Where exercises were asked for, there is one on every question to draw from.
    """
    rng = Random(visit.new_id())
    pool: tuple[Card | Exercise, ...] = tuple(deck.cards.values())
    if items is not None:
        pool = tuple(deck.cards.get(item) or deck.exercises[item] for item in items)
    elif st.session_state.get(EXERCISES):
        pool += one_each(deck, rng)
    part = items is None and st.session_state.get(WHOLE, "all") == "points"
    pool = select(pool, float(st.session_state[POINTS]), rng) if part else pool
    questions = [item for item in pool if isinstance(item, Card)]
    cards = [card.id for card in (interleave(questions) if part else questions)]
    exercises = [item.id for item in pool if isinstance(item, Exercise)]
    name = visit.new_id()
    minutes = sum(item.points for item in pool) * deck.minutes_per_point
    more: dict[str, Any] = {"exercises": exercises, "seed": rng.randrange(SEEDS)} if exercises else {}
    progress_log.record("exam-start", exam=name, deck=deck.id, cards=cards, minutes=minutes, **more)
    visit.state().exam = visit.state().collected = name
    visit.state().exam_card = next(iter([*cards, *exercises]), None)


def open_card(exam: fold.Exam) -> str:
    """The question that is open; it stays so while its answer grows."""
    if visit.state().exam_card not in exam.items:
        visit.state().exam_card = fold.to_open(exam, visit.drafts().get(f"{exam.id}/{OPEN}", ""))
    return str(visit.state().exam_card)


def go(card: str | None) -> None:
    """Open another question of the exam; while it is written a reload comes back to it."""
    if card is not None:
        visit.state().exam_card = card
        exam = current()
        if exam is not None and exam.handed_in is None:
            progress_log.save_draft(exam.id, OPEN, card)
    rubric.forget_focus()


def step(exam: fold.Exam, by: int) -> None:
    """Open the question that many places further, from the one that is open now; after the last comes the first."""
    go(exam.items[(exam.items.index(open_card(exam)) + by) % len(exam.items)])


def draft_id(exam: fold.Exam, card: str) -> str:
    return f"{exam.id}/{card}"


def save_draft(draft: str, text: str) -> None:
    """Keep what was written so far, unless its exam was left meanwhile."""
    exam, _, card = draft.partition("/")
    if visit.state().exam == exam:
        progress_log.save_draft(exam, card, text)


def collect_drafts(exam: fold.Exam) -> None:
    """Let the browser send what it has of an exam that was left: not every question is opened again."""
    asked = "" if visit.state().collected == exam.id else visit.window().asked

    def done() -> None:
        visit.state().collected = exam.id
        visit.state().whole_page = True  # this may come together with the text of the open editor

    drafts.collect({draft_id(exam, item): answer(exam, item) for item in exam.items}, asked, _take, done)


def _take(draft: str, text: str) -> None:
    save_draft(draft, tidy(text))


def forget_drafts(exam: fold.Exam) -> None:
    """Let the browser forget what was handed in, and keep what was not."""
    drafts.forget_drafts({draft_id(exam, item): exam.answers.get(item, "") for item in exam.items})


def answer(exam: fold.Exam, card: str) -> str:
    """What was written to a question, handed in or still a draft."""
    if exam.handed_in is not None:
        return exam.answers.get(card, "")
    return visit.drafts().get(draft_id(exam, card), "")


def flag(exam: str, card: str, flagged: bool) -> None:
    progress_log.record("exam-flag", exam=exam, card=card, flagged=flagged)


def hand_in(exam: fold.Exam, deck: Deck) -> None:
    """Close the exam and mark its exercises; a second press changes nothing, since only the first hand-in counts."""
    now = fold.fold(visit.events(), exam.id)
    if now is None or now.handed_in is not None:
        return
    if exam.items:
        latest = held(ANSWER, draft_id(exam, open_card(exam)), answer(exam, open_card(exam)))
        save_draft(latest.draft_id, latest.text)
    answers = {item: answer(exam, item) for item in exam.items}
    handed_in = progress_log.record("exam-hand-in", hand_in=exam.id, exam=exam.id, answers=answers)
    for exercise in exam.exercises:
        _mark_exercise(exam, deck, exercise, answers[exercise], exam.seconds(handed_in.time))
    go(exam.items[0] if exam.items else None)


def take_back(exam: str) -> None:
    """Go back to writing after a hand-in by mistake: it never happened, and every answer is a draft again."""
    now, targets = fold.fold(visit.events(), exam), fold.to_take_back(visit.events(), exam)
    if now is None or not targets:
        return
    for target in targets:
        progress_log.record("retract", target=target)
    for item, text in now.answers.items():
        save_draft(draft_id(now, item), text)
    go(None)
    visit.state().exam_card = None


def drop(exam: str) -> None:
    """Throw away an exam that is still written: it never began, and its drafts go."""
    targets = fold.to_drop(visit.events(), exam)
    for target in targets:
        progress_log.record("retract", hand_in=exam, target=target)
    if targets:
        for draft in [name for name in visit.drafts() if name.startswith(f"{exam}/")]:
            del visit.drafts()[draft]
        leave()


def forget_dropped() -> None:
    """Let the browser forget what was written in an exam that was thrown away."""
    if (gone := fold.dropped(visit.events())) is not None:
        drafts.forget_drafts([draft_id(gone, item) for item in gone.items], key="forget-dropped")


def _mark_exercise(exam: fold.Exam, deck: Deck, exercise: str, text: str, seconds: float) -> None:
    """Write down what an exercise earned; what cannot be read earns nothing. It took its share of the time."""
    task = deck.exercises[exercise].task if exercise in deck.exercises else None
    if task is None:
        return
    marking = task.mark(from_text(task, text), exam.seed, as_it_is=True)
    progress_log.record(
        "exercise",
        deck=deck.id,
        card=card_of(deck, exercise),
        exercise=exercise,
        attempt=exam.id,
        units=marking.shares(task.units),
        seed=exam.seed,
        points=marking.points,
        of=marking.of,
        seconds=round(seconds * task.points * deck.minutes_per_point / max(exam.minutes, 1e-9), 1),
        hints=0,
        answer=from_text(task, text) if marking.marked else text,
    )


def mark(deck: Deck, exam: str, card: str, unit: str, verdict: str | None) -> None:
    """Give one unit of one answer its verdict."""
    now = fold.fold(visit.events(), exam)
    if now is None or now.handed_in is None or (verdict is not None and verdict not in SHARES):
        return
    verdicts = {name: given for name, given in now.verdicts.get(card, {}).items() if name != unit}
    if verdict:
        verdicts[unit] = verdict
    _record_mark(deck, exam, card, verdicts)


def mark_empty(deck: Deck, exam: str) -> None:
    """Mark every step of the questions that were handed in empty, and are not marked yet, as missed."""
    now = fold.fold(visit.events(), exam)
    for card in fold.unanswered(now) if now is not None and now.handed_in is not None else ():
        _record_mark(deck, exam, card, {unit.id: "missed" for unit in deck.cards[card].rubric})


def _record_mark(deck: Deck, exam: str, card: str, verdicts: Mapping[str, str]) -> None:
    total = score(deck.cards[card].rubric, verdicts)
    progress_log.record(
        "exam-mark",
        exam=exam,
        deck=deck.id,
        card=card,
        verdicts=dict(verdicts),
        points=None if total.open else total.points,
        of=total.of,
        units=fingerprints(deck.cards[card]),
    )


def verdicts(exam: str, card: str) -> Mapping[str, str]:
    """The verdicts of a card at this moment."""
    now = fold.fold(visit.events(), exam)
    return now.verdicts.get(card, {}) if now else {}


def leave() -> None:
    """Put the exam away; its events stay."""
    visit.state().exam, visit.state().exam_card = "", None
