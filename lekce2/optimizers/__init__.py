"""lekce2.optimizers."""

from lekce2.optimizers.adaptive import adadelta, adagrad, rmsprop
from lekce2.optimizers.descent import lion, momentum, nesterov, sgd
from lekce2.optimizers.kernel import Terms, place
from lekce2.optimizers.methods import OPTIMIZERS
from lekce2.optimizers.moments import adam, adamw, amsgrad
from lekce2.optimizers.optimizer import Gradient, Optimizer, rate

__all__ = [
    "OPTIMIZERS",
    "Gradient",
    "Optimizer",
    "Terms",
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "amsgrad",
    "kernel",
    "lion",
    "momentum",
    "nesterov",
    "place",
    "rate",
    "rmsprop",
    "sgd",
]
