"""study.store."""

from study.store.sqlite import SqliteDatabase
from study.store.stores import Store, open_store
from study.store.tables import events_of

__all__ = ["SqliteDatabase", "Store", "events_of", "open_store"]
