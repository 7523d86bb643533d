"""The store in one SQLite file: on the disk when a write returns, whatever happens to the process or the machine.

Writing waits its turn (BEGIN IMMEDIATE, 5 s) and is synced before it counts (WAL, synchronous=FULL); reading has its
own connections and waits for nobody. At the start the file is checked and, if damaged, repaired
(`study.store.recovery`, `study.store.recovery`). While it runs, the store looks before and after every write whether
the file is still in its place.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc

from lekce2 import Message
from study.store.errors import StoreError
from study.store.recovery import DAMAGED, damage, is_unfinished, repair, sync_folder
from study.store.tables import migrate

# Who has a SQLite file open: every store holds its gate while it runs, and a repair asks to be alone.
#
# The gate is an empty SQLite file beside the progress, used only for its locks: they work on every system, between
# processes and within one, and the system lets go of them when a process dies, however it dies.


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


log = logging.getLogger(__name__)
T = TypeVar("T")
PATIENCE = 5.0  # seconds that a write waits for others
DISK_FULL = (sqlite3.SQLITE_FULL,)
READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
CODES = {
    **dict.fromkeys(DISK_FULL, "disk-full"),
    **dict.fromkeys(READ_ONLY, "read-only"),
    **dict.fromkeys(BUSY, "busy"),
    **dict.fromkeys(DAMAGED, "damaged"),
    sqlite3.SQLITE_IOERR: "disk-error",
}


class SqliteDatabase:
    """One SQLite file as a database of the store; ``synchronous`` is weakened only to measure what that would cost."""

    def __init__(self, path: Path, clock: Callable[[], datetime], synchronous: str = "FULL") -> None:
        self._path, self._clock = path, clock
        self._opening = Lock()
        self.recovered: Message | None = None
        self._writer = _engine(path, "BEGIN IMMEDIATE", synchronous, pool_size=1, max_overflow=0)
        self._reader = _engine(path, "BEGIN DEFERRED", synchronous, pool_size=5, max_overflow=20)
        self._opened: tuple[tuple[int, int] | None, ...] = ()
        self._gate: Gate | None = None
        try:
            with self._errors():
                self._make_folder()
                self._open()
        except BaseException:
            self.close()
            raise

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` finds in one state of the database."""
        with self._errors():
            self._return_to_place()
            with self._reader.begin() as connection:
                return work(connection)

    def write(self, work: Callable[[Connection], T], learners: tuple[str, ...], alone: bool = False) -> T:
        """Do ``work`` whole or not at all; when this returns, it is on the disk, in the file that has our name."""
        with self._errors():
            if not self._return_to_place():
                with self._writer.begin() as connection:
                    result = work(connection)
                if not self._return_to_place():
                    return result
            raise StoreError("moved", place=str(self._path))

    def forget(self) -> None:
        """Clear the write-ahead log of what was deleted, as far as readers let it."""
        with self._errors(), self._reader.connect() as connection:
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()
        if self._gate is not None:
            self._gate.close()

    def _open(self) -> None:
        """Check, repair and migrate the file, one starting store at a time."""
        self._gate = gate = Gate(self._path.with_name(self._path.name + "-gate"))
        with gate.starting():
            wrong = self._damage()
        if wrong is not None:
            log.error("the file of the progress is damaged: %s", wrong)
            self._repair(gate)
        with gate.starting():
            with self._writer.begin() as connection:
                migrate(connection)
            gate.hold()
            self._opened = self._identity()

    def _damage(self) -> str | None:
        return "a repair was interrupted" if is_unfinished(self._path) else damage(self._path)

    def _repair(self, gate: Gate) -> None:
        try:
            with gate.alone():
                if self._damage() is not None:  # nobody else repaired it while we waited
                    self.recovered = repair(self._path, self._clock())
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise StoreError("damaged-in-use", place=str(self._path)) from None
            raise

    def _return_to_place(self) -> bool:
        """Open anew what now has our name, if the file was moved or deleted; whether that was so."""
        if self._identity() == self._opened:
            return False
        with self._opening:
            if self._identity() != self._opened:
                log.error("the file of the progress was moved or deleted")
                self.close()
                self._make_folder()
                self._open()
        return True

    def _identity(self) -> tuple[tuple[int, int] | None, ...]:
        """Which files on the disk have the names of the database and of its write-ahead log."""
        return tuple(_identity(self._path.with_name(self._path.name + suffix)) for suffix in ("", "-wal"))

    def _make_folder(self) -> None:
        missing = [folder for folder in self._path.parents if not folder.exists()]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            sync_folder(folder.parent)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Say in our words what went wrong; SQLAlchemy's own text would show statements and what they hold."""
        try:
            yield
        except exc.TimeoutError:
            raise StoreError("busy") from None
        except exc.DBAPIError as error:
            raise self._told(error.orig) from None
        except (sqlite3.Error, OSError) as error:
            raise self._told(error) from None

    def _told(self, error: BaseException | None) -> StoreError:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        log.error("SQLite refused with %s", name)
        number = getattr(error, "sqlite_errorcode", None)
        if number is None:
            number = sqlite3.SQLITE_CANTOPEN if isinstance(error, OSError) else 0
        code = CODES.get(number & 0xFF, "failed")
        parameters = {"read-only": {"place": str(self._path.parent)}, "failed": {"reason": name}}
        return StoreError(code, **parameters.get(code, {}))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _engine(path: Path, begin: str, synchronous: str, **pool: Any) -> Engine:
    """An engine whose transactions open with ``begin``: Python's own way of opening them is switched off."""
    engine = create_engine(
        URL.create("sqlite", database=os.fspath(path)),
        hide_parameters=True,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE},
        **pool,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for setting in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "fullfsync = ON",  # macOS: fsync alone does not reach the disk
            "checkpoint_fullfsync = ON",
            "secure_delete = ON",  # what a learner deletes is overwritten
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
