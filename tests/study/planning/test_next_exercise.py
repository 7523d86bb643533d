"""The order of exercises: what is weak first, from recognising to writing, kinds mixed."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from study.deck.decks import load_deck
from study.log.events import event
from study.memory.fold import fold
from study.planning.next_exercise import (
    LATELY,
    ExerciseResult,
    Seen,
    card_of,
    fitting,
    mode,
    next_exercise,
    results,
    rung,
    strength,
)
from tests.conftest import NOON

DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
TASKS = {id: exercise.task for id, exercise in DECK.exercises.items()}


def done(exercise, share, at=0, **answer):
    task = DECK.exercises[exercise].task
    return event(
        "exercise",
        NOON + timedelta(minutes=at),
        f"n{at}",
        deck=DECK.id,
        card="steps",
        exercise=exercise,
        units=list(task.units),
        seed=0,
        points=share * task.points,
        of=task.points,
        seconds=1,
        answer=answer or "x",
    )


def picks(log, times=40):
    memory, now = fold(log, DECK), NOON + timedelta(hours=1)
    return [next_exercise(DECK, memory, log, now, Random(n)) for n in range(times)]


def test_a_beginner_recognises_first():
    lowest = {"sign", "batch", "spot", "spot-why", "first-moment"}  # the last has nothing below computing
    assert {pick.exercise for pick in picks([])} == lowest


def test_difficulty_moves_on_with_success_and_back_with_a_failure():
    past = []

    def reached(exercise, share, of="batch", mode=""):
        past.append(ExerciseResult(exercise, mode, share))
        return rung(TASKS[of], TASKS, past)

    assert rung(TASKS["batch"], TASKS, []) == "recognise"
    assert reached("batch", 1.0) == "order"
    assert reached("unroll", 1.0, mode="order") == "compute"
    assert reached("entropy", 0.74) == "compute"
    assert reached("entropy", 0.75) == "write"
    assert reached("spot-why", 0.5) == "recognise"
    assert rung(TASKS["sign"], TASKS, past) == "recognise"  # another idea has a ladder of its own
    assert reached("sign", 1.0, of="sign") == "write"  # it has nothing to order or compute
    assert reached("spot-why", 1.0) == "write"
    assert reached("unroll", 1.0, mode="write") == "write"


def test_a_failed_rung_stays():
    assert rung(TASKS["spot"], TASKS, results([done("sign", 0.7, 1)], DECK)) == "recognise"
    assert rung(TASKS["spot"], TASKS, results([done("sign", 0.8, 1)], DECK)) == "write"


def test_not_the_same_exercise_twice_and_rather_another_kind():
    after = picks([done("batch", 0.0, 1)])
    assert "batch" not in {pick.exercise for pick in after}
    step_why = [p for p in picks([done("spot-why", 0.0, 1)]) if p.exercise == "spot-why"]
    assert not step_why


def test_after_two_on_one_rung_comes_another():
    """Two ideas are recognised; what is left to recognise waits, and an idea is taken further."""
    two = [done("batch", 1.0, 1), done("sign", 1.0, 2)]
    assert {pick.exercise for pick in picks(two)}.isdisjoint({"spot", "spot-why", "batch", "sign"})
    failed = [done("batch", 0.0, 1), done("spot-why", 0.0, 2), done("sign", 0.0, 3)]
    assert {pick.exercise for pick in picks(failed)} <= {"batch", "spot", "spot-why", "first-moment"}


def test_weak_ideas_come_before_strong_ones():
    log = [done("sign", 1.0, 1), done("spot", 0.5, 2)]  # step-update was earned, step-why was never tried
    memory, now = fold(log, DECK), NOON + timedelta(hours=1)
    weak, strong = (strength(DECK.exercises[id].task, "steps", memory, now) for id in ("batch", "sign"))
    assert weak == 0.0 < strong < 1.0
    assert {pick.exercise for pick in picks(log)} <= {"batch", "spot-why", "first-moment"}


def test_a_derivation_is_ordered_then_filled_then_written():
    task = DECK.exercises["unroll"].task
    assert mode(task, []) == "order"
    past = [ExerciseResult("unroll", "order", 0.8)]
    assert mode(task, past) == "fill"
    past.append(ExerciseResult("unroll", "fill", 0.5))
    assert mode(task, past) == "fill"
    past.append(ExerciseResult("unroll", "fill", 1.0))
    assert mode(task, past) == "write"
    assert mode(task, [*past, ExerciseResult("unroll", "order", 0.0)]) == "order"
    assert mode(DECK.exercises["sign"].task, past) == ""


def test_results_are_those_that_stand_and_of_this_deck():
    first = done("unroll", 0.5, 1, mode="fill", steps=["1"])
    other = event("exercise", NOON, "o", **{**first.data, "deck": "other"})
    back = event("retract", NOON + timedelta(hours=1), "r", target=first.id)
    assert results([first, other], DECK) == [ExerciseResult("unroll", "fill", 0.5)]
    assert results([first, back], DECK) == []


def test_the_choice_depends_on_the_generator_alone():
    log = [done("sign", 1.0, 1)]
    assert picks(log, 5) == picks(list(reversed(log)), 5)
    assert all(0 <= pick.seed < 200 for pick in picks(log))
    assert len({pick.seed for pick in picks(log)}) > 10


def test_no_exercises_no_next():
    empty = load_deck(Path(__file__).parents[3] / "questions" / "lekce-2")
    object.__setattr__(empty, "exercises", {})
    assert next_exercise(empty, fold([], empty), [], NOON, Random(0)) is None


@pytest.mark.parametrize("exercise", list(DECK.exercises))
def test_every_exercise_has_its_question(exercise):
    assert card_of(DECK, exercise) == "steps"


def skipping(times, among=None, log=()):
    """What somebody sees who skips everything."""
    visit, memory = [], fold(log, DECK)
    for n in range(times):
        found = next_exercise(DECK, memory, log, NOON, Random(n), visit, among)
        visit.append(Seen(found.exercise, skipped=True))
    return [seen.exercise for seen in visit]


def test_who_skips_sees_every_exercise_before_one_comes_back_and_all_kinds_at_once():
    shown = skipping(2 * len(TASKS))
    assert set(shown[: len(TASKS)]) == set(shown[len(TASKS) :]) == set(TASKS)
    assert all(one != other for one, other in pairwise(shown))
    kinds = {exercise.kind for exercise in DECK.exercises.values()}
    assert {DECK.exercises[id].kind for id in shown[: len(kinds)]} == kinds


def test_after_a_skip_another_question_comes():
    deck = load_deck(Path(__file__).parents[3] / "questions" / "lekce-2")
    visit, cards = [], []
    for n in range(12):
        found = next_exercise(deck, fold([], deck), [], NOON, Random(n), visit)
        visit.append(Seen(found.exercise, skipped=True))
        cards.append(card_of(deck, found.exercise))
    assert all(one != other for one, other in pairwise(cards))


def test_what_was_answered_in_this_visit_waits():
    memory = fold([], DECK)
    visit = [Seen(id, skipped=False) for id in TASKS if id != "spot"]
    assert next_exercise(DECK, memory, [], NOON, Random(0), visit[-LATELY:]).exercise not in {
        seen.exercise for seen in visit[-LATELY:]
    }


def test_only_some_are_practised():
    numeric = fitting(DECK, "steps", "numeric")
    assert {DECK.exercises[id].kind for id in numeric} == {"numeric"}
    assert set(skipping(6, numeric)) == set(numeric)
    assert skipping(3, ["sign"]) == ["sign"] * 3  # there is no other
    assert fitting(DECK) == list(TASKS)
    assert fitting(DECK, "nosuch") == fitting(DECK, kind="nosuch") == []
    assert next_exercise(DECK, fold([], DECK), [], NOON, Random(0), among=[]) is None
