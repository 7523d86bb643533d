"""The conditional-entropy demo: towers that add up, areas that are the table, and the noise that the player moves."""

from __future__ import annotations

import math
from itertools import pairwise
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
from ui.demos.conditional_entropy import DEMO, NOISES, SIZES, figure, predict, scrub
from ui.drawing.figure import Figure, Mark

SQUARES = st.lists(st.integers(0, 20), min_size=9, max_size=9).filter(sum)
BASES = {"bits": 2.0, "nats": math.e}


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **changes}, language=language(lang), notation="notes")


def square(counts: list[int]) -> tuple[float, ...]:
    return tuple(each / sum(counts) for each in counts)


def towers(shown: Figure) -> list[list[Mark]]:
    """The blocks of each tower, from below."""
    bars = [mark for mark in shown.scene.panels[1].marks if mark.kind == "bars"]
    return [[mark for mark in bars if mark.x == [place]] for place in range(4)]


def height(mark: Mark, frame: int) -> float:
    return float(mark.y[frame][0] - mark.base[frame][0])


@settings(deadline=None, max_examples=40)
@given(SQUARES, st.sampled_from(sorted(BASES)), st.integers(0, len(NOISES) - 1))
def test_every_tower_adds_up_to_the_joint_entropy(counts: list[int], unit: str, frame: int) -> None:
    shown = drawn(table=square(counts), size="3x3", unit=unit, noise=NOISES[frame])
    assert shown.scene.start == frame
    s, base = NOISES[frame], BASES[unit]
    pxy = np.array(counts).reshape(3, 3) / sum(counts)
    pxy = (1 - s) * pxy + s * np.outer(pxy.sum(axis=1), pxy.sum(axis=0))
    joint = scipy_entropy(pxy.ravel(), base=base)
    hx, hy = (scipy_entropy(pxy.sum(axis=axis), base=base) for axis in (1, 0))
    for blocks in towers(shown):
        assert sum(height(block, frame) for block in blocks) == pytest.approx(joint, abs=1e-9)
        assert blocks[0].base[frame][0] == 0
        for below, above in pairwise(blocks):
            assert above.base[frame][0] == pytest.approx(below.y[frame][0], abs=1e-9)
    whole, first, second, parts = ([height(block, frame) for block in blocks] for blocks in towers(shown))
    assert whole == pytest.approx([joint], abs=1e-9)
    assert first == pytest.approx([hx, joint - hx], abs=1e-9)
    assert second == pytest.approx([joint - hy, hy], abs=1e-9)
    assert parts == pytest.approx([joint - hy, hx + hy - joint, joint - hx], abs=1e-9)
    assert min(parts) >= -1e-9


@settings(deadline=None, max_examples=40)
@given(SQUARES, st.integers(0, len(NOISES) - 1))
def test_areas_of_the_square_are_the_table(counts: list[int], frame: int) -> None:
    shown = drawn(table=square(counts), size="3x3", noise=NOISES[frame])
    fields = [mark for mark in shown.scene.panels[0].marks if mark.kind == "bars"]
    pxy = np.array(counts).reshape(3, 3) / sum(counts)
    s = NOISES[frame]
    pxy = (1 - s) * pxy + s * np.outer(pxy.sum(axis=1), pxy.sum(axis=0))
    there = pxy[pxy.sum(axis=1) > 0].ravel()
    assert [field.width_x / 0.985 * height(field, frame) for field in fields] == pytest.approx(there, abs=1e-9)


@pytest.mark.parametrize(
    ("preset", "contains"),
    [
        ("channel", "z H(Y) = 1 bit zbývá H(Y|X) = 0,469 bit"), ("copy", "Jedna ku jedné"),
        ("independent", "Nezávislé"), ("function", "Y je funkce X: H(Y|X) = 0, ale H(X|Y)"),
        ("lopsided", "Zašuměné"), ("three", "Zašuměné"),
    ],
)  # fmt: skip
def test_caption_names_the_regime(preset: str, contains: str) -> None:
    assert contains in drawn(**DEMO.presets[preset]).caption.replace("\N{NO-BREAK SPACE}", " ")


def test_the_other_regimes_and_full_noise() -> None:
    assert "Y určuje X" in drawn(table=(0.5, 0.2, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0), size="3x3", noise=0.0).caption
    assert "jisté" in drawn(table=(0.5, 0.5, 0.0, 0.0), noise=0.0).caption
    assert "Nezávislé" in drawn(noise=1.0).caption


def test_noise_only_ever_raises_what_is_left() -> None:
    shown = drawn(**DEMO.presets["three"])
    left = [height(towers(shown)[1][1], frame) for frame in range(shown.scene.frames)]
    assert all(a < b for a, b in pairwise(left))
    assert len({round(height(towers(shown)[1][0], frame), 9) for frame in range(shown.scene.frames)}) == 1


def test_the_question_is_the_mean_of_the_columns() -> None:
    asked = predict(**{**DEMO.defaults, **DEMO.presets["lopsided"]}, language=language("cs"), notation="notes")
    assert asked.correct == 0.5  # one column is certain, the other a fair coin
    assert asked.right(0.58)
    assert not asked.right(0.7)
    assert "0,5 · 0 + 0,5 · 1" in asked.explain


def test_a_noise_of_a_link_is_a_frame_and_frames_report_their_noise() -> None:
    shown = drawn(noise=0.123)
    assert scrub({"noise": 0.123}, shown.scene.start) == {"noise": 0.123}
    assert scrub({"noise": 0.2}, 0) == {"noise": 0.0}


@pytest.mark.parametrize(
    "changes", [{"size": "3x3"}, {"table": (0.0,) * 4}, {"table": (0.2,) * 5}, {"table": (0.3,) * 4}]
)
def test_tables_that_do_not_fit_are_sentences(changes: dict[str, Any]) -> None:
    with pytest.raises(Lekce2Error):
        drawn(**changes)


@pytest.mark.parametrize("size", SIZES)
def test_a_size_brings_its_own_table(size: str) -> None:
    changes = DEMO.complete({"size": size})
    assert sum(changes["table"]) == pytest.approx(1)
    assert drawn(**changes).table.rows


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load("conditional-entropy"), language=language("en"), notation="notes")


def test_cells_stay_a_distribution_by_hand() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    turn(app, "table-1", 0.5)
    assert not app.exception
    assert list(dials(app).values()) == pytest.approx([0.25, 0.5, 0.0, 0.25])
    app.selectbox(key="conditional-entropy-size").set_value("3x2").run()
    assert not app.exception
    assert len(dials(app)) == 6
