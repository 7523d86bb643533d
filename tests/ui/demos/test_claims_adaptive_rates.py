"""What the adaptive-rates demo says is so: every sentence against r and rates of loops written once more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from lekce2.patterns import PATTERNS, gradients
from study.language import Language, language
from tests.support.lab import ghost
from tests.support.sentences import close, number, sentence, sentences
from ui.demos.adaptive_rates import DEMO, SIZES, figure, predict
from ui.drawing import Figure

NAME = "adaptive-rates"
COUNT = 220
LAST = 200
STEADY = ("constant", "flips")


def draws() -> Iterator[tuple[dict[str, Any], str, str]]:
    rng = np.random.default_rng(23)
    for k, changes in enumerate([{}, *DEMO.presets.values()]):
        for code, notation in (("cs", "slides"), ("en", "notes")) if k % 2 else (("cs", "notes"), ("en", "slides")):
            yield {**DEMO.defaults, **changes}, code, notation
    while True:
        p = {
            "pattern1": str(rng.choice(PATTERNS)), "size1": float(rng.choice(SIZES)),
            "pattern2": str(rng.choice(PATTERNS)), "size2": float(rng.choice(SIZES)),
            "coordinate": int(rng.choice([1, 2])), "beta": float(rng.choice([0.5, 0.8, 0.9, 0.95, 0.99])),
            "axis": str(rng.choice(["log", "linear"])), "t": int(rng.choice([1, 200, *rng.integers(1, 201, 4)])),
            "seed": int(rng.choice([0, 9999, *rng.integers(0, 9999, 4)])),
        }  # fmt: skip
        yield p, str(rng.choice(["cs", "en"])), str(rng.choice(["notes", "slides"]))


class Run:
    """One coordinate by plain loops: g, r and rates of both methods, without ε, and without the burst."""

    def __init__(self, p: dict[str, Any], k: int, notation: str) -> None:
        self.pattern = p[f"pattern{k + 1}"]
        drawn = gradients(self.pattern, LAST, np.random.default_rng([p["seed"], k])).scaled(p[f"size{k + 1}"])
        self.g, self.beta = drawn.g.tolist(), p["beta"]
        self.settled = 1 / math.sqrt(drawn.square[-1])
        calm = [0.0 if self.pattern == "burst" and 81 <= t <= 85 else g for t, g in enumerate(self.g, 1)]
        self.r_ada, self.r_rms = self.sums(self.g)
        ada, rms = self.sums(calm)

        def rate(r: float) -> float:
            return 1 / math.sqrt(r + 1e-8) if notation == "notes" else 1 / (math.sqrt(r) + 1e-7)

        self.ada, self.rms = [rate(r) for r in self.r_ada], [rate(r) for r in self.r_rms]
        self.ada_back = [rate(r) / rate(q) for r, q in zip(self.r_ada, ada, strict=True)]
        self.rms_back = [rate(r) / rate(q) for r, q in zip(self.r_rms, rms, strict=True)]
        self.bare = [1 / math.sqrt(r) for r in self.r_rms]
        self.share = [1 - got / bare for got, bare in zip(self.rms, self.bare, strict=True)]

    def sums(self, g: list[float]) -> tuple[list[float], list[float]]:
        total = average = 0.0
        ada, rms = [], []
        for each in g:
            total, average = total + each**2, self.beta * average + (1 - self.beta) * each**2
            ada.append(total)
            rms.append(average)
        return ada, rms

    def kind(self, t: int) -> str:
        if self.share[t - 1] > 0.25:
            return "eps"
        if t == 1:
            return "first"
        if self.pattern == "burst" and t >= 81:
            return "burst" if t <= 85 else "recovered" if self.rms_back[t - 1] >= 0.9 else "recovering"
        return "early" if self.beta**t > 0.2 else "apart" if self.pattern in STEADY else "noisy"


@lru_cache(maxsize=1)
def cases() -> list[tuple[dict[str, Any], Language, str, Figure, Run, Run]]:
    found = []
    for (p, code, notation), _ in zip(draws(), range(COUNT), strict=False):
        said, k = language(code), p["coordinate"] - 1
        shown = figure(**p, language=said, notation=notation)
        found.append((p, said, notation, shown, Run(p, k, notation), Run(p, 1 - k, notation)))
    return found


def times_alpha(text: str, value: float, said: Language) -> bool:
    return text.endswith("\N{NO-BREAK SPACE}α") and close(text, value, said)


def times(text: str, value: float, said: Language) -> bool:
    return text.endswith("×") and close(text, value, said)


def percent(text: str, value: float, said: Language) -> bool:
    return number(text, said) == pytest.approx(100 * value, abs=0.51)


def root_is(text: str, r: float, rate: float, said: Language) -> None:
    """α/√r may stand for the rate only where it is the rate."""
    inside = text.strip().removeprefix("≈ ").removeprefix("α/√").strip("()")
    assert close(inside, r, said)
    assert 1 / math.sqrt(number(inside, said) if close(inside, r, said, 4) else r) == pytest.approx(rate, rel=0.011)


EVERY = ("apart", "noisy", "eps", "recovered", "recovering", "first", "early", "burst")


def test_curves_are_those_of_the_loops() -> None:
    for _, _, _, shown, run, other in cases():
        for panel, series in zip(shown.scene.panels, (("r_ada", "r_rms"), ("ada", "rms")), strict=True):
            leads = [mark for mark in panel.marks if mark.play == "trace"]
            dotted = [mark for mark in panel.marks if mark.truth and mark.dash == "dotted" and mark.colour != "truth"]
            for lead, pale, name in zip(leads, dotted, series, strict=True):
                assert np.allclose(lead.y, getattr(run, name), rtol=1e-9)
                assert np.allclose(pale.y, getattr(other, name), rtol=1e-9)
                assert panel.y.low < min(lead.y) <= max(lead.y) < panel.y.high
                assert panel.y.low < min(pale.y) <= max(pale.y) < panel.y.high
            for mark in panel.marks:
                if mark.label == "α/(|g|√t)" and run.kind(LAST) != "eps":
                    assert np.allclose(mark.y, run.ada, rtol=0.02)  # the law is the rate, but for ε
                if mark.label == "t · g²":
                    assert np.allclose(mark.y, run.r_ada)


def test_titles() -> None:
    seen = set()
    for _, said, _, shown, run, _ in cases():
        kind = run.kind(LAST)
        r, rate = (panel.title for panel in shown.scene.panels)
        found, _ = sentence(r, said, NAME, *(f"r_title.{each}" for each in EVERY[:5]))
        assert found == f"r_title.{kind}"
        assert np.all(np.diff(run.r_ada) >= 0)  # only grows
        steps = np.diff(run.r_rms)
        if kind == "apart":  # nears g², from below
            assert np.all(steps > -1e-12)
            assert 0.8 * run.g[0] ** 2 < run.r_rms[-1] <= run.g[0] ** 2 * (1 + 1e-9)
        elif kind == "noisy":
            assert steps.min() < 0 < steps.max()
        elif kind.startswith("recover"):
            assert run.r_rms[-1] < run.r_rms[84]
        found, facts = sentence(rate, said, NAME, *(f"rate_title.{each}" for each in ("apart", *EVERY[2:5])))
        assert found == f"rate_title.{'apart' if kind == 'noisy' else kind}"
        seen.add(kind)
        numbers_are(facts, run, LAST, said)
        if kind == "recovering":
            assert run.rms_back[-1] < 0.9
            assert number(facts["rms_back"], said) < 90
    assert seen == set(EVERY[:5])


def numbers_are(facts: dict[str, str], run: Run, t: int, said: Language) -> None:
    """Each number in the braces of a sentence on step t."""
    i = t - 1
    for name, text in facts.items():
        if name == "t":
            assert number(text, said) == t
        elif name in ("ada", "rms"):
            assert times_alpha(text, getattr(run, name)[i], said)
        elif name == "rms_first":
            assert times_alpha(text, run.rms[0], said)
        elif name == "settled":
            assert times_alpha(text, run.settled, said)
        elif name == "ada_bare":
            assert times_alpha(text, 1 / math.sqrt(run.r_ada[i]), said)
        elif name == "rms_bare":
            assert times_alpha(text, run.bare[i], said)
        elif name == "root":
            root_is(text, run.r_ada[i], run.ada[i], said)
        elif name == "ratio":
            assert times(text, run.rms[i] / run.ada[i], said)
        elif name == "settled_times":
            assert times(text, run.rms[i] / run.settled, said)
        elif name == "sum":
            assert close(text, 1 - run.beta**t, said)
        elif name == "share":
            assert percent(text, run.share[i], said)
        elif name in ("rms_back", "ada_back"):
            assert percent(text, getattr(run, name)[i], said)
        elif name == "beta":
            assert close(text, run.beta, said, 4)
        elif name == "window":
            assert close(text, 1 / (1 - run.beta), said)
        else:
            raise AssertionError(f"a number that nothing holds: {name} = {text}")


def test_captions_of_the_frames() -> None:
    seen = set()
    every = ("frame", "frame_plain", "frame_eps", *(f"regime.{each}" for each in EVERY))
    for p, said, _, shown, run, _ in cases():
        assert len(shown.scene.captions) == LAST
        for t in sorted({1, 2, 80, 81, 85, 86, 87, LAST, p["t"], *range(5, LAST, 31)}):
            (head, facts), (found, more) = sentences(shown.scene.captions[t - 1], said, NAME, *every)
            kind = run.kind(t)
            assert found == f"regime.{kind}"
            assert (head == "frame_eps") == (kind == "eps")
            exact = abs(run.ada[t - 1] * math.sqrt(run.r_ada[t - 1]) - 1) < 0.005
            assert kind == "eps" or (head == "frame") == exact
            numbers_are({**facts, **more}, run, t, said)
            seen.add(kind)
            if kind == "first":
                assert run.r_rms[0] == pytest.approx((1 - run.beta) * run.r_ada[0])
            if kind == "apart":
                assert run.ada[t - 1] * abs(run.g[0]) * math.sqrt(t) == pytest.approx(1, rel=0.01)
            if kind == "burst":
                assert run.ada[t - 1] < run.ada[79]
                assert run.rms[t - 1] < run.rms[79]
            if kind.startswith("recover"):
                assert run.ada_back[t - 1] < 0.9
    assert seen == set(EVERY)


def test_the_caption_under_the_plot_and_the_summary() -> None:
    every = (*(f"overall.{each}" for each in EVERY[:5]), "coordinates")
    for p, said, _, shown, run, other in cases():
        (found, facts), (_, more) = sentences(shown.caption, said, NAME, *every)
        kind = run.kind(LAST)
        assert found == f"overall.{kind}"
        numbers_are(facts, run, LAST, said)
        if kind != "eps":
            assert run.ada[-1] < run.ada[0]  # has fallen
        assert number(more["other"], said) == 3 - p["coordinate"]
        assert times_alpha(more["ada_other"], other.ada[-1], said)
        assert times_alpha(more["rms_other"], other.rms[-1], said)
        start = said.text("adaptive-rates.summary", k="{k}", beta="{beta}", settled="{settled}").split(";")[0]
        assert shown.summary.startswith(start.format(k=p["coordinate"], beta=said.number(p["beta"]), settled=""))
        for t in (1, p["t"], LAST):
            assert shown.scene.captions[t - 1] in shown.summary


def test_rows_and_table() -> None:
    for p, said, _, shown, run, _ in cases():
        columns = (run.g, run.r_ada, run.r_rms, run.ada, run.rms)
        for t in (1, 2, p["t"], LAST):
            for text, column in zip(shown.scene.rows[t - 1], columns, strict=True):
                assert close(text, column[t - 1], said)
        assert str(p["t"]) in [row[0] for row in shown.table.rows]
        for t_, g, r_ada, ada, r_rms, rms, law in shown.table.rows:
            i = int(t_) - 1
            for text, value in ((g, run.g[i]), (r_ada, run.r_ada[i]), (ada, run.ada[i]), (r_rms, run.r_rms[i]),
                                (rms, run.rms[i]), (law, 1 / math.sqrt(int(t_)))):  # fmt: skip
                assert close(text, value, said)


def test_the_prediction_and_why() -> None:
    for p, said, notation, shown, run, _ in cases():
        asked = predict(**p, language=said, notation=notation)
        assert asked.choices is not None
        if run.pattern == "burst":
            back = (run.ada_back[-1] >= 0.9, run.rms_back[-1] >= 0.9)
            assert asked.correct == [(False, False), (True, False), (False, True), (True, True)].index(back)
            assert asked.question == said.text("adaptive-rates.question.burst")
            _, facts = sentence(asked.explain, said, NAME, "explain.burst")
            assert close(facts["left"], run.beta**115, said)
            assert close(facts["beta"], run.beta, said, 4)
            assert asked.ghost is None
            continue
        found, _ = sentence(asked.question, said, NAME, "question.decay", "question.noisy")
        assert found == f"question.{'decay' if run.pattern in STEADY else 'noisy'}"
        assert (found == "question.decay") == (max(map(abs, run.g)) == min(map(abs, run.g)))
        fall = run.ada[49] / run.ada[-1]
        off = [abs(math.log(fall / each)) for each in (1, 2, 4, 16)]
        assert off[int(asked.correct)] == min(off)
        _, facts = sentence(asked.explain, said, NAME, "explain.decay")
        assert times(facts["ratio"], fall, said)
        assert times(facts["growth"], run.r_ada[-1] / run.r_ada[49], said)
        for guess, each in enumerate((1, 2, 4, 16)):
            at, mark = ghost(asked, shown, guess)
            panel = shown.scene.panels[at]
            assert mark.kind == "line"
            assert mark.x == [50, 200]
            assert mark.y[0] == pytest.approx(run.ada[49])
            assert mark.y[1] == pytest.approx(run.ada[49] / each) or mark.y[1] == panel.y.low


def test_nothing_tells_before_the_guess() -> None:
    for _, said, _, shown, _, _ in cases():
        veiled = shown.scene.veiled("…")
        assert [panel.title for panel in veiled.panels] == [said.text(f"{NAME}.{n}_veil") for n in ("r", "rate")]
        assert not any(mark.truth for panel in veiled.panels for mark in panel.marks)
        assert not veiled.captions
        assert not veiled.rows
