"""What a learner takes away and brings back: one file with everything, and what reading it again changed.

A backup is one JSON document with one event a line, sorted by time and id, so that the same log gives the same file but
for the hour, and a line number in a refusal points at an event. It names no learner. Reading is `study.log.reader`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from study.language import Language
from study.log.event_schema import KINDS
from study.log.events import Event, merge, missing, to_json
from study.log.reader import FORMAT, VERSION, Reading


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


# The log as a table for those who want to analyse it: one row an event, one column a field, times in UTC.
#
# A text that a spreadsheet would take for a formula gets an apostrophe in front. Lists and mappings are JSON in a cell.
# Taken-back events stay in the table and are marked. For reading back there is the backup, not this.

FIELDS = tuple(dict.fromkeys(field for forms in KINDS.values() for field in forms))
COLUMNS = ("id", "kind", "time", "retracted", *FIELDS)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_table(events: Iterable[Event]) -> str:
    """All events in order of time and id as CSV with a head.

    >>> csv_table([]).split(",")[:5]
    ['id', 'kind', 'time', 'retracted', 'deck']
    """
    log = merge(events)
    retracted = {event["target"] for event in log if event.kind == "retract"}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for event in log:
        gone = event.id in retracted and event.kind != "retract"
        row = [event.id, event.kind, event.time.isoformat(), gone, *(event.get(field) for field in FIELDS)]
        table.writerow([cell(value) for value in row])
    return out.getvalue()


def cell(value: Any) -> str:
    """A value as the text of a cell that no spreadsheet runs.

    >>> cell("=1+1"), cell(-1.5), cell(True), cell(None), cell({"a": "met"})
    ("'=1+1", "'-1.5", 'true', '', '{"a": "met"}')
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=dict)
    return f"'{text}" if text.startswith(FORMULA) else text
