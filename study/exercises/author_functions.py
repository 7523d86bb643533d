"""The functions that an author's formulas may call besides those of the language: information, likelihood, vectors.

A learner's typed answer knows none of them: whoever is asked for an entropy may not answer ``entropy(p)``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2 import information, likelihood

INFORMATION: Mapping[str, Callable[..., Any]] = {
    "surprisal": information.surprisal,
    "entropy": information.entropy,
    "cross_entropy": information.cross_entropy,
    "kl": information.kl_divergence,
    "joint_entropy": information.joint_entropy,
    "conditional_entropy": information.conditional_entropy,
    "mutual_information": information.mutual_information,
}
LIKELIHOOD: Mapping[str, Callable[..., Any]] = {
    "softmax": likelihood.softmax,
    "log_softmax": likelihood.log_softmax,
    "logsumexp": likelihood.logsumexp,
    "softplus": likelihood.softplus,
    "bernoulli_nll": likelihood.bernoulli_nll,
    "gaussian_nll": likelihood.gaussian_nll,
    "mse": likelihood.mse,
}


def _in_bits(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: np.asarray(function(*arguments)) / math.log(2.0)


def _whole(value: ArrayLike) -> int:
    return round(float(np.asarray(value)))


def at(values: ArrayLike, place: ArrayLike) -> Any:
    """The element of a vector at a place counted from 1.

    >>> float(at([5.0, 6.0, 7.0], 2))
    6.0
    """
    found, i = np.asarray(values, dtype=np.float64), _whole(place)
    if not 1 <= i <= len(found):
        raise ValueError(f"there is no element {i} of {len(found)}")
    return found[i - 1]


def vector(*parts: ArrayLike) -> Any:
    """Numbers side by side as a vector, vectors one below the other as a table.

    >>> vector(vector(1, 2), vector(3, 4)).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    return np.stack([np.asarray(part, dtype=np.float64) for part in parts])


def _minimum(*parts: ArrayLike) -> Any:
    return np.min(vector(*np.broadcast_arrays(*parts)), axis=0) if len(parts) > 1 else np.min(parts[0])


def _maximum(*parts: ArrayLike) -> Any:
    return -_minimum(*(-np.asarray(part, dtype=np.float64) for part in parts))


AUTHOR: Mapping[str, Callable[..., Any]] = {
    **INFORMATION,
    **{f"{name}_bits": _in_bits(function) for name, function in INFORMATION.items()},
    **LIKELIHOOD,
    "categorical_nll": lambda logits, target: likelihood.categorical_nll(logits, _whole(target)),
    "log2": np.log2,
    "round": lambda x, places=0: np.round(x, _whole(places)),
    "floor": np.floor,
    "ceil": np.ceil,
    "min": _minimum,
    "max": _maximum,
    "at": at,
    "vector": vector,
    "dot": np.dot,
    "variance": np.var,
}


# The same functions of stacks, whose last axis counts the cases (``lekce2.functions.STACKS``). Most go at once; those
# that do not, and any function of a single case, are the plain one, case by case.


def _of_rows(plain: Callable[..., Any]) -> Callable[..., Any]:
    """A function of rows or tables that takes those of all cases along its first axis."""
    return lambda *parts: np.moveaxis(np.asarray(plain(*(np.moveaxis(part, -1, 0) for part in parts))), 0, -1)


ELEMENTWISE = ("log2", "floor", "ceil", "softplus", "surprisal", "surprisal_bits")
ROWS = {name for name in AUTHOR if name.removesuffix("_bits") in INFORMATION} - {*ELEMENTWISE}
ROWS |= {"softmax", "log_softmax", "logsumexp"}
AT_ONCE: Mapping[str, Callable[..., Any]] = {
    **{name: _of_rows(AUTHOR[name]) for name in ROWS},
    **{name: AUTHOR[name] for name in (*ELEMENTWISE, "vector")},
    "variance": lambda values: np.var(values, axis=tuple(range(values.ndim - 1))),
}


def stacked(name: str) -> Callable[..., Any]:
    """A function of the author as one of stacks.

    >>> stacked("vector")(np.array([1.0, 2.0, 3.0]), np.array(4.0)).tolist()
    [[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]]
    """

    def function(*parts: ArrayLike) -> Any:
        arrays = [np.asarray(part) for part in parts]
        count = max((one.shape[-1] for one in arrays if one.ndim), default=1)
        spread = [np.broadcast_to(one, (*one.shape[:-1], count)) for one in arrays]
        dimensions = {one.ndim for one in spread}
        if count > 1 and name in AT_ONCE and len(dimensions) == 1 and (min(dimensions) > 1 or name not in ROWS):
            return AT_ONCE[name](*spread)
        return np.stack([AUTHOR[name](*(one[..., i] for one in spread)) for i in range(count)], axis=-1)

    return function


STACKED: Mapping[str, Callable[..., Any]] = {name: stacked(name) for name in AUTHOR}
