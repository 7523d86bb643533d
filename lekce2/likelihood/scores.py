"""From scores to probabilities: logsumexp, softmax, log-softmax, sigmoid and softplus, safe for any float64.

Scores (logits) are arrays ``(..., K)``: any real numbers, −inf for an outcome that is impossible. Every function
subtracts the largest score before it exponentiates, and keeps what is small beside 1 in a ``log1p``, so that neither a
score of 1e308 nor a probability of 1 − 1e-30 loses its digits. A NaN is an error. No losses here: see ``likelihood``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base import ArgumentError, Array, axis_from_end, numbers, refuse


def logsumexp(logits: ArrayLike, axis: int = -1) -> Any:
    """Logarithm of a sum of exponentials, log Σ exp(z) = m + log Σ exp(z − m) with m = max z.

    Parameters
    ----------
    logits : array (..., K)
        Any numbers, infinities allowed.
    axis : int
        Where the K scores lie; the last axis by default.

    Returns
    -------
    array (...)
        In the unit of the scores, nats.

    Raises
    ------
    ArgumentError
        If a score is not a number, there are none, or ``axis`` is none.

    References
    ----------
    Blanchard, Higham and Higham (2021), Accurately Computing the Log-Sum-Exp and Softmax Functions.

    Examples
    --------
    >>> logsumexp([1000.0, 1000.0]) == 1000 + np.log(2)
    np.True_
    """
    with np.errstate(all="ignore"):
        z, axis = _scores(logits, axis)
        top, rest = _split(z, axis)
        return np.squeeze(top + np.log1p(rest), axis=axis)[()]


def softmax(logits: ArrayLike, axis: int = -1) -> Array:
    """Softmax, p = exp(z) / Σ exp(z): the distribution whose log-odds are the differences of the scores.

    Parameters
    ----------
    logits : array (..., K)
        Scores: any real numbers, −inf for an outcome that is impossible.
    axis : int
        Where the K scores lie; the last axis by default.

    Returns
    -------
    array (..., K)
        Probabilities, which sum to 1 along ``axis``.

    Raises
    ------
    ArgumentError
        If a score is not a number or +inf, a row is all −inf, there are no scores, or ``axis`` is none.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.3, equation 6.29.

    Examples
    --------
    >>> softmax([0.0, np.log(3)])
    array([0.25, 0.75])
    """
    with np.errstate(all="ignore"):
        z, axis = _proper(logits, axis)
        e = np.exp(z - np.max(z, axis=axis, keepdims=True))
        return np.asarray(e / np.sum(e, axis=axis, keepdims=True))


def log_softmax(logits: ArrayLike, axis: int = -1) -> Array:
    """Logarithm of softmax, log p = z − logsumexp z, also where p itself would be 0 or 1 in float64.

    Parameters
    ----------
    logits : array (..., K)
        Scores: any real numbers, −inf for an outcome that is impossible.
    axis : int
        Where the K scores lie; the last axis by default.

    Returns
    -------
    array (..., K)
        Log-probabilities, nats.

    Raises
    ------
    ArgumentError
        If a score is not a number or +inf, a row is all −inf, there are no scores, or ``axis`` is none.

    References
    ----------
    Blanchard, Higham and Higham (2021), Accurately Computing the Log-Sum-Exp and Softmax Functions.

    Examples
    --------
    >>> log_softmax([0.0, -2000.0])
    array([    0., -2000.])
    """
    with np.errstate(all="ignore"):
        z, axis = _proper(logits, axis)
        top, rest = _split(z, axis)
        return np.asarray((z - top) - np.log1p(rest))


def sigmoid(x: ArrayLike) -> Any:
    """Logistic function σ(x) = 1 / (1 + exp(−x)), element-wise.

    Parameters
    ----------
    x : array
        Numbers of any shape, infinities allowed.

    Returns
    -------
    array of the shape of ``x``
        In [0, 1].

    Raises
    ------
    ArgumentError
        If an x is not a number.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.10, equation 3.30.

    Examples
    --------
    >>> sigmoid([-1e308, 0.0, 1e308])
    array([0. , 0.5, 1. ])
    """
    with np.errstate(all="ignore"):
        values = numbers("x", x)
        e = np.exp(-np.abs(values))
        return np.where(values >= 0, 1 / (1 + e), e / (1 + e))[()]


def softplus(x: ArrayLike) -> Any:
    """Softplus log(1 + exp x) = −log σ(−x) = max(x, 0) + log1p exp(−|x|), element-wise.

    Parameters
    ----------
    x : array
        Numbers of any shape, infinities allowed.

    Returns
    -------
    array of the shape of ``x``
        At least 0.

    Raises
    ------
    ArgumentError
        If an x is not a number.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.10, equation 3.31.

    Examples
    --------
    >>> softplus([-1e308, 0.0, 1e308]).tolist()
    [0.0, 0.6931471805599453, 1e+308]
    """
    with np.errstate(all="ignore"):
        values = numbers("x", x)
        return (np.maximum(values, 0) + np.log1p(np.exp(-np.abs(values))))[()]


def _scores(logits: ArrayLike, axis: int) -> tuple[Array, int]:
    z = numbers("logits", logits)
    if z.ndim == 0:
        raise ArgumentError("wrong-shape", argument="logits", expected="(..., K)", value=str(z.shape))
    axis = axis_from_end("axis", axis, z.ndim)
    if z.shape[axis] == 0:
        raise ArgumentError("empty", argument="logits")
    return z, axis


def _proper(logits: ArrayLike, axis: int) -> tuple[Array, int]:
    """Scores that have a softmax: none is +inf, and not all of a row are −inf."""
    z, axis = _scores(logits, axis)
    refuse("not-finite", "logits", z, z == np.inf)
    top = np.max(z, axis=axis)
    refuse("no-chance-left", "logits", top, top == -np.inf)
    return z, axis


def _split(z: Array, axis: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest score m, and Σ exp(z − m) over all the others, so that logsumexp z = m + log1p of it."""
    where = np.expand_dims(np.argmax(z, axis=axis), axis)
    top = np.take_along_axis(z, where, axis=axis)
    e = np.exp(np.where(z == top, 0.0, z - top))
    np.put_along_axis(e, where, 0.0, axis=axis)
    return top, np.sum(e, axis=axis, keepdims=True)
