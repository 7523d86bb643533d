"""An exercise in a self-test: answered without feedback, kept as a draft, marked by running after the hand-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from study.deck import Deck
from study.exercises import (
    MODES,
    Algorithm,
    Choice,
    Derivation,
    Numeric,
    Spotting,
    Task,
    from_text,
    to_text,
)
from study.planning import card_of, level
from study.sessions import Exam
from ui.features import exercise, marked, mock_exam
from ui.features.practice import Try, task_of
from ui.text import here, said, t
from ui.widgets import Desk, Steps


def title(deck: Deck, id: str) -> str:
    """What an exercise is called: its question's title."""
    card = card_of(deck, id)
    return said(deck.cards[card].title) if card else id


def write(exam: Exam, deck: Deck, id: str, place: str) -> None:
    """The exercise and the way to answer it."""
    tried = _tried(exam, deck, id)
    task = task_of(deck, tried)
    _restore(task, tried)
    _head(deck, task, tried, place)
    with st.container(border=True, key=f"exercise-{id}"):
        exercise.question(task, tried)
        exercise.ask(task, tried, _desk(exam, deck, id))


def result(exam: Exam, deck: Deck, id: str, place: str) -> None:
    """The exercise with what was answered, its points with their reasons, and the solution."""
    tried = _tried(exam, deck, id)
    task = task_of(deck, tried)
    _head(deck, task, tried, place)
    with st.container(border=True, key=f"exercise-{id}"):
        exercise.question(task, tried)
    with st.container(key="exercise-marking"):
        answer = from_text(task, mock_exam.answer(exam, id))
        marked.feedback(task.mark(answer, exam.seed, as_it_is=True), task, tried)
    marked.solution(task, tried)


def keep(exam: Exam, deck: Deck, id: str) -> None:
    """Save what stands in the fields of the exercise that is open; a program's editor saves itself."""
    tried = _tried(exam, deck, id)
    _save(exam, deck, tried)


def _head(deck: Deck, task: Task, tried: Try, place: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = t(f"practice.level-{level(task, tried.mode)}")
        st.caption(" · ".join([title(deck, task.id), kind, place]), width="stretch")
        st.badge(here().points(task.points), color="blue")


def _tried(exam: Exam, deck: Deck, id: str) -> Try:
    """The exercise as a try whose answer is the draft, or what was handed in."""
    task = deck.exercises[id].task
    assert task is not None  # an exam with others is not opened
    answer = from_text(task, mock_exam.answer(exam, id))
    mode = MODES[0] if isinstance(task, Derivation) else ""
    steps = _steps(task, answer) if isinstance(task, Derivation) else ()
    return Try(f"{exam.id}-{id}", deck.id, id, mode, exam.seed, exam.started, steps=steps, answer=answer)


def _steps(task: Derivation, answer: Any) -> Steps:
    found = answer.get("steps") if isinstance(answer, Mapping) else None
    known = {block.id for block in (*task.steps, *task.distractors)}
    chosen = [step for step in found if isinstance(step, str)] if isinstance(found, list) else []
    return tuple(step for step in dict.fromkeys(chosen) if step in known)


def _desk(exam: Exam, deck: Deck, id: str) -> Desk:
    draft = mock_exam.draft_id(exam, id)
    text = mock_exam.answer(exam, id)
    arrange, changed = partial(_arrange, exam, deck, id), partial(keep, exam, deck, id)
    written = mock_exam.save_draft
    return Desk(arrange, mock_exam.ANSWER, draft, "exam.must-run", text, changed, written)


def _arrange(exam: Exam, deck: Deck, id: str, change: Callable[..., Steps], *arguments: Any) -> None:
    tried = _tried(exam, deck, id)
    steps = change(tried.steps, *arguments)
    _save(exam, deck, Try(tried.attempt, deck.id, id, tried.mode, exam.seed, exam.started, steps=steps))


def _save(exam: Exam, deck: Deck, tried: Try) -> None:
    task = task_of(deck, tried)
    if not isinstance(task, Algorithm):
        text = to_text(exercise.read(task, tried))
        mock_exam.save_draft(mock_exam.draft_id(exam, tried.exercise), text)


def _restore(task: Task, tried: Try) -> None:
    """Put the answer back into fields that are drawn again: after another question was open, after a reload."""
    given = tried.answer if isinstance(tried.answer, Mapping) else {}
    values: dict[str, Any] = {}
    if isinstance(task, Numeric):
        values = {asked.name: given.get(asked.name) for asked in task.answers}
    elif isinstance(task, Choice):
        values = {"option": tried.answer if tried.answer in {option.id for option in task.options} else None}
    elif isinstance(task, Spotting):
        line, cause = given.get("line"), given.get("reason")
        values = {"line": line if line in range(1, len(task.lines) + 1) else None}
        values["cause"] = cause if cause in {option.id for option in task.causes} else None
    elif isinstance(task, Derivation):
        reasons = given.get("reasons")
        chosen = reasons if isinstance(reasons, Mapping) else {}
        known = {reason.id for reason in task.reasons(tried.seed)}
        values = {f"reason-{step}": chosen.get(step) for step in tried.steps if chosen.get(step) in known}
    for name, value in values.items():
        if value not in (None, "") and isinstance(value, str | int):
            st.session_state.setdefault(tried.key(name), value)
