"""What every optimizer is: hyperparameters, a state that starts at zero, and one step.

    θ   theta      parameters (..., D)
    g   gradient   a callable θ ↦ g, called exactly once a step
    v   velocity, s first moment, r second moment: the state, a dict of arrays shaped like θ
    t              the number of the step, from 1

A subclass is a frozen dataclass; ``step`` is its formula as printed, ``lines`` the same formula in LaTeX and ``terms``
the same formula once more as coefficients of the one skeleton that a race runs for all methods
(``lekce2.optimizers.kernel``). Every hyperparameter may be an array with one entry a lane, the leading axes of θ.
Overflow is a value, never a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import (
    LARGEST_COUNT,
    ArgumentError,
    Array,
    array,
    choice,
    finite,
    flag,
    function,
    integer,
    refuse,
    shorten,
    within,
)
from lekce2.optimizers.kernel import Terms

Gradient = Callable[[Array], Array]
State = dict[str, Array]

RULES: Mapping[str, Callable[[str, Any], Any]] = {
    "alpha": lambda name, value: _not_negative(name, value),
    "beta": lambda name, value: _share(name, value),
    "beta1": lambda name, value: _share(name, value),
    "beta2": lambda name, value: _share(name, value),
    "rho": lambda name, value: _share(name, value),
    "eps": lambda name, value: _not_negative(name, value),
    "weight_decay": lambda name, value: _not_negative(name, value),
    "velocity": lambda name, value: choice(name, value, ("notes", "slides")),
    "eps_inside": lambda name, value: flag(name, value),
    "bias_correction": lambda name, value: flag(name, value),
}

GRADIENT_LINE = r"g \leftarrow \frac{1}{m} \nabla_\theta \sum_i L\left(f\left(x^{(i)}; \theta\right), y^{(i)}\right)"


Step = Callable[[Any, Array, State, Gradient, int], tuple[Array, State]]


def checked(step: Step) -> Step:
    """``step`` with its arguments and its gradient checked before the formula sees them; overflow is a value in it."""

    @wraps(step)
    def checked_step(
        self: Optimizer, theta: ArrayLike, state: State, gradient: Gradient, t: int
    ) -> tuple[Array, State]:
        point, ask, t = array("theta", theta), function("gradient", gradient), integer("t", t, 1, LARGEST_COUNT)
        if not isinstance(state, Mapping) or not set(self.memory) <= set(state):
            raise ArgumentError("no-state", argument="state", names=", ".join(self.memory), value=shorten(state))
        self._fits(point)
        kept = {name: _like(f"state['{name}']", state[name], point) for name in self.memory}
        with np.errstate(all="ignore"):
            return step(self, point, kept, lambda at: _like("gradient(theta)", ask(at), point), t)

    return checked_step


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
        shape = array("theta", theta).shape
        return {name: np.zeros(shape) for name in self.memory}

    def _fits(self, theta: Array) -> None:
        """Raise where a hyperparameter that is an array has other lanes than θ."""
        for one in fields(self):
            shape = np.shape(getattr(self, one.name))
            if shape and not _fit((*shape, 1), theta.shape):
                raise ArgumentError(
                    "shapes-differ", argument=one.name, value=str(shape), expected=str(theta.shape[:-1]),
                    other="the lanes",
                )  # fmt: skip

    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        """Step number t from ``theta`` and ``state``: new parameters and new state, nothing changed in place."""
        raise NotImplementedError

    def terms(self, alpha: ArrayLike, t: Array) -> Terms | None:
        """The steps t, an array ``(T, 1)``, with learning rate ``alpha`` as coefficients; None if they do not fit."""
        return None


def _like(argument: str, value: ArrayLike, theta: Array) -> Array:
    """``value`` as an array that broadcasts to the shape of θ."""
    out = array(argument, value)
    if not _fit(out.shape, theta.shape):
        raise ArgumentError(
            "shapes-differ", argument=argument, value=str(out.shape), other="theta", expected=str(theta.shape)
        )
    return out


def _fit(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    """Whether an array of one shape broadcasts into another, which stays what it is."""
    last = into[len(into) - len(shape) :]
    return len(shape) <= len(into) and all(n in (1, m) for n, m in zip(shape, last, strict=True))


def column(hyperparameter: ArrayLike) -> Array:
    """A hyperparameter ready to meet θ: one number as it is, one a lane with an axis for the D coordinates."""
    value = np.asarray(hyperparameter, dtype=np.float64)
    return value[..., np.newaxis] if value.ndim else value


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


def _share(argument: str, value: ArrayLike) -> Array:
    return within(argument, _amount(argument, value), 0.0, 1.0, closed="left")


def _amount(argument: str, value: ArrayLike) -> Array:
    if isinstance(value, bool | np.bool_):  # a flag in the place of a number is a slip
        raise ArgumentError("not-a-number", argument=argument, value=shorten(value))
    return finite(argument, value)


def _not_negative(argument: str, value: ArrayLike) -> Array:
    number = _amount(argument, value)
    refuse("negative", argument, number, number < 0)
    return number
