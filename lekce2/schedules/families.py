"""The learning-rate schedules α_t, for t = 1, 2, …: constant, power, exponential, step decay, linear, cosine.

Each is a frozen object made by its name, ``power(0.1, p=0.75)``; see ``schedule`` for what it can do. Parameters out of
range raise ``ArgumentError``. This module knows sums and rates; what a rate does to a loss is in ``race``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from lekce2.base import LARGEST_COUNT, Array, integer, number, within
from lekce2.schedules.schedule import VERDICTS, Schedule, Verdict
from lekce2.schedules.series import cosine_sum, power_sum, power_total, staircase_sum, staircase_total

__all__ = [
    "SCHEDULES",
    "VERDICTS",
    "Schedule",
    "Verdict",
    "constant",
    "cosine",
    "exponential",
    "inverse_sqrt",
    "linear",
    "power",
    "step_decay",
]


@dataclass(frozen=True)
class power(Schedule):
    """α_t = a / (t + b)^p: Σα diverges for p ≤ 1, Σα² converges for p > ½.

    Parameters
    ----------
    a : float
        The scale, above 0.
    p : float
        How fast it falls, p ≥ 0.
    b : float
        A shift of t, above −1.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    Robbins and Monro (1951), A Stochastic Approximation Method.

    Examples
    --------
    >>> power(1, p=1)([1, 2, 4]), power(1, p=1).robbins_monro().holds
    (array([1.  , 0.5 , 0.25]), True)
    """

    p: float
    b: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "p", float(within("p", number("p", self.p), 0, math.inf, closed="left")))
        object.__setattr__(self, "b", float(within("b", number("b", self.b), -1, math.inf, closed="neither")))

    def _rate(self, t: Array) -> Any:
        return self.a / (t + self.b) ** self.p

    def _sums(self, n: Array) -> tuple[Any, Any]:
        return power_sum(self.p, 1 + self.b, n), power_sum(2 * self.p, 1 + self.b, n)

    def _verdict(self) -> tuple[str, float, float]:
        up_to = ((0.0, "not-shrinking"), (0.5, "squares-infinite"), (1.0, "holds"), (math.inf, "sum-finite"))
        code = next(code for highest, code in up_to if self.p <= highest)
        return code, power_total(self.p, 1 + self.b), power_total(2 * self.p, 1 + self.b)


def constant(a: float) -> power:
    """α_t = a.

    Parameters
    ----------
    a : float
        The scale, above 0.

    Returns
    -------
    power
        With p = 0.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.3.1.

    Examples
    --------
    >>> constant(0.1)(7), constant(0.1).robbins_monro().reason.code
    (np.float64(0.1), 'not-shrinking')
    """
    return power(a, 0.0)


def inverse_sqrt(a: float) -> power:
    """α_t = a / √t: tends to 0 and still fails, since Σα² = a² Σ 1/t diverges.

    Parameters
    ----------
    a : float
        The scale, above 0.

    Returns
    -------
    power
        With p = ½.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    Robbins and Monro (1951), A Stochastic Approximation Method.

    Examples
    --------
    >>> inverse_sqrt(1)(4), inverse_sqrt(1).robbins_monro().reason.code
    (np.float64(0.5), 'squares-infinite')
    """
    return power(a, 0.5)


@dataclass(frozen=True)
class step_decay(Schedule):
    """α_t = a·c^⌊t/k⌋: times c at every k-th step.

    Parameters
    ----------
    a : float
        The scale, above 0.
    c : float
        The factor, 0 < c ≤ 1.
    k : int
        The length of a stair, from 1.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    NPFL138 Deep Learning, lecture 2: Training Neural Networks.

    Examples
    --------
    >>> step_decay(1, c=0.5, k=2)([1, 2, 3, 4]), step_decay(1, c=0.5, k=2).robbins_monro().sum
    (array([1.  , 0.5 , 0.5 , 0.25]), 3.0)
    """

    c: float
    k: int

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "c", float(within("c", number("c", self.c), 0, 1, closed="right")))
        object.__setattr__(self, "k", integer("k", self.k, 1, LARGEST_COUNT))

    def _rate(self, t: Array) -> Any:
        return self.a * self.c ** (t // self.k)

    def _sums(self, n: Array) -> tuple[Any, Any]:
        return staircase_sum(self.c, 1, self.k, n), staircase_sum(self.c, 2, self.k, n)

    def _verdict(self) -> tuple[str, float, float]:
        code = "not-shrinking" if self.c == 1 else "sum-finite"
        return code, staircase_total(self.c, 1, self.k), staircase_total(self.c, 2, self.k)


@dataclass(frozen=True)
class exponential(Schedule):
    """α_t = a·γ^t.

    Parameters
    ----------
    a : float
        The scale, above 0.
    gamma : float
        The factor of a step, 0 < γ ≤ 1.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    NPFL138 Deep Learning, lecture 2: Training Neural Networks.

    Examples
    --------
    >>> exponential(1, gamma=0.5)([1, 2, 3]), exponential(1, gamma=0.5).robbins_monro().sum
    (array([0.5  , 0.25 , 0.125]), 1.0)
    """

    gamma: float

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "gamma", float(within("gamma", number("gamma", self.gamma), 0, 1, closed="right")))

    def _rate(self, t: Array) -> Any:
        return self.a * self.gamma**t

    def _sums(self, n: Array) -> tuple[Any, Any]:
        return staircase_sum(self.gamma, 1, 1, n), staircase_sum(self.gamma, 2, 1, n)

    def _verdict(self) -> tuple[str, float, float]:
        code = "not-shrinking" if self.gamma == 1 else "sum-finite"
        return code, staircase_total(self.gamma, 1, 1), staircase_total(self.gamma, 2, 1)


@dataclass(frozen=True)
class _Finite(Schedule):
    """A schedule that is 0 from ``steps`` on."""

    steps: int

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "steps", integer("steps", self.steps, 1, LARGEST_COUNT))

    def _verdict(self) -> tuple[str, float, float]:
        first, second = self._sums(np.asarray(float(self.steps)))
        return "stops", float(first), float(second)


@dataclass(frozen=True)
class linear(_Finite):
    """α_t = a(1 − t/steps), 0 past the horizon.

    Parameters
    ----------
    a : float
        The scale, above 0.
    steps : int
        The horizon, from 1: α is 0 from there on.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.3.1, equation 8.14.

    Examples
    --------
    >>> linear(1, steps=4)([1, 2, 4, 9]), linear(1, steps=4).robbins_monro().sum
    (array([0.75, 0.5 , 0.  , 0.  ]), 1.5)
    """

    def _rate(self, t: Array) -> Any:
        return self.a * (np.maximum(self.steps - t, 0.0) / self.steps)

    def _sums(self, n: Array) -> tuple[Any, Any]:
        m = np.minimum(n, self.steps)
        u = m / self.steps  # Σ (1 − i/S) and Σ (1 − 2i/S + i²/S²), i = 1 … m
        return m - u * (m + 1) / 2, m - u * (m + 1) + u * (m + 1) * (2 * u + 1 / self.steps) / 6


@dataclass(frozen=True)
class cosine(_Finite):
    """α_t = ½a(1 + cos πt/steps) = a·sin²(π(steps − t)/(2·steps)), 0 past the horizon.

    Parameters
    ----------
    a : float
        The scale, above 0.
    steps : int
        The horizon, from 1: α is 0 from there on.

    Raises
    ------
    ArgumentError
        If a parameter is not a finite number in its range.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5.

    Examples
    --------
    >>> cosine(1, steps=4)([2, 4, 9]).round(12), cosine(1, steps=4).robbins_monro().sum
    (array([0.5, 0. , 0. ]), 1.5)
    """

    def _rate(self, t: Array) -> Any:
        return self.a * np.sin(np.maximum(self.steps - t, 0.0) / self.steps * (math.pi / 2)) ** 2

    def _sums(self, n: Array) -> tuple[Any, Any]:
        m, angle = np.minimum(n, self.steps - 1), math.pi / self.steps  # the last term is 0
        once = cosine_sum(angle, m)
        twice = cosine_sum(2 * angle, m) if self.steps > 1 else 0.0
        return (m + once) / 2, (1.5 * m + 2 * once + twice / 2) / 4


SCHEDULES = {
    "constant": constant,
    "power": power,
    "inverse_sqrt": inverse_sqrt,
    "exponential": exponential,
    "step_decay": step_decay,
    "linear": linear,
    "cosine": cosine,
}
