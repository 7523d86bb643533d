"""The store keeps its promises on SQLite and on PostgreSQL alike: one set of tests, two databases."""

import copy
import hashlib
import json
import logging
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, inspect

from study.log.events import event
from study.log.identity import active_user, learner_of, learner_of_user
from study.store import tables
from study.store.errors import StoreError
from study.store.stores import Store, default_path, open_store
from study.store.tables import Draft, metadata
from tests.support.postgres import running

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ANNA, BERT, CILKA = (learner_of(letter * 32) for letter in "abc")
STUDY = Path(__file__).parents[3] / "study"


def review(number: int, **data: object):
    return event("review", NOON + timedelta(minutes=number), f"n{number}", card="adam", **data)


@pytest.fixture(scope="module")
def server():
    yield from running()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'progress.db'}"
    return request.getfixturevalue("server").new()


@pytest.fixture
def store(url):
    with open_store(url) as opened:
        yield opened


# Events


def test_what_is_saved_is_read_in_order_of_time_and_id(store):
    events = [review(n) for n in (3, 1, 2)]
    twin = event("review", NOON + timedelta(minutes=1), "another", card="mse")
    assert store.save(ANNA, [*events, twin]) == 4
    assert store.load(ANNA) == tuple(sorted([*events, twin], key=lambda e: (e.time, e.id)))
    assert (store.count(ANNA), store.load(BERT)) == (4, ())


def test_the_same_event_twice_changes_nothing(store):
    assert [store.save(ANNA, [review(1), review(1)]), store.save(ANNA, [review(1), review(2)])] == [1, 1]
    assert store.save(ANNA, []) == 0
    assert store.save(BERT, [review(1)]) == 1
    assert (store.count(ANNA), store.count(BERT)) == (2, 1)


def test_a_second_store_sees_it_at_once_and_the_next_start_too(url, store):
    with open_store(url) as second:
        store.save(ANNA, [review(1)])
        assert second.load(ANNA) == (review(1),)
        second.save(ANNA, [review(2)])
        assert store.count(ANNA) == 2
    with open_store(url) as third:
        assert third.load(ANNA) == (review(1), review(2))
        assert third.recovered is None


texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["\x00", "'; DROP TABLE", "é🦉" * 900])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(["card", "answer", "x"]), values), max_size=4), st.text(max_size=9))
def test_any_content_comes_back_as_it_was(store, contents, draft):
    learner = hashlib.sha256(json.dumps(contents).encode()).hexdigest()
    events = [event("exercise", NOON, str(n), **data) for n, data in enumerate(contents)]
    store.save(learner, events)
    assert {e.id: e for e in store.load(learner)} == {e.id: e for e in events}
    store.save_draft(learner, "attempt", "card", draft, NOON)
    assert store.drafts(learner) == (Draft("attempt", "card", draft, NOON),)
    store.drop_drafts(learner, "attempt")


def test_an_event_that_was_changed_is_refused_and_nothing_of_its_company_saved(store):
    forged = replace(review(1, points=1.0), data={"card": "adam", "points": 5.0})
    nonsense = replace(review(2), data={"card": float("nan")})
    for bad in (forged, nonsense):
        with pytest.raises(StoreError) as caught:
            store.save(ANNA, [review(3), bad])
        assert (caught.value.code, caught.value.parameters) == ("wrong-id", {"id": bad.id})
    assert store.load(ANNA) == ()


# Drafts


def test_the_newest_draft_wins_whenever_it_comes(store):
    later, earlier = NOON + timedelta(microseconds=1), NOON - timedelta(days=40)
    assert store.save_draft(ANNA, "t1", "adam", "first", NOON)
    assert not store.save_draft(ANNA, "t1", "adam", "older", earlier)
    assert store.save_draft(ANNA, "t1", "adam", "same moment", NOON)
    assert store.save_draft(ANNA, "t1", "adam", "newest", later)
    assert store.save_draft(ANNA, "t1", "mse", "another card", NOON)
    assert store.drafts(ANNA) == (Draft("t1", "mse", "another card", NOON), Draft("t1", "adam", "newest", later))
    assert store.drafts(BERT) == ()


def test_a_hand_in_takes_the_drafts_of_its_attempt_along(store):
    for attempt in ("t1", "t2"):
        store.save_draft(ANNA, attempt, "adam", "text", NOON)
    store.save_draft(BERT, "t1", "adam", "text", NOON)
    forged = replace(review(1), nonce="other")
    with pytest.raises(StoreError):
        store.save(ANNA, [forged], hand_in="t1")
    assert len(store.drafts(ANNA)) == 2
    handed_in = event("exam-hand-in", NOON, "n", exam="t1", answers={"adam": "text"})
    store.save(ANNA, [handed_in], hand_in="t1")
    assert [draft.attempt for draft in store.drafts(ANNA)] == ["t2"]
    store.drop_drafts(ANNA, "t2")
    assert (store.drafts(ANNA), len(store.drafts(BERT))) == ((), 1)


# Deleting and adopting


def test_a_retired_learner_leaves_a_hash_of_its_hash_and_is_refused(url, store):
    store.save(ANNA, [review(1, answer="very private")])
    store.save_draft(ANNA, "t", "adam", "private too", NOON)
    store.save(BERT, [review(1)])
    store.retire(ANNA)
    store.retire(ANNA)
    assert (store.load(ANNA), store.drafts(ANNA), store.count(BERT)) == ((), (), 1)
    assert (store.is_retired(ANNA), store.is_retired(BERT)) == (True, False)
    with open_store(url) as second:
        for refused in (
            lambda: second.save(ANNA, [review(2)]),
            lambda: second.save_draft(ANNA, "t", "adam", "again", NOON),
            lambda: second.adopt(ANNA, BERT),
            lambda: second.adopt(BERT, ANNA),
        ):
            with pytest.raises(StoreError) as caught:
                refused()
            assert caught.value.code == "retired"
    kept = rows(url)
    assert ANNA not in kept
    assert "private" not in kept
    assert hashlib.sha256(ANNA.encode()).hexdigest() in kept
    assert BERT in kept


def rows(url: str) -> str:
    """Everything that stands in all tables."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in metadata.tables]
    engine.dispose()
    return repr(found)


def test_deleted_text_is_not_left_in_the_file(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/progress.db") as store:
        store.save(ANNA, [review(n, answer="very private " * n) for n in range(900)])
        store.retire(ANNA)
        assert not any(b"very private" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_log_is_adopted_once(store):
    store.save(ANNA, [review(1), review(2)])
    store.save(BERT, [review(2), review(3)])
    store.save_draft(ANNA, "t", "adam", "text", NOON)
    assert not store.is_adopted(ANNA)
    assert store.adopt(ANNA, BERT) == 1
    assert store.load(BERT) == (review(1), review(2), review(3))
    assert store.drafts(BERT) == store.drafts(ANNA)
    assert store.load(ANNA) == (review(1), review(2))
    assert store.is_adopted(ANNA)
    store.save(ANNA, [review(4)])
    assert store.adopt(ANNA, BERT) == 0
    assert store.count(BERT) == 3
    with pytest.raises(StoreError) as caught:
        store.adopt(ANNA, CILKA)
    assert caught.value.code == "adopted"
    assert store.load(CILKA) == ()


# Learners


def test_a_learner_is_the_hash_of_a_secret_and_nothing_else_is_taken(store):
    secret = "0123456789abcdef" * 2
    assert learner_of(secret) == hashlib.sha256(secret.encode()).hexdigest()
    for wrong in (secret, "", ANNA.upper(), ANNA + "\n", ANNA[:-1] + "g"):
        for use in (store.load, store.count, store.drafts, store.retire, store.is_retired):
            with pytest.raises(ValueError, match="64 hex digits") as caught:
                use(wrong)
            assert not wrong or wrong not in str(caught.value)
    for wrong in ("", secret.upper(), secret + "0", '["user", "i", "s", 0]'):
        with pytest.raises(ValueError, match="32 lower-case hex digits"):
            learner_of(wrong)


def test_users_and_their_generations_are_all_different(store):
    learners = [learner_of_user(*who) for who in (("i", "s"), ("i", "s", 1), ("i", "t"), ("is", ""), ("j", "s"))]
    assert len({*learners, ANNA}) == 6
    assert active_user("i", "s", store.is_retired) == learners[0]
    store.retire(learners[0])
    assert active_user("i", "s", store.is_retired) == learners[1]


# The form


def test_the_steps_build_the_tables_that_the_queries_ask(url, store):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    found = inspect(engine)
    assert set(found.get_table_names()) == set(metadata.tables)
    for name, table in metadata.tables.items():
        columns = {column["name"]: column for column in found.get_columns(name)}
        assert list(columns) == [column.name for column in table.columns]
        assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key]
        for column in table.columns:
            assert str(columns[column.name]["type"]) == str(column.type)
            assert columns[column.name]["nullable"] == column.nullable
    engine.dispose()


def test_a_later_form_is_reached_and_an_earlier_app_refuses_it(url, monkeypatch):
    with open_store(url) as before:
        before.save(ANNA, [review(1)])
    steps = (*tables.STEPS, ("CREATE TABLE lekce2_more (a TEXT)", "CREATE INDEX lekce2_b ON lekce2_more (a)"))
    for module in ("study.store.tables", "study.store.recovery"):
        monkeypatch.setattr(f"{module}.STEPS", steps)
    for _ in range(2):
        with open_store(url) as later:
            assert later.load(ANNA) == (review(1),)
            assert later.recovered is None
    assert "lekce2_more" in tables_of(url)
    monkeypatch.undo()
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert (caught.value.code, caught.value.parameters) == ("newer", {"found": 2, "known": 1})


def test_a_step_that_fails_leaves_the_form_as_it_was(url, monkeypatch):
    with open_store(url) as before:
        before.save(ANNA, [review(1)])
    monkeypatch.setattr(
        "study.store.tables.STEPS", (*tables.STEPS, ("CREATE TABLE lekce2_more (a TEXT)", "CREATE NONSENSE"))
    )
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert caught.value.code == "failed"
    monkeypatch.undo()
    assert "lekce2_more" not in tables_of(url)
    with open_store(url) as after:
        assert after.load(ANNA) == (review(1),)


def tables_of(url: str) -> set[str]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


# Addresses


def test_without_an_address_the_file_is_in_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name, appauthor: str(tmp_path / name))
    assert default_path() == tmp_path / "lekce2" / "progress.db"
    with open_store() as store:
        store.save(ANNA, [review(1)])
    with open_store("") as store:
        assert store.count(ANNA) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://anna:s3cret@host/db",
        "progress.db",
        "http://s3cret",
        "postgresql:s3cret",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_shown(bad):
    with pytest.raises(StoreError) as caught:
        open_store(bad)
    assert caught.value.code == "address"
    assert "s3cret" not in str(caught.value)


# Errors and texts


def test_errors_show_nothing_of_the_learner(store, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    for work in ("save", "load"):
        monkeypatch.setattr(f"study.store.queries.{work}", broken)
    for call in (lambda: store.save(ANNA, [review(1, answer="private")]), lambda: store.load(ANNA)):
        with pytest.raises(StoreError) as caught:
            call()
        assert caught.value.code == "failed"
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        for text in (str(caught.value), repr(caught.value), repr(store), caplog.text):
            assert "private" not in text
            assert ANNA not in text
            assert "s3cret" not in text


def broken(connection: Connection, *_: object) -> None:
    connection.exec_driver_sql(f"INSERT INTO lekce2_nowhere VALUES ('private', '{ANNA}')")


def test_errors_survive_copying_and_pickling():
    error = StoreError("newer", found=3, known=1)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (twin.code, twin.parameters, str(twin)) == (error.code, error.parameters, str(error))


def test_a_file_needs_no_driver_of_postgresql():
    program = "import sys, study.store, study.store.sqlite; print('psycopg' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=STUDY.parent, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_store_can_be_used_from_many_threads(store):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda n: (store.save(ANNA, [review(n)]), store.load(ANNA)), range(60)))
    assert store.count(ANNA) == 60
    assert isinstance(store, Store)
