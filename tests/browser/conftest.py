"""A running app and a real browser for the tests of this folder.

The browser is an installed Chromium or Chrome, else the one that Playwright installed. Without either the tests are
skipped with a line that says how to get one, except under CI, where a missing browser is a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

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
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Server:
    """The app on a port of its own, on loopback, with a database of its own; it can be stopped and started again."""

    def __init__(self, folder: Path, root: Path = ROOT) -> None:
        self.root = root
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        self.database = folder / "progress.db"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--server.headless=true", f"--server.port={self.port}", "--server.address=127.0.0.1"]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--server.fileWatcherType=none"]
        env = {**os.environ, "LEKCE2_DATABASE_URL": f"sqlite:///{self.database}"}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(command, cwd=self.root, stdout=out, stderr=out, env=env)
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    pytest.fail(f"the app did not start:\n{self.log.read_text(errors='replace')}")
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
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

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

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
        self.page.wait_for_selector('body[data-lekce2="known"]', state="attached", timeout=30_000)
        self.settle()
        return self.page

    def reload(self) -> Page:
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.page.reload()
        return self.ready()

    def settle(self) -> None:
        """Wait until the script has run and the page stands still."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.settle()

    def has(self, key: str) -> bool:
        return self.page.locator(f".st-key-{key}").count() > 0


@pytest.fixture
def visit(browser: Browser, app_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visit; ``@pytest.mark.parametrize("visit", [{"width": 390}], indirect=True)`` changes its window."""
    wanted = {"width": 1280, "height": 900, "locale": "cs-CZ", "theme": "light", **getattr(request, "param", {})}
    context = browser.new_context(
        viewport={"width": wanted["width"], "height": wanted["height"]},
        locale=wanted["locale"],
        color_scheme=wanted["theme"],
    )
    context.set_default_timeout(15_000)
    yield Visit(context.new_page(), app_url)
    context.close()
