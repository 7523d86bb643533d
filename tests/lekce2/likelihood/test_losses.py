"""Likelihoods against PyTorch's values, SciPy, the identities of maximum likelihood, and the ends of float64."""

import contextlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lekce2 import likelihood
from lekce2.base.errors import Lekce2Error
from lekce2.information import cross_entropy, entropy, kl_divergence
from lekce2.likelihood import (
    bernoulli_nll,
    categorical_nll,
    gaussian_mle,
    gaussian_nll,
    log_softmax,
    logsumexp,
    mle_chain,
    mse,
    sigmoid,
    softmax,
    softplus,
)

TORCH = {
    name: np.array(values)
    for name, values in json.loads((Path(__file__).parents[2] / "data" / "likelihood.json").read_text()).items()
}
finite = st.floats(-50, 50)


def refused(words, function, *arguments, **named):
    with pytest.raises(Lekce2Error) as caught:
        function(*arguments, **named)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    return caught.value


# PyTorch in float64

ARGUMENTS = {
    "logsumexp": (logsumexp, "scores"),
    "softmax": (softmax, "scores"),
    "log_softmax": (log_softmax, "scores"),
    "categorical_nll": (categorical_nll, "scores", "classes"),
    "sigmoid": (sigmoid, "x"),
    "softplus": (softplus, "x"),
    "bernoulli_nll": (bernoulli_nll, "x", "soft"),
    "gaussian_nll": (gaussian_nll, "y", "mean", "variance"),
    "mse": (mse, "y", "mean"),
    "entropy": (entropy, "p"),
    "kl": (kl_divergence, "p", "q"),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_agrees_with_torch(name):
    function, *arguments = ARGUMENTS[name]
    np.testing.assert_allclose(function(*(TORCH[a] for a in arguments)), TORCH[name], rtol=1e-12, atol=1e-15)


def test_the_estimate_and_the_chain_agree_with_torch():
    mean, variance = gaussian_mle(TORCH["y"])
    np.testing.assert_allclose(mean, TORCH["y"].mean(-1), rtol=1e-14)
    np.testing.assert_allclose(variance, TORCH["variance_of_y"], rtol=1e-13)
    np.testing.assert_allclose(mle_chain(TORCH["counts"], TORCH["q"]).nll_sum, TORCH["nll_sum"], rtol=1e-13)


# Scores


def test_confident_probabilities_keep_their_digits():
    assert categorical_nll([50.0, 0.0], 0) == pytest.approx(math.exp(-50), rel=1e-14, abs=0)
    assert bernoulli_nll(50.0, 1) == pytest.approx(math.exp(-50), rel=1e-14, abs=0)
    assert bernoulli_nll(-700.0, 0) == pytest.approx(math.exp(-700), rel=1e-13, abs=0)
    assert logsumexp([0.0, -80.0]) == pytest.approx(math.exp(-80), rel=1e-14, abs=0)
    assert log_softmax([0.0, -2000.0])[1] == -2000
    assert softplus(-100.0) == pytest.approx(math.exp(-100), rel=1e-14, abs=0)


def test_the_ends_of_float64():
    assert np.array_equal(softmax([1e308, -1e308]), [1, 0])
    assert np.array_equal(softmax([1e308, 1e308]), [0.5, 0.5])
    assert categorical_nll([1e308, -1e308], 0) == 0
    assert categorical_nll([1e308, -1e308], 1) == math.inf
    assert categorical_nll([1e307, 0.0], 1) == 1e307
    assert bernoulli_nll([1e308, 1e308, -1e308, math.inf], [1, 0, 1, 1]).tolist() == [0, 1e308, 1e308, 0]
    assert logsumexp([-math.inf, -math.inf]) == -math.inf
    assert logsumexp([math.inf, 0]) == math.inf
    assert np.array_equal(softmax([-math.inf, 0.0]), [0, 1])
    assert categorical_nll([-math.inf, 0.0], 0) == math.inf
    assert sigmoid([-math.inf, math.inf]).tolist() == [0, 1]


@given(arrays(float, (3, 4), elements=finite), finite)
def test_softmax_laws(z, shift):
    p = softmax(z)
    np.testing.assert_allclose(p.sum(-1), 1, rtol=1e-15)
    np.testing.assert_allclose(softmax(z + shift), p, rtol=1e-12)
    np.testing.assert_allclose(log_softmax(z), scipy.special.log_softmax(z, axis=-1), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(logsumexp(z, axis=0), scipy.special.logsumexp(z, axis=0), rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(softmax(z.T, axis=0), p.T, rtol=1e-14)


@given(finite, st.floats(0, 1))
def test_two_classes_are_a_sigmoid(z, target):
    assert softmax([z, 0])[0] == pytest.approx(sigmoid(z), rel=1e-13, abs=0)
    assert bernoulli_nll(z, 1) == pytest.approx(categorical_nll([z, 0], 0), rel=1e-13, abs=1e-300)
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, rel=1e-15, abs=0)
    assert softplus(z) - softplus(-z) == pytest.approx(z, abs=1e-13)
    expected = cross_entropy([target, 1 - target], [sigmoid(z), sigmoid(-z)])
    assert bernoulli_nll(z, target) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@given(arrays(float, 5, elements=finite), st.integers(0, 4))
def test_the_gradient_of_the_nll_is_softmax_minus_the_target(z, k):
    h = 1e-5
    differences = [(categorical_nll(z + d, k) - categorical_nll(z - d, k)) / (2 * h) for d in h * np.eye(5)]
    np.testing.assert_allclose(differences, softmax(z) - np.eye(5)[k], atol=1e-8)


def test_categorical_nll_broadcasts_targets_and_scores():
    z = np.random.default_rng(0).normal(size=(4, 3))
    assert type(categorical_nll(z[0], 2)) is np.float64
    np.testing.assert_allclose(categorical_nll(z[0], [0, 1, 2]), -log_softmax(z[0]), rtol=1e-15)
    assert categorical_nll(z, np.uint8(1)).shape == (4,)
    assert categorical_nll(z[:, None], [[0, 1]]).shape == (4, 2)
    assert categorical_nll(np.empty((0, 3)), []).shape == (0,)


# The normal distribution


def test_gaussian_nll_agrees_with_scipy():
    rng = np.random.default_rng(1)
    y, mean, variance = rng.normal(size=(4, 6)), rng.normal(size=6), rng.uniform(0.01, 9, size=(4, 1))
    expected = -scipy.stats.norm.logpdf(y, mean, np.sqrt(variance)).sum(-1)
    np.testing.assert_allclose(gaussian_nll(y, mean, variance), expected, rtol=1e-13)
    assert gaussian_nll(0.5, 0, 1) == pytest.approx(-scipy.stats.norm.logpdf(0.5), rel=1e-15, abs=0)


def test_gaussian_nll_at_the_ends_of_float64():
    assert gaussian_nll(0, 0, 1e308) == pytest.approx(
        (math.log(2 * math.pi) + 308 * math.log(10)) / 2, rel=1e-15, abs=0
    )
    assert gaussian_nll(1e200, 0, 1e300) == pytest.approx(5e99, rel=1e-14, abs=0)
    assert gaussian_nll(1.7e308, -1.7e308, 1) == math.inf
    assert gaussian_nll(0, 0, 5e-324) == pytest.approx((math.log(2 * math.pi) + math.log(5e-324)) / 2, rel=1e-14, abs=0)
    assert mse([1e308, 0], [-1e308, 0]) == math.inf


@given(arrays(float, 6, elements=finite), arrays(float, (2, 6), elements=finite), st.floats(0.1, 10))
def test_for_a_fixed_variance_nll_and_mse_order_predictions_alike(y, predictions, variance):
    nll, error = gaussian_nll(y, predictions, variance), mse(y, predictions)
    assert nll[0] - nll[1] == pytest.approx(6 * (error[0] - error[1]) / (2 * variance), rel=1e-9, abs=1e-8)


def test_mse_is_a_mean_over_the_last_axis():
    assert mse([1, 2, 3], [1, 2, 6]) == 3
    assert mse([[1, 2], [3, 4]], [1, 2]).tolist() == [0, 4]
    assert mse(3, 1) == 4


@given(arrays(float, st.integers(1, 8), elements=finite), st.floats(-1, 1), st.floats(0.5, 2))
def test_no_normal_is_likelier_than_the_estimate(y, shift, scale):
    mean, variance = gaussian_mle(y)
    assert mean == pytest.approx(np.mean(y), abs=1e-13)
    if variance > 1e-6:
        assert gaussian_nll(y, mean + shift, variance * scale) >= gaussian_nll(y, mean, variance) - 1e-9


def test_the_estimate_divides_by_n_and_is_exact_for_equal_data():
    assert gaussian_mle([1.0, 3.0]) == (2, 1)
    assert gaussian_mle([7.0]) == (7, 0)
    assert gaussian_mle([0.1] * 3) == (0.1, 0)
    assert gaussian_mle([1e308, 1e308]) == (1e308, 0)
    assert gaussian_mle([1e8 + 1, 1e8 + 2, 1e8 + 3])[1] == pytest.approx(2 / 3, rel=1e-15, abs=0)
    assert gaussian_mle(np.ones((2, 3, 4)))[1].shape == (2, 3)


# The chain of maximum likelihood


@given(arrays(np.int64, 4, elements=st.integers(0, 50)).filter(np.any), arrays(float, 4, elements=st.floats(0.01, 1)))
def test_the_chain_holds(counts, masses):
    q = masses / masses.sum()
    chain = mle_chain(counts, q)
    one_by_one = -sum(math.log(q[k]) for k in np.repeat(np.arange(4), counts))
    assert chain.nll_sum == pytest.approx(one_by_one, rel=1e-12, abs=0)
    assert chain.nll_mean == pytest.approx(chain.nll_sum / counts.sum(), rel=1e-14, abs=0)
    assert chain.cross_entropy == pytest.approx(chain.nll_mean, rel=1e-13, abs=0)
    assert chain.kl + chain.entropy == pytest.approx(chain.nll_mean, rel=1e-12, abs=0)
    assert mle_chain(counts, counts / counts.sum()).nll_mean <= chain.nll_mean + 1e-12


def test_the_chain_in_stacks_and_at_the_edges():
    counts = np.array([[3, 1, 0], [0, 0, 5]])
    chain = mle_chain(counts, [0.5, 0.25, 0.25])
    assert chain.nll_sum == pytest.approx([3 * math.log(2) + math.log(4), 5 * math.log(4)], rel=1e-15, abs=0)
    assert all(field.shape == (2,) for field in chain)
    assert all(field.shape == (2,) for field in mle_chain([1, 2, 3], [[0.5, 0.25, 0.25]] * 2))
    assert all(type(field) is np.float64 for field in mle_chain([1, 2], [0.5, 0.5]))
    impossible = mle_chain([1, 1], [1, 0])
    assert impossible[:4] == (math.inf,) * 4
    assert impossible.entropy == pytest.approx(math.log(2))
    assert mle_chain([3, 0], [1, 0]) == (0, 0, 0, 0, 0)
    huge = mle_chain([1e308, 1e308], [0.5, 0.5])
    assert huge.nll_mean == pytest.approx(math.log(2), rel=1e-15, abs=0)
    assert huge.nll_sum == pytest.approx(1e308 * math.log(2) * 2, rel=1e-14, abs=0)


# Refusals


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["target", "[0, 2]", "3"], (categorical_nll, [1, 2, 3], 3)),
        (["target[1]", "-1"], (categorical_nll, np.zeros((2, 3)), [0, -1])),
        (["target", "whole", "1.0"], (categorical_nll, [1, 2, 3], 1.0)),
        (["target", "whole", "True"], (categorical_nll, [1, 2, 3], True)),
        (["target", "(2,)", "(3,)"], (categorical_nll, np.zeros((3, 4)), [0, 1])),
        (["logits[0]", "nan"], (categorical_nll, [math.nan, 0], 0)),
        (["logits[1]", "inf"], (softmax, [0, math.inf])),
        (["logits[1]", "-inf"], (log_softmax, [[0, 1], [-math.inf] * 2])),
        (["logits", "shape"], (logsumexp, 1.0)),
        (["logits", "empty"], (logsumexp, [])),
        (["axis", "2"], (softmax, [1, 2], 2)),
        (["x", "nan"], (sigmoid, math.nan)),
        (["x", "None"], (softplus, None)),
        (["x", "'1'"], (sigmoid, "1")),
        (["x"], (sigmoid, 1j)),
        (["target[1]", "[0, 1]", "1.5"], (bernoulli_nll, [0, 0], [0, 1.5])),
        (["target", "(3,)", "(2,)"], (bernoulli_nll, [0, 0], [0, 1, 1])),
        (["variance", "positive", "0"], (gaussian_nll, [1.0], [1.0], 0)),
        (["variance[1]", "-1"], (gaussian_nll, [1.0, 2.0], 0, [1, -1])),
        (["mean", "inf"], (gaussian_nll, [1.0], math.inf, 1)),
        (["y", "empty"], (gaussian_nll, [], 0, 1)),
        (["y", "empty"], (mse, [], [])),
        (["prediction", "(3,)", "(2,)"], (mse, [1, 2], [1, 2, 3])),
        (["y", "empty"], (gaussian_mle, [])),
        (["y[1]", "nan"], (gaussian_mle, [1, math.nan])),
        (["counts[1]", "-1"], (mle_chain, [2, -1], [0.5, 0.5])),
        (["counts", "0"], (mle_chain, [0, 0], [0.5, 0.5])),
        (["counts[1]"], (mle_chain, [[1, 0], [0, 0]], [0.5, 0.5])),
        (["q", "0.9"], (mle_chain, [1, 1], [0.5, 0.4])),
        (["counts", "(3,)", "(2,)"], (mle_chain, [1, 1, 1], [0.5, 0.5])),
    ],
)
def test_a_bad_argument_is_named(words, call):
    refused(words, *call)


anything = arrays(float, st.integers(0, 3), elements=st.floats())


@given(anything, anything, anything)
def test_whatever_arrives_there_is_a_number_or_a_message_and_never_a_warning(a, b, c):
    calls = [(function, a) for function in (logsumexp, softmax, log_softmax, sigmoid, softplus, gaussian_mle)]
    calls += [(bernoulli_nll, a, b), (mse, a, b), (gaussian_nll, a, b, c), (mle_chain, a, b), (categorical_nll, a, 0)]
    for function, *arguments in calls:
        with contextlib.suppress(Lekce2Error):
            assert not np.isnan(function(*arguments)).any(), function


def test_what_is_offered_exists():
    assert all(hasattr(likelihood, name) for name in likelihood.__all__)
