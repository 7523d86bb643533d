"""The Progress page with a past to show: every plot has its text and its numbers, attempts stand side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from study.language.catalogues import language
from study.log.events import event
from study.memory import calibration
from study.memory.progress import attempts
from tests.support.visits import visit_of
from tests.ui.pages.test_pages import DECK, app, texts
from tests.ui.pages.test_today import CARD, CS, NOW, goal, review
from ui.drawing import plots

HALF = {unit.id: "half" for unit in CARD.rubric}
LOG = [
    goal("exam-date", (NOW + timedelta(days=9)).date().isoformat()),
    review("adam", timedelta(days=9), "missed", confidence=75, answer="nevím", mode="typed"),
    review("adam", timedelta(days=5), confidence=50, answer="první pokus", mode="typed"),
    review("mle", timedelta(days=4), confidence=100),
    event("exam-start", NOW - timedelta(days=3), "s", exam="x", deck=DECK.id, cards=["adam"], minutes=12),
    event("exam-hand-in", NOW - timedelta(days=2), "h", exam="x", answers={"adam": "u zkoušky"}),
    *(
        event(
            "exam-mark",
            NOW - timedelta(days=2, seconds=-n),
            f"m{n}",
            exam="x",
            deck=DECK.id,
            card="adam",
            verdicts=HALF,
            points=CARD.points / 2,
            of=CARD.points,
        )
        for n in (1, 2)
    ),
    event("exam-start", NOW - timedelta(days=1), "s", exam="y", deck=DECK.id, cards=["mse"], minutes=6),
]
PLOTS = ("score", "forgetting", "calendar", "load", "calibration", "recall-title", "pace")


def page(lang: str = "cs"):
    at = app("progress", lang)
    visit_of(at).events = list(LOG)
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_every_plot_has_its_text_and_its_numbers(lang):
    at = page(lang)
    charts = at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")
    said = texts(at)
    for name in PLOTS:
        assert language(lang).text(f"progress.{name}") in said
    assert len(charts) == len(PLOTS)
    assert language(lang).text("progress.nothing") not in said
    tables = [box for box in at.expander if "|" in "".join(m.value for m in box.markdown)]
    assert len(tables) == len(PLOTS)


def test_a_curve_of_forgetting_looks_a_week_ahead_even_a_day_before_the_exam(monkeypatch):
    drawn, curves = [], plots.curves
    monkeypatch.setattr(plots, "curves", lambda rows, *others: drawn.extend(rows) or curves(rows, *others))
    at = app("progress")
    visit_of(at).events = [goal("exam-date", (NOW + timedelta(days=1)).date().isoformat()), LOG[1]]
    at.run()
    assert not at.exception
    assert max(row["time"] for row in drawn) >= (NOW + timedelta(days=7)).isoformat()


def test_what_is_drawn_does_not_grow_with_the_log(monkeypatch):
    drawn, values = [], plots.values
    monkeypatch.setattr(plots, "values", lambda rows: drawn.append(len(rows)) or values(rows))
    at = app("progress")
    cards = list(DECK.cards)[:3]
    confidence = (None, 25, 50, 75)
    visit_of(at).events = [
        review(cards[n % 3], timedelta(hours=3 * n), ("met", "missed")[n % 5 == 0], confidence=confidence[n % 4])
        for n in range(2500, 0, -1)
    ]
    at.run()
    assert not at.exception
    assert not at.error
    assert len(at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")) == len(PLOTS)
    assert max(drawn) <= 3 * 6 * 98  # three curves of a few hundred points each
    assert sum(drawn) <= 3000
    tables = ["".join(m.value for m in box.markdown) for box in at.expander]
    assert max(table.count("\n") for table in tables) <= 210


def test_nothing_is_looked_up_twice_until_something_happens(monkeypatch):
    made, judged = [], calibration.judged
    monkeypatch.setattr(calibration, "judged", lambda *given: made.append(1) or judged(*given))
    at = page()
    before = len(made)
    at.run()
    assert len(made) == before
    visit_of(at).events.append(review("mse", timedelta(0)))
    at.run()
    assert len(made) == before + 1
    assert not at.exception


@pytest.mark.parametrize("days", [1, 3])
def test_the_interval_of_a_single_day_is_visible(days):
    rows = [{"day": plots.noon(NOW.date() + timedelta(days=n)), "points": 5, "low": 1, "high": 9} for n in range(days)]
    band = plots.band(rows).to_dict()["mark"]
    assert band["type"] == ("rule" if days == 1 else "area")


def test_the_numbers_of_expectations_list_each_attempt_and_the_load_its_parts():
    tables = ["".join(m.value for m in box.markdown) for box in page().expander]
    (guesses,) = [table for table in tables if CS.text("progress.bias") in table]
    assert "75" in guesses
    assert "100" in guesses
    (load,) = [table for table in tables if CS.text("progress.load-new") in table]
    assert CS.text("progress.load-last") in load


def test_attempts_are_reviews_and_answers_of_handed_in_exams_each_once():
    found = attempts(DECK, LOG)
    assert [(one.card, one.points, one.answer, one.exam) for one in found] == [
        ("adam", 5.0, "u zkoušky", True),
        ("mle", 10.0, "", False),
        ("adam", 10.0, "první pokus", False),
        ("adam", 0.0, "nevím", False),
    ]
    taken_back = event("retract", NOW, "r", target=LOG[2].id)
    assert "první pokus" not in {one.answer for one in attempts(DECK, [*LOG, taken_back])}


def test_two_attempts_at_a_question_stand_side_by_side():
    at = page()
    assert at.selectbox(key="attempts-of").value == "adam"
    said = texts(at)
    assert "u zkoušky" in said
    assert "první pokus" in said
    at.selectbox(key="attempt-1-adam").set_value(LOG[1].id).run()
    assert not at.exception
    assert "nevím" in texts(at)
    at.selectbox(key="attempts-of").set_value("mle").run()
    assert not at.exception
    assert [box.key for box in at.selectbox if box.key.startswith("attempt-")] == ["attempt-0-mle"]
