"""What the entropy demo claims, held against the numbers that it draws and against decimals of forty digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

from study.language import CODES, language
from tests.support.lab import ghost
from tests.support.sentences import Sentence, close, number, sentence, sentences
from ui.demos.entropy import DEMO, PRESETS, figure, predict
from ui.drawing.figure import Panel
from ui.lab.distribution import drawn

NAME = "entropy"
DRAWS = 260
REGIMES = tuple(f"regime_{name}" for name in ("certain", "uniform", "dyadic", "level", "near", "skewed", "middle"))
FORMS = {"cs": {"bits": ("bit", "bity", "bitu", "bitů"), "nats": ("nat", "naty", "natu", "natů")},
         "en": {"bits": ("bit", "bits", "bits", "bits"), "nats": ("nat", "nats", "nats", "nats")}}  # fmt: skip


def distributions() -> Iterator[tuple[float, ...]]:
    """Presets, extremes, near misses of every regime, and random distributions of every skewness."""
    rng = np.random.default_rng(20)
    yield from (preset["p"] for preset in PRESETS.values())
    for k in range(2, 7):
        yield (1 / k,) * k
        yield (0.0,) * (k - 1) + (1.0,)
        yield (1 - 1e-12,) + (1e-12,) + (0.0,) * (k - 2)
        yield (0.5,) + (0.5 / (k - 1),) * (k - 1)
        yield (0.51, 0.49) + (0.0,) * (k - 2)
        yield (0.5 + 1e-6, 0.5 - 1e-6) + (0.0,) * (k - 2)
    yield from (
        (1 / 3, 1 / 3, 1 / 3, 0.0),
        (0.0, 0.25, 0.25, 0.25, 0.25),
        (0.5, 0.0, 0.5),
        (0.2,) * 5 + (0.0,),
        (0.499, 0.499, 0.002, 0.0, 0.0, 0.0),
    )
    yield from ((1.0, 5e-324), (1.0, 1e-300, 0.0), (0.995, 0.0), (0.33, 0.33, 0.335), (0.99996, 0.00004))
    for _ in range(DRAWS):
        k, sharp = int(rng.integers(2, 7)), float(rng.choice([0.1, 0.4, 1.0, 5.0, 60.0]))
        p = rng.dirichlet(np.full(k, sharp))
        p[rng.random(k) < 0.15] = 0.0
        p = p / p.sum() if p.sum() else np.full(k, 1 / k)
        yield drawn(k, int(rng.integers(9999))) if rng.random() < 0.3 else tuple(p.tolist())


class Truth:
    """The same distribution once more, in decimals: surprisals, H, log K and the mean length of a Huffman code."""

    def __init__(self, weights: tuple[float, ...], unit: str) -> None:
        with localcontext() as context:
            context.prec = 40
            total = sum(Decimal(w) for w in weights)
            p = [Decimal(w) / total for w in weights]
            self.bit = Decimal(2).ln() if unit == "nats" else Decimal(1)
            logs = [-each.ln() / (1 if unit == "nats" else Decimal(2).ln()) if each else None for each in p]
            self.p, self.surprise = p, [None if each is None else max(each, Decimal(0)) for each in logs]
            self.terms = [a * b if b is not None else Decimal(0) for a, b in zip(p, self.surprise, strict=True)]
            self.h = sum(self.terms)
            self.most = Decimal(len(p)).ln() / (1 if unit == "nats" else Decimal(2).ln())
            heap, merged, self.word = [(each, (k,)) for k, each in enumerate(p) if each], Decimal(0), [0] * len(p)
            while len(heap) > 1:
                (a, below), (b, beside), *heap = sorted(heap)
                merged += a + b
                for k in below + beside:
                    self.word[k] += 1
                heap.append((a + b, below + beside))
            self.length = merged * self.bit
            self.over, self.missing = self.length - self.h, self.most - self.h
            self.share = self.h / self.most
        self.possible = [float(each) for each in p if each]
        self.equal = max(self.possible) - min(self.possible) < 1e-9
        self.uniform = self.equal and len(self.possible) == len(p)
        self.dyadic = all(abs(float(a) - 0.5**n) < 1e-9 for a, n in zip(p, self.word, strict=True) if a)


def examples() -> list[tuple[tuple[float, ...], str, str]]:
    units, codes = ("bits", "nats"), CODES
    return [(p, units[n // 2 % 2], codes[n % 2]) for n, p in enumerate(distributions())]


EXAMPLES = examples()


def tells(said: str, value: Decimal, code: str) -> bool:
    """Four digits, or nothing where the decimals leave less than float64 can hold."""
    return close(said, float(value), language(code)) or abs(float(value)) < 1e-13


def inflected(said: str, unit: str, code: str) -> bool:
    """Whether the unit has the form that the number asks for."""
    n, word = number(said, language(code)), re.split(r"[\s\xa0]", said)[-1]
    one, few, part, many = FORMS[code][unit]
    return word == (one if n == 1 else part if n != int(n) else few if n in (2, 3, 4) else many)


def percent(said: str, truth: Truth, code: str) -> bool:
    share = float(truth.share)
    if said.startswith(">"):
        return share >= 0.995 and not truth.uniform
    if said.startswith("<"):
        return 0 < share < 0.005 and truth.h > 0
    whole = number(said, language(code))
    return abs(whole - 100 * share) <= 0.5001 and (whole < 100 or truth.uniform) and (whole > 0 or truth.h < 1e-300)


def test_draws_reach_every_regime() -> None:
    keys = {caption(p, unit, "en")[0].key for p, unit, _ in EXAMPLES}
    assert keys == set(REGIMES)
    assert len(EXAMPLES) >= 260


def caption(p: tuple[float, ...], unit: str, code: str) -> tuple[Sentence, list[str]]:
    """The sentence of the regime, and the names of the impossible outcomes."""
    regime, *more = sentences(shown(p, unit, code).caption, language(code), NAME, *REGIMES, "impossible")
    assert regime.key in REGIMES
    assert [each.key for each in more] in ([], ["impossible"])
    return regime, more[0].has["names"].split(", ") if more else []


def shown(p: tuple[float, ...], unit: str, code: str) -> Any:
    return figure(p=p, unit=unit, seed=0, language=language(code), notation="notes")


@pytest.mark.parametrize("part", range(4))
def test_the_caption_is_true(part: int) -> None:
    for p, unit, code in EXAMPLES[part::4]:
        truth, said = Truth(p, unit), language(code)
        (key, has), impossible = caption(p, unit, code)
        names = [name for name, each in zip("ABCDEF", truth.p, strict=False) if not each]
        assert impossible == names
        assert tells(has["h"], truth.h, code), (p, has)
        for amount in ("h", "most", "mean", "over", "missing"):
            assert amount not in has or inflected(has[amount], unit, code), has
        assert "share" not in has or percent(has["share"], truth, code), (p, has["share"])
        assert "most" not in has or tells(has["most"], truth.most, code)
        if "over" in has:
            assert tells(has["mean"], truth.length, code)
            assert tells(has["over"], truth.over, code)
            assert number(has["over"], said) > 0
        regime = key.removeprefix("regime_")
        assert (regime == "certain") == (len(truth.possible) == 1)
        assert (regime == "uniform") == truth.uniform
        if regime == "certain":
            assert truth.p["ABCDEF".index(has["top"])] == 1
        elif regime == "uniform":
            assert int(has["k"]) == len(p)
        elif regime == "dyadic":
            assert truth.dyadic
            assert abs(truth.over) < 1e-12
        elif regime == "level":
            assert truth.equal
            assert int(has["possible"]) == len(truth.possible) < len(p)
            assert float(truth.h) == pytest.approx(np.log(len(truth.possible)) * float(truth.bit) / np.log(2))
        elif regime == "near":
            assert truth.share >= Decimal("0.9")
            assert tells(has["missing"], truth.missing, code)
            assert number(has["missing"], said) > 0
        elif regime == "middle":
            surprises = [each for each in truth.surprise if each is not None]
            assert tells(has["low"], min(surprises), code)
            assert tells(has["high"], max(surprises), code)
            assert number(has["low"], said) < number(has["high"], said)
            assert truth.share < Decimal("0.9")
        else:
            top = "ABCDEF".index(has["top"])
            assert truth.p[top] > Decimal("0.5")
            assert truth.share < Decimal("0.5")
            assert close(has["p"], float(truth.p[top]), said)
            assert number(has["p"], said) < 1 or float(truth.p[top]) == 1
            assert truth.word[top] == 1  # the code gives it one bit, and its surprisal is less
            assert truth.surprise[top] < truth.bit


def heights(panel: Panel, colour: str) -> list[Any]:
    return [mark for mark in panel.marks if mark.kind == "bars" and mark.colour == colour]


@pytest.mark.parametrize("part", range(4))
def test_titles_and_words_agree_with_what_is_drawn(part: int) -> None:
    for p, unit, code in EXAMPLES[part::4]:
        truth, said, figure_ = Truth(p, unit), language(code), shown(p, unit, code)
        blocks, towers = figure_.scene.panels
        key, has = sentence(blocks.title, said, NAME, "blocks_title", "blocks_certain")
        assert (key == "blocks_certain") == (len(truth.possible) == 1)
        bars = heights(blocks, "p")
        mean = sum(mark.width_x * mark.y[0] for mark in bars)
        (level,) = (mark.y for mark in blocks.marks if mark.kind == "hline")
        assert level == pytest.approx(mean, abs=1e-12) == pytest.approx(float(truth.h), abs=1e-12)
        assert "h" not in has or tells(has["h"], Decimal(level), code)
        assert [mark.y[0] for mark in bars] == pytest.approx(
            [float(s) for s in truth.surprise if s is not None], abs=1e-12
        )
        key, has = sentence(towers.title, said, NAME, "towers_title", "towers_exact")
        code_top = max((mark.y[0] for mark in heights(towers, "q")), default=0.0)
        assert (key == "towers_exact") == (abs(truth.over) < Decimal("1e-17") or truth.dyadic)
        assert percent(has["share"], truth, code)
        assert "over" not in has or tells(has["over"], truth.over, code)
        (least, most) = sorted(mark.y for mark in towers.marks if mark.kind == "hline")
        assert level == least <= code_top + 1e-9
        assert code_top < most + 1e-12
        assert most == pytest.approx(level + float(truth.bit))  # the line is called H + 1 bit
        (column,) = heights(towers, "muted")
        assert column.y[0] == pytest.approx(float(truth.most))
        assert level <= column.y[0] + 1e-12
        assert most <= towers.y.high
        told = sentence(figure_.summary, said, NAME, "summary").has
        assert tells(told["h"], truth.h, code)
        assert tells(told["mean"], truth.length, code)
        assert tells(told["most"], truth.most, code)
        assert percent(told["share"], truth, code)
        assert (told["code"] == said.text("entropy.no_code")) == (len(truth.possible) == 1)
        assert sentence(figure_.scene.alt, said, NAME, "alt").has
        for row, each, surprise, term in zip(figure_.table.rows, truth.p, truth.surprise, truth.terms, strict=False):
            assert tells(row[1], each, code)
            assert row[2] == "∞" if surprise is None else tells(row[2], surprise, code)
            assert row[3] == "0 · log 0 = 0" if surprise is None else tells(row[3], term, code)
        assert tells(figure_.table.rows[-1][3], truth.h, code)


@pytest.mark.parametrize("part", range(4))
def test_the_explanation_is_true_and_names_the_term(part: int) -> None:
    keys = ("explain", "explain_certain", "explain_level")
    for p, unit, code in EXAMPLES[part::4]:
        truth, said = Truth(p, unit), language(code)
        asked = predict(p=p, unit=unit, seed=0, language=said, notation="notes")
        assert float(asked.correct) == pytest.approx(float(truth.h), rel=1e-3, abs=1e-15)
        assert asked.tolerance == pytest.approx(0.1 * float(truth.most))
        key, has = sentence(asked.explain, said, NAME, *keys)
        assert tells(has["h"], truth.h, code)
        if not re.search("[⁰¹²³⁴⁵⁶⁷⁸⁹]", has["terms"]):
            factors = [[number(f, said) for f in term.split(" · ")] for term in has["terms"].split(" + ")]
            assert sum(float(np.prod(each)) for each in factors) == pytest.approx(float(truth.h), abs=2e-3)
        assert (key == "explain_certain") == (len(truth.possible) == 1)
        if key == "explain_level":
            assert truth.equal
            assert tells(has["surprise"], truth.h, code)
        elif key == "explain":
            assert not truth.equal
            rare = min(range(len(p)), key=lambda k: (not truth.p[k], truth.p[k]))
            assert tells(has["surprise"], max(s for s in truth.surprise if s is not None), code)
            assert tells(has["p"], truth.p[rare], code)
            assert truth.p[rare] < Decimal("0.5")  # "only"
            assert tells(has["term"], truth.terms[rare], code)


def test_a_guess_is_drawn_where_h_will_stand_and_the_veil_tells_nothing() -> None:
    rng = np.random.default_rng(3)
    for p, unit, code in EXAMPLES:
        said = language(code)
        asked = predict(p=p, unit=unit, seed=0, language=said, notation="notes")
        figure_ = shown(p, unit, code)
        scene = figure_.scene
        for guess in (float(rng.uniform(-2, 6)), float(rng.choice([-1e300, 0.0, 1e300])), float(asked.correct)):
            place, mark = ghost(asked, figure_, guess)
            axis = scene.panels[place].y
            assert mark.y == guess or not axis.low <= guess <= axis.high
        for panel, key in zip(scene.veiled().panels, ("blocks_veil", "towers_veil"), strict=True):
            assert panel.title == said.text(f"{NAME}.{key}")
            assert {mark.kind for mark in panel.marks} <= {"vline", "text"}
            assert all(mark.kind != "text" or mark.y == 0.955 * panel.y.high for mark in panel.marks)
        bit = np.log(2) if unit == "nats" else 1.0
        assert scene.panels[0].y.high / bit == pytest.approx(round(scene.panels[0].y.high / bit))
        assert scene.panels[1].y.high == pytest.approx(1.12 * (np.log(len(p)) * bit / np.log(2) + bit))


def test_the_defaults_are_read() -> None:
    assert caption(DEMO.defaults["p"], "bits", "cs")[0].key == "regime_dyadic"
