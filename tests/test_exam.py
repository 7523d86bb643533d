"""The mock exam is a pure fold of its events."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from study.events import event
from study.exam import fold, result, to_retake

from .conftest import NOON

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
    deck = SimpleNamespace(cards={"a": make_card("a", 5), "b": make_card("b", 10)}, grades=GRADES)
    outcome = result(fold(log, "x"), deck)
    assert (outcome.points, outcome.of, outcome.open) == (5 + 4 * 1.0, 15.0, 1)
    assert outcome.grade == 3  # 60 %, inclusive
    assert sum(loss.points for loss in outcome.losses) == 4.0
    assert outcome.points + sum(loss.points for loss in outcome.losses) + 2.0 == outcome.of  # one unit of 2 is open
    assert to_retake(fold(log, "x"), deck) == ("b",)
