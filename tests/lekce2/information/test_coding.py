"""Huffman lengths against an exhaustive search, Kraft's equality and Shannon's bounds; words against decoding."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy

from lekce2 import ArgumentError
from lekce2.information import canonical_words, huffman_lengths

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=12).filter(lambda counts: sum(counts) > 0)


def normalised(counts: list[int]) -> np.ndarray:
    return np.array(counts, dtype=float) / sum(counts)


def mean_length(p: np.ndarray) -> float:
    return float(p @ huffman_lengths(p))


def shortest_mean(p: list[Fraction]) -> Fraction:
    """The least mean length of any prefix code, by trying all lengths that fulfil Kraft's inequality."""
    best = Fraction(10**6)
    for lengths in product(range(1, len(p)), repeat=len(p)):
        if sum(Fraction(1, 2**length) for length in lengths) <= 1:
            best = min(best, sum(q * length for q, length in zip(p, lengths, strict=True)))
    return best


@pytest.mark.parametrize(
    ("p", "lengths"),
    [
        ([0.5, 0.25, 0.125, 0.125], [1, 2, 3, 3]),  # Cover and Thomas, example 2.1: mean 1.75 = H
        ([0.25, 0.25, 0.2, 0.15, 0.15], [2, 2, 2, 3, 3]),  # Cover and Thomas, example 5.6.1: mean 2.3
        ([0.5, 0.5], [1, 1]),
        ([0.999, 0.001], [1, 1]),
        ([1.0], [0]),
        ([0.0, 1.0, 0.0], [0, 0, 0]),
        ([0.5, 0.0, 0.5], [1, 0, 1]),
    ],
)
def test_worked_examples(p: list[float], lengths: list[int]) -> None:
    assert huffman_lengths(p).tolist() == lengths


@pytest.mark.parametrize(
    "counts", [[1, 1, 1], [5, 1, 1], [4, 3, 2, 1], [1, 1, 1, 1, 1], [8, 5, 3, 2, 1], [9, 9, 1, 1, 1]]
)
def test_no_prefix_code_is_shorter(counts: list[int]) -> None:
    shares = [Fraction(count, sum(counts)) for count in counts]
    assert mean_length(normalised(counts)) == pytest.approx(float(shortest_mean(shares)), abs=1e-12)


@settings(deadline=None)
@given(COUNTS)
def test_mean_lies_between_entropy_and_one_more_bit(counts: list[int]) -> None:
    p = normalised(counts)
    information = float(scipy_entropy(p, base=2))
    assert information - 1e-12 <= mean_length(p) < information + 1


@settings(deadline=None)
@given(COUNTS)
def test_kraft_is_an_equality_and_rarer_is_never_shorter(counts: list[int]) -> None:
    p, lengths = normalised(counts), huffman_lengths(normalised(counts))
    used = p > 0
    assert not lengths[~used].any()
    if used.sum() > 1:
        assert sum(Fraction(1, 2 ** int(length)) for length in lengths[used]) == 1
    order = np.argsort(p[used], kind="stable")
    pairs = list(zip(p[used][order], lengths[used][order], strict=True))
    for (rare, long), (common, short) in pairwise(pairs):
        assert rare == common or long >= short


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_every_message_is_decoded(counts: list[int]) -> None:
    p = normalised(counts)
    words = canonical_words(huffman_lengths(p))
    if np.count_nonzero(p) < 2:
        assert set(words) == {""}
        return
    message = np.random.default_rng(1).choice(len(p), size=50, p=p).tolist()
    text, decoded, read = "".join(words[k] for k in message), [], ""
    meaning = {word: k for k, word in enumerate(words) if word}
    for bit in text:
        read += bit
        if read in meaning:
            decoded.append(meaning[read])
            read = ""
    assert decoded == message
    assert read == ""


@pytest.mark.parametrize("p", [[0.5, 0.6], [], [[0.5, 0.5]], [0.5, float("nan")], [-0.5, 1.5], 1.0, "half"])
def test_what_is_no_distribution_raises(p: object) -> None:
    with pytest.raises(ArgumentError, match="p"):
        huffman_lengths(p)  # type: ignore[arg-type]


def test_lengths_of_no_code_raise() -> None:
    with pytest.raises(ArgumentError, match=r"1\.5"):
        canonical_words([1, 1, 1])
    with pytest.raises(ArgumentError, match="lengths"):
        canonical_words([-1])


def test_many_outcomes_are_quick_and_deep_codes_work() -> None:
    steep = 0.5 ** np.arange(1, 60)
    steep[-1] *= 2
    assert huffman_lengths(steep / steep.sum())[:3].tolist() == [1, 2, 3]
