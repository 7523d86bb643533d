"""What is taken away comes back: backup, summary, CSV, and the pieces that a browser keeps."""

import csv
import gc
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.language.catalogues import language
from study.log import mirror as mirror_module
from study.log.bulk import uncollected
from study.log.event_schema import KINDS
from study.log.events import canonical, event, in_order, merge, standing, whole
from study.log.export import COLUMNS, Summary, arrivals, backup, cell, csv_table, file_name
from study.log.import_errors import Refusal, refusal
from study.log.mirror import PIECE_LIMIT, pieces, pieces_of_day, read_pieces
from study.log.reader import BROWSER_LIMIT, Reading, read
from tests.conftest import NOON
from tests.support.samples import DATA, LATER, log, review

NBSP = "\N{NO-BREAK SPACE}"

# The backup


def test_a_backup_is_one_json_document_with_an_event_a_line():
    raw = backup(reversed(log()), LATER)
    value = json.loads(raw)
    assert set(value) == {"format", "version", "exported", "events"}
    assert value["exported"] == "2026-02-04T12:00:00+00:00"
    lines = raw.decode().splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [e.id for e in log()]
    assert [set(e) for e in value["events"]] == [{"id", "kind", "time", "nonce", "data"}] * len(log())
    assert {e["kind"]: e["data"] for e in value["events"]} == DATA


def test_the_same_log_gives_the_same_file():
    assert backup([*log(), *log()], LATER) == backup(log(), LATER)
    read_again = read(backup(log(), LATER), LATER).events
    assert backup(read_again, LATER) == backup(log(), LATER)
    assert backup((), LATER) == backup([], LATER)
    assert read(backup([], LATER), LATER) == Reading(())


def test_files_of_different_hours_sort_by_name():
    names = [file_name(NOON + timedelta(hours=h)) for h in (0, 9, 13, 24 * 40)]
    assert names == sorted(set(names))


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
REVIEWS = st.builds(
    lambda n, answer, points, confidence, verdicts: review(
        n, answer=answer, points=points, confidence=confidence, verdicts=verdicts, of=20.5
    ),
    st.integers(0, 40_000),
    TEXTS,
    st.none() | st.floats(0, 20.5),
    st.none() | st.integers(0, 100),
    st.dictionaries(st.sampled_from(["adam-r", "adam-s", "whole", "A.b:c_d"]), st.sampled_from(["met", "half"])),
)
SETTINGS = st.builds(
    lambda n, value: event("settings", NOON + timedelta(seconds=n), "n", name="goal", value=value),
    st.integers(0, 10**6),
    TEXTS | st.floats(-1e300, 1e300) | st.integers(-(2**53), 2**53) | st.booleans() | st.lists(TEXTS),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(REVIEWS | SETTINGS, max_size=8))
def test_whatever_was_written_comes_back_the_same(events):
    reading = read(backup(events, LATER), LATER)
    assert reading == Reading(merge(events))
    mirrored = read_pieces(pieces(events).pieces, LATER)
    assert mirrored == reading


# The summary


def test_new_known_and_refused_are_counted():
    here, there = [review(n) for n in range(5)], [review(n) for n in range(3, 10)]
    reading = read(backup(there, LATER), LATER)
    new, summary = arrivals(reading, {e.id for e in here})
    assert list(new) == there[2:]
    assert summary == Summary(5, 2, 0)
    assert arrivals(reading, {e.id for e in merge(here, new)}) == ((), Summary(0, 7, 0))
    refused = Reading(reading.events, (Refusal(2, refusal("damaged")),), 12)
    assert arrivals(refused, ())[1] == Summary(7, 0, 12)


@pytest.mark.parametrize(
    ("counts", "czech", "english"),
    [
        ((212, 1034, 3), f"212 nových, 1{NBSP}034 známých, 3 odmítnuté", "212 new, 1,034 known, 3 refused"),
        ((1, 2, 0), "1 nový, 2 známé, 0 odmítnutých", "1 new, 2 known, 0 refused"),
        ((4, 1, 1), "4 nové, 1 známý, 1 odmítnutý", "4 new, 1 known, 1 refused"),
        ((0, 21, 5), "0 nových, 21 známých, 5 odmítnutých", "0 new, 21 known, 5 refused"),
    ],
)
def test_the_summary_in_words(counts, czech, english):
    assert Summary(*counts).sentence(language("cs")) == czech
    assert Summary(*counts).sentence(language("en")) == english


def test_the_rest_of_the_refusals_in_words():
    said = [language("cs").plural("exchange.unlisted", n) for n in (1, 3, 150)]
    assert said == [
        "a 1 další, který tu není vypsaný",
        "a 3 další, které tu nejsou vypsané",
        "a 150 dalších, které tu nejsou vypsané",
    ]


# The table


def table(events):
    return list(csv.DictReader(io.StringIO(csv_table(events), newline="")))


def test_one_row_an_event_and_every_field_a_column():
    rows = table(log())
    assert [row["id"] for row in rows] == [e.id for e in log()]
    assert [row["time"] for row in rows] == [e.time.isoformat() for e in log()]
    assert {field for forms in KINDS.values() for field in forms} < set(COLUMNS)
    first = rows[0]
    assert (first["kind"], first["card"], first["points"], first["rating"]) == ("review", "adam", "7.25", "3")
    assert json.loads(first["verdicts"]) == DATA["review"]["verdicts"]
    assert first["answer"] == DATA["review"]["answer"]
    assert first["seed"] == ""
    assert next(row for row in rows if row["kind"] == "exam-flag")["flagged"] == "true"


def test_what_was_taken_back_is_marked():
    kept, gone = review(0), review(1)
    undo = event("retract", NOON + timedelta(days=1), "u", target=gone.id)
    undo_of_undo = event("retract", NOON + timedelta(days=2), "v", target=undo.id)
    rows = table([kept, gone, undo, undo_of_undo])
    assert [row["retracted"] for row in rows] == ["false", "true", "false", "false"]
    stands = {row["id"] for row in rows if row["retracted"] == "false" and row["kind"] != "retract"}
    assert stands == {e.id for e in standing([kept, gone, undo, undo_of_undo])}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start):
    events = [review(1, answer=f'{start}HYPERLINK("http://x","y")'), review(2, answer=f"1{start}1")]
    hostile, harmless = table(events)
    assert hostile["answer"] == f'\'{start}HYPERLINK("http://x","y")'
    assert harmless["answer"] == f"1{start}1"


@settings(max_examples=40, deadline=None)
@given(st.lists(REVIEWS | SETTINGS, max_size=5))
def test_no_cell_of_any_table_begins_a_formula(events):
    for row in table(events):
        assert None not in row
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


def test_cells():
    assert [cell(x) for x in (None, False, 0, 1.5, [], "", "a")] == ["", "false", "0", "1.5", "[]", "", "a"]


# The mirror


def bytes_of(mirror):
    return sum(len(name.encode()) + len(text.encode()) for name, text in mirror.pieces.items())


def many(count=300):
    """Reviews over ten days, with a long answer now and then."""
    return [review(n * 48, attempt=f"a{n}", answer="ž" * (3000 if n % 25 == 0 else 40)) for n in range(count)]


def test_a_mirror_that_fits_is_the_whole_log_in_a_piece_a_day():
    mirror = pieces(many())
    assert mirror.whole
    assert (mirror.kept, mirror.total, mirror.lost) == (300, 300, 0)
    assert list(mirror.pieces) == sorted({e.time.date().isoformat() for e in many()})
    assert read_pieces(mirror.pieces, LATER).events == merge(many())


def test_a_new_event_rewrites_one_small_piece():
    before = pieces(many()).pieces
    new = review(300 * 48)
    after = pieces([*many(), new]).pieces
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == set(pieces_of_day([*many(), new], new.time))
    assert len(changed) == 1


def test_a_long_day_becomes_several_pieces():
    day = [review(0, attempt=f"a{n}", answer="x" * 9_000) for n in range(20)]
    mirror = pieces(day)
    assert list(mirror.pieces) == ["2026-01-05", "2026-01-05.2", "2026-01-05.3"]
    assert all(len(text) <= PIECE_LIMIT + 200 for text in mirror.pieces.values())
    assert read_pieces(mirror.pieces, LATER).events == merge(day)
    assert mirror.pieces == pieces_of_day(day, NOON)


@pytest.mark.parametrize("limit", [0, 100, 1_000, 20_000, 60_000, 150_000])
def test_what_does_not_fit_is_left_from_the_oldest(limit):
    mirror = pieces(many(), limit)
    kept = read_pieces(mirror.pieces, LATER).events
    assert bytes_of(mirror) <= limit
    assert not mirror.whole
    assert kept == merge(many()[300 - mirror.kept :])
    assert bytes_of(mirror) > limit - 7_000 - 0.02 * limit or limit < 7_000


@settings(max_examples=40, deadline=None)
@given(st.lists(REVIEWS | SETTINGS, max_size=12), st.integers(0, 6000))
def test_a_mirror_never_grows_beyond_its_limit(events, limit):
    mirror = pieces(events, limit)
    assert bytes_of(mirror) <= limit
    assert len(read_pieces(mirror.pieces, LATER).events) == mirror.kept <= mirror.total == len(merge(events))


def test_the_unconfirmed_and_the_settings_stay_however_old():
    date = event("settings", NOON - timedelta(days=9), "s", name="exam-date", value="2026-03-01")
    older = event("settings", NOON - timedelta(days=10), "s", name="exam-date", value="2026-02-01")
    waiting = [many()[3].id, many()[7].id, "0" * 64]
    mirror = pieces([older, date, *many()], 20_000, waiting)
    kept = {e.id for e in read_pieces(mirror.pieces, LATER).events}
    assert {date.id, *waiting[:2]} <= kept
    assert older.id not in kept
    assert many()[-1].id in kept
    assert mirror.lost == 0
    assert pieces(many(), 1_500, waiting[:2]).lost == 0
    assert pieces(many(), 300, waiting[:2]).lost == 2


def test_one_unconfirmed_answer_too_long_for_the_mirror_does_not_cost_the_others():
    waiting = [review(n, attempt=f"a{n}", answer="x" * (90_000 if n == 2 else 10)) for n in range(4)]
    mirror = pieces([*many(), *waiting], 5_000, [e.id for e in waiting])
    kept = {e.id for e in read_pieces(mirror.pieces, LATER).events}
    assert [e.id in kept for e in waiting] == [True, True, False, True]
    assert mirror.lost == 1


def test_pieces_of_a_day_that_pack_badly_still_keep_the_limit():
    day = [review(0, attempt=f"a{n}", answer="x" * 33_000) for n in range(60)]
    room = bytes_of(pieces(day[:20]))
    for limit in range(room - 2_000, room + 2_000, 400):
        mirror = pieces(day, limit)
        assert len(mirror.pieces) == mirror.kept in (19, 20)
        assert bytes_of(mirror) <= limit


@pytest.mark.parametrize("days", [-40, 0, 5])
def test_an_event_never_stays_without_its_retraction(days):
    """Also where the clock of the device that took it back was wrong."""
    undo = event("retract", NOON + timedelta(days=days), "u", target=many()[290].id)
    for limit in range(1_000, 12_000, 500):
        kept = read_pieces(pieces([*many(), undo], limit).pieces, LATER).events
        assert many()[290].id not in {e.id for e in standing(kept)}
    waiting = [many()[0].id]
    undo = event("retract", NOON - timedelta(days=1), "u", target=waiting[0])
    kept = {e.id for e in read_pieces(pieces([*many(), undo], 12_000, waiting).pieces, LATER).events}
    assert {undo.id, waiting[0]} <= kept


@pytest.mark.parametrize(
    "raw", [None, 5, "x", [], ["{}"], {"a": None}, {"a": {"events": []}}, {"a": "[" * 9999}, {5: b"\xff"}, {"a": ""}]
)
def test_a_browser_can_send_anything(raw):
    reading = read_pieces(raw, LATER)
    assert reading.events == ()
    assert reading.refusals == 1


def test_a_browser_sends_at_most_five_megabytes():
    good = dict(pieces(many()).pieces)
    reading = read_pieces({**good, "huge": " " * BROWSER_LIMIT}, LATER)
    assert [refused.message.code for refused in reading.refused] == ["too-large"]
    assert reading.refused[0].message.parameters == {"limit": 5}
    assert reading.events == merge(many())


def test_the_mirror_writes_down_only_what_a_browser_can_hold(monkeypatch):
    written, size = [], mirror_module._size
    monkeypatch.setattr(mirror_module, "_size", lambda event: written.append(event.id) or size(event))
    events = [event("settings", NOON + timedelta(seconds=n), f"n{n}", name="x", value="y" * 200) for n in range(5000)]
    kept = pieces(events, limit=50_000)
    assert 0 < kept.kept < 200
    assert len(set(written)) <= kept.kept + 1
    newest = {e.id for e in events[-kept.kept :]}
    assert {e.id for e in read_pieces(kept.pieces, LATER).events} == newest


def test_an_event_is_written_as_it_was_read_or_made_plain_first():
    made = event("review", NOON, "n", **{**DATA["review"], "points": 4.0, "of": 8.0})
    (read_back,) = read(backup([made], LATER), LATER).events
    assert whole(made) == whole(read_back) == canonical(made.kind, made.time, made.nonce, made.data)
    assert whole(replace(made, nonce="other")) is None


def test_a_log_in_order_stays_and_any_other_is_put_in_order():
    events = log()
    twins = [replace(e, id=name) for e in events[:1] for name in ("b", "a")]
    shuffled = [*events[::-1], *twins]
    assert in_order(shuffled) == sorted(shuffled, key=lambda e: (e.time, e.id))
    assert in_order(sorted(events, key=lambda e: (e.time, e.id))) == in_order(events)


def test_no_collection_of_everything_while_much_is_read():
    usual = gc.get_threshold()
    with uncollected():
        assert gc.isenabled()
        with uncollected():
            assert gc.get_threshold()[2] > 10**6
        assert gc.get_threshold()[2] > 10**6
    assert gc.get_threshold() == usual
