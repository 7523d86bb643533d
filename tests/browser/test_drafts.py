"""Drafts that the browser keeps: whose they are, what is sent to the server, and what is forgotten.

The modules run in a real page of the app's address, without the app: a component is what Streamlit would hand them.
"""

import re

import pytest

from ui.learner import drafts
from ui.widgets.editor import FOLDER, HTML

from .conftest import Server, Visit
from .test_progress import PIECES, begin_exam, context, holds, write

MODULE = """
async ([js, html]) => {
  const { default: draw } = await import(URL.createObjectURL(new Blob([js], { type: "text/javascript" })));
  document.body.innerHTML = html;
  window.told = [];
  const setStateValue = (name, value) => window.told.push(value);
  const told = { parentElement: document.body, setStateValue, setTriggerValue: setStateValue };
  window.draw = (data) => draw({ data: [data], ...told });
  return null;
}
"""
SAVE = """
([name, text, time]) =>
  localStorage.setItem(`lekce2:draft:${name}`, JSON.stringify({ text, revision: 3, known: [], time }))
"""
KEPT = "Object.fromEntries(Object.keys(localStorage).map((name) => [name, JSON.parse(localStorage[name]).text]))"
EDITOR = (FOLDER / "editor.js").read_text("utf-8")
ANNA, ACCOUNT, BERT = "aaaaaaaaaaaa:", "cccccccccccc:", "bbbbbbbbbbbb:"
LATER = 10**14


@pytest.fixture
def page(browser, app_url):
    own = context(browser)
    page = own.new_page()
    page.goto(f"{app_url}/_stcore/health")
    yield page
    own.close()


def open_editor(page, owner, text="", former="", revision=0):
    data = {
        "draft": "revise-0/adam", "owner": owner, "former": former, "text": text, "revision": revision, "limit": 100,
        "height": 100, "capitals": "off", "label": "", "placeholder": "", "hint": "", "language": "cs", "restore": "",
        "submit": False,
    }  # fmt: skip
    page.evaluate("(data) => { window.draw(data); }", data)
    return page.locator("textarea").input_value()


def test_an_editor_opens_only_its_owners_draft(page):
    page.evaluate(SAVE, [f"{ANNA}revise-0/adam", "Anna's", LATER])
    page.evaluate(SAVE, ["revise-0/adam", "nobody's", LATER])
    page.evaluate(MODULE, [drafts.JS + EDITOR, HTML])
    assert open_editor(page, BERT) == ""
    assert open_editor(page, ANNA) == "Anna's"


def test_what_was_typed_before_the_owner_was_known_goes_over_to_the_owner(page):
    page.evaluate(SAVE, [f"{ANNA}revise-0/adam", "older", LATER])
    page.evaluate(MODULE, [drafts.JS + EDITOR, HTML])
    assert open_editor(page, ACCOUNT, former=ACCOUNT) == ""
    page.locator("textarea").press_sequentially("typed")
    assert open_editor(page, ANNA, former=ACCOUNT) == "typed"
    kept = page.evaluate(KEPT)
    assert kept == {f"lekce2:draft:{ANNA}revise-0/adam": "typed"}
    assert page.locator("button").is_visible(), "the older text is offered"


def test_an_owner_who_becomes_known_brings_the_draft_when_nothing_was_typed(page):
    page.evaluate(SAVE, [f"{ANNA}revise-0/adam", "Anna's", LATER])
    page.evaluate(MODULE, [drafts.JS + EDITOR, HTML])
    assert open_editor(page, ACCOUNT, former=ACCOUNT) == ""
    assert open_editor(page, ANNA, former=ACCOUNT) == "Anna's"


def test_what_was_left_before_the_owner_was_known_is_found_later(page):
    page.evaluate(SAVE, [f"{ACCOUNT}revise-0/adam", "left", LATER])
    page.evaluate(MODULE, [drafts.JS + EDITOR, HTML])
    assert open_editor(page, ANNA, former=ACCOUNT) == "left"
    assert page.evaluate(KEPT) == {f"lekce2:draft:{ANNA}revise-0/adam": "left"}


def test_all_drafts_that_the_server_lacks_are_sent_once(page):
    page.evaluate(SAVE, [f"{ANNA}e1/a", "only here", LATER])
    page.evaluate(SAVE, [f"{ANNA}e1/b", "another version", LATER])
    page.evaluate(SAVE, [f"{ANNA}e1/c", "the same", LATER])
    page.evaluate(SAVE, [f"{ACCOUNT}e1/d", "before the owner was known", LATER])
    page.evaluate(SAVE, [f"{BERT}e1/e", "Bert's", LATER])
    page.evaluate(MODULE, [drafts.JS + (drafts.HERE / "collect_drafts.js").read_text("utf-8"), ""])
    told = [["e1/a", ""], ["e1/b", "the server's"], ["e1/c", "the same"], ["e1/d", ""], ["e1/e", ""]]
    for asked in ("", "word", "word"):
        data = {"owner": ANNA, "former": ACCOUNT, "asked": asked, "drafts": told}
        page.evaluate("(data) => { window.draw(data); }", data)
    texts = {"e1/a": "only here", "e1/d": "before the owner was known"}
    assert page.evaluate("window.told") == [{"asked": "word", "texts": texts}]


def test_only_what_is_stored_is_forgotten(page):
    page.evaluate(SAVE, ["e1/a", "handed in", LATER])
    page.evaluate(SAVE, ["e1/b", "more than was handed in", LATER])
    page.evaluate(SAVE, ["e1/c", "any", LATER])
    page.evaluate(MODULE, [drafts.JS + (drafts.HERE / "forget_drafts.js").read_text("utf-8"), ""])
    gone = [["e1/a", "handed in"], ["e1/b", "less"], ["e1/c", None], ["e1/d", ""]]
    page.evaluate("(data) => { window.draw(data); }", {"owner": "", "drafts": gone})
    assert page.evaluate(KEPT) == {"lekce2:draft:e1/b": "more than was handed in"}


def test_a_self_test_whose_server_was_wiped_is_handed_in_with_every_answer(browser, server: Server):
    visit = Visit(context(browser).new_page(), server.url)
    begin_exam(visit)
    write(visit, "exam-answer", "první odpověď")
    visit.page.locator(".st-key-exam-next button").click()
    holds(visit, "exam-answer", "")
    write(visit, "exam-answer", "druhá odpověď")
    visit.page.wait_for_function(f"({PIECES}).includes('exam-start')")
    server.stop()
    for file in server.database.parent.glob("progress.db*"):
        file.unlink()
    server.start()
    visit.reload()
    holds(visit, "exam-answer", "první odpověď")
    visit.page.locator(".st-key-exam-navigator", has_text=re.compile("1 ✎.*2 ✎", re.S)).wait_for()
    visit.page.locator(".st-key-exam-hand-in button").click()
    visit.page.locator(".st-key-exam-score").wait_for()
    visit.page.locator(".st-key-exam-navigator button").nth(1).click()
    visit.page.locator("[data-testid=stMain]", has_text="druhá odpověď").wait_for()


def test_a_rated_answer_is_forgotten_and_an_empty_one_is_told_until_something_is_typed(visit):
    visit.open("revise")
    visit.page.locator(".st-key-attempt-mode button").nth(1).click()
    visit.page.locator(".st-key-attempt textarea").wait_for()
    visit.page.locator(".st-key-flip button").click()
    told = visit.page.locator("[data-testid=stAlert]", has_text="Zatím tu nic není")
    told.wait_for()
    write(visit, "attempt", "entropie")
    told.wait_for(state="detached")
    visit.page.keyboard.press("Control+Enter")
    visit.page.locator(".st-key-rate-3 button").click()
    visit.page.locator(".st-key-flip").wait_for()
    visit.page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('lekce2:draft:'))")
    visit.page.locator(".st-key-undo button").click()
    visit.page.locator("[data-testid=stMain]", has_text="entropie").wait_for()
    assert visit.complaints == []
