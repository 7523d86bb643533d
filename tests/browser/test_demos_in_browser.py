"""A demo in a real browser: everything in one view, under the mouse, a finger and the keys; what is opened follows."""

import pytest

from ui import demos

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


PLACES = """
() => {
  const boxes = { dials: [], plots: [], players: [], grips: [] };
  const put = (name, node) => {
    const b = node.getBoundingClientRect();
    boxes[name].push([b.left, b.top, b.right, b.bottom].map(Math.round));
  };
  const walk = (root) => root.querySelectorAll("*").forEach((node) => {
    if (node.matches(".lk-dial") && node.checkVisibility()) put("dials", node);
    if (node.matches(".plot canvas")) put("plots", node);
    if (node.matches(".player")) put("players", node);
    if (node.shadowRoot) walk(node.shadowRoot);
  });
  walk(document.querySelector("[data-testid=stMain]"));
  return boxes;
}
"""
PLAYER = """
(() => {
  const find = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.classList.contains("player")) return node;
      const inner = node.shadowRoot && find(node.shadowRoot);
      if (inner) return inner;
    }
  };
  return find(document);
})()
"""
PHONE = [{"width": 390, "height": 844}]
LAPTOP = [{"width": 1280, "height": 800, "locale": locale} for locale in ("cs-CZ", "en-US")]


def reveal(visit, demo, **query):
    page = visit.open("lab", demo=demo, **query)
    visit.click(f"{demo}-show")
    page.wait_for_function(f"({PLACES})().plots.length > 0")
    return page


# ---- one view


@pytest.mark.parametrize("visit", LAPTOP, indirect=True)
@pytest.mark.parametrize("demo", demos.DEMOS)
def test_dials_and_plots_stand_in_one_window(visit, demo):
    page = reveal(visit, demo)
    places = page.evaluate(PLACES)
    assert max(bottom for *_, bottom in places["dials"] + places["plots"]) <= 800
    assert min(top for _, top, *_ in places["plots"]) < 300
    assert max(right for *_, right, _ in places["plots"]) <= min([left for left, *_ in places["dials"]] or [1280])
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    if demo == "optimizer-race":
        left, _, right, _ = places["plots"][0]
        assert right - left >= 480


@pytest.mark.parametrize("visit", LAPTOP[:1], indirect=True)
def test_demos_and_presets_take_one_row_each(visit):
    page = visit.open("lab", demo="optimizer-race")
    for key in ("lab-demo", "optimizer-race-presets"):
        box = page.locator(f".st-key-{key}").bounding_box()
        assert box["height"] < 60
        assert box["x"] + box["width"] <= 1280


@pytest.mark.parametrize("visit", PHONE, indirect=True)
@pytest.mark.parametrize("demo", ["entropy", "momentum", "optimizer-race"])
def test_on_a_phone_the_plots_stick_to_the_top_while_the_controls_pass(visit, demo):
    page = reveal(visit, demo)
    last = page.locator(f".st-key-demo-{demo} .lk-dial").locator("visible=true").last
    last.scroll_into_view_if_needed()
    page.wait_for_function(f"Math.abs(({PLAYER}).getBoundingClientRect().top) < 60")
    places = page.evaluate(PLACES)
    (_, top, _, bottom) = places["players"][0]
    assert bottom - top <= 0.45 * 844 + 1
    assert bottom < min(bottom for *_, bottom in places["dials"][-1:])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ---- under the hand


def dial(page, demo, name):
    box = page.locator(f".st-key-{demo}-{name} input.drag")
    box.scroll_into_view_if_needed()
    return box


def begin(visit, page, box, demo, name):
    """The mouse on the dial, its frames in the browser; on its way it may have touched another one."""
    place = box.bounding_box()
    page.evaluate("window.__lekce2Sweeps?.clear()")
    page.mouse.move(place["x"] + 0.2 * place["width"], place["y"] + place["height"] / 2)
    page.wait_for_function("([slot, name]) => window.__lekce2Sweeps?.get(slot)?.name === name", arg=[demo, name])
    visit.settle()
    return place


@pytest.mark.parametrize(("demo", "name"), [("optimizer-race", "alpha"), ("entropy", "p-0"), ("mse", "sigma")])
def test_a_dial_is_followed_by_the_plot_and_asks_nobody_until_it_is_let_go(visit, demo, name):
    page = reveal(visit, demo)
    box = dial(page, demo, name)
    place = begin(visit, page, box, demo, name)
    page.wait_for_function(f"({PICTURE})().length > 1000")
    page.evaluate(f"window.picture = {PICTURE}")
    asked, seen = page.evaluate("window.lekce2Runs.asked"), set()
    page.mouse.down()
    for k in range(12):
        page.mouse.move(place["x"] + (0.2 + 0.05 * k) * place["width"], place["y"] + place["height"] / 2)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(page.evaluate("window.picture()"))
    assert len(seen) > 5
    assert page.evaluate("window.lekce2Runs.asked") == asked
    told = page.locator(".lk-told").inner_text()
    with visit.answered():
        page.mouse.up()
    assert page.locator(".lk-told").inner_text() == told  # the server says what the frames have said
    assert visit.complaints == []


def test_a_dial_is_moved_by_the_keys_and_typed_into(visit):
    page = reveal(visit, "mse")
    box, field = dial(page, "mse", "sigma"), page.locator(".st-key-mse-sigma input.typed")
    box.focus()
    visit.press("ArrowRight")
    assert field.input_value() == "1,1"
    assert box.get_attribute("aria-valuetext") == "1,1"
    field.fill("0,73")
    visit.press("Enter")
    assert field.input_value() == "0,73"
    field.fill("moc")
    visit.press("Enter")
    assert field.input_value() == "moc"
    assert "0,1 … 3" in page.locator(".st-key-mse-sigma .wrong").inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    visit.click("mse-preset-wide")
    assert field.input_value() == "2"
    assert not page.locator(".st-key-mse-sigma .wrong").is_visible()
    assert visit.complaints == []


def centre(page, name):
    box = page.locator(f'button.grip[data-grip="{name}"]').bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_thing_is_dragged_on_the_plot_and_set_exactly_when_it_is_let_go(visit):
    page = reveal(visit, "optimizer-race")
    typed = [page.locator(f".st-key-optimizer-race-start_{axis} input.typed") for axis in "xy"]
    page.locator('button.grip[data-grip="start"]').hover()
    x, y = centre(page, "start")
    page.mouse.down()
    drawn = page.evaluate(f"Number(({PLAYER}).dataset.drawn)")
    for k in range(1, 25):
        page.mouse.move(x + 5 * k, y + 3 * k)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.wait_for_function(f"drawn => Number(({PLAYER}).dataset.drawn) > drawn", arg=drawn)
    page.mouse.up()  # the last place may be on its way already
    visit.settle()
    assert centre(page, "start") == pytest.approx((x + 120, y + 72), abs=2)
    at = page.locator('button.grip[data-grip="start"]').get_attribute("aria-label")
    assert all(field.input_value() in at for field in typed)
    before = typed[0].input_value()
    page.locator('button.grip[data-grip="start"]').focus()
    visit.press("ArrowLeft")
    assert typed[0].input_value() != before
    assert visit.complaints == []


@pytest.mark.parametrize("visit", PHONE, indirect=True)
def test_a_finger_drags_what_a_mouse_drags(visit):
    page = reveal(visit, "mse")
    field = page.locator(".st-key-mse-point_y input.typed")
    before = field.input_value()
    x, y = centre(page, "point")
    hand = page.context.new_cdp_session(page)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    touch = lambda kind, *points: hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})  # noqa: E731
    with visit.answered():
        touch("touchStart", {"x": x, "y": y})
        for k in range(1, 11):
            touch("touchMove", {"x": x, "y": y + 6 * k})
        touch("touchEnd")
    page.wait_for_function("([field, before]) => field.value !== before", arg=[field.element_handle(), before])
    visit.settle()
    assert centre(page, "point") == pytest.approx((x, y + 60), abs=3)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    hand.detach()


# ---- what stands below


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
