"""Sums of powers, of geometric progressions and of cosines, up to a term or for ever, to rounding.

The sums behind learning-rate schedules. Σ (x + i)^(−p) has no closed form: its first terms are added one by one and the
others come from the Euler–Maclaurin formula (Graham, Knuth and Patashnik, Concrete Mathematics, 9.5), so that a million
terms cost as much as twenty. No checks of arguments here; call under ``np.errstate(all="ignore")``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lekce2.base import Array

_HEAD = 20  # terms added one by one; the formula then starts where the terms are smooth
# B₂ⱼ / (2j)! for j = 1 … 5, of the Bernoulli numbers 1/6, −1/30, 1/42, −1/30, 5/66; the next term is below 1e-17
_BERNOULLI = tuple(
    numerator / (denominator * math.factorial(2 * j))
    for j, (numerator, denominator) in enumerate(((1, 6), (-1, 30), (1, 42), (-1, 30), (5, 66)), start=1)
)


def power_sum(p: float, x: float, n: Array) -> Array:
    """Σ (x + i)^(−p) over i = 0 … n − 1, for x > 0 and p ≥ 0.

    Parameters
    ----------
    p, x : float
        The exponent and the first base.
    n : array
        Whole numbers of terms from 1, of any shape.

    Returns
    -------
    array of the shape of ``n``

    References
    ----------
    Graham, Knuth and Patashnik (1994), Concrete Mathematics, section 9.5.

    Examples
    --------
    >>> power_sum(1.0, 1.0, np.array([1.0, 2.0, 3.0]))
    array([1.        , 1.5       , 1.83333333])
    """
    if p == 0:
        return n
    head = np.cumsum((x + np.arange(float(_HEAD))) ** -p)
    start = x + _HEAD
    beyond = np.maximum(n - _HEAD, 0.0)
    stretch = np.log1p(beyond / start)
    # ∫ from start to start + beyond of z^(−p) dz = start^(1−p) (e^u − 1)/(1 − p) with u = (1 − p)·stretch
    u = (1 - p) * stretch
    integral = start ** (1 - p) * stretch * np.where(u == 0, 1.0, np.expm1(u) / np.where(u == 0, 1.0, u))
    tail = integral + _correction(p, start) - _correction(p, start + beyond)
    few = head[np.minimum(n, _HEAD).astype(np.intp) - 1]
    return np.where(n > _HEAD, few + tail, few)


def power_total(p: float, x: float) -> float:
    """Σ (x + i)^(−p) over all i ≥ 0, the Hurwitz zeta function ζ(p, x), for x > 0; +inf for p ≤ 1.

    Parameters
    ----------
    p, x : float
        The exponent and the first base.

    Returns
    -------
    float

    References
    ----------
    Graham, Knuth and Patashnik (1994), Concrete Mathematics, section 9.5.

    Examples
    --------
    >>> power_total(2.0, 1.0) * 6 / np.pi**2
    1.0
    """
    if p <= 1:
        return math.inf
    head = np.sum((x + np.arange(float(_HEAD))) ** -p)
    start = np.float64(x + _HEAD)
    return float(head + start ** (1 - p) / (p - 1) + _correction(p, start))


def geometric_sum(r: float, s: int, n: Any) -> Any:
    """Σ r^(s·i) over i = 1 … n, without cancellation for r near 1.

    Parameters
    ----------
    r : float
        0 < r ≤ 1.
    s : int
        1 or 2.
    n : array
        Numbers of terms from 0, of any shape.

    Returns
    -------
    array of the shape of ``n``

    References
    ----------
    Graham, Knuth and Patashnik (1994), Concrete Mathematics, section 2.3.

    Examples
    --------
    >>> geometric_sum(0.5, 1, np.array([1.0, 2.0, 3.0])).round(12)
    array([0.5  , 0.75 , 0.875])
    """
    if r == 1:
        return n * 1.0
    exponent = s * math.log(r)
    return r**s * (np.expm1(n * exponent) / math.expm1(exponent))


def staircase_sum(r: float, s: int, k: int, n: Array) -> Array:
    """Σ r^(s·⌊i/k⌋) over i = 1 … n: a first stair of k − 1 terms, whole stairs of k, then what is left of one.

    Parameters
    ----------
    r : float
        0 < r ≤ 1.
    s : int
        1 or 2.
    k : int
        The length of a stair, from 1.
    n : array
        Whole numbers of terms from 1, of any shape.

    Returns
    -------
    array of the shape of ``n``

    References
    ----------
    Graham, Knuth and Patashnik (1994), Concrete Mathematics, section 2.3.

    Examples
    --------
    >>> staircase_sum(0.5, 1, 2, np.array([1.0, 2.0, 3.0, 4.0]))
    array([1.  , 1.5 , 2.  , 2.25])
    """
    stair = n // k
    whole = k - 1 + k * geometric_sum(r, s, np.maximum(stair - 1, 0.0))
    return np.where(stair == 0, n, whole + (n - stair * k + 1) * r ** (s * stair))


def staircase_total(r: float, s: int, k: int) -> float:
    """Σ r^(s·⌊i/k⌋) over all i ≥ 1; +inf for r = 1.

    Parameters
    ----------
    r : float
        0 < r ≤ 1.
    s : int
        1 or 2.
    k : int
        The length of a stair, from 1.

    Returns
    -------
    float

    References
    ----------
    Graham, Knuth and Patashnik (1994), Concrete Mathematics, section 2.3.

    Examples
    --------
    >>> staircase_total(0.5, 1, 2)
    3.0
    """
    return math.inf if r == 1 else k - 1 - k * r**s / math.expm1(s * math.log(r))


def cosine_sum(angle: float, n: Any) -> Any:
    """Σ cos(i·angle) over i = 1 … n: sin(n·angle/2) cos((n + 1)·angle/2) / sin(angle/2).

    Parameters
    ----------
    angle : float
        In radians, between 0 and 2π.
    n : array
        Numbers of terms from 0, of any shape.

    Returns
    -------
    array of the shape of ``n``

    References
    ----------
    Knapp (2009), Sines and Cosines of Angles in Arithmetic Progression.

    Examples
    --------
    >>> cosine_sum(np.pi / 3, np.array([1.0, 2.0, 3.0])).round(12)
    array([ 0.5,  0. , -1. ])
    """
    return np.sin(n * angle / 2) * np.cos((n + 1) * angle / 2) / math.sin(angle / 2)


def _correction(p: float, z: Any) -> Any:
    """What the formula adds to the integral at its lower end z: f(z)/2 − Σ B₂ⱼ/(2j)! f^(2j−1)(z), for f(z) = z^(−p)."""
    total = 0.5
    derivative = p / z  # −f′/f, then −f‴/f and so on
    for j, coefficient in enumerate(_BERNOULLI):
        total = total + coefficient * derivative
        derivative = derivative * ((p + 2 * j + 1) / z) * ((p + 2 * j + 2) / z)
    size = z**-p
    return np.where(size == 0, 0.0, total * size)
