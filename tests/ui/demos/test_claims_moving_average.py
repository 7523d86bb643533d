"""What the moving-average demo says, held against averages that are run here once more, for random parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from study.language import Language, language
from tests.support.lab import ghost
from tests.support.sentences import Sentence, close, number, sentence
from ui.demos.moving_average import DEMO, SIGNALS, STEPS, figure, predict
from ui.drawing.figure import Figure

NAME = "moving-average"
REGIMES = ("regime_none", "regime_start", "regime_short", "regime_steady")


def draws(n: int = 220) -> Iterator[tuple[dict[str, Any], Language]]:
    rng = np.random.default_rng(20)
    edges = [{}, *DEMO.presets.values()]
    edges += [{"beta": beta, "t": t} for beta in (0.0, 1e-5, 0.3, 0.5, 0.9, 0.99) for t in (1, 2, 10, 12, 13, 60)]
    for k in range(n):
        random = {
            "beta": float(rng.choice([rng.uniform(0, 0.99), round(rng.uniform(0, 0.99), 2), rng.uniform(0.8, 0.99)])),
            "t": int(rng.integers(1, STEPS + 1)),
            "signal_kind": str(rng.choice(SIGNALS)),
            "noise": float(rng.uniform(0, 1)),
            "seed": int(rng.integers(0, 10000)),
        }
        changes = edges[k] if k < len(edges) else random
        yield {**DEMO.defaults, **changes}, language(("cs", "en")[k % 2])


def unrolled(beta: float, t: int) -> tuple[np.ndarray[Any, Any], float]:
    """What s_t is made of, by running the average on each value's own unit: the weights of g, and that of s₀."""
    s = np.zeros(t + 1)
    s[0] = 1.0
    for i in range(1, t + 1):
        s = beta * s
        s[i] += 1 - beta
    return s[1:], float(s[0])


def one_less(text: str, value: float, missing: float, said: Language) -> bool:
    """A number near 1: in four digits, or as 1 − what is missing; never "1" while something is missing."""
    if text.startswith("1 − "):
        return close(text[4:], missing, said)
    return close(text, value, said, 4) and (number(text, said) < 1 or missing == 0)


def regime(shown: Figure, said: Language) -> Sentence:
    return sentence(shown.caption, said, NAME, *REGIMES)


def test_every_sentence_is_true_of_the_average() -> None:
    seen = set()
    for values, said in draws():
        shown = figure(**values, language=said, notation="notes")
        beta, t = values["beta"], values["t"]
        w, zero = unrolled(beta, t)
        told = regime(shown, said)
        seen.add(told.key)
        now = shown.scene.start
        # the caption of the present β
        if told.key == "regime_none":
            assert np.count_nonzero(w) == 1
            assert w[-1] == 1
        elif told.key == "regime_start":
            assert zero >= 0.019999
            assert close(told.has["missing"], zero, said, 4)
        else:
            assert 0 < zero <= 0.020001
            damped = w.sum() / math.sqrt((w**2).sum())
            assert close(told.has["damped"], damped, said), values
        if told.key == "regime_short":
            assert w[-1] >= 0.5
            assert one_less(told.has["newest"], w[-1], beta, said)
        if told.key == "regime_steady":
            assert w[-1] < 0.5
        if "sum" in told.has:
            assert one_less(told.has["sum"], w.sum(), zero, said), (values, told)
        # every frame: the caption, and the line of the window
        names, line = shown.scene.frame_names, shown.scene.panels[0].marks[2]
        for f in {0, now, len(names) - 1, 17}:
            each = number(names[f].removeprefix("β = "), said) if f != now else beta
            w, zero = unrolled(each, t)
            frame = sentence(shown.scene.captions[f], said, NAME, "frame")
            assert close(frame.has["beta"], each, said, 4)
            assert int(frame.has["t"]) == t
            assert abs(number(frame.has["window"], said) - 1 / (1 - each)) <= 0.0501
            assert one_less(frame.has["sum"], w.sum(), zero, said)
            window = sentence(line.text[f], said, NAME, "window", "window_before")
            assert window.has["window"] == frame.has["window"]
            if window.key == "window_before":
                assert number(frame.has["window"], said) > t
                assert line.x[f] == pytest.approx(0.5, abs=0.06)
            else:
                assert t + 0.5 - line.x[f] == pytest.approx(number(frame.has["window"], said), abs=0.051)
            assert shown.scene.panels[0].marks[1].y[f][0] == pytest.approx(zero, abs=1e-12)
    assert seen == set(REGIMES)


def test_titles_and_table_are_true_of_what_is_drawn() -> None:
    for values, said in draws(120):
        shown = figure(**values, language=said, notation="notes")
        beta, t, now = values["beta"], values["t"], shown.scene.start
        bars, zero = (mark.y[now] for mark in shown.scene.panels[0].marks[:2])
        sentence(shown.scene.panels[0].title, said, NAME, "weights_title")
        assert np.asarray(bars)[:-1] == pytest.approx(beta * np.asarray(bars)[1:], abs=1e-15)
        assert zero[0] == pytest.approx(beta**t, abs=1e-12)
        _, points, average, corrected, _ = shown.scene.panels[1].marks
        sentence(shown.scene.panels[1].title, said, NAME, "signal_title")
        for f in range(0, shown.scene.frames, 7):
            each = number(shown.scene.frame_names[f].removeprefix("β = "), said)
            assert average.y[f][0] == pytest.approx((1 - each) * points.y[0], abs=1e-4)
            assert corrected.y[f][0] == pytest.approx(points.y[0])
        rows = shown.table.rows
        w, left = unrolled(beta, t)
        assert close(rows[-2][1], left, said)
        assert one_less(rows[-1][1], w.sum(), left, said)
        listed = [row for row in rows[:-2] if "≤" not in row[0]]
        assert [int(row[0]) for row in listed] == list(range(t, max(t - 12, 0), -1))
        assert sum(number(row[1], said) for row in rows[:-2]) == pytest.approx(w.sum(), abs=1e-3)
        assert sum(number(row[2], said) for row in rows[:-2]) == pytest.approx(1, abs=1e-3)
        older = [row for row in rows[:-2] if "≤" in row[0]]
        assert len(older) == (t > 12)
        if older:
            last = sentence(older[0][0], said, NAME, "row_older")
            assert int(last.has["last"]) == t - 12
            assert close(older[0][1], w[: t - 12].sum(), said)
        summary = sentence(shown.summary, said, NAME, "summary")
        s, g = 0.0, points.y
        for i in range(t):
            s = beta * s + (1 - beta) * g[i]
        assert close(summary.has["s"], s, said)
        assert close(summary.has["s_hat"], s / w.sum(), said)


def test_the_prediction_is_the_sum_and_its_reason_what_is_missing() -> None:
    rng = np.random.default_rng(5)
    for values, said in draws():
        asked = predict(**values, language=said, notation="notes")
        shown = figure(**values, language=said, notation="notes")
        w, zero = unrolled(values["beta"], values["t"])
        assert asked.correct == pytest.approx(w.sum(), abs=6e-5)
        why = sentence(asked.explain, said, NAME, "explain")
        assert close(why.has["missing"], zero, said)
        for guess in (*rng.normal(0.5, 2, 3), -1e300, 1e300, asked.correct):
            place, mark = ghost(asked, shown, guess)
            assert place == 0
        assert mark.y[0] == pytest.approx(shown.scene.panels[0].marks[1].y[shown.scene.start][0], abs=6e-5)


def test_before_the_prediction_nothing_tells_the_sum() -> None:
    for values, said in draws(60):
        veiled = figure(**values, language=said, notation="notes").scene.veiled()
        assert not veiled.captions
        assert not veiled.frame_names
        assert veiled.frames == 1
        other = figure(**{**values, "beta": 0.4}, language=said, notation="notes").scene.veiled()
        ours, theirs = veiled.panels[0].data(), other.panels[0].data()
        ours["y"]["high"] = theirs["y"]["high"]  # the highest of all β, hardly moved by the present one
        assert ours == theirs
