"""The names of demos: those that a card may embed, those that exist, and those that the questions use are the same."""

from pathlib import Path

from study.content.models import DEMOS, Embed
from study.deck.decks import load_decks
from ui import demos

QUESTIONS = Path(__file__).parents[3] / "questions"


def test_what_may_be_embedded_is_what_exists_in_course_order():
    assert tuple(demos.DEMOS) == DEMOS
    assert {name: demos.load(name).name for name in DEMOS} == {name: name for name in DEMOS}


def test_every_demo_stands_in_an_answer_and_every_answer_has_one():
    used = set()
    for deck in load_decks(QUESTIONS):
        for card in deck.cards.values():
            for lang, layers in card.layers.items():
                blocks = (*layers.skeleton, *layers.answer, *layers.derivation, *layers.pitfalls)
                names = {block.name for block in blocks if isinstance(block, Embed)}
                assert names == set(card.demos), (card.id, lang)
                assert names, f"{card.id} has no demo"
                used |= names
    assert used == set(DEMOS)
