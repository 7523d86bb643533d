"""Several decks: which one is chosen, what a link to a card of another one does, and what is kept."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from study.deck.decks import load_decks, natural
from tests.support.many_decks import write_decks
from tests.support.visits import window_of
from ui.learner import browser, handshake
from ui.visit import DECK

ROOT = Path(__file__).parents[3]


@pytest.fixture
def many(tmp_path, monkeypatch):
    """Twenty decks E1 to E20, each with a card and an exercise of its own."""
    folder = write_decks(tmp_path / "decks", 20)
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(folder))
    return folder


def app(page: str | None = None, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.query_params["lang"] = "cs"
    at.run()
    if page:
        at.switch_page(f"ui/pages/{page}.py")
    return follow(at, **query)


def follow(at: AppTest, **query: str) -> AppTest:
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def chosen(at: AppTest) -> str:
    return at.selectbox(key=DECK).value


def test_people_count_two_before_ten(many):
    assert [Path(deck.path).name for deck in load_decks(many)] == [f"E{n}" for n in range(1, 21)]
    assert natural(["10-b", "9-a", "09-a", "a", "1"]) == ["1", "09-a", "9-a", "10-b", "a"]
    at = app()
    assert at.selectbox(key=DECK).options == [f"Sada E{n}" for n in range(1, 21)]
    assert chosen(at) == "deck-1"
    assert "deck" not in at.query_params


def test_a_switch_is_written_into_the_address_and_told_to_the_browser(many):
    at = app()
    at.selectbox(key=DECK).set_value("deck-10").run()
    assert at.title[0].value == "Sada E10"
    assert at.query_params["deck"] == "deck-10"
    assert window_of(at).switched_deck == "deck-10"
    at.switch_page("ui/pages/questions.py").run()
    assert (chosen(at), at.query_params["deck"]) == ("deck-10", "deck-10")
    at.selectbox(key=DECK).set_value("deck-1").run()
    assert chosen(at) == "deck-1"
    assert "deck" not in at.query_params


def test_an_address_brings_its_deck_once(many):
    at = app(deck="deck-7")
    assert at.title[0].value == "Sada E7"
    assert window_of(at).switched_deck is None
    at.selectbox(key=DECK).set_value("deck-3").run()
    assert chosen(at) == "deck-3"
    at.run()
    assert chosen(at) == "deck-3"
    assert chosen(follow(at, deck="nosuch")) == "deck-3"


@pytest.mark.parametrize(("page", "query"), [("questions", {"card": "card-12"}), ("practice", {"exercise": "pick-12"})])
def test_a_link_finds_its_card_or_exercise_in_another_deck(many, page, query):
    at = app(page, **query)
    assert chosen(at) == "deck-12"
    assert not at.warning
    assert any(each.value.endswith("12?") or each.value == "Vyber 12." for each in at.markdown)


def test_a_link_to_a_part_of_another_deck(many):
    at = app("questions", card="card-5.answer")
    assert chosen(at) == "deck-5"
    assert not at.warning


def test_a_deck_that_is_switched_to_on_a_card_shows_its_own_questions(many):
    at = app("questions", card="card-12")
    at.selectbox(key=DECK).set_value("deck-2").run()
    assert not at.exception
    assert not at.warning
    assert "card" not in at.query_params
    assert "Co je 2?" in [each.value for each in at.markdown]


def test_an_unknown_card_is_said_and_changes_nothing(many):
    at = app("questions", card="nosuch", deck="deck-4")
    assert chosen(at) == "deck-4"
    assert "nosuch" in at.warning[0].value


@pytest.mark.parametrize(
    ("kept", "linked", "switched", "deck"),
    [
        ("b", (), None, "b"),
        ("b", (None, None, None), None, "b"),
        ("b", ("a", None, None), None, None),
        ("b", (None, "card", None), None, None),
        ("b", (), "a", None),
        ("gone", (), None, None),
        (["b"], (), None, None),
        (None, (), None, None),
    ],
)
def test_what_the_browser_kept_comes_after_a_link_and_after_a_choice(monkeypatch, kept, linked, switched, deck):
    state, window = {}, handshake.visit.Window(linked_deck=linked, switched_deck=switched)
    monkeypatch.setattr(handshake.st, "session_state", state)
    monkeypatch.setattr(handshake.visit, "window", lambda: window)
    monkeypatch.setattr(handshake.decks, "named", lambda id: object() if id in ("a", "b") else None)
    monkeypatch.setattr(browser, "said", lambda name: {"deck": kept})
    handshake._choices()
    assert state.get(DECK) == deck


def test_one_deck_has_no_choice_and_no_word_in_the_address(many):
    for folder in list(many.iterdir())[1:]:
        shutil.rmtree(folder)
    at = app()
    assert not [each for each in at.selectbox if each.key == DECK]
    assert "deck" not in at.query_params
