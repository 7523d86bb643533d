"""Moving averages against SciPy's filter, exact fractions, and the weights written out."""

import contextlib
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lekce2.averages import debias, ema, weight_sum, weights
from lekce2.base.errors import Lekce2Error

betas = st.one_of(st.just(0.0), st.floats(0, 0.9999))


def refused(words, function, *arguments, **named):
    with pytest.raises(Lekce2Error) as caught:
        function(*arguments, **named)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@given(arrays(float, (6, 2), elements=st.floats(-1e3, 1e3)), betas)
def test_ema_is_its_recursion_to_the_last_bit(g, beta):
    s, expected = np.zeros(2), []
    for row in g:
        s = beta * s + (1 - beta) * row
        expected.append(s)
    assert np.array_equal(ema(g, beta), expected)


@pytest.mark.parametrize("lanes", [1, 3, 16, 17, 40])
def test_few_and_many_lanes_agree_with_scipy(lanes):
    g = np.random.default_rng(lanes).normal(size=(200, lanes))
    np.testing.assert_allclose(ema(g, 0.9), scipy.signal.lfilter([0.1], [1, -0.9], g, axis=0), rtol=1e-12, atol=1e-15)
    assert np.array_equal(ema(g, 0.9)[:, 0], ema(g[:, 0], 0.9))


def test_any_axis_is_the_first_one_moved_and_the_argument_is_left_alone():
    g = np.random.default_rng(0).normal(size=(5, 4, 3))
    before = g.copy()
    for axis in (0, 1, 2, -1):
        assert np.array_equal(ema(np.moveaxis(g, 0, axis), 0.7, axis=axis), np.moveaxis(ema(g, 0.7), 0, axis))
    assert np.array_equal(g, before)


def test_hand_worked_steps():
    assert ema([4, 8, 0], 0.5).tolist() == [2, 5, 2.5]
    assert ema([4, 8, 0], 0).tolist() == [4, 8, 0]
    assert debias([2, 5, 2.5], 0.5) == pytest.approx([4, 20 / 3, 20 / 7], rel=1e-15, abs=0)
    assert weights(0.5, 4).tolist() == [1 / 16, 1 / 8, 1 / 4, 1 / 2]
    assert weights(0, 3).tolist() == [0, 0, 1]
    assert weight_sum(0, [1, 5]).tolist() == [1, 1]


@given(arrays(float, st.integers(1, 30), elements=st.floats(-1e3, 1e3)), betas)
def test_the_weights_are_what_the_recursion_gives_to_the_past(g, beta):
    w = weights(beta, len(g))
    assert w.shape == (len(g),)
    assert ema(g, beta)[-1] == pytest.approx(w @ g, rel=1e-9, abs=1e-9)
    assert w.sum() == pytest.approx(weight_sum(beta, len(g)), rel=1e-11, abs=0)


@given(betas, st.integers(1, 40))
def test_the_weight_sum_has_all_its_digits(beta, t):
    assert weight_sum(beta, t) == pytest.approx(float(1 - Fraction(beta) ** t), rel=1e-14, abs=0)


def test_the_weight_sum_does_not_cancel():
    for gap in (2.0**-30, 2.0**-53):
        assert weight_sum(1 - gap, 3) == pytest.approx(float(1 - (1 - Fraction(gap)) ** 3), rel=1e-14, abs=0)
    np.testing.assert_array_equal(weight_sum([[0.5], [0.0]], [1, 2]), [[0.5, 0.75], [1, 1]])


@given(betas, st.floats(-1e3, 1e3, allow_subnormal=False), st.integers(1, 50))
def test_the_corrected_average_of_a_constant_is_that_constant(beta, value, steps):
    g = np.full((steps, 2), value)
    np.testing.assert_allclose(debias(ema(g, beta), beta), g, rtol=1e-12)


def test_the_corrected_average_is_unbiased_for_noise_around_a_mean():
    g = 3 + np.random.default_rng(0).normal(size=(5, 200_000))
    corrected = debias(ema(g, 0.9), 0.9).mean(1)
    np.testing.assert_allclose(corrected, 3, atol=5 / math.sqrt(200_000))


def test_long_series_take_no_time():
    s = ema(np.ones(100_000), 0.999)
    assert s[-1] == pytest.approx(1, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["beta", "[0, 1)", "1.0"], (ema, [1.0], 1)),
        (["beta", "-0.1"], (weights, -0.1, 3)),
        (["beta", "nan"], (debias, [1.0], math.nan)),
        (["beta", "single number"], (ema, [1.0], [0.5])),
        (["beta", "True"], (ema, [1.0], True)),
        (["beta", "'a'"], (weight_sum, "a", 1)),
        (["g[1]", "nan"], (ema, [1.0, math.nan], 0.5)),
        (["g", "shape"], (ema, 1.0, 0.5)),
        (["g", "empty"], (ema, [], 0.5)),
        (["s", "empty"], (debias, np.empty((0, 2)), 0.5)),
        (["axis", "1"], (ema, [1.0], 0.5, 1)),
        (["t", "whole", "2.0"], (weights, 0.5, 2.0)),
        (["t", "0"], (weights, 0.5, 0)),
        (["t[1]", "0.0"], (weight_sum, 0.5, [1, 0])),
        (["t", "(3,)", "(2,)"], (weight_sum, [0.5, 0.5], [1, 2, 3])),
        (["t", "1000"], (weights, 0.5, 10**30)),
    ],
)
def test_a_bad_argument_is_named(words, call):
    refused(words, *call)


@given(arrays(float, st.integers(0, 3), elements=st.floats()), st.floats(), st.floats())
def test_whatever_arrives_there_is_a_number_or_a_message_and_never_a_warning(g, beta, t):
    for function, *arguments in [(ema, g, beta), (debias, g, beta), (weight_sum, beta, t), (weight_sum, g, t)]:
        with contextlib.suppress(Lekce2Error):
            assert not np.isnan(function(*arguments)).any()
