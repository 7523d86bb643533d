"""Entropy: how surprising each outcome is, what it adds to H, and what a code of whole bits makes of it.

On the left each outcome is a block as wide as its probability and as high as its surprisal, so that H is the mean
height. On the right the blocks' areas p·I stand on each other up to H, beside the mean length of a Huffman code and the
most that K outcomes can have, log K. Numbers come from ``lekce2.information`` and ``lekce2.information.coding``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base import Array, choice
from lekce2.information import canonical_words, entropy, huffman_lengths, kl_divergence, surprisal
from study.language import Language
from ui.demos.rounding import apart, percent
from ui.drawing import Axis, Figure, Grip, Mark, Panel, Scene, Table
from ui.lab import Between, Controls, Demo, OneOf, Prediction, Shares, demo_texts, drawn, outcomes, shares, sliders

NAMES = "ABCDEF"
UNITS = {"bits": 2.0, "nats": math.e}
EXACT = 1e-9  # probabilities that differ less are equal up to the rounding of a link
FADE = (1.0, 0.62)  # neighbours differ in strength, so that blocks of one colour stay apart


@dataclass(frozen=True)
class EntropyFacts:
    """Everything the figure says of one distribution, in one unit; ``lengths`` are in bits.

    ``missing`` is log K − H and ``over`` is mean − H, each as the divergence that it is, so that no digits are lost.
    """

    p: Array
    surprise: Array
    terms: Array
    h: float
    most: float
    lengths: NDArray[np.int64]
    words: tuple[str, ...]
    mean: float
    bit: float
    missing: float
    over: float

    @property
    def possible(self) -> Array:
        """The probabilities above 0."""
        return self.p[self.p > 0]

    @property
    def level(self) -> bool:
        """Whether all outcomes that are possible at all are equally probable."""
        return bool(np.ptp(self.possible) <= EXACT)

    @property
    def share(self) -> float:
        """H as a share of log K, 1 for the uniform distribution alone."""
        return 1.0 if self.level and self.possible.size == self.p.size else min(self.h / self.most, 1 - EXACT)


def facts(p: ArrayLike, unit: str) -> EntropyFacts:
    """A distribution and its information."""
    base = UNITS[choice("unit", unit, tuple(UNITS))]
    exact = shares("p", p)
    surprise: Array = surprisal(exact, base)
    terms = np.multiply(exact, surprise, out=np.zeros_like(exact), where=exact > 0)  # 0 log 0 = 0
    lengths = huffman_lengths(exact)
    bit = float(surprisal(0.5, base))
    return EntropyFacts(
        p=exact,
        surprise=surprise,
        terms=terms,
        h=float(entropy(exact, base=base)),
        most=float(surprisal(1 / exact.size, base)),
        lengths=lengths,
        words=canonical_words(lengths),
        mean=float(exact @ lengths) * bit,
        bit=bit,
        missing=float(kl_divergence(exact, np.full(exact.size, 1 / exact.size), base=base)),
        over=float(kl_divergence(exact, np.where(exact > 0, 0.5**lengths, 0.0), base=base)),
    )


def figure(*, p: tuple[float, ...], unit: str, seed: int, language: Language, notation: str) -> Figure:
    """Surprisal as heights, entropy as the mean height, beside the Huffman code and log K; ``seed`` drew p."""
    f = facts(p, unit)
    say, amount = demo_texts(language, "entropy"), _amount(unit, language)
    names = NAMES[: f.p.size]
    known = {"h": amount(f.h), "most": amount(f.most), "mean": amount(f.mean), "k": f.p.size}
    low, high = apart(language, float(f.surprise.min()), float(f.surprise[f.p > 0].max()), digits=4)
    known |= {"share": percent(f.share, language), "missing": amount(f.missing), "over": amount(f.over)}
    known |= {"low": low, "high": high, "unit": say(f"unit.{unit}"), "possible": f.possible.size}
    known |= {"top": names[int(np.argmax(f.p))], "p": apart(language, float(f.p.max()), 1.0, digits=4)[0]}
    impossible = ", ".join(name for name, each in zip(names, f.p, strict=True) if each == 0)
    title = say("blocks_certain" if f.h == 0 else "blocks_title", **known)
    beside = say("towers_exact" if _dyadic(f) else "towers_title", **known)
    scene = Scene(
        (_blocks(f, unit, title, language), _towers(f, unit, beside, language)),
        alt=say("alt", **known),
    )
    caption = say(_regime(f), **known)
    if impossible:
        caption += " " + say("impossible", names=impossible)
    code = ", ".join(f"{name} → {word}" for name, word in zip(names, f.words, strict=True) if word)
    summary = say("summary", **known, code=code or say("no_code"), each=_each(f, names, language))
    return Figure(scene, caption, summary, _table(f, names, language))


def predict(*, p: tuple[float, ...], unit: str, language: Language, **others: Any) -> Prediction:
    """How large H is; a tenth of the maximum away still counts."""
    f = facts(p, unit)
    say, number = demo_texts(language, "entropy"), language.number
    pairs = Counter(
        (number(float(each)), number(float(i))) for each, i in zip(f.p, f.surprise, strict=True) if each > 0
    )
    terms = " + ".join((f"{n} · " if n > 1 else "") + f"{each} · {i}" for (each, i), n in pairs.items())
    shown = "; ".join(number(float(each)) for each in f.p)
    rarest = int(np.argmin(np.where(f.p > 0, f.p, np.inf)))
    why = "explain_certain" if f.h == 0 else "explain_level" if f.level else "explain"
    return Prediction(
        say("question", p=shown),
        None,
        float(f"{f.h:.4g}"),
        tolerance=0.1 * f.most,
        unit=say(f"symbol.{unit}"),
        explain=say(
            why, terms=terms, h=_amount(unit, language)(f.h), surprise=number(float(f.surprise[rarest])),
            p=number(float(f.p[rarest])), term=number(float(f.terms[rarest])),
        ),
        ghost=lambda guess: (1, _level(guess, _room(f))),
    )  # fmt: skip


def controls(c: Controls) -> None:
    """The number of outcomes, a dial for each probability, the unit, and a seed that draws them all."""
    outcomes(c, "p")
    sliders(c, {"p": NAMES})
    with c.more():
        c.segmented("unit")
        c.seed()


def drag(parameters: Mapping[str, Any], panel: int, grip: str, x: float, y: float) -> Mapping[str, Any]:
    """The edge between two outcomes: what one of them gains the other one loses."""
    p, k = [float(each) for each in parameters["p"]], int(grip.removeprefix("edge-"))
    before, both = sum(p[:k]), p[k] + p[k + 1]
    left = min(both, max(0.0, round(x - before, 2)))
    return {"p": (*p[:k], left, both - left, *p[k + 2 :])}


def _blocks(f: EntropyFacts, unit: str, title: str, language: Language) -> Panel:
    say = demo_texts(language, "entropy")
    seen = f.surprise[f.p > 0]
    high = f.bit * math.ceil(1.25 * max(float(seen.max()) / f.bit, 1.0))  # whole bits do not tell H beforehand
    ends = np.cumsum(f.p)
    marks = []
    for k, (width, end) in enumerate(zip(f.p, ends, strict=True)):
        if width == 0:
            continue
        middle = end - width / 2
        marks.append(
            Mark("bars", [middle], [f.surprise[k]], width_x=float(width), colour="p", opacity=FADE[k % 2], truth=True,
                 label=say("block"), values=bool(width > 0.06))
        )  # fmt: skip
        if width > 0.035:
            marks.append(Mark("text", float(middle), 0.955 * high, text=NAMES[k], anchor="middle"))
    edges = tuple(
        Mark("vline", x=float(end), colour="muted", dash="dotted", width=1.0) for end in ends if 0 < end < 1 - 1e-9
    )
    mean = Mark("hline", y=f.h, colour="ink", dash="dashed", text="H", truth=True)
    return Panel(
        title,
        Axis(say("blocks_x"), 0.0, 1.0),
        Axis(say("blocks_y", unit=say(f"unit.{unit}")), 0.0, high),
        (*edges, *marks, mean),
        grips=tuple(
            Grip(f"edge-{k}", say("edge", left=NAMES[k], right=NAMES[k + 1]), float(end), 0.0, "x")
            for k, end in enumerate(ends[:-1])
        ),
        height=330,
        veil=say("blocks_veil"),
    )


def _towers(f: EntropyFacts, unit: str, title: str, language: Language) -> Panel:
    say = demo_texts(language, "entropy")
    marks = [
        *_tower(0, f.terms, f, "p", NAMES, say("terms")),
        *_tower(1, f.p * f.lengths * f.bit, f, "q", f.words, say("code")),
    ]
    marks.append(Mark("bars", [2], [f.most], colour="muted", width_x=0.62, values=True, truth=True))
    marks.append(Mark("hline", y=f.h, colour="ink", dash="dashed", truth=True))
    marks.append(Mark("hline", y=f.h + f.bit, colour="muted", dash="dotted", text=say("one_more"), truth=True))
    places = (say("tower_h"), say("tower_code"), say("tower_most"))
    return Panel(
        title,
        Axis.category("", places),
        Axis(say("towers_y", unit=say(f"unit.{unit}")), 0.0, _room(f)),
        tuple(marks),
        height=330,
        veil=say("towers_veil"),
    )


def _room(f: EntropyFacts) -> float:
    """The upper end of the towers' axis: H + 1 bit fits, and nothing of H shows in it."""
    return 1.12 * (f.most + f.bit)


def _level(guess: float, room: float) -> Mark:
    """A guessed H among the towers."""
    return Mark("hline", y=float(np.clip(guess, 0.0, room)), colour="muted", dash="dashed")


def _tower(place: int, parts: Array, f: EntropyFacts, colour: str, names: Any, label: str) -> list[Mark]:
    marks, base = [], 0.0
    for k, part in enumerate(parts):
        if part > 0:
            marks.append(
                Mark("bars", [place], [base + part], base=base, colour=colour, opacity=FADE[k % 2], width_x=0.62,
                     label=label, truth=True)
            )  # fmt: skip
            if part > 0.055 * max(f.h + f.bit, f.most):
                marks.append(Mark("text", place, base + part / 2, text=names[k], anchor="middle", truth=True))
        base += float(part)
    return marks


def _table(f: EntropyFacts, names: str, language: Language) -> Table:
    say, number = demo_texts(language, "entropy"), language.number
    rows = []
    for k, name in enumerate(names):
        term = number(float(f.terms[k])) if f.p[k] > 0 else say("zero_term")
        rows.append((name, number(float(f.p[k])), number(float(f.surprise[k])), term, f.words[k] or "–"))
    rows.append(("Σ", number(1), "", number(f.h), say("mean_length", n=float(f.p @ f.lengths))))
    return Table(("", "p", "I", "p·I", say("col_word")), tuple(rows))


def _each(f: EntropyFacts, names: str, language: Language) -> str:
    pairs = zip(names, f.p, f.surprise, strict=True)
    return "; ".join(f"{name} {language.number(float(p))} → {language.number(float(i))}" for name, p, i in pairs)


def _dyadic(f: EntropyFacts) -> bool:
    """Whether every possible outcome has just the probability that its code word is made for."""
    return bool(np.all(np.abs(f.possible - 0.5 ** f.lengths[f.p > 0]) <= EXACT))


def _regime(f: EntropyFacts) -> str:
    if f.h == 0:
        return "regime_certain"
    if f.share == 1:
        return "regime_uniform"
    if _dyadic(f):
        return "regime_dyadic"
    if f.level:
        return "regime_level"
    if f.share >= 0.9:
        return "regime_near"
    return "regime_skewed" if f.share < 0.5 and f.p.max() > 0.5 + EXACT else "regime_middle"


def _amount(unit: str, language: Language) -> Any:
    def amount(value: float) -> str:
        shown = float(f"{value:.4g}")
        return language.plural(f"entropy.amount.{unit}", int(shown) if shown == int(shown) else shown)

    return amount


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "halves": {"p": (0.5, 0.25, 0.125, 0.125)},
    "coin": {"p": (0.5, 0.5)},
    "bent": {"p": (0.9, 0.1)},
    "die": {"p": (1 / 6,) * 6},
    "loaded": {"p": (0.1, 0.1, 0.1, 0.1, 0.1, 0.5)},
    "vowels": {"p": (0.317, 0.204, 0.187, 0.174, 0.069, 0.049)},
    "certain": {"p": (1.0, 0.0, 0.0, 0.0)},
}

DEMO = Demo(
    name="entropy",
    defaults={"p": PRESETS["halves"]["p"], "unit": "bits", "seed": 0},
    check={"p": Shares(2, 6), "unit": OneOf(tuple(UNITS)), "seed": Between(0, 9999, whole=True)},
    presets=PRESETS,
    controls=controls,
    figure=figure,
    predict=predict,
    drag=drag,
    sources=(figure, facts, surprisal, entropy, huffman_lengths),
    brings={"seed": lambda seed, values: {"p": drawn(len(values["p"]), seed)}},
)
