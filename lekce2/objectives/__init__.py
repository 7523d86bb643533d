"""Functions to descend: each an object with value, gradient, Hessian, domain, minima and a grid to plot.

``objective`` says what all offer; ``landscapes`` are the test functions, ``quadratics`` and ``regression`` the
objectives of the lecture (the latter a mean over data, so that a minibatch of rows estimates their gradient),
``typed_landscape`` a formula that a learner typed, ``newton`` finds the minimum next to a point. Nothing here descends.
"""

from lekce2.objectives.landscapes import LANDSCAPES, beale, himmelblau, plateau, rosenbrock, saddle
from lekce2.objectives.newton import nearest_minimum
from lekce2.objectives.objective import Objective, Point
from lekce2.objectives.quadratics import quadratic, ravine
from lekce2.objectives.regression import least_squares, logistic_regression, noisy_bowl, row_indices
from lekce2.objectives.typed_landscape import from_expression, typed

__all__ = [
    "LANDSCAPES",
    "Objective",
    "Point",
    "beale",
    "from_expression",
    "himmelblau",
    "least_squares",
    "logistic_regression",
    "nearest_minimum",
    "noisy_bowl",
    "plateau",
    "quadratic",
    "ravine",
    "rosenbrock",
    "row_indices",
    "saddle",
    "typed",
]
