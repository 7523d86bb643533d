"""The words of the adaptive-rates demo: what the two rates are at a step, and which regime that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lekce2.base import Array
from study.language import Language
from ui.demos.adaptive_rates.runs import BURST
from ui.lab import demo_texts, short

BACK = 0.9  # the share of the rate without a burst that counts as recovered
AGREES = 0.005  # how near α/√r has to be to a rate to be written for it


def times(ratio: float, language: Language) -> str:
    return f"{short(ratio, language)}×"


@dataclass(frozen=True)
class RateFacts:
    """What the words need of the coordinate in focus, its rates in multiples of α at t = 1 … T.

    ``r`` is AdaGrad's, ``share`` what ε takes away of RMSProp's rate (0 none, 1 all), ``settled`` the rate 1/√E[g²]
    that RMSProp tends to at the end, ``adagrad_back`` and ``rmsprop_back`` the share of the rates that they would have
    had without the burst's steps.
    """

    adagrad: Array
    rmsprop: Array
    r: Array
    share: Array
    settled: float
    adagrad_back: Array
    rmsprop_back: Array
    pattern: str
    beta: float

    def regime(self, t: int) -> str:
        """What is seen at step t: eps, first, burst, recovering, recovered, early, noisy or apart."""
        if self.share[t - 1] > 0.25:
            return "eps"
        if t == 1:
            return "first"
        if self.pattern == "burst" and t >= BURST.start:
            if t < BURST.stop:
                return "burst"
            return "recovered" if self.rmsprop_back[t - 1] >= BACK else "recovering"
        if self.beta**t > 0.2:
            return "early"
        return "apart" if self.pattern in ("constant", "flips") else "noisy"

    def constants(self, language: Language) -> dict[str, Any]:
        """The numbers that stay the same at all steps."""
        return {
            "settled": multiple(self.settled, language),
            "rms_first": multiple(float(self.rmsprop[0]), language),
            "beta": float(self.beta),
            "window": float(f"{1 / (1 - self.beta):.3g}"),
        }

    def words(self, t: int, language: Language) -> dict[str, Any]:
        """The numbers of one step as texts; ``root`` is α/√r, empty where ε makes another rate of it."""
        ada, rms = float(self.adagrad[t - 1]), float(self.rmsprop[t - 1])
        root = short(float(self.r[t - 1]), language)
        root = f"α/√({root})" if "·" in root else f"α/√{root}"
        return {
            "t": t, "ada": multiple(ada, language), "rms": multiple(rms, language),
            "root": root if abs(ada * float(np.sqrt(self.r[t - 1])) - 1) < AGREES else "",
            "ratio": times(rms / ada, language), "sum": short(1 - self.beta**t, language),
            "settled_times": times(rms / self.settled, language), "share": language.percent(float(self.share[t - 1])),
            "rms_back": language.percent(float(self.rmsprop_back[t - 1])),
            "ada_back": language.percent(float(self.adagrad_back[t - 1])),
        }  # fmt: skip

    def bare(self, t: int, language: Language) -> dict[str, Any]:
        """What both rates would be without ε."""
        return {
            "ada_bare": multiple(1 / float(np.sqrt(self.r[t - 1])), language),
            "rms_bare": multiple(float(self.rmsprop[t - 1] / (1 - self.share[t - 1])), language),
        }


def multiple(value: float, language: Language) -> str:
    return f"{short(value, language)}\N{NO-BREAK SPACE}α"


def captions_of(facts: RateFacts, language: Language) -> tuple[str, ...]:
    """The sentence under the plot at every step."""
    say, constants = demo_texts(language, "adaptive-rates"), facts.constants(language)
    found = []
    for t in range(1, len(facts.r) + 1):
        words, kind = {**constants, **facts.words(t, language)}, facts.regime(t)
        if kind == "eps":
            head = say("frame_eps", **words, **facts.bare(t, language))
        else:
            head = say("frame" if words["root"] else "frame_plain", **words)
        found.append(f"{head} {say(f'regime.{kind}', **words)}")
    return tuple(found)
