"""The bias-correction demo: its steps against the closed form and a hand-written Adam, its words, its frame."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lekce2.averages import ema
from lekce2.patterns import gradients
from study.language.catalogues import language
from ui.demos.bias_correction import DEMO, STEPS, figure, predict, scrub, stretch
from ui.drawing.figure import Figure, Mark
from ui.lab.spec import Prediction


def drawn(lang: str = "cs", notation: str = "notes", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation=notation)


def asked(notation: str = "notes", **changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **changes}, language=language("cs"), notation=notation)


def line(shown: Figure, panel: int, label: str) -> Mark:
    (found,) = (mark for mark in shown.scene.panels[panel].marks if mark.label == label)
    return found


def by_hand(g: list[float], beta1: float, beta2: float, eps: float, inside: bool, corrected: bool) -> list[float]:
    """Adam written out once more, in plain Python."""
    s = r = 0.0
    moved = []  # how long each step is
    for t, each in enumerate(g, 1):
        s = beta1 * s + (1 - beta1) * each
        r = beta2 * r + (1 - beta2) * each * each
        s_hat, r_hat = (s / (1 - beta1**t), r / (1 - beta2**t)) if corrected else (s, r)
        moved.append(abs(s_hat) / (math.sqrt(r_hat + eps) if inside else math.sqrt(r_hat) + eps))
    return moved


def test_the_known_steps_of_the_default_betas() -> None:
    raw = line(drawn(), 1, "bez korekce").y
    assert raw[0] == pytest.approx(0.1 / math.sqrt(0.001), rel=1e-4)
    assert (round(raw[0], 2), round(raw[11], 2), int(np.argmax(raw)) + 1) == (3.16, 6.57, 12)
    assert line(drawn(), 1, "s korekcí").y == pytest.approx(np.ones(STEPS), rel=1e-6)


def test_the_longest_step_stays_above_two_until_287() -> None:
    t = np.arange(1, 400)
    assert int(t[stretch(0.9, 0.999, t) > 2][-1]) == 287


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 0.99), st.sampled_from([0.5, 0.9, 0.99, 0.999]))
def test_a_constant_gradient_steps_by_the_closed_form(beta1: float, beta2: float) -> None:
    raw = line(drawn(beta1=beta1, beta2=beta2), 1, "bez korekce").y
    closed = [(1 - beta1**t) / math.sqrt(1 - beta2**t) for t in range(1, STEPS + 1)]
    assert raw == pytest.approx(closed, rel=1e-4)


@pytest.mark.parametrize("pattern", ["constant", "noisy", "burst", "flips"])
@pytest.mark.parametrize(("notation", "eps", "inside"), [("notes", 1e-8, True), ("slides", 1e-7, False)])
@pytest.mark.parametrize("scale", [1.0, 0.0001])
def test_steps_equal_adam_written_out_by_hand(
    pattern: str, notation: str, eps: float, inside: bool, scale: float
) -> None:
    shown = drawn(notation=notation, pattern=pattern, scale=scale, moment="s")
    g = line(shown, 0, "g").y.tolist()
    for label, corrected in (("bez korekce", False), ("s korekcí", True)):
        expected = by_hand(g, 0.9, 0.999, eps, inside, corrected)
        assert line(shown, 1, label).y == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("pattern", ["noisy", "burst", "flips"])
def test_expected_average_is_the_mean_over_many_seeds(pattern: str) -> None:
    marks = drawn(pattern=pattern).scene.panels[0].marks
    expected = next(mark for mark in marks if mark.label.startswith("E[r]")).y
    averages = [ema(gradients(pattern, STEPS, np.random.default_rng(seed)).g ** 2, 0.999) for seed in range(400)]
    error = np.std(averages, axis=0) / math.sqrt(len(averages)) + 1e-12
    assert np.all(np.abs(np.mean(averages, axis=0) - expected) < 5 * error)


def test_a_constant_truth_is_approached_by_the_gathered_weight() -> None:
    shown = drawn(pattern="noisy")
    weight = [1 - 0.999**t for t in range(1, STEPS + 1)]
    assert line(shown, 0, "E[r] = (1−β₂ᵗ)·E[g²]").y == pytest.approx([1.25 * each for each in weight])


def test_the_corrected_average_of_a_constant_is_exact_from_the_first_step() -> None:
    for moment, hat in (("s", "ŝ"), ("r", "r̂")):
        assert line(drawn(moment=moment), 0, hat).y == pytest.approx(np.ones(STEPS), rel=1e-12)


def test_averages_are_those_of_the_shown_gradients() -> None:
    shown = drawn(pattern="noisy", moment="both")
    assert line(shown, 0, "s").y == pytest.approx(ema(line(shown, 0, "g").y, 0.9))
    assert line(shown, 1, "r").y == pytest.approx(ema(line(shown, 0, "g").y ** 2, 0.999))


@pytest.mark.parametrize(
    ("changes", "caption", "frame"),
    [
        (
            {},
            "příliš dlouhými kroky:** první je 3,16× delší, největší poměr je v t = 12, tam je 6,57× delší",
            "bez korekce je krok 6,57",
        ),
        ({"t": 1}, "příliš dlouhými kroky", "první krok dlouhý právě α"),
        ({"t": 100, "beta2": 0.95}, "ale později přestřelí", "liší o méně než 5 %"),
        (
            {"beta1": 0.99, "beta2": 0.9, "t": 5},
            "příliš krátkými kroky:** první je 31,6× kratší",
            "čitatel má jen 0,049",
        ),
        ({"scale": 0.0001, "t": 5}, "Rozhoduje ε", "Rozhoduje ε"),
        ({"pattern": "burst", "beta2": 0.99}, "stopu výbuchu ne", "jmenovatel jen"),
        ({"t": 40, "beta2": 0.99}, "ale později přestřelí", "Doznívá"),
    ],
)
def test_captions_name_the_regime(changes: dict[str, Any], caption: str, frame: str) -> None:
    shown = drawn(**changes)
    assert caption in shown.caption
    assert frame in shown.scene.captions[{**DEMO.defaults, **changes}["t"] - 1]


def test_the_caption_of_the_twelfth_step_gives_both_steps() -> None:
    said = drawn().scene.captions[11].replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("t = 12: bez korekce je krok 6,57 α, s korekcí 1,00 α.")


def test_the_convention_of_eps_decides_a_tiny_gradient() -> None:
    notes, slides = (line(drawn(notation=each, scale=0.0001), 1, "bez korekce").y[0] for each in ("notes", "slides"))
    assert notes == pytest.approx(0.1 / math.sqrt(0.001 + 1), rel=1e-6)  # 1e-5/√(1e-11 + 1e-8)
    assert slides == pytest.approx(3.07, abs=0.01)


def test_without_correction_nothing_corrected_is_drawn() -> None:
    shown = drawn(correction=False)
    labels = {mark.label for panel in shown.scene.panels for mark in panel.marks}
    assert not labels & {"ŝ", "r̂", "s korekcí"}
    assert "s korekcí" not in shown.scene.captions[11]


def test_prediction_asks_for_the_first_step_and_tempts_with_usual_slips() -> None:
    question = asked()
    assert question.choices == ("10× kratší", "stejně dlouhý", "3,16× delší", "31,6× delší", "100× delší")
    assert question.correct == 2
    assert "0,1/√0,001 = 3,16" in question.explain


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 0.99), st.sampled_from([0.5, 0.9, 0.999, 0.9999]), st.sampled_from([1.0, 0.01, 0.0001]))
def test_prediction_is_true_for_all_settings(beta1: float, beta2: float, scale: float) -> None:
    question = asked(beta1=round(beta1, 2), beta2=beta2, scale=scale)
    raw, fixed = (by_hand([scale], round(beta1, 2), beta2, 1e-8, True, corrected)[0] for corrected in (False, True))
    assert question.choices is not None
    said = question.choices[int(question.correct)]
    if abs(raw / fixed - 1) < 0.005:
        assert said == "stejně dlouhý"
    else:
        factor = max(raw / fixed, fixed / raw)
        assert ("delší" if raw > fixed else "kratší") in said
        assert float(said.split("×")[0].replace("\N{NO-BREAK SPACE}", "").replace(",", ".")) == pytest.approx(
            factor, rel=0.01
        )
    assert len(set(question.choices)) == len(question.choices) >= 3


def test_nothing_of_the_answer_shows_before_the_prediction() -> None:
    veiled = drawn().scene.veiled()
    labels = {mark.label for panel in veiled.panels for mark in panel.marks}
    assert labels <= {"", "g²", "E[g²]"}
    assert not veiled.captions
    assert not any("3,16" in panel.title or "6,57" in panel.title for panel in veiled.panels)


def test_the_table_has_the_first_five_steps_and_the_present_one() -> None:
    table = drawn(t=12).table
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5", "12"]
    assert table.rows[0][1:] == ("0,1 → 1", "0,001 → 1", "3,16 → 1")
    assert [row[0] for row in drawn(t=3).table.rows] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("preset", list(DEMO.presets))
@pytest.mark.parametrize("notation", ["notes", "slides"])
def test_every_preset_can_be_drawn_in_both_languages(lang: str, preset: str, notation: str) -> None:
    values = {**DEMO.defaults, **DEMO.presets[preset]}
    shown = drawn(lang, notation, **values)
    assert len(shown.scene.captions) == len(shown.scene.rows) == STEPS
    assert "{" not in shown.caption + shown.summary + shown.table.markdown() + "".join(shown.scene.captions)
    assert shown.scene.data()["start"] == values["t"] - 1
    assert all(DEMO.check[key].read(DEMO.check[key].write(value)) == value for key, value in values.items())


def test_letting_go_of_the_scrubber_sets_t() -> None:
    assert scrub(DEMO.defaults, 0) == {"t": 1}
    assert scrub(DEMO.defaults, STEPS - 1) == {"t": STEPS}


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load("bias-correction"), language=language("cs"), notation="notes")


def test_the_frame_shows_the_seed_only_where_there_is_chance() -> None:
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    assert "bias-correction-seed" not in {field.key for field in app.number_input}
    app.button(key="bias-correction-preset-noisy").click().run()
    assert not app.exception
    assert "bias-correction-seed" in {field.key for field in app.number_input}
    app.button(key="bias-correction-show").click().run()
    assert not app.exception
    assert any("3,16× delší" in markdown.value for markdown in app.markdown)
