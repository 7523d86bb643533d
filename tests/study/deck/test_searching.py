"""A search goes through cards, the exercises they name and their demos, and shows nothing that tells an answer."""

from dataclasses import replace

from study.content.models import ExerciseSource
from study.content.search import find, fold, folded_with_places, words
from study.deck.models import Deck
from study.deck.searching import searchables


def exercise(name, text=None, raw=None):
    return ExerciseSource(name, "choice", 1, None, text or {"cs": "Vyber.", "en": "Choose."}, raw or {}, "x.yaml", 1)


def test_exercises_and_demos_are_found_with_the_card_that_names_them(make_card):
    first = replace(make_card("a"), demos=("entropy",), exercises=("sum",))
    second = replace(make_card("b"), demos=("entropy",))
    task = exercise("sum", text={"cs": "Kolik je $\\sum_i p_i = <<p>>$?", "en": "How much?"})
    made = searchables({"a": first, "b": second}, {"sum": task}, "cs", "notes")
    assert [(each.kind, each.id, each.card) for each in made] == [
        ("card", "a", "a"), ("exercise", "sum", "a"), ("demo", "entropy", "a"), ("card", "b", "b"),
    ]  # fmt: skip
    assert [each.what.id for each in find(made, "∑ᵢ pᵢ")] == ["sum"]
    assert find(made, "napoveda-nic") == []
    assert [each.what.kind for each in find(made, "entropie")] == ["demo"]


def test_options_and_steps_are_searched_and_what_tells_the_answer_is_not(make_card):
    raw = {
        "options": [
            {"tex": "\\mathbb{E}[g]", "right": True},
            {"text": {"cs": "průměr", "en": "mean"}, "why": {"cs": "prozrazeno", "en": "told"}},
        ],
        "lines": ["s \\leftarrow \\beta_1 s", 7],
        "hints": [{"cost": 1, "cs": "prozrazeno", "en": "told"}],
        "solution": {"cs": "prozrazeno", "en": "told"},
    }
    card = replace(make_card("a"), exercises=("pick",))
    made = searchables({"a": card}, {"pick": exercise("pick", raw=raw)}, "cs", "notes")
    for query in ("E[g]", "prumer", "s ← β₁"):
        assert [each.what.id for each in find(made, query)] == ["pick"]
    assert find(made, "prozrazeno") == []


def test_what_a_demo_says_after_a_guess_is_found_and_not_shown(make_card):
    card = replace(make_card("a"), demos=("momentum",))
    [found] = find(searchables({"a": card}, {}, "en", "notes"), "diverge")
    assert found.what.kind == "demo"
    for hit in found.hits:
        assert bool(hit.excerpt) == hit.passage.shown


def test_texts_are_made_once_and_nothing_of_a_query_is_kept(make_card):
    deck = Deck("d", ".", {}, {}, (), 1.0, None, {"a": make_card("a")}, {}, (), ())
    assert deck.searchables("cs", "notes") is deck.searchables("cs", "notes")
    assert deck.searchables("en", "notes") is not deck.searchables("cs", "notes")
    for function in (find, words, fold, folded_with_places):
        assert not hasattr(function, "cache_info")
