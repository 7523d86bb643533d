"""The demo of docs/demos.md, built as it stands there (a file, its words, two names), does what the page says."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = ("lekce2", "study", "ui", "tests", "pyproject.toml")
PAGE = (ROOT / "docs" / "demos.md").read_text("utf-8")
CODE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
WORDS = re.search(r"```po\n(.*?)```", PAGE, re.DOTALL)[1]
LOOK = """
from streamlit.testing.v1 import AppTest
from study.language import language
from tests.support.lab import dials, sent, shown, trigger, turn
from ui import demos

PAGE = '''
from study.language import language
from ui import demos
from ui.lab import show
show(demos.load("steepness"), language=language("en"), notation="notes")
'''
app = AppTest.from_string(PAGE, default_timeout=60).run()
assert not app.exception
assert [mark["label"] for mark in shown(app)["scene"]["panels"][0]["marks"]] == ["σ(wz)"]
app.text_input(key="steepness-guess").set_value("0,3").run()
app.button(key="steepness-commit").click().run()
marks = shown(app)["scene"]["panels"][0]["marks"]
assert len(marks) == 3 and marks[2]["text"] == "your guess", marks
turn(app, "w", "2,5")
assert dials(app) == {"w": 2.5} and "0.625" in shown(app)["scene"]["told"]
((id_, _),) = sent(app, "sweep")
trigger(app, id_, "grab", "w")
((_, frames),) = sent(app, "sweep")
assert len(frames["changes"]) > 40
print("drawn")
"""


@pytest.fixture
def project(tmp_path):
    for room in ROOMS:
        copy = shutil.copytree if (ROOT / room).is_dir() else shutil.copy
        copy(ROOT / room, tmp_path / room)
    (tmp_path / "ui/demos/steepness.py").write_text(CODE, "utf-8")
    for language in ("cs", "en"):
        (tmp_path / f"study/language/locale/{language}/steepness.po").write_text(WORDS, "utf-8")
    for file, before, after in (
        ("ui/demos/__init__.py", '    "entropy":', '    "steepness": "ui.demos.steepness",\n    "entropy":'),
        ("study/content/models.py", '    "entropy",', '    "steepness",\n    "entropy",'),
    ):
        text = (tmp_path / file).read_text("utf-8")
        assert before in text
        (tmp_path / file).write_text(text.replace(before, after), "utf-8")
    return tmp_path


def test_the_example_is_short_and_works(project):
    assert len(CODE.splitlines()) <= 60
    run = subprocess.run([sys.executable, "-c", LOOK], cwd=project, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == "drawn", run.stdout + run.stderr
    checked = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "tests/ui/demos/test_demos.py",
        "-k",
    ]
    held = subprocess.run(
        [*checked, "steepness and not seed"], cwd=project, capture_output=True, text=True, timeout=300
    )
    assert held.returncode == 0, held.stdout
    assert " passed" in held.stdout
