"""Keys and presses in Practice, in a real browser: Ctrl+Enter does what the button says, wherever the focus is."""

import pytest
from playwright.sync_api import expect

from .conftest import Visit


@pytest.mark.parametrize("how", ["click", "keys"])
def test_ctrl_enter_marks_while_a_choice_has_the_focus(visit: Visit, how):
    page = visit.open("practice", exercise="adam-why-bias", seed="3", lang="en")
    options = page.locator("[data-testid=stRadio] input")
    with visit.answered():
        if how == "click":
            page.locator("[data-testid=stRadio] label").nth(1).click()
        else:
            options.first.focus()
            page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.type") == "radio"
    visit.press("Control+Enter")
    expect(page.locator(".st-key-exercise-marking")).to_be_visible()
    assert visit.complaints == []


def test_ctrl_enter_after_a_reason_and_in_a_written_derivation(visit: Visit):
    page = visit.open("practice", exercise="adam-first-moment", seed="3", lang="en")
    for _ in range(5):
        with visit.answered():
            page.locator("[class*=st-key-exercise-pick-] button").first.click()
    page.locator("[data-testid=stSelectbox] input").last.click()
    with visit.answered():
        page.locator("[role=option]").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    visit.press("Control+Enter")
    expect(page.locator(".st-key-exercise-marking")).to_be_visible()

    page = visit.open("practice", exercise="adam-unrolling", seed="3", lang="en")
    with visit.answered():
        page.get_by_text("Write", exact=True).click()
    page.locator("textarea").fill("my derivation")
    visit.press("Control+Enter")
    expect(page.locator(".st-key-exercise-mark")).to_be_visible()
    expect(page.get_by_text("my derivation")).to_be_visible()
    with visit.answered():
        page.locator("[class*=st-key-exercise-verdict-] button").first.click()
    visit.press("Control+Enter")
    expect(page.locator(".st-key-exercise-marking")).to_be_visible()
    assert visit.complaints == []


def test_a_press_falls_on_the_block_under_the_pointer(visit: Visit):
    """A tall fraction of the next block reaches over this one."""
    page = visit.open("practice", exercise="adam-first-moment", seed="3", lang="en")
    blocks = page.locator("[class*=st-key-exercise-pick-]")
    expect(blocks).to_have_count(6)
    own = """block => {
        const button = block.querySelector("button");
        button.scrollIntoView({ block: "center" });
        const { x, y, width, height } = button.getBoundingClientRect();
        const at = (share) => document.elementFromPoint(x + width / 2, y + share * height);
        return [0.2, 0.5, 0.8].every((share) => button.contains(at(share)));
    }"""
    assert [block.evaluate(own) for block in blocks.all()] == [True] * 6
