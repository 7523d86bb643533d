"""Today's list: it fits or says what it leaves out, nothing after the exam, everything once more before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.content.fingerprints import fingerprints
from study.content.models import Card, Unit
from study.deck import Deck
from study.language.catalogues import language
from study.memory.fold import Memory, fold
from study.planning.candidates import day_of, reason
from study.planning.forecast import forecast
from study.planning.plan import today
from study.planning.selection import interleave
from tests.conftest import NOON
from tests.study.memory.test_fold import marked, review, setting

PRAGUE = ZoneInfo("Europe/Prague")
DAY = timedelta(days=1)


def deck_of(points: dict[str, float], topics: str = "", per_point: float = 1.2) -> Deck:
    """A deck of cards with five units each; the topics are one letter a card."""
    cards = {}
    for n, (name, worth) in enumerate(points.items()):
        units = tuple(Unit(f"{name}-{k}", worth / 5, {"cs": f"{name}{k}"}) for k in range(5))
        topic = (topics[n] if topics else "t",)
        cards[name] = Card(name, "", {}, worth, topic, {}, "", units, (), (), (), {}, ())
    return Deck("d", "", {}, {}, ((1, 90.0), (2, 75.0), (3, 60.0)), per_point, None, cards, {}, (), ())


def reasons(deck: Deck, memory: Memory, now: datetime) -> dict[str, str]:
    return {item.card + item.unit: item.reason.code for item in today(deck, memory, now).items}


def at(days: float) -> datetime:
    return NOON + days * DAY


# --- reasons -----------------------------------------------------------------------------------------------------


def test_without_an_exam_what_is_due_and_then_new_cards():
    deck = deck_of(dict.fromkeys("abcde", 10.0))
    memory = fold([review("b", 0, 3, deck="d"), review("c", 0, 4), review("d", 2.4, 1)], deck)
    # b is due after 2 days, c after 8, d was forgotten last night; 45 minutes hold three cards of 12
    assert reasons(deck, memory, at(3)) == {"b": "due", "d": "again", "a": "new"}
    plan = today(deck, memory, at(3))
    assert plan.minutes == pytest.approx(36.0)
    assert plan.points == pytest.approx(30.0)
    (due,) = (item for item in plan.items if item.card == "b")
    assert due.reason.parameters == {"recall": round(100 * memory.retrievability("b", at(3)))}


def test_a_card_due_later_today_is_on_todays_list():
    deck = deck_of({"a": 5.0})
    memory = fold([review("a", 0.3, 3)], deck)  # 19:12, due on the 7th at 19:12
    assert reasons(deck, memory, at(1.9) - timedelta(hours=12)) == {}
    assert reasons(deck, memory, at(2) - timedelta(hours=12)) == {"a": "due"}


def test_steps_missed_twice_and_changed_steps_come_by_themselves():
    deck = deck_of({"a": 5.0, "b": 5.0})
    log = [marked("a", 0, "-mmmm"), marked("a", 1, "-mmmm", units={}), marked("b", 1, "mmmmm")]
    memory = fold(log, deck)
    assert memory.due("a") > at(2.5)
    assert reasons(deck, memory, at(1.1)) == {"aa-0": "missed-twice"}
    assert today(deck, memory, at(1.1)).minutes == pytest.approx(1.2)
    told = marked("b", 1.01, "mmmmm", units={**fingerprints(deck.cards["b"]), "b-2": "0" * 12})
    assert reasons(deck, memory.then(told), at(1.1)) == {"aa-0": "missed-twice", "bb-2": "check-again"}
    # when the card itself is due, the step comes with it
    assert reasons(deck, memory, at(30)) == {"a": "due", "b": "due"}


# --- the exam ----------------------------------------------------------------------------------------------------


def test_new_cards_fill_the_minutes_of_each_day():
    deck = deck_of({f"c{n}": 5.0 for n in range(12)})
    memory = fold([setting("exam-date", "2026-01-11"), setting("minutes-a-day", 18)], deck)
    seen = []
    for n in range(4):
        now = at(n)
        fresh = [item.card for item in today(deck, memory, now).items if item.reason.code == "new"]
        seen.append(len(fresh))
        for k, card in enumerate(fresh):
            assert today(deck, memory, now + timedelta(minutes=k)).spent == pytest.approx(6.0 * k)
            memory = memory.then(marked(card, n + k / 1440, "mmmmm", seconds=360.0))
        assert not any(i.reason.code == "new" for i in today(deck, memory, now + timedelta(hours=1)).items)
    assert seen == [3, 3, 3, 3]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([2.0, 5.0, 10.0]), min_size=1, max_size=10),
    st.integers(10, 240),
    st.sampled_from([UTC, PRAGUE, ZoneInfo("Pacific/Auckland")]),
    st.sampled_from([date(2026, 1, 20), date(2026, 3, 30), date(2026, 4, 6), date(2026, 10, 26)]),
)
def test_in_the_last_48_hours_everything_once_more_where_the_minutes_allow(points, minutes, zone, exam):
    deck = deck_of({f"c{n}": p for n, p in enumerate(points)})
    log = [marked(f"c{n}", 0, "mmmmm") for n in range(0, len(points), 2)]
    memory = fold([*log, setting("exam-date", exam.isoformat()), setting("minutes-a-day", minutes)], deck)
    shown: list[str] = []
    per_day = []
    for days in (2, 1):
        begins = datetime(exam.year, exam.month, exam.day, 8, tzinfo=zone) - days * DAY
        plan = today(deck, memory, begins.astimezone(UTC), zone)
        assert plan.day == exam - days * DAY
        assert {item.reason.code for item in plan.items} <= {"last-48-hours", "new"}
        assert plan.minutes <= minutes or len(plan.items) == 1
        per_day.append(plan.minutes)
        for k, item in enumerate(plan.items):
            shown.append(item.card)
            after = (begins.astimezone(UTC) - NOON + timedelta(minutes=k)) / DAY
            memory = memory.then(marked(item.card, after, "mmmmm", seconds=60 * item.minutes))
    assert len(shown) == len(set(shown))
    total = 1.2 * sum(points)
    largest = 1.2 * max(points)
    if total + 2 * largest <= 2 * minutes:
        assert set(shown) == set(deck.cards)
        assert per_day[0] <= total / 2 + largest + 1e-9
    on_the_day = datetime(exam.year, exam.month, exam.day, 7, tzinfo=zone).astimezone(UTC)
    rest = today(deck, memory, on_the_day, zone)
    assert {item.card for item in rest.items} | {item.card for item in rest.left_out} == set(deck.cards) - set(shown)
    assert [note.code for note in rest.notes][:1] == ["exam-today"]


def test_after_the_exam_the_plan_goes_on_without_it():
    deck = deck_of({"a": 5.0, "b": 5.0})
    memory = fold([review("a", 0, 3), review("b", 0, 4), setting("exam-date", "2026-01-06")], deck)
    plan = today(deck, memory, at(3))
    assert [note.code for note in plan.notes] == ["exam-over"]
    assert reasons(deck, memory, at(3)) == {"a": "due"}
    assert memory.due("b", now=at(3)) == at(8)


def test_new_cards_of_later_days_are_told():
    deck = deck_of(dict.fromkeys("abcd", 10.0))
    plan = today(deck, fold([setting("exam-date", "2026-01-11")]), at(0))  # four days before the last two
    assert [item.card for item in plan.items] == ["a", "b", "c"]  # 36 of 45 minutes
    assert [(note.code, note.parameters) for note in plan.notes] == [("spread", {"n": 1})]
    assert today(deck, fold([setting("exam-date", "2026-01-07")]), at(0)).notes == ()  # the last two days have begun


def test_a_pace_that_cannot_cover_the_deck_is_told():
    deck = deck_of({f"c{n}": 10.0 for n in range(10)})
    memory = fold([setting("exam-date", "2026-01-12"), setting("minutes-a-day", 15)], deck)
    (note,) = (n for n in today(deck, memory, at(0)).notes if n.code == "uncovered")
    # five days of 15 minutes hold six cards of 12; ten in five days take 24 minutes a day
    assert note.parameters == {"n": 4, "minutes": 24}


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 29, 10, tzinfo=UTC), 23),
        (datetime(2026, 10, 25, 10, tzinfo=UTC), 25),
        (datetime(2026, 1, 5, 23, 30, tzinfo=UTC), 24),
    ],
)
def test_the_learners_day_where_the_clocks_change(now, hours):
    day = day_of(fold([setting("exam-date", "2026-12-01")]), now, PRAGUE)
    assert (day.ends - day.begins) / timedelta(hours=1) == hours
    assert day.begins <= now < day.ends
    assert day.begins.astimezone(PRAGUE).hour == 0


def test_the_last_days_are_counted_in_whole_days_across_a_change_of_clocks():
    memory = fold([setting("exam-date", "2026-03-31")])
    counts = [
        day_of(memory, datetime(2026, 3, day, 10, tzinfo=UTC), PRAGUE).days_before_window for day in range(26, 32)
    ]
    assert counts == [3, 2, 1, 0, 0, 0]


# --- the minutes -------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([1.0, 5.0, 10.0]), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 8), st.floats(0, 20), st.text("mh-", min_size=5, max_size=5)), max_size=15),
    st.integers(1, 90),
    st.sampled_from([None, "2026-01-30", "2026-01-27", "2026-02-20"]),
    st.integers(0, 5),
)
def test_the_list_fits_or_says_what_it_leaves_out(points, past, minutes, exam, hours):
    deck = deck_of({f"c{n}": p for n, p in enumerate(points)}, "xyzxyzxyz"[: len(points)])
    log = [marked(f"c{n % len(points)}", days, verdicts, f"{k}") for k, (n, days, verdicts) in enumerate(past)]
    memory = fold([*log, setting("minutes-a-day", minutes), setting("exam-date", exam)], deck)
    plan = today(deck, memory, at(20) + timedelta(hours=hours))
    room = max(0.0, plan.budget - plan.spent)
    assert plan.minutes <= room + 1e-9 or (len(plan.items) == 1 and room > 0)
    assert ("over" in [note.code for note in plan.notes]) == (plan.minutes > room + 1e-9)
    names = [(item.card, item.unit) for item in (*plan.items, *plan.left_out)]
    assert len(names) == len(set(names))
    left = [note for note in plan.notes if note.code == "left-out"]
    assert len(left) == bool(plan.left_out)
    if left:
        assert left[0].parameters["n"] == len(plan.left_out)
        assert left[0].parameters["points"] == pytest.approx(sum(item.points for item in plan.left_out))
        for item in plan.left_out:  # nothing that gains more per minute and would fit is left out for something else
            worse = [other for other in plan.items if other.per_minute < item.per_minute - 1e-12]
            assert sum(other.minutes for other in plan.items) - sum(o.minutes for o in worse) + item.minutes > room
    cards = [deck.cards[item.card] for item in plan.items]
    topics = [card.topics[0] for card in cards]
    best = [card.topics[0] for card in interleave(cards)]
    assert sum(map(str.__eq__, topics, topics[1:])) == sum(map(str.__eq__, best, best[1:]))


def test_when_time_is_short_points_per_minute_decide():
    deck = deck_of({"known": 5.0, "new": 5.0})
    log = [marked("known", n, "mmmmm") for n in (0, 2, 10)]
    memory = fold([*log, setting("minutes-a-day", 6), setting("exam-date", "2026-03-10")], deck)
    plan = today(deck, memory, NOON + timedelta(days=62))  # the 8th of March: two days before
    assert [item.card for item in plan.items] == ["new"]
    (out,) = plan.left_out or today(deck, memory, NOON + timedelta(days=63)).left_out
    assert out.card == "known"


def test_what_was_done_today_uses_up_minutes():
    deck = deck_of({"a": 5.0, "b": 5.0})
    memory = fold([setting("minutes-a-day", 10)], deck)
    spent = [
        today(deck, memory.then(review("a", 0, 4, seconds=seconds)), at(0.01)).spent
        for seconds in (60.0, 99_999.0, None)
    ]
    assert spent == [1.0, 12.0, 6.0]  # as measured; walked away: twice the plan; not measured: as planned
    yesterday = memory.then(review("a", -1, 4, seconds=60.0))
    assert today(deck, yesterday, at(0)).spent == 0.0
    assert today(deck, memory.then(review("a", 0, 4, seconds=9999.0)), at(0.01)).items == ()


# --- forecast ----------------------------------------------------------------------------------------------------


def test_the_forecast_reaches_the_exam_and_holds_every_card():
    deck = deck_of({f"c{n}": 5.0 for n in range(8)})
    memory = fold([marked("c0", 0, "mmmmm"), setting("exam-date", "2026-01-16")], deck)
    loads = forecast(deck, memory, at(0))
    assert [load.day for load in loads] == [date(2026, 1, 5) + n * DAY for n in range(11)]
    assert sum(load.new for load in loads) == pytest.approx(7 * 6.0)
    assert [load.last for load in loads[-2:]] == pytest.approx([24.0, 24.0])
    assert sum(load.last for load in loads[:-2]) == 0
    assert loads[2].reviews >= 6.0  # c0, rated Good today, is due in two days
    done = memory.then(marked("c1", 9.0, "mmmmm"))
    assert [load.last for load in forecast(deck, done, at(9.1))] == pytest.approx([21.0, 21.0])


def test_without_an_exam_the_forecast_reaches_thirty_days():
    deck = deck_of({"a": 5.0})
    loads = forecast(deck, fold([], deck), at(0))
    assert len(loads) == 30
    assert [load.minutes for load in loads if load.new] == [6.0]
    assert sum(load.reviews for load in loads) > 6.0
    past = fold([setting("exam-date", "2026-01-01")], deck)
    assert len(forecast(deck, past, at(0))) == 30


def test_on_the_exams_day_nothing_is_forecast():
    deck = deck_of({"a": 5.0})
    assert forecast(deck, fold([setting("exam-date", "2026-01-05")], deck), at(0)) == ()


# --- texts -------------------------------------------------------------------------------------------------------


def test_czech_plurals_of_what_is_left_out():
    cs = language("cs")
    said = [cs.plural("plan.left-out", n, points=10.0, minutes=12).split(" za ")[0] for n in (1, 3, 5)]
    assert said == ["Dnes se nevejde 1 položka", "Dnes se nevejdou 3 položky", "Dnes se nevejde 5 položek"]


def test_a_reason_is_a_sentence_with_its_code():
    message = reason("left-out", n=2, minutes=12, points=10.0)
    assert (message.code, str(message)) == (
        "left-out",
        "2 items do not fit into today (10.0 pts, about 12 min): what gains the most points per minute goes first.",
    )
