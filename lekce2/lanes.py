"""The steps of many optimizers at once: one stacked array, one gradient call and a few ufunc calls a step.

A lane is one start under one method. Little work is fused: all lanes of all methods stand in one array, since a ufunc
call on a dozen numbers costs as much as on a thousand. Much work is split, so that the arrays of a method stay in the
cache. What the calls are is in ``lekce2.lines``. Divergence is not looked for here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from lekce2.checks import Array
from lekce2.landscape import Objective
from lekce2.lines import Buffers, Lines
from lekce2.skeleton import Terms

WORK = 2**15  # entries of a buffer that the lanes run together may fill: the buffers stay in the second cache


def shares(dimension: int, starts: int) -> tuple[int, int]:
    """How many starts and how many methods to run together: all methods where there is room, else one by one."""
    width = min(starts, max(1, WORK // dimension))
    return width, max(1, WORK // (dimension * width))


def advance(
    objective: Objective,
    members: Sequence[tuple[int, Terms]],
    history: Array,
    noise: Array | None,
    batches: Sequence[Any] | None,
    measure: Callable[[slice, slice], None],
) -> None:
    """Fill ``history[1:]`` for the methods in ``members``.

    Parameters
    ----------
    members : sequence of (int, Terms)
        The place on the second axis of ``history`` and the terms of each method, sorted by ``place``.
    history : array (T+1, K, D, B)
        Parameters, of which only the first row is read.
    noise : array (T, D, B), optional
        Added to the gradient of every method.
    batches : sequence of T index arrays, optional
        The rows of the data that each step sees.
    measure : callable
        Told the slices of steps and of methods that have just been written, while they are in the cache.
    """
    steps, dimension, lanes = len(history) - 1, *history.shape[2:]
    places = [k for k, _ in members]
    buffers = Buffers(*np.zeros((len(Buffers._fields), len(members), dimension, lanes)))
    buffers.theta[...] = history[0, places]
    lines = Lines([terms for _, terms in members], buffers, noise, steps)
    theta, g = (buffer.swapaxes(0, 1) for buffer in (buffers.theta, buffers.g))
    planes = g if len(members) == 1 else np.empty(g.shape)  # interleaved rows would make every ufunc copy its operands
    points, gradient = tuple(theta), tuple(planes)
    runs = list(_neighbours(places))
    copies = [(history[1:, to], buffers.theta[rows]) for rows, to in runs]
    chunk = max(1, WORK // max(1, buffers.theta.size))
    for start in range(0, steps, chunk):
        stop = min(start + chunk, steps)
        for t in range(start, stop):
            for ufunc, coefficient, operand, out in lines.before:
                ufunc(coefficient[t], operand, out)
            objective.gradient_planes(points, gradient, None if batches is None else batches[t])
            if planes is not g:
                np.copyto(g, planes)
            for ufunc, coefficient, operand, out in lines.after:
                if coefficient is None:
                    ufunc(operand, out)
                else:
                    ufunc(coefficient[t], operand, out)
            for path, parameters in copies:
                path[t] = parameters
        for _, to in runs:
            measure(slice(start + 1, stop + 1), to)


def _neighbours(places: Sequence[int]) -> Iterator[tuple[slice, slice]]:
    """Runs of rows whose places count up, as (rows, places)."""
    for _, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        pairs = list(group)
        (row, to), count = pairs[0], len(pairs)
        yield slice(row, row + count), slice(to, to + count)
