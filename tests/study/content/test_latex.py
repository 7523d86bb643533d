"""Formulas: the verdicts of KaTeX itself are the second opinion (tests/data/katex.json)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.content import katex
from study.content import latex as tex
from study.content.latex import TOKEN, is_flat, slip
from study.language import message_of

VERDICTS = json.loads((Path(__file__).parents[2] / "data" / "katex.json").read_text(encoding="utf-8"))
# KaTeX draws these, the cards may not hold them: a comment sign, what defines or measures, and oddities nobody means.
STRICTER = re.compile(
    rf"%|\\(?:{'|'.join(katex.REFUSED)})(?![A-Za-z])|\{{CD\}}|\\set\b|\\end\{{gather\}}\\tag"
    r"|\\(?:hat|mathbb|frac)\s*\\(?:\\|brace)"
)


def test_what_katex_refuses_is_refused() -> None:
    refused = [(formula, display) for formula, display, renders in VERDICTS if not renders]
    assert len(refused) > 400
    assert [pair for pair in refused if slip(pair[0], display=pair[1]) is None] == []


def test_what_katex_draws_is_accepted_but_for_a_written_list() -> None:
    drawn = [(formula, display) for formula, display, renders in VERDICTS if renders]
    assert len(drawn) > 600
    wrong = [pair for pair in drawn if slip(pair[0], display=pair[1]) is not None]
    assert [pair for pair in wrong if not STRICTER.search(pair[0])] == []


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
        (r"\hat\mathbf{x}", "tex-braces", 4),
        ("{a", "tex-unclosed", 0),
        ("a}", "tex-unopened", 1),
        (r"\left( a", "tex-unclosed", 0),
        (r"a \right)", "tex-unopened", 2),
        (r"\left( {a \right) }", "tex-crossed", 10),
        (r"\left a", "tex-delimiter", 0),
        (r"\bigl", "tex-delimiter", 0),
        (r"\begin{aligned} a", "tex-unclosed", 0),
        (r"\begin{aligned} a \end{cases}", "tex-crossed", 18),
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
        (r"a\over b\over c", "tex-double", 8),
        ("{" * 50, "tex-deep", 40),
        ("x" * 7000, "tex-long", 0),
    ],
)
def test_each_slip_has_its_code_and_its_place(formula: str, code: str, offset: int) -> None:
    found = slip(formula, display=True)
    assert found is not None
    assert (found.code, found.offset) == (code, offset)


@pytest.mark.parametrize("name", sorted(katex.REFUSED))
def test_what_defines_links_loads_or_measures_is_refused(name: str) -> None:
    found = slip(f"\\{name}{{a}}{{b}}", display=True)
    assert found is not None
    assert found.code == "tex-refused"


def test_environments_of_whole_lines_and_tags_need_display_maths() -> None:
    for formula in (r"\begin{align} a &= b \end{align}", r"a \tag{1}"):
        assert slip(formula, display=True) is None
        assert slip(formula, display=False) is not None


def test_the_lists_do_not_contradict_each_other() -> None:
    takes = [katex.SYMBOLS, katex.ONE, katex.TWO, katex.INFIX, katex.SIZED]
    assert all(not (a & b) for i, a in enumerate(takes) for b in takes[:i])
    assert not katex.REFUSED & katex.KNOWN
    assert katex.TO_TEXT <= katex.ONE
    assert katex.OPERATORS <= katex.SYMBOLS


PARTS = [*"ax1 {}{}^_'[]&#%|", "\\\\", "\\,", *(f"\\{name} " for name in sorted(katex.KNOWN)[::7])]
PARTS += [r"\frac", r"\hat", r"\left(", r"\right)", r"\begin{aligned}", r"\end{aligned}", r"\text", "{a}", r"\alpha"]


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join), st.booleans())
def test_any_mixture_gets_a_verdict_at_a_place_inside_it(formula: str, display: bool) -> None:
    assert "".join(TOKEN.findall(formula)) == formula
    found = slip(formula, display=display)
    if found is not None:
        assert 0 <= found.offset <= len(formula)
        assert message_of("fault", found.code, **{"guess": "", **found.parameters})


FLAT_PARTS = [
    *"ax12 +[]|{}{}&",
    "^2",
    "_{t-1}",
    "^{a b}",
    r"\alpha",
    r"\alpha ",
    r"\frac{a}{b}",
    r"\frac",
    r"\hat",
    "\\\\",
]
FLAT_PARTS += [
    r"\log",
    r"\sum",
    r"\sqrt",
    r"\bigl(",
    r"\{",
    r"\}",
    r"\,",
    r"\begin{aligned}",
    r"\end{aligned}",
    "^",
    "_",
]


@given(st.lists(st.sampled_from(FLAT_PARTS), max_size=14).map("".join))
def test_the_quick_way_lets_nothing_through_that_the_reader_refuses(formula: str) -> None:
    if is_flat(formula):
        assert tex._read(formula, False) is None


def test_the_quick_way_is_taken_often_and_never_wrongly() -> None:
    quick = [(formula, renders) for formula, _, renders in VERDICTS if is_flat(formula)]
    assert len(quick) > 250
    assert [formula for formula, renders in quick if not renders] == []
