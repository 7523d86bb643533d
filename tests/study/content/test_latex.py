"""Formulas are judged by the KaTeX that draws them: it is found, it is asked as Streamlit asks it, it is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from study.content import Fault, latex, refused
from study.content import katex as engine
from study.content.katex import Katex, NoKatex, bundled, katex
from study.content.latex import REFUSED, slip
from study.content.markdown import blocks
from study.content.validate import not_judged
from study.deck import read_decks
from study.language import message_of

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def judge() -> Katex:
    found = katex()
    assert isinstance(found, Katex), found
    return found


def test_the_library_is_found_where_markdown_is_drawn() -> None:
    """Streamlit bundles another KaTeX for Mermaid; the one that counts is in the plugin that its Markdown loads."""
    path = bundled()
    assert path is not None
    page = next(path.parent.glob("StreamlitMarkdown*.js")).read_text(encoding="utf-8")
    assert f"./{path.name}" in page
    text = path.read_text(encoding="utf-8")
    assert re.search(r"renderToString\(\w+,\{\.\.\.\w+,displayMode:\w+,throwOnError:!0\}\)", text), "other options?"
    assert re.search(r"lm\(\w+,`rehype-katex`\)|rehype-katex", page)


def test_it_knows_names_for_a_guess(judge: Katex) -> None:
    assert {"alpha", "frac", "operatorname"} <= set(judge.commands)
    assert {"aligned", "cases", "pmatrix", "align*"} <= set(judge.environments)


def test_a_place_is_counted_in_signs(judge: Katex) -> None:
    found = judge.objection("😀ř^a^b", False)
    assert found is not None
    assert (found.offset, found.reason) == (4, "Double superscript")


@pytest.mark.parametrize(
    ("formula", "code", "offset"),
    [
        (r"\frac{1}", "tex-argument", 0),
        (r"a + \sqrt", "tex-argument", 4),
        ("x^", "tex-argument", 1),
        ("x^2^3", "tex-double", 3),
        ("x_1_2", "tex-double", 3),
        ("x^2'", "tex-double", 3),
        (r"x^\sqrt{2}", "tex-braces", 2),
        (r"x^\implies", "tex-braces", 2),
        (r"\hat\mathbf{x}", "tex-argument", 4),
        ("{a", "tex-unclosed", 0),
        ("a}", "tex-unopened", 1),
        (r"\left( a", "tex-unclosed", 0),
        (r"a \right)", "tex-unopened", 2),
        (r"\left( {a \right) }", "tex-crossed", 10),
        (r"\left a", "tex-delimiter", 0),
        (r"\bigl", "tex-delimiter", 0),
        (r"\begin{aligned} a", "tex-unclosed", 0),
        (r"\begin{aligned} a \end{cases}", "tex-crossed", 18),
        (r"a \end{cases}", "tex-unopened", 2),
        (r"\begin{alignd} a \end{alignd}", "tex-environment", 0),
        (r"\begin{array} a \end{array}", "tex-columns", 0),
        ("a & b", "tex-ampersand", 2),
        (r"\begin{aligned}{a & b}\end{aligned}", "tex-ampersand", 18),
        (r"\text{a_b}", "tex-in-text", 7),
        (r"\text{\alpha}", "tex-in-text", 6),
        (r"\text\alpha", "tex-in-text", 5),
        (r"\alhpa", "tex-unknown", 0),
        (r"\[ x \]", "tex-brackets", 0),
        (r"\( x \)", "tex-brackets", 0),
        ("50 %", "tex-sign", 3),
        ("#", "tex-sign", 0),
        ("x\\", "tex-backslash", 1),
        (r"a\limits_b", "tex-limits", 1),
        (r"a\hline", "tex-row", 1),
        (r"a\\[9em]b", "tex-gap", 1),
        (r"a\\[x", "tex-gap", 1),
        ("a\\\\%\n[9em]b", "tex-sign", 3),
        (r"a\over b\over c", "tex-double", 8),
        (r"\beta\over_1 0", "tex-other", 0),
        (r"a \\theta b", "tex-doubled", 2),
        (r"\middle|", "tex-unopened", 0),
        (r"\tag{1}\tag{2}", "tex-tag", 7),
        ("a $ b", "tex-dollar-inside", 2),
        ("[[a|b|c]]", "bad-pair", 0),
        ("[[a b]]", "bad-pair", 0),
        ("[[a", "bad-pair", 0),
        ("x {+unit-a}", "unit-in-maths", 2),
        ("{" * 50, "tex-deep", 40),
        ("x" * 7000, "tex-long", 0),
    ],
)
def test_each_slip_has_its_code_and_its_place(formula: str, code: str, offset: int) -> None:
    found = slip(formula, display=True)
    assert found is not None
    assert (found.code, found.offset) == (code, offset)


@pytest.mark.parametrize(
    "formula",
    [
        r"[[x > 0]]",
        r"\mathbb{E}[[x \in A]]",
        "[[1, 2], [3, 4]]",
        r"50\,\%",
        r"a \\ \theta",
        r"\begin{aligned} a \\[1em] b \end{aligned}",
        r"\{x\} \# \& \$",
        r"\varliminf_n x_n \implies \argmin_x f",
        r"\begin{pmatrix} a \\b \end{pmatrix}",
    ],
)
def test_what_is_drawn_passes(formula: str) -> None:
    assert slip(formula, display=True) is None


def test_environments_of_whole_lines_and_tags_need_display_maths() -> None:
    for formula, code in ((r"\begin{align} a &= b \end{align}", "tex-display-only"), (r"a \tag{1}", "tex-tag")):
        assert slip(formula, display=True) is None
        found = slip(formula, display=False)
        assert found is not None
        assert found.code == code


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_defines_links_loads_or_measures_is_refused(name: str) -> None:
    found = slip(f"\\{name}{{a}}{{b}}", display=True)
    assert found is not None
    assert found.code == "tex-refused"
    assert refused(f"\\{name} 900em") == f"\\{name}"
    assert refused(f"\\{name}xx") is None


def test_whatever_takes_a_size_or_is_not_trusted_is_refused() -> None:
    """Read from the library itself, so that a command of a later one is not forgotten."""
    path = bundled()
    assert path is not None
    text = path.read_text(encoding="utf-8")
    sized = re.findall(r"names:\[([^\]]*)\],props:\{[^}]*argTypes:\[[^\]]*`size`", text)
    names = {name for found in sized for name in re.findall(r"`\\\\([A-Za-z]+)`", found)}
    names |= set(re.findall(r"formatUnsupportedCmd\(`\\\\([A-Za-z]+)`\)", text))
    assert {"rule", "kern", "genfrac", "above", "raisebox", "href", "includegraphics"} <= names
    assert names <= REFUSED


PARTS = [*"ax1 {}{}^_'[]&#%|řé→", "\\\\", "\\,", r"\frac", r"\hat", r"\left(", r"\right)", r"\text", "{a}", r"\alpha"]
PARTS += [
    r"\begin{aligned}",
    r"\end{aligned}",
    r"\begin{array}{cc}",
    r"\end{array}",
    r"\over",
    r"\sqrt",
    "[1em]",
    "{b}",
]
PARTS += [
    "\\" + name + " "
    for name in ["varliminf", "argmin", "implies", "hline", "limits", "middle", "tag", "mathbb", "verb", "color"]
]


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join), st.booleans())
def test_any_mixture_gets_a_verdict_at_a_place_inside_it(formula: str, display: bool) -> None:
    found = slip(formula, display=display)
    if found is not None:
        assert 0 <= found.offset <= len(formula)
        assert message_of("fault", found.code, **{"guess": "", **found.parameters})


def mixtures(judge: Katex) -> st.SearchStrategy[str]:
    commands = st.sampled_from(["\\" + name for name in judge.commands if name not in REFUSED])
    command = st.tuples(commands, st.sampled_from(["", " ", "{a}", "{a}{b}"])).map("".join)
    return st.lists(st.one_of(st.sampled_from(PARTS), command), max_size=8).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.data(), st.booleans())
def test_parsing_says_what_drawing_says(data: st.DataObject, display: bool) -> None:
    judge = katex()
    assert isinstance(judge, Katex)
    formula = data.draw(mixtures(judge))
    assert judge.objection(formula, display) == judge.objection(formula, display, drawing=True)


def formulas_of_the_deck() -> list[tuple[str, bool]]:
    found: dict[tuple[str, bool], None] = {}
    for reading in read_decks(ROOT / "questions"):
        for report in reading.reports:
            for written in report.written:
                parts = [*written.blocks] or blocks(written.text.split("\n"))
                for block in parts:
                    if block.kind == "maths":
                        found[block.text, True] = None
                    elif block.kind == "text":
                        found |= dict.fromkeys((inner, False) for inner in re.findall(r"\$([^$]+)\$", block.text))
    return list(found)


def test_parsing_says_of_the_deck_what_drawing_says(judge: Katex) -> None:
    every = formulas_of_the_deck()
    assert len(every) > 900
    for formula, display in [*every, *((text.replace("}", "", 1), display) for text, display in every[::5])]:
        assert judge.objection(formula, display) == judge.objection(formula, display, drawing=True), formula


def test_nested_as_deep_as_allowed_does_not_break_the_engine(judge: Katex) -> None:
    for part in (r"\frac{1}{", r"\sqrt{", r"\overline{\hat{x}^{"):
        deep = part * (40 // part.count("{"))
        assert judge.objection(deep + "x" + "}" * (deep.count("{") - deep.count("}")), True) is None


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch):
    """A fresh look for the engine, forgotten again afterwards."""
    for cache in (katex, latex._remembered):
        cache.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for cache in (katex, latex._remembered):
        cache.cache_clear()


def warned() -> Fault:
    found = not_judged("deck")
    assert isinstance(found, Fault)
    assert found.severity == "warning"
    return found


def test_without_the_engine_formulas_are_not_judged_and_that_is_said(without: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    without.setattr(engine, "import_module", missing)
    assert isinstance(katex(), NoKatex)
    assert slip(r"\frac", display=True) is None
    assert slip(r"\rule{9em}{9em}", display=True) is not None
    assert warned().message.code == "no-engine"


def test_without_the_library_too(without: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert bundled(tmp_path) is None
    (tmp_path / "rehype-katex.0.js").write_text("import{a}from'./b.js';var x={};", encoding="utf-8")
    assert bundled(tmp_path) is None
    without.setattr(engine, "bundled", lambda: None)
    assert warned().message.code == "no-katex"


def test_a_library_that_does_not_run_is_said(without: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "rehype-katex.0.js"
    text = 'import{a as b}from"./c.js";var n=nothing(),K={version:`1.0`,render:n,renderToString:n};/*rehype-katex*/'
    broken.write_text(text, encoding="utf-8")
    assert bundled(tmp_path) == broken
    without.setattr(engine, "bundled", lambda: broken)
    assert warned().message.code == "katex-fails"


NUMBERS = [
    *"0123456789",
    "12",
    "2026",
    r"\frac",
    r"\sqrt[3]",
    "^",
    "_",
    "{",
    "}",
    r"\\[",
    "em]",
    r"\tag{",
    r"\color{#",
    "a",
]
NUMBERS += [r"\begin{alignat}{", r"\end{alignat}", "&", r"\binom", "{,}", r"\overset", r"\big"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(NUMBERS), max_size=9).map("".join), st.booleans())
@example(r"a \\[3em]", True)
@example(r"\color{#1234}a", True)
@example(r"\frac12 \frac1", True)
def test_a_verdict_for_other_digits_is_the_verdict(formula: str, display: bool) -> None:
    assert slip(formula, display=display) == latex._slip(formula, display)
