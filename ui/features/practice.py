"""What the buttons of Practice do: callbacks that change the try under way, each guarded by its attempt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

import streamlit as st

from study.deck import Deck
from study.exercises import MODES, SEEDS, Marking, Task
from study.planning import Seen, card_of, fitting, mode, next_exercise, results
from ui.learner import progress_log
from ui.visit import events, new_id, now, state
from ui.widgets import Desk, Steps, held

ANSWER = "exercise-answer"  # the key of the editor
LONGEST_SEED = 9


@dataclass(frozen=True)
class Try:
    """One try of an exercise.

    ``steps`` are the blocks that were put in order so far, ``shown`` says that a written derivation is compared with
    the steps. ``refused`` is the marking of an answer that could not be read, ``marking`` ends the try. ``instead`` is
    the unknown exercise that an address asked for. ``visit`` are the exercises that this visit has left behind,
    ``card`` and ``kind`` what it practises only.
    """

    attempt: str
    deck: str
    exercise: str
    mode: str
    seed: int
    started: datetime
    hints: int = 0
    steps: tuple[str, ...] = ()
    shown: bool = False
    answer: Any = None
    refused: Marking | None = None
    marking: Marking | None = None
    instead: str = ""
    visit: tuple[Seen, ...] = ()
    card: str = ""
    kind: str = ""

    @property
    def draft(self) -> str:
        """The name of the written text; the same after a reload of the page."""
        return f"practice-{self.exercise}-{self.seed}"

    def key(self, name: str) -> str:
        """The key of a widget of this try."""
        return f"exercise-{name}-{self.attempt}"


def task_of(deck: Deck, tried: Try) -> Task:
    """The exercise that is tried, understood."""
    task = deck.exercises[tried.exercise].task
    assert task is not None  # only those that are understood are begun
    return task


def current(deck: Deck) -> Try | None:
    """The try that the address asks for, else the one under way, else a new one, which the address then names.

    ``None`` without any exercise.
    """
    found = _kept(deck)
    asked, seed = st.query_params.get("exercise", ""), read_seed(st.query_params.get("seed", ""))
    if usable(deck, asked) and (found is None or found.exercise != asked or seed not in (None, found.seed)):
        found = begin(deck, asked, seed)
    found = found or follow(deck)
    if found is not None and asked and not usable(deck, asked):
        found = _keep(replace(found, instead=asked))
    _address(found)
    return found


def usable(deck: Deck, exercise: str) -> bool:
    """Is there such an exercise, and was it understood?"""
    return exercise in deck.exercises and deck.exercises[exercise].task is not None


def read_seed(text: str) -> int | None:
    """The seed in an address, ``None`` when it is none.

    >>> read_seed("42"), read_seed("-1"), read_seed("9" * 10)
    (42, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_SEED else None


def begin(deck: Deck, exercise: str, seed: int | None = None, wanted: str | None = None) -> Try:
    """Start a try; without a seed it is drawn, without a mode it is the one that was reached."""
    task = deck.exercises[exercise].task
    assert task is not None
    reached = wanted if wanted is not None else mode(task, results(events(), deck))
    drawn = Random().randrange(SEEDS) if seed is None else seed
    new = Try(new_id(), deck.id, exercise, reached, drawn, now())
    before = _kept(deck)
    if before is not None:
        visit = _left(before) if before.exercise != exercise else before.visit
        fits = exercise in fitting(deck, before.card, before.kind)  # a link opens what it names
        new = replace(new, visit=visit, card=before.card if fits else "", kind=before.kind if fits else "")
    return _keep(new)


def follow(deck: Deck) -> Try | None:
    """Start the exercise that is worth most now, of those that are practised."""
    before = _kept(deck)
    visit, among = (_left(before), fitting(deck, before.card, before.kind)) if before else ((), None)
    found = next_exercise(deck, progress_log.memory(deck), events(), now(), Random(), visit, among)
    return None if found is None else begin(deck, found.exercise, found.seed, found.mode)


def only(deck: Deck, attempt: str, card_key: str, kind_key: str) -> None:
    """Practise exercises of one question or one kind only; the try goes on if it is one of them."""
    tried = _open(attempt)
    if tried is None:
        return
    card, kind = (st.session_state.get(key) or "" for key in (card_key, kind_key))
    kind = kind if fitting(deck, card, kind) else ""  # this question has none of the kind
    _keep(replace(tried, card=card, kind=kind))
    if tried.exercise not in fitting(deck, card, kind):
        _address(follow(deck))


def onward(deck: Deck, attempt: str) -> None:
    """Go on to the next exercise."""
    if _open(attempt) is not None:
        _address(follow(deck))


def again(deck: Deck, attempt: str) -> None:
    """The same exercise with other numbers or another order."""
    if tried := _open(attempt):
        _address(begin(deck, tried.exercise))


def change_mode(deck: Deck, attempt: str, key: str) -> None:
    """Another mode of the same derivation."""
    tried, wanted = _open(attempt), st.session_state.get(key)
    if tried and wanted in MODES:
        begin(deck, tried.exercise, tried.seed, wanted)


def hint(deck: Deck, attempt: str, shown: int) -> None:
    """Show one more hint; ``shown`` is how many there were when the button was drawn."""
    tried = _open(attempt)
    if tried and tried.marking is None and tried.hints == shown < len(task_of(deck, tried).hints):
        _keep(replace(tried, hints=shown + 1))


def arrange(attempt: str, change: Callable[..., Steps], *arguments: Any) -> None:
    """Change the order of the blocks."""
    if tried := _open(attempt):
        _keep(replace(tried, steps=change(tried.steps, *arguments)))


def desk(deck: Deck, tried: Try) -> Desk:
    """Practice as the place where an exercise is answered."""

    def submit(draft: str, text: str) -> None:
        if draft == tried.draft:
            mark(deck, tried.attempt, lambda task, tried: text)

    return Desk(partial(arrange, tried.attempt), ANSWER, tried.draft, "practice.costs-nothing", submit=submit)


def compare(attempt: str) -> None:
    """Show the steps beside what was written."""
    tried = _open(attempt)
    if tried and not tried.shown:
        _keep(replace(tried, shown=True, answer=held(ANSWER, tried.draft).text))


def mark(deck: Deck, attempt: str, read: Callable[[Task, Try], Any], as_it_is: bool = False) -> None:
    """Mark the answer and write the result down; one that cannot be read costs nothing and stays open.

    ``as_it_is`` marks what can be read of it.
    """
    tried = _open(attempt)
    if tried is None or tried.marking is not None:
        return
    task, when = task_of(deck, tried), now()
    answer = read(task, tried)
    marking = deck.exercises[tried.exercise].mark(answer, tried.seed, tried.hints, as_it_is)
    if not marking.marked:
        _keep(replace(tried, refused=marking))
        return
    progress_log.record(
        "exercise",
        deck=deck.id,
        card=card_of(deck, tried.exercise),
        exercise=tried.exercise,
        attempt=tried.attempt,
        units=marking.shares(task.units),
        seed=tried.seed,
        points=marking.points,
        of=marking.of,
        seconds=round((when - tried.started).total_seconds(), 1),
        hints=tried.hints,
        answer=answer,
    )
    _keep(replace(tried, marking=marking, refused=None, answer=answer))


def _kept(deck: Deck) -> Try | None:
    """The try under way, if it is one of this deck."""
    kept: Try | None = state().practice
    return kept if kept is not None and kept.deck == deck.id and usable(deck, kept.exercise) else None


def _left(tried: Try) -> tuple[Seen, ...]:
    """What the visit has left behind once this try is."""
    return (*tried.visit, Seen(tried.exercise, tried.marking is None))


def _open(attempt: str) -> Try | None:
    """The try under way, if it is the one that a callback was drawn for."""
    found: Try | None = state().practice
    return found if found is not None and found.attempt == attempt else None


def _keep(tried: Try) -> Try:
    state().practice = tried
    return tried


def _address(tried: Try | None) -> None:
    """Let the address name the try, so that a reload and a copied link bring it back."""
    if tried is not None:
        for name, value in (("exercise", tried.exercise), ("seed", str(tried.seed))):
            if st.query_params.get(name) != value:
                st.query_params[name] = value
