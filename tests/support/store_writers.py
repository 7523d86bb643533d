"""What the tests of the store run in processes of their own: writers to kill, to crowd, to cut off and to starve.

``python -m tests.support.store_writers <job> <arguments>``; a test that needs hundreds of processes forks them from one
that has everything loaded.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event as Signal
from pathlib import Path

from study.log.events import Event, event
from study.log.identity import learner_of
from study.store.errors import StoreError
from study.store.sqlite import SqliteDatabase
from study.store.stores import Store, open_store
from tests.support import sqlite_tap

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ANNA, BERT = learner_of("a" * 32), learner_of("b" * 32)


def review(number: int, who: str = "", length: int = 300) -> Event:
    """An event that no other number or writer gives."""
    answer = f"{who}{number} " * (length // 8)
    return event("review", NOON + timedelta(seconds=number), f"{who}-{number}", card="adam", points=1.5, answer=answer)


def write_until_killed(url: str, who: str, pipe: Connection) -> None:
    """Save event after event and a draft after each; say on the pipe that it begins, then all that was saved."""
    pipe.send(-1)
    store = open_store(url)
    for number in range(10**9):
        new = review(number, who)
        store.save(ANNA, [new])
        pipe.send(new.id)
        store.save_draft(ANNA, "t", "adam", str(number), NOON + timedelta(seconds=number))
        pipe.send(number)


def write_many(url: str, who: str, count: int, pipe: Connection) -> None:
    """Save events of this writer and events that all writers share; try again as a learner would when told to."""
    store = open_store(url)
    for number in range(count):
        pair = [review(number, who), review(number, "all")]
        while True:
            try:
                store.save(ANNA, pair)
                break
            except StoreError as error:
                pipe.send(("failed", error.code))
        pipe.send(("saved", [one.id for one in pair]))
    pipe.send(("done", store.count(ANNA)))
    store.close()


def keep_writing(url: str, who: str, up: Signal, pipe: Connection) -> None:
    """Save event after event, each again until it is saved, after an error once the server is up; say what was told."""
    store = open_store(url)
    pipe.send(("opened", who))
    for number in range(10**9):
        new = review(number, who)
        while True:
            try:
                store.save(ANNA, [new])
                break
            except StoreError as error:
                pipe.send(("failed", error.code))
                up.wait()
        pipe.send(("saved", new.id))


def adopt_at_once(url: str, source: str, target: str, pipe: Connection) -> None:
    """Adopt a log and say how many events came along, or why none."""
    with open_store(url) as store:
        try:
            pipe.send(store.adopt(source, target))
        except StoreError as error:
            pipe.send(error.code)


def record(folder: str, synchronous: str, count: str, out: str) -> None:
    """Record what SQLite writes and syncs while ``count`` events are saved in a new store."""
    recorder = sqlite_tap.Recorder()
    sqlite_tap.install(recorder)
    store = _store(Path(folder), synchronous)
    for number in range(int(count)):
        new = review(number, length=40 + 977 * number % 6000)
        store.save(ANNA, [new])
        recorder.log.append(("ack", new.id))
    Path(out).write_bytes(pickle.dumps(recorder.log))


class Starved(sqlite_tap.Tap):
    """A disk that does an operation so many times and then refuses it, until it is fed again."""

    def __init__(self, operation: str, code: int) -> None:
        self.operation, self.code, self.left, self.refused = operation, code, 10**9, 0

    def _asked(self, operation: str) -> int:
        if operation == self.operation:
            self.left -= 1
            if self.left < 0:
                self.refused += 1
                return self.code
        return sqlite_tap.OK

    def write(self, name: str, offset: int, data: bytes) -> int:
        return self._asked("write")

    def sync(self, name: str) -> int:
        return self._asked("sync")


def starve(folder: str, operation: str, code: str, most: str, out: str) -> None:
    """For n = 0, 1 …: a store whose disk refuses after n operations while two events and a draft are saved, then works.

    Tells for each n the codes of the errors, what was acknowledged, and what is there in the end.
    """
    tap = Starved(operation, int(code))
    sqlite_tap.install(tap)
    told = []
    for number in range(int(most)):
        store = _store(Path(folder) / str(number), "FULL")
        store.save(ANNA, [review(0)])
        tap.left, tap.refused = number, 0
        saved, codes = {review(0).id}, []
        for new in (review(1), review(2, length=9000)):
            try:
                store.save(ANNA, [new, review(10 + len(saved))])
                saved |= {new.id, review(10 + len(saved)).id}
            except StoreError as error:
                codes.append(error.code)
        refused, tap.left = tap.refused, 10**9
        seen = {e.id for e in store.load(ANNA)}
        store.save(ANNA, [review(3)])
        after = {e.id for e in open_store(f"sqlite:///{folder}/{number}/progress.db").load(ANNA)}
        told.append((refused, codes, saved, seen, after - {review(3).id}, review(3).id in after))
    Path(out).write_bytes(pickle.dumps(told))


def limit_size(folder: str, size: str) -> None:
    """Save under a limit of the system on the size of a file until that fails, then go on without the limit."""
    import resource

    store = _store(Path(folder), "FULL")
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY))
    for number in _saving(store):
        print("saved", review(number, length=3000).id)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.save(ANNA, [review(999)])
    print("saved", review(999).id)


def _saving(store: Store) -> Iterator[int]:
    for number in range(500):
        try:
            store.save(ANNA, [review(number, length=3000)])
        except StoreError as error:
            print("failed", error.code)
            return
        yield number


def _store(folder: Path, synchronous: str) -> Store:
    return Store(SqliteDatabase(folder / "progress.db", lambda: NOON, synchronous))


if __name__ == "__main__":
    JOBS = {job.__name__: job for job in (record, starve, limit_size)}
    JOBS[sys.argv[1]](*sys.argv[2:])
