"""Many steps of many optimizers from many starts, on one objective: the race.

    T  steps, K  optimizers, B  starts, D  parameters; a lane is one start under one optimizer.

The numbers are those of repeated ``step``; the speed comes from ``lekce2.optimizers.kernel``, which runs all lanes at
once. An optimizer whose ``terms`` do not fit there is stepped by its own ``step``. Divergence is data: a lane that
leaves the finite numbers stops where it last was finite, without a warning and without touching the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base import LARGEST_COUNT, Array, integer
from lekce2.objectives import Objective
from lekce2.optimizers import Optimizer, Terms, kernel, place
from lekce2.race import entries


@dataclass(frozen=True, eq=False)
class Race:
    """What happened.

    Attributes
    ----------
    theta : array (T+1, K, B, D)
        Parameters before the first step and after each.
    loss : array (T+1, K, B)
        The whole objective at ``theta``, also where the gradients came from minibatches.
    diverged_at : int array (K, B)
        The first t whose θ or loss is not finite, −1 for never; from there on both keep the values of t−1.
    """

    theta: Array
    loss: Array
    diverged_at: NDArray[np.int64]


def run(
    objective: Objective,
    optimizers: Sequence[Optimizer],
    starts: ArrayLike,
    steps: int,
    *,
    schedule: Callable[[int], ArrayLike] | None = None,
    noise: ArrayLike = 0.0,
    batches: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
) -> Race:
    """Run every optimizer from every start for ``steps`` steps.

    Parameters
    ----------
    objective : Objective
        What is minimised, with D parameters.
    optimizers : sequence of K optimizers
        A hyperparameter may be an array ``(B,)``, one a lane.
    starts : array (B, D)
        Finite parameters at t = 0, the same for every optimizer.
    steps : int
        T ≥ 0.
    schedule : callable, optional
        ``schedule(t)`` *is* α_t of step t = 1 … T for every optimizer, in place of its ``alpha``; a number or ``(B,)``.
    noise : float or array (T, B, D)
        Standard deviation of Gaussian noise added to each coordinate of each gradient. The draws are
        ``rng.standard_normal((T, B, D))``, all before the first step and the same for every optimizer. An array is
        the noise itself, so that lanes can share theirs.
    batches : int array (T, m) or (T, m, B), optional
        The rows of the data that step t sees, for objectives that are a mean over data; one column a start where the
        starts see different rows.
    rng : numpy.random.Generator, optional
        Needed where ``noise`` is a number > 0, otherwise untouched.

    Returns
    -------
    Race

    Raises
    ------
    ArgumentError
        If an argument has the wrong type or shape, a start or an α_t is not finite, noise or an α_t is negative, or
        ``batches`` is given for an objective without data.

    Examples
    --------
    >>> from lekce2.objectives import quadratic
    >>> from lekce2.optimizers import momentum, sgd
    >>> race = run(quadratic([[1.0]]), [sgd(0.5), momentum(0.5), sgd(1e300)], [[1.0]], 3)
    >>> race.theta[:, 0, 0, 0].tolist(), race.diverged_at[:, 0].tolist()
    ([1.0, 0.5, 0.25, 0.125], [-1, -1, 1])
    """
    begin = entries.starts(objective, starts)
    steps = integer("steps", steps, 0, LARGEST_COUNT)
    methods = entries.methods(optimizers, len(begin))
    alphas = entries.alphas(schedule, steps, len(begin))
    draws = entries.draws(noise, rng, (steps, *begin.shape))
    rows = entries.rows(objective, batches, steps, len(begin))

    history = np.empty((steps + 1, len(methods), objective.dimension, len(begin)))
    loss = np.empty((steps + 1, len(methods), len(begin)))
    history[0] = begin.T
    with np.errstate(all="ignore"):
        clean = _fill(objective, methods, alphas, draws, rows, history, loss)
    diverged_at = np.full(loss.shape[1:], -1)
    if not clean:
        _freeze(history, loss, diverged_at)
    return Race(history.swapaxes(2, 3), loss, diverged_at)


def _fill(
    objective: Objective,
    methods: Sequence[Optimizer],
    alphas: Array | None,
    draws: Array | None,
    rows: Any,
    history: Array,
    loss: Array,
) -> bool:
    """Fill ``history`` and ``loss``; whether everything stayed finite."""
    steps, (count, dimension, starts) = len(loss) - 1, history.shape[1:]
    counts = np.arange(1.0, steps + 1)[:, np.newaxis]
    terms = [(k, one.terms(one.alpha if alphas is None else alphas, counts)) for k, one in enumerate(methods)]
    members = [(k, one) for k, one in terms if one is not None and place(one) is not None]
    for k in sorted(set(range(count)) - {k for k, _ in members}):
        _steps(objective, methods[k], history[:, k], alphas, draws, rows)
    members.sort(key=lambda member: place(member[1]) or ())
    clean = _measure(objective, history[:1], loss[:1])
    width, together = kernel.shares(dimension, starts)
    for left in range(0, starts, width):
        block = slice(left, left + width)
        noise = None if draws is None else np.ascontiguousarray(draws[..., block])
        part = history[..., block]
        cut = members if width == starts else [(k, _cut(one, block)) for k, one in members]
        groups = [cut[first : first + together] for first in range(0, len(cut), together)]
        seen: Any = rows if rows is None or rows.ndim == 2 else np.ascontiguousarray(rows[..., block])
        stacks = [kernel.Stack(objective, group, part, noise, seen) for group in groups]
        chunk = max(1, kernel.CHUNK // part[0].size)
        for start in range(0, steps, chunk):
            stop = min(start + chunk, steps)
            for stack in stacks:
                stack.advance(start, stop)
            clean &= _measure(objective, part[start + 1 : stop + 1], loss[start + 1 : stop + 1, :, block])
    return clean and bool(np.isfinite(history[-1]).all())


def _measure(objective: Objective, history: Array, loss: Array) -> bool:
    """Fill ``loss`` (T, K, B) from ``history`` (T, K, D, B); whether it is finite. A false alarm may come, no miss."""
    paths = history.reshape(-1, *history.shape[2:])
    rows = max(1, kernel.WORK // history.shape[-1])
    clean = True
    for first in range(0, len(paths), rows):
        values = objective.value_planes(tuple(paths[first : first + rows].swapaxes(0, 1)))
        loss.reshape(-1, loss.shape[-1])[first : first + rows] = values
        clean &= bool(np.isfinite(values.sum()))
    return clean


def _steps(
    objective: Objective, method: Optimizer, path: Array, alphas: Array | None, draws: Array | None, rows: Any
) -> None:
    """Fill ``path`` (T+1, D, B) by the method's own ``step``."""
    theta = path[0].T
    state = method.init(theta)
    for t in range(1, len(path)):

        def gradient(at: Array, t: int = t) -> Array:
            g = np.empty(path.shape[1:])
            objective.gradient_planes(at.T, g, None if rows is None else rows[t - 1])
            if draws is not None:
                g += draws[t - 1]
            return g.T

        one = method if alphas is None else replace(method, alpha=alphas[t - 1].squeeze())
        theta, state = one.step(theta, state, gradient, t)
        path[t] = theta.T


def _freeze(history: Array, loss: Array, diverged_at: NDArray[np.int64]) -> None:
    """Find the first step that is not finite in each lane and keep the values before it from there on."""
    lost = ~(np.isfinite(loss) & np.isfinite(history).all(axis=2))
    k, b = np.nonzero(lost.any(axis=0))
    diverged_at[k, b] = first = lost[:, k, b].argmax(axis=0)
    kept = np.minimum(np.arange(len(loss))[:, np.newaxis], np.maximum(first - 1, 0))
    history[:, k, :, b] = history[kept.T, k[:, np.newaxis], :, b[:, np.newaxis]]
    loss[:, k, b] = loss[kept, k, b]
    np.copyto(loss, np.inf, where=np.isnan(loss))  # only a start whose loss overflows


def _cut(terms: Terms, block: slice) -> Terms:
    """The terms of some of the lanes: arrays with one entry a lane are cut to them."""

    def cut(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(cut(one) for one in value)
        return value[..., block] if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] > 1 else value

    return Terms(**{one.name: cut(getattr(terms, one.name)) for one in fields(terms)})
