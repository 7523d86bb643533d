"""Search finds what a reader sees, wherever it stands, and nothing of the commands that draw it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.content.models import Embed, Erratum, Layers, Prose, Unit
from study.content.search import LONGEST, Passage, Searchable, card_passages, find, fold, folded_with_places, words

TEX = r"""**Krok.** $\theta \leftarrow \theta - \frac{\alpha}{\sqrt{t}} \nabla_\theta J$,
$\beta_1 \le 1$, $1/\sqrt t$.

$$
\begin{aligned}
p(y \mid x) &= \mathbb{E}[x] && \text{podle definice} \\
\frac{\partial L}{\partial z} &= \sum_{i=1}^{n} \hat g_i
\end{aligned}
$$
"""


def card_of(make_card, name, text, title="Nic"):
    layers = Layers((), (Prose(text),), (), ())
    return replace(make_card(name), title={"cs": title, "en": title}, layers={"cs": layers, "en": layers})


def found(cards, query, code="cs", notation="notes"):
    return find([card_passages(card, code, notation) for card in cards], query)


def test_search(make_card):
    cards = [
        card_of(make_card, "a", "Křížová entropie měří překvapení."),
        replace(make_card("b"), title={"cs": "Entropie", "en": "Entropy"}),
    ]
    assert [each.what.id for each in found(cards, "ENTROPIE")] == ["b", "a"]
    assert [each.what.id for each in found(cards, "krizova prekvapeni")] == ["a"]
    assert found(cards, "gradient") == []
    assert found(cards, "křížova nesterov") == []
    assert found(cards, "") == found(cards, " _ ") == []


def test_a_short_word_is_looked_for_by_itself_first(make_card):
    cards = [
        card_of(make_card, "falls", "Nic.", "Ztráta klesá"),
        card_of(make_card, "answer", r"$D_{\text{KL}}$"),
        card_of(make_card, "title", "Nic.", "KL"),
    ]
    assert [each.what.id for each in found(cards, "kl")] == ["title", "falls", "answer"]
    cards[1] = card_of(make_card, "answer", "KL divergence")
    assert [each.what.id for each in found(cards, "kl")] == ["title", "answer", "falls"]
    assert [each.what.id for each in found(cards, "ztr kl")] == ["falls"]
    assert [each.what.id for each in found(cards, "klesa")] == ["falls"]


@pytest.mark.parametrize(
    "query",
    ["θ", "∇", "√", "β₁", "β1", "∂", "∑", "≤", "√t", "1/√t", "α/√t", "p(y|x)", "p(y ∣ x)", "E[x]", "𝔼[x]", "ĝ", "x^2 y",
     "gᵢ", "∂L/∂z", "θ ← θ", "podle definice", "Krok"],
)  # fmt: skip
def test_signs_are_found_as_they_are_drawn(make_card, query):
    card = card_of(make_card, "a", TEX + "\n\n$x^2 + y$")
    hits = {hit.passage.place: hit for hit in found([card], query)[0].hits}
    assert any(bit.found for bit in hits["answer"].excerpt)


@pytest.mark.parametrize("query", ["frac", "begin", "text", "mathbb", "aligned", "sqrt", "nabla", "theta", "mid", "\\"])
def test_commands_are_not_found(make_card, query):
    assert found([card_of(make_card, "a", TEX)], query) == []


def test_a_formula_is_found_with_more_in_it_but_after_the_formula_itself(make_card):
    longer = card_of(make_card, "longer", r"$p_{\text{model}}(y^{(i)} \mid x^{(i)}; \theta)$")
    exact = card_of(make_card, "exact", r"$p(y \mid x)$")
    assert [each.what.id for each in found([longer, exact], "p(y|x)")] == ["exact", "longer"]
    assert found([longer, exact], "p(x|y)") == []
    assert [each.what.id for each in found([longer, exact], "p(y|x;θ)")] == ["longer"]


def test_not_equal_is_not_equal(make_card):
    assert found([card_of(make_card, "a", "$a = b$")], "≠") == []
    assert len(found([card_of(make_card, "a", r"$a \ne b$")], "≠")) == 1


def test_the_excerpt_marks_every_word_and_the_hit_names_its_part(make_card):
    text = (
        "Úvod.\n\n"
        + "Výplň, ve které nic není. " * 20
        + "\n\n**Součet vah.** Geometrická řada dá $1 - \\beta^t$. "
        + "Pak. " * 90
    )
    [hit] = found([card_of(make_card, "a", text)], "rada βᵗ")[0].hits
    assert (hit.passage.place, hit.passage.part, hit.passage.title) == ("answer", 1, "Součet vah")
    assert [bit.text for bit in hit.excerpt if bit.found] == ["řada", "βᵗ"]
    said = "".join(bit.text for bit in hit.excerpt)
    assert said.startswith("Součet vah. Geometrická řada dá 1 - βᵗ. Pak.")
    assert said.endswith(" …")
    assert len(said) < 170


def test_an_accent_belongs_to_the_sign_that_is_marked(make_card):
    [hit] = found([card_of(make_card, "a", r"Dělí se $\sqrt{\hat r}$.")], "√r")[0].hits
    assert [bit.text for bit in hit.excerpt if bit.found] == ["√r\u0302"]


def test_every_place_of_a_card_is_searched_in_its_language_and_notation(make_card):
    one = make_card("a")
    layers = Layers(
        (Prose("alef"),), (Prose("bet [[gimel|dalet]]"),), (Prose("he"), Embed("entropy", {})), (Prose("vav"),)
    )
    card = replace(
        one,
        question={"cs": "zajin", "en": "english"},
        rubric=(Unit("a-u", 1, {"cs": "chet", "en": "english"}),),
        errata=(Erratum("a-e", "wrong", {"cs": "tet", "en": "english"}),),
        layers={"cs": layers, "en": Layers((), (Prose("english"),), (), ())},
    )
    places = {
        "alef": "skeleton", "bet": "answer", "gimel": "answer", "he": "derivation", "vav": "pitfalls",
        "zajin": "question", "chet": "rubric", "tet": "errata",
    }  # fmt: skip
    for query, place in places.items():
        assert [hit.passage.place for each in found([card], query) for hit in each.hits] == [place]
        assert found([card], query, "en") == []
    assert found([card], "dalet") == []
    assert len(found([card], "dalet", "cs", "slides")) == 1


def test_a_query_is_cut(make_card):
    assert len(words("slovo " * 5 + " ".join(f"w{i}" for i in range(90)))) <= 12
    assert words("a" * 500) == ("a" * LONGEST,)
    card = card_of(make_card, "a", "a b c d e f g h i j k l")
    assert len(found([card], "a b c d e f g h i j k l nowhere")) == 1


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_places_are_those_of_the_folded_text(text):
    folded, places = folded_with_places(text)
    assert folded == fold(text)
    assert len(folded) == len(places)
    assert places == sorted(places)


@given(st.text(alphabet="ab θβ₁()[]|√^_{}\\$*+?.", max_size=30))
def test_whatever_is_asked_is_answered(text):
    said = "a(b) = β₁[θ | √t]"
    among = [Searchable("card", "a", "a", (Passage("answer", said, folded=fold(said)),))]
    assert all(words(text))
    for each in find(among, text):
        assert "".join(bit.text for hit in each.hits for bit in hit.excerpt) == said
