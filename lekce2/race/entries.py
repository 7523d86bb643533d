"""What a race is given, checked: each function returns the argument in the form the race works with, or raises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, array, finite, function, generator, number, refuse, shorten
from lekce2.objectives import Objective, row_indices
from lekce2.optimizers import Optimizer


def starts(objective: Objective, points: ArrayLike) -> Array:
    """The starting points of an objective, an array ``(B, D)``."""
    if not isinstance(objective, Objective):
        raise ArgumentError("not-an-objective", argument="objective", value=shorten(objective))
    begin = finite("starts", points)
    if begin.ndim != 2 or begin.shape[1] != objective.dimension or len(begin) == 0:
        expected = f"(B, {objective.dimension})"
        raise ArgumentError("wrong-shape", argument="starts", expected=expected, value=str(begin.shape))
    return begin


def methods(optimizers: Sequence[Optimizer], starts: int) -> list[Optimizer]:
    """The optimizers as a list, each of whose hyperparameters is one number or one a lane."""
    chosen = list(optimizers) if isinstance(optimizers, Sequence) else []
    if not chosen or not all(isinstance(one, Optimizer) for one in chosen):
        raise ArgumentError("not-an-optimizer", argument="optimizers", value=shorten(optimizers))
    for one in chosen:
        for each in fields(one):
            shape = np.shape(getattr(one, each.name))
            if shape not in ((), (1,), (starts,)):
                raise ArgumentError(
                    "shapes-differ", argument=each.name, value=str(shape), expected=f"({starts},)", other="the lanes"
                )
    return chosen


def alphas(schedule: Callable[[int], ArrayLike] | None, steps: int, starts: int) -> Array | None:
    """α_t of every step, an array ``(T, 1)`` or ``(T, B)``; None without a schedule."""
    if schedule is None:
        return None
    rate = function("schedule", schedule)
    values = [array("schedule", rate(t)) for t in range(1, steps + 1)]
    for value in values:
        if value.shape not in ((), (1,), (starts,)):
            raise ArgumentError("wrong-shape", argument="schedule", expected=f"({starts},)", value=str(value.shape))
    width = max((value.size for value in values), default=1)
    values_of_t = finite(
        "schedule", np.array([np.broadcast_to(value, (width,)) for value in values]).reshape(steps, width)
    )
    refuse("negative", "schedule", values_of_t, values_of_t < 0)
    return values_of_t


def draws(noise: Any, rng: np.random.Generator | None, shape: tuple[int, ...]) -> Array | None:
    """The noise of every gradient, an array ``(T, D, B)``, given or drawn as ``(T, B, D)``; None without noise."""
    if isinstance(noise, np.ndarray) and noise.ndim == len(shape):
        given = finite("noise", noise)
        if given.shape != shape:
            raise ArgumentError("wrong-shape", argument="noise", expected=str(shape), value=str(given.shape))
        return given.swapaxes(1, 2)
    scale = array("noise", number("noise", noise))
    refuse("negative", "noise", scale, scale < 0)
    if scale == 0:
        return None
    with np.errstate(all="ignore"):
        return (scale * generator("rng", rng).standard_normal(shape)).swapaxes(1, 2)


def rows(objective: Objective, batches: ArrayLike | None, steps: int, starts: int) -> Any:
    """The rows of the data for every step, an index array ``(T, m)`` or ``(T, m, B)``; None for all data."""
    if batches is None:
        return None
    if objective.data_size == 0:
        raise ArgumentError("no-data", argument="batches")
    each = array("batches", batches).ndim == 3  # start has its own
    chosen = row_indices("batches", batches, objective.data_size, 3 if each else 2)
    if len(chosen) != steps or (each and chosen.shape[2] != starts):
        expected = f"({steps}, m, {starts})" if each else f"({steps}, m)"
        raise ArgumentError("wrong-shape", argument="batches", expected=expected, value=str(chosen.shape))
    return chosen
