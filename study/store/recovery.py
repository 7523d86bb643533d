"""Is a SQLite file of the store whole? Asked at every start, before anything is written to it.

Whole means: SQLite's own check of pages and indexes passes, the tables are those that the steps of the schema build,
and every row fits its seal. Nothing here repairs or changes a file.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from lekce2 import Message
from study.log import tombstone
from study.store.errors import StoreError, message
from study.store.sqlite_pages import is_damaged, records
from study.store.tables import STEPS, VERSION_TABLE, drafts, events, is_whole, metadata, retired, sealed, version

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
SMALLEST = 512  # bytes: no page is smaller
Schema = list[tuple[str, str, str, str | None]]


def damage(path: Path) -> str | None:
    """What is wrong with the file, in a few words for the log, or ``None``; a file that is not there is new.

    A form newer than this app knows raises `StoreError`; a disk that cannot be read raises ``sqlite3.Error``.
    """
    wal = path.with_name(path.name + "-wal")
    log = wal.exists() and wal.stat().st_size > 0
    if not path.exists() or path.stat().st_size == 0:
        return "only the write-ahead log is left" if log else None
    if log and all(is_damaged(wal.read_bytes()) for _ in range(3)):  # another app may just be writing to it
        return "the write-ahead log is damaged"
    if path.stat().st_size < SMALLEST:
        return "cut off"  # SQLite would take it for a new one
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            return _damage(connection)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in DAMAGED:
            return error.sqlite_errorname
        raise


def _damage(connection: sqlite3.Connection) -> str | None:
    found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return found
    connection.text_factory = bytes
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
    if not schema:
        return None
    number = _version(connection)
    if number is None:
        return "no version"
    if number > len(STEPS):
        raise StoreError("newer", found=number, known=len(STEPS))
    if not set(expected(number)) <= set(schema):
        return "the tables are not ours"
    for name, columns in tables(number).items():
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {name}"):
            if not _sealed(name.encode(), row):
                return f"a row of {name} does not fit its seal"
    return None


def _version(connection: sqlite3.Connection) -> int | None:
    try:
        rows = connection.execute(f"SELECT number, seal FROM {version.name}").fetchall()
    except sqlite3.OperationalError:
        return None
    if len(rows) != 1 or not isinstance(rows[0][1], bytes):
        return None
    number, seal = rows[0]
    return number if is_whole(version.name, (number, seal.decode("latin-1"))) and isinstance(number, int) else None


def _sealed(name: bytes, row: tuple[object, ...]) -> bool:
    """`study.store.tables.is_whole` over bytes, which is faster and takes what is no text at all."""
    values = [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return hashlib.sha256(b"\n".join([name, *values[:-1]])).hexdigest().encode() == values[-1]


def expected(number: int) -> Schema:
    """What SQLite's list of tables holds after so many steps."""
    with closing(built(":memory:", number)) as connection:
        connection.text_factory = bytes
        return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()


def tables(number: int) -> dict[str, tuple[str, ...]]:
    """The tables after so many steps and their columns, the seal last."""
    with closing(built(":memory:", number)) as connection:
        names = [name for name in metadata.tables if name != version.name]
        columns = {name: connection.execute(f"SELECT name FROM pragma_table_info('{name}')") for name in names}
        return {name: tuple(row[0] for row in rows) for name, rows in columns.items()}


def built(path: str | Path, number: int) -> sqlite3.Connection:
    """A new SQLite database with the tables of the first ``number`` steps and no row."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (VERSION_TABLE, *(statement for step in STEPS[:number] for statement in step)):
        connection.execute(statement)
    return connection


# A damaged SQLite file is set aside, never deleted, and its good rows begin a new one.
#
# The new file is complete and on the disk before anything moves. From then on its name says what is still to do, so
# that a crash at any moment loses nothing: the next start finishes the moving.
#
#     progress.db                       the damaged file, until it is set aside
#     progress.db.damaged-<time>        the damaged file set aside, with its write-ahead log under the same name + -wal
#     progress.db.repaired-<time>       the new file, complete, waiting to take its place

_Row = Sequence[str | int]


def repair(path: Path, now: datetime) -> Message:
    """Set the file aside and put a new one with its good rows in its place; says how many and where the old one is."""
    if not (waiting := _waiting(path)):
        waiting = path.with_name(f"{path.name}.repaired-{now:%Y-%m-%dT%H-%M-%S.%fZ}")
        unfinished = path.with_name(path.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        _write(unfinished, _good_rows(path))
        os.replace(unfinished, waiting)
        sync_folder(path.parent)
    aside = path.with_name(waiting.name.replace(".repaired-", ".damaged-"))
    for suffix in ("-wal", ""):
        if (part := path.with_name(path.name + suffix)).exists():
            os.replace(part, aside.with_name(aside.name + suffix))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    sync_folder(path.parent)
    kept = _count(waiting)
    os.replace(waiting, path)
    sync_folder(path.parent)
    return message("salvaged", kept=kept, file=aside.name)


def is_unfinished(path: Path) -> bool:
    """Whether a repair was interrupted after the new file was complete."""
    return _waiting(path) is not None


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _waiting(path: Path) -> Path | None:
    return next(iter(sorted(path.parent.glob(f"{path.name}.repaired-*"))), None)


def _good_rows(path: Path) -> dict[str, list[_Row]]:
    """By table, every row that fits its seal, wherever in the file or its log it stands, some more than once."""
    file, wal = (part.read_bytes() if part.exists() else b"" for part in (path, path.with_name(path.name + "-wal")))
    found: dict[str, list[_Row]] = {name: [] for name in metadata.tables}
    for record in records(file, wal):
        if len(record) > 1 and isinstance(record[-1], str) and len(record[-1]) == 64:
            for name, rows in found.items():
                if is_whole(name, record):
                    rows.append(record)  # type: ignore[arg-type]
    return found


def _write(path: Path, found: dict[str, list[_Row]]) -> None:
    """A new file with these rows, of the same form: of drafts the newest, and nothing of learners that were deleted."""
    number = max((int(row[0]) for row in found[version.name]), default=len(STEPS))
    gone = {row[0] for row in found[retired.name]}
    newest = sorted(found[drafts.name], key=lambda row: int(row[4]), reverse=True)
    with closing(built(path, number)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN")
        for name, columns in tables(number).items():
            rows = newest if name == drafts.name else found[name]
            if name in (events.name, drafts.name):
                rows = [row for row in rows if tombstone(str(row[0])) not in gone]
            places = ", ".join("?" * len(columns))
            fitting = (row for row in rows if len(row) == len(columns))
            connection.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({places})", fitting)
        row = tuple(sealed(version.name, number=number).values())
        connection.execute(f"INSERT INTO {version.name} VALUES (?, ?)", row)
        connection.execute("COMMIT")


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {table.name}") for table in (events, drafts)]
        return sum(rows.fetchone()[0] for rows in counts)
