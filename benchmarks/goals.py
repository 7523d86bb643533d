"""What is measured: one `Goal` a line, and the table of all, each with the ratio it has to reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from benchmarks import formulas, information, races, store, tapes
from benchmarks.timing import Ratio

Function = Callable[[], object]
Pair = Callable[[], tuple[Function, Function]]


@dataclass(frozen=True)
class Goal:
    """``prepare()`` gives (ours, baseline): ours be ``goal`` times faster or, if ``limit``, at most that slower."""

    name: str
    baseline: str
    goal: float | None
    prepare: Pair
    needs: str | None = None
    limit: bool = False

    def missing(self) -> str | None:
        """One line that says what to install, if the baseline cannot be measured here."""
        if self.needs is None or find_spec(self.needs) is not None:
            return None
        return f"{self.needs} is not installed, what is measured against it is left out (pip install {self.needs})"

    def ratio(self, measured: Ratio) -> float:
        """Baseline over ours (how many times faster), or ours over the baseline where that is what is limited."""
        return measured.ratio if self.limit else 1 / measured.ratio

    def met(self, measured: Ratio) -> bool | None:
        if self.goal is None:
            return None
        return self.ratio(measured) <= self.goal if self.limit else self.ratio(measured) >= self.goal


def goals(steps: int = 100) -> Iterator[Goal]:
    """All lines, in the order in which they are printed; races take so many steps."""
    for starts, goal in {1: 40.0, 100: 15.0, 10_000: 2.5}.items():
        name = f"race of six, {starts:,} start{'s' if starts > 1 else ''}"
        yield Goal(name, "torch.optim", goal, partial(races.against_torch, starts, steps), "torch")
        given = partial(races.against_torch, starts, steps, gradient_given=True)
        yield Goal(name, "torch.optim, gradient given", None, given, "torch")
        yield Goal(name, "bare ufunc loop", 1.8, partial(races.against_ufuncs, starts, steps), limit=True)
    yield Goal("entropy, one distribution", "scipy.stats", 10.0, partial(information.entropy, 1), "scipy")
    yield Goal("entropy, 1000 × 10", "scipy.stats", 4.0, partial(information.entropy, 1000), "scipy")
    yield Goal("tape, network of 979 nodes", "micrograd", 1.7, tapes.network, "micrograd")
    yield Goal("tape, rational formulas", "micrograd", 1.7, tapes.formulas, "micrograd")
    yield Goal("parse, 20 lines of formulas", "ast.parse", None, formulas.parsing, limit=True)
    yield Goal("save, synced to the disk", "synchronous=NORMAL", None, store.saves, limit=True)
    for events in (1_000, 10_000, 100_000):
        yield Goal(f"load, {events:,} events", "sqlite3 and json", None, partial(store.loads, events), limit=True)
