"""Typed formulas: as much as may be typed at once, against Python's own parser on the same lines."""

from __future__ import annotations

import ast
from collections.abc import Callable

from lekce2.expressions import parse

LINES = "\n".join(f"v{n} = exp(x**2)/(beta*v + eps)" for n in range(20))


def parsing() -> tuple[Callable[[], object], Callable[[], object]]:
    """Ours, with its limits, errors and places, and `ast.parse`, which has none of these."""
    assert len(parse(LINES).targets) == len(ast.parse(LINES).body)
    return lambda: parse(LINES), lambda: ast.parse(LINES)
