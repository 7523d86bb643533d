"""Time functions against each other: turn by turn, so that a slow moment of the machine hits all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

AT_LEAST = 0.004  # seconds that one sample takes, so that the clock's grain does not matter


@dataclass(frozen=True)
class Ratio:
    """How many times as long as ``b`` the function ``a`` takes: medians over the rounds, seconds a call."""

    a: float
    b: float
    ratio: float


def compare(
    a: Callable[[], object],
    b: Callable[[], object],
    rounds: int = 15,
    *,
    at_least: float = AT_LEAST,
    clock: Callable[[], float] = perf_counter,
) -> Ratio:
    """Call ``a`` and ``b`` in turns for some rounds; the ratio is the median of the rounds' own ratios.

    The two are called once beforehand. Garbage is collected as it would be in a program.
    """
    counts = [_count(function, at_least, clock) for function in (a, b)]
    samples: list[tuple[float, float]] = []
    for k in range(rounds):
        pair = [0.0, 0.0]
        for which in (0, 1) if k % 2 else (1, 0):
            pair[which] = _sample((a, b)[which], counts[which], clock)
        samples.append((pair[0], pair[1]))
    ratio = median(first / second for first, second in samples)
    return Ratio(median(first for first, _ in samples), median(second for _, second in samples), ratio)


def _count(function: Callable[[], object], at_least: float, clock: Callable[[], float]) -> int:
    function()
    count = 1
    while (taken := _sample(function, count, clock) * count) < at_least:
        count = max(2 * count, int(count * at_least / max(taken, 1e-9)))
    return count


def _sample(function: Callable[[], object], count: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(count):
        function()
    return (clock() - start) / count
