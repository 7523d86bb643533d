"""axe finds no violation of WCAG 2.1 A and AA on any page, in either theme."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import Visit

PAGES = (
    "", "revise", "self-test", "practice", "practice?exercise=adam-update&seed=1", "questions", "questions?card=adam",
    "lab", "progress", "settings",
)  # fmt: skip
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")


def violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page, options={"runOnly": list(RULES)}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("visit", [{"theme": "light"}, {"theme": "dark"}], indirect=True, ids=["light", "dark"])
def test_no_page_has_violations(visit):
    seen = {}
    for path in PAGES:
        visit.open(path)
        seen[path or "today"] = violations(visit)
    visit.open("revise")
    visit.press("Space")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    seen["marking"] = violations(visit)
    assert {path: found for path, found in seen.items() if found} == {}


def test_the_check_sees_what_is_wrong(visit):
    visit.open("settings")
    visit.page.evaluate(
        "document.querySelector('h1').innerHTML = '<img src=\"data:,\"><span style=\"color:#ccc\">pale</span>'"
    )
    found = "\n".join(violations(visit))
    assert "image-alt" in found
    assert "color-contrast" in found
