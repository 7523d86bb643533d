"""The language in a real browser: what was switched to is there on the next visit, and a link comes before it."""

from playwright.sync_api import expect

from study.language.catalogues import language

from .conftest import Visit


def test_the_language_that_was_switched_to_is_there_on_the_next_visit(visit: Visit):
    title = {code: language(code).text("nav.settings") for code in ("cs", "en")}
    shown = visit.page.get_by_role("heading", level=1)
    visit.open("settings", lang="en")
    expect(shown).to_have_text(title["en"])
    visit.open("settings")
    expect(shown).to_have_text(title["cs"])  # a link is no choice
    visit.page.locator(".st-key-language button", has_text="English").click()
    expect(shown).to_have_text(title["en"])
    visit.settle()
    visit.open("settings")
    expect(shown).to_have_text(title["en"])
    visit.open("settings", lang="cs")
    expect(shown).to_have_text(title["cs"])
    assert visit.complaints == []
