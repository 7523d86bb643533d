"""The expected score: right on average over simulated students, by hand, and never more certain than it may be."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from statistics import NormalDist, fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.content.models import Card, Unit
from study.deck import Deck
from study.log.events import event
from study.memory import score as module
from study.memory.fold import fold
from study.memory.fsrs import REVIEW, Trace, retrievability, reviewed
from study.memory.marginal_gain import average_of, card_gain, exam_or_week, points_at_risk, unit_gain
from study.memory.mastery import Idea, Knowledge
from study.memory.score import FLOOR, Estimate, expected, part, score
from tests.conftest import NOON
from tests.study.memory.test_fold import marked, review, setting
from tests.support.students import exam_deck, student


@pytest.fixture
def deck(make_card) -> Deck:
    return exam_deck(make_card)


def small(*cards) -> Deck:
    return Deck("d", "", {}, {}, ((1, 90.0), (3, 60.0)), 1.2, None, {c.id: c for c in cards}, {}, (), ())


def sit(deck: Deck, how_many: int = 1000, **world: float) -> list[tuple[Estimate, float]]:
    """What was expected and what came, for so many students."""
    rng, rows = Random(2026), []
    for _ in range(how_many):
        one = student(deck, rng, **world)
        rows.append((score(deck, one.known, NOON + one.exam).total, one.points))
    return rows


def test_calibrated_over_a_thousand_students_whose_memory_follows_the_model(deck):
    rows = sit(deck)
    assert abs(fmean(estimate.points - points for estimate, points in rows)) < 1.5
    ordered = sorted(rows, key=lambda row: row[0].points)
    for n in range(0, 1000, 100):
        tenth = ordered[n : n + 100]
        assert abs(fmean(estimate.points for estimate, _ in tenth) - fmean(points for _, points in tenth)) < 5
    covered = fmean(estimate.low <= points <= estimate.high for estimate, points in rows)
    assert 0.88 <= covered <= 0.97
    spread = fmean(estimate.points for estimate, _ in ordered[-100:]) - fmean(e.points for e, _ in ordered[:100])
    assert spread > 30  # it tells students apart: saying the mean to everybody would not do
    for percent in (40.0, 60.0):
        told, came = fmean(e.chance(percent) for e, _ in rows), fmean(points >= percent for _, points in rows)
        assert abs(told - came) < 0.06


@pytest.mark.parametrize(
    "world",
    [{"memory": -0.1}, {"memory": 0.07}, {"at_first": 0.5}, {"learning": 0.6}],
    ids=["forget faster", "forget slower", "come prepared", "learn from attempt to attempt"],
)
def test_students_who_differ_from_the_model_are_not_missed_by_far(deck, world):
    rows = sit(deck, 500, **world)
    assert abs(fmean(estimate.points - points for estimate, points in rows)) < 6
    assert fmean(estimate.low <= points <= estimate.high for estimate, points in rows) > 0.82


def test_by_hand(make_card):
    card = make_card("a", 5.0, 1)
    memory = fold([marked("a", 0, "m")], small(card))
    when = NOON + timedelta(days=3)
    r = retrievability(reviewed(None, 3, NOON), when)
    mean = (7 + 1) / (10 + 1)
    q = (3 * mean + 1) / (3 + 1)
    got = expected(small(card), memory, when).total
    assert got.points == pytest.approx(5 * r * q)
    chance = 25 * (r * q * (1 - q) + r * (1 - r) * q * q)
    few = 25 * r * r * q * (1 - q) / (4 + 1)
    average = 5 * r * 3 / 4 * math.sqrt(mean * (1 - mean) / 12)
    curve = 5 * q * 0.25 * math.sqrt(r * (1 - r))
    deviation = math.sqrt(chance + few + average**2 + curve**2)
    reach = NormalDist().inv_cdf(0.95) * deviation
    assert got.low == pytest.approx(max(0, got.points - reach), abs=2e-3)
    assert got.high == pytest.approx(min(5, got.points + reach), abs=2e-3)


@given(st.lists(st.tuples(st.floats(0.5, 4), st.floats(0, 6)), min_size=1, max_size=4), st.floats(0.5, 200))
def test_the_variance_of_chance_is_that_of_all_outcomes(units, stability):
    rubric = tuple(Unit(f"u{n}", points, {}) for n, (points, _) in enumerate(units))
    card = Card("a", "", {}, sum(u.points for u in rubric), (), {}, "", rubric, (), (), (), {}, ())
    ideas = {f"u{n}": Idea(earned=0.6 * tried, tried=tried) for n, (_, tried) in enumerate(units)}
    known = Knowledge(trace=Trace(stability, 5.0, REVIEW, 3, NOON), ideas=ideas)
    when, mean = NOON + timedelta(days=10), 0.7
    r = retrievability(known.trace, when)
    chances = [(3 * mean + 0.6 * tried) / (3 + tried) for _, tried in units]
    outcomes = [(1 - r, 0.0)]
    for met in product((0, 1), repeat=len(units)):
        weight = math.prod(q if hit else 1 - q for hit, q in zip(met, chances, strict=True))
        outcomes.append((r * weight, sum(p for hit, (p, _) in zip(met, units, strict=True) if hit)))
    first = sum(weight * points for weight, points in outcomes)
    second = sum(weight * points**2 for weight, points in outcomes)
    few = sum(r * r * p * p * q * (1 - q) / (4 + t) for (p, t), q in zip(units, chances, strict=True))
    got = part(card, known, when, mean)
    assert got.mean == pytest.approx(first)
    assert got.variance == pytest.approx(second - first**2 + few)


def test_with_nothing_known_it_says_so(deck):
    total = expected(deck, fold([], deck), NOON).total
    assert (total.points, total.low, total.of) == (pytest.approx(10.0), 0.0, 100.0)
    assert total.high == pytest.approx(10 + 1.645 * 25)
    chances = expected(deck, fold([], deck), NOON).chances
    assert 0.01 <= chances[1] <= chances[2] <= chances[3] < 0.05


def test_however_much_is_known_the_interval_keeps_its_floor(deck):
    ideas = {unit.id: Idea(1e6, 1e6) for card in deck.cards.values() for unit in card.rubric}
    known = {name: Knowledge(Trace(1e7, 1.0, REVIEW, 3, NOON), NOON, ideas) for name in deck.cards}
    total = score(deck, known, NOON).total
    assert total.high - total.points == pytest.approx(min(100.0 - total.points, FLOOR * 100), abs=1e-6)
    assert total.points - total.low >= FLOOR * 100
    assert total.points <= 98
    assert total.chance(50.0) == 0.99


def test_what_was_read_an_hour_ago_is_not_yet_known(make_card):
    card = make_card("a", 5.0, 1)
    memory = fold([marked("a", 0, "m")], small(card))
    soon, tomorrow = (expected(small(card), memory, NOON + timedelta(hours=h)).total for h in (1, 24))
    assert soon == tomorrow


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # a factory without state
@given(st.text("mh-", min_size=5, max_size=5), st.text("mh-", min_size=5, max_size=5), st.floats(0, 400))
def test_bounds_and_order(make_card, first, second, days):
    deck = small(make_card("a"), make_card("b"))
    memory = fold([marked("a", 0, first), marked("b", 0, first), marked("a", 2, second)], deck)
    told = expected(deck, memory, NOON + timedelta(days=2 + days))
    for estimate in (told.total, *told.cards.values()):
        assert 0 <= estimate.low <= estimate.points <= estimate.high <= estimate.of
    assert told.total.points == pytest.approx(sum(e.points for e in told.cards.values()))
    later = expected(deck, memory, NOON + timedelta(days=3 + days)).total
    assert later.points <= told.total.points + 1e-9
    assert told.chances[1] <= told.chances[3]


def test_five_times_nothing_is_near_nothing(make_card):
    deck = small(make_card("a"))
    memory = fold([marked("a", n, "-----") for n in range(5)], deck)
    assert expected(deck, memory, NOON + timedelta(days=6)).total.percent < 15


def test_a_rating_without_marking_is_worth_nothing_by_itself(make_card):
    deck, when = small(make_card("a")), NOON + timedelta(days=4)
    rated = expected(deck, fold([review("a", 0, 3)], deck), when).total
    assert rated == expected(deck, fold([], deck), when).total


def test_a_rating_without_marking_moves_recall_only(make_card):
    deck, when = small(make_card("a")), NOON + timedelta(days=9)
    marked = fold([review("a", 0, 3, verdicts={f"a-{n}": "met" for n in range(5)})], deck)
    rated = fold([review("a", 0, 3, verdicts={f"a-{n}": "met" for n in range(5)}), review("a", 3, 3)], deck)
    share = [expected(deck, m, when).total.points / m.retrievability("a", when) for m in (marked, rated)]
    assert share[0] == pytest.approx(share[1])


def test_an_exercise_counts_where_the_card_was_never_tried(make_card):
    deck = small(make_card("a"))
    data = {"deck": "d", "card": "a", "unit": "a-0", "points": 2.0, "of": 2.0}
    memory = fold([event("exercise", NOON, "1", **data)], deck)
    when = NOON + timedelta(days=2)
    mean = 8 / 11
    unit = memory.retrievability("a", when, "a-0") * (3 * mean + 1) / 4
    assert expected(deck, memory, when).total.points == pytest.approx(unit + 4 * 0.1)


# --- what a review brings ----------------------------------------------------------------------------------------


def test_a_gain_is_the_difference_of_two_scores(make_card):
    deck = small(make_card("a"), make_card("b"))
    memory = fold([marked("a", 0, "mm-hm"), setting("exam-date", "2026-01-20")], deck)
    now, exam = NOON + timedelta(days=3), datetime(2026, 1, 20, 9, 0, tzinfo=UTC)
    risks = {risk.card: risk for risk in points_at_risk(deck, memory, now)}
    assert risks["a"].expected == pytest.approx(expected(deck, memory, exam).cards["a"].points)
    assert risks["a"].at_risk == pytest.approx(5 - risks["a"].expected)
    assert risks["a"].minutes == pytest.approx(6.0)
    # a new card by hand: one Good review of 7/8 in each unit
    mean = average_of(deck, memory)
    r = retrievability(reviewed(None, 3, now), exam)
    assert risks["b"].gain == pytest.approx(5 * r * (3 * mean + 0.875) / 4 - 0.5)
    assert memory.trace("b") is None


def test_risks_are_sorted_by_gain_per_minute(deck):
    log = [marked("c0", 0, "m" * 10), marked("c0", 3, "m" * 10), marked("c7", 0, "-----"), marked("c4", 2, "m-m-m-m")]
    risks = points_at_risk(deck, fold(log, deck), NOON + timedelta(days=4))
    assert {risk.card for risk in risks} == set(deck.cards)
    rates = [round(risk.per_minute, 9) for risk in risks]
    assert rates == sorted(rates, reverse=True)
    assert risks[-1].card == "c0"  # known best, so a review brings least


def test_of_equal_rates_the_larger_gain_comes_first(make_card):
    deck = small(make_card("a", 5.0), make_card("b", 10.0), make_card("c", 5.0))
    for hours in range(12):  # whatever the last digit of a float says at this moment
        assert points_at_risk(deck, fold([], deck), NOON + timedelta(hours=hours, minutes=7))[0].card == "b"


def test_meeting_a_weak_unit_gains_less_than_its_points(make_card):
    deck = small(make_card("a"))
    memory = fold([marked("a", 0, "-mmmm"), marked("a", 1, "-mmmm")], deck)
    now = NOON + timedelta(days=1, hours=1)
    exam = exam_or_week(memory, now)
    args = (deck.cards["a"], memory.known("a"), now, exam, average_of(deck, memory))
    assert 0 < unit_gain(args[0], "a-0", *args[1:]) < 1
    assert card_gain(*args) > 0


def test_without_an_exam_ahead_a_week_stands_for_it():
    assert exam_or_week(fold([]), NOON) == NOON + timedelta(days=7)
    over = fold([setting("exam-date", "2026-01-02")])
    assert exam_or_week(over, NOON) == NOON + timedelta(days=7)


# --- the page that explains it -----------------------------------------------------------------------------------


def test_the_page_names_the_constants_in_use():
    page = (Path(__file__).parents[3] / "docs" / "score.md").read_text("utf-8")
    for text in ("0.85", "0.25", "1.645", "0.98", "10 % of their points", "3\\mu", "7 + \\sum", "5 % of the points"):
        assert text in page
    assert (module.CURVE_ERROR, module.NINE_OF_TEN, module.SUREST, module.NEW_SHARE) == (0.25, 1.645, 0.98, 0.10)
    assert (module.UNIT_WEIGHT, module.PRIOR * module.PRIOR_WEIGHT, module.FLOOR) == (3.0, 7.0, 0.05)
    assert "10 % of the points, between 0 and 51 %" in page
