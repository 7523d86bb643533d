"""Optimizers: paths of torch.optim, closed forms, hand-worked numbers, the two conventions, bad inputs."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import optimizers
from lekce2.base.errors import ArgumentError
from lekce2.objectives import rosenbrock
from lekce2.optimizers import (
    OPTIMIZERS,
    adadelta,
    adagrad,
    adam,
    adamw,
    amsgrad,
    lion,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)

DATA = json.loads((Path(__file__).parents[2] / "data" / "optimizers.json").read_text("utf-8"))
OURS = {
    "sgd": sgd(1e-3),
    "momentum": momentum(1e-3, 0.8, velocity="slides"),
    "nesterov": nesterov(1e-3, 0.8, velocity="slides"),
    "adagrad": adagrad(0.1, eps=1e-3, eps_inside=False),
    "rmsprop": rmsprop(0.02, 0.9, eps=1e-3, eps_inside=False),
    "adam": adam(0.05, 0.8, 0.99, eps=1e-3, eps_inside=False),
    "adamw": adamw(0.05, 0.8, 0.99, weight_decay=0.1),
    "amsgrad": amsgrad(0.05, 0.8, 0.9),
    "adadelta": adadelta(rho=0.9, eps=1e-3),
}
ALL = {name: make(alpha=0.01) for name, make in OPTIMIZERS.items()}


def path(method, theta, gradient, steps, rate=None):
    """Every θ of some steps, and the states."""
    theta = np.asarray(theta, dtype=float)
    state = method.init(theta)
    points, states = [theta], [state]
    for t in range(1, steps + 1):
        one = method if rate is None else replace(method, alpha=rate(method.alpha, t))
        theta, state = one.step(theta, state, gradient, t)
        points.append(theta)
        states.append(state)
    return np.array(points), states


def constant(g):
    return lambda theta: np.full_like(theta, g)


@pytest.mark.parametrize("name", DATA["paths"])
def test_the_path_is_the_one_of_torch(name):
    points, states = path(OURS[name], DATA["starts"], rosenbrock().gradient, 40)
    if name == "nesterov":  # torch keeps the moved point θ − αβv as its parameter
        points = points - OURS[name].alpha * OURS[name].beta * np.array([state["v"] for state in states])
    expected = np.array(DATA["paths"][name]).swapaxes(0, 1)
    np.testing.assert_allclose(points, expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", DATA["scheduled"])
def test_the_path_under_a_schedule_is_the_one_of_torch(name):
    points, _ = path(OURS[name], DATA["starts"], rosenbrock().gradient, 40, lambda alpha, t: alpha / t**0.5)
    np.testing.assert_allclose(points, np.array(DATA["scheduled"][name]).swapaxes(0, 1), rtol=1e-9, atol=1e-11)


def test_torch_tells_the_variants_apart():
    for name, other in (
        ("momentum", nesterov(1e-3, 0.8)), ("adagrad", replace(OURS["adagrad"], eps_inside=True)),
        ("rmsprop", replace(OURS["rmsprop"], eps_inside=True)), ("adam", replace(OURS["adam"], eps_inside=True)),
        ("adamw", replace(OURS["adamw"], weight_decay=0.0)), ("amsgrad", adam(0.05, 0.8, 0.9, 1e-8, False)),
    ):  # fmt: skip
        points, _ = path(other, DATA["starts"], rosenbrock().gradient, 40)
        assert not np.allclose(points, np.array(DATA["paths"][name]).swapaxes(0, 1), rtol=0, atol=1e-6)


def test_descent_on_a_quadratic_is_a_matrix_power():
    A, start, alpha = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -2.0]), 0.2
    points, _ = path(sgd(alpha), start, lambda theta: A @ theta, 25)
    for t in (1, 10, 25):
        expected = np.linalg.matrix_power(np.eye(2) - alpha * A, t) @ start
        np.testing.assert_allclose(points[t], expected, rtol=1e-12, atol=1e-15)


def test_momentum_on_a_quadratic_is_a_matrix_power_of_parameters_and_velocity():
    A, start, alpha, beta = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -2.0]), 0.1, 0.7
    one = np.block([[np.eye(2) - alpha * A, beta * np.eye(2)], [-alpha * A, beta * np.eye(2)]])
    points, states = path(momentum(alpha, beta), start, lambda theta: A @ theta, 30)
    for t in (1, 7, 30):
        expected = np.linalg.matrix_power(one, t) @ np.concatenate([start, [0.0, 0.0]])
        np.testing.assert_allclose(np.concatenate([points[t], states[t]["v"]]), expected, rtol=1e-11, atol=1e-15)


def test_nesterov_on_a_quadratic_is_its_own_matrix_power():
    A, start, alpha, beta = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -2.0]), 0.1, 0.7
    damp = np.eye(2) - alpha * A
    one = np.block([[damp, beta * damp], [-alpha * A, beta * damp]])  # v ← βv − αA(θ + βv), θ ← θ + v
    points, states = path(nesterov(alpha, beta), start, lambda theta: A @ theta, 30)
    for t in (1, 7, 30):
        expected = np.linalg.matrix_power(one, t) @ np.concatenate([start, [0.0, 0.0]])
        np.testing.assert_allclose(np.concatenate([points[t], states[t]["v"]]), expected, rtol=1e-11, atol=1e-15)


def test_momentum_reaches_its_terminal_speed():
    points, _ = path(momentum(0.1, 0.9), [0.0], constant(1.0), 400)
    assert float(points[-2, 0] - points[-1, 0]) == pytest.approx(0.1 / (1 - 0.9), rel=1e-12)


@pytest.mark.parametrize("inside", [True, False])
def test_adagrad_under_a_constant_gradient_adds_up_inverse_roots(inside):
    points, _ = path(adagrad(0.3, eps=0.0, eps_inside=inside), [0.0], constant(-4.0), 100)
    np.testing.assert_allclose(points[1:, 0], 0.3 * np.cumsum(1 / np.sqrt(np.arange(1, 101))), rtol=1e-13)


def test_where_epsilon_stands_matters_for_small_gradients():
    for inside, length in ((True, 1e-4 / np.sqrt(1e-8 + 1e-7)), (False, 1e-4 / (1e-4 + 1e-7))):
        points, _ = path(adagrad(1.0, eps=1e-7, eps_inside=inside), [0.0], constant(1e-4), 1)
        assert float(-points[1, 0]) == pytest.approx(length, rel=1e-13)
    assert (round(1e-4 / np.sqrt(1e-8 + 1e-7), 2), round(1e-4 / (1e-4 + 1e-7), 3)) == (0.30, 0.999)


def test_rmsprop_starts_too_long_and_settles_at_alpha():
    points, _ = path(rmsprop(1.0, 0.9, eps=0.0), [0.0], constant(5.0), 300)
    lengths = -np.diff(points[:, 0])
    np.testing.assert_allclose(lengths, 1 / np.sqrt(1 - 0.9 ** np.arange(1, 301)), rtol=1e-12)
    assert (round(float(lengths[0]), 2), round(float(lengths[-1]), 6)) == (3.16, 1.0)


def test_adam_with_correction_steps_by_alpha_under_a_constant_gradient():
    points, _ = path(adam(0.1, eps=0.0), [0.0], constant(-7.0), 50)
    np.testing.assert_allclose(points[:, 0], 0.1 * np.arange(51), rtol=1e-11)


def test_adam_without_correction_starts_too_long():
    points, _ = path(adam(1.0, eps=0.0, bias_correction=False), [0.0], constant(2.0), 200)
    t = np.arange(1, 201)
    lengths = -np.diff(points[:, 0])
    np.testing.assert_allclose(lengths, (1 - 0.9**t) / np.sqrt(1 - 0.999**t), rtol=1e-11)
    assert (round(float(lengths[0]), 2), round(float(lengths[11]), 2), int(lengths.argmax())) == (3.16, 6.57, 11)


def test_adam_by_hand():
    method = adam(0.1, 0.5, 0.75, eps=1.0, eps_inside=True)
    theta, state = method.step(np.array([0.0]), method.init([0.0]), constant(2.0), 1)
    assert (state["s"].tolist(), state["r"].tolist()) == ([1.0], [1.0])
    np.testing.assert_allclose(theta, [-0.1 * 2 / np.sqrt(4 + 1)], rtol=1e-15)  # ŝ = 1/0.5, r̂ = 1/0.25
    theta, state = method.step(theta, state, constant(-1.0), 2)
    assert (state["s"].tolist(), state["r"].tolist()) == ([0.0], [1.0])
    np.testing.assert_allclose(theta, [-0.1 * 2 / np.sqrt(5)], rtol=1e-15)


def test_amsgrad_never_forgets_a_large_gradient():
    gradients = iter([10.0, *[0.1] * 30])
    _, states = path(amsgrad(0.01, beta2=0.5), [0.0], lambda theta: np.array([next(gradients)]), 31)
    assert all(state["m"][0] == 50.0 for state in states[1:])
    assert states[-1]["r"][0] < 0.011


def test_adadelta_by_hand():
    method = adadelta(alpha=2.0, rho=0.5, eps=1.0)
    theta, state = method.step(np.array([0.0]), method.init([0.0]), constant(4.0), 1)
    d = 4 / np.sqrt(9)  # r = 8, s = 0
    np.testing.assert_allclose([theta[0], state["r"][0], state["s"][0]], [-2 * d, 8.0, d * d / 2], rtol=1e-15)
    after, _ = method.step(theta, state, constant(4.0), 2)
    np.testing.assert_allclose(after - theta, [-2 * np.sqrt(d * d / 2 + 1) / np.sqrt(13) * 4], rtol=1e-14)


def test_lion_blends_first_and_remembers_afterwards():
    method = lion(0.5, beta1=0.9, beta2=0.5)
    theta, state = method.step(np.array([0.0, 0.0]), {"s": np.array([1.0, 1.0])}, constant(-8.0), 3)
    assert theta.tolist() == [-0.5, -0.5]  # d = 0.9 − 0.8 > 0
    assert state["s"].tolist() == [-3.5, -3.5]
    assert method.step(theta, state, constant(0.0), 4)[0].tolist() == [0.0, 0.0]


def test_weight_decay_shrinks_the_old_parameters():
    method = adamw(0.1, weight_decay=0.5)
    points, _ = path(method, [8.0], constant(0.0), 10)
    np.testing.assert_allclose(points[:, 0], 8.0 * 0.95 ** np.arange(11), rtol=1e-14)
    np.testing.assert_array_equal(
        path(adamw(0.05, weight_decay=0.0), DATA["starts"], rosenbrock().gradient, 20)[0],
        path(adam(0.05, eps=1e-8, eps_inside=False), DATA["starts"], rosenbrock().gradient, 20)[0],
    )


@pytest.mark.parametrize("make", [momentum, nesterov])
@given(alpha=st.floats(0.001, 0.2), beta=st.floats(0.0, 0.95), start=st.floats(-3.0, 3.0))
@settings(max_examples=40, deadline=None)
def test_the_two_velocities_agree_for_a_constant_alpha_and_only_then(make, alpha, beta, start):
    both = [make(alpha, beta, velocity=velocity) for velocity in ("notes", "slides")]
    one, other = (path(method, [start], lambda theta: np.tanh(theta) + 0.3, 20)[0] for method in both)
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11)
    if alpha > 0.05 and beta > 0.3:
        one, other = (path(m, [start], lambda theta: np.tanh(theta) + 0.3, 20, lambda a, t: a / t)[0] for m in both)
        assert np.abs(one - other).max() > 1e-6


def test_nesterov_evaluates_the_gradient_at_the_moved_point():
    seen = []

    def gradient(theta):
        seen.append(float(theta[0]))
        return np.array([3.0])

    nesterov(0.1, 0.5).step(np.array([1.0]), {"v": np.array([-0.4])}, gradient, 2)
    nesterov(0.1, 0.5, velocity="slides").step(np.array([1.0]), {"v": np.array([4.0])}, gradient, 2)
    momentum(0.1, 0.5).step(np.array([1.0]), {"v": np.array([-0.4])}, gradient, 2)
    assert seen == [0.8, 0.8, 1.0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_changes_nothing_in_place_and_asks_for_one_gradient(name):
    method, theta = ALL[name], np.array([[1.0, -2.0], [0.5, 3.0]])
    state = method.init(theta)
    assert tuple(state) == method.memory
    assert all(array.shape == theta.shape and not array.any() for array in state.values())
    before, calls = theta.copy(), []
    after, new = method.step(theta, state, lambda at: calls.append(1) or 2 * at, 1)
    np.testing.assert_array_equal(theta, before)
    assert not any(array.any() for array in state.values())
    assert (after.shape, tuple(new), len(calls)) == (theta.shape, method.memory, 1)
    assert (after != theta).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_hyperparameters_may_be_one_a_lane(name):
    rng, theta = np.random.default_rng(0), np.random.default_rng(1).normal(size=(4, 3))
    numbers = [one.name for one in fields(ALL[name]) if isinstance(getattr(ALL[name], one.name), float)]
    lanes = {one: rng.uniform(0.1, 0.9, 4) for one in numbers}
    together = path(OPTIMIZERS[name](**lanes), theta, np.sin, 5)[0]
    for lane in range(4):
        alone = OPTIMIZERS[name](**{one: value[lane] for one, value in lanes.items()})
        np.testing.assert_allclose(together[:, lane], path(alone, theta[lane], np.sin, 5)[0], rtol=1e-13)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_divergence_is_a_value_and_never_a_warning(name):
    points, _ = path(replace(ALL[name], alpha=1e300), [1.0, 2.0], lambda theta: theta * 1e200, 6)
    assert points.shape == (7, 2)
    path(replace(ALL[name], alpha=0.0), [0.0], constant(0.0), 3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_hyperparameter_is_checked_and_named(name):
    bad = {
        "alpha": (-0.1, np.nan, np.inf, "x", [0.1, -0.1], True),
        "beta": (1.0, -0.1, np.nan), "beta1": (1.0, -0.1), "beta2": (1.0, -0.1), "rho": (1.0, -0.1),
        "eps": (-1e-9, np.inf, False), "weight_decay": (-1.0, np.nan),
        "velocity": ("paper", None), "eps_inside": (1, "yes"), "bias_correction": (0, None),
    }  # fmt: skip
    for one in fields(ALL[name]):
        for value in bad[one.name]:
            with pytest.raises(ArgumentError) as caught:
                OPTIMIZERS[name](**{"alpha": 0.1, one.name: value})
            assert caught.value.parameters["argument"] == one.name
            with pytest.raises(ArgumentError):
                replace(ALL[name], **{one.name: value})


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("t", [0, -1, 1.5, True])
def test_t_counts_from_one(name, t):
    with pytest.raises(ArgumentError, match=r"^t must"):
        ALL[name].step(np.array([1.0]), ALL[name].init([1.0]), constant(1.0), t)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_list_of_parameters_steps_like_an_array(name):
    points = [np.array([1.0, -2.0]), [1.0, -2.0], np.float32([1.0, -2.0]), [1, -2]]
    first, *others = (ALL[name].step(theta, ALL[name].init(theta), lambda at: 2 * at, 1)[0] for theta in points)
    for other in others:
        np.testing.assert_array_equal(other, first)


def test_what_a_step_cannot_work_with_is_named():
    method, theta = adam(), np.array([1.0, 2.0])
    state = method.init(theta)
    for arguments, words in (
        ((["x"], state, np.sin, 1), "theta must be a number"),
        ((theta, {"s": theta}, np.sin, 1), "state must hold s, r, as init"),
        ((theta, None, np.sin, 1), "state must hold s, r"),
        ((theta, state | {"r": np.zeros(3)}, np.sin, 1), r"state\['r'\] has shape \(3,\)"),
        ((theta, state, theta, 1), "gradient must be a function"),
        ((theta, state, lambda at: "up", 1), r"gradient\(theta\) must be a number"),
        ((theta, state, lambda at: np.ones((2, 2)), 1), r"gradient\(theta\) has shape \(2, 2\)"),
    ):
        with pytest.raises(ArgumentError, match=f"^{words}"):
            method.step(*arguments)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_hyperparameters_of_other_lanes_than_the_parameters_are_named(name):
    method = replace(ALL[name], alpha=[0.1, 0.2, 0.3])
    for theta in (np.ones((2, 4)), np.ones(4), np.ones((1, 4))):
        with pytest.raises(ArgumentError, match=r"^alpha has shape \(3,\)"):
            method.step(theta, method.init(theta), np.sin, 1)
    with pytest.raises(ArgumentError, match=r"^theta must"):
        method.init(None)


def test_optimizers_are_frozen_and_compare_by_value():
    method = adam(0.1)
    with pytest.raises(FrozenInstanceError):
        method.alpha = 0.2
    assert replace(method, alpha=0.2) == adam(0.2)
    assert (method.name, method.eps, method.beta2) == ("adam", 1e-7, 0.999)
    rates = np.array([0.1, 0.2])
    kept = sgd(rates)
    rates[0] = 9.0
    assert kept.alpha.tolist() == [0.1, 0.2]


def test_the_table_names_each_class_by_its_own_name():
    assert {name: make.__name__ for name, make in OPTIMIZERS.items()} == {name: name for name in OPTIMIZERS}
    assert set(OPTIMIZERS) == {name for name in optimizers.__all__ if hasattr(getattr(optimizers, name), "step")} - {
        "Optimizer"
    }


LINES = {
    "sgd": (r"\theta \leftarrow \theta - \alpha g",),
    "momentum": (r"v \leftarrow \beta v - \alpha g", r"\theta \leftarrow \theta + v"),
    "nesterov": (r"\theta \leftarrow \theta + \beta v", r"v \leftarrow \beta v - \alpha g"),
    "adagrad": (r"r \leftarrow r + g^2", r"\theta \leftarrow \theta - \frac{\alpha}{\sqrt{r + \varepsilon}} g"),
    "rmsprop": (r"r \leftarrow \beta r + (1 - \beta) g^2",),
    "adam": (r"\hat{r} \leftarrow \frac{r}{1 - \beta_2^t}",
             r"\theta \leftarrow \theta - \frac{\alpha}{\sqrt{\hat{r} + \varepsilon}} \hat{s}"),
    "adamw": (r"\theta \leftarrow \theta - \alpha \lambda \theta",
              r"\theta \leftarrow \theta - \frac{\alpha}{\sqrt{\hat{r}} + \varepsilon} \hat{s}"),
    "amsgrad": (r"m \leftarrow \max(m, r)", r"\hat{r} \leftarrow \frac{m}{1 - \beta_2^t}"),
    "adadelta": (r"s \leftarrow \rho s + (1 - \rho) d^2",),
    "lion": (r"\theta \leftarrow \theta - \alpha \operatorname{sign}(d)",),
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_lines_are_the_formula_of_the_variant(name):
    lines = ALL[name].lines
    assert [line for line in lines if line in LINES[name]] == list(LINES[name])
    assert sum(line.startswith(r"g \leftarrow \frac{1}{m} \nabla_\theta") for line in lines) == 1
    for line in lines:
        assert line.count("{") == line.count("}")
        assert r"\leftarrow" in line
    for change in ({"velocity": "slides"}, {"eps_inside": False}, {"bias_correction": False}):
        if hasattr(ALL[name], *change):
            assert replace(ALL[name], **change).lines != lines
    if name == "nesterov":
        assert lines[1].startswith("g ")
        assert replace(ALL[name], velocity="slides").lines[0] == r"\theta \leftarrow \theta - \alpha \beta v"
