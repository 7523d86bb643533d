"""Derivations, choices and wrong lines: what is shown for a seed, and what answers earn."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from study.deck.decks import load_deck
from study.exercises.derivation import is_run, longest_run

DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
UNROLL, HALVES, SIGN, BATCH, SPOT, WHY = (
    DECK.exercises[name] for name in ("unroll", "halves", "sign", "batch", "spot", "spot-why")
)
REASONS = {"1": "1", "2": "2", "3": "3"}


def brute_force(order, groups):
    """The longest piece of an order that is a piece of one of all right orders."""
    rights = [[]]
    for group in groups:
        rights = [[*right, *inner] for right in rights for inner in permutations(group)]
    pieces = {tuple(right[i:j]) for right in rights for i in range(len(right)) for j in range(i + 1, len(right) + 1)}
    best = max(
        (j - i for i in range(len(order)) for j in range(i + 1, len(order) + 1) if tuple(order[i:j]) in pieces),
        default=0,
    )
    return best if best > 1 else 0


@pytest.mark.parametrize("groups", [[[1], [2], [3], [4], [5]], [[1], [2, 3, 4], [5]], [[1, 2], [3], [4, 5]]])
def test_the_longest_run_is_what_trying_all_right_orders_finds(groups):
    for order in permutations([1, 2, 3, 4, 5]):
        assert longest_run(order, groups) == brute_force(order, groups), order
    assert not is_run([1, None, 2], [[1], [2]])


@pytest.mark.parametrize(
    ("steps", "points"),
    [([1, 2, 3, 4], 1.5), ([2, 3, 4, 1], 1.0), ([1, 2, 4, 3], 0.75), ([4, 3, 2, 1], 0), ([1, 2, "d1", 3, 4], 0.75),
     (["d1", 1, 2, 3, 4], 1.0), ([2, 3], 0.75), ([3], 0), (["1", "2", "3", "4"], 1.5), ([1, 2, 3, 3, 4], 1.0)],
)  # fmt: skip
def test_ordering_earns_the_longest_run(steps, points):
    assert UNROLL.mark(steps).points == points
    assert UNROLL.mark({"steps": steps, "reasons": REASONS}).points == points + 0.5


def test_every_right_order_of_free_steps_is_right():
    for free in permutations([2, 3, 4]):
        assert HALVES.mark([1, *free, 5]).points == 1
    assert HALVES.mark([1, 2, 3, 5, 4]).points == 0.5


def test_distractors_say_what_is_wrong_with_them():
    (found,) = [item for item in UNROLL.mark(["d1", 1, 2]).items if item.name == "d1"]
    assert found.why == {"cs": "nejstarší má nejmenší váhu", "en": "the oldest weighs least"}


def test_reasons():
    marking = UNROLL.mark({"steps": [1, 2, 3, 4], "reasons": {"1": "w1", "2": "2"}})
    codes = {item.name: item.message.code for item in marking.items}
    assert codes == {
        "order": "order-right",
        "reason-1": "reason-wrong",
        "reason-2": "reason-right",
        "reason-3": "reason-empty",
    }
    assert marking.points == pytest.approx(1.5 + 0.5 / 3)
    assert {reason.id for reason in UNROLL.task.reasons(0)} == {"1", "2", "3", "w1"}
    assert HALVES.task.reasons(0) == ()


def test_filling_the_last_steps():
    assert [block.id for block in UNROLL.task.blanks(2)] == ["3", "4"]
    marking = UNROLL.mark({"mode": "fill", "steps": ["3", "4"]})
    assert (marking.points, marking.of) == (1, 1)
    marking = UNROLL.mark({"mode": "fill", "steps": ["d1", "4"]})
    assert (marking.points, marking.items[0].why["en"]) == (0.5, "the oldest weighs least")
    assert UNROLL.mark({"mode": "fill", "steps": ["2", "", "4"]}).points == 1.0
    assert (
        HALVES.mark({"mode": "fill", "steps": ["4", "3", "5"]}).points
        == HALVES.mark({"mode": "fill", "steps": [3, 4, 5]}).points
    )
    assert HALVES.mark({"mode": "fill", "steps": ["4", "4", "5"]}).points == pytest.approx(1 / 3)
    assert HALVES.mark({"mode": "fill", "steps": ["1", "2", "3", "4", "5"]}).of == 1


def test_writing_is_marked_by_oneself():
    marking = UNROLL.mark({"mode": "write", "verdicts": {"1": "met", "2": "half", 3: "met"}})
    assert marking.points == 0.5 + 0.25 + 0.5
    assert not UNROLL.mark({"mode": "write", "verdicts": {"1": "great"}}).marked
    assert not UNROLL.mark({"mode": "write", "verdicts": {}}).marked


def test_what_is_shuffled_depends_on_the_seed():
    orders = [tuple(block.id for block in UNROLL.task.blocks(seed)) for seed in range(40)]
    assert len(set(orders)) > 20
    assert orders[7] == tuple(block.id for block in UNROLL.task.blocks(7))
    assert all(sorted(order) == ["1", "2", "3", "4", "d1"] and order[:4] != ("1", "2", "3", "4") for order in orders)
    assert len({tuple(option.id for option in SIGN.task.shuffled(seed)) for seed in range(40)}) == 6


def test_choices():
    assert SIGN.mark(1).points == SIGN.mark("1").points == 1
    wrong = SIGN.mark(2, seed=4)
    assert (wrong.points, wrong.items[0].unit, wrong.items[0].why["en"]) == (0, "step-update", "that is uphill")
    near = SIGN.mark("root", seed=4)
    assert (near.points, near.units) == (0.5, {"step-why": (0.5, 1)})
    assert near.items[0].message.parameters == {"lost": 0.5, "of": 1.0}
    assert "<<" not in str(SIGN.task.question(3))
    assert BATCH.mark(2).points == 0.5


def test_wrong_lines():
    assert SPOT.mark(2).points == SPOT.mark("2").points == SPOT.mark({"line": 2}).points == 1
    missed = SPOT.mark(1)
    assert (missed.points, missed.items[0].message.parameters) == (0, {"found": 1, "line": 2})
    assert missed.items[0].why["en"] == "$t$ starts from zero"
    assert SPOT.mark(3).items[0].why["en"] == "the power $t$ is missing"
    assert [WHY.mark({"line": 1, "reason": reason}).points for reason in ("1", "2", None)] == [1, 0.5, 0.5]
    assert WHY.mark({"line": 2, "reason": "1"}).points == 0
    assert WHY.mark({"line": 1, "reason": 2}).items[1].why["en"] == "any base will do"


BAD = [None, "", [], {}, "x", 0, 99, -1, True, 1.5, [9], ["z"], {"steps": "12"}, {"mode": "dance", "steps": [1]},
       {"line": 0}, {"line": True}, {"steps": [1], "reasons": 3}, [[1]], [1] * 1000,
       pytest.param(object(), id="object"), b"1",
       {"line": "²"}]  # fmt: skip


@pytest.mark.parametrize("answer", BAD, ids=repr)
@pytest.mark.parametrize("exercise", [UNROLL, HALVES, SIGN, BATCH, SPOT, WHY], ids=lambda exercise: exercise.id)
def test_whatever_comes_as_an_answer_nothing_is_raised(exercise, answer):
    marking = exercise.mark(answer, seed=1)
    assert marking.points == 0
    assert not marking.marked
    assert marking.message.code in ("no-answer", "answer-form")
