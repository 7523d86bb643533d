"""What is typed to an exercise of a self-test, in a real browser: it survives questions, a reload and the hand-in."""

import re
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import expect

from .conftest import PATIENCE, Server, Visit

DECK = Path(__file__).parents[1] / "exercise_deck"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of the app with a deck whose only exercise is this one; a server is started once."""
    servers = {}

    def address(exercise):
        if exercise not in servers:
            folder = tmp_path_factory.mktemp(exercise)
            card = copytree(DECK, folder / "decks" / "one") / "01-steps.md"
            text = re.sub(r"(?m)^exercises: .*", f"exercises: [{exercise}]", card.read_text("utf-8"))
            card.write_text(text, encoding="utf-8")
            servers[exercise] = Server(folder, LEKCE2_QUESTIONS=str(folder / "decks"))
            servers[exercise].start()
        return servers[exercise].url

    yield address
    for server in servers.values():
        server.stop()


@pytest.fixture
def sitting(browser, served, request):
    """A visit to a deck whose only exercise is a program, or the one that the test names."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield Visit(context.new_page(), served(getattr(request, "param", "sgd")))
    context.close()


def begun(sitting, lang="en"):
    """A self-test with an exercise, just begun."""
    page = sitting.open("self-test", lang=lang)
    with sitting.answered():
        page.locator(".st-key-exam-exercises label").click()
    sitting.click("exam-start")
    return page


def test_a_program_in_a_self_test_is_kept_and_marked(sitting):
    page = begun(sitting)
    sitting.click("exam-next")
    field = page.locator(".st-key-exam-answer textarea")
    expect(field).to_have_attribute("autocapitalize", "off")
    field.press_sequentially("theta = theta - alpha*grad(theta)")
    sitting.click("exam-next")  # at once: the text travels with the click
    expect(page.locator(".st-key-exercise-sgd")).to_have_count(0)
    sitting.reload()
    sitting.click("exam-navigator", 1)
    expect(field).to_have_value("theta = theta - alpha*grad(theta)")
    expect(page.locator(".st-key-exam-answer-preview .katex").first).to_be_visible()
    sitting.click("exam-hand-in")
    sitting.click("exam-navigator", 1)
    expect(page.locator(".st-key-exercise-marking")).to_contain_text("1 of 1 point")
    assert sitting.complaints == []


@pytest.mark.parametrize("sitting", ["first-moment"], indirect=True)
def test_typed_numbers_survive_a_shortcut_and_a_reload(sitting):
    page = begun(sitting)
    sitting.press("Alt+ArrowRight")
    fields = page.locator(".st-key-exercise-first-moment input")
    fields.nth(0).press_sequentially("1.5")
    sitting.press("Alt+ArrowRight")  # at once, with the focus in the field
    expect(fields).to_have_count(0)
    sitting.press("Alt+ArrowRight")
    expect(fields.nth(0)).to_have_value("1.5")
    with sitting.answered():  # a pause sends what was typed
        fields.nth(1).press_sequentially("2")
    expect(fields.nth(1)).to_be_focused()
    with sitting.answered():
        page.keyboard.type("5")
    sitting.reload()
    sitting.click("exam-navigator", 1)
    expect(fields.nth(0)).to_have_value("1.5")
    expect(fields.nth(1)).to_have_value("25")
    assert sitting.complaints == []


def test_a_shortcut_on_the_navigator_is_no_press_of_its_button(sitting):
    page = begun(sitting)
    numbers = page.locator(".st-key-exam-navigator button")
    numbers.nth(1).focus()
    sitting.press("Alt+ArrowRight")
    expect(page.locator(".st-key-exercise-sgd")).to_be_visible()
    numbers.nth(0).click()
    sitting.press("Alt+ArrowRight")
    expect(page.locator(".st-key-exercise-sgd")).to_be_visible()
    numbers.nth(0).focus()
    sitting.press("Alt+Enter")
    expect(page.locator(".st-key-exam-score")).to_be_visible()
    assert sitting.complaints == []


def test_a_hand_in_is_taken_back_and_a_test_thrown_away(sitting):
    page = begun(sitting)
    field = page.locator(".st-key-exam-answer textarea")
    field.press_sequentially("written")
    sitting.press("Alt+ArrowLeft")
    expect(page.locator(".st-key-exercise-sgd")).to_be_visible()
    field.press_sequentially("theta = 1")
    sitting.press("Alt+Enter")
    sitting.click("exam-take-back")
    expect(field).to_have_value("written")
    sitting.click("exam-previous")
    expect(field).to_have_value("theta = 1")
    page.get_by_test_id("stPopover").get_by_role("button").click()
    sitting.click("exam-leave")
    sitting.reload()
    expect(page.locator(".st-key-exam-start")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.includes('draft'))") == []
    assert sitting.complaints == []
