"""One slip at a time in a good deck: each is found, at its line, and nothing else is reported with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.judging import judged

GOOD = Path(__file__).parents[2] / "decks" / "good"
BASE, ENGLISH, RELU = "01-softmax.md", "01-softmax.en.md", "02-relu.md"
EXERCISES, RULES = "exercises/softmax.yaml", "deck.yaml"
SENTENCE = "Derivace v nule."  # the last of 02-relu.md, on line 20

SLIPS = [
    # deck.yaml
    (RULES, "id: good", "id: Good", 1, "bad-id"),
    (RULES, "id: good", "id: good\nid: twice", 2, "yaml-repeated"),
    (RULES, "title: {cs: Zkušební balíček, en: Test deck}\n", "", 1, "missing-key"),
    (RULES, "Zkušební balíček", "'$x'", 2, "dollar-open"),
    (RULES, "1: 90", "1: 70", 7, "grades-out-of-order"),
    (RULES, "1: 90", "1: 900", 7, "bad-grade"),
    (RULES, "1: 90", "A: 90", 7, "bad-grade"),
    (RULES, "1.5", ".inf", 8, "not-a-number"),
    (RULES, "1.5", "-1", 8, "bad-minutes"),
    (RULES, "https:", "http:", 9, "bad-address"),
    (RULES, "https://example.org/report", "javascript:alert(1)", 9, "bad-address"),
    (RULES, "report_url", "report-url", 9, "unknown-key"),
    # front matter
    (BASE, "id: softmax\n", "", 2, "missing-key"),
    (BASE, "id: softmax\n", "id: Softmax_1\n", 2, "bad-id"),
    (BASE, "id: softmax\n", "id: softmax-\n", 2, "bad-id"),
    (BASE, "id: softmax\n", f"id: {'a' * 65}\n", 2, "bad-id"),
    (BASE, "title: Softmax", "title: [Softmax]", 3, "not-a-text"),
    (BASE, "title: Softmax", "title: 5", 3, "not-a-text"),
    (BASE, "title: Softmax", "titel: Softmax\ntitle: S", 3, "unknown-key"),
    (BASE, "title: Softmax", "title: Soft: max", 3, "yaml-colon"),
    (BASE, "title: Softmax", 'title: "Softmax', 9, "yaml-syntax"),
    (BASE, "title: Softmax", "title: &a Softmax", 3, "yaml-anchor"),
    (BASE, "title: Softmax", "title: !!str Softmax", 3, "yaml-tag"),
    (BASE, "title: Softmax", "title: ! Softmax", 3, "yaml-tag"),
    (BASE, "title: Softmax", "title: Softmax\n<<: {points: 5}", 4, "yaml-merge"),
    (BASE, "title: Softmax", 'title: "Soft\\0max"', 3, "control-character"),
    (BASE, "title: Softmax", 'title: "Soft\\u202emax"', 3, "control-character"),
    (BASE, "title: Softmax", "title: S <script>alert(1)</script>", 3, "raw-html"),
    (BASE, "title: Softmax", "title: S {+softmax-shift}", 3, "unit-astray"),
    (BASE, "title: Softmax", "title: |\n  S\n  # Nadpis", 5, "heading-in-text"),
    (BASE, "title: Softmax", "title: |\n  S\n  a $x", 5, "dollar-open"),
    (BASE, "points: 2.5", "points: 2.6", 4, "bad-points"),
    (BASE, "points: 2.5", "points: 0", 4, "bad-points"),
    (BASE, "points: 2.5", "points: -2.5", 4, "bad-points"),
    (BASE, "points: 2.5", "points: .nan", 4, "not-a-number"),
    (BASE, "points: 2.5", "points: 1e999", 4, "not-a-number"),
    (BASE, "points: 2.5", "points: true", 4, "not-a-number"),
    (BASE, "points: 2.5", "points: '2.5'", 4, "not-a-number"),
    (BASE, "points: 2.5", "points: 2.75", 8, "points-do-not-add-up"),
    (BASE, "[outputs]", "[output]", 5, "unknown-topic"),
    (BASE, "[outputs]", "outputs", 5, "not-a-list"),
    (BASE, "[outputs]", "[outputs, outputs]", 5, "repeated-name"),
    (BASE, "- {id: softmax-formula,", "- {id: softmax-formula, point: 1,", 9, "unknown-key"),
    (BASE, "vzorec $\\\\operatorname{softmax}", "vzorec $\\\\operatorname{softmax", 9, "tex-unclosed"),
    (BASE, "$[[p_i(\\\\delta_{ij} - p_j)|p_i", "$[[p_i(\\\\delta_{ij} - p_j) p_i", 10, "bad-pair"),
    (BASE, "$[[p_i(\\\\delta_{ij} - p_j)|p_i", "$[[p_i(\\\\delta_{ij} - p_j)|\\\\frac p_i", 10, "tex-argument"),
    (BASE, "[entropy, divergence]", "[entropy, divergenc]", 12, "unknown-demo"),
    (BASE, "[softmax-value]", "[softmax-valu]", 13, "unknown-exercise"),
    (BASE, "kind: wrong", "kind: false", 15, "not-a-choice"),
    (RELU, "exam_wording: Define the ReLU.\n", "", 2, "no-question"),
    # sections
    (BASE, "## Kostra", "Ahoj\n\n## Kostra", 18, "text-before"),
    (BASE, "## Kostra", "## Odpověď", 18, "missing-heading"),
    (BASE, "## Odvození", "## Odvozeni", 50, "unknown-heading"),
    (BASE, "## Odvození", "## Derivation", 50, "unknown-heading"),
    (BASE, "## Odvození", "# Odvození", 50, "unknown-heading"),
    (BASE, "### Poznámka", "## Poznámka", 44, "unknown-heading"),
    (BASE, "### Poznámka", "Poznámka\n---", 45, "unknown-heading"),
    (RELU, "## Časté chyby", "## Časté chyby\n\n## Časté chyby", 20, "repeated-heading"),
    (RELU, "## Časté chyby\n\n", "", 19, "missing-heading"),
    (ENGLISH, "## Pitfalls", "## Časté chyby", 33, "unknown-heading"),
    # badges
    (BASE, "{+softmax-formula}\n", "", 22, "unit-missing"),
    (BASE, "{+softmax-formula}\n", "{+softmax-formula} {+softmax-formula}\n", 29, "unit-twice"),
    (BASE, "{+softmax-formula}\n", "{+softmax-formula}\n{+softmax-formulas}\n", 30, "unknown-unit"),
    (BASE, "{+softmax-formula}\n", "\n{+softmax-formula}\n", 30, "unit-place"),
    (BASE, "{+softmax-formula}\n", "{+softmax-formula} a dál\n", 29, "unit-place"),
    (BASE, "{+softmax-formula}\n", "[[{+softmax-formula}|]]\n", 29, "unit-place"),
    (BASE, "Exponenciály", "Exponenciály {+softmax-formula}", 20, "unit-astray"),
    (BASE, "Exponenciály", "Exponenciály {+", 20, "bad-unit-mark"),
    (BASE, "= p_i.\n$$", "= p_i. {+softmax-formula}\n$$", 27, "unit-in-maths"),
    # demos
    (BASE, "```demo entropy", "```demo entropi", 39, "unknown-demo"),
    (BASE, "```demo entropy", "```demo mse", 39, "demo-not-listed"),
    (BASE, "```demo entropy", "```demo", 39, "demo-name"),
    (BASE, "```demo entropy", "```demo entropy loud", 39, "demo-name"),
    (BASE, "outcomes: 3\n", "- 3\n", 41, "yaml-syntax"),
    (BASE, "outcomes: 3\np:", "outcomes: 3\noutcomes: 4\np:", 41, "yaml-repeated"),
    (BASE, "- Chybějící", "- ```demo entropy\n  ```\n- Chybějící", 61, "demo-indented"),
    # code and maths
    (RELU, SENTENCE, "~~~\n" + SENTENCE, 20, "fence-open"),
    (RELU, SENTENCE, "$$\nx", 20, "maths-open"),
    (RELU, SENTENCE, "$$ x\n$$", 20, "dollars"),
    (RELU, SENTENCE, "$$\nx $$", 21, "dollars"),
    (RELU, SENTENCE, "$$x$$", 20, "dollars"),
    (RELU, SENTENCE, "Cena $5 je vysoká.", 20, "dollar-open"),
    (RELU, SENTENCE, "- cena $5\n- sleva $3", 20, "dollar-open"),
    (RELU, SENTENCE, "| a |\n|---|\n| $x |", 22, "dollar-open"),
    (RELU, SENTENCE, "| a |\n|---|\n| $p(x|y)$ |", 22, "table-bar"),
    (RELU, SENTENCE, "| a |\n|---|\n| $p(x\\|y)$ |", 22, "table-bar"),
    (RELU, SENTENCE, "| a |\n|---|\n| `x|y` |", 22, "table-code"),
    (RELU, SENTENCE, r"\[ x \]", 20, "tex-brackets"),
    (RELU, SENTENCE, r"\( x \)", 20, "tex-brackets"),
    (RELU, SENTENCE, "$$\nx\n\\rule{1em}{1em}\n$$", 22, "tex-refused"),
    (RELU, SENTENCE, r"$\href{https://example.org}{x}$", 20, "tex-refused"),
    (RELU, SENTENCE, r"$\alhpa$", 20, "tex-unknown"),
    (RELU, SENTENCE, "a\nb $\\frac{1}$", 21, "tex-argument"),
    (RELU, SENTENCE, "$[[a|\\frac]]$", 20, "tex-argument"),
    (RELU, SENTENCE, "[[a|b|c]]", 20, "bad-pair"),
    (RELU, SENTENCE, "[[a]]", 20, "bad-pair"),
    (RELU, SENTENCE, "$[[a$", 20, "bad-pair"),
    (RELU, SENTENCE, "$$\nx $ y\n$$", 21, "tex-dollar-inside"),
    # HTML, images, links
    (RELU, SENTENCE, "<b>x</b>", 20, "raw-html"),
    (RELU, SENTENCE, "a <br/> b", 20, "raw-html"),
    (RELU, SENTENCE, "<!-- tajné -->", 20, "raw-html"),
    (RELU, SENTENCE, "<div\nonclick=x", 20, "raw-html"),
    (RELU, SENTENCE, "[[a|<i>b</i>]]", 20, "raw-html"),
    (RELU, SENTENCE, "- $x\n- <b>y</b> $", 20, "dollar-open"),
    (RELU, SENTENCE, "![x](http://example.org/x.png)", 20, "image"),
    (RELU, SENTENCE, "![x][y]", 20, "image"),
    (RELU, SENTENCE, "[x](javascript:alert(1))", 20, "bad-link"),
    (RELU, SENTENCE, "[x](JaVaScRiPt:alert(1))", 20, "bad-link"),
    (RELU, SENTENCE, "[x](&#106;avascript:alert(1))", 20, "bad-link"),
    (RELU, SENTENCE, "[x](java&Tab;script:alert(1))", 20, "bad-link"),
    (RELU, SENTENCE, "[x](javascript&colon;alert(1))", 20, "bad-link"),
    (RELU, SENTENCE, "[x]( <javascript:alert(1)>)", 20, "bad-link"),
    (RELU, SENTENCE, "[x](< java\tscript:alert(1)>)", 20, "bad-link"),
    (RELU, SENTENCE, "[x](\ndata:text/html;base64,PHN2Zz4=)", 20, "bad-link"),
    (RELU, SENTENCE, r"[x](javascript\:alert(1))", 20, "bad-link"),
    (RELU, SENTENCE, "[x](//example.org)", 20, "bad-link"),
    (RELU, SENTENCE, "[x](vbscript:x)", 20, "bad-link"),
    (RELU, SENTENCE, "<javascript:alert(1)>", 20, "bad-link"),
    (RELU, SENTENCE, "[x][y]\n\n[y]: javascript:alert(1)", 22, "bad-link"),
    (RELU, SENTENCE, "> [y]: <data:text/html,x>", 20, "bad-link"),
    (RELU, SENTENCE, "[a\nb]: javascript:alert(1)", 21, "bad-link"),
    # translation
    (ENGLISH, "title: Softmax\n", "title: Softmax\npoints: 2.5\n", 3, "translation-carries"),
    (ENGLISH, "title: Softmax\n", "title: Softmax\nquestion: q\n", 3, "translation-carries"),
    (ENGLISH, "title: Softmax\n", "title: Softmax\nsummary: q\n", 3, "unknown-key"),
    (ENGLISH, "title: Softmax\n", "", 2, "missing-key"),
    (ENGLISH, "  softmax-shift: a constant", "  softmax-shifts: a constant", 6, "translated-unknown"),
    (ENGLISH, "  softmax-shift: a constant shift changes nothing\n", "", 4, "not-translated"),
    (ENGLISH, "errata:\n  sign:", "errata:\n  sing:", 8, "translated-unknown"),
    (ENGLISH, "errata:\n  sign: ", "errata: ", 7, "not-a-mapping"),
    (ENGLISH, "outcomes: 3", "outcomes: 4", 10, "demos-differ"),
    # exercises
    (EXERCISES, "id: softmax-value", "id: Softmax", 1, "bad-id"),
    (EXERCISES, "id: softmax-order", "id: softmax-value", 10, "duplicate-exercise"),
    (EXERCISES, "kind: numeric", "kind: nummeric", 2, "not-a-choice"),
    (EXERCISES, "points: 0.5", "points: 0.3", 3, "bad-points"),
    (EXERCISES, "unit: softmax-formula", "unit: softmax-formul", 4, "unknown-unit"),
    (EXERCISES, "unit: softmax-formula", "graded: {a: {unit: softmax-formul}}", 4, "unknown-unit"),
    (EXERCISES, 'cs: "Kolik je $p_1$', 'cs: "Kolik je $p_1', 6, "dollar-open"),
    (EXERCISES, "\\\\frac{e^{z_i}}{", "\\\\frac{e^{z_i}}", 15, "tex-unopened"),
    (EXERCISES, "text: {cs: Seřaď úpravy.}", "text: Seřaď úpravy.", 13, "not-a-mapping"),
]


# What one slip makes wrong in another file as well.
OVERFLOW = {
    "not-a-choice": {(ENGLISH, "translated-unknown")},
    "repeated-name": {(ENGLISH, "translated-unknown")},
}


@pytest.mark.parametrize(("file", "old", "new", "line", "code"), SLIPS)
def test_a_slip_is_found_where_it_stands(tmp_path: Path, file: str, old: str, new: str, line: int, code: str) -> None:
    deck = Path(shutil.copytree(GOOD, tmp_path / "deck"))
    before = (deck / file).read_text(encoding="utf-8")
    assert before.count(old) >= 1
    (deck / file).write_text(before.replace(old, new, 1), encoding="utf-8")
    found = [fault for fault in judged(deck) if fault.severity == "error"]
    assert (str(deck / file), line, code) in [(fault.file, fault.line, fault.message.code) for fault in found]
    others = {(Path(fault.file).name, fault.message.code) for fault in found if fault.file != str(deck / file)}
    assert others <= OVERFLOW.get(code, set())


HARMLESS = [
    "Je-li $a < b$ a a < b, pak a <b a 3<4.",
    r"Cena 5 \$ a `$` v kódu, `<b>`, `[[a]]`, `{+x}`, ``a ` $ b``.",
    "[odkaz](https://example.org/a?b=c:d) a [jiný](/lab?demo=mse) a [mail](mailto:a@example.org) a [tu](#x)",
    "Data: x, interval [0, 1]: data: y, javascript: z.",
    "| a | b |\n|:--|--:|\n| $p(x \\mid y)$ | [[$a$|$b$]] |\n| `x` | \\| |",
    "- a\n\n  $$\n  x = 1\n  $$\n- b",
    "> $$\n> x = 1\n> $$\n> konec",
    "$a\n= b$ přes dva řádky",
    "a *b* **c** ~~d~~ 100 % # & _e_ \\* \\\\ \\_",
    "1. a\n   ```python\n   $ # ## Kostra\n   ```\n2. b",
    "$\\text{když }x > 0 \\text{ a }y' = 1$, $n!$, $[0, 1)$, $\\{x\\}$",
    "a\n\n---\n\nb",
    "#### Malý nadpis\n\nx",
    "$[[\\lVert g\\rVert|g]]$ a [[v textu|jinak]] a $x[[0|1]]$",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_passes(tmp_path: Path, text: str) -> None:
    deck = Path(shutil.copytree(GOOD, tmp_path / "deck"))
    before = (deck / RELU).read_text(encoding="utf-8")
    (deck / RELU).write_text(before.replace(SENTENCE, text), encoding="utf-8")
    assert [str(fault) for fault in judged(deck) if fault.severity == "error"] == []
