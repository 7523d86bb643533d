"""What the divergence demo claims, held against what it draws, decimals of forty digits and relative entropies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from scipy.special import rel_entr

from study.language import CODES, language
from tests.support.sentences import close, number, sentence, sentences
from ui.demos.divergence import DEMO, PRESETS, figure, predict
from ui.demos.divergence.fit import DEVIATIONS, HUMP, REACH, X
from ui.lab.distribution import drawn

NAME = "divergence"
DRAWS, FITS = 280, 200
INFINITE = ("infinite", "infinite_back", "both_infinite")
REGIMES = ("equal", "mirror", "coincide", "first", "second", *INFINITE)
INFINITY = Decimal("Infinity")
Pair = tuple[tuple[float, ...], tuple[float, ...]]


def coincidence() -> Pair:
    """A pair whose two divergences agree though no renaming swaps it, found by halving."""
    p, low, high = np.array([0.5, 0.3, 0.2]), 0.1, 0.3
    for _ in range(80):
        middle = (low + high) / 2
        q = np.array([0.3, 0.7 - middle, middle])
        low, high = (middle, high) if rel_entr(p, q).sum() < rel_entr(q, p).sum() else (low, middle)
    return tuple(p.tolist()), tuple(q.tolist())


def pairs() -> Iterator[Pair]:
    """Presets, ties, near misses, every kind of zero, and random pairs of every skewness."""
    rng = np.random.default_rng(21)
    yield from ((preset["p"], preset["q"]) for preset in PRESETS.values() if "p" in preset)
    yield coincidence()
    for k in range(2, 6):
        one, other = (1.0,) + (0.0,) * (k - 1), (0.0,) * (k - 1) + (1.0,)
        even = (1 / k,) * k
        yield from (
            (one, other),
            (one, one),
            (even, even),
            (one, even),
            (even, one),
            (even, (0.5, 0.5) + (0.0,) * (k - 2)),
        )
        yield even, (1 / k + 1e-7, *even[1:-1], 1 / k - 1e-7)
        yield (0.7, 0.3) + (0.0,) * (k - 2), (0.7 + 1e-5, 0.3 - 1e-5) + (0.0,) * (k - 2)
    yield from (((0.5, 0.5), (0.4, 0.6)), ((0.45, 0.55), (0.451, 0.549)), ((1 - 1e-9, 1e-9), (0.5, 0.5)))
    yield from (((0.25, 0.25, 0.5), (0.1, 0.1, 0.8)), ((0.1, 0.2, 0.7), (0.2, 0.7, 0.1)), ((0.6, 0.4), (0.4, 0.6)))
    for _ in range(DRAWS):
        k, kind = int(rng.integers(2, 6)), rng.random()
        p, q = (rng.dirichlet(np.full(k, float(rng.choice([0.3, 1.0, 20.0])))) for _ in range(2))
        if kind < 0.25:
            p, q = (np.array(drawn(k, int(rng.integers(9999)), side)) for side in (0, 1))
        elif kind < 0.35:
            q = rng.permutation(p)
        elif kind < 0.45:
            q = p * (1 + float(rng.choice([1e-2, 1e-4, 1e-6])) * rng.normal(size=k))
        elif kind < 0.65:
            p, q = (np.where(rng.random(k) < 0.3, 0.0, each) for each in (p, q))
        yield tuple(tuple((each / each.sum() if each.sum() else np.full(k, 1 / k)).tolist()) for each in (p, q))  # type: ignore[misc]


class Truth:
    """Both directions once more: terms, sums, entropies, and the terms of their difference."""

    def __init__(self, p: tuple[float, ...], q: tuple[float, ...], unit: str) -> None:
        a, b = (np.array(each) / np.sum(each) for each in (p, q))
        self.p, self.q = a.tolist(), b.tolist()
        with localcontext() as context:
            context.prec = 40
            base = Decimal(2).ln() if unit == "bits" else Decimal(1)
            exact = [[Decimal(x) / sum(map(Decimal, each)) for x in each] for each in (self.p, self.q)]
            self.terms = [[self.term(x, y) / base for x, y in zip(one, other, strict=True)]
                          for one, other in (exact, exact[::-1])]  # fmt: skip
            self.noise = 1e-9 + 1e-15 / max(1e-16, float(np.abs(a - b).max()))  # of a ratio of both directions
            self.kl = [sum(each, Decimal(0)) for each in self.terms]
            self.h = [
                -sum((Decimal(x) * Decimal(x).ln() for x in each if x), Decimal(0)) / base for each in (self.p, self.q)
            ]
        self.impossible = [k for k, (x, y) in enumerate(zip(a, b, strict=True)) if x > 0 and y == 0]
        self.missed = [k for k, (x, y) in enumerate(zip(a, b, strict=True)) if y > 0 and x == 0]
        self.equal = bool(np.abs(a - b).max() <= 1e-12)
        swapped = [sorted(zip(x, y, strict=True)) for x, y in ((self.p, self.q), (self.q, self.p))]
        self.mirrored = bool(np.allclose(*swapped, rtol=0, atol=1e-9))

    @staticmethod
    def term(x: Decimal, y: Decimal) -> Decimal:
        return Decimal(0) if not x else INFINITY if not y else x * (x / y).ln()


def examples() -> list[tuple[Pair, str, str, str]]:
    return [(pair, ("sum", "terms")[n % 2], ("nats", "bits")[n // 2 % 2], CODES[n // 4 % 2])
            for n, pair in enumerate(pairs())]  # fmt: skip


EXAMPLES = examples()


def shown(pair: Pair, view: str, unit: str, code: str) -> Any:
    changes = {"p": pair[0], "q": pair[1], "view": view, "unit": unit}
    return figure(**{**DEMO.defaults, **changes}, language=language(code), notation="notes")


def asked(pair: Pair, view: str, unit: str, code: str) -> Any:
    changes = {"p": pair[0], "q": pair[1], "view": view, "unit": unit}
    return predict(**{**DEMO.defaults, **changes}, language=language(code), notation="notes")


def tells(said: str, value: Decimal, code: str) -> bool:
    return close(said, float(value), language(code)) or (
        abs(value) < Decimal("1e-30") and number(said, language(code)) == 0
    )


def letters(said: str) -> list[int]:
    return ["ABCDE".index(each) for each in said.split(", ")]


def regime_of(text: str, view: str, code: str) -> tuple[str, dict[str, str]]:
    """The sentences of a caption: its regime, and the note of its view."""
    said = language(code)
    regime, note = sentences(text, said, NAME, *(f"regime.{name}" for name in REGIMES), f"note.{view}")
    assert note.key == f"note.{view}"
    return regime.key.removeprefix("regime."), {**note.has, **regime.has}


def decided(regime: str, has: dict[str, str], truth: Truth, code: str) -> None:
    """Where one direction is said to be larger, by how much and because of which outcomes."""
    larger = ("first", "second").index(regime)
    kl = [number(has[name], language(code)) for name in ("pq", "qp")]
    assert kl[larger] > kl[1 - larger]
    gains = [x - y for x, y in zip(truth.terms[larger], truth.terms[1 - larger], strict=True)]
    most = float(max(gains))
    for k in letters(has["names"]):
        assert float(gains[k]) == pytest.approx(most, rel=1e-6)
        assert close(has["a"], truth.p[k], language(code))
        assert close(has["b"], truth.q[k], language(code))
    pair = [number(has[name], language(code)) for name in ("a", "b")]
    assert pair[larger] > pair[1 - larger]


@pytest.mark.parametrize("part", range(4))
def test_the_caption_is_true(part: int) -> None:
    for pair, view, unit, code in EXAMPLES[part::4]:
        truth, said = Truth(*pair, unit), language(code)
        regime, has = regime_of(shown(pair, view, unit, code).caption, view, code)
        for name, value in (("pq", truth.kl[0]), ("qp", truth.kl[1]), ("hp", truth.h[0])):
            assert name not in has or tells(has[name], value, code), (pair, has, value)
        assert "cpq" not in has or tells(has["cpq"], truth.h[0] + truth.kl[0], code)
        assert (regime in INFINITE) == bool(truth.impossible or truth.missed)
        assert "impossible" not in has or letters(has["impossible"]) == truth.impossible
        assert "missed" not in has or letters(has["missed"]) == truth.missed
        if regime in INFINITE:
            expected = (
                "both_infinite"
                if truth.impossible and truth.missed
                else "infinite"
                if truth.impossible
                else "infinite_back"
            )
            assert regime == expected
        elif regime in ("first", "second"):
            larger = ("first", "second").index(regime)
            assert truth.kl[larger] > truth.kl[1 - larger] * (1 + Decimal(truth.noise) / 2)
            assert close(has["ratio"], float(truth.kl[larger] / truth.kl[1 - larger]), said)
            assert number(has["ratio"], said) > 1
            decided(regime, has, truth, code)
        else:
            assert (regime == "equal") == truth.equal
            assert (regime == "mirror") == (truth.mirrored and not truth.equal)
            assert truth.equal or abs(float(truth.kl[0] / truth.kl[1]) - 1) < 2 * truth.noise


def test_draws_reach_every_regime() -> None:
    found = {regime_of(shown(*each).caption, each[1], each[3])[0] for each in EXAMPLES}
    assert found == set(REGIMES)
    assert len(EXAMPLES) > 300


@pytest.mark.parametrize("part", range(4))
def test_titles_and_words_agree_with_what_is_drawn(part: int) -> None:
    for pair, view, unit, code in EXAMPLES[part::4]:
        truth, said, figure_ = Truth(*pair, unit), language(code), shown(pair, view, unit, code)
        left, right = figure_.scene.panels
        assert left.title == said.text("divergence.pair_title")
        assert np.allclose([mark.y for mark in left.marks], (truth.p, truth.q))
        has = sentence(right.title, said, NAME, f"{view}_title").has
        assert tells(has["pq"], truth.kl[0], code)
        assert tells(has["qp"], truth.kl[1], code)
        bars = [mark for mark in right.marks if mark.kind == "bars"]
        if view == "sum":
            for (h, d), entropy, kl in zip((bars[:2], bars[2:]), truth.h, truth.kl, strict=True):
                assert h.y[0] == pytest.approx(float(entropy), abs=1e-12)
                assert d.base == h.y[0]
                assert kl == INFINITY or d.y[0] - d.base == pytest.approx(float(kl), abs=1e-9)
            written = {
                mark.text.split(" = ")[0]: mark.text.split(" = ")[1] for mark in right.marks if mark.kind == "text"
            }
            values = {"H(P)": truth.h[0], "H(Q)": truth.h[1], "D(P‖Q)": truth.kl[0], "D(Q‖P)": truth.kl[1],
                      "H(P,Q)": truth.h[0] + truth.kl[0], "H(Q,P)": truth.h[1] + truth.kl[1]}  # fmt: skip
            assert all(tells(text, values[name], code) for name, text in written.items())
            assert all(mark.legend != (mark.label in written) for mark in bars)  # named once: inside, or in the legend
        else:
            for mark, terms, kl in zip(bars, truth.terms, truth.kl, strict=True):
                finite = [float(term) for term in terms if term != INFINITY]
                drawn_ = [float(y) for y, term in zip(mark.y, terms, strict=True) if term != INFINITY]
                assert drawn_ == pytest.approx(finite, abs=1e-9)
                assert kl >= 0  # "the sum never is negative"
                one, other = (truth.p, truth.q) if mark is bars[0] else (truth.q, truth.p)
                for y, x1, x2 in zip(drawn_, one, other, strict=False) if len(finite) == len(terms) else ():
                    if abs(x1 - x2) > 1e-9:
                        assert (y < 0) == (0 < x1 < x2)  # "negative where the first is smaller and not 0"
        told = sentence(figure_.summary, said, NAME, "summary").has
        for name, value in (("pq", truth.kl[0]), ("qp", truth.kl[1]), ("hp", truth.h[0]), ("hq", truth.h[1]),
                            ("cpq", truth.h[0] + truth.kl[0]), ("cqp", truth.h[1] + truth.kl[1])):  # fmt: skip
            assert tells(told[name], value, code)
        assert sentence(figure_.scene.alt, said, NAME, f"alt.{view}").has
        total = figure_.table.rows[len(truth.p)]
        assert tells(total[3], truth.kl[0], code)
        assert tells(total[4], truth.kl[1], code)


@pytest.mark.parametrize("part", range(4))
def test_the_right_answer_and_its_explanation_are_true(part: int) -> None:
    for pair, view, unit, code in EXAMPLES[part::4]:
        truth, question = Truth(*pair, unit), asked(pair, view, unit, code)
        key, has = sentence(question.explain, language(code), NAME, *(f"explain.{name}" for name in REGIMES))
        regime = key.removeprefix("explain.")
        assert regime == regime_of(shown(pair, view, unit, code).caption, view, code)[0]
        assert "pq" not in has or tells(has["pq"], truth.kl[0], code)
        assert "qp" not in has or tells(has["qp"], truth.kl[1], code)
        assert "impossible" not in has or letters(has["impossible"]) == truth.impossible
        assert "missed" not in has or letters(has["missed"]) == truth.missed
        if regime in ("first", "second"):
            decided(regime, has, truth, code)
        larger = 0 if truth.kl[0] > truth.kl[1] else 1
        tied = regime in ("equal", "mirror", "coincide", "both_infinite")
        assert tied or truth.kl[larger] > truth.kl[1 - larger]
        assert question.correct == (2 if tied else larger)
        assert question.ghost is None


def test_the_veil_tells_nothing() -> None:
    for pair, view, unit, code in EXAMPLES:
        veiled = shown(pair, view, unit, code).scene.veiled()
        assert veiled.panels[1].title == language(code).text(f"{NAME}.{view}_veil")
        assert all(mark.kind == "hline" and mark.y == 0 for mark in veiled.panels[1].marks)
        swapped = shown((pair[1], pair[0]), view, unit, code).scene.veiled()
        assert swapped.panels[1].y == veiled.panels[1].y  # the axis does not know which direction is which


# ---- one hump fitted to two


def humps() -> list[tuple[float, float, float, str]]:
    rng = np.random.default_rng(22)
    given = [(gap, weight, mu) for gap in (0.0, 7.0) for weight in (0.05, 0.5, 0.95) for mu in (-REACH, 0.0, REACH)]
    given += [(preset["gap"], preset["weight"], preset["mu"]) for preset in PRESETS.values() if "gap" in preset]
    given += [
        (0.25 * float(rng.integers(0, 29)), round(0.05 * float(rng.integers(1, 20)), 2), 0.0) for _ in range(FITS // 2)
    ]
    given += [
        (float(rng.uniform(0, 7)), float(rng.uniform(0.05, 0.95)), float(rng.uniform(-4, 4))) for _ in range(FITS // 2)
    ]
    return [(*each, CODES[n % 2]) for n, each in enumerate(given)]


class Fits:
    """P, and for every μ the best deviation in each direction, by SciPy."""

    def __init__(self, gap: float, weight: float, mu: float) -> None:
        self.peaks = (-gap / 2, gap / 2)
        self.p = (1 - weight) * self.normal(-gap / 2, HUMP) + weight * self.normal(gap / 2, HUMP)
        self.mean = float(self.p @ X)
        self.means = np.array(sorted({*np.round(np.arange(-40, 41) / 10, 1).tolist(), mu}))
        q = self.normal(self.means[:, None, None], DEVIATIONS[None, :, None])
        both = rel_entr(self.p, q).sum(axis=-1), rel_entr(q, self.p).sum(axis=-1)
        self.kl = [each.min(axis=1) for each in both]
        self.deviation = [DEVIATIONS[each.argmin(axis=1)] for each in both]
        self.best = [np.flatnonzero(each <= each.min() * (1 + 1e-9)) for each in self.kl]

    @staticmethod
    def normal(mean: Any, deviation: Any) -> Any:
        density = np.exp(-0.5 * ((X - mean) / deviation) ** 2)
        return density / density.sum(axis=-1, keepdims=True)


def places(said: str, code: str) -> list[float]:
    return [number(each, language(code)) for each in said.split("; ")]


@pytest.mark.parametrize("part", range(4))
def test_what_is_said_of_the_fit_is_true(part: int) -> None:
    kinds = ("fit_covers", "fit_agree")
    for gap, weight, mu, code in humps()[part::4]:
        truth, said = Fits(gap, weight, mu), language(code)
        changes = {"view": "fit", "gap": gap, "weight": weight, "mu": mu}
        figure_ = figure(**{**DEMO.defaults, **changes}, language=said, notation="notes")
        key, has = sentence(figure_.caption, said, NAME, *kinds)
        first, second = truth.best
        assert places(has["mu_pq"], code) == pytest.approx(truth.means[first], abs=0.0051)
        assert places(has["mu_qp"], code) == pytest.approx(truth.means[second], abs=0.0051)
        sigma = [float(truth.deviation[side][truth.best[side][0]]) for side in (0, 1)]
        assert number(has["wide"], said) == pytest.approx(sigma[0], abs=0.0051)
        assert number(has["narrow"], said) == pytest.approx(sigma[1], abs=0.0051)
        there, other = float(truth.means[first[0]]), float(truth.means[second[0]])
        assert (key == "fit_agree") == (abs(there - other) <= 0.35 + 1e-9 and max(sigma) <= 1.5 * min(sigma))
        left, right = figure_.scene.panels
        assert right.title == said.text(f"{NAME}.{key}_title")
        assert sentence(left.title, said, NAME, "fit_left").has == {name: has[name] for name in ("wide", "narrow")}
        if key == "fit_covers":
            assert number(has["mean"], said) == pytest.approx(truth.mean, abs=0.0051)
            assert number(has["wide"], said) > number(has["narrow"], said)
            assert abs(there - truth.mean) < 0.11  # "near the mean of P"
            hump = min(truth.peaks, key=lambda peak: abs(peak - other))
            assert abs(other - hump) < min(0.4, abs(other - truth.mean))  # "near a hump"
        else:
            apart = figure(**{**DEMO.defaults, **changes, "gap": 7.0}, language=said, notation="notes")
            assert (
                sentence(apart.caption, said, NAME, *kinds)[0] == "fit_covers"
            )  # "move the humps apart until they part"
        points = [mark for mark in right.marks if mark.kind == "points"]
        for mark, best, kl, name in zip(points, truth.best, truth.kl, ("mu_pq", "mu_qp"), strict=True):
            assert mark.x == pytest.approx(truth.means[best])
            assert mark.y == pytest.approx(kl[best])
            assert mark.text.endswith(f"μ = {has[name]}")
        now = figure_.scene.start
        assert truth.means[now] == mu
        for k in {now, 0, 40}:
            frame = sentence(figure_.scene.captions[k], said, NAME, "fit_frame").has
            assert number(frame["mu"], said) == pytest.approx(truth.means[k], abs=0.0051)
            for name, side in (("pq", 0), ("qp", 1)):
                assert number(frame[name], said) == pytest.approx(truth.kl[side][k], abs=0.0051)
                assert number(frame[name], said) > 0  # only equal distributions have none
                assert number(frame[f"s_{name}"], said) == pytest.approx(truth.deviation[side][k], abs=0.0051)
        told = sentence(figure_.summary, said, NAME, "fit_summary").has
        assert number(told["left"], said) == pytest.approx(-gap / 2, abs=0.0051)
        assert number(told["best_qp"], said) == pytest.approx(truth.kl[1].min(), abs=0.0051)
        bounds = sentence(right.x.label, said, NAME, "fit_x").has
        assert number(bounds["low"], said) == DEVIATIONS.min()
        assert number(bounds["high"], said) == DEVIATIONS.max()
        question = predict(**{**DEMO.defaults, **changes}, language=said, notation="notes")
        closer = abs(there - truth.mean) < abs(other - truth.mean)
        assert question.correct == (0 if key == "fit_agree" else 1 if closer else 2)
        why = sentence(question.explain, said, NAME, "fit_explain").has
        assert (why["mu_pq"], why["mu_qp"]) == (has["mu_pq"], has["mu_qp"])
        assert abs(places(why["mu_pq"], code)[0] - truth.mean) < 0.11
        veiled = figure_.scene.veiled()
        assert [panel.title for panel in veiled.panels] == [said.text(f"{NAME}.fit_{x}") for x in ("left_veil", "veil")]
        assert {mark.kind for mark in veiled.panels[1].marks} == {"vline"}


def test_like_humps_have_two_minima_and_both_are_named() -> None:
    said = language("en")
    figure_ = figure(**{**DEMO.defaults, "view": "fit", "weight": 0.5}, language=said, notation="notes")
    has = sentence(figure_.caption, said, NAME, "fit_covers").has
    assert places(has["mu_qp"], "en") == [-2.5, 2.5]
    assert math.isclose(*[mark.y for mark in figure_.scene.panels[1].marks if mark.kind == "points"][1], rel_tol=1e-9)
