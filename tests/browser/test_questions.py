"""Questions in a real browser: every answer has its address, begins at its top, and Back leads where it should."""

import re

import pytest
from playwright.sync_api import Page, expect

from ui import dom

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
    page.locator(".st-key-entry-momentum a").first.click()
    page.locator(".st-key-question-momentum").wait_for()
    page.go_back()
    expect(page.locator(".st-key-search input")).to_have_value("nesterov")
    expect(page.locator(".st-key-entry-mse")).to_have_count(0)


TOP = """(part) => document.querySelector(`.st-key-part-${part}`).getBoundingClientRect().top
  - document.querySelector("[data-testid=stMain]").getBoundingClientRect().top"""
NEAR = 200  # px below the top of the page in which a part begins that was gone to


def outline(page: Page):
    return page.locator(dom.SELECTORS["outline"])


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_outline_leads_to_a_part_and_follows_the_reading(visit: Visit, width: int, height: int):
    visit.page.set_viewport_size({"width": width, "height": height})
    page = visit.open("questions", card="adam")
    visit.settle()
    summary, link = outline(page).locator("summary"), outline(page).locator("a[href='#derivation-3']")
    if width < 1000:
        expect(link).not_to_be_visible()
        summary.click()
    link.click()
    visit.settle()
    assert 0 <= page.evaluate(TOP, "derivation-3") < NEAR
    if width < 1000:
        expect(link).not_to_be_visible()
    expect(outline(page).locator("a.now")).to_have_attribute("href", "#derivation-3")
    expect(outline(page).locator("[aria-current]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.complaints == []


def test_a_link_to_a_part_begins_there_and_what_is_found_leads_to_its_part(visit: Visit):
    page = visit.open("questions", card="adam.pitfalls")
    page.locator(".st-key-part-pitfalls").wait_for()
    visit.settle()
    assert 0 <= page.evaluate(TOP, "pitfalls") < NEAR
    page = visit.open("questions")
    page.locator(".st-key-search input").press_sequentially("geometricka rada", delay=30)
    found = page.locator(".st-key-found-adam a[href*='adam.']").first
    expect(found).to_be_visible()
    part = re.sub(r".*adam\.([a-z0-9-]+).*", r"\1", found.get_attribute("href") or "")
    found.click()
    page.locator(f".st-key-part-{part}").wait_for()
    visit.settle()
    assert 0 <= page.evaluate(TOP, part) < NEAR
    page.locator(".st-key-neighbours a").first.click()
    page.locator(".st-key-question-adaptive").wait_for()
    visit.settle()
    assert page.evaluate(SCROLLED) == 0


def test_a_folded_answer_stays_folded_on_the_next_card(visit: Visit):
    page = visit.open("questions", card="adam")
    page.locator(".st-key-reading button").last.click()
    expect(page.locator(".st-key-part-answer")).to_have_count(0)
    page.locator(".st-key-neighbours a").first.click()
    page.locator(".st-key-question-adaptive").wait_for()
    expect(page.locator(".st-key-part-skeleton")).to_be_visible()
    expect(page.locator(".st-key-part-answer")).to_have_count(0)
