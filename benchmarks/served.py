"""The app as a user meets it: its own server on a free loopback port with a temporary database, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGS = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def app() -> Iterator[str]:
    """The address of a server that is there as long as the context."""
    with served() as (url, _):
        yield url


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The address of a server and the number of its process, as long as the context."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--server.fileWatcherType=none"]
        environment = {**os.environ, "LEKCE2_DATABASE_URL": f"sqlite:///{folder}/progress.db"}
        with (
            (Path(folder) / "log").open("wb") as log,
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as server,
        ):
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(url, server)
                yield url, server.pid
            finally:
                server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium or Chrome: the installed one, else Playwright's."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGS, *root])
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Page) -> None:
    """Wait until the script has run and the page stands still."""
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_timeout(150)
