"""The race against repeated ``step`` for every optimizer and variant, divergence, fairness of the noise, bad inputs."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2.base.errors import ArgumentError
from lekce2.objectives import (
    LANDSCAPES,
    beale,
    himmelblau,
    least_squares,
    logistic_regression,
    noisy_bowl,
    quadratic,
    rosenbrock,
    saddle,
)
from lekce2.optimizers import OPTIMIZERS, Optimizer, adagrad, adam, kernel, momentum, nesterov, rmsprop, sgd
from lekce2.race import run

VARIANTS = {
    **{name: make(alpha=0.003) for name, make in OPTIMIZERS.items()},
    "momentum, slides": momentum(0.003, velocity="slides"),
    "nesterov, slides": nesterov(0.003, 0.8, velocity="slides"),
    "adagrad, outside": adagrad(0.1, eps=1e-3, eps_inside=False),
    "rmsprop, outside": rmsprop(0.01, eps=1e-3, eps_inside=False),
    "adam, outside": adam(0.02, eps=1e-3, eps_inside=False),
    "adam, uncorrected": adam(0.02, bias_correction=False),
    "adam, both": adam(0.02, bias_correction=False, eps_inside=False),
}
EVERY = list(VARIANTS.values())
RNG = np.random.default_rng(11)
X, Y = RNG.normal(size=(30, 3)), RNG.integers(0, 2, 30)


def repeated(objective, method, starts, steps, *, schedule=None, draws=None, batches=None):
    """The path of one method by its own ``step``, and the loss on it."""
    theta, state = starts, method.init(starts)
    points = [theta]
    for t in range(1, steps + 1):

        def gradient(at, t=t):
            rows = {} if batches is None else {"rows": batches[t - 1]}
            g = objective.gradient(at, **rows)
            return g if draws is None else g + draws[t - 1]

        one = method if schedule is None else replace(method, alpha=schedule(t))
        theta, state = one.step(theta, state, gradient, t)
        points.append(theta)
    return np.array(points), objective.value(points)


def assert_equal(race, objective, methods, starts, steps, **how):
    assert race.theta.shape == (steps + 1, len(methods), *starts.shape)
    assert race.loss.shape == race.theta.shape[:-1]
    assert race.diverged_at.shape == race.theta.shape[1:-1]
    assert (race.diverged_at == -1).all()
    for k, method in enumerate(methods):
        theta, loss = repeated(objective, method, starts, steps, **how)
        np.testing.assert_allclose(race.theta[:, k], theta, rtol=1e-12, atol=1e-12, err_msg=str(method))
        np.testing.assert_allclose(race.loss[:, k], loss, rtol=1e-12, atol=1e-12, err_msg=str(method))


def one_a_lane(method, lanes):
    """The method with every number replaced by an array of numbers near it."""
    numbers = [one.name for one in fields(method) if isinstance(getattr(method, one.name), float)]
    return replace(method, **{one: getattr(method, one) * np.linspace(0.7, 1.0, lanes) for one in numbers})


SCHEDULES = {
    "none": None,
    "1/√t": lambda t: 0.01 / np.sqrt(t),
    "to zero": lambda t: 0.01 * max(0.0, 1 - t / 10),
    "one a lane": lambda t: np.linspace(0.001, 0.01, 5) / t,
}


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("lanes_of", [lambda method: method, lambda method: one_a_lane(method, 5)])
@pytest.mark.parametrize("work", [2**15, 40, 1])
def test_a_race_is_repeated_steps(schedule, lanes_of, work, monkeypatch):
    monkeypatch.setattr(kernel, "WORK", work)  # all lanes together, some, one by one
    methods, starts = [lanes_of(method) for method in EVERY], RNG.uniform(-2, 2, (5, 2))
    race = run(himmelblau(), methods, starts, 15, schedule=SCHEDULES[schedule])
    assert_equal(race, himmelblau(), methods, starts, 15, schedule=SCHEDULES[schedule])


@pytest.mark.parametrize("objective", [*(make() for make in LANDSCAPES.values()), quadratic(np.diag([1.0, 2, 3]))])
@pytest.mark.parametrize("starts", [1, 7])
def test_a_race_is_repeated_steps_on_every_landscape(objective, starts):
    methods = [replace(method, alpha=3e-4) for method in EVERY]
    begin = np.random.default_rng(5).uniform(-1, 1, (starts, objective.dimension))
    assert_equal(run(objective, methods, begin, 30), objective, methods, begin, 30)


@pytest.mark.parametrize("starts", [700, 20_000])
def test_many_lanes_are_repeated_steps_too(starts):
    methods, begin = [*EVERY, one_a_lane(EVERY[1], starts)], RNG.uniform(-2, 2, (starts, 2))
    schedule = SCHEDULES["1/√t"]
    assert_equal(run(himmelblau(), methods, begin, 3, schedule=schedule), himmelblau(), methods, begin, 3,
                 schedule=schedule)  # fmt: skip


@given(order=st.permutations(range(len(EVERY))), count=st.integers(1, len(EVERY)), work=st.sampled_from([8, 64, 2**15]))
@settings(max_examples=25, deadline=None)
def test_the_company_of_a_method_does_not_matter(order, count, work):
    starts, old = np.array([[0.3, -1.0], [1.5, 2.0]]), kernel.WORK
    kernel.WORK = work
    try:
        race = run(rosenbrock(), [replace(EVERY[k], alpha=1e-4) for k in order[:count]], starts, 8)
    finally:
        kernel.WORK = old
    for place, k in enumerate(order[:count]):
        alone = run(rosenbrock(), [replace(EVERY[k], alpha=1e-4)], starts, 8)
        np.testing.assert_array_equal(race.theta[:, place], alone.theta[:, 0])
        np.testing.assert_array_equal(race.loss[:, place], alone.loss[:, 0])


def test_noise_is_drawn_once_and_shared_by_all_methods():
    starts, steps = RNG.uniform(-1, 1, (4, 2)), 12
    race = run(rosenbrock(), [replace(m, alpha=1e-4) for m in EVERY], starts, steps, noise=0.3,
               rng=np.random.default_rng(8))  # fmt: skip
    draws = 0.3 * np.random.default_rng(8).standard_normal((steps, 4, 2))
    assert_equal(race, rosenbrock(), [replace(m, alpha=1e-4) for m in EVERY], starts, steps, draws=draws)
    one_by_one = np.random.default_rng(8)
    assert all(np.array_equal(0.3 * one_by_one.standard_normal((4, 2)), row) for row in draws)


def test_without_noise_the_generator_stays_where_it_is():
    rng = np.random.default_rng(8)
    run(rosenbrock(), [sgd(1e-4)], [[0.0, 0.0]], 3, rng=rng)
    assert rng.random() == np.random.default_rng(8).random()


@pytest.mark.parametrize("work", [2**15, 20])
def test_minibatches_choose_the_rows_and_the_loss_stays_whole(work, monkeypatch):
    monkeypatch.setattr(kernel, "WORK", work)
    objective, starts = logistic_regression(X, Y), RNG.normal(size=(4, 3))
    batches = RNG.integers(0, 30, (10, 5))
    draws = 0.1 * np.random.default_rng(2).standard_normal((10, 4, 3))
    methods = [replace(method, alpha=0.05) for method in EVERY if method.name != "lion"]  # no sign of rounding errors
    race = run(objective, methods, starts, 10, batches=batches, noise=0.1, rng=np.random.default_rng(2))
    assert_equal(race, objective, methods, starts, 10, batches=batches, draws=draws)
    whole = run(objective, methods, starts, 10)
    assert_equal(whole, objective, methods, starts, 10)
    assert np.abs(whole.theta - race.theta).max() > 1e-3


def test_descent_diverges_at_the_step_where_the_numbers_end():
    start, growth = 1.0, 1e100  # |1 − αa| = 1e100: θ_t = ±1e100ᵗ, loss ½a·1e200ᵗ
    race = run(quadratic([[1.0]]), [sgd(1.0 + growth), sgd(0.5)], [[start], [0.0]], 6)
    assert race.diverged_at.tolist() == [[2, -1], [-1, -1]]
    np.testing.assert_allclose(np.abs(race.theta[:, 0, 0, 0]), [1.0, *[1e100] * 6], rtol=1e-12)
    np.testing.assert_allclose(race.loss[:, 0, 0], [0.5, *[5e199] * 6], rtol=1e-12)
    assert race.theta[:, 0, 1, 0].tolist() == [0.0] * 7
    assert race.theta[:, 1, 0, 0].tolist() == [0.5**t for t in range(7)]


@pytest.mark.parametrize("work", [2**15, 8])
@pytest.mark.parametrize("objective", [rosenbrock(), beale(), himmelblau(), saddle()])
def test_a_lane_that_diverges_stops_and_touches_no_other(objective, work, monkeypatch):
    monkeypatch.setattr(kernel, "WORK", work)
    starts, steps = np.array([[0.5, 0.5], [1e60, -1e70], [-0.2, 0.9], [30.0, 40.0], [1e200, 1e200]]), 25
    methods = [replace(method, alpha=np.array([1e-4, 1e-4, 1e-4, 0.5, 1e-4])) for method in EVERY]
    race = run(objective, methods, starts, steps)
    assert np.isfinite(race.theta).all()
    assert not np.isnan(race.loss).any()
    assert (race.diverged_at[:, [0, 2]] == -1).all()
    assert (race.diverged_at >= 0).any()
    calm = [replace(method, alpha=1e-4) for method in EVERY]
    alone = run(objective, calm, starts[[0, 2]], steps)
    np.testing.assert_array_equal(race.theta[:, :, [0, 2]], alone.theta)
    for k, method in enumerate(EVERY):
        for lane in range(5):
            slow = replace(method, alpha=0.5 if lane == 3 else 1e-4)
            theta, loss = repeated(objective, slow, starts[lane], steps)
            lost = ~(np.isfinite(theta).all(axis=-1) & np.isfinite(loss))
            first = int(lost.argmax()) if lost.any() else -1
            assert race.diverged_at[k, lane] == first, (method, lane)
            kept = max(first - 1, 0) if first >= 0 else steps
            np.testing.assert_allclose(race.theta[: kept + 1, k, lane], theta[: kept + 1], rtol=1e-12)
            assert (race.theta[kept:, k, lane] == race.theta[kept, k, lane]).all()
            assert (race.loss[kept:, k, lane] == race.loss[kept, k, lane]).all()


def test_a_start_whose_loss_overflows_diverges_at_zero():
    race = run(rosenbrock(), [sgd(0.1), adam()], [[1e200, 0.0], [0.0, 0.0]], 3)
    assert race.diverged_at.tolist() == [[0, -1], [0, -1]]
    assert (race.loss[:, :, 0] == np.inf).all()
    assert (race.theta[:, :, 0] == [1e200, 0.0]).all()


def test_an_optimizer_of_ones_own_runs_by_its_step():
    @dataclass(frozen=True)
    class signs(Optimizer):
        def step(self, theta, state, gradient, t):
            return theta - self.alpha / t * np.sign(gradient(theta)), {}

    race = run(rosenbrock(), [sgd(1e-3), signs(0.1)], [[0.0, 0.0], [1.5, 1.0]], 9, schedule=lambda t: 1e-3)
    assert_equal(run(rosenbrock(), [signs(0.1)], [[0.0, 0.0]], 9), rosenbrock(), [signs(0.1)], np.zeros((1, 2)), 9)
    assert_equal(race, rosenbrock(), [sgd(1e-3), signs(1e-3)], np.array([[0.0, 0.0], [1.5, 1.0]]), 9)


def test_the_same_method_may_run_twice_and_no_step_is_a_race():
    race = run(rosenbrock(), [sgd(1e-3), sgd(1e-4), sgd(1e-3)], [[0.5, 0.5]], 4)
    np.testing.assert_array_equal(race.theta[:, 0], race.theta[:, 2])
    still = run(rosenbrock(), EVERY, [[0.5, 0.5]], 0)
    assert (still.theta.shape, still.loss.shape) == ((1, len(EVERY), 1, 2), (1, len(EVERY), 1))
    np.testing.assert_array_equal(still.loss[0], rosenbrock().value([[0.5, 0.5]])[np.newaxis].repeat(len(EVERY), 0))


def test_a_schedule_is_the_learning_rate_and_multiplies_nothing():
    one = run(rosenbrock(), [sgd(123.0), sgd(0.0)], [[0.5, 0.5]], 5, schedule=lambda t: 1e-3)
    other = run(rosenbrock(), [sgd(1e-3)], [[0.5, 0.5]], 5)
    np.testing.assert_array_equal(one.theta, other.theta.repeat(2, axis=1))
    seen = []
    run(rosenbrock(), [sgd(1.0)], [[0.5, 0.5]], 3, schedule=lambda t: seen.append(t) or 1e-3)
    assert seen == [1, 2, 3]


GOOD = {"objective": rosenbrock(), "optimizers": [sgd(0.1)], "starts": [[0.0, 0.0]], "steps": 3}


@pytest.mark.parametrize(
    ("argument", "value", "code"),
    [
        ("objective", "rosenbrock", "not-an-objective"),
        ("optimizers", [], "not-an-optimizer"),
        ("optimizers", ["sgd"], "not-an-optimizer"),
        ("optimizers", sgd(0.1), "not-an-optimizer"),
        ("starts", [0.0, 0.0], "wrong-shape"),
        ("starts", [[0.0, 0.0, 0.0]], "wrong-shape"),
        ("starts", np.empty((0, 2)), "wrong-shape"),
        ("starts", [[0.0, np.nan]], "not-finite"),
        ("steps", -1, "out-of-range"),
        ("steps", 2.0, "not-an-integer"),
        ("schedule", lambda t: -0.1, "negative"),
        ("schedule", lambda t: np.inf, "not-finite"),
        ("schedule", lambda t: "fast", "not-a-number"),
        ("schedule", lambda t: [0.1, 0.2], "wrong-shape"),
        ("schedule", 0.1, "not-callable"),
        ("noise", -1.0, "negative"),
        ("noise", np.nan, "not-finite"),
        ("noise", [0.1, 0.2], "not-a-scalar"),
        ("batches", [[0], [0], [0]], "no-data"),
    ],
)
def test_a_bad_argument_is_named(argument, value, code):
    with pytest.raises(ArgumentError) as caught:
        run(**{**GOOD, argument: value})
    assert (caught.value.parameters["argument"], caught.value.code) == (argument, code)


@pytest.mark.parametrize(
    "batches",
    [[[0, 1]], [0, 1, 2], [[30], [0], [0]], [[-1], [0], [0]], [[0.5], [1.0], [2.0]], [[0, 1], [2], [3]], "all"],
)
def test_bad_batches_are_named(batches):
    with pytest.raises(ArgumentError, match=r"^batches"):
        run(logistic_regression(X, Y), [sgd(0.1)], [[0.0, 0.0, 0.0]], 3, batches=batches)


def test_noise_needs_a_generator_and_lanes_their_number():
    with pytest.raises(ArgumentError, match=r"^rng must be a numpy.random.Generator"):
        run(**GOOD, noise=0.1)
    with pytest.raises(ArgumentError, match=r"^beta has shape \(2,\)"):
        run(**{**GOOD, "optimizers": [momentum(0.1, beta=[0.1, 0.2])]})


# ---- lanes that share their noise, lanes that see rows of their own


@pytest.mark.parametrize("work", [2**15, 20])
def test_noise_may_be_given_and_shared_by_lanes(work, monkeypatch):
    monkeypatch.setattr(kernel, "WORK", work)
    starts = RNG.normal(size=(4, 2))
    given = 0.3 * RNG.normal(size=(30, 4, 2))
    given[:, 2:] = given[:, :2]
    race = run(rosenbrock(), [replace(m, alpha=1e-4) for m in EVERY], starts, 30, noise=given)
    assert_equal(race, rosenbrock(), [replace(m, alpha=1e-4) for m in EVERY], starts, 30, draws=given)
    twins = run(rosenbrock(), [sgd(1e-4)], [starts[0]] * 4, 30, noise=given).theta[:, 0]
    np.testing.assert_array_equal(twins[:, :2], twins[:, 2:])


def test_given_noise_of_another_shape_is_named():
    with pytest.raises(ArgumentError, match=r"^noise must have shape \(3, 1, 2\)") as caught:
        run(rosenbrock(), [sgd(0.1)], [[0.0, 0.0]], 3, noise=np.zeros((3, 2, 2)))
    assert caught.value.code == "wrong-shape"


@pytest.mark.parametrize("work", [2**15, 20])
@pytest.mark.parametrize("kind", ["logistic", "squares", "bowl"])
def test_each_start_may_see_its_own_rows(kind, work, monkeypatch):
    monkeypatch.setattr(kernel, "WORK", work)
    objective = {
        "logistic": logistic_regression(X, Y),
        "squares": least_squares(X, Y),
        "bowl": noisy_bowl(X),
    }[kind]
    starts = RNG.normal(size=(4, 3))
    batches = RNG.integers(0, 30, (12, 5, 4))
    methods = [replace(method, alpha=0.05) for method in EVERY]
    race = run(objective, methods, starts, 12, batches=batches)
    for lane in range(4):
        alone = run(objective, methods, starts[lane : lane + 1], 12, batches=batches[..., lane])
        np.testing.assert_array_equal(race.theta[:, :, lane], alone.theta[:, :, 0])
        np.testing.assert_array_equal(race.loss[:, :, lane], alone.loss[:, :, 0])


@pytest.mark.parametrize(
    "objective", [logistic_regression(X, Y), least_squares(X, Y), noisy_bowl(X), quadratic(np.eye(12) + 0.1)]
)
def test_where_rounding_grows_a_lane_still_steps_as_it_would_alone(objective):
    methods = [replace(method, alpha=1e5) for method in EVERY if method.name not in ("sgd", "momentum", "nesterov")]
    starts = RNG.normal(size=(5, objective.dimension))
    assert_equal(run(objective, methods, starts, 20), objective, methods, starts, 20)


@pytest.mark.parametrize("shape", [(3, 1, 3), (2, 1, 2), (3, 0, 2)])
def test_rows_that_do_not_fit_the_starts_are_named(shape):
    with pytest.raises(ArgumentError, match=r"^batches"):
        run(logistic_regression(X, Y), [sgd(0.1)], np.zeros((2, 3)), 3, batches=np.zeros(shape, int))
