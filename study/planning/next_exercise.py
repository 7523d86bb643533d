"""Which exercise comes next: the weakest ideas first, on the rung that the learner has reached, kinds mixed.

The rungs are those of ``study.exercises.task.LEVELS``: recognise, order, compute, write. The exercises that share an
idea unit are one ladder; the learner stands on its lowest rung whose last result was no success yet, on the highest
when all were. A derivation is on three rungs: its blocks are ordered, then blanks are filled, then it is written.

Whoever skips wants something else: what this visit has shown lately comes last, and other kinds and questions first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from random import Random
from typing import Any

from study.deck import Deck
from study.exercises import LEVELS, MODES, SEEDS, Derivation, Task
from study.log import Event, standing
from study.memory import Idea, Memory

SUCCESS = 0.75  # the share of the points from which on a rung is done
IN_A_ROW = 2  # so many exercises on one rung are enough, where another rung is open
LATELY = 10  # so many exercises that were answered in this visit wait
MODE_LEVELS: Mapping[str, str] = {"order": "order", "fill": "compute", "write": "write"}


@dataclass(frozen=True)
class Next:
    """The exercise that comes next; ``mode`` is that of a derivation, empty for other kinds."""

    exercise: str
    mode: str
    seed: int


@dataclass(frozen=True)
class Seen:
    """An exercise that this visit has shown and left, answered or ``skipped``."""

    exercise: str
    skipped: bool


@dataclass(frozen=True)
class ExerciseResult:
    """What an exercise event says: the exercise, the mode of a derivation, and the share of the points."""

    exercise: str
    mode: str
    share: float


def results(events: Iterable[Event], deck: Deck) -> list[ExerciseResult]:
    """The results of the deck's exercises that no retraction takes back, oldest first."""
    found = []
    for event in standing(events):
        if event.kind != "exercise" or event.data.get("deck") != deck.id:
            continue
        exercise, points, of = (event.data.get(key) for key in ("exercise", "points", "of"))
        if isinstance(exercise, str) and isinstance(points, int | float) and isinstance(of, int | float) and of > 0:
            found.append(ExerciseResult(exercise, _mode(event.data.get("answer")), points / of))
    return found


def mode(task: Task, past: Iterable[ExerciseResult]) -> str:
    """The mode a derivation has reached: the first that was not a success when it was last tried; else writing."""
    if not isinstance(task, Derivation):
        return ""
    last = {result.mode or MODES[0]: result.share for result in past if result.exercise == task.id}
    return next((name for name in MODES if last.get(name, 0.0) < SUCCESS), MODES[-1])


def level(task: Task, mode: str = "") -> str:
    """The rung of an exercise, for a derivation that of its mode."""
    return MODE_LEVELS.get(mode, task.level)


def card_of(deck: Deck, exercise: str) -> str | None:
    """The question that an exercise belongs to: one that names it, else one with a rubric unit that it trains."""
    naming = (card.id for card in deck.cards.values() if exercise in card.exercises)
    task = deck.exercises[exercise].task
    units = set(task.units if task else ())
    sharing = (card.id for card in deck.cards.values() if units & {unit.id for unit in card.rubric})
    return next(naming, None) or next(sharing, None)


def strength(task: Task, card: str | None, memory: Memory, now: datetime) -> float:
    r"""How surely the units that an exercise trains are met now, 0 for those never tried.

    The mean over its units of :math:`\frac{\text{earned}}{\text{tried}} \cdot R`, with :math:`R` the retrievability of
    the unit, or of its card.
    """
    if card is None or not task.units:
        return 0.0
    ideas = memory.known(card).ideas
    found = []
    for unit in task.units:
        idea = ideas.get(unit, Idea())
        recall = memory.retrievability(card, now, unit)
        recall = memory.retrievability(card, now) if recall is None else recall
        found.append(idea.earned / idea.tried * (recall or 0.0) if idea.tried else 0.0)
    return sum(found) / len(found)


def rung(task: Task, tasks: Mapping[str, Task], past: Iterable[ExerciseResult]) -> str:
    """The rung that was reached on the ladder of an exercise: those of ``tasks`` that share a unit with it."""
    ladder = {id: other for id, other in tasks.items() if id == task.id or set(task.units) & set(other.units)}
    there: set[str] = set()
    for other in ladder.values():
        there |= set(MODE_LEVELS.values()) if isinstance(other, Derivation) else {other.level}
    last = {level(ladder[r.exercise], r.mode): r.share for r in past if r.exercise in ladder}
    rungs = [name for name in LEVELS if name in there]
    return next((name for name in rungs if last.get(name, 0.0) < SUCCESS), rungs[-1])


def fitting(deck: Deck, card: str = "", kind: str = "") -> list[str]:
    """The exercises that can be marked, of a question and of a kind; empty stands for all."""
    usable = [id for id, exercise in deck.exercises.items() if exercise.task is not None]
    return [id for id in usable if card in ("", card_of(deck, id)) and kind in ("", deck.exercises[id].kind)]


def next_exercise(
    deck: Deck,
    memory: Memory,
    events: Iterable[Event],
    now: datetime,
    rng: Random,
    visit: Sequence[Seen] = (),
    among: Collection[str] | None = None,
) -> Next | None:
    """The exercise that is worth most now, ``among`` some if given; ``None`` when none can be marked.

    First come those that this ``visit`` has not shown: neither skipped, nor among the last ``LATELY`` that were
    answered. After a skip come kinds that were not skipped just now, then other questions. Then, among the exercises on
    the rung that was reached: not the one just tried, after two on one rung another rung, the weakest ideas (in
    tenths), those never tried, another kind than the last one, the one tried least often; what is equal then is drawn.
    So whoever succeeds climbs on while other ideas are still to be recognised.
    """
    past = results(events, deck)
    tasks = {id: exercise.task for id, exercise in deck.exercises.items() if exercise.task is not None}
    chosen_from = [id for id in tasks if among is None or id in among]
    if not chosen_from:
        return None
    late = len(visit) - LATELY
    shown = {seen.exercise: i + 1 for i, seen in enumerate(visit) if seen.skipped or i >= late}
    skipped = [seen.exercise for seen in takewhile(lambda seen: seen.skipped, reversed(visit))]
    tired = Counter(deck.exercises[id].kind for id in skipped if id in tasks)
    left = {card_of(deck, id) for id in skipped[:1] if id in tasks}
    modes = {id: mode(task, past) for id, task in tasks.items()}
    cards = {id: card_of(deck, id) for id in tasks}
    last = visit[-1].exercise if visit else past[-1].exercise if past else ""
    last_kind = deck.exercises[last].kind if last in deck.exercises else ""
    latest = [level(tasks[r.exercise], r.mode) for r in past[-IN_A_ROW:] if r.exercise in tasks]
    worn = latest[0] if len(latest) == IN_A_ROW and len(set(latest)) == 1 else ""
    tries = {id: sum(result.exercise == id for result in past) for id in tasks}

    def order(id: str) -> tuple[Any, ...]:
        weak = round(strength(tasks[id], cards[id], memory, now), 1)
        own = level(tasks[id], modes[id])
        off = own != rung(tasks[id], tasks, past)
        kind = deck.exercises[id].kind
        steered = (id == last, shown.get(id, 0), tired[kind], cards[id] in left)
        return (*steered, off, own == worn, weak, tries[id] > 0, kind == last_kind, tries[id], rng.random())

    chosen = min(chosen_from, key=order)
    return Next(chosen, modes[chosen], rng.randrange(SEEDS))


def _mode(answer: Any) -> str:
    """The mode of a derivation's answer; empty for answers of other kinds."""
    found = answer.get("mode", "") if isinstance(answer, Mapping) else ""
    return found if found in MODES else ""
