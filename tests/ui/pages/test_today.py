"""What Today and Settings tell a learner: what to do now and why, in every state that a plan can be in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from study.content.fingerprints import fingerprints
from study.language.catalogues import language
from study.log.events import event
from study.log.export import arrivals
from study.log.reader import read
from tests.support.visits import visit_of
from tests.ui.pages.test_pages import DECK, app, click, session, texts
from ui.learner.mirror import Told

CS = language("cs")
NOW = datetime.now(UTC)
CARD = DECK.cards["adam"]


def review(card: str, ago: timedelta, verdict: str = "met", **more):
    here = DECK.cards[card]
    share = {"met": 1.0, "missed": 0.0}[verdict]
    data = {
        "deck": DECK.id,
        "card": card,
        "attempt": f"{card}{ago}",
        "mode": "paper",
        "rating": 3 if share else 1,
        "points": share * here.points,
        "of": here.points,
        "seconds": 60.0,
        "confidence": None,
        "verdicts": {unit.id: verdict for unit in here.rubric},
        "answer": "",
        "units": fingerprints(here),
        **more,
    }
    return event("review", NOW - ago, f"{card}{ago}", **data)


def goal(name: str, value):
    return event("settings", NOW - timedelta(days=30), name, name=name, value=value)


def today(*events):
    at = app()
    visit_of(at).events = list(events)
    at.run()
    assert not at.exception
    return at


def links(at) -> str:
    return " ".join(str(link.proto.label) for link in at.get("page_link"))


def test_without_a_date_it_asks_for_one_and_with_one_it_does_not():
    asked = CS.text("today.set-exam")
    assert asked in links(today())
    assert asked in links(today(goal("exam-date", (NOW - timedelta(days=3)).date().isoformat())))
    assert asked not in links(today(goal("exam-date", (NOW + timedelta(days=9)).date().isoformat())))


def test_time_used_up_is_not_nothing_to_do_and_starting_goes_on_with_the_best():
    done = review("mle", timedelta(0), seconds=900.0)
    missed = [review(card, timedelta(days=2), "missed") for card in ("mse", "adam", "momentum")]
    at = today(goal("minutes-a-day", 5), done, *missed)
    said = texts(at)
    assert CS.text("today.time-up") in said
    assert CS.text("today.nothing-due") not in said
    assert CS.text("today.done", spent="15", budget="5") in said
    click(at, "start")
    assert {session(at).attempt.card, *session(at).waiting} == {"mse", "adam", "momentum"}


def test_nothing_due_says_when_the_next_one_comes():
    at = today(*(review(card, timedelta(days=1)) for card in DECK.cards))
    said = texts(at)
    assert CS.text("today.nothing-due") in said
    assert CS.text("today.next-due", days="")[:20] in said


def test_a_step_that_comes_by_itself_is_named():
    unit = CARD.rubric[0]
    verdicts = {u.id: "missed" if u is unit else "met" for u in CARD.rubric}
    points = CARD.points - unit.points
    missed = [review("adam", timedelta(hours=hours), verdicts=verdicts, points=points, rating=3) for hours in (30, 3)]
    at = today(*missed)
    said = texts(at)
    assert CS.text("plan.missed-twice") in said
    assert any(unit.text["cs"].split("$")[0].split("[[")[0] in caption.value for caption in at.caption)


def test_a_step_whose_text_changed_is_flagged():
    old = {**fingerprints(CARD), CARD.rubric[1].id: "0" * 12}
    at = today(review("adam", timedelta(hours=3), units=old))
    assert CS.text("plan.check-again") in texts(at)


@pytest.mark.parametrize(
    ("rows", "more"), [(['{"kind": "![x](https://evil.example/x.png)"}'], 0), (["{}"] * 25, 5)], ids=["words", "many"]
)
def test_refused_rows_are_listed_as_plain_text(rows, more):
    text = '{"format":"lekce2-progress","version":1,"events":[' + ",\n".join(rows) + "]}"
    reading = read(text.replace('{"kind"', '{"id":"' + "0" * 64 + '","nonce":"n","time":"x","data":{},"kind"'), NOW)
    at = app("settings")
    visit_of(at).restored = (arrivals(reading, ())[1], reading, True)
    at.run()
    assert not at.exception
    assert len(at.text) == min(20, len(rows))
    assert "evil" not in "".join(m.value for m in at.markdown)
    assert (CS.plural("exchange.unlisted", more) in texts(at)) == (more > 0)


def test_what_the_browser_has_no_room_for_is_said():
    at = app("settings")
    visit_of(at).whole_mirror = Told({}, 3, 5)
    at.run()
    assert CS.text("exchange.not-whole", kept=3, total=5) in texts(at)
