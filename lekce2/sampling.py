"""Minibatches: cutting epochs into batches, sampling the minibatch gradient, and the variance of its mean.

N is the size of the data, m of a minibatch. In practice an epoch is a random permutation cut into batches, so that each
example is seen once; theory mostly draws each batch afresh. Randomness comes only through ``rng``. No gradients are
computed here: they come in, one row an example.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base import LARGEST_COUNT, ArgumentError, Array, finite, flag, generator, integer, means

Indices = NDArray[np.intp]

_CHUNK = 2**20  # numbers drawn at once, so that memory does not grow with the number of samples


def epoch_batches(n: int, m: int, rng: np.random.Generator, drop_last: bool = False) -> list[Indices]:
    """One epoch: a random permutation of 0 … n − 1 cut into batches of m, the last one shorter unless dropped.

    Parameters
    ----------
    n : int
        How many examples, from 1.
    m : int
        The size of a batch, 1 … n.
    rng : numpy.random.Generator
    drop_last : bool
        Whether an incomplete last batch is left out.

    Returns
    -------
    list of int arrays (m,)
        ⌈n/m⌉ of them, or ⌊n/m⌋ with ``drop_last``.

    Raises
    ------
    ArgumentError
        If an argument is of another type or out of its range.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.1.3.

    Examples
    --------
    >>> [len(batch) for batch in epoch_batches(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    n = integer("n", n, 1, LARGEST_COUNT)
    m = integer("m", m, 1, n)
    order = generator("rng", rng).permutation(n).astype(np.intp, copy=False)
    end = n - n % m if flag("drop_last", drop_last) else n
    return [order[start : start + m] for start in range(0, end, m)]


def batch_plan(n: int, m: int, steps: int, rng: np.random.Generator) -> Indices:
    """The batches of ``steps`` updates, epoch after epoch, each epoch's incomplete last batch dropped.

    Parameters
    ----------
    n : int
        How many examples, from 1.
    m : int
        The size of a batch, 1 … n.
    steps : int
        How many updates, from 1.
    rng : numpy.random.Generator

    Returns
    -------
    int array (steps, m)
        What a race takes as ``batches``.

    Raises
    ------
    ArgumentError
        If an argument is of another type or out of its range.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.1.3.

    Examples
    --------
    >>> batch_plan(5, 2, 3, np.random.default_rng(0)).shape
    (3, 2)
    """
    n, steps = integer("n", n, 1, LARGEST_COUNT), integer("steps", steps, 1, LARGEST_COUNT)
    m = integer("m", m, 1, n)
    rng = generator("rng", rng)
    plan: list[Indices] = []
    while len(plan) < steps:
        plan += epoch_batches(n, m, rng, drop_last=True)
    return np.stack(plan[:steps])


def gradient_samples(
    gradients: ArrayLike, m: int, samples: int, rng: np.random.Generator, replace: bool = False
) -> Array:
    """Independent samples of the minibatch gradient, (1/m) Σ over m random examples of their gradients.

    Parameters
    ----------
    gradients : array (N, ...)
        One row an example, usually ``(N, D)``.
    m : int
        The size of a batch, from 1, at most N unless ``replace``.
    samples : int
        How many, from 1.
    rng : numpy.random.Generator
    replace : bool
        Whether an example may come twice in a batch.

    Returns
    -------
    array (samples, ...)
        In the unit of the gradients; each is unbiased for the mean over all N, with the variance
        ``variance_of_mean``.

    Raises
    ------
    ArgumentError
        If a gradient is not finite, there are none, or another argument is of another type or out of its range.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.1.3.

    Examples
    --------
    >>> gradient_samples([[1.0, 0.0], [3.0, 4.0]], 2, 3, np.random.default_rng(0)).tolist()
    [[2.0, 2.0], [2.0, 2.0], [2.0, 2.0]]
    """
    values, m, replace = _examples("gradients", gradients, m, replace)
    samples, rng = integer("samples", samples, 1, LARGEST_COUNT), generator("rng", rng)
    n = len(values)
    rows = values.reshape(n, -1)
    out = np.empty((samples, rows.shape[1]))
    step = max(1, _CHUNK // max(n, m * rows.shape[1]))
    for start in range(0, samples, step):
        count = min(step, samples - start)
        out[start : start + count] = means.mean(rows[_draw(n, m, count, rng, replace)], axis=1)
    return out.reshape(samples, *values.shape[1:])


def variance_of_mean(values: ArrayLike, m: int, replace: bool = False) -> Any:
    """Variance of a minibatch mean: σ²/m with replacement, σ²/m · (N − m)/(N − 1) without, 0 for the whole data.

    Parameters
    ----------
    values : array (N, ...)
        All N examples along the first axis; σ² is their variance, which divides by N.
    m : int
        The size of a batch, from 1, at most N unless ``replace``.
    replace : bool
        Whether an example may come twice in a batch.

    Returns
    -------
    array (...)
        In the squared unit of the values.

    Raises
    ------
    ArgumentError
        If a value is not finite, there are none, or another argument is of another type or out of its range.

    References
    ----------
    Cochran (1977), Sampling Techniques, theorem 2.2.

    Examples
    --------
    >>> variance_of_mean([0.0, 2.0], 1), variance_of_mean([0.0, 2.0], 2), variance_of_mean([0.0, 2.0], 2, replace=True)
    (np.float64(1.0), np.float64(0.0), np.float64(0.5))
    """
    values, m, replace = _examples("values", values, m, replace)
    n = len(values)
    correction = 1.0 if replace else (n - m) / max(n - 1, 1)
    _, variance = means.mean_and_variance(values, axis=0)
    return variance * (correction / m) if correction else np.zeros_like(variance)[()]


def _examples(argument: str, value: ArrayLike, m: int, replace: bool) -> tuple[Array, int, bool]:
    values, replace = finite(argument, value), flag("replace", replace)
    if values.ndim == 0:
        raise ArgumentError("wrong-shape", argument=argument, expected="(N, ...)", value=str(values.shape))
    if values.size == 0:
        raise ArgumentError("empty", argument=argument)
    return values, integer("m", m, 1, LARGEST_COUNT if replace else len(values)), replace


def _draw(n: int, m: int, samples: int, rng: np.random.Generator, replace: bool) -> Indices:
    """Indices ``(samples, m)``: each row m of n examples; without replacement those with the m smallest random keys."""
    if replace:
        return rng.integers(n, size=(samples, m))
    return np.argpartition(rng.random((samples, n)), m - 1, axis=1)[:, :m]
