"""Points near a line through the origin, one of them movable, and the losses that three kinds of noise lead to.

The line is ŷ = θx. For every θ of the grid: MSE, MAE, and the NLL per datum under the chosen noise, as it is, without
the constant, and without the constant and the factor. The constant is the NLL of a perfect prediction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lekce2.base import Array, choice, positive, within
from lekce2.likelihood import gaussian_nll, laplace_nll, mae, mse, slope_by_absolutes, slope_by_squares

NOISES = ("normal", "growing", "laplace")
X = np.round(np.linspace(0.4, 4.0, 10), 2)
SLOPE = 0.8
REACH = (-0.5, 2.0)
SAME = 1e-9  # slopes nearer than that are one
GRID = tuple(round(-0.5 + 0.025 * k, 3) for k in range(101))


@dataclass(frozen=True)
class Losses:
    """The points and, over every θ, each loss; slopes are exact minima, not those of the grid."""

    x: Array
    y: Array
    deviation: Array  # σ (or b) at each point
    thetas: tuple[float, ...]
    mse: Array
    mae: Array
    nll: Array
    constant: float
    factor: float  # what (NLL − constant) is multiplied by to lose its 1/(2σ²) or 1/b
    best_mse: float
    best_nll: float
    flat: tuple[float, float]  # the least and the largest slope of least NLL: an absolute error may have many
    best_without: float  # MSE's slope without the movable point
    flat_without: tuple[float, float]  # MAE's slopes without it
    noise: str

    @property
    def same(self) -> bool:
        """Whether MSE's minimum is one of NLL's."""
        return self.flat[0] - SAME < self.best_mse < self.flat[1] + SAME

    def at(self, theta: float) -> tuple[float, float, float]:
        """MSE, MAE and the NLL per datum at any slope, also between those of the grid."""
        predicted = theta * self.x
        nll = _nll(self.noise, self.y, predicted, self.deviation)
        return float(mse(self.y, predicted)), float(mae(self.y, predicted)), float(nll) / self.y.size

    def after(self, step: str) -> Array:
        """The NLL per datum as it is, minus its constant, or times its factor as well."""
        return np.asarray(self.changed(self.nll, step))

    def changed(self, nll: Any, step: str) -> Any:
        """An NLL per datum after the same step."""
        if step == "nll":
            return nll
        rest = nll - self.constant
        return rest if step == "minus" else rest * self.factor


def places(theta: float) -> tuple[float, ...]:
    """The θ of every frame: the list, and the one that is asked for."""
    return tuple(sorted({*GRID, float(within("theta", theta, *REACH))}))


def points(seed: int, point_x: float, point_y: float) -> tuple[Array, Array]:
    """Ten points around y = 0.8x whose spread grows with x, and the movable one as the last."""
    noise = np.random.default_rng(seed).standard_normal(X.size)
    y = SLOPE * X + (0.1 + 0.25 * X) * noise
    return np.append(X, point_x), np.append(y, point_y)


def spread(x: Any, noise: str, sigma: float, growth: float) -> Array:
    """What the model believes of the noise at x: σ everywhere, or σ(1 + growth·x)."""
    return np.asarray(sigma * (1 + (growth if noise == "growing" else 0.0) * np.asarray(x)))


def losses(noise: str, sigma: float, growth: float, point_x: float, point_y: float, seed: int, theta: float) -> Losses:
    """Everything the figure shows of the points under one kind of noise."""
    choice("noise", noise, NOISES)
    x, y = points(seed, point_x, point_y)
    deviation = spread(x, noise, float(positive("sigma", sigma)), float(within("growth", growth, 0.0, 5.0)))
    thetas = places(theta)
    predicted = np.array(thetas)[:, np.newaxis] * x
    nll, constant = (_nll(noise, y, each, deviation) for each in (predicted, y))
    if noise == "laplace":
        factor, best, flat = float(deviation[0]), slope_by_absolutes(x, y), medians(x, y)
    else:
        factor, best = 2.0 / float(np.mean(deviation**-2.0)), slope_by_squares(x, y, deviation**2)
        flat = best, best
    return Losses(
        x, y, deviation, thetas, mse(y, predicted), mae(y, predicted), nll / y.size, float(constant) / y.size,
        factor, slope_by_squares(x, y), best, flat, slope_by_squares(x[:-1], y[:-1]), medians(x[:-1], y[:-1]), noise,
    )  # fmt: skip


def medians(x: Array, y: Array) -> tuple[float, float]:
    """The least and the largest slope that minimize Σ |y − θx|: half of the weight lies on either side."""
    ratios = y / x
    order = np.argsort(ratios)
    below, whole = np.cumsum(np.abs(x[order])), np.abs(x).sum()
    first = int(np.searchsorted(below, 0.5 * whole * (1 - 1e-12)))
    last = int(np.searchsorted(below, 0.5 * whole * (1 + 1e-12), side="right"))
    return float(ratios[order[first]]), float(ratios[order[min(last, x.size - 1)]])


def _nll(noise: str, y: Array, predicted: Array, deviation: Array) -> Any:
    if noise == "laplace":
        return laplace_nll(y, predicted, deviation)
    return gaussian_nll(y, predicted, deviation**2)
