"""What the conditional-entropy demo claims of a table and its noise, held against drawn blocks and exact decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import chain
from typing import Any

import numpy as np
import pytest

from study.language import CODES, language
from tests.support.lab import ghost
from tests.support.sentences import number, sentence, sentences
from ui.demos.conditional_entropy import DEMO, PRESETS, SIZES, figure, predict

NAME = "conditional-entropy"
DRAWS = 220
CERTAIN = ("certain_both", "certain_x", "certain_y")
REGIMES = (*CERTAIN, "independent", "one_to_one", "function", "backwards", "noisy")
ZERO = Decimal("1e-30")
Values = dict[str, Any]


def tables() -> Iterator[Values]:
    """Presets, every way of being degenerate, near misses, and random tables of every noise."""
    rng = np.random.default_rng(23)
    for preset in PRESETS.values():
        yield {"size": "2x2", **preset}
    for size, (rows, columns) in SIZES.items():
        n = rows * columns
        corner, even = np.zeros(n), np.full(n, 1 / n)
        corner[-1] = 1.0
        row, column = np.zeros((rows, columns)), np.zeros((rows, columns))
        row[0], column[:, -1] = 1 / columns, 1 / rows
        sliver = np.full(n, 0.0)
        sliver[0], sliver[-1] = 1 - 1e-9, 1e-9
        eye = np.eye(rows, columns).ravel()
        faint = even + 1e-6 * np.resize([1, -1, 0], n) * (np.arange(n) < 2)
        one_way = np.zeros((rows, columns))
        one_way[0, 0], one_way[0, 1], one_way[-1, -1] = 0.5, 0.2 * (columns > 2), 0.5 - 0.2 * (columns > 2)
        for table in (corner, even, row, column, sliver, eye, faint, one_way, 0.998 * even):
            for noise in (0.0, 0.02, 0.5, 0.999, 1.0):
                yield {"size": size, "table": tuple((table / max(1.0, table.sum())).ravel().tolist()), "noise": noise}
    for _ in range(DRAWS):
        size = str(rng.choice(list(SIZES)))
        n = int(np.prod(SIZES[size]))
        table = rng.dirichlet(np.full(n, float(rng.choice([0.2, 1.0, 8.0]))))
        if rng.random() < 0.4:
            table[rng.random(n) < 0.5] = 0.0
        if rng.random() < 0.15:
            table = np.outer(*(rng.dirichlet(np.ones(k)) for k in SIZES[size])).ravel()
        table = table / table.sum() if table.sum() else np.full(n, 1 / n)
        noise = float(rng.choice([0.0, 1.0, round(rng.random(), 2), round(rng.random(), 4)]))
        yield {"size": size, "table": tuple(table.tolist()), "noise": noise}


EXAMPLES = [({**DEMO.defaults, **values, "unit": ("bits", "nats")[n % 2]}, CODES[n // 2 % 2])
            for n, values in enumerate(v for v in tables() if abs(sum(v["table"]) - 1) < 0.005)]  # fmt: skip


class Truth:
    """One table under one noise once more, in decimals."""

    def __init__(self, values: Values, noise: float) -> None:
        rows, columns = SIZES[values["size"]]
        with localcontext() as context:
            context.prec = 40
            base = Decimal(2).ln() if values["unit"] == "bits" else Decimal(1)
            total, s = sum(map(Decimal, values["table"])), Decimal(noise)
            p = [[Decimal(values["table"][x * columns + y]) / total for y in range(columns)] for x in range(rows)]
            px, py = [sum(row) for row in p], [sum(column) for column in zip(*p, strict=True)]
            p = [[(1 - s) * p[x][y] + s * px[x] * py[y] for y in range(columns)] for x in range(rows)]
            self.p, self.px, self.py = p, px, py
            self.x, self.y = (self.entropy(each) / base for each in (px, py))
            self.both = self.entropy([cell for row in p for cell in row]) / base
            self.y_x, self.x_y, self.mutual = self.both - self.x, self.both - self.y, self.x + self.y - self.both
            self.given = [self.entropy([cell / w for cell in row]) / base if w else None
                          for row, w in zip(p, px, strict=True)]  # fmt: skip
            self.split_alike = all(abs(p[x][y] - px[x] * py[y]) <= Decimal("1e-11") * px[x] * py[y]
                                   for x in range(rows) for y in range(columns))  # fmt: skip
        if self.split_alike:
            self.mutual, self.y_x, self.x_y = Decimal(0), self.y, self.x
        self.certain = [sum(1 for each in margin if each) == 1 for margin in (px, py)]
        self.y_known = all(sum(1 for cell in row if cell) <= 1 for row in p)
        self.x_known = all(sum(1 for cell in column if cell) <= 1 for column in zip(*p, strict=True))

    @staticmethod
    def entropy(p: Any) -> Decimal:
        return -sum((each * each.ln() for each in p if each), Decimal(0))

    def holds(self, regime: str) -> bool:
        """Whether it is true to say this of the table, and nothing stronger would be."""
        x, y = self.certain
        certain = {"certain_both": x and y, "certain_x": x and not y, "certain_y": y and not x}
        if x or y or regime in CERTAIN:
            return certain.get(regime, False)
        if self.split_alike or regime == "independent":
            return self.split_alike and regime == "independent"
        return {"one_to_one": self.y_known and self.x_known, "function": self.y_known and not self.x_known,
                "backwards": self.x_known and not self.y_known,
                "noisy": not self.x_known and not self.y_known}[regime]  # fmt: skip


def agrees(said: str, value: Decimal, code: str) -> bool:
    """Three decimals, or two digits of what is small; 0 is said of nothing else."""
    read, exact = number(said, language(code)), float(value)
    if abs(value) < ZERO:
        return read == 0
    return read > 0 and (abs(read - exact) <= 0.00051 if exact >= 0.0005 else abs(read / exact - 1) < 0.06)


def shown(values: Values, code: str) -> Any:
    return figure(**values, language=language(code), notation="notes")


def said_of(caption: str, code: str) -> tuple[str, dict[str, str]]:
    key, has = sentence(caption, language(code), NAME, *(f"regime.{name}" for name in REGIMES))
    return key.removeprefix("regime."), has


def test_draws_reach_every_regime() -> None:
    assert {said_of(shown(*each).caption, each[1])[0] for each in EXAMPLES} == set(REGIMES)
    assert len(EXAMPLES) > 300


@pytest.mark.parametrize("part", range(4))
def test_the_caption_is_true(part: int) -> None:
    for values, code in EXAMPLES[part::4]:
        truth, said = Truth(values, values["noise"]), language(code)
        regime, has = said_of(shown(values, code).caption, code)
        assert truth.holds(regime), (values, regime)
        for name in ("x", "y", "both", "y_x", "x_y", "mutual"):
            assert name not in has or agrees(has[name], getattr(truth, name), code), (values, name, has)
        if regime in ("noisy", "backwards"):
            spared = float(truth.y) - float(truth.mutual) < float(truth.y)  # as far as float64 can tell
            assert not spared or number(has["y_x"], said) < number(has["y"], said)
            share = float(truth.mutual / truth.y)
            text = has["share"]
            whole = number(text.lstrip("<> "), said)
            assert 0 < share < 1
            assert {"<": share < 0.005, ">": share >= 0.995}.get(
                text[0], 0 < whole < 100 and abs(whole - 100 * share) < 0.501
            )
        if regime == "one_to_one":
            assert max(abs(each - truth.both) for each in (truth.x, truth.y, truth.mutual)) < ZERO
        if regime == "function":
            assert abs(truth.mutual - truth.y) < ZERO
            assert truth.x_y > ZERO


@pytest.mark.parametrize("part", range(4))
def test_every_frame_tells_its_own_table(part: int) -> None:
    rng = np.random.default_rng(part)
    for values, code in EXAMPLES[part::4]:
        scene, said = shown(values, code).scene, language(code)
        noises = sorted({*(round(0.02 * k, 2) for k in range(51)), values["noise"]})
        for k in {scene.start, 0, int(rng.integers(len(noises))), len(noises) - 1}:
            truth = Truth(values, noises[k])
            head, tail = sentences(scene.captions[k], said, NAME, "frame", *(f"frame_{name}" for name in REGIMES))
            has = head.has
            noise = sentence(scene.frame_names[k], said, NAME, "noise_name").has
            assert has["noise"] == noise["noise"]
            assert number(noise["noise"], said) == pytest.approx(100 * noises[k], abs=1e-4)
            assert agrees(has["y_x"], truth.y_x, code)
            assert agrees(has["mutual"], truth.mutual, code)
            assert truth.holds(tail.key.removeprefix("frame_"))
            cells = (truth.x, truth.y, truth.both, truth.y_x, truth.x_y, truth.mutual)
            assert all(agrees(text, value, code) for text, value in zip(scene.rows[k], cells, strict=True))
            blocks = [mark for mark in scene.panels[1].marks if mark.kind == "bars"]
            tops = [max(mark.y[k][0] for mark in blocks if mark.x == [place]) for place in range(4)]
            assert tops == pytest.approx([float(truth.both)] * 4, abs=1e-9)  # "every tower is H(X,Y) high"
            drawn = {mark.label: mark.y[k][0] - mark.base[k][0] for mark in blocks}
            heights = {"H(X)": truth.x, "H(Y)": truth.y, "H(X,Y)": truth.both, "H(Y|X)": truth.y_x, "H(X|Y)": truth.x_y,
                       "I(X;Y)": truth.mutual}  # fmt: skip
            assert all(drawn[name] == pytest.approx(float(value), abs=1e-9) for name, value in heights.items())


@pytest.mark.parametrize("part", range(2))
def test_words_table_and_explanation_are_true(part: int) -> None:
    for values, code in EXAMPLES[part::2]:
        truth, said, figure_ = Truth(values, values["noise"]), language(code), shown(values, code)
        has = sentence(figure_.summary, said, NAME, "summary").has
        assert all(agrees(has[name], getattr(truth, name), code) for name in ("x", "both", "x_y", "mutual"))
        cells = [each.split(" = ")[1] for each in has["cells"].split("; ")]
        assert all(agrees(text, cell, code) for text, cell in zip(cells, chain(*truth.p), strict=True))
        assert sentence(figure_.scene.alt, said, NAME, "alt").has
        given = [each for each in truth.given if each is not None]
        for row, value in zip(figure_.table.rows[6:], given, strict=True):
            assert abs(number(row[1], said) - float(value)) < 6e-4 * max(1.0, float(value))
        asked = predict(**values, language=said, notation="notes")
        why = sentence(asked.explain, said, NAME, "explain").has
        assert agrees(why["y_x"], truth.y_x, code)
        assert agrees(why["y"], truth.y, code)
        terms = [term.split(" · ", 1) for term in why["mean"].split(" + ")]
        assert len(terms) == len(given)
        if "10" not in why["mean"]:
            assert sum(number(a, said) * number(b, said) for a, b in terms) == pytest.approx(float(truth.y_x), abs=4e-3)
        assert float(asked.correct) == pytest.approx(float(truth.y_x), rel=1e-3, abs=1e-12)
        columns = SIZES[values["size"]][1]
        most = np.log(columns) / (np.log(2) if values["unit"] == "bits" else 1)
        assert asked.tolerance == pytest.approx(0.1 * most)


def test_a_guess_is_drawn_on_h_x_and_the_veil_tells_nothing() -> None:
    rng = np.random.default_rng(5)
    for values, code in EXAMPLES:
        truth, figure_ = Truth(values, values["noise"]), shown(values, code)
        scene = figure_.scene
        asked = predict(**values, language=language(code), notation="notes")
        axis = scene.panels[1].y
        for guess in (float(rng.uniform(-1, 3)), float(rng.choice([-1e300, 1e300])), float(asked.correct)):
            place, mark = ghost(asked, figure_, guess)
            assert place == 1
            assert -0.5 <= min(mark.x) < 1 < max(mark.x) <= 3.5  # across the tower of H(X) and H(Y|X)
            assert mark.y[0] == mark.y[1]
            inside = axis.low <= float(truth.x) + guess <= axis.high
            assert not inside or mark.y[0] == pytest.approx(float(truth.x) + guess, abs=1e-9)
        veiled = scene.veiled()
        assert veiled.panels[1].title == language(code).text("conditional-entropy.towers_veil")
        assert not veiled.panels[1].marks
        assert not veiled.captions + veiled.rows
        assert axis.high == pytest.approx(1.06 * max(0.1, float(truth.x + truth.y)))
