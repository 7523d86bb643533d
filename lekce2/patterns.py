"""Sequences of gradients of one parameter whose true moments are known: what estimates of moments can be held against.

A pattern is g_1 … g_T with E[g_t] and E[g_t²] of every step. ``noisy`` and ``burst`` draw normal noise, ``flips`` draws
random signs; everything is of size about 1 and may be scaled. No optimizer and no average here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lekce2.base import LARGEST_COUNT, Array, choice, generator, integer

PATTERNS = ("constant", "noisy", "burst", "flips")
NOISE = {"constant": 0.0, "noisy": 1.0, "burst": 0.1, "flips": 0.0}


@dataclass(frozen=True)
class Pattern:
    """Gradients ``g`` with their true ``mean`` E[g_t] and ``square`` E[g_t²], each ``(T,)``, t = 1 … T."""

    g: Array
    mean: Array
    square: Array

    def scaled(self, scale: float) -> Pattern:
        """All gradients multiplied by ``scale``."""
        return Pattern(scale * self.g, scale * self.mean, scale**2 * self.square)


def gradients(pattern: str, steps: int, rng: np.random.Generator) -> Pattern:
    """A sequence of gradients: ``constant`` 1, ``noisy`` 0.5 ± 1, ``burst`` 0.3 ± 0.1 with a burst of 2, ``flips`` ±1.

    The burst takes five steps after two fifths of ``steps``; signs have equal chances.

    Parameters
    ----------
    pattern : {"constant", "noisy", "burst", "flips"}
    steps : int
        T, from 1.
    rng : numpy.random.Generator

    Returns
    -------
    Pattern
        g, E[g] and E[g²], each ``(T,)``.

    Raises
    ------
    ArgumentError
        If the name is another, T is no whole number from 1, or ``rng`` is no generator.

    Examples
    --------
    >>> flips = gradients("flips", 4, np.random.default_rng(0))
    >>> np.abs(flips.g).tolist(), flips.mean.tolist(), flips.square.tolist()
    ([1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0])
    """
    choice("pattern", pattern, PATTERNS)
    t = np.arange(1.0, integer("steps", steps, 1, LARGEST_COUNT) + 1)
    generator("rng", rng)
    if pattern == "flips":
        return Pattern(rng.choice((-1.0, 1.0), steps), np.zeros(steps), np.ones(steps))
    level = {"constant": 1.0, "noisy": 0.5, "burst": 0.3}[pattern]
    start = 0.4 * steps
    mean = np.where((pattern == "burst") & (t > start) & (t <= start + 5), 2.0, level)
    noise = NOISE[pattern]
    return Pattern(mean + noise * rng.standard_normal(steps), mean, mean**2 + noise**2)
