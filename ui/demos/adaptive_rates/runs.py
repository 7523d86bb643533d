"""The two methods of the adaptive-rates demo run on two coordinates with r and the rate at every step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lekce2.base import Array
from lekce2.optimizers import Optimizer, adagrad, rate, rmsprop
from lekce2.patterns import gradients

STEPS = 200
BURST = range(81, 86)  # the steps of the burst, by lekce2.patterns
EPS = {"notes": (1e-8, True), "slides": (1e-7, False)}  # ε and whether it stands inside the root


@dataclass(frozen=True)
class Rates:
    """Gradients (T, 2) of two coordinates with E[g²] at the end (2,); r and the effective rate α/√r, for α = 1, of both
    methods, each (T, 2); and the same rates as they would be if the gradients of a burst had been zero.
    """

    g: Array
    square: Array
    adagrad_r: Array
    adagrad: Array
    rmsprop_r: Array
    rmsprop: Array
    adagrad_without: Array
    rmsprop_without: Array


def followed(method: Optimizer, g: Array) -> tuple[Array, Array]:
    """r after every step and α/√r, with ε where the method has it: the factor that g is multiplied by."""
    theta = np.zeros(g.shape[1])
    state, r = method.init(theta), np.empty_like(g)
    for t, each in enumerate(g):
        theta, state = method.step(theta, state, lambda _, each=each: each, t + 1)  # type: ignore[misc]
        r[t] = state["r"]
    settings: Any = method
    with np.errstate(divide="ignore"):
        return r, rate(np.asarray(settings.alpha), r, np.asarray(settings.eps), settings.eps_inside)


@lru_cache(maxsize=64)
def rates(patterns: tuple[str, str], sizes: tuple[float, float], beta: float, seed: int, notation: str) -> Rates:
    """Both methods on both coordinates; each coordinate draws noise of its own."""
    drawn = [
        gradients(pattern, STEPS, np.random.default_rng([seed, k])).scaled(size)
        for k, (pattern, size) in enumerate(zip(patterns, sizes, strict=True))
    ]
    g, square = np.stack([each.g for each in drawn], axis=1), np.array([each.square[-1] for each in drawn])
    eps, inside = EPS[notation]
    methods = adagrad(1.0, eps, inside), rmsprop(1.0, beta, eps, inside)
    calm = g.copy()
    calm[BURST.start - 1 : BURST.stop - 1, np.array(patterns) == "burst"] = 0.0
    without = [followed(method, calm)[1] for method in methods]
    return Rates(g, square, *followed(methods[0], g), *followed(methods[1], g), *without)


def eps_share(r: Array, notation: str) -> Array:
    """How much of the rate ε takes away: 0 none, 1 all."""
    eps, inside = EPS[notation]
    root = np.sqrt(r)
    return np.asarray(1 - root / (np.sqrt(r + eps) if inside else root + eps))
