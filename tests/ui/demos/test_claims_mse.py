"""What the MSE demo says, held against losses and minima that are computed here once more, for random parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from scipy import stats

from study.language import Language, language, separators
from tests.support.sentences import Sentence, close, number, sentence, sentences
from ui.demos.mse import DEMO, STEPS, figure, predict
from ui.drawing.figure import Figure

NAME = "mse"
NOISES = ("normal", "growing", "laplace")
REGIMES = tuple(f"regime.{kind}" for kind in ("normal", "flat", "growing", "growing_same", "laplace", "laplace_same"))
REASONS = tuple(key.replace("regime", "explain") for key in REGIMES)
NOTES = tuple(f"note.{kind}" for kind in ("nll", "minus", "times_normal", "times_growing", "times_laplace"))
TIE = (0.4, 1.2, 2.0, 2.8, 3.6, 4.4)  # x of the movable point where half of the weights may be met exactly


def draws(n: int = 260) -> Iterator[tuple[dict[str, Any], Language]]:
    rng = np.random.default_rng(22)
    edges: list[dict[str, Any]] = [{}, *DEMO.presets.values()]
    edges += [
        {"noise": "growing", "growth": growth, "step": step} for growth in (0.0, 1e-14, 0.001, 5.0) for step in STEPS
    ]
    edges += [{"noise": "laplace", "point_x": x, "point_y": round(0.25 * k - 2.5, 2), "seed": k}
              for x in TIE for k in (6, 17, 21)]  # fmt: skip
    edges += [{"noise": noise, "sigma": sigma} for noise in NOISES for sigma in (0.1, 3.0)]
    edges += [_inside(4), _inside(2)]
    for k in range(n):
        random = {
            "noise": str(rng.choice(NOISES)),
            "sigma": float(rng.choice([round(rng.uniform(0.1, 3), 1), rng.uniform(0.1, 3)])),
            "growth": float(rng.choice([0.0, 0.25 * rng.integers(0, 21), rng.uniform(0, 5)])),
            "step": str(rng.choice(STEPS)),
            "point_x": float(rng.choice([0.1, round(rng.uniform(0.1, 4.4), 1), 4.4])),
            "point_y": float(rng.choice([-2.5, rng.uniform(-2.5, 6.5), 6.5])),
            "theta": float(rng.choice([-0.5, round(rng.uniform(-0.5, 2), 2), 2.0])),
            "seed": int(rng.integers(0, 10000)),
        }
        changes = edges[k] if k < len(edges) else random
        yield {**DEMO.defaults, **changes}, language(("cs", "en")[k % 2])


def _inside(seed: int) -> dict[str, Any]:
    """Laplace noise with a flat bottom, the movable point so high that MSE's minimum lies in the middle of it."""
    for x in TIE:
        for height in np.linspace(-2.5, 6.5, 400):
            each = {**DEMO.defaults, "noise": "laplace", "point_x": x, "point_y": float(height), "seed": seed}
            truth = Truth(each)
            if truth.high - truth.low > 1e-3 and truth.low < truth.best_mse < truth.high:
                return each
    raise AssertionError(f"no such point for seed {seed}")


class Truth:
    """The points once more, and what SciPy and calculus say of them."""

    def __init__(self, values: dict[str, Any]) -> None:
        grid = np.round(np.linspace(0.4, 4.0, 10), 2)
        noise = np.random.default_rng(values["seed"]).standard_normal(10)
        self.x = np.append(grid, values["point_x"])
        self.y = np.append(0.8 * grid + (0.1 + 0.25 * grid) * noise, values["point_y"])
        self.noise, self.sigma = values["noise"], values["sigma"]
        self.growth = values["growth"] if self.noise == "growing" else 0.0
        self.spread = self.sigma * (1 + self.growth * self.x)
        self.best_mse = float(self.x @ self.y / (self.x @ self.x))
        w = self.x**2 / self.spread**2
        self.low, self.high = (
            self._bottom(self.x, self.y) if self.noise == "laplace" else (2 * [w @ (self.y / self.x) / w.sum()])
        )
        self.same = self.low - 1e-9 < self.best_mse < self.high + 1e-9

    @staticmethod
    def _bottom(x: Any, y: Any) -> tuple[float, float]:
        """The corners of the absolute error, slopes through a point, at which it is least: the first and the last."""
        corners = np.sort(y / x)
        error = np.abs(y - corners[:, None] * x).sum(axis=1)
        least = corners[error <= error.min() * (1 + 1e-12)]
        return float(least[0]), float(least[-1])

    def mse(self, theta: float) -> float:
        return float(np.mean((self.y - theta * self.x) ** 2))

    def mae(self, theta: float) -> float:
        return float(np.mean(np.abs(self.y - theta * self.x)))

    def nll(self, theta: float, exact: bool = False) -> float:
        law = stats.laplace if self.noise == "laplace" else stats.norm
        at = self.y if exact else theta * self.x
        return float(-np.mean(law.logpdf(self.y, loc=at, scale=self.spread)))

    def kind(self) -> str:
        if self.noise == "normal":
            return "normal"
        if self.noise == "growing" and len(set(self.spread)) == 1:
            return "flat"
        return f"{self.noise}_same" if self.same else self.noise

    def step(self, theta: float, step: str) -> float:
        if step == "nll":
            return self.nll(theta)
        if step == "minus":
            return self.nll(theta) - self.nll(theta, exact=True)
        if self.noise == "laplace":
            return self.mae(theta)
        w = self.spread**-2.0
        return float(w @ (self.y - theta * self.x) ** 2 / w.sum())


def decimals(text: str, said: Language) -> float:
    """What a written number may be off by: half a unit of its last decimal."""
    fraction = text.partition(separators(said.code)[0])[2]
    return 0.5 * 10.0 ** -len(fraction)


def placed(text: str, value: float, said: Language) -> bool:
    """A place in three digits, or in as many decimals as are written."""
    return close(text, value, said) or abs(number(text, said) - value) <= decimals(text, said) + 1e-9


def check_places(told: Sentence, truth: Truth, said: Language) -> None:
    """The minima: where they lie, and that two that differ are not written alike."""
    if "best_mse" in told.has:
        assert placed(told.has["best_mse"], truth.best_mse, said), told
    for name, (low, high) in (
        ("best_nll", (truth.low, truth.high)),
        ("without_mae", truth._bottom(truth.x[:-1], truth.y[:-1])),
    ):
        if name not in told.has:
            continue
        between = " až " if said.code == "cs" else " to "
        ends = told.has[name].split(between)
        assert (len(ends) == 2) == (high - low > 1e-9), (told, low, high)
        assert placed(ends[0], low, said)
        assert placed(ends[-1], high, said)
        assert len(set(ends)) == len(ends)
        if name == "best_nll" and "best_mse" in told.has and not truth.same:
            assert told.has["best_mse"] not in ends
    if "without" in told.has:
        x, y = truth.x[:-1], truth.y[:-1]
        assert close(told.has["without"], float(x @ y / (x @ x)), said)
    if "plus" in told.has:
        sign, size = told.has["plus"].split(" ")
        constant = truth.nll(0, exact=True)
        assert sign == ("−" if constant < 0 else "+")
        assert close(size, abs(constant), said)
        slope = 1 / truth.sigma if truth.noise == "laplace" else 0.5 / truth.sigma**2
        assert close(told.has["factor"], slope, said)
        other = truth.mae if truth.noise == "laplace" else truth.mse
        assert truth.nll(0.3) == pytest.approx(slope * other(0.3) + constant)
    if "low" in told.has:
        assert placed(told.has["low"], truth.spread.min(), said)
        assert placed(told.has["high"], truth.spread.max(), said)
        if np.ptp(truth.spread) > 1e-9:
            assert number(told.has["low"], said) < number(told.has["high"], said)


def check_note(told: Sentence, truth: Truth, step: str, said: Language) -> None:
    kind = told.key.split(".")[1]
    grid = np.linspace(-0.5, 2, 6)
    assert kind.split("_")[0] == step
    if kind == "minus":
        assert close(told.has["constant"], truth.nll(0, exact=True), said)
    if step != "times":
        return
    lies = all(truth.step(t, "times") == pytest.approx(truth.mse(t), rel=1e-6) for t in grid)
    assert (kind == "times_normal") == (truth.noise != "laplace" and len(set(truth.spread)) == 1)
    if kind == "times_normal":
        assert lies
        assert close(told.has["back"], 2 * truth.sigma**2, said)
        assert close(told.has["fit"], math.sqrt(truth.mse(truth.best_mse)), said)
    elif kind == "times_growing":
        assert not lies or truth.growth < 1e-6
        minus = [(truth.nll(t) - truth.nll(0, exact=True)) / truth.step(t, "times") for t in grid]
        assert minus == pytest.approx([minus[0]] * len(minus))
    else:
        assert close(told.has["back"], truth.sigma, said)
        minus = [(truth.nll(t) - truth.nll(0, exact=True)) * truth.sigma for t in grid]
        assert minus == pytest.approx([truth.mae(t) for t in grid])


def curve_name(truth: Truth, step: str, said: Language) -> str:
    kind = {"flat": "normal"}.get(truth.kind(), truth.kind().removesuffix("_same"))
    return said.text(f"mse.curve.{step}" if step != "times" else f"mse.curve.times_{kind}")


def test_every_sentence_is_true_of_the_points() -> None:
    seen: set[str] = set()
    for values, said in draws():
        shown: Figure = figure(**values, language=said, notation="notes")
        truth = Truth(values)
        regime, note = sentences(shown.caption, said, NAME, *REGIMES, *NOTES)
        assert regime.key == f"regime.{truth.kind()}", (values, truth.low, truth.best_mse, truth.high)
        check_places(regime, truth, said)
        check_note(note, truth, values["step"], said)
        if "sigma" in regime.has:
            assert close(regime.has["sigma"], truth.sigma, said, 4)
        line, curves = shown.scene.panels
        left = sentence(line.title, said, NAME, "line_same", "line_apart")
        assert (left.key == "line_same") == (truth.nll(truth.best_mse) <= truth.nll(truth.low) + 1e-14 or truth.same)
        assert (left.key == "line_same") == truth.same
        right = sentence(curves.title, said, NAME, "curves_same", "curves_apart", "curves_inside")
        wide = truth.high - truth.low > 1e-9
        assert right.key == ("curves_apart" if not truth.same else "curves_inside" if wide else "curves_same")
        check_places(right, truth, said)
        seen |= {regime.key, note.key, left.key, right.key}
        # the marks of the minima stand on their curves
        best = [mark for mark in curves.marks if mark.kind == "points"]
        middle = 0.5 * (truth.low + truth.high)
        assert [mark.x[0] for mark in best] == pytest.approx([middle, truth.best_mse], abs=1e-9)
        expected = [truth.step(middle, values["step"]), truth.mse(truth.best_mse)]
        assert [mark.y[0] for mark in best] == pytest.approx(expected, rel=1e-6, abs=1e-9)
        bottom = [mark for mark in curves.marks if mark.kind == "line" and not mark.label]
        assert len(bottom) == wide
        if wide:
            assert list(bottom[0].x) == pytest.approx([truth.low, truth.high])
            assert [truth.step(t, values["step"]) for t in bottom[0].x] == pytest.approx(
                bottom[0].y, rel=1e-6, abs=1e-9
            )
        # every frame's caption
        for f in {0, shown.scene.start, 40, shown.scene.frames - 1}:
            frame = sentence(shown.scene.captions[f], said, NAME, "frame")
            theta = float(curves.marks[0].x[f])
            assert close(frame.has["theta"], theta, said)
            assert close(frame.has["mse"], truth.mse(theta), said)
            name, _, nll = f"{frame.has['name']} = {frame.has['nll']}".rpartition(" = ")
            exact = truth.step(theta, values["step"])
            assert name == curve_name(truth, values["step"], said)
            assert close(nll, exact, said) or abs(exact) < 1e-9
    assert seen >= {*REGIMES, *NOTES, "line_same", "line_apart", "curves_same", "curves_apart", "curves_inside"}


def test_table_and_summary_tell_the_exact_losses() -> None:
    for values, said in draws(220):
        shown, truth = figure(**values, language=said, notation="notes"), Truth(values)
        theta = values["theta"]
        told = sentence(shown.summary, said, NAME, "summary")
        check_places(told, truth, said)
        assert int(told.has["n"]) == 11
        for name, value in (("mse", truth.mse(theta)), ("mae", truth.mae(theta)), ("nll", truth.nll(theta)),
                            ("least", truth.mse(truth.best_mse)), ("constant", truth.nll(0, exact=True))):  # fmt: skip
            assert close(told.has[name], value, said)
        for row, at in zip(shown.table.rows, (theta, truth.best_mse, 0.5 * (truth.low + truth.high)), strict=True):
            exact = (at, truth.mse(at), truth.mae(at), truth.nll(at), 11 * truth.nll(at))
            for cell, value in zip(row[1:], exact, strict=True):
                assert number(cell, said) == pytest.approx(value, rel=6e-4, abs=1e-9)


def test_the_prediction_compares_the_minima_and_says_why() -> None:
    seen = set()
    for values, said in draws():
        truth = Truth(values)
        asked = predict(**values, language=said, notation="notes")
        assert asked.choices is not None
        choice = {0: "less", 1: "same", 2: "more"}[int(asked.correct)]
        assert asked.choices[int(asked.correct)] == said.text(f"mse.choice.{choice}")
        assert choice == ("same" if truth.same else "less" if truth.high < truth.best_mse else "more")
        question = sentence(asked.question, said, NAME, *(f"question.{kind}" for kind in (*NOISES, "flat")))
        assert question.key == f"question.{truth.kind().removesuffix('_same')}"
        check_places(question, truth, said)
        why = sentence(asked.explain, said, NAME, *REASONS)
        assert why.key == f"explain.{truth.kind()}"
        check_places(why, truth, said)
        seen.add(why.key)
        if truth.kind() == "growing":
            w = truth.spread[np.argsort(truth.x)] ** -2.0
            assert np.all(np.diff(w) <= 0)
            assert w[0] > w[-1]
    assert seen == set(REASONS)


def test_before_the_prediction_no_minimum_is_drawn_or_named() -> None:
    for values, said in draws(60):
        veiled = figure(**values, language=said, notation="notes").scene.veiled()
        assert not veiled.captions
        assert {panel.title for panel in veiled.panels} == {said.text("mse.line_title"), said.text("mse.curves_veil")}
        assert [mark.kind for mark in veiled.panels[1].marks] == ["vline"]
        assert not any("MSE" in mark.label or "NLL" in mark.label for mark in veiled.panels[0].marks)
