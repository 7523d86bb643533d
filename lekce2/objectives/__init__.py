"""lekce2.objectives."""

from lekce2.objectives.landscapes import LANDSCAPES, beale, himmelblau, plateau, rosenbrock, saddle
from lekce2.objectives.newton import nearest_minimum
from lekce2.objectives.objective import Objective, Point
from lekce2.objectives.quadratics import quadratic, ravine
from lekce2.objectives.regression import least_squares, logistic_regression, noisy_bowl, row_indices
from lekce2.objectives.typed import from_expression

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
]
