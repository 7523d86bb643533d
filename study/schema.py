"""The tables of the store, and the steps that build them: the same for SQLite and PostgreSQL.

``STEPS`` is the history of the form: a store of form n has had the first n steps. A step is never changed once it was
published; a change of the form is one more step, and the `Table` objects say how the last form looks. Text of the
learner stands only in ``content`` and ``text``, as JSON. Every row ends with its seal (`study.records`): a step that
changes the columns of a table copies its rows into a new one, sealed anew.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table, Text, inspect, select, text

from study.records import sealed
from study.store_error import StoreError

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
