"""What is said about a learning-rate schedule: its formula, the verdict with its reason, the regime, the tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from lekce2.schedules import brackets, nearest, noise_ball, steps_to_cover
from study.language import NOTATIONS, Language, read_as
from ui.demos.learning_rates.frames import FAR, STEPS, T_RUN, Frames
from ui.lab import rounded, short

PARAMETERS = ("a", "p", "b", "gamma", "c", "k", "horizon")
LATE = STEPS // 2  # after this step a constant rate is looked at
TURNS = (0.0, 0.5, 1.0)  # of p, γ and c, where the verdict changes
SIGNS = {"gamma": "γ", "horizon": "T"}


class LearningRateWords:
    """What is said about the frames of one family, in one language and notation."""

    found: Frames
    start: float
    noise: float

    def __init__(self, language: Language, notation: str, found: Frames, start: float, noise: float) -> None:
        self.language, self.found, self.start, self.noise = language, found, float(start), float(noise)
        self.notation = next(one for one in NOTATIONS if one == notation)

    @classmethod
    def plain(cls, language: Language, notation: str) -> LearningRateWords:
        """Words without frames, for what does not depend on them."""
        made = cls.__new__(cls)
        made.language, made.notation = language, next(one for one in NOTATIONS if one == notation)
        return made

    def __call__(self, key: str, **parameters: Any) -> str:
        return read_as(self.language.text(f"learning-rates.{key}", **parameters), self.notation)

    def written(self, family: str, parameters: Mapping[str, Any]) -> str:
        """The schedule's formula with its numbers: αₜ = 0,5 / t^0,75."""
        numbers = {name: self._exactly(parameters[name]) for name in PARAMETERS if name in parameters}
        key = "power_shifted" if family == "power" and parameters["b"] else family
        return self(f"formula.{key}", **numbers)

    def formula(self, f: int) -> str:
        schedule = self.found.schedules[f]
        names = {"a": "a", "p": "p", "b": "b", "gamma": "gamma", "c": "c", "k": "k", "steps": "horizon"}
        has = {ours: getattr(schedule, theirs) for theirs, ours in names.items() if hasattr(schedule, theirs)}
        family = type(schedule).__name__
        has["b"] = int(has.get("b", 0))
        return self.written("constant" if self.found.name == "a" else family, has)

    def frame_name(self, f: int) -> str:
        name = SIGNS.get(self.found.name, self.found.name)
        return f"{name} = {self._exactly(self.found.values[f])}"

    def total(self, f: int, which: int) -> str:
        """Σα = ∞ ✓, with its value where it is finite."""
        verdict = self.found.verdicts[f]
        value = (verdict.sum, verdict.sum_of_squares)[which]
        fine = math.isinf(value) if which == 0 else math.isfinite(value)
        return f"{('Σα', 'Σα²')[which]} = {self._short(value)} {'✓' if fine else '✗'}"

    def verdict(self, f: int) -> str:
        """The verdict of a frame with its reason."""
        verdict = self.found.verdicts[f]
        kind = "holds" if verdict.holds else "sum" if math.isfinite(verdict.sum) else "squares"
        reason = verdict.reason
        numbers = {name: float(f"{value:.3g}") for name, value in reason.parameters.items() if name != "steps"}
        steps = {"steps": int(reason.parameters["steps"])} if math.isfinite(reason.parameters["steps"]) else {}
        said = self.language.text(f"verdict.{reason.code}", **{**numbers, **steps})
        return f"{self(f'verdict_head.{kind}')} {said}."

    def head(self) -> tuple[str, ...]:
        return tuple(self(f"head.{name}") for name in ("formula", "median", "spread", "nearest"))

    def row(self, f: int) -> tuple[str, ...]:
        low, middle, high = self._end(f)
        bound = self._bound(f)
        said = self._short(bound) if bound > 0 else self("no_bound")
        return self.formula(f), self._short(middle), f"{self._short(low)} – {self._short(high)}", said

    def regime(self) -> str:
        """What the runs of the present schedule do, and why."""
        f = self.found.now
        schedule, verdict = self.found.schedules[f], self.found.verdicts[f]
        low, middle, high = (short(value, self.language) for value in self._end(f))
        spread = self("most_runs", low=low, high=high) if low != high else ""
        facts = {"median": middle, "spread": spread, "steps": STEPS, "start": self.start,
                 "sum": short(verdict.sum, self.language)}  # fmt: skip
        code = verdict.reason.code
        if code in ("sum-finite", "stops"):
            return self._finite(f, facts)
        if code == "not-shrinking":
            if self.noise == 0:
                return self("regime.quiet", **facts)
            ball = noise_ball(float(schedule(1)), self.noise)
            typical = float(np.sqrt(np.mean(self.found.runs[f, T_RUN > LATE] ** 2)))
            return self("regime.ball" if typical <= 3 * ball else "regime.ball_far", late=LATE,
                        ball=short(ball, self.language), typical=short(typical, self.language))  # fmt: skip
        if code == "squares-infinite":
            return self("regime.unpromised", **facts)
        needed = steps_to_cover(schedule, self.start)
        if math.isinf(needed):
            return self("regime.crawls_beyond", **facts)
        if needed > STEPS:
            said = self.language.number(int(needed)) if needed <= 1e6 else f"≈ {short(needed, self.language)}"
            return self("regime.crawls", needed=said, **facts)
        return self("regime.converges", **facts)

    def _finite(self, f: int, facts: Mapping[str, Any]) -> str:
        """Where Σα is finite: what the steps can reach, and what is left of them after the last that is drawn."""
        schedule, total, bound = self.found.schedules[f], self.found.verdicts[f].sum, self._bound(f)
        if bound > 0:
            reach, start = self._apart((1 + self.noise) * total, self.start)
            return self("regime.stuck", **{**facts, "start": start}, bound=short(bound, self.language), reach=reach,
                        most=1 + self.noise)  # fmt: skip
        horizon = getattr(schedule, "steps", None)
        if horizon is not None:
            return self("regime.stops" if horizon <= STEPS else "regime.stops_later", horizon=horizon, **facts)
        left = max(total - float(schedule.partial_sums(STEPS)[0]), 1e-9 * total)  # nearer the difference is rounding
        rest = (1 + self.noise) * left
        key = "regime.frozen" if rest < 0.99 * self._end(f)[1] else "regime.slowing"
        return self(key, rest=short(rest, self.language), **facts)

    def summary(self) -> str:
        f = self.found.now
        low, middle, high = self._end(f)
        return self("summary", schedule=self.formula(f), verdict=self.verdict(f), start=self.start, noise=self.noise,
                    steps=STEPS, median=self._short(middle), low=self._short(low), high=self._short(high))  # fmt: skip

    def table_head(self) -> tuple[str, ...]:
        return "t", "Σα", self("col_between"), "Σα²", self("col_between")

    def table(self) -> tuple[tuple[str, ...], ...]:
        """Partial sums with their brackets, and the sums of all steps."""
        schedule, verdict = self.found.schedules[self.found.now], self.found.verdicts[self.found.now]
        rows = []
        for t in (10, 100, 1000, 1e6, FAR):
            sums, between = schedule.partial_sums(t), brackets(schedule, t)
            cells = [
                part
                for partial, (low, high) in zip(sums, between, strict=True)
                for part in (self._short(partial), f"{self._short(low)} – {self._short(high)}")
            ]
            rows.append((self.language.number(int(t)), *cells))
        return *rows, ("∞", self._short(verdict.sum), "–", self._short(verdict.sum_of_squares), "–")

    def _end(self, f: int) -> tuple[float, float, float]:
        low, middle, high = self.found.quantiles[:, f, -1].tolist()
        return low, middle, high

    def _bound(self, f: int) -> float:
        return float(nearest(self.found.verdicts[f].sum, self.start, self.noise))

    def _short(self, value: float) -> str:
        return short(value, self.language, 4 if value >= 1e-3 else 3)  # no more than six decimals are written

    def _exactly(self, value: float) -> str:
        """A parameter in four digits, or in all of them where four would make it one at which a verdict turns."""
        if isinstance(value, int) or rounded(value, 4) not in TURNS or value in TURNS:
            return self.language.number(value)
        exact = Decimal(repr(value))
        return self.language.number(exact, max(0, -int(exact.as_tuple().exponent)))

    def _apart(self, *values: float) -> tuple[str, ...]:
        """Numbers in three digits, or in as many more as it takes to tell them apart."""
        said: tuple[str, ...] = ()
        for digits in range(3, 13):
            exact = [Decimal(f"{value:.{digits}g}") for value in values]
            if len(set(exact)) == len(values):
                said = tuple(
                    self.language.number(each, max(0, -int(each.normalize().as_tuple().exponent))) for each in exact
                )
                break
        return said or tuple(short(value, self.language) for value in values)
