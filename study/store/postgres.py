"""The store in PostgreSQL, for any number of app processes on one database.

A write that loses its connection is done once more with the same rows: those that were written stay as they are.
Whoever deletes or adopts a log locks it alone, whoever adds to it shares the lock: nothing slips in behind a deletion.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection, create_engine, exc, text

from lekce2 import Message
from study.store.errors import StoreError
from study.store.tables import migrate

log = logging.getLogger(__name__)
T = TypeVar("T")
PATIENCE = 5  # seconds to wait for a connection, and for others
SCHEMA_LOCK = 0x6C656B6365322064  # "lekce2 d", any number that nobody else takes
AGAIN = ("40001", "40P01")  # serialization failure, deadlock
CODES = {
    "53100": "disk-full",
    "25006": "no-right",
    "42501": "no-right",
    "55P03": "busy",
    "40001": "busy",
    "40P01": "busy",
}
CLASSES = {"28": "login", "3D": "login", "08": "no-connection", "57": "no-connection", "53": "no-connection"}
PREPARE = text(
    "SELECT set_config('lock_timeout', :patience, true), "
    "CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END"
)
ALONE = text("SELECT pg_advisory_xact_lock(:key)")
SHARED = text("SELECT pg_advisory_xact_lock_shared(:key)")


class PostgresDatabase:
    """A PostgreSQL database of the store; errors and texts never show its address."""

    recovered: Message | None = None

    def __init__(self, url: URL) -> None:
        settings = {
            "connect_timeout": PATIENCE,
            "tcp_user_timeout": 2000 * PATIENCE,
            "prepare_threshold": None,  # works behind a connection pooler, too
        }
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=PATIENCE,
            max_overflow=20,
            connect_args=settings,
        )
        try:
            self._run(_migrate_alone)
        except BaseException:
            self.close()
            raise

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` finds in the database."""
        return self._run(work)

    def write(self, work: Callable[[Connection], T], learners: tuple[str, ...], alone: bool = False) -> T:
        """Do ``work`` whole or not at all, with the logs of the learners locked; committed when this returns."""
        lock = ALONE if alone else SHARED

        def locked(connection: Connection) -> T:
            connection.execute(PREPARE, {"patience": f"{PATIENCE}s"})
            for key in sorted(_key(learner) for learner in learners):
                connection.execute(lock, {"key": key})
            return work(connection)

        return self._run(locked)

    def forget(self) -> None:
        """Nothing to do: PostgreSQL clears deleted rows by itself."""

    def close(self) -> None:
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], T]) -> T:
        for last in (False, True):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except exc.TimeoutError:
                raise StoreError("busy") from None
            except exc.DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                log.warning("PostgreSQL refused with %s %s", type(error.orig).__name__, state)
                if last or not (_is_dropped(error, state) or state in AGAIN):
                    raise _told(error, state) from None
        raise AssertionError


def _migrate_alone(connection: Connection) -> None:
    connection.execute(ALONE, {"key": SCHEMA_LOCK})
    migrate(connection)


def _key(learner: str) -> int:
    """A learner's number among PostgreSQL's advisory locks."""
    return int.from_bytes(bytes.fromhex(learner[:16]), "big", signed=True)


def _is_dropped(error: exc.DBAPIError, state: str | None) -> bool:
    return error.connection_invalidated or (state or "08").startswith(("08", "57P"))


def _told(error: exc.DBAPIError, state: str | None) -> StoreError:
    if _is_dropped(error, state) and isinstance(error, exc.OperationalError):
        code = _of_connection(str(error.orig)) if state is None else "no-connection"
        return StoreError(code)
    code = CODES.get(state or "", CLASSES.get((state or "")[:2], "failed"))
    return StoreError(code, **({"reason": f"{type(error.orig).__name__} {state}"} if code == "failed" else {}))


def _of_connection(text: str) -> str:
    """What a refused connection means, which has no code: a wrong address of the database, or no answer."""
    return "login" if any(word in text for word in ("authentication", "does not exist", "pg_hba")) else "no-connection"
