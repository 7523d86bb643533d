"""Fields whose code comes late, as over a slow line: they show what was set, and the browser does not set it anew."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from .conftest import PATIENCE, Visit

FIELDS = re.compile(r"/(Slider|DateInput|DateField|ButtonGroup)\.[^/]*\.js$")
COMPONENTS = re.compile(r"/BidiComponent\.[^/]*\.js$")
ANSWERED = "window.lekce2Runs?.asked > 0 && window.lekce2Runs.answered === window.lekce2Runs.asked"


@contextmanager
def held(visit: Visit, files: re.Pattern[str]) -> Iterator[None]:
    """The browser gets no such files until here is done what is to come before."""
    waiting = []
    visit.page.route(files, lambda route: waiting.append(route))
    with visit.page.expect_request(files):
        yield
    for route in waiting:
        route.continue_()
    visit.page.unroute(files)


def open_late(visit: Visit, path: str) -> None:
    """Open a page whose fields have no code before the server has drawn it twice, without and with the hello."""
    with held(visit, FIELDS):
        with held(visit, COMPONENTS):
            visit.page.goto(f"{visit.url}/{path}")
            visit.page.wait_for_function(ANSWERED, timeout=PATIENCE)
        visit.page.wait_for_function(f"document.body.dataset.lekce2 === 'known' && {ANSWERED}", timeout=PATIENCE)
    visit.settle()


@pytest.mark.parametrize("changed", [False, True], ids=["as given", "changed"])
def test_settings_are_not_changed_by_looking_at_them(visit: Visit, changed: bool):
    page = visit.open("settings")
    minutes = page.locator(".st-key-set-minutes input[type=range]")
    retention = page.locator(".st-key-set-retention input[type=range]")
    date = page.locator(".st-key-set-exam-date")
    if changed:
        minutes.focus()
        visit.press("ArrowRight")
        retention.focus()
        visit.press("ArrowRight")
        with visit.answered():
            date.get_by_role("spinbutton").first.click()
            page.keyboard.type("24122030")
            page.get_by_role("heading", level=1).click()
    before = minutes.input_value(), retention.input_value(), date.inner_text()
    records = page.locator("[data-testid=stMain]", has_text="3 záznamy" if changed else "0 záznamů")
    records.wait_for()

    def unchanged() -> None:
        expect(minutes).to_have_value(before[0])
        expect(retention).to_have_value(before[1])
        assert date.inner_text() == before[2]
        expect(records).to_be_visible()

    open_late(visit, "settings")
    unchanged()
    visit.click("notation", 2)  # the browser tells what all fields hold
    unchanged()
    visit.reload()
    unchanged()
    assert visit.complaints == []


def test_the_language_of_a_link_is_not_changed_by_looking_at_it(visit: Visit):
    open_late(visit, "settings?lang=en")
    chosen = visit.page.locator(".st-key-language [role=radio][aria-checked=true]")
    expect(chosen).to_have_text("English")
    visit.click("notation", 2)
    expect(chosen).to_have_text("English")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Settings and data")
    assert visit.page.evaluate("localStorage['lekce2:language'] ?? null") is None, "a link is no choice"
