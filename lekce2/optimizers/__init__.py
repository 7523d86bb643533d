"""The optimizers, by name: a chain of remedies, each ``step`` the printed formula, line for line.

``sgd`` goes down the gradient; ``momentum`` remembers where it went; ``nesterov`` takes the gradient where that memory
leads; ``adagrad`` divides by the size of the gradients so far; ``rmsprop`` forgets old sizes; ``adam`` joins momentum
with RMSProp and corrects the bias of both. Then came ``adamw``, ``amsgrad``, ``adadelta`` and ``lion``. Use them from
here; they stand in ``descent``, ``adaptive`` and ``moments``, what all share in ``optimizer``, and the one step that a
race runs for all of them at once in ``kernel``.

Two conventions: ``velocity="notes"`` has α inside v, ``velocity="slides"`` outside; ``eps_inside=True`` divides by
√(r+ε), ``False`` by √r+ε. The first is the notes of 2021, the second today's slides. This module draws no minibatch and
stops nowhere: many steps are ``lekce2.race``.

Examples
--------
>>> import numpy as np
>>> method, theta = momentum(alpha=0.1, beta=0.5), np.array([1.0])
>>> state = method.init(theta)
>>> for t in (1, 2):
...     theta, state = method.step(theta, state, lambda x: 2 * x, t)
>>> theta.round(12).tolist(), state["v"].round(12).tolist()
([0.54], [-0.26])
"""

from __future__ import annotations

from lekce2.optimizers.adaptive import adadelta, adagrad, rmsprop
from lekce2.optimizers.descent import lion, momentum, nesterov, sgd
from lekce2.optimizers.kernel import Terms, place
from lekce2.optimizers.ladder import LADDER, Rung
from lekce2.optimizers.moments import adam, adamw, amsgrad
from lekce2.optimizers.optimizer import Gradient, Optimizer, rate

__all__ = [
    "LADDER",
    "OPTIMIZERS",
    "Gradient",
    "Optimizer",
    "Rung",
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

OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
    "amsgrad": amsgrad,
    "adadelta": adadelta,
    "lion": lion,
}
