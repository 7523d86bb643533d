"""The ladder against the optimizers themselves: impulses give the weights, a constant gradient the steps."""

import numpy as np
import pytest

from lekce2.optimizers import LADDER, OPTIMIZERS

ALPHA, BETA, STEPS = 0.1, 0.8, 12
RUNGS = {rung.name: rung for rung in LADDER}


def made(name):
    given = {"sgd": {}, "momentum": {"beta": BETA}, "nesterov": {"beta": BETA}, "adagrad": {"eps": 0.0}}
    given |= {"rmsprop": {"beta": BETA, "eps": 0.0}, "adam": {"beta1": BETA, "beta2": BETA, "eps": 0.0}}
    return OPTIMIZERS[name](alpha=ALPHA, **given[name])


def run(name, gradients):
    """θ and the state after each step."""
    method, theta = made(name), np.array([0.0])
    state = method.init(theta)
    seen = []
    for t, g in enumerate(gradients, 1):
        theta, state = method.step(theta, state, lambda _, g=g: np.array([g]), t)
        seen.append((theta[0], {key: float(np.asarray(value).ravel()[0]) for key, value in state.items()}))
    return seen


def values(**more):
    return {"alpha": ALPHA, "beta": BETA, "t": STEPS, "g": 2.0, **more}


@pytest.mark.parametrize("name", RUNGS)
def test_what_is_stored(name):
    assert set(RUNGS[name].state) == set(made(name).init(np.array([0.0])))


@pytest.mark.parametrize("name", [name for name in RUNGS if name != "sgd"])
def test_the_weight_of_each_gradient_is_what_an_impulse_leaves(name):
    rung, key = RUNGS[name], RUNGS[name].state[0]
    correction = 1 - BETA**STEPS if name == "adam" else 1.0  # what is used is s divided by its weights
    total = 0.0
    for i in range(1, STEPS + 1):
        impulse = [1.0 if t == i else 0.0 for t in range(1, STEPS + 1)]
        with np.errstate(all="ignore"):
            left = abs(run(name, impulse)[-1][1][key]) / correction
        assert left == pytest.approx(rung.value("weight", **values(i=i)))
        total += left
    assert total == pytest.approx(rung.value("total", **values()))


@pytest.mark.parametrize("name", RUNGS)
def test_the_step_under_a_constant_gradient(name):
    rung, places = RUNGS[name], [0.0, *(theta for theta, _ in run(name, [2.0] * STEPS))]
    for t in range(2 if name == "nesterov" else 1, STEPS + 1):
        assert places[t - 1] - places[t] == pytest.approx(rung.value("step", **values(t=t)))


@pytest.mark.parametrize("name", RUNGS)
def test_the_step_after_many(name):
    rung = RUNGS[name]
    assert rung.value("step", **values(t=100_000)) == pytest.approx(rung.value("limit", **values()), abs=1e-3)
