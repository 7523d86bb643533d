"""What the server makes of the drafts that a browser keeps; the browser's own part is tested in a browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from study.log.events import event
from tests.conftest import NOON
from ui import visit
from ui.features import mock_exam
from ui.learner import drafts, progress_log

ANSWERS = {"mle": "first", "adam": ""}


@pytest.fixture
def page(monkeypatch):
    """The state of a visit in which an exam over two questions is written, and what the components were told."""
    start = event("exam-start", NOON, "n", exam="e1", deck="d", cards=list(ANSWERS), minutes=66.0)
    mine = visit.Visit(events=[start], drafts={f"e1/{card}": text for card, text in ANSWERS.items()})
    session = {visit.VISIT: mine, visit.WINDOW: visit.Window(greeted=True, asked="word")}
    user = SimpleNamespace(is_logged_in=False)
    for module in (drafts, progress_log, mock_exam, visit, drafts.identity):
        monkeypatch.setattr(module, "st", SimpleNamespace(session_state=session, user=user))
    monkeypatch.setattr(visit, "now", lambda: NOON)
    told = SimpleNamespace(session=session)
    monkeypatch.setattr(drafts, "mount_collect", lambda **mounted: told.__dict__.update(collect=mounted))
    monkeypatch.setattr(drafts, "mount_forget", lambda **mounted: told.__dict__.update(forget=mounted))
    return told


def says(page, word):
    mock_exam.collect_drafts(mock_exam.current())
    page.session["collect-drafts"] = {"drafts": word}
    page.collect["on_drafts_change"]()


def test_an_exam_that_was_left_asks_the_browser_for_all_its_drafts_once(page):
    mock_exam.collect_drafts(mock_exam.current())
    assert page.collect["data"][0] == {
        "owner": "", "former": "", "asked": "word", "drafts": [["e1/mle", "first"], ["e1/adam", ""]],
    }  # fmt: skip
    says(page, {"asked": "word", "texts": {"e1/adam": "second\r\n"}})
    assert mock_exam.answer(mock_exam.current(), "adam") == "second\n"
    assert mock_exam.answer(mock_exam.current(), "mle") == "first"
    mock_exam.collect_drafts(mock_exam.current())
    assert (page.collect["data"][0]["asked"], page.collect["data"][0]["drafts"]) == ("", [])


@pytest.mark.parametrize(
    "word",
    [
        None, 7, {}, {"asked": "other", "texts": {"e1/adam": "x"}}, {"asked": "word", "texts": 3},
        {"asked": "word", "texts": {"e1/adam": 5, "e2/adam": "x", "e1/other": "x"}},
    ],
)  # fmt: skip
def test_what_was_not_asked_for_is_left(page, word):
    says(page, word)
    assert page.session[visit.VISIT].drafts == {f"e1/{card}": text for card, text in ANSWERS.items()}


def test_the_browser_forgets_only_what_was_handed_in(page):
    handed_in = event("exam-hand-in", NOON, "m", exam="e1", answers={"mle": "first"})
    page.session[visit.VISIT].events.append(handed_in)
    mock_exam.forget_drafts(mock_exam.current())
    assert page.forget["data"][0]["drafts"] == [["e1/mle", "first"], ["e1/adam", ""]]


def test_an_exam_whose_events_come_late_from_the_browser_is_still_resumed(page):
    late = list(page.session[visit.VISIT].events)
    page.session[visit.VISIT].events.clear()
    assert mock_exam.current() is None
    page.session[visit.VISIT].events.extend(late)
    assert mock_exam.current().id == "e1"
    mock_exam.leave()
    assert mock_exam.current() is None
