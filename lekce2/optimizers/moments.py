"""Moving averages of g and of g²: Adam and its successors AdamW and AMSGrad.

s is the average of the gradients (first moment), r of their squares (second moment); ŝ and r̂ are s and r divided by
the weight their averages have after t steps. The letters and what all optimizers share are in
``lekce2.optimizers.optimizer``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array, means
from lekce2.optimizers.kernel import Terms
from lekce2.optimizers.optimizer import (
    GRADIENT_LINE,
    Gradient,
    Optimizer,
    State,
    checked,
    column,
    rate,
    rate_line,
)

COUNT_LINE = r"t \leftarrow t + 1"
FIRST_LINE = r"s \leftarrow \beta_1 s + (1 - \beta_1) g"
SECOND_LINE = r"r \leftarrow \beta_2 r + (1 - \beta_2) g^2"
S_HAT, R_HAT = r"\hat{s}", r"\hat{r}"
FIRST_HAT_LINE = r"\hat{s} \leftarrow \frac{s}{1 - \beta_1^t}"
SECOND_HAT_LINE = r"\hat{r} \leftarrow \frac{r}{1 - \beta_2^t}"


@dataclass(frozen=True)
class adam(Optimizer):
    """Adam: s and r are moving averages of g and g², ŝ and r̂ freed of their bias; θ ← θ − α/√(r̂+ε) ŝ.

    Kingma and Ba (2015).

    Parameters
    ----------
    alpha, beta1, beta2, eps : float or array
        Learning rate and ε, at least 0, and the memories of s and r in [0, 1).
    eps_inside : bool
        ε under the root (notes) or beside it (slides).
    bias_correction : bool
        Without it ŝ = s and r̂ = r.

    Examples
    --------
    >>> still, first = np.zeros(1), adam(1.0, eps=0.0, bias_correction=False)
    >>> float(first.step(still, first.init(still), np.ones_like, 1)[0][0].round(2))
    -3.16
    """

    alpha: ArrayLike = 1e-3
    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-7
    eps_inside: bool = True
    bias_correction: bool = True
    memory = ("s", "r")

    @property
    def lines(self) -> tuple[str, ...]:
        s, r = (S_HAT, R_HAT) if self.bias_correction else ("s", "r")
        return (
            GRADIENT_LINE,
            *((COUNT_LINE,) if self.bias_correction else ()),
            FIRST_LINE,
            SECOND_LINE,
            *((FIRST_HAT_LINE, SECOND_HAT_LINE) if self.bias_correction else ()),
            rf"\theta \leftarrow \theta - {rate_line(r, self.eps_inside)} {s}",
        )

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta1, beta2, eps = (column(value) for value in (self.alpha, self.beta1, self.beta2, self.eps))
        s, r = state["s"], state["r"]
        g = gradient(theta)
        s = beta1 * s + (1 - beta1) * g
        r = beta2 * r + (1 - beta2) * np.square(g)
        s_hat, r_hat = s, r
        if self.bias_correction:
            s_hat, r_hat = s / means.weight_sum(beta1, t), r / means.weight_sum(beta2, t)
        theta = theta - rate(alpha, r_hat, eps, self.eps_inside) * s_hat
        return theta, {"s": s, "r": r}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        corrected = self.bias_correction
        return Terms(
            first=(self.beta1, 1 - np.asarray(self.beta1)),
            second=(self.beta2, 1 - np.asarray(self.beta2)),
            by_first=True,
            rate=alpha,
            weights=(means.weight_sum(self.beta1, t), means.weight_sum(self.beta2, t)) if corrected else None,
            eps=self.eps,
            eps_inside=self.eps_inside,
        )


@dataclass(frozen=True)
class adamw(Optimizer):
    """AdamW: Adam whose weights also decay on their own, θ ← θ − αλθ; ε beside the root. Loshchilov and Hutter (2019).

    Parameters
    ----------
    alpha, beta1, beta2, eps, weight_decay : float or array
        Learning rate, ε and λ, at least 0, and the memories of s and r in [0, 1).

    Examples
    --------
    >>> theta, method = np.array([2.0]), adamw(0.1, weight_decay=0.5)
    >>> method.step(theta, method.init(theta), np.zeros_like, 1)[0].tolist()
    [1.9]
    """

    alpha: ArrayLike = 1e-3
    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-8
    weight_decay: ArrayLike = 0.01
    memory = ("s", "r")

    @property
    def lines(self) -> tuple[str, ...]:
        return (
            GRADIENT_LINE,
            COUNT_LINE,
            r"\theta \leftarrow \theta - \alpha \lambda \theta",
            FIRST_LINE,
            SECOND_LINE,
            FIRST_HAT_LINE,
            SECOND_HAT_LINE,
            rf"\theta \leftarrow \theta - {rate_line(R_HAT, False)} {S_HAT}",
        )

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta1, beta2, eps = (column(value) for value in (self.alpha, self.beta1, self.beta2, self.eps))
        s, r = state["s"], state["r"]
        g = gradient(theta)
        theta = theta - alpha * column(self.weight_decay) * theta
        s = beta1 * s + (1 - beta1) * g
        r = beta2 * r + (1 - beta2) * np.square(g)
        s_hat = s / means.weight_sum(beta1, t)
        r_hat = r / means.weight_sum(beta2, t)
        theta = theta - rate(alpha, r_hat, eps, inside=False) * s_hat
        return theta, {"s": s, "r": r}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        return Terms(
            shrink=np.multiply(alpha, self.weight_decay),
            first=(self.beta1, 1 - np.asarray(self.beta1)),
            second=(self.beta2, 1 - np.asarray(self.beta2)),
            by_first=True,
            rate=alpha,
            weights=(means.weight_sum(self.beta1, t), means.weight_sum(self.beta2, t)),
            eps=self.eps,
        )


@dataclass(frozen=True)
class amsgrad(Optimizer):
    """AMSGrad: Adam with the largest r so far, m ← max(m, r) and r̂ = m/(1−β₂ᵗ); ε beside the root. Reddi et al. (2018).

    Parameters
    ----------
    alpha, beta1, beta2, eps : float or array
        Learning rate and ε, at least 0, and the memories of s and r in [0, 1).

    Examples
    --------
    >>> theta, method = np.array([2.0]), amsgrad(0.1)
    >>> theta, state = method.step(theta, method.init(theta), np.ones_like, 1)
    >>> theta, state = method.step(theta, state, np.zeros_like, 2)
    >>> state["r"].round(6).tolist(), state["m"].round(6).tolist()
    ([0.000999], [0.001])
    """

    alpha: ArrayLike = 1e-3
    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-8
    memory = ("s", "r", "m")

    @property
    def lines(self) -> tuple[str, ...]:
        return (
            GRADIENT_LINE,
            COUNT_LINE,
            FIRST_LINE,
            SECOND_LINE,
            r"m \leftarrow \max(m, r)",
            FIRST_HAT_LINE,
            r"\hat{r} \leftarrow \frac{m}{1 - \beta_2^t}",
            rf"\theta \leftarrow \theta - {rate_line(R_HAT, False)} {S_HAT}",
        )

    @checked
    def step(self, theta: Array, state: State, gradient: Gradient, t: int) -> tuple[Array, State]:
        alpha, beta1, beta2, eps = (column(value) for value in (self.alpha, self.beta1, self.beta2, self.eps))
        s, r, m = state["s"], state["r"], state["m"]
        g = gradient(theta)
        s = beta1 * s + (1 - beta1) * g
        r = beta2 * r + (1 - beta2) * np.square(g)
        m = np.maximum(m, r)
        s_hat = s / means.weight_sum(beta1, t)
        r_hat = m / means.weight_sum(beta2, t)
        theta = theta - rate(alpha, r_hat, eps, inside=False) * s_hat
        return theta, {"s": s, "r": r, "m": m}

    def terms(self, alpha: ArrayLike, t: Array) -> Terms:
        return Terms(
            first=(self.beta1, 1 - np.asarray(self.beta1)),
            second=(self.beta2, 1 - np.asarray(self.beta2)),
            by_first=True,
            largest=True,
            rate=alpha,
            weights=(means.weight_sum(self.beta1, t), means.weight_sum(self.beta2, t)),
            eps=self.eps,
        )
