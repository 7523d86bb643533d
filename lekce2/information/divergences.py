"""The KL divergence in its parts, and the normal distribution that comes closest to another in either direction.

A distribution is an array ``(..., K)`` of probabilities; places of the K outcomes on a line are ``x``, ``(K,)``.
Results are in nats, in bits with ``base=2``. The sums themselves are ``lekce2.information``; nothing is normalised here
but the values of a normal density, which is what ``normal_on_grid`` is for.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, broadcast, distribution, finite, flag, positive
from lekce2.information.measures import kl_divergence, surprisal


def divergence_terms(p: ArrayLike, q: ArrayLike, base: float = math.e) -> Array:
    """The terms p log(p/q) whose sum is D(P‖Q); one is negative where q > p, only the sum never is.

    Parameters
    ----------
    p : array (..., K)
        A distribution along the last axis; zeros allowed.
    q : array (..., K)
        Another one; the leading axes of both broadcast.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (..., K)
        0 where p = 0 and +inf where q = 0 < p; in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, a row does not sum to 1, the shapes do not fit, or ``base`` is
        none.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 2.3.

    Examples
    --------
    >>> divergence_terms([0.5, 0.5, 0.0], [0.25, 0.5, 0.25], base=2)
    array([0.5, 0. , 0. ])
    """
    kl_divergence(p, q, base=base)  # the same checks
    with np.errstate(all="ignore"):
        shares = distribution("p", p)
        gain = surprisal(distribution("q", q), base) - surprisal(shares, base)
        return np.asarray(np.where(shares > 0, shares * gain, 0.0) + 0.0)


def normal_on_grid(x: ArrayLike, mean: ArrayLike, deviation: ArrayLike) -> Array:
    """The normal density at the places ``x``, normalised to a distribution over them.

    Parameters
    ----------
    x : array (K,)
        Places on a line, K ≥ 1.
    mean, deviation : array (...)
        μ and σ > 0, in the unit of x, of shapes that broadcast.

    Returns
    -------
    array (..., K)

    Raises
    ------
    ArgumentError
        If a number is not finite, a deviation is not positive, there are no places, or the shapes do not fit.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, equation 1.46.

    Examples
    --------
    >>> normal_on_grid([-1.0, 0.0, 1.0], 0.0, 1.0).round(3)
    array([0.274, 0.452, 0.274])
    """
    places, mu, sigma = finite("x", x), finite("mean", mean), positive("deviation", deviation)
    if places.ndim != 1:
        raise ArgumentError("wrong-shape", argument="x", expected="(K,)", value=str(places.shape))
    if places.size == 0:
        raise ArgumentError("empty", argument="x")
    broadcast("deviation", sigma, "mean", mu.shape)
    with np.errstate(all="ignore"):
        exponent = -0.5 * ((places - mu[..., np.newaxis]) / sigma[..., np.newaxis]) ** 2
        density = np.exp(exponent - exponent.max(axis=-1, keepdims=True))
        return np.asarray(density / density.sum(axis=-1, keepdims=True))


def closest_normals(
    p: ArrayLike, x: ArrayLike, means: ArrayLike, deviations: ArrayLike, reverse: bool = False
) -> tuple[Any, Any]:
    """For each mean the smallest divergence between P and a normal Q with one of ``deviations``, and which one it is.

    The divergence is D(P‖Q), whose best Q covers all of P, or with ``reverse`` D(Q‖P), whose best Q keeps to where P is
    large.

    Parameters
    ----------
    p : array (K,)
        A distribution over the places ``x``.
    x : array (K,)
        Places on a line.
    means : array (M,)
        In the unit of x.
    deviations : array (S,)
        Above 0, in the unit of x.
    reverse : bool
        Which of the two divergences.

    Returns
    -------
    divergences, deviations : array (M,), array (M,)
        Nats, and the unit of x.

    Raises
    ------
    ArgumentError
        If p is no distribution, a number is not finite, a deviation is not positive, or a shape is another.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 10.1.2.

    Examples
    --------
    >>> x = np.linspace(-4, 4, 33)
    >>> closest_normals(normal_on_grid(x, 1.0, 0.5), x, [0.0, 1.0], [0.5, 1.0])[1].tolist()
    [1.0, 0.5]
    """
    sigma = np.atleast_1d(positive("deviations", deviations))
    mu = np.atleast_1d(finite("means", means))
    for name, value in (("means", mu), ("deviations", sigma)):
        if value.ndim != 1 or value.size == 0:
            raise ArgumentError("wrong-shape", argument=name, expected="(n,), n ≥ 1", value=str(value.shape))
    q = normal_on_grid(x, mu[:, np.newaxis], sigma[np.newaxis, :])
    divergence = kl_divergence(q, p) if flag("reverse", reverse) else kl_divergence(p, q)
    best = np.argmin(divergence, axis=1)
    return np.take_along_axis(divergence, best[:, np.newaxis], axis=1)[:, 0], sigma[best]
