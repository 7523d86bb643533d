"""Who has a SQLite file open: every store holds its gate while it runs, and a repair asks to be alone.

The gate is an empty SQLite file beside the progress, used only for its locks: they work on every system, between
processes and within one, and the system lets go of them when a process dies, however it dies.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Gate:
    """Locks beside a file: ``starting`` for one store at a time, ``alone`` while none is open, ``hold`` for life."""

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        self._lock, self._held = (
            sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False) for _ in range(2)
        )

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Wait for other stores that are starting; those that run are no hindrance."""
        yield from self._locked("BEGIN IMMEDIATE")

    @contextmanager
    def alone(self, patience: float = 2.0) -> Iterator[None]:
        """Wait until no other store is open; ``sqlite3.OperationalError`` if that does not come."""
        self._lock.execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")
        yield from self._locked("BEGIN EXCLUSIVE")

    def hold(self) -> None:
        """Keep others from being alone, until `close` or the end of the process."""
        if not self._held.in_transaction:
            self._held.execute("BEGIN")
            self._held.execute("SELECT * FROM sqlite_master").fetchall()

    def close(self) -> None:
        self._held.close()
        self._lock.close()

    def _locked(self, begin: str) -> Iterator[None]:
        self._lock.execute(begin)
        try:
            yield
        finally:
            self._lock.execute("ROLLBACK")
