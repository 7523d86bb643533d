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
EDGE = 1e-9  # nearer to the limit of stability than this share of it is at it


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
        self.kind = kind_of(method, self.alpha, self.beta, self.kappa)
        self.valley = landscape == "valley"
        self.point = language.number(0.5)[1]

    def __call__(self, key: str, **parameters: Any) -> str:
        return read_as(self.language.text(f"momentum.{key}", **parameters), self.notation)

    def paths_title(self, ran: Mapping[str, MethodPath]) -> str:
        lost = self._lost(ran)
        if lost:
            return self("paths_title.lost", methods=lost)
        if self.beta == 0:
            return self("paths_title.same")
        if not self.valley:
            far = ran["momentum"].theta[-1, 0] / ran["sgd"].theta[-1, 0]
            return self("paths_title.slope", times=rounded(far))
        lowest = min(float(lane.height[-1]) for lane in ran.values())
        named = self._names([name for name, lane in ran.items() if lane.height[-1] == lowest])
        return self("paths_title.valley", method=named, steps=self.steps)

    def map_title(self) -> str:
        across = float(rate(self.method, self.alpha, self.beta, self.kappa))
        return self(f"map_title.{self.kind}", method=self.name, rate=self._size(across))

    def step_title(self) -> str:
        return self("step_title" if self.beta > 0 else "step_title.same")

    def progress_title(self, ran: Mapping[str, MethodPath]) -> str:
        if not self.valley:
            return self("speed_title", final=self._final()) if self.beta > 0 else self("speed_title.plain")
        said = [f"{LOOKS[name].label} {self._arrival(lane)}" for name, lane in ran.items()]
        return self("progress_title", arrivals=", ".join(said))

    def moments(self, forked: Fork) -> list[str]:
        """The caption of each frame: how βv stands to −αg, and what looking ahead changes; or who has flown out."""
        said = [self("frame_start")]
        carried, here = (np.linalg.norm(part, axis=1) for part in (forked.carried, forked.here))
        product = (forked.carried * forked.here).sum(axis=1)
        change = np.linalg.norm(forked.ahead - forked.here, axis=1)
        for t in range(1, len(here)):
            if carried[t] == 0 or here[t] == 0:
                still = "frame_rest" if carried[t] == here[t] else "frame_coast" if here[t] == 0 else "frame_plain"
                said.append(self(still, t=t))
                continue
            cosine = product[t] / carried[t] / here[t]
            way = "with" if cosine > 0.5 else "against" if cosine < -0.5 else "aside"
            ratio, differs = rounded(carried[t] / here[t]), self._percent(change[t] / here[t])
            said.append(f"{self(f'frame.{way}', t=t, ratio=ratio)} {self('frame_ahead', differs=differs)}")
        last = len(said) - 1
        said += [self("frame_lost", t=t, method=self.name, since=last) for t in range(last + 1, self.steps + 1)]
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
            said = self._slope(ran)
        else:
            said = f"{self(f'regime.{self.kind}', method=self.name)} {self.why()}"
            if self.kind not in ("diverging", "edge"):
                said += f" {self._tenth()}"
        return f"{said} {self._limits()}" + (f" {self('no_memory')}" if self.beta == 0 else "")

    def _slope(self, ran: Mapping[str, MethodPath]) -> str:
        if self.beta > 0:
            reached = ran["momentum"].theta
            now = rounded((reached[-1, 0] - reached[-2, 0]) / self.alpha)
            said = self("regime.slope", final=self._final(), now=now, t=len(reached) - 1)
        else:
            said = self("regime.slope_plain")
        lost = self._lost(ran)
        return " ".join([said, self.why(), *([self("slope_lost", methods=lost)] if lost else [])])

    def _tenth(self) -> str:
        """In which direction |σ| is larger, and which power of it is a tenth."""
        along, across = (float(rate(self.method, self.alpha, self.beta, h)) for h in (1.0, self.kappa))
        slow = "same" if abs(along - across) < 1e-9 else "along" if along > across else "across"
        top = best(self.method, 1.0, self.kappa)
        return self(
            f"tenth.{slow}", rate=self._size(max(along, across)), steps=_tenth(max(along, across)),
            best=_tenth(top.rate), alpha=rounded(top.alpha), beta=rounded(top.beta),
        )  # fmt: skip

    def why(self) -> str:
        """Which eigenvalues across the valley make the regime."""
        first, second = eigenvalues(self.method, self.alpha, self.beta, self.kappa)
        if self.kind == "edge":
            return self(f"why.edge.{self.method}", alpha=self.alpha)
        if self.kind == "diverging":
            limit = float(stability_limit(self.method, self.beta, self.kappa))
            alpha, below = self._apart(self.alpha, limit)
            return self(f"why.diverging.{self.method}", alpha=alpha, limit=below, size=self._size(abs(first)))
        if abs(first.imag) > 0:
            return self(f"why.complex.{self.method}", size=self._size(abs(first)))
        low = min(first.real, second.real)
        if low < 0:
            return self("why.negative", sigma=self._size(low))
        return self("why.real", first=self._size(first.real), second=self._size(second.real))

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
                kind = kind_of(method, self.alpha, self.beta, h)
                limit = float(stability_limit(method, self.beta, h))
                rows.append((
                    LOOKS[method].label, self(f"direction.{direction}", h=h), self._sigma(sigma),
                    self._size(abs(sigma[0])), self(f"kind.{kind}"), self._number(limit),
                ))  # fmt: skip
        return tuple(rows)

    def _limits(self) -> str:
        limits = {name: rounded(float(stability_limit(name, self.beta, self.kappa))) for name in METHODS}
        return self("limits", sgd=rounded(2 / self.kappa), **limits)

    def _final(self) -> float:
        return rounded(float(speed(self.beta)))

    def _lost(self, ran: Mapping[str, MethodPath]) -> str:
        """The methods that flew out, as a list; empty where none did."""
        return self._names([name for name, lane in ran.items() if lane.diverged is not None])

    def _names(self, methods: list[str]) -> str:
        *most, last = (LOOKS[name].label for name in methods) if methods else ("",)
        return self("and", most=", ".join(most), last=last) if most else last

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
        return f"{self._size(first.real)}; {self._size(second.real)}"

    def _pair(self, vector: Any) -> str:
        return f"({self._quick(vector[0])}; {self._quick(vector[1])})"

    def _quick(self, value: float) -> str:
        """A number of a frame; there are hundreds, so that only very small and large ones go the long way."""
        text = f"{float(value) + 0.0:.3g}"
        return self._number(value) if "e" in text else text.replace(".", self.point).replace("-", "−")

    def _percent(self, share: float) -> str:
        return self("under_percent") if 0 < share < 0.005 else self.language.percent(share)

    def _size(self, value: float) -> str:
        """A number that is not written as 1 or −1 unless it is: 0,99998 where |σ| is a little below."""
        off = abs(abs(value) - 1)
        if off < EDGE or rounded(abs(value)) != 1:
            return self._number(value)
        return self.language.number(value, int(np.ceil(-np.log10(off))) + 1)

    def _apart(self, one: float, other: float) -> tuple[str, str]:
        """Two numbers with as many digits as show which is larger."""
        if rounded(one) != rounded(other):
            return self.language.number(one), self._number(other)
        decimals = int(np.ceil(-np.log10(abs(one - other)))) + 1
        return self.language.number(one, decimals), self.language.number(other, decimals)

    def _number(self, value: float) -> str:
        return self.language.number(rounded(value))


def kind_of(method: str, alpha: float, beta: float, curvature: float) -> str:
    """The regime along one curvature; ``edge`` where α is the limit of stability itself."""
    if abs(alpha / float(stability_limit(method, beta, curvature)) - 1) < EDGE:
        return "edge"
    return REGIMES[regime(method, alpha, beta, curvature)]


def _tenth(factor: float) -> int:
    """The first power of |σ| that is a tenth at most."""
    return max(1, int(np.ceil(np.log(0.1) / np.log(min(factor, 1 - 1e-12))))) if factor > 0 else 1
