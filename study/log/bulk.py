"""Reading or writing very many events at once, while others are served by the same process.

While a long log is built, the collector of garbage would walk over all objects of the process again and again, and all
threads wait for it each time. What is built here has no cycles: meanwhile only what is new is looked at, step by step.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

NEVER = 1_000_000_000
_lock = Lock()
_inside = 0
_usual = gc.get_threshold()


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of all objects inside; as it was before once the last one of several threads has left."""
    global _inside, _usual
    with _lock:
        if _inside == 0:
            _usual = gc.get_threshold()
            gc.set_threshold(_usual[0], _usual[1], NEVER)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.set_threshold(*_usual)
