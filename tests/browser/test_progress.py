"""Progress that is never lost, in a real browser: reload, two tabs, a restarted and a wiped server, private mode."""

from playwright.sync_api import Browser, BrowserContext

from .conftest import Server, Visit

PIECES = """
Object.keys(localStorage).filter((name) => name.startsWith("lekce2:log:")).map((name) => localStorage[name]).join("")
"""


def context(browser: Browser) -> BrowserContext:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="cs-CZ")
    made.set_default_timeout(20_000)
    return made


def rate(visit: Visit) -> None:
    """Answer "I don't know" and take the suggested rating."""
    visit.press("n")
    visit.page.locator(".st-key-next").wait_for()
    visit.page.wait_for_timeout(600)
    visit.press("Enter")
    visit.page.locator(".st-key-flip").wait_for()


def records(visit: Visit) -> str:
    """What Settings says about the number of records."""
    visit.open("settings")
    return visit.page.locator("[data-testid=stMain]").inner_text()


def test_a_reload_keeps_everything(visit):
    visit.open("revise")
    rate(visit)
    rate(visit)
    visit.reload()
    assert "2 záznamy" in records(visit)
    assert "uložené" in records(visit)


def test_a_self_test_goes_on_after_a_reload(visit):
    visit.open("self-test")
    visit.page.locator(".st-key-exam-start button").click()
    visit.settle()
    visit.page.locator(".st-key-exam-answer textarea").click()
    visit.page.keyboard.type("první odpověď $x$", delay=5)
    visit.page.wait_for_timeout(900)
    visit.press("Alt+ArrowRight")
    visit.page.locator(".st-key-exam-answer textarea").click()
    visit.page.keyboard.type("druhá", delay=5)
    visit.page.wait_for_timeout(900)
    visit.reload()
    assert visit.page.locator("[role=timer]").inner_text().startswith("Zbývá 65:")
    assert visit.page.locator(".st-key-exam-answer textarea").input_value() == "první odpověď $x$"
    visit.press("Alt+ArrowRight")
    visit.page.wait_for_timeout(500)
    assert visit.page.locator(".st-key-exam-answer textarea").input_value() == "druhá"


def test_a_typed_answer_in_revise_survives_a_reload(visit):
    visit.open("revise")
    visit.page.locator(".st-key-attempt-mode button").nth(1).click()
    visit.settle()
    visit.page.locator(".st-key-attempt textarea").click()
    visit.page.keyboard.type("rozepsaná odpověď", delay=5)
    visit.page.wait_for_timeout(1200)
    visit.reload()
    visit.page.locator(".st-key-attempt textarea").wait_for()
    assert visit.page.locator(".st-key-attempt textarea").input_value() == "rozepsaná odpověď"


def test_two_tabs_lose_and_duplicate_nothing(browser, app_url):
    shared = context(browser)
    one, two = Visit(shared.new_page(), app_url), Visit(shared.new_page(), app_url)
    one.open("revise")
    two.open("revise")
    rate(one)
    rate(two)
    rate(one)
    assert "3 záznamy" in records(one)
    assert "3 záznamy" in records(two)
    shared.close()


def test_a_wiped_server_is_refilled_from_the_browser(browser, server: Server):
    visit = Visit(context(browser).new_page(), server.url)
    visit.open("revise")
    rate(visit)
    rate(visit)
    server.stop()
    for file in server.database.parent.glob("progress.db*"):
        file.unlink()
    server.start()
    visit.reload()
    assert "2 záznamy" in records(visit)
    visit.reload()
    assert "2 záznamy" in records(visit)


def test_a_restarted_server_brings_the_page_back(browser, server: Server):
    visit = Visit(context(browser).new_page(), server.url)
    visit.open("self-test")
    visit.page.locator(".st-key-exam-start button").click()
    visit.settle()
    visit.page.locator(".st-key-exam-answer textarea").click()
    visit.page.keyboard.type("před výpadkem", delay=5)
    visit.page.wait_for_timeout(900)
    server.stop()
    server.start()
    visit.reload()
    assert visit.page.locator(".st-key-exam-answer textarea").input_value() == "před výpadkem"


def test_private_mode_says_that_nothing_is_kept(browser, app_url):
    closed = context(browser)
    closed.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
    visit = Visit(closed.new_page(), app_url)
    visit.open("revise")
    assert "Tento prohlížeč nic neuchovává" in visit.page.locator("[data-testid=stMain]").inner_text()
    rate(visit)
    closed.close()


def test_deleting_empties_the_browser_and_the_secret_is_not_taken_again(browser, app_url):
    own = context(browser)
    visit = Visit(own.new_page(), app_url)
    visit.open("revise")
    rate(visit)
    before = visit.page.evaluate("localStorage['lekce2:secret']")
    pieces = visit.page.evaluate(PIECES)
    assert '"review"' in pieces
    visit.open("settings")
    visit.page.locator(".st-key-delete button").click()
    visit.page.locator(".st-key-delete-yes button").click()
    visit.settle()
    visit.page.wait_for_timeout(1000)
    assert visit.page.evaluate("localStorage['lekce2:secret']") != before
    assert visit.page.evaluate(PIECES) == ""
    # an old copy of the browser's storage comes back: it is refused and emptied
    visit.page.evaluate(f"localStorage['lekce2:secret'] = '{before}'")
    visit.reload()
    visit.page.wait_for_timeout(1000)
    assert visit.page.evaluate("localStorage['lekce2:secret']") != before
    assert "0 záznamů" in records(visit)
    own.close()


def test_no_secret_leaves_the_browser_in_an_address(visit):
    visit.open("revise")
    secret = visit.page.evaluate("localStorage['lekce2:secret']")
    seen = []
    visit.page.on("request", lambda request: seen.append(request.url))
    rate(visit)
    visit.reload()
    assert len(secret) == 32
    assert not [url for url in [visit.page.url, *seen] if secret in url]
