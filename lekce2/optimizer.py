"""What every optimizer is: hyperparameters, a state that starts at zero, and one step.

    θ   theta      parameters (..., D)
    g   gradient   a callable θ ↦ g, called exactly once a step
    v   velocity, s first moment, r second moment: the state, a dict of arrays shaped like θ
    t              the number of the step, from 1

A subclass is a frozen dataclass; ``step`` is its formula as printed, ``lines`` the same formula in LaTeX and ``terms``
the same formula once more as coefficients of the one skeleton that a race runs for all methods (``lekce2.skeleton``).
Every hyperparameter may be an array with one entry a lane, the leading axes of θ. Overflow is a value, never a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lekce2.checks import Array, array, choice, finite, flag, refuse, within
from lekce2.skeleton import Terms

Gradient = Callable[[Array], Array]
State = dict[str, Array]

RULES: Mapping[str, Callable[[str, Any], Any]] = {
    "alpha": lambda name, value: _not_negative(name, value),
    "beta": lambda name, value: within(name, value, 0.0, 1.0, closed="left"),
    "beta1": lambda name, value: within(name, value, 0.0, 1.0, closed="left"),
    "beta2": lambda name, value: within(name, value, 0.0, 1.0, closed="left"),
    "rho": lambda name, value: within(name, value, 0.0, 1.0, closed="left"),
    "eps": lambda name, value: _not_negative(name, value),
    "weight_decay": lambda name, value: _not_negative(name, value),
    "velocity": lambda name, value: choice(name, value, ("notes", "slides")),
    "eps_inside": lambda name, value: flag(name, value),
    "bias_correction": lambda name, value: flag(name, value),
}

GRADIENT_LINE = r"g \leftarrow \frac{1}{m} \nabla_\theta \sum_i L\left(f\left(x^{(i)}; \theta\right), y^{(i)}\right)"


@dataclass(frozen=True)
class Optimizer:
    """The skeleton of all optimizers; ``memory`` names the arrays of the state.

    Raises
    ------
    ArgumentError
        When built or changed by ``dataclasses.replace`` with a hyperparameter outside its range: α, ε and λ are finite
        and at least 0, every β and ρ lies in [0, 1).
    """

    alpha: ArrayLike
    memory: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            value = RULES[one.name](one.name, value) if one.name in RULES else value
            if isinstance(value, np.ndarray):
                value = float(value) if value.ndim == 0 else value.copy()
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            object.__setattr__(self, one.name, value)

    @property
    def name(self) -> str:
        """The method's name in the table ``OPTIMIZERS``."""
        return type(self).__name__

    @property
    def lines(self) -> tuple[str, ...]:
        """The formula of one step in LaTeX, a line each, for the variant that this object is."""
        raise NotImplementedError

    def init(self, theta: ArrayLike) -> State:
        """The state before the first step: zeros shaped like θ."""
        return {name: np.zeros(np.shape(array("theta", theta))) for name in self.memory}

    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        """Step number t from ``theta`` and ``state``: new parameters and new state, nothing changed in place."""
        raise NotImplementedError

    def terms(self, alpha: ArrayLike, t: Array) -> Terms | None:
        """The steps t, an array ``(T, 1)``, with learning rate ``alpha`` as coefficients; None if they do not fit."""
        return None


def column(hyperparameter: ArrayLike) -> Array:
    """A hyperparameter ready to meet θ: one number as it is, one a lane with an axis for the D coordinates."""
    value = np.asarray(hyperparameter, dtype=np.float64)
    return value[..., np.newaxis] if value.ndim else value


def weight_sum(beta: ArrayLike, t: ArrayLike) -> Array:
    """1 − βᵗ, the total weight of an exponential moving average after t steps."""
    return np.asarray(1.0 - np.power(beta, t, dtype=np.float64))


def rate(alpha: Array, r: Array, eps: Array, inside: bool) -> Array:
    """α/√(r + ε) of the notes, or α/(√r + ε) of the slides."""
    return np.asarray(alpha / np.sqrt(r + eps) if inside else alpha / (np.sqrt(r) + eps))


def rate_line(r: str, inside: bool) -> str:
    """``rate`` in LaTeX."""
    return (
        rf"\frac{{\alpha}}{{\sqrt{{{r} + \varepsilon}}}}"
        if inside
        else rf"\frac{{\alpha}}{{\sqrt{{{r}}} + \varepsilon}}"
    )


def _not_negative(argument: str, value: ArrayLike) -> Array:
    number = finite(argument, value)
    refuse("negative", argument, number, number < 0)
    return number
