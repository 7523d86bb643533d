"""What the store asks of its tables, each a function of a connection with a transaction open.

The same Core statements serve SQLite and PostgreSQL. Nothing here opens, commits, retries or translates errors.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from study.log import tombstone
from study.store.errors import StoreError
from study.store.tables import adopted, drafts, events, is_whole, retired, sealed

log = logging.getLogger(__name__)
_Rows = Sequence[dict[str, str | int]]


def is_retired(connection: Connection, learner: str) -> bool:
    return connection.scalar(select(retired.c.seal).where(retired.c.tombstone == tombstone(learner))) is not None


def refuse_retired(connection: Connection, *learners: str) -> None:
    """Raise `StoreError` if one of the learners was deleted; to be asked inside the transaction that writes."""
    if any(is_retired(connection, learner) for learner in learners):
        raise StoreError("retired")


def save(connection: Connection, rows: _Rows) -> int:
    """Write the events that are not there yet and say how many those were; the others stay as they are."""
    if not rows:
        return 0
    ordered = sorted(rows, key=lambda row: str(row["id"]))  # one order for all writers: they wait, never deadlock
    statement = _insert(connection, events).on_conflict_do_nothing(index_elements=["learner", "id"])
    return int(connection.execute(statement, ordered, execution_options={"preserve_rowcount": True}).rowcount)


def load(connection: Connection, learner: str) -> list[tuple[str, str]]:
    """The rows (id, content) of a learner; a damaged one is left out and logged."""
    columns = (events.c.learner, events.c.id, events.c.content, events.c.seal)
    found = connection.execute(select(*columns).where(events.c.learner == learner)).all()
    return [(id, content) for _, id, content, _ in _whole(events, found)]


def count(connection: Connection, learner: str) -> int:
    return connection.scalar(select(func.count()).select_from(events).where(events.c.learner == learner)) or 0


def save_draft(connection: Connection, row: dict[str, str | int]) -> bool:
    """Write a draft over an older one of the same attempt and card; ``False`` if the written one is newer."""
    statement = _insert(connection, drafts).values(**row)
    fresh = {name: statement.excluded[name] for name in ("text", "time", "seal")}
    statement = statement.on_conflict_do_update(
        index_elements=["learner", "attempt", "card"], set_=fresh, where=drafts.c.time <= statement.excluded.time
    )
    return connection.execute(statement.returning(drafts.c.time)).first() is not None


def load_drafts(connection: Connection, learner: str) -> list[Any]:
    """The whole drafts of a learner, the oldest first."""
    return _whole(
        drafts, connection.execute(select(drafts).where(drafts.c.learner == learner).order_by(drafts.c.time)).all()
    )


def drop_drafts(connection: Connection, learner: str, attempt: str) -> None:
    connection.execute(delete(drafts).where(drafts.c.learner == learner, drafts.c.attempt == attempt))


def retire(connection: Connection, learner: str) -> None:
    """Delete everything of a learner but the tombstone that refuses it from now on."""
    for table in (events, drafts):
        connection.execute(delete(table).where(table.c.learner == learner))
    row = sealed(retired.name, tombstone=tombstone(learner))
    connection.execute(_insert(connection, retired).values(**row).on_conflict_do_nothing())


def adopter(connection: Connection, learner: str) -> str | None:
    """The tombstone of the learner that took over this one's log."""
    found: str | None = connection.scalar(select(adopted.c.target).where(adopted.c.source == tombstone(learner)))
    return found


def note_adoption(connection: Connection, source: str, target: str) -> None:
    row = sealed(adopted.name, source=tombstone(source), target=tombstone(target))
    connection.execute(adopted.insert().values(**row))


def _insert(connection: Connection, table: Table) -> Any:
    """The insert of the connection's own dialect: only those know ON CONFLICT."""
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)


def _whole(table: Table, rows: Sequence[Any]) -> list[Any]:
    whole = [row for row in rows if is_whole(table.name, row)]
    if len(whole) < len(rows):
        log.error("%d damaged rows of %s were left out", len(rows) - len(whole), table.name)
    return whole
