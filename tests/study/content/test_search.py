"""Search ignores case and diacritics and looks into answers."""

from dataclasses import replace

from study.content.models import Layers, Prose
from study.content.search import find


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


def test_a_short_word_is_looked_for_by_itself_first(make_card):
    def card(name, title, text):
        layers = Layers((), (Prose(text),), (), ())
        return replace(make_card(name), title={"cs": title, "en": title}, layers={"cs": layers, "en": layers})

    cards = [
        card("falls", "Ztráta klesá", "Nic."),
        card("answer", "Jiná", r"$D_{\text{KL}}$"),
        card("title", "KL", "Nic."),
    ]
    assert [(each.id, place) for each, place in find(cards, "kl", "cs")] == [
        ("title", "title"),
        ("answer", "answer"),
        ("falls", "title"),
    ]
    assert [each.id for each, _ in find(cards, "ztr kl", "cs")] == ["falls"]
    assert [each.id for each, _ in find(cards, "klesa", "cs")] == ["falls"]
