"""What the store costs: a save synced to the disk against one that a power cut could take back, loads against sqlite3.

``python -m benchmarks.store [SAVES]`` prints the median and the slowest 5 % of single saves, for both settings, and how
long the start of a store takes with 1,000, 10,000 and 100,000 events, checks of every row included.
"""

from __future__ import annotations

import atexit
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from study.log import Event, event, learner_of
from study.store import SqliteDatabase, Store

Function = Callable[[], object]
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ANNA = learner_of("a" * 32)
ANSWER = "The gradient of the loss is averaged over the batch and a step taken against it. " * 4


def saves() -> tuple[Function, Function]:
    """One review saved, fully synced, and the same with ``synchronous=NORMAL``, which may lose it."""
    return _saver("FULL"), _saver("NORMAL")


def _saver(synchronous: str) -> Function:
    store, reviews = _open(_folder(), synchronous), _reviews()
    return lambda: store.save(ANNA, [next(reviews)])


def loads(events: int) -> tuple[Function, Function]:
    """A log of so many events loaded and checked, and its rows fetched and parsed with sqlite3 and json alone."""
    folder = _folder()
    store = _open(folder, "FULL")
    reviews = _reviews()
    store.save(ANNA, [next(reviews) for _ in range(events)])
    connection = sqlite3.connect(folder / "progress.db")

    def plain() -> list[object]:
        rows = connection.execute("SELECT id, content FROM lekce2_events WHERE learner = ?", (ANNA,))
        return [(id, json.loads(content)) for id, content in rows]

    if len(store.load(ANNA)) != len(plain()):
        raise AssertionError("the two disagree")
    return lambda: store.load(ANNA), plain


def _reviews() -> Iterator[Event]:
    for n in count():
        data = {"deck": "lekce-2", "card": "adam", "attempt": f"t{n}", "rating": 3, "points": 7.5, "of": 10.0}
        yield event("review", NOON + timedelta(minutes=n), f"n{n}", **data, seconds=301.5, answer=ANSWER)


def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="store-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _open(folder: Path, synchronous: str) -> Store:
    return Store(SqliteDatabase(folder / "progress.db", lambda: NOON, synchronous))


def _times(function: Function, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        taken.append(1000 * (time.perf_counter() - start))
    return sorted(taken)


def main() -> None:
    """Print the table of latencies in milliseconds."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for name, save in zip(("FULL", "NORMAL"), saves(), strict=True):
        taken = _times(save, times)
        print(
            f"save, synchronous={name:8} median {median(taken):7.2f} ms  95 % below {taken[95 * times // 100]:7.2f} ms"
        )
    for events in (1_000, 10_000, 100_000):
        folder = _folder()
        reviews = _reviews()
        with _open(folder, "FULL") as store:
            store.save(ANNA, [next(reviews) for _ in range(events)])
            load = median(_times(partial(store.load, ANNA), 3))
            known = median(_times(partial(store.count, ANNA), 3))
        (start,) = _times(partial(_open, folder, "FULL"), 1)
        print(f"{events:7,} events: load {load:8.1f} ms, count {known:6.2f} ms, start with all checks {start:8.1f} ms")


if __name__ == "__main__":
    main()
