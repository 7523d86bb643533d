"""Progress that is never lost, in a real browser: reload, two tabs, a restarted and a wiped server, private mode.

Nothing here waits for a time: a busy machine takes longer, and what is waited for says when it is done.
"""

import re

from playwright.sync_api import Browser, BrowserContext, expect

from .conftest import PATIENCE, Server, Visit

PIECES = """
Object.keys(localStorage).filter((name) => name.startsWith("lekce2:log:")).map((name) => localStorage[name]).join("")
"""


def context(browser: Browser) -> BrowserContext:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="cs-CZ")
    made.set_default_timeout(PATIENCE)
    return made


def rate(visit: Visit) -> None:
    """Answer "I don't know" and take the suggested rating."""
    visit.page.locator(".st-key-dont-know button").click()
    visit.page.locator(".st-key-next button").click()
    visit.page.locator(".st-key-flip").wait_for()


def write(visit: Visit, key: str, text: str) -> None:
    """Write into an editor; its preview shows what the server has, and has saved."""
    visit.page.locator(f".st-key-{key} textarea").click()
    visit.page.keyboard.type(text, delay=5)
    expect(visit.page.locator(f".st-key-{key}-preview")).to_contain_text(text.split("$")[0].strip())


def begin_exam(visit: Visit) -> None:
    visit.open("self-test")
    visit.page.locator(".st-key-exam-start button").click()
    visit.page.locator(".st-key-exam-answer textarea").wait_for()


def holds(visit: Visit, key: str, text: str) -> None:
    """The editor holds this text, perhaps after a moment."""
    expect(visit.page.locator(f".st-key-{key} textarea")).to_have_value(text)


def says(visit: Visit, *words: str) -> None:
    """Settings says so about the records and where they are."""
    visit.open("settings")
    for some in words:
        expect(visit.page.locator("[data-testid=stMain]")).to_contain_text(some)


def mirrored(visit: Visit, reviews: int) -> None:
    """The browser keeps so many reviews."""
    visit.page.wait_for_function(f'({PIECES}).split(\'"kind":"review"\').length - 1 === {reviews}')


def test_a_reload_keeps_everything(visit):
    visit.open("revise")
    rate(visit)
    rate(visit)
    visit.reload()
    says(visit, "2 záznamy", "uložené")


def test_a_self_test_goes_on_after_a_reload(visit):
    begin_exam(visit)
    write(visit, "exam-answer", "první odpověď $x$")
    visit.page.locator(".st-key-exam-next button").click()
    holds(visit, "exam-answer", "")
    write(visit, "exam-answer", "druhá")
    visit.reload()
    expect(visit.page.locator("[role=timer]")).to_contain_text(re.compile(r"Zbývá 6[2-5]:"))
    holds(visit, "exam-answer", "druhá")  # the question that was open
    visit.page.locator(".st-key-exam-previous button").click()
    holds(visit, "exam-answer", "první odpověď $x$")


def test_a_typed_answer_in_revise_survives_a_reload(visit):
    visit.open("revise")
    visit.page.locator(".st-key-attempt-mode button").nth(1).click()
    write(visit, "attempt", "rozepsaná odpověď")
    visit.reload()
    holds(visit, "attempt", "rozepsaná odpověď")


def test_two_tabs_lose_and_duplicate_nothing(browser, app_url):
    shared = context(browser)
    one, two = Visit(shared.new_page(), app_url), Visit(shared.new_page(), app_url)
    one.open("revise")
    two.open("revise")
    rate(one)
    rate(two)
    rate(one)
    mirrored(one, 3)
    two.page.locator("[data-testid=stSidebarNav] a[href$='/lab']").click()  # what this tab knew is older by one
    two.page.locator("[data-testid=stMain] h1", has_text="Laboratoř").wait_for()
    two.settle()
    mirrored(two, 3)
    says(one, "3 záznamy")
    says(two, "3 záznamy")
    shared.close()


def test_a_wiped_server_is_refilled_from_the_browser(browser, server: Server):
    visit = Visit(context(browser).new_page(), server.url)
    visit.open("revise")
    rate(visit)
    rate(visit)
    mirrored(visit, 2)
    server.stop()
    for file in server.database.parent.glob("progress.db*"):
        file.unlink()
    server.start()
    visit.reload()
    says(visit, "2 záznamy")
    visit.reload()
    says(visit, "2 záznamy")


def test_a_restarted_server_brings_the_page_back(browser, server: Server):
    visit = Visit(context(browser).new_page(), server.url)
    begin_exam(visit)
    write(visit, "exam-answer", "před výpadkem")
    server.stop()
    server.start()
    visit.reload()
    holds(visit, "exam-answer", "před výpadkem")


def test_private_mode_says_that_nothing_is_kept(browser, app_url):
    closed = context(browser)
    closed.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
    visit = Visit(closed.new_page(), app_url)
    visit.open("revise")
    expect(visit.page.locator("[data-testid=stMain]")).to_contain_text("Tento prohlížeč nic neuchovává")
    rate(visit)
    closed.close()


FILL = """
for (const size of [100000, 1000, 10]) {
  try { for (let n = 0; ; n++) localStorage[`other:${size}:${n}`] = "x".repeat(size); } catch { /* full */ }
}
"""


def test_a_full_browser_costs_only_the_second_copy_and_says_so(browser, app_url):
    full = context(browser)
    visit = Visit(full.new_page(), app_url)
    visit.open("revise")
    rate(visit)
    mirrored(visit, 1)
    visit.page.evaluate(FILL)
    rate(visit)
    visit.reload()
    says(visit, "2 záznamy", "Úložiště prohlížeče je plné")
    full.close()


def renewed(visit: Visit, before: str) -> None:
    """The browser has taken another secret and keeps nothing of the old log."""
    visit.page.wait_for_function(f"(localStorage['lekce2:secret'] ?? '{before}') !== '{before}' && ({PIECES}) === ''")


def test_deleting_empties_the_browser_and_the_secret_is_not_taken_again(browser, app_url):
    own = context(browser)
    visit, other = Visit(own.new_page(), app_url), Visit(own.new_page(), app_url)
    visit.open("revise")
    other.open("revise")
    rate(visit)
    before = visit.page.evaluate("localStorage['lekce2:secret']")
    mirrored(visit, 1)
    visit.open("settings")
    visit.page.locator(".st-key-delete button").click()
    visit.page.locator(".st-key-delete-no button[kind=primary]").click()  # what keeps everything is what stands out
    visit.page.locator(".st-key-delete-no").wait_for(state="detached")
    assert visit.page.evaluate("localStorage['lekce2:secret']") == before
    visit.page.locator(".st-key-delete button").click()
    visit.page.locator(".st-key-delete-yes button").click()
    renewed(visit, before)
    # the other tab, which knows the deleted log, starts over at its next save and brings nothing back
    new = visit.page.evaluate("localStorage['lekce2:secret']")
    other.page.locator(".st-key-dont-know button").click()
    other.page.locator(".st-key-trouble").wait_for()
    other.settle()
    assert other.page.evaluate("localStorage['lekce2:secret']") == new
    # an old copy of the browser's storage comes back: it is refused and emptied
    visit.page.evaluate(f"localStorage['lekce2:secret'] = '{before}'")
    visit.reload()
    renewed(visit, before)
    says(visit, "0 záznamů")
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
