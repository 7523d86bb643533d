"""The steps of many optimizers at once: one stacked array, one gradient call and a few ufunc calls a step.

A lane is one start under one method. Little work is fused: all lanes of all methods stand in one array, since a ufunc
call on a dozen numbers costs as much as on a thousand. Much work is split, so that the arrays of a method stay in the
cache. What the calls are is in ``lekce2.lines``. Divergence is not looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from lekce2.checks import Array
from lekce2.landscape import Objective
from lekce2.lines import Buffers, Lines
from lekce2.skeleton import Terms

WORK = 2**15  # entries of a buffer that the lanes run together may fill: the buffers stay in the second cache
CHUNK = 2**22  # entries of the history that all methods write before their losses are taken: 32 MB


def shares(dimension: int, starts: int) -> tuple[int, int]:
    """How many starts and how many methods to run together: all methods where there is room, else one by one."""
    width = min(starts, max(1, WORK // dimension))
    return width, max(1, WORK // (dimension * width))


class Stack:
    """Some methods on some starts, stepped together; ``advance`` fills the history from one step to another.

    Parameters
    ----------
    objective : Objective
        With D parameters.
    members : sequence of (int, Terms)
        The place on the second axis of ``history`` and the terms of each method, sorted by ``skeleton.place``.
    history : array (T+1, K, D, B)
        Parameters, of which only the first row is read.
    noise : array (T, D, B), optional
        Added to the gradient of every method.
    batches : sequence of T index arrays, optional
        The rows of the data that each step sees.
    """

    def __init__(
        self,
        objective: Objective,
        members: Sequence[tuple[int, Terms]],
        history: Array,
        noise: Array | None,
        batches: Sequence[Any] | None,
    ) -> None:
        steps, dimension, starts = len(history) - 1, *history.shape[2:]
        places = [k for k, _ in members]
        buffers = Buffers(*np.zeros((len(Buffers._fields), len(members), dimension, starts)))
        buffers.theta[...] = history[0, places]
        self.objective, self.batches = objective, batches
        self.theta, self.g = buffers.theta.swapaxes(0, 1), buffers.g.swapaxes(0, 1)
        # The rows of g interleave where there are several methods: ufuncs would copy operands for fear of overlap.
        self.planes = self.g if len(members) == 1 else np.empty(self.g.shape)
        self.lines = Lines([terms for _, terms in members], buffers, noise, steps)
        self.copies = [(history[1:, to], buffers.theta[rows]) for rows, to in _neighbours(places)]

    def advance(self, start: int, stop: int) -> None:
        """From θ at t = ``start`` to t = ``stop``."""
        before, after, copies = self.lines.before, self.lines.after, self.copies
        slope, points, gradient = self.objective.gradient_planes, tuple(self.theta), tuple(self.planes)
        for t in range(start, stop):
            for ufunc, coefficient, operand, out in before:
                ufunc(coefficient[t], operand, out)
            slope(points, gradient, None if self.batches is None else self.batches[t])
            if self.planes is not self.g:
                np.copyto(self.g, self.planes)
            for ufunc, coefficient, operand, out in after:
                if coefficient is None:
                    ufunc(operand, out)
                else:
                    ufunc(coefficient[t], operand, out)
            for path, theta in copies:
                path[t] = theta


def _neighbours(places: Sequence[int]) -> Iterator[tuple[slice, slice]]:
    """Runs of rows whose places count up, as (rows, places)."""
    for _, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        pairs = list(group)
        (row, to), count = pairs[0], len(pairs)
        yield slice(row, row + count), slice(to, to + count)
