"""The store of events and drafts: what it says is saved stays saved.

``open_store()`` opens the SQLite file of this computer's user, ``open_store(url)`` a file or a PostgreSQL database that
the url names. A store is safe to share between threads; several processes may open the same one. Every method returns
after the commit and raises `StoreError`, with a message that says what to do, when nothing was done.

A learner is what `study.log.identity.learner_of` gives. Logs only grow: the same events saved twice change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import platformdirs
from sqlalchemy import URL, Connection, exc, make_url

from lekce2 import Message
from study.log import Event, checked, tombstone, uncollected
from study.store import queries
from study.store.errors import StoreError
from study.store.tables import Draft, draft_of, draft_row, drafts, event_row, events, events_of

__all__ = ["Draft", "Store", "StoreError", "open_store"]
T = TypeVar("T")


class Database(Protocol):
    """Where the tables are: `study.store.sqlite` or `study.store.postgres`."""

    recovered: Message | None

    def read(self, work: Callable[[Connection], T]) -> T: ...
    def write(self, work: Callable[[Connection], T], learners: tuple[str, ...], alone: bool = False) -> T: ...
    def forget(self) -> None: ...
    def close(self) -> None: ...


class Store:
    """Logs and drafts of all learners in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __repr__(self) -> str:
        return f"Store({type(self._database).__name__})"

    @property
    def recovered(self) -> Message | None:
        """What was recovered from a damaged file when the store was opened, or ``None`` if nothing was damaged."""
        return self._database.recovered

    def save(self, learner: str, new: Iterable[Event], hand_in: str | None = None) -> int:
        """Add events to a learner's log and say how many were new; ``hand_in`` names an attempt whose drafts then go.

        Either all are saved or, when this raises, none.
        """
        rows = [event_row(events.name, checked(learner), event) for event in new]

        def work(connection: Connection) -> int:
            queries.refuse_retired(connection, learner)
            if hand_in is not None:
                queries.drop_drafts(connection, learner, hand_in)
            return queries.save(connection, rows)

        return self._database.write(work, (learner,))

    def load(self, learner: str) -> tuple[Event, ...]:
        """A learner's whole log in order of time and id."""
        with uncollected():
            return events_of(self._read(queries.load, learner))

    def count(self, learner: str) -> int:
        """The size of a learner's log; as a log only grows, the same size means the same log."""
        return self._read(queries.count, learner)

    def save_draft(self, learner: str, attempt: str, card: str, text: str, time: datetime) -> bool:
        """Keep an answer under way in place of an older one; ``False`` if the one that is kept is newer."""
        row = draft_row(drafts.name, checked(learner), Draft(attempt, card, text, time))

        def work(connection: Connection) -> bool:
            queries.refuse_retired(connection, learner)
            return queries.save_draft(connection, row)

        return self._database.write(work, (learner,))

    def drafts(self, learner: str) -> tuple[Draft, ...]:
        """A learner's answers under way, the oldest first."""
        rows = self._read(queries.load_drafts, learner)
        return tuple(draft_of(row.attempt, row.card, row.text, row.time) for row in rows)

    def drop_drafts(self, learner: str, attempt: str) -> None:
        """Throw away the drafts of an attempt."""
        work = queries.drop_drafts
        self._database.write(lambda connection: work(connection, checked(learner), attempt), (learner,))

    def retire(self, learner: str) -> None:
        """Delete all that a learner has and refuse whatever comes from it again; only a hash of its hash stays."""
        self._database.write(lambda connection: queries.retire(connection, checked(learner)), (learner,), alone=True)
        self._database.forget()

    def is_retired(self, learner: str) -> bool:
        return self._read(queries.is_retired, learner)

    def adopt(self, from_learner: str, to_learner: str) -> int:
        """Copy a log and its drafts to another learner, once, and say how many events were new there.

        Again to the same learner copies nothing; to a third one raises `StoreError`.
        """
        source, target = checked(from_learner), checked(to_learner)

        def work(connection: Connection) -> int:
            queries.refuse_retired(connection, source, target)
            if (before := queries.adopter(connection, source)) is not None:
                if before != tombstone(target):
                    raise StoreError("adopted")
                return 0
            queries.note_adoption(connection, source, target)
            for row in queries.load_drafts(connection, source):
                draft = draft_of(row.attempt, row.card, row.text, row.time)
                queries.save_draft(connection, draft_row(drafts.name, target, draft))
            log = events_of(queries.load(connection, source))
            return queries.save(connection, [event_row(events.name, target, event) for event in log])

        return self._database.write(work, (source, target), alone=True)

    def is_adopted(self, learner: str) -> bool:
        """Whether another learner has taken over this one's log."""
        return self._read(queries.adopter, learner) is not None

    def close(self) -> None:
        """Close all connections; what was saved needs no closing."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, work: Callable[[Connection, str], T], learner: str) -> T:
        return self._database.read(lambda connection: work(connection, checked(learner)))


def default_path() -> Path:
    """The file of the progress in the folder that this computer's system has for an app's data."""
    return Path(platformdirs.user_data_dir("lekce2", appauthor=False)) / "progress.db"


def open_store(url: str | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
    """Open the store that a url names, ``sqlite:///<file>`` or ``postgresql://…``, or without one the default file.

    The clock only names a damaged file that is set aside. Whatever prevents opening raises `StoreError`.
    """
    if not url:
        return _open_file(default_path(), clock)
    try:
        address: URL = make_url(
            "postgresql://" + url.removeprefix("postgres://") if url.startswith("postgres://") else url
        )
    except (exc.ArgumentError, ValueError):
        raise StoreError("address") from None
    if address.get_backend_name() == "postgresql":
        from study.store.postgres import PostgresDatabase

        return Store(PostgresDatabase(address))
    if address.get_backend_name() == "sqlite" and address.database and address.database != ":memory:":
        return _open_file(Path(address.database), clock)
    raise StoreError("address")


def _open_file(path: Path, clock: Callable[[], datetime]) -> Store:
    from study.store.sqlite import SqliteDatabase

    return Store(SqliteDatabase(path.expanduser().absolute(), clock))
