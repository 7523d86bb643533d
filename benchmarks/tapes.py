"""The tape against micrograd: build a graph of single floats, then run it backward."""

from __future__ import annotations

import random
from collections.abc import Callable
from importlib import import_module
from typing import Any

from lekce2.graph import Tape

Leaf = Callable[[float], Any]


def network() -> tuple[Callable[[], object], Callable[[], object]]:
    """A network 2–16–16–1 with ReLU at one point; micrograd recurses, so that it may not be deep."""
    return _pair(_network)


def formulas() -> tuple[Callable[[], object], Callable[[], object]]:
    """Forty sums of quotients, powers and differences with plain numbers among them."""
    return _pair(_formulas)


def _pair(build: Callable[[Leaf], tuple[Any, Any]]) -> tuple[Callable[[], object], Callable[[], object]]:
    Value = import_module("micrograd.engine").Value

    def ours() -> tuple[float, float]:
        tape = Tape()
        first, result = build(tape.variable)
        return float(result.value), float(tape.backward(result)[first])

    def theirs() -> tuple[float, float]:
        first, result = build(Value)
        result.backward()
        return float(result.data), float(first.grad)

    if not all(abs(a - b) <= 1e-9 * abs(b) for a, b in zip(ours(), theirs(), strict=True)):
        raise AssertionError(f"the two disagree: {ours()}, {theirs()}")
    return ours, theirs


def _network(leaf: Leaf) -> tuple[Any, Any]:
    rng = random.Random(1)
    layer = inputs = [leaf(rng.uniform(-1, 1)) for _ in range(2)]
    for width in (16, 16, 1):
        after = []
        for _ in range(width):
            total = leaf(0.1)
            for value in layer:
                total = total + leaf(rng.uniform(-1, 1)) * value
            after.append(total.relu() if width > 1 else total)
        layer = after
    return inputs[0], layer[0]


def _formulas(leaf: Leaf) -> tuple[Any, Any]:
    x, y = leaf(1.3), leaf(-0.7)
    total = x * y
    for k in range(40):
        total = total + (x - 0.1 * k) ** 2 / (y**2 + 1.0) - (x * y - 3) / 2.0
    return x, total
