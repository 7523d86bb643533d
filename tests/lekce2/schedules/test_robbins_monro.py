"""Brackets against sums and quadrature; the experiment against hand-written SGD, bounds and the stationary variance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.integrate
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import Lekce2Error
from lekce2.schedules import (
    brackets,
    constant,
    cosine,
    distances,
    exponential,
    inverse_sqrt,
    linear,
    nearest,
    noise_ball,
    power,
    random_signs,
    step_decay,
    steps_to_cover,
)

EXAMPLES = [
    constant(0.3), power(2, 1), power(1, 0.75), power(1, 0.5, 10), power(0.1, 1.05), power(1, 2.5, -0.9),
    inverse_sqrt(0.5), exponential(0.5, 0.9), exponential(2, 1), exponential(1, 1 - 1e-9), step_decay(0.1, 0.5, 1),
    step_decay(0.1, 0.3, 7), step_decay(1, 1, 3), linear(0.4, 1), linear(0.4, 50), cosine(0.4, 1), cosine(0.4, 2),
    cosine(0.4, 77),
]  # fmt: skip
IDS = [str(schedule) for schedule in EXAMPLES]


@pytest.mark.parametrize("schedule", EXAMPLES, ids=IDS)
def test_brackets_hold_the_sums_and_are_an_alpha_apart_at_most(schedule: Any) -> None:
    t = np.array([1.0, 2, 3, 7, 10, 50, 51, 1000, 123456])
    for partial, (low, high), first in zip(
        schedule.partial_sums(t), brackets(schedule, t), (schedule(1), schedule(1) ** 2), strict=True
    ):
        slack = 1e-9 * np.abs(partial) + 1e-15
        assert np.all(low <= partial + slack)
        assert np.all(partial <= high + slack)
        assert np.all(high - low <= first + slack)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=IDS)
@pytest.mark.parametrize("t", [1.0, 4.0, 30.0])
def test_brackets_are_integrals(schedule: Any, t: float) -> None:
    """Quadrature unit by unit, between the jumps of a staircase."""
    for s, (low, high) in enumerate(brackets(schedule, t), start=1):
        areas = [
            scipy.integrate.quad(lambda x, s=s: float(schedule(x)) ** s, k + 1e-12, k + 1 - 1e-12)[0]
            for k in range(1, int(t) + 1)
        ]
        assert low == pytest.approx(sum(areas), rel=1e-6, abs=1e-9)
        assert high == pytest.approx(float(schedule(1)) ** s + sum(areas[:-1]), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=IDS)
def test_the_integral_test_agrees_with_the_analytic_verdict(schedule: Any) -> None:
    """A sum is infinite exactly where its lower bracket outgrows every limit: doubling t keeps adding to it."""
    verdict = schedule.robbins_monro()
    far = brackets(schedule, np.array([1e15, 1e30, 1e60, 1e120]))
    for total, (low, high) in zip((verdict.sum, verdict.sum_of_squares), far, strict=True):
        if math.isinf(total):
            assert np.all(np.diff(low) > 0.05 * low[0])
        else:
            assert low[-1] <= total * (1 + 1e-9) <= high[-1] * (1 + 1e-6) + 1e-12


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 2), st.floats(0, 8))
def test_distances_are_those_of_sgd_written_out(seed: int, noise: float, start: float) -> None:
    rng = np.random.default_rng(seed)
    schedules = [power(0.5, 0.5), exponential(1.0, 0.9), constant(0.2)]
    t = np.arange(1, 21)
    rates = np.stack([schedule(t) for schedule in schedules], axis=1)
    signs = random_signs(20, 4, rng)
    found = distances(rates, start, noise, signs, [0, 1, 7, 20])
    for f, schedule in enumerate(schedules):
        for run in range(4):
            theta, seen = start, [start]
            for step in range(1, 21):
                estimate = math.tanh(theta) + noise * signs[step - 1, run]
                assert abs(estimate) <= 1 + noise
                theta -= float(schedule(step)) * estimate
                seen.append(abs(theta))
            assert found[:, f, run] == pytest.approx([seen[k] for k in (0, 1, 7, 20)], abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 2), st.sampled_from(range(len(EXAMPLES))))
def test_no_run_comes_nearer_than_the_sum_of_steps_allows(seed: int, noise: float, which: int) -> None:
    schedule, start = EXAMPLES[which], 5.0
    signs = random_signs(60, 8, np.random.default_rng(seed))
    t = np.arange(1, 61)
    found = distances(schedule(t)[:, np.newaxis], start, noise, signs, t)[:, 0]
    bound = nearest(schedule.partial_sums(t)[0], start, noise)
    assert np.all(found >= bound[:, np.newaxis] - 1e-9)
    assert nearest(schedule.robbins_monro().sum, start, noise) <= bound[-1] + 1e-9


def test_the_noise_is_unbiased_and_of_size_one() -> None:
    signs = random_signs(2000, 50, np.random.default_rng(3))
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert abs(signs.mean()) < 5 / math.sqrt(signs.size)


@pytest.mark.parametrize("alpha", [0.02, 0.1, 0.3])
def test_a_constant_rate_settles_at_the_noise_ball(alpha: float) -> None:
    """With noise so small that tanh is straight."""
    signs = random_signs(4000, 200, np.random.default_rng(1))
    times = np.arange(2000, 4001, 10)
    found = distances(np.full((4000, 1), alpha), 0.0, 0.01, signs, times)
    assert math.sqrt(np.mean(found**2)) == pytest.approx(noise_ball(alpha, 0.01), rel=0.03)


def test_a_schedule_that_holds_converges_and_a_constant_one_does_not() -> None:
    t = np.arange(1, 20001)
    rates = np.stack([power(1, 0.75)(t), constant(0.1)(t)], axis=1)
    found = distances(rates, 3.0, 1.0, random_signs(20000, 20, np.random.default_rng(5)), [2000, 20000])
    holds, ball = np.median(found, axis=2).T
    assert holds[1] < 0.6 * holds[0] < 0.1
    assert ball[1] > 0.1


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(range(len(EXAMPLES))), st.floats(0.01, 30))
def test_steps_to_cover_is_the_first_step_that_does(which: int, distance: float) -> None:
    schedule = EXAMPLES[which]
    t = steps_to_cover(schedule, distance)
    if math.isinf(t):
        assert schedule.robbins_monro().sum < distance or schedule.partial_sums(1e299)[0] < distance
        return
    assert schedule.partial_sums(t)[0] >= distance
    if 1 < t < 2**50:
        assert schedule.partial_sums(t - 1)[0] < distance


def test_the_harmonic_series_covers_ten_after_12367_terms() -> None:
    assert steps_to_cover(power(1, 1), 10.0) == 12367.0  # a known value
    assert steps_to_cover(power(0.1, 1), 30.0) > 1e129


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: brackets(constant(1), 0.5), "out-of-range"),
        (lambda: brackets(lambda t: t, 2), "not-a-choice"),
        (lambda: distances([1.0], 1, 1, [[1.0]], [0]), "wrong-shape"),
        (lambda: distances([[1.0]], 1, 1, [[1.0], [1.0]], [0]), "wrong-shape"),
        (lambda: distances([[1.0]], 1, 1, [[2.0]], [0]), "out-of-range"),
        (lambda: distances([[-1.0]], 1, 1, [[1.0]], [0]), "out-of-range"),
        (lambda: distances([[1.0]], 1, 1, [[1.0]], [1, 1]), "out-of-range"),
        (lambda: distances([[1.0]], 1, 1, [[1.0]], [2]), "out-of-range"),
        (lambda: distances([[1.0]], math.nan, 1, [[1.0]], [1]), "not-finite"),
        (lambda: steps_to_cover(constant(1), 0), "not-positive"),
        (lambda: noise_ball(0, 1), "not-positive"),
        (lambda: nearest(-1.0, 1, 1), "negative"),
        (lambda: random_signs(0, 1, np.random.default_rng(0)), "out-of-range"),
    ],
)
def test_bad_arguments_are_refused(call: Any, code: str) -> None:
    with pytest.raises(Lekce2Error) as caught:
        call()
    assert caught.value.code == code


def test_a_rate_of_two_never_settles() -> None:
    assert noise_ball(2.0, 1.0) == math.inf
