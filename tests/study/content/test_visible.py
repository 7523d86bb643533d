"""The plain text of a card is what a reader sees of it."""

import re
from pathlib import Path

import pytest

from study.content.models import Prose
from study.content.parts import LAYERS, layers_of
from study.content.spelled import spelled_formula
from study.content.visible import visible
from study.deck.decks import load_deck
from study.language import NOTATIONS, read_as

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("tex", "seen"),
    [
        (r"\frac{1}{\sqrt t}", "1/√t"),
        (r"\frac{\alpha}{\sqrt{\hat r} + \varepsilon}", "α/(√r̂ + ε)"),
        (r"\dfrac{a+b}{2\sigma^2}", "(a+b)/(2σ²)"),
        (r"\tfrac12", "1/2"),
        (r"\sqrt[3]{x}", "³√x"),
        (r"\theta \leftarrow \theta - \alpha \nabla_\theta J", "θ ← θ - α∇_θJ"),
        (r"\mathbb{E}_{x \sim p}[\log p(x)]", "E_(x ∼ p)[log p(x)]"),
        (r"x^{(1)}, x^{(N)}, A^\top, \theta^*, f'", "x⁽¹⁾, x^(N), Aᵀ, θ*, f′"),
        (r"\lVert g \rVert \le \left. G \right|", "‖g ‖ ≤ G |"),
        (r"\operatorname{Var} X, \arg\max_\theta \log\sigma", "Var X, arg max_θ log σ"),
        (r"\begin{array}{cc} 1 & 2 \\[1em] 3 & 4 \end{array}", "1 2 3 4"),
        (r"0{,}5\,\% \{a\} \| b", "0,5 % {a} ‖ b"),
        (r"\not= \text{pro $x$}", "≠ pro x"),
        (r"\unknown{a}\other b", "ab"),
        (r"\color{red}a \underbrace{b}_{c} \overset{d}{=} \binom{n}{k}", "a b_c =^d (n k)"),
    ],
)
def test_formulas(tex, seen):
    assert spelled_formula(tex) == seen


@pytest.mark.parametrize(
    "tex", ["", "{", "}", "^", "_", "\\", "\\frac", "\\sqrt[", "{" * 5000, "\\frac" * 5000, "^" * 5000, "\\hat" * 3000]
)
def test_no_formula_is_too_broken(tex):
    assert len(spelled_formula(tex)) <= len(tex)


def test_markdown():
    text = (
        "## Nadpis\n\n- *kurzíva* a **tučně _obojí_** {+a-b}\n- `code_here * 2`\n\n"
        "> [odkaz](https://e.org/skryto) a <https://e.org>\n\n```python\nx = a_b\n```\n\n"
        "| a | $\\frac{1}{2}$ |\n|---|---|\n| 1 | 2 |\n\nCena 5\\$ za 2 * 3, snake_case_x."
    )
    assert visible(text).splitlines() == [
        "Nadpis", "kurzíva a tučně obojí", "code_here * 2", "odkaz a https://e.org", "x = a_b", "a · 1/2", "1 · 2",
        "Cena 5$ za 2 * 3, snake_case_x.",
    ]  # fmt: skip


def test_no_command_is_left_of_the_lectures_cards():
    deck = load_deck(ROOT / "questions" / "lekce-2")
    for card in deck.cards.values():
        for code in ("cs", "en"):
            layers = layers_of(card, code)
            assert tuple(layers) == LAYERS
            for block in (block for layer in layers.values() for block in layer if isinstance(block, Prose)):
                for notation in NOTATIONS:
                    assert (
                        re.findall(r"\\|\$|\{\+|\*\*|mathbb|aligned|frac[^t]", visible(read_as(block.text, notation)))
                        == []
                    )
