"""Several decks in a real browser: the choice is there after a reload, in a new visit, and a link comes before it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.many_decks import write_decks

from .conftest import Server, Visit


@pytest.fixture
def among_many(tmp_path: Path, pages: Callable[[str], Page]) -> Iterator[Visit]:
    server = Server(tmp_path, LEKCE2_QUESTIONS=str(write_decks(tmp_path / "decks", 20)))
    server.start()
    visit = Visit(pages("cs-CZ"), server.url)
    yield visit
    visit.end()
    server.stop()


def test_the_chosen_deck_outlives_a_reload_and_the_visit_and_a_link_comes_before_it(among_many: Visit):
    visit, page = among_many, among_many.open()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Sada E1")
    page.locator(".st-key-deck input").click()
    page.get_by_role("option", name="Sada E7").click()
    expect(title).to_have_text("Sada E7")
    visit.settle()
    visit.reload()
    expect(title).to_have_text("Sada E7")
    visit.open()
    expect(title).to_have_text("Sada E7")
    page.evaluate("sessionStorage.clear()")
    visit.open("questions", card="card-12")
    expect(page.locator(".st-key-question-card-12")).to_be_visible()
    expect(page.locator(".st-key-deck input")).to_have_value("Sada E12")
    visit.open()
    expect(title).to_have_text("Sada E7")  # a link is no choice
    assert visit.complaints == []
