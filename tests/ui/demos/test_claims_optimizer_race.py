"""What the race says is so: every sentence, title, row and bar against a race that is run and judged once more here.

The race is run by ``lekce2.race`` with noise and minibatches drawn by this file; how it is judged (who arrived for
good, who diverged, medians, the best α) is written out again in plain loops. Sentences are read back by templates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from statistics import median_low
from typing import Any

import numpy as np
import pytest

from lekce2.objectives import LANDSCAPES, from_expression, logistic_regression, noisy_bowl
from lekce2.optimizers import OPTIMIZERS
from lekce2.race import run
from study.language import Language, language
from tests.support.sentences import close, names, number, sentence, sentences
from ui.demos.optimizer_race import DEMO, figure, predict
from ui.drawing import METHODS, Figure

NAME = "optimizer-race"
SWEEP = [float(f"{a:.2g}") for a in np.geomspace(1e-4, 10.0, 26)]
# typed formulas: the span of the window, and its lowest minimum where it has one that nothing in reach falls below
TYPED: dict[str, tuple[int, float | None]] = {
    "x**2 + 10*y**2": (3, 0.0),
    "(x**2 - 0.25)**2 + 10*y**2": (1, 0.0),
    "x**2 + 10*y**2 + 4*exp(-x**2 - y**2)": (3, math.log(4) + 1),
    "x*y": (2, None),
    "x + y": (5, None),
    "x**3 - 3*x + y**2": (3, None),
    "log(x + 2.5) + y**2": (2, None),
    "log(x + 2) + y": (1, None),
    "0*x + 1": (1, 1.0),
    "x**2*(x - 4)**2 - x + y**2": (2, None),  # lower outside of the window: None as soon as a lane gets there
}
LOWER = "x**2*(x - 4)**2 - x + y**2"
HOURS = (0.3, 0.6, 0.9, 1.2, 1.5, 1.7, 2.0, 2.2, 2.5, 2.8, 3.2, 3.6)
PASSED = (0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1)


# ---- the race once more


class Judged:
    """A race of K methods in R runs, judged in plain Python."""

    def __init__(self, p: dict[str, Any], notation: str) -> None:
        self.methods = list(p["methods"])
        self.names = [METHODS[each].label for each in self.methods]
        objective, start = course(p), (p["start_x"], p["start_y"])
        random = p["noise"] > 0 or objective.data_size > 0
        self.runs = runs = p["runs"] if random else 1
        alphas = ([p["alpha"]] if p["rates"] == "common" else []) + SWEEP
        steps, lanes = p["steps"], len(alphas) * runs
        noise: Any = 0.0
        if p["noise"] > 0:
            draws = np.random.default_rng([p["seed"], 2]).standard_normal((runs, steps, 2))
            noise = np.stack([p["noise"] * draws[lane % runs] for lane in range(lanes)], axis=1)
        batches = None
        if objective.data_size:
            size = {"bowl": 1, "logistic": 3}[p["landscape"]]
            rows = np.random.default_rng([p["seed"], 1]).integers(0, objective.data_size, (runs, steps, size))
            batches = np.stack([rows[lane % runs] for lane in range(lanes)], axis=2)
        each = np.repeat(alphas, runs)
        self.race = run(objective, [build(m, each, notation) for m in self.methods], [start] * lanes, steps,
                        noise=noise, batches=batches)  # fmt: skip
        floor = floor_of(p, objective)
        if p["formula"] == LOWER and p["landscape"] == "own":
            roots = np.roots([4.0, -24.0, 32.0, -1.0])  # of the derivative along x
            inside = float(roots[np.abs(roots) < 2].real.min())
            floor = inside**2 * (inside - 4) ** 2 - inside
            floor = None if self.race.loss.min() < floor - 1e-7 else floor
        self.floor, self.steps = floor, steps
        height = self.race.loss - (floor or 0.0)
        begin = float(height[0, 0, 0])
        if floor is not None:
            height = np.where(height > 1e-12 * begin, height, 0.0)
        self.begin = begin
        self.lowest = None if floor is not None else min(lowest_of(objective), begin)
        self.height = height.reshape(steps + 1, len(self.methods), len(alphas), runs)
        self.over = 1e6 * (begin if floor is not None and begin > 0 else max(abs(begin), 1.0))
        self.fell_out = self.race.diverged_at.reshape(len(self.methods), len(alphas), runs)
        self.saddle = p["landscape"] == "saddle"
        self.swept = [[self.judge(k, a) for a in range(len(alphas))] for k in range(len(self.methods))]
        self.sweep = [row[1:] if p["rates"] == "common" else row for row in self.swept]
        key = "end" if floor is not None else "escape"
        self.sweep_values = [[one_[key] for one_ in row] for row in self.sweep]
        chosen = [0 if p["rates"] == "common" else int(np.argmin(row)) for row in self.sweep_values]
        self.alphas = [alphas[a] for a in chosen]
        self.lanes = [self.swept[k][a] for k, a in enumerate(chosen)]
        self.theta = self.race.theta.reshape(steps + 1, len(self.methods), len(alphas), runs, 2)
        self.chosen = chosen

    def judge(self, k: int, a: int) -> dict[str, Any]:
        """The runs of one method with one α: when each diverged, ended and arrived, and their medians."""
        h = self.height[:, k, a]
        lost, left, ends, since = [], [], [], []
        goals = [0.1, 0.01, 1e-4] if self.floor is not None else [None]
        for r in range(self.runs):
            high = np.flatnonzero(h[:, r] > self.over)
            broken = int(self.fell_out[k, a, r])
            gone, out = (int(high[0]) if len(high) else None), broken >= 0 and not np.any(high <= broken)
            if out and self.saddle and h[-1, r] < self.lowest:
                out, gone = False, None
            elif out:
                gone = broken
            lost.append(gone)
            left.append(out)
            ends.append(math.inf if gone is not None else float(h[-1, r]))
            since.append([self.stays(h[:, r], goal) if gone is None else math.inf for goal in goals])
        settled = [median_low(run_[i] for run_ in since) for i in range(len(goals))]
        at = 1 if self.floor is not None else 0
        by = sorted(math.inf if t is None else t for t in lost)[self.runs // 2]
        return {
            "h": h, "lost": lost, "end": median_low(ends), "settled": settled, "escape": settled[at],
            "arrived": settled[at], "each": [run_[at] for run_ in since if run_[at] < math.inf],
            "by": by, "left": 2 * sum(left) > sum(t is not None for t in lost),
        }  # fmt: skip

    def stays(self, h: Any, goal: float | None) -> float:
        """From which step on a curve stays at the goal to its end."""
        t = len(h)
        while t > 0 and (h[t - 1] < self.lowest if goal is None else h[t - 1] <= goal * self.begin):
            t -= 1
        return t if t < len(h) else math.inf

    def median(self, k: int) -> list[float]:
        """The median curve of a method, up to where it is infinite."""
        lane, found = self.lanes[k], []
        for t in range(self.steps + 1):
            here = [math.inf if g is not None and t > g else lane["h"][t, r] for r, g in enumerate(lane["lost"])]
            found.append(float(median_low(here)))
        return found[: found.index(math.inf)] if math.inf in found else found

    def lowest_at(self, t: int, curves: list[list[float]]) -> tuple[float, set[str]]:
        running = {k: curve[t] for k, curve in enumerate(curves) if t < len(curve)}
        low = min(running.values(), default=math.inf)
        return low, {self.names[k] for k, loss in running.items() if loss == low}


def course(p: dict[str, Any]) -> Any:
    if p["landscape"] == "own":
        return from_expression(p["formula"], ((-p["span"], p["span"]),) * 2)
    if p["landscape"] == "bowl":
        return noisy_bowl(np.random.default_rng(p["seed"]).normal(0.0, 1.5, (40, 2)))
    if p["landscape"] == "logistic":
        return logistic_regression(np.column_stack([HOURS, np.ones(12)]), PASSED)
    return LANDSCAPES[p["landscape"]]()


def floor_of(p: dict[str, Any], objective: Any) -> float | None:
    if p["landscape"] == "own":
        return TYPED[p["formula"]][1]
    if p["landscape"] == "saddle":
        return None
    if p["landscape"] == "logistic":
        theta = np.zeros(2)
        for _ in range(60):
            theta = theta - np.linalg.solve(objective.hessian(theta), objective.gradient(theta))
        return float(objective.value(theta))
    return min(float(objective.value(point)) for point in objective.minima)


def lowest_of(objective: Any) -> float:
    z = objective.grid(81, 81)[2]
    return float(z[np.isfinite(z)].min())


def build(method: str, alpha: Any, notation: str) -> Any:
    kind = OPTIMIZERS[method]
    has = {each.name for each in fields(kind)}
    says = {"velocity": notation, "eps_inside": notation == "notes"}
    return kind(alpha, **{name: value for name, value in says.items() if name in has})


# ---- which races


def draws() -> Iterator[tuple[dict[str, Any], str, str]]:
    rng = np.random.default_rng(71)
    for k, changes in enumerate([{}, *DEMO.presets.values()]):
        yield {**DEMO.defaults, **DEMO.complete(changes)}, ("cs", "en")[k % 2], ("notes", "slides")[k // 2 % 2]
    low = {**DEMO.defaults, "noise": 0.0, "runs": 1, "seed": 3}
    edges: list[dict[str, Any]] = [
        {"landscape": "ravine", "start_x": 0.0, "start_y": 0.0},
        {"landscape": "ravine", "start_x": -0.5, "start_y": 0.2, "alpha": 1.0, "steps": 60},
        {"landscape": "saddle", "start_x": 0.0, "start_y": 1.0, "alpha": 10.0, "steps": 300},
        {"landscape": "saddle", "start_x": 1.0, "start_y": 0.0},
        {"landscape": "saddle", "start_x": 0.0, "start_y": 2.0},
        {"alpha": 10.0}, {"alpha": 1e-4}, {"alpha": 10.0, "methods": ("sgd", "momentum", "nesterov"), "steps": 300},
        {"landscape": "bowl", "alpha": 10.0, "runs": 10}, {"landscape": "bowl", "alpha": 2.0, "runs": 10, "noise": 2.0},
        {"methods": ("adam", "amsgrad"), "alpha": 0.01, "steps": 10}, {"noise": 1e-9, "runs": 5},
        {"landscape": "rosenbrock", "start_x": -1.5, "start_y": 2.0, "noise": 2.0, "alpha": 0.0016, "runs": 10},
    ]  # fmt: skip
    for k, edge in enumerate(edges):
        yield {**low, **DEMO.complete(edge)}, ("cs", "en")[k % 2], "notes"
    while True:
        landscape = str(rng.choice(["ravine", "rosenbrock", "beale", "himmelblau", "saddle", "plateau", "bowl",
                                    "logistic", "own", "own"]))  # fmt: skip
        formula = str(rng.choice(list(TYPED)))
        count = int(rng.integers(2, len(METHODS) + 1))
        some = set(rng.choice(list(METHODS), count, replace=False))
        chosen = tuple(each for each in METHODS if each in some)
        p = {
            **DEMO.defaults, "landscape": landscape, "formula": formula, "span": TYPED[formula][0], "methods": chosen,
            "rates": str(rng.choice(["common", "common", "tuned"])), "seed": int(rng.integers(0, 9999)),
            "alpha": float(rng.choice([1e-4, 10.0, *10 ** rng.uniform(-4, 1, 8)])),
            "noise": float(rng.choice([0.0, 0.0, 0.3, rng.uniform(0, 2), 2.0])), "runs": int(rng.choice([1, 5, 10])),
            "steps": int(rng.choice([10, *rng.integers(10, 120, 5), 300], p=[0.15, *[0.16] * 5, 0.05])),
        }  # fmt: skip
        (x0, x1), (y0, y1) = course(p).domain
        p["start_x"], p["start_y"] = round(float(rng.uniform(x0, x1)), 1), round(float(rng.uniform(y0, y1)), 1)
        p["start_x"], p["start_y"] = float(np.clip(p["start_x"], x0, x1)), float(np.clip(p["start_y"], y0, y1))
        if np.isfinite(course(p).value((p["start_x"], p["start_y"]))):
            yield p, str(rng.choice(["cs", "en"])), str(rng.choice(["notes", "slides"]))


COUNT = 230


@lru_cache(maxsize=1)
def cases() -> list[tuple[dict[str, Any], Language, str, Figure, Judged]]:
    found = []
    for (p, code, notation), _ in zip(draws(), range(COUNT), strict=False):
        said = language(code)
        found.append((p, said, notation, figure(**p, language=said, notation=notation), Judged(p, notation)))
    return found


def listed(text: str, said: Language) -> set[str]:
    return set(names(text, said, f"{NAME}.and"))


def plural(j: Judged, name: str) -> str:
    return name if j.runs == 1 else f"{name}_median"


def first(j: Judged) -> tuple[float, set[str]]:
    t = min(lane["arrived"] for lane in j.lanes)
    return t, {name for name, lane in zip(j.names, j.lanes, strict=True) if lane["arrived"] == t}


def winners(j: Judged) -> tuple[float, set[str]]:
    low = min(lane["end"] for lane in j.lanes)
    return low, {name for name, lane in zip(j.names, j.lanes, strict=True) if lane["end"] == low < math.inf}


def counted(j: Judged) -> int:
    return sum(lane["arrived"] < math.inf for lane in j.lanes)


def test_the_races_are_many_and_of_all_kinds() -> None:
    kinds = {(j.floor is None, j.runs > 1, p["rates"]) for p, _, _, _, j in cases()}
    assert len(cases()) >= 200
    assert len(kinds) == 8
    assert any(not winners(j)[1] for *_, j in cases())
    assert any(len(winners(j)[1]) > 1 for *_, j in cases())
    assert any(len(first(j)[1]) > 1 and counted(j) for *_, j in cases())
    climbs = [(j, k) for *_, j in cases() if j.floor is not None and j.runs == 1 for k in range(len(j.names))
              if j.lanes[k]["end"] > j.begin > 0 and j.lanes[k]["h"].min() <= 0.01 * j.begin]  # fmt: skip
    assert climbs  # came, and ended above the start


def test_curves_bars_and_points_are_those_of_the_race() -> None:
    for p, _, _, shown, j in cases():
        _, losses, sweep, arrivals = shown.scene.panels
        lines = [mark for mark in losses.marks if mark.kind == "line"]
        for k, line in enumerate(lines):
            curve = j.median(k)
            low, high = losses.y.low, 1e3 * losses.y.high
            assert np.allclose(line.y, np.clip(curve, low, high), rtol=1e-9, atol=1e-12)
            if j.runs == 1 and j.lanes[k]["arrived"] < math.inf and j.floor is not None:
                t = int(j.lanes[k]["arrived"])
                assert np.all(line.y[t:] <= max(0.01 * j.begin, low))
                assert t == 0 or line.y[t - 1] > 0.01 * line.y[0]
                assert j.begin == 0 or line.y[-1] < line.y[0]
        for line, values in zip([m for m in sweep.marks if m.kind == "line"], j.sweep_values, strict=True):
            assert np.allclose(np.isfinite(line.y), np.isfinite(values))
            known = np.isfinite(values)
            clipped = np.clip(np.array(values)[known], sweep.y.low, 1e3 * sweep.y.high)
            assert np.allclose(np.array(line.y)[known], clipped, rtol=1e-9, atol=1e-12)
        (bars,) = [mark for mark in arrivals.marks if mark.kind == "bars"]
        there = [k for k, lane in enumerate(j.lanes) if lane["arrived"] < math.inf]
        assert list(bars.x) == there
        assert list(bars.y) == [j.lanes[k]["arrived"] for k in there]
        never = {int(mark.x): mark.text for mark in arrivals.marks if mark.kind == "text"}
        assert set(never) == set(range(len(j.names))) - set(there)
        for k, text in never.items():
            assert (text == "✗") == (j.lanes[k]["by"] < math.inf and not j.lanes[k]["left"])
        points = [sorted(mark.y) for mark in arrivals.marks if mark.kind == "points"]
        assert points == ([sorted(lane["each"]) for lane in j.lanes if lane["each"]] if j.runs > 1 else [])
        assert p["steps"] * 1.12 == pytest.approx(arrivals.y.high)


def test_titles() -> None:
    for p, said, _, shown, j in cases():
        paths, losses, sweep, arrivals = (panel.title for panel in shown.scene.panels)
        # how many arrived
        kind = "paths" if j.floor is not None else "escaped" if p["landscape"] == "saddle" else "left"
        if j.runs > 1:
            found, facts = sentence(paths, said, NAME, "in_half")
            paths = facts["said"]
        found, facts = sentence(paths, said, NAME, "paths_title", "escaped_title", "left_title")
        assert found == f"{kind}_title"
        assert (number(facts["arrived"], said), number(facts["all"], said)) == (counted(j), len(j.names))
        # who is lowest
        low, who = winners(j)
        every = ("losses_title", "losses_title_median", "all_left_title", "all_diverged_title", "all_lost_title",
                 "most_lost_title")  # fmt: skip
        found, facts = sentence(losses, said, NAME, *every)
        if who:
            assert found == plural(j, "losses_title")
            assert listed(facts["method"], said) == who
            assert close(facts["loss"], low, said, 4)
            assert number(facts["steps"], said) == p["steps"]
        else:
            left = {lane["left"] for lane in j.lanes}
            single = {frozenset({True}): "all_left_title", frozenset({False}): "all_diverged_title"}
            assert found == (single.get(frozenset(left), "all_lost_title") if j.runs == 1 else "most_lost_title")
        # the best α
        best = best_of(j)
        known = {name: alpha for name, alpha in zip(j.names, best, strict=True) if alpha is not None}
        kinds = [f"sweep_title{end}" for end in ("", "_same", "_only", "_only_down", "_none", "_none_down")]
        found, facts = sentence(sweep, said, NAME, *kinds)
        down = "_down" * (j.floor is None)
        if not known:
            assert found == f"sweep_title_none{down}"
        elif len(set(known.values())) > 1:
            assert found == "sweep_title"
            for end, alpha, names_ in ((min, "low", "first"), (max, "high", "second")):
                edge = end(known.values())
                assert close(facts[alpha], edge, said, 4)
                assert listed(facts[names_], said) == {name for name, each in known.items() if each == edge}
        elif len(known) == len(best):
            assert found == "sweep_title_same"
            assert close(facts["alpha"], known[j.names[0]], said, 4)
        else:
            assert found == f"sweep_title_only{down}"
            assert listed(facts["methods"], said) == set(known)
        # who came first
        kinds = [f"arrivals_title{none}{way}{end}" for none in ("", "_none") for way in ("", "_down")
                 for end in ("", "_median")]  # fmt: skip
        found, facts = sentence(arrivals, said, NAME, *kinds)
        assert found == plural(j, f"arrivals_title{'' if counted(j) else '_none'}{down}")
        if counted(j):
            t, who = first(j)
            assert number(facts["t"], said) == t
            assert listed(facts["method"], said) == who


def best_of(j: Judged) -> list[float | None]:
    return [SWEEP[values.index(min(values))] if min(values) < math.inf else None for values in j.sweep_values]


def test_captions_of_the_frames() -> None:
    for p, said, _, shown, j in cases():
        curves = [j.median(k) for k in range(len(j.names))]
        assert len(shown.scene.captions) == p["steps"] + 1
        for t in {0, 1, p["steps"], *(len(curve) for curve in curves), *range(2, p["steps"], 17)}:
            if t > p["steps"]:
                continue
            every = ("frame_start", "frame", "frame_median", "frame_none", "frame_none_median")
            found, facts = sentence(shown.scene.captions[t], said, NAME, *every)
            low, who = j.lowest_at(t, curves)
            if t == 0:
                assert found == "frame_start"
                assert close(facts["loss"], j.begin, said, 4)
                continue
            assert found == plural(j, "frame" if who else "frame_none")
            assert number(facts["t"], said) == t
            if who:
                assert listed(facts["method"], said) == who
                assert close(facts["loss"], low, said, 4)


SAYS = ("diverges", "diverge", "leaves", "leave", "broken_off", "regime_saddle", "regime_stuck_saddle", "regime_stuck",
        "regime_all", "regime_some", "regime_bottomless", "regime_stuck_bottomless", "noisy", "one_run", "several",
        "fair_same", "fair_other")  # fmt: skip


def test_the_caption_under_the_plot() -> None:
    for p, said, _, shown, j in cases():
        _, head, text = shown.caption.split("**", 2)
        facts = dict(sentences(text.removeprefix(" "), said, NAME, *SAYS))
        gone = {name: lane for name, lane in zip(j.names, j.lanes, strict=True) if lane["by"] < math.inf}
        expected = set()
        # who broke off, and when
        groups = {True: {n: g["by"] for n, g in gone.items() if g["left"]},
                  False: {n: g["by"] for n, g in gone.items() if not g["left"]}}  # fmt: skip
        if j.runs > 1 and gone:
            expected.add("broken_off")
            lanes = read_lanes(facts["broken_off"]["lanes"], "lane_by", said)
            assert lanes == {n: g["by"] for n, g in gone.items()}
        for out, single, more in ((True, "leaves", "leave"), (False, "diverges", "diverge")):
            if j.runs > 1 or not groups[out]:
                continue
            if len(groups[out]) == 1:
                expected.add(single)
                told = facts[single]
                assert {told["method"]: number(told["t"], said)} == groups[out]
            else:
                expected.add(more)
                assert read_lanes(facts[more]["lanes"], "lane", said) == groups[out]
        # who arrived
        outcome = outcome_of(p, j)
        named = outcome if not gone else "regime_diverges" if groups[False] else "regime_leaves"
        assert head == said.text(f"{NAME}.{named}.name")
        if counted(j) or not gone:
            expected.add(outcome)
            told = facts[outcome]
            if counted(j):
                t, who = first(j)
                assert number(told["t"], said) == t
                assert listed(told["method"], said) == who
                if "arrived" in told:
                    assert (number(told["arrived"], said), number(told["all"], said)) == (counted(j), len(j.names))
        # chance and fairness
        if p["noise"] > 0 or p["landscape"] in ("bowl", "logistic"):
            near = "noisy" if counted(j) and j.floor is not None else "one_run"
            expected.add(near if j.runs == 1 else "several")
            if j.runs > 1:
                assert number(facts["several"]["runs"], said) == j.runs
        ends = [min(values) for values in j.sweep_values]
        if len(set(j.alphas)) == 1 and j.floor is not None and min(ends) < math.inf:
            best = {name for name, end in zip(j.names, ends, strict=True) if end == min(ends)}
            fair = "fair_same" if best == winners(j)[1] else "fair_other"
            expected.add(fair)
            lanes = read_lanes(facts[fair]["lanes"], "lane_alpha", said)
            assert lanes == {n: a for n, a in zip(j.names, best_of(j), strict=True) if n in best}
            assert close(facts[fair]["loss"], min(ends), said, 4)
        assert set(facts) == expected


def read_lanes(text: str, template: str, said: Language) -> dict[str, float]:
    """A list of methods with a number each; in Czech a comma also stands in numbers."""
    parts = [part + ")" for part in text.removesuffix(")").split("), ")]
    found = [sentence(part, said, NAME, template)[1] for part in parts]
    return {facts.pop("method"): number(facts.popitem()[1], said) for facts in found}


def outcome_of(p: dict[str, Any], j: Judged) -> str:
    if j.floor is None:
        kind = "saddle" if p["landscape"] == "saddle" else "bottomless"
        return f"regime_{kind}" if counted(j) else f"regime_stuck_{kind}"
    return {0: "regime_stuck", len(j.names): "regime_all"}.get(counted(j), "regime_some")


def test_the_ranking() -> None:
    for _, said, _, shown, j in cases():
        rows = shown.table.rows
        assert sorted(row[1] for row in rows) == sorted(j.names)
        lanes = [j.lanes[j.names.index(row[1])] for row in rows]
        ends = [lane["end"] for lane in lanes]
        assert ends == sorted(ends)
        ranks = [(lane["end"], lane["settled"][-1]) for lane in lanes]
        assert [row[0] for row in rows] == [f"{1 + ranks.index(rank)}." for rank in ranks]
        assert ranks == sorted(ranks)
        common = len(set(j.alphas)) == 1
        assert {len(row) for row in rows} == {3 + common + 1 + (3 if j.floor is not None else 1)}
        for row, lane in zip(rows, lanes, strict=True):
            k = j.names.index(row[1])
            assert close(row[2], j.alphas[k], said, 4)
            if common:
                best = best_of(j)[k]
                assert row[3] == "–" if best is None else close(row[3], best, said, 4)
            end_is(row[3 + common], lane, j, said)
            for cell, t in zip(row[4 + common :], lane["settled"], strict=True):
                assert cell == "–" if t == math.inf else number(cell, said) == t


def end_is(cell: str, lane: dict[str, Any], j: Judged, said: Language) -> None:
    lost = sum(t is not None for t in lane["lost"])
    if lane["by"] < math.inf and j.runs > 1:
        _, facts = sentence(cell, said, NAME, "row_most")
        assert (number(facts["n"], said), number(facts["runs"], said)) == (lost, j.runs)
        assert 2 * lost > j.runs
    elif lane["by"] < math.inf:
        found, facts = sentence(cell, said, NAME, "row_left", "row_diverged")
        assert found == ("row_left" if lane["left"] else "row_diverged")
        assert number(facts["t"], said) == lane["by"]
    elif j.runs == 1:
        assert close(cell, lane["end"], said, 4)
    else:
        middle, rest = cell.split(" (")
        assert close(middle, lane["end"], said)
        band, more = rest.split(")")
        last = sorted(math.inf if t is not None else lane["h"][-1, r] for r, t in enumerate(lane["lost"]))
        low, high = band.split(" – ")
        assert close(low, last[0], said)
        assert close(high, last[-1 if j.runs == 5 else -2], said)
        assert bool(more) == bool(lost)
        if lost:
            assert number(sentence(more.strip(), said, NAME, "row_lost")[1]["n"], said) == lost


def test_the_summary() -> None:
    every = ("summary", "summary_end", "summary_median", "summary_most", "leaves", "diverges", "summary_sweep")
    for p, said, _, shown, j in cases():
        first_, *ends, last = sentences(shown.summary, said, NAME, *every)
        assert (number(first_[1]["steps"], said), number(first_[1]["runs"], said)) == (p["steps"], j.runs)
        for k, (found, facts) in enumerate(ends):
            lane = j.lanes[k]
            assert facts["method"] == j.names[k]
            if lane["by"] < math.inf:
                assert found == ("summary_most" if j.runs > 1 else "leaves" if lane["left"] else "diverges")
                assert number(facts["t"], said) == lane["by"]
                continue
            assert found == ("summary_end" if j.runs == 1 else "summary_median")
            assert close(facts["loss"], lane["end"], said, 4)
            if j.runs == 1:
                assert close(facts["x"], j.theta[-1, k, j.chosen[k], 0, 0], said, 4)
                assert close(facts["y"], j.theta[-1, k, j.chosen[k], 0, 1], said, 4)
        rates = [part.rsplit(" ", 1) for part in last[1]["rates"].split("; ")]
        for (name, alpha), label, best in zip(rates, j.names, best_of(j), strict=True):
            assert name == label
            assert alpha == "–" if best is None else close(alpha, best, said, 4)


def test_the_prediction_takes_each_of_the_lowest_and_explains_it() -> None:
    for p, said, notation, _, j in cases():
        asked = predict(**p, language=said, notation=notation)
        low, who = winners(j)
        assert asked.choices is not None
        assert asked.choices == (*j.names, said.text(f"{NAME}.choice.none"))
        right = {choice for k, choice in enumerate(asked.choices) if asked.right(k)}
        assert right == (who or {asked.choices[-1]})
        assert asked.right(asked.correct)
        found, facts = sentence(asked.explain, said, NAME, "explain", "explain_median", "explain_none")
        assert found == (plural(j, "explain") if who else "explain_none")
        if who:
            assert facts["method"] in who
            assert close(facts["loss"], low, said, 4)
            method = j.methods[j.names.index(facts["method"])]
            assert facts["why"] == said.text(f"{NAME}.why.{method}")
        found, facts = sentence(asked.question, said, NAME, "question", "question_median")
        assert found == plural(j, "question")
        assert number(facts["steps"], said) == p["steps"]


def test_before_the_guess_nobody_s_place_can_be_seen() -> None:
    for _, _, _, shown, j in cases():
        veiled = shown.scene.veiled("…")
        assert not veiled.captions
        assert not any(mark.colour in j.methods for panel in veiled.panels for mark in panel.marks)
        for panel in veiled.panels:
            assert not any(name in panel.title for name in j.names)
