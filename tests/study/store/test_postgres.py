"""PostgreSQL for real: several app processes on one database, dropped connections, a server that crashes.

The server of the tests acknowledges commits before they are on the disk unless it is told otherwise for a transaction:
the control, a store that does not tell it, must lose.
"""

import multiprocessing
import threading
from queue import Queue

import psycopg
import pytest
from sqlalchemy import text

from study.store import postgres, queries
from study.store.errors import StoreError
from study.store.stores import open_store
from tests.support.postgres import running
from tests.support.store_writers import ANNA, BERT, NOON, adopt_at_once, keep_writing, review, write_many

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.support.store_writers"])
CILKA = "c" * 64


@pytest.fixture(scope="module")
def server():
    yield from running()


def start(job, *arguments):
    """A process with a pipe from it."""
    reader, writer = processes.Pipe(duplex=False)
    process = processes.Process(target=job, args=(*arguments, writer))
    process.start()
    writer.close()
    return process, reader


def heard(reader):
    """The next that a process says; ``None`` once it has ended."""
    try:
        return reader.recv()
    except EOFError:
        reader.close()


def said_by(reader):
    """All that a process says until it ends."""
    return list(iter(lambda: heard(reader), None))


# Two apps, one database


def test_two_apps_that_start_at_once_and_write_the_same(server):
    url = server.new()  # empty: both want to build the tables
    apps = [start(write_many, url, who, 40) for who in ("one", "two")]
    said = [said_by(reader) for _, reader in apps]
    for process, _ in apps:
        process.join()
        assert process.exitcode == 0
    assert [what for told in said for what, _ in told if what == "failed"] == []
    acknowledged = {id for told in said for what, ids in told if what == "saved" for id in ids}
    with open_store(url) as store:
        assert {event.id for event in store.load(ANNA)} == acknowledged
    assert len(acknowledged) == 3 * 40


def test_a_log_is_adopted_by_one_of_two_apps(server):
    url = server.new()
    with open_store(url) as store:
        store.save(ANNA, [review(n) for n in range(30)])
        apps = [start(adopt_at_once, url, ANNA, target) for target in (BERT, CILKA)]
        said = sorted(str(word) for _, reader in apps for word in said_by(reader))
        for process, _ in apps:
            process.join()
        assert said == ["30", "adopted"]
        assert sorted([store.count(BERT), store.count(CILKA)]) == [0, 30]


def test_nothing_slips_in_behind_a_deletion(server, monkeypatch):
    """One app deletes while another has asked whether the learner is deleted, but has not yet written."""
    url = server.new()
    asked, go_on = threading.Event(), threading.Event()
    real = queries.save

    def slow(connection, rows):
        asked.set()
        assert go_on.wait(20)
        return real(connection, rows)

    with open_store(url) as one, open_store(url) as two:
        monkeypatch.setattr(queries, "save", slow)
        writer = threading.Thread(target=one.save, args=(ANNA, [review(1)]))
        writer.start()
        assert asked.wait(20)
        deleter = threading.Thread(target=two.retire, args=(ANNA,))
        deleter.start()
        server.blocked(url)
        assert deleter.is_alive(), "it waits for the writer"
        go_on.set()
        writer.join()
        deleter.join()
        assert one.count(ANNA) == 0
        assert one.is_retired(ANNA)


def test_the_same_events_in_opposite_order_block_nobody(server, caplog):
    url = server.new()
    events = [review(number) for number in range(1500)]
    with open_store(url) as one, open_store(url) as two:
        new = []
        pairs = ((one, events), (two, events[::-1]))
        threads = [threading.Thread(target=lambda s, e: new.append(s.save(ANNA, e)), args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(new) == one.count(ANNA) == 1500
    assert "40P01" not in caplog.text, "a deadlock, which only the second try undid"


def test_waiting_ends_and_says_so(server, monkeypatch):
    monkeypatch.setattr(postgres, "PATIENCE", 1)
    url = server.new()
    with open_store(url) as store:
        engine = store._database._engine
        with engine.begin() as connection:
            connection.execute(postgres.ALONE, {"key": postgres._key(ANNA)})
            with pytest.raises(StoreError) as caught:
                store.save(ANNA, [review(1)])
        assert caught.value.code == "busy"
        assert store.save(ANNA, [review(1)]) == 1


# Dropped connections


def cut_off(connection):
    """End the connection from the server's side, as a restart or a proxy does."""
    connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_idle_connections_that_were_dropped_are_replaced_unnoticed(server):
    with open_store(server.new()) as store:
        store.save(ANNA, [review(1)])
        server.restart()
        assert store.save(ANNA, [review(2)]) == 1
        assert store.count(ANNA) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_that_loses_its_connection_is_done_once_more(server, monkeypatch, when):
    real, calls = queries.save, []

    def save(connection, rows):
        calls.append(len(rows))
        if len(calls) == 1 and when == "before":
            cut_off(connection)
        result = real(connection, rows)
        if len(calls) == 1:
            cut_off(connection)
        return result

    with open_store(server.new()) as store:
        monkeypatch.setattr(queries, "save", save)
        assert store.save(ANNA, [review(1), review(2)]) == 2
        assert calls == [2, 2]
        assert store.count(ANNA) == 2


def test_a_commit_whose_answer_is_lost_is_not_saved_twice(server, monkeypatch):
    """The server commits, the connection goes before the app hears of it: the same rows again are nothing new."""
    url = server.new()
    real, calls = queries.save, []

    def save(connection, rows):
        calls.append(1)
        result = real(connection, rows)
        if len(calls) == 1:
            connection.exec_driver_sql("COMMIT")
            cut_off(connection)
        return result

    with open_store(url) as store:
        monkeypatch.setattr(queries, "save", save)
        assert store.save(ANNA, [review(1)]) == 0
        assert (len(calls), store.count(ANNA)) == (2, 1)


def test_a_connection_that_drops_twice_is_an_error_and_the_next_try_works(server, monkeypatch):
    with open_store(server.new()) as store:
        monkeypatch.setattr(queries, "save", lambda connection, rows: cut_off(connection))
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(1)])
        assert caught.value.code == "no-connection"
        monkeypatch.undo()
        assert store.save(ANNA, [review(1)]) == 1


def test_a_server_that_is_down_says_so_and_is_found_again(server):
    with open_store(server.new()) as store:
        store.save(ANNA, [review(1)])
        server.crash()
        try:
            for use in (lambda: store.save(ANNA, [review(2)]), lambda: store.load(ANNA)):
                with pytest.raises(StoreError) as caught:
                    use()
                assert caught.value.code == "no-connection"
                assert "s3cret" not in repr(caught.value)
        finally:
            server.start()
        assert store.save(ANNA, [review(2)]) == 1


# A crashing server


def crash(server, times, apps=2):
    """Crash the server so many times while apps write; the ids acknowledged, those readable, the failures told."""
    url = server.new()
    up = processes.Event()
    running = [start(keep_writing, url, str(who), up) for who in range(apps)]
    assert [reader.recv() for _, reader in running] == [("opened", str(who)) for who in range(apps)]
    said, told = Queue(), []

    def listen(reader):
        for word in iter(lambda: heard(reader), None):
            said.put(word)
        said.put(None)

    listeners = [threading.Thread(target=listen, args=(reader,)) for _, reader in running]
    for listener in listeners:
        listener.start()

    def hear(count):
        for _ in range(count):
            told.append(said.get(timeout=120))
            assert told[-1] is not None, "a writer has ended by itself"

    try:
        for _ in range(times):
            up.set()
            hear(40)
            up.clear()
            server.crash()
            server.start()
        up.set()
        hear(40)
    finally:
        for process, _ in running:
            process.kill()
            process.join()
        for listener in listeners:
            listener.join()
    told += [word for word in said.queue if word is not None]
    with open_store(url) as store:
        readable = {event.id for event in store.load(ANNA)}
    return {id for what, id in told if what == "saved"}, readable, [code for what, code in told if what == "failed"]


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=pytest.mark.long)])
def test_crashes_of_the_server_lose_nothing(server, times):
    acknowledged, readable, failures = crash(server, times)
    print(times, "crashes,", len(acknowledged), "acknowledged,", len(acknowledged - readable), "lost,", len(failures))
    assert acknowledged - readable == set()
    assert len(acknowledged) > 8 * times
    assert set(failures) <= {"no-connection"}


def test_a_store_that_does_not_ask_for_durable_commits_loses(server, monkeypatch):
    url = server.new()
    with open_store(url) as store:
        server.execute("CHECKPOINT")
        monkeypatch.setattr(postgres, "PREPARE", text("SELECT :patience"))
        for number in range(40):
            store.save(ANNA, [review(number)])
        server.crash()
        server.start()
        lost = 40 - store.count(ANNA)
    print("control:", lost, "of 40 lost")
    assert lost > 0


# Addresses and rights


def test_a_wrong_address_says_what_is_wrong_and_shows_no_password(server, caplog):
    url = server.new()
    wrong = [
        (url.replace("s3cret", "wr0ng"), "login"),
        (url.replace("@/t", "@/nowhere"), "login"),
        (url.replace("postgres:", "nobody:"), "login"),
        (url.replace(str(server.folder), str(server.folder / "x")), "no-connection"),
        ("postgresql://anna:s3cret@127.0.0.1:9/db", "no-connection"),
    ]
    for address, code in wrong:
        with pytest.raises(StoreError) as caught:
            open_store(address)
        assert caught.value.code == code
        for shown in (str(caught.value), repr(caught.value), caplog.text):
            assert "s3cret" not in shown
            assert "wr0ng" not in shown


def test_the_form_of_address_that_hosts_give_is_taken(server):
    url = server.new()
    with open_store(url.replace("postgresql://", "postgres://")) as store:
        store.save(ANNA, [review(1)])
        assert repr(store) == "Store(PostgresDatabase)"
    with open_store(url.replace("postgresql://", "postgresql+psycopg2://")) as store:
        assert store.count(ANNA) == 1


def test_a_database_without_the_right_to_write(server):
    url = server.new()
    name = url.rpartition("@/")[2].partition("?")[0]
    server.execute("DROP ROLE IF EXISTS reader")
    server.execute("CREATE ROLE reader LOGIN PASSWORD 'reads'")
    with open_store(url) as store:
        store.save(ANNA, [review(1)])
    server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    with open_store(server.url(name, "reads", "reader")) as store:
        assert store.count(ANNA) == 1
        for use in (lambda: store.save(ANNA, [review(2)]), lambda: store.save_draft(ANNA, "t", "adam", "", NOON)):
            with pytest.raises(StoreError) as caught:
                use()
            assert caught.value.code == "no-right"
    with pytest.raises(StoreError) as caught:
        open_store(server.url("postgres", "reads", "reader"))
    assert caught.value.code == "no-right"
    server.execute("DROP OWNED BY reader", name)


def test_a_damaged_row_is_left_out(server, caplog):
    url = server.new()
    with open_store(url) as store:
        store.save(ANNA, [review(n) for n in range(5)])
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "UPDATE lekce2_events SET content = replace(content, '1.5', '5.1') WHERE id = %s", [review(2).id]
            )
        assert [event["answer"][0] for event in store.load(ANNA)] == ["0", "1", "3", "4"]
        assert "1 damaged rows" in caplog.text
