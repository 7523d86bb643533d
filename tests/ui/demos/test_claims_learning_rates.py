"""What the learning-rates demo says, held against series and runs that are computed here once more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from scipy import special

from study.language import Language, language
from tests.support.sentences import Sentence, close, number, sentence
from ui.demos.learning_rates import DEMO, FAMILIES, figure, predict
from ui.drawing.figure import Figure

NAME = "learning-rates"
STEPS, RUNS, FAR = 2000, 16, 1e9
DRAGGED = dict(zip(FAMILIES, ("a", "p", "gamma", "c", "horizon", "horizon"), strict=True))
REGIMES = (
    *(f"regime.{kind}" for kind in ("stuck", "frozen", "slowing", "stops", "stops_later", "ball", "ball_far", "quiet")),
    *(f"regime.{kind}" for kind in ("unpromised", "crawls", "crawls_beyond", "converges")),
)
VERDICTS = ("holds", "not-shrinking", "squares-infinite", "sum-finite", "stops")
HEADS = ("verdict_head.holds", "verdict_head.sum", "verdict_head.squares")
HINTS = tuple(f"hint.{family}" for family in FAMILIES)
FORMULAS = (*(f"formula.{family}" for family in FAMILIES), "formula.power_shifted")


def draws(n: int = 200) -> Iterator[tuple[dict[str, Any], Language]]:
    rng = np.random.default_rng(24)
    edges: list[dict[str, Any]] = [{}, *DEMO.presets.values(), {"family": "step_decay"}]
    edges += [{"p": p, "b": b} for p in (0.0, 0.5, 0.50001, 1.0, 1.00001, 2.0) for b in (0, 100)]
    edges += [{"family": "exponential", "gamma": gamma} for gamma in (0.5, 0.99996, 0.9999, 1.0)]
    edges += [{"family": "step_decay", "c": c, "k": k} for c in (0.1, 0.99999, 1.0) for k in (10, 500)]
    edges += [{"family": "constant", "a": a, "start": start, "noise": noise}
              for a in (0.01, 1.0) for start in (0.5, 10.0) for noise in (0.0, 0.01, 2.0)]  # fmt: skip
    edges += [
        {"family": family, "horizon": horizon} for family in ("linear", "cosine") for horizon in (10, 2000, 2001, 10000)
    ]
    edges += [{"p": 1.0, "a": 0.01, "start": 10.0}, {"p": 2.0, "a": 0.9118, "start": 3.0, "noise": 1.0}]
    for k in range(n):
        family = str(rng.choice(FAMILIES))
        random = {
            "family": family,
            "a": float(rng.choice([0.01, 10 ** rng.uniform(-2, 0), 1.0])),
            "p": float(rng.choice([round(rng.uniform(0, 2), 2), rng.uniform(0, 2), rng.uniform(0.4, 1.1)])),
            "b": int(rng.choice([0, 10, 100])),
            "gamma": float(rng.choice([rng.uniform(0.5, 1), 1 - 10 ** rng.uniform(-4, -1)])),
            "c": float(rng.uniform(0.1, 1)),
            "k": int(rng.choice([10, 50, 100, 500])),
            "horizon": int(10 ** rng.uniform(1, 4)),
            "start": float(rng.choice([0.5, rng.uniform(0.5, 10), 10.0])),
            "noise": float(rng.choice([0.0, rng.uniform(0, 2), 2.0])),
            "seed": int(rng.integers(0, 10000)),
        }
        changes = edges[k] if k < len(edges) else random
        yield {**DEMO.defaults, **changes}, language(("cs", "en")[k % 2])


def rate(values: dict[str, Any], t: Any) -> Any:
    """αₜ by its formula."""
    t, a, horizon = np.asarray(t, float), values["a"], values["horizon"]
    return {
        "constant": lambda: a + 0 * t,
        "power": lambda: a * (t + values["b"]) ** -values["p"],
        "exponential": lambda: a * values["gamma"] ** t,
        "step_decay": lambda: a * values["c"] ** np.floor(t / values["k"]),
        "linear": lambda: a * np.clip(1 - t / horizon, 0, None),
        "cosine": lambda: np.where(t < horizon, a / 2 * (1 + np.cos(np.pi * t / horizon)), 0),
    }[values["family"]]()


def totals(values: dict[str, Any]) -> tuple[float, float]:
    """Σα and Σα² of all steps, from what is known of the series."""
    family, a = values["family"], values["a"]
    if family == "constant":
        return math.inf, math.inf
    if family == "power":
        p, q = values["p"], 1 + values["b"]
        first, second = (a**s * float(special.zeta(s * p, q)) if s * p > 1 else math.inf for s in (1, 2))
        return first, second
    if family == "exponential":
        g = values["gamma"]
        first, second = ((a * g) ** s / (1 - g**s) if g < 1 else math.inf for s in (1, 2))
        return first, second
    if family == "step_decay":
        c, k = values["c"], values["k"]
        first, second = (a**s * (k / (1 - c**s) - 1) if c < 1 else math.inf for s in (1, 2))
        return first, second
    each = rate(values, np.arange(1, values["horizon"] + 1))
    return float(each.sum()), float((each**2).sum())


def runs(values: dict[str, Any]) -> np.ndarray[Any, Any]:
    """|θ| after each step (STEPS, RUNS), by SGD on log cosh θ."""
    signs = 2.0 * np.random.default_rng(values["seed"]).integers(0, 2, (STEPS, RUNS)) - 1
    theta, out, alpha = np.full(RUNS, values["start"]), np.empty((STEPS, RUNS)), rate(values, np.arange(1, STEPS + 1))
    for t in range(STEPS):
        theta = theta - alpha[t] * (np.tanh(theta) + values["noise"] * signs[t])
        out[t] = np.abs(theta)
    return out


def near(text: str, value: float, said: Language, digits: int = 3) -> bool:
    """A written number; seven and more digits are those of a number that had to be told from another."""
    return close(text, value, said, digits) or number(text, said) == pytest.approx(value, rel=6e-4, abs=1e-12)


def check_verdict(text: str, values: dict[str, Any], said: Language) -> str:
    first, second = totals(values)
    head = sentence(text.split(" ", 1)[0] + " " + text.split(" ", 1)[1].split(".")[0] + ".", said, NAME, *HEADS).key
    assert head == "verdict_head." + ("sum" if math.isfinite(first) else "squares" if math.isinf(second) else "holds")
    told = sentence(
        text.removeprefix(said.text(f"{NAME}.{head}")).strip().removesuffix("."), said, "verdict", *VERDICTS
    )
    check_reason(told, values, said)
    return head


def check_reason(told: Sentence, values: dict[str, Any], said: Language) -> None:
    first, second = totals(values)
    still = float(rate(values, FAR)) == float(rate(values, 1))
    if math.isinf(first):
        assert told.key == ("holds" if math.isfinite(second) else "not-shrinking" if still else "squares-infinite")
    else:
        assert told.key == ("stops" if values["family"] in ("linear", "cosine") else "sum-finite")
    if "sum" in told.has:
        assert near(told.has["sum"], first, said)
    if "sum_of_squares" in told.has:
        assert near(told.has["sum_of_squares"], second, said)
    if "steps" in told.has:
        stop = int(number(told.has["steps"], said))
        assert rate(values, stop) == 0
        assert rate(values, stop - 1) > 0


def check_spread(text: str, ends: tuple[float, float, float], said: Language) -> None:
    if not text:
        assert ends[2] - ends[0] <= 0.011 * ends[2] + 1e-300
        return
    told = sentence(text, said, NAME, "most_runs")
    assert near(told.has["low"], ends[0], said)
    assert near(told.has["high"], ends[2], said)
    assert number(told.has["low"], said) < number(told.has["high"], said)


def check_regime(text: str, values: dict[str, Any], found: np.ndarray[Any, Any], said: Language) -> str:
    told = sentence(text, said, NAME, *REGIMES)
    kind, noise, start = told.key.split(".")[1], values["noise"], values["start"]
    first, second = totals(values)
    end = found[-1]
    ends = tuple(np.quantile(end, (0.1, 0.5, 0.9)))
    if "spread" in told.has:
        check_spread(told.has["spread"], ends, said)  # type: ignore[arg-type]
        if told.has["spread"]:
            inside = ((end >= ends[0]) & (end <= ends[2])).sum()
            assert inside > RUNS / 2
    if "median" in told.has:
        assert near(told.has["median"], ends[1], said), (values, told, ends)
    if "sum" in told.has:
        assert near(told.has["sum"], first, said)
    bound = start - (1 + noise) * first
    if kind in ("stuck", "frozen", "slowing", "stops", "stops_later"):
        assert math.isfinite(first)
        assert (kind == "stuck") == (bound > 0)
    if kind == "stuck":
        assert near(told.has["bound"], bound, said, 3)
        assert near(told.has["reach"], (1 + noise) * first, said)
        assert number(told.has["reach"], said) < number(told.has["start"], said)
        assert end.min() >= bound
    elif kind in ("frozen", "slowing"):
        rest = (1 + noise) * max(first - float(rate(values, np.arange(1, STEPS + 1)).sum()), 0)
        said_rest = number(told.has["rest"], said)
        assert said_rest >= rest * 0.99
        assert said_rest == pytest.approx(rest, rel=0.01, abs=1.1e-9 * (1 + noise) * first)
        assert (kind == "frozen") == (max(rest, 1e-9 * (1 + noise) * first) < 0.99 * ends[1])
        assert kind == "slowing" or (end > rest).sum() >= RUNS / 2
    elif kind in ("stops", "stops_later"):
        horizon = number(told.has["horizon"], said)
        assert rate(values, horizon) == 0
        assert rate(values, horizon - 1) > 0
        assert (kind == "stops") == (horizon <= STEPS)
        if kind == "stops":
            assert np.array_equal(found[int(horizon) - 1], end)
    else:
        assert math.isinf(first)
    if kind in ("ball", "ball_far", "quiet"):
        assert float(rate(values, FAR)) == float(rate(values, 1))
        assert (kind == "quiet") == (noise == 0)
    if kind == "quiet":
        assert end.max() < 1e-3
    if kind.startswith("ball"):
        ball = noise * math.sqrt(values["a"] / (2 - values["a"]))
        times = np.unique(np.round(np.geomspace(1, STEPS, 30))).astype(int)
        late = times[times > number(told.has["late"], said)]
        typical = math.sqrt(np.mean(found[late - 1] ** 2))
        assert number(told.has["late"], said) == 1000
        assert near(told.has["typical"], typical, said)
        assert near(told.has["ball"], ball, said)
        assert (kind == "ball") == (typical <= 3 * ball)
        assert kind == "ball_far" or typical == pytest.approx(math.sqrt(np.mean(found[1000:] ** 2)), rel=0.6)
    if kind == "unpromised":
        assert math.isinf(second)
        assert rate(values, FAR) < rate(values, 1)
    if kind in ("crawls", "crawls_beyond", "converges"):
        assert math.isfinite(second)
        covered = float(rate(values, np.arange(1, STEPS + 1)).sum())
        assert (kind == "converges") == (covered >= start)
        if kind == "crawls":
            needed = number(told.has["needed"].removeprefix("≈ "), said)
            assert needed > STEPS
            if needed < 1e6:
                sums = np.cumsum(rate(values, np.arange(1, needed + 1)))
                assert sums[-1] >= start * (1 - 1e-12)
                assert sums[-2] < start
        if kind == "crawls_beyond":
            assert values["a"] * math.log(1e300) < start * (1 if values["p"] == 1 else 1e9)
    return told.key


def check_titles(shown: Figure, values: dict[str, Any], said: Language) -> None:
    """The titles speak of every frame: each is held against every value that can be dragged to."""
    family, name = values["family"], DRAGGED[values["family"]]
    sums, squares, rates, near_title = (panel.title for panel in shown.scene.panels)
    one = sentence(sums, said, NAME, *(f"sums_title.sum.{each}" for each in FAMILIES if each == family))
    two = sentence(squares, said, NAME, f"sums_title.squares.{family}")
    sentence(rates, said, NAME, f"rates_title.{family}")
    sentence(near_title, said, NAME, "runs_title")
    for f, text in enumerate(shown.scene.frame_names):
        dragged = number(text.split(" = ")[1], said)
        each = {**values, name: int(dragged) if name == "horizon" else dragged}
        if f == shown.scene.start:
            each = values
        first, second = totals(each)
        condition = {"constant": True, "power": each["p"] <= 1, "exponential": each["gamma"] == 1,
                     "step_decay": each["c"] == 1}.get(family, False)  # fmt: skip
        small = {"constant": False, "power": each["p"] > 0.5, "exponential": each["gamma"] < 1,
                 "step_decay": each["c"] < 1}.get(family, True)  # fmt: skip
        assert math.isinf(first) == condition, (one, each)
        assert math.isfinite(second) == small, (two, each)
        for which, total in enumerate((first, second)):
            written = next(mark for mark in shown.scene.panels[which].marks if mark.kind == "text").text[f]
            head, value, sign = written.rsplit(" ", 2)[0], written.split(" = ")[1].rsplit(" ", 1)[0], written[-1]
            assert head.startswith(("Σα", "Σα²")[which])
            assert near(value, total, said)
            assert sign == ("✓" if (math.isinf(total) if which == 0 else math.isfinite(total)) else "✗")
    t = np.arange(1, 41)
    a = rate(values, t)
    if family == "power":
        b = values["b"]
        assert rate(values, 2 * (t + b) - b) * 2 ** values["p"] == pytest.approx(a)
    elif family == "exponential":
        assert rate(values, t + 1) == pytest.approx(a * values["gamma"])
    elif family == "step_decay":
        k = values["k"] * t
        assert rate(values, k) == pytest.approx(values["c"] * rate(values, k - 1))
        assert rate(values, k + 1) == pytest.approx(rate(values, k))
    elif family == "linear":
        off = -np.diff(rate(values, np.arange(0, values["horizon"] + 1)))
        assert off == pytest.approx(off[0])


def test_every_sentence_is_true_of_the_series_and_the_runs() -> None:
    seen: set[str] = set()
    for values, said in draws():
        shown = figure(**values, language=said, notation="notes")
        found, now = runs(values), shown.scene.start
        seen.add(check_regime(shown.caption, values, found, said))
        seen.add(check_verdict(shown.scene.captions[now], values, said))
        check_titles(shown, values, said)
        formula, median, spread, bound = shown.scene.rows[now]
        ends = np.quantile(found[-1], (0.1, 0.5, 0.9))
        assert near(median, ends[1], said)
        for part, exact in zip(spread.split(" – "), (ends[0], ends[2]), strict=True):
            assert near(part, exact, said)
        nearest = values["start"] - (1 + values["noise"]) * totals(values)[0]
        assert near(bound, nearest, said) if nearest > 0 else bound == said.text(f"{NAME}.no_bound")
        check_formula(formula, values, said)
        summary = sentence(shown.summary, said, NAME, "summary")
        assert summary.has["schedule"] == formula
        for name, exact in zip(("low", "median", "high"), ends, strict=True):
            assert near(summary.has[name], exact, said)
        # no run is nearer than Σα allows, at any step that is drawn
        allowed = values["start"] - (1 + values["noise"]) * np.cumsum(rate(values, np.arange(1, STEPS + 1)))
        assert np.all(found >= allowed[:, None] - 1e-9)
    assert seen == {*REGIMES, *HEADS}


def check_formula(text: str, values: dict[str, Any], said: Language) -> None:
    """The formula's numbers give back the rates that are drawn, and no rounding moves it over a turn of the verdict."""
    family = values["family"]
    key = "power_shifted" if family == "power" and values["b"] else family
    told = sentence(text, said, NAME, f"formula.{key}")
    read = {**values, **{name: number(part, said) for name, part in told.has.items()}}
    assert rate(read, 3) == pytest.approx(float(rate(values, 3)), rel=3e-3)
    assert [math.isinf(each) for each in totals({**read, "horizon": int(read["horizon"])})] == [
        math.isinf(each) for each in totals(values)
    ]


def test_the_table_tells_partial_sums_between_their_brackets() -> None:
    for values, said in draws(200):
        shown = figure(**values, language=said, notation="notes")
        *rows, last = shown.table.rows
        for part, exact in zip((last[1], last[3]), totals(values), strict=True):
            assert near(part, exact, said)
        for row in rows:
            t = number(row[0], said)
            for which, (partial, between) in enumerate(((row[1], row[2]), (row[3], row[4])), 1):
                low, high = (number(each, said) for each in between.split(" – "))
                assert low * (1 - 2e-3) <= number(partial, said) <= high * (1 + 2e-3)
                if t <= 1000:
                    exact = float((rate(values, np.arange(1, t + 1)) ** which).sum())
                    assert near(partial, exact, said)


def test_the_prediction_is_what_the_series_do_and_the_reason_is_theirs() -> None:
    for values, said in draws(200):
        asked = predict(**values, language=said, notation="notes")
        first, second = totals(values)
        correct = 1 if math.isfinite(first) else 2 if math.isinf(second) else 0
        assert asked.correct == correct
        assert asked.choices == tuple(said.text(f"{NAME}.choice.{each}") for each in ("holds", "sum", "squares"))
        question = sentence(asked.question, said, NAME, "question")
        check_formula(question.has["schedule"], values, said)
        assert asked.ghost is None
        head, _, hint = asked.explain.removesuffix(").").partition(" (") if " (" in asked.explain else ("", "", "")
        reason = sentence(head, said, "verdict", *VERDICTS)
        check_reason(reason, values, said)
        hints = [each for each in HINTS if said.text(f"{NAME}.{each}") == hint]
        still = float(rate(values, FAR)) == float(rate(values, 1))
        assert f"hint.{'constant' if still else values['family']}" in hints


@pytest.mark.parametrize("family", FAMILIES)
def test_before_the_prediction_only_the_rate_is_drawn(family: str) -> None:
    for code in ("cs", "en"):
        shown = figure(**{**DEMO.defaults, "family": family}, language=language(code), notation="notes")
        veiled = shown.scene.veiled()
        assert not veiled.captions
        assert not veiled.rows
        assert [len(panel.marks) for panel in veiled.panels] == [0, 0, 1, 1]
        titles = {panel.title for panel in shown.scene.panels}
        assert titles & {panel.title for panel in veiled.panels} == {shown.scene.panels[2].title}
