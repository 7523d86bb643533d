"""lekce2.likelihood."""

from lekce2.likelihood.families import bernoulli, likelihood_product, loaded_die, normal_chain, normal_density
from lekce2.likelihood.losses import (
    MleChain,
    bernoulli_nll,
    categorical_nll,
    gaussian_mle,
    gaussian_nll,
    mle_chain,
    mse,
)
from lekce2.likelihood.noise import laplace_nll, mae, slope_by_absolutes, slope_by_squares
from lekce2.likelihood.scores import log_softmax, logsumexp, sigmoid, softmax, softplus

__all__ = [
    "MleChain",
    "bernoulli",
    "bernoulli_nll",
    "categorical_nll",
    "gaussian_mle",
    "gaussian_nll",
    "laplace_nll",
    "likelihood_product",
    "loaded_die",
    "log_softmax",
    "logsumexp",
    "mae",
    "mle_chain",
    "mse",
    "normal_chain",
    "normal_density",
    "sigmoid",
    "slope_by_absolutes",
    "slope_by_squares",
    "softmax",
    "softplus",
]
