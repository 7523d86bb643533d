"""Minibatches: each example once an epoch, and moments held against all subsets written out one by one."""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lekce2.base.errors import Lekce2Error
from lekce2.sampling import batch_plan, epoch_batches, gradient_samples, variance_of_mean


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_an_epoch_shows_each_example_once(n, m, drop_last):
    m = min(n, m)
    batches = epoch_batches(n, m, rng(), drop_last)
    seen = np.concatenate(batches)
    assert len(set(seen.tolist())) == len(seen) == (n - n % m if drop_last else n)
    assert all(len(batch) == m for batch in batches[:-1])
    assert len(batches[-1]) == (m if drop_last or n % m == 0 else n % m)
    assert seen.min() >= 0
    assert seen.max() < n


def test_epochs_are_shuffled_and_a_seed_repeats_them():
    one, again, other = (np.concatenate(epoch_batches(100, 7, rng(seed))) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    firsts = [epoch_batches(5, 2, generator)[0][0] for generator in [rng()] for _ in range(5000)]
    assert np.bincount(firsts, minlength=5) == pytest.approx(np.full(5, 1000), abs=150)


def test_a_plan_goes_through_epoch_after_epoch():
    plan = batch_plan(7, 3, 6, rng())
    assert plan.shape == (6, 3)
    for epoch in plan.reshape(3, 6):
        assert len(set(epoch.tolist())) == 6
    assert np.array_equal(plan, batch_plan(7, 3, 6, rng()))
    assert np.array_equal(plan[:2], epoch_batches(7, 3, rng(), drop_last=True))


@pytest.mark.parametrize("n", [1, 2, 5, 6])
@pytest.mark.parametrize("replace", [False, True])
def test_the_variance_is_that_of_all_batches_there_are(n, replace):
    values = rng(n).normal(size=(n, 2)) * 10
    for m in range(1, min(n, 4) + 1 + replace):
        every = product(range(n), repeat=m) if replace else combinations(range(n), m)
        means = np.array([values[list(batch)].mean(0) for batch in every])
        np.testing.assert_allclose(variance_of_mean(values, m, replace), means.var(0), rtol=1e-12, atol=1e-28)


def test_the_whole_data_has_no_noise_and_scalars_stay_scalars():
    values = rng().normal(size=9)
    assert variance_of_mean(values, 9) == 0
    assert variance_of_mean([4.0], 1) == 0
    assert type(variance_of_mean(values, 3)) is np.float64
    assert variance_of_mean(values, 3, replace=True) == pytest.approx(values.var() / 3, rel=1e-14, abs=0)
    assert variance_of_mean(values, 30, replace=True) == pytest.approx(values.var() / 30, rel=1e-14, abs=0)
    assert variance_of_mean([1e308, 1e308], 1) == 0
    assert variance_of_mean([1e308, -1e308], 2) == 0


@pytest.mark.parametrize("replace", [False, True])
def test_samples_are_unbiased_with_the_variance_that_is_promised(replace):
    gradients = rng(3).normal(size=(6, 2)) + 1
    samples = gradient_samples(gradients, 3, 40_000, rng(4), replace)
    variance = variance_of_mean(gradients, 3, replace)
    assert samples.shape == (40_000, 2)
    np.testing.assert_allclose(samples.mean(0), gradients.mean(0), atol=5 * math.sqrt(variance.max() / 40_000))
    np.testing.assert_allclose(samples.var(0), variance, rtol=0.05)


def test_without_replacement_each_subset_is_as_likely():
    powers = 2.0 ** np.arange(5)[:, None]
    sums = np.rint(gradient_samples(powers, 2, 20_000, rng()) * 2).astype(int).ravel()
    subsets, counts = np.unique(sums, return_counts=True)
    assert subsets.tolist() == sorted(2**i + 2**j for i, j in combinations(range(5), 2))
    assert counts == pytest.approx(np.full(10, 2000), abs=230)  # 5 standard deviations


def test_samples_come_in_chunks_of_bounded_memory():
    gradients = rng().normal(size=(3000, 4))
    samples = gradient_samples(gradients, 3000, 1000, rng())  # more than one chunk
    np.testing.assert_allclose(samples, np.tile(gradients.mean(0), (1000, 1)), atol=1e-13)
    assert gradient_samples(np.ones((4, 2, 3)), 2, 5, rng()).shape == (5, 2, 3)
    assert gradient_samples(np.arange(4), 2, 5, rng()).shape == (5,)
    assert np.array_equal(gradient_samples([1e308, 1e308], 2, 2, rng()), [1e308, 1e308])


@pytest.mark.parametrize(
    ("words", "function", "arguments"),
    [
        (["m", "[1, 3]", "4"], epoch_batches, (3, 4, rng())),
        (["m", "0"], epoch_batches, (3, 0, rng())),
        (["n", "0"], epoch_batches, (0, 1, rng())),
        (["n", "2.0"], epoch_batches, (2.0, 1, rng())),
        (["n", "True"], epoch_batches, (True, 1, rng())),
        (["n", "100000"], epoch_batches, (10**20, 1, rng())),
        (["rng", "0"], epoch_batches, (3, 1, 0)),
        (["drop_last", "1"], epoch_batches, (3, 1, rng(), 1)),
        (["steps", "0"], batch_plan, (3, 1, 0, rng())),
        (["m", "[1, 2]"], gradient_samples, ([[1.0], [2.0]], 3, 1, rng())),
        (["gradients[1]", "nan"], gradient_samples, ([1.0, math.nan], 1, 1, rng())),
        (["gradients", "shape"], gradient_samples, (1.0, 1, 1, rng())),
        (["gradients", "empty"], gradient_samples, (np.empty((3, 0)), 1, 1, rng())),
        (["samples", "-1"], gradient_samples, ([1.0], 1, -1, rng())),
        (["rng", "None"], gradient_samples, ([1.0], 1, 1, None)),
        (["replace", "'no'"], gradient_samples, ([1.0], 1, 1, rng(), "no")),
        (["m", "[1, 2]", "3"], variance_of_mean, ([1.0, 2.0], 3)),
        (["values", "empty"], variance_of_mean, ([], 1)),
        (["values", "None"], variance_of_mean, (None, 1)),
        (["values", "shape"], variance_of_mean, (1, 1)),
        (["replace", "None"], variance_of_mean, ([1.0], 1, None)),
    ],
)
def test_a_bad_argument_is_named(words, function, arguments):
    with pytest.raises(Lekce2Error) as caught:
        function(*arguments)
    assert all(word in str(caught.value) for word in words), str(caught.value)
