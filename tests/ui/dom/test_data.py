"""No component makes Streamlit look for data frames: that would bring pandas into a server that has none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
FLAT = {"clock.py", "history.py", "dragging.py", "outline.py"}  # their data are numbers and texts only
GIVEN = re.compile(r"\bdata=(?!dom\.unread\()[^,)]*")
CONTROL = """
import sys
from streamlit.components.v2.bidi_component.serialization import serialize_mixed_data
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from ui.dom import unread
data = {"units": ["a"], "more": {"b": [1]}}
serialize_mixed_data(unread(data), BidiComponent())
print("pandas" in sys.modules)
serialize_mixed_data(data, BidiComponent())
print("pandas" in sys.modules)
"""


def test_a_list_of_one_is_not_looked_into_and_a_dictionary_is():
    run = subprocess.run([sys.executable, "-c", CONTROL], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == ["False", "True"], run.stderr


def test_every_component_s_data_go_unread():
    files = [path for path in (ROOT / "ui").rglob("*.py") if "components.v2.component(" in path.read_text("utf-8")]
    assert len(files) > 8
    for path in files:
        if path.name not in FLAT:
            calls = [found for found in GIVEN.findall(path.read_text("utf-8")) if "slot" not in found]
            assert calls == [], (path.name, calls)
