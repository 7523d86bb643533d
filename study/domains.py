"""From what a number of an exercise is drawn: ``normal``, ``{choice: [0.1, 0.25]}``, ``{integer: [1, 9]}`` …

Numbers are short, so that a hand can compute with them. A domain with a ``size`` gives a vector.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lekce2.errors import ExpressionError
from lekce2.expressions import parse
from study.faults import Report
from study.fields import Fields, shown
from study.yaml_nodes import Node

Array = NDArray[np.float64]
Random = np.random.Generator
LARGEST_SIZE = 9  # of a vector: its elements have names of one digit
RANGES = {"normal": (-3.0, 3.0), "positive": (0.0, 3.0), "unit": (0.0, 1.0), "hyper": (0.0, 1.0)}
KINDS = (*RANGES, "integer", "range", "distribution", "choice")


@dataclass(frozen=True)
class Domain:
    """A way to draw: ``draw(rng)`` gives a number (0-d), a vector or a table."""

    kind: str
    draw: Callable[[Random], Array]


def read_domain(node: Node, name: str, report: Report) -> Domain | None:
    """The domain that a node states."""
    if isinstance(node.value, str) and node.value in RANGES:
        return _interval(node.value, 1, None)
    if not isinstance(node.value, dict) or len(node.value) != 1:
        known = f"{', '.join(RANGES)}, {{choice: […]}}, {{integer: [low, high]}}, {{range: [low, high, step]}}"
        report.error(node.line, "bad-domain", field=name, found=shown(node), known=known)
        return None
    ((kind, inner),) = node.value.items()
    if kind not in KINDS:
        report.unknown(node.line, "unknown-domain", kind, KINDS, field=name)
        return None
    domain: Domain | None = READERS[kind](kind, inner, report)
    if domain is None:
        report.error(inner.line, "bad-domain", field=name, found=shown(inner), known=EXPECTED[kind])
    return domain


def _interval(kind: str, digits: int, size: int | None) -> Domain:
    low, high = RANGES[kind]
    unit = 10**digits

    def draw(rng: Random) -> Array:
        found = rng.integers(round(low * unit) + (low == 0), round(high * unit) - (high == 1), size, endpoint=True)
        return np.asarray(np.where(found == 0, unit, found) / unit)  # no zeros: they hide every mistake

    return Domain(kind, draw)


def _read_interval(kind: str, node: Node, report: Report) -> Domain | None:
    fields = Fields(node, report, ("size", "digits"), kind)
    size, digits = _size(fields), fields.number("digits")
    if not fields.is_mapping or size == 0 or (digits is not None and digits not in range(7)):
        return None
    return _interval(kind, 1 if digits is None else int(digits), size)


def _read_integer(kind: str, node: Node, report: Report) -> Domain | None:
    size: int | None = None
    bounds: tuple[float | None, ...]
    if isinstance(node.value, dict):
        fields = Fields(node, report, ("low", "high", "size"), kind)
        bounds, size = (fields.number("low"), fields.number("high")), _size(fields)
    else:
        bounds = _numbers(node, 2)
    low, high = bounds if len(bounds) == 2 else (None, None)
    if low is None or high is None or not low.is_integer() or not high.is_integer() or low > high or size == 0:
        return None
    return Domain(kind, lambda rng: np.asarray(rng.integers(int(low), int(high), size, endpoint=True), np.float64))


def _read_range(kind: str, node: Node, report: Report) -> Domain | None:
    bounds = _numbers(node, 3)
    if len(bounds) != 3 or not bounds[2] > 0 or bounds[1] < bounds[0]:
        return None
    low, high, step = bounds
    count = int((high - low) / step + 1e-9)
    return Domain(kind, lambda rng: np.asarray(round(low + step * float(rng.integers(0, count, endpoint=True)), 10)))


def _read_distribution(kind: str, node: Node, report: Report) -> Domain | None:
    fields = Fields(node, report, ("size", "parts"), kind)
    size, parts = _size(fields), fields.number("parts")
    if not size or parts is None or not parts.is_integer() or parts < size:
        return None

    def draw(rng: Random) -> Array:
        cuts = np.sort(rng.choice(np.arange(1, int(parts)), size - 1, replace=False))
        return np.asarray(np.diff(np.concatenate([[0], cuts, [parts]])) / parts)

    return Domain(kind, draw)


def _read_choice(kind: str, node: Node, report: Report) -> Domain | None:
    if not isinstance(node.value, list) or not node.value:
        return None
    values = [constant(one) for one in node.value]
    if any(value is None for value in values):
        return None
    found = [value for value in values if value is not None]
    return Domain(kind, lambda rng: found[int(rng.integers(len(found)))])


def constant(node: Node) -> Array | None:
    """A number, a small formula without names (``"3/8"``), or a list of them (a vector; of vectors: a table)."""
    if isinstance(node.value, list):
        parts = [part for one in node.value if (part := constant(one)) is not None]
        if not parts or len(parts) < len(node.value) or len({part.shape for part in parts}) > 1:
            return None
        stacked = np.stack(parts)
        return stacked if stacked.ndim <= 2 and max(stacked.shape) <= LARGEST_SIZE else None
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        return None
    try:
        (found,) = parse(str(node.value), ()).run({}).values()
    except (ExpressionError, ValueError):
        return None
    return found if np.isfinite(found).all() else None


def _numbers(node: Node, count: int) -> tuple[float, ...]:
    if not isinstance(node.value, list) or len(node.value) != count:
        return ()
    values = [constant(one) for one in node.value]
    return tuple(float(value) for value in values if value is not None and value.ndim == 0)


def _size(fields: Fields) -> int | None:
    size = fields.number("size")
    return None if size is None else int(size) if size in range(1, LARGEST_SIZE + 1) else 0


READERS: dict[str, Callable[[str, Node, Report], Any]] = {
    **dict.fromkeys(RANGES, _read_interval),
    "integer": _read_integer,
    "range": _read_range,
    "distribution": _read_distribution,
    "choice": _read_choice,
}
EXPECTED = {
    **dict.fromkeys(RANGES, "{size: 3, digits: 1}"),
    "integer": "[low, high] or {low: 1, high: 9, size: 3}",
    "range": "[low, high, step]",
    "distribution": "{size: 3, parts: 10}",
    "choice": "[0.1, 3/8, …], all of one form",
}
