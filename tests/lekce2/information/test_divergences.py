"""Terms of KL, fits of a normal, joint tables: against SciPy, direct sums and searches over all candidates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import rel_entr
from scipy.stats import entropy as scipy_entropy
from scipy.stats import norm

from lekce2 import ArgumentError
from lekce2.information import (
    closest_normals,
    conditional_entropy,
    conditionals,
    diluted,
    divergence_terms,
    entropy,
    kl_divergence,
    margins,
    mutual_information,
    normal_on_grid,
    row_entropies,
)

X = np.linspace(-8.0, 8.0, 161)
COUNTS = st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(sum)


def shares(counts: list[int]) -> np.ndarray:
    return np.array(counts) / sum(counts)


@given(COUNTS, COUNTS)
def test_terms_are_scipys_and_sum_to_the_divergence(p: list[int], q: list[int]) -> None:
    terms = divergence_terms(shares(p), shares(q))
    np.testing.assert_allclose(terms, rel_entr(shares(p), shares(q)), rtol=1e-12, atol=1e-15)
    assert terms.sum() == pytest.approx(kl_divergence(shares(p), shares(q)), abs=1e-12)


@given(COUNTS, COUNTS)
def test_a_term_is_negative_exactly_where_q_is_larger(p: list[int], q: list[int]) -> None:
    a, b = shares(p), shares(q)
    terms = divergence_terms(a, b, base=2)
    clear = (a > 0) & (np.abs(a - b) > 1e-12)
    assert np.array_equal(terms[clear] < 0, (b > a)[clear])
    assert np.all(terms[a == 0] == 0)


@pytest.mark.parametrize("q", [[0.5, 0.6], [0.5, -0.5], [np.nan, 1.0], [1.0], "pq"])
def test_terms_refuse_what_is_no_distribution(q: Any) -> None:
    with pytest.raises(ArgumentError):
        divergence_terms([0.5, 0.5], q)


def test_a_normal_on_a_grid_is_scipys_density_normalised() -> None:
    density = norm.pdf(X, 1.2, 0.7)
    np.testing.assert_allclose(normal_on_grid(X, 1.2, 0.7), density / density.sum(), rtol=1e-10)
    far = normal_on_grid(X, 1e6, 1e-3)  # all density underflows, the nearest place takes it
    assert far[-1] == 1.0
    assert normal_on_grid(X, np.zeros((3, 1)), np.ones((1, 2))).shape == (3, 2, X.size)


@pytest.mark.parametrize(("x", "mean", "deviation"), [([], 0, 1), ([[0.0]], 0, 1), ([0.0], 0, 0), ([0.0], np.nan, 1)])
def test_a_grid_needs_places_and_a_deviation(x: Any, mean: float, deviation: float) -> None:
    with pytest.raises(ArgumentError):
        normal_on_grid(x, mean, deviation)


@pytest.mark.parametrize("reverse", [False, True])
def test_the_closest_normal_is_that_of_a_search_by_scipy(reverse: bool) -> None:
    p = 0.3 * normal_on_grid(X, -2.0, 0.7) + 0.7 * normal_on_grid(X, 2.0, 0.5)
    deviations = np.geomspace(0.4, 4.0, 9)
    found, widths = closest_normals(p, X, [-1.0, 2.0], deviations, reverse)
    for k, mean in enumerate((-1.0, 2.0)):
        pairs = [(p, normal_on_grid(X, mean, s)) for s in deviations]
        costs = [scipy_entropy(*(pair[::-1] if reverse else pair)) for pair in pairs]
        assert found[k] == pytest.approx(min(costs), rel=1e-9)
        assert widths[k] == deviations[int(np.argmin(costs))]


def test_the_forward_fit_matches_moments_and_the_reverse_one_a_hump() -> None:
    p = 0.4 * normal_on_grid(X, -2.0, 0.5) + 0.6 * normal_on_grid(X, 2.0, 0.5)
    means, deviations = np.linspace(-3, 3, 121), np.geomspace(0.3, 4.0, 200)
    mean = p @ X
    forward, wide = closest_normals(p, X, means, deviations)
    backward, narrow = closest_normals(p, X, means, deviations, reverse=True)
    best, hump = int(np.argmin(forward)), int(np.argmin(backward))
    assert means[best] == pytest.approx(mean, abs=0.05)
    assert wide[best] ** 2 == pytest.approx(p @ (X - mean) ** 2, rel=0.03)
    assert means[hump] == pytest.approx(2.0, abs=0.05)
    assert narrow[hump] == pytest.approx(0.5, rel=0.03)


# ---- joint tables

TABLE = st.lists(st.integers(0, 30), min_size=6, max_size=6).filter(sum)


def table(counts: list[int]) -> np.ndarray:
    return np.array(counts).reshape(3, 2) / sum(counts)


@given(TABLE)
def test_margins_and_conditionals_multiply_back_to_the_table(counts: list[int]) -> None:
    pxy = table(counts)
    px, py = margins(pxy)
    rows = conditionals(pxy)
    assert px.sum() == pytest.approx(1)
    assert py == pytest.approx(pxy[0] + pxy[1] + pxy[2])
    there = px > 0
    np.testing.assert_allclose(rows[there] * px[there, None], pxy[there], atol=1e-15)
    assert np.isnan(rows[~there]).all()


@given(TABLE)
def test_row_entropies_average_to_the_conditional_entropy(counts: list[int]) -> None:
    pxy = table(counts)
    px = pxy.sum(axis=1)
    each = row_entropies(pxy, base=2)
    assert np.array_equal(np.isnan(each), px == 0)
    assert np.nansum(px * each) == pytest.approx(conditional_entropy(pxy, base=2), abs=1e-12)
    for row, h in zip(pxy, each, strict=True):
        if row.sum():
            assert h == pytest.approx(scipy_entropy(row, base=2), abs=1e-12)


@given(TABLE, st.floats(0, 1))
def test_dilution_keeps_the_margins_and_takes_information_away(counts: list[int], s: float) -> None:
    pxy = table(counts)
    mixed = diluted(pxy, [s, 1.0])
    for now in mixed:
        np.testing.assert_allclose(now.sum(axis=0), pxy.sum(axis=0), atol=1e-12)
        np.testing.assert_allclose(now.sum(axis=1), pxy.sum(axis=1), atol=1e-12)
    assert mutual_information(mixed[0]) <= mutual_information(pxy) + 1e-12
    assert mutual_information(mixed[1]) == pytest.approx(0, abs=1e-12)


@given(TABLE, st.floats(0.01, 0.99))
def test_noise_leaves_some_information_where_there_was_some(counts: list[int], s: float) -> None:
    pxy = table(counts)
    assume(mutual_information(pxy) > 1e-6)
    assert 0 < mutual_information(diluted(pxy, s)) < mutual_information(pxy)


def test_a_binary_channel_by_hand() -> None:
    pxy = diluted([[0.5, 0.0], [0.0, 0.5]], 0.2)  # one flip in ten
    assert conditional_entropy(pxy, base=2) == pytest.approx(entropy([0.1, 0.9], base=2))


@pytest.mark.parametrize("noise", [-0.1, 1.1, np.nan])
def test_noise_is_a_probability(noise: float) -> None:
    with pytest.raises(ArgumentError):
        diluted([[0.5, 0.5]], noise)


@pytest.mark.parametrize("function", [margins, conditionals, row_entropies])
def test_a_table_that_does_not_sum_is_refused(function: Any) -> None:
    with pytest.raises(ArgumentError):
        function([[0.5, 0.6]])
