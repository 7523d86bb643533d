"""The numbers of the Progress page, each against a second way to get it."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from study.log.events import event
from study.memory.calibration import Guess, bias_per_topic, guesses, judged, paces, places, recall_bins
from study.memory.fold import fold
from study.memory.progress import bars, calendar, expected_over_time, first_day, forgetting_curve
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


def crowded(trials: int, card: str = "a") -> list:
    """A past of so many reviews, uneven in time and luck."""
    rng = random.Random(trials)
    days = sorted(rng.random() ** 2 * 300 for _ in range(trials))
    return [review(card, day, rng.choice((1, 2, 3, 3, 4)), seconds=60.0) for day in days]


def test_what_is_drawn_of_a_curve_does_not_grow_with_the_log():
    drawn = {}
    for trials in (3, 300, 3000):
        curve = forgetting_curve(fold(crowded(trials), DECK), "a", NOON + 310 * DAY, columns=96)
        drawn[trials] = sum(map(len, curve.pieces))
        assert len(curve.trials) <= min(trials, 98)
    assert max(drawn.values()) <= 6 * 98


def test_a_thinned_curve_says_the_same():
    memory, until, columns = fold(crowded(1500), DECK), NOON + 310 * DAY, 96
    thin = forgetting_curve(memory, "a", until, columns=columns)
    full = forgetting_curve(memory, "a", until, columns=10**9)
    assert len(full.trials) == 1500
    width = (until - full.trials[0][0]) / columns
    assert (thin.trials[0], thin.trials[-1]) == (full.trials[0], full.trials[-1])
    dots = [when for when, _ in thin.trials]
    for when, _ in full.trials:  # each dot is seen where it was, or covered by one that is less than a column away
        assert min(abs(when - dot) for dot in dots) <= width
    assert thin.pieces[-1][-1] == full.pieces[-1][-1]
    lowest: list[dict[int, float]] = []
    for curve in (thin, full):
        found: dict[int, float] = {}
        for when, recall in itertools.chain.from_iterable(curve.pieces):
            place = (when - full.trials[0][0]) // width
            found[place] = min(recall, found.get(place, 1.0))
        lowest.append(found)
    for place, recall in lowest[0].items():
        assert recall == pytest.approx(lowest[1][place], abs=0.1)
    assert min(lowest[0].values()) == min(lowest[1].values())


def test_the_score_of_a_long_past_is_looked_up_and_is_that_of_living_through_it(monkeypatch):
    log = [*crowded(900), *crowded(500, "b"), *LOG]
    memory = fold(log, DECK)
    more = marked("a", 301, "mmm--")
    for known in (memory, memory.then(more), memory.then(more).then(event("retract", NOW, "back", target=more.id))):
        rows = expected_over_time(DECK, known, NOON + 310 * DAY, most=9)
        events = [e for e in (*log, more) if known is not memory or e is not more]
        if more.id in known.retracted:
            events.remove(more)
        for day, estimate in rows:
            evening = min(NOON + 310 * DAY, datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)
            then = fold([e for e in events if e.time <= evening], DECK)
            assert estimate.points == pytest.approx(expected(DECK, then, evening + DAY).total.points, abs=1e-12)


def test_a_past_keeps_a_bounded_number_of_places_on_the_way():
    long = fold(crowded(9000), DECK).cards["a"]
    assert 0 < len(long.kept) <= 201
    assert not fold(crowded(20), DECK).cards["a"].kept


def test_bars_of_a_long_past_stand_for_several_days_and_keep_the_sum():
    days = {date(2026, 1, 5) + n * DAY: n % 7 for n in range(0, 1500, 2)}
    drawn, width = bars(days, most=200)
    assert (len(drawn), width) == (188, 8)
    assert sum(drawn.values()) == sum(days.values())
    assert min(drawn) == min(days)
    assert bars(days, most=5000) == (days, 1)
    assert bars({}) == ({}, 1)


def test_dots_of_equal_guesses_are_one_and_crowds_keep_their_ends():
    rng = random.Random(1)
    many = [Guess("a", NOON, rng.choice((0.0, 25.0, 50.0, 75.0, 100.0)), rng.random() * 100) for _ in range(20_000)]
    dots = places(many)
    assert len(dots) <= 26 * 26 + 4
    assert set(dots) <= {(guess.expected, guess.earned) for guess in many}
    for axis in (0, 1):
        for end in (min, max):
            assert end(dot[axis] for dot in dots) == end(guess[2 + axis] for guess in many)
    assert all(any(abs(x - g.expected) <= 4 and abs(y - g.earned) <= 4 for x, y in dots) for g in many[:500])
    assert places([*many[:3], *many[:3]]) == tuple((g.expected, g.earned) for g in many[:3])


def test_what_was_judged_is_the_sum_of_all_and_the_last_few():
    found = judged(DECK, fold(LOG, DECK), most=2)
    assert found.bias == pytest.approx((40 - 20 - 30 + 0) / 4)
    assert [guess.card for guess in found.last] == ["a", "a"]
    assert found.topics == bias_per_topic(DECK, guesses(DECK, fold(LOG, DECK)))
    assert judged(DECK, fold([], DECK), most=2).last == ()


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
