"""The log on the screen: who it belongs to, what a failing store costs, and what the browser keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from study.log.events import event, standing
from study.log.export import backup
from study.log.identity import learner_of, learner_of_user
from study.log.reader import read
from study.memory import fold
from study.store.errors import StoreError
from study.store.stores import Store, open_store
from tests.support.browsers import Browser, Tab
from tests.support.visits import visit_of
from tests.ui.pages.test_pages import DECK, app, click, hand_in, mark_all
from ui import visit as visits
from ui.features import revision
from ui.learner import account, handshake, identity, mirror, progress_log

ANNA, BERT = {"iss": "https://id.example", "sub": "anna"}, {"iss": "https://id.example", "sub": "bert"}
A, B = (learner_of_user(user["iss"], user["sub"]) for user in (ANNA, BERT))

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Host:
    """A server whose store can be broken, mended and wiped."""

    def __init__(self, folder) -> None:
        self.folder, self.disks, self.broken = folder, 0, False
        self.opened: Store | None = None
        self.wipe()

    def __call__(self) -> Store:
        if self.broken or self.opened is None:
            raise StoreError("no-connection")
        return self.opened

    def wipe(self) -> None:
        """A new and empty disk."""
        if self.opened is not None:
            self.opened.close()
        self.disks += 1
        self.opened = open_store(f"sqlite:///{self.folder}/{self.disks}.db")

    def names(self, learner: str) -> set[str]:
        assert self.opened is not None
        return {event["name"] for event in self.opened.load(learner)}


@pytest.fixture
def host(tmp_path):
    here = Host(tmp_path)
    yield here
    here.opened.close()


@pytest.fixture
def visit(monkeypatch, host) -> Callable[..., Tab]:
    return lambda shared, user=None: Tab(monkeypatch, shared, host, user)


def test_what_is_recorded_is_saved_and_kept_twice(host, visit):
    shared = Browser()
    tab = visit(shared)
    tab.review("one")
    assert host.names(learner_of(shared.secret)) == {"one"}
    assert '"one"' in shared.events()
    assert shared.secret not in shared.events() + "".join(shared.pieces)
    assert tab.act(progress_log.keeping) == "saved"
    assert visit(shared).names() == {"one"}


def test_a_wiped_server_is_refilled(host, visit):
    shared = Browser()
    visit(shared).review("one")
    host.wipe()
    assert visit(shared).names() == {"one"}
    assert host.names(learner_of(shared.secret)) == {"one"}


def test_two_tabs_are_one_learner_and_one_mirror(host, visit):
    shared = Browser()
    one, two = visit(shared), visit(shared)
    one.review("one")
    two.review("two")
    one.act(lambda: None)  # drawn again, the first tab repeats what it knew
    assert "two" in two.names()
    assert '"two"' in shared.events()
    assert one.review("three")
    assert one.names() == {"one", "two", "three"}
    host.wipe()
    assert visit(shared).names() == {"one", "two", "three"}


def test_an_attempt_that_two_tabs_rate_counts_once(host, visit):
    shared, deck = Browser(), DECK
    one = visit(shared)
    attempt = one.act(lambda: revision.begin(["adam", "mse"])).attempt.id
    one.act(lambda: revision.show(attempt, "paper"))
    two = visit(shared)
    assert two.act(lambda: revision.under_way(deck)).attempt.id == attempt
    one.act(lambda: revision.rate(deck, attempt, 1))
    two.act(lambda: revision.rate(deck, attempt, 4))
    kept = [e for e in standing(two.act(visits.events)) if e.kind == "review"]
    assert [e["rating"] for e in kept] == [1]
    assert two.act(lambda: revision.under_way(deck)).done[0].event == kept[0].id


def test_a_failing_store_loses_nothing_even_when_both_tabs_are_closed(host, visit):
    shared = Browser()
    one, two = visit(shared), visit(shared)
    one.review("before")
    host.broken = True
    one.review("one")
    two.review("two")
    assert one.act(progress_log.keeping) == two.act(progress_log.keeping) == "trouble"
    host.broken = False
    assert host.names(learner_of(shared.secret)) == {"before"}
    assert visit(shared).names() == {"before", "one", "two"}
    assert host.names(learner_of(shared.secret)) == {"before", "one", "two"}
    assert not [name for name in shared.pieces if mirror.WAITING in name], "what waited has its day now"


def test_trying_again_saves_what_waited(host, visit):
    shared = Browser()
    tab = visit(shared)
    host.broken = True
    tab.review("one")
    tab.act(handshake.retry)
    assert tab.act(progress_log.keeping) == "trouble"
    host.broken = False
    tab.act(handshake.retry)
    assert tab.act(progress_log.keeping) == "saved"
    assert host.names(learner_of(shared.secret)) == {"one"}
    assert '"one"' in shared.events()
    assert not [name for name in shared.pieces if mirror.WAITING in name]


def test_a_store_that_was_down_at_the_start_is_read_when_it_is_back(host, visit):
    shared = Browser()
    visit(shared).review("one")
    shared.pieces.clear()
    host.broken = True
    tab = visit(shared)
    assert tab.act(progress_log.keeping) == "trouble"
    assert tab.names() == set()
    host.broken = False
    tab.act(handshake.retry)
    assert (tab.act(progress_log.keeping), tab.names()) == ("saved", {"one"})


def test_the_mirror_stands_in_for_a_store_that_is_down(host, visit):
    shared = Browser()
    visit(shared).review("one")
    host.broken = True
    assert visit(shared).names() == {"one"}


def test_deleting_in_one_tab_reaches_the_others_and_nothing_comes_back(host, visit):
    shared = Browser()
    one, two = visit(shared), visit(shared)
    one.review("old")
    before = shared.secret
    assert one.act(account.delete)
    assert shared.secret != before
    assert shared.events() == ""
    one.review("new")
    new = shared.secret
    two.review("too late")
    assert shared.secret == new, "the first tab's new beginning stays"
    assert two.visit().trouble.code == "retired"
    assert two.names() == {"new"}
    assert two.review("after")
    assert host.names(learner_of(new)) == {"new", "after"}
    host.wipe()
    assert visit(shared).names() == {"new", "after"}


def test_deleting_leaves_nothing_of_the_learner_in_the_visit(host, visit):
    tab = visit(Browser())
    tab.review("one")
    for name in ("nothing_written", "rated", "restored", "reopened", "exam", "practice", "revision"):
        setattr(tab.visit(), name, "old")
    tab.visit().drafts["revise/session"] = "old"
    stay = [visits.LANGUAGE, visits.NOTATION, visits.DECK]
    go = ["search", "attempt", "rubric-adam-r", "confidence", "exercise-mode-1", "lab-demo"]
    tab.session.update(dict.fromkeys(go + stay, "old"))
    assert tab.act(account.delete)
    assert "old" not in map(str, vars(tab.visit()).values())
    assert (tab.names(), tab.visit().drafts) == (set(), {})
    assert [key for key, value in tab.session.items() if value == "old"] == stay


def test_a_second_greeting_with_another_secret_gets_nothing_of_the_first_learner(host, visit):
    tab = visit(Browser())
    tab.review("one")
    tab.act(lambda: revision.begin(["adam", "mse"]))
    tab.act(lambda: progress_log.save_draft("revise-0-adam", "adam", "private"))
    tab.session["search"] = "private"
    asked, pieces = tab.act(visits.window).asked, dict(tab.browser.pieces)
    other = Browser()
    tab.say("hello", {"secret": other.secret, "pieces": {}})
    tab.act(handshake._hello)
    assert tab.act(identity.learner) == learner_of(other.secret)
    assert (tab.names(), tab.visit().drafts, tab.visit().revision) == (set(), {}, None)
    assert "search" not in tab.session
    tab.say("pieces", {"asked": asked, "texts": {name: text for name, (_, text) in pieces.items()}})
    tab.act(handshake._pieces)
    tab.review("two")
    assert host.names(learner_of(other.secret)) == tab.names() == {"two"}
    assert host().drafts(learner_of(other.secret)) == ()


def test_what_was_going_on_when_everything_was_deleted_elsewhere_does_not_reach_the_next_learner(host, visit):
    shared = Browser()
    one, two = visit(shared), visit(shared)
    attempt = two.act(lambda: revision.begin(["adam", "mse"])).attempt.id
    two.act(lambda: revision.show(attempt, "paper"))
    assert one.act(account.delete)
    two.act(lambda: revision.rate(DECK, attempt, 3))
    assert two.visit().trouble.code == "retired"
    assert (two.visit().revision, two.visit().rated, two.visit().events) == (None, {}, [])
    assert host().drafts(learner_of(shared.secret)) == ()
    assert host().count(learner_of(shared.secret)) == 0


def test_what_an_older_version_of_the_app_remembered_is_carried_over(host, visit):
    tab = visit(Browser())
    tab.review("one")
    now = tab.visit()
    older = {name: value for name, value in vars(now).items() if name != "demos"}
    tab.session[visits.VISIT] = SimpleNamespace(**older, gone="a field that is no more")
    assert tab.visit() is not now
    assert (type(tab.visit()), tab.names(), tab.visit().learner) == (visits.Visit, {"one"}, now.learner)
    assert tab.visit() is tab.visit()


def test_without_storage_the_visit_says_so(host, visit):
    tab = visit(Browser(secret=None))
    tab.review("one")
    assert (tab.act(progress_log.keeping), tab.act(identity.learner)) == ("visit", None)


def test_an_attempt_that_was_left_open_for_a_month_can_be_read_back(host, visit):
    exercise = {"deck": "d", "card": "adam", "exercise": "e", "seed": 1, "points": 1.0, "of": 1.0, "answer": "x"}
    tab = visit(Browser())
    done = tab.act(lambda: progress_log.record("exercise", seconds=30 * 86400.0, **exercise))
    assert read(backup([done], visits.now()), visits.now()).events == (done,)


def test_an_exam_that_could_not_be_handed_in_leaves_no_draft(host, visit):
    shared = Browser()
    tab = visit(shared)
    tab.act(lambda: progress_log.save_draft("e1", "adam", "text"))
    host.broken = True
    tab.act(lambda: progress_log.record("exam-hand-in", hand_in="e1", exam="e1", answers={"adam": "text"}))
    host.broken = False
    assert host().drafts(learner_of(shared.secret))
    tab.act(handshake.retry)
    assert host().drafts(learner_of(shared.secret)) == ()


def test_a_hand_in_that_was_taken_back_before_it_was_saved_keeps_its_drafts(host, visit):
    shared = Browser()
    tab = visit(shared)
    tab.act(lambda: progress_log.save_draft("e1", "adam", "text"))
    host.broken = True
    handed = tab.act(lambda: progress_log.record("exam-hand-in", exam="e1", answers={"adam": "text"}))
    tab.act(lambda: progress_log.record("retract", target=handed.id))
    host.broken = False
    tab.act(handshake.retry)
    assert host().drafts(learner_of(shared.secret))


def test_the_draft_of_a_rated_answer_goes_with_its_review(host, visit):
    shared = Browser()
    tab = visit(shared)
    tab.act(lambda: progress_log.save_draft("revise-0-adam", "adam", "text"))
    tab.act(lambda: progress_log.save_draft("revise-0-mle", "mle", "another"))
    tab.act(lambda: progress_log.record("review", hand_in="revise-0-adam", card="adam", attempt="a", rating=3))
    assert [draft.text for draft in host().drafts(learner_of(shared.secret))] == ["another"]


def test_whatever_the_pages_write_comes_back_from_a_backup():
    at = app("revise")
    at.button_group(key="confidence").set_value(75).run()
    click(mark_all(click(at, "flip"), "half"), "rate-2")
    click(click(click(at, "dont-know"), "next"), "undo")
    hand_in(at.switch_page("ui/pages/self_test.py").run())
    at.button_group(key=f"rubric-{DECK.cards['mle'].rubric[0].id}").set_value("met").run()
    at.switch_page("ui/pages/settings.py").run()
    at.slider(key="set-minutes").set_value(60).run()
    assert not at.exception
    events = visit_of(at).events
    kinds = {event.kind for event in events}
    assert kinds == {"review", "retract", "exam-start", "exam-hand-in", "exam-mark", "settings"}
    reading = read(backup(events, visits.now()), visits.now())
    assert (reading.refused, len(reading.events)) == ((), len(events))


# --- signed in ---------------------------------------------------------------------------------------------------


def test_a_signed_in_user_has_the_log_on_every_device(host, visit):
    visit(Browser(), ANNA).review("one")
    assert visit(Browser(), ANNA).names() == {"one"}
    assert host.names(A) == {"one"}


def test_users_of_one_browser_never_get_each_others_log(host, visit):
    shared = Browser()
    visit(shared).review("anonymous")
    visit(shared, ANNA).review("anna")
    visit(shared, BERT).review("bert")
    assert visit(shared).names() == {"anonymous"}
    assert visit(shared, ANNA).names() == {"anna"}
    assert visit(shared, BERT).names() == {"bert"}
    assert (host.names(A), host.names(B)) == ({"anna"}, {"bert"})
    host.wipe()
    assert visit(shared, BERT).names() == {"bert"}


def test_an_anonymous_log_is_adopted_once(host, visit):
    shared = Browser()
    assert not visit(shared, ANNA).act(account.can_adopt), "there is nothing to take over"
    visit(shared).review("anonymous")
    tab = visit(shared, ANNA)
    tab.review("anna")
    assert tab.act(account.can_adopt)
    tab.act(account.adopt)
    assert tab.names() == {"anonymous", "anna"} == host.names(A)
    assert not tab.act(account.can_adopt)
    other = visit(shared, BERT)
    assert not other.act(account.can_adopt)
    assert other.names() == set()


def test_what_only_the_browser_has_of_an_anonymous_log_is_adopted_too(host, visit):
    shared = Browser()
    visit(shared).review("anonymous")
    host.wipe()
    tab = visit(shared, ANNA)
    assert tab.act(account.can_adopt)
    tab.act(account.adopt)
    assert tab.names() == {"anonymous"} == host.names(A)


def test_a_user_who_deletes_everything_begins_anew_and_takes_the_adopted_log_along(host, visit):
    shared = Browser()
    visit(shared).review("anonymous")
    before = shared.secret
    tab = visit(shared, ANNA)
    tab.act(account.adopt)
    assert tab.act(account.delete)
    assert tab.names() == set()
    assert tab.act(identity.learner) == learner_of_user(ANNA["iss"], ANNA["sub"], 1)
    assert shared.events() == ""
    assert shared.secret != before
    assert host().is_retired(learner_of(before))
    assert host().is_retired(A)
    tab.review("new")
    assert visit(shared, ANNA).names() == {"new"}


def test_deleting_an_account_leaves_an_anonymous_log_that_is_not_its_own(host, visit):
    shared = Browser()
    visit(shared).review("anonymous")
    before = shared.secret
    visit(shared, ANNA).act(account.delete)
    assert shared.secret == before
    assert visit(shared).names() == {"anonymous"}


def test_a_signed_in_user_while_the_store_is_down_gets_a_message_and_a_second_try(host, visit):
    visit(Browser(), ANNA).review("one")
    host.broken = True
    tab = visit(Browser(), ANNA)
    tab.review("two")
    assert tab.act(progress_log.keeping) == "trouble"
    host.broken = False
    tab.act(handshake.retry)
    assert tab.act(progress_log.keeping) == "saved"
    assert tab.names() == {"one", "two"} == host.names(A)


def test_what_a_signed_in_user_does_while_the_store_is_down_waits_in_the_browser(host, visit):
    shared = Browser()
    visit(shared, ANNA).review("one")
    shared.pieces.clear()
    host.broken = True
    tab = visit(shared, ANNA)
    tab.review("two")
    assert tab.act(progress_log.keeping) == "trouble"
    assert '"two"' in shared.events()
    assert visit(shared, BERT).names() == set()
    host.broken = False
    assert visit(shared, BERT).names() == set()
    assert visit(shared, ANNA).names() == {"one", "two"} == host.names(A)
    assert not [name for name in shared.pieces if mirror.WAITING in name], "what waited has its day now"


def test_what_waited_for_the_store_goes_from_the_browser_once_it_is_saved(host, visit):
    shared = Browser()
    host.broken = True
    tab = visit(shared, ANNA)
    tab.review("one")
    host.broken = False
    tab.act(handshake.retry)
    assert host.names(A) == {"one"}
    assert not [name for name in shared.pieces if mirror.WAITING in name]
    assert '"one"' in shared.events()


def test_drafts_of_a_user_whom_the_store_could_not_tell_are_saved_when_it_is_back(host, visit):
    host.broken = True
    tab = visit(Browser(), ANNA)
    tab.act(lambda: progress_log.save_draft("e1", "adam", "text"))
    host.broken = False
    tab.act(handshake.retry)
    assert [draft.text for draft in host().drafts(A)] == ["text"]


def test_users_of_one_browser_never_get_each_others_drafts(host, visit):
    shared = Browser()
    visit(shared).type("revise-0/adam", "nobody's")
    visit(shared, ANNA).type("revise-0/adam", "Anna's")
    assert visit(shared, BERT).sees("revise-0/adam") is None
    assert visit(shared).sees("revise-0/adam") == "nobody's"
    assert visit(shared, ANNA).sees("revise-0/adam") == "Anna's"


def test_a_user_who_deletes_everything_deletes_the_drafts_in_the_browser(host, visit):
    shared = Browser()
    visit(shared).type("revise-0/adam", "nobody's")
    visit(shared, BERT).type("revise-0/adam", "Bert's")
    tab = visit(shared, ANNA)
    tab.type("revise-0/adam", "Anna's")
    assert tab.act(account.delete)
    assert tab.sees("revise-0/adam") is None
    assert visit(shared, ANNA).sees("revise-0/adam") is None
    assert sorted(shared.drafts.values()) == ["Bert's", "nobody's"]
    assert visit(shared).act(account.delete)
    assert list(shared.drafts.values()) == ["Bert's"]


def test_who_takes_an_anonymous_log_over_takes_its_drafts_along(host, visit):
    shared = Browser()
    before = visit(shared)
    before.review("anonymous")
    before.act(lambda: progress_log.save_draft("e1", "adam", "text"))
    tab = visit(shared, ANNA)
    tab.act(account.adopt)
    assert tab.visit().drafts == {"e1/adam": "text"}


def test_the_memory_is_folded_once_and_anew_for_a_deck_that_was_loaded_anew(host, visit, monkeypatch):
    folds, deck = [], DECK
    monkeypatch.setattr(progress_log, "fold", lambda log, deck: folds.append(len(log)) or fold(log, deck))
    tab = visit(Browser())
    assert tab.act(lambda: progress_log.memory(deck)) is tab.act(lambda: progress_log.memory(deck))
    tab.review("one")
    memory = tab.act(lambda: progress_log.memory(deck))
    assert (folds, len(memory.settings)) == ([0], 1)
    again = replace(deck)
    assert tab.act(lambda: progress_log.memory(again)).deck is again
    assert folds == [0, 1]


def test_a_long_log_is_saved_in_portions_and_what_failed_is_tried_again(host, visit, monkeypatch):
    monkeypatch.setattr(progress_log, "PORTION", 10)
    tab = visit(Browser())
    tab.review("first")
    new = tuple(event("settings", NOW + timedelta(minutes=n), f"n{n}", name=f"n{n}", value=n) for n in range(25))
    saved, save = [], host.opened.save

    def until_full(learner, events, hand_in=None):
        saved.append(len(events))
        if len(saved) == 2:
            raise StoreError("disk-full")
        return save(learner, events, hand_in)

    monkeypatch.setattr(host.opened, "save", until_full)
    assert not tab.act(lambda: progress_log.add(new))
    assert saved == [10, 10]
    assert len(tab.act(progress_log.unsaved)) == 15
    assert tab.act(progress_log.save)
    assert saved == [10, 10, 10, 5]
    assert not tab.act(progress_log.unsaved)
    assert len(tab.names()) == 26
