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

from lekce2.checks import Array, broadcast, distribution, finite, flag, positive
from lekce2.errors import ArgumentError
from lekce2.information import kl_divergence, surprisal


def divergence_terms(p: ArrayLike, q: ArrayLike, base: float = math.e) -> Array:
    """The terms p log(p/q) whose sum is D(P‖Q); one is negative where q > p, only the sum never is.

    ``p``, ``q``: ``(..., K)``, shapes that broadcast. Returns ``(..., K)``, 0 where p = 0 and +inf where q = 0 < p;
    nats or the unit of ``base``. Raises ``ArgumentError`` like ``kl_divergence``.

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

    ``x``: ``(K,)``; ``mean`` and ``deviation`` > 0: shapes that broadcast to ``(...)``. Returns ``(..., K)``. Raises
    ``ArgumentError`` for what is not finite, a deviation ≤ 0, no places.

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

    ``p``: ``(K,)`` over the places ``x``; ``means``: ``(M,)``; ``deviations``: ``(S,)``. The divergence is D(P‖Q),
    whose best Q covers all of P, or with ``reverse`` D(Q‖P), whose best Q keeps to where P is large. Returns two
    arrays ``(M,)``: nats, and the unit of x. Raises ``ArgumentError`` like ``kl_divergence`` and ``normal_on_grid``.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 10.1.2.

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
