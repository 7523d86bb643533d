"""Information against SciPy, exact decimals, the identities of Cover and Thomas, and what a bad distribution gets."""

import contextlib
import math
import warnings
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lekce2 import information
from lekce2.base.errors import Lekce2Error
from lekce2.information import (
    conditional_entropy,
    cross_entropy,
    entropy,
    joint_entropy,
    kl_divergence,
    mutual_information,
    surprisal,
)

ONE = [entropy, joint_entropy, conditional_entropy, mutual_information]
JOINT = ONE[1:]
TWO = [cross_entropy, kl_divergence]

masses = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1e-300, 1e-12, 1.0]))


def normalised(shape):
    """Arrays of that shape that sum to 1 over all of it, with zeros and very small probabilities among them."""
    return arrays(float, shape, elements=masses).filter(lambda a: a.sum() > 1e-3).map(lambda a: a / a.sum())


@st.composite
def pairs(draw):
    k = draw(st.integers(1, 7))
    return draw(normalised(k)), draw(normalised(k))


tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(normalised)


def exact_kl(p, q):
    """Σ p log(p/q) − p + q of these float64 numbers, in 60 decimal digits."""
    with localcontext() as context:
        context.prec = 60
        terms = [(Decimal(float(a)), Decimal(float(b))) for a, b in zip(p, q, strict=True)]
        return float(sum(((a * (a / b).ln() if a else 0) - a + b for a, b in terms), Decimal(0)))


def random_distributions(seed, *shape):
    return np.random.default_rng(seed).dirichlet(np.ones(shape[-1]), size=shape[:-1])


# Second opinions


@pytest.mark.parametrize("base", [math.e, 2, 10, 3.5, 0.5])
@pytest.mark.parametrize("k", [1, 2, 10, 127, 128, 1000])
def test_agrees_with_scipy(k, base):
    p, q = random_distributions(k, 4, k), random_distributions(k + 1, 4, k)
    np.testing.assert_allclose(entropy(p, base=base), scipy.stats.entropy(p, axis=-1, base=base), rtol=1e-13)
    np.testing.assert_allclose(
        kl_divergence(p, q, base=base), scipy.stats.entropy(p, q, axis=-1, base=base), rtol=1e-12, atol=1e-15
    )
    expected = -scipy.special.xlogy(p, q).sum(-1) / math.log(base)
    np.testing.assert_allclose(cross_entropy(p, q, base=base), expected, rtol=1e-13)


def test_joint_functions_agree_with_scipy():
    tables = random_distributions(0, 5, 12).reshape(5, 3, 4)
    x, y = tables.sum(-1), tables.sum(-2)
    hxy, hx, hy = (scipy.stats.entropy(a.reshape(5, -1), axis=-1) for a in (tables, x, y))
    np.testing.assert_allclose(joint_entropy(tables), hxy, rtol=1e-13)
    np.testing.assert_allclose(conditional_entropy(tables), hxy - hx, rtol=1e-12)
    np.testing.assert_allclose(mutual_information(tables), hx + hy - hxy, rtol=1e-11)


@pytest.mark.parametrize("distance", [1e-2, 1e-4, 1e-8, 1e-11, 1e-14])
def test_kl_keeps_its_digits_where_p_is_near_q(distance):
    rng = np.random.default_rng(int(-math.log10(distance)))
    for _ in range(20):
        p = rng.dirichlet(np.ones(8))
        q = p * (1 + distance * rng.standard_normal(8))
        q /= q.sum()
        assert kl_divergence(p, q) == pytest.approx(exact_kl(p, q), rel=1e-13, abs=0)


@pytest.mark.parametrize("ratio", [0.4999, 0.5, 0.5001, 0.8999, 0.9, 0.9001, 1.0999, 1.1, 1.1001, 1.4999, 1.5, 1.5001])
def test_kl_is_accurate_on_both_sides_of_where_its_form_changes(ratio):
    p, q = np.array([0.2, 0.8]), np.array([0.2 * ratio, 1 - 0.2 * ratio])
    assert kl_divergence(p, q) == pytest.approx(exact_kl(p, q), rel=1e-14, abs=0)


def test_hand_worked_values():
    assert entropy([0.5, 0.25, 0.125, 0.125], base=2) == 1.75
    assert entropy([1 / 6] * 6) == pytest.approx(math.log(6), rel=1e-15, abs=0)
    assert cross_entropy([0.5, 0.5], [0.25, 0.75]) == pytest.approx(math.log(4) - math.log(3) / 2, rel=1e-15, abs=0)
    assert kl_divergence([1, 0], [0.25, 0.75], base=2) == pytest.approx(2, rel=1e-15, abs=0)
    # Cover and Thomas, example 2.2.1
    table = np.array([[1 / 8, 1 / 16, 1 / 16, 1 / 4], [1 / 16, 1 / 8, 1 / 16, 0], [1 / 32, 1 / 32, 1 / 16, 0],
                      [1 / 32, 1 / 32, 1 / 16, 0]])  # fmt: skip
    assert joint_entropy(table, base=2) == pytest.approx(27 / 8, rel=1e-15, abs=0)
    assert conditional_entropy(table, base=2) == pytest.approx(13 / 8, rel=1e-15, abs=0)
    assert conditional_entropy(table.T, base=2) == pytest.approx(11 / 8, rel=1e-15, abs=0)
    assert mutual_information(table, base=2) == pytest.approx(3 / 8, rel=1e-14, abs=0)


# Definitions at the edges


def test_zeros_follow_the_definitions_without_a_warning():
    assert surprisal(0) == math.inf
    assert surprisal(1) == 0
    assert not np.signbit(surprisal(1))
    assert entropy([0, 1, 0]) == 0
    assert not np.signbit(entropy([0, 1, 0]))
    assert cross_entropy([0.5, 0.5], [1, 0]) == math.inf
    assert kl_divergence([0.5, 0.5], [1, 0]) == math.inf
    assert cross_entropy([1, 0], [1, 0]) == 0
    assert kl_divergence([1, 0], [1, 0]) == 0
    assert kl_divergence([1, 0], [0.5, 0.5]) == pytest.approx(math.log(2), rel=1e-15, abs=0)
    assert conditional_entropy([[0.5, 0], [0, 0.5]]) == 0
    assert mutual_information([[1, 0], [0, 0]]) == 0


def test_tiny_probabilities_neither_warn_nor_turn_into_infinity():
    tiny = np.array([1.0, 5e-324])
    assert entropy(tiny) == pytest.approx(0, abs=1e-300)
    assert kl_divergence(tiny, [0.5, 0.5]) == pytest.approx(math.log(2), rel=1e-15, abs=0)
    assert math.isfinite(kl_divergence([0.5, 0.5], tiny))
    # p(x) p(y) = 1e-400 is 0 in float64 although p(x, y) is not
    assert math.isfinite(mutual_information([[1.0, 0.0], [0.0, 1e-200]]))


def test_bits_of_powers_of_two_are_exact():
    n = np.arange(1, 1000.0)
    assert np.array_equal(surprisal(2.0**-n, base=2), n)


def test_scalars_come_back_as_float64_and_stacks_keep_their_shape():
    stack = random_distributions(1, 2, 3, 4)
    for function in ONE:
        assert type(function(np.full((2, 2), 0.25) if function in JOINT else [0.5, 0.5])) is np.float64
    assert type(kl_divergence([0.5, 0.5], [0.5, 0.5])) is np.float64
    assert type(surprisal(0.5)) is np.float64
    assert entropy(stack).shape == (2, 3)
    assert entropy(np.empty((0, 3)) + 1).shape == (0,)
    assert kl_divergence(stack, stack[0, 0]).shape == (2, 3)
    assert cross_entropy(stack[:, :1], stack[:1]).shape == (2, 3)
    assert mutual_information(stack / 3).shape == (2,)


def test_any_axis_is_the_last_one_moved():
    p, q = random_distributions(2, 5, 3, 4), random_distributions(3, 5, 3, 4)
    for axis in (0, 1, 2, -1, -2, -3, np.int64(1)):
        moved = np.moveaxis(p, -1, axis), np.moveaxis(q, -1, axis)
        np.testing.assert_allclose(entropy(moved[0], axis=axis), entropy(p), rtol=1e-14)
        np.testing.assert_allclose(kl_divergence(*moved, axis=axis), kl_divergence(p, q), rtol=1e-13)


def test_a_stack_gives_what_its_rows_give():
    p, q = random_distributions(4, 50, 6), random_distributions(5, 50, 6)
    for function in TWO:
        np.testing.assert_allclose(function(p, q), [function(*row) for row in zip(p, q, strict=True)], rtol=1e-14)
    np.testing.assert_allclose(entropy(p), [entropy(row) for row in p], rtol=1e-14)


def test_any_numbers_are_taken_as_probabilities():
    for one in (
        [1, 0],
        (True, False),
        np.array([1, 0], dtype=np.uint8),
        [Fraction(1), Fraction(0)],
        np.float16([1, 0]),
    ):
        assert entropy(one) == 0


# Laws


@given(pairs())
def test_gibbs(pair):
    p, q = pair
    kl = kl_divergence(p, q)
    assert kl >= 0
    assert cross_entropy(p, q) >= entropy(p) - 1e-12
    assert cross_entropy(p, q) == pytest.approx(kl + entropy(p), rel=1e-9, abs=1e-12)


@given(normalised(5), arrays(float, 5, elements=st.floats(-1, 1)), st.floats(0, 1e-6))
def test_kl_is_never_negative_and_zero_for_equal(p, direction, distance):
    q = p * (1 + distance * direction)
    q /= q.sum()
    assert kl_divergence(p, q) >= 0
    assert kl_divergence(p, p) == 0


@given(pairs(), st.floats(1.01, 1e6))
def test_entropy_lies_between_zero_and_the_uniform(pair, base):
    p, _ = pair
    assert 0 <= entropy(p) <= math.log(len(p)) + 1e-12
    assert entropy(p, base=base) == pytest.approx(entropy(p) / math.log(base), rel=1e-12, abs=0)


@given(tables)
def test_chain_rule_and_mutual_information(pxy):
    x, y = pxy.sum(-1), pxy.sum(-2)
    information = mutual_information(pxy)
    assert information >= 0
    assert conditional_entropy(pxy) >= 0
    assert joint_entropy(pxy) == pytest.approx(entropy(x) + conditional_entropy(pxy), abs=1e-12)
    assert information == pytest.approx(entropy(y) - conditional_entropy(pxy), abs=1e-12)
    assert information == pytest.approx(mutual_information(pxy.T), abs=1e-12)


@given(pairs())
def test_independent_variables_tell_nothing(pair):
    p, q = pair
    table = np.outer(p, q)
    assert mutual_information(table) == pytest.approx(0, abs=1e-15)


# Refusals


def refused(words, function, *arguments, **named):
    with pytest.raises(Lekce2Error) as caught:
        function(*arguments, **named)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("p", "code", "words"),
    [
        ([0.5, 0.6], "not-a-distribution", ["p must sum to 1", "1.1"]),
        ([[0.5, 0.5], [0.5, 0.4], [1, 0]], "not-a-distribution", ["p[1]", "0.9"]),
        ([0.5, 0.5 + 2e-9], "not-a-distribution", ["1.000000002"]),
        ([1.5, -0.5], "negative", ["p[1]", "-0.5"]),
        ([[1, 0], [0.5, math.nan]], "not-finite", ["p[1, 1]", "nan"]),
        ([math.inf, 0.5], "not-finite", ["p[0]", "inf"]),
        ([1e308, 1e308], "not-a-distribution", ["inf"]),
        ([], "empty", ["p"]),
        (np.empty((3, 0)), "empty", ["p"]),
        ("abc", "not-a-number", ["p", "'abc'"]),
        (["0.5", "0.5"], "not-a-number", ["p"]),
        (None, "not-a-number", ["None"]),
        ([0.5, None], "not-a-number", ["None"]),
        (np.array(["0.5", "0.5"], dtype=object), "not-a-number", ["p"]),
        ([0.5 + 0j, 0.5], "not-a-number", ["p"]),
        ([[0.5, 0.5], [1]], "not-a-number", ["p"]),
        ([10**400], "not-finite", ["p"]),
    ],
)
def test_a_bad_distribution_is_named(p, code, words):
    assert refused(words, entropy, p).code == code
    for function in TWO:
        refused(["p"], function, p, [0.5, 0.5])
        refused(["q"], function, [0.5, 0.5], p)
    for function in JOINT:
        refused(["pxy"], function, p)


def test_a_single_number_is_no_distribution():
    assert refused(["p"], entropy, 1.0).code == "wrong-shape"
    assert refused(["pxy"], joint_entropy, [0.5, 0.5]).code == "wrong-shape"


def test_a_bad_row_is_named_whatever_the_axis():
    p = np.array([[0.5, 0.5, 0.5], [0.5, 0.25, 0.5]])
    refused(["p[:, 1] sums to 0.75"], entropy, p, axis=0)
    refused(["pxy[1] sums to 0.75"], joint_entropy, [[[0.5, 0.5]], [[0.5, 0.25]]])


def test_within_the_tolerance_nothing_is_scaled():
    p = np.array([0.5, 0.5 + 9e-10])
    assert entropy(p) == -(p * np.log(p)).sum()


def test_shapes_that_do_not_fit():
    error = refused(["q", "(1,)", "(2,)"], kl_divergence, [0.5, 0.5], [1.0])
    assert error.code == "shapes-differ"
    refused(["(2, 2)", "(3, 2)"], cross_entropy, np.full((3, 2), 0.5), np.full((2, 2), 0.5))


@pytest.mark.parametrize("axis", [2, -2, 1.0, None, True, "0", (0,), np.array([0, 1]), np.empty(0)])
def test_a_bad_axis_is_named(axis):
    refused(["axis"], entropy, [0.5, 0.5], axis=axis)
    refused(["axis"], kl_divergence, [0.5, 0.5], [0.5, 0.5], axis=axis)


@pytest.mark.parametrize("base", [0, 1, -2, math.inf, math.nan, None, "2", True, 2j, [2], np.array([2.0])])
def test_a_bad_base_is_named(base):
    for function in ONE:
        refused(["base"], function, [[1.0]], base=base)
    for function in TWO:
        refused(["base"], function, [1.0], [1.0], base=base)
    refused(["base"], surprisal, 0.5, base)


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan, [0.5, 2.0], "1", None, 1j])
def test_surprisal_takes_probabilities_only(p):
    refused(["p"], surprisal, p)


@settings(max_examples=200)
@given(arrays(float, st.integers(0, 4), elements=st.floats()), arrays(float, st.integers(0, 4), elements=st.floats()))
def test_whatever_arrives_there_is_a_number_or_a_message_and_never_a_warning(p, q):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for call in (
            lambda: entropy(p),
            lambda: kl_divergence(p, q),
            lambda: cross_entropy(p, q),
            lambda: surprisal(p),
        ):
            with contextlib.suppress(Lekce2Error):
                assert not np.isnan(call()).any()


def test_all_functions_are_listed_here():
    public = {
        name
        for name, value in vars(information).items()
        if getattr(value, "__module__", "") == "lekce2.information.measures"
    }
    assert {name for name in public if not name.startswith("_")} == {f.__name__ for f in [*ONE, *TWO, surprisal]}
