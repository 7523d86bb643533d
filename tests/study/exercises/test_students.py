"""Answers as students write them: each earns what a fair examiner gives, or is asked back where it has two readings."""

import re
from collections import Counter
from pathlib import Path

import pytest

from study.language import CODES, language
from tests.support.answers import answers, deck, earned, table

ROOT = Path(__file__).parents[3]
EXERCISES = [one.id for one in deck().exercises.values() if one.kind in ("algorithm", "numeric", "derivation")]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_answer_earns_what_a_fair_examiner_gives(exercise):
    wrong = []
    for one in (one for one in answers() if one.exercise == exercise):
        marked, points = earned(one)
        expected = one.points if one.marked is None else one.marked
        if not (one.unread and not marked) and not (marked and abs(points - expected) < 1e-6):
            wrong.append(f"{one.place}: {points if marked else 'not marked'}, not {expected}: {one.why}\n{one.typed}")
    assert not wrong, "\n\n".join(wrong)


def test_the_collection_is_large_and_covers_everything():
    kinds = Counter(one.kind for one in answers())
    assert len(answers()) > 1000
    assert min(kinds[kind] for kind in ("right", "slip", "wrong", "unreadable")) > 50
    assert {one.exercise for one in answers()} == set(EXERCISES)


def test_no_wrong_answer_earns_all_points_and_no_right_one_less():
    for one in answers():
        marked, points = earned(one)
        whole = points >= deck().exercises[one.exercise].points - 1e-6
        assert not (marked and whole and one.kind in ("slip", "wrong")), one
        assert whole or not marked or one.kind != "right" or one.points < deck().exercises[one.exercise].points, one


def test_every_verdict_is_a_sentence_in_every_language():
    for one in answers():
        marking = deck().exercises[one.exercise].mark(one.typed, one.seed)
        for code in CODES:
            for message in filter(None, (marking.message, *marking.unread, *(item.message for item in marking.items))):
                said = language(code).message(message, "marking")
                assert not re.search(r"\{[a-z_]+\}", said), (one.place, message.code, said)


def test_what_is_published_is_what_the_marker_does():
    assert (ROOT / "docs" / "equivalents.md").read_text("utf-8") == table()
