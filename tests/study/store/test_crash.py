"""Nothing that was said to be saved is lost: killed writers, power cuts, full and locked disks, crowds of writers.

The long runs (``-m long``) do the same more often. A power cut is simulated from a recording of what SQLite really
wrote and synced; ``synchronous=NORMAL`` is the control that must lose, as a simulation that cannot lose proves nothing.
"""

import multiprocessing
import os
import pickle
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from study.store.errors import StoreError
from study.store.stores import open_store
from tests.support import sqlite_tap
from tests.support.store_writers import ANNA, review, write_many, write_until_killed

ROOT = Path(__file__).parents[3]
NOBODY = 65534  # the user without rights
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.support.store_writers"])


@pytest.fixture
def _tap():
    """For tests that listen to SQLite: where Python hides its library they skip, or fail under CI."""
    if not sqlite_tap.is_possible():
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("this Python hides its SQLite library; one that links it, such as Debian's, is needed")


def run(*arguments: object) -> str:
    """A job of `tests.support.store_writers` in a process of its own."""
    command = [sys.executable, "-m", "tests.support.store_writers", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Exception ignored" not in done.stderr
    assert not list(ROOT.glob("*-shm")), "SQLite was given a path that did not stay"
    return done.stdout


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'progress.db'}"


# Killed


def kill_writers(folder: Path, kills: int, per_file: int, rng: random.Random) -> Counter:
    """Kill so many writers, ``per_file`` of them one after another on the same file, and look what each left."""
    counted = Counter()
    acknowledged, draft = set(), -1
    for kill in range(kills):
        place = folder / str(kill // per_file)
        if kill % per_file == 0:
            acknowledged, draft = set(), -1
        reader, writer = processes.Pipe(duplex=False)
        process = processes.Process(target=write_until_killed, args=(address(place), str(kill), writer))
        process.start()
        writer.close()
        words = 1 + (rng.randrange(12) if kill % 4 else 0)  # after the first it may still open the file, or make it
        said = [reader.recv() for _ in range(words)]
        for _ in range(rng.randrange(300_000)):  # some work, not some time: it may die anywhere
            pass
        process.kill()
        process.join()
        try:
            while True:
                said.append(reader.recv())
        except EOFError:
            reader.close()
        names = [word for word in said if isinstance(word, str)]
        acknowledged.update(names)
        counted["acknowledged"] += len(names)
        here = max(word for word in said if isinstance(word, int))
        with open_store(address(place)) as store:
            assert store.recovered is None
            readable = {event.id for event in store.load(ANNA)}
            assert acknowledged - readable == set()
            draft = max(draft, here)
            assert draft <= max((int(draft.text) for draft in store.drafts(ANNA)), default=-1)
        counted["kills"] += 1
        counted["died before the first"] += here < 0
    return counted


def test_killed_writers_lose_nothing(tmp_path):
    counted = kill_writers(tmp_path, 32, 8, random.Random(1))
    assert counted["kills"] == 32
    assert counted["acknowledged"] > 16


@pytest.mark.long
def test_500_killed_writers_lose_nothing(tmp_path):
    counted = kill_writers(tmp_path, 500, 10, random.Random(2))
    print(dict(counted))
    assert counted["kills"] == 500
    assert counted["acknowledged"] > 250


# Cut off


def cut_power(folder: Path, synchronous: str, cuts: int, seed: int, events: int = 260) -> Counter:
    """Record a writer, cut it off at so many moments and count the cuts after which something acknowledged is gone."""
    run("record", folder / "recorded", synchronous, events, folder / "log")
    log = pickle.loads((folder / "log").read_bytes())
    rng = random.Random(seed)
    submitted = {name for kind, name, *_ in log if kind == "ack"}
    counted = Counter(events=len(submitted), operations=len(log))
    moments = sorted(rng.sample(range(1, len(log) + 1), cuts))
    for number, (files, acknowledged) in enumerate(sqlite_tap.after_power_cuts(log, moments, rng)):
        place = folder / f"cut-{number}"
        place.mkdir()
        for name, content in files.items():
            (place / name).write_bytes(content)
        with open_store(address(place)) as store:
            readable = {event.id for event in store.load(ANNA)}
            counted["taken for damaged"] += store.recovered is not None
            store.save(ANNA, [review(10**6)])
        assert readable <= submitted
        counted["cuts"] += 1
        counted["losing"] += bool(acknowledged - readable)
        counted["lost"] += len(acknowledged - readable)
    return counted


@pytest.mark.usefixtures("_tap")
@pytest.mark.parametrize("cuts", [24, pytest.param(200, marks=pytest.mark.long)])
def test_power_cuts_lose_nothing(tmp_path, cuts):
    counted = cut_power(tmp_path, "FULL", cuts, seed=3)
    print(dict(counted))
    assert counted["cuts"] == cuts
    assert counted["operations"] > 2000
    assert (counted["losing"], counted["taken for damaged"]) == (0, 0)


@pytest.mark.usefixtures("_tap")
@pytest.mark.parametrize("cuts", [12, pytest.param(200, marks=pytest.mark.long)])
def test_the_simulation_sees_a_store_that_syncs_too_little(tmp_path, cuts):
    counted = cut_power(tmp_path, "NORMAL", cuts, seed=4)
    print(dict(counted))
    assert counted["losing"] > cuts / 2


def test_a_simulated_disk_tears_only_what_is_not_synced():
    write = [("write", "f", 0, b"a" * 1024), ("sync", "f"), ("write", "f", 256, b"b" * 512), ("ack", "x")]
    left = [next(sqlite_tap.after_power_cuts(write, [4], random.Random(seed))) for seed in range(40)]
    assert all(acknowledged == {"x"} for _, acknowledged in left)
    torn = {files["f"] for files, _ in left}
    whole = b"a" * 256 + b"b" * 512 + b"a" * 256
    first, second = b"a" * 256 + b"b" * 256 + b"a" * 512, b"a" * 512 + b"b" * 256 + b"a" * 256
    assert torn == {b"a" * 1024, whole, first, second}
    assert next(sqlite_tap.after_power_cuts(write, [2], random.Random(0)))[0] == {"f": b"a" * 1024}


# Starved


@pytest.mark.usefixtures("_tap")
@pytest.mark.parametrize(
    ("operation", "code", "says"),
    [
        ("write", sqlite3.SQLITE_FULL, "disk-full"),
        ("write", sqlite3.SQLITE_IOERR_WRITE, "disk-error"),
        ("sync", sqlite3.SQLITE_IOERR_FSYNC, "disk-error"),
    ],
)
def test_a_disk_that_refuses_at_any_moment(tmp_path, operation, code, says):
    run("starve", tmp_path, operation, code, 16 if operation == "write" else 4, tmp_path / "told")
    told = pickle.loads((tmp_path / "told").read_bytes())
    for refused, codes, saved, seen, after, works_again in told:
        assert set(codes) <= {says}
        assert (refused > 0) == (len(codes) > 0)
        assert saved <= seen, "what was acknowledged is there"
        assert len(seen) % 2 == 1, "of two events that were saved together both are there or none"
        assert seen == after
        assert works_again
    assert sum(bool(codes) for _, codes, *_ in told) >= len(told) / 2


def test_a_limit_of_the_system_on_the_size_of_files(tmp_path):
    lines = run("limit_size", tmp_path, 400_000).split("\n")[:-1]
    saved = [line.split()[1] for line in lines if line.startswith("saved")]
    assert [line for line in lines if line.startswith("failed")] == ["failed disk-error"]
    assert len(saved) > 10
    with open_store(address(tmp_path)) as store:
        assert store.recovered is None
        assert {event.id for event in store.load(ANNA)} == set(saved)


def test_a_full_disk_says_so_and_room_mends_it(tmp_path):
    with open_store(address(tmp_path)) as store:
        store.save(ANNA, [review(0)])
        (pages,) = setting(store, "page_count")
        setting(store, f"max_page_count = {pages}")
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(n, length=3000) for n in range(1, 40)])
        assert caught.value.code == "disk-full"
        assert store.count(ANNA) == 1
        setting(store, "max_page_count = 1000000")
        assert store.save(ANNA, [review(n, length=3000) for n in range(1, 40)]) == 39


# Places that cannot be written


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError) as caught:
        open_store(address(tmp_path / "file"))
    assert (caught.value.code, caught.value.parameters) == ("read-only", {"place": str(tmp_path / "file")})


def test_a_file_that_cannot_be_opened(tmp_path):
    (tmp_path / "progress.db").mkdir()
    with pytest.raises(StoreError) as caught:
        open_store(address(tmp_path))
    assert caught.value.code == "read-only"


@contextmanager
def read_only(folder):
    """While this lasts the folder takes no new file; to root every folder is writable, so root is nobody meanwhile."""
    folder.chmod(0o555)
    root = os.name == "posix" and os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


def test_a_read_only_folder_says_so_and_harms_nothing():
    with tempfile.TemporaryDirectory() as name:  # that of pytest is closed to nobody
        folder = Path(name)
        with open_store(address(folder)) as store:
            store.save(ANNA, [review(0)])
        (folder / "progress.db").chmod(0o644)
        before = (folder / "progress.db").read_bytes()
        with read_only(folder), pytest.raises(StoreError) as caught:
            open_store(address(folder))
        assert caught.value.code == "read-only"
        assert str(folder) in str(caught.value)
        assert (folder / "progress.db").read_bytes() == before


def setting(store, pragma):
    """Change a setting of the connection that writes."""
    connection = store._database._writer.raw_connection()
    found = connection.cursor().execute(f"PRAGMA {pragma}").fetchone()
    connection.close()
    return found


def test_a_database_that_turns_read_only_while_the_app_runs(tmp_path):
    with open_store(address(tmp_path)) as store:
        store.save(ANNA, [review(0)])
        setting(store, "query_only = ON")
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(1)])
        assert caught.value.code == "read-only"
        setting(store, "query_only = OFF")
        assert store.save(ANNA, [review(1)]) == 1


def test_a_locked_file_says_so_and_works_when_it_is_free(tmp_path):
    with open_store(address(tmp_path)) as store, closing(sqlite3.connect(tmp_path / "progress.db")) as other:
        setting(store, "busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(0)])
        assert caught.value.code == "busy"
        assert store.load(ANNA) == ()  # reading waits for nobody
        other.rollback()
        assert store.save(ANNA, [review(0)]) == 1


# Crowds


def test_eight_writers_at_once(tmp_path):
    count = 25
    readers, crowd = [], []
    for who in "abcdefgh":
        reader, writer = processes.Pipe(duplex=False)
        crowd.append(processes.Process(target=write_many, args=(address(tmp_path), who, count, writer)))
        crowd[-1].start()
        writer.close()
        readers.append(reader)
    acknowledged, failures = set(), []
    for reader, process in zip(readers, crowd, strict=True):
        while (said := reader.recv())[0] != "done":
            acknowledged |= set(said[1]) if said[0] == "saved" else set()
            failures += [said[1]] if said[0] == "failed" else []
        process.join()
        reader.close()
        assert process.exitcode == 0
    with open_store(address(tmp_path)) as store:
        assert store.recovered is None
        assert {event.id for event in store.load(ANNA)} == acknowledged
    assert len(acknowledged) == 8 * count + count
    assert set(failures) <= {"busy"}
    assert len(failures) <= 8
