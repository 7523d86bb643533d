"""What is said about full, minibatch and online gradient descent: titles, captions, the regime, the table."""

from __future__ import annotations

from typing import Any

import numpy as np

from study.language import NOTATIONS, Language, read_as
from ui.demos.gradient_descent.batches import ROUNDING, SIZES, BatchRun, N, Noise, problem
from ui.lab import rounded


class DescentWords:
    """What is said about one comparison, in one language and notation."""

    def __init__(
        self, language: Language, notation: str, ran: tuple[BatchRun, ...], cloud: Noise, m: int, alpha: float,
        axis: str, replace: bool, place: str,
    ) -> None:  # fmt: skip
        self.language, self.ran, self.cloud, self.axis = language, ran, cloud, axis
        self.m, self.alpha, self.replace, self.place = m, float(alpha), replace, place
        self.notation = next(one for one in NOTATIONS if one == notation)
        self.names = (self("name.full"), self("name.minibatch", m=m), self("name.online"))
        self.point = language.number(0.5)[1]

    def __call__(self, key: str, **parameters: Any) -> str:
        return read_as(self.language.text(f"gradient-descent.{key}", **parameters), self.notation)

    @property
    def deviations(self) -> tuple[float, float]:
        """By formula: the noise of one example, and of the batch."""
        law = self.cloud.with_replacement if self.replace else self.cloud.without
        return float(law[0]), float(law[self.m - 1])

    def paths_title(self) -> str:
        counts = {f"up_{k}": int(lane.uphill.sum()) for k, lane in enumerate(self.ran)}
        return self("paths_title", **counts, **self._steps())

    def losses_title(self) -> str:
        lowest = self._lowest()
        if not lowest:
            return self("losses_title.lost")
        return self(f"losses_title.{self.axis if len(lowest) == 1 else 'tie'}", method=self._names(lowest))

    def cloud_title(self) -> str:
        one, many = self.deviations
        if many == 0:
            return self("cloud_title.none")
        if self.m == 1:
            return self("cloud_title.one")
        measured = float(self.cloud.measured[SIZES.index(self.m)])
        return self("cloud_title.some", times=rounded(one / measured), law=rounded(one / many),
                    place=self(f"place_in.{self.place}"))  # fmt: skip

    def law_title(self) -> str:
        return self("law_title.with" if self.replace else "law_title.without")

    def frame_name(self, used: float) -> str:
        unit = {"updates": used, "epochs": used / N, "examples": used}[self.axis]
        return f"{self(f'unit.{self.axis}')} {self._quick(unit)}"

    def moment(self, f: int, used: Any, shown: list[Any]) -> str:
        """The caption of a frame: how many updates and how low each method is."""
        parts = []
        for name, lane, index in zip(self.names, self.ran, shown, strict=True):
            step = int(index[min(f, len(index) - 1)])
            parts.append(self("lane", name=name, step=step, loss=self._quick(float(lane.height[step]))))
        return "; ".join(parts) + "."

    def regime(self) -> str:
        lost = [k for k, lane in enumerate(self.ran) if lane.diverged is not None]
        if lost:
            top = float(np.linalg.eigvalsh(problem().hessian(problem().minima[0]))[-1])
            steep = 2 * float(np.max(np.sum(np.asarray(problem().X) ** 2, axis=1)))
            names = ", ".join(self("lost", name=self.names[k], step=self.ran[k].diverged) for k in lost)
            said = self("regime.lost", names=names, limit=rounded(2 / top), steep=rounded(steep),
                        single=rounded(2 / steep))  # fmt: skip
        else:
            lowest, online = self._lowest(), self.ran[2]
            ends = {f"end_{k}": rounded(lane.level) for k, lane in enumerate(self.ran)}
            key = f"regime.{'updates' if self.axis == 'updates' else 'epochs'}{'' if len(lowest) == 1 else '_tie'}"
            said = self(key, method=self._names(lowest), epochs=self._epochs(), **self._steps(), **ends)
            peak = float(online.height.max())
            if peak > 2 * online.height[0]:
                said += " " + self("wild", peak=rounded(peak), level=rounded(online.height[0]))
            elif self._hovers(online):
                last, before = online.uphill[-online.quarter :], online.height[-2 * online.quarter : -online.quarter]
                said += " " + self("hovers", ups=int(last.sum()), steps=last.size, level=rounded(online.level),
                                   before=rounded(before.mean()))  # fmt: skip
        return f"{said} {self._noise()}"

    def summary(self) -> str:
        ends = [
            self("summary_end", name=name, steps=len(lane.height) - 1, x=rounded(lane.theta[-1, 0]),
                 y=rounded(lane.theta[-1, 1]), loss=rounded(lane.height[-1]))
            if lane.diverged is None
            else self("summary_lost", name=name, step=lane.diverged)
            for name, lane in zip(self.names, self.ran, strict=True)
        ]  # fmt: skip
        return " ".join([self("summary", n=N, alpha=self.alpha), *ends, self._noise()])

    def table_head(self) -> tuple[str, ...]:
        return tuple(self(f"col_{name}") for name in ("method", "batch", "steps", "examples", "noise", "loss"))

    def table(self) -> tuple[tuple[str, ...], ...]:
        one, many = self.deviations
        rows = []
        for name, lane, noise in zip(self.names, self.ran, (0.0, many, one), strict=True):
            steps = len(lane.height) - 1
            loss = self._number(lane.height[-1]) if lane.diverged is None else self("diverges", step=lane.diverged)
            used = self._number(steps * lane.batch)
            rows.append((name, str(lane.batch), self._number(steps), used, self._number(noise), loss))
        return tuple(rows)

    def _noise(self) -> str:
        one, many = self.deviations
        facts = {"one": rounded(one), "many": rounded(many), "m": self.m, "n": N, "root": rounded(np.sqrt(self.m))}
        if self.m == 1:
            return self("noise.one", **facts)
        if many == 0:
            return self("noise.none", **facts)
        if self.replace:
            return self("noise.with", ratio=rounded(one / many), **facts)
        factor = np.sqrt((N - self.m) / (N - 1))
        return self("noise.without", ratio=rounded(one / many), factor=rounded(factor), **facts)

    def _epochs(self) -> float:
        return (len(self.ran[2].height) - 1) / N

    def _steps(self) -> dict[str, int]:
        return {f"steps_{k}": len(lane.height) - 1 for k, lane in enumerate(self.ran)}

    def _lowest(self) -> list[int]:
        """Which methods are lowest over the last quarter; more than one where their means are written alike."""
        alive = [k for k, lane in enumerate(self.ran) if lane.diverged is None]
        least = min((rounded(self.ran[k].level) for k in alive), default=0.0)
        return [k for k in alive if rounded(self.ran[k].level) == least or self.ran[k].level < ROUNDING]

    def _names(self, which: list[int]) -> str:
        """A, B and C."""
        *others, last = (self.names[k] for k in which)
        return self("and", first=", ".join(others), second=last) if others else last

    def _hovers(self, lane: BatchRun) -> bool:
        """Whether the last quarter is hardly lower than the one before, and goes up and down."""
        quarter = lane.quarter
        if quarter < 8:
            return False
        hardly = lane.level > 0.7 * float(lane.height[-2 * quarter : -quarter].mean())
        return hardly and 4 * int(lane.uphill[-quarter:].sum()) >= quarter

    def _number(self, value: float) -> str:
        return self.language.number(rounded(value) if isinstance(value, float) else value)

    def _quick(self, value: float) -> str:
        """A number of a frame; there are hundreds, so that only very small and large ones go the long way."""
        text = f"{float(value):.3g}"
        return self.language.number(rounded(value)) if "e" in text else text.replace(".", self.point)
