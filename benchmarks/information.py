"""Entropy against `scipy.stats.entropy`, on distributions of ten outcomes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from lekce2 import information


def entropy(rows: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Ours and scipy's, for one distribution ``(10,)`` or a stack ``(rows, 10)``."""
    stats: Any = import_module("scipy.stats")
    p = np.random.default_rng(0).dirichlet(np.ones(10), rows)
    p = p[0] if rows == 1 else p
    np.testing.assert_allclose(information.entropy(p), stats.entropy(p, axis=-1), rtol=1e-12)
    return lambda: information.entropy(p), lambda: stats.entropy(p, axis=-1)
