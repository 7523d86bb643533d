"""A damaged file is noticed at the start, set aside and never deleted, and every row that it left whole is kept.

What must be kept is known independently of our reader of pages: every event carries a text of its own, and only those
whose text, id and surroundings stand on untouched pages are counted on.
"""

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from study.store import sqlite_pages
from study.store.errors import StoreError
from study.store.recovery import damage, repair
from study.store.sqlite import SqliteDatabase
from study.store.stores import Store, open_store
from study.store.tables import Draft
from tests.support.store_writers import ANNA, BERT, NOON, review

PAGE = 4096
LATER = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
KEPT = "progress.db.damaged-2026-02-03T04-05-06.000000Z"


def address(folder):
    return f"sqlite:///{folder / 'progress.db'}"


def reopen(folder):
    return open_store(address(folder), lambda: LATER)


def readable(folder):
    with reopen(folder) as store:
        return {event.id for event in store.load(ANNA)}, store.recovered


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A file with 400 short events, 20 long ones that need overflow pages, and a draft; nothing in its log."""
    folder = tmp_path_factory.mktemp("original")
    with open_store(address(folder)) as store:
        store.save(ANNA, [review(n, "short", 240) for n in range(400)])
        store.save(ANNA, [review(n, "long", 9000 + 500 * n) for n in range(20)])
        store.save_draft(ANNA, "t", "adam", "under way", NOON)
    assert not (folder / "progress.db-wal").exists()
    return folder


@pytest.fixture
def folder(original, tmp_path):
    """A copy of the file, to be damaged."""
    shutil.copy(original / "progress.db", tmp_path)
    return tmp_path


SHORT = {review(n, "short", 240).id for n in range(400)}
LONG = {review(n, "long", 9000 + 500 * n).id for n in range(20)}


def pages_of(content: bytes) -> dict[str, set[int]]:
    """The pages on which something of a short event stands: its answer is found by its text, its page by the place."""
    found = {}
    for number in range(400):
        event = review(number, "short", 240)
        at = content.find(event["answer"].encode())
        found[event.id] = {at // PAGE}
    return found


def test_a_whole_file_is_taken_as_it_is(folder):
    before = (folder / "progress.db").read_bytes()
    assert damage(folder / "progress.db") is None
    assert readable(folder) == (SHORT | LONG, None)
    assert (folder / "progress.db").read_bytes() == before


@pytest.mark.parametrize("seed", range(24))
def test_random_damage_is_found_and_all_that_it_left_whole_is_kept(folder, seed):
    rng = random.Random(seed)
    path = folder / "progress.db"
    content = bytearray(path.read_bytes())
    pages = pages_of(content)
    hit = set()
    for _ in range(rng.choice((1, 1, 3, 10))):
        if seed % 3:  # a few bytes, as a failing disk or a stray write leaves them
            at = rng.randrange(len(content) - 8)
            wrong = rng.randbytes(rng.randint(1, 8))
        else:  # whole pages, as a lost write leaves them
            at = rng.randrange(len(content) // PAGE) * PAGE
            wrong = rng.choice((bytes(PAGE), rng.randbytes(PAGE), b"\xff" * PAGE))
        content[at : at + len(wrong)] = wrong
        hit |= {at // PAGE, (at + len(wrong) - 1) // PAGE}
    path.write_bytes(content)
    ids, recovered = readable(folder)
    untouched = {id for id, on in pages.items() if not on & hit}
    assert untouched <= ids <= SHORT | LONG
    assert len(untouched) > 150
    if recovered is None:
        assert ids == SHORT | LONG, "what is not noticed does no harm"
    else:
        assert recovered.code == "salvaged"
        assert recovered.parameters["file"] == KEPT
        assert recovered.parameters["kept"] in (len(ids), len(ids) + 1)
        assert (folder / KEPT).read_bytes() == content
    assert readable(folder) == (ids, None)


def test_every_flipped_byte_of_a_row_is_found(folder):
    path = folder / "progress.db"
    content = path.read_bytes()
    at = content.find(review(7, "short", 240)["answer"].encode())
    for offset in range(0, 200, 23):
        path.write_bytes(content[: at + offset] + bytes([content[at + offset] ^ 4]) + content[at + offset + 1 :])
        ids, recovered = readable(folder)
        assert ids == (SHORT | LONG) - {review(7, "short", 240).id}
        assert recovered is not None
        (folder / KEPT).unlink()


@pytest.mark.parametrize("cut", [0, 1, 99, PAGE, 5 * PAGE, 40 * PAGE + 17])
def test_a_truncated_file(folder, cut):
    path = folder / "progress.db"
    content = path.read_bytes()
    path.write_bytes(content[:cut])
    ids, recovered = readable(folder)
    left = {id for id, on in pages_of(content).items() if max(on) < cut // PAGE}
    assert left <= ids
    assert (recovered is None) == (cut == 0)  # an empty file is a new one
    assert not cut or (folder / KEPT).read_bytes() == content[:cut]


def test_without_its_first_page_and_its_tree_all_rows_are_still_there(folder):
    path = folder / "progress.db"
    content = bytearray(path.read_bytes())
    for at in range(0, len(content), PAGE):
        if at == 0 or content[at] in (2, 5, 10):  # the header; pages inside the trees; leaves of indexes
            content[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(content)
    with reopen(folder) as store:
        assert {event.id for event in store.load(ANNA)} == SHORT | LONG
        assert store.drafts(ANNA) == (Draft("t", "adam", "under way", NOON),)
        assert store.recovered.parameters == {"kept": 421, "file": KEPT}


def test_what_is_only_in_the_write_ahead_log_is_kept(tmp_path):
    live = tmp_path / "live"
    with open_store(address(live)) as store:
        for n in range(60):
            store.save(ANNA, [review(n, length=240 if n % 5 else 9000)])
        store.save_draft(ANNA, "t", "adam", "old", NOON)
        store.save_draft(ANNA, "t", "adam", "new", NOON + timedelta(seconds=1))
        content, log = ((live / name).read_bytes() for name in ("progress.db", "progress.db-wal"))
    expected = {review(n, length=240 if n % 5 else 9000).id for n in range(60)}
    assert len(content) < 3 * PAGE < len(log)
    for name, left in (("broken", b"\0" * 2000), ("empty", b""), ("missing", None)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "progress.db-wal").write_bytes(log)
        if left is not None:
            (folder / "progress.db").write_bytes(left)
        with reopen(folder) as store:
            assert {event.id for event in store.load(ANNA)} == expected
            assert [draft.text for draft in store.drafts(ANNA)] == ["new"]
            if name == "broken":
                assert store.recovered is None, "the log holds every page anew: SQLite needs nothing of the file"
                continue
            assert store.recovered.parameters == {"kept": 61, "file": KEPT}
        assert (folder / (KEPT + "-wal")).read_bytes() == log
        assert (folder / KEPT).exists() == (left is not None)


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """What a killed app leaves: a file, and a log with 60 transactions that are not in the file yet."""
    live, left = tmp_path_factory.mktemp("live"), tmp_path_factory.mktemp("killed")
    with open_store(address(live)) as store:
        store._database.forget()
        for n in range(60):
            store.save(ANNA, [review(n, "log", 240 if n % 7 else 9000)])
        for name in ("progress.db", "progress.db-wal"):
            shutil.copy(live / name, left / name)
    return left


LOGGED = [review(n, "log", 240 if n % 7 else 9000) for n in range(60)]


@pytest.mark.parametrize("seed", range(20))
def test_damage_in_the_write_ahead_log_loses_only_what_it_hit(killed, tmp_path, seed):
    rng = random.Random(seed)
    shutil.copytree(killed, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "progress.db-wal"
    content = bytearray(path.read_bytes())
    frames = [content[at : at + 24 + PAGE] for at in range(32, len(content), 24 + PAGE)]
    at = 0 if seed == 0 else rng.randrange(len(content) - 8)
    content[at : at + 8] = bytes(byte ^ 0x5A for byte in content[at : at + 8])
    path.write_bytes(content)
    hit = {(at - 32) // (24 + PAGE), (at - 25) // (24 + PAGE)}
    texts = {e.id: e["answer"].encode() for e in LOGGED if len(e["answer"]) < 1000}
    images = {id: {n for n, frame in enumerate(frames) if text in frame} for id, text in texts.items()}
    safe = {id for id, on in images.items() if on - hit} - {LOGGED[-1].id}
    ids, recovered = readable(tmp_path)
    assert safe <= ids
    assert len(safe) >= len(texts) - 3
    if recovered is None:
        assert ids >= {event.id for event in LOGGED[:-1]}, "only the last transaction may look as if it was torn"
    else:
        assert (tmp_path / (KEPT + "-wal")).read_bytes() == content


def test_a_log_whose_last_transaction_is_torn_is_no_damage(killed, tmp_path):
    content = (killed / "progress.db-wal").read_bytes()
    for cut in (1, 24, PAGE, PAGE + 23):
        place = tmp_path / str(cut)
        place.mkdir()
        shutil.copy(killed / "progress.db", place)
        (place / "progress.db-wal").write_bytes(content[:-cut])
        assert readable(place) == ({event.id for event in LOGGED[:-1]}, None)


def test_a_log_that_began_anew_over_an_older_one_is_no_damage(tmp_path):
    with open_store(address(tmp_path / "live")) as store:
        for n in range(1400):
            store.save(ANNA, [review(n)])
        shutil.copytree(tmp_path / "live", tmp_path / "killed")
        expected = {event.id for event in store.load(ANNA)}
    log = (tmp_path / "killed" / "progress.db-wal").read_bytes()
    assert len({log[at + 8 : at + 16] for at in range(32, len(log), 24 + PAGE)}) > 1, "frames of two generations"
    assert readable(tmp_path / "killed") == (expected, None)


def test_a_file_that_is_something_else_altogether_is_set_aside(tmp_path):
    (tmp_path / "progress.db").write_text("Dear diary, " * 1000)
    ids, recovered = readable(tmp_path)
    assert (ids, recovered.parameters) == (set(), {"kept": 0, "file": KEPT})
    assert (tmp_path / KEPT).read_text().startswith("Dear diary")


def test_a_row_that_was_changed_by_hand_is_left_out(folder):
    with closing(sqlite3.connect(folder / "progress.db")) as connection:
        connection.execute("UPDATE lekce2_events SET learner = ? WHERE rowid = 5", (BERT,))
        connection.execute("UPDATE lekce2_drafts SET text = '\"another\"'")
        connection.commit()
    with reopen(folder) as store:
        assert store.count(ANNA) == 419
        assert (store.load(BERT), store.drafts(ANNA)) == ((), ())
        assert store.recovered.parameters["kept"] == 419


def test_a_row_that_goes_bad_while_the_app_runs_is_left_out_and_logged(folder, caplog):
    with reopen(folder) as store:
        with closing(sqlite3.connect(folder / "progress.db")) as connection:
            connection.execute("UPDATE lekce2_events SET content = '{' WHERE rowid = 5")
            connection.commit()
        assert len(store.load(ANNA)) == 419
        assert "1 damaged rows of lekce2_events were left out" in caplog.text


def test_tables_of_others_in_the_file_are_no_damage(folder):
    with closing(sqlite3.connect(folder / "progress.db")) as connection:
        connection.execute("CREATE TABLE notes (a)")
        connection.execute("ANALYZE")
    assert readable(folder) == (SHORT | LONG, None)


def test_what_a_learner_deleted_does_not_come_back(tmp_path):
    with open_store(address(tmp_path)) as store:
        store.save(ANNA, [review(n) for n in range(40)])
        store.save(BERT, [review(n) for n in range(40)])
        store.adopt(BERT, "c" * 64)
        store.retire(ANNA)
        with closing(sqlite3.connect(tmp_path / "progress.db")) as connection:
            connection.execute("PRAGMA secure_delete = OFF")
            rows = connection.execute("SELECT * FROM lekce2_events WHERE learner = ?", (BERT,)).fetchall()
    content = bytearray((tmp_path / "progress.db").read_bytes())
    content[:100] = bytes(100)
    (tmp_path / "progress.db").write_bytes(content)
    with reopen(tmp_path) as store:
        assert store.recovered.parameters["kept"] == 80 == 2 * len(rows)
        assert (store.is_retired(ANNA), store.is_adopted(BERT)) == (True, True)
        assert (store.count(ANNA), store.count(BERT)) == (0, 40)


def test_a_repair_that_is_interrupted_anywhere_is_finished_by_the_next_start(folder, monkeypatch):
    path = folder / "progress.db"
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    shutil.copytree(folder, folder / "again")
    folder = folder / "again"
    steps = [f"os.{name}" for name in ("replace", "fsync")]

    class Killed(BaseException):
        pass

    for moment in range(12):
        place = folder.parent / str(moment)
        shutil.copytree(folder, place)
        (place / "progress.db-wal").write_bytes(b"")
        left = moment

        def stop_at(real):
            def step(*arguments):
                nonlocal left
                left -= 1
                if left < 0:
                    raise Killed
                return real(*arguments)

            return step

        with monkeypatch.context() as patch:
            for name in steps:
                real = getattr(__import__("os"), name.removeprefix("os."))
                patch.setattr(f"study.store.recovery.{name}", stop_at(real))
            try:
                repair(place / "progress.db", LATER)
                finished = True
            except Killed:
                finished = False
        in_place = bool(list(place.glob("*.damaged-*"))) and not list(place.glob("*.repaired-*"))
        with open_store(address(place), lambda: LATER + timedelta(days=1)) as store:
            assert {event.id for event in store.load(ANNA)} == SHORT | LONG
            assert (store.recovered is None) == in_place
        aside = [path for path in place.glob("progress.db.damaged-*") if not path.name.endswith("-wal")]
        assert [path.read_bytes()[:100] for path in aside] == [bytes(100)]
        assert not list(place.glob("*.repaired-*"))
    assert finished, "the last moments were after the end"


def test_a_damaged_file_that_another_copy_has_open_is_not_touched(folder):
    path = folder / "progress.db"
    with reopen(folder) as running:
        content = path.read_bytes()
        path.write_bytes(content[: 8 * PAGE] + b"\xff" * PAGE + content[9 * PAGE :])
        with pytest.raises(StoreError) as caught:
            reopen(folder)
        assert (caught.value.code, caught.value.parameters) == ("damaged-in-use", {"place": str(path)})
        assert not list(folder.glob("*damaged*"))
        assert "SqliteDatabase" in repr(running)
    assert readable(folder)[1] is not None


def test_a_file_that_turns_bad_while_the_app_runs_says_so(tmp_path):
    with reopen(tmp_path) as store:
        store.save(ANNA, [review(n) for n in range(2000)])
        store._database.forget()
        store._database._reader.dispose()
        content = (tmp_path / "progress.db").read_bytes()
        (tmp_path / "progress.db").write_bytes(content[:PAGE] + b"\xff" * (len(content) - PAGE))
        with pytest.raises(StoreError) as caught:
            store.load(ANNA)
        assert caught.value.code == "damaged"


# The file is taken away while the app runs


@pytest.mark.parametrize("what", ["file", "everything", "log"])
def test_a_file_that_vanishes_is_never_written_to_in_vain(tmp_path, what):
    folder = tmp_path / "data"
    with open_store(address(folder)) as store:
        store.save(ANNA, [review(0)])
        if what == "everything":
            shutil.rmtree(folder)
        else:
            (folder / ("progress.db" if what == "file" else "progress.db-wal")).unlink()
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(1)])
        assert (caught.value.code, caught.value.parameters) == ("moved", {"place": str(folder / "progress.db")})
        assert store.save(ANNA, [review(0), review(1)]) >= 1
        assert store.count(ANNA) == 2
    with open_store(address(folder)) as store:
        assert store.load(ANNA) == (review(0), review(1))


def test_a_file_that_vanishes_under_a_write_is_not_called_saved(tmp_path, monkeypatch):
    from study.store import queries

    real = queries.save

    def save(connection, rows):
        (tmp_path / "progress.db").rename(tmp_path / "elsewhere.db")
        return real(connection, rows)

    with open_store(address(tmp_path)) as store:
        monkeypatch.setattr(queries, "save", save)
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(0)])
        assert caught.value.code == "moved"
        monkeypatch.undo()
        store.save(ANNA, [review(0)])
        assert store.load(ANNA) == (review(0),)


# The reader of pages


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
def test_pages_of_any_size_are_read_as_sqlite_wrote_them(tmp_path, size):
    rng = random.Random(size)
    rows = [
        ("x" * rng.choice((0, 1, 50, size, 5 * size)), rng.choice((0, 1, -1, 2**15, -(2**40), 2**62)))
        for _ in range(90)
    ]
    with closing(sqlite3.connect(tmp_path / "f")) as connection:
        connection.execute(f"PRAGMA page_size = {size}")
        connection.execute("CREATE TABLE t (a TEXT, b INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        connection.commit()
    found = list(sqlite_pages.records((tmp_path / "f").read_bytes()))
    assert sorted(row for row in found if len(row) == 2) == sorted(rows)


def test_garbage_gives_nothing_and_does_no_harm():
    rng = random.Random(0)
    for _ in range(60):
        garbage = bytearray(rng.randbytes(PAGE * rng.randint(0, 4)))
        for at in range(0, len(garbage), PAGE):
            garbage[at] = sqlite_pages.LEAF
        list(sqlite_pages.records(bytes(garbage), bytes(rng.randbytes(9000))))


def test_a_chain_of_overflow_pages_that_bites_its_tail_ends(original):
    content = bytearray((original / "progress.db").read_bytes())
    for at in range(0, len(content), PAGE):
        if content[at] == 0:  # an overflow page: its first bytes say which page follows
            content[at : at + 4] = (at // PAGE + 1).to_bytes(4, "big")
    assert len(list(sqlite_pages.records(bytes(content)))) >= 400


def test_the_store_on_a_weak_setting_is_only_for_measuring(tmp_path):
    with Store(SqliteDatabase(tmp_path / "progress.db", lambda: NOON)) as store:
        connection = store._database._writer.raw_connection()
        found = [
            connection.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")
        ]
        connection.close()
    assert found == [2, "wal"]
