"""What the browser is told about its copy of the log: which pieces to keep and which to throw away.

In the browser a piece's name begins with its owner, a few digits that tell nothing of the secret: learners who share a
browser never get each other's events. What no store has confirmed stands in a piece of this visit alone, so that two
tabs whose saving fails do not overwrite each other's; it goes when the store has it, or when a later visit has read it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from study.log import Event, document, pieces, pieces_of_day, tombstone

WAITING = "~"  # begins the name of the piece with what no store has confirmed


@dataclass(frozen=True)
class Told:
    """Pieces by their names in the browser (``None``: throw it away), and how many events of how many they hold."""

    pieces: Mapping[str, str | None]
    kept: int
    total: int

    @property
    def whole(self) -> bool:
        return self.kept == self.total


def owner(learner: str) -> str:
    """What the names of a learner's pieces begin with.

    >>> owner("0" * 64)
    '60e05bd1b195:'
    """
    return f"{tombstone(learner)[:12]}:"


def whole(learner: str, log: Sequence[Event], unsaved: Collection[str], visit: str, read: Iterable[str] = ()) -> Told:
    """The whole mirror; pieces that were ``read`` and are no part of it are thrown away."""
    mirror = pieces(log, unconfirmed=unsaved)
    told = {**dict.fromkeys(read), **_named(learner, mirror.pieces)}
    return Told({**told, **waiting(owner(learner), log, unsaved, visit)}, mirror.kept, mirror.total)


def day(
    learner: str, log: Sequence[Event], moment: datetime, unsaved: Collection[str], visit: str
) -> dict[str, str | None]:
    """What changes with a new event of that moment: its day's pieces, once the store has them. The log is in order."""
    near = log[bisect_left(log, moment - timedelta(days=1), key=attrgetter("time")) :]  # none of the day is before
    days = {} if unsaved else _named(learner, pieces_of_day(near, moment))
    return {**days, **waiting(owner(learner), log, unsaved, visit)}


def waiting(owner: str, log: Sequence[Event], unsaved: Collection[str], visit: str) -> dict[str, str | None]:
    """What no store has confirmed, as the piece of one visit."""
    found = unconfirmed(log, unsaved)
    return {f"{owner}{WAITING}{visit}": document(found) if found else None}


def unconfirmed(log: Sequence[Event], unsaved: Collection[str]) -> list[Event]:
    """The events of the log that no store has confirmed; looked for from its end, where most often they are."""
    missing, found = set(unsaved), []
    for event in reversed(log):
        if not missing:
            break
        if event.id in missing:
            missing.discard(event.id)
            found.append(event)
    return found[::-1]


def _named(learner: str, of_days: Mapping[str, str]) -> dict[str, str | None]:
    return {owner(learner) + name: text for name, text in of_days.items()}
