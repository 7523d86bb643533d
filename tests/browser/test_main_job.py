"""The main job in a real browser: keyboard alone, both languages, phone width, formulas, a quiet console."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from study.deck.decks import load_deck

from .conftest import Visit

DECK = load_deck(Path(__file__).parents[2] / "questions" / "lekce-2")
PAGES = ("", "revise", "self-test", "practice", "questions", "lab", "progress", "settings")
PHONE = {"width": 390, "height": 844}


# By the clock of the page no time passes any more, or so many milliseconds have passed at once.
STOPPED = "(() => { const now = performance.now(); performance.now = () => now; })()"
LATER = "(() => { const now = performance.now() + 500; performance.now = () => now; })()"


def place(visit: Visit) -> str:
    return visit.page.locator('[class*="st-key-question-"]').first.get_attribute("class")


def question(visit: Visit) -> Locator:
    return visit.page.locator('[class*="st-key-question-"]').first


def verdicts(visit: Visit) -> Locator:
    """The verdicts that are given, from the first unit to the last."""
    return visit.page.locator('[class*="st-key-rubric-"] [role="radio"][aria-checked="true"]')


def units(visit: Visit) -> int:
    return visit.page.locator('[class*="st-key-rubric-"] [data-testid="stButtonGroup"]').count()


def test_flip_mark_and_rate_by_keyboard(visit):
    visit.open("revise")
    first = place(visit)
    visit.press("Space")
    assert visit.has("rate-3")
    assert units(visit) >= 4
    for _ in range(units(visit)):
        visit.press("1")
    expect(verdicts(visit)).to_have_text(["✓"] * units(visit))
    visit.page.locator(".st-key-next").wait_for()
    visit.page.evaluate(LATER)
    visit.press("3")
    assert place(visit) != first
    assert visit.has("flip")
    visit.press("u")
    assert place(visit) == first
    assert visit.has("next")
    assert visit.complaints == []


def test_arrows_choose_the_unit(visit):
    visit.open("revise")
    visit.press("Space")
    visit.press("ArrowDown")
    visit.press("2")
    pressed = verdicts(visit)
    expect(pressed).to_have_text(["½"])


def test_a_double_press_rates_one_card(visit):
    visit.open("revise")
    visit.press("n")
    visit.page.locator(".st-key-next").wait_for()
    with visit.answered():
        visit.page.locator(".st-key-rate-3 button").dblclick()
    visit.page.locator(".st-key-flip").wait_for()
    assert "2 z " in question(visit).inner_text()


def test_a_held_key_acts_once(visit):
    visit.open("revise")
    visit.press("Space")
    for _ in range(6):  # a held key: keydown without keyup
        visit.page.keyboard.down("1")
    expect(verdicts(visit)).to_have_text(["✓"])
    visit.settle()
    for _ in range(6):  # and on the page that is drawn with the mark
        visit.page.keyboard.down("1")
    visit.page.keyboard.up("1")
    visit.press("2")
    expect(verdicts(visit)).to_have_text(["✓", "½"])


def test_a_double_press_on_the_last_unit_marks_it_and_does_not_rate(visit):
    """Digits rest half a second by the page's clock, which stands still here: no machine is too slow to press twice."""
    visit.open("revise")
    visit.press("Space")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    for _ in range(units(visit) - 1):
        visit.press("1")
    visit.page.evaluate(STOPPED)
    with visit.answered():
        visit.page.keyboard.press("1")
        visit.page.keyboard.press("1")  # before the page knows that digits rate now
    visit.page.locator(".st-key-rate-1 kbd").wait_for()
    visit.page.keyboard.press("1")  # when it does
    visit.click("notation", 2)  # is answered later than the digit, had it rated
    assert "1 z " in question(visit).inner_text()
    expect(verdicts(visit)).to_have_text(["✓"] * units(visit))
    visit.page.evaluate(LATER)
    visit.press("4")
    expect(question(visit)).to_contain_text("2 z ")


@pytest.mark.parametrize(
    "pause", [0, 40, 150, 400]
)  # ms from key to key, the point of this test; most are faster than a page is drawn
def test_fast_keys_mark_one_unit_after_the_other(visit, pause):
    visit.open("revise")
    visit.press("Space")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    visit.page.keyboard.type("1231", delay=pause)
    pressed = verdicts(visit)
    expect(pressed).to_have_text(["✓", "½", "✗", "✓"])


def test_quick_clicks_on_the_marking_buttons_mark_one_unit_after_the_other(visit):
    visit.open("revise")
    visit.press("Space")
    for verdict in ("met", "missed", "missed"):
        visit.page.locator(f".st-key-mark-{verdict} button").click()
    pressed = verdicts(visit)
    expect(pressed).to_have_text(["✓", "✗", "✗"])
    visit.page.locator(".st-key-unit-up button").click()
    visit.page.locator(".st-key-mark-half button").click()
    expect(pressed).to_have_text(["✓", "✗", "½"])


def test_a_mark_can_be_mended_by_key_once_all_are_given(visit):
    visit.open("revise")
    visit.press("n")
    visit.page.locator(".st-key-rubric-again").wait_for()
    visit.press("ArrowUp")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    visit.press("2")
    pressed = verdicts(visit)
    expect(pressed.last).to_have_text("½")
    expect(pressed.first).to_have_text("✗")
    expect(visit.page.locator(".st-key-rate-1 kbd")).to_have_count(1)  # the digits rate again


def test_the_step_that_is_marked_next_is_in_view(visit):
    visit.open("revise")
    visit.press("Space")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    for _ in range(6):
        visit.press("1")
    visit.page.wait_for_function(
        """() => {
            const badge = document.querySelectorAll('[class*="st-key-answer-"] .stMarkdownBadge')[6];
            const { top, bottom } = badge.getBoundingClientRect();
            return top > 0 && bottom < document.querySelector('[data-testid="stBottom"]').getBoundingClientRect().top;
        }"""
    )


def test_a_clicked_button_gives_the_keyboard_back(visit):
    visit.open("revise")
    visit.click("confidence", 2)
    visit.press("Space")
    assert visit.has("rate-3")


def test_keys_are_dead_while_writing(visit):
    visit.open("revise")
    visit.click("attempt-mode", 1)
    area = visit.page.locator(".st-key-attempt textarea")
    area.click()
    visit.page.keyboard.type("n = 1, s 2 $H(P)$ u ", delay=10)
    expect(visit.page.locator(".st-key-attempt-preview")).to_contain_text(re.compile(r"n = 1, s 2 .* u$"))
    expect(visit.page.locator(".st-key-attempt-preview .katex")).to_have_count(1)
    visit.settle()
    assert visit.has("flip")
    assert area.input_value() == "n = 1, s 2 $H(P)$ u "
    visit.page.keyboard.press("Control+Enter")
    visit.page.locator(".st-key-rate-3").wait_for()
    assert "n = 1, s 2" in visit.page.locator("[data-testid=stMain]").inner_text()


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_every_answer_is_typeset(visit, lang):
    """The first answer is opened by its address, the others by the link from each to the next."""
    cards = list(DECK.cards)
    page = visit.open("questions", card=cards[0], lang=lang)
    found = {}
    for card in cards:
        if card != cards[0]:
            with visit.answered():
                page.locator(".st-key-neighbours a").last.click()
        page.locator(f".st-key-answer-{card} .katex").first.wait_for()
        plain = page.evaluate(
            """() => {
                const copy = document.querySelector('[data-testid=stMain]').cloneNode(true);
                copy.querySelectorAll('.katex, code, pre, textarea').forEach((node) => node.remove());
                return copy.textContent;
            }"""
        )
        assert f"card={card}" in page.url
        raw = [each for each in ("$", "\\frac", "\\theta", "{+", "[[", "]]") if each in plain]
        found[card] = (page.locator(".katex-error").count(), raw)
    assert found == dict.fromkeys(cards, (0, []))
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_sideways(visit, path):
    page = visit.open(path)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    inner = page.evaluate(
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; })()"
    )
    assert inner <= 0
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_an_answer_on_a_phone(visit):
    page = visit.open("questions", card="mle")
    inner = page.evaluate(
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; })()"
    )
    assert inner <= 0


@pytest.mark.parametrize(
    ("visit", "word"),
    [({"locale": "cs-CZ"}, "Ukázat odpověď"), ({"locale": "de-DE"}, "Show the answer")],
    indirect=["visit"],
)
def test_the_browser_chooses_the_language(visit, word):
    page = visit.open("revise")
    page.locator(".st-key-flip", has_text=word).wait_for()


def test_the_language_can_be_changed_and_survives_a_reload(visit):
    page = visit.open("revise")
    page.locator(".st-key-language button", has_text="English").click()
    page.locator(".st-key-flip", has_text="Show the answer").wait_for()
    visit.settle()
    visit.reload()
    page.locator(".st-key-flip", has_text="Show the answer").wait_for()


def test_a_bare_link_to_a_card_is_forwarded(visit):
    page = visit.open("", card="adam")
    page.locator(".st-key-answer-adam").wait_for()
    assert "/questions" in page.url


def test_self_test_by_keyboard(visit):
    visit.open("self-test")
    visit.press("Enter")
    visit.page.locator(".st-key-exam-answer textarea").click()
    visit.page.keyboard.type("věrohodnost $p$", delay=5)
    expect(visit.page.locator(".st-key-exam-answer-preview")).to_contain_text("věrohodnost")
    visit.settle()
    visit.press("Alt+ArrowRight")
    visit.press("Alt+f")
    assert "⚑" in visit.page.locator(".st-key-exam-navigator").inner_text()
    visit.press("Alt+Enter")
    visit.page.locator(".st-key-exam-score").wait_for()
    assert "věrohodnost" in visit.page.locator("[data-testid=stMain]").inner_text()
    assert visit.complaints == []


def test_a_reload_in_the_middle_of_marking_loses_no_mark(visit):
    visit.open("revise")
    visit.press("n")
    visit.page.locator(".st-key-next").wait_for()
    visit.press("2")
    first = place(visit)
    visit.press("Space")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    for key in "132":
        visit.press(key)
    pressed = verdicts(visit)
    expect(pressed).to_have_text(["✓", "✗", "½"])
    visit.settle()
    visit.reload()
    expect(pressed).to_have_text(["✓", "✗", "½"])
    assert place(visit) == first
    assert "2 z " in question(visit).inner_text()
    visit.open("")
    expect(visit.page.locator(".st-key-start")).to_contain_text("Pokračovat")
    visit.open("revise")
    visit.press("u")
    expect(question(visit)).to_contain_text("1 z ")


def test_typed_mode_has_the_focus_at_once_and_a_letter_gives_nothing_up(visit):
    page = visit.open("revise")
    with visit.answered():
        page.locator(".st-key-attempt-mode button").nth(1).click()
    page.wait_for_function("document.activeElement?.tagName === 'TEXTAREA'")
    assert page.evaluate("document.documentElement.translate") is False  # no browser wraps the texts of the page
    with visit.answered():
        page.keyboard.type("Necht S u N")
    assert page.locator(".st-key-attempt textarea").input_value() == "Necht S u N"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.keyboard.press("s")
    visit.settle()
    assert page.locator(".st-key-dont-know button").is_visible()
    assert page.locator(".st-key-attempt textarea").input_value() == "Necht S u N"
    assert visit.complaints == []
