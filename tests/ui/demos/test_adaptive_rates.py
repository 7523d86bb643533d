"""The adaptive-rates demo: its rates against closed forms and loops in plain Python, its words, its frame."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.language.catalogues import language
from ui.demos.adaptive_rates import DEMO, SIZES, figure, predict, scrub
from ui.demos.adaptive_rates.runs import BURST, EPS, STEPS, Rates, rates
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction

T = np.arange(1, STEPS + 1)


def drawn(lang: str = "cs", notation: str = "notes", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation=notation)


def asked(notation: str = "notes", **changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("cs"), notation=notation)


def constant(size: float, beta: float, notation: str = "notes") -> Rates:
    return rates(("constant", "flips"), (size, size), beta, 1, notation)


def line(shown: Figure, panel: int, label: str) -> Mark:
    (found,) = (mark for mark in shown.scene.panels[panel].marks if mark.label == label and mark.play != "still")
    return found


@pytest.mark.parametrize("size", SIZES[:3])
def test_adagrad_falls_as_one_over_the_root_of_t(size: float) -> None:
    found = constant(size, 0.9)
    for k in (0, 1):  # signs do not matter
        assert found.adagrad[:, k] == pytest.approx(1 / (size * np.sqrt(T)), rel=1e-4)
        assert found.adagrad_r[:, k] == pytest.approx(size**2 * T)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SIZES[:3]), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_rmsprop_starts_too_high_and_tends_to_alpha_over_g(size: float, beta: float) -> None:
    found = constant(size, beta)
    assert found.rmsprop[:, 0] == pytest.approx(1 / (size * np.sqrt(1 - beta**T)), rel=1e-2)
    first, settled = found.rmsprop[0, 0], 1 / size
    assert first / settled == pytest.approx(1 / math.sqrt(1 - beta), rel=1e-2)
    assert np.all(np.diff(found.rmsprop[:, 0]) <= 0)
    assert abs(found.rmsprop[-1, 0] / settled - 1) < beta**STEPS + 1e-3


def test_the_known_first_step_of_rmsprop() -> None:
    assert drawn().scene.rows[0][4] == "3,16"
    assert "3,16× výš" in drawn().scene.captions[0]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["noisy", "burst", "flips"]), st.sampled_from(SIZES), st.sampled_from([0.5, 0.9, 0.99]),
    st.integers(0, 50), st.sampled_from(["notes", "slides"]),
)  # fmt: skip
def test_rates_are_those_of_loops_written_once_more(
    pattern: str, size: float, beta: float, seed: int, notation: str
) -> None:
    found = rates((pattern, "constant"), (size, 1.0), beta, seed, notation)
    eps, inside = EPS[notation]
    total = average = 0.0
    for t, g in enumerate(found.g[:, 0].tolist()):
        total, average = total + g * g, beta * average + (1 - beta) * g * g
        for r, kept, rate in ((total, found.adagrad_r, found.adagrad), (average, found.rmsprop_r, found.rmsprop)):
            assert kept[t, 0] == pytest.approx(r, rel=1e-9)
            assert rate[t, 0] == pytest.approx(1 / math.sqrt(r + eps) if inside else 1 / (math.sqrt(r) + eps), rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_only_rmsprop_recovers_from_a_burst(seed: int) -> None:
    found = rates(("burst", "burst"), (1.0, 1.0), 0.9, seed, "notes")
    before = BURST.start - 2
    assert np.all(np.abs(found.g[BURST.start - 1 : BURST.stop - 1]) > 1.4)
    assert np.all(np.abs(found.g[before]) < 0.8)
    assert np.all(np.diff(found.adagrad, axis=0) <= 0)  # it can only fall
    assert np.all(found.rmsprop[BURST.stop - 2] < 0.5 * found.rmsprop[before])
    assert np.all(found.rmsprop[-1] > 0.8 * found.rmsprop[before])
    assert asked(pattern1="burst", seed=seed).correct == 2


def test_a_long_memory_does_not_recover_in_time() -> None:
    assert asked(pattern1="burst", beta=0.99).correct == 0
    assert "ani RMSPropu" in drawn(pattern1="burst", beta=0.99).caption


@pytest.mark.parametrize("pattern", ["constant", "flips", "noisy"])
def test_four_times_the_steps_halve_the_rate(pattern: str) -> None:
    question = asked(pattern1=pattern)
    assert question.choices is not None
    assert question.choices[int(question.correct)] == "klesne asi 2×"


def test_the_caption_gives_the_fall_in_both_forms() -> None:
    said = drawn("en").caption.replace("\N{NO-BREAK SPACE}", " ")
    assert "AdaGrad's rate has fallen to 0.0707 α ≈ α/√200" in said
    assert "RMSProp started at 3.16 α, is at 1 α at step 200 and goes to 1 α" in said


@pytest.mark.parametrize(
    ("changes", "t", "said"),
    [
        ({}, 1, "První krok"),
        ({}, 5, "1 − βᵗ = 0,41"),
        ({}, 150, "AdaGrad dál klesá jako 1/√t"),
        ({"pattern1": "burst"}, 83, "Výbuch: velké gradienty"),
        ({"pattern1": "burst"}, 88, "Po výbuchu: RMSProp má 22"),
        ({"pattern1": "burst"}, 190, "RMSProp má zase 100"),
        ({"size1": 0.0001}, 1, "ε tu RMSPropu ubírá 70"),
    ],
)
def test_captions_of_frames_name_the_regime(changes: dict[str, Any], t: int, said: str) -> None:
    assert said in drawn(**changes).scene.captions[t - 1]


def test_the_notation_moves_eps() -> None:
    notes, slides = (rates(("constant", "constant"), (1e-4, 1.0), 0.9, 1, each) for each in ("notes", "slides"))
    assert notes.adagrad[0, 0] == pytest.approx(1 / math.sqrt(2e-8))
    assert slides.adagrad[0, 0] == pytest.approx(1 / (1e-4 + 1e-7))
    assert "Na ε tu záleží" in drawn(size1=1e-4).caption
    assert "Na ε tu záleží" not in drawn(size1=1e-4, notation="slides").caption


def test_each_coordinate_has_a_rate_of_its_own() -> None:
    first, second = drawn(coordinate=1), drawn(coordinate=2)
    assert line(second, 1, "RMSProp").y == pytest.approx(10 * line(first, 1, "RMSProp").y, rel=1e-4)
    assert "AdaGrad 0,707" in first.caption.replace("\N{NO-BREAK SPACE}", " ")


def test_laws_are_drawn_only_where_they_hold() -> None:
    def labels(**changes: Any) -> set[str]:
        return {mark.label for panel in drawn(**changes).scene.panels for mark in panel.marks}

    assert {"α/(|g|√t)", "α/|g|", "t · g²"} <= labels()
    assert not {"α/(|g|√t)", "α/|g|", "t · g²"} & labels(pattern1="noisy")


def test_nothing_of_the_answer_shows_before_the_prediction() -> None:
    veiled = drawn().scene.veiled()
    assert {mark.label for panel in veiled.panels for mark in panel.marks} <= {"g²", "SGD: α"}
    assert not any("0,07" in panel.title for panel in veiled.panels)


def test_the_table_holds_round_steps_and_the_present_one() -> None:
    table = drawn(t=37).table
    assert [row[0] for row in table.rows] == ["1", "2", "5", "10", "20", "37", "50", "100", "200"]
    assert table.rows[-1] == ("200", "1", "200", "0,0707", "1", "1", "0,0707")
    assert scrub(DEMO.defaults, 36) == {"t": 37}
