"""axe finds no violation of WCAG 2.1 A and AA on any page, in either theme."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import Visit

EXERCISES = ("adam-update", "mle-chain", "nll-classifier", "lr-which-sequence", "lr-claims-spot")  # one of each kind
PAGES = (
    "", "revise", "self-test", "practice", "questions", "questions?card=adam", "lab", "progress", "settings",
    *(f"practice?exercise={exercise}&seed=1" for exercise in EXERCISES),
)  # fmt: skip
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
THEMES = {"light": "rgb(253, 252, 249)", "dark": "rgb(21, 23, 28)"}


def violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page, options={"runOnly": list(RULES)}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def in_both_themes(visit: Visit) -> dict[str, list[str]]:
    """What is wrong on the page that is open; it follows the theme of the system."""
    found = {}
    for theme, background in THEMES.items():
        visit.page.emulate_media(color_scheme=theme)
        visit.page.wait_for_function(f"{BACKGROUND} === '{background}'")
        visit.settle()
        found[theme] = violations(visit)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_violations(visit, path):
    visit.open(path)
    assert in_both_themes(visit) == {theme: [] for theme in THEMES}


def test_marking_has_no_violations(visit):
    visit.open("revise")
    visit.press("Space")
    visit.page.locator(".st-key-rubric-keys").wait_for()
    assert in_both_themes(visit) == {theme: [] for theme in THEMES}


def test_the_check_sees_what_is_wrong(visit):
    visit.open("settings")
    visit.page.evaluate(
        "document.querySelector('h1').innerHTML = '<img src=\"data:,\"><span style=\"color:#ccc\">pale</span>'"
    )
    found = "\n".join(violations(visit))
    assert "image-alt" in found
    assert "color-contrast" in found
