"""Keeping events and drafts: what it says is saved stays saved.

``open_store`` opens a SQLite file or a PostgreSQL database; a `Store` saves, loads, merges, adopts and forgets.
``sqlite`` and ``postgres`` differ in how they lock, ``recovery`` sets a damaged file aside and begins a new one with
its good rows. What an event says is not known here.
"""

from study.store.sqlite import SqliteDatabase
from study.store.stores import Store, open_store
from study.store.tables import events_of

__all__ = ["SqliteDatabase", "Store", "events_of", "open_store"]
