"""Functions to descend: the landscapes of the optimizer race, each with exact gradient and Hessian.

θ is an array ``(..., D)``; the landscapes with a formula in x and y have D = 2 and θ = (x, y). A call such as
``rosenbrock()`` builds a frozen object; what it offers (``value``, ``gradient``, ``hessian``, ``domain``, ``minima``,
``grid``) is told in ``lekce2.landscape``. Objectives that are a mean over data live in ``lekce2.regression`` and can be
imported from here. This module steps nowhere: that is ``lekce2.optimizers`` and ``lekce2.race``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, pi, sin

import numpy as np
from numpy.typing import ArrayLike

from lekce2.checks import Array, array, finite, refuse, within
from lekce2.errors import ArgumentError
from lekce2.landscape import Interval, Objective, Planes, Point
from lekce2.regression import least_squares, logistic_regression, noisy_bowl

__all__ = [
    "LANDSCAPES", "Objective", "beale", "himmelblau", "least_squares", "logistic_regression", "noisy_bowl",
    "plateau", "quadratic", "ravine", "rosenbrock", "saddle",
]  # fmt: skip

ONE, TWO, FOUR, TWO_HUNDRED = (np.array(number) for number in (1.0, 2.0, 4.0, 200.0))


@dataclass(frozen=True, eq=False)
class quadratic(Objective):
    """J(θ) = ½ θᵀAθ − bᵀθ, with gradient Aθ − b and Hessian A.

    Parameters
    ----------
    A : array (D, D)
        Symmetric; any signs of its eigenvalues.
    b : array (D,)
        Zero when left out.

    Raises
    ------
    ArgumentError
        If A is not square, finite and symmetric to 1e-12 of its largest entry, or b does not fit it.

    Examples
    --------
    >>> bowl = quadratic([[2, 0], [0, 4]], [2, 4])
    >>> bowl.minima, bowl.gradient([0, 0]).tolist()
    (((1.0, 1.0),), [-2.0, -4.0])
    """

    A: ArrayLike
    b: ArrayLike | None = None
    dimension: int = field(init=False, repr=False)
    domain: tuple[Interval, ...] = field(init=False, repr=False)
    minima: tuple[Point, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        A = array("A", self.A)
        if A.ndim != 2 or A.shape[0] != A.shape[1] or A.size == 0:
            raise ArgumentError("wrong-shape", argument="A", expected="(D, D)", value=str(A.shape))
        finite("A", A)
        refuse("not-symmetric", "A", A, np.abs(A - A.T) > 1e-12 * np.abs(A).max())
        b = finite("b", np.zeros(len(A)) if self.b is None else self.b)
        if b.shape != A.shape[:1]:
            raise ArgumentError("shapes-differ", argument="b", value=str(b.shape), expected=str(A.shape), other="A")
        A, b = (A + A.T) / 2, b.copy()
        A.flags.writeable = b.flags.writeable = False
        scale = np.linalg.eigvalsh(A)
        bowl = scale[0] > 1e-12 * np.abs(scale).max()
        lowest = tuple(np.linalg.solve(A, b).tolist()) if bowl else None
        derived = {
            "A": A,
            "b": b,
            "dimension": len(A),
            "domain": tuple((x - 3.0, x + 3.0) for x in lowest or (0.0,) * len(A)),
            "minima": (lowest,) if lowest else (),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def value_planes(self, planes: Planes) -> Array:
        b = np.asarray(self.b)
        products = self._times(planes)
        return np.asarray(sum(x * (0.5 * p - c) for x, p, c in zip(planes, products, b, strict=True)))

    def gradient_planes(self, planes: Planes, out: Array, rows: object = None) -> None:
        for g, product, c in zip(out, self._times(planes), np.asarray(self.b), strict=True):
            np.subtract(product, c, out=g)

    def _times(self, planes: Planes) -> list[Array]:
        """Aθ; small matrices by rows, so that a lane's result does not depend on how many lanes there are."""
        A = np.asarray(self.A)
        if len(A) > 8:
            return list(np.tensordot(A, np.asarray(planes), axes=1))
        return [sum((a * x for a, x in zip(row[1:], planes[1:], strict=True)), row[0] * planes[0]) for row in A]

    def hessian_planes(self, planes: Planes) -> Array:
        A = np.asarray(self.A)
        shape = np.shape(planes[0])
        return np.broadcast_to(A.reshape(*A.shape, *(1,) * len(shape)), (*A.shape, *shape))


def ravine(kappa: float = 20.0, angle: float = pi / 6) -> quadratic:
    """A long valley: the quadratic with curvature 1 along ``angle`` and ``kappa`` across it, minimum 0 at 0.

    Parameters
    ----------
    kappa : float
        The condition number κ ≥ 1; gradient descent needs α < 2/κ.
    angle : float
        Direction of the valley's floor against the axis x, in radians.

    Raises
    ------
    ArgumentError
        If ``kappa`` < 1 or a number is not finite.

    Examples
    --------
    >>> ravine(9.0, 0.0).gradient([1.0, 1.0]).tolist()
    [1.0, 9.0]
    """
    across = float(within("kappa", kappa, 1.0, np.inf))
    c, s = cos(float(finite("angle", angle))), sin(angle)
    mixed = (1.0 - across) * c * s
    return quadratic([[c * c + across * s * s, mixed], [mixed, s * s + across * c * c]])


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
        return np.asarray((1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2)

    def gradient_planes(self, planes: Planes, out: Array, rows: object = None) -> None:
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

    def gradient_planes(self, planes: Planes, out: Array, rows: object = None) -> None:
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

    def gradient_planes(self, planes: Planes, out: Array, rows: object = None) -> None:
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

    def gradient_planes(self, planes: Planes, out: Array, rows: object = None) -> None:
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

    def gradient_planes(self, planes: Planes, out: Array, rows: object = None) -> None:
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
