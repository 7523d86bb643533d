"""Selection and order of questions."""

from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from study.deck.decks import load_deck
from study.planning.selection import interleave, one_each, select, worth_of_one_each


@settings(deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=9), st.integers(0, 120), st.integers())
def test_exact_whenever_a_selection_exists(quarters, wanted, seed):
    from study.content.models import Card

    cards = [Card(f"c{i}", "", {}, q / 4, (), {}, "", (), (), (), (), {}, ()) for i, q in enumerate(quarters)]
    chosen = select(cards, wanted / 4, Random(seed))
    sums = {sum(c) for n in range(1, len(quarters) + 1) for c in combinations(quarters, n)}
    got = round(4 * sum(card.points for card in chosen))
    below = [s for s in sums if s <= wanted]
    assert got == (max(below) if below else min(sums))
    assert len({card.id for card in chosen}) == len(chosen)


def test_every_selection_is_equally_likely(make_card):
    cards = [make_card(name, points) for name, points in zip("abcdefgh", (10, 5, 5, 5, 5, 5, 10, 10), strict=True)]
    rng = Random(7)
    drawn = Counter(tuple(card.id for card in select(cards, 20, rng)) for _ in range(6000))
    # by hand: 2 tens: 3; 1 ten and 2 fives: 3 · 10; 4 fives: 5
    assert len(drawn) == 38
    assert all(90 <= n <= 240 for n in drawn.values())  # 158 expected, sd about 12.5


def test_no_cards_give_no_selection():
    assert select([], 10, Random(1)) == ()


@given(st.lists(st.sampled_from("abc"), max_size=9))
def test_neighbours_differ_in_topic_when_possible(topics):
    from study.content.models import Card

    cards = [Card(f"c{i}", "", {}, 5.0, (topic,), {}, "", (), (), (), (), {}, ()) for i, topic in enumerate(topics)]
    ordered = interleave(cards)
    assert Counter(card.id for card in ordered) == Counter(card.id for card in cards)
    clashes = sum(a.topics == b.topics for a, b in pairwise(ordered))
    most = max(Counter(topics).values(), default=0)
    assert clashes == max(0, 2 * most - len(topics) - 1)  # the fewest that any order has


def test_one_exercise_on_every_question():
    deck = load_deck(Path(__file__).parents[3] / "questions" / "lekce-2")
    drawn = [tuple(one.id for one in one_each(deck, Random(seed))) for seed in range(40)]
    for ids in drawn:
        assert len(ids) == len(set(ids)) == len(deck.cards)
        assert all(id in card.exercises for id, card in zip(ids, deck.cards.values(), strict=True))
    assert len({ids[0] for ids in drawn}) > 5
    least, most = worth_of_one_each(deck)
    worths = [sum(one.points for one in one_each(deck, Random(seed))) for seed in range(40)]
    assert least <= min(worths) < max(worths) <= most
    assert least == sum(min(deck.exercises[id].points for id in card.exercises) for card in deck.cards.values())
    mixed = select([*deck.cards.values(), *one_each(deck, Random(1))], 12.5, Random(2))
    assert sum(one.points for one in mixed) <= 12.5
