"""``python -m benchmarks.repaint [--changes N] [--only NAME]``: how soon a demo's plot follows a control, in Chromium.

For every demo one control is changed N times, each time to a new value, as a learner would with the mouse or the
keyboard. Measured is the time from the browser's input event (a slider let go, a button clicked, Enter in a field) to
the end of the frame in which the plot drawn from the new data is on the canvas: the way to the server, the rerun of the
demo's fragment, the way back and the drawing. Beside it stand the server's own share (figure, words and scene,
computed once more in this process, in CPU time), the time of the drawing, and the frames a second while the scene
plays and while its scrubber is dragged. Then everything that can be dragged, one by one: a dial (how soon after the first
touch its frames are in the browser, how many stops were passed, frames a second meanwhile), a thing on the plot (repaints
a second, all through the server but for one that scrubs). Everything runs on one machine: on a busy one the numbers are
upper bounds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from benchmarks.served import app, chromium, settle
from study.language import language
from ui import demos

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

GOAL = 0.120  # seconds, p95
WARM = 3  # changes before the first that counts


@dataclass(frozen=True)
class Control:
    """The control that is changed, a slider, a button or a field of text by its key, and what its values would be."""

    kind: Literal["slider", "button", "text"]
    key: str
    values: Callable[[float], Mapping[str, Any]]  # of a share from 0 to 1, for the server's own time
    link: str = ""  # opens the demo with the control there


def _weights(share: float, count: int) -> tuple[float, ...]:
    return (share, *((1 - share) / (count - 1),) * (count - 1))


def _seed(share: float) -> Mapping[str, Any]:
    return {"seed": round(1000 * share)}


CONTROLS: dict[str, Control] = {
    "entropy": Control("slider", "p-0", lambda share: {"p": _weights(share, 4)}),
    "divergence": Control("slider", "p-0", lambda share: {"p": _weights(share, 3), "q": _weights(0.5, 3)}),
    "conditional-entropy": Control("slider", "table-0", lambda share: {"size": "2x2", "table": _weights(share, 4)}),
    "likelihood": Control("button", "seed-next", _seed, "&n=300"),
    "mse": Control("slider", "sigma", lambda share: {"sigma": 0.5 + share}),
    "gradient-descent": Control("slider", "alpha", lambda share: {"alpha": 0.05 + 0.2 * share}),
    "learning-rates": Control("slider", "noise", lambda share: {"noise": round(2 * share, 2)}),
    "backprop": Control("text", "values", lambda share: {"values": _point(share)}, "&graph=own"),
    "momentum": Control("slider", "alpha", lambda share: {"alpha": 0.02 + 0.1 * share}),
    "adaptive-rates": Control("slider", "size1", lambda share: {"size1": (1.0, 0.1, 0.01, 0.0001)[int(4 * share)]}),
    "moving-average": Control("slider", "t", lambda share: {"t": 1 + round(50 * share)}),
    "bias-correction": Control("slider", "beta1", lambda share: {"beta1": round(0.99 * share, 2)}),
    "optimizer-race": Control("slider", "start_x", lambda share: {"start_x": -2.5 + 4 * share}),
}


FIND = """function find(root) {
  for (const each of root.querySelectorAll("*")) {
    if (each.classList?.contains("player")) return each;
    const inner = each.shadowRoot && find(each.shadowRoot);
    if (inner) return inner;
  }
}"""
WATCH = (
    f"() => {{ const player = ({FIND})(document);"
    + """
  window.repaint = { player, input: null, seen: null, painted: null };
  const note = (event) => { if (window.repaint.input === null) window.repaint.input = event.timeStamp; };
  for (const kind of ["pointerup", "keydown"]) window.addEventListener(kind, note, true);
  new MutationObserver(() => {
    if (window.repaint.input === null || window.repaint.seen !== null) return;
    window.repaint.seen = performance.now();
    requestAnimationFrame(() => setTimeout(() => { window.repaint.painted = performance.now(); }));
  }).observe(player, { attributes: true, attributeFilter: ["data-drawn"] });
}"""
)
RESET = "() => Object.assign(window.repaint, { input: null, seen: null, painted: null })"
READY = """() => { window.ready = { touched: null, frames: null };
  document.addEventListener("lekce2-grab", () => { window.ready.touched ??= performance.now(); });
  document.addEventListener("lekce2-frames", () => { window.ready.frames ??= performance.now(); });
  window.__lekce2Sweeps?.clear(); }"""
FRAMES = """() => { const s = []; let on = true; window.frames_stop = () => { on = false; return s; };
  const tick = (t) => { s.push(t); if (on) requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repaint", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--changes", type=int, default=20, help="how often each control is changed (default 20)")
    parser.add_argument("--only", default="", metavar="NAME", help="only demos whose name holds this")
    parser.add_argument("--json", action="store_true", help="print one JSON object a demo")
    options = parser.parse_args(arguments)
    if not options.json:
        head = f"{'demo':21}{'control':>10}{'p50':>9}{'p95':>9}  ≤ {1e3 * GOAL:.0f}"
        machine = f"({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})"
        print(f"{head}{'server':>10}{'drawing':>9}{'play':>6}{'drag':>6}   {machine}")
    failed = 0
    with app() as url, chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="cs-CZ").new_page()
        for name in demos.DEMOS:
            if options.only in name:
                try:
                    measured = {"demo": name, **seen(page, url, name, max(2, options.changes)), "server": share(name)}
                except Exception as error:  # one demo that does not answer must not hide the others
                    print(f"{name}: not measured, {str(error).splitlines()[0]}", file=sys.stderr)
                    failed += 1
                    continue
                print(json.dumps(measured) if options.json else row(measured), flush=True)
                for thing in dragged(page, name):
                    print(json.dumps(thing) if options.json else thing_row(thing), flush=True)
    return min(failed, 1)


def row(m: Mapping[str, Any]) -> str:
    """A line of the table; times in milliseconds, frames a second."""
    met = "✓" if m["p95"] <= GOAL else "✗"
    p50, p95, server, drawing = (1e3 * m[name] for name in ("p50", "p95", "server", "drawing"))
    times = f"{p50:6.0f} ms{p95:6.0f} ms    {met} {server:6.1f} ms{drawing:6.1f} ms"
    rates = "".join(f"{m[kind]:6.0f}" if m[kind] else "     –" for kind in ("play", "drag"))
    return f"{m['demo']:21}{CONTROLS[m['demo']].key:>10}{times}{rates}"


def seen(page: Page, url: str, name: str, changes: int) -> dict[str, float]:
    """What the browser sees of one demo: seconds from input to plot, of them for drawing, and frames a second."""
    from playwright.sync_api import TimeoutError as Timeout

    control = CONTROLS[name]
    page.goto(f"{url}/lab?demo={name}&lang=cs{control.link}")
    settle(page)
    page.locator(f".st-key-{name}-show button").click()
    settle(page)
    page.wait_for_timeout(500)
    page.wait_for_function(f"() => ({FIND})(document)")
    page.evaluate(WATCH)
    box = page.locator(f".st-key-{name}-{control.key}")
    box.scroll_into_view_if_needed()
    spans: list[float] = []
    drawings: list[float] = []
    lost = 0
    while len(spans) < WARM + changes and lost <= changes:
        change(page, box, control.kind, (0.618034 * (len(spans) + lost)) % 1.0)
        try:
            page.wait_for_function("() => window.repaint.painted !== null", timeout=5_000, polling=50)
        except Timeout:  # the same picture again, or a value that the control had already
            lost += 1
        else:
            times = page.evaluate("() => ({ ...window.repaint, player: null })")
            spans.append((times["painted"] - times["input"]) / 1e3)
            drawings.append((times["painted"] - times["seen"]) / 1e3)
        settle(page)
        page.wait_for_timeout(250)
    if len(spans) <= WARM:
        raise RuntimeError("no change was drawn")
    late = float(np.quantile(spans[WARM:], 0.95, method="inverted_cdf"))
    return {"p50": median(spans[WARM:]), "p95": late, "drawing": median(drawings[WARM:]), "lost": lost, **rates(page)}


def change(page: Page, box: Locator, kind: str, share: float) -> None:
    """Change a control to another value; the clock starts with the event that says so."""
    if kind == "slider":
        track = box.locator("input.drag").bounding_box()
        assert track is not None
        x, y = track["x"] + (0.1 + 0.8 * share) * track["width"], track["y"] + track["height"] / 2
        page.mouse.move(x - 4, y)
        page.mouse.down()
        page.mouse.move(x, y)
        page.evaluate(RESET)
        page.mouse.up()
    elif kind == "button":
        button = box.locator("button")
        button.hover()
        page.evaluate(RESET)
        button.click()
    else:
        field = box.locator("input")
        field.fill(_point(share))
        page.evaluate(RESET)
        field.press("Enter")


def _point(share: float) -> str:
    return f"x = {1 + share:.3f}; y = {-2 + share:.3f}"


def rates(page: Page) -> dict[str, float]:
    """Frames a second while the scene plays, and while its scrubber is dragged; 0 where there is nothing to play."""
    if not page.locator(".player .bar .play").count() or not page.locator(".player .bar .play").is_visible():
        return {"play": 0.0, "drag": 0.0}
    page.locator(".player .bar .replay").click()
    played = _frames(page, lambda: page.wait_for_timeout(1500))
    page.locator(".player .bar .play").click()
    page.wait_for_timeout(700)
    bar = page.locator(".player .bar input").bounding_box()
    assert bar is not None
    y = bar["y"] + bar["height"] / 2

    def drag() -> None:
        page.mouse.move(bar["x"] + 0.1 * bar["width"], y)
        page.mouse.down()
        for k in range(90):
            page.mouse.move(bar["x"] + (0.1 + 0.8 * k / 90) * bar["width"], y)
        page.mouse.up()

    return {"play": played, "drag": _frames(page, drag)}


def dragged(page: Page, name: str) -> Iterator[dict[str, Any]]:
    """Every dial and every grip of the demo on the page, dragged."""
    for dial in page.locator(f".st-key-demo-{name} .lk-dial").all():
        if dial.is_visible():
            yield {"demo": name, "thing": dial.locator("label").inner_text(), "kind": "dial", **_dial(page, dial)}
    for grip in page.locator(".player button.grip").all():
        yield {"demo": name, "thing": str(grip.get_attribute("data-grip")), "kind": "grip", **_grip(page, grip)}


def thing_row(m: Mapping[str, Any]) -> str:
    """A line for one thing that is dragged."""
    what = f"    {m['kind']} {m['thing']}"
    if m["kind"] == "grip":
        scrubs = f"{m['fps']:6.0f} fps, asks nobody"
        return f"{what:44}" + (f"{m['repaints']:6.1f} repaints/s" if m["repaints"] else scrubs)
    return f"{what:44}{1e3 * m['ready']:6.0f} ms to its frames{m['stops']:5.0f} stops{m['fps']:5.0f} fps"


def _dial(page: Page, dial: Locator) -> dict[str, float]:
    page.mouse.move(3, 3)
    dial.scroll_into_view_if_needed()
    settle(page)
    box = dial.locator("input.drag").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.evaluate(READY)
    page.mouse.move(box["x"] + 0.1 * box["width"], y)
    page.wait_for_function("() => window.ready.frames", timeout=10_000, polling=10)
    times = page.evaluate("() => window.ready")
    before = _counted(page, "followed")

    def drag() -> None:
        page.mouse.down()
        for k in range(90):
            page.mouse.move(box["x"] + (0.1 + 0.8 * k / 90) * box["width"], y)
        page.mouse.up()

    fps = _frames(page, drag)
    settle(page)
    return {
        "ready": (times["frames"] - times["touched"]) / 1e3,
        "stops": _counted(page, "followed") - before,
        "fps": fps,
    }


def _grip(page: Page, grip: Locator, seconds: float = 2.0) -> dict[str, float]:
    grip.scroll_into_view_if_needed()
    settle(page)
    box = grip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before, begin = _counted(page, "drawn"), time.perf_counter()
    page.evaluate(FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    k = 0
    while time.perf_counter() - begin < seconds:
        k += 1
        page.mouse.move(x + 40 * np.sin(k / 15), y - 30 * np.sin(k / 15))
        page.wait_for_timeout(8)
    spent, count = time.perf_counter() - begin, _counted(page, "drawn") - before
    fps = float(1e3 / np.median(np.diff(page.evaluate("() => window.frames_stop()"))))
    page.mouse.up()
    settle(page)
    return {"repaints": count / spent, "fps": fps}


def _counted(page: Page, what: str) -> int:
    return int(page.evaluate(f"() => Number(({FIND})(document).dataset.{what} || 0)"))


def _frames(page: Page, during: Callable[[], None]) -> float:
    """Frames a second by the median distance of animation frames."""
    page.evaluate(FRAMES)
    during()
    return float(1e3 / np.median(np.diff(page.evaluate("() => window.frames_stop()"))))


def share(name: str, rounds: int = 15) -> float:
    """CPU seconds that the server needs for one new figure with its words and its scene, in this process."""
    demo, said, spent = demos.load(name), language("cs"), []
    linked = demo.read(dict(pair.split("=") for pair in CONTROLS[name].link.split("&") if pair))[0]
    for k in range(rounds + 1):
        values = {**demo.defaults, **linked, **CONTROLS[name].values((0.618034 * (k + 1)) % 1.0)}
        begin = time.thread_time()
        figure = demo.figure(**values, language=said, notation="notes")
        json.dumps(figure.scene.data())
        figure.table.markdown()
        spent.append(time.thread_time() - begin)
    return median(spent[1:])


if __name__ == "__main__":
    raise SystemExit(main())
