"""A demo in a real browser: moving its slider changes its picture."""

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


@pytest.mark.parametrize("demo", ["entropy", "bias-correction"])
def test_a_slider_changes_the_chart(visit, demo):
    page = visit.open("lab", demo=demo)
    slider = page.locator(f'.st-key-demo-{demo} [data-testid="stSlider"] input[type="range"]').first
    slider.wait_for(state="attached")
    page.wait_for_timeout(1500)
    before = page.evaluate(PICTURE)
    assert len(before) > 1000
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)
    visit.settle()
    page.wait_for_timeout(1500)
    assert page.evaluate(PICTURE) != before
    assert visit.complaints == []
