"""Memory: a fold that does not depend on order, equal to the library's scheduler, never stopped by one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.content.fingerprints import fingerprint, fingerprints
from study.content.models import Unit
from study.deck import Deck
from study.grading import SHARES, suggested_rating
from study.log.events import Event, event
from study.memory import mastery
from study.memory.fold import Memory, fold
from study.memory.fsrs import REVIEW, Trace, due, retrievability, reviewed
from study.memory.goals import goals
from study.memory.mastery import APART, Idea
from tests.conftest import NOON

LIBRARY = fsrs.Scheduler(
    learning_steps=(timedelta(minutes=10),), relearning_steps=(timedelta(minutes=10),), enable_fuzzing=False
)
KINDS_DRAWN = ("review", "marked", "micro", "exercise", "guess", "mark", "hand-in", "setting", "retract")
REVIEWS = st.lists(
    st.tuples(st.integers(1, 4), st.floats(0, 60) | st.floats(0, 1) | st.integers(0, 30)), min_size=1, max_size=12
)


def review(card: str = "a", days: float = 0, rating: int = 3, nonce: str = "", **data: object) -> Event:
    data = {"deck": "d", "card": card, "rating": rating, "points": None, "of": 5.0, "verdicts": {}, **data}
    return event("review", NOON + timedelta(days=days), nonce or f"{card}{days}", **data)


def marked(card: str, days: float, verdicts: str, nonce: str = "", **data: object) -> Event:
    """A review with one letter a unit: m(et), h(alf), - (missed)."""
    given = {f"{card}-{n}": {"m": "met", "h": "half", "-": "missed"}[letter] for n, letter in enumerate(verdicts)}
    points = sum(SHARES[verdict] for verdict in given.values())
    rating = suggested_rating(points, len(verdicts))
    return review(card, days, rating, nonce, verdicts=given, points=points, of=float(len(verdicts)), **data)


def mark(exam: str, card: str, days: float, points: float | None, of: float = 5.0, **data: object) -> Event:
    data = {"exam": exam, "deck": "d", "card": card, "verdicts": {}, "points": points, "of": of, **data}
    return event("exam-mark", NOON + timedelta(days=days), f"{exam}{card}{days}", **data)


def hand_in(exam: str, days: float) -> Event:
    return event("exam-hand-in", NOON + timedelta(days=days), f"{exam}{days}", exam=exam, answers={})


def weak_units(memory: Memory) -> tuple[str, ...]:
    """The units of the card that come back by themselves."""
    return tuple(unit for unit, idea in memory.known("a").ideas.items() if idea.weak)


def setting(name: str, value: object, days: float = 0) -> Event:
    return event("settings", NOON + timedelta(days=days), f"{name}{value}", name=name, value=value)


@pytest.fixture
def deck(make_card) -> Deck:
    cards = {name: make_card(name) for name in "abc"}
    return Deck("d", "", {}, {}, ((1, 90.0), (2, 75.0), (3, 60.0)), 1.2, None, cards, {}, (), ())


# --- the traces are the library's --------------------------------------------------------------------------------


@settings(deadline=None)
@given(REVIEWS)
def test_traces_are_those_of_the_library_to_the_last_bit(reviews):
    card, trace, when = fsrs.Card(card_id=1, due=NOON), None, NOON
    for rating, days in reviews:
        when += timedelta(days=days)
        card, _ = LIBRARY.review_card(card, fsrs.Rating(rating), when)
        trace = reviewed(trace, rating, when)
        assert (trace.stability, trace.difficulty, trace.phase, trace.at) == (
            card.stability,
            card.difficulty,
            card.state,
            card.last_review,
        )
        assert due(trace) == card.due
    for days in (0, 1, 7, 100):
        later = when + timedelta(days=days)
        assert retrievability(trace, later) == pytest.approx(LIBRARY.get_card_retrievability(card, later), rel=1e-12)


@given(REVIEWS, st.sampled_from([0.7, 0.8, 0.95, 0.97]))
def test_desired_retention_moves_only_the_due_date(reviews, retention):
    library = fsrs.Scheduler(
        desired_retention=retention,
        learning_steps=LIBRARY.learning_steps,
        relearning_steps=LIBRARY.relearning_steps,
        enable_fuzzing=False,
    )
    card, when, log = fsrs.Card(card_id=1, due=NOON), 0.0, [setting("desired-retention", retention)]
    for n, (rating, days) in enumerate(reviews):
        when += max(days, 0.001)
        log.append(review("a", when, rating, str(n)))
        card, _ = library.review_card(card, fsrs.Rating(rating), log[-1].time)
    memory = fold(log)
    assert memory.trace("a").stability == card.stability
    assert memory.due("a") == card.due


def test_recall_by_hand():
    trace = Trace(4.0, 5.0, REVIEW, 3, NOON)
    factor = 0.9 ** (-1 / 0.1542) - 1
    assert retrievability(trace, NOON + timedelta(days=4)) == pytest.approx(0.9, abs=1e-12)
    assert retrievability(trace, NOON + timedelta(hours=36)) == pytest.approx((1 + factor * 1.5 / 4) ** -0.1542)
    assert retrievability(trace, NOON - timedelta(days=1)) == 1.0


def test_first_ratings_by_hand():
    memory = fold([])
    dues = [memory.preview("a", rating, NOON) - NOON for rating in (1, 2, 3, 4)]
    # one step of ten minutes, Hard a step and a half, Good and Easy the first stabilities 2.3 and 8.3 in whole days
    assert dues == [timedelta(minutes=10), timedelta(minutes=15), timedelta(days=2), timedelta(days=8)]


@given(REVIEWS, st.floats(0.001, 40))
def test_previews_do_not_fall_with_the_rating_and_tell_what_happens(reviews, wait):
    when, log = 0.0, []
    for n, (rating, days) in enumerate(reviews):
        when += max(days, 0.001)
        log.append(review("a", when, rating, str(n)))
    memory = fold(log)
    now = NOON + timedelta(days=when + wait)
    previews = [memory.preview("a", rating, now) for rating in (1, 2, 3, 4)]
    assert previews == sorted(previews)
    assert previews[0] > now
    for rating, promised in enumerate(previews, 1):
        assert memory.then(review("a", when + wait, rating, "next")).due("a") == promised


@pytest.mark.parametrize("rating", [0, 5, -1, "3"])
def test_a_preview_of_no_rating_is_refused(rating):
    with pytest.raises(ValueError, match="rating must be one of 1, 2, 3, 4"):
        fold([]).preview("a", rating, NOON)


# --- a fold over a set -------------------------------------------------------------------------------------------


@st.composite
def logs(draw):
    """Logs of every kind, with equal times, repeated marks, retractions of anything, and late hand-ins."""
    log: list[Event] = []
    for n in range(draw(st.integers(0, 14))):
        days = draw(st.sampled_from([0, 0.01, 0.4, 1, 1, 2, 5, 9]))
        card = draw(st.sampled_from("ab"))
        kind = draw(st.sampled_from(KINDS_DRAWN))
        nonce = str(n)
        if kind == "review":
            log.append(review(card, days, draw(st.integers(1, 4)), nonce))
        elif kind == "marked":
            log.append(marked(card, days, draw(st.text("mh-", min_size=1, max_size=3)), nonce))
        elif kind == "micro":
            unit = f"{card}-0"
            log.append(review(card, days, draw(st.integers(1, 4)), nonce, unit=unit, verdicts={unit: "missed"}))
        elif kind == "exercise":
            data = {"deck": "d", "card": card, "unit": f"{card}-{n % 2}", "points": draw(st.integers(0, 2)), "of": 2.0}
            log.append(event("exercise", NOON + timedelta(days=days), nonce, **data))
        elif kind == "guess":
            data = {"deck": "d", "card": card, "demo": "x", "units": [f"{card}-0"], "right": draw(st.booleans())}
            log.append(event("prediction", NOON + timedelta(days=days), nonce, view="", **data))
        elif kind == "mark":
            log.append(mark(draw(st.sampled_from("xy")), card, days, draw(st.none() | st.integers(0, 5))))
        elif kind == "hand-in":
            log.append(hand_in(draw(st.sampled_from("xy")), days))
        elif kind == "setting":
            value = draw(st.sampled_from(["2026-01-09", "2026-03-01", None]))
            log.append(setting("exam-date", value, days))
        elif log:
            target = draw(st.sampled_from(log)).id
            log.append(event("retract", NOON + timedelta(days=days), nonce, target=target))
    return log


@settings(max_examples=300, deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters_and_one_more_event_is_the_fold_of_all(log, rng):
    whole = fold(log)
    mixed = [*log, *log[:3]]
    rng.shuffle(mixed)
    assert fold(mixed) == whole
    memory = fold([])
    for e in mixed:
        memory = memory.then(e)
    assert memory.cards == whole.cards
    assert memory.goals == whole.goals
    assert memory.retracted == whole.retracted


def test_the_memory_before_is_not_changed(deck):
    before = fold([marked("a", 0, "m-"), marked("a", 1, "m-")], deck)
    known = mastery.copied(before.known("a"))
    for more in (marked("a", 2, "m-"), marked("a", 0.5, "mm"), event("retract", NOON, "r", target="x")):
        before.then(more)
    assert before.known("a") == known


def test_one_more_review_costs_one_step(monkeypatch):
    log = [marked("a", n, "mm-") for n in range(50)]
    memory, steps = fold(log), []
    original = mastery.reviewed
    monkeypatch.setattr(mastery, "reviewed", lambda *args: steps.append(args) or original(*args))
    after = memory.then(marked("a", 60, "mmm"))
    assert len(steps) == 1
    after.then(event("retract", NOON + timedelta(days=61), "undo", target=after.cards["a"].trials[-1].id))
    assert len(steps) == 1


BAD = [
    Event("1", "review", NOON, "", {}),
    Event("2", "review", NOON, "", {"card": "a", "rating": 9}),
    Event("3", "review", NOON, "", {"card": "a", "rating": True, "verdicts": {}}),
    Event("4", "review", NOON, "", {"card": ["a"], "rating": 3}),
    Event("5", "review", NOON, "", {"card": "a", "rating": [3]}),
    Event("6", "review", NOON, "", {"card": "a", "rating": 3, "verdicts": {"a-0": ["met"]}}),
    Event("7", "review", datetime(2026, 1, 6), "", {"card": "a", "rating": 3}),
    Event("8", "review", datetime(9999, 12, 31, tzinfo=UTC), "", {"card": "a", "rating": 4}),
    Event("9", "exercise", NOON, "", {"card": "a", "unit": "a-0", "points": float("nan"), "of": 1}),
    Event("10", "exercise", NOON, "", {"card": "a", "units": 7, "points": 1, "of": 1}),
    Event("11", "exercise", NOON, "", {"card": "a", "units": ["a-0"], "points": 1, "of": 0}),
    Event("12", "exam-mark", NOON, "", {"exam": "x", "card": {}, "points": 1, "of": 1}),
    Event("13", "exam-mark", NOON, "", {"exam": 5, "card": "a", "points": 1, "of": 1}),
    Event("14", "settings", NOON, "", {"name": "exam-date", "value": "soon"}),
    Event("15", "settings", NOON, "", {"name": ["x"], "value": float("inf")}),
    Event("16", "retract", NOON, "", {"target": ["x"]}),
    Event("17", "retract", NOON, "", {}),
    Event("18", "settings", datetime(2026, 1, 6), "", {"name": "minutes-a-day", "value": 5}),
    Event("19", "exam-mark", datetime(2026, 1, 6), "", {"exam": "x", "card": "a", "points": 1, "of": 1}),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda e: e.id)
def test_one_bad_event_never_stops_a_learner(bad, deck):
    good = [marked("a", 0, "mm-mm"), marked("a", 2, "mmmmm"), mark("x", "b", 3, 4.0), setting("minutes-a-day", 30)]
    whole = fold(good, deck)
    assert fold([*good, bad], deck).cards == whole.cards
    assert fold([*good, bad], deck).goals == whole.goals
    assert whole.then(bad).cards == whole.cards
    assert fold([bad], deck).then(good[0]).cards == fold(good[:1], deck).cards


def test_a_review_of_the_past_is_put_where_it_belongs():
    assert fold([review("a", 5), review("a", 1)]) == fold([review("a", 1), review("a", 5)])
    same_time = [review("a", 1, 1, "x"), review("a", 1, 4, "y")]
    assert fold(same_time) == fold(same_time[::-1])


def test_other_decks_and_cards_that_are_gone(deck):
    log = [review("a", 0), review("gone", 0), review("a", 1, deck="other"), setting("minutes-a-day", 20)]
    memory = fold(log, deck)
    assert len(memory.cards["a"].trials) == 1
    assert memory.trace("gone") is not None  # kept for the day on which its file is repaired
    assert memory.check_again("gone") == ()
    assert memory.goals.minutes_a_day == 20


# --- what counts as a trial --------------------------------------------------------------------------------------


def test_an_exam_counts_once_a_card_at_its_hand_in():
    log = [mark("x", "a", 3.2, 1.0), mark("x", "a", 3.1, 5.0), hand_in("x", 3), mark("x", "b", 3.1, 3.5)]
    memory = fold(log)
    when = NOON + timedelta(days=3)
    assert memory.trace("a") == reviewed(None, 1, when)  # the later mark, 1 of 5: Again
    assert memory.trace("b") == reviewed(None, 2, when)  # 3.5 of 5 is 70 %: Hard
    assert len(memory.cards["a"].trials) == 1
    assert fold([mark("x", "a", 1, 4.0)]).trace("a").at == NOON + timedelta(days=1)  # no hand-in: when it was marked
    assert fold([mark("x", "a", 1, 4.0), mark("x", "a", 2, None)]).trace("a") is None  # open again
    assert len(fold([mark("x", "a", 1, 4.0), mark("y", "a", 2, 4.0)]).cards["a"].trials) == 2


def test_an_exercise_tells_of_each_unit_by_itself():
    """Two slips in one unit make it weak; the unit beside it is known."""
    fields = {"deck": "d", "card": "a", "exercise": "x", "points": 1.0, "of": 4.0, "units": {"a-0": 0.25, "a-1": 1.0}}
    log = [event("exercise", NOON + timedelta(days=days), f"{days}", **fields) for days in (0, 2)]
    memory = fold(log)
    ideas = memory.known("a").ideas
    assert (ideas["a-0"].weak, ideas["a-1"].weak) == (True, False)
    assert ideas["a-0"].earned / ideas["a-0"].tried < 0.4
    assert ideas["a-1"].earned / ideas["a-1"].tried >= 0.9
    assert memory.trace("a", "a-1").stability > memory.trace("a", "a-0").stability


def prediction(days: float, right: bool, *units: str) -> Event:
    data = {"deck": "d", "card": "a", "demo": "entropy", "units": list(units), "view": "demo=entropy", "right": right}
    return event("prediction", NOON + timedelta(days=days), f"p{days}", **data)


def test_a_prediction_counts_a_fifth_of_an_exercise_and_makes_nothing_weak():
    exercise = event("exercise", NOON + timedelta(days=2), "x", deck="d", card="a", exercise="x", unit="a-0",
                     points=1.0, of=1.0)  # fmt: skip
    before = [marked("a", 0, "h")]
    start = fold(before).known("a").ideas["a-0"]
    for log, weight in (([prediction(2, True, "a-0")], 0.2), ([exercise], 1.0)):
        idea, keep = fold([*before, *log]).known("a").ideas["a-0"], 0.85**weight
        assert idea.earned == pytest.approx(keep * start.earned + weight)
    guesses = [prediction(day, False, "a-0") for day in range(1, 9)]
    memory = fold([*before, *guesses])
    assert weak_units(memory) == ()
    assert memory.trace("a", "a-0") is None
    assert memory.trace("a") == fold(before).trace("a")
    assert memory.known("a").at == NOON  # what comes on the same day counts as before
    assert memory.known("a").ideas["a-0"].earned < start.earned
    assert fold([prediction(1, True)]).cards == {}  # a demo that belongs to no step says nothing


def test_exercises_train_their_units_and_not_the_card():
    def exercise(days, points, **data):
        fields = {"deck": "d", "card": "a", "points": points, "of": 4.0, **data}
        return event("exercise", NOON + timedelta(days=days), f"{days}", **fields)

    memory = fold([exercise(0, 1.0, unit="a-0"), exercise(1, 2.0, units=["a-0", "a-1"])])
    assert memory.trace("a") is None
    assert weak_units(memory) == ("a-0",)  # 25 % and 50 %: twice below 60 %
    first = fold([exercise(0, 2.6, unit="a-0"), exercise(3, 3.0, unit="a-0")])
    hard_then_good = reviewed(reviewed(None, 2, NOON), 3, NOON + timedelta(days=3))
    assert first.trace("a", "a-0") == hard_then_good
    assert fold([exercise(0, 1.0, unit="a-0"), review("a", 1)]).trace("a", "a-0") is None  # the card covers it now


def test_rating_without_marking_moves_memory_and_not_the_units():
    memory = fold([review("a", 0, 3), review("a", 3, 3)])
    assert memory.trace("a").stability > 2.3065
    assert memory.known("a").ideas == {}


# --- micro-cards -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "weak"),
    [("-", False), ("--", True), ("-m-", False), ("-h-", True), ("hh", False), ("m--", True), ("--m", True)],
)
def test_twice_missed_without_a_met_between(verdicts, weak):
    memory = fold([marked("a", n, letter) for n, letter in enumerate(verdicts)])
    assert bool(weak_units(memory)) is weak


def test_a_micro_card_has_a_trace_of_its_own():
    memory = fold([marked("a", 0, "-m"), marked("a", 1, "-m")])
    now = NOON + timedelta(days=1)
    assert weak_units(memory) == ("a-0",)
    assert memory.trace("a", "a-0") == reviewed(None, 1, now)
    assert memory.due("a", "a-0") == now + timedelta(minutes=10)
    met = memory.then(review("a", 1.01, 3, "micro", unit="a-0", verdicts={"a-0": "met"}, points=1.0, of=1.0))
    assert met.trace("a") == memory.trace("a")
    assert met.due("a", "a-0") > memory.due("a", "a-0")
    assert weak_units(met) == ("a-0",)
    assert met.preview("a", 3, now + timedelta(days=2), "a-0") > now + timedelta(days=3)


def test_a_micro_card_goes_after_two_mets_a_night_apart():
    weak = [marked("a", 0, "-"), marked("a", 1, "-")]
    soon = 2 + APART / timedelta(days=1) - 0.01
    assert weak_units(fold([*weak, marked("a", 2, "m"), marked("a", soon, "m")])) == ("a-0",)
    gone = fold([*weak, marked("a", 2, "m"), marked("a", soon + 0.02, "m")])
    assert weak_units(gone) == ()
    assert gone.trace("a", "a-0") is None
    between = [marked("a", 2, "m"), marked("a", 2.3, "h"), marked("a", 3, "m")]
    assert weak_units(fold([*weak, *between])) == ("a-0",)


def test_a_units_trace_is_that_of_its_last_reviews():
    idea = Idea()
    for n in range(40):
        idea.review(1 + n % 4, NOON + timedelta(days=n))
    trace = None
    for n in range(40 - mastery.LONGEST_RUN, 40):
        trace = reviewed(trace, 1 + n % 4, NOON + timedelta(days=n))
    assert idea.trace == trace


# --- what was tried, by hand -------------------------------------------------------------------------------------


def test_earned_and_tried_by_hand():
    memory = fold([marked("a", 0, "m-h"), marked("a", 3, "mm-")])
    recall = retrievability(reviewed(None, suggested_rating(1.5, 3), NOON), NOON + timedelta(days=3))
    ideas = memory.known("a").ideas
    assert (ideas["a-0"].earned, ideas["a-0"].tried) == pytest.approx((0.85 + 1, 0.85 + recall))
    assert (ideas["a-1"].earned, ideas["a-1"].tried) == pytest.approx((1.0, 0.85 * 0.25 + recall))
    assert (ideas["a-2"].earned, ideas["a-2"].tried) == pytest.approx((0.85 * 0.5, 0.85 + recall))
    blank = fold([marked("a", 0, "---")]).known("a").ideas["a-0"]
    assert (blank.earned, blank.tried) == (0.0, 0.05)


def test_a_repeat_within_the_day_counts_for_less():
    memory = fold([marked("a", 0, "m"), marked("a", 0.25, "m")])
    idea = memory.known("a").ideas["a-0"]
    assert idea.earned == pytest.approx(0.85**0.25 + 0.25)


# --- changed texts -----------------------------------------------------------------------------------------------


def test_changed_new_and_removed_units_are_told(deck, make_card):
    card = deck.cards["a"]
    log = [marked("a", 0, "mmmmm", units=fingerprints(card))]
    memory = fold(log, deck)
    assert memory.check_again("a") == ()
    first, second, _, *rest = card.rubric
    changed = Unit(first.id, first.points, {"cs": "jinak", "en": "otherwise"})
    translated = Unit(second.id, 2 * second.points, {**second.text, "en": "better English"})
    new = Unit("a-new", 1.0, {"cs": "nový", "en": "new"})
    edited = replace(deck, cards={**deck.cards, "a": replace(card, rubric=(changed, translated, *rest, new))})
    later = replace(memory, deck=edited)
    assert later.check_again("a") == (first.id, "a-new")
    assert later.trace("a") == memory.trace("a")
    units = {first.id: fingerprint(changed), "a-new": fingerprint(new)}
    again = later.then(review("a", 1, 3, "m", unit=first.id, verdicts={first.id: "met"}, points=1.0, units=units))
    assert again.check_again("a") == ("a-new",)
    full = {f"a-{n}": "met" for n in (0, 1, 3, 4)} | {"a-new": "met"}
    done = later.then(review("a", 2, 3, verdicts=full, points=5.0, units=fingerprints(edited.cards["a"])))
    assert done.check_again("a") == ()


def test_without_hashes_only_new_units_are_told(deck):
    memory = fold([marked("a", 0, "mmmm")], deck)
    assert memory.check_again("a") == ("a-4",)
    assert fold([review("a", 0)], deck).check_again("a") == ()


# --- the exam's date ---------------------------------------------------------------------------------------------


@given(REVIEWS, st.integers(0, 40), st.sampled_from(["UTC", "Europe/Prague", "Pacific/Auckland", "America/New_York"]))
def test_nothing_is_scheduled_after_the_exam(reviews, ahead, zone):
    place = ZoneInfo(zone)
    when, log = 0.0, []
    for n, (rating, days) in enumerate(reviews):
        when += max(days, 0.001)
        log.append(review("a", when, rating, str(n)))
    day = (NOON + timedelta(days=when + ahead)).date()
    memory = fold([*log, setting("exam-date", day.isoformat())])
    exam = datetime(day.year, day.month, day.day, tzinfo=place).astimezone(UTC)
    now = log[-1].time
    for rating in (1, 2, 3, 4):
        promised = memory.preview("a", rating, now, zone=place)
        assert promised <= exam or now >= exam
        assert now < promised
    assert memory.due("a", now=now, zone=place) <= max(exam, memory.due("a", now=exam, zone=place))


def test_the_exam_day_begins_at_the_learners_midnight():
    aim = goals([setting("exam-date", "2026-03-30")])
    prague = ZoneInfo("Europe/Prague")
    assert aim.deadline(prague) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)  # summer time since the day before
    assert aim.deadline(timezone(timedelta(hours=1))) == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)
    assert aim.exam_time(prague) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


def test_the_last_valid_goal_counts():
    log = [
        setting("exam-date", "2026-02-01", 0),
        setting("exam-date", "2026-02-31", 1),
        setting("exam-date", 7, 1.1),
        setting("minutes-a-day", 30, 2),
        setting("minutes-a-day", -5, 3),
        setting("minutes-a-day", True, 3.1),
        setting("desired-retention", 0.85, 1),
        setting("desired-retention", 1.0, 2),
        setting("theme", "dark", 2),
    ]
    found = goals(log[::-1])
    assert (found.exam_date, found.minutes_a_day, found.desired_retention) == (date(2026, 2, 1), 30.0, 0.85)
    assert goals([*log, setting("exam-date", None, 4)]).exam_date is None


def test_data_may_be_any_mapping():
    plain = marked("a", 0, "m-")
    frozen = Event(plain.id, plain.kind, plain.time, plain.nonce, MappingProxyType(dict(plain.data)))
    assert fold([frozen]).cards["a"].known.ideas == fold([plain]).cards["a"].known.ideas
