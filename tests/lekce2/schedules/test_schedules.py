"""Schedules against brute sums, SciPy's zeta, exact fractions, and the table of who meets Robbins and Monro."""

import contextlib
import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2.base.errors import Lekce2Error, Message
from lekce2.schedules import (
    SCHEDULES,
    VERDICTS,
    constant,
    cosine,
    exponential,
    inverse_sqrt,
    linear,
    power,
    power_total,
    step_decay,
)

EXAMPLES = [
    constant(0.3),
    power(2, 1),
    power(1, 0.75),
    power(1, 0.5, 10),
    power(0.1, 1.0001),
    power(1, 2.5, -0.9),
    power(1, 0.3, 1e6),
    power(1, 60),
    power(1, 40, 1000),
    inverse_sqrt(0.5),
    exponential(0.5, 0.9),
    exponential(1, 1 - 1e-9),
    exponential(2, 1),
    step_decay(0.1, 0.5, 1),
    step_decay(0.1, 0.3, 7),
    step_decay(0.1, 0.9999, 30),
    step_decay(1, 1, 3),
    linear(0.4, 1),
    linear(0.4, 50),
    cosine(0.4, 1),
    cosine(0.4, 2),
    cosine(0.4, 77),
]
ids = [str(schedule) for schedule in EXAMPLES]


def refused(words, function, *arguments, **named):
    with pytest.raises(Lekce2Error) as caught:
        function(*arguments, **named)
    assert all(word in str(caught.value) for word in words), str(caught.value)


# The rates


def test_each_rate_is_its_formula():
    t = np.array([1, 2, 3, 7, 20, 21, 1000])
    expected = {
        constant(0.3): [0.3] * 7,
        power(2, 0.75, 3): [2 / (i + 3) ** 0.75 for i in t],
        inverse_sqrt(2): [2 / math.sqrt(i) for i in t],
        exponential(2, 0.9): [2 * 0.9**i for i in t],
        step_decay(2, 0.5, 7): [2, 2, 2, 1, 0.5, 0.25, 2 * 0.5**142],
        linear(2, 20): [1.9, 1.8, 1.7, 1.3, 0, 0, 0],
        cosine(2, 20): [1 + math.cos(math.pi * i / 20) for i in (1, 2, 3, 7)] + [0] * 3,
    }
    for schedule, rates in expected.items():
        np.testing.assert_allclose(schedule(t), rates, rtol=1e-14, err_msg=str(schedule))
    assert {type(schedule) for schedule in expected} == {type(schedule) for schedule in EXAMPLES}


@pytest.mark.parametrize("schedule", EXAMPLES, ids=ids)
def test_numbers_and_arrays_of_any_shape(schedule):
    assert type(schedule(3)) is np.float64
    assert all(type(total) is np.float64 for total in schedule.partial_sums(3))
    t = np.arange(1, 13).reshape(3, 4)
    assert schedule(t).shape == (3, 4)
    np.testing.assert_allclose(schedule(t).ravel(), [schedule(int(i)) for i in t.flat], rtol=1e-15)
    assert [total.shape for total in schedule.partial_sums(t)] == [(3, 4)] * 2
    assert schedule([]).shape == (0,)
    assert schedule.partial_sums([])[0].shape == (0,)


def test_schedules_are_frozen_and_can_be_replaced():
    with pytest.raises(dataclasses.FrozenInstanceError):
        power(1, 1).a = 2
    assert dataclasses.replace(power(1, 1), a=3)(3) == 1
    refused(["a", "positive"], dataclasses.replace, power(1, 1), a=-1)
    assert power(1, 1) == power(1.0, 1.0, 0)


# The sums


@pytest.mark.parametrize("schedule", EXAMPLES, ids=ids)
def test_partial_sums_are_those_of_the_terms(schedule):
    t = np.arange(1, 3001)
    rates = schedule(t)
    first, second = schedule.partial_sums(t)
    np.testing.assert_allclose(first, np.cumsum(rates), rtol=1e-12)
    np.testing.assert_allclose(second, np.cumsum(rates**2), rtol=1e-12)


@pytest.mark.parametrize("schedule", [power(1, 0.5), power(1, 1), power(1, 0.9999, 5), power(1, 1.3, -0.5)], ids=str)
def test_partial_sums_of_a_million_terms(schedule):
    rates = schedule(np.arange(1, 1_000_001))
    assert schedule.partial_sums(1_000_000) == pytest.approx((math.fsum(rates), math.fsum(rates**2)), rel=1e-14, abs=0)


@pytest.mark.parametrize("schedule", EXAMPLES, ids=ids)
def test_a_finite_sum_is_the_limit_of_the_partial_sums(schedule):
    verdict = schedule.robbins_monro()
    for total, partial in zip(verdict[1:3], schedule.partial_sums([10**6, 10**13]), strict=True):
        assert partial[0] <= partial[1] * (1 + 1e-15)
        if total < math.inf:
            assert partial[1] <= total * (1 + 1e-13)


def test_harmonic_sums_far_out():
    assert power(1, 1).partial_sums(1e15)[0] == pytest.approx(math.log(1e15) + np.euler_gamma, rel=1e-14, abs=0)
    assert power(1, 1).partial_sums(1e15)[1] == pytest.approx(math.pi**2 / 6, rel=1e-14, abs=0)
    assert inverse_sqrt(1).partial_sums(1e12)[0] == pytest.approx(
        2e6 + scipy.special.zeta(0.5) + 5e-7, rel=1e-15, abs=0
    )
    assert constant(0.1).partial_sums(10**6)[0] == 0.1 * 10**6


@settings(max_examples=300)
@given(st.floats(1.0000001, 80), st.floats(-0.999, 1e5))
def test_sums_of_powers_agree_with_scipy(p, b):
    assert power_total(p, 1 + b) == pytest.approx(scipy.special.zeta(p, 1 + b), rel=1e-11, abs=1e-300)


def test_sums_of_powers_by_hand():
    assert power_total(2, 1) == pytest.approx(math.pi**2 / 6, rel=1e-15, abs=0)
    assert power_total(4, 1) == pytest.approx(math.pi**4 / 90, rel=1e-15, abs=0)
    assert power_total(2, 0.5) == pytest.approx(math.pi**2 / 2, rel=1e-15, abs=0)
    # near the pole ζ(1 + s) = 1/s + γ − γ₁ s + …, with Stieltjes' γ₁ = −0.0728158454836767
    for s in (1e-4, 1e-8, 2.0**-40):
        gap = (1 + s) - 1
        expected = 1 / gap + np.euler_gamma + 0.0728158454836767 * gap
        assert power_total(1 + s, 1) == pytest.approx(expected, rel=1e-13, abs=0)
    assert power(3, 2).robbins_monro()[1:3] == pytest.approx(
        (3 * math.pi**2 / 6, 9 * math.pi**4 / 90), rel=1e-14, abs=0
    )


@pytest.mark.parametrize("gap", [0.5, 1e-3, 1e-9, 2.0**-53])
@pytest.mark.parametrize("k", [1, 4])
def test_geometric_sums_have_all_their_digits(gap, k):
    c = Fraction(1 - gap)
    exact = k - 1 + k * c / (1 - c), k - 1 + k * c**2 / (1 - c**2)
    assert step_decay(1, float(c), k).robbins_monro()[1:3] == pytest.approx([float(x) for x in exact], rel=1e-14, abs=0)
    if k == 1:
        assert exponential(2, float(c)).robbins_monro()[1:3] == pytest.approx(
            [2 * float(exact[0]), 4 * float(exact[1])], rel=1e-14, abs=0
        )


@given(st.integers(1, 400), st.floats(1e-3, 1e3))
def test_sums_up_to_a_horizon(steps, a):
    alpha = [Fraction(steps - t, steps) for t in range(1, steps + 1)]
    exact = a * float(sum(alpha)), a * a * float(sum(x * x for x in alpha))
    assert linear(a, steps).robbins_monro()[1:3] == pytest.approx(exact, rel=1e-13, abs=0)
    rates = cosine(a, steps)(np.arange(1, steps + 1))
    assert cosine(a, steps).robbins_monro()[1:3] == pytest.approx((rates.sum(), (rates**2).sum()), rel=1e-12, abs=1e-15)
    for schedule in (linear(a, steps), cosine(a, steps)):
        assert schedule([steps, steps + 1, 10 * steps]).tolist() == [0, 0, 0]


# The verdict

WHO = {
    "holds": [power(1, 1), power(5, 0.75), power(1, 0.500001), power(1, 0.5 + 1e-12), power(0.01, 1, 100)],
    "not-shrinking": [constant(1e-9), power(1, 0), exponential(1, 1), step_decay(1, 1, 3)],
    "squares-infinite": [inverse_sqrt(1), power(1, 0.5), power(1, 0.3), power(1, 1e-9), power(1, 0.5, -0.5)],
    "sum-finite": [power(1, 1 + 1e-12), power(1, 2), exponential(1, 1 - 1e-12), step_decay(1, 1 - 1e-12, 9)],
    "stops": [linear(1, 1), linear(1, 10**9), cosine(1, 100)],
}


@pytest.mark.parametrize(("code", "schedule"), [(code, one) for code, group in WHO.items() for one in group], ids=str)
def test_who_meets_the_conditions_and_why(code, schedule):
    verdict = schedule.robbins_monro()
    assert verdict.reason.code == code
    assert isinstance(verdict.reason, Message)
    assert verdict.holds == (verdict.sum == math.inf and verdict.sum_of_squares < math.inf) == (code == "holds")
    assert (verdict.sum == math.inf) == (code in ("holds", "not-shrinking", "squares-infinite"))
    assert (verdict.sum_of_squares == math.inf) == (code in ("not-shrinking", "squares-infinite"))
    assert type(verdict.holds) is bool
    assert type(verdict.sum) is type(verdict.sum_of_squares) is float


def test_every_reason_occurs_and_every_schedule_is_listed():
    assert set(WHO) == set(VERDICTS)
    assert {type(schedule) for group in WHO.values() for schedule in group} == {type(schedule) for schedule in EXAMPLES}
    assert list(SCHEDULES) == ["constant", "power", "inverse_sqrt", "exponential", "step_decay", "linear", "cosine"]


@given(st.floats(0, 3), st.floats(-0.99, 1e3), st.floats(1e-3, 1e3))
def test_the_power_rule(p, b, a):
    verdict = power(a, p, b).robbins_monro()
    assert verdict.holds == (0.5 < p <= 1)
    assert (verdict.sum == math.inf) == (p <= 1)
    assert (verdict.sum_of_squares == math.inf) == (2 * p <= 1)


def test_a_reason_says_its_numbers():
    assert "Σα = 1.5 is finite" in linear(1, 4).robbins_monro().reason
    assert "from step 4 on" in linear(1, 4).robbins_monro().reason
    assert linear(1, 4).robbins_monro().reason.parameters["steps"] == 4


# Refusals


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["a", "positive", "0.0"], (constant, 0)),
        (["a", "-1.0"], (power, -1, 1)),
        (["a", "nan"], (linear, math.nan, 3)),
        (["a", "inf"], (cosine, math.inf, 3)),
        (["a", "None"], (inverse_sqrt, None)),
        (["a", "single number", "[1, 2]"], (constant, [1, 2])),
        (["a", "'1'"], (constant, "1")),
        (["a", "1j"], (constant, 1j)),
        (["a", "True"], (constant, True)),
        (["p", "[0, ∞)", "-0.5"], (power, 1, -0.5)),
        (["b", "(-1, ∞)", "-1"], (power, 1, 1, -1)),
        (["gamma", "(0, 1]", "1.1"], (exponential, 1, 1.1)),
        (["gamma", "0.0"], (exponential, 1, 0)),
        (["c", "(0, 1]", "2.0"], (step_decay, 1, 2, 3)),
        (["k", "whole", "2.5"], (step_decay, 1, 0.5, 2.5)),
        (["k", "0"], (step_decay, 1, 0.5, 0)),
        (["steps", "0"], (linear, 1, 0)),
        (["steps", "whole", "'9'"], (cosine, 1, "9")),
        (["steps", "1000"], (cosine, 1, 10**30)),
        (["t[1]", "[1, ∞)", "0.5"], (constant(1), [1, 0.5])),
        (["t", "nan"], (power(1, 1), math.nan)),
        (["t", "inf"], (linear(1, 3), math.inf)),
        (["t", "None"], (cosine(1, 3), None)),
        (["t", "whole", "1.5"], (constant(1).partial_sums, 1.5)),
        (["t", "0"], (constant(1).partial_sums, 0)),
    ],
)
def test_a_bad_argument_is_named(words, call):
    refused(words, *call)


positive = st.floats(0, allow_infinity=False)


@given(positive, positive, st.floats(-1, allow_infinity=False), st.floats(0, 1), st.integers(1, 2**31 - 1))
def test_at_the_ends_of_float64_there_is_a_number_and_never_a_warning(a, p, b, r, k):
    makers = [
        lambda: power(a, p, b),
        lambda: exponential(a, r),
        lambda: step_decay(a, r, k),
        lambda: linear(a, k),
        lambda: cosine(a, k),
    ]
    for make in makers:
        with contextlib.suppress(Lekce2Error):
            schedule = make()
            assert not np.isnan(schedule([1, 2, 1e9, 1e300])).any()
            assert not np.isnan(schedule.partial_sums([1, 2, 20, 21, 1e9, 1e300])).any()
            assert not np.isnan(schedule.robbins_monro()[:3]).any()
