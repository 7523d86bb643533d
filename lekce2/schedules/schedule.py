"""What all learning-rate schedules share, and the verdict of Robbins and Monro (1951) with its reasons.

A schedule is a frozen object: called with t it gives α_t, ``partial_sums(t)`` gives Σα and Σα² of the first t steps,
and ``robbins_monro()`` says whether Σα_t = ∞ and Σα_t² < ∞. The verdict is decided from the formula, not from numbers:
no finite number of terms can tell a sum that diverges from one that converges slowly. Meeting the conditions promises
convergence (strictly convex loss, bounded gradient estimates); failing them proves nothing in either direction.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array, Message, finite, number, positive, refuse

VERDICTS = {
    "holds": "Σα diverges, so every distance can be covered; Σα² = {sum_of_squares} is finite, so noise averages out",
    "not-shrinking": "α does not tend to 0, so Σα² diverges: any noise keeps parameters wandering around the optimum",
    "squares-infinite": "Σα diverges, but so does Σα²: α shrinks too slowly to promise that the noise averages out",
    "sum-finite": "Σα = {sum} is finite: an optimum further away than the steps can carry is never reached",
    "stops": "α is 0 from step {steps} on, so Σα = {sum} is finite: what is not reached by then never will be",
}


class Verdict(NamedTuple):
    """Are both conditions met, Σα and Σα² over all steps (finite to 1e-10 relative, or inf), and why."""

    holds: bool
    sum: float
    sum_of_squares: float
    reason: Message


@dataclass(frozen=True)
class Schedule(ABC):
    """A learning rate α_t with a scale ``a`` > 0: what all schedules share. Bad parameters raise ``ArgumentError``."""

    a: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "a", float(positive("a", number("a", self.a))))

    def __call__(self, t: ArrayLike) -> Any:
        """α_t, also between whole steps, for a smooth plot.

        Parameters
        ----------
        t : array
            Steps, from 1, of any shape.

        Returns
        -------
        array of the shape of ``t``

        Raises
        ------
        ArgumentError
            If a t is below 1 or not finite.

        Examples
        --------
        >>> from lekce2.schedules import inverse_sqrt
        >>> inverse_sqrt(0.5)([[1, 4], [16, 25]])
        array([[0.5  , 0.25 ],
               [0.125, 0.1  ]])
        """
        with np.errstate(all="ignore"):
            return np.asarray(self._rate(_steps(t)))[()]

    def partial_sums(self, t: ArrayLike) -> tuple[Any, Any]:
        """Σ α_i and Σ α_i² over i = 1 … t, to rounding; a late t costs no more than an early one.

        Parameters
        ----------
        t : array
            Whole steps, from 1, of any shape.

        Returns
        -------
        sums, sums_of_squares : array of the shape of ``t``

        Raises
        ------
        ArgumentError
            If a t is below 1, not whole or not finite.

        Examples
        --------
        >>> from lekce2.schedules import power
        >>> power(1, p=1).partial_sums([1, 2, 4])
        (array([1.        , 1.5       , 2.08333333]), array([1.        , 1.25      , 1.42361111]))
        """
        n = _steps(t)
        refuse("not-whole", "t", n, n != np.floor(n))
        with np.errstate(all="ignore"):
            first, second = self._sums(n)
            return np.asarray(self.a * first)[()], np.asarray(self.a * (self.a * second))[()]

    def robbins_monro(self) -> Verdict:
        """Do Σα_t = ∞ and Σα_t² < ∞ both hold? Decided from the formula, with the reason.

        Returns
        -------
        Verdict

        References
        ----------
        Robbins and Monro (1951), A Stochastic Approximation Method.

        Examples
        --------
        >>> from lekce2.schedules import power
        >>> verdict = power(1, p=1).robbins_monro()
        >>> verdict.holds, verdict.sum, verdict.sum_of_squares == np.pi**2 / 6
        (True, inf, True)
        """
        with np.errstate(all="ignore"):
            code, first, second = self._verdict()
        total, squares = self.a * first, self.a * (self.a * second)
        parameters = {"sum": total, "sum_of_squares": squares, "steps": getattr(self, "steps", math.inf)}
        return Verdict(code == "holds", total, squares, Message(code, VERDICTS[code], parameters))

    @abstractmethod
    def _rate(self, t: Array) -> Any:
        """α_t."""

    @abstractmethod
    def _sums(self, n: Array) -> tuple[Any, Any]:
        """Σα and Σα² of the first n steps, for a = 1."""

    @abstractmethod
    def _verdict(self) -> tuple[str, float, float]:
        """A code of ``VERDICTS``, and Σα and Σα² over all steps, for a = 1."""


def _steps(t: ArrayLike) -> Array:
    out = finite("t", t)
    refuse("out-of-range", "t", out, out < 1, range="[1, ∞)")
    return out
