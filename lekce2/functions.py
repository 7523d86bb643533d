r"""One table of functions: what each is worth, its derivatives, and how it is printed.

The graph of backpropagation (`lekce2.graph`) and the language of typed formulas (`lekce2.expressions`) read the same
rows, so that a formula has one meaning everywhere. ``FUNCTIONS`` holds what is called by name, ``OPERATIONS`` what is
written between or before its operands. This module neither parses nor differentiates a composition.

Each formula is written once, over a number system ``m``: NumPy for arrays, ``STACKS`` for many arrays at once,
``REALS`` (the standard library) for single floats, where that is about ten times faster but raises at the edges of a
function; there NumPy has to stand in.

Conventions, where the derivative does not exist or the limit is a matter of choice:

- relu′(0) = 0 and abs′(0) = 0 (a subgradient each; relu as in Goodfellow et al., Deep Learning, 2016, section 6.3);
- x⁰ = 1 for every x, so d(x⁰)/dx = 0 also at x = 0; d(xʸ)/dy = 0 at x = 0 for y ≥ 0;
- what leaves the reals is a value, never an error: log 0 = −∞, 1/0 = ±∞, √(−1) = NaN, an overflow is ±∞.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

REALS = SimpleNamespace(
    exp=math.exp,
    log=math.log,
    sqrt=math.sqrt,
    fabs=math.fabs,
    tanh=math.tanh,
    cosh=math.cosh,
    power=math.pow,
    sign=lambda x: x if math.isnan(x) else float((x > 0) - (x < 0)),
    maximum=lambda x, y: x if x > y or math.isnan(x) else y,
    where=lambda condition, yes, no: yes if condition else no,
    sum=float,
    mean=float,
    size=lambda x: 1,
    ones_like=lambda x: 1.0,
)
"""The number system of single floats: the names that the table uses from NumPy, on Python's own numbers."""

STACKS = SimpleNamespace(
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "fabs", "tanh", "maximum", "power")},
    sum=lambda x: np.sum(x, axis=tuple(range(np.ndim(x) - 1))),
    mean=lambda x: np.mean(x, axis=tuple(range(np.ndim(x) - 1))),
    shape=lambda x: np.shape(x)[:-1],
)
"""The number system of stacks: the last axis counts independent cases, a 0-d array is the same number in all.

Vectors of 5 in 200 cases have the shape 5 × 200, numbers the shape 200, so that all that is element by element goes on
as it is. Only for values, not for derivatives.
"""


@dataclass(frozen=True)
class Function:
    r"""A row of the table: y = f(x₁, …, xₙ) with its n partial derivatives.

    Parameters
    ----------
    name : str
        What the formula calls it: ``exp``, or the sign of an operation (``neg`` for a minus before its operand).
    latex : str
        A template for ``str.format``: ``{0}`` and ``{1}`` are the operands, already in brackets where they need them.
    value : callable
        ``value(m, *x)`` in the number system ``m``.
    derivatives : tuple of callables
        One ∂y/∂xᵢ for each operand, ``derivative(m, *x, y)``; element by element, or a whole gradient if ``reduces``.
    reduces : bool
        Whether y is one number for a whole array of numbers (sum, mean).

    Examples
    --------
    >>> square = OPERATIONS["**"]
    >>> float(square(3.0, 2.0)), [round(float(d), 6) for d in square.gradient(3.0, 2.0)]
    (9.0, [6.0, 9.887511])
    >>> FUNCTIONS["exp"].latex.format("-x")
    '\\exp\\left(-x\\right)'
    """

    name: str
    latex: str
    value: Callable[..., Any]
    derivatives: tuple[Callable[..., Any], ...]
    reduces: bool = False

    @property
    def arity(self) -> int:
        """How many operands the function takes."""
        return len(self.derivatives)

    def __call__(self, *x: Any) -> Any:
        """y for arrays or numbers ``x``, computed in float64; infinities and NaN come as values, without a warning."""
        with np.errstate(all="ignore"):
            return self.value(np, *_float64(x))

    def gradient(self, *x: Any) -> tuple[Any, ...]:
        """The partial derivative after each operand at ``x``, in the operands' shape (1.0 stands for all ones)."""
        operands = _float64(x)
        with np.errstate(all="ignore"):
            y = self.value(np, *operands)
            return tuple(derivative(np, *operands, y) for derivative in self.derivatives)


def _float64(operands: tuple[Any, ...]) -> tuple[NDArray[np.float64], ...]:
    return tuple(np.asarray(x, np.float64) for x in operands)


def _sigmoid(m: Any, x: Any) -> Any:
    return 1.0 / (1.0 + m.exp(-x))


def _named(name: str) -> str:
    return rf"\{name}\left({{0}}\right)"


def _table(*rows: Function) -> Mapping[str, Function]:
    return MappingProxyType({row.name: row for row in rows})


FUNCTIONS = _table(
    Function("exp", _named("exp"), lambda m, x: m.exp(x), (lambda m, x, y: y,)),
    Function("log", _named("log"), lambda m, x: m.log(x), (lambda m, x, y: 1.0 / x,)),
    Function("sqrt", r"\sqrt{{{0}}}", lambda m, x: m.sqrt(x), (lambda m, x, y: 0.5 / y,)),
    Function("abs", r"\left|{0}\right|", lambda m, x: m.fabs(x), (lambda m, x, y: m.sign(x),)),
    # 1 − σ(x) = σ(−x) and 1 − tanh² x = 1/cosh² x: the right-hand sides lose no digits where σ and tanh are near 1.
    Function("sigmoid", _named("sigma"), _sigmoid, (lambda m, x, y: y * _sigmoid(m, -x),)),
    Function("tanh", _named("tanh"), lambda m, x: m.tanh(x), (lambda m, x, y: (1.0 / m.cosh(x)) ** 2,)),
    Function(
        "relu",
        r"\operatorname{{relu}}\left({0}\right)",
        lambda m, x: m.maximum(x, 0.0),
        (lambda m, x, y: m.where(x > 0, 1.0, 0.0),),
    ),
    Function(
        "sum",
        r"\operatorname{{sum}}\left({0}\right)",
        lambda m, x: m.sum(x),
        (lambda m, x, y: m.ones_like(x),),
        reduces=True,
    ),
    Function(
        "mean",
        r"\operatorname{{mean}}\left({0}\right)",
        lambda m, x: m.mean(x),
        (lambda m, x, y: m.ones_like(x) / m.size(x),),
        reduces=True,
    ),
)
"""What a formula may call by name."""

OPERATIONS = _table(
    Function("+", "{0} + {1}", lambda m, x, y: x + y, (lambda m, x, y, z: 1.0, lambda m, x, y, z: 1.0)),
    Function("-", "{0} - {1}", lambda m, x, y: x - y, (lambda m, x, y, z: 1.0, lambda m, x, y, z: -1.0)),
    Function("*", r"{0} \cdot {1}", lambda m, x, y: x * y, (lambda m, x, y, z: y, lambda m, x, y, z: x)),
    Function(
        "/",
        r"\frac{{{0}}}{{{1}}}",
        lambda m, x, y: x / y,
        (lambda m, x, y, z: 1.0 / y, lambda m, x, y, z: -z / y),
    ),
    Function(
        "**",
        r"{{{0}}}^{{{1}}}",
        lambda m, x, y: m.power(x, y),
        (
            lambda m, x, y, z: m.where(y == 0, 0.0, y * m.power(x, y - 1.0)),
            lambda m, x, y, z: m.where((x == 0) & (y >= 0), 0.0, z * m.log(x)),
        ),
    ),
    Function("neg", "-{0}", lambda m, x: -x, (lambda m, x, y: -1.0,)),
)
"""Arithmetic: the signs a formula is written with, ``neg`` for the minus before an operand."""
