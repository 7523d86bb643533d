"""Data of the likelihood demo and the family that is to explain them: a coin, a loaded die, a normal of variance 1.

``observe`` draws the data, ``explain`` says everything the demo shows of them over a grid of θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lekce2.base import Array, choice, integer, within
from lekce2.likelihood import (
    MleChain,
    bernoulli,
    gaussian_mle,
    likelihood_product,
    loaded_die,
    mle_chain,
    normal_chain,
    normal_density,
)

MODELS = ("bernoulli", "categorical", "gaussian")
DOMAIN = {"bernoulli": (0.0, 1.0), "categorical": (0.0, 1.0), "gaussian": (-3.0, 3.0)}
GRID = {
    "bernoulli": tuple(round(0.01 * k, 2) for k in range(101)),
    "categorical": tuple(round(0.01 * k, 2) for k in range(101)),
    "gaussian": tuple(round(-3.0 + 0.05 * k, 2) for k in range(121)),
}
FAMILIES = {"bernoulli": bernoulli, "categorical": loaded_die}


@dataclass(frozen=True)
class Sample:
    """Data under a model at every θ: factors ``(θ, N)``, their product, and the chain of MLE, arrays over θ.

    ``best`` is the estimate itself, which need not be one of ``thetas`` nor in their range; ``at_best`` and ``top`` are
    the chain and the product there.
    """

    model: str
    data: Array
    counts: Array  # of the outcomes; empty for data on a line
    thetas: tuple[float, ...]
    factors: Array
    product: Array
    chain: MleChain
    best: float
    at_best: MleChain
    top: float

    @property
    def beyond(self) -> bool:
        """Whether the estimate lies outside the range of θ."""
        low, high = DOMAIN[self.model]
        return not low <= self.best <= high

    @property
    def imitates(self) -> bool:
        """Whether the family can give each outcome just the share that it has in the data."""
        return self.counts.size > 0 and len(set(self.counts[:-1].tolist())) == 1


def places(model: str, theta: float) -> tuple[float, ...]:
    """The θ of every frame: the model's list, and the one that is asked for."""
    low, high = DOMAIN[choice("model", model, MODELS)]
    return tuple(sorted({*GRID[model], float(within("theta", theta, low, high))}))


def observe(model: str, truth: float, n: int, seed: int) -> Array:
    """n data drawn at the true θ: 0 and 1, faces 0 … 5, or numbers."""
    low, high = DOMAIN[choice("model", model, MODELS)]
    within("truth", truth, low, high)
    n = integer("n", n, 1)
    rng = np.random.default_rng(seed)
    if model == "gaussian":
        return truth + rng.standard_normal(n)
    reached = np.cumsum(FAMILIES[model](truth))[:-1]
    return np.searchsorted(reached, rng.random(n), side="right").astype(float)


@lru_cache(maxsize=16)
def explain(model: str, truth: float, n: int, seed: int, theta: float) -> Sample:
    """The data and what their likelihood comes to at every θ."""
    thetas, data = places(model, theta), observe(model, truth, n, seed)
    grid = np.array(thetas)
    if model == "gaussian":
        factors = normal_density(data, grid[:, np.newaxis], 1.0)
        chain, counts = normal_chain(data, grid, 1.0), np.zeros(0)
        best = float(gaussian_mle(data)[0])
        most, at_best = normal_density(data, best, 1.0), normal_chain(data, best, 1.0)
    else:
        q = FAMILIES[model](grid)
        counts = np.bincount(data.astype(int), minlength=q.shape[-1]).astype(float)
        factors, chain = q[:, data.astype(int)], mle_chain(counts, q)
        best = float(counts[-1] / n)
        most, at_best = FAMILIES[model](best)[data.astype(int)], mle_chain(counts, FAMILIES[model](best))
    product = likelihood_product(factors)
    top = max(float(likelihood_product(most)), float(product.max()))
    return Sample(model, data, counts, thetas, factors, product, chain, best, at_best, top)


def shown(sample: Sample, most: int) -> tuple[Array, Any]:
    """The first ``most`` data and their factors ``(θ, n)``: as many sticks as can be told apart."""
    return sample.data[:most], sample.factors[:, :most]
