"""Questions: what a search shows of where it found something, and how an answer is laid out and folded."""

import json
import re
from pathlib import Path

import pytest

from study.content.models import Embed
from study.content.parts import closing, layers_of, parts
from study.deck.decks import load_deck
from study.language.catalogues import language
from tests.support.visits import window_of
from tests.ui.pages.test_pages import app, click, texts

ROOT = Path(__file__).parents[3]
DECK = load_deck(ROOT / "questions" / "lekce-2")


def opened(card, lang="cs", **chosen):
    at = app("questions", lang)
    for name, value in chosen.items():
        at.session_state[name] = value
    at.query_params["card"] = card
    at.run()
    assert not at.exception
    return at


def searched(query, lang="cs"):
    at = app("questions", lang)
    at.text_input(key="search").set_value(query).run()
    assert not at.exception
    return at


def outline_of(at):
    [component] = [each for each in at.get("bidi_component") if each.proto.component_name.endswith("lekce2.outline")]
    return json.loads(json.loads(component.proto.json)["lines"])


def links(at):
    return [(link.proto.page, link.proto.query_string) for link in at.get("page_link")]


def headings(at):
    """The layers and demos of an answer in the order in which they stand."""
    lang = language("cs")
    names = {lang.text(f"answer.{name}"): name for name in ("skeleton", "answer", "derivation", "pitfalls", "demos")}
    names |= {lang.text(f"{name}.title"): name for card in DECK.cards.values() for name in card.demos}
    said = [each.value.lstrip("# ") for each in at.main if getattr(each, "type", "") in ("markdown", "subheader")]
    return [names[text] for text in said if text in names]


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("query", ["θ", "∇", "√", "β₁", "∂", "∑", "≤", "√t", "1/√t", "p(y|x)", "E[g]"])
def test_signs_are_found_with_an_excerpt_and_a_link(query, lang):
    at = searched(query, lang)
    assert not at.info
    assert any(":orange-background[**" in caption.value for caption in at.caption)
    assert any("card=" in query for _, query in links(at))


@pytest.mark.parametrize("query", ["mathbb", "cdot", "operatorname", "begin{aligned}", "\\frac"])
def test_commands_find_nothing(query):
    assert len(searched(query).info) == 1


def test_what_is_found_leads_to_its_layer_to_its_exercise_and_to_its_demo():
    at = searched("nestranny odhad")
    found = links(at)
    assert any(re.search(r"card=[a-z-]+\.(answer|derivation|pitfalls|skeleton)", query) for _, query in found)
    assert any(query.startswith("exercise=") for _, query in links(searched("napiš jeden krok adamu")))
    assert any(query == "demo=optimizer-race" for _, query in links(searched("Rosenbrock")))


def test_a_long_query_is_cut_and_shown_cut():
    at = searched("q" * 900)
    assert len(at.info[0].value) < 400


def test_layers_stand_in_the_order_of_reading_and_demos_that_follow_stand_below_the_pitfalls():
    at = opened("adam")
    assert headings(at) == [
        "skeleton", "answer", "derivation", "bias-correction", "pitfalls", "demos", "optimizer-race",
    ]  # fmt: skip


@pytest.mark.parametrize("card", list(DECK.cards))
def test_no_demo_of_a_card_is_lost(card):
    layers = layers_of(DECK.cards[card], "cs")
    embeds = {block.name for layer in layers.values() for block in layer if isinstance(block, Embed)}
    shown = headings(opened(card))
    assert embeds <= set(shown)
    if any(closing(layer)[1] for layer in layers.values()):
        assert shown.index("pitfalls") < shown.index("demos")


@pytest.mark.parametrize("card", list(DECK.cards))
def test_the_outline_names_every_layer_and_part_that_is_on_the_page(card):
    at = opened(card, "en")
    lines = outline_of(at)
    layers = layers_of(DECK.cards[card], "en")
    wanted = [
        f"{name}-{number}" if number else name
        for name, layer in layers.items()
        for number, _ in enumerate(parts(closing(layer)[0]))
    ]
    assert [line["part"] for line in lines if line["part"] not in ("demos", "errata", "exercises")] == wanted
    assert not any(re.search(r"[\\$]|\*\*", line["title"]) for line in lines)


def test_an_answer_can_be_folded_and_stays_so_for_the_visit():
    at = opened("adam")
    said = language("cs")
    at.button_group(key="reading").set_value("skeleton").run()
    assert said.text("answer.skeleton") in texts(at)
    assert said.text("answer.derivation") not in texts(at)
    at.switch_page("ui/pages/today.py").run()
    at.switch_page("ui/pages/questions.py")
    at.query_params["card"] = "mse"
    at.run()
    assert at.button_group(key="reading").value == "skeleton"
    assert headings(at) == ["skeleton"]
    at.button_group(key="reading").set_value("answer").run()
    assert headings(at) == ["answer"]


def test_a_link_to_a_part_unfolds_what_is_folded_once():
    at = opened("adam", reading="skeleton")
    assert headings(at) == ["skeleton"]
    at.query_params["card"] = "adam.skeleton"
    assert headings(at.run()) == ["skeleton"]
    at.query_params["card"] = "adam.derivation-2"
    at.run()
    assert at.button_group(key="reading").value == "all"
    assert window_of(at).linked_part == "adam.derivation-2"
    at.button_group(key="reading").set_value("skeleton").run()
    assert headings(at) == ["skeleton"]


def test_a_part_that_is_not_there_leaves_the_answer():
    assert "answer" in headings(opened("adam.nosuch-99"))


def test_neighbours_and_the_button_are_those_of_the_card_of_a_part():
    at = opened("adam.derivation")
    assert any(query == "card=adaptive" for _, query in links(at))
    click(at, "revise-this")
