"""How momentum behaves on a quadratic: one step is a matrix, and its eigenvalues σ tell the whole story.

    h  curvature    an eigenvalue of the Hessian, above 0
    d  = θ − θ*     the distance to the minimum along that eigenvector; a step maps (v, d) to a new (v, d)
    σ  eigenvalues  of that map; after t steps (v, d) is a combination of σ₁ᵗ and σ₂ᵗ

Their characteristic equation is σ² − τσ + δ = 0 with, for u = 1 − αh,

    momentum  τ = u + β       δ = β
    nesterov  τ = (1 + β)u    δ = βu

so that complex roots have |σ| = √δ: √β for momentum, whatever α and h are. With β = 0 both are plain gradient descent.
Arguments broadcast. Sources: Polyak (1964); Lessard, Recht and Packard (2016), table 1; Goh (2017). Only the formulas:
steps are taken by ``lekce2.optimizers``, and tests hold them against each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, array, broadcast, choice, means, number, positive, refuse, within

METHODS = ("momentum", "nesterov")
REGIMES = ("monotone", "oscillating", "diverging")


class Best(NamedTuple):
    """The α and β with the smallest rate for all curvatures between two, and that rate."""

    alpha: float
    beta: float
    rate: float


@np.errstate(all="ignore")
def update_matrix(
    method: str, alpha: ArrayLike, beta: ArrayLike, curvature: ArrayLike, velocity: str = "notes"
) -> Array:
    """The matrix that takes (v, d) to the state after one step.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    alpha : array
        α > 0.
    beta : array
        β in [0, 1).
    curvature : array
        h > 0. All arrays broadcast.
    velocity : {"notes", "slides"}
        Whether v holds α: another matrix with the same eigenvalues.

    Returns
    -------
    array (..., 2, 2)

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Goh (2017), Why Momentum Really Works.

    Examples
    --------
    >>> update_matrix("momentum", 0.1, 0.9, 1.0).round(12).tolist()
    [[0.9, -0.1], [0.9, 0.9]]
    """
    a, b, h = _checked(method, alpha, beta, curvature)
    a, b, h = np.broadcast_arrays(a, b, h)
    u = 1 - a * h
    kept = b if method == "momentum" else b * u  # of v in the new v
    inside = choice("velocity", velocity, ("notes", "slides")) == "notes"
    rows = ((kept, -a * h), (kept, u)) if inside else ((kept, h), (-a * kept, u))
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


@np.errstate(all="ignore")
def eigenvalues(method: str, alpha: ArrayLike, beta: ArrayLike, curvature: ArrayLike) -> Any:
    """σ₁ and σ₂ of ``update_matrix``, the larger modulus first: the roots of σ² − τσ + δ = 0.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    alpha : array
        α > 0.
    beta : array
        β in [0, 1).
    curvature : array
        h > 0. All arrays broadcast.

    Returns
    -------
    complex array (..., 2)

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Goh (2017), Why Momentum Really Works.

    Examples
    --------
    >>> abs(eigenvalues("momentum", 0.1, 0.81, 1.0)).round(12).tolist()
    [0.9, 0.9]
    """
    trace, determinant = _characteristic(method, alpha, beta, curvature)
    spread = trace * trace / 4 - determinant
    root = np.sqrt(np.abs(spread))
    side = np.where(trace < 0, -1.0, 1.0)
    far = trace / 2 + side * root  # no cancellation; the other root is determinant / far
    near = np.divide(determinant, far, out=np.zeros_like(far), where=far != 0)
    pair = np.where(spread < 0, 1.0, 0.0)
    first = np.where(spread < 0, trace / 2, far) + 1j * pair * root
    second = np.where(spread < 0, trace / 2, near) - 1j * pair * root
    return np.stack([first, second], axis=-1)


@np.errstate(all="ignore")
def rate(method: str, alpha: ArrayLike, beta: ArrayLike, curvature: ArrayLike) -> Any:
    """max |σ|: what one step multiplies the distance by in the long run; below 1 it converges.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    alpha : array
        α > 0.
    beta : array
        β in [0, 1).
    curvature : array
        h > 0. All arrays broadcast.

    Returns
    -------
    array (...)
        At least 0, without a unit.

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Lessard, Recht and Packard (2016), Analysis and Design of Optimization Algorithms via Integral Quadratic
    Constraints, section 2.

    Examples
    --------
    >>> rate("momentum", 0.1, 0.81, [1.0, 10.0]).round(12).tolist()
    [0.9, 0.9]
    """
    trace, determinant = _characteristic(method, alpha, beta, curvature)
    spread = trace * trace / 4 - determinant
    turning = np.sqrt(np.maximum(determinant, 0.0))
    return np.where(spread < 0, turning, np.abs(trace) / 2 + np.sqrt(np.maximum(spread, 0.0)))[()]


@np.errstate(all="ignore")
def regime(method: str, alpha: ArrayLike, beta: ArrayLike, curvature: ArrayLike) -> Any:
    """0 monotone, 1 oscillating, 2 diverging, an index into ``REGIMES``.

    Monotone: both σ are real, and at least 0. Oscillating: they turn (complex) or flip (negative). Diverging: a |σ| is
    at least 1, which is α ≥ ``stability_limit``.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    alpha : array
        α > 0.
    beta : array
        β in [0, 1).
    curvature : array
        h > 0. All arrays broadcast.

    Returns
    -------
    int array (...)

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Goh (2017), Why Momentum Really Works.

    Examples
    --------
    >>> [REGIMES[regime("momentum", alpha, 0.25, 1.0)] for alpha in (0.2, 0.3, 2.5)]
    ['monotone', 'oscillating', 'diverging']
    """
    trace, determinant = _characteristic(method, alpha, beta, curvature)
    real = trace * trace >= 4 * determinant
    smooth = real & (trace >= 0) & (determinant >= 0)
    over = array("alpha", alpha) >= stability_limit(method, beta, curvature)
    return np.where(over, 2, np.where(smooth, 0, 1))[()]


@np.errstate(all="ignore")
def stability_limit(method: str, beta: ArrayLike, curvature: ArrayLike) -> Any:
    """The α at which a curvature begins to diverge: 2(1+β)/h for momentum, 2(1+β)/((1+2β)h) for Nesterov.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    beta : array
        β in [0, 1).
    curvature : array
        h > 0. All arrays broadcast.

    Returns
    -------
    array (...)
        In units of 1/h.

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Goh (2017), Why Momentum Really Works.

    Examples
    --------
    >>> stability_limit("momentum", 0.9, 1.0), round(stability_limit("nesterov", 0.9, 1.0), 4)
    (np.float64(3.8), np.float64(1.3571))
    """
    _, b, h = _checked(method, 1.0, beta, curvature)
    return (2 * (1 + b) / h if method == "momentum" else 2 * (1 + b) / ((1 + 2 * b) * h))[()]


@np.errstate(all="ignore")
def monotone_limit(method: str, beta: ArrayLike, curvature: ArrayLike) -> Any:
    """The largest α without oscillation: (1−√β)²/h for momentum, ((1−β)/(1+β))²/h for Nesterov.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    beta : array
        β in [0, 1).
    curvature : array
        h > 0. All arrays broadcast.

    Returns
    -------
    array (...)
        In units of 1/h.

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Goh (2017), Why Momentum Really Works.

    Examples
    --------
    >>> monotone_limit("momentum", 0.25, 1.0), monotone_limit("nesterov", 0.0, 2.0)
    (np.float64(0.25), np.float64(0.5))
    """
    _, b, h = _checked(method, 1.0, beta, curvature)
    return ((1 - np.sqrt(b)) ** 2 / h if method == "momentum" else ((1 - b) / (1 + b)) ** 2 / h)[()]


def best(method: str, low: float, high: float) -> Best:
    """The α and β that make the largest rate over curvatures from ``low`` to ``high`` smallest.

    With κ = high/low the rate is (√κ−1)/(√κ+1) for momentum and 1 − 2/√(3κ+1) for Nesterov.

    Parameters
    ----------
    method : {"momentum", "nesterov"}
    low, high : float
        0 < low ≤ high.

    Returns
    -------
    Best

    Raises
    ------
    ArgumentError
        If the method is another, a number is outside its range, or the shapes do not fit.

    References
    ----------
    Polyak (1964), Some Methods of Speeding up the Convergence of Iteration Methods.
    Lessard, Recht and Packard (2016), Analysis and Design of Optimization Algorithms via Integral Quadratic
    Constraints, table 1.

    Examples
    --------
    >>> [round(number, 6) for number in best("momentum", 1.0, 9.0)]
    [0.25, 0.25, 0.5]
    """
    choice("method", method, METHODS)
    low = float(positive("low", number("low", low)))
    high = float(within("high", number("high", high), low, np.inf))
    if method == "momentum":
        narrow = np.sqrt(low / high)
        smallest = (1 - narrow) / (1 + narrow)
        return Best(float(4 / (np.sqrt(high) + np.sqrt(low)) ** 2), float(smallest**2), float(smallest))
    half = 2 / float(np.sqrt(3 * (high / low) + 1))
    return Best(4 / (3 * high + low), (1 - half) / (1 + half), 1 - half)


def speed(beta: ArrayLike, t: ArrayLike = np.inf) -> Any:
    """How many times αg the step is after t steps of one constant gradient: (1−βᵗ)/(1−β), in the end 1/(1−β).

    Parameters
    ----------
    beta : array
        β in [0, 1).
    t : array
        Steps above 0, inf allowed; broadcast with β.

    Returns
    -------
    array
        Without a unit.

    Raises
    ------
    ArgumentError
        If a β is outside [0, 1), a t is not positive, or the shapes do not fit.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.3.2, equation 8.17.

    Examples
    --------
    >>> speed(0.9).round(12), speed(0.9, [1, 2, 50]).round(3).tolist()
    (np.float64(10.0), [1.0, 1.9, 9.948])
    """
    b, n = within("beta", beta, 0.0, 1.0, closed="left"), array("t", t)
    refuse("not-positive", "t", n, ~(n > 0))
    broadcast("t", n, "beta", b.shape)
    with np.errstate(all="ignore"):
        return (means.weight_sum(b, n) / (1 - b))[()]


def _characteristic(method: str, alpha: ArrayLike, beta: ArrayLike, curvature: ArrayLike) -> tuple[Array, Array]:
    """τ and δ of the characteristic equation, of one shape."""
    a, b, h = _checked(method, alpha, beta, curvature)
    u = 1 - a * h
    both = (u + b, b) if method == "momentum" else ((1 + b) * u, b * u)
    trace, determinant = np.broadcast_arrays(*both)
    return trace, determinant


def _checked(method: str, alpha: ArrayLike, beta: ArrayLike, curvature: ArrayLike) -> tuple[Array, Array, Array]:
    choice("method", method, METHODS)
    a, b = positive("alpha", alpha), within("beta", beta, 0.0, 1.0, closed="left")
    h = positive("curvature", curvature)
    try:
        np.broadcast_shapes(a.shape, b.shape, h.shape)
    except ValueError:
        shape = str(np.broadcast_shapes(a.shape, b.shape)) if a.shape == b.shape else str(a.shape)
        raise ArgumentError(
            "shapes-differ", argument="curvature", value=str(h.shape), other="alpha", expected=shape
        ) from None
    return a, b, h
