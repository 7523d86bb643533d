"""Families of distributions with one parameter θ, and the likelihood that data have under them.

Discrete families are functions of θ, any shape ``(...)``, that return distributions ``(..., K)`` for
``lekce2.likelihood.mle_chain``; ``normal_chain`` says the same of normal ones. ``likelihood_product`` multiplies as the
definition says, in float64, and so underflows where ``log`` would not: that is what it is for.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, broadcast, finite, positive, refuse, within
from lekce2.likelihood.losses import MleChain, gaussian_mle, gaussian_nll

FACES = 6


def bernoulli(theta: ArrayLike) -> Array:
    """A coin, (1 − θ, θ): the probabilities of 0 and of 1.

    Parameters
    ----------
    theta : array (...)
        θ in [0, 1].

    Returns
    -------
    array (..., 2)

    Raises
    ------
    ArgumentError
        If a θ is outside [0, 1].

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, equation 2.2.

    Examples
    --------
    >>> bernoulli(0.75)
    array([0.25, 0.75])
    """
    t = within("theta", theta, 0.0, 1.0)
    return np.stack([1.0 - t, t], axis=-1)


def loaded_die(theta: ArrayLike) -> Array:
    """A die whose six comes with probability θ and each other face with (1 − θ)/5.

    Parameters
    ----------
    theta : array (...)
        θ in [0, 1].

    Returns
    -------
    array (..., 6)

    Raises
    ------
    ArgumentError
        If a θ is outside [0, 1].

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 2.2.

    Examples
    --------
    >>> loaded_die(0.5)
    array([0.1, 0.1, 0.1, 0.1, 0.1, 0.5])
    """
    t = within("theta", theta, 0.0, 1.0)[..., np.newaxis]
    return np.concatenate([np.repeat((1.0 - t) / (FACES - 1), FACES - 1, axis=-1), t], axis=-1)


def normal_density(x: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Any:
    """The density of a normal, exp(−(x − μ)²/(2σ²)) / √(2πσ²); no probability, it may exceed 1.

    Parameters
    ----------
    x, mean : array
        Places and μ.
    variance : array
        σ² > 0. All three broadcast.

    Returns
    -------
    array
        In units of 1/x.

    Raises
    ------
    ArgumentError
        If a number is not finite, a variance is not positive, or the shapes do not fit.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, equation 1.46.

    Examples
    --------
    >>> round(float(normal_density(0.0, 0.0, 1.0)), 6)
    0.398942
    """
    values, mu, var = finite("x", x), finite("mean", mean), positive("variance", variance)
    broadcast("variance", var, "x and mean", broadcast("mean", mu, "x", values.shape))
    with np.errstate(all="ignore"):
        return np.exp(-0.5 * (values - mu) ** 2 / var) / np.sqrt(2.0 * math.pi * var)


def likelihood_product(p: ArrayLike) -> Any:
    """The likelihood of independent data, ∏ pᵢ over the last axis, as float64 multiplies it.

    Parameters
    ----------
    p : array (..., N)
        Probabilities or densities of the data, N ≥ 1.

    Returns
    -------
    array (...)
        0 where the true product is below about 5·10⁻³²⁴, which some thousand factors reach.

    Raises
    ------
    ArgumentError
        If a factor is negative or not finite, or there are none.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5.

    Examples
    --------
    >>> likelihood_product([0.75, 0.75, 0.75, 0.25]), likelihood_product(np.full(1100, 0.5))
    (np.float64(0.10546875), np.float64(0.0))
    """
    factors = np.atleast_1d(finite("p", p))
    refuse("negative", "p", factors, factors < 0)
    if factors.shape[-1] == 0:
        raise ArgumentError("empty", argument="p")
    with np.errstate(all="ignore"):
        return np.prod(factors, axis=-1)


def normal_chain(y: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> MleChain:
    """What ``mle_chain`` says, for data on a line under N(μ, σ²): NLL/N = H(p̂, q) = D(p̂‖q) + H(p̂).

    Data on a line have no density; p̂ is here the normal with their mean m and variance s², which has the same
    cross-entropy with any normal q as the data themselves: ½ log(2πσ²) + (s² + (m − μ)²)/(2σ²).

    Parameters
    ----------
    y : array (N,)
        Data, not all equal.
    mean : array (...)
        μ, in the unit of y.
    variance : array (...)
        σ² > 0, in its square; both broadcast.

    Returns
    -------
    MleChain
        Of arrays ``(...)`` in nats; the entropy may be negative.

    Raises
    ------
    ArgumentError
        If a number is not finite, a variance is not positive, the data have none, or the shapes do not fit.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 1.6.1, equation 1.110.

    Examples
    --------
    >>> chain = normal_chain([1.0, 3.0], 2.0, 1.0)
    >>> float(chain.kl), np.isclose(chain.nll_mean, chain.cross_entropy), np.isclose(chain.nll_mean, chain.entropy)
    (0.0, np.True_, np.True_)
    """
    values = np.atleast_1d(finite("y", y))
    if values.ndim != 1:
        raise ArgumentError("wrong-shape", argument="y", expected="(N,)", value=str(values.shape))
    mu, var = finite("mean", mean), positive("variance", variance)
    broadcast("variance", var, "mean", mu.shape)
    m, s2 = gaussian_mle(values)
    finite("variance of y", s2)
    refuse("not-positive", "variance of y", np.asarray(s2), np.asarray(s2 <= 0))
    with np.errstate(all="ignore"):
        nll = gaussian_nll(values, mu[..., np.newaxis], var[..., np.newaxis])
        ratio = s2 / var
        kl = 0.5 * (ratio - 1.0 - np.log(ratio) + (m - mu) ** 2 / var)
        return MleChain(
            nll_sum=nll,
            nll_mean=nll / values.size,
            cross_entropy=0.5 * (np.log(2.0 * math.pi * var) + ratio + (m - mu) ** 2 / var),
            kl=(np.where(np.isnan(kl), np.inf, np.maximum(kl, 0.0)) + 0.0)[()],  # inf − log inf
            entropy=np.broadcast_to(0.5 * (np.log(2.0 * math.pi * s2) + 1.0), np.shape(nll))[()],
        )
