"""Blocks of a derivation, dragged with a mouse in a real browser: to a place, past another block, back again."""

import re

from playwright.sync_api import Locator, expect

from .conftest import Visit

PLACED, WAITING = '[class*="st-key-exercise-placed-"]', '[class*="st-key-exercise-pick-"]'


def order(visit: Visit) -> list[str]:
    classes = visit.page.eval_on_selector_all(PLACED, "found => found.map((one) => one.className)")
    return [re.search(r"st-key-exercise-placed-(\w+)-", one)[1] for one in classes]


def drag(visit: Visit, block: Locator, to: float) -> None:
    """Take a block by its left end and let it go at a height of the window."""
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    with visit.answered():
        visit.page.mouse.move(x, y)
        visit.page.mouse.down()
        visit.page.mouse.move(x + 15, (y + to) / 2, steps=3)
        visit.page.mouse.move(x + 15, to, steps=3)
        visit.page.mouse.up()


def test_blocks_are_dragged_to_their_places_and_back(visit: Visit):
    visit.page.set_viewport_size({"width": 1280, "height": 1400})
    page = visit.open("practice", exercise="adam-unrolling", seed="1", lang="en")
    waiting, placed = page.locator(f"{WAITING} button"), page.locator(PLACED)
    with visit.answered():
        waiting.nth(0).click()
    expect(placed).to_have_count(1)
    (first,) = order(visit)
    drag(visit, waiting.nth(1), placed.nth(0).bounding_box()["y"] - 5)
    expect(placed).to_have_count(2)
    assert order(visit)[1] == first
    above = order(visit)[0]
    box = placed.nth(1).bounding_box()
    drag(visit, placed.nth(0), box["y"] + 0.9 * box["height"])
    assert order(visit) == [first, above]
    drag(visit, placed.nth(0), page.locator(WAITING).nth(0).bounding_box()["y"] + 40)
    expect(placed).to_have_count(1)
    assert order(visit) == [above]
