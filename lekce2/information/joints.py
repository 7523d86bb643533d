"""Joint tables of two variables: their margins, their conditionals, and how one is made less dependent.

A table is an array ``(..., X, Y)`` that sums to 1, X on the first of the two last axes. The entropies of tables are
``lekce2.information``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array, distribution, within
from lekce2.information.measures import entropy


def margins(pxy: ArrayLike) -> tuple[Array, Array]:
    """The distributions of X and of Y alone, p(x) = Σ_y p(x, y) and p(y) = Σ_x p(x, y).

    Parameters
    ----------
    pxy : array (..., X, Y)
        Joint probabilities, X on the first of the two last axes; each table sums to 1.

    Returns
    -------
    px, py : array (..., X), array (..., Y)

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, or a table does not sum to 1 (to 1e-9).

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.4.

    Examples
    --------
    >>> margins([[0.5, 0.25], [0.0, 0.25]])
    (array([0.75, 0.25]), array([0.5, 0.5]))
    """
    table = _table(pxy)
    return np.asarray(table.sum(axis=-1)), np.asarray(table.sum(axis=-2))


def conditionals(pxy: ArrayLike) -> Array:
    """The distributions p(y|x) = p(x, y)/p(x), one row for each x.

    Parameters
    ----------
    pxy : array (..., X, Y)
        Joint probabilities, X on the first of the two last axes; each table sums to 1.

    Returns
    -------
    array (..., X, Y)
        Rows of NaN where p(x) = 0.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, or a table does not sum to 1 (to 1e-9).

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.5.

    Examples
    --------
    >>> conditionals([[0.25, 0.25], [0.5, 0.0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    table = _table(pxy)
    px = table.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(table, px, out=np.full_like(table, np.nan), where=px > 0))


def row_entropies(pxy: ArrayLike, base: float = math.e) -> Any:
    """The entropies H(Y|X=x), one for each x, whose mean weighted by p(x) is H(Y|X).

    Parameters
    ----------
    pxy : array (..., X, Y)
        Joint probabilities, X on the first of the two last axes; each table sums to 1.
    base : float
        Of the logarithm: e gives nats, 2 gives bits; positive, finite, not 1.

    Returns
    -------
    array (..., X)
        NaN where p(x) = 0; in nats, or in the unit of ``base``.

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, or a table does not sum to 1 (to 1e-9), or ``base`` is none.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 2.2.

    Examples
    --------
    >>> row_entropies([[0.25, 0.25], [0.5, 0.0]], base=2)
    array([1., 0.])
    """
    rows = conditionals(pxy)
    known = ~np.isnan(rows[..., 0])
    certain = np.zeros(rows.shape[-1])
    certain[0] = 1.0
    return np.where(known, entropy(np.where(known[..., np.newaxis], rows, certain), base=base), np.nan)


def diluted(pxy: ArrayLike, noise: ArrayLike) -> Array:
    """The table where, with probability s, Y is drawn afresh from its margin: (1 − s) p(x, y) + s p(x) p(y).

    The margins stay; at s = 1 X and Y are independent.

    Parameters
    ----------
    pxy : array (X, Y)
        Joint probabilities.
    noise : array (...)
        s in [0, 1].

    Returns
    -------
    array (..., X, Y)

    Raises
    ------
    ArgumentError
        If an element is negative or not a number, or a table does not sum to 1 (to 1e-9), or a noise is outside [0,
        1].

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 7.1.

    Examples
    --------
    >>> diluted([[0.5, 0.0], [0.0, 0.5]], 0.2)
    array([[0.45, 0.05],
           [0.05, 0.45]])
    """
    table = _table(pxy)
    s = within("noise", noise, 0.0, 1.0)[..., np.newaxis, np.newaxis]
    px, py = margins(table)
    with np.errstate(under="ignore"):
        return np.asarray((1 - s) * table + s * (px[..., :, np.newaxis] * py[..., np.newaxis, :]))


def _table(pxy: ArrayLike) -> Array:
    with np.errstate(all="ignore"):
        return distribution("pxy", pxy, (-2, -1))
