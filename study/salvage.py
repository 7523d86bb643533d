"""A damaged SQLite file is set aside, never deleted, and its good rows begin a new one.

The new file is complete and on the disk before anything moves. From then on its name says what is still to do, so that
a crash at any moment loses nothing: the next start finishes the moving.

    progress.db                       the damaged file, until it is set aside
    progress.db.damaged-<time>        the damaged file set aside, with its write-ahead log under the same name + -wal
    progress.db.repaired-<time>       the new file, complete, waiting to take its place
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from lekce2 import Message
from study.btree import records
from study.damage import built, tables
from study.learner import tombstone
from study.records import is_whole, sealed
from study.schema import STEPS, drafts, events, metadata, retired, version
from study.store_error import message

Row = Sequence[str | int]


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


def _good_rows(path: Path) -> dict[str, list[Row]]:
    """By table, every row that fits its seal, wherever in the file or its log it stands, some more than once."""
    file, wal = (part.read_bytes() if part.exists() else b"" for part in (path, path.with_name(path.name + "-wal")))
    found: dict[str, list[Row]] = {name: [] for name in metadata.tables}
    for record in records(file, wal):
        if len(record) > 1 and isinstance(record[-1], str) and len(record[-1]) == 64:
            for name, rows in found.items():
                if is_whole(name, record):
                    rows.append(record)  # type: ignore[arg-type]
    return found


def _write(path: Path, found: dict[str, list[Row]]) -> None:
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
