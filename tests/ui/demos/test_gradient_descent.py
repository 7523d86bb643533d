"""The gradient-descent demo: its paths against hand-written SGD, its noise against theory and samples, its words."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import Lekce2Error
from study.language.catalogues import language
from ui.demos.gradient_descent import DEMO, click, figure, predict
from ui.demos.gradient_descent.batches import SIZES, N, lanes, noise, played, problem, ticks
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction

START = (-1.4, 2.6)


def drawn(lang: str = "cs", notation: str = "notes", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation=notation)


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("en"), notation="notes")


def mark(shown: Figure, panel: int, label: str) -> Mark:
    (found,) = (each for each in shown.scene.panels[panel].marks if each.label == label)
    return found


def gradients(theta: Any) -> np.ndarray[Any, Any]:
    """The gradient of each example's (θ₁ + θ₂x − y)², by hand."""
    X, y = np.asarray(problem().X), np.asarray(problem().y)
    return np.asarray(2 * (X @ np.asarray(theta) - y)[:, np.newaxis] * X)


def test_the_full_path_is_gradient_descent_by_hand() -> None:
    full, _, _ = lanes(START, 8, 0.1, 30, None, False, 1)
    theta = np.array(START)
    for t in range(31):
        assert full.theta[t] == pytest.approx(theta, abs=1e-9)
        theta = theta - 0.1 * gradients(theta).mean(axis=0)


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("m", [1, 8, 32])
def test_each_minibatch_step_is_along_the_mean_of_some_examples(m: int, replace: bool) -> None:
    """Solve each step for the batch: the online lane must have used exactly one example."""
    _, lane, online = lanes(START, m, 0.05, 12, None, replace, 3)
    for before, after in itertools.pairwise(online.theta):
        used = (before - after) / 0.05
        assert np.abs(gradients(before) - used).sum(axis=1).min() < 1e-9
    assert len(lane.theta) == 13


def test_an_epoch_without_replacement_uses_each_example_once() -> None:
    _, _, online = lanes(START, 8, 0.01, 1, 2, False, 5)
    for epoch in range(2):
        used = set()
        for step in range(N):
            before, after = online.theta[epoch * N + step : epoch * N + step + 2]
            used.add(int(np.abs(gradients(before) - (before - after) / 0.01).sum(axis=1).argmin()))
        assert used == set(range(N))


@pytest.mark.parametrize("m", SIZES)
def test_equal_epochs_are_equal_numbers_of_gradients(m: int) -> None:
    for lane in lanes(START, m, 0.02, 60, 3, False, 1):
        assert (len(lane.height) - 1) * lane.batch == 3 * N


@settings(max_examples=20, deadline=None)
@given(st.floats(-2, 3), st.floats(-2, 3))
def test_noise_by_formula_is_the_variance_over_all_batches_of_two(x: float, y: float) -> None:
    """Every one of the 64·64 ordered pairs, and of the 64·63 pairs of different examples."""
    g = gradients((x, y))
    pairs = (g[:, np.newaxis] + g) / 2
    square = np.sum((pairs - g.mean(axis=0)) ** 2, axis=2)
    found = noise((x, y), False, 1)
    assert found.with_replacement[1] == pytest.approx(np.sqrt(square.mean()))
    different = square[~np.eye(N, dtype=bool)]
    assert found.without[1] == pytest.approx(np.sqrt(different.mean()))


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("place", ["start", "minimum"])
def test_measured_noise_falls_as_the_formula_says(replace: bool, place: str) -> None:
    at = problem().minima[0] if place == "minimum" else START
    found = noise(at, replace, 1)
    law = (found.with_replacement if replace else found.without)[[m - 1 for m in SIZES]]
    assert found.measured == pytest.approx(law, rel=0.2, abs=1e-9)
    assert found.with_replacement == pytest.approx(found.with_replacement[0] / np.sqrt(np.arange(1, N + 1)))
    factor = np.sqrt((N - np.arange(1, N + 1)) / (N - 1))
    assert found.without == pytest.approx(found.with_replacement * factor, abs=1e-12)
    assert found.samples[3].mean(axis=0) == pytest.approx(found.true, abs=5 * found.with_replacement[7] / np.sqrt(300))


def test_the_exact_gradient_is_zero_at_the_minimum_but_examples_are_not() -> None:
    found = noise(problem().minima[0], False, 1)
    assert found.true == pytest.approx([0, 0], abs=1e-12)
    assert found.without[0] > 1


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"m": 4, "replace": True}, "2× smaller"),
        ({"m": 16, "replace": True}, "4× smaller"),
        ({"m": 64, "replace": True}, "8× smaller"),
        ({"m": 64}, "the noise vanishes"),
        ({"m": 32}, "7.94× smaller"),
        ({"m": 1}, "4"),
    ],
)
def test_the_prediction_is_the_square_root(changes: dict[str, Any], right: str) -> None:
    question = asked(**changes)
    assert question.choices is not None
    assert question.choices[int(question.correct)] == right


def test_the_axis_decides_who_leads() -> None:
    per_step, per_gradient = drawn(axis="updates"), drawn(axis="examples")
    assert "Na krok vede GD" in per_step.caption
    assert "Za stejný výpočet vede dávka m = 8" in per_gradient.caption
    assert per_step.scene.panels[1].title != per_gradient.scene.panels[1].title


@pytest.mark.parametrize("axis", ["epochs", "examples"])
@pytest.mark.parametrize("epochs", [1, 4, 20])
def test_frames_show_what_fits_into_the_gradients_used(axis: str, epochs: int) -> None:
    used = ticks(axis, 60, epochs)
    assert used[0] == 0
    assert used[-1] == epochs * N
    assert len(used) <= 200
    for lane in lanes(START, 8, 0.05, 60, epochs, False, 1):
        index = played(lane, axis, used)
        assert np.array_equal(index, used // lane.batch)
        assert index[-1] == len(lane.height) - 1


def test_a_path_stops_where_it_diverges() -> None:
    shown = drawn(**DEMO.presets["too_large"])
    _, _, online = lanes(START, 16, 0.5, 60, 12, False, 1)
    assert online.diverged is not None
    assert f"Diverguje online (1) (krok {online.diverged})" in shown.caption
    assert "2/λ = 0,614" in shown.caption
    X = np.asarray(problem().X)
    assert 2 / np.linalg.eigvalsh(2 * X.T @ X / N)[-1] == pytest.approx(0.614, abs=5e-4)
    height = mark(shown, 1, "online (1)").y
    assert len(height) < shown.scene.frames
    assert height[-1] > 1e6 * height[0]


@pytest.mark.parametrize("alpha", [0.5, 0.8])
@pytest.mark.parametrize("epochs", [4, 7, 20])
def test_frames_that_skip_updates_still_end_at_the_divergence(alpha: float, epochs: int) -> None:
    used = ticks("epochs", 60, epochs)
    for lane in lanes(START, 2, alpha, 60, epochs, False, 1):
        index = played(lane, "epochs", used)
        assert index[-1] == len(lane.height) - 1
        assert np.all(np.diff(index) >= 0)


def test_with_all_data_and_no_replacement_the_batch_is_gradient_descent() -> None:
    full, batch, _ = lanes(START, N, 0.05, 20, None, False, 1)
    assert np.allclose(full.theta, batch.theta)
    drawn_again = lanes(START, N, 0.05, 20, None, True, 1)[1]
    assert not np.allclose(full.theta, drawn_again.theta)
    assert "nemá žádný šum a metoda je GD" in drawn(m=N).caption


@pytest.mark.parametrize(("notation", "letters"), [("notes", ("J − J*", "ĝ")), ("slides", ("E − E*", "J"))])
def test_the_convention_names_the_objective_and_the_estimate(notation: str, letters: tuple[str, str]) -> None:
    shown = drawn(notation=notation)
    assert shown.scene.panels[1].y.label.startswith(letters[0])
    assert shown.scene.panels[2].x.label.endswith(letters[1])


def test_before_the_prediction_neither_paths_nor_noise_are_sent() -> None:
    veiled = drawn().scene.veiled()
    labels = {each.label for panel in veiled.panels for each in panel.marks}
    assert labels == {"minimum", "start", "64 příkladů", "přesný", ""}
    assert not any("3×" in panel.title for panel in veiled.panels)


def test_a_click_moves_the_start_and_outside_is_refused() -> None:
    assert click(DEMO.defaults, 0, 0.123, -0.456) == {"start_x": 0.12, "start_y": -0.46}
    assert click(DEMO.defaults, 2, 0.1, 0.1) == {}
    with pytest.raises(Lekce2Error) as caught:
        drawn(start_x=9.0)
    assert caught.value.code == "out-of-range"


def test_the_seed_draws_other_batches() -> None:
    one, again, other = (drawn(seed=seed) for seed in (1, 1, 2))
    path = [mark(each, 0, "online (1)").x for each in (one, again, other)]
    assert np.array_equal(path[0], path[1])
    assert not np.array_equal(path[0], path[2])
