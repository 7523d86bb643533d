"""Descent with one learning rate for all coordinates: SGD, momentum, Nesterov momentum and Lion.

The velocity v is a sum of past gradients, older ones weighing β less each step. ``velocity="notes"`` has α inside v,
``velocity="slides"`` outside. The letters and what all optimizers share are in ``lekce2.optimizers.optimizer``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array
from lekce2.optimizers.kernel import Terms
from lekce2.optimizers.optimizer import GRADIENT_LINE, Gradient, Optimizer, State, checked, column


@dataclass(frozen=True)
class sgd(Optimizer):
    """Stochastic gradient descent: θ ← θ − αg.

    Parameters
    ----------
    alpha : float or array
        Learning rate, at least 0.

    Examples
    --------
    >>> sgd(0.1).step(np.array([1.0]), {}, lambda theta: 2 * theta, 1)[0].tolist()
    [0.8]
    """

    @property
    def lines(self) -> tuple[str, ...]:
        return GRADIENT_LINE, r"\theta \leftarrow \theta - \alpha g"

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha = column(self.alpha)
        g = gradient(theta)
        theta = theta - alpha * g
        return theta, {}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        return Terms(rate=alpha)


@dataclass(frozen=True)
class momentum(Optimizer):
    """SGD with momentum: v ← βv − αg; θ ← θ + v (notes) or v ← βv + g; θ ← θ − αv (slides).

    Both give the same θ for a constant α and differ under a schedule. Polyak (1964).

    Parameters
    ----------
    alpha, beta : float or array
        Learning rate, at least 0, and momentum in [0, 1).
    velocity : {"notes", "slides"}
        Whether v holds α.

    Examples
    --------
    >>> momentum(0.1, velocity="slides").lines[1:]
    ('v \\\\leftarrow \\\\beta v + g', '\\\\theta \\\\leftarrow \\\\theta - \\\\alpha v')
    """

    beta: ArrayLike = 0.9
    velocity: str = "notes"
    memory = ("v",)

    @property
    def lines(self) -> tuple[str, ...]:
        if self.velocity == "notes":
            return GRADIENT_LINE, r"v \leftarrow \beta v - \alpha g", r"\theta \leftarrow \theta + v"
        return GRADIENT_LINE, r"v \leftarrow \beta v + g", r"\theta \leftarrow \theta - \alpha v"

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta, v = column(self.alpha), column(self.beta), state["v"]
        g = gradient(theta)
        if self.velocity == "notes":
            v = beta * v - alpha * g
            theta = theta + v
        else:
            v = beta * v + g
            theta = theta - alpha * v
        return theta, {"v": v}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        if self.velocity == "notes":
            return Terms(first=(self.beta, np.negative(alpha)), by_first=True, rate=-1.0)
        return Terms(first=(self.beta, 1.0), by_first=True, rate=alpha)


@dataclass(frozen=True)
class nesterov(Optimizer):
    """SGD with Nesterov momentum: the velocity moves θ first, the gradient is taken there.

    Notes: θ ← θ + βv; g; v ← βv − αg; θ ← θ − αg. Slides: θ ← θ − αβv; g; v ← βv + g; θ ← θ − αg. Sutskever (2013).

    Parameters
    ----------
    alpha, beta : float or array
        Learning rate, at least 0, and momentum in [0, 1).
    velocity : {"notes", "slides"}
        Whether v holds α. Under a schedule both α of a step are α_t.

    Examples
    --------
    >>> nesterov(0.1).step(np.array([1.0]), {"v": np.array([-1.0])}, lambda theta: 2 * theta, 2)[0].round(12).tolist()
    [0.08]
    """

    beta: ArrayLike = 0.9
    velocity: str = "notes"
    memory = ("v",)

    @property
    def lines(self) -> tuple[str, ...]:
        last = r"\theta \leftarrow \theta - \alpha g"
        if self.velocity == "notes":
            return r"\theta \leftarrow \theta + \beta v", GRADIENT_LINE, r"v \leftarrow \beta v - \alpha g", last
        return r"\theta \leftarrow \theta - \alpha \beta v", GRADIENT_LINE, r"v \leftarrow \beta v + g", last

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta, v = column(self.alpha), column(self.beta), state["v"]
        if self.velocity == "notes":
            theta = theta + beta * v
            g = gradient(theta)
            v = beta * v - alpha * g
        else:
            theta = theta - alpha * beta * v
            g = gradient(theta)
            v = beta * v + g
        theta = theta - alpha * g
        return theta, {"v": v}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        if self.velocity == "notes":
            return Terms(look=self.beta, first=(self.beta, np.negative(alpha)), rate=alpha)
        return Terms(look=-np.multiply(alpha, self.beta), first=(self.beta, 1.0), rate=alpha)


@dataclass(frozen=True)
class lion(Optimizer):
    """Lion: every coordinate steps by α against the sign of a blend of g and its memory s. Chen et al. (2023).

    d ← β₁s + (1−β₁)g; θ ← θ − α sign(d); s ← β₂s + (1−β₂)g.

    Parameters
    ----------
    alpha, beta1, beta2 : float or array
        Length of the step, at least 0, and in [0, 1) the share of s in the step and the memory of s.

    Examples
    --------
    >>> theta, method = np.array([2.0, 2.0]), lion(0.5)
    >>> method.step(theta, method.init(theta), lambda x: np.array([1e-6, -1e6]), 1)[0].tolist()
    [1.5, 2.5]
    """

    alpha: ArrayLike = 1e-4
    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.99
    memory = ("s",)

    @property
    def lines(self) -> tuple[str, ...]:
        return (
            GRADIENT_LINE,
            r"d \leftarrow \beta_1 s + (1 - \beta_1) g",
            r"\theta \leftarrow \theta - \alpha \operatorname{sign}(d)",
            r"s \leftarrow \beta_2 s + (1 - \beta_2) g",
        )

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta1, beta2, s = column(self.alpha), column(self.beta1), column(self.beta2), state["s"]
        g = gradient(theta)
        d = beta1 * s + (1 - beta1) * g
        theta = theta - alpha * np.sign(d)
        s = beta2 * s + (1 - beta2) * g
        return theta, {"s": s}
