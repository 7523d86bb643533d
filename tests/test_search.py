"""Search ignores case and diacritics and looks into answers."""

from dataclasses import replace

from study.deck import Layers, Prose
from study.search import find


def test_search(make_card):
    answer = Layers((), (Prose("Křížová entropie měří překvapení."),), (), ())
    hidden = replace(make_card("a"), layers={"cs": answer, "en": answer})
    titled = replace(make_card("b"), title={"cs": "Entropie", "en": "Entropy"})
    cards = [hidden, titled]
    assert [(card.id, place) for card, place in find(cards, "ENTROPIE", "cs")] == [("b", "title"), ("a", "answer")]
    assert [card.id for card, _ in find(cards, "krizova prekvapeni", "cs")] == ["a"]
    assert find(cards, "gradient", "cs") == []
    assert find(cards, "křížova nesterov", "cs") == []
    assert len(find(cards, "", "cs")) == 2
