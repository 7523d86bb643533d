"""What the likelihood demo claims of its data and of θ, held against what it draws and logarithms summed by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from study.language import CODES, language
from tests.support.lab import ghost
from tests.support.sentences import close, number, sentence, sentences
from ui.demos.likelihood import CURVES, DEMO, PRESETS, SIZES, STICKS, figure, predict
from ui.demos.likelihood.samples import MODELS, observe

NAME = "likelihood"
DRAWS = 260
DOMAIN = {"bernoulli": (0.0, 1.0), "categorical": (0.0, 1.0), "gaussian": (-3.0, 3.0)}
STEP = {"bernoulli": 0.01, "categorical": 0.01, "gaussian": 0.05}
REGIMES = ("underflow", "impossible", "best", "near", "below", "above")
NOTES = ("note_product", "note_tiny", "note_zero", "note_log", "note_chain.imitates",
         *(f"note_chain.{model}" for model in MODELS))  # fmt: skip
Values = dict[str, Any]


def draws() -> list[tuple[Values, str]]:
    """Presets, the ends of every range, θ at and around the estimate, and random data of every size."""
    rng = np.random.default_rng(24)
    found = [{**DEMO.defaults, **DEMO.complete(preset)} for preset in PRESETS.values()]
    for model in MODELS:
        for truth in DOMAIN[model]:
            found += [{"model": model, "n": 4, "theta": theta, "truth": truth, "seed": 0, "curve": curve}
                      for curve in CURVES for theta in DOMAIN[model]]  # fmt: skip
    found += [{"model": "categorical", "n": 1000, "theta": 0.5, "truth": 0.83, "seed": 1, "curve": "product"}]
    found += [{"model": "gaussian", "n": 4, "theta": 3.0, "truth": 3.0, "seed": seed, "curve": CURVES[seed % 3]}
              for seed in range(12)]  # fmt: skip
    for k in range(DRAWS):
        model = str(rng.choice(MODELS))
        low, high = DOMAIN[model]
        n = int(rng.choice(SIZES, p=[0.4, 0.25, 0.15, 0.08, 0.06, 0.03, 0.03]))
        truth = float(rng.choice([low, high, rng.uniform(low, high), rng.uniform(low, high)]))
        values = {"model": model, "n": n, "truth": truth, "seed": int(rng.integers(9999)), "curve": CURVES[k % 3]}
        best = Truth.best_of(model, observe(model, truth, n, values["seed"]))
        near_by = round(best / STEP[model]) * STEP[model]
        theta = [best, near_by, near_by + STEP[model], rng.uniform(low, high), low, high][int(rng.integers(6))]
        found.append({**values, "theta": float(np.clip(round(theta, 2) if theta is not best else theta, low, high))})
    return [(values, CODES[k // 3 % 2]) for k, values in enumerate(found)]


class Truth:
    """The likelihood of the same data once more: sums of logarithms at any θ, and what the estimate makes of them."""

    def __init__(self, values: Values) -> None:
        self.model, self.n = values["model"], values["n"]
        self.data = observe(self.model, values["truth"], self.n, values["seed"])
        self.best = self.best_of(self.model, self.data)
        low, high = DOMAIN[self.model]
        self.beyond = not low <= self.best <= high
        self.counts = np.array(
            [np.sum(self.data == k) for k in range({"bernoulli": 2, "categorical": 6}.get(self.model, 0))]
        )
        self.top_log = self.log(self.best)
        if self.model == "gaussian":
            self.entropy = 0.5 * math.log(2 * math.pi * math.e * float(np.var(self.data)))
        else:
            self.entropy = float(stats.entropy(self.counts))

    @staticmethod
    def best_of(model: str, data: Any) -> float:
        return (
            float(np.mean(data)) if model == "gaussian" else float(np.mean(data == (1 if model == "bernoulli" else 5)))
        )

    def log(self, theta: float) -> float:
        """log L(θ)."""
        if self.model == "gaussian":
            return float(stats.norm.logpdf(self.data, theta).sum())
        faces = 1 if self.model == "bernoulli" else 5
        ones = int(self.counts[-1])
        terms = [(ones, theta), (self.n - ones, (1 - theta) / faces)]
        return math.fsum(n * (math.log(p) if p > 0 else -math.inf) for n, p in terms if n)

    def with_one_more(self) -> float:
        """The largest log-likelihood that these data can have with another one."""
        if self.model == "gaussian":
            return self.top_log - 0.5 * math.log(2 * math.pi)
        faces, ones = (1 if self.model == "bernoulli" else 5), int(self.counts[-1])
        return max(sum(k * math.log(k / (self.n + 1) / d) for k, d in ((a, 1), (self.n + 1 - a, faces)) if k)
                   for a in (ones, ones + 1))  # fmt: skip


EXAMPLES = draws()


def shown(values: Values, code: str) -> Any:
    return figure(**values, language=language(code), notation="notes")


def product(truth: Truth, text: str, log: float, code: str) -> bool:
    """Whether a written product is that of this logarithm, or 0 where float64 ends."""
    read = number(text, language(code))
    if log < -730:  # near the end of float64 every digit may be lost
        return read == 0 or abs(math.log(read) - log) < 8
    return abs(read - math.exp(log)) <= 0.006 * math.exp(log)


def log_of(text: str, value: float, code: str) -> bool:
    return close(text, value, language(code)) or (abs(value) < 1e-12 and number(text, language(code)) == 0)


def parts(caption: str, code: str) -> tuple[str, str, dict[str, str]]:
    """A caption's regime, its note, and what stands in their braces."""
    regime, note = sentences(caption, language(code), NAME, *(f"regime.{name}" for name in REGIMES), *NOTES)
    assert note.key in NOTES
    return regime.key.removeprefix("regime."), note.key, {**regime.has, **note.has}


def test_draws_reach_every_sentence() -> None:
    found = [parts(shown(values, code).caption, code) for values, code in EXAMPLES]
    assert {regime for regime, _, _ in found} == set(REGIMES)
    assert {note for _, note, _ in found} == set(NOTES)
    assert len(EXAMPLES) > 300


@pytest.mark.parametrize("part", range(4))
def test_the_caption_is_true(part: int) -> None:
    for values, code in EXAMPLES[part::4]:
        truth, said = Truth(values), language(code)
        regime, note, has = parts(shown(values, code).caption, code)
        theta, log = values["theta"], truth.log(values["theta"])
        underflown = values["curve"] == "product" and regime == "underflow"
        if regime == "underflow":
            assert values["curve"] == "product"
            assert truth.top_log < -744
        elif math.isinf(log):
            assert regime == "impossible"
        elif abs(theta - truth.best) < 1e-9:
            assert regime == "best"
        elif abs(theta - truth.best) <= STEP[truth.model] / 2 + 1e-9 and not truth.beyond:
            assert regime == "near"
        else:
            assert regime == ("below" if theta < truth.best else "above")
        assert "theta" not in has or close(has["theta"], theta, said) or abs(theta) < 1e-12
        assert "best" not in has or close(has["best"], truth.best, said) or abs(truth.best) < 1e-12
        assert "log" not in has or log_of(has["log"], log, code)
        assert "top_log" not in has or log_of(has["top_log"], truth.top_log, code)
        if regime in ("near", "below", "above"):
            assert number(has["theta"], said) != number(has["best"], said)
            assert (number(has["theta"], said) < number(has["best"], said)) == (theta < truth.best)
            assert number(has["log"], said) < number(has["top_log"], said) or truth.top_log - log < 1e-9
        if values["curve"] == "log":
            assert note == "note_log"
            assert number(has["n"], said) == truth.n
        elif values["curve"] == "product":
            assert (note == "note_zero") == underflown
            if note == "note_tiny":
                assert product(truth, has["top"], truth.top_log, code)
                assert 0 < number(has["top"], said) < 1e-3
                assert truth.with_one_more() < truth.top_log  # "it shrinks with each further datum"
            elif note == "note_product":
                assert truth.top_log >= math.log(1e-3)
        else:
            assert close(has["entropy"], truth.entropy, said) or abs(truth.entropy) < 1e-12
            exact = truth.model == "bernoulli" or (truth.model == "categorical" and np.ptp(truth.counts[:-1]) == 0)
            if truth.model == "categorical":
                assert (note == "note_chain.imitates") == exact
            least = -truth.top_log / truth.n - truth.entropy
            assert not exact or abs(least) < 1e-12
            if "least_kl" in has:
                assert close(has["least_kl"], least, said)
                assert number(has["least_kl"], said) > 0
            if "sum" in has:
                assert number(has["sum"], said) == math.inf if math.isinf(log) else log_of(has["sum"], -log, code)


@pytest.mark.parametrize("part", range(4))
def test_titles_agree_with_what_is_drawn(part: int) -> None:
    for values, code in EXAMPLES[part::4]:
        truth, said, scene = Truth(values), language(code), shown(values, code).scene
        left, right = scene.panels
        kinds = ("sticks_title", "sticks_density", "sticks_first")
        key, has = sentence(left.title, said, NAME, *kinds)
        assert (key == "sticks_first") == (truth.n > STICKS)
        assert number(has["n"], said) == truth.n
        curve = {"product": "L(θ)", "log": "log L(θ)", "chain": "NLL/N"}[values["curve"]]
        (line,) = (mark for mark in right.marks if mark.label == curve)
        y = np.asarray(line.y, float)
        thetas = np.asarray(line.x, float)
        titles = ("beyond_title", "product_title", "product_zero", "log_title", "chain_title")
        key, has = sentence(right.title, said, NAME, *titles)
        if values["curve"] == "product":
            top = max(mark.y for mark in right.marks if mark.kind == "hline")
            assert (key == "product_zero") == (top == 0)
            assert y.max() <= top * (1 + 1e-12)
            if key == "product_title":
                assert product(truth, has["top"], truth.top_log, code)
            else:
                assert not y.any()
                assert truth.top_log < -744
        else:
            assert (key == "beyond_title") == truth.beyond
            assert close(has["best"], truth.best, said) or abs(truth.best) < 1e-12
            losses = y if values["curve"] == "chain" else -y
            top = int(np.nanargmin(losses))
            assert abs(thetas[top] - np.clip(truth.best, *DOMAIN[truth.model])) <= STEP[truth.model] * 0.5 + 1e-6
            assert "entropy" not in has or close(has["entropy"], truth.entropy, said) or abs(truth.entropy) < 1e-12
        named = [
            mark.x for mark in right.marks if mark.kind == "vline" and mark.text == said.text("likelihood.best_theta")
        ]
        assert named == pytest.approx([] if truth.beyond else [truth.best])
        if values["curve"] == "chain":
            (kl,) = (np.asarray(mark.y, float) for mark in right.marks if mark.label == "D(p̂‖q)")
            there = np.isfinite(y)
            assert (y[there] - kl[there]) == pytest.approx(np.full(there.sum(), truth.entropy), abs=1e-9)
            assert y[there] == pytest.approx([-truth.log(t) / truth.n for t in thetas[there]], abs=1e-9)


@pytest.mark.parametrize("part", range(4))
def test_every_frame_and_the_words_are_true(part: int) -> None:
    rng = np.random.default_rng(part)
    kinds = ("frame", "frame_underflow", "frame_chain")
    for values, code in EXAMPLES[part::4]:
        truth, said, figure_ = Truth(values), language(code), shown(values, code)
        scene = figure_.scene
        (thetas,) = (mark.x for mark in scene.panels[1].marks if mark.kind == "vline" and mark.play == "frames")
        assert thetas[scene.start] == values["theta"]
        for k in {scene.start, 0, len(thetas) - 1, int(rng.integers(len(thetas)))}:
            log = truth.log(thetas[k])
            key, has = sentence(scene.captions[k], said, NAME, *kinds)
            assert close(has["theta"], thetas[k], said) or abs(thetas[k]) < 1e-12
            if values["curve"] == "chain":
                loss = -log / truth.n
                assert number(has["nll"], said) == math.inf if math.isinf(loss) else log_of(has["nll"], loss, code)
                kl = loss - truth.entropy
                assert (
                    number(has["kl"], said) == kl
                    if math.isinf(kl)
                    else abs(number(has["kl"], said) - kl) < 0.006 * kl + 1e-9
                )
            elif key == "frame_underflow":
                assert -math.inf < log < -708
                assert number(has["product"], said) < 2.3e-308
                assert log_of(has["log"], log, code)
            elif math.isinf(log):
                assert number(has["product"], said) == 0
                assert number(has["log"], said) == -math.inf
            else:
                assert product(truth, has["product"], log, code)
                assert number(has["product"], said) > 0
                assert log_of(has["log"], log, code)
        has = sentence(figure_.summary, said, NAME, "summary").has
        assert log_of(has["top_log"], truth.top_log, code)
        assert abs(number(has["least_kl"], said) - (-truth.top_log / truth.n - truth.entropy)) < 6e-3
        assert close(has["best"], truth.best, said) or abs(truth.best) < 1e-12
        assert sentence(scene.alt, said, NAME, f"alt.{values['curve']}").has


@pytest.mark.parametrize("part", range(2))
def test_the_right_answer_and_its_explanation_are_true(part: int) -> None:
    for values, code in EXAMPLES[part::2]:
        truth, said = Truth(values), language(code)
        asked = predict(**values, language=said, notation="notes")
        if values["curve"] == "product":
            assert asked.choices is not None
            top = shown(values, code).scene.panels[1].marks
            zero = max(mark.y for mark in top if mark.kind == "hline") == 0
            assert asked.correct == (0 if truth.top_log >= math.log(1e-3) else 2 if zero else 1)
            has = sentence(asked.explain, said, NAME, "explain_product").has
            assert product(truth, has["top"], truth.top_log, code)
            assert close(has["each"], math.exp(truth.top_log / truth.n), said)
            assert log_of(has["top_log"], truth.top_log, code)
            assert number(has["n"], said) == truth.n
            assert asked.ghost is None
        elif values["curve"] == "chain":
            assert asked.choices is None
            assert float(asked.correct) == pytest.approx(truth.entropy, abs=6e-5)
            has = sentence(asked.explain, said, NAME, "explain_chain").has
            assert close(has["entropy"], truth.entropy, said) or abs(truth.entropy) < 1e-12
            question = sentence(asked.question, said, NAME, f"question_chain_{truth.model}").has
            if truth.model == "gaussian":
                assert close(question["variance"], float(np.var(truth.data)), said)
        else:
            assert float(asked.correct) == pytest.approx(truth.best, abs=6e-5)
            has = sentence(asked.explain, said, NAME, f"explain_{truth.model}").has
            assert close(has["best"], truth.best, said) or abs(truth.best) < 1e-12
            if truth.model != "gaussian":
                assert number(has["ones"], said) == truth.counts[-1]
                assert number(has["others"], said) == truth.n - truth.counts[-1]
            assert all(truth.log(t) <= truth.top_log + 1e-9 for t in np.linspace(*DOMAIN[truth.model], 41))


def test_a_guess_is_drawn_where_the_truth_will_stand_and_the_veil_tells_nothing() -> None:
    rng = np.random.default_rng(6)
    for values, code in EXAMPLES:
        asked, figure_ = predict(**values, language=language(code), notation="notes"), shown(values, code)
        scene = figure_.scene
        veiled, right = scene.veiled().panels[1], scene.panels[1]
        assert veiled.title == language(code).text("likelihood.veil")
        assert {mark.kind for mark in veiled.marks} == {"vline"}
        assert all(
            mark.play == "frames" or mark.text == language(code).text("likelihood.true_theta") for mark in veiled.marks
        )
        assert not scene.veiled().captions
        if values["curve"] == "product":
            assert right.y.ticks == ((0.0, "0"),)
            continue
        for guess in (float(rng.uniform(-4, 4)), float(rng.choice([-1e300, 1e300])), float(asked.correct)):
            place, mark = ghost(asked, figure_, guess)
            axis, at = (right.y, mark.y) if values["curve"] == "chain" else (right.x, mark.x)
            assert place == 1
            assert mark.kind == ("hline" if values["curve"] == "chain" else "vline")
            assert at == guess or not axis.low <= guess <= axis.high
