"""What a row of the store holds: an event as its canonical text, a draft, and a seal over every row.

A seal is the SHA-256 of the table's name and the row's values. It says whether a row is whole, which makes every row
good or bad by itself: damage is found row by row, and rows can be read out of a broken file without trusting it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from study.events import Event, canonical
from study.store_error import StoreError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


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
    try:
        content = canonical(event.kind, event.time, event.nonce, event.data)
        found = hashlib.sha256(content.encode()).hexdigest()
    except (TypeError, ValueError):
        found = ""
    if found != event.id:
        raise StoreError("wrong-id", id=str(event.id)[:64])
    return sealed(table, learner=learner, id=event.id, content=content)


def events_of(rows: Iterable[tuple[str, str]]) -> tuple[Event, ...]:
    """The events of rows (id, content) that are whole, in order of time and id."""
    rows = list(rows)
    contents = json.loads("[" + ",".join(content for _, content in rows) + "]")
    events = [
        Event(id, content["kind"], datetime.fromisoformat(content["time"]), content["nonce"], content["data"])
        for (id, _), content in zip(rows, contents, strict=True)
    ]
    return tuple(sorted(events, key=lambda event: (event.time, event.id)))


def draft_row(table: str, learner: str, draft: Draft) -> dict[str, str | int]:
    """The row of a draft: the text as ASCII JSON, since a learner may type what no database takes, such as NUL."""
    text, time = json.dumps(draft.text), (draft.time - EPOCH) // MICROSECOND
    return sealed(table, learner=learner, attempt=draft.attempt, card=draft.card, text=text, time=time)


def draft_of(attempt: str, card: str, text: str, time: int) -> Draft:
    """The draft of a row that is whole."""
    return Draft(attempt, card, json.loads(text), EPOCH + time * MICROSECOND)
