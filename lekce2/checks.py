"""Checks of arguments: each returns the argument as the float64 array (or number) the function works with, or raises.

Used at the entrance of public functions, never inside loops. A check names the first offending element by its index.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.errors import ArgumentError

Array = NDArray[np.float64]


def array(argument: str, value: ArrayLike) -> Array:
    """``value`` as a float64 array; anything that is not made of numbers raises."""
    try:
        raw = np.asarray(value)
        if raw.dtype.kind in "cSUOMmV":
            raise TypeError
        return raw.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise ArgumentError("not-a-number", argument=argument, value=shorten(value)) from None


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
    refuse("out-of-range", argument, out, below | above, range=f"{left}{low:g}, {high:g}{right}")
    return out


def integer(argument: str, value: Any, low: int = 0) -> int:
    """``value`` as a Python int of at least ``low``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ArgumentError("not-an-integer", argument=argument, value=shorten(value))
    if value < low:
        raise ArgumentError("out-of-range", argument=argument, index="", range=f"[{low}, ∞)", value=int(value))
    return int(value)


def choice(argument: str, value: Any, choices: tuple[str, ...]) -> str:
    """``value``, which must be one of ``choices``."""
    if value not in choices:
        raise ArgumentError("not-a-choice", argument=argument, choices=", ".join(choices), value=shorten(value))
    return str(value)


def generator(argument: str, value: Any) -> np.random.Generator:
    """``value``, which must be a ``numpy.random.Generator``."""
    if not isinstance(value, np.random.Generator):
        raise ArgumentError("not-a-generator", argument=argument, value=shorten(value))
    return value


def refuse(code: str, argument: str, values: Array, bad: NDArray[np.bool_], **parameters: Any) -> None:
    """Raise ``code`` for the first element of ``values`` where ``bad`` holds; do nothing when none does."""
    if not np.any(bad):
        return
    where = np.unravel_index(int(np.argmax(bad)), bad.shape)
    index = "[" + ", ".join(str(int(i)) for i in where) + "]" if where else ""
    raise ArgumentError(code, argument=argument, index=index, value=float(values[where]), **parameters)


def shorten(value: Any) -> str:
    """``repr`` of a value, cut to one line that fits in a message."""
    try:
        text = " ".join(repr(value).split())
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "…"
