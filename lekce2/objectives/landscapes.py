"""Functions to descend: the landscapes of the optimizer race, each with exact gradient and Hessian.

θ is an array ``(..., D)``; the landscapes with a formula in x and y have D = 2 and θ = (x, y). A call such as
``rosenbrock()`` builds a frozen object; what it offers (``value``, ``gradient``, ``hessian``, ``domain``, ``minima``,
``grid``) is told in ``lekce2.objectives.objective``. Quadratics live in ``lekce2.objectives.quadratics``, objectives
that are a mean over data in ``lekce2.objectives.regression``; use them from here. This module steps nowhere: that is
``lekce2.optimizers`` and ``lekce2.race``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lekce2.base import Array
from lekce2.objectives.objective import Objective, Planes
from lekce2.objectives.quadratics import quadratic, ravine
from lekce2.objectives.regression import least_squares, logistic_regression, noisy_bowl
from lekce2.objectives.typed_landscape import from_expression

__all__ = [
    "LANDSCAPES", "Objective", "beale", "from_expression", "himmelblau", "least_squares", "logistic_regression",
    "noisy_bowl", "plateau", "quadratic", "ravine", "rosenbrock", "saddle",
]  # fmt: skip

ONE, TWO, FOUR, TWO_HUNDRED = (np.array(number) for number in (1.0, 2.0, 4.0, 200.0))


class Surface(Objective):
    """A landscape over the plane, θ = (x, y)."""

    dimension = 2


@dataclass(frozen=True)
class rosenbrock(Surface):
    """The banana valley (1 − x)² + 100 (y − x²)², minimum 0 at (1, 1). Rosenbrock (1960).

    Examples
    --------
    >>> rosenbrock().gradient([-1.0, 1.0]).tolist()
    [-4.0, 0.0]
    """

    domain = ((-2.0, 2.0), (-1.0, 3.0))
    minima = ((1.0, 1.0),)

    def value_planes(self, planes: Planes) -> Array:
        x, y = planes
        out, floor = y - x * x, 1.0 - x
        out *= out
        out *= 100.0
        floor *= floor
        out += floor
        return np.asarray(out)

    def gradient_planes(self, planes: Planes, out: Planes, rows: object = None) -> None:
        x, y = planes
        gx, gy = out
        np.multiply(x, x, out=gx)
        np.subtract(y, gx, out=gy)
        gy *= TWO_HUNDRED  # 200 (y − x²)
        np.multiply(x, gy, out=gx)
        np.subtract(x, gx, out=gx)
        gx -= ONE
        gx *= TWO  # 2 (x − 1 − x gy)

    def hessian_planes(self, planes: Planes) -> Array:
        x, y = planes
        return _symmetric(2.0 + 1200.0 * x * x - 400.0 * y, -400.0 * x, np.full_like(x, 200.0))


@dataclass(frozen=True)
class himmelblau(Surface):
    """(x² + y − 11)² + (x + y² − 7)²: four minima, all of value 0. Himmelblau (1972).

    Examples
    --------
    >>> float(himmelblau().value([3.0, 2.0]))
    0.0
    """

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minima = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )

    def value_planes(self, planes: Planes) -> Array:
        x, y = planes
        return np.asarray((x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2)

    def gradient_planes(self, planes: Planes, out: Planes, rows: object = None) -> None:
        x, y = planes
        p, q = x * x + y - 11.0, x + y * y - 7.0
        np.add(FOUR * x * p, TWO * q, out=out[0])
        np.add(TWO * p, FOUR * y * q, out=out[1])

    def hessian_planes(self, planes: Planes) -> Array:
        x, y = planes
        return _symmetric(12.0 * x * x + 4.0 * y - 42.0, 4.0 * (x + y), 4.0 * x + 12.0 * y * y - 26.0)


@dataclass(frozen=True)
class beale(Surface):
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: flat, steep corners, minimum at (3, ½). Beale (1958).

    Examples
    --------
    >>> float(beale().value([3.0, 0.5]))
    0.0
    """

    domain = ((-4.5, 4.5), (-4.5, 4.5))
    minima = ((3.0, 0.5),)

    def value_planes(self, planes: Planes) -> Array:
        x, y = planes
        y2 = y * y
        return np.asarray((1.5 + x * (y - 1.0)) ** 2 + (2.25 + x * (y2 - 1.0)) ** 2 + (2.625 + x * (y2 * y - 1.0)) ** 2)

    def gradient_planes(self, planes: Planes, out: Planes, rows: object = None) -> None:
        x, y = planes
        y2 = y * y
        u, v, w = y - 1.0, y2 - 1.0, y2 * y - 1.0
        p, q, s = 1.5 + x * u, 2.25 + x * v, 2.625 + x * w
        np.multiply(TWO, p * u + q * v + s * w, out=out[0])
        np.multiply(TWO * x, p + TWO * q * y + 3.0 * s * y2, out=out[1])

    def hessian_planes(self, planes: Planes) -> Array:
        x, y = planes
        xx = xy = yy = np.zeros_like(x)
        for n, c in ((1, 1.5), (2, 2.25), (3, 2.625)):
            u, du, ddu = y**n - 1.0, n * y ** (n - 1), n * (n - 1) * y ** max(n - 2, 0)
            residual = c + x * u
            xx = xx + 2.0 * u * u
            xy = xy + 2.0 * (x * du * u + residual * du)
            yy = yy + 2.0 * (x * x * du * du + residual * x * ddu)
        return _symmetric(xx, xy, yy)


@dataclass(frozen=True)
class saddle(Surface):
    """x² − y²: a pass that attracts along x and repels along y; no minimum.

    Examples
    --------
    >>> saddle().gradient([1.0, 2.0]).tolist()
    [2.0, -4.0]
    """

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minima = ()

    def value_planes(self, planes: Planes) -> Array:
        x, y = planes
        return np.asarray(x * x - y * y)

    def gradient_planes(self, planes: Planes, out: Planes, rows: object = None) -> None:
        np.multiply(planes[0], TWO, out=out[0])
        np.multiply(planes[1], -TWO, out=out[1])

    def hessian_planes(self, planes: Planes) -> Array:
        x = planes[0]
        return _symmetric(np.full_like(x, 2.0), np.zeros_like(x), np.full_like(x, -2.0))


@dataclass(frozen=True)
class plateau(Surface):
    """q/(1 + q) with q = x² + 4y²: a well in a plain where the gradient fades like 1/|θ|³; minimum 0 at 0, below 1.

    Examples
    --------
    >>> float(plateau().value([1.0, 0.0])), float(plateau().gradient([100.0, 0.0])[0]) < 2e-6
    (0.5, True)
    """

    domain = ((-6.0, 6.0), (-4.0, 4.0))
    minima = ((0.0, 0.0),)

    def value_planes(self, planes: Planes) -> Array:
        x, y = planes
        return np.asarray(1.0 / (1.0 + 1.0 / (x * x + 4.0 * y * y)))  # right at q = 0 and at q = inf

    def gradient_planes(self, planes: Planes, out: Planes, rows: object = None) -> None:
        x, y = planes
        root = 1.0 + x * x + FOUR * y * y
        slope = TWO / root / root
        np.multiply(slope, x, out=out[0])
        np.multiply(slope, FOUR * y, out=out[1])

    def hessian_planes(self, planes: Planes) -> Array:
        x, y = planes
        root = 1.0 + x * x + 4.0 * y * y
        slope, bend = 2.0 / root**2, -8.0 / root**3
        return _symmetric(slope + bend * x * x, bend * 4.0 * x * y, 4.0 * slope + bend * 16.0 * y * y)


LANDSCAPES: dict[str, Callable[[], Objective]] = {
    "ravine": ravine,
    "rosenbrock": rosenbrock,
    "beale": beale,
    "himmelblau": himmelblau,
    "saddle": saddle,
    "plateau": plateau,
}


def _symmetric(xx: Array, xy: Array, yy: Array) -> Array:
    return np.array([[xx, xy], [xy, yy]])
