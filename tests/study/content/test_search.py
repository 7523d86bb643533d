"""Search ignores case and diacritics and looks into answers."""

import re
from dataclasses import replace

from study.content import search
from study.content.models import Layers, Prose
from study.content.search import LONGEST_QUERY, MOST_WORDS, find, words_of


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


def test_a_query_is_cut_and_nothing_of_it_is_kept(make_card):
    cards = [make_card("a"), make_card("b")]
    assert len(words_of(" ".join(f"w{n}" for n in range(99)))) == MOST_WORDS
    assert words_of("x" * 10**6) == ["x" * LONGEST_QUERY]
    find(cards, "entropy", "en")
    kept = search._of_deck.cache_info().currsize
    re.purge()
    for n in range(50):
        find(cards, f"klesá {n} " + "ř" * 1000, "cs")
        find(cards, f"kl{n % 10} {n}", "en")
    assert not getattr(re, "_cache", ())
    assert search._of_deck.cache_info().currsize <= kept + 8  # the texts of the cards in the other language
    caches = [name for name, one in vars(search).items() if hasattr(one, "cache_info")]
    assert caches == ["_of_deck"]


def test_a_short_word_beside_signs_stands_alone(make_card):
    card = replace(make_card("a"), title={"cs": "(KL), krok", "en": "(KL)"})
    other = replace(make_card("b"), title={"cs": "klkl kla", "en": "klkl"})
    assert [found.id for found, _ in find([other, card], "kl", "cs")] == ["a", "b"]
