"""Objectives that are a mean over N data, so that a minibatch of rows estimates their gradient.

X is ``(N, D)``, y ``(N,)``, θ ``(..., D)``. ``value`` and ``gradient`` take ``rows``, an array of indices (repeats
allowed), and are then the mean over those rows only; without ``rows`` they are the whole objective. Drawing the rows is
``lekce2.sampling``; nothing here is random.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base import ArgumentError, Array, array, finite, means, refuse, shorten, within
from lekce2.objectives.objective import Interval, Objective, Planes, Point

LANES_AT_ONCE = 2**18  # entries of an (N, lanes) table of predictions: 2 MB


class DataObjective(Objective):
    """A mean over ``data_size`` data, of which ``rows`` may choose some."""

    def value(self, theta: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """J(θ) for parameters ``(..., D)``, as ``(...)``; the mean over ``rows`` where they are given."""
        return super().value(theta) if rows is None else self.over(rows).value(theta)

    def gradient(self, theta: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """∇J(θ) for parameters ``(..., D)``, as ``(..., D)``; the mean over ``rows`` where they are given."""
        return super().gradient(theta) if rows is None else self.over(rows).gradient(theta)

    def over(self, rows: ArrayLike) -> DataObjective:
        """The same objective with only the chosen rows as its data."""
        raise NotImplementedError

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, eq=False)
class LinearModel(DataObjective):
    """A mean over data of a loss of the prediction xᵀθ; a subclass says which loss."""

    X: ArrayLike
    y: ArrayLike
    dimension: int = field(init=False, repr=False)
    data_size: int = field(init=False, repr=False)
    domain: tuple[Interval, ...] = field(init=False, repr=False)
    minima: tuple[Point, ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        X, y = finite("X", self.X), self._targets(self.y)
        if X.ndim != 2 or X.shape[1] == 0:
            raise ArgumentError("wrong-shape", argument="X", expected="(N, D)", value=str(X.shape))
        if len(X) == 0:
            raise ArgumentError("empty", argument="X")
        if y.shape != X.shape[:1]:
            raise ArgumentError("shapes-differ", argument="y", value=str(y.shape), expected=str(X.shape), other="X")
        X, y = X.copy(), y.copy()
        X.flags.writeable = y.flags.writeable = False
        self._set(X=X, y=y, dimension=X.shape[1], data_size=len(X), domain=((-4.0, 4.0),) * X.shape[1])

    def value_planes(self, planes: Planes) -> Array:
        theta = np.array(np.broadcast_arrays(*planes))
        lanes = theta.reshape(self.dimension, -1)
        out = np.empty(lanes.shape[1])
        X, y = _columns(np.asarray(self.X)), np.asarray(self.y)
        for part in _parts(lanes.shape[1], len(y)):
            out[part] = self._loss(_predictions(X, lanes[:, part]), y).sum(axis=-1) / len(y)
        return out.reshape(theta.shape[1:])

    def gradient_planes(self, planes: Planes, out: Planes, rows: Any = None) -> None:
        theta = np.asarray(planes)
        chosen = slice(None) if rows is None else rows.T  # (m,), or (B, m) where each lane sees its own rows
        X, y = _columns(np.asarray(self.X)[chosen]), np.asarray(self.y)[chosen]
        own = y.ndim > 1
        lanes = theta if own else theta.reshape(self.dimension, -1)
        total = np.empty(lanes.shape)
        for part in [slice(None)] if own else _parts(lanes.shape[1], len(y)):
            slope = self._slope(_predictions(X, lanes[:, part]), y)
            for i, x in enumerate(X):
                total[i, part] = (slope * x).sum(axis=-1)
        for g, sum_of_slopes in zip(out, total.reshape(theta.shape), strict=True):
            np.divide(sum_of_slopes, y.shape[-1], out=g)

    def hessian_planes(self, planes: Planes) -> Array:
        X = np.asarray(self.X)
        curvature = self._curvature(X @ np.asarray(planes))
        return np.asarray(np.einsum("ni,nj,nl->ijl", X, X, curvature, optimize=True) / len(X))

    def over(self, rows: ArrayLike) -> LinearModel:
        chosen = row_indices("rows", rows, self.data_size, 1)
        return type(self)(np.asarray(self.X)[chosen], np.asarray(self.y)[chosen])

    @staticmethod
    def _targets(y: ArrayLike) -> Array:
        return finite("y", y)

    @staticmethod
    def _loss(z: Array, y: Array) -> Array:
        raise NotImplementedError

    @staticmethod
    def _slope(z: Array, y: Array) -> Array:
        raise NotImplementedError

    @staticmethod
    def _curvature(z: Array) -> Array:
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class logistic_regression(LinearModel):
    """Mean NLL of logistic regression: (1/N) Σ softplus(xᵢᵀθ) − yᵢ xᵢᵀθ, in nats.

    Parameters
    ----------
    X : array (N, D)
        Inputs; give a column of ones for a bias.
    y : array (N,)
        Targets in [0, 1].

    Raises
    ------
    ArgumentError
        If X is not (N, D) and finite, or y does not fit it or leaves [0, 1].

    Examples
    --------
    >>> nll = logistic_regression([[1.0], [2.0]], [0, 1])
    >>> round(float(nll.value([0.0])), 6), nll.gradient([0.0]).tolist(), nll.gradient([0.0], rows=[1]).tolist()
    (0.693147, [-0.25], [-1.0])
    """

    @staticmethod
    def _targets(y: ArrayLike) -> Array:
        return within("y", y, 0.0, 1.0)

    @staticmethod
    def _loss(z: Array, y: Array) -> Array:
        return np.asarray(np.maximum(z, 0.0) - y * z + np.log1p(np.exp(-np.abs(z))))

    @staticmethod
    def _slope(z: Array, y: Array) -> Array:
        fading = np.exp(-np.abs(z))
        least = fading / (1.0 + fading)  # σ(−|z|): what is small keeps its digits beside a target of 0 or 1
        return np.asarray(np.where(z < 0, least - y, (1.0 - y) - least))

    @staticmethod
    def _curvature(z: Array) -> Array:
        fading = np.exp(-np.abs(z))
        return np.asarray(fading / (1.0 + fading) ** 2)


@dataclass(frozen=True, eq=False)
class least_squares(LinearModel):
    """Mean squared error of a linear model: (1/N) Σ (xᵢᵀθ − yᵢ)².

    Parameters
    ----------
    X : array (N, D)
        Inputs; give a column of ones for a bias.
    y : array (N,)
        Targets.

    Raises
    ------
    ArgumentError
        If X is not (N, D) and finite, or y does not fit it.

    Examples
    --------
    >>> line = least_squares([[1.0, 0.0], [1.0, 1.0]], [1.0, 3.0])
    >>> float(line.value([0.0, 0.0])), [round(m, 12) for m in line.minima[0]]
    (5.0, [1.0, 2.0])
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        best, _, rank, _ = np.linalg.lstsq(np.asarray(self.X), np.asarray(self.y), rcond=None)
        if rank == self.dimension:
            point = tuple(best.tolist())
            self._set(minima=(point,), domain=tuple((m - 3.0, m + 3.0) for m in point))

    @staticmethod
    def _loss(z: Array, y: Array) -> Array:
        return np.asarray((z - y) ** 2)

    @staticmethod
    def _slope(z: Array, y: Array) -> Array:
        return np.asarray(2.0 * (z - y))

    @staticmethod
    def _curvature(z: Array) -> Array:
        return np.full_like(z, 2.0)


@dataclass(frozen=True, eq=False)
class noisy_bowl(DataObjective):
    """The mean of bowls ½‖θ − cᵢ‖² around N points: a minibatch pulls to the mean of its own points.

    The gradient is θ − c̄, its estimate from one row has the covariance of the points, whatever θ is.

    Parameters
    ----------
    points : array (N, D)
        The points cᵢ; the minimum is their mean.

    Raises
    ------
    ArgumentError
        If the points are not (N, D) and finite, or there are none.

    Examples
    --------
    >>> bowl = noisy_bowl([[0.0, 0.0], [2.0, 4.0]])
    >>> bowl.minima, bowl.gradient([0.0, 0.0], rows=[1]).tolist()
    (((1.0, 2.0),), [-2.0, -4.0])
    """

    points: ArrayLike
    dimension: int = field(init=False, repr=False)
    data_size: int = field(init=False, repr=False)
    domain: tuple[Interval, ...] = field(init=False, repr=False)
    minima: tuple[Point, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        points = finite("points", self.points)
        if points.ndim != 2 or points.shape[1] == 0:
            raise ArgumentError("wrong-shape", argument="points", expected="(N, D)", value=str(points.shape))
        if len(points) == 0:
            raise ArgumentError("empty", argument="points")
        points = points.copy()
        points.flags.writeable = False
        centre = tuple(means.mean(points, axis=0).tolist())
        domain = tuple((c - 3.0, c + 3.0) for c in centre)
        self._set(points=points, dimension=len(centre), data_size=len(points), domain=domain, minima=(centre,))

    def over(self, rows: ArrayLike) -> noisy_bowl:
        return noisy_bowl(np.asarray(self.points)[row_indices("rows", rows, self.data_size, 1)])

    def value_planes(self, planes: Planes) -> Array:
        points = np.asarray(self.points)
        centre = np.array(self.minima[0])
        spread = 0.5 * np.mean((points - centre) ** 2, axis=0).sum()
        return np.asarray(spread + sum(0.5 * (x - c) ** 2 for x, c in zip(planes, centre, strict=True)))

    def gradient_planes(self, planes: Planes, out: Planes, rows: Any = None) -> None:
        # (D,), or (D, B) where each lane sees its own rows
        centre = self.minima[0] if rows is None else _columns(np.asarray(self.points)[rows.T]).mean(axis=-1)
        for x, c, g in zip(planes, centre, out, strict=True):
            np.subtract(x, c, out=g)

    def hessian_planes(self, planes: Planes) -> Array:
        shape = np.shape(planes[0])
        identity = np.eye(self.dimension).reshape(self.dimension, self.dimension, *(1,) * len(shape))
        return np.broadcast_to(identity, (self.dimension, self.dimension, *shape))


def row_indices(argument: str, rows: ArrayLike, size: int, ndim: int) -> NDArray[np.intp]:
    """``rows`` as an array of ``ndim`` axes of indices below ``size``, or an error that names ``argument``."""
    places = array(argument, rows)
    chosen = np.asarray(rows)
    if chosen.dtype.kind not in "iu":
        raise ArgumentError("not-an-integer", argument=argument, value=shorten(rows))
    if chosen.ndim != ndim:
        expected = "(m,)" if ndim == 1 else "(T, m)"
        raise ArgumentError("wrong-shape", argument=argument, expected=expected, value=str(chosen.shape))
    if chosen.size == 0:
        raise ArgumentError("empty", argument=argument)
    refuse("out-of-range", argument, chosen, (places < 0) | (places >= size), range=f"[0, {size - 1}]")
    return chosen.astype(np.intp)


def _columns(X: Array) -> Array:
    """``(D, ..., N)`` of ``(..., N, D)``: sums over data go along the last axis, in one order whatever the lanes."""
    return np.ascontiguousarray(np.moveaxis(X, -1, 0))


def _predictions(X: Array, theta: Array) -> Array:
    """xᵀθ for every lane and datum, ``(lanes, N)``; not by BLAS, whose rounding depends on how many lanes there are."""
    out = theta[0, ..., np.newaxis] * X[0]
    for coordinate, x in zip(theta[1:], X[1:], strict=True):
        out += coordinate[..., np.newaxis] * x
    return np.asarray(out)


def _parts(lanes: int, rows: int) -> list[slice]:
    width = max(1, LANES_AT_ONCE // rows)
    return [slice(start, start + width) for start in range(0, lanes, width)]
