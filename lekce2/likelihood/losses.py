"""Losses as negative log-likelihoods, and the chain NLL/N = H(p̂, q) = D(p̂‖q) + H(p̂) of maximum likelihood.

Losses are in nats. Scores (logits) come as ``(..., K)`` or element-wise, as the name says; what turns scores into
probabilities stands in ``scores`` and is offered here too. Nothing overflows or warns: a loss beyond float64 is +inf.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lekce2 import information
from lekce2.base import (
    ArgumentError,
    Array,
    broadcast,
    distribution,
    finite,
    labels,
    means,
    numbers,
    positive,
    refuse,
    within,
)
from lekce2.likelihood.scores import log_softmax, logsumexp, sigmoid, softmax, softplus

__all__ = [
    "MleChain",
    "bernoulli_nll",
    "categorical_nll",
    "gaussian_mle",
    "gaussian_nll",
    "log_softmax",
    "logsumexp",
    "mle_chain",
    "mse",
    "sigmoid",
    "softmax",
    "softplus",
]


class MleChain(NamedTuple):
    """The same data under the same model, said in each of the ways that maximum likelihood connects; all in nats.

    ``nll_mean`` is counted from the data, the three others from the distributions p̂ and q:
    ``nll_mean`` = ``nll_sum`` / N = ``cross_entropy`` = ``kl`` + ``entropy``. Only ``entropy`` does not depend on q.
    """

    nll_sum: Any
    nll_mean: Any
    cross_entropy: Any
    kl: Any
    entropy: Any


def categorical_nll(logits: ArrayLike, target: ArrayLike) -> Any:
    """Negative log-likelihood of a class under softmax, −log softmax(z)[k] = logsumexp(z) − z_k.

    Parameters
    ----------
    logits : array (..., K)
        Scores: any real numbers, −inf for an outcome that is impossible.
    target : int array (...)
        Classes 0 … K − 1; broadcast with the leading axes of ``logits``.

    Returns
    -------
    array (...)
        One value a row, nats; +inf for a class whose score is −inf.

    Raises
    ------
    ArgumentError
        If a target is no class, the shapes do not fit, a score is not a number or +inf, or a row is all −inf.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.3, equation 6.30.

    Examples
    --------
    >>> categorical_nll([[0.0, 0.0], [1000.0, 0.0]], [1, 1])
    array([6.93147181e-01, 1.00000000e+03])
    """
    logp = log_softmax(logits)
    k = labels("target", target, logp.shape[-1])
    shape = broadcast("target", k, "logits", logp.shape[:-1])
    logp = np.broadcast_to(logp, (*shape, logp.shape[-1]))
    picked = np.take_along_axis(logp, np.broadcast_to(k, shape)[..., None], axis=-1)
    return (0.0 - picked[..., 0])[()]


def bernoulli_nll(logits: ArrayLike, target: ArrayLike) -> Any:
    """Binary cross-entropy of a target t and σ(z): −t log σ(z) − (1 − t) log(1 − σ(z)) = softplus(z) − t z.

    Parameters
    ----------
    logits : array
        Scores z of any shape, infinities allowed.
    target : array
        Probabilities t in [0, 1], so that 0.9 is as good as 1; broadcast with ``logits``.

    Returns
    -------
    array
        One value an element, nats.

    Raises
    ------
    ArgumentError
        If a target is outside [0, 1], a score is not a number, or the shapes do not fit.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.2.

    Examples
    --------
    >>> bernoulli_nll([50.0, -1e308], [1, 0.5])
    array([1.92874985e-022, 5.00000000e+307])
    """
    with np.errstate(all="ignore"):
        z, t = numbers("logits", logits), within("target", target, 0, 1)
        broadcast("target", t, "logits", z.shape)
        against = np.where(z > 0, 1 - t, t)  # what the target gives to the less probable side; 0 · inf is 0 here
        return np.asarray(np.where(against == 0, 0.0, np.abs(z) * against) + np.log1p(np.exp(-np.abs(z))))[()]


def gaussian_nll(y: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Any:
    """Negative log-likelihood of independent normal y, Σ ½ log(2πσ²) + (y − μ)²/(2σ²) over the last axis.

    Parameters
    ----------
    y, mean : array (..., D)
        Data and μ.
    variance : array (..., D)
        σ² > 0, in the squared unit of y. All three broadcast.

    Returns
    -------
    array (...)
        Nats; of a density, so that it may be negative.

    Raises
    ------
    ArgumentError
        If a number is not finite, a variance is not positive, the shapes do not fit, or there is nothing to sum.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5.1.

    Examples
    --------
    >>> gaussian_nll([1.0, 3.0], 1.0, [1.0, 4.0]) == np.log(2 * np.pi) + np.log(2) + 0.5
    np.True_
    """
    values, mu, var = finite("y", y), finite("mean", mean), positive("variance", variance)
    broadcast("variance", var, "y and mean", broadcast("mean", mu, "y", values.shape))
    with np.errstate(all="ignore"):
        z = (values - mu) / np.sqrt(var)
        return np.sum(_filled("y", 0.5 * (math.log(2 * math.pi) + np.log(var) + z * z)), axis=-1)


def mse(y: ArrayLike, prediction: ArrayLike) -> Any:
    """Mean squared error, (1/N) Σ (y − ŷ)² over the last axis: up to constants the NLL of a normal with fixed variance.

    Parameters
    ----------
    y, prediction : array (..., N)
        Data and ŷ, of shapes that broadcast.

    Returns
    -------
    array (...)
        In the squared unit of y.

    Raises
    ------
    ArgumentError
        If a number is not finite, the shapes do not fit, or there is nothing to average.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5.1.

    Examples
    --------
    >>> mse([1.0, 2.0, 3.0], [1.0, 2.0, 6.0])
    np.float64(3.0)
    """
    values, guess = finite("y", y), finite("prediction", prediction)
    broadcast("prediction", guess, "y", values.shape)
    with np.errstate(all="ignore"):
        return means.mean(_filled("y", np.asarray(values - guess)) ** 2, axis=-1)


def gaussian_mle(y: ArrayLike) -> tuple[Any, Any]:
    """Maximum likelihood estimate of a normal: μ = (1/N) Σ y and σ² = (1/N) Σ (y − μ)²; it divides by N, not N − 1.

    Parameters
    ----------
    y : array (..., N)
        Data, N ≥ 1.

    Returns
    -------
    mean, variance : array (...)
        In the unit of y and in its square.

    Raises
    ------
    ArgumentError
        If a number is not finite, or there are no data.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, equations 1.55 and 1.56.

    Examples
    --------
    >>> gaussian_mle([1.0, 2.0, 3.0, 6.0])
    (np.float64(3.0), np.float64(3.5))
    """
    return means.mean_and_variance(_filled("y", finite("y", y)), axis=-1)


def mle_chain(counts: ArrayLike, q: ArrayLike) -> MleChain:
    """What the likelihood of counted data under q comes to: NLL/N = H(p̂, q) = D(p̂‖q) + H(p̂) with p̂ = counts/N.

    Parameters
    ----------
    counts : array (..., K)
        How often each outcome was seen, at least one in a row.
    q : array (..., K)
        The model, a distribution along the last axis; the leading axes of both broadcast.

    Returns
    -------
    MleChain
        Of arrays ``(...)`` in nats; +inf where an outcome was seen that q holds impossible.

    Raises
    ------
    ArgumentError
        If a count is negative or not finite, a row counts nothing, q is no distribution, or the shapes do not fit.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5.

    Examples
    --------
    >>> chain = mle_chain([3, 1], [0.5, 0.5])
    >>> chain.nll_sum == 4 * np.log(2), np.isclose(chain.kl + chain.entropy, chain.nll_mean)
    (np.True_, np.True_)
    """
    with np.errstate(all="ignore"):
        seen, model = finite("counts", counts), distribution("q", q)
        refuse("negative", "counts", seen, seen < 0)
        if seen.ndim == 0 or seen.shape[-1] != model.shape[-1]:
            raise ArgumentError("shapes-differ", argument="counts", value=str(seen.shape), other="q",
                                expected=str(model.shape))  # fmt: skip
        broadcast("counts", seen, "q", model.shape)
        largest = np.max(seen, axis=-1, keepdims=True)
        refuse("no-counts", "counts", largest[..., 0], largest[..., 0] == 0)
        _, exponent = np.frexp(largest)  # a power of two: exact, and the sum of the scaled counts cannot overflow
        scaled = np.ldexp(seen, -exponent)
        size = np.sum(scaled, axis=-1, keepdims=True)
        nll = -np.sum(np.where(scaled > 0, scaled * np.log(model), 0.0), axis=-1)
        p_data = scaled / size
        return MleChain(
            nll_sum=(np.ldexp(nll, exponent[..., 0]) + 0.0)[()],
            nll_mean=(nll / size[..., 0] + 0.0)[()],
            cross_entropy=information.cross_entropy(p_data, model),
            kl=information.kl_divergence(p_data, model),
            entropy=np.broadcast_to(information.entropy(p_data), np.shape(nll))[()],
        )


def _filled(argument: str, values: Array) -> Array:
    """``values`` with at least one axis, and something on the last."""
    out = np.atleast_1d(values)
    if out.shape[-1] == 0:
        raise ArgumentError("empty", argument=argument)
    return out
