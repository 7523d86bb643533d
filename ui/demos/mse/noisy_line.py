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
    best_without: float  # MSE's slope without the movable point

    def after(self, step: str) -> Array:
        """The NLL per datum as it is, minus its constant, or times its factor as well."""
        if step == "nll":
            return self.nll
        rest = self.nll - self.constant
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
    if noise == "laplace":
        nll, constant = laplace_nll(y, predicted, deviation), laplace_nll(y, y, deviation)
        factor, best = float(deviation[0]), slope_by_absolutes(x, y)
    else:
        nll, constant = gaussian_nll(y, predicted, deviation**2), gaussian_nll(y, y, deviation**2)
        factor, best = 2.0 / float(np.mean(deviation**-2.0)), slope_by_squares(x, y, deviation**2)
    return Losses(
        x, y, deviation, thetas, mse(y, predicted), mae(y, predicted), nll / y.size, float(constant) / y.size,
        factor, slope_by_squares(x, y), best, slope_by_squares(x[:-1], y[:-1]),
    )  # fmt: skip
