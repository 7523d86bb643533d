"""The numbers of the Progress page, each against a second way to get it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from study.log.events import event
from study.memory.calibration import bias_per_topic, guesses, paces, recall_bins
from study.memory.fold import fold
from study.memory.progress import calendar, expected_over_time, first_day, forgetting_curve
from study.memory.score import expected
from tests.conftest import NOON
from tests.study.memory.test_fold import mark, marked, review
from tests.study.planning.test_plan import deck_of

DAY = timedelta(days=1)
DECK = deck_of({"a": 5.0, "b": 10.0, "c": 5.0}, "xyx")
LOG = [
    marked("a", 0, "mm---", confidence=80, seconds=300.0),
    marked("b", 1.2, "mmmm-", confidence=60, seconds=700.0),
    marked("a", 3, "mmmm-", confidence=50, seconds=200.0),
    mark("x", "b", 5, 4.0),
    review("c", 6, 1, seconds=30.0),
    marked("a", 8, "mmmmm", seconds=100.0, confidence=100),
]
NOW = NOON + 10 * DAY


def test_the_score_over_time_is_that_of_the_log_up_to_each_evening():
    memory = fold(LOG, DECK)
    rows = expected_over_time(DECK, memory, NOW)
    assert [day for day, _ in rows] == [date(2026, 1, 5) + n * DAY for n in range(11)]
    for day, estimate in rows:
        evening = min(NOW, datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)
        then = fold([e for e in LOG if e.time <= evening], DECK)
        assert estimate == expected(DECK, then, evening + DAY).total
    assert rows[0][1].points < rows[-1][1].points


def test_a_long_time_is_thinned_out_to_so_many_days():
    memory = fold([*LOG, marked("a", 400, "mmmmm")], DECK)
    days = [day for day, _ in expected_over_time(DECK, memory, NOON + 401 * DAY, most=20)]
    assert len(days) == 20
    assert (days[0], days[-1]) == (date(2026, 1, 5), date(2026, 1, 5) + 401 * DAY)
    assert expected_over_time(DECK, fold([], DECK), NOW) == ()


def test_days_are_the_learners():
    auckland = ZoneInfo("Pacific/Auckland")  # 13 hours ahead: noon in London is the next day
    memory = fold(LOG, DECK)
    assert first_day(DECK, memory, auckland) == date(2026, 1, 6)
    assert calendar(DECK, memory)[date(2026, 1, 5)] == 1
    assert calendar(DECK, memory, auckland)[date(2026, 1, 6)] == 1
    assert date(2026, 1, 5) not in calendar(DECK, memory, auckland)
    assert sum(calendar(DECK, memory).values()) == len(LOG)
    assert list(calendar(DECK, memory)) == sorted(calendar(DECK, memory))


def test_a_forgetting_curve_starts_at_one_after_each_trial_and_falls():
    memory = fold(LOG, DECK)
    curve = forgetting_curve(memory, "a", NOW, points=8)
    assert curve.trials == ((NOON, 1), (NOON + 3 * DAY, 3), (NOON + 8 * DAY, 3))
    assert len(curve.pieces) == 3
    for piece, (start, end) in zip(curve.pieces, ((0, 3), (3, 8), (8, 10)), strict=True):
        times, recall = zip(*piece, strict=True)
        assert (times[0], times[-1], len(piece)) == (NOON + start * DAY, NOON + end * DAY, 8)
        assert recall[0] == 1.0
        assert list(recall) == sorted(recall, reverse=True)
    assert curve.pieces[-1][-1][1] == pytest.approx(memory.retrievability("a", NOW))
    assert forgetting_curve(memory, "nothing", NOW).pieces == ()


def test_a_micro_card_is_no_trial_of_the_card():
    unit = review("a", 4, 3, unit="a-4", verdicts={"a-4": "met"}, confidence=10, seconds=5.0, points=1.0, of=1.0)
    memory, without = fold([*LOG, unit], DECK), fold(LOG, DECK)
    assert forgetting_curve(memory, "a", NOW) == forgetting_curve(without, "a", NOW)
    assert guesses(DECK, memory) == guesses(DECK, without)
    assert paces(DECK, memory) == paces(DECK, without)


def test_expectations_against_what_was_earned():
    memory = fold(LOG, DECK)
    assert [(g.card, g.expected, g.earned) for g in guesses(DECK, memory)] == [
        ("a", 80.0, 40.0),
        ("b", 60.0, 80.0),
        ("a", 50.0, 80.0),
        ("a", 100.0, 100.0),
    ]
    # topic x: (80 − 40) + (50 − 80) + 0 over three attempts, too sure; topic y: 60 − 80
    assert bias_per_topic(DECK, guesses(DECK, memory)) == {"x": (pytest.approx(10 / 3), 3), "y": (-20.0, 1)}


def test_predicted_recall_against_what_came():
    memory = fold(LOG, DECK)
    bins = recall_bins(DECK, memory, bins=1)
    before = [
        fold([e for e in LOG if e.time < when], DECK).retrievability(card, when)
        for card, when in (("a", NOON + 3 * DAY), ("a", NOON + 8 * DAY), ("b", NOON + 5 * DAY))
    ]
    (one,) = bins
    assert one.count == 3  # first attempts have no prediction
    assert one.predicted == pytest.approx(sum(before) / 3)
    assert one.recalled == 1.0
    again = fold([*LOG, review("a", 9, 1)], DECK)
    assert sum(b.count * b.recalled for b in recall_bins(DECK, again)) == 3
    assert sum(b.count for b in recall_bins(DECK, again)) == 4


def test_time_against_the_points_budget():
    rows = {row.card: row for row in paces(DECK, fold(LOG, DECK))}
    assert (rows["a"].seconds, rows["a"].budget, rows["a"].attempts) == (200.0, pytest.approx(360.0), 3)
    assert (rows["b"].seconds, rows["b"].budget) == (700.0, pytest.approx(720.0))


def test_what_was_taken_back_never_was():
    undo = event("retract", NOW, "undo", target=LOG[-1].id)
    assert expected_over_time(DECK, fold([*LOG, undo], DECK), NOW) == expected_over_time(
        DECK, fold(LOG[:-1], DECK), NOW
    )
