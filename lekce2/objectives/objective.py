"""What every objective offers: value, gradient and Hessian at any stack of points, and a grid to plot.

An objective J maps parameters θ, an array ``(..., D)``, to numbers. A subclass writes two kernels and the Hessian in
*planes*: D arrays of one shape (or shapes that broadcast), one for each coordinate of θ, which is the layout in which
long rows of points are fastest. This module knows no formula. Overflow is a value (inf), never a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import LARGEST_COUNT, ArgumentError, Array, array, integer

Interval = tuple[float, float]
Point = tuple[float, ...]
Planes = Sequence[Array] | Array


class Objective:
    """A function J(θ) to minimise; frozen, and the same for all lanes of a race.

    Attributes
    ----------
    dimension : int
        D, the number of parameters.
    domain : tuple of D intervals
        Where it is worth looking at: ``((x_low, x_high), (y_low, y_high))`` in two dimensions.
    minima : tuple of points
        The known minimisers, empty where there is none.
    data_size : int
        N, the number of data the objective is a mean over; 0 for an objective without data.
    """

    dimension: int
    domain: tuple[Interval, ...]
    minima: tuple[Point, ...]
    data_size: int = 0

    def value_planes(self, planes: Planes) -> Array:
        """J of D coordinate arrays: the kernel behind ``value``, unchecked; overflow may warn and may give NaN."""
        raise NotImplementedError

    def gradient_planes(self, planes: Planes, out: Planes, rows: Any = None) -> None:
        """Write ∂J/∂θᵢ into ``out[i]``, which must not overlap ``planes``: the kernel behind ``gradient``."""
        raise NotImplementedError

    def hessian_planes(self, planes: Planes) -> Array:
        """The matrix of second derivatives ``(D, D, ...)``: the kernel behind ``hessian``."""
        raise NotImplementedError

    def value(self, theta: ArrayLike) -> Array:
        """J(θ), one number a point; inf where it exceeds every float or there is no value.

        Parameters
        ----------
        theta : array (..., D)
            Parameters; one that is not a number gives NaN.

        Returns
        -------
        array (...)

        Raises
        ------
        ArgumentError
            If ``theta`` is not made of numbers, or not of D parameters.

        Examples
        --------
        >>> from lekce2.objectives import saddle
        >>> saddle().value([[3.0, 4.0], [1.0, 1.0]])
        array([-7.,  0.])
        """
        points = self._points(theta)
        with np.errstate(all="ignore"):
            out = self.value_planes(points.reshape(-1, self.dimension).T)
            lost = np.isnan(out)
            if lost.any():  # inf − inf of two overflowed terms, or a formula without a value
                out[lost & ~np.isnan(points).any(axis=-1).ravel()] = np.inf
        return out.reshape(points.shape[:-1])[()]

    def gradient(self, theta: ArrayLike) -> Array:
        """∇J(θ), the partial derivatives after each parameter.

        Parameters
        ----------
        theta : array (..., D)
            Parameters; one that is not a number gives NaN.

        Returns
        -------
        array (..., D)

        Raises
        ------
        ArgumentError
            If ``theta`` is not made of numbers, or not of D parameters.

        Examples
        --------
        >>> from lekce2.objectives import saddle
        >>> saddle().gradient([[3.0, 4.0], [1.0, 1.0]])
        array([[ 6., -8.],
               [ 2., -2.]])
        """
        points = self._points(theta)
        out = np.empty(points.shape)
        with np.errstate(all="ignore"):
            self.gradient_planes(points.reshape(-1, self.dimension).T, out.reshape(-1, self.dimension).T)
        return out

    def hessian(self, theta: ArrayLike) -> Array:
        """∇²J(θ), the matrix of second derivatives.

        Parameters
        ----------
        theta : array (..., D)
            Parameters; one that is not a number gives NaN.

        Returns
        -------
        array (..., D, D)

        Raises
        ------
        ArgumentError
            If ``theta`` is not made of numbers, or not of D parameters.

        Examples
        --------
        >>> from lekce2.objectives import saddle
        >>> saddle().hessian([3.0, 4.0])
        array([[ 2.,  0.],
               [ 0., -2.]])
        """
        points = self._points(theta)
        with np.errstate(all="ignore"):
            out = self.hessian_planes(points.reshape(-1, self.dimension).T)
        return np.ascontiguousarray(np.moveaxis(out, -1, 0)).reshape(*points.shape, self.dimension)

    def grid(self, nx: int = 61, ny: int = 61) -> tuple[Array, Array, Array]:
        """Values over the domain of an objective in two dimensions.

        Parameters
        ----------
        nx, ny : int
            The number of points along each side, at least 2.

        Returns
        -------
        x, y, z : array (nx,), array (ny,), array (ny, nx)
            ``z[j, i]`` is J at ``(x[i], y[j])``.

        Raises
        ------
        ArgumentError
            If the objective has not two parameters, or a side has fewer than two points.

        Examples
        --------
        >>> from lekce2.objectives import saddle
        >>> x, y, z = saddle().grid(3, 5)
        >>> z.shape, float(z[4, 0])
        ((5, 3), 0.0)
        """
        if self.dimension != 2:
            raise ArgumentError("wrong-shape", argument="theta", expected="(2,)", value=f"({self.dimension},)")
        (x_low, x_high), (y_low, y_high) = self.domain
        x = np.linspace(x_low, x_high, integer("nx", nx, 2, LARGEST_COUNT))
        y = np.linspace(y_low, y_high, integer("ny", ny, 2, LARGEST_COUNT))
        with np.errstate(all="ignore"):
            z = self.value_planes((x[np.newaxis, :], y[:, np.newaxis]))
            z[np.isnan(z)] = np.inf
        return x, y, z

    def _points(self, theta: ArrayLike) -> Array:
        points = array("theta", theta)
        if points.ndim == 0 or points.shape[-1] != self.dimension:
            expected = f"(..., {self.dimension})"
            raise ArgumentError("wrong-shape", argument="theta", expected=expected, value=str(points.shape))
        return points
