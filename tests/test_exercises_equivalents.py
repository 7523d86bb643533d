"""Thousands of ways to write the same algorithm: all of them earn full marks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from study.deck import load_deck
from tests import rewrites

ROOT = Path(__file__).parents[1]
DECK = load_deck(Path(__file__).parent / "exercise_deck")
DECKS = (DECK, load_deck(ROOT / "questions" / "lekce-2"))
ALGORITHMS = [exercise for deck in DECKS for exercise in deck.exercises.values() if exercise.kind == "algorithm"]
EACH = 300  # rewrites of every algorithm
TITLES = {rule.title for rule in rewrites.RULES} | {str(rule.__doc__) for rule in rewrites.OF_LINES}
TITLES |= {title for title, _, _ in rewrites.SPELLINGS}
used: Counter[str] = Counter()


@pytest.mark.parametrize("exercise", ALGORITHMS, ids=lambda exercise: exercise.id)
def test_every_rewrite_earns_full_marks(exercise):
    task = exercise.task
    rng = np.random.default_rng(2024)
    seen = set()
    for i in range(EACH):
        reference = task.references[i % len(task.references)]
        text, names = rewrites.rewritten(reference.program.source, (*task.world.given, *task.results), rng, 2 + i % 9)
        used.update(names)
        seen.add(text)
        marking = exercise.mark(text, seed=i % 5)
        assert (marking.points, marking.of) == (exercise.points, exercise.points), text
        assert marking.why == reference.label, text
    assert len(seen) > 0.9 * EACH


def test_every_rule_was_tried():
    if sum(used.values()) < EACH * len(ALGORITHMS):
        pytest.fail("this test counts what the tests above have tried: run the whole file")
    assert {title: used[title] for title in TITLES if used[title] < 3} == {}
    assert set(used) <= TITLES


@pytest.mark.parametrize(("right", "wrong"), [("g + beta*v", "g + beta*g"), ("beta*v + g", "beta*(v + g)")])
def test_the_rewriter_is_honest(right, wrong):
    """A rewrite that did change something would be seen: a wrong program stays wrong however it is written."""
    source = f"v = {wrong}\ntheta = theta - alpha*v"
    task = DECK.exercises["momentum"].task
    assert DECK.exercises["momentum"].mark(source.replace(wrong, right)).points == 2
    rng = np.random.default_rng(7)
    for _ in range(100):
        text, _ = rewrites.rewritten(source, (*task.world.given, *task.results), rng, 6)
        assert DECK.exercises["momentum"].mark(text).points < 2, text


def test_the_published_table_is_that_of_the_rules():
    assert (ROOT / "docs" / "equivalents.md").read_text("utf-8") == rewrites.table()
    for title in TITLES:
        assert title.rstrip(".").lower() in rewrites.table().lower()
