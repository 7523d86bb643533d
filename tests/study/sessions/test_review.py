"""Revision: no press is lost, none counts twice, and undo brings back exactly what was."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.sessions.review import begin, expect, go_back, interrupt, judge, rate, reveal, skip, undo
from tests.conftest import NOON


def started(*cards):
    return begin(cards, NOON, "t1")


def rated(session, rating, new_id):
    shown = reveal(session, session.attempt.id, NOON, "paper")
    return rate(shown, shown.attempt.id, rating, f"e-{new_id}", NOON, new_id)


def test_the_queue_is_worked_off_in_order():
    session = started("a", "b")
    assert (session.attempt.card, session.place, session.length) == ("a", 1, 2)
    session = rated(session, 3, "t2")
    assert (session.attempt.card, session.place, session.length) == ("b", 2, 2)
    session = rated(session, 4, "t3")
    assert session.attempt is None
    assert [review.rating for review in session.done] == [3, 4]


def test_a_double_press_rates_one_card():
    session = started("a", "b", "c")
    shown = reveal(session, "t1", NOON, "paper")
    once = rate(shown, "t1", 3, "e1", NOON, "t2")
    assert rate(once, "t1", 3, "e2", NOON, "t3") is once
    assert rate(once, "t2", 3, "e2", NOON, "t3") is once  # not before its answer is shown


def test_the_same_card_again_is_another_attempt():
    session = rated(started("a"), 1, "t2")
    assert session.attempt.card == "a"
    again = reveal(session, "t2", NOON, "paper")
    assert rate(again, "t1", 3, "e", NOON, "t3") is again
    assert rate(again, "t2", 3, "e", NOON, "t3").attempt is None


def test_again_comes_back_once():
    session = rated(started("a"), 1, "t2")
    session = rated(session, 1, "t3")
    assert session.attempt is None


def test_i_dont_know_misses_every_unit():
    session = reveal(started("a"), "t1", NOON, "unknown", units=("u1", "u2"))
    assert session.attempt.verdicts == {"u1": "missed", "u2": "missed"}


def test_i_dont_know_is_taken_back_with_its_clock():
    session = started("a", "b")
    given_up = reveal(session, "t1", NOON + timedelta(seconds=40), "unknown", "text", ["u", "v"])
    back = go_back(given_up, "t1", NOON + timedelta(seconds=100))
    assert back.attempt.verdicts == {}
    assert back.attempt.text == "text"
    assert back.attempt.seconds(NOON + timedelta(seconds=110)) == 50  # reading the answer does not count
    assert go_back(back, "t1", NOON) is back
    assert go_back(given_up, "t2", NOON) is given_up
    shown = reveal(session, "t1", NOON, "paper")
    assert go_back(shown, "t1", NOON) is shown


def test_marking_needs_the_answer_and_a_known_verdict():
    session = started("a")
    assert judge(session, "t1", "u", "met") is session
    shown = reveal(session, "t1", NOON, "paper")
    assert judge(shown, "t1", "u", "brilliant") is shown
    assert judge(shown, "other", "u", "met") is shown
    marked = judge(shown, "t1", "u", "met")
    assert marked.attempt.verdicts == {"u": "met"}
    assert judge(marked, "t1", "u", None).attempt.verdicts == {}


def test_expectation_only_before_the_answer():
    session = expect(started("a"), "t1", 75)
    assert session.attempt.confidence == 75
    shown = reveal(session, "t1", NOON, "paper")
    assert expect(shown, "t1", 100) is shown


def test_time_runs_until_the_answer_is_shown():
    shown = reveal(started("a"), "t1", NOON + timedelta(seconds=90), "paper")
    assert shown.attempt.seconds(NOON + timedelta(hours=1)) == 90


def test_skip_puts_the_card_last():
    session = skip(started("a", "b"), "t1", NOON, "t2")
    assert (session.attempt.card, session.waiting) == ("b", ("a",))
    assert skip(started("a"), "t1", NOON, "t2") == started("a")


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_undo_is_exact(rating):
    shown = judge(reveal(started("a", "b"), "t1", NOON, "paper"), "t1", "u", "half")
    after = rate(shown, "t1", rating, "e1", NOON, "t2")
    assert undo(after) == shown


@given(st.integers(1, 5), st.lists(st.sampled_from([1, 2, 3, 4]), max_size=12))
def test_undoing_everything_gives_the_first_question_back(n, ratings):
    start = started(*(f"c{i}" for i in range(n)))
    session, steps = start, 0
    for i, rating in enumerate(ratings):
        if session.attempt is None:
            break
        session, steps = rated(session, rating, f"t{i + 2}"), steps + 1
        every = [r.attempt.card for r in session.done] + list(session.waiting)
        every += [session.attempt.card] if session.attempt else []
        assert session.aside == ()
        assert set(every) == {f"c{i}" for i in range(n)}
    for _ in range(steps):
        session = undo(session)
    if steps:
        assert session.attempt.id == "t1"
        assert tuple(attempt.card for attempt in reversed(session.aside)) + session.waiting == start.waiting
    assert undo(start) is start


def test_a_question_asked_at_once_comes_before_the_open_one_which_keeps_its_marks():
    open_one = judge(reveal(started("a", "b", "c"), "t1", NOON, "paper"), "t1", "u", "half")
    session = interrupt(open_one, "c", NOON, "t2")
    assert (session.attempt.card, session.waiting, session.length) == ("c", ("b",), 3)
    after = rated(session, 3, "t3")
    assert after.attempt == open_one.attempt
    assert (after.waiting, after.place, after.length) == (("b",), 2, 3)
    assert undo(after).attempt.card == "c"
    assert undo(after).aside == (open_one.attempt,)
    assert rate(after, "t1", 3, "e", NOON, "t4").attempt.card == "b"


def test_the_clock_of_a_question_set_aside_stands_still():
    asked = interrupt(started("a"), "c", NOON + timedelta(seconds=60), "t2")
    shown = reveal(asked, "t2", NOON + timedelta(seconds=100), "paper")
    back = rate(shown, "t2", 3, "e", NOON + timedelta(seconds=160), "t3")
    assert back.attempt.id == "t1"
    assert back.attempt.seconds(NOON + timedelta(seconds=170)) == 70
    later = reveal(back, "t1", NOON + timedelta(seconds=170), "paper")
    again = interrupt(later, "c", NOON + timedelta(seconds=300), "t4")
    assert skip(again, "t4", NOON + timedelta(seconds=400), "t5").attempt.seconds(NOON) == 70


def test_the_open_question_asked_at_once_is_the_open_question():
    session = started("a", "b")
    assert interrupt(session, "a", NOON, "t2") is session
    both = interrupt(interrupt(session, "b", NOON, "t2"), "c", NOON, "t3")
    back = interrupt(both, "a", NOON, "t4")
    assert back.attempt == session.attempt
    assert [each.card for each in back.aside] == ["b", "c"]
    assert back.waiting == ()


def test_a_question_asked_at_once_without_a_session_begins_one():
    ended = rated(started("a"), 3, "t2")
    session = interrupt(ended, "a", NOON, "t3")
    assert (session.attempt.card, session.attempt.id, session.place) == ("a", "t3", 2)


def test_a_skipped_question_lets_the_one_set_aside_go_on():
    session = skip(interrupt(started("a"), "c", NOON, "t2"), "t2", NOON, "t3")
    assert (session.attempt.id, session.waiting, session.aside) == ("t1", ("c",), ())
