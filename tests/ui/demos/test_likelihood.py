"""The likelihood demo: sticks, product and curves by second computations, one minimum of three losses, its words."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from streamlit.testing.v1 import AppTest

from lekce2 import Lekce2Error
from study.language.catalogues import language
from tests.support.lab import dials, shown
from ui.demos.likelihood import DEMO, SIZES, STICKS, click, figure, predict, scrub
from ui.demos.likelihood.samples import GRID, MODELS, explain, observe
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction

SEEDS = st.integers(0, 9999)
START = {"bernoulli": 0.6, "categorical": 0.3, "gaussian": 0.5}


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    values = {**DEMO.defaults, **DEMO.complete(changes)}
    return figure(**values, language=language(lang), notation="notes")


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **DEMO.complete(changes)}, language=language("cs"), notation="notes")


def line(shown: Figure, label: str) -> Mark:
    (found,) = (mark for mark in shown.scene.panels[1].marks if mark.label == label)
    return found


def log_model(model: str, x: float, theta: float) -> float:
    """log q(x; θ) written once more."""
    if model == "gaussian":
        return float(stats.norm.logpdf(x, theta, 1.0))
    p = theta if x == (1 if model == "bernoulli" else 5) else (1 - theta) / (1 if model == "bernoulli" else 5)
    return math.log(p) if p else -math.inf


def test_the_card_s_coin() -> None:
    shown = drawn(curve="chain")
    k = shown.scene.start
    assert observe("bernoulli", 0.6, 4, 4).tolist() == [1, 1, 1, 0]
    assert line(shown, "NLL/N").y[k] == pytest.approx(math.log(2))
    assert line(shown, "D(p̂‖q)").y[k] == pytest.approx(0.1308, abs=1e-4)
    assert asked(curve="chain").right(0.562)
    assert asked().correct == 0.75


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(MODELS), st.sampled_from(SIZES[:5]), SEEDS)
def test_the_three_losses_share_their_minimum_and_differ_by_a_constant(model: str, n: int, seed: int) -> None:
    shown = drawn(model=model, n=n, seed=seed, curve="chain")
    nll, cross, kl = (np.asarray(line(shown, label).y) for label in ("NLL/N", "H(p̂, q)", "D(p̂‖q)"))
    there = np.isfinite(nll)
    assert np.array_equal(there, np.isfinite(kl))
    shift = nll[there] - kl[there]
    assert np.ptp(shift) < 1e-9
    assert nll[there] == pytest.approx(cross[there], abs=1e-9)
    for curve in (cross, kl):
        assert curve[int(np.argmin(nll))] == pytest.approx(curve[there].min(), abs=1e-9)
    assert kl[there].min() >= 0
    mean = np.mean([log_model(model, x, shown.scene.panels[1].marks[2].x[40]) for x in explain(
        model, START[model], n, seed, DEMO.complete({"model": model})["theta"]).data])  # fmt: skip
    assert -mean == pytest.approx(nll[40], rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(MODELS), st.sampled_from(SIZES[:5]), SEEDS)
def test_the_estimate_is_where_the_logarithm_is_largest(model: str, n: int, seed: int) -> None:
    shown = drawn(model=model, n=n, seed=seed, curve="log")
    curve = np.asarray(line(shown, "log L(θ)").y, float)
    best = shown.scene.panels[1].marks[1].x
    grid = np.array(shown.scene.panels[1].marks[2].x)
    assert grid[int(np.argmax(curve))] == pytest.approx(best, abs=0.051)


@pytest.mark.parametrize("model", MODELS)
def test_the_product_is_the_product_of_the_sticks(model: str) -> None:
    shown = drawn(model=model, n=10, curve="product")
    k = shown.scene.start
    sticks = next(mark for mark in shown.scene.panels[0].marks if mark.label == "q(xᵢ; θ)")
    heights = np.asarray(sticks.y[k], float)
    heights = heights[1::3] if model == "gaussian" else heights  # of a gap, a foot and a top
    assert len(heights) == 10
    assert line(shown, "L(θ)").y[k] == pytest.approx(float(np.prod(heights)), rel=1e-9)
    if model == "bernoulli":
        exact = math.prod(Fraction(1, 2) for _ in range(10))
        assert line(shown, "L(θ)").y[k] == float(exact)


def test_3000_factors_underflow_and_their_logarithm_does_not() -> None:
    shown = drawn(n=3000, curve="product")
    assert not np.any(line(shown, "L(θ)").y)
    assert "Podtečení" in shown.caption
    assert asked(n=3000, curve="product").correct == 2
    assert asked(n=300, curve="product").correct == 1
    assert asked(n=4, curve="product").correct == 0
    curve = np.asarray(line(drawn(n=3000, curve="log"), "log L(θ)").y)
    assert -2100 < curve.max() < -1900


def test_heads_only_put_the_estimate_at_the_edge() -> None:
    shown = drawn(**DEMO.presets["heads"])
    assert line(shown, "L(θ)").y[-1] == 1.0
    assert asked(truth=1.0).correct == 1.0
    assert "nemožné" in drawn(truth=1.0, theta=0.0).caption
    assert "∞" in drawn(truth=1.0, theta=0.0).caption


def test_kl_touches_zero_for_the_coin_only() -> None:
    assert np.nanmin(line(drawn(n=4, curve="chain"), "D(p̂‖q)").y) == pytest.approx(0, abs=1e-12)
    assert np.nanmin(line(drawn(model="categorical", n=30, curve="chain"), "D(p̂‖q)").y) > 0.01


@pytest.mark.parametrize("model", MODELS)
def test_data_come_from_the_true_theta(model: str) -> None:
    data = observe(model, START[model], 3000, 1)
    share = {"bernoulli": np.mean(data == 1), "categorical": np.mean(data == 5), "gaussian": np.mean(data)}[model]
    assert share == pytest.approx(START[model], abs=0.06)
    if model == "categorical":
        assert np.bincount(data.astype(int))[:5] / 3000 == pytest.approx(np.full(5, 0.14), abs=0.03)
    assert np.array_equal(data, observe(model, START[model], 3000, 1))
    assert not np.array_equal(data, observe(model, START[model], 3000, 2))


@pytest.mark.parametrize(
    ("changes", "contains"),
    [
        ({"theta": 0.2}, "θ = 0,2 je málo"), ({"theta": 0.95}, "θ = 0,95 je moc"),
        ({"theta": 0.75}, "maximálně věrohodný odhad"), ({"model": "gaussian", "curve": "chain"}, "nemají hustotu"),
        ({"model": "categorical", "curve": "chain"}, "tahle kostka"),
        ({"n": 30, "curve": "product"}, "s každým dalším příkladem se zmenší"),
    ],
)  # fmt: skip
def test_caption_names_the_regime(changes: dict[str, Any], contains: str) -> None:
    assert contains in drawn(**changes).caption


@pytest.mark.parametrize("changes", [{"theta": 1.5}, {"truth": -0.1}, {"theta": -3.0}])
def test_a_theta_that_is_no_probability_is_a_sentence(changes: dict[str, Any]) -> None:
    with pytest.raises(Lekce2Error) as caught:
        drawn(**changes)
    assert caught.value.code == "out-of-range"


def test_many_data_show_their_first_sticks_only() -> None:
    shown = drawn(n=300)
    assert len(shown.scene.panels[0].marks[0].x) == STICKS
    assert "300" in shown.scene.panels[0].title


def test_scrubbing_and_clicking_choose_theta() -> None:
    assert scrub(DEMO.defaults, 75) == {"theta": GRID["bernoulli"][75]}
    assert click(DEMO.defaults, 1, 0.333333, 5.0) == {"theta": 0.33}
    assert click(DEMO.defaults, 1, 1.4, 0.0) == {"theta": 1.0}
    assert click(DEMO.defaults, 0, 0.3, 0.0) == {}


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(
        demos.load("likelihood"),
        language=language("cs"),
        notation="notes",
        settings={"model": "bernoulli", "curve": "chain"},
    )


def test_a_card_s_settings_and_another_model_by_hand() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    assert not app.exception
    assert app.button_group(key="likelihood-curve").value == "chain"
    app.selectbox(key="likelihood-model").set_value("gaussian").run()
    assert not app.exception
    assert dials(app)["truth"] == 0.5
    app.button(key="likelihood-preset-underflow").click().run()
    app.button(key="likelihood-show").click().run()
    assert "Podtečení" in shown(app)["scene"]["told"]
