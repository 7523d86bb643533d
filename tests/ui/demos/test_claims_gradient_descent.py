"""What the gradient-descent demo says, held against SGD that is run here once more, for random parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from study.language import Language, language
from tests.support.lab import ghost
from tests.support.sentences import Sentence, close, names, number, sentence, sentences
from ui.demos.gradient_descent import DEMO, figure, predict
from ui.drawing.figure import Figure

NAME = "gradient-descent"
N = 64
SIZES = (1, 2, 4, 8, 16, 32, 64)
AXES = ("updates", "epochs", "examples")
LEADS = ("regime.updates", "regime.updates_tie", "regime.epochs", "regime.epochs_tie")
NOISES = ("noise.one", "noise.with", "noise.without", "noise.none")
LOSSES = (*(f"losses_title.{axis}" for axis in AXES), "losses_title.tie", "losses_title.lost")
CLOUDS = ("cloud_title.some", "cloud_title.one", "cloud_title.none")

_rng = np.random.default_rng(7)
X = np.column_stack([np.ones(N), _rng.normal(0.8, 1.0, N)])
Y = 1.0 + 0.5 * X[:, 1] + _rng.normal(0.0, 1.0, N)
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BOTTOM = float(np.mean((X @ BEST - Y) ** 2))


def draws(n: int = 210) -> Iterator[tuple[dict[str, Any], Language]]:
    rng = np.random.default_rng(23)
    edges: list[dict[str, Any]] = [{}, *DEMO.presets.values()]
    edges += [{"m": m, "replace": replace, "epochs": 1} for m in SIZES for replace in (False, True)]
    edges += [{"alpha": alpha, "axis": axis, "epochs": 20, "updates": 150, "m": m}
              for alpha in (0.01, 0.8) for axis in AXES for m in (1, 64)]  # fmt: skip
    edges += [{"alpha": 0.01, "axis": "updates", "updates": 10}, {"alpha": 0.01, "epochs": 1}]
    edges += [{"start_x": float(BEST[0]), "start_y": float(BEST[1]), "alpha": alpha} for alpha in (0.01, 0.3)]
    for k in range(n):
        random = {
            "m": int(rng.choice(SIZES)),
            "alpha": float(rng.choice([round(rng.uniform(0.01, 0.3), 2), rng.uniform(0.01, 0.8)])),
            "axis": str(rng.choice(AXES)),
            "updates": int(rng.integers(10, 151)),
            "epochs": int(rng.choice([1, 2, 4, 7, 13])),
            "replace": bool(rng.integers(0, 2)),
            "place": str(rng.choice(["start", "minimum"])),
            "start_x": float(BEST[0] + rng.uniform(-2.9, 2.9)),
            "start_y": float(BEST[1] + rng.uniform(-2.9, 2.9)),
            "seed": int(rng.integers(0, 10000)),
        }
        changes = edges[k] if k < len(edges) else random
        yield {**DEMO.defaults, **changes}, language(("cs", "en")[k % 2])


@dataclass
class Lane:
    batch: int
    theta: np.ndarray[Any, Any]
    loss: np.ndarray[Any, Any]  # above the minimum
    lost: int | None

    @property
    def last(self) -> np.ndarray[Any, Any]:
        return self.loss[-max(1, len(self.loss) // 4) :]

    @property
    def up(self) -> np.ndarray[Any, Any]:
        return np.diff(self.loss) > 1e-12


def lane(values: dict[str, Any], stream: int) -> Lane:
    """SGD written out: a permutation cut into batches, or examples drawn anew."""
    batch = (N, values["m"], 1)[stream]
    steps = values["updates"] if values["axis"] == "updates" else values["epochs"] * N // batch
    rng = np.random.default_rng([values["seed"], stream])
    replace, alpha = values["replace"], values["alpha"]
    if replace and stream:
        rows = list(rng.integers(0, N, (steps, batch)))
    else:
        rows = []
        while len(rows) < steps:
            order = np.arange(N) if batch == N else rng.permutation(N)
            rows += [order[k : k + batch] for k in range(0, N, batch)]
    theta = np.array([values["start_x"], values["start_y"]])
    path = [theta]
    for row in rows[:steps]:
        x = X[row]
        theta = theta - alpha * (2 / batch) * ((x @ theta - Y[row]) @ x)
        path.append(theta)
        if abs(theta).max() > 1e12:
            break
    found = np.array(path)
    total = np.mean((found @ X.T - Y) ** 2, axis=1)
    over = np.flatnonzero(total > 1e6 * total[0])
    end = int(over[0]) if len(over) else None
    kept = len(found) if end is None else end + 1
    return Lane(batch, found[:kept], np.maximum(total[:kept] - BOTTOM, 0), end)


@cache
def curvature() -> tuple[float, float]:
    """λ of the whole loss, and the largest of one example."""
    return float(np.linalg.eigvalsh(2 * X.T @ X / N)[-1]), float(2 * (X**2).sum(axis=1).max())


def spread(values: dict[str, Any], m: int) -> float:
    """The standard deviation of a batch's gradient, by the variance of all examples'."""
    at = BEST if values["place"] == "minimum" else np.array([values["start_x"], values["start_y"]])
    g = 2 * (X @ at - Y)[:, None] * X
    whole = float(((g - g.mean(axis=0)) ** 2).sum(axis=1).mean())
    return math.sqrt(whole / m * (1 if values["replace"] else (N - m) / (N - 1)))


def check_noise(told: Sentence, values: dict[str, Any], said: Language) -> None:
    m, one, many = values["m"], spread(values, 1), spread(values, values["m"])
    assert told.key == "noise." + (
        "one" if m == 1 else "none" if many == 0 else "with" if values["replace"] else "without"
    )
    for name, value in (("one", one), ("many", many), ("root", math.sqrt(m)), ("factor", math.sqrt((N - m) / (N - 1)))):
        assert name not in told.has or close(told.has[name], value, said)
    if "ratio" in told.has:
        assert close(told.has["ratio"], one / many, said)
    if told.key == "noise.with":
        assert one / many == pytest.approx(math.sqrt(m))


def leaders(text: str, lanes: list[Lane], labels: list[str], said: Language) -> None:
    """Those that are named are lowest over the last quarter, and nobody else is as low; a tie is one in print."""
    called = [labels.index(name) for name in names(text, said, "gradient-descent.and")]
    levels = {k: float(each.last.mean()) for k, each in enumerate(lanes) if each.lost is None}
    least = min(levels.values())
    assert any(levels[k] == least for k in called)
    for k, level in levels.items():
        alike = f"{level:.3g}" == f"{least:.3g}" or level < 1e-12
        assert (k in called) == alike or abs(level / least - 1) < 1e-6
    lost = [float(each.loss[-1]) for each in lanes if each.lost is not None]
    assert all(loss > least for loss in lost)


def check_regime(text: str, lanes: list[Lane], labels: list[str], values: dict[str, Any], said: Language) -> set[str]:
    lost = [k for k, each in enumerate(lanes) if each.lost is not None]
    if lost:
        regime, noise = sentences(text, said, NAME, "regime.lost", *NOISES)
        top, steep = curvature()
        assert regime.has["names"] == ", ".join(
            said.text("gradient-descent.lost", name=labels[k], step=lanes[k].lost) for k in lost
        )
        assert close(regime.has["limit"], 2 / top, said)
        assert close(regime.has["steep"], steep, said)
        assert close(regime.has["single"], 2 / steep, said)
        check_noise(noise, values, said)
        return {regime.key, noise.key}
    online = lanes[2]
    last, before = online.last, online.loss[-2 * len(online.last) : -len(online.last)]
    wild = online.loss.max() > 2 * online.loss[0]
    extras = ["wild"] if wild else []
    if (
        not wild
        and len(last) >= 8
        and last.mean() > 0.7 * before.mean()
        and 4 * online.up[-len(last) :].sum() >= len(last)
    ):
        extras = ["hovers"]
    regime, *more, noise = sentences(text, said, NAME, *LEADS, *extras, *NOISES)
    assert [each.key for each in more] == extras
    check_noise(noise, values, said)
    leaders(regime.has["method"], lanes, labels, said)
    assert regime.key.startswith("regime.updates") == (values["axis"] == "updates")
    assert regime.key.endswith("tie") == (regime.has["method"] not in labels)
    if values["axis"] != "updates":
        assert number(regime.has["epochs"], said) == values["epochs"]
    for k, each in enumerate(lanes):
        if f"steps_{k}" in regime.has:
            assert number(regime.has[f"steps_{k}"], said) == len(each.loss) - 1
        assert close(regime.has[f"end_{k}"], float(each.last.mean()), said) or each.last.mean() < 1e-12
    if values["axis"] == "updates":
        assert {len(each.loss) - 1 for each in lanes} == {values["updates"]}
    for each in more:
        if each.key == "wild":
            assert close(each.has["peak"], online.loss.max(), said)
            assert close(each.has["level"], online.loss[0], said) or online.loss[0] < 1e-12
            assert number(each.has["peak"], said) > number(each.has["level"], said)
        else:
            assert number(each.has["ups"], said) == online.up[-len(last) :].sum()
            assert number(each.has["steps"], said) == len(last)
            assert close(each.has["level"], last.mean(), said)
            assert close(each.has["before"], before.mean(), said)
            assert np.linalg.norm(2 * (X @ BEST - Y)[:, None] * X, axis=1).max() > 1
    return {regime.key, noise.key, *(each.key for each in more)}


def check_frames(shown: Figure, lanes: list[Lane], labels: list[str], values: dict[str, Any], said: Language) -> None:
    total, stride = (values["updates"], 1)
    if values["axis"] != "updates":
        total = values["epochs"] * N
        stride = -(-total // 160)
    for f in {0, 1, shown.scene.frames // 2, shown.scene.frames - 1}:
        used = min(f * stride, total)
        *texts, end = re.split(r"; |\.$", shown.scene.captions[f])
        assert end == ""
        parts = [sentence(text, said, NAME, "lane") for text in texts]
        for part, each, name in zip(parts, lanes, labels, strict=True):
            step = min(used if values["axis"] == "updates" else used // each.batch, len(each.loss) - 1)
            assert part.has["name"] == name
            assert number(part.has["step"], said) == step
            exact = each.loss[step]
            assert close(part.has["loss"], exact, said) or abs(number(part.has["loss"], said) - exact) < 1e-11, (
                part,
                exact,
            )
    assert shown.scene.frames == -(-total // stride) + 1


def test_every_sentence_is_true_of_the_three_runs() -> None:
    seen: set[str] = set()
    for values, said in draws():
        shown: Figure = figure(**values, language=said, notation="notes")
        lanes = [lane(values, stream) for stream in range(3)]
        labels = [said.text("gradient-descent.name.full"), said.text("gradient-descent.name.minibatch", m=values["m"]),
                 said.text("gradient-descent.name.online")]  # fmt: skip
        seen |= check_regime(shown.caption, lanes, labels, values, said)
        check_frames(shown, lanes, labels, values, said)
        paths, losses, cloud, law = shown.scene.panels
        first = sentence(paths.title, said, NAME, "paths_title")
        for k, each in enumerate(lanes):
            assert number(first.has[f"up_{k}"], said) == pytest.approx(
                each.up.sum(), abs=0 if each.loss[-1] > 1e-9 else 3
            )
            assert number(first.has[f"steps_{k}"], said) == len(each.loss) - 1
        second = sentence(losses.title, said, NAME, *LOSSES)
        alive = [each for each in lanes if each.lost is None]
        assert (second.key == "losses_title.lost") == (not alive)
        if alive:
            leaders(second.has["method"], lanes, labels, said)
            assert second.key in ("losses_title.tie", f"losses_title.{values['axis']}")
            assert (second.key == "losses_title.tie") == (second.has["method"] not in labels)
        third = sentence(cloud.title, said, NAME, *CLOUDS)
        points = {
            mark.label: np.column_stack([mark.x, mark.y])
            for mark in cloud.marks
            if mark.label and mark.kind == "points"
        }
        single, sampled = points[said.text("gradient-descent.single")], points[said.text("gradient-descent.sampled")]
        assert len(sampled) == 300
        if third.key == "cloud_title.none":
            assert np.ptp(sampled, axis=0) == pytest.approx([0, 0], abs=1e-9)
            assert (values["m"], values["replace"]) == (64, False)
        elif third.key == "cloud_title.one":
            assert np.abs(sampled[:, None] - single).sum(axis=2).min(axis=1).max() < 1e-9
            assert values["m"] == 1
        else:
            middle = single.mean(axis=0)
            wide, narrow = (math.sqrt(((each - middle) ** 2).sum(axis=1).mean()) for each in (single, sampled))
            assert close(third.has["times"], wide / narrow, said)
            assert wide / narrow > 1.2
            assert close(third.has["law"], spread(values, 1) / spread(values, values["m"]), said)
            assert third.has["place"] == said.text(f"gradient-descent.place_in.{values['place']}")
        fourth = sentence(law.title, said, NAME, "law_title.with", "law_title.without")
        assert (fourth.key == "law_title.with") == values["replace"]
        lines = [np.asarray(mark.y) for mark in law.marks if mark.kind == "line"]
        drawn = lines[0] if values["replace"] else np.nan_to_num(lines[1])
        m = np.arange(1, N + 1)
        if values["replace"]:
            assert drawn * np.sqrt(m) == pytest.approx(drawn[0] * np.ones(N))
        else:
            assert np.all(drawn[1:] * np.sqrt(m[1:]) < drawn[0])
            assert drawn[-1] == 0
        seen |= {second.key, third.key, fourth.key}
    assert seen >= {*LEADS, *NOISES, *LOSSES, *CLOUDS, "regime.lost", "wild", "hovers", "law_title.with"}


def test_table_and_summary_tell_the_runs() -> None:
    for values, said in draws(200):
        if values["epochs"] > 7 and values["axis"] != "updates":
            continue
        shown = figure(**values, language=said, notation="notes")
        for row, stream in zip(shown.table.rows, range(3), strict=True):
            each = lane(values, stream)
            steps = len(each.loss) - 1
            assert int(row[1]) == each.batch
            assert number(row[2], said) == steps
            assert number(row[3], said) == steps * each.batch
            deviation = 0.0 if stream == 0 else spread(values, each.batch)
            assert close(row[4], deviation, said)
            name = row[0]
            if each.lost is None:
                assert close(row[5], each.loss[-1], said) or each.loss[-1] < 1e-11
                told = said.text("gradient-descent.summary_end", name=name, steps=steps, x="@", y="@", loss="@")
                assert told.split("@")[0] in shown.summary
            else:
                assert row[5] == said.text("gradient-descent.diverges", step=each.lost)
                assert said.text("gradient-descent.summary_lost", name=name, step=each.lost) in shown.summary


def test_the_prediction_is_the_law_and_a_guess_stands_on_it() -> None:
    seen = set()
    reasons = [f"explain_{kind}" for kind in ("with", "without", "all", "half", "half_without")]
    for values, said in draws():
        asked = predict(**values, language=said, notation="notes")
        m, one = values["m"], spread(values, 1)
        assert asked.choices is not None
        right = asked.choices[int(asked.correct)]
        why = sentence(asked.explain, said, NAME, *reasons)
        seen.add(why.key)
        if m == 1:
            half = [abs(spread(values, int(choice)) / one - 0.5) for choice in asked.choices]
            assert int(np.argmin(half)) == asked.correct
            assert half[int(asked.correct)] < 0.03
            assert (why.key == "explain_half") == values["replace"]
            assert "times" not in why.has or close(why.has["times"], one / spread(values, 4), said)
        elif spread(values, m) == 0:
            assert right == said.text("gradient-descent.vanishes")
            assert why.key == "explain_all"
        else:
            times = sentence(right, said, NAME, "times")
            assert close(times.has["n"], one / spread(values, m), said)
            assert (why.key == "explain_with") == values["replace"]
            assert close(why.has["root"], math.sqrt(m), said)
            assert "times" not in why.has or close(why.has["times"], one / spread(values, m), said)
        shown = figure(**values, language=said, notation="notes")
        for guess in range(len(asked.choices)):
            place, mark = ghost(asked, shown, guess)
            assert place == 3
            if guess == asked.correct and m > 1 and spread(values, m) > 0:
                assert (mark.x[0], mark.y[0]) == (m, pytest.approx(spread(values, m)))
    assert seen == set(reasons)
