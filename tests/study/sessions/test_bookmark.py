"""A session that was left goes on where it was, and only that one."""

import json
from datetime import timedelta

import pytest

from study.log.events import event
from study.sessions.review import FRESH, begin, expect, interrupt, judge, rate, read, reveal, write
from tests.conftest import NOON

ITEMS = ("a", "b", "c", "c#c-1")


def review(nonce, attempt):
    return event("review", NOON, nonce, card="a", attempt=attempt, rating=1)


def halfway():
    """One card rated, the next one open and half marked."""
    session = begin(["a", "b", "c#c-1"], NOON, "t1")
    session = reveal(expect(session, "t1", 75), "t1", NOON, "typed", "θ ← θ − αg\n")
    happened = review("n1", "t1")
    session = rate(session, "t1", 1, happened.id, NOON, "t2")
    session = judge(reveal(session, "t2", NOON + timedelta(minutes=4), "paper"), "t2", "b-1", "half")
    return session, [happened]


def test_everything_comes_back():
    session, events = halfway()
    assert read(write(session, NOON), ITEMS, events, NOON + FRESH) == session


def test_an_untouched_attempt_keeps_its_clock():
    session = begin(["a"], NOON, "t1")
    later = read(write(session, NOON), ITEMS, [], NOON + timedelta(minutes=8))
    assert later.attempt.seconds(NOON + timedelta(minutes=8)) == 480


def test_what_is_old_or_from_tomorrow_does_not():
    session, events = halfway()
    text = write(session, NOON)
    assert read(text, ITEMS, events, NOON + FRESH + timedelta(seconds=1)) is None
    assert read(text, ITEMS, events, NOON - timedelta(seconds=1)) is None


def test_a_card_that_is_gone_ends_it():
    session, events = halfway()
    assert read(write(session, NOON), ("a", "b", "c"), events, NOON) is None


def test_what_another_tab_did_ends_it():
    session, events = halfway()
    text = write(session, NOON)
    assert read(text, ITEMS, [*events, review("n2", "t2")], NOON) is None  # the open attempt was rated there
    undone = event("retract", NOON, "n3", target=events[0].id)
    assert read(text, ITEMS, [*events, undone], NOON) is None
    assert read(text, ITEMS, [], NOON) is None


def test_a_finished_session_is_over():
    session = reveal(begin(["a"], NOON, "t1"), "t1", NOON, "paper")
    happened = review("n1", "t1")
    done = rate(session, "t1", 3, happened.id, NOON, "t2")
    assert done.attempt is None
    assert read(write(done, NOON), ITEMS, [happened], NOON) is None


def broken():
    session, _ = halfway()
    good = json.loads(write(session, NOON))
    attempt = good["attempt"]
    yield from ("", "x", "[]", "null", "{}", "[" * 5000)
    for changed in (
        {"left": "yesterday"}, {"left": "2026-01-05T12:00:00"}, {"left": None}, {"waiting": 3}, {"waiting": [[]]},
        {"aside": 3}, {"aside": [None]}, {"done": [1]},
        {"done": [{"attempt": attempt, "rating": 9, "event": "e"}]}, {"attempt": []},
        {"attempt": {**attempt, "mode": "?"}}, {"attempt": {**attempt, "verdicts": {"b-1": "perhaps"}}},
        {"attempt": {**attempt, "verdicts": {"b-1": []}}}, {"attempt": {**attempt, "confidence": "much"}},
        {"attempt": {**attempt, "revealed": 5}}, {"attempt": {**attempt, "started": "2026-01-05T12:00:00"}},
    ):  # fmt: skip
        yield json.dumps({**good, **changed})


@pytest.mark.parametrize("text", list(broken()))
def test_what_is_no_bookmark_gives_no_session(text):
    assert read(text, ITEMS, halfway()[1], NOON) is None


def test_a_question_set_aside_comes_back_with_its_marks():
    session, events = halfway()
    session = interrupt(session, "a", NOON, "t3")
    text = write(session, NOON)
    assert read(text, ITEMS, events, NOON) == session
    assert read(text, ("a", "c#c-1"), events, NOON) is None
    assert read(text, ITEMS, [*events, review("n2", "t2")], NOON) is None


def test_an_older_bookmark_has_nothing_set_aside():
    session, events = halfway()
    content = json.loads(write(session, NOON))
    del content["aside"]
    assert read(json.dumps(content), ITEMS, events, NOON) == session
