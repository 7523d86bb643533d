"""The source text of the functions behind a plot, for learners who want to read what was computed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def listing(functions: tuple[Callable[..., Any], ...]) -> str:
    """The functions' source, each under the name of its module; read once.

    >>> print(listing((listing,)).splitlines()[0])
    # ui.lab.sources
    """
    return "\n\n".join(f"# {each.__module__}\n{inspect.getsource(inspect.unwrap(each))}" for each in functions)
