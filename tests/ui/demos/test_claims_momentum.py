"""What the momentum demo says is so: every sentence against paths stepped by hand and eigenvalues of a matrix."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from study.language import Language, language
from tests.support.lab import ghost
from tests.support.sentences import close, names, number, sentence, sentences
from ui.demos.momentum import DEMO, figure, predict
from ui.drawing import METHODS, Figure

NAME = "momentum"
COUNT = 220
LABELS = {name: METHODS[name].label for name in ("sgd", "momentum", "nesterov")}
EDGE = 1e-9


def draws() -> Iterator[tuple[dict[str, Any], str, str]]:
    rng = np.random.default_rng(19)
    for k, changes in enumerate([{}, *DEMO.presets.values()]):
        yield {**DEMO.defaults, **DEMO.complete(changes)}, ("cs", "en")[k % 2], ("notes", "slides")[k // 2 % 2]
    yield {**DEMO.defaults, "alpha": 0.18, "beta": 0.8}, "cs", "notes"  # at the limit itself
    yield {**DEMO.defaults, "alpha": 0.18, "beta": 0.8, "landscape": "slope"}, "en", "notes"
    yield {**DEMO.defaults, "kappa": 1.0, "alpha": 1.0, "beta": 0.0}, "cs", "notes"  # one step into the minimum
    yield {**DEMO.defaults, "kappa": 1.0, "alpha": 1e-4, "beta": 0.99}, "en", "notes"
    yield {**DEMO.defaults, "alpha": 0.18001, "steps": 200}, "cs", "notes"
    yield {**DEMO.defaults, "alpha": 0.06, "beta": 0.99, "steps": 20}, "en", "notes"  # SGD ends lowest
    while True:
        kappa = float(rng.choice([1.0, 200.0, 20.0, *np.geomspace(1, 200, 4) ** rng.uniform(0.5, 1)]))
        beta = float(rng.choice([0.0, 0.99, 0.5, round(rng.uniform(0, 0.99), 2), rng.uniform(0, 0.99), 1e-6]))
        method = str(rng.choice(["momentum", "nesterov"]))
        limit = limit_of(method, beta, kappa)
        alpha = rng.choice(
            [1e-4, 5.0, limit, limit * (1 + 3e-5), limit * (1 - 3e-5), *(limit * rng.uniform(0, 1.4, 9))]
        )
        p = {
            **DEMO.defaults, "kappa": kappa, "beta": beta, "method": method,
            "alpha": float(np.clip(alpha, 1e-4, 5.0)), "landscape": str(rng.choice(["valley", "valley", "slope"])),
            "steps": int(rng.choice([20, 200, *rng.integers(20, 120, 3)])), "t": int(rng.integers(0, 201)),
        }  # fmt: skip
        yield p, str(rng.choice(["cs", "en"])), str(rng.choice(["notes", "slides"]))


def limit_of(method: str, beta: float, h: float) -> float:
    return {"sgd": 2.0, "momentum": 2 * (1 + beta), "nesterov": 2 * (1 + beta) / (1 + 2 * beta)}[method] / h


def sigma(method: str, alpha: float, beta: float, h: float) -> np.ndarray[Any, Any]:
    """Eigenvalues of one step of (θ_t, θ_{t−1}) along a curvature."""
    u = 1 - alpha * h
    first, second = (u + beta, -beta) if method == "momentum" else ((1 + beta) * u, -beta * u)
    return np.asarray(np.linalg.eigvals(np.array([[first, second], [1.0, 0.0]])))


def kind_of(method: str, alpha: float, beta: float, h: float) -> str:
    limit = limit_of(method, beta, h)
    if abs(alpha / limit - 1) < EDGE:
        return "edge"
    if alpha > limit:
        return "diverging"
    u = 1 - alpha * h
    trace, product = (u + beta, beta) if method == "momentum" else ((1 + beta) * u, beta * u)
    return "monotone" if trace**2 >= 4 * product and trace >= 0 and product >= 0 else "oscillating"


class Ran:
    """All three methods stepped by hand, each up to where its height is a million times the start's."""

    def __init__(self, p: dict[str, Any]) -> None:
        valley = p["landscape"] == "valley"
        h = np.array([1.0 if valley else 0.0, p["kappa"]])
        pull = np.array([0.0 if valley else 1.0, 0.0])
        self.theta, self.height, self.lost = {}, {}, {}
        for name in LABELS:
            theta, v = np.array([-2.6, 1.0] if valley else [0.0, 1.0]), np.zeros(2)
            path, high = [theta], [float((h * theta**2).sum() / 2)]
            self.lost[name] = None
            for t in range(1, p["steps"] + 1):
                seen = theta + p["beta"] * v if name == "nesterov" else theta
                v = (0.0 if name == "sgd" else p["beta"]) * v - p["alpha"] * (h * seen - pull)
                theta = theta + v
                path.append(theta)
                high.append(float((h * theta**2).sum() / 2))
                if high[-1] > 1e6 * high[0]:
                    self.lost[name] = t
                    break
            self.theta[name], self.height[name] = np.array(path), np.array(high)
        self.h, self.pull = h, pull

    def flown(self) -> set[str]:
        return {LABELS[name] for name, t in self.lost.items() if t is not None}


@lru_cache(maxsize=1)
def cases() -> list[tuple[dict[str, Any], Language, str, Figure, Ran]]:
    return [
        (p, language(code), notation, figure(**p, language=language(code), notation=notation), Ran(p))
        for (p, code, notation), _ in zip(draws(), range(COUNT), strict=False)
    ]


def listed(text: str, said: Language) -> set[str]:
    return set(names(text, said, "momentum.and"))


def size_is(text: str, value: float, said: Language) -> None:
    """A number near 1 is not written as 1, and on the right side of it."""
    assert close(text, value, said)
    if abs(abs(value) - 1) > EDGE:
        assert abs(number(text, said)) != 1
        assert (abs(number(text, said)) > 1) == (abs(value) > 1)


def test_paths_and_heights_are_drawn_as_stepped_by_hand() -> None:
    for p, _, _, shown, ran in cases():
        paths, _, _, progress = shown.scene.panels
        for name, label in LABELS.items():
            (path,) = [m for m in paths.marks if m.label == label]
            assert np.allclose(np.stack([path.x, path.y], axis=1), ran.theta[name], rtol=1e-6, atol=1e-7)
            (line,) = [m for m in progress.marks if m.label == label]
            if p["landscape"] == "valley":
                assert np.allclose(line.y, np.maximum(ran.height[name], progress.y.low), rtol=1e-4, atol=1e-10)
            else:
                steps = np.diff(ran.theta[name][:, 0], prepend=0.0) / p["alpha"]
                assert np.allclose(line.y, steps, rtol=1e-6, atol=1e-6)


def test_titles() -> None:
    seen = set()
    for p, said, _, shown, ran in cases():
        valley = p["landscape"] == "valley"
        paths, map_, step, progress = (panel.title for panel in shown.scene.panels)
        found, facts = sentence(
            paths, said, NAME, *(f"paths_title.{each}" for each in ("valley", "same", "slope", "lost"))
        )
        seen.add(found)
        if ran.flown():
            assert found == "paths_title.lost"
            assert listed(facts["methods"], said) == ran.flown()
            assert p["alpha"] * p["kappa"] > limit_of("nesterov", p["beta"], 1.0) * 0.999  # none that is stable
        elif p["beta"] == 0:
            assert found == "paths_title.same"
            assert np.array_equal(ran.theta["sgd"], ran.theta["momentum"])
            assert np.array_equal(ran.theta["sgd"], ran.theta["nesterov"])
        elif valley:
            assert found == "paths_title.valley"
            low = min(height[-1] for height in ran.height.values())
            lowest = {LABELS[name] for name, height in ran.height.items() if height[-1] <= low * (1 + 1e-9)}
            assert listed(facts["method"], said) <= lowest or low < 1e-20
            assert number(facts["steps"], said) == p["steps"]
        else:
            assert found == "paths_title.slope"
            assert close(facts["times"], ran.theta["momentum"][-1, 0] / ran.theta["sgd"][-1, 0], said)
        kind = kind_of(p["method"], p["alpha"], p["beta"], p["kappa"])
        every = [f"map_title.{each}" for each in ("monotone", "oscillating", "diverging", "edge")]
        found, facts = sentence(map_, said, NAME, *every)
        assert found == f"map_title.{kind}"
        assert facts["method"] == LABELS[p["method"]]
        largest = float(np.abs(sigma(p["method"], p["alpha"], p["beta"], p["kappa"])).max())
        size_is(facts["rate"], largest, said)
        assert sentence(step, said, NAME, "step_title", "step_title.same")[0] == (
            "step_title" if p["beta"] > 0 else "step_title.same"
        )
        found, facts = sentence(progress, said, NAME, "progress_title", "speed_title", "speed_title.plain")
        if valley:
            told = dict(part.split(" ", 1) for part in facts["arrivals"].split(", "))
            for name, label in LABELS.items():
                assert told[label] == arrival(ran, name, p["steps"])
        elif p["beta"] == 0:
            assert found == "speed_title.plain"
        else:
            assert found == "speed_title"
            assert close(facts["final"], 1 / (1 - p["beta"]), said)
            for name in ("momentum", "nesterov"):
                speeds = np.diff(ran.theta[name][:, 0])
                assert np.all(np.diff(speeds) > -1e-9 * p["alpha"] / (1 - p["beta"]))
                assert speeds[-1] <= p["alpha"] / (1 - p["beta"]) * (1 + 1e-9)
    assert len(seen) == 4


def arrival(ran: Ran, name: str, steps: int) -> str:
    if ran.lost[name] is not None:
        return "∞"
    height = ran.height[name]
    t = len(height)
    while t > 0 and height[t - 1] <= 0.01 * height[0]:
        t -= 1
    return str(t) if t < len(height) else f"> {steps}"


FRAMES = ("frame_start", "frame_plain", "frame_coast", "frame_rest", "frame_lost", "frame.with", "frame.against",
          "frame.aside", "frame_ahead")  # fmt: skip


def test_captions_of_the_frames() -> None:
    seen = set()
    for p, said, notation, shown, ran in cases():
        path = ran.theta[p["method"]]
        assert len(shown.scene.captions) == p["steps"] + 1
        for t in sorted({0, 1, 2, 3, len(path) - 1, len(path), p["steps"], p["t"], *range(4, p["steps"], 23)}):
            if t > p["steps"]:
                continue
            told = sentences(shown.scene.captions[t], said, NAME, *FRAMES, notation=notation)
            found, facts = told[0]
            seen.add(found)
            if t == 0:
                assert found == "frame_start"
                continue
            assert number(facts["t"], said) == t
            if t >= len(path):
                assert found == "frame_lost"
                assert facts["method"] == LABELS[p["method"]]
                assert number(facts["since"], said) == ran.lost[p["method"]] == len(path) - 1
                continue
            carried = p["beta"] * (path[t] - path[t - 1])
            here = -p["alpha"] * (ran.h * path[t] - ran.pull)
            long, short = float(np.hypot(*carried)), float(np.hypot(*here))
            if min(long, short) < 1e-12:  # rounding decides which of them is nothing
                continue
            assert close(facts["ratio"], long / short, said) or min(long, short) < 1e-9
            cosine = float(carried @ here) / long / short
            together = float(np.hypot(*(carried + here)))
            if abs(abs(cosine) - 0.5) > 1e-6 and min(long, short) > 1e-9:
                assert found == f"frame.{'with' if cosine > 0.5 else 'against' if cosine < -0.5 else 'aside'}"
                assert found != "frame.with" or together > max(long, short)
                assert found != "frame.against" or together < max(long, short)
            ((_, more),) = told[1:]
            seen_ahead = -p["alpha"] * (ran.h * (path[t] + carried) - ran.pull)
            share = float(np.hypot(*(seen_ahead - here))) / short
            if more["differs"] == said.text("momentum.under_percent"):
                assert 0 < share < 0.0051
            elif min(long, short) > 1e-9:
                assert number(more["differs"], said) == pytest.approx(100 * share, abs=0.51)
    assert {f"frame{each}" for each in (".with", ".against", ".aside", "_plain", "_lost")} <= seen


CAPTION = (
    *(f"regime.{each}" for each in ("monotone", "oscillating", "diverging", "edge", "slope", "slope_plain")),
    "why.real", "why.negative", *(f"why.{kind}.{method}" for kind in ("complex", "diverging", "edge")
                                  for method in ("momentum", "nesterov")),
    "tenth.along", "tenth.across", "tenth.same", "limits", "no_memory", "slope_lost",
)  # fmt: skip


def test_the_caption_under_the_plot() -> None:
    seen = set()
    for p, said, notation, shown, ran in cases():
        facts = dict(sentences(shown.caption, said, NAME, *CAPTION, notation=notation))
        method, beta, alpha, kappa = (p[name] for name in ("method", "beta", "alpha", "kappa"))
        kind = kind_of(method, alpha, beta, kappa)
        valley = p["landscape"] == "valley"
        expected = {"limits", why_is(facts, p, said)}
        if valley:
            expected.add(f"regime.{kind}")
            assert facts[f"regime.{kind}"]["method"] == LABELS[method]
            if kind in ("monotone", "oscillating"):
                along, across = (np.abs(sigma(method, alpha, beta, h)).max() for h in (1.0, kappa))
                slower = [key for key in facts if key.startswith("tenth.")]
                expected |= set(slower)
                tenth_is(slower, facts, float(along), float(across), p, said)
        else:
            expected.add("regime.slope" if beta > 0 else "regime.slope_plain")
            if beta > 0:
                told, path = facts["regime.slope"], ran.theta["momentum"]
                assert number(told["t"], said) == len(path) - 1
                assert close(told["now"], (path[-1, 0] - path[-2, 0]) / alpha, said)
                assert close(told["final"], 1 / (1 - beta), said)
            if ran.flown():
                expected.add("slope_lost")
                assert listed(facts["slope_lost"]["methods"], said) == ran.flown()
        for name in LABELS:
            assert close(facts["limits"][name], limit_of(name, beta, kappa), said)
        if beta == 0:
            expected.add("no_memory")
        assert set(facts) == expected
        seen |= expected
    assert seen >= set(CAPTION) - {"why.edge.nesterov"}


def why_is(facts: dict[str, dict[str, str]], p: dict[str, Any], said: Language) -> str:
    """The sentence on the eigenvalues that must stand there, its numbers held."""
    method, beta, alpha, kappa = (p[name] for name in ("method", "beta", "alpha", "kappa"))
    kind, pair = kind_of(method, alpha, beta, kappa), sigma(method, alpha, beta, kappa)
    size = float(np.abs(pair).max())
    (found,) = [key for key in facts if key.startswith("why.")]
    told = facts[found]
    if kind in ("edge", "diverging"):
        assert found == f"why.{kind}.{method}"
        assert close(told["alpha"], alpha, said, 4)
        if kind == "diverging":
            assert number(told["alpha"], said) > number(told["limit"], said)
            assert close(told["limit"], limit_of(method, beta, kappa), said)
            size_is(told["size"], size, said)
            assert pair.real[np.abs(pair).argmax()] < -1
        else:
            assert np.abs(pair + 1).min() < 1e-4
        return found
    u = 1 - alpha * kappa
    trace, product = (u + beta, beta) if method == "momentum" else ((1 + beta) * u, beta * u)
    if trace**2 < 4 * product:
        assert found == f"why.complex.{method}"
        size_is(told["size"], math.sqrt(beta if method == "momentum" else beta * u), said)
        assert method == "momentum" or size < math.sqrt(beta)
    elif kind == "oscillating":
        assert found == "why.negative"
        size_is(told["sigma"], float(pair.real.min()), said)
    else:
        assert found == "why.real"
        for text, value in zip((told["first"], told["second"]), sorted(pair.real, reverse=True), strict=True):
            assert number(text, said) == pytest.approx(float(value), rel=6e-3, abs=1e-7)
            assert (number(text, said) == 1) <= (abs(value - 1) < EDGE)
    return found


def tenth_is(
    slower: list[str], facts: dict[str, dict[str, str]], along: float, across: float, p: dict[str, Any], said: Language
) -> None:
    (found,) = slower
    told, largest = facts[found], max(along, across)
    if abs(along - across) > 1e-7:
        assert found == f"tenth.{'along' if along > across else 'across'}"
    size_is(told["rate"], largest, said)
    n = int(number(told["steps"], said))
    assert largest**n <= 0.1 * (1 + 1e-4) or largest > 1 - 1e-7
    assert n == 1 or largest ** (n - 1) > 0.1 * (1 - 1e-4)
    kappa = p["kappa"]
    if p["method"] == "momentum":
        root = math.sqrt(kappa)
        alpha, beta = 4 / (root + 1) ** 2, ((root - 1) / (root + 1)) ** 2
    else:
        half = 2 / math.sqrt(3 * kappa + 1)
        alpha, beta = 4 / (3 * kappa + 1), (1 - half) / (1 + half)
    assert close(told["alpha"], alpha, said)
    assert close(told["beta"], beta, said)
    rate = max(float(np.abs(sigma(p["method"], alpha, beta, h)).max()) for h in (1.0, kappa))
    assert int(number(told["best"], said)) <= n
    assert rate ** number(told["best"], said) <= 0.1 * (1 + 1e-3)


def test_what_is_said_of_a_regime_is_what_the_path_does() -> None:
    """Monotone never changes sides; a negative eigenvalue flips at every step; what fades is gone in time."""
    for p, *_ in cases():
        kind = kind_of(p["method"], p["alpha"], p["beta"], p["kappa"])
        pair = sigma(p["method"], p["alpha"], p["beta"], p["kappa"])
        size = float(np.abs(pair).max())
        long = Ran({**p, "landscape": "valley", "steps": 150}).theta[p["method"]][:, 1]
        alive = long[np.abs(long) > 1e-10]
        if kind == "monotone":
            assert np.all(alive > 0)
        if kind == "oscillating" and np.abs(pair.imag).max() == 0:
            assert np.all(np.sign(alive) == np.resize([1, -1], len(alive)))
        if kind in ("monotone", "oscillating") and size < 0.93:
            assert abs(long[-1]) < 0.05
        if kind == "diverging" and size > 1.1:
            assert abs(long[-1]) > 5


def test_the_summary_and_the_table() -> None:
    every = ("summary", "summary_end", "summary_lost", "summary_map")
    for p, said, notation, shown, ran in cases():
        first, *ends, last = sentences(shown.summary, said, NAME, *every, notation=notation)
        for name in ("kappa", "alpha", "beta", "steps"):
            assert close(first[1][name], p[name], said, 4)
        for (found, facts), (name, label) in zip(ends, LABELS.items(), strict=True):
            assert facts["method"] == label
            assert (found == "summary_lost") == (ran.lost[name] is not None)
            if ran.lost[name] is not None:
                assert number(facts["t"], said) == ran.lost[name]
            else:
                x, y = ran.theta[name][-1]
                assert number(facts["x"], said) == pytest.approx(x, rel=6e-3, abs=1e-6)
                assert number(facts["y"], said) == pytest.approx(y, rel=6e-3, abs=1e-6)
        kind = kind_of(p["method"], p["alpha"], p["beta"], p["kappa"])
        assert last[1]["kind"] == said.text(f"{NAME}.kind.{kind}")
        rows = iter(shown.table.rows)
        for name in ("momentum", "nesterov"):
            for h in (1.0, p["kappa"]) if p["landscape"] == "valley" else (p["kappa"],):
                label, direction, pair, size, regime, limit = next(rows)
                assert label == LABELS[name]
                assert regime == said.text(f"{NAME}.kind.{kind_of(name, p['alpha'], p['beta'], h)}")
                values = sigma(name, p["alpha"], p["beta"], h)
                if abs(values[0] - values[1]) > 1e-6:
                    size_is(size, float(np.abs(values).max()), said)
                assert close(limit, limit_of(name, p["beta"], h), said)
                assert direction
                assert pair
        assert next(rows, None) is None


def test_the_prediction() -> None:
    for p, said, notation, _, _ in cases():
        asked = predict(**p, language=said, notation=notation)
        if p["landscape"] == "slope":
            final = 1 / (1 - p["beta"])
            assert asked.correct == pytest.approx(final)
            assert asked.right(final)
            assert not asked.right(1.06 * final)
            continue
        kind = kind_of(p["method"], p["alpha"], p["beta"], p["kappa"])
        assert asked.correct == {"monotone": 0, "oscillating": 1}.get(kind, 2)
        every = [each for each in CAPTION if each.startswith("why.")]
        why_is(dict([sentence(asked.explain, said, NAME, *every, notation=notation)]), p, said)
        assert asked.ghost is None


def test_a_guess_is_drawn_on_the_axis_of_speeds() -> None:
    rng = np.random.default_rng(2)
    for p, said, notation, shown, _ in cases():
        if p["landscape"] != "slope":
            continue
        asked = predict(**p, language=said, notation=notation)
        for guess in (0.0, -5.0, 1e300, *rng.uniform(0, 110, 4)):
            at, mark = ghost(asked, shown, guess)
            panel = shown.scene.panels[at]
            assert mark.kind == "hline"
            assert mark.y <= min(panel.y.highs)
            assert mark.y == guess or not 0 <= guess <= panel.y.highs[0]


def test_the_veil_is_the_same_for_every_beta() -> None:
    """On the slope the answer is 1/(1−β): neither an axis nor a title may say it before the guess."""
    veils = []
    for beta in (0.1, 0.5, 0.9, 0.99):
        p = {**DEMO.defaults, "landscape": "slope", "beta": beta}
        scene = figure(**p, language=language("en"), notation="notes").scene.veiled("…")
        veils.append((scene.panels[3].data()["y"], [panel.title for panel in scene.panels]))
    assert all(each == veils[0] for each in veils)
