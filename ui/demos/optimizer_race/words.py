"""What is said about an optimizer race, in the learner's language: titles, captions, the regime, the ranking.

The judging itself stands in ``ui/demos/optimizer_race/contest.py``; this module only puts a ``Contest`` into words.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        if t == 0:
            return self("frame_start", loss=float(self.contest.loss[0][0]))
        if not running:
            return self(self._of_runs("frame_none"), t=t)
        lowest = min(running)[0]
        named = self._names(k for loss, k in running if loss == lowest)
        return self(self._of_runs("frame"), t=t, method=named, loss=lowest)

    def paths_title(self) -> str:
        key = ("escaped" if self.landscape == "saddle" else "left") if self.contest.bottomless else "paths"
        said = self(f"{key}_title", arrived=len(self.arrived), all=len(self.names))
        return self("in_half", said=said) if self.contest.runs > 1 else said

    def losses_title(self) -> str:
        contest = self.contest
        if not contest.winners:
            if contest.runs > 1:
                return self("most_lost_title")
            left = "left" if all(contest.left) else "lost" if any(contest.left) else "diverged"
            return self(f"all_{left}_title")
        named, loss = self._names(contest.winners), contest.final[contest.winner]
        return self(self._of_runs("losses_title"), steps=self.steps, method=named, loss=loss)

    def sweep_title(self) -> str:
        known = [(alpha, k) for k, alpha in enumerate(self.contest.best) if alpha is not None]
        down = "_down" if self.contest.bottomless else ""
        if not known:
            return self(f"sweep_title_none{down}")
        low, high = min(known)[0], max(known)[0]
        first, second = (self._names(k for alpha, k in known if alpha == end) for end in (low, high))
        if low < high:
            return self("sweep_title", low=low, first=first, high=high, second=second)
        if len(known) == len(self.names):
            return self("sweep_title_same", alpha=low)
        return self(f"sweep_title_only{down}", alpha=low, methods=first)

    def arrivals_title(self) -> str:
        key = ("arrivals_title" if self.arrived else "arrivals_title_none") + "_down" * self.contest.bottomless
        return self(self._of_runs(key), **self._first()) if self.arrived else self(self._of_runs(key))

    # ---- the regime

    def regime(self) -> str:
        """The regime of the race: divergence first, then how many arrived and who first, then chance and fairness."""
        lost = self._lost()
        key = named = self._outcome()
        if lost:
            named = "regime_leaves" if not self._losers(left=False) else "regime_diverges"
        said = self(key, **self._outcome_facts()) if self.arrived or not lost else ""
        head = f"**{self(f'{named}.name')}** "
        return head + " ".join(part for part in (lost, said, self._chance(), self._fairness()) if part)

    def explain(self) -> str:
        """One sentence on why the winner's steps are what they are."""
        if not self.contest.winners:
            return self("explain_none")
        k = self.contest.winner
        why = self(f"why.{self.contest.methods[k]}")
        return self(self._of_runs("explain"), method=self.names[k], loss=self.contest.final[k], why=why)

    def _outcome(self) -> str:
        if self.contest.bottomless:
            kind = "saddle" if self.landscape == "saddle" else "bottomless"
            return f"regime_{kind}" if self.arrived else f"regime_stuck_{kind}"
        if not self.arrived:
            return "regime_stuck"
        return "regime_all" if len(self.arrived) == len(self.names) else "regime_some"

    def _outcome_facts(self) -> dict[str, Any]:
        return {"all": len(self.names), "arrived": len(self.arrived), **self._first()} if self.arrived else {}

    def _first(self) -> dict[str, Any]:
        """Who was soonest at the goal for good, and from which step on."""
        t = min(step for step in self.contest.reached if step is not None)
        return {"method": self._names(k for k in self.arrived if self.contest.reached[k] == t), "t": t}

    def _names(self, methods: Iterable[int]) -> str:
        """Methods as a list in words; there are several where they are equal."""
        *most, last = (self.names[k] for k in methods)
        return self("and", most=", ".join(most), last=last) if most else last

    def _of_runs(self, key: str) -> str:
        """The key of the sentence that speaks of a median, where there are several runs."""
        return key if self.contest.runs == 1 else f"{key}_median"

    def _lost(self) -> str:
        """Which methods diverge or come to where the loss has no value, and when; empty when none does."""
        if self.contest.runs > 1:
            lost = [*self._losers(False), *self._losers(True)]
            lanes = ", ".join(self("lane_by", method=name, t=t) for name, t in lost)
            return self("broken_off", lanes=lanes) if lost else ""
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
        return self("noisy") if self.arrived and not self.contest.bottomless else self("one_run")

    def _fairness(self) -> str:
        """Who would win if each method had its best α, where α is common to all."""
        if not self._common() or self.contest.bottomless:
            return ""
        ends = [float(each.min()) for each in self.contest.sweep]
        lowest = min(ends)
        if not np.isfinite(lowest):
            return ""
        best = [k for k, end in enumerate(ends) if end == lowest]
        key = "fair_same" if set(best) == set(self.contest.winners) else "fair_other"
        lanes = ", ".join(self("lane_alpha", method=self.names[k], alpha=self.contest.best[k]) for k in best)
        return self(key, lanes=lanes, loss=lowest)

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
        number, rows, place = self.language.number, [], 0
        ranks = [(self.contest.final[k], self.contest.settled[k][-1]) for k in self.contest.order]
        for i, k in enumerate(self.contest.order):
            place = place if i and ranks[i] == ranks[i - 1] else i + 1  # equals share a place
            best = (self._alpha(self.contest.best[k]),) if self._common() else ()
            steps = tuple("–" if t is None else number(t) for t in self.contest.settled[k])
            rows.append((f"{place}.", self.names[k], number(self.contest.alphas[k]), *best, self._end(k), *steps))
        return tuple(rows)

    def _end(self, k: int) -> str:
        """The last loss; of several runs with its band, and how many runs diverged."""
        contest, number = self.contest, self.language.number
        lost = contest.diverged[k]
        if lost is not None and contest.runs > 1:
            return self("row_most", n=contest.lost[k], runs=contest.runs)
        if lost is not None:
            return self("row_left" if contest.left[k] else "row_diverged", t=lost)
        if contest.runs == 1:
            return number(contest.final[k])
        low, high = (float(side[-1]) for side in contest.band[k])
        said = f"{number(rounded(contest.final[k], 3))} ({number(rounded(low, 3))} – {number(rounded(high, 3))})"
        return said + (" " + self("row_lost", n=contest.lost[k]) if contest.lost[k] else "")

    def summary(self) -> str:
        """The plots for those who cannot see them: where each method ended, and the best α of each."""
        ends = [self._ends(k) for k in range(len(self.names))]
        rates = "; ".join(
            f"{name} {self._alpha(best)}" for name, best in zip(self.names, self.contest.best, strict=True)
        )
        return " ".join(
            [
                self("summary", landscape=self.landscape_name(), steps=self.steps, runs=self.contest.runs),
                *ends,
                self("summary_sweep", rates=rates),
            ]
        )

    def _ends(self, k: int) -> str:
        """How a method ends, in a sentence; of several runs their median."""
        contest, name = self.contest, self.names[k]
        lost = contest.diverged[k]
        if contest.runs > 1:
            if lost is not None:
                return self("summary_most", method=name, t=lost)
            return self("summary_median", method=name, loss=contest.final[k])
        if lost is not None:
            return self("leaves" if contest.left[k] else "diverges", method=name, t=lost)
        x, y = (float(each) for each in contest.theta[k][-1])
        return self("summary_end", method=name, x=x, y=y, loss=contest.final[k])

    def _alpha(self, alpha: float | None) -> str:
        return "–" if alpha is None else self.language.number(alpha)

    def _common(self) -> bool:
        return len(set(self.contest.alphas)) == 1

    def _column(self, name: str) -> str:
        return self(f"col_{name}")

    def _percent(self, share: float) -> str:
        return self.language.percent(share, 2 if share < 0.001 else 0)
