"""Questions in a real browser: every answer has its address, begins at its top, and Back leads where it should."""

import re

from playwright.sync_api import expect

from .conftest import Visit

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def test_an_answer_has_its_address_and_begins_at_its_top(visit: Visit):
    page = visit.open("questions")
    first, second = page.locator("[class*=st-key-entry-] a").nth(0), page.locator("[class*=st-key-entry-] a").nth(1)
    name, other = (re.sub(".*=", "", link.get_attribute("href") or "") for link in (first, second))
    first.click()
    page.locator(f".st-key-question-{name}").wait_for()
    assert page.url.endswith(f"questions?card={name}")
    visit.settle()

    onward = page.locator(".st-key-neighbours a").last
    onward.scroll_into_view_if_needed()
    assert page.evaluate(SCROLLED) > 0
    onward.click()
    page.locator(f".st-key-question-{other}").wait_for()
    visit.settle()
    assert page.url.endswith(f"questions?card={other}")
    assert page.evaluate(SCROLLED) == 0

    visit.reload()
    page.locator(f".st-key-question-{other}").wait_for()
    page.go_back()
    page.locator(f".st-key-question-{name}").wait_for()
    page.go_back()
    page.locator(".st-key-search").wait_for()
    assert visit.complaints == []


def test_the_sidebar_and_all_questions_lead_from_an_answer_to_the_list(visit: Visit):
    for link in (
        "[data-testid=stSidebarNavLink][href$='/questions']",
        "[data-testid=stMain] [data-testid=stPageLink] a",
    ):
        page = visit.open("questions", card="adam", lang="en")
        page.locator(link).first.click()
        page.locator(".st-key-search").wait_for()
        visit.settle()
        expect(page).to_have_url(re.compile(r"questions\?lang=en$"))
        expect(page.locator(".st-key-search label")).to_contain_text("Search")


def test_what_was_found_follows_the_typing_and_is_there_again_after_an_answer(visit: Visit):
    page = visit.open("questions")
    field = page.locator(".st-key-search input")
    field.press_sequentially("nesterov", delay=30)
    found = page.locator("[class*=st-key-entry-]")
    expect(found.first).to_be_visible()
    expect(page.locator(".st-key-entry-mse")).to_have_count(0)
    page.locator(".st-key-entry-momentum a").click()
    page.locator(".st-key-question-momentum").wait_for()
    page.go_back()
    expect(page.locator(".st-key-search input")).to_have_value("nesterov")
    expect(page.locator(".st-key-entry-mse")).to_have_count(0)
