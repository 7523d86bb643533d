"""The strict reader of whatever comes from a file or a browser: good events are kept, the rest is told by line.

It trusts nothing. An event is taken only if every field has its form, its time is believable, and its id is the hash of
its content, so that a document can add events to a log and never change one. Whose log a file was is not read: it goes
to the learner who brings it. The reader raises for no content and its time grows with the length of the text alone.
It reads no clock and saves nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lekce2 import Message
from study.log.bulk import uncollected
from study.log.event_schema import is_digest, is_name, shown, wrong
from study.log.events import Event, encoded, in_order, plain
from study.log.import_errors import Refusal, refusal
from study.log.json_stream import Head, JsonRow, Walk

FORMAT = "lekce2-progress"
VERSION = 1
MEGABYTE = 2**20
FILE_LIMIT = 64 * MEGABYTE  # bytes of a backup
BROWSER_LIMIT = 5 * MEGABYTE  # bytes of a browser's mirror
MOST_LISTED = 100  # refusals that are told one by one
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)  # clocks of two devices may differ by a day and a slip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00:00)", re.ASCII)
KEYS = ("id", "kind", "time", "nonce", "data")
HEADS = ("format", "version", "exported", "learner")  # the last one is known, and not read


@dataclass(frozen=True)
class Reading:
    """What was read: the good events in order of time and id, the first refusals, and how many there were in all."""

    events: tuple[Event, ...]
    refused: tuple[Refusal, ...] = ()
    refusals: int = 0


def read(document: str | bytes, now: datetime, limit: int = FILE_LIMIT) -> Reading:
    """The events of a backup or of a piece of a mirror; ``limit`` is its greatest size in bytes.

    Never raises for what stands in the document. ``now`` carries a time zone: later than two days after it is refused.

    >>> reading = read('{"format": "lekce2-progress", "version": 9, "events": []}', datetime(2026, 1, 5, tzinfo=UTC))
    >>> print(*reading.refused)
    1: this backup has version 9 and the app reads up to 1: update the app and try again
    """
    text = _text(document, limit)
    if isinstance(text, Refusal):
        return Reading((), (text,), 1)
    found: dict[str, Event] = {}
    refused: list[Refusal] = []
    refusals = 0
    heads: dict[str, Head] = {}
    with uncollected():
        for item in Walk(text):
            if isinstance(item, JsonRow):
                got = event_of(item.value, now)
                if isinstance(got, Event):
                    found.setdefault(got.id, got)
                    continue
            elif isinstance(item, Head):
                if not (message := _head(item, heads)):
                    continue
                got = message
            else:
                got = item.message
            refusals += 1
            if len(refused) < MOST_LISTED:
                refused.append(Refusal(item.line, got))
    if foreign := _foreign(heads):
        return Reading((), (foreign,), 1)
    events = tuple(in_order(found.values()))
    return Reading(events, tuple(refused), refusals)


def together(readings: Iterable[Reading]) -> Reading:
    """Several readings as one: each event once, all refusals counted and the first of them listed."""
    parts = list(readings)
    events = {event.id: event for part in parts for event in part.events}
    return Reading(
        tuple(in_order(events.values())),
        tuple(refusal for part in parts for refusal in part.refused)[:MOST_LISTED],
        sum(part.refusals for part in parts),
    )


def event_of(value: Any, now: datetime) -> Event | Message:
    """The event that a value of `study.log.json_stream` holds, or the reason why it is none."""
    if not isinstance(value, dict):
        return refusal("not-an-event", found=shown(value))
    for key in KEYS:
        if key not in value:
            return refusal("missing-key", field=key)
    if len(value) > len(KEYS) and (unknown := value.keys() - {*KEYS, "learner"}):
        return refusal("unknown-key", field=shown(min(unknown, key=str)))
    id, kind, nonce, data = value["id"], value["kind"], value["nonce"], value["data"]
    if not is_digest(id):
        return refusal("bad-id", found=shown(id))
    if not isinstance(kind, str):
        return refusal("unknown-kind", found=shown(kind))
    if not is_name(nonce):
        return refusal("bad-nonce", found=shown(nonce))
    if not isinstance(data, dict):
        return refusal("bad-data", found=shown(data))
    time = _time(value["time"], now)
    if isinstance(time, Message):
        return time
    if message := wrong(kind, data):
        return message
    try:
        content = encoded(kind, time, nonce, data).encode()
    except UnicodeEncodeError:
        return refusal("lone-surrogate")
    if hashlib.sha256(content).hexdigest() != id:
        return refusal("wrong-id")
    return Event(id, kind, time, nonce, data)


def size(document: str | bytes) -> int:
    """Bytes of a document; of a text those that it takes in UTF-8."""
    return len(document.encode("utf-8", "surrogatepass") if isinstance(document, str) else document)


def _text(document: object, limit: int) -> str | Refusal:
    """The document as text without a byte order mark, if it is one of an allowed size."""
    if not isinstance(document, str | bytes):
        return Refusal(1, refusal("not-text", found=shown(type(document).__name__)))
    if size(document) > limit:
        return Refusal(1, refusal("too-large", limit=plain(limit / MEGABYTE)))
    try:
        text = document if isinstance(document, str) else document.decode()
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1  # type: ignore[arg-type]
        return Refusal(line, refusal("not-utf-8", found=f"0x{document[error.start]:02X}"))
    text = text.removeprefix("\ufeff")
    return text if text.strip() else Refusal(1, refusal("empty"))


def _time(value: object, now: datetime) -> datetime | Message:
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return refusal("bad-time", found=shown(value))
    try:
        time = datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        return refusal("bad-time", found=shown(value))
    last = now + AHEAD
    if not FIRST <= time <= last:
        bounds = {"first": FIRST.date().isoformat(), "last": last.astimezone(UTC).date().isoformat()}
        return refusal("time-out-of-range", found=value, **bounds)
    return time


def _head(head: Head, heads: dict[str, Head]) -> Message | None:
    """What is wrong with a key at the head of the document; a good one is kept in ``heads``."""
    if head.key == "events":
        return refusal("bad-header", field=head.key, found=shown(head.value))
    if head.key not in HEADS:
        return refusal("unknown-header", field=shown(head.key))
    if head.key in heads:
        return refusal("repeated-key", field=head.key)
    heads[head.key] = head
    if head.key == "exported" and not (isinstance(head.value, str) and TIME.fullmatch(head.value)):
        return refusal("bad-header", field=head.key, found=shown(head.value))
    return None


def _foreign(heads: Mapping[str, Head]) -> Refusal | None:
    """Why the document as a whole is not for this reader, if so."""
    format, version = heads.get("format"), heads.get("version")
    if format is None or format.value != FORMAT:
        return Refusal(format.line if format else 1, refusal("not-a-backup"))
    if version is None or not isinstance(version.value, int) or isinstance(version.value, bool) or version.value < 1:
        found = "null" if version is None else shown(version.value)
        return Refusal(version.line if version else format.line, refusal("bad-header", field="version", found=found))
    if version.value > VERSION:
        return Refusal(version.line, refusal("newer-version", found=version.value, known=VERSION))
    return None
