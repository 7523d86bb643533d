"""The MSE demo: losses against SciPy, one minimum for any fixed σ and another for other noise, its words and frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from streamlit.testing.v1 import AppTest

from study.language.catalogues import language
from tests.support.lab import dials
from ui.demos.mse import DEMO, click, figure, predict, scrub
from ui.demos.mse.noisy_line import GRID, losses, points
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction

PLACE = st.tuples(st.floats(0.1, 4.4), st.floats(-2.5, 6.5))
SEEDS = st.integers(0, 9999)
SIGMA = st.floats(0.1, 3.0)


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation="notes")


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("cs"), notation="notes")


def curves(shown: Figure) -> tuple[Mark, Mark]:
    first, second = (mark for mark in shown.scene.panels[1].marks if mark.kind == "line")
    return first, second


@settings(deadline=None, max_examples=30)
@given(SIGMA, PLACE, SEEDS)
def test_any_fixed_sigma_has_the_minimum_of_mse(sigma: float, place: tuple[float, float], seed: int) -> None:
    f = losses("normal", sigma, 2.0, *place, seed, 0.0)
    assert f.best_nll == pytest.approx(f.best_mse, rel=1e-12)
    assert np.argmin(f.nll) == np.argmin(f.mse)
    assert f.nll == pytest.approx(f.mse / (2 * sigma**2) + 0.5 * np.log(2 * np.pi * sigma**2), rel=1e-9)
    assert f.after("times") == pytest.approx(f.mse, rel=1e-6, abs=1e-9)
    assert asked(sigma=sigma, point_x=place[0], point_y=place[1], seed=seed).correct == 1


@settings(deadline=None, max_examples=30)
@given(SIGMA, PLACE, SEEDS)
def test_laplace_noise_gives_the_mean_absolute_error(sigma: float, place: tuple[float, float], seed: int) -> None:
    f = losses("laplace", sigma, 2.0, *place, seed, 0.0)
    x, y = points(seed, *place)
    mae = np.abs(y - np.array(f.thetas)[:, None] * x).mean(axis=1)
    assert f.after("times") == pytest.approx(mae, rel=1e-6, abs=1e-9)
    assert np.abs(y - f.best_nll * x).mean() <= mae.min() + 1e-12


@settings(deadline=None, max_examples=30)
@given(st.floats(0.1, 1.0), st.floats(0.2, 5.0), PLACE, SEEDS)
def test_growing_sigma_is_weighted_least_squares(sigma: float, growth: float, place: Any, seed: int) -> None:
    f = losses("growing", sigma, growth, *place, seed, 0.0)
    x, y = points(seed, *place)
    deviation = sigma * (1 + growth * x)
    slope, *_ = np.linalg.lstsq((x / deviation)[:, None], y / deviation, rcond=None)
    assert f.best_nll == pytest.approx(slope[0], rel=1e-9, abs=1e-9)
    k = 20
    expected = -stats.norm.logpdf(y, f.thetas[k] * x, deviation).mean()
    assert f.nll[k] == pytest.approx(expected, rel=1e-9)
    correct = asked(noise="growing", sigma=sigma, growth=growth, point_x=place[0], point_y=place[1], seed=seed).correct
    if abs(f.best_nll - f.best_mse) > 1e-6:
        assert correct == (0 if f.best_nll < f.best_mse else 2)


def test_sigma_that_grows_parts_the_minima_and_growth_0_does_not() -> None:
    growing = DEMO.presets["growing"]
    f = losses("growing", 0.2, 3.0, 1.0, 5.0, 1, 0.0)
    assert f.best_nll - f.best_mse > 0.15
    assert "Dvě minima" in drawn(**growing).scene.panels[1].title
    flat = drawn(**{**growing, "growth": 0.0})
    assert "Růst 0" in flat.caption
    assert "jedno minimum" in flat.scene.panels[1].title


def test_an_outlier_pulls_mse_and_hardly_mae() -> None:
    away, near = (losses("laplace", 1.0, 0.0, 4.0, y, 1, 0.0) for y in (-2.0, 3.2))
    assert near.best_mse - away.best_mse > 0.2
    assert abs(near.best_nll - away.best_nll) < 0.1


@pytest.mark.parametrize("noise", ["normal", "growing", "laplace"])
def test_dropping_constant_and_factor_keeps_the_minimum(noise: str) -> None:
    places = {int(np.argmin(curves(drawn(noise=noise, step=step))[0].y)) for step in ("nll", "minus", "times")}
    assert len(places) == 1


def test_times_the_factor_the_curves_lie_on_each_other_only_for_a_fixed_sigma() -> None:
    nll, mse = curves(drawn(step="times"))
    assert nll.y == pytest.approx(mse.y, rel=1e-9)
    nll, mse = curves(drawn(noise="growing", step="times"))
    assert np.max(np.abs(np.asarray(nll.y) - np.asarray(mse.y))) > 0.05


def test_residuals_reach_from_the_points_to_the_line() -> None:
    shown = drawn(theta=0.5)
    (sticks,) = (mark for mark in shown.scene.panels[0].marks if mark.label == "odchylky")
    x, y = points(1, 3.4, 5.5)
    up = np.asarray(sticks.y[shown.scene.start]).reshape(-1, 3)
    assert up[:, 0] == pytest.approx(y)
    assert up[:, 1] == pytest.approx(0.5 * x)
    assert np.isnan(up[:, 2]).all()
    assert np.mean((up[:, 0] - up[:, 1]) ** 2) == pytest.approx(curves(shown)[1].y[shown.scene.start])


@pytest.mark.parametrize(
    ("preset", "contains"),
    [
        ("narrow", "Pevné σ = 0,5: jedno minimum"), ("wide", "Pevné σ = 2"), ("steps", "leží přesně na MSE"),
        ("growing", "σ(x) od"), ("outlier", "jedno minimum"), ("laplace", "Laplaceův šum"), ("mae", "přesně MAE"),
    ],
)  # fmt: skip
def test_caption_names_the_regime(preset: str, contains: str) -> None:
    assert contains in drawn(**DEMO.presets[preset]).caption


def test_scrubbing_and_clicking() -> None:
    assert scrub(DEMO.defaults, GRID.index(0.5)) == {"theta": 0.5}  # 0.3 is in the grid
    assert scrub({"theta": 0.31}, GRID.index(0.5) + 1) == {"theta": 0.5}
    assert click(DEMO.defaults, 0, 2.04, -9.0) == {"point_x": 2.0, "point_y": -2.5}
    assert click(DEMO.defaults, 1, 1.234, 0.0) == {"theta": 1.23}


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load("mse"), language=language("cs"), notation="notes")


def test_growth_is_asked_for_only_where_it_matters() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    assert "growth" not in dials(app)
    app.button_group(key="mse-noise").set_value("growing").run()
    assert not app.exception
    assert "growth" in dials(app)
    app.button(key="mse-preset-laplace").click().run()
    app.button(key="mse-show").click().run()
    assert "Laplaceův šum" in " ".join(each.value for each in app.markdown)
