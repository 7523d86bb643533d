"""What is said about an optimizer race, in the learner's language: titles, captions, the regime, the ranking.

The judging itself stands in ``ui/demos/contest.py``; this module only puts a ``Contest`` into words.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from study.language import Language
from ui.demos.contest import Contest
from ui.palette import METHODS


class Words:
    """What is said about a contest, in one language."""

    def __init__(self, language: Language, contest: Contest, landscape: str, steps: int, noise: float) -> None:
        self.language, self.contest, self.landscape, self.steps, self.noise = language, contest, landscape, steps, noise
        self.names = [METHODS[method].label for method in contest.methods]
        self.arrived = [k for k, t in enumerate(contest.reached) if t is not None]

    def __call__(self, key: str, **parameters: Any) -> str:
        return self.language.text(f"optimizer-race.{key}", **parameters)

    def leader(self, t: int) -> str:
        """Who is the lowest at step t, among those that still run."""
        running = [(float(loss[t]), k) for k, loss in enumerate(self.contest.loss) if t < len(loss)]
        if t == 0 or not running:
            return self("frame_start", loss=float(self.contest.loss[0][0]))
        lowest, k = min(running)
        return self("frame", t=t, method=self.names[k], loss=lowest)

    def paths_title(self) -> str:
        key = "escaped_title" if self.landscape == "saddle" else "paths_title"
        return self(key, arrived=len(self.arrived), all=len(self.names))

    def losses_title(self) -> str:
        winner = self.contest.winner
        if not np.isfinite(self.contest.final[winner]):
            return self("all_diverged_title")
        return self("losses_title", steps=self.steps, method=self.names[winner], loss=self.contest.final[winner])

    def regime(self, bold: bool = True) -> str:
        """The regime of the race: divergence first, then how many arrived and who first, then what noise does."""
        lost = self._lost()
        if lost:
            key = "regime_diverges"
        elif self.landscape == "saddle":
            key = "regime_saddle" if self.arrived else "regime_stuck_saddle"
        elif not self.arrived:
            key = "regime_stuck"
        else:
            key = "regime_all" if len(self.arrived) == len(self.names) else "regime_some"
        first = min(self.arrived, key=lambda k: self.contest.reached[k] or 0, default=self.contest.winner)
        facts = {"method": self.names[first], "t": self.contest.reached[first] or 0, "arrived": len(self.arrived)}
        head = f"**{self(f'{key}.name')}** " if bold else ""
        noisy = [self("noisy")] if (self.noise > 0 or self.landscape == "bowl") and self.arrived else []
        said = self(key, all=len(self.names), **facts) if not lost else ""
        return head + " ".join(part for part in (lost, said, *noisy) if part)

    def _lost(self) -> str:
        """Which methods diverge and when, in one sentence; empty when none does."""
        lost = [(self.names[k], t) for k, t in enumerate(self.contest.diverged) if t is not None]
        if len(lost) == 1:
            return self("diverges", method=lost[0][0], t=lost[0][1])
        return self("diverge", lanes=", ".join(self("lane", method=name, t=t) for name, t in lost)) if lost else ""

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the table, the lowest first."""
        number, rows = self.language.number, []
        for place, k in enumerate(self.contest.order, 1):
            lost, reached = self.contest.diverged[k], self.contest.reached[k]
            loss = number(self.contest.final[k]) if lost is None else self("row_diverged", t=lost)
            goal = "–" if reached is None else number(reached)
            rows.append((f"{place}.", self.names[k], number(self.contest.alphas[k]), loss, goal))
        return tuple(rows)

    def summary(self) -> str:
        """The plot for those who cannot see it: where each method ended."""
        ends = [
            self(
                "summary_end", method=self.names[k], x=float(theta[-1, 0]), y=float(theta[-1, 1]), loss=float(loss[-1])
            )
            if self.contest.diverged[k] is None
            else self("diverges", method=self.names[k], t=self.contest.diverged[k])
            for k, (theta, loss) in enumerate(zip(self.contest.theta, self.contest.loss, strict=True))
        ]
        return " ".join([self("summary", landscape=self(f"landscape.{self.landscape}"), steps=self.steps), *ends])
