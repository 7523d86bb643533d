"""Quadratic objectives: the general one, and the long valley on which plain descent oscillates."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sin

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, array, finite, number, refuse, within
from lekce2.objectives.objective import Interval, Objective, Planes, Point


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

    @np.errstate(all="ignore")
    def __post_init__(self) -> None:
        A = array("A", self.A)
        if A.ndim != 2 or A.shape[0] != A.shape[1] or A.size == 0:
            raise ArgumentError("wrong-shape", argument="A", expected="(D, D)", value=str(A.shape))
        finite("A", A)
        refuse("not-symmetric", "A", A, np.abs(A - A.T) > 1e-12 * np.abs(A).max())
        b = finite("b", np.zeros(len(A)) if self.b is None else self.b)
        if b.shape != A.shape[:1]:
            raise ArgumentError("shapes-differ", argument="b", value=str(b.shape), expected=str(A.shape), other="A")
        A, b = A / 2 + A.T / 2, b.copy()
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

    def gradient_planes(self, planes: Planes, out: Planes, rows: object = None) -> None:
        for g, product, c in zip(out, self._times(planes), np.asarray(self.b), strict=True):
            np.subtract(product, c, out=g)

    def _times(self, planes: Planes) -> Array:
        """Aθ, column by column: a lane's rounding does not depend on how many lanes there are, as that of BLAS does."""
        shape = np.broadcast_shapes(*(np.shape(x) for x in planes))
        columns = np.asarray(self.A).T.reshape(*np.shape(self.A), *(1,) * len(shape))
        total = np.broadcast_to(columns[0] * planes[0], (self.dimension, *shape)).copy()
        for column, x in zip(columns[1:], planes[1:], strict=True):
            total += column * x
        return total

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
    across, turn = float(within("kappa", number("kappa", kappa), 1.0, np.inf)), number("angle", angle)
    c, s = cos(turn), sin(turn)
    mixed = (1.0 - across) * c * s
    return quadratic([[c * c + across * s * s, mixed], [mixed, s * s + across * c * c]])
