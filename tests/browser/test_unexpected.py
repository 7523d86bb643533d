"""An error that nobody expected, on the screen: the sentence stays to be read, and everything else goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Server, Visit

BROKEN = """
def break_(*_):
    raise ZeroDivisionError("private")

from ui.features import answer, revision
from ui.lab import frame
revision.skip = frame._reset = answer.faults = break_
"""
CALM = re.compile(r"Něco se pokazilo \(kód [0-9A-F]{4}\)\. Nic z uloženého se neztratilo")


@pytest.fixture
def broken(tmp_path, browser):
    """A visit of an app in which skipping a question, resetting a demo and the end of a page fail."""
    for part in (".streamlit", "lekce2", "study", "ui", "questions"):
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "app.py").write_text(BROKEN + (ROOT / "app.py").read_text("utf-8"), encoding="utf-8")
    server = Server(tmp_path, root=tmp_path)
    server.start()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="cs-CZ")
    context.set_default_timeout(15_000)
    yield Visit(context.new_page(), server.url), server
    context.close()
    server.stop()


def test_a_press_or_a_page_that_fails_says_so_and_everything_else_goes_on(broken):
    visit, server = broken
    page = visit.open("revise")
    toast = page.get_by_test_id("stToast")
    page.locator(".st-key-skip button").click()
    expect(toast).to_contain_text(CALM)
    visit.settle()
    expect(page.get_by_test_id("stSidebar").locator(".st-key-language")).to_be_visible()
    page.locator(".st-key-flip button").click()
    page.locator(".st-key-rate-3").wait_for()
    expect(toast).to_contain_text(CALM)  # still there to be read

    page = visit.open("lab", demo="entropy")
    page.get_by_role("button", name="Začít znovu").click()
    expect(page.get_by_test_id("stToast")).to_contain_text(CALM)
    expect(page.locator(".st-key-demo-entropy")).to_be_visible()

    page = visit.open("")
    expect(page.get_by_test_id("stAlert").last).to_contain_text(CALM)
    expect(page.locator(".st-key-expected-score")).to_be_visible()
    page.get_by_role("link", name="Otázky").first.click()
    page.locator(".st-key-search").wait_for()

    text = page.locator("body").inner_text()
    assert "private" not in text
    assert "ZeroDivisionError" not in text
    log = server.log.read_text(errors="replace")
    assert len(set(re.findall(r"unexpected error, code ([0-9A-F]{4})", log))) == 3
    assert log.count("ZeroDivisionError: private") >= 3
