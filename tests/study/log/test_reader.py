"""The strict reader: what is good is kept, what is not is told by line, and nothing that is read can do harm."""

import ast
import json
import random
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import Message
from study.language.catalogues import CODES, language
from study.log import events
from study.log import json_stream as rows
from study.log.event_schema import KINDS
from study.log.export import backup
from study.log.reader import FILE_LIMIT, MOST_LISTED, event_of, read, together
from tests.conftest import NOON
from tests.support.samples import DATA, LATER, at, document, log, review, row

GOOD = row("settings", {"name": "minutes", "value": 30})
LONG = "x" * 100_000


def told(reading):
    """Line and code of each refusal; every one must also have its sentence in both languages."""
    for refusal in reading.refused:
        for code in CODES:
            assert language(code).message(refusal.message, "refusal")
    return [(refusal.line, refusal.message.code) for refusal in reading.refused]


def beside_a_good_one(bad):
    """What is said of a bad row that stands before a good one; the good one must be kept."""
    reading = read(document(bad, GOOD), LATER)
    assert [event.id for event in reading.events] == [GOOD["id"]]
    ((line, code),) = told(reading)
    assert line == 2
    return code


# What is good


def test_every_kind_is_read_back_as_it_was():
    assert read(backup(log(), LATER), LATER) == read(backup(log(), LATER).decode(), LATER)
    reading = read(backup(log(), LATER), LATER)
    assert list(reading.events) == log()
    assert (reading.refused, reading.refusals) == ((), 0)
    assert {event.kind for event in reading.events} == set(KINDS) == set(DATA)


@pytest.mark.parametrize(
    "layout",
    [
        {"indent": 4},
        {"indent": 1, "sort_keys": True},
        {"separators": (",", ":")},
        {"ensure_ascii": False, "sort_keys": True},
        {"indent": "\t", "ensure_ascii": False},
    ],
)
def test_any_layout_of_the_same_json_is_the_same_backup(layout):
    value = json.loads(backup(log(), LATER))
    text = json.dumps(value, **layout)
    assert list(read(text, LATER).events) == log()
    assert list(read("\ufeff \r\n" + text.replace("\n", "\r\n"), LATER).events) == log()


def test_numbers_as_a_browser_writes_them_back():
    whole = review(points=4.0, of=10.0, seconds=3.0, confidence=0.0)
    text = backup([whole], LATER).decode()
    assert '"points":4,' in text
    for spelled in (text, text.replace('"points":4,', '"points":4.0,'), text.replace('"of":10,', '"of":1e1,')):
        assert read(spelled, LATER).events == (whole,)


def test_a_time_may_end_in_z_and_carry_fractions():
    zulu = row("settings", DATA["settings"], time="2026-01-05T12:00:00.250000+00:00", nonce="z")
    zulu["time"] = "2026-01-05T12:00:00.25Z"
    (event,) = read(document(zulu), LATER).events
    assert event.time == NOON + timedelta(milliseconds=250)


def test_whose_log_it_was_does_not_matter():
    named = [{**GOOD, "learner": "a" * 64}]
    reading = read(document(*named, learner="somebody else"), LATER)
    assert [event.id for event in reading.events] == [GOOD["id"]]
    assert reading.refused == ()
    assert "learner" not in reading.events[0].data


def test_the_same_event_twice_is_one_and_events_come_in_order():
    reading = read(document(*(json.loads(events.to_json(e)) for e in [*reversed(log()), *log()])), LATER)
    assert list(reading.events) == log()


# What is not: fields. Each row's id is right, so that nothing but the field can be the reason.

BAD_FIELDS = [
    ("review", "card", "", "not-a-name"),
    ("review", "card", "a" * 65, "not-a-name"),
    ("review", "card", "a/b", "not-a-name"),
    ("review", "card", "ä", "not-a-name"),
    ("review", "deck", 5, "not-a-name"),
    ("review", "attempt", None, "not-a-name"),
    ("review", "attempt", "a\n", "not-a-name"),
    ("review", "mode", "oral", "not-a-mode"),
    ("review", "mode", ["typed"], "not-a-mode"),
    ("review", "rating", 0, "not-a-rating"),
    ("review", "rating", 5, "not-a-rating"),
    ("review", "rating", 2.5, "not-a-rating"),
    ("review", "rating", True, "not-a-rating"),
    ("review", "rating", "3", "not-a-rating"),
    ("review", "points", -0.25, "not-points"),
    ("review", "points", 10.25, "too-many-points"),
    ("review", "points", "7", "not-points"),
    ("review", "of", None, "not-points"),
    ("review", "of", 1e300, "not-points"),
    ("review", "seconds", -1, "not-seconds"),
    ("review", "seconds", 1e6, "not-seconds"),
    ("review", "seconds", None, "not-seconds"),
    ("review", "confidence", 101, "not-a-percentage"),
    ("review", "confidence", False, "not-a-percentage"),
    ("review", "verdicts", {"a": "perfect"}, "not-verdicts"),
    ("review", "verdicts", {"a b": "met"}, "not-verdicts"),
    ("review", "verdicts", [], "not-verdicts"),
    ("review", "verdicts", {"a": ["met"]}, "not-verdicts"),
    ("review", "answer", LONG + "x", "not-a-text"),
    ("review", "answer", "a\0b", "not-a-text"),
    ("review", "answer", "\ud800", "lone-surrogate"),
    ("review", "answer", None, "not-a-text"),
    ("review", "answer", {"text": "a"}, "not-a-text"),
    ("review", "shown", 1, "unknown-field"),
    ("review", "constructor", {}, "unknown-field"),
    ("exercise", "seed", 2**53, "not-a-seed"),
    ("exercise", "seed", 0.5, "not-a-seed"),
    ("exercise", "seed", "42", "not-a-seed"),
    ("exercise", "answer", [["nested"]], "not-a-value"),
    ("exercise", "answer", {"steps": [None, "1"], "reasons": {"1": "\0"}}, "not-a-value"),
    ("exercise", "answer", {"k" * 65: 1}, "not-a-value"),
    ("exercise", "answer", {"a": "\0"}, "not-a-value"),
    ("exercise", "units", {"a": {}}, "not-units"),
    ("exercise", "units", ["a b"], "not-units"),
    ("exercise", "hints", -1, "not-a-count"),
    ("exam-start", "cards", "adam", "not-names"),
    ("exam-start", "cards", [1], "not-names"),
    ("exam-start", "cards", ["a"] * 10_001, "not-names"),
    ("exam-start", "minutes", -1, "not-minutes"),
    ("exam-start", "minutes", None, "not-minutes"),
    ("exam-flag", "flagged", 1, "not-yes-or-no"),
    ("exam-hand-in", "answers", {"adam": None}, "not-answers"),
    ("exam-hand-in", "answers", {"adam": LONG + "x"}, "not-answers"),
    ("exam-hand-in", "answers", {"adam": "\udc00"}, "lone-surrogate"),
    ("exam-mark", "verdicts", {"a": 1}, "not-verdicts"),
    ("settings", "value", {"a": []}, "not-a-value"),
    ("settings", "name", "a name", "not-a-name"),
    ("retract", "target", "0" * 63, "not-a-digest"),
    ("retract", "target", "G" * 64, "not-a-digest"),
    ("retract", "target", None, "not-a-digest"),
]


@pytest.mark.parametrize(("kind", "field", "value", "code"), BAD_FIELDS)
def test_a_field_that_is_not_what_it_should_be(kind, field, value, code):
    bad = row(kind, {**DATA[kind], field: value})
    assert beside_a_good_one(json.dumps(bad)) == code


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("review", "answer", LONG),
        ("review", "answer", "ěš\u2028\x1b"),
        ("review", "points", None),
        ("review", "confidence", None),
        ("review", "rating", 4),
        ("review", "seconds", 0),
        ("exercise", "card", None),
        ("exercise", "answer", ["a", "b"]),
        ("exercise", "answer", "3/4"),
        ("exercise", "units", {"adam-r": 0.5}),
        ("exercise", "hints", 2),
        ("exam-start", "cards", []),
        ("settings", "value", None),
        ("settings", "value", -0.5),
        ("settings", "value", ["cs", "en"]),
    ],
)
def test_a_field_at_the_edge_of_what_it_may_be(kind, field, value):
    good = row(kind, {**DATA[kind], field: value})
    (event,) = read(document(good), LATER).events
    assert event[field] == value


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in DATA for field in DATA[kind]])
def test_a_field_that_is_missing(kind, field):
    bad = row(kind, {name: value for name, value in DATA[kind].items() if name != field})
    if KINDS[kind][field].optional:
        assert len(read(document(bad), LATER).events) == 1
    else:
        assert beside_a_good_one(bad) == "missing-field"


# What is not: rows


def changed(**more):
    return {**GOOD, **more}


BAD_ROWS = {
    "another value": (changed(data={"name": "minutes", "value": 31}), "wrong-id"),
    "another time": (changed(time="2026-01-05T12:00:01+00:00"), "wrong-id"),
    "another nonce": (changed(nonce="m"), "wrong-id"),
    "the id of another": (changed(id="0" * 64), "wrong-id"),
    "an id in capitals": (changed(id=GOOD["id"].upper()), "bad-id"),
    "an id with a line end": (changed(id=GOOD["id"] + "\n"), "bad-id"),
    "a number for an id": (changed(id=7), "bad-id"),
    "an unknown kind": (row("guess", {}), "unknown-kind"),
    "a list for a kind": (changed(kind=["review"]), "unknown-kind"),
    "a nonce too long": (row("settings", GOOD["data"], nonce="n" * 65), "bad-nonce"),
    "no nonce": (row("settings", GOOD["data"], nonce=None), "bad-nonce"),
    "data that are a list": (row("settings", []), "bad-data"),
    "one key too many": (changed(admin=True), "unknown-key"),
    "no data": ({key: GOOD[key] for key in GOOD if key != "data"}, "missing-key"),
    "an empty row": ({}, "missing-key"),
    "a list": ([GOOD], "not-an-event"),
    "a number": ("7", "not-an-event"),
    "a text": ('"review"', "not-an-event"),
    "null": ("null", "not-an-event"),
    "NaN": ("NaN", "bad-number"),
    "a repeated key": (json.dumps(GOOD)[:-1] + ',"kind":"retract"}', "repeated-key"),
    "a key repeated by an escape": (json.dumps(GOOD)[:-1] + ',"k\\u0069nd":"settings"}', "repeated-key"),
    "a repeated key within": (json.dumps(GOOD).replace('"value": 30', '"value": 30, "value": 31'), "repeated-key"),
    "one key twice among many": ("{" + ",".join(f'"{n}":0' for n in [*range(10**5), 99_999]) + "}", "repeated-key"),
    "many lists side by side": (json.dumps(GOOD).replace("30", "[[]" + ",[]" * 99 + "]"), "damaged"),
    "a value of NaN": (json.dumps(GOOD).replace("30", "NaN"), "bad-number"),
    "a value of -Infinity": (json.dumps(GOOD).replace("30", "-Infinity"), "bad-number"),
    "a value that overflows": (json.dumps(GOOD).replace("30", "1e999"), "bad-number"),
    "a huge integer": (json.dumps(GOOD).replace("30", "9" * 5000), "bad-number"),
    "a number with endless digits": (json.dumps(GOOD).replace("30", "0." + "3" * 5000), "bad-number"),
    "a number no browser keeps": (row("settings", {"name": "a", "value": 10**18}), "bad-number"),
    "NUL in a text": (json.dumps(GOOD).replace('"minutes"', '"a\\u0000"'), "not-a-name"),
    "a raw NUL": (json.dumps(GOOD).replace("minutes", "min\0utes"), "damaged"),
    "a raw line end in a text": (json.dumps(GOOD).replace("minutes", "min\nutes"), "damaged"),
    "a single quote": (json.dumps(GOOD).replace('"minutes"', "'minutes'"), "damaged"),
    "no JSON at all": ("{id: 5}", "damaged"),
    "Python's True": (json.dumps(GOOD).replace("30", "True"), "damaged"),
    "too deep": (json.dumps(GOOD).replace("30", "[" * 9 + "]" * 9), "damaged"),
    "deeper than any stack": (json.dumps(GOOD).replace("30", "[" * 10**5 + "]" * 10**5), "damaged"),
    "longer than any event": (json.dumps(GOOD).replace("30", '"' + "x" * (rows.LONGEST_EVENT + 1) + '"'), "damaged"),
    "a bracket that closes another": (json.dumps(GOOD)[:-2] + "]}", "damaged"),
    "an escape cut short": (json.dumps(GOOD).replace("minutes", "\\u00"), "damaged"),
    "a backslash that quotes the end": (json.dumps(GOOD).replace("minutes", "minutes\\"), "damaged"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_row_that_is_no_event_costs_only_itself(name):
    bad, code = BAD_ROWS[name]
    assert beside_a_good_one(bad) == code


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ("2019-12-31T23:59:59+00:00", "time-out-of-range"),
        (at(LATER + timedelta(days=2, seconds=1)), "time-out-of-range"),
        ("9999-12-31T23:59:59+00:00", "time-out-of-range"),
        ("2026-01-05T12:00:00+01:00", "bad-time"),
        ("2026-01-05T12:00:00", "bad-time"),
        ("2026-01-05T12:00+00:00", "bad-time"),
        ("2026-01-05 12:00:00+00:00", "bad-time"),
        ("20260105T120000Z", "bad-time"),
        ("2026-W02-1T12:00:00Z", "bad-time"),
        ("2026-02-30T12:00:00+00:00", "bad-time"),
        ("2026-01-05T25:00:00+00:00", "bad-time"),
        ("2026-01-05T12:00:00.1234567+00:00", "bad-time"),
        ("２０２６-01-05T12:00:00+00:00", "bad-time"),
        ("2026-01-05T12:00:00+00:00\n", "bad-time"),
        ("0000-01-05T12:00:00+00:00", "bad-time"),
        ("", "bad-time"),
        (1767614400, "bad-time"),
        (None, "bad-time"),
    ],
)
def test_a_time_that_cannot_be(time, code):
    assert beside_a_good_one(row("settings", DATA["settings"], time=time)) == code


@pytest.mark.parametrize("time", ["2020-01-01T00:00:00+00:00", at(LATER + timedelta(days=2))])
def test_a_time_at_the_edge(time):
    assert read(document(row("settings", DATA["settings"], time=time)), LATER).refusals == 0


def test_the_window_of_time_follows_the_clock_it_is_given():
    late = document(row("settings", DATA["settings"], time=at(NOON + timedelta(days=3))))
    assert told(read(late, NOON)) == [(2, "time-out-of-range")]
    assert read(late, NOON + timedelta(days=1)).refusals == 0


# What is not: documents

ATTACKS = {
    "nothing": ("", "empty"),
    "only spaces": (" \n\t ", "empty"),
    "a zip file": (b"PK\x03\x04\xff\xfe", "not-utf-8"),
    "UTF-16": ("{}".encode("utf-16"), "not-utf-8"),
    "an overlong NUL": (b"{\xc0\x80}", "not-utf-8"),
    "a surrogate in UTF-8": (b'{"\xed\xa0\x80":1}', "not-utf-8"),
    "plain text": ("my backup", "not-a-backup"),
    "a list": (f"[{json.dumps(GOOD)}]", "not-a-backup"),
    "another format": ('{"format":"anki","version":1,"events":[]}', "not-a-backup"),
    "no format": (f'{{"version":1,"events":[{json.dumps(GOOD)}]}}', "not-a-backup"),
    "an empty object": ("{}", "not-a-backup"),
    "no version": (f'{{"format":"lekce2-progress","events":[{json.dumps(GOOD)}]}}', "bad-header"),
    "version 0": (document(GOOD).replace('"version": 1', '"version": 0'), "bad-header"),
    "version true": (document(GOOD).replace('"version": 1', '"version": true'), "bad-header"),
    "version 1.5": (document(GOOD).replace('"version": 1', '"version": 1.5'), "bad-header"),
    "a newer version": (document(GOOD).replace('"version": 1', '"version": 2'), "newer-version"),
    "a newer version after the events": (
        f'{{"format":"lekce2-progress","events":[{json.dumps(GOOD)}],"version":2}}',
        "newer-version",
    ),
    "a huge version": (document(GOOD).replace('"version": 1', f'"version": {"9" * 400}'), "bad-header"),
    "a million brackets": ("[" * 10**6, "not-a-backup"),
    "a million braces": ('{"a":' * 10**6, "not-a-backup"),
    "a head without end": ("{" + '"a":1,' * 10**5, "not-a-backup"),
    "a number for a document": ("9" * 10**6, "not-a-backup"),
    "something that is not text": (None, "not-text"),
    "a list that is not text": ([document(GOOD)], "not-text"),
    "XML with entities": ('<!DOCTYPE a [<!ENTITY a "&b;&b;">]><a>&a;</a>', "not-a-backup"),
    "YAML with aliases": ("a: &a [x, x]\nb: &b [*a, *a]\n", "not-a-backup"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_document_that_is_no_backup_gives_one_refusal(name):
    raw, code = ATTACKS[name]
    reading = read(raw, LATER)
    assert reading.events == ()
    ((_, said),) = told(reading)
    assert (said, reading.refusals) == (code, 1)


HEAD = '{"format":"lekce2-progress","version":1,"events":['
DAMAGED = {
    "cut after an event": (document(GOOD)[:-3], ["cut-off"]),
    "cut after the list": (document(GOOD)[:-1], ["cut-off"]),
    "cut within an event": (document(GOOD, GOOD)[:-20], ["damaged"]),
    "cut within the first key": (document(GOOD)[:-1] + ',"expor', ["damaged"]),
    "another document behind": (document(GOOD) + document(GOOD), ["after-the-end"]),
    "a script behind": (document(GOOD) + "<script>", ["after-the-end"]),
    "no comma between events": (document(GOOD, GOOD).replace("},\n{", "}\n{"), ["comma"]),
    "a comma at the end": (document(GOOD).replace("}\n]", "},\n]"), ["comma"]),
    "two lists of events": (document(GOOD)[:-1] + ',"events":[]}', ["repeated-key"]),
    "two versions": (document(GOOD)[:-1] + ',"version":2}', ["repeated-key"]),
    "an unknown head": (document(GOOD, admin=True), ["unknown-header"]),
    "an hour that is none": (document(GOOD, exported="noon"), ["bad-header"]),
    "a list at the head": (document(GOOD)[:-1] + ',"exported":[]}', ["damaged"]),
    "events that are a text": (document(GOOD)[:-1] + ',"events":"none"}', ["repeated-key"]),
    "a broken head": (document(GOOD)[:-1] + ',"exported" 5}', ["damaged"]),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_document_is_told_and_its_good_events_are_kept(name):
    raw, codes = DAMAGED[name]
    reading = read(raw, LATER)
    assert [event.id for event in reading.events] == [GOOD["id"]]
    assert [code for _, code in told(reading)] == codes


def test_events_must_be_a_list():
    assert told(read('{"format":"lekce2-progress","version":1,"events":{}}', LATER)) == [(1, "damaged")]
    assert told(read('{"format":"lekce2-progress","version":1,"events":5}', LATER)) == [(1, "bad-header")]


@pytest.mark.parametrize(
    "filling", ["[", "[],", "{},", '{"id":[', '"', '"",', "1", "1,", ",", " ", "\\", '{"id":{"a":"']
)
def test_a_list_of_events_that_never_ends_is_left_at_once(filling):
    reading = read(HEAD + filling * (2**20 // len(filling)), LATER)
    assert reading.events == ()
    assert 1 <= len(reading.refused) <= MOST_LISTED
    assert told(reading)


def test_64_megabytes_of_brackets():
    for head in ("", HEAD):
        assert read(head + "[" * (FILE_LIMIT - len(head)), LATER).refusals == 1


def test_more_events_than_a_file_can_hold(monkeypatch):
    monkeypatch.setattr(rows, "MOST_EVENTS", 7)
    assert told(read(document(*[GOOD] * 7), LATER)) == []
    reading = read(document(*[GOOD] * 8), LATER)
    assert [code for _, code in told(reading)] == ["too-many-events"]
    assert len(reading.events) == 1


def test_a_file_damaged_all_over_is_left():
    reading = read(document(*['{"id":'] * 100, GOOD), LATER)
    assert [code for _, code in told(reading)] == ["damaged"] * rows.MOST_DAMAGED + ["gave-up"]


@pytest.mark.parametrize("text", [document(GOOD), document(row("settings", {"name": "a", "value": "čšř" * 50}))])
def test_the_limit_is_in_bytes(text):
    size = len(text.encode())
    for raw in (text, text.encode()):
        assert read(raw, LATER, limit=size).refusals == 0
        assert told(read(raw, LATER, limit=size - 1)) == [(1, "too-large")]


def test_a_text_with_half_a_character_is_no_reason_to_fail():
    assert read(document(GOOD) + "\ud800", LATER).refusals == 1
    assert told(read(document(changed(nonce="\ud800")), LATER)) == [(2, "bad-nonce")]


# Lines


def test_lines_in_a_backup_point_at_events():
    bad = {3: "7", 5: json.dumps(changed(nonce="m")), 6: "{", 9: "NaN"}
    lines = [bad.get(line) or row("settings", DATA["settings"], nonce=str(line)) for line in range(2, 11)]
    reading = read(document(*lines), LATER)
    assert told(reading) == [(3, "not-an-event"), (5, "wrong-id"), (6, "damaged"), (9, "bad-number")]
    assert len(reading.events) == 5


@pytest.mark.parametrize("indent", [1, 2, "\t"])
def test_lines_in_another_layout_are_where_the_event_begins(indent):
    values = [json.loads(events.to_json(e)) for e in log()]
    values[4]["nonce"] = "other"
    text = json.dumps({"format": "lekce2-progress", "version": 1, "events": values}, indent=indent)
    line = text[: text.index(values[4]["id"])].count("\n")  # the bracket stands on the line before the id
    assert told(read(text, LATER)) == [(line, "wrong-id")]


def test_the_first_hundred_refusals_are_listed_and_the_rest_counted():
    reading = read(document(*["7"] * 250, GOOD), LATER)
    assert [line for line, _ in told(reading)] == list(range(2, 102))
    assert (reading.refusals, len(reading.refused), len(reading.events)) == (250, 100, 1)
    both = together([reading, read(document("7"), LATER), read(document(GOOD), LATER)])
    assert (len(both.refused), both.refusals, len(both.events)) == (100, 251, 1)


def test_one_damaged_line_costs_one_event_wherever_a_sign_is_lost():
    """Take any one sign of structure out of one line: at most that event and the next are lost, never another."""
    all_events = [review(n) for n in range(6)]
    lines = backup(all_events, LATER).decode().split("\n")
    target = lines[3]
    for place in [n for n, sign in enumerate(target) if sign in '{}[]":,\\']:
        mended = "\n".join([*lines[:3], target[:place] + target[place + 1 :], *lines[4:]])
        reading = read(mended, LATER)
        kept = {event.id for event in reading.events}
        assert kept <= {event.id for event in all_events}
        assert {event.id for n, event in enumerate(all_events) if n != 2} <= kept, (place, told(reading))
        assert reading.refusals in (1, 2)
        assert reading.refused[0].line in (3, 4)


# Fuzz


def mutants(seed: int, count: int):
    """Backups with a few slips each: bytes changed, lost, doubled, swapped, pieces moved, tokens put in."""
    rng = random.Random(seed)
    whole = backup(log(), LATER)
    signs = '" { } [ ] , : \\ \\u \\ud800 NaN 1e999 - null "id": "events":[ \u2028 \ufeff \0 \r'
    tokens = [*(sign.encode() for sign in signs.split(" ")), b"\n", b"\xff", b"9" * 40]
    for _ in range(count):
        raw = bytearray(whole)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
            start = rng.randrange(len(raw) + 1)
            end = min(len(raw), start + rng.choice((0, 1, 1, 2, 5, 60, 700)))
            kind = rng.randrange(6)
            if kind == 0 and start < len(raw):
                raw[start] = rng.randrange(256)
            elif kind == 1:
                del raw[start:end]
            elif kind == 2:
                raw[start:start] = raw[start:end]
            elif kind == 3:
                raw[start:start] = rng.choice(tokens)
            elif kind == 4:
                piece = bytes(raw[start:end])
                del raw[start:end]
                place = rng.randrange(len(raw) + 1)
                raw[place:place] = piece
            else:
                del raw[start:]
            if not raw:
                break
        yield bytes(raw)


def test_no_mutant_of_a_backup_raises_or_brings_in_a_stranger():
    """An id holds its content, so that whatever is read of a mutant is an event of the original, as it was."""
    originals = {event.id: event for event in log()}
    kept = refused = 0
    for raw in mutants(2026, 6000):
        reading = read(raw, LATER)
        assert all(originals[event.id] == event for event in reading.events)
        assert len(reading.events) == len(originals) or reading.refusals, raw
        kept += len(reading.events)
        refused += reading.refusals
    assert kept > 6000
    assert refused > 3000


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from([GOOD["id"], "review", "settings", at(NOON), "adam", "met", 10**400])
)
KEYS = st.sampled_from([*GOOD, "card", "points", "of", "verdicts", "name", "value"]) | st.text(max_size=3)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=15
)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_no_value_raises(value):
    assert isinstance(event_of(value, LATER), Message)
    reading = read(document(json.dumps(value), json.dumps({**GOOD, "data": value})), LATER)
    assert reading.events == ()
    assert reading.refusals >= 2
    assert told(reading)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(DATA)), st.data())
def test_whatever_is_put_in_a_field_is_refused_or_read_back(kind, data):
    """With an id that is right: then the schema alone decides, and what it lets in survives a backup."""
    field = data.draw(st.sampled_from(sorted(DATA[kind])))
    value = data.draw(TREES)
    try:
        bad = row(kind, {**DATA[kind], field: value})
        text = document(json.dumps(bad, allow_nan=False))
    except ValueError:
        return
    reading = read(text, LATER)
    assert bool(reading.events) != bool(reading.refusals)
    assert read(backup(reading.events, LATER), LATER).events == reading.events


@given(st.text() | st.binary())
def test_no_text_raises(raw):
    reading = read(raw, LATER)
    assert reading.events == ()
    assert reading.refusals == 1


# One table for writing and reading


def recorded():
    """Kind, certain and possible fields of every event that the pages write, from the text of the calls."""
    for path in (Path(__file__).parents[3] / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if called == "record" and isinstance(node.args[0], ast.Constant):
                certain = {word.arg for word in node.keywords if word.arg} - {"hand_in"}
                spread = [word.value for word in node.keywords if word.arg is None]
                keys = [key for value in spread for part in ast.walk(value) for key in getattr(part, "keys", ())]
                yield node.args[0].value, certain, {key.value for key in keys}


def test_what_the_pages_write_can_be_read_back():
    calls = list(recorded())
    assert {"review", "retract", "exam-start", "exam-flag", "exam-hand-in", "exam-mark"} <= {call[0] for call in calls}
    for kind, certain, possible in calls:
        needed = {field for field, form in KINDS[kind].items() if not form.optional}
        assert needed <= certain, kind
        assert certain | possible <= set(KINDS[kind]), kind


def test_the_hour_is_read_in_utc():
    (event,) = read(document(GOOD), LATER).events
    assert event.time.tzinfo is UTC
