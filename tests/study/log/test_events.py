"""Events: an id means its content, undo is an event too."""

from datetime import datetime, timedelta, timezone

import pytest

from study.log.events import event, last_points, standing
from tests.conftest import NOON


def test_the_id_depends_on_everything_and_on_nothing_else():
    first = event("review", NOON, "n", card="a", points=1.0)
    same = event("review", NOON.astimezone(timezone(timedelta(hours=5))), "n", points=1.0, card="a")
    assert first.id == same.id
    others = [
        event("review", NOON, "m", card="a", points=1.0),
        event("review", NOON, "n", card="b", points=1.0),
        event("review", NOON + timedelta(seconds=1), "n", card="a", points=1.0),
        event("settings", NOON, "n", card="a", points=1.0),
    ]
    assert len({e.id for e in [first, *others]}) == 5


@pytest.mark.parametrize(
    ("kind", "time", "data"),
    [("guess", NOON, {}), ("review", datetime(2026, 1, 1), {}), ("review", NOON, {"points": float("nan")})],
)
def test_what_cannot_be_an_event_is_refused(kind, time, data):
    with pytest.raises(ValueError, match=r"."):
        event(kind, time, "n", **data)


def test_a_retraction_takes_one_event_back():
    first = event("review", NOON, "1", card="a", points=1.0)
    second = event("review", NOON + timedelta(minutes=1), "2", card="a", points=4.0)
    undo = event("retract", NOON + timedelta(minutes=2), "3", target=second.id)
    assert standing([undo, second, first]) == [first]
    assert last_points([first, second]) == {"a": 4.0}
    assert last_points([first, second, undo]) == {"a": 1.0}


def test_unmarked_reviews_leave_the_last_points():
    first = event("review", NOON, "1", card="a", points=2.0)
    unmarked = event("review", NOON + timedelta(minutes=1), "2", card="a", points=None)
    assert last_points([first, unmarked]) == {"a": 2.0}
