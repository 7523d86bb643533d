"""``python -m benchmarks.pages``: what the server holds in memory after each page, in Chromium.

A fresh server on loopback, one visitor. MiB are those of the whole process (resident set); beside them stand the large
libraries that it has loaded by then.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.served import chromium, served, settle

LIBRARIES = ("numpy", "pandas", "pyarrow", "PIL")
PAGES = ("", "revise", "practice", "self-test", "questions", "questions?card=adam", "lab", "progress", "settings")
GOALS = {"revise, turned": 80, "settings": 200}  # MiB


def main() -> int:
    with served() as (url, process), chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        print(row("before the first page", process))
        for path in PAGES:
            page.goto(f"{url}/{path}")
            settle(page)
            page.wait_for_timeout(800)
            print(row(path or "today", process))
            if path == "revise":
                page.locator(".st-key-flip button").click()
                settle(page)
                page.wait_for_timeout(800)
                print(row("revise, turned", process))
    return 0


def row(name: str, process: int) -> str:
    """One line: the page, its MiB, the goal where there is one, and the libraries."""
    folder = Path("/proc") / str(process)
    held = next(line for line in (folder / "status").read_text().splitlines() if line.startswith("VmRSS"))
    maps = (folder / "maps").read_text()
    mib = int(held.split()[1]) / 1024
    goal = f"goal {GOALS[name]} {'✓' if mib <= GOALS[name] else '✗'}" if name in GOALS else ""
    return f"{name:24}{mib:6.0f} MiB  {goal:12}{', '.join(one for one in LIBRARIES if f'/{one}/' in maps)}"


if __name__ == "__main__":
    if not Path("/proc/self/status").exists():
        sys.exit("needs /proc, as on Linux")
    raise SystemExit(main())
