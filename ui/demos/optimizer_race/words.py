"""What is said about an optimizer race, in the learner's language: titles, captions, the regime, the ranking.

The judging itself stands in ``ui/demos/optimizer_race/contest.py``; this module only puts a ``Contest`` into words.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from study.language import Language
from ui.demos.optimizer_race.contest import EPSILONS, Contest
from ui.drawing import METHODS
from ui.lab import rounded


class RaceWords:
    """What is said about a contest, in one language."""

    def __init__(self, language: Language, contest: Contest, landscape: str, steps: int, noise: float) -> None:
        self.language, self.contest, self.landscape, self.steps, self.noise = language, contest, landscape, steps, noise
        self.names = [METHODS[method].label for method in contest.methods]
        self.arrived = [k for k, t in enumerate(contest.reached) if t is not None]
        self.random = noise > 0 or landscape in ("bowl", "logistic")

    def __call__(self, key: str, **parameters: Any) -> str:
        return self.language.text(f"optimizer-race.{key}", **parameters)

    def landscape_name(self) -> str:
        return self(f"landscape.{self.landscape}")

    # ---- captions and titles

    def leader(self, t: int) -> str:
        """Who is the lowest at step t, among those that still run."""
        running = [(float(loss[t]), k) for k, loss in enumerate(self.contest.loss) if t < len(loss)]
        if t == 0 or not running:
            return self("frame_start", loss=float(self.contest.loss[0][0]))
        lowest, k = min(running)
        return self("frame", t=t, method=self.names[k], loss=lowest)

    def paths_title(self) -> str:
        key = ("escaped" if self.landscape == "saddle" else "left") if self.contest.bottomless else "paths"
        return self(f"{key}_title", arrived=len(self.arrived), all=len(self.names))

    def losses_title(self) -> str:
        winner, final = self.contest.winner, self.contest.final
        if not np.isfinite(final[winner]):
            return self("all_left_title" if all(self.contest.left) else "all_diverged_title")
        key = "losses_title" if self.contest.runs == 1 else "losses_title_median"
        return self(key, steps=self.steps, method=self.names[winner], loss=final[winner])

    def sweep_title(self) -> str:
        best = self.contest.best
        low, high = (int(np.argmin(best)), int(np.argmax(best)))
        if best[low] == best[high]:
            return self("sweep_title_same", alpha=best[low])
        facts = {"low": best[low], "first": self.names[low], "high": best[high], "second": self.names[high]}
        return self("sweep_title", **facts)

    def arrivals_title(self) -> str:
        if not self.arrived:
            return self("arrivals_title_none" if not self.contest.bottomless else "arrivals_title_none_down")
        first = self._first()
        key = "arrivals_title" if not self.contest.bottomless else "arrivals_title_down"
        return self(key, method=self.names[first], t=self.contest.reached[first] or 0)

    # ---- the regime

    def regime(self, bold: bool = True) -> str:
        """The regime of the race: divergence first, then how many arrived and who first, then chance and fairness."""
        lost = self._lost()
        key = self._outcome()
        if lost:
            key = "regime_leaves" if not self._losers(left=False) else "regime_diverges"
        first = self._first()
        facts = {"method": self.names[first], "t": self.contest.reached[first] or 0, "arrived": len(self.arrived)}
        head = f"**{self(f'{key}.name')}** " if bold else ""
        said = self(key, all=len(self.names), **facts) if not lost else ""
        return head + " ".join(part for part in (lost, said, self._chance(), self._fairness()) if part)

    def _outcome(self) -> str:
        if self.contest.bottomless:
            kind = "saddle" if self.landscape == "saddle" else "bottomless"
            return f"regime_{kind}" if self.arrived else f"regime_stuck_{kind}"
        if not self.arrived:
            return "regime_stuck"
        return "regime_all" if len(self.arrived) == len(self.names) else "regime_some"

    def _first(self) -> int:
        return min(self.arrived, key=lambda k: self.contest.reached[k] or 0, default=self.contest.winner)

    def _lost(self) -> str:
        """Which methods diverge or come to where the formula has no value, and when; empty when none does."""
        said = []
        for left, one, more in ((False, "diverges", "diverge"), (True, "leaves", "leave")):
            lost = self._losers(left)
            if len(lost) == 1:
                said.append(self(one, method=lost[0][0], t=lost[0][1]))
            elif lost:
                said.append(self(more, lanes=", ".join(self("lane", method=name, t=t) for name, t in lost)))
        return " ".join(said)

    def _losers(self, left: bool) -> list[tuple[str, int]]:
        ends = zip(self.names, self.contest.diverged, self.contest.left, strict=True)
        return [(name, t) for name, t, has_left in ends if t is not None and has_left == left]

    def _chance(self) -> str:
        """What noise does, and over how many runs the middle is told."""
        if not self.random:
            return ""
        if self.contest.runs > 1:
            return self("several", runs=self.contest.runs)
        return self("noisy") if self.arrived else self("one_run")

    def _fairness(self) -> str:
        """Who would win if each method had its best α, where α is common to all."""
        if len(set(self.contest.alphas)) > 1 or self.contest.bottomless:
            return ""
        ends = [float(each.min()) for each in self.contest.sweep]
        tuned = self.contest.winner if ends[self.contest.winner] == min(ends) else int(np.argmin(ends))
        if not np.isfinite(ends[tuned]):
            return ""
        key = "fair_same" if tuned == self.contest.winner else "fair_other"
        return self(key, method=self.names[tuned], alpha=self.contest.best[tuned], loss=ends[tuned])

    # ---- the table and the summary

    def head(self) -> tuple[str, ...]:
        """The columns: with a common α also the best α, and the steps to each ε (without a minimum, to the goal)."""
        start = ("place", "method", "alpha", *(("best",) if self._common() else ()), "loss")
        if self.contest.bottomless:
            return (*map(self._column, start), self("col_escape"))
        shares = (self("col_share", share=self._percent(share)) for share in EPSILONS)
        return (*map(self._column, start), *shares)

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the table, the lowest first."""
        number, rows = self.language.number, []
        for place, k in enumerate(self.contest.order, 1):
            best = (number(self.contest.best[k]),) if self._common() else ()
            steps = tuple("–" if t is None else number(t) for t in self.contest.crossed[k])
            rows.append((f"{place}.", self.names[k], number(self.contest.alphas[k]), *best, self._end(k), *steps))
        return tuple(rows)

    def _end(self, k: int) -> str:
        """The last loss; of several runs with its band, and how many runs diverged."""
        contest, number = self.contest, self.language.number
        lost = contest.diverged[k]
        if lost is not None:
            return self("row_left" if contest.left[k] else "row_diverged", t=lost)
        if contest.runs == 1:
            return number(contest.final[k])
        low, high = (float(side[-1]) for side in contest.band[k])
        said = f"{number(rounded(contest.final[k], 3))} ({number(rounded(low, 2))} – {number(rounded(high, 2))})"
        return said + (" " + self("row_lost", n=contest.lost[k]) if contest.lost[k] else "")

    def summary(self) -> str:
        """The plots for those who cannot see them: where each method ended, and the best α of each."""
        ends = [
            self(
                "summary_end", method=self.names[k], x=float(theta[-1, 0]), y=float(theta[-1, 1]), loss=float(loss[-1])
            )
            if self.contest.diverged[k] is None
            else self(
                "leaves" if self.contest.left[k] else "diverges", method=self.names[k], t=self.contest.diverged[k]
            )
            for k, (theta, loss) in enumerate(zip(self.contest.theta, self.contest.loss, strict=True))
        ]
        rates = "; ".join(
            f"{name} {self.language.number(best)}" for name, best in zip(self.names, self.contest.best, strict=True)
        )
        return " ".join(
            [
                self("summary", landscape=self.landscape_name(), steps=self.steps, runs=self.contest.runs),
                *ends,
                self("summary_sweep", rates=rates),
            ]
        )

    def _common(self) -> bool:
        return len(set(self.contest.alphas)) == 1

    def _column(self, name: str) -> str:
        return self(f"col_{name}")

    def _percent(self, share: float) -> str:
        return self.language.percent(share, 2 if share < 0.001 else 0)
