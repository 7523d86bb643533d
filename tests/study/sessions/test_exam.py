"""The mock exam is a pure fold of its events."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from study.deck.decks import load_deck
from study.log.events import event
from study.sessions.exam import (
    dropped,
    fold,
    of_exercises,
    result,
    to_drop,
    to_open,
    to_resume,
    to_retake,
    to_take_back,
    unanswered,
)
from tests.conftest import NOON

GRADES = ((1, 90.0), (2, 75.0), (3, 60.0))


def at(minute, kind, **data):
    return event(kind, NOON + timedelta(minutes=minute), f"n{minute}-{kind}", exam="x", **data)


@pytest.fixture
def log():
    return [
        at(0, "exam-start", deck="d", cards=["a", "b"], minutes=12.0),
        at(1, "exam-flag", card="b", flagged=True),
        at(8, "exam-hand-in", answers={"a": "text", "z": "of no card"}),
        at(9, "exam-mark", card="a", verdicts={f"a-{n}": "met" for n in range(5)}, points=5.0),
        at(10, "exam-mark", card="b", verdicts={f"b-{n}": "half" for n in range(4)}, points=None),
    ]


def test_fold_tells_the_story(log):
    assert fold([], "x") is None
    assert fold(log, "y") is None
    writing = fold(log[:2], "x")
    assert (writing.cards, writing.flags, writing.handed_in) == (("a", "b"), {"b"}, None)
    assert writing.remaining(NOON + timedelta(minutes=5)) == 7 * 60
    assert writing.remaining(NOON + timedelta(minutes=50)) == 0
    done = fold(log, "x")
    assert done.answers == {"a": "text"}
    assert done.seconds(NOON + timedelta(days=1)) == 8 * 60


def test_order_of_arrival_does_not_matter(log):
    assert fold(reversed(log), "x") == fold(log, "x")


def test_only_the_first_hand_in_counts_and_flags_end_with_it(log):
    late = [at(20, "exam-hand-in", answers={"a": "changed"}), at(21, "exam-flag", card="a", flagged=True)]
    assert fold([*log, *late], "x") == fold(log, "x")


def test_marks_before_the_hand_in_do_not_count(log):
    early = at(2, "exam-mark", card="a", verdicts={"a-0": "met"}, points=1.0)
    assert fold([log[0], early], "x").verdicts == {}


def test_the_last_marking_of_a_card_counts_and_can_be_taken_back(log):
    again = at(11, "exam-mark", card="a", verdicts={"a-0": "missed"}, points=None)
    assert fold([*log, again], "x").verdicts["a"] == {"a-0": "missed"}
    undone = event("retract", NOON + timedelta(minutes=12), "n", target=again.id)
    assert fold([*log, again, undone], "x") == fold(log, "x")


def test_result_adds_up(log, make_card):
    deck = SimpleNamespace(cards={"a": make_card("a", 5), "b": make_card("b", 10)}, exercises={}, grades=GRADES)
    outcome = result(fold(log, "x"), deck)
    assert (outcome.points, outcome.of, outcome.open) == (5 + 4 * 1.0, 15.0, 1)
    assert outcome.grade == 3  # 60 %, inclusive
    assert sum(loss.points for loss in outcome.losses) == 4.0
    assert outcome.points + sum(loss.points for loss in outcome.losses) + 2.0 == outcome.of  # one unit of 2 is open
    assert to_retake(fold(log, "x"), deck) == ("b",)


def exercised(*more):
    answers = {"sgd": "theta = theta - alpha*grad(theta)", "sign": "root"}
    return [
        at(0, "exam-start", deck="d", cards=["steps"], minutes=12.0, exercises=["sgd", "sign", "gone"], seed=7),
        at(1, "exam-flag", card="sign", flagged=True),
        at(8, "exam-hand-in", answers=answers),
        *more,
    ]


def test_exercises_stand_after_the_questions_and_mark_themselves_at_the_hand_in():
    deck = load_deck(Path(__file__).parents[2] / "exercise_deck")
    writing, done = fold(exercised()[:2], "x"), fold(exercised(), "x")
    assert (writing.items, writing.seed, writing.flags) == (("steps", "sgd", "sign", "gone"), 7, {"sign"})
    assert result(writing, deck).per_card.keys() == {"steps"}
    outcome = result(done, deck)
    assert {id: one.points for id, one in outcome.per_card.items()} == {"steps": 0.0, "sgd": 1.0, "sign": 0.5}
    assert outcome.of == deck.cards["steps"].points + 2.0
    assert of_exercises(done, outcome) == (1.5, 2.0)
    assert [(loss.card, loss.points, loss.verdict) for loss in outcome.losses] == [("sign", 0.5, "half")]
    assert to_retake(done, deck) == ("sign",)


def test_the_mark_of_an_exercise_stays_what_it_was():
    deck = load_deck(Path(__file__).parents[2] / "exercise_deck")
    mark = event("exercise", NOON + timedelta(minutes=9), "n", deck="d", exercise="sgd", attempt="x", points=0.25, of=1)
    other = event("exercise", NOON + timedelta(minutes=9), "m", deck="d", exercise="sgd", attempt="y", points=0.0, of=1)
    outcome = result(fold(exercised(mark, other), "x"), deck)
    assert (outcome.per_card["sgd"].points, outcome.per_card["sign"].points) == (0.25, 0.5)
    assert fold(reversed(exercised(mark, other)), "x") == fold(exercised(mark, other), "x")


def test_an_exam_of_exercises_alone_is_marked_when_it_is_handed_in():
    log = [
        at(0, "exam-start", deck="d", cards=[], minutes=2.0, exercises=["sgd"], seed=1),
        at(1, "exam-hand-in", answers={"sgd": ""}),
    ]
    deck = load_deck(Path(__file__).parents[2] / "exercise_deck")
    assert to_resume(log[:1], NOON) == "x"
    assert to_resume(log, NOON) is None
    outcome = result(fold(log, "x"), deck)
    assert (outcome.points, outcome.of, outcome.open, outcome.grade) == (0.0, 1.0, 0, None)


def retracted(log, targets):
    return [*log, *(event("retract", NOON + timedelta(minutes=30), f"r{i}", target=t) for i, t in enumerate(targets))]


def test_a_hand_in_that_is_taken_back_never_was():
    mark = event("exercise", NOON + timedelta(minutes=8), "n", deck="d", exercise="sgd", attempt="x", points=0.25, of=1)
    other = event(
        "exercise", NOON + timedelta(minutes=8), "m", deck="d", exercise="sgd", attempt="y", points=0.25, of=1
    )
    twice = at(9, "exam-hand-in", answers={"sgd": "of another device"})
    log = exercised(mark, other, twice)
    targets = to_take_back(log, "x")
    assert set(targets) == {log[2].id, mark.id, twice.id}
    back = retracted(log, targets)
    assert fold(back, "x") == fold(log[:2], "x")
    assert to_take_back(back, "x") == () == to_take_back(log[:2], "x") == to_take_back(log, "y")


def test_a_marked_exam_cannot_be_taken_back(log):
    assert to_take_back(log, "x") == ()
    assert to_take_back(log[:3], "x") == (log[2].id,)
    unmarked = at(9, "exam-mark", card="a", verdicts={}, points=None)
    assert to_take_back([*log[:3], unmarked], "x") == (log[2].id,)


def test_an_exam_that_is_thrown_away_never_was(log):
    assert to_drop(log, "x") == ()
    assert dropped(log) is None
    gone = retracted(log[:2], to_drop(log[:2], "x"))
    assert fold(gone, "x") is None
    assert to_resume(gone, NOON) is None
    assert (dropped(gone).id, dropped(gone).items) == ("x", ("a", "b"))


def test_what_waits_is_opened_first(log):
    writing = fold(log[:2], "x")
    assert to_open(writing, "b") == "b"
    assert to_open(writing) == to_open(writing, "gone") == "a"
    assert to_open(fold(log[:4], "x"), "a") == "b"
    assert unanswered(fold(log[:3], "x")) == ("b",)
    assert unanswered(fold(log, "x")) == ()
