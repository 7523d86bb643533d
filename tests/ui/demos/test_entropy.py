"""The entropy demo: its numbers against SciPy and by hand, what it says, and its sliders in the running frame."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy
from streamlit.testing.v1 import AppTest

from lekce2 import Lekce2Error
from study.language.catalogues import language
from tests.support.lab import dials, turn
from ui.demos.entropy import DEMO, facts, figure, predict
from ui.drawing.figure import Figure, Mark
from ui.lab.distribution import rescaled, resized

SIMPLEX = st.lists(st.integers(0, 50), min_size=2, max_size=6).filter(lambda counts: sum(counts) > 0)
ARGUMENTS = {"language": language("cs"), "notation": "notes"}


def shares(counts: list[int]) -> tuple[float, ...]:
    return tuple(count / sum(counts) for count in counts)


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation="notes")


def bars(shown: Figure, panel: int, colour: str) -> list[Mark]:
    return [mark for mark in shown.scene.panels[panel].marks if mark.kind == "bars" and mark.colour == colour]


@settings(deadline=None)
@given(SIMPLEX)
def test_areas_of_the_blocks_are_scipys_entropy(counts: list[int]) -> None:
    p = shares(counts)
    blocks = bars(drawn(p=p), 0, "p")
    assert sum(mark.width_x * mark.y[0] for mark in blocks) == pytest.approx(scipy_entropy(p, base=2), abs=1e-9)
    assert len(blocks) == np.count_nonzero(p)


@settings(deadline=None)
@given(SIMPLEX, st.sampled_from(["bits", "nats"]))
def test_tower_ends_at_h_and_the_code_between_h_and_one_more_bit(counts: list[int], unit: str) -> None:
    p, base = shares(counts), {"bits": 2, "nats": math.e}[unit]
    shown = drawn(p=p, unit=unit)
    h = scipy_entropy(p, base=base)
    top = max((mark.y[0] for mark in bars(shown, 1, "p")), default=0.0)
    code = max((mark.y[0] for mark in bars(shown, 1, "q")), default=0.0)
    assert top == pytest.approx(h, abs=1e-9)
    assert h - 1e-9 <= code < h + math.log(2, base) + 1e-9
    assert bars(shown, 1, "muted")[0].y[0] == pytest.approx(math.log(len(p), base))
    assert top <= math.log(len(p), base) + 1e-9


def test_by_hand_halves_of_halves() -> None:
    f = facts((0.5, 0.25, 0.125, 0.125), "bits")
    assert f.surprise.tolist() == [1, 2, 3, 3]
    assert (f.h, f.most, f.mean, f.words) == (1.75, 2.0, 1.75, ("0", "10", "110", "111"))


def test_rounded_weights_of_a_link_are_normalised() -> None:
    link = DEMO.check["p"].read("0.166667,0.166667,0.166667,0.166667,0.166667,0.166667")
    assert facts(link, "bits").h == pytest.approx(math.log2(6))


def test_weights_that_are_all_zero_are_refused_with_a_sentence() -> None:
    with pytest.raises(Lekce2Error, match="sum"):
        drawn(p=(0.0, 0.0))


@pytest.mark.parametrize(
    ("preset", "begins", "contains"),
    [
        ("halves", "**H = 1,75 bitu, 88 % maxima.**", "mocniny ½"),
        ("coin", "**H = 1 bit, 100 % maxima.**", "Rovnoměrné"),
        ("bent", "**H = 0,469 bitu, 47 % maxima.**", "Většinou přijde A, p = 0,9,"),
        ("die", "**H = 2,585 bitu, 100 % maxima.**", "Rovnoměrné"),
        ("loaded", "**H = 2,161 bitu, 84 % maxima.**", "Nerovnoměrné"),
        ("vowels", "**H = 2,364 bitu, 91 % maxima.**", "k log K = 2,585 bitu chybí 0,221 bitu"),
        ("certain", "**H = 0 bitů.**", "Pro B, C, D je p = 0"),
    ],
)
def test_caption_names_the_regime(preset: str, begins: str, contains: str) -> None:
    caption = drawn(**DEMO.presets[preset]).caption.replace("\N{NO-BREAK SPACE}", " ")
    assert caption.startswith(begins)
    assert contains in caption


def test_zero_is_shown_as_zero_times_infinity_that_adds_nothing() -> None:
    table = drawn(p=(0.9, 0.1, 0.0)).table.markdown()
    assert "| C | 0 | ∞ | 0 · log 0 = 0 | – |" in table
    assert "Pro C je p = 0" in drawn(p=(0.9, 0.1, 0.0)).caption


def test_nothing_of_the_answer_shows_before_the_prediction() -> None:
    shown = drawn()
    veiled = str(shown.scene.veiled().panels)
    assert "1,75" in str(shown.scene.panels)
    assert "1,75" not in veiled
    assert not any(mark.kind == "bars" for panel in shown.scene.veiled().panels for mark in panel.marks)


def test_prediction_is_h_and_a_tenth_of_the_maximum_is_near_enough() -> None:
    asked = predict(p=(0.5, 0.25, 0.125, 0.125), unit="bits", **ARGUMENTS)
    assert asked.right(1.75)
    assert asked.right(1.9)
    assert not asked.right(2.0)
    assert not asked.right(1.5)
    assert "2 · 0,125 · 3" in asked.explain


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("preset", list(DEMO.presets))
@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_every_preset_can_be_drawn_in_both_languages(lang: str, preset: str, unit: str) -> None:
    values = {**DEMO.presets[preset], "unit": unit}
    shown = drawn(lang, **values)
    assert shown.scene.data()["panels"]
    assert "{" not in shown.caption + shown.summary + shown.table.markdown()
    assert all(DEMO.check[key].read(DEMO.check[key].write(value)) for key, value in values.items())


@settings(deadline=None)
@given(SIMPLEX, st.data())
def test_moving_one_probability_keeps_the_sum_and_the_others_ratios(counts: list[int], data: st.DataObject) -> None:
    p = shares(counts)
    place = data.draw(st.integers(0, len(p) - 1))
    value = data.draw(st.floats(0, 0.99))
    moved = rescaled(p, place, value)
    assert moved[place] == value
    assert sum(moved) == pytest.approx(1)
    others = [(a, b) for k, (a, b) in enumerate(zip(p, moved, strict=True)) if k != place]
    if sum(a for a, _ in others) > 0:
        scale = (1 - value) / (1 - p[place])
        assert [b for _, b in others] == pytest.approx([a * scale for a, _ in others])
    else:
        assert len({b for _, b in others}) == 1


@settings(deadline=None)
@given(SIMPLEX, st.integers(2, 6))
def test_changing_the_number_of_outcomes_keeps_a_distribution(counts: list[int], outcomes: int) -> None:
    p = resized(shares(counts), outcomes)
    assert len(p) == outcomes
    assert sum(p) == pytest.approx(1)
    assert min(p) >= 0


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load("entropy"), language=language("en"), notation="notes")


def test_a_moved_slider_moves_the_others_and_presets_move_all() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    assert not app.exception
    turn(app, "p-0", 0.0)
    assert not app.exception
    assert list(dials(app).values()) == pytest.approx([0, 0.5, 0.25, 0.25])
    app.button(key="entropy-preset-coin").click().run()
    assert list(dials(app).values()) == [0.5, 0.5]
    app.button(key="entropy-reset").click().run()
    assert list(dials(app).values()) == [0.5, 0.25, 0.125, 0.125]
    assert not app.exception
