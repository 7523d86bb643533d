"""Reading or writing very many events at once, while others are served by the same process.

The collector of garbage walks over all objects again and again while a long log is built of them, and all threads wait
for it each time. What is built here has no cycles: it is looked at once, afterwards.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_inside = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of cycles inside; as it was before once the last one of several threads has left."""
    global _inside, _was_on
    with _lock:
        if _inside == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0 and _was_on:
                gc.enable()
