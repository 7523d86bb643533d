"""Gradient patterns: the moments they claim against the averages of many sequences."""

from __future__ import annotations

import numpy as np
import pytest

from lekce2 import ArgumentError
from lekce2.patterns import PATTERNS, gradients


@pytest.mark.parametrize("name", PATTERNS)
def test_claimed_moments_are_those_of_many_sequences(name: str) -> None:
    rng = np.random.default_rng(7)
    many = [gradients(name, 50, rng) for _ in range(4000)]
    g = np.array([each.g for each in many])
    for power, claimed in ((1, many[0].mean), (2, many[0].square)):
        samples = g**power
        error = samples.std(axis=0) / np.sqrt(len(g)) + 1e-12
        assert np.all(np.abs(samples.mean(axis=0) - claimed) < 5 * error)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_seed_gives_the_same_sequence_and_scaling_scales_its_moments(name: str) -> None:
    first, again = (gradients(name, 20, np.random.default_rng(3)) for _ in range(2))
    assert first.g.tolist() == again.g.tolist()
    small = first.scaled(0.1)
    assert small.g == pytest.approx(0.1 * first.g)
    assert small.mean == pytest.approx(0.1 * first.mean)
    assert small.square == pytest.approx(0.01 * first.square)


def test_the_burst_takes_five_steps_after_two_fifths() -> None:
    mean = gradients("burst", 100, np.random.default_rng(0)).mean
    assert np.flatnonzero(mean > 1).tolist() == [40, 41, 42, 43, 44]


def test_bad_arguments_are_refused() -> None:
    rng = np.random.default_rng(0)
    for arguments in (("wild", 10, rng), ("noisy", 0, rng), ("noisy", 2.0, rng), ("noisy", 10, 1)):
        with pytest.raises(ArgumentError):
            gradients(*arguments)  # type: ignore[arg-type]
