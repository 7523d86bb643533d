"""The momentum demo: its paths and arrows against hand-written steps, its map against eigenvalues, its words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2.stability import REGIMES, stability_limit, update_matrix
from study.language.catalogues import language
from ui.demos.momentum import DEMO, click, figure, predict, scrub
from ui.demos.momentum.regime_map import HIGH, RATES, WIDE, end_of, shares
from ui.demos.momentum.runs import STARTS, fork, lanes
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction


def drawn(lang: str = "cs", notation: str = "notes", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation=notation)


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("cs"), notation="notes")


def marks(shown: Figure, panel: int, label: str) -> list[Mark]:
    return [mark for mark in shown.scene.panels[panel].marks if mark.label == label]


def by_hand(method: str, kappa: float, alpha: float, beta: float, steps: int) -> np.ndarray[Any, Any]:
    """The path in the valley, written out once more."""
    h = np.array([1.0, kappa])
    theta, v = np.array(STARTS["valley"]), np.zeros(2)
    path = [theta]
    for _ in range(steps):
        g = h * (theta + beta * v if method == "nesterov" else theta)
        v = (0.0 if method == "sgd" else beta) * v - alpha * g
        theta = theta + v
        path.append(theta)
    return np.array(path)


@pytest.mark.parametrize("method", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize("velocity", ["notes", "slides"])
def test_paths_are_the_hand_written_steps(method: str, velocity: str) -> None:
    ran = lanes("valley", 20.0, 0.04, 0.8, 60, velocity)
    assert ran[method].theta == pytest.approx(by_hand(method, 20.0, 0.04, 0.8, 60), abs=1e-12)


@pytest.mark.parametrize("velocity", ["notes", "slides"])
@pytest.mark.parametrize("method", ["momentum", "nesterov"])
def test_both_next_steps_start_from_one_state_and_differ_by_the_gradient_alone(method: str, velocity: str) -> None:
    path = lanes("valley", 20.0, 0.04, 0.8, 40, velocity)[method].theta
    forked = fork("valley", 20.0, 0.04, 0.8, path, velocity)
    h = np.array([1.0, 20.0])
    v = np.vstack([np.zeros(2), np.diff(path, axis=0)])
    assert forked.here == pytest.approx(-0.04 * h * path)
    assert forked.ahead == pytest.approx(-0.04 * h * (path + 0.8 * v))
    assert forked.momentum == pytest.approx(path + 0.8 * v + forked.here, abs=1e-12)
    assert forked.nesterov == pytest.approx(path + 0.8 * v + forked.ahead, abs=1e-12)
    assert getattr(forked, method)[:-1] == pytest.approx(path[1:], abs=1e-12)  # its own path goes on there


def test_the_convention_changes_v_but_no_path() -> None:
    notes, slides = (drawn(notation=each) for each in ("notes", "slides"))
    for panel in (0, 2, 3):
        for one, other in zip(notes.scene.panels[panel].marks, slides.scene.panels[panel].marks, strict=True):
            assert np.allclose(one.x, other.x, atol=1e-9)
            assert np.allclose(one.y, other.y, rtol=1e-6, atol=1e-9)
    assert notes.scene.head[1] == slides.scene.head[1] == "v"
    assert notes.scene.rows[6][1] != slides.scene.rows[6][1]
    assert any("−αβv" in mark.label for mark in slides.scene.panels[2].marks)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["momentum", "nesterov"]),
    st.sampled_from([1.0, 20.0, 200.0]),
    st.integers(0, WIDE - 1),
    st.integers(0, HIGH - 1),
)
def test_the_map_agrees_with_the_eigenvalues_of_the_update_matrix(
    method: str, kappa: float, column: int, row: int
) -> None:
    kinds, bands = (part[..., row, column] for part in shares(method, kappa, 1.0))
    assert kinds.sum() == pytest.approx(1)
    assert kinds.min() >= 0
    if kinds.max() < 1:  # an edge passes through this pixel
        return
    kind, band = int(kinds.argmax()), float(bands)
    alpha, beta = (column + 0.5) / WIDE * end_of(kappa), (HIGH - 1 - row + 0.5) / HIGH
    values = [np.linalg.eigvals(update_matrix(method, alpha, beta, h)) for h in (1.0, kappa)]
    across, largest = values[1], max(np.abs(pair).max() for pair in values)
    if abs(np.abs(across).max() - 1) > 1e-9:
        assert (REGIMES[kind] == "diverging") == (np.abs(across).max() > 1)
    if REGIMES[kind] == "monotone":
        assert np.abs(across.imag).max() < 1e-6
        assert across.real.min() > -1e-9
    if REGIMES[kind] == "oscillating":
        assert np.abs(across.imag).max() > 0 or across.real.min() < 0 or abs(across[0] - across[1]) < 1e-6
    if band == int(band):
        assert band == sum(edge < largest for edge in RATES)
    assert abs(band - sum(edge < largest for edge in RATES)) < 1 or largest > 0.9


def test_edges_of_the_map_are_smooth() -> None:
    """Where the limit of stability passes, a row changes over two pixels at most, and most rows have a mixed one."""
    kinds, _ = shares("momentum", 20.0, 1.0)
    mixed = [((row > 0) & (row < 1)).sum() for row in kinds[2]]
    assert np.mean([each > 0 for each in mixed]) > 0.8
    for row in kinds[2]:
        if row[-1] == 1:
            limit = WIDE - row.sum()  # where the mixtures put the edge
            beta = (HIGH - 1 - int(np.flatnonzero((kinds[2] == row).all(axis=1))[0]) + 0.5) / HIGH
            assert limit == pytest.approx(2 * (1 + beta) / 20 / end_of(20.0) * WIDE, abs=0.15)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["momentum", "nesterov"]),
    st.sampled_from([5.0, 20.0]),
    st.floats(0.02, 4.0),
    st.floats(0.0, 0.9),
)
def test_the_predicted_regime_is_what_the_path_does(method: str, kappa: float, product: float, beta: float) -> None:
    alpha = product / kappa
    if abs(alpha / stability_limit(method, beta, kappa) - 1) < 0.05:
        return
    question = asked(method=method, kappa=kappa, alpha=alpha, beta=beta)
    y = lanes("valley", kappa, alpha, beta, 200, "notes")[method].theta[:, 1]
    side = np.sign(y[y != 0])  # a turn may hit 0 exactly
    flips = bool(np.any(side[1:] != side[:-1]))
    assert question.choices is not None
    found = REGIMES[int(question.correct)]
    if found == "diverging":
        assert abs(y[-1]) > 100
    elif found == "monotone":
        assert not flips
        assert abs(y[-1]) < 1
    else:
        assert abs(y[-1]) < 1


def test_an_oscillation_is_seen_to_cancel() -> None:
    """With the α of the zigzag, momentum more than halves the steps to a hundredth."""
    zigzag, cancels = (drawn(**DEMO.presets[name]) for name in ("zigzag", "cancels"))
    assert "SGD 23, Momentum 23, Nesterov 23" in zigzag.scene.panels[3].title
    path = by_hand("momentum", 20.0, 0.095, 0.5, 60)
    height = (path**2 @ [1.0, 20.0]) / 2
    arrived = int(np.flatnonzero(height > 0.01 * height[0])[-1]) + 1
    assert arrived < 23 / 2
    assert f"SGD 23, Momentum {arrived}" in cancels.scene.panels[3].title
    assert "navzájem se ruší" in " ".join(cancels.scene.captions)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_terminal_speed_is_one_over_one_minus_beta(beta: float) -> None:
    shown = drawn(landscape="slope", alpha=0.02, beta=beta, steps=200)
    _, line = (mark for mark in shown.scene.panels[3].marks if mark.kind == "line" and mark.colour == "momentum")
    assert line.y[-1] == pytest.approx(1 / (1 - beta), rel=1e-3)
    (edge,) = (mark for mark in shown.scene.panels[3].marks if mark.kind == "hline")
    assert edge.y == pytest.approx(1 / (1 - beta))
    question = asked(landscape="slope", beta=beta)
    assert question.right(1 / (1 - beta))
    assert not question.right(1.2 / (1 - beta))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Napříč Momentum kmitá a kmity se tlumí.** Napříč jsou vlastní čísla komplexní s |σ| = √β = 0,894"),
        ({"beta": 0.0, "alpha": 0.03}, "Napříč jde Momentum bez kmitání."),
        ({"beta": 0.0, "alpha": 0.095}, "záporné, −0,9"),
        ({"alpha": 0.2}, "Momentum diverguje.** α = 0,2 je nad mezí 2(1+β)/κ = 0,18"),
        ({"method": "nesterov", "alpha": 0.08}, "nad mezí 2(1+β)/((1+2β)κ) = 0,0692"),
        ({"method": "nesterov", "alpha": 0.03, "beta": 0.97}, "√(β(1−ακ)) = 0,623"),
        ({"landscape": "slope", "beta": 0.9, "alpha": 0.02}, "roste k násobku 1/(1−β) = 10"),
        ({}, "Meze stability α: SGD 0,1, Momentum 0,18, Nesterov 0,0692"),
    ],
)
def test_the_caption_names_the_regime_with_its_numbers(changes: dict[str, Any], said: str) -> None:
    assert said in drawn(**changes).caption


def test_the_fastest_setting_is_marked_on_the_map() -> None:
    (star,) = marks(drawn(), 1, "nejrychlejší")
    assert star.x[0] == pytest.approx(4 / (np.sqrt(20) + 1) ** 2)
    assert star.y[0] == pytest.approx(((np.sqrt(20) - 1) / (np.sqrt(20) + 1)) ** 2)


def test_a_point_off_the_map_stands_at_its_edge() -> None:
    (here,) = marks(drawn(alpha=5.0), 1, "tvé α a β")
    assert here.x[0] < end_of(20.0) < 5.0


def test_before_the_prediction_neither_map_nor_paths_are_sent() -> None:
    veiled = drawn().scene.veiled()
    assert veiled.frames == 1
    assert veiled.panels[1].image is None
    assert {mark.label for panel in veiled.panels for mark in panel.marks} == {"start", "minimum", "tvé α a β"}


def test_a_click_into_the_map_chooses_alpha_and_beta() -> None:
    assert click(DEMO.defaults, 1, 0.123456, 0.876) == {"alpha": 0.123, "beta": 0.88}
    assert click(DEMO.defaults, 1, 0.1, 0.9999) == {"alpha": 0.1, "beta": 0.99}
    assert click(DEMO.defaults, 0, 0.1, 0.5) == {}
    assert scrub(DEMO.defaults, 7) == {"t": 7}


def test_after_divergence_frames_stay_and_say_when() -> None:
    shown = drawn(alpha=0.19, beta=0.8)
    lane = lanes("valley", 20.0, 0.19, 0.8, 60, "notes")["momentum"]
    assert lane.diverged is not None or lane.height[-1] > lane.height[0]
    assert len(shown.scene.captions) == len(shown.scene.rows) == 61
    worst = lanes("valley", 20.0, 1.0, 0.8, 60, "notes")["momentum"]
    assert worst.diverged is not None
    assert worst.height[-1] > 1e6 * worst.height[0] >= max(worst.height[:-1])
    assert f"Momentum diverguje v kroku {worst.diverged}" in drawn(alpha=1.0).summary
