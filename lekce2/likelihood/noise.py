"""Losses that other noise than the normal of one variance leads to, and the slopes of a line that minimize them.

The line is ŷ = θx through the origin, so that a loss is a curve over one number. Losses are in nats over the last axis;
the normal noise itself is ``lekce2.likelihood.gaussian_nll``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, broadcast, finite, means, positive


def laplace_nll(y: ArrayLike, location: ArrayLike, scale: ArrayLike) -> Any:
    """Negative log-likelihood of independent Laplace noise, Σ log(2b) + |y − μ|/b over the last axis.

    Parameters
    ----------
    y, location : array (..., N)
        Data and μ.
    scale : array (..., N)
        b > 0, in the unit of y. All three broadcast.

    Returns
    -------
    array (...)
        Nats.

    Raises
    ------
    ArgumentError
        If a number is not finite, a scale is not positive, the shapes do not fit, or there is nothing to sum.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.9.4.

    Examples
    --------
    >>> np.isclose(laplace_nll([1.0, 3.0], 1.0, 2.0), 2 * np.log(4) + 1)
    np.True_
    """
    values, mu, b = finite("y", y), finite("location", location), positive("scale", scale)
    broadcast("scale", b, "y and location", broadcast("location", mu, "y", values.shape))
    with np.errstate(all="ignore"):
        return np.sum(_filled("y", np.asarray(np.log(2.0 * b) + np.abs(values - mu) / b)), axis=-1)


def mae(y: ArrayLike, prediction: ArrayLike) -> Any:
    """Mean absolute error, (1/N) Σ |y − ŷ| over the last axis: up to constants the NLL of Laplace noise.

    Parameters
    ----------
    y, prediction : array (..., N)
        Data and ŷ, of shapes that broadcast.

    Returns
    -------
    array (...)
        In the unit of y.

    Raises
    ------
    ArgumentError
        If a number is not finite, the shapes do not fit, or there is nothing to average.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.1.2.

    Examples
    --------
    >>> mae([1.0, 2.0, 3.0], [1.0, 2.0, 6.0])
    np.float64(1.0)
    """
    values, guess = finite("y", y), finite("prediction", prediction)
    broadcast("prediction", guess, "y", values.shape)
    with np.errstate(all="ignore"):
        return means.mean(np.abs(_filled("y", np.asarray(values - guess))), axis=-1)


def slope_by_squares(x: ArrayLike, y: ArrayLike, variance: ArrayLike = 1.0) -> float:
    """The slope that minimizes Σ (y − θx)²/σ², that is Σ xy/σ² over Σ x²/σ².

    Parameters
    ----------
    x, y : array (N,)
        Points; some x is not 0.
    variance : float or array (N,)
        σ² > 0; a single number cancels.

    Returns
    -------
    float
        In the unit of y/x.

    Raises
    ------
    ArgumentError
        If a number is not finite, no x differs from 0, a variance is not positive, or a shape is another.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 3.1.1.

    Examples
    --------
    >>> slope_by_squares([1.0, 2.0], [1.0, 4.0]), slope_by_squares([1.0, 2.0], [1.0, 4.0], [1.0, 8.0])
    (1.8, 1.3333333333333333)
    """
    places, values = _points(x, y)
    spread = positive("variance", variance)
    if spread.shape not in ((), places.shape):
        raise ArgumentError("shapes-differ", argument="variance", value=str(spread.shape), other="x",
                            expected=str(places.shape))  # fmt: skip
    with np.errstate(all="ignore"):  # scaled to at most 1: nothing overflows that has a slope
        far, high, least = np.abs(places).max(), np.abs(values).max() or 1.0, spread.min()
        weight = places / far * (least / spread)
        return float(weight @ (values / high) / (weight @ (places / far)) * (high / far))


def slope_by_absolutes(x: ArrayLike, y: ArrayLike) -> float:
    """A slope that minimizes Σ |y − θx|: the median of the ratios y/x, each weighing |x|.

    Parameters
    ----------
    x, y : array (N,)
        Points; some x is not 0.

    Returns
    -------
    float
        In the unit of y/x; where an interval minimizes, its middle.

    Raises
    ------
    ArgumentError
        If a number is not finite, no x differs from 0, or a shape is another.

    References
    ----------
    Bloomfield and Steiger (1983), Least Absolute Deviations.

    Examples
    --------
    >>> slope_by_absolutes([1.0, 1.0, 1.0], [1.0, 2.0, 30.0]), slope_by_absolutes([1.0, 1.0], [1.0, 2.0])
    (2.0, 1.5)
    """
    places, values = _points(x, y)
    there = places != 0
    with np.errstate(all="ignore"):
        return _weighted_median(values[there] / places[there], np.abs(places[there]) / np.abs(places).max())


def _weighted_median(ratios: Array, weights: Array) -> float:
    order = np.argsort(ratios, kind="stable")
    ratios, below = ratios[order], np.cumsum(weights[order])
    half = 0.5 * below[-1]
    low = int(np.searchsorted(below, half * (1 - 1e-12)))
    high = int(np.searchsorted(below, half * (1 + 1e-12), side="right"))
    return float(0.5 * ratios[low] + 0.5 * ratios[min(high, ratios.size - 1)])


def _points(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    places, values = finite("x", x), finite("y", y)
    if places.ndim != 1:
        raise ArgumentError("wrong-shape", argument="x", expected="(N,)", value=str(places.shape))
    if values.shape != places.shape:
        raise ArgumentError("shapes-differ", argument="y", value=str(values.shape), other="x",
                            expected=str(places.shape))  # fmt: skip
    if not np.any(places):
        raise ArgumentError("no-counts", argument="x", index="")
    return places, values


def _filled(argument: str, values: Array) -> Array:
    out = np.atleast_1d(values)
    if out.shape[-1] == 0:
        raise ArgumentError("empty", argument=argument)
    return out
