"""A running app and a real browser for the tests of this folder.

The browser is an installed Chromium or Chrome, else the one that Playwright installed. Without either the tests are
skipped with a line that says how to get one, except under CI, where a missing browser is a failure.

No test waits for a time. A page counts what it asks of the server and what is answered (`COUNT`), so that `Visit` can
wait until the script has run. What is to be shown not to happen is shown after something that happens later.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
HOW = "no browser: install Chromium or Chrome, or run 'python -m playwright install chromium'"
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # ms until a test gives up; nothing waits so long that comes at all
expect.set_options(timeout=PATIENCE)

# Counts in the page: how often it has asked the server to run the script, and which of these was last answered by a
# run that came to its end. A run answers all that was asked before it began; one that was cut short answers nothing.
# What is asked for a fragment that has gone from the page is never answered: then the server answers heartbeats, and no
# run has begun. The messages are protocol buffers, whose fields are walked. Sent: 11, to run the script (in it 5: of a
# fragment). Received: 4, a run begins; 6, it has ended (2: it was cut short); 26, a heartbeat is answered.
COUNT = """
if (location.protocol.startsWith("http") && !window.lekce2Runs) {
  const runs = (window.lekce2Runs = { asked: 0, begun: 0, answered: 0, beats: 0 });
  const walk = (bytes, hear) => {
    let at = 0;
    const number = () => {
      let value = 0, scale = 1, byte;
      do { byte = bytes[at++]; value += (byte & 127) * scale; scale *= 128; } while (byte & 128);
      return value;
    };
    while (at < bytes.length) {
      const tag = number(), kind = tag % 8, value = [0, 2].includes(kind) ? number() : 0;
      const end = at + [0, 8, value, 0, 0, 4][kind];
      hear((tag - kind) / 8, kind === 2 ? bytes.subarray(at, end) : value);
      at = end;
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", (event) => walk(new Uint8Array(event.data), (field, value) => {
        if (field === 4) runs.begun = runs.asked;
        if (field === 6 && value !== 2) runs.answered = runs.begun;
        if (field === 26) runs.beats += 1;
      }));
    }
    send(data) {
      walk(data, (field, value) => {
        if (field !== 11) return;
        Object.assign(runs, { asked: runs.asked + 1, beats: 0, sent: 0, fragment: false });
        runs.beat = () => super.send(new Uint8Array([136, 1, 1]));
        walk(value, (inner, text) => { if (inner === 5 && text.length) runs.fragment = true; });
      });
      super.send(data);
    }
  };
}
"""
# The page stands still: everything asked is answered and drawn, and so it is after a few more frames and timers, in
# which what was just clicked, typed or drawn would have asked for more.
STILL = """
(name) => {
  const runs = window.lekce2Runs, app = document.querySelector("[data-testid=stApp]");
  if (!runs || !app) return false;
  if (runs.wait !== name) Object.assign(runs, { wait: name, frames: 0, timers: 0 });
  const idle = app.dataset.testScriptState === "notRunning";
  if (idle && runs.fragment && runs.begun < runs.asked) {
    if (runs.beats >= 5) runs.answered = runs.begun = runs.asked;
    else if (runs.beats >= runs.sent) runs.beat(runs.sent += 1);
  }
  const still = runs.asked > 0 && runs.answered === runs.asked && idle
    && document.fonts.status === "loaded"
    && !document.querySelector("[data-testid=stSkeleton], [data-testid=stAppSkeleton]");
  if (!still) Object.assign(runs, { frames: 0, timers: 0 });
  else runs.frames += 1;
  if (!runs.due) runs.due = setTimeout(() => { runs.due = 0; runs.timers += 1; });
  return still && runs.frames > 2 && runs.timers > 1;
}
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


def executable() -> str | None:
    """The path of an installed browser, or ``None`` for Playwright's own."""
    found = next((path for name in INSTALLED if (path := shutil.which(name))), None)
    return found or next((path for path in MAC if Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        try:
            args = ARGS + (["--no-sandbox"] if root else [])
            running = playwright.chromium.launch(executable_path=executable(), args=args)
        except Error:
            if os.environ.get("CI"):
                pytest.fail(HOW)
            pytest.skip(HOW)
        yield running
        running.close()


def free_port() -> int:
    """A port that nobody listens on, below those that systems give to outgoing connections."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Server:
    """The app on a port of its own, on loopback, with a database of its own; it can be stopped and started again."""

    def __init__(self, folder: Path, root: Path = ROOT, **env: str) -> None:
        self.root = root
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        self.database = folder / "progress.db"
        self.env = {"LEKCE2_DATABASE_URL": f"sqlite:///{self.database}", "PYTHONUNBUFFERED": "1", **env}
        self.process: subprocess.Popen[bytes] | None = None
        self.reader: threading.Thread | None = None

    def start(self) -> None:
        options = ["--server.headless=true", f"--server.port={self.port}", "--server.address=127.0.0.1"]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--server.fileWatcherType=none"]
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=self.root, env={**os.environ, **self.env}, **pipe)
        said, listening = threading.Event(), []

        def read(lines: Iterator[bytes]) -> None:
            """Keep what the server says; it says its address once it listens, and nothing more when it has ended."""
            with self.log.open("ab") as log:
                for line in lines:
                    log.write(line)
                    log.flush()
                    if self.url.encode() in line:
                        listening.append(line)
                        said.set()
            said.set()

        self.reader = threading.Thread(target=read, args=(self.process.stdout,))
        self.reader.start()
        said.wait(120)
        if not listening:
            self.stop()
            pytest.fail(f"the app did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.reader.join()
            self.process.stdout.close()
            self.process = None


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, served for the whole test session."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server for one test alone."""
    own = Server(tmp_path)
    own.start()
    yield own
    own.stop()


class Visit:
    """One browser page on the app, which remembers what its console complained about."""

    waits = count()

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.add_init_script(COUNT)
        self.listeners = {"console": self.hear, "pageerror": self.fault, "dialog": self.leave}
        for event, listener in self.listeners.items():
            page.on(event, listener)

    def end(self) -> None:
        """Leave the page as if nobody had been there."""
        self.page.goto(f"{self.url}/_stcore/health")
        self.page.evaluate("sessionStorage.clear()")
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"})
        devtools.detach()
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)
        self.page.goto("about:blank")

    def fault(self, error: Error) -> None:
        self.complaints.append(str(error))

    def leave(self, dialog: Dialog) -> None:
        """Confirm that the page is to be left."""
        dialog.accept()

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors, but for Streamlit's own search for its base path below a page's address."""
        probing = message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))
        if message.type == "error" and not probing:
            self.complaints.append(message.text)

    def open(self, path: str = "", **query: str) -> Page:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"{self.url}/{path}?{asked}".rstrip("?"))
        return self.ready()

    def ready(self) -> Page:
        """Wait for the first run and for the run after the browser's hello."""
        self.page.wait_for_selector('body[data-lekce2="known"]', state="attached", timeout=PATIENCE)
        self.settle()
        return self.page

    def reload(self) -> Page:
        self.page.reload()
        return self.ready()

    def settle(self) -> None:
        """Wait until all that the page has asked of the server is answered and drawn."""
        self.page.wait_for_function(STILL, arg=next(self.waits), timeout=PATIENCE)

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Wait until what is done here, on the page that is open, was asked of the server, answered and drawn."""
        before = self.page.evaluate("window.lekce2Runs.asked")
        yield
        self.page.wait_for_function("before => window.lekce2Runs.asked > before", arg=before, timeout=PATIENCE)
        self.settle()

    def press(self, key: str) -> None:
        """Press a key that asks something of the server."""
        with self.answered():
            self.page.keyboard.press(key)

    def click(self, key: str, number: int = 0) -> None:
        """Click a button of an element by its key."""
        with self.answered():
            self.page.locator(f".st-key-{key} button").nth(number).click()

    def has(self, key: str) -> bool:
        return self.page.locator(f".st-key-{key}").count() > 0


@pytest.fixture(scope="session")
def pages(browser: Browser) -> Callable[[str], Page]:
    """A page for each language of a browser, which goes from test to test: the app's files are compiled but once."""
    made: dict[str, Page] = {}

    def page(locale: str) -> Page:
        if locale not in made or made[locale].is_closed():
            context = browser.new_context(locale=locale)
            context.set_default_timeout(PATIENCE)
            made[locale] = context.new_page()
        return made[locale]

    return page


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visit(pages: Callable[[str], Page], app_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visit; ``@pytest.mark.parametrize("visit", [{"width": 390}], indirect=True)`` changes its window."""
    wanted = {"width": 1280, "height": 900, "locale": "cs-CZ", "theme": "light", **getattr(request, "param", {})}
    page = pages(wanted["locale"])
    page.set_viewport_size({"width": wanted["width"], "height": wanted["height"]})
    page.emulate_media(color_scheme=wanted["theme"])
    visit = Visit(page, app_url)
    yield visit
    if request.node.stash.get(FAILED, False):
        page.context.close()  # keys may be held, dialogs open
    else:
        visit.end()
