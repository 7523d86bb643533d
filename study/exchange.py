"""What a learner takes away and brings back: one file with everything, and what reading it again changed.

A backup is one JSON document with one event a line, sorted by time and id, so that the same log gives the same file but
for the hour, and a line number in a refusal points at an event. It names no learner. Reading is `study.reader`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from study.events import Event, to_json
from study.language import Language
from study.merge import merge, missing
from study.reader import FORMAT, VERSION, Reading


@dataclass(frozen=True)
class Summary:
    """How many events of a file were new, how many were known already, and how many were refused."""

    new: int
    known: int
    refused: int

    def sentence(self, language: Language) -> str:
        """The summary in a language.

        >>> from study.language import language
        >>> Summary(212, 1034, 3).sentence(language("en"))
        '212 new, 1,034 known, 3 refused'
        """
        return language.text(
            "exchange.summary",
            new=language.plural("exchange.new", self.new),
            known=language.plural("exchange.known", self.known),
            refused=language.plural("exchange.refused", self.refused),
        )


def document(events: Iterable[Event], exported: datetime | None = None) -> str:
    """The events as one JSON document, one a line, in order of time and id."""
    hour = f'"exported":"{exported.astimezone(UTC).isoformat()}",' if exported else ""
    lines = ",\n".join(map(to_json, merge(events)))
    return f'{{"format":"{FORMAT}","version":{VERSION},{hour}"events":[\n{lines}\n]}}\n'


def backup(events: Iterable[Event], now: datetime) -> bytes:
    """The whole log as one file: UTF-8, the hour of the export at its head.

    >>> print(backup([], datetime(2026, 1, 5, 8, 0, tzinfo=UTC)).decode().splitlines()[0])
    {"format":"lekce2-progress","version":1,"exported":"2026-01-05T08:00:00+00:00","events":[
    """
    return document(events, now).encode()


def file_name(now: datetime) -> str:
    """What a backup of this hour is called.

    >>> file_name(datetime(2026, 1, 5, 8, 0, tzinfo=UTC))
    'lekce2-2026-01-05-0800.json'
    """
    return f"lekce2-{now.astimezone(UTC):%Y-%m-%d-%H%M}.json"


def arrivals(reading: Reading, known: Collection[str]) -> tuple[tuple[Event, ...], Summary]:
    """The events of a file that are not among the ``known`` ids, to be saved, and the summary for the learner."""
    new = missing(reading.events, known)
    return new, Summary(len(new), len(reading.events) - len(new), reading.refusals)
