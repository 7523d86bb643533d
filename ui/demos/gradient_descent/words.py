"""What is said about full, minibatch and online gradient descent: titles, captions, the regime, the table."""

from __future__ import annotations

from typing import Any

import numpy as np

from study.language import NOTATIONS, Language, read_as
from ui.demos.gradient_descent.batches import BatchRun, N, Noise, problem
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

    def losses_title(self) -> str:
        alive = [k for k, lane in enumerate(self.ran) if lane.diverged is None]
        if not alive:
            return self("losses_title.lost")
        lowest = min(alive, key=lambda k: self._level(self.ran[k]))
        return self(f"losses_title.{self.axis}", method=self.names[lowest])

    def cloud_title(self) -> str:
        one, many = self.deviations
        if many == 0:
            return self("cloud_title.none")
        return self("cloud_title.some", times=rounded(one / many), place=self(f"place_in.{self.place}"))

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
        top = float(np.linalg.eigvalsh(problem().hessian(problem().minima[0]))[-1])
        if lost:
            names = ", ".join(self("lost", name=self.names[k], step=self.ran[k].diverged) for k in lost)
            said = self("regime.lost", names=names, limit=rounded(2 / top))
        else:
            levels = [self._level(lane) for lane in self.ran]
            steps = {f"steps_{k}": len(lane.height) - 1 for k, lane in enumerate(self.ran)}
            ends = {f"end_{k}": rounded(level) for k, level in enumerate(levels)}
            lowest = self.names[int(np.argmin(levels))]
            key = "updates" if self.axis == "updates" else "epochs"
            said = self(f"regime.{key}", method=lowest, m=self.m, epochs=self._epochs(), **steps, **ends)
            if levels[2] > self.ran[2].height[0] / 4:
                said += " " + self("wild", level=rounded(levels[2]), limit=rounded(2 / top))
            elif self._hovers(self.ran[2]):
                said += " " + self("hovers", level=rounded(levels[2]), batch=rounded(levels[1]), m=self.m)
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

    def _level(self, lane: BatchRun) -> float:
        """The mean height over the last quarter of the steps."""
        return float(lane.height[-max(1, len(lane.height) // 4) :].mean())

    def _hovers(self, lane: BatchRun) -> bool:
        """Whether the last quarter is hardly lower than the one before."""
        quarter = len(lane.height) // 4
        if quarter < 8:
            return False
        return bool(lane.height[-quarter:].mean() > 0.7 * lane.height[-2 * quarter : -quarter].mean())

    def _number(self, value: float) -> str:
        return self.language.number(rounded(value) if isinstance(value, float) else value)

    def _quick(self, value: float) -> str:
        """A number of a frame; there are hundreds, so that only very small and large ones go the long way."""
        text = f"{float(value):.3g}"
        return self.language.number(rounded(value)) if "e" in text else text.replace(".", self.point)
