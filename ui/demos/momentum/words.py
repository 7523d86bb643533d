"""What is said about momentum: titles, captions, the regime with its numbers, the tables, in the learner's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lekce2.stability import METHODS, REGIMES, best, eigenvalues, rate, regime, speed, stability_limit
from study.language import NOTATIONS, Language, read_as
from ui.demos.momentum.runs import Fork, MethodPath
from ui.drawing import METHODS as LOOKS
from ui.lab import rounded

GOAL = 0.01  # of the height at the start


class MomentumWords:
    """What is said about one setting, in one language and one convention of velocity."""

    def __init__(
        self, language: Language, notation: str, landscape: str, kappa: float, alpha: float, beta: float,
        method: str, steps: int,
    ) -> None:  # fmt: skip
        self.language, self.landscape, self.method, self.steps = language, landscape, method, int(steps)
        self.kappa, self.alpha, self.beta = float(kappa), float(alpha), float(beta)
        self.notation = next(one for one in NOTATIONS if one == notation)
        self.name = LOOKS[method].label
        self.kind = REGIMES[regime(method, alpha, beta, kappa)]
        self.valley = landscape == "valley"
        self.point = language.number(0.5)[1]

    def __call__(self, key: str, **parameters: Any) -> str:
        return read_as(self.language.text(f"momentum.{key}", **parameters), self.notation)

    def paths_title(self, ran: Mapping[str, MethodPath]) -> str:
        lost = [LOOKS[name].label for name, lane in ran.items() if lane.diverged is not None]
        if lost:
            return self("paths_title.lost", methods=", ".join(lost))
        if not self.valley:
            far = ran["momentum"].theta[-1, 0] / ran["sgd"].theta[-1, 0]
            return self("paths_title.slope", times=rounded(far), steps=self.steps)
        nearest = min(ran, key=lambda name: float(ran[name].height[-1]))
        if ran[nearest].height[-1] == ran["sgd"].height[-1]:
            return self("paths_title.same")
        return self("paths_title.valley", method=LOOKS[nearest].label, steps=self.steps)

    def map_title(self) -> str:
        return self(f"map_title.{self.kind}", method=self.name, rate=rounded(self._rate(self.method)))

    def progress_title(self, ran: Mapping[str, MethodPath]) -> str:
        if not self.valley:
            return self("speed_title", final=rounded(float(speed(self.beta))))
        said = [f"{LOOKS[name].label} {self._arrival(lane)}" for name, lane in ran.items()]
        return self("progress_title", arrivals=", ".join(said))

    def moments(self, forked: Fork) -> list[str]:
        """The caption of each frame: how βv stands to −αg, and what looking ahead changes."""
        said = [self("frame_start")]
        carried, here = (np.linalg.norm(part, axis=1) for part in (forked.carried, forked.here))
        product = (forked.carried * forked.here).sum(axis=1)
        change = np.linalg.norm(forked.ahead - forked.here, axis=1)
        for t in range(1, len(here)):
            if carried[t] == 0 or here[t] == 0:
                said.append(self("frame_plain", t=t))
                continue
            cosine = product[t] / (carried[t] * here[t])
            way = "with" if cosine > 0.5 else "against" if cosine < -0.5 else "aside"
            ratio, differs = rounded(carried[t] / here[t]), self.language.percent(change[t] / here[t])
            said.append(f"{self(f'frame.{way}', t=t, ratio=ratio)} {self('frame_ahead', differs=differs)}")
        return said

    def head(self) -> tuple[str, ...]:
        return ("θ", "v", "−αg", self("ahead_gradient"))

    def states(self, forked: Fork) -> list[tuple[str, ...]]:
        """The numbers of each frame: the state on the chosen method's path, and both gradients' parts of the step."""
        moved = np.diff(forked.theta, axis=0, prepend=forked.theta[:1])
        v = moved if self.notation == "notes" else -moved / self.alpha
        columns = (forked.theta, v, forked.here, forked.ahead)
        return [tuple(self._pair(column[t]) for column in columns) for t in range(len(v))]

    def regime(self, ran: Mapping[str, MethodPath]) -> str:
        """The regime with its numbers, then the limits of all three methods."""
        if not self.valley:
            reached = ran["momentum"].theta
            now = (reached[-1, 0] - reached[-2, 0]) / self.alpha
            said = self(
                "regime.slope", final=rounded(float(speed(self.beta))), now=rounded(float(now)), t=len(reached) - 1
            )
            said += f" {self('slope_lost')}" if any(lane.diverged is not None for lane in ran.values()) else ""
        else:
            said = f"{self(f'regime.{self.kind}', method=self.name)} {self.why()}"
            if self.kind != "diverging":
                along, across = (float(rate(self.method, self.alpha, self.beta, h)) for h in (1.0, self.kappa))
                slow = "same" if abs(along - across) < 1e-9 else "along" if along > across else "across"
                top = best(self.method, 1.0, self.kappa)
                said += " " + self(
                    f"tenth.{slow}", steps=_tenth(max(along, across)), best=_tenth(top.rate),
                    alpha=rounded(top.alpha), beta=rounded(top.beta),
                )  # fmt: skip
        return f"{said} {self._limits()}" + (f" {self('no_memory')}" if self.beta == 0 else "")

    def why(self) -> str:
        """Which eigenvalues across the valley make the regime."""
        first, second = eigenvalues(self.method, self.alpha, self.beta, self.kappa)
        if self.kind == "diverging":
            limit = float(stability_limit(self.method, self.beta, self.kappa))
            return self(
                f"why.diverging.{self.method}", alpha=self.alpha, limit=rounded(limit), size=rounded(abs(first))
            )
        if abs(first.imag) > 0:
            return self(f"why.complex.{self.method}", size=rounded(abs(first)))
        low = min(first.real, second.real)
        if low < 0:
            return self("why.negative", sigma=rounded(low))
        return self("why.real", first=rounded(first.real), second=rounded(second.real))

    def summary(self, ran: Mapping[str, MethodPath]) -> str:
        ends = [
            self("summary_end", method=LOOKS[name].label, x=rounded(lane.theta[-1, 0]), y=rounded(lane.theta[-1, 1]))
            if lane.diverged is None
            else self("summary_lost", method=LOOKS[name].label, t=lane.diverged)
            for name, lane in ran.items()
        ]
        where = self("summary", landscape=self(f"landscape.{self.landscape}"), kappa=self.kappa, alpha=self.alpha,
                     beta=self.beta, steps=self.steps)  # fmt: skip
        return " ".join([where, *ends, self("summary_map", method=self.name, kind=self(f"kind.{self.kind}"))])

    def table_head(self) -> tuple[str, ...]:
        return tuple(self(f"col_{name}") for name in ("method", "direction", "sigma", "size", "kind", "limit"))

    def table(self) -> tuple[tuple[str, ...], ...]:
        rows = []
        for method in METHODS:
            for direction, h in (("along", 1.0), ("across", self.kappa)):
                if direction == "along" and not self.valley:
                    continue
                sigma = eigenvalues(method, self.alpha, self.beta, h)
                kind = REGIMES[regime(method, self.alpha, self.beta, h)]
                limit = float(stability_limit(method, self.beta, h))
                rows.append((
                    LOOKS[method].label, self(f"direction.{direction}", h=h), self._sigma(sigma),
                    self._number(abs(sigma[0])), self(f"kind.{kind}"), self._number(limit),
                ))  # fmt: skip
        return tuple(rows)

    def _limits(self) -> str:
        limits = {name: rounded(float(stability_limit(name, self.beta, self.kappa))) for name in METHODS}
        return self("limits", sgd=rounded(2 / self.kappa), **limits)

    def _rate(self, method: str) -> float:
        slowest = [1.0, self.kappa] if self.valley else [self.kappa]
        return float(rate(method, self.alpha, self.beta, slowest).max())

    def _arrival(self, lane: MethodPath) -> str:
        """The step from which the height stays below a hundredth of the start's."""
        if lane.diverged is not None:
            return "∞"
        above = np.flatnonzero(lane.height > GOAL * lane.height[0])
        last = int(above[-1]) + 1 if len(above) else 0
        return f"> {self.steps}" if last > self.steps else str(last)

    def _sigma(self, pair: Any) -> str:
        first, second = pair
        if abs(first.imag) > 0:
            return f"{self._number(first.real)} ± {self._number(abs(first.imag))} i"
        return f"{self._number(first.real)}; {self._number(second.real)}"

    def _pair(self, vector: Any) -> str:
        return f"({self._quick(vector[0])}; {self._quick(vector[1])})"

    def _quick(self, value: float) -> str:
        """A number of a frame; there are hundreds, so that only very small and large ones go the long way."""
        text = f"{float(value) + 0.0:.3g}"
        return self._number(value) if "e" in text else text.replace(".", self.point).replace("-", "−")

    def _number(self, value: float) -> str:
        return self.language.number(rounded(value))


def _tenth(factor: float) -> int:
    """How many steps make a distance ten times smaller."""
    return max(1, int(np.ceil(np.log(0.1) / np.log(min(factor, 1 - 1e-12))))) if factor > 0 else 1
