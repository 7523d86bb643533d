"""Every public function of the compute package with anything for any argument: an answer or an error of the family.

Never a warning, also where NumPy is told to raise at an overflow, an underflow or a NaN, and never another error.
"""

import math
import operator
from contextlib import suppress
from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from lekce2 import averages, information, likelihood, objectives, patterns, race, sampling, schedules, stability
from lekce2.base.errors import Lekce2Error
from lekce2.graph import Tape
from lekce2.information import (
    canonical_words,
    closest_normals,
    divergence_terms,
    huffman_lengths,
    joints,
    normal_on_grid,
)
from lekce2.likelihood import (
    bernoulli,
    laplace_nll,
    likelihood_product,
    loaded_die,
    mae,
    normal_chain,
    normal_density,
    slope_by_absolutes,
    slope_by_squares,
)
from lekce2.networks.two_layers import two_layers
from lekce2.objectives import nearest_minimum
from lekce2.optimizers import OPTIMIZERS, sgd
from lekce2.schedules import brackets, distances, nearest, noise_ball, random_signs, steps_to_cover

RNG = np.random.default_rng(0)


class Rude:
    def __repr__(self):
        raise RuntimeError


ODD = [
    None, True, "a", "1.5", "notes", b"x", 1j, np.complex128(2), {}, {"v": 1}, set(), slice(1), object(), Rude(), RNG,
    np.random.RandomState(0), range(3), iter([1]), Fraction(1, 3), math.nan, math.inf, -math.inf, -1, 0, 0.0, 1, 2, 3.5,
    1e308, -1e308, 1e-300, 5e-324, 2**70, -(2**70), 10**400, np.uint64(2**63), np.float16(0.5), np.int8(3), np.array(2),
    [], [[]], np.empty((0, 3)), np.empty((3, 0)), [None], ["a"], [1j], [[1], [1, 2]], [[0, 1], [2]], [10**400], [1, 0],
    [math.nan], [math.inf, 1.0], [-1, 2], [0.5, 0.5], [0.5, 0.25, 0.25], [True, False], [1e308] * 3, [-1e308, 1e308],
    [1e-300, 1.0], np.array(["a", "b"]), np.array([1, 2], "M8[s]"), np.float32([0.5, 0.5]), np.ma.array([0.5, 0.5]),
    [[0.25, 0.25], [0.25, 0.25]], [[math.nan, 1.0], [0.0, 0.0]], np.zeros((2, 3, 4)), np.ones((2, 2, 2, 2)),
]  # fmt: skip

TABLE, LINE, POINT = [[0.25, 0.25], [0.5, 0.0]], [[1.0, 0.0], [2.0, 1.0]], [1.0, 2.0]


def operators(lanes):
    def of(other):
        x = Tape().variable([0.5, 0.25] if lanes else 0.5)
        for one, another in ((x, other), (other, x)):
            for sign in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow):
                sign(one, another)

    return of


def race_with(argument, objective):
    return lambda value: race.run(objective, [sgd(0.1)], [POINT], 3, **{"rng": RNG, argument: value})


CALLS = {
    "entropy": (information.entropy, ([0.5, 0.5], -1, 2.0)),
    "surprisal": (information.surprisal, ([0.5, 0.5], 2.0)),
    "cross_entropy": (information.cross_entropy, ([0.5, 0.5], [0.25, 0.75], -1, 2.0)),
    "kl_divergence": (information.kl_divergence, ([0.5, 0.5], [0.25, 0.75], -1, 2.0)),
    "joint_entropy": (information.joint_entropy, (TABLE, 2.0)),
    "conditional_entropy": (information.conditional_entropy, (TABLE, 2.0)),
    "mutual_information": (information.mutual_information, (TABLE, 2.0)),
    "margins": (joints.margins, (TABLE,)),
    "conditionals": (joints.conditionals, (TABLE,)),
    "row_entropies": (joints.row_entropies, (TABLE, 2.0)),
    "diluted": (joints.diluted, (TABLE, 0.5)),
    "divergence_terms": (divergence_terms, ([0.5, 0.5], [0.25, 0.75], 2.0)),
    "normal_on_grid": (normal_on_grid, ([0.0, 1.0], [0.0, 1.0], [1.0, 2.0])),
    "closest_normals": (closest_normals, ([0.5, 0.5], [0.0, 1.0], [0.0, 1.0], [1.0, 2.0, 3.0], False)),
    "huffman_lengths": (huffman_lengths, ([0.5, 0.5],)),
    "canonical_words": (canonical_words, ([1, 1],)),
    "logsumexp": (likelihood.logsumexp, (POINT, -1)),
    "softmax": (likelihood.softmax, (POINT, -1)),
    "log_softmax": (likelihood.log_softmax, (POINT, -1)),
    "sigmoid": (likelihood.sigmoid, (POINT,)),
    "softplus": (likelihood.softplus, (POINT,)),
    "categorical_nll": (likelihood.categorical_nll, ([POINT, POINT], [0, 1])),
    "bernoulli_nll": (likelihood.bernoulli_nll, (POINT, [0, 1])),
    "gaussian_nll": (likelihood.gaussian_nll, (POINT, [0.0, 1.0], [1.0, 2.0])),
    "gaussian_mle": (likelihood.gaussian_mle, (POINT,)),
    "mse": (likelihood.mse, (POINT, [0.0, 1.0])),
    "mle_chain": (likelihood.mle_chain, ([1, 2], [0.5, 0.5])),
    "bernoulli": (bernoulli, (0.5,)),
    "loaded_die": (loaded_die, (0.5,)),
    "normal_density": (normal_density, (POINT, [0.0, 1.0], [1.0, 2.0])),
    "likelihood_product": (likelihood_product, (POINT,)),
    "normal_chain": (normal_chain, ([1.0, 3.0, 4.0], [0.0, 1.0], [1.0, 2.0])),
    "laplace_nll": (laplace_nll, (POINT, [0.0, 1.0], [1.0, 2.0])),
    "mae": (mae, (POINT, [0.0, 1.0])),
    "slope_by_squares": (slope_by_squares, (POINT, [1.0, 4.0], [1.0, 2.0])),
    "slope_by_absolutes": (slope_by_absolutes, (POINT, [1.0, 4.0])),
    "ema": (averages.ema, ([POINT, POINT], 0.5, 1)),
    "weights": (averages.weights, (0.5, 3)),
    "weight_sum": (averages.weight_sum, ([0.5, 0.25], [1, 2])),
    "debias": (averages.debias, (POINT, 0.5)),
    "epoch_batches": (sampling.epoch_batches, (5, 2, RNG, False)),
    "batch_plan": (sampling.batch_plan, (5, 2, 3, RNG)),
    "gradient_samples": (sampling.gradient_samples, (LINE, 2, 3, RNG, False)),
    "variance_of_mean": (sampling.variance_of_mean, (POINT, 1, False)),
    "gradients": (patterns.gradients, ("noisy", 5, RNG)),
    "distances": (distances, ([[1.0], [0.5]], 2.0, 1.0, [[1.0], [1.0]], [0, 1, 2])),
    "random_signs": (random_signs, (2, 3, RNG)),
    "nearest": (nearest, (POINT, 5.0, 1.0)),
    "steps_to_cover": (steps_to_cover, (schedules.power(1, 1), 5.0)),
    "noise_ball": (noise_ball, (0.5, 1.0)),
    "brackets": (brackets, (schedules.power(1, 1), [1, 100])),
    "update_matrix": (stability.update_matrix, ("momentum", [0.1, 0.2], [0.9, 0.5], [1.0, 2.0], "notes")),
    "eigenvalues": (stability.eigenvalues, ("momentum", [0.1, 0.2], [0.9, 0.5], [1.0, 2.0])),
    "rate": (stability.rate, ("nesterov", [0.1, 0.2], [0.9, 0.5], [1.0, 2.0])),
    "regime": (stability.regime, ("nesterov", [0.1, 0.2], [0.9, 0.5], [1.0, 2.0])),
    "stability_limit": (stability.stability_limit, ("momentum", [0.9, 0.5], [1.0, 2.0])),
    "monotone_limit": (stability.monotone_limit, ("nesterov", [0.9, 0.5], [1.0, 2.0])),
    "best": (stability.best, ("momentum", 1.0, 9.0)),
    "speed": (stability.speed, ([0.9, 0.5], [1.0, 2.0])),
    "two_layers": (two_layers, ([1.0], [[0.0]], [3.0], 1.0)),
    "quadratic": (objectives.quadratic, ([[2, 0], [0, 4]], [1, 2])),
    "ravine": (objectives.ravine, (9.0, 0.0)),
    "logistic_regression": (objectives.logistic_regression, (LINE, [0, 1])),
    "least_squares": (objectives.least_squares, (LINE, [0, 1])),
    "noisy_bowl": (objectives.noisy_bowl, (LINE,)),
    "from_expression": (objectives.from_expression, ("x**2", ((-1, 1), (-1, 1)))),
    "nearest_minimum": (nearest_minimum, (objectives.rosenbrock(), POINT)),
    "run": (race.run, (objectives.rosenbrock(), [sgd(0.1)], [POINT], 3)),
    "variable": (lambda value: Tape().variable(value), (0.5,)),
    "operators of floats": (operators(False), (0.5,)),
    "operators of arrays": (operators(True), (0.5,)),
}
for name, argument in (("schedule", lambda t: 0.1), ("noise", 0.1), ("batches", [[0], [1], [0]]), ("rng", RNG)):
    CALLS[f"run, {name}"] = race_with(name, objectives.noisy_bowl(LINE)), (argument,)
for name, make in schedules.SCHEDULES.items():
    rest = {"power": (0.75, 0.5), "exponential": (0.5,), "step_decay": (0.5, 3), "linear": (5,), "cosine": (5,)}
    CALLS[name] = make, (0.5, *rest.get(name, ()))
    made = make(*CALLS[name][1])
    CALLS[f"{name}, t"] = made, ([1, 2],)
    CALLS[f"{name}, sums"] = made.partial_sums, ([1, 2],)
for name, make in OPTIMIZERS.items():
    method = make(alpha=0.5)
    CALLS[name] = make, tuple(getattr(method, one.name) for one in fields(method))
    CALLS[f"{name}, init"] = method.init, (POINT,)
    CALLS[f"{name}, step"] = method.step, (np.array(POINT), method.init(POINT), lambda theta: 2 * theta, 1)
    CALLS[f"{name}, gradient"] = (
        lambda g, method=method: method.step(POINT, method.init(POINT), lambda _: g, 1),
        (np.array(POINT),),
    )
for name, made in {
    **{name: make() for name, make in objectives.LANDSCAPES.items()},
    "logistic": objectives.logistic_regression(LINE, [0, 1]),
    "typed": objectives.from_expression("x**2 + log(y)"),
}.items():
    rows = ([0],) if made.data_size else ()
    CALLS.update({f"{name}, value": (made.value, (POINT, *rows)), f"{name}, gradient": (made.gradient, (POINT, *rows))})
    CALLS.update({f"{name}, hessian": (made.hessian, (POINT,)), f"{name}, grid": (made.grid, (3, 4))})


@pytest.mark.parametrize("name", CALLS)
def test_anything_for_any_argument_is_answered_or_refused_by_name(name):
    function, good = CALLS[name]
    function(*good)
    with np.errstate(all="raise"):
        for place in range(len(good)):
            for odd in ODD:
                with suppress(Lekce2Error):
                    function(*good[:place], odd, *good[place + 1 :])
