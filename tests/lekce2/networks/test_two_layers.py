"""Two layers in matrices and central differences: closed forms, second computations, what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import Lekce2Error
from lekce2.graph import Tape
from lekce2.networks.finite_differences import central_differences
from lekce2.networks.two_layers import two_layers
from lekce2.networks.typed_graph import read_values, write_values


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_gradients_are_the_slopes_of_the_loss(width: int, depth: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, W, v = rng.normal(size=width), rng.normal(size=(depth, width)), rng.normal(size=depth)

    def loss(x: np.ndarray, W: np.ndarray, v: np.ndarray) -> float:
        return float((v @ np.tanh(W @ x) - 0.5) ** 2)

    nodes = {node.name: node for node in two_layers(x, W, v, 0.5)}
    assert nodes["L"].value[0] == pytest.approx(loss(x, W, v))
    here = {"x": x, "W": W, "v": v}
    for name, value in here.items():
        way = rng.normal(size=value.shape)
        up, down = (loss(**(here | {name: value + h * way})) for h in (1e-5, -1e-5))
        assert np.sum(nodes[name].gradient * way) == pytest.approx((up - down) / 2e-5, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(
    ("x", "W", "v"),
    [([1.0], [1.0], [1.0]), ([1.0, 2.0], [[1.0]], [1.0]), ([1.0], [[1.0]], [1.0, 2.0]), ([np.nan], [[1.0]], [1.0])],
)
def test_shapes_and_numbers_that_do_not_fit_are_refused(x: list[float], W: list[object], v: list[float]) -> None:
    with pytest.raises(Lekce2Error):
        two_layers(x, W, v, 0.0)  # type: ignore[arg-type]


def test_differences_know_kinks_and_values_without_slope() -> None:
    tape = Tape()
    x = tape.variable(0.0, "x")
    kink, edge = x.abs() + x.relu(), x.log()
    assert central_differences(tape, kink)[0] == pytest.approx(0.5)  # the mean of −1 + 0 and 1 + 1
    assert np.isnan(central_differences(tape, edge)[0])
    other = Tape().variable(1.0)
    with pytest.raises(Lekce2Error):
        central_differences(tape, other)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-zA-Z][a-z0-9_]{0,5}", fullmatch=True), st.floats(-1e6, 1e6), max_size=5))
def test_values_read_back_what_was_written(values: dict[str, float]) -> None:
    assert read_values(write_values(values)) == values
    assert read_values(write_values(values, ",")) == values


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_values_or_a_sentence(text: str) -> None:
    try:
        values = read_values(text)
    except Lekce2Error:
        return
    assert all(abs(value) <= 1e6 for value in values.values())
