"""Answers to exercises as texts: what comes back from one is the answer itself."""

from pathlib import Path

import pytest

from study.deck.decks import load_deck
from study.exercises.answers import from_text, to_text

DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
ANSWERS = [
    ("sgd", "theta = theta - alpha*grad(theta)", 1.0),
    ("sgd", "theta = theta - 2g", 0.0),
    ("first-moment", {"s": "", "shat": "0,5", "step": "1/8"}, None),
    ("unroll", {"mode": "order", "steps": ["1", "2", "3", "4"], "reasons": {"1": "1", "2": "2", "3": "3"}}, 2.0),
    ("sign", "1", 1.0),
    ("spot-why", {"line": 1, "reason": "1"}, 1.0),
]


@pytest.mark.parametrize(("exercise", "answer", "points"), ANSWERS)
def test_a_written_answer_is_the_answer(exercise, answer, points):
    one = DECK.exercises[exercise]
    written = to_text(answer)
    assert from_text(one.task, written) == answer
    assert points is None or one.mark(from_text(one.task, written), 3, as_it_is=True).points == points


@pytest.mark.parametrize(
    "answer", ["", {"s": "", "shat": " "}, {"mode": "order", "steps": [], "reasons": {}}, {"line": "", "reason": ""}]
)
def test_nothing_answered_is_no_text(answer):
    assert to_text(answer) == ""


@pytest.mark.parametrize("text", ["", "{", "null", "[[1]]", "7", "true", '{"steps": 3}', '{"a": {}}', "[" * 90_000])
@pytest.mark.parametrize("exercise", list(DECK.exercises))
def test_any_text_is_marked_without_an_exception(exercise, text):
    one = DECK.exercises[exercise]
    assert one.mark(from_text(one.task, text), 1).points == 0
