"""The two readings of ``[[notes|slides]]``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.language.notation import NOTATIONS, line_by_line, pieces, read_as


@pytest.mark.parametrize(
    ("text", "notes", "slides"),
    [
        ("no pair", "no pair", "no pair"),
        ("[[a|b]]", "a", "b"),
        ("x [[a|b]] y [[c|d]]", "x a y c", "x b y d"),
        (
            r"$v \leftarrow [[\beta v - \alpha g|\beta v + g]]$",
            r"$v \leftarrow \beta v - \alpha g$",
            r"$v \leftarrow \beta v + g$",
        ),
        ("[[|only here]]", "", "only here"),
        ("[[E[x|y]|E[y]]]", "E[x|y]", "E[y]"),
        ("[[p_{a|b}|p]]", "p_{a|b}", "p"),
        (r"[[\|g\||g]]", r"\|g\|", "g"),
        (r"[[\{a|b]]", r"\{a", "b"),
        ("[[(0, 1)|(0, 1]]]", "(0, 1)", "(0, 1]"),
        ("[[a\nb|c]]", "a\nb", "c"),
    ],
)
def test_a_pair_is_read_one_way_or_the_other(text: str, notes: str, slides: str) -> None:
    assert read_as(text, "notes") == notes
    assert read_as(text, "slides") == slides


@pytest.mark.parametrize("text", ["[[a]]", "[[a|b|c]]", "[[a|b", "[[a\n\n|b]]", "[[1, 2], [3, 4]]", "a]] |", "[[a [[b"])
def test_what_is_no_pair_stays(text: str) -> None:
    assert read_as(text, "notes") == read_as(text, "slides") == text


def test_a_broken_pair_hides_no_other() -> None:
    assert read_as("[[a]] [[b|c]]", "slides") == "[[a]] c"
    assert read_as("m = [[1, 2], [3, 4]] and [[b|c]]", "notes") == "m = [[1, 2], [3, 4]] and b"


def test_a_reading_line_by_line_keeps_every_line() -> None:
    text = "a\n[[b\nc|d]]\ne"
    assert line_by_line(text) == ("a\nb\nc\ne", "a\n\nd\ne")
    assert line_by_line("no\npair") == ("no\npair",)


SIGNS = st.text(st.sampled_from("ab|[]{}\\\n $"), max_size=60)


@given(SIGNS)
def test_any_text_is_read_without_loss(text: str) -> None:
    cut = list(pieces(text))
    whole = "".join(f"[[{piece.notes}|{piece.slides}]]" if piece.pair else piece.notes for piece in cut)
    assert whole == text
    for notation in NOTATIONS:
        assert read_as(text, notation) == "".join(piece.read(notation) for piece in cut)
    assert all(reading.count("\n") == text.count("\n") for reading in line_by_line(text))
