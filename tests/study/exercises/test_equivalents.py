"""Thousands of ways to write the same algorithm: all of them earn full marks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from study.deck.decks import load_deck
from tests.support import rewrites

ROOT = Path(__file__).parents[3]
DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
DECKS = (DECK, load_deck(ROOT / "questions" / "lekce-2"))
ALGORITHMS = [exercise for deck in DECKS for exercise in deck.exercises.values() if exercise.kind == "algorithm"]
EACH = 300  # rewrites of every algorithm
TITLES = {rule.title for rule in rewrites.RULES} | {str(rule.__doc__) for rule in rewrites.OF_LINES}
TITLES |= {title for title, _, _ in rewrites.SPELLINGS}


def rewrites_of(exercise):
    """Random rewrites of an exercise's references, each with its reference and the titles of the rules applied."""
    task = exercise.task
    rng = np.random.default_rng(2024)
    for i in range(EACH):
        reference = task.references[i % len(task.references)]
        fixed = (*task.world.given, *task.results)
        yield reference, *rewrites.rewritten(reference.program.source, fixed, rng, 2 + i % 9)


@pytest.mark.parametrize("exercise", ALGORITHMS, ids=lambda exercise: exercise.id)
def test_every_rewrite_earns_full_marks(exercise):
    seen = set()
    for i, (reference, text, _) in enumerate(rewrites_of(exercise)):
        seen.add(text)
        marking = exercise.mark(text, seed=i % 5)
        assert (marking.points, marking.of) == (exercise.points, exercise.points), text
        assert marking.why == reference.label, text
    assert len(seen) > 0.9 * EACH


def test_every_rule_is_tried():
    own = [exercise for exercise in ALGORITHMS if exercise.id in DECK.exercises]
    used = Counter(title for exercise in own for *_, titles in rewrites_of(exercise) for title in titles)
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
    assert (ROOT / "docs" / "equivalents.md").read_text("utf-8").endswith(rewrites.table())
    for title in TITLES:
        assert title.rstrip(".").lower() in rewrites.table().lower()
