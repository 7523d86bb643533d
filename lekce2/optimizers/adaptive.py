"""A learning rate for each coordinate, by the size of its gradients: AdaGrad, RMSProp and Adadelta.

All operations are element by element. r is a growing sum of g² (AdaGrad) or a moving average of it (the others).
``eps_inside=True`` divides by √(r+ε), ``False`` by √r+ε. The letters and what all optimizers share are in
``lekce2.optimizers.optimizer``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array
from lekce2.optimizers.kernel import Terms
from lekce2.optimizers.optimizer import GRADIENT_LINE, Gradient, Optimizer, State, checked, column, rate, rate_line


@dataclass(frozen=True)
class adagrad(Optimizer):
    """AdaGrad: r ← r + g²; θ ← θ − α/√(r+ε) g. Duchi, Hazan, Singer (2011).

    Parameters
    ----------
    alpha, eps : float or array
        Learning rate and ε, at least 0.
    eps_inside : bool
        ε under the root (notes) or beside it (slides).

    Examples
    --------
    >>> adagrad(1.0, eps=0.0).step(np.array([9.0]), {"r": np.array([3.0])}, lambda theta: theta - 8, 2)[0].tolist()
    [8.5]
    """

    eps: ArrayLike = 1e-7
    eps_inside: bool = True
    memory = ("r",)

    @property
    def lines(self) -> tuple[str, ...]:
        last = rf"\theta \leftarrow \theta - {rate_line('r', self.eps_inside)} g"
        return GRADIENT_LINE, r"r \leftarrow r + g^2", last

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, eps, r = column(self.alpha), column(self.eps), state["r"]
        g = gradient(theta)
        r = r + np.square(g)
        theta = theta - rate(alpha, r, eps, self.eps_inside) * g
        return theta, {"r": r}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        return Terms(second=(1.0, 1.0), rate=alpha, eps=self.eps, eps_inside=self.eps_inside)


@dataclass(frozen=True)
class rmsprop(Optimizer):
    """RMSProp: r ← βr + (1−β)g²; θ ← θ − α/√(r+ε) g. Tieleman and Hinton (2012).

    Parameters
    ----------
    alpha, beta, eps : float or array
        Learning rate and ε, at least 0, and the memory of r in [0, 1).
    eps_inside : bool
        ε under the root (notes) or beside it (slides).

    Examples
    --------
    >>> rmsprop(1.0, beta=0.75, eps=0.0).step(np.array([9.0]), {"r": np.array([0.0])}, lambda x: x, 1)[0].tolist()
    [7.0]
    """

    beta: ArrayLike = 0.9
    eps: ArrayLike = 1e-7
    eps_inside: bool = True
    memory = ("r",)

    @property
    def lines(self) -> tuple[str, ...]:
        last = rf"\theta \leftarrow \theta - {rate_line('r', self.eps_inside)} g"
        return GRADIENT_LINE, r"r \leftarrow \beta r + (1 - \beta) g^2", last

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta, eps, r = column(self.alpha), column(self.beta), column(self.eps), state["r"]
        g = gradient(theta)
        r = beta * r + (1 - beta) * np.square(g)
        theta = theta - rate(alpha, r, eps, self.eps_inside) * g
        return theta, {"r": r}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        second = self.beta, 1 - np.asarray(self.beta)
        return Terms(second=second, rate=alpha, eps=self.eps, eps_inside=self.eps_inside)


@dataclass(frozen=True)
class adadelta(Optimizer):
    """Adadelta: the step is g times the ratio of the root mean squares of past steps and past gradients.

    r ← ρr + (1−ρ)g²; d ← √(s+ε)/√(r+ε) g; s ← ρs + (1−ρ)d²; θ ← θ − αd, with ε inside both roots. Zeiler (2012).

    Parameters
    ----------
    alpha, rho, eps : float or array
        A factor of the step (1 in the paper) and ε, at least 0, and the memory of r and s in [0, 1).

    Examples
    --------
    >>> theta = np.array([1.0])
    >>> method = adadelta(rho=0.0, eps=1.0)
    >>> method.step(theta, method.init(theta), lambda x: 0 * x + np.sqrt(3), 1)[0].round(6).tolist()
    [0.133975]
    """

    alpha: ArrayLike = 1.0
    rho: ArrayLike = 0.9
    eps: ArrayLike = 1e-6
    memory = ("r", "s")

    @property
    def lines(self) -> tuple[str, ...]:
        return (
            GRADIENT_LINE,
            r"r \leftarrow \rho r + (1 - \rho) g^2",
            r"d \leftarrow \frac{\sqrt{s + \varepsilon}}{\sqrt{r + \varepsilon}} g",
            r"s \leftarrow \rho s + (1 - \rho) d^2",
            r"\theta \leftarrow \theta - \alpha d",
        )

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, rho, eps, r, s = column(self.alpha), column(self.rho), column(self.eps), state["r"], state["s"]
        g = gradient(theta)
        r = rho * r + (1 - rho) * np.square(g)
        d = np.sqrt(s + eps) / np.sqrt(r + eps) * g
        s = rho * s + (1 - rho) * np.square(d)
        theta = theta - alpha * d
        return theta, {"r": r, "s": s}
