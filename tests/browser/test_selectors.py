"""Every selector of ``ui/dom/selectors.json`` finds its element, each on a page where it is needed.

Written for Streamlit 1.67, whose page gives no promise to look the same in the next version. A selector that finds
nothing is named, and so is a rule of our style sheets that styles nothing on any of these pages.
"""

import re
from collections.abc import Callable, Iterable

from playwright.sync_api import Page, expect

from ui import dom

from .conftest import Visit

# The selectors of our style sheets' rules, also inside of @media, as the browser has read them.
RULES = """() => {
  const found = [];
  const read = (rules) => [...rules].forEach((rule) => {
    if (rule.selectorText) found.push(rule.selectorText);
    else if (rule.cssRules) read(rule.cssRules);
  });
  const ours = (style) => style.textContent.includes("ui/dom/selectors.json");
  [...document.querySelectorAll("style")].filter(ours).forEach((style) => read(style.sheet.cssRules));
  return found;
}"""
MATCHES = "(selectors) => selectors.filter((one) => document.querySelector(one.replaceAll('::after', '')))"


def revise(visit: Visit) -> Page:
    return visit.open("revise")


def marking(visit: Visit) -> Page:
    visit.press("Space")
    expect(visit.page.locator(dom.SELECTORS["markMet"])).to_be_visible()
    visit.press("1")
    return visit.page


def rating(visit: Visit) -> Page:
    verdicts = visit.page.locator(f"[class*=st-key-rubric-] {dom.SELECTORS['buttonGroup']}")
    for _ in range(verdicts.count() - 1):
        visit.press("1")
    expect(visit.page.locator(dom.SELECTORS["rateShortcut"])).to_be_visible()
    return visit.page


def answer(visit: Visit) -> Page:
    return visit.open("questions", card="adam")


def demo(visit: Visit) -> Page:
    page = visit.open("lab", demo="entropy")
    page.locator(f"{dom.SELECTORS['demoGuess']} input").press_sequentially("1")
    return page


def shown(visit: Visit) -> Page:
    page = visit.page
    page.locator(".st-key-entropy-show button").click()
    visit.settle()
    page.locator(".st-key-entropy-show-numbers summary").click()
    page.locator(".st-key-entropy-show-numbers table").wait_for()
    return page


def typed_field(visit: Visit) -> Page:
    page = visit.open("lab", demo="backprop")
    page.locator(".st-key-backprop-values input").click()
    page.keyboard.type(" ")
    page.locator(dom.SELECTORS["fieldHint"]).first.wait_for(state="attached")
    return page


def choice(visit: Visit) -> Page:
    return visit.open("practice", exercise="adam-why-bias", seed="3")


def reasons(visit: Visit) -> Page:
    page = visit.open("practice", exercise="adam-first-moment", seed="3")
    for _ in range(5):
        page.locator("[class*=st-key-exercise-pick-] button").first.click()
        visit.settle()
    page.locator(f"{dom.SELECTORS['selectbox']} input").last.click()
    page.locator("[role=option]").first.wait_for()
    return page


def wrong(visit: Visit) -> Page:
    page = visit.open("lab", demo="mse")
    page.locator(".st-key-mse-sigma input.typed").fill("moc")
    visit.press("Enter")
    return page


def settings(visit: Visit) -> Page:
    return visit.open("settings")


def self_test(visit: Visit) -> Page:
    page = visit.open("self-test")
    page.locator(".st-key-exam-start button").click()
    visit.settle()
    return page


# What is looked for where, in the words of the style sheets.
STATES: dict[Callable[[Visit], Page], tuple[str, ...]] = {
    revise: (
        ":--keys", ":--browser", ":--browserKeep", ":--forgetDrafts", ":--bottom :--bottomInside :--button",
        ":--main :--caption",
    ),
    marking: (
        ":--marks", ":--main :--answerBadge", ":--verdict", ":--verdict:--verdictGiven", ":--bottom :--rubricFocus",
        *(f":--bottom {name} button" for name in (":--markMet", ":--markHalf", ":--markMissed")),
        *(f":--bottom {name} button" for name in (":--unitUp", ":--unitDown")), ":--main :--displayFormula",
    ),
    rating: (
        ":--rateShortcut", ":--bottom :--rubricAgain", ":--button :--primary :--shortcut", ":--buttonGroup :--chosen",
    ),
    answer: (":--turning", ":--main :--markdown :--formula", ":--main :--outline", ":--main :--part"),
    demo: (
        ":--demo :--demoPresets", ":--demoStage :--row > :--column", ":--demo :--demoGuess",
        ":--main :--labTop :--labChoice",
        ":--mainInside:has(:--labTop)", ":--demo :--demoAsk", ":--demo :--demoHead", ":--demo :--demoPlayer",
        ":--header",
    ),
    shown: (":--demo :--markdown td",),
    wrong: (":--demo :--wrongField",),
    typed_field: (":--textInput input", ":--textInput :--fieldHint"),
    choice: (":--exercise :--radio input",),
    reasons: (
        ":--exercise :--selectbox input:--openList", ":--exercise button :--formula", ":--element > :--button",
        ":--keyBegins",
    ),
    settings: (":--uploadButton", ":--uploadHint", ":--sliderValue"),
    self_test: (":--examHandIn button",),
}  # fmt: skip


def missing(page: Page, wanted: Iterable[str]) -> list[str]:
    """The wanted ones that find nothing on the page."""
    real = {one: dom.css(one).replace(".st-key-rubric-{unit}", "[class*=st-key-rubric-]") for one in wanted}
    real = {
        one: selector.replace("{key}", "exercise-placed-").replace("{part}", "answer") for one, selector in real.items()
    }
    found = page.evaluate(MATCHES, list(real.values()))
    return [one for one, selector in real.items() if selector not in found]


def test_every_selector_finds_its_element_and_every_rule_styles_something(visit: Visit):
    wanted = " ".join(one for each in STATES.values() for one in each)
    assert set(re.findall(r":--(\w+)", wanted)) == set(dom.SELECTORS), "each selector has its page in STATES"
    lost, rules, styling = {}, set(), set()
    for state, each in STATES.items():
        page = state(visit)
        lost[state.__name__] = missing(page, each)
        here = page.evaluate(RULES)
        rules |= set(here)
        styling |= set(page.evaluate(MATCHES, here))
    assert {state: names for state, names in lost.items() if names} == {}
    assert len(rules) > 20
    assert rules - styling == set()
    assert visit.complaints == []
    assert missing(page, [":--main", ":--marks", ":--main :--marks"]) == [":--marks", ":--main :--marks"]
