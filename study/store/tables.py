"""The tables of the store, and the steps that build them: the same for SQLite and PostgreSQL.

``STEPS`` is the history of the form: a store of form n has had the first n steps. A step is never changed once it was
published; a change of the form is one more step, and the `Table` objects say how the last form looks. Text of the
learner stands only in ``content`` and ``text``, as JSON. Every row ends with its seal (`study.store.tables`): a step
that changes the columns of a table copies its rows into a new one, sealed anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table, Text, inspect, select, text

from study.log import Event, in_order, whole
from study.store.errors import StoreError

# What a row of the store holds: an event as its canonical text, a draft, and a seal over every row.
#
# A seal is the SHA-256 of the table's name and the row's values. It says whether a row is whole, which makes every row
# good or bad by itself: damage is found row by row, and rows can be read out of a broken file without trusting it.

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TOGETHER = 500  # rows that are parsed at once: no other thread runs meanwhile


@dataclass(frozen=True)
class Draft:
    """An answer under way: which attempt at which card, the text so far and when it was written."""

    attempt: str
    card: str
    text: str
    time: datetime


def seal(table: str, values: Iterable[object]) -> str:
    """The seal of a row: SHA-256 of the table's name and the values, each on a line."""
    return hashlib.sha256("\n".join([table, *map(str, values)]).encode()).hexdigest()


def is_whole(table: str, row: Sequence[object]) -> bool:
    """Whether a row's last value is the seal of the others.

    >>> is_whole("t", ("a", 1, seal("t", ("a", 1)))), is_whole("t", ("a", 2, seal("t", ("a", 1))))
    (True, False)
    """
    try:
        return len(row) > 1 and seal(table, row[:-1]) == row[-1]
    except UnicodeEncodeError:  # half a surrogate is nothing that we wrote
        return False


def sealed(table: str, **values: str | int) -> dict[str, str | int]:
    """A row by its columns' names, sealed."""
    return {**values, "seal": seal(table, values.values())}


def event_row(table: str, learner: str, event: Event) -> dict[str, str | int]:
    """The row of an event; one whose id is not the hash of its content raises `StoreError`."""
    content = whole(event)
    if content is None:
        raise StoreError("wrong-id", id=str(event.id)[:64])
    return sealed(table, learner=learner, id=event.id, content=content)


def events_of(rows: Iterable[tuple[str, str]]) -> tuple[Event, ...]:
    """The events of rows (id, content) that are whole, in order of time and id."""
    rows = list(rows)
    events: list[Event] = []
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        contents = json.loads("[" + ",".join(content for _, content in some) + "]")
        events += [
            Event(id, content["kind"], datetime.fromisoformat(content["time"]), content["nonce"], content["data"])
            for (id, _), content in zip(some, contents, strict=True)
        ]
    return tuple(in_order(events))


def draft_row(table: str, learner: str, draft: Draft) -> dict[str, str | int]:
    """The row of a draft: the text as ASCII JSON, since a learner may type what no database takes, such as NUL."""
    text, time = json.dumps(draft.text), (draft.time - EPOCH) // MICROSECOND
    return sealed(table, learner=learner, attempt=draft.attempt, card=draft.card, text=text, time=time)


def draft_of(attempt: str, card: str, text: str, time: int) -> Draft:
    """The draft of a row that is whole."""
    return Draft(attempt, card, json.loads(text), EPOCH + time * MICROSECOND)


metadata = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, String(64), primary_key=True)


def _seal() -> Column[str]:
    return Column("seal", String(64), nullable=False)


version = Table("lekce2_version", metadata, Column("number", Integer, nullable=False), _seal())
events = Table("lekce2_events", metadata, _key("learner"), _key("id"), Column("content", Text, nullable=False), _seal())
drafts = Table(
    "lekce2_drafts",
    metadata,
    _key("learner"),
    Column("attempt", Text, primary_key=True),
    Column("card", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("time", BigInteger, nullable=False),
    _seal(),
)
retired = Table("lekce2_retired", metadata, _key("tombstone"), _seal())
adopted = Table("lekce2_adopted", metadata, _key("source"), Column("target", String(64), nullable=False), _seal())

VERSION_TABLE = "CREATE TABLE lekce2_version (number INTEGER NOT NULL, seal VARCHAR(64) NOT NULL)"
STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE lekce2_events (learner VARCHAR(64) NOT NULL, id VARCHAR(64) NOT NULL, content TEXT NOT NULL, "
        "seal VARCHAR(64) NOT NULL, PRIMARY KEY (learner, id))",
        "CREATE TABLE lekce2_drafts (learner VARCHAR(64) NOT NULL, attempt TEXT NOT NULL, card TEXT NOT NULL, "
        "text TEXT NOT NULL, time BIGINT NOT NULL, seal VARCHAR(64) NOT NULL, PRIMARY KEY (learner, attempt, card))",
        "CREATE TABLE lekce2_retired (tombstone VARCHAR(64) NOT NULL PRIMARY KEY, seal VARCHAR(64) NOT NULL)",
        "CREATE TABLE lekce2_adopted (source VARCHAR(64) NOT NULL PRIMARY KEY, target VARCHAR(64) NOT NULL, "
        "seal VARCHAR(64) NOT NULL)",
    ),
)


def migrate(connection: Connection) -> None:
    """Bring the store to the last form, in the transaction of ``connection``; a newer form raises `StoreError`."""
    known = len(STEPS)
    found = 0
    if inspect(connection).has_table(version.name):
        found = connection.execute(select(version.c.number)).scalar() or 0
    else:
        connection.execute(text(VERSION_TABLE))
    if found > known:
        raise StoreError("newer", found=found, known=known)
    if found == known:
        return
    for statement in [statement for step in STEPS[found:] for statement in step]:
        connection.execute(text(statement))
    connection.execute(version.delete())
    connection.execute(version.insert().values(**sealed(version.name, number=known)))
