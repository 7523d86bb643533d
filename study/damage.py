"""Is a SQLite file of the store whole? Asked at every start, before anything is written to it.

Whole means: SQLite's own check of pages and indexes passes, the tables are those that the steps of the schema build,
and every row fits its seal. Nothing here repairs or changes a file.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from study.records import is_whole
from study.schema import STEPS, VERSION_TABLE, metadata, version
from study.store_error import StoreError
from study.wal import is_damaged

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
    """`study.records.is_whole` over bytes, which is faster and takes what is no text at all."""
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
