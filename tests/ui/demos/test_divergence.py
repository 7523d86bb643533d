"""The divergence demo: towers and terms against SciPy, the two fits against moments and humps, words and frame."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import rel_entr
from scipy.stats import entropy as scipy_entropy
from streamlit.testing.v1 import AppTest

from lekce2 import Lekce2Error
from study.language.catalogues import language
from tests.support.lab import dials
from ui.demos.divergence import DEMO, facts, figure, predict, scrub
from ui.demos.divergence.fit import MEANS, X, fitted
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction

PAIRS = st.integers(2, 5).flatmap(
    lambda k: st.tuples(*[st.lists(st.integers(0, 20), min_size=k, max_size=k).filter(sum)] * 2)
)


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation="notes")


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("cs"), notation="notes")


def weights(counts: Any) -> tuple[float, ...]:
    return tuple(each / sum(counts) for each in counts)


def bars(shown: Figure, panel: int) -> list[Mark]:
    return [mark for mark in shown.scene.panels[panel].marks if mark.kind == "bars"]


@settings(deadline=None)
@given(PAIRS)
def test_blocks_of_each_tower_are_h_and_kl_and_stand_on_each_other(pair: Any) -> None:
    p, q = (np.array(each) / sum(each) for each in pair)
    shown = bars(drawn(p=weights(pair[0]), q=weights(pair[1]), view="sum"), 1)
    assert len(shown) == 4
    for (h, kl), (a, b) in zip((shown[:2], shown[2:]), ((p, q), (q, p)), strict=True):
        assert h.y[0] == pytest.approx(scipy_entropy(a), abs=1e-12)
        assert kl.base == h.y[0]
        expected = scipy_entropy(a, b)
        if math.isfinite(expected):
            assert kl.y[0] - kl.base == pytest.approx(expected, abs=1e-9)
            assert kl.y[0] == pytest.approx(-np.sum(np.where(a > 0, a * np.log(np.where(b > 0, b, 1)), 0)), abs=1e-9)
        else:
            assert kl.y[0] >= shown[0].y[0]


@settings(deadline=None)
@given(PAIRS)
def test_bars_of_the_terms_sum_to_the_divergence(pair: Any) -> None:
    p, q = (np.array(each) / sum(each) for each in pair)
    shown = drawn(p=weights(pair[0]), q=weights(pair[1]), view="terms")
    for mark, (a, b) in zip(bars(shown, 1), ((p, q), (q, p)), strict=True):
        terms = rel_entr(a, b)
        finite = np.isfinite(terms)
        assert np.asarray(mark.y)[finite] == pytest.approx(terms[finite], abs=1e-9)
        assert np.all(np.asarray(mark.y)[~finite] >= max(terms[finite], default=0))


@settings(deadline=None)
@given(PAIRS)
def test_swapping_swaps_the_directions(pair: Any) -> None:
    p, q = map(weights, pair)
    one, two = facts(p, q, "bits"), facts(q, p, "bits")
    assert one.kl == two.kl[::-1]
    assert one.h == two.h[::-1]
    assert min(one.kl) >= 0


@pytest.mark.parametrize(
    ("preset", "contains"),
    [
        ("card", "D(P‖Q) = 0,131"), ("rare", "C, kde Q = 0,4 je víc než P = 0,01"), ("zero", "z P chodí: C"),
        ("spare", "Kde je P nulové (C)"), ("mirror", "D(P‖Q) = D(Q‖P)"), ("humps", "pokrývá"), ("near", "totéž Q"),
    ],
)  # fmt: skip
def test_caption_names_the_regime(preset: str, contains: str) -> None:
    assert contains in drawn(**DEMO.presets[preset]).caption.replace("\N{NO-BREAK SPACE}", " ")


def test_all_other_regimes_have_their_words() -> None:
    assert "D = 0" in drawn(p=(0.5, 0.5), q=(0.5, 0.5)).caption
    assert "Oba směry jsou ∞" in drawn(p=(1.0, 0.0), q=(0.0, 1.0)).caption
    ratio = scipy_entropy((0.5, 0.5), (0.98, 0.02)) / scipy_entropy((0.98, 0.02), (0.5, 0.5))
    said = language("cs").number(float(f"{ratio:.3g}"))
    assert f"je {said}× tolik co D(Q‖P)" in drawn(p=(0.5, 0.5), q=(0.98, 0.02)).caption


@settings(deadline=None)
@given(PAIRS)
def test_the_larger_direction_is_the_right_answer(pair: Any) -> None:
    p, q = (np.array(each) / sum(each) for each in pair)
    a, b = scipy_entropy(p, q), scipy_entropy(q, p)
    correct = asked(p=weights(pair[0]), q=weights(pair[1])).correct
    if a == b or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-15):
        assert correct == 2
    else:
        assert correct == (0 if a > b else 1)


def test_shapes_that_differ_and_weights_of_zero_are_sentences() -> None:
    for changes in ({"p": (0.5, 0.5)}, {"q": (0.0, 0.0, 0.0)}):
        with pytest.raises(Lekce2Error):
            drawn(**changes)


# ---- one hump fitted to two


@settings(deadline=None, max_examples=25)
@given(st.floats(0, 7), st.floats(0.05, 0.95))
def test_the_cover_stands_at_the_mean_and_each_direction_likes_its_own_choice_best(gap: float, weight: float) -> None:
    f = fitted(gap, weight, 0.0)
    assert f.means[f.best[0]] == pytest.approx(float(f.p @ X), abs=0.101)
    for direction in (0, 1):
        assert f.kl[direction][f.best[direction]] == pytest.approx(
            f.kl[direction].min(), rel=1e-9
        )  # of two like humps one


@pytest.mark.parametrize(("weight", "hump"), [(0.3, -2.5), (0.7, 2.5)])
def test_the_seeker_takes_the_heavier_hump_with_its_width(weight: float, hump: float) -> None:
    f = fitted(5.0, weight, 0.0)
    assert f.means[f.best[1]] == pytest.approx(hump, abs=0.11)
    assert f.deviation[1][f.best[1]] == pytest.approx(0.7, rel=0.1)
    assert f.deviation[0][f.best[0]] > 2.0
    assert asked(view="fit", gap=5.0, weight=weight).correct == 1


def test_close_humps_make_no_difference() -> None:
    f = fitted(1.0, 0.5, 0.0)
    assert f.best[0] == f.best[1]
    assert asked(view="fit", gap=1.0, weight=0.5).correct == 0


def test_a_frame_is_a_mu_and_a_mu_of_a_link_is_a_frame() -> None:
    shown = drawn(view="fit", mu=0.123)
    assert len(shown.scene.frame_names) == len(MEANS) + 1
    assert scrub({**DEMO.defaults, "mu": 0.123}, shown.scene.start) == {"mu": 0.123}
    curves = [mark for mark in shown.scene.panels[1].marks if mark.kind == "line"]
    humps = [mark for mark in shown.scene.panels[0].marks if mark.play == "frames"]
    f = fitted(5.0, 0.4, 0.123)
    for k in (0, 40, shown.scene.start):
        q, r = (np.asarray(mark.y[k]) for mark in humps)
        assert curves[0].y[k] == pytest.approx(scipy_entropy(f.p, q), rel=1e-6)
        assert curves[1].y[k] == pytest.approx(scipy_entropy(r, f.p), rel=1e-6)


# ---- the frame


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(
        demos.load("divergence"),
        language=language("en"),
        notation="notes",
        settings={"p": [0.75, 0.25], "q": [0.5, 0.5]},
    )


def test_a_swap_an_outcome_more_and_a_view_by_hand() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    assert not app.exception
    assert list(dials(app).values()) == pytest.approx([0.75, 0.25, 0.5, 0.5])
    app.button(key="divergence-swap").click().run()
    assert list(dials(app).values()) == pytest.approx([0.5, 0.5, 0.75, 0.25])
    app.button_group(key="divergence-p-count").set_value(3).run()
    assert not app.exception
    assert len(dials(app)) == 6
    app.button_group(key="divergence-view").set_value("fit").run()
    assert not app.exception
    assert set(dials(app)) == {"gap", "weight"}
