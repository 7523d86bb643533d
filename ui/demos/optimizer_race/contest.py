"""The optimizer race without its screen: who starts where with which α, how it runs, and who is lowest.

The loss here is the height over the lowest minimum, J(θ) − J*, so that landscapes compare; where there is no minimum it
is J. A lane that exceeds a million times the start's height diverges: it is shown up to there, as is one that comes to
where the loss has no finite value, such as outside the domain of a typed logarithm. All lanes (every method
with every α of the sweep, in every run) go through one call of ``lekce2.race.run``; those of one run share their noise
and their minibatches, so that neither a method nor an α has better luck. What is said of several runs is their median.
A lane has arrived where it stays: from the step that counts to its last one it is at the goal. A loss that passes the
goal and climbs again has not arrived, and a lane that ends above its start never has.

    K methods, A learning rates, R runs, T steps
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lekce2 import ArgumentError
from lekce2.base import Array, within
from lekce2.optimizers import OPTIMIZERS, Optimizer
from lekce2.race import Race, run
from ui.demos.optimizer_race.courses import BATCH, FORMULA, bottom, course

SWEEP = np.array([float(f"{alpha:.2g}") for alpha in np.geomspace(1e-4, 10.0, 26)])  # 1, 1.6, 2.5, 4, 6.3 a decade
RUNAWAY = 1e6
NOTHING = 1e-12  # of the start's height: below it a loss is rounding, and counts as 0
EPSILONS = (0.1, 0.01, 0.0001)  # shares of the start's height; the middle one is the goal
GOAL = 1
MIDDLE, LOW, HIGH = 0.5, 0.1, 0.9  # what is drawn of several runs: their median between these quantiles


@dataclass(frozen=True, eq=False)
class Contest:
    """One race, judged. Tuples have one entry a method, in the order of ``methods``; numbers of steps may be None."""

    methods: tuple[str, ...]
    alphas: tuple[float, ...]
    runs: int
    bottomless: bool
    theta: tuple[Array, ...]  # (n, 2) of the first run, up to divergence
    loss: tuple[Array, ...]  # (n,) height, up to divergence
    band: tuple[tuple[Array, Array], ...]  # the tenth and the ninth decile, (n,) each; empty for one run
    ends: tuple[Array, ...]  # (R', 2) where the runs that did not diverge came to
    diverged: tuple[int | None, ...]  # the step; of several runs the one by which more than half have
    lost: tuple[int, ...]  # how many runs diverged
    left: tuple[bool, ...]  # whether most of those did not grow, but came to where the loss has no finite value
    settled: tuple[tuple[int | None, ...], ...]  # from which step on it is at each of EPSILONS (bottomless: the goal)
    arrivals: tuple[tuple[int, ...], ...]  # from which step on each run that arrived is at the goal
    final: tuple[float, ...]  # inf where diverged
    order: tuple[int, ...]  # indices of methods, the lowest first; of equals the one that was sooner at the last goal
    sweep: tuple[Array, ...]  # (A,) under every α of SWEEP the last height (bottomless: the step at the goal), or inf

    @property
    def winner(self) -> int:
        return self.order[0]

    @property
    def winners(self) -> tuple[int, ...]:
        """All methods with the lowest last loss; none where all diverge."""
        lowest = min(self.final)
        return tuple(k for k, end in enumerate(self.final) if end == lowest < np.inf)

    @property
    def reached(self) -> tuple[int | None, ...]:
        """The step from which each method is at the goal for good."""
        return tuple(steps[min(GOAL, len(steps) - 1)] for steps in self.settled)

    @property
    def best(self) -> tuple[float | None, ...]:
        """The smallest α of the sweep under which each method ends lowest; None where it always diverges."""
        return tuple(float(SWEEP[int(ends.argmin())]) if np.isfinite(ends.min()) else None for ends in self.sweep)


def build(method: str, alpha: float | Array, notation: str) -> Optimizer:
    """An optimizer in the notes' or the slides' convention of velocity and ε."""
    kind = OPTIMIZERS[method]
    conventions = {"velocity": notation, "eps_inside": notation == "notes"}
    has = {one.name for one in fields(kind)}
    return kind(alpha, **{name: value for name, value in conventions.items() if name in has})


@lru_cache(maxsize=16)
def compete(
    landscape: str,
    start: tuple[float, float],
    methods: tuple[str, ...],
    alpha: float | None,
    noise: float,
    steps: int,
    seed: int,
    notation: str,
    runs: int = 1,
    formula: str = FORMULA,
    span: float = 3.0,
) -> Contest:
    """Run and judge a race; ``alpha`` None gives each method its best α of ``SWEEP``.

    Best is the one with the lowest last loss or, where there is no minimum, with the fewest steps to the goal.
    """
    objective = course(landscape, seed, formula, span)
    for name, value, (low, high) in zip(("start_x", "start_y"), start, objective.domain, strict=True):
        within(name, value, low, high)
    _, floor, lowest = bottom(landscape, seed if landscape == "bowl" else 0, formula, span)
    begin = float(objective.value(start))
    if not np.isfinite(begin):
        raise ArgumentError("not-finite", argument="J(start)", index="", value=f"{begin:g}")
    runs = runs if noise > 0 or objective.data_size else 1
    rates = SWEEP if alpha is None else np.array([alpha, *SWEEP])
    race = run(
        objective,
        [build(method, np.repeat(rates, runs), notation) for method in methods],
        [start] * (len(rates) * runs),
        steps,
        noise=_noise(noise, steps, seed, runs, len(rates)),
        batches=_batches(landscape, objective.data_size, steps, seed, runs, len(rates)),
    )
    if floor is not None and landscape == "own" and race.loss.min() < floor - max(1e-9, NOTHING * (begin - floor)):
        floor = None  # a typed formula whose lowest place in the window is not its lowest of all
    return _judge(race, methods, rates, runs, floor, min(lowest, begin), alpha, endless=landscape == "saddle")


def _noise(scale: float, steps: int, seed: int, runs: int, rates: int) -> Any:
    """The noise (T, A·R, 2) of a standard deviation; more runs leave the first ones as they are."""
    if scale <= 0:
        return 0.0
    draws = np.random.default_rng([seed, 2]).standard_normal((runs, steps, 2))
    return np.tile(scale * draws.swapaxes(0, 1), (1, rates, 1))


def _batches(landscape: str, size: int, steps: int, seed: int, runs: int, rates: int) -> NDArray[np.int64] | None:
    """The rows (T, m, A·R) of minibatches; more runs leave the first ones as they are."""
    if not size:
        return None
    rows = np.random.default_rng([seed, 1]).integers(0, size, (runs, steps, BATCH[landscape]))
    return np.tile(rows.transpose(1, 2, 0), (1, 1, rates))


def _judge(
    race: Race, methods: tuple[str, ...], rates: Array, runs: int, floor: float | None, lowest: float,
    alpha: float | None, endless: bool,
) -> Contest:  # fmt: skip
    height = race.loss if floor is None else race.loss - floor
    begin = float(height[0, 0, 0])
    if floor is not None:
        height = np.where(height > NOTHING * begin, height, 0.0)
    lost, left = _diverged(race, height, RUNAWAY * (begin if floor is not None and begin > 0 else max(abs(begin), 1.0)))
    if endless:  # defined everywhere: who falls beyond all numbers has escaped, and is shown where it last had one
        fell = left & (height[-1] < lowest)
        lost, left = np.where(fell, -1, lost), left & ~fell
    shape = (len(methods), len(rates), runs)
    height, lost, left = height.reshape(-1, *shape), lost.reshape(shape), left.reshape(shape)
    goals = tuple(share * begin for share in EPSILONS)
    ends = np.where(lost < 0, height[-1], np.inf)
    judged = _quantile(ends if floor is not None else _settled(height < lowest, lost), MIDDLE)
    swept = judged if alpha is None else judged[:, 1:]
    chosen = [int(each.argmin()) if alpha is None else 0 for each in swept]
    paths = race.theta.reshape(len(height), *shape, 2)
    there = [height < lowest] if floor is None else [height <= goal for goal in goals]
    lanes = [
        _Lane(height[:, k, a], lost[k, a], paths[:, k, a], tuple(each[:, k, a] for each in there))
        for k, a in enumerate(chosen)
    ]
    final = tuple(float(_quantile(ends[k, a], MIDDLE)) for k, a in enumerate(chosen))
    return Contest(
        methods=methods,
        alphas=tuple(float(rates[a]) for a in chosen),
        runs=runs,
        bottomless=floor is None,
        theta=tuple(lane.path for lane in lanes),
        loss=tuple(lane.middle for lane in lanes),
        band=tuple(lane.band for lane in lanes) if runs > 1 else (),
        ends=tuple(lane.theta[-1, lane.lost < 0] for lane in lanes),
        diverged=tuple(lane.diverged for lane in lanes),
        lost=tuple(int((lane.lost >= 0).sum()) for lane in lanes),
        left=tuple(bool(2 * left[k, a].sum() > (lost[k, a] >= 0).sum()) for k, a in enumerate(chosen)),
        settled=tuple(lane.settled for lane in lanes),
        arrivals=tuple(lane.arrivals for lane in lanes),
        final=final,
        order=tuple(sorted(range(len(lanes)), key=lambda k: (final[k], lanes[k].last, k))),
        sweep=tuple(swept),
    )


@dataclass(frozen=True, eq=False)
class _Lane:
    """One method with its α in all runs: heights (T+1, R), steps of divergence (R,), paths (T+1, R, 2).

    ``there`` is for each goal whether it is met, (T+1, R).
    """

    height: Array
    lost: NDArray[np.int64]
    theta: Array
    there: tuple[NDArray[np.bool_], ...]

    @property
    def path(self) -> Array:
        return self.theta[: len(self.theta) if self.lost[0] < 0 else self.lost[0] + 1, 0]

    @property
    def alive(self) -> Array:
        """The heights, infinite behind divergence."""
        t = np.arange(len(self.height))[:, np.newaxis]
        return np.where((self.lost < 0) | (t <= self.lost), self.height, np.inf)

    @property
    def middle(self) -> Array:
        median = _quantile(self.alive, MIDDLE)
        return median[np.isfinite(median)]  # infinite from some step on

    @property
    def band(self) -> tuple[Array, Array]:
        count = len(self.middle)
        return _quantile(self.alive, LOW)[:count], _quantile(self.alive, HIGH)[:count]

    @property
    def diverged(self) -> int | None:
        """The first step at which the median is infinite: more than half of the runs have diverged by then."""
        alive = np.sort(np.where(self.lost < 0, np.inf, self.lost))
        return _step(alive[len(alive) // 2])

    @property
    def settled(self) -> tuple[int | None, ...]:
        return tuple(_step(_quantile(_settled(each, self.lost), MIDDLE)) for each in self.there)

    @property
    def last(self) -> float:
        """The step at the last goal, infinite where it is not met."""
        return float(_quantile(_settled(self.there[-1], self.lost), MIDDLE))

    @property
    def arrivals(self) -> tuple[int, ...]:
        steps = _settled(self.there[min(GOAL, len(self.there) - 1)], self.lost)
        return tuple(int(t) for t in steps[np.isfinite(steps)])


def _settled(mask: NDArray[np.bool_], lost: NDArray[np.int64]) -> Array:
    """From which step on something holds to the end of each lane; inf where it does not, or where the lane diverged."""
    wrong = ~mask[::-1]
    since = np.where(wrong.any(axis=0), len(mask) - wrong.argmax(axis=0), 0)
    return np.where(mask[-1] & (lost < 0), since, np.inf)


def _step(t: Array) -> int | None:
    return int(t) if np.isfinite(t) else None


def _quantile(values: Array, share: float) -> Array:
    """A quantile over the last axis that is one of the values, so that infinities stay what they are."""
    return np.asarray(np.sort(values, axis=-1)[..., max(0, int(np.ceil(share * values.shape[-1])) - 1)])


def _diverged(race: Race, height: Array, limit: float) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The step at which each lane diverged, −1 for never, and whether it was not finite before it was too high."""
    over = height > limit
    first = np.where(over.any(axis=0), over.argmax(axis=0), -1)
    broken = race.diverged_at
    left = (broken >= 0) & ((first < 0) | (broken < first))
    return np.where(left, broken, first), left
