"""Information of discrete distributions: surprisal, entropy, cross-entropy, KL divergence, and those of a joint table.

A distribution is an array ``(..., K)`` of probabilities, a joint distribution of X and Y an array ``(..., X, Y)``;
leading axes are a stack of independent distributions. Results are in nats, in bits with ``base=2``: one float64 for
one distribution, an array for a stack. 0·log 0 = 0 by continuity, and an event of probability 0 is infinitely
surprising. Nothing is normalised here: what does not sum to 1 (to 1e-9) is an error, as is a NaN or a negative element.
Source of the definitions: Shannon (1948), Kullback and Leibler (1951); Cover and Thomas, Elements of Information
Theory, chapter 2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import (
    SUM_TOLERANCE,
    ArgumentError,
    Array,
    array,
    axis_from_end,
    broadcast,
    distribution,
    refuse,
    row_sums,
    shorten,
)

# 2·artanh r = 2r + 2r³(1/3 + r²/5 + r⁴/7 + …): the coefficients in the bracket, highest power first.
_ARTANH = tuple(1 / k for k in (13, 11, 9, 7, 5, 3))


def surprisal(p: ArrayLike, base: float = math.e) -> Any:
    """Self-information of events, I = −log p: how surprising each is.

    Parameters
    ----------
    p : array
        Probabilities of any shape, in [0, 1] (1 may be exceeded by rounding, 1e-9).
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array of the shape of ``p``
        At least 0 for a base above 1, +inf where p = 0; in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If a p is not a number or outside [0, 1], or ``base`` is none.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.13, equation 3.48.

    Examples
    --------
    >>> surprisal([0.5, 0.125, 1, 0], base=2)
    array([ 1.,  3.,  0., inf])
    """
    log, unit = _logarithm(base)
    values = array("p", p)
    refuse("out-of-range", "p", values, ~((values >= 0) & (values <= 1 + SUM_TOLERANCE)), range="[0, 1]")
    with np.errstate(all="ignore"):
        return np.maximum(-log(values), 0.0) / unit + 0.0


def entropy(p: ArrayLike, axis: int = -1, base: float = math.e) -> Any:
    """Entropy H(P) = −Σ p log p, the expected surprisal; between 0 and log K, which only the uniform P reaches.

    Parameters
    ----------
    p : array (..., K)
        A distribution along ``axis``; zeros allowed.
    axis : int
        Where the K outcomes lie; the last axis by default.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (...)
        At least 0, in nats, or in the unit of ``base``; one number for one distribution.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a row does not sum to 1 (to 1e-9), ``axis`` or ``base`` is none.

    References
    ----------
    Shannon (1948), A Mathematical Theory of Communication, section 6.
    Cover and Thomas (2006), Elements of Information Theory, section 2.1.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25, 0], base=2)
    np.float64(1.5)
    """
    log, unit = _logarithm(base)
    with np.errstate(all="ignore"):
        values = array("p", p)
        axis = axis_from_end("axis", axis, max(values.ndim, 1))
        values = distribution("p", values, axis)
        information = -row_sums(_p_log_p(values, log), axis)
        return np.maximum(information, 0.0) / unit + 0.0


def cross_entropy(p: ArrayLike, q: ArrayLike, axis: int = -1, base: float = math.e) -> Any:
    """Cross-entropy H(P, Q) = −Σ p log q: the expected surprisal when Q is believed and P is true; at least H(P).

    Parameters
    ----------
    p : array (..., K)
        A distribution along ``axis``; zeros allowed.
    q : array (..., K)
        Another one; the leading axes of both broadcast.
    axis : int
        Where the K outcomes lie; the last axis by default.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (...)
        +inf where q = 0 < p; in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a row does not sum to 1 (to 1e-9), the shapes do not fit,
        ``axis`` or ``base`` is none.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.13, equation 3.51.

    Examples
    --------
    >>> cross_entropy([0.5, 0.5], [0.25, 0.75], base=2) == 1 + kl_divergence([0.5, 0.5], [0.25, 0.75], base=2)
    np.True_
    """
    log, unit = _logarithm(base)
    with np.errstate(all="ignore"):
        p, q, axis = _pair(p, q, axis)
        information = -row_sums(np.where(p > 0, p * log(q), 0.0), axis)
        return np.maximum(information, 0.0) / unit + 0.0


def kl_divergence(p: ArrayLike, q: ArrayLike, axis: int = -1, base: float = math.e) -> Any:
    """Kullback–Leibler divergence D(P‖Q) = Σ p log(p/q) = H(P, Q) − H(P): what believing Q costs; 0 only for P = Q.

    Each term is summed as p log(p/q) − p + q, which is at least 0 and adds nothing since Σp = Σq; where P ≈ Q it is p
    (d − log1p d) with d = (q − p)/p, so that no digits are lost. It is not symmetric.

    Parameters
    ----------
    p : array (..., K)
        A distribution along ``axis``; zeros allowed.
    q : array (..., K)
        Another one; the leading axes of both broadcast.
    axis : int
        Where the K outcomes lie; the last axis by default.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (...)
        Never negative, accurate to rounding also where P ≈ Q, +inf where q = 0 < p; in nats, or in the unit of
        ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a row does not sum to 1 (to 1e-9), the shapes do not fit,
        ``axis`` or ``base`` is none.

    References
    ----------
    Kullback and Leibler (1951), On Information and Sufficiency.
    Cover and Thomas (2006), Elements of Information Theory, section 2.3.

    Examples
    --------
    >>> kl_divergence([0.5, 0.5], [1, 0]), float(kl_divergence([1, 0], [0.5, 0.5], base=2))
    (np.float64(inf), 1.0)
    """
    _, unit = _logarithm(base, natural=True)
    with np.errstate(all="ignore"):
        p, q, axis = _pair(p, q, axis)
        return row_sums(_divergence_terms(p, q, np.log(q)), axis) / unit + 0.0


def joint_entropy(pxy: ArrayLike, base: float = math.e) -> Any:
    """Joint entropy H(X, Y) = −Σ p(x, y) log p(x, y).

    Parameters
    ----------
    pxy : array (..., X, Y)
        Joint probabilities, X on the first of the two last axes; each table sums to 1.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (...)
        At least 0, in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a table does not sum to 1 (to 1e-9), or ``base`` is none.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 2.2.

    Examples
    --------
    >>> joint_entropy([[0.25, 0.25], [0.25, 0.25]], base=2)
    np.float64(2.0)
    """
    log, unit = _logarithm(base)
    with np.errstate(all="ignore"):
        table = distribution("pxy", pxy, (-2, -1))
        information = -np.add.reduce(_p_log_p(table, log), axis=(-2, -1))
        return np.maximum(information, 0.0) / unit + 0.0


def conditional_entropy(pxy: ArrayLike, base: float = math.e) -> Any:
    """Conditional entropy H(Y|X) = −Σ p(x, y) log p(y|x) = H(X, Y) − H(X): what is left to learn of Y once X is known.

    Parameters
    ----------
    pxy : array (..., X, Y)
        Joint probabilities, X on the first of the two last axes; each table sums to 1.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (...)
        Never negative, exactly 0 when X determines Y; in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a table does not sum to 1 (to 1e-9), or ``base`` is none.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 2.2.

    Examples
    --------
    >>> conditional_entropy([[0.5, 0], [0, 0.5]]), conditional_entropy([[0.25, 0.25], [0.25, 0.25]], base=2)
    (np.float64(0.0), np.float64(1.0))
    """
    log, unit = _logarithm(base)
    with np.errstate(all="ignore"):
        table = distribution("pxy", pxy, (-2, -1))
        px = np.add.reduce(table, axis=-1, keepdims=True)
        terms = np.where(table > 0, table * (log(px) - log(table)), 0.0)
        return np.add.reduce(terms, axis=(-2, -1)) / unit + 0.0


def mutual_information(pxy: ArrayLike, base: float = math.e) -> Any:
    """Mutual information I(X; Y) = D(p(x, y) ‖ p(x) p(y)) = H(Y) − H(Y|X): what knowing X tells about Y.

    Parameters
    ----------
    pxy : array (..., X, Y)
        Joint probabilities, X on the first of the two last axes; each table sums to 1.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (...)
        Never negative, 0 for independent X and Y (to rounding, about 1e-32); in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a table does not sum to 1 (to 1e-9), or ``base`` is none.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 2.3.

    Examples
    --------
    >>> mutual_information([[0.5, 0], [0, 0.5]], base=2).round(12), mutual_information([[0.25, 0.25], [0.25, 0.25]])
    (np.float64(1.0), np.float64(0.0))
    """
    _, unit = _logarithm(base, natural=True)
    with np.errstate(all="ignore"):
        table = distribution("pxy", pxy, (-2, -1))
        px = np.add.reduce(table, axis=-1, keepdims=True)
        py = np.add.reduce(table, axis=-2, keepdims=True)
        # log p(x) + log p(y), since the product of two tiny marginals may be 0 in float64
        return np.add.reduce(_divergence_terms(table, px * py, np.log(px) + np.log(py)), axis=(-2, -1)) / unit + 0.0


def _p_log_p(p: Array, log: Callable[[Any], Any]) -> Array:
    """p log p per element, 0 where p = 0."""
    some_zero = np.minimum.reduce(p, axis=None, initial=1.0) == 0
    terms: Array = log(p + (p == 0) if some_zero else p)
    terms *= p
    return terms


def _divergence_terms(p: Array, q: Array, log_q: Array) -> Array:
    """p log(p/q) − p + q per element, ≥ 0 also in float64.

    With d = (q − p)/p it is p (d − log1p d). For small d that difference would lose its digits, so there log1p d is
    written as 2·artanh r with r = d/(2 + d), whose leading part cancels by hand: d − 2r = d·r.
    """
    terms = np.where(p > 0, p * (np.log(p) - log_q), 0.0) - p + q
    d = (q - p) / p
    near = np.abs(d) < 0.5
    if near.any():
        d = d[near]
        r = d / (2 + d)
        square = r * r
        series = np.zeros_like(r)
        for coefficient in _ARTANH:
            series = series * square + coefficient
        excess = np.where(np.abs(d) < 0.1, r * (d - 2 * square * series), d - np.log1p(d))
        terms[near] = np.broadcast_to(p, terms.shape)[near] * excess
    return terms


def _logarithm(base: float, natural: bool = False) -> tuple[Callable[[Any], Any], float]:
    """A logarithm and the number its results are to be divided by to be in ``base``; bits come out exact."""
    if base is math.e:
        return np.log, 1.0
    real = isinstance(base, int | float | np.integer | np.floating) and not isinstance(base, bool)
    if not real or not 0 < base < math.inf or base == 1:
        raise ArgumentError("not-a-base", argument="base", value=shorten(base))
    if base == 2 and not natural:
        return np.log2, 1.0
    return np.log, 1.0 if base == math.e else math.log(base)


def _pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[Array, Array, int]:
    """Both distributions, checked, and the axis counted from the end of their common shape."""
    p, q = array("p", p), array("q", q)
    axis = axis_from_end("axis", axis, max(p.ndim, q.ndim, 1))
    p, q = distribution("p", p, axis), distribution("q", q, axis)
    if p.shape[axis] != q.shape[axis]:  # a single 1 would otherwise be stretched into something that is no distribution
        raise ArgumentError("shapes-differ", argument="q", value=str(q.shape), other="p", expected=str(p.shape))
    broadcast("q", q, "p", p.shape)
    return p, q, axis
