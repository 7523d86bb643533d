"""How long a log takes to write and to read: ``python -m benchmarks.exchange [EVENTS]``, 100,000 unless told.

The events are like real ones: mostly reviews with eight verdicts and an answer of a few lines, every tenth one a
retraction. The attacks are documents of 64 MB that a reader has to refuse without taking long or much memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from study.log import FILE_LIMIT, Event, backup, csv_table, event, merge, pieces, read

T = TypeVar("T")
START = datetime(2025, 1, 1, tzinfo=UTC)
ANSWER = "Momentum: $v \\leftarrow \\beta v - \\alpha g$, pak $\\theta \\leftarrow \\theta + v$.\nRychlost je průměr."
HEAD = '{"format":"lekce2-progress","version":1,"events":['


def log(size: int) -> list[Event]:
    """So many events over two years."""
    rng = random.Random(0)
    events: list[Event] = []
    for n in range(size):
        when = START + timedelta(seconds=600 * n % (365 * 86400), microseconds=n)
        if n % 10 == 9:
            events.append(event("retract", when, f"n{n}", target=events[-1].id))
            continue
        events.append(
            event(
                "review", when, f"n{n}", deck="lekce-2", card=f"card-{n % 50}", attempt=f"a{n}", mode="typed",
                rating=rng.randint(1, 4), points=rng.randint(0, 40) / 4, of=10.0, seconds=rng.randint(0, 6000) / 10,
                confidence=rng.choice((None, 25, 50, 75)), answer=ANSWER * rng.randint(0, 3),
                verdicts={f"card-{n % 50}-u{u}": rng.choice(("met", "half", "missed")) for u in range(8)},
            )
        )  # fmt: skip
    return events


def timed(what: str, work: Callable[[], T]) -> T:
    """Run, print the seconds, and give what came out."""
    start, busy = time.perf_counter(), time.process_time()
    result = work()
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    print(f"{what:40}{seconds:8.2f} s ({processor:.2f} s of processor time)", flush=True)
    return result


def filled(head: str, piece: str) -> str:
    """A document of the largest allowed size: the head, then the piece over and over."""
    return head + piece * ((FILE_LIMIT - len(head)) // len(piece))


ATTACKS = {
    "brackets": ("", "["),
    "brackets for events": (HEAD, "["),
    "empty lists in one event": (HEAD + '{"id":[', "[],"),
    "empty objects for events": (HEAD, "{},"),
    "empty lists for events": (HEAD, "[],"),
    "broken events, one a line": (HEAD, '\n{"id":'),
    "huge events that never end": (HEAD, '{"id":' + "[]," * 500_000),
    "events full of lists": (HEAD, '{"id":[' + "[[],[],[],[]]," * 7 + "0]},"),
    "wide events": (HEAD, '{"id":[' + '"",' * 600_000 + "0]},"),
    "events with many keys, one twice": (HEAD, "{" + "".join(f'"{n}":0,' for n in range(160_000)) + '"0":0},'),
    "one number": (HEAD, "1"),
    "one text": (HEAD + '"', "\\n"),
    "spaces": (HEAD, " "),
    "commas": (HEAD, ","),
    "keys at the head": ("{", '"a":1,'),
}


def main() -> None:
    """Print a line per task."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    now = START + timedelta(days=400)
    for name, (head, piece) in ATTACKS.items():
        text = filled(head, piece)
        refused = timed(f"attack: {name}", partial(read, text, now))
        print(f"{'':40}{refused.refusals:8,} refused: {refused.refused[-1]}")
        del text, refused
    print(f"{'most memory in an attack':40}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    events = log(size)
    document = timed(f"backup of {size:,} events", lambda: backup(events, now))
    print(f"{'':40}{len(document) / 2**20:8.1f} MB")
    reading = timed("read it again (goal: a few seconds)", lambda: read(document, now))
    assert len(reading.events) == size, reading.refused[:3]
    timed("merge it with itself", lambda: merge(events, reading.events))
    timed("CSV", lambda: csv_table(events))
    mirror = timed("pieces for the browser", lambda: pieces(events))
    print(f"{'':40}{mirror.kept:8,} events in {len(mirror.pieces)} pieces")


if __name__ == "__main__":
    main()
