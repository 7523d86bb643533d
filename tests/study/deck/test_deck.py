"""Decks that are right, decks of which a part is wrong, folders of decks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.deck import write_deck
from study.content.models import DEMOS, Card, Embed, Prose
from study.deck import Deck
from study.deck.decks import load_deck, load_decks

DECKS = Path(__file__).parents[2] / "decks"


@pytest.fixture(scope="module")
def good() -> Deck:
    return load_deck(DECKS / "good")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DECKS / "good", tmp_path / "good"))


def test_a_deck_has_its_rules(good: Deck) -> None:
    assert (good.id, good.title["cs"], good.title["en"]) == ("good", "Zkušební balíček", "Test deck")
    assert good.topics["hidden"] == {"cs": "skryté vrstvy", "en": "hidden layers"}
    assert good.grades == ((1, 90.0), (2, 75.0), (3, 60.0))
    assert good.minutes_per_point == 1.5
    assert good.report_url == "https://example.org/report"
    assert good.points == 7.5
    assert list(good.cards) == ["softmax", "relu"]
    assert good.left_out == ()
    assert {fault.severity for fault in good.faults} == {"warning"}


def test_a_path_may_be_a_text(good: Deck) -> None:
    assert load_deck(str(DECKS / "good")) == good


def test_a_card_has_both_languages(good: Deck) -> None:
    card = good.cards["softmax"]
    assert card.languages == ("cs", "en")
    assert card.file == str(DECKS / "good" / "01-softmax.md")
    assert card.question == {
        "cs": "Definuj softmax a napiš jeho derivaci podle $z_i$.",
        "en": "Define the softmax and write its derivative with respect to $z_i$.",
    }
    assert card.exam_wording == card.question["en"]
    assert (card.points, card.topics, card.exercises) == (2.5, ("outputs",), ("softmax-value",))
    assert [(unit.id, unit.points) for unit in card.rubric] == [
        ("softmax-formula", 1.0),
        ("softmax-jacobian", 1.25),
        ("softmax-shift", 0.25),
    ]
    assert card.rubric[2].text == {"cs": "posun o konstantu nic nemění", "en": "a constant shift changes nothing"}
    erratum = card.errata[0]
    assert (erratum.id, erratum.kind) == ("sign", "wrong")
    assert erratum.text["en"] == "the notes lack the minus of $p_i p_j$"


def test_layers_keep_badges_and_pairs_and_cut_out_demos(good: Deck) -> None:
    layers = good.cards["softmax"].layers["cs"]
    prose, demo, rest = layers.answer
    assert isinstance(prose, Prose)
    assert isinstance(rest, Prose)
    assert demo == Embed("entropy", {"outcomes": 3, "p": [0.5, 0.25, 0.25]})
    assert prose.text.startswith("Pro $z \\in \\mathbb{R}^K$")
    assert prose.text.endswith("$a + c < b + c$. {+softmax-shift}")
    assert "= [[p_i(\\delta_{ij} - p_j)|\n" in prose.text
    assert rest.text.startswith("### Poznámka")
    assert good.cards["softmax"].layers["en"].derivation == (Prose("The quotient rule."),)


def test_a_card_without_rubric_has_one_unit_and_without_translation_its_base_text(good: Deck) -> None:
    card = good.cards["relu"]
    assert [(unit.id, unit.points) for unit in card.rubric] == [("whole", 5.0)]
    assert card.languages == ("cs",)
    assert card.layers["en"] == card.layers["cs"]
    assert card.title == {"cs": "ReLU", "en": "ReLU"}
    assert card.layers["cs"].derivation == ()


def test_an_exercise_is_kept_as_it_stands(good: Deck) -> None:
    exercise = good.exercises["softmax-value"]
    assert (exercise.kind, exercise.points, exercise.unit) == ("numeric", 0.5, "softmax-formula")
    assert (Path(exercise.file).name, exercise.line) == ("softmax.yaml", 1)
    assert exercise.raw["given"] == {"a": "normal", "b": "normal"}
    assert good.exercises["softmax-order"].text["en"] == "Seřaď úpravy."
    assert good.exercises["softmax-order"].line == 10


def test_only_the_bad_card_is_left_out() -> None:
    deck = load_deck(DECKS / "broken")
    assert list(deck.cards) == ["fine"]
    assert [Path(out.file).name for out in deck.left_out] == [
        *("bad.yaml", "bad.yaml", "bad.yaml"),
        *("01-fields.md", "02-body.md", "03-yaml.md", "04-open.md", "06-again.md"),
    ]
    assert [out.title for out in deck.left_out if out.id == "body"] == ["Tělo"]


def test_a_bad_translation_leaves_the_base_card(copy: Path) -> None:
    file = copy / "01-softmax.en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("{+softmax-formula}", ""), encoding="utf-8")
    deck = load_deck(copy)
    assert [fault.message.code for fault in deck.faults if fault.severity == "error"] == ["unit-missing"]
    assert deck.cards["softmax"].languages == ("cs",)
    assert deck.cards["softmax"].layers["en"] == deck.cards["softmax"].layers["cs"]


def test_a_card_does_not_name_an_exercise_that_is_left_out(copy: Path) -> None:
    file = copy / "exercises" / "softmax.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("points: 0.5", "points: 0.6"), encoding="utf-8")
    deck = load_deck(copy)
    assert list(deck.exercises) == ["softmax-order"]
    assert deck.cards["softmax"].exercises == ()
    assert [out.id for out in deck.left_out] == ["softmax-value"]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "none" / "deeper", DECKS / "good" / "deck.yaml"):
        deck = load_deck(path)
        assert [str(fault) for fault in deck.faults] == [f"{path}:1: there is no such folder"]
        assert deck.cards == {}


def test_a_path_that_no_disk_has_is_a_fault() -> None:
    assert len(load_deck("nul\0byte").faults) == 1
    assert len(load_decks("nul\0byte")[0].faults) == 1


def test_an_empty_folder_lacks_its_deck_yaml(tmp_path: Path) -> None:
    assert [fault.message.code for fault in load_deck(tmp_path).faults] == ["no-deck-yaml"]


def test_a_folder_of_decks(tmp_path: Path) -> None:
    for name in ("b", "a", ".hidden", "__pycache__"):
        shutil.copytree(DECKS / "good", tmp_path / name)
    (tmp_path / "notes").mkdir()
    first, second = load_decks(tmp_path)
    assert [Path(deck.path).name for deck in (first, second)] == ["a", "b"]
    assert len(first.cards) == 2
    assert (second.cards, second.exercises) == ({}, {})
    codes = [fault.message.code for fault in second.faults if fault.severity == "error"]
    assert codes == ["duplicate-deck", *["duplicate-card"] * 2, *["duplicate-exercise"] * 2]


def test_a_deck_is_a_folder_of_one_deck() -> None:
    (deck,) = load_decks(DECKS / "good")
    assert deck.id == "good"


def test_a_folder_without_decks_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (deck,) = load_decks(tmp_path)
    assert [fault.message.code for fault in deck.faults] == ["no-deck"]


def test_two_thousand_cards(tmp_path: Path) -> None:
    write_deck(tmp_path, 2000)
    deck = load_deck(tmp_path)
    assert deck.faults == ()
    assert list(deck.cards) == [f"card-{n}" for n in range(1, 2001)]
    assert deck.points == 10_000
    last: Card = deck.cards["card-2000"]
    assert last.languages == ("cs", "en")
    assert last.rubric[2].id == "card-2000-u2"
    assert Embed("momentum", {"beta": 0.9}) in last.layers["en"].derivation


def test_the_demos_are_written_once_each() -> None:
    assert len(set(DEMOS)) == len(DEMOS) == 13
