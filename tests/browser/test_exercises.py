"""A program typed in a self-test, in a real browser: it survives questions, a reload and the hand-in."""

import re
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import expect

from .conftest import Server, Visit

DECK = Path(__file__).parents[1] / "exercise_deck"


@pytest.fixture
def sitting(browser, tmp_path, monkeypatch):
    """A visit to a deck whose only exercise is a program."""
    card = copytree(DECK, tmp_path / "decks" / "one") / "01-steps.md"
    card.write_text(re.sub(r"(?m)^exercises: .*", "exercises: [sgd]", card.read_text("utf-8")), encoding="utf-8")
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path / "decks"))
    server = Server(tmp_path)
    server.start()
    context = browser.new_context(locale="en-GB")
    yield Visit(context.new_page(), server.url)
    context.close()
    server.stop()


def test_a_program_in_a_self_test_is_kept_and_marked(sitting):
    page = sitting.open("self-test", lang="en")
    page.locator(".st-key-exam-exercises label").click()
    sitting.settle()
    page.locator(".st-key-exam-start button").click()
    sitting.settle()
    page.locator(".st-key-exam-next button").click()
    sitting.settle()
    field = page.locator(".st-key-exam-answer textarea")
    expect(field).to_have_attribute("autocapitalize", "off")
    field.press_sequentially("theta = theta - alpha*grad(theta)")
    page.locator(".st-key-exam-next button").click()  # at once: the text travels with the click
    sitting.settle()
    expect(page.locator(".st-key-exercise-sgd")).to_have_count(0)
    sitting.reload()
    page.locator(".st-key-exam-navigator button").nth(1).click()
    sitting.settle()
    expect(field).to_have_value("theta = theta - alpha*grad(theta)")
    expect(page.locator(".st-key-exam-answer-preview .katex").first).to_be_visible()
    page.locator(".st-key-exam-hand-in button").click()
    sitting.settle()
    page.locator(".st-key-exam-navigator button").nth(1).click()
    sitting.settle()
    expect(page.locator(".st-key-exercise-marking")).to_contain_text("1 of 1 point")
    assert sitting.complaints == []
