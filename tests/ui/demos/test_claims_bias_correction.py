"""What the bias-correction demo says, held against Adam written out once more, for random parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from study.language import Language, language
from tests.support.lab import ghost
from tests.support.sentences import Sentence, close, number, sentence, sentences
from ui.demos.bias_correction import DEMO, MOMENTS, SCALES, STEPS, figure, predict
from ui.drawing.figure import Figure, Panel

NAME = "bias-correction"
TIMES = ("times.same", "times.longer", "times.shorter")
OVERALL = tuple(f"overall.{kind}" for kind in ("long", "first", "mixed", "short", "eps", "same"))
REGIMES = tuple(f"regime.{kind}" for kind in ("first", "long", "settling", "short", "done", "eps"))
NOTES = ("note.constant", "note.noisy", "note.noisy_s", "note.burst", "note.flips")
TITLES = tuple(f"moment_title.{kind}" for kind in ("both", "raw", "none", "trace", "gone"))
STEP_TITLES = tuple(f"step_title.{kind}" for kind in ("long", "first", "mixed", "short", "same", "eps"))
BETAS2 = (0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)
CARDS = Path(__file__).parents[3] / "questions" / "lekce-2"
PATTERNS = ("constant", "noisy", "burst", "flips")


def draws(n: int = 260) -> Iterator[tuple[dict[str, Any], Language, str]]:
    rng = np.random.default_rng(21)
    edges: list[dict[str, Any]] = [{}, *DEMO.presets.values()]
    edges += [{"beta1": beta1, "beta2": beta2, "pattern": pattern}
              for beta1 in (0.0, 0.225, 0.99) for beta2 in (0.5, 0.9999) for pattern in PATTERNS]  # fmt: skip
    edges += [{"beta1": 0.0, "moment": "both", "pattern": pattern} for pattern in PATTERNS]
    edges += [{"beta1": 0.31, "beta2": 0.5}, {"beta1": 0.4, "beta2": 0.5}, {"beta1": 0.9, "beta2": 0.9}]
    edges += [{"beta2": 0.9999, "scale": 0.01, "pattern": "noisy", "seed": seed} for seed in range(6)]
    for k in range(n):
        random = {
            "beta1": float(rng.choice([round(rng.uniform(0, 0.99), 2), rng.uniform(0, 0.99), 0.9])),
            "beta2": float(rng.choice(BETAS2)),
            "pattern": str(rng.choice(PATTERNS)),
            "scale": float(rng.choice(SCALES)),
            "correction": bool(rng.integers(0, 2)),
            "moment": str(rng.choice(MOMENTS)),
            "t": int(rng.integers(1, STEPS + 1)),
            "seed": int(rng.integers(0, 10000)),
        }
        changes = edges[k] if k < len(edges) else random
        yield {**DEMO.defaults, **changes}, language(("cs", "en")[k % 2]), ("notes", "slides")[k // 2 % 2]


class Adam:
    """Both runs of Adam on the gradients that the figure draws, with the ratio of their steps."""

    def __init__(self, values: dict[str, Any], notation: str) -> None:
        rng = np.random.default_rng(values["seed"])
        t = np.arange(1, STEPS + 1)
        burst = (t > 40) & (t <= 45)
        if values["pattern"] == "flips":
            g, self.mean, self.square = rng.choice((-1.0, 1.0), STEPS), np.zeros(STEPS), np.ones(STEPS)
        else:
            level, noise = {"constant": (1.0, 0.0), "noisy": (0.5, 1.0), "burst": (0.3, 0.1)}[values["pattern"]]
            self.mean = np.where(burst & (values["pattern"] == "burst"), 2.0, level)
            g, self.square = self.mean + noise * rng.standard_normal(STEPS), self.mean**2 + noise**2
        scale, b1, b2 = values["scale"], values["beta1"], values["beta2"]
        self.g = scale * g
        eps = 1e-8 if notation == "notes" else 1e-7
        s = r = 0.0
        rows = []
        for k, each in enumerate(self.g, 1):
            s, r = b1 * s + (1 - b1) * each, b2 * r + (1 - b2) * each * each
            pair = []
            for a, b in ((s, r), (s / (1 - b1**k), r / (1 - b2**k))):
                pair.append(abs(a) / (math.sqrt(b + eps) if notation == "notes" else math.sqrt(b) + eps))
            rows.append((*pair, 1 - b1**k, 1 - b2**k, s, r))
        self.raw, self.fixed, self.sum1, self.sum2, self.s, self.r = np.array(rows).T
        self.plain = self.sum1 / np.sqrt(self.sum2)
        with np.errstate(all="ignore"):
            self.ratio = np.where(self.fixed > 1e-12, self.raw / self.fixed, self.plain)


def says_ratio(text: str, ratio: float, said: Language) -> bool:
    """3,16× longer: the direction, the factor, and that "equally" is said of less than half a percent only."""
    told = sentence(text, said, NAME, *TIMES)
    if told.key == "times.same":
        return abs(ratio - 1) < 0.00501
    factor = max(ratio, 1 / ratio)
    return (told.key == "times.longer") == (ratio > 1) and factor > 1.0049 and close(told.has["n"], factor, said)


def multiple(text: str, value: float, said: Language) -> bool:
    parsed = number(text.removesuffix("\N{NO-BREAK SPACE}α"), said)
    return abs(parsed - value) <= (0.00501 if value >= 0.1 else 0.006 * value + 1e-15)


def check_overall(told: Sentence, run: Adam, values: dict[str, Any], said: Language) -> None:
    ratio = run.ratio
    peak = int(np.argmax(ratio))
    if "first" in told.has:
        assert says_ratio(told.has["first"], ratio[0], said), (values, told)
    if "peak" in told.has:
        assert says_ratio(told.has["peak"], ratio[int(told.has["peak_t"]) - 1], said)
        assert ratio[int(told.has["peak_t"]) - 1] == pytest.approx(ratio[peak], rel=1e-9)
        assert told.has["peak"] != told.has["first"]
    kind = told.key.split(".")[1]
    by_eps = abs(ratio[0] / run.plain[0] - 1) > 0.0499 or (ratio[0] < 0.95 and run.plain[0] > 0.9799)
    assert (kind == "eps") == by_eps or abs(abs(ratio[0] / run.plain[0] - 1) - 0.05) < 1e-3
    if kind == "eps":
        assert ratio[0] < run.plain[0]
        assert "plain" not in told.has or says_ratio(told.has["plain"], run.plain[0], said)
    elif kind in ("long", "first"):
        assert ratio[0] > 1.0499
        assert (kind == "first") == (ratio[1:].max() <= ratio[0])
    elif kind == "mixed":
        assert ratio[0] < 1.0501
        assert ratio[peak] > 1.0499
        assert ratio[peak] > ratio[0]
    elif kind == "short":
        assert ratio[0] < 0.9501
        assert ratio.max() < 1.0501
        one, root = 1 - values["beta1"], math.sqrt(1 - values["beta2"])
        assert one < root
        if "one" in told.has:
            assert close(told.has["one"], one, said)
            assert close(told.has["root"], root, said)
            assert number(told.has["one"], said) < number(told.has["root"], said)
    else:
        assert np.all(np.abs(ratio - 1) < 0.0501)


def check_regime(told: Sentence, k: int, run: Adam, said: Language) -> None:
    ratio, plain = run.ratio[k], run.plain[k]
    kind = told.key.split(".")[1]
    if "ratio" in told.has:
        assert says_ratio(told.has["ratio"], ratio, said)
    if "sum1" in told.has:
        truth = {"sum1": run.sum1[k], "sum2": run.sum2[k], "root": math.sqrt(run.sum2[k])}
        assert all(close(told.has[name], truth[name], said) for name in truth)
        assert (number(told.has["sum1"], said) > number(told.has["root"], said)) == (kind == "long")
    if kind == "eps":
        assert ratio < plain
        assert told.has["plain"] != told.has["ratio"]
        assert says_ratio(told.has["plain"], plain, said)
    elif kind == "first":
        assert k == 0
        assert run.fixed[0] == pytest.approx(1, abs=0.0051)
    elif kind == "done":
        assert abs(ratio - 1) < 0.0501
    elif kind == "settling":
        peak = int(told.has["peak_t"]) - 1
        assert peak < k
        assert run.ratio[peak] == pytest.approx(run.ratio.max(), rel=1e-9)
        assert 1.0499 < ratio < run.ratio.max()
    else:
        assert ratio > 1.0499 if kind == "long" else ratio < 0.9501


def check_note(told: Sentence, run: Adam, values: dict[str, Any], said: Language) -> None:
    pattern, kind = values["pattern"], told.key.split(".")[1]
    assert kind.removesuffix("_s") == pattern
    if kind == "constant":
        assert run.s / run.sum1 == pytest.approx(values["scale"] * run.mean, rel=1e-6)
        assert run.r / run.sum2 == pytest.approx(values["scale"] ** 2 * run.square, rel=1e-6)
    elif pattern == "noisy":
        assert (kind == "noisy_s") == (values["beta1"] == 0)
        assert kind == "noisy_s" or close(told.has["one"], 1 - values["beta1"], said)
        assert close(told.has["two"], 1 - values["beta2"], said)
    elif kind == "flips":
        assert np.ptp(run.g**2) < 1e-15
        assert run.fixed.max() <= 1 + 1e-9
        assert close(told.has["typical"], math.sqrt(np.mean(run.fixed**2)), said)


def check_title(panel: Panel, run: Adam, values: dict[str, Any], said: Language) -> str:
    told = sentence(panel.title, said, NAME, *TITLES)
    name = "s" if any(mark.label == "s" for mark in panel.marks) else "r"
    labels = {mark.label for mark in panel.marks}
    hat, beta = {"s": ("ŝ", values["beta1"]), "r": ("r̂", values["beta2"])}[name]
    assert (hat in labels) == values["correction"]
    kind = told.key.split(".")[1]
    samples = run.g if name == "s" else run.g**2
    average = next(mark for mark in panel.marks if mark.label == name).y
    assert (kind == "none") == (beta == 0)
    if kind == "none":
        assert average == pytest.approx(samples)
    elif kind in ("both", "raw"):
        assert (kind == "both") == values["correction"]
        assert values["pattern"] != "burst"
        assert average[0] == pytest.approx(number(told.has["part"], said) * samples[0], rel=0.006)
        assert told.has["name"] == name
        assert told.has["sample"] == {"s": "g₁", "r": "g₁²"}[name]
        if kind == "both":
            assert told.has["hat"] == hat
            assert next(mark for mark in panel.marks if mark.label == hat).y[0] == pytest.approx(samples[0])
    else:
        assert values["pattern"] == "burst"
        truth = run.mean if name == "s" else run.square
        expected, each = [], 0.0
        for k, one in enumerate(truth, 1):
            each = beta * each + (1 - beta) * one
            expected.append(each / (1 - beta**k) if values["correction"] else each)
        after = np.array(expected)[45:] / truth[45:]
        assert int(told.has["end"]) == 45
        assert truth[44] > truth[45]
        assert told.has["average"] == (hat if values["correction"] else name)
        if kind == "trace":
            until = int(told.has["until"])
            assert after[until - 46] >= 1.5
            assert np.all(after[until - 45 :] < 1.5)
        else:
            assert np.all(after < 1.5)
            assert close(told.has["times"], after.max(), said)
    return kind


def test_every_sentence_is_true_of_the_two_runs() -> None:
    seen: set[str] = set()
    for values, said, notation in draws():
        shown: Figure = figure(**values, language=said, notation=notation)
        run = Adam(values, notation)
        overall, note = sentences(shown.caption, said, NAME, *OVERALL, *NOTES)
        title = sentence(shown.scene.panels[-1].title, said, NAME, *STEP_TITLES)
        assert title.key.split(".")[1] == overall.key.split(".")[1]
        check_overall(overall, run, values, said)
        check_overall(title, run, values, said)
        check_note(note, run, values, said)
        seen |= {overall.key, note.key, title.key}
        for panel in shown.scene.panels[:-1]:
            seen.add("moment_title." + check_title(panel, run, values, said))
        for k in {0, 1, 2, 4, 9, values["t"] - 1, 70, STEPS - 1}:
            frame, told = sentences(
                shown.scene.captions[k], said, NAME, "frame" if values["correction"] else "frame_raw", *REGIMES
            )
            assert int(frame.has["t"]) == k + 1
            assert multiple(frame.has["raw"], run.raw[k], said), (values, frame, run.raw[k])
            assert "fixed" not in frame.has or multiple(frame.has["fixed"], run.fixed[k], said)
            check_regime(told, k, run, said)
            seen.add(told.key)
            cells = [number(cell, said) for cell in shown.scene.rows[k]]
            truth = (run.s[k], run.s[k] / run.sum1[k], run.r[k], run.r[k] / run.sum2[k], run.sum1[k], run.sum2[k])
            for cell, exact in zip(cells, truth, strict=True):
                assert cell == pytest.approx(exact, rel=0.006, abs=1e-12)
    assert seen == {*OVERALL, *NOTES, *TITLES, *STEP_TITLES, *REGIMES}


def test_table_and_summary_tell_the_numbers_that_are_drawn() -> None:
    for values, said, notation in draws(220):
        shown = figure(**values, language=said, notation=notation)
        run, k = Adam(values, notation), values["t"] - 1
        told = sentence(shown.summary, said, NAME, "summary")
        assert close(told.has["sum1"], run.sum1[k], said)
        assert close(told.has["sum2"], run.sum2[k], said)
        assert multiple(told.has["raw"], run.raw[k], said)
        assert multiple(told.has["fixed"], run.fixed[k], said)
        assert says_ratio(told.has["first"], run.ratio[0], said)
        assert says_ratio(told.has["peak"], run.ratio.max(), said)
        for row in shown.table.rows:
            at = int(row[0]) - 1
            pairs = ((run.s, run.s / run.sum1), (run.r, run.r / run.sum2), (run.raw, run.fixed))
            for cell, pair in zip(row[1:], pairs, strict=True):
                for part, exact in zip(cell.split(" → "), pair, strict=True):
                    assert number(part, said) == pytest.approx(exact[at], rel=0.006, abs=1e-12)


def test_the_prediction_is_that_of_the_plot_and_a_guess_stands_in_it() -> None:
    told_by = set()
    for values, said, notation in draws():
        shown, run = figure(**values, language=said, notation=notation), Adam(values, notation)
        asked = predict(**values, language=said, notation=notation)
        assert asked.choices is not None
        assert says_ratio(asked.choices[int(asked.correct)], run.ratio[0], said)
        question = sentence(asked.question, said, NAME, "question")
        assert close(question.has["g"], run.g[0], said)
        why = sentence(asked.explain, said, NAME, "explain", "explain_eps")
        told_by.add(why.key)
        assert close(why.has["one"], 1 - values["beta1"], said)
        assert close(why.has["two"], 1 - values["beta2"], said)
        assert close(why.has["plain"], run.plain[0], said)
        if why.key == "explain":
            assert run.ratio[0] == pytest.approx(run.plain[0], rel=0.0501)
        else:
            assert run.ratio[0] < run.plain[0]
            assert close(why.has["r"], run.r[0], said)
            assert close(why.has["eps"], 1e-8 if notation == "notes" else 1e-7, said)
        for guess in range(len(asked.choices)):
            place, mark = ghost(asked, shown, guess)
            assert place == len(shown.scene.panels) - 1
            if guess == asked.correct:
                assert mark.y[0] == pytest.approx(run.raw[0], rel=1e-6)
    assert told_by == {"explain", "explain_eps"}


def test_before_the_prediction_no_axis_tells_how_long_the_steps_are() -> None:
    for values, said, notation in draws(80):
        veiled = figure(**values, language=said, notation=notation).scene.veiled()
        panel = veiled.panels[-1]
        assert (panel.y.low, panel.y.high, panel.y.highs) == (0.0, 2.0, ())
        assert [mark.kind for mark in panel.marks] == ["hline"]
        assert not veiled.captions
        assert not veiled.rows


@pytest.mark.parametrize("ending", ["", ".en"])
def test_the_card_asks_what_the_table_above_the_demo_does_not_answer(ending: str) -> None:
    above, _, below = (CARDS / f"08-adam{ending}.md").read_text(encoding="utf-8").partition("```demo bias-correction\n")
    settings = yaml.safe_load(below.partition("```")[0])
    table = [row for row in above.splitlines() if "\\alpha$ |" in row][-1]
    first = number(table.split("|")[2].strip(), language("cs" if not ending else "en"))
    assert first == pytest.approx(0.1 / math.sqrt(0.001), abs=0.005)
    values = {**DEMO.defaults, **settings}
    (ratio,) = Adam(values, "notes").ratio[:1]
    assert abs(math.log(ratio / first)) > 0.5
