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
