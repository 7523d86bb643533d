"""A demo's prediction goes into the log with the steps that it tries; one that was missed comes back."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from study.deck.decks import load_deck
from study.log.events import event
from tests.conftest import NOON
from tests.support.lab import dials, turn
from tests.support.visits import visit_of
from ui import demos
from ui.features.predictions import place

ROOT = Path(__file__).parents[3]
DECK = load_deck(ROOT / "questions" / "lekce-2")


def lab(demo: str, *events) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.query_params["lang"] = "cs"
    at.run()
    visit_of(at).events.extend(events)
    at.query_params["demo"] = demo
    at.switch_page("ui/pages/lab.py").run()
    at.session_state["lab-demo"] = demo
    at.run()
    assert not at.exception
    return at


def told(at: AppTest) -> list:
    return [e for e in visit_of(at).events if e.kind == "prediction"]


def guess(at: AppTest, demo: str, text: str) -> None:
    at.text_input(key=f"{demo}-guess").set_value(text).run()
    at.button(key=f"{demo}-commit").click().run()
    assert not at.exception


@pytest.mark.parametrize(("text", "right"), [("0,41", True), ("0,9", False)])
def test_a_guess_is_an_event_with_its_step_and_its_view(text, right):
    at = lab("moving-average")
    guess(at, "moving-average", text)
    (one,) = told(at)
    assert (one["deck"], one["card"], list(one["units"])) == ("lekce-2", "adaptive", ["adaptive-window"])
    assert (one["demo"], one["right"]) == ("moving-average", right)
    assert dict(parse_qsl(one["view"]))["demo"] == "moving-average"


def test_looking_without_a_guess_and_a_guess_that_is_none_are_no_events():
    at = lab("moving-average")
    guess(at, "moving-average", "hodně")
    assert told(at) == []
    at.button(key="moving-average-show").click().run()
    assert told(at) == []


def test_the_same_view_guessed_again_after_its_truth_tells_nothing():
    at = lab("moving-average")
    guess(at, "moving-average", "0,9")
    at.button(key="moving-average-again").click().run()
    guess(at, "moving-average", "0,41")
    assert [e["right"] for e in told(at)] == [False]
    at.button(key="moving-average-again").click().run()
    turn(at, "t", 10.0)
    guess(at, "moving-average", "0,65")
    assert [e["right"] for e in told(at)] == [False, True]


def missed(right: bool, view: str):
    return event("prediction", NOON, "n", deck="lekce-2", card=None, demo="moving-average", units=[], view=view,
                 right=right)  # fmt: skip


def test_a_missed_prediction_opens_the_demo_the_next_time_until_it_is_met():
    at = lab("moving-average", missed(False, "demo=moving-average&t=20&beta=0.95"))
    assert dials(at)["t"] == 20
    assert any("nevyšlo" in each.value for each in at.caption)
    turn(at, "t", 10.0)
    guess(at, "moving-average", "0,4")
    assert not any("nevyšlo" in each.value for each in at.caption)
    assert told(at)[-1]["right"] is True
    assert dict(parse_qsl(told(at)[-1]["view"]))["t"] == "10"


@pytest.mark.parametrize("view", ["", "x", "demo=entropy&t=abc&t=99", "t=1e9&beta=nan&nobody=1"])
def test_a_view_that_says_nothing_opens_the_demo_as_ever(view):
    at = lab("moving-average", missed(False, view))
    assert dials(at)["t"] == demos.load("moving-average").defaults["t"]


def test_one_that_was_met_does_not_come_back():
    at = lab("moving-average", missed(False, "demo=moving-average&t=20"), missed(True, "demo=moving-average&t=20"))
    assert dials(at)["t"] == demos.load("moving-average").defaults["t"]


def test_every_demo_that_asks_of_a_step_names_one_of_its_card():
    placed = {name: place(DECK, name) for name in demos.DEMOS}
    assert {name for name, (card, _) in placed.items() if card is None} == {"conditional-entropy", "optimizer-race"}
    for card, units in placed.values():
        assert card is None or set(units) <= {unit.id for unit in DECK.cards[card].rubric}
