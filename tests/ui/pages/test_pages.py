"""Every page and flow, without a browser: what is drawn and what the buttons do."""

import re
import shutil
import string
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from study.deck.decks import load_deck
from study.language.catalogues import language
from study.language.notation import read_as
from study.log.export import Summary
from study.log.reader import Reading
from study.memory.goals import goals
from tests.support.visits import visit_of, window_of
from ui.features import settings
from ui.learner import progress_log
from ui.text.plain_text import plain

ROOT = Path(__file__).parents[3]
DECK = load_deck(ROOT / "questions" / "lekce-2")
PAGES = ("today", "revise", "self_test", "practice", "questions", "lab", "progress", "settings")


def app(page: str | None = None, lang: str = "cs", **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.query_params["lang"] = lang
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if page:
        at.switch_page(f"ui/pages/{page}.py").run()
    assert not at.exception
    return at


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def texts(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*at.title, *at.markdown, *at.caption, *at.info, *at.warning))


def session(at: AppTest):
    return visit_of(at).revision


def mark_all(at: AppTest, verdict: str) -> AppTest:
    card = DECK.cards[session(at).attempt.card]
    for unit in card.rubric:
        at.button_group(key=f"rubric-{unit.id}").set_value(verdict).run()
        assert not at.exception
    return at


def test_today_lists_every_question_and_starts():
    at = app()
    said = texts(at)
    assert language("cs").text("today.empty") in said
    assert "55" in said
    click(at, "start")
    queue = [session(at).attempt.card, *session(at).waiting]
    assert queue
    assert sum(DECK.cards[card].points for card in queue) * DECK.minutes_per_point <= 45  # the minutes of a day


def test_the_answer_is_locked_until_an_attempt():
    at = app("revise")
    assert "flip" in keys(at)
    assert not keys(at) & {"rate-1", "rate-3", "next"}
    card = session(at).attempt.card
    click(at, "flip")
    assert session(at).attempt.card == card
    assert session(at).attempt.revealed
    assert {"rate-1", "rate-2", "rate-3", "rate-4", "mark-met", "mark-half", "mark-missed"} <= keys(at)


def test_marking_adds_up_and_suggests_the_rating():
    at = click(app("revise"), "flip")
    card = DECK.cards[session(at).attempt.card]
    assert "next" not in keys(at)
    mark_all(at, "met")
    points = language("cs").text("rubric.score", points=card.points, of=card.points)
    assert any(points in m.value for m in at.markdown)
    assert "mark-met" not in keys(at)
    click(at, "next")
    assert [review.rating for review in session(at).done] == [3]
    assert session(at).attempt.card != card.id
    event = visit_of(at).events[-1]
    assert (event.kind, event["card"], event["points"], event["rating"]) == ("review", card.id, card.points, 3)


@pytest.mark.parametrize(("verdict", "rating"), [("met", 3), ("half", 1), ("missed", 1)])
def test_points_preselect_the_rating(verdict, rating):
    at = click(mark_all(click(app("revise"), "flip"), verdict), "next")
    assert session(at).done[0].rating == rating


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_verdicts_are_labelled_by_what_they_judge(lang):
    at = click(app("revise", lang), "flip")
    card = DECK.cards[session(at).attempt.card]
    for unit in card.rubric:
        label = at.button_group(key=f"rubric-{unit.id}").label
        assert unit.id not in label
        assert read_as(unit.text[lang], "notes") in label


def test_marking_by_the_buttons_that_carry_the_keys():
    at = click(app("revise"), "flip")
    card = DECK.cards[session(at).attempt.card]
    click(at, "unit-down")
    click(at, "mark-half")
    assert session(at).attempt.verdicts == {card.rubric[1].id: "half"}
    click(at, "mark-met")
    assert session(at).attempt.verdicts[card.rubric[0].id] == "met"


def test_rating_without_marking_counts_for_memory_only():
    at = click(click(app("revise"), "flip"), "rate-4")
    assert visit_of(at).events[-1]["points"] is None
    assert session(at).done[0].rating == 4


def test_i_dont_know_misses_everything():
    at = click(app("revise"), "dont-know")
    card = DECK.cards[session(at).attempt.card]
    assert session(at).attempt.verdicts == {unit.id: "missed" for unit in card.rubric}
    click(at, "next")
    assert session(at).done[0].rating == 1
    assert session(at).waiting[-1] == card.id


def test_i_dont_know_can_be_taken_back_into_the_attempt():
    at = app("revise")
    started = session(at).attempt.started
    click(at, "dont-know")
    click(at, "go-back")
    attempt = session(at).attempt
    assert (attempt.revealed, attempt.mode, attempt.verdicts) == (None, "paper", {})
    assert attempt.started >= started
    assert "flip" in keys(at)
    click(at, "flip")
    assert "go-back" not in keys(at)
    assert visit_of(at).events == []


def test_where_letters_are_typed_no_letter_is_a_key():
    at = app("revise")
    shortcuts = {key: at.button(key=key).proto.shortcut for key in ("flip", "dont-know", "skip")}
    assert list(shortcuts.values()) == ["space", "n", "s"]
    at.button_group(key="attempt-mode").set_value("typed").run()
    shortcuts = {key: at.button(key=key).proto.shortcut for key in ("flip", "dont-know", "skip")}
    assert list(shortcuts.values()) == ["ctrl+enter", "", ""]


def test_undo_brings_the_marked_card_back():
    at = mark_all(click(app("revise"), "flip"), "half")
    before = session(at).attempt
    click(at, "rate-2")
    click(at, "undo")
    assert session(at).attempt == before
    assert visit_of(at).events[-1].kind == "retract"
    assert at.button_group(key=f"rubric-{next(iter(before.verdicts))}").value == "half"


def test_typed_mode_wants_an_attempt():
    at = app("revise")
    at.button_group(key="attempt-mode").set_value("typed").run()
    click(at, "flip")
    assert session(at).attempt.revealed is None
    assert language("cs").text("revise.nothing-written") in texts(at)
    click(at, "dont-know")
    assert session(at).attempt.revealed


def test_expectation_is_kept_with_the_review():
    at = app("revise")
    at.button_group(key="confidence").set_value(75).run()
    click(click(at, "flip"), "rate-3")
    assert visit_of(at).events[-1]["confidence"] == 75
    assert session(at).attempt.confidence is None
    assert at.button_group(key="confidence").value is None


def test_a_whole_session_ends_with_a_summary_and_can_start_again():
    at = app("revise")
    for _ in range(session(at).length):
        click(click(at, "flip"), "rate-3")
    assert session(at).attempt is None
    assert language("cs").text("revise.done-title") in texts(at)
    click(at, "again")
    assert session(at).length == len(DECK.cards)


def hand_in(at: AppTest) -> AppTest:
    click(at, "exam-start")
    assert not keys(at) & {"mark-met", "rate-1"}
    assert not [m for m in at.markdown if language("cs").text("answer.answer") in m.value]
    return click(at, "exam-hand-in")


def test_self_test_from_start_to_grade():
    at = hand_in(app("self_test"))
    exam = visit_of(at).exam
    for card in DECK.cards.values():
        for unit in card.rubric:
            at.button_group(key=f"rubric-{unit.id}").set_value("half" if card.id == "adam" else "met").run()
        if "exam-next" in keys(at):
            click(at, "exam-next")
    said = texts(at)
    assert language("cs").text("exam.grade", grade=1) in said  # 50 of 55 points are 91 %
    assert "50 z 55" in said
    click(at, "exam-retake")
    assert visit_of(at).exam != exam
    start = [e for e in visit_of(at).events if e.kind == "exam-start"][-1]
    assert start["cards"] == ["adam"]


@pytest.mark.parametrize("points", [5, 10, 25, 50])
def test_a_part_hits_its_points_exactly(points):
    at = app("self_test")
    at.button_group(key="exam-whole").set_value("points").run()
    at.slider(key="exam-points").set_value(points).run()
    click(at, "exam-start")
    start = visit_of(at).events[-1]
    assert sum(DECK.cards[card].points for card in start["cards"]) == points
    assert start["minutes"] == pytest.approx(points * DECK.minutes_per_point)


def test_flags_and_questions_of_a_self_test():
    at = click(app("self_test"), "exam-start")
    click(at, "exam-flag")
    click(at, "exam-next")
    click(at, "exam-hand-in")
    flags = [e for e in visit_of(at).events if e.kind == "exam-flag"]
    assert [(e["card"], e["flagged"]) for e in flags] == [(next(iter(DECK.cards)), True)]


def test_a_second_hand_in_changes_nothing():
    at = click(app("self_test"), "exam-start")
    stale = at.button(key="exam-hand-in")
    click(at, "exam-hand-in")
    with pytest.raises(KeyError):
        at.button(key=stale.key)


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("card", list(DECK.cards))
def test_every_answer_page(card, lang):
    at = app("questions", lang)
    at.query_params["card"] = card
    at.run()
    assert not at.exception
    said = texts(at)
    assert "{+" not in said
    assert "[[" not in said
    layers = language(lang)
    for layer in ("skeleton", "answer", "derivation", "pitfalls"):
        assert layers.text(f"answer.{layer}") in said


def test_a_report_names_the_file_within_its_deck_and_where_to_send_it(tmp_path, monkeypatch):
    path = ROOT / "questions" / "lekce-2"
    at = app("questions", card="adam")
    at.query_params["card"] = "adam"
    [report] = [code.value for code in at.run().code if "adam.md" in code.value]
    assert str(path) not in report
    assert "questions" not in report
    assert not at.get("link_button")
    assert language("cs").text("report.how-copy") in texts(at)
    copy = shutil.copytree(path, tmp_path / "lekce-2")
    rules = copy / "deck.yaml"
    rules.write_text(rules.read_text("utf-8") + "report_url: https://example.org/report\n", "utf-8")
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path))
    at = app("questions")
    at.query_params["card"] = "adam"
    at.run()
    assert [link.proto.url.partition("?")[0] for link in at.get("link_button")] == ["https://example.org/report"]
    assert not any(str(tmp_path) in code.value for code in at.code)


def test_search_ignores_accents_and_says_when_nothing_is_found():
    at = app("questions")
    at.text_input(key="search").set_value("krizova entropie").run()
    assert "MLE" in texts(at) or "mle" in str(at.main)
    at.text_input(key="search").set_value("kvantová gravitace").run()
    assert language("cs").text("questions.nothing", query="kvantová gravitace") in texts(at)


@pytest.mark.parametrize(("page", "query"), [("questions", {"card": "nosuch"}), ("lab", {"demo": "nosuch"})])
def test_bad_links_get_a_sentence(page, query):
    at = app(page)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert "nosuch" in "".join(warning.value for warning in at.warning)


STRANGE = ["[Log in](https://evil.example)", "![](https://evil.example/x.png)", ":red[x] https://evil.example", "# *x*"]


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize(("page", "name"), [("questions", "card"), ("practice", "exercise"), ("lab", "demo")])
def test_a_strange_link_is_shown_as_plain_text(page, name, strange):
    at = app(page)
    at.query_params[name] = strange
    at.run()
    [said] = [warning.value for warning in at.warning]
    assert plain(strange) in said
    assert strange not in said


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_search_is_shown_as_plain_text(strange):
    at = app("questions")
    at.text_input(key="search").set_value(strange + " qqq").run()
    assert at.info[0].value == language("cs").text("questions.nothing", query=plain(strange + " qqq"))


ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@given(st.text(string.punctuation + "a1 \n", max_size=60))
def test_plain_text_is_one_line_without_a_sign_that_means_something(text):
    shown = plain(text)
    assert not re.search(r"[!-/:-@\[-`{-~\n\r]", ESCAPE.sub("", shown))
    assert ESCAPE.sub(r"\1", shown).replace("\u2060", "").split() == text.split()


@pytest.mark.parametrize("text", ["https://e.x", "WWW.e.x", "a@e.x", ":smile:", ":material/home:"])
def test_plain_text_hides_addresses_and_icons_from_what_looks_for_them_late(text):
    assert text not in ESCAPE.sub(r"\1", plain(text))


def test_language_and_notation_can_be_changed():
    at = app("revise", "cs")
    at.button_group(key="language").set_value("en").run()
    assert language("en").text("revise.flip") in {b.label for b in at.button}
    at.button_group(key="notation").set_value("slides").run()
    assert not at.exception


def test_broken_decks_leave_a_message(tmp_path, monkeypatch):
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path))
    at = app()
    assert "python -m study check" in at.info[0].value


def test_a_links_notation_is_followed_once_and_then_the_switch():
    at = app("lab", demo="momentum", notation="slides")
    assert at.button_group(key="notation").value == "slides"
    assert any(code.value.endswith("lab?demo=momentum&notation=slides") for code in at.code)
    at.button_group(key="notation").set_value("notes").run()
    assert at.button_group(key="notation").value == "notes"
    assert any(code.value.endswith("lab?demo=momentum&notation=notes") for code in at.code)


def test_a_links_unknown_notation_is_left():
    assert app("lab", demo="momentum", notation="klingon").button_group(key="notation").value == "notes"


def test_no_exam_date_is_shown_before_one_was_chosen():
    at = app("settings")
    assert at.date_input(key="set-exam-date").value is None
    at.run()
    assert at.date_input(key="set-exam-date").value is None


def test_an_exam_date_can_be_taken_back_and_a_past_one_is_said_so():
    at = app("settings")
    assert "no-exam-date" not in keys(at)
    past = language("cs").text("settings.exam-past")
    at.date_input(key="set-exam-date").set_value(date.today() + timedelta(days=9)).run()
    assert past not in texts(at)
    at.date_input(key="set-exam-date").set_value(date(2020, 1, 20)).run()
    assert past in texts(at)
    assert not at.date_input(key="set-exam-date").proto.default  # the browser offers to empty the field
    click(at, "no-exam-date")
    assert at.date_input(key="set-exam-date").value is None
    assert goals(visit_of(at).events).exam_date is None
    assert "no-exam-date" not in keys(at)


@pytest.mark.parametrize(("new", "refused", "kind"), [(0, 1, "warning"), (2, 1, "success"), (0, 0, "success")])
def test_a_backup_of_which_nothing_could_be_used_is_no_success(new, refused, kind):
    at = app("settings")
    summary = Summary(new, 0, refused)
    visit_of(at).restored = (summary, Reading((), (), refused), True)
    at.run()
    assert [each.value for each in at.get(kind)] == [summary.sentence(language("cs"))]


def set_by_the_server(at: AppTest, kind: str, key: str) -> bool:
    """Does the page overrule what the browser may have chosen since?"""
    element = next(each for each in at.get(kind) if each.key == key)
    return element.proto.set_value


def test_a_goal_or_a_question_just_chosen_is_not_overruled():
    at = app("settings")
    at.slider(key="set-minutes").set_value(60).run()
    assert not set_by_the_server(at, "slider", "set-minutes")
    at.switch_page("ui/pages/self_test.py").run()
    click(at, "exam-start")
    at.button_group(key="exam-navigator").set_value("adam").run()
    assert not set_by_the_server(at, "button_group", "exam-navigator")


def test_trying_a_question_keeps_the_session_and_the_marks_of_the_open_answer():
    at = click(app("revise"), "flip")
    card = DECK.cards[session(at).attempt.card]
    at.button_group(key=f"rubric-{card.rubric[0].id}").set_value("half").run()
    before = session(at)
    other = next(id for id in DECK.cards if id != card.id)
    at.switch_page("ui/pages/questions.py")
    at.query_params["card"] = other
    click(at.run(), "revise-this")
    at.switch_page("ui/pages/revise.py").run()
    assert session(at).attempt.card == other
    click(click(at, "flip"), "rate-3")
    assert session(at).attempt == before.attempt
    assert at.button_group(key=f"rubric-{card.rubric[0].id}").value == "half"
    assert set(session(at).waiting) == set(before.waiting) - {other}


def test_the_sentence_on_an_empty_answer_belongs_to_one_attempt():
    sentence = language("cs").text("revise.nothing-written")
    at = app("revise")
    at.button_group(key="attempt-mode").set_value("typed").run()
    assert sentence in texts(click(at, "flip"))
    assert sentence not in texts(click(at, "skip"))
    click(at, "flip")
    at.session_state["attempt"] = {"draft": {"draft": typed_draft(at), "text": "H(p)", "revision": 1}}
    click(at, "flip")
    assert session(at).attempt.text == "H(p)"


def typed_draft(at: AppTest) -> str:
    return f"revise-0-{session(at).attempt.card}/{session(at).attempt.card}"


@pytest.mark.parametrize(("button", "mode"), [("flip", "typed"), ("dont-know", "unknown")])
def test_a_rated_answer_leaves_no_draft_and_comes_back_with_undo(button, mode):
    at = app("revise")
    at.button_group(key="attempt-mode").set_value("typed").run()
    draft = typed_draft(at)
    visit_of(at).drafts = {draft: "entropie"}
    at.session_state["attempt"] = {"draft": {"draft": draft, "text": "entropie", "revision": 1}}
    click(click(at, button), "rate-3")
    assert visit_of(at).events[-1]["answer"] == "entropie"
    assert draft not in visit_of(at).drafts
    assert visit_of(at).rated == {draft: "entropie"}
    click(at, "undo")
    assert (session(at).attempt.text, session(at).attempt.mode) == ("entropie", mode)
    assert "entropie" in texts(at)


def test_a_changed_goal_makes_the_list_anew_unless_an_answer_is_open():
    at = app("revise")
    window_of(at).greeted = True
    click(at, "skip")
    assert visit_of(at).drafts["revise/session"]
    at.switch_page("ui/pages/settings.py").run()
    at.slider(key="set-minutes").set_value(5).run()
    assert visit_of(at).drafts["revise/session"] == ""
    at.switch_page("ui/pages/revise.py").run()
    assert session(at).waiting == ()
    click(at, "flip")
    open_answer = session(at)
    at.switch_page("ui/pages/settings.py").run()
    at.slider(key="set-minutes").set_value(60).run()
    at.switch_page("ui/pages/revise.py").run()
    assert session(at) == open_answer


def test_starting_over_leaves_nothing_that_was_typed_or_chosen(monkeypatch):
    monkeypatch.setattr(settings, "set_goal", lambda *_: progress_log.start_over([]))
    at = app("questions", lang="en")
    at.text_input(key="search").set_value("private").run()
    at.switch_page("ui/pages/self_test.py").run()
    at.toggle(key="exam-exercises").set_value(True).run()
    at.switch_page("ui/pages/revise.py").run()
    at.button_group(key="confidence").set_value(75).run()
    click(click(at, "dont-know"), "next")
    at.switch_page("ui/pages/settings.py").run()
    at.slider(key="set-minutes").set_value(60).run()
    assert (visit_of(at).events, visit_of(at).drafts, visit_of(at).revision) == ([], {}, None)
    assert at.slider(key="set-minutes").value != 60
    assert at.button_group(key="language").value == "en"
    at.switch_page("ui/pages/questions.py").run()
    assert at.text_input(key="search").value == ""
    at.switch_page("ui/pages/self_test.py").run()
    assert at.toggle(key="exam-exercises").value is False
    at.switch_page("ui/pages/revise.py").run()
    assert at.button_group(key="confidence").value in (None, [])
    assert not at.exception
    assert not at.error


def test_a_query_is_cut_on_the_server():
    at = app("questions")
    at.text_input(key="search").set_value("adam " + "x" * 100_000)
    at.run()
    assert not at.exception
    assert at.session_state["search"] == ("adam " + "x" * 100_000)[:200]
    at.text_input(key="search").set_value("adam").run()
    assert at.session_state["search"] == "adam"
    assert len(at.get("page_link")) > 1
