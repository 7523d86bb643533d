"""The log as a table for those who want to analyse it: one row an event, one column a field, times in UTC.

A text that a spreadsheet would take for a formula gets an apostrophe in front. Lists and mappings are JSON in a cell.
Taken-back events stay in the table and are marked. For reading back there is the backup, not this.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from study.events import Event
from study.kinds import KINDS
from study.merge import merge

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
