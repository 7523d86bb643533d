"""Keeping events and drafts: what it says is saved stays saved.

``open_store`` opens a SQLite file or a PostgreSQL database; a `Store` saves, loads, merges, adopts and forgets.
``sqlite`` and ``postgres`` differ in how they lock, ``recovery`` sets a damaged file aside and begins a new one with
its good rows. What an event says is not known here.

The door opens by itself only for the errors; what needs SQLAlchemy is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from study.store.errors import Retired, StoreError

if TYPE_CHECKING:
    from study.store.sqlite import SqliteDatabase
    from study.store.stores import Store, open_store
    from study.store.tables import events_of

__all__ = ["Retired", "SqliteDatabase", "Store", "StoreError", "events_of", "open_store"]

LATER = {"SqliteDatabase": "sqlite", "Store": "stores", "open_store": "stores", "events_of": "tables"}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
