"""The learning-rates demo: its verdicts against theory, sums and runs against second computations, its words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2.schedules import Schedule
from study.language.catalogues import language
from ui.demos.learning_rates import DEMO, SHOWN, figure, predict, scrub
from ui.demos.learning_rates.frames import DRAGGED, FAMILIES, STEPS, T_RUN, T_SUMS, frames_of, sums_of, values_of
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation="notes")


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("cs"), notation="notes")


def mark(shown: Figure, panel: int, label: str) -> Mark:
    (found,) = (each for each in shown.scene.panels[panel].marks if each.label == label)
    return found


def frame(shown: Figure, p: float) -> int:
    return shown.scene.frame_names.index(f"p = {p:g}".replace(".", ","))


def test_the_verdict_over_p_is_that_of_the_integral_test() -> None:
    """Squares diverge up to ½, both hold up to 1, above it the sum is finite."""
    shown = drawn()
    for name, caption in zip(shown.scene.frame_names, shown.scene.captions, strict=True):
        p = float(name.removeprefix("p = ").replace(",", "."))
        head = "✗ Druhá" if p <= 0.5 else "✓ Obě" if p <= 1 else "✗ První"
        assert caption.startswith(head), name


@pytest.mark.parametrize(
    ("changes", "correct"),
    [
        ({"p": 0.5}, 2), ({"p": 0.5000001}, 0), ({"p": 1.0}, 0), ({"p": 1.0000001}, 1), ({"p": 0.0}, 2),
        ({"p": 1.0, "b": 100}, 0), ({"family": "constant"}, 2), ({"family": "exponential", "gamma": 0.9999}, 1),
        ({"family": "exponential", "gamma": 1.0}, 2), ({"family": "step_decay"}, 1),
        ({"family": "step_decay", "c": 1.0}, 2), ({"family": "linear"}, 1), ({"family": "cosine"}, 1),
    ],
)  # fmt: skip
def test_the_prediction_knows_which_condition_fails(changes: dict[str, Any], correct: int) -> None:
    assert asked(**changes).correct == correct


def test_the_verdict_is_never_read_off_partial_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """With partial sums that lie, everything that is said about the conditions stays."""
    honest = drawn()
    monkeypatch.setattr(Schedule, "partial_sums", lambda self, t: (np.ones(np.shape(t)), np.ones(np.shape(t))))
    for kept in (frames_of, sums_of):
        kept.cache_clear()
    lied = drawn()
    for kept in (frames_of, sums_of):
        kept.cache_clear()
    assert lied.scene.captions == honest.scene.captions
    assert lied.scene.panels[0].marks[3].text == honest.scene.panels[0].marks[3].text
    assert mark(lied, 0, "součet prvních t kroků").y.max() == 1


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("panel", [0, 1])
def test_sums_are_drawn_between_their_brackets_and_below_their_limit(family: str, panel: int) -> None:
    shown = drawn(family=family)
    band, line, limit, _ = shown.scene.panels[panel].marks
    slack = 1e-9 * line.y + 1e-12
    assert np.all(band.y <= line.y + slack)
    assert np.all(line.y <= band.y2 + slack)
    assert np.all(line.y <= np.array(limit.y)[:, np.newaxis] * (1 + 1e-9))
    assert np.all(np.diff(line.y, axis=1) >= -slack[:, 1:])


@pytest.mark.parametrize("p", [0.5, 1.0, 2.0])
def test_sums_are_those_added_one_by_one(p: float) -> None:
    shown = drawn()
    few = T_SUMS <= 1e5
    terms = 0.5 / np.arange(1, 100001) ** p
    for panel, power in ((0, 1), (1, 2)):
        line = shown.scene.panels[panel].marks[1].y[frame(shown, p)]
        assert line[few] == pytest.approx(np.cumsum(terms**power)[T_SUMS[few].astype(int) - 1], rel=1e-9)


def test_a_plot_cannot_tell_1_from_1_05_but_the_verdict_can() -> None:
    shown = drawn()
    one, other = (shown.scene.panels[0].marks[1].y[frame(shown, p)] for p in (1.0, 1.05))
    early = T_SUMS <= 1000
    assert np.all(np.abs(one - other)[early] < 0.2 * one[early])
    assert "✓" in shown.scene.panels[0].marks[3].text[frame(shown, 1.0)]
    assert shown.scene.panels[0].marks[3].text[frame(shown, 1.05)] == "Σα = 10,29 ✗"


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(FAMILIES), st.integers(0, 9999), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_no_drawn_run_comes_nearer_than_the_dotted_line(family: str, seed: int, noise: float) -> None:
    shown = drawn(family=family, seed=seed, noise=noise, start=5.0)
    runs = mark(shown, 3, "jednotlivé běhy").y
    near = np.hstack([mark(shown, 3, "blíž to nejde: |start| − (1+σ) Σα").y, np.full((len(runs), 1), np.nan)])
    far = np.tile(near, SHOWN)
    seen = np.isfinite(far) & np.isfinite(runs)
    assert np.all(runs[seen] >= far[seen] - 1e-9)


def test_the_first_run_is_sgd_written_out() -> None:
    shown = drawn(family="constant", a=0.2, seed=4)
    signs = 2.0 * np.random.default_rng(4).integers(0, 2, (STEPS, 16)) - 1.0
    theta, seen = 3.0, []
    for t in range(1, STEPS + 1):
        theta -= 0.2 * (math.tanh(theta) + signs[t - 1, 0])
        if t in T_RUN:
            seen.append(max(abs(theta), 1e-4))
    at = shown.scene.frame_names.index("a = 0,2")
    assert mark(shown, 3, "jednotlivé běhy").y[at][: len(T_RUN)] == pytest.approx(seen, abs=1e-9)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Bez záruky."),
        ({"a": 1.0, "p": 1.0}, "Konverguje.**"),
        (
            {"a": 0.2, "p": 1.0},
            "Konverguje, ale plazí se.** Věta slibuje limitu, ne rychlost: Σα dosáhne vzdálenosti 3",
        ),
        ({"p": 2.0}, "Uvízne.** Krok je nejvýš 2α, všechny dohromady tedy ujdou nejvýš 1,64"),
        ({"p": 1.05}, "Dojít může"),
        ({"family": "exponential", "gamma": 0.9}, "Ztuhne"),
        ({"family": "constant", "a": 0.2}, "σ√(α/(2−α)) = 0,33"),
        ({"family": "constant", "a": 0.2, "noise": 0.0}, "Bez šumu"),
        ({"family": "cosine"}, "Zastaví se."),
        ({"family": "linear", "horizon": 10, "a": 0.1}, "Uvízne."),
        ({"family": "exponential", "gamma": 0.9, "a": 0.1}, "Uvízne."),
    ],
)
def test_the_caption_names_the_regime_with_its_numbers(changes: dict[str, Any], said: str) -> None:
    assert said in drawn(**changes).caption


def test_to_be_stuck_is_certain_and_the_noise_ball_is_measured() -> None:
    stuck = frames_of("power", 3.0, 1.0, 1, **{name: DEMO.defaults[name] for name in
                      ("a", "p", "b", "gamma", "c", "k", "horizon")} | {"p": 2.0})  # fmt: skip
    bound = 3.0 - 2 * 0.5 * math.pi**2 / 6
    assert stuck.runs[stuck.now, -1].min() > bound
    assert f"{bound:.3g}".replace(".", ",") in drawn(p=2.0).caption
    ball = drawn(family="constant", a=0.05).caption
    measured = float(ball.split("typická vzdálenost ")[1].split(" ")[0].replace(",", "."))
    assert measured == pytest.approx(math.sqrt(0.05 / 1.95), rel=0.4)


@pytest.mark.parametrize("family", FAMILIES)
def test_letting_go_of_the_scrubber_sets_the_dragged_parameter(family: str) -> None:
    name = DRAGGED[family]
    values = values_of(family, DEMO.defaults[name])
    for f, value in enumerate(values):
        assert scrub({**DEMO.defaults, "family": family}, f) == {name: value}
        assert DEMO.check[name].read(DEMO.check[name].write(value)) == value
    shown = drawn(family=family)
    assert len(shown.scene.frame_names) == len(values)
    assert shown.scene.start == values.index(DEMO.defaults[name])


def test_a_value_between_the_stops_gets_its_own_frame() -> None:
    shown = drawn(p=0.62)
    assert shown.scene.frame_names[shown.scene.start] == "p = 0,62"


def test_nothing_of_the_verdict_shows_before_the_prediction() -> None:
    veiled = drawn().scene.veiled()
    assert {each.label for panel in veiled.panels for each in panel.marks} == {"α", ""}
    assert not veiled.captions
    assert not veiled.rows
    assert not any("✓" in panel.title or "✗" in panel.title for panel in veiled.panels)


def test_the_table_ends_with_the_sums_of_all_steps() -> None:
    *_, last = drawn(a=1.0, p=2.0).table.rows
    assert last == ("∞", "1,645", "–", "1,082", "–")
    *_, last = drawn("en").table.rows
    assert last == ("∞", "∞", "–", "∞", "–")
