"""Checks of arguments: each returns the argument as the float64 array (or number) the function works with, or raises.

Used at the entrance of public functions, never inside loops. Good input pays for one combined test; only when that
fails is the first offending element looked for, so that the message can name its index.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base.errors import ArgumentError

Array = NDArray[np.float64]

LARGEST_COUNT = 2**31 - 1  # of steps, examples and the like: more is a slip, and would not fit in memory
SUM_TOLERANCE = 1e-9  # how far from 1 the sum of a distribution may lie: rounding of a division, not a slip


def array(argument: str, value: ArrayLike) -> Array:
    """``value`` as a float64 array; anything that is not made of real numbers raises."""
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value
    try:
        raw = np.asarray(value)
        if raw.dtype == np.float64:
            return raw
        kind = raw.dtype.kind
        if kind not in "biufO" or (kind == "O" and not all(isinstance(x, Real) for x in raw.flat)):
            raise TypeError
        with np.errstate(all="ignore"):
            return raw.astype(np.float64, copy=False)
    except OverflowError:
        raise ArgumentError("not-finite", argument=argument, index="", value=shorten(value)) from None
    except (TypeError, ValueError, RuntimeError):
        raise ArgumentError("not-a-number", argument=argument, value=shorten(value)) from None


def numbers(argument: str, value: ArrayLike) -> Array:
    """``value`` as a float64 array without NaN; infinities may stand."""
    out = array(argument, value)
    refuse("not-finite", argument, out, np.isnan(out))
    return out


def number(argument: str, value: Any) -> float:
    """``value`` as one finite Python float; an array of several numbers, True and False raise."""
    out = array(argument, value)
    if out.ndim or isinstance(value, bool | np.bool_):
        raise ArgumentError("not-a-scalar", argument=argument, value=shorten(value))
    return float(finite(argument, out))


def labels(argument: str, value: ArrayLike, classes: int) -> NDArray[np.intp]:
    """``value`` as an array of class indices in 0 … ``classes`` − 1; floats, even whole ones, raise."""
    out = array(argument, value)
    raw = np.asarray(value)
    if raw.dtype.kind not in "iu" and out.size:
        raise ArgumentError("not-an-integer", argument=argument, value=shorten(value))
    refuse("out-of-range", argument, raw, (out < 0) | (out >= classes), range=f"[0, {classes - 1}]")
    return out.astype(np.intp)


def flag(argument: str, value: Any) -> bool:
    """``value``, which must be True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ArgumentError("not-a-flag", argument=argument, value=shorten(value))
    return bool(value)


def distribution(argument: str, value: ArrayLike, axis: int | tuple[int, ...] = -1) -> Array:
    """``value`` as a float64 array of probabilities that sum to 1 (to 1e-9) along ``axis``, in each row of a stack.

    ``axis`` is counted from the end. To be called under ``np.errstate(all="ignore")``: huge values overflow the sum.
    """
    p = array(argument, value)
    axes = (axis,) if isinstance(axis, int) else axis
    if p.ndim < -min(axes):
        expected = "(..., K)" if len(axes) == 1 else "(..., X, Y)"
        raise ArgumentError("wrong-shape", argument=argument, expected=expected, value=str(p.shape))
    if p.size == 0:
        if 0 in (p.shape[i] for i in axes):
            raise ArgumentError("empty", argument=argument)
        return p
    total = row_sums(p, axis)
    worst = abs(total - 1.0)
    if p.ndim > len(axes):
        worst = np.maximum.reduce(worst, axis=None)
    if np.minimum.reduce(p, axis=None) >= 0.0 and worst <= SUM_TOLERANCE:
        return p
    refuse("not-finite", argument, p, ~np.isfinite(p))
    refuse("negative", argument, p, p < 0)
    at = int(np.argmax(np.abs(total - 1) > SUM_TOLERANCE))
    places = iter(np.unravel_index(at, np.shape(total)))
    row = [":" if i - p.ndim in axes else str(int(next(places))) for i in range(p.ndim)]
    while row and row[-1] == ":":
        row.pop()
    index = f"[{', '.join(row)}]" if row else ""
    raise ArgumentError("not-a-distribution", argument=argument, index=index, value=float(np.ravel(total)[at]))


def row_sums(values: Array, axis: int | tuple[int, ...]) -> Any:
    """Sums along ``axis``; for a stack of short rows einsum is five times faster than a reduction, and as exact."""
    if axis == -1 and values.ndim > 1 and values.shape[-1] < 128:
        return np.einsum("...k->...", values)
    return np.add.reduce(values, axis=axis)


def axis_from_end(argument: str, value: Any, dimensions: int) -> int:
    """``value``, an axis of an array with ``dimensions`` axes, counted from the end: −1 is the last."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ArgumentError("not-an-integer", argument=argument, value=shorten(value))
    if not -dimensions <= value < dimensions:
        bounds = f"[{-dimensions}, {dimensions - 1}]"
        raise ArgumentError("out-of-range", argument=argument, index="", range=bounds, value=int(value))
    return int(value) - dimensions if value >= 0 else int(value)


def broadcast(argument: str, value: NDArray[Any], other: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The common shape of ``value`` and of an argument ``other`` with ``shape``; raises when there is none."""
    try:
        return np.broadcast_shapes(value.shape, shape)
    except ValueError:
        raise ArgumentError(
            "shapes-differ", argument=argument, value=str(value.shape), other=other, expected=str(shape)
        ) from None


def finite(argument: str, value: ArrayLike) -> Array:
    """``value`` as a float64 array without NaN or infinity."""
    out = array(argument, value)
    refuse("not-finite", argument, out, ~np.isfinite(out))
    return out


def positive(argument: str, value: ArrayLike) -> Array:
    """``value`` as a finite float64 array of numbers above 0."""
    out = finite(argument, value)
    refuse("not-positive", argument, out, out <= 0)
    return out


def within(argument: str, value: ArrayLike, low: float, high: float, *, closed: str = "both") -> Array:
    """``value`` as a float64 array inside an interval; ``closed`` is both, left, right or neither."""
    out = finite(argument, value)
    below = out < low if closed in ("both", "left") else out <= low
    above = out > high if closed in ("both", "right") else out >= high
    left = "[" if closed in ("both", "left") else "("
    right = "]" if closed in ("both", "right") else ")"
    refuse("out-of-range", argument, out, below | above, range=f"{left}{low:g}, {high:g}{right}".replace("inf", "∞"))
    return out


def integer(argument: str, value: Any, low: int = 0, high: int | None = None) -> int:
    """``value`` as a Python int of at least ``low`` and, where it is given, at most ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ArgumentError("not-an-integer", argument=argument, value=shorten(value))
    if value < low or (high is not None and value > high):
        bounds = f"[{low}, ∞)" if high is None else f"[{low}, {high}]"
        raise ArgumentError("out-of-range", argument=argument, index="", range=bounds, value=int(value))
    return int(value)


def choice(argument: str, value: Any, choices: tuple[str, ...]) -> str:
    """``value``, which must be one of ``choices``."""
    if not isinstance(value, str) or value not in choices:
        raise ArgumentError("not-a-choice", argument=argument, choices=", ".join(choices), value=shorten(value))
    return str(value)


def function(argument: str, value: Any) -> Callable[..., Any]:
    """``value``, which must be callable."""
    if not callable(value):
        raise ArgumentError("not-callable", argument=argument, value=shorten(value))
    return value  # type: ignore[no-any-return]


def generator(argument: str, value: Any) -> np.random.Generator:
    """``value``, which must be a ``numpy.random.Generator``."""
    if not isinstance(value, np.random.Generator):
        raise ArgumentError("not-a-generator", argument=argument, value=shorten(value))
    return value


def refuse(code: str, argument: str, values: NDArray[Any], bad: NDArray[np.bool_], **parameters: Any) -> None:
    """Raise ``code`` for the first element of ``values`` where ``bad`` holds; do nothing when none does."""
    if not np.any(bad):
        return
    where = np.unravel_index(int(np.argmax(bad)), bad.shape)
    index = "[" + ", ".join(str(int(i)) for i in where) + "]" if where else ""
    raise ArgumentError(code, argument=argument, index=index, value=values[where].item(), **parameters)


def shorten(value: Any) -> str:
    """``repr`` of a value, cut to one line that fits in a message."""
    try:
        text = " ".join(repr(value).split())
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "…"
