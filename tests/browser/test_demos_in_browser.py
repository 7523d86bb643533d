"""A demo in a real browser: moving its slider changes its picture, and what is opened below it follows."""

import pytest

PICTURE = """
() => {
  const found = [];
  const walk = (root) => root.querySelectorAll('*').forEach((node) => {
    if (node.tagName === 'CANVAS') found.push(node.toDataURL());
    if (node.tagName === 'svg') found.push(node.innerHTML);
    if (node.shadowRoot) walk(node.shadowRoot);
  });
  walk(document.querySelector('[data-testid=stMain]'));
  return found.join('|');
}
"""


STANDS = """
() => {
  const [before, now] = [window.lastPicture, window.picture()];
  window.stood = before === now ? (window.stood ?? 0) + 1 : 0;
  window.lastPicture = now;
  return window.stood >= 10;
}
"""  # the picture does not move by itself: it has been the same for ten frames


@pytest.mark.parametrize("demo", ["entropy", "bias-correction"])
def test_a_slider_changes_the_chart(visit, demo):
    page = visit.open("lab", demo=demo)
    visit.click(f"{demo}-show")
    slider = page.locator(f'.st-key-demo-{demo} [data-testid="stSlider"] input[type="range"]').first
    slider.wait_for(state="attached")
    page.wait_for_function(f"({PICTURE})().length > 1000")
    page.evaluate(f"window.picture = {PICTURE}")
    page.wait_for_function(STANDS)
    before = page.evaluate("window.picture()")
    slider.focus()
    with visit.answered():
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
    page.wait_for_function("before => window.picture() !== before", arg=before)
    assert visit.complaints == []


def test_the_hint_in_a_field_speaks_the_language(visit):
    page = visit.open("lab", demo="backprop")
    page.locator(".st-key-backprop-values input").click()
    page.keyboard.type(" ")
    hint = page.locator('.st-key-backprop-values [data-testid="InputInstructions"]')
    hint.wait_for()
    assert "Enter použije" in hint.evaluate("box => getComputedStyle(box, '::after').content")
    assert hint.evaluate("box => getComputedStyle(box).fontSize") == "0px"


def test_what_is_opened_below_a_plot_is_there_and_follows_a_control(visit):
    """Closed boxes are left out of a redrawing that a control asks for; they must come when they are opened."""
    page = visit.open("lab", demo="entropy")
    visit.click("entropy-show")
    visit.click("entropy-preset-coin")
    inside = {"numbers": "table", "description": "p", "link": "code", "code": "code"}
    for name, tag in inside.items():
        box = page.locator(f".st-key-entropy-show-{name}")
        box.locator("summary").click()
        box.locator(f"[data-testid=stExpanderDetails] {tag}").first.wait_for()
    before = page.locator(".st-key-entropy-show-numbers table").inner_text()
    page.locator(".st-key-entropy-p-0 input[type=range]").focus()
    visit.press("ArrowLeft")
    page.wait_for_function(
        "before => document.querySelector('.st-key-entropy-show-numbers table')?.innerText !== before", arg=before
    )
    assert page.locator(".st-key-entropy-show-code code").first.is_visible()
    assert visit.complaints == []
