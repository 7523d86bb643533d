"""Altair finds pandas whole: while another visit imports it, a page of plots must not meet half of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOOK = """
import sys, threading
from ui.drawing import plots

half = threading.Event()

class Slow:  # an import of pandas that has begun and takes its time
    def find_spec(self, name, path=None, target=None):
        if name == "pandas.core":
            half.set()
            go.wait(30)
        return None

go = threading.Event()
sys.meta_path.insert(0, Slow())
other = threading.Thread(target=lambda: __import__("pandas"))
other.start()
assert half.wait(30) and not hasattr(sys.modules["pandas"], "Timestamp")
threading.Timer(0.2, go.set).start()
alt = plots.altair()
alt.TimeIntervalStep(interval="day", step=1)
print("whole")
"""


def test_a_plot_waits_until_pandas_is_whole():
    run = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == "whole", run.stderr


def test_nobody_imports_altair_in_another_way():
    found = [
        p.name for p in (ROOT / "ui").rglob("*.py") if re.search(r"import altair|from altair", p.read_text("utf-8"))
    ]
    assert found == []
