"""The kernel of the race: one step of every optimizer as coefficients of one skeleton, run for all lanes at once.

    K  methods, B  starts, D  parameters, T  steps; a lane is one start under one method.

Six lines hold every method of the lecture (`Terms`): look ahead, gradient, shrink, first moment, second moment, step.
A method is a choice of lines and a coefficient for each; an optimizer's ``terms`` says which. So momentum and Adam
differ here in what they differ in on paper, and nowhere else.

1. *Sorting.* Methods stand in the order of `place`: those that have the same line are then neighbours.
2. *Lines.* The arrays of several methods are stacked ``(K, D, B)``. A line is one ufunc call on a slice of them, the
   coefficients of its methods being the other operand, the result going into a buffer (`Lines`, `Call`, `Buffers`).
   Every operation is the one of ``step``, in its order: the numbers are the same to the last bit, and none mixes lanes.
3. *Lanes.* A ufunc call on a dozen numbers costs as much as on a thousand, so little work is fused: all lanes of all
   methods stand in one `Stack`. Much work is split, so that the arrays of a method stay in the cache (`shares`).

What it costs: one gradient call and a few ufunc calls a step. Divergence is not looked for here; ``lekce2.race`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array
from lekce2.objectives import Objective

# Methods by (has s, has r, looks ahead, steps by s), in an order that makes the owners of s and of r neighbours.
ORDER = (
    (False, False, False, False),  # sgd
    (False, True, False, False),  # adagrad, rmsprop
    (True, True, False, True),  # adam and its successors
    (True, False, False, True),  # momentum
    (True, False, True, False),  # nesterov
)


@dataclass(frozen=True)
class Terms:
    """One step as coefficients of the skeleton; None where the method has no such line.

    Each coefficient is a number, one a lane ``(B,)``, one a step ``(T, 1)``, or both ``(T, B)``:

        θ ← θ + look·s
        g ← ∇J(θ)
        θ ← θ − shrink·θ
        s ← first[0]·s + first[1]·g
        r ← second[0]·r + second[1]·g²
        θ ← θ − rate·u

    with u = s where ``by_first`` holds, else g. Where there is r, the rate is divided by √(r+ε) or √r+ε. Where
    ``largest`` holds, that r is the largest so far; ``weights`` divide s and r before they are used.
    """

    rate: ArrayLike
    look: ArrayLike | None = None
    shrink: ArrayLike | None = None
    first: tuple[ArrayLike, ArrayLike] | None = None
    second: tuple[ArrayLike, ArrayLike] | None = None
    by_first: bool = False
    largest: bool = False
    weights: tuple[ArrayLike, ArrayLike] | None = None
    eps: ArrayLike = 0.0
    eps_inside: bool = False


def place(terms: Terms) -> tuple[int, bool, bool, bool] | None:
    """The sorting key of a method, or None if the skeleton does not hold it."""
    owns = (terms.first is not None, terms.second is not None, terms.look is not None, terms.by_first)
    if owns not in ORDER:
        return None
    return ORDER.index(owns), terms.weights is not None, terms.shrink is not None, terms.largest


SPREAD = 2**12  # coefficients of this many entries are written out, so that no operand needs broadcasting
NONE = (1.0, 1.0)
Pick = Callable[[Terms], Any]


class Call(NamedTuple):
    """``ufunc(coefficient[t], operand, out)``, or ``ufunc(operand, out)`` where there is no coefficient."""

    ufunc: Callable[..., Any]
    coefficient: Any
    operand: Array
    out: Array


class Buffers(NamedTuple):
    """Arrays ``(K, D, B)``: parameters, gradient, s, r, the largest r, the rate, and one to work in."""

    theta: Array
    g: Array
    s: Array
    r: Array
    m: Array
    rate: Array
    work: Array


class Lines:
    """The calls of one step ``before`` its gradient and ``after`` it, in the order of the skeleton's lines."""

    def __init__(self, terms: Sequence[Terms], buffers: Buffers, noise: Array | None, steps: int) -> None:
        self.terms, self.steps, self.buffers = terms, steps, buffers
        self.before = self.calls((self.look, lambda one: one.look is not None))
        disturbed = [] if noise is None else [Call(np.add, list(noise), buffers.g, buffers.g)]
        self.after = disturbed + self.calls(
            (self.shrink, lambda one: one.shrink is not None),
            (self.first, lambda one: one.first is not None),
            (self.second, lambda one: one.second is not None),
            (self.largest, lambda one: one.largest),
            (self.second_hat, lambda one: one.second is not None and (one.weights is not None, one.largest)),
            (self.adaptive_rate, lambda one: one.second is not None),
            (self.fixed_rate, lambda one: one.second is None),
            (self.first_hat, lambda one: one.by_first and (one.weights is not None,)),
        )
        self.after += [
            Call(np.multiply, self.same(buffers.rate), buffers.g, buffers.work),
            Call(np.subtract, self.same(buffers.theta), buffers.work, buffers.theta),
        ]

    def look(self, rows: slice) -> list[Call]:
        """θ ← θ + look·s"""
        theta, s, work = (self.buffers.theta[rows], self.buffers.s[rows], self.buffers.work[rows])
        by = self.coefficients(lambda one: one.look, rows)
        return [Call(np.multiply, by, s, work), Call(np.add, self.same(work), theta, theta)]

    def shrink(self, rows: slice) -> list[Call]:
        """θ ← θ − shrink·θ"""
        theta, work = self.buffers.theta[rows], self.buffers.work[rows]
        by = self.coefficients(lambda one: one.shrink, rows)
        return [Call(np.multiply, by, theta, work), Call(np.subtract, self.same(theta), work, theta)]

    def first(self, rows: slice) -> list[Call]:
        """s ← first[0]·s + first[1]·g"""
        s, g, work = self.buffers.s[rows], self.buffers.g[rows], self.buffers.work[rows]
        return [
            *self.scaled(lambda one: (one.first or NONE)[0], rows, s, s),
            *self.scaled(lambda one: (one.first or NONE)[1], rows, g, work),
            Call(np.add, self.same(work), s, s),
        ]

    def second(self, rows: slice) -> list[Call]:
        """r ← second[0]·r + second[1]·g²"""
        r, g, work = self.buffers.r[rows], self.buffers.g[rows], self.buffers.work[rows]
        return [
            Call(np.square, None, g, work),
            *self.scaled(lambda one: (one.second or NONE)[1], rows, work, work),
            *self.scaled(lambda one: (one.second or NONE)[0], rows, r, r),
            Call(np.add, self.same(work), r, r),
        ]

    def largest(self, rows: slice) -> list[Call]:
        """m ← max(m, r)"""
        return [Call(_larger, self.same(self.buffers.r[rows]), self.buffers.m[rows], self.buffers.m[rows])]

    def second_hat(self, rows: slice) -> list[Call]:
        """r̂ = r/weights[1], written where the rate will stand"""
        r, out = (self.buffers.m if self.terms[rows.start].largest else self.buffers.r)[rows], self.buffers.rate[rows]
        if self.terms[rows.start].weights is None:
            return [Call(np.positive, None, r, out)]
        return [Call(_divided_by, self.coefficients(lambda one: (one.weights or NONE)[1], rows), r, out)]

    def adaptive_rate(self, rows: slice) -> list[Call]:
        """rate/√(r̂ + ε), rate/(√r̂ + ε)"""
        rate = self.buffers.rate[rows]
        calls = [Call(np.sqrt, None, rate, rate), Call(np.divide, self.coefficients(_rate, rows), rate, rate)]
        if any(not one.eps_inside for one in self.terms[rows]):
            outside = self.coefficients(lambda one: 0.0 if one.eps_inside else one.eps, rows)
            calls.insert(1, Call(np.add, outside, rate, rate))
        if any(one.eps_inside for one in self.terms[rows]):
            inside = self.coefficients(lambda one: one.eps if one.eps_inside else 0.0, rows)
            calls.insert(0, Call(np.add, inside, rate, rate))
        return calls

    def fixed_rate(self, rows: slice) -> list[Call]:
        """The rate as it is: written here once if it is constant."""
        rate, values = self.buffers.rate[rows], self.coefficients(_rate, rows)
        if self.steps and values[0] is values[-1]:
            rate[...] = values[0]
            return []
        return [Call(_put, values, rate, rate)]

    def first_hat(self, rows: slice) -> list[Call]:
        """u = s/weights[0], written where g stood"""
        s, out = self.buffers.s[rows], self.buffers.g[rows]
        if self.terms[rows.start].weights is None:
            return [Call(np.positive, None, s, out)]
        return [Call(_divided_by, self.coefficients(lambda one: (one.weights or NONE)[0], rows), s, out)]

    def calls(self, *lines: tuple[Callable[[slice], list[Call]], Pick]) -> list[Call]:
        """Each line for each run of neighbouring methods that have it, and agree in how."""
        calls = []
        for line, has in lines:
            for value, group in groupby(range(len(self.terms)), key=lambda k, has=has: has(self.terms[k])):  # type: ignore[misc]
                first, *rest = group
                if value:
                    calls += line(slice(first, first + len(rest) + 1))
        return calls

    def scaled(self, pick: Pick, rows: slice, operand: Array, out: Array) -> list[Call]:
        """Multiplication by coefficients, left out where it would change nothing."""
        if operand is out and all(np.all(np.equal(pick(one), 1.0)) for one in self.terms[rows]):
            return []
        return [Call(np.multiply, self.coefficients(pick, rows), operand, out)]

    def same(self, array: Array) -> Sequence[Array]:
        return [array] * self.steps

    def coefficients(self, pick: Pick, rows: slice) -> Sequence[Array]:
        """One array a step that broadcasts over the methods in ``rows``."""
        picked = [pick(one) for one in self.terms[rows]]
        if all(isinstance(value, float) for value in picked):
            table = np.array(picked).reshape(1, -1, 1, 1)
        else:
            values = [np.atleast_2d(np.asarray(value, dtype=np.float64)) for value in picked]
            table = np.stack(np.broadcast_arrays(*values), axis=1)[:, :, np.newaxis]  # (T or 1, k, 1, B or 1)
        like = self.buffers.work[rows]
        if len(table) * like.size <= SPREAD:
            spread = np.empty((len(table), *like.shape))
            spread[...] = table
            table = spread
        return list(table) if len(table) == self.steps else [table[0]] * self.steps


def _rate(terms: Terms) -> ArrayLike:
    return terms.rate


def _divided_by(coefficient: Array, operand: Array, out: Array) -> None:
    np.divide(operand, coefficient, out)


def _larger(coefficient: Array, operand: Array, out: Array) -> None:
    np.maximum(operand, coefficient, out=out)


def _put(coefficient: Array, operand: Array, out: Array) -> None:
    np.copyto(out, coefficient)


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
        The place on the second axis of ``history`` and the terms of each method, sorted by ``place``.
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
