"""The rooms import in one direction: app → ui → {study, lekce2}, study → lekce2, and lekce2 knows only NumPy.

Told twice: every import that stands in a file is read from its syntax tree, and every room is imported in a process of
its own, which then says what was loaded. The last tests break each rule in a small copy: silence means something.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "lekce2": {"lekce2"},
    "study": {"study", "lekce2"},
    "ui": {"ui", "study", "lekce2"},
    "app": {"ui", "study", "lekce2"},
    "benchmarks": {"benchmarks", "ui", "study", "lekce2"},
}
OURS = {*MAY_IMPORT, "tests"}
DRAWING = {"streamlit": {"ui", "app"}}  # a library: the rooms that may import it
HEAVY = {"altair", "pandas"}  # to be imported where they are used, not with the module


def files(root: Path, room: str) -> list[Path]:
    return sorted(root.glob(f"{room}.py")) + sorted((root / room).rglob("*.py"))


def imports(tree: ast.AST, room: str) -> Iterator[tuple[int, str]]:
    """The line and the top-level name of every import, wherever it stands; what `import_module` is told counts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, room if node.level else (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in ("import_module", "__import__"):
                yield node.lineno, str(node.args[0].value).partition(".")[0]


def allowed(room: str, name: str) -> bool:
    if name in OURS:
        return name in MAY_IMPORT[room]
    if room == "lekce2":
        return name == "numpy" or name in sys.stdlib_module_names
    return room in DRAWING.get(name, {room})


def broken_rules(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{line}: {room} may not import {name}"
        for room in MAY_IMPORT
        for path in files(root, room)
        for line, name in imports(ast.parse(path.read_text(encoding="utf-8")), room)
        if not allowed(room, name)
    ]


def load_all(root: Path, room: str) -> str:
    """Python that imports every module of a room; a page is a script, so that of it only the imports at its top run."""
    lines = []
    for path in files(root, room):
        if path.is_relative_to(root / "ui" / "pages"):
            top = ast.parse(path.read_text(encoding="utf-8")).body
            lines += [ast.unparse(node) for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
        elif path.name != "__main__.py":
            parts = path.relative_to(root).with_suffix("").parts
            lines.append("import " + ".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return "\n".join(line for line in lines if "__future__" not in line)


def loaded_by(root: Path, room: str) -> set[str]:
    """The top-level names, but for the standard library's, that a fresh Python has loaded after importing a room."""
    program = (
        "import json, sys, numpy\nbefore = set(sys.modules)\n"
        f"{load_all(root, room)}\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))"
    )
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run([sys.executable, "-c", program], cwd=root, env=env, capture_output=True, text=True)
    assert run.returncode == 0, f"{room} cannot be imported:\n{run.stderr}"
    return set(json.loads(run.stdout.splitlines()[-1])) - set(sys.stdlib_module_names)


def test_no_file_breaks_a_rule():
    assert broken_rules(ROOT) == []
    for room in ("lekce2", "study", "ui", "app"):
        assert files(ROOT, room), f"nothing found in {room}: the test looks in the wrong place"


def test_lekce2_loads_only_numpy():
    assert loaded_by(ROOT, "lekce2") - {"numpy"} == {"lekce2"}


def test_study_loads_no_screen():
    loaded = loaded_by(ROOT, "study")
    assert "study" in loaded
    assert loaded.isdisjoint({"streamlit", "ui", "app", *HEAVY})


def test_ui_loads_nothing_heavy_before_it_is_used():
    loaded = loaded_by(ROOT, "ui")
    assert {"ui", "streamlit"} <= loaded
    assert loaded.isdisjoint({"app", *HEAVY})


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with the same rooms, all in order, and empty stand-ins for the libraries."""
    contents = {
        "lekce2/__init__.py": "import math\nimport numpy as np\n",
        "lekce2/graph.py": "from . import deep\n",
        "lekce2/deep/__init__.py": "",
        "study/__init__.py": "import yaml\nfrom lekce2 import graph\n",
        "study/__main__.py": "raise SystemExit(1)\n",
        "ui/__init__.py": "import streamlit\n",
        "ui/pages/today.py": "from __future__ import annotations\nimport study\nraise SystemExit('drawn')\n",
        "app.py": "import streamlit\nimport ui\n",
        **{f"{name}.py": "" for name in ("streamlit", "yaml", "scipy", "altair", "pandas")},
    }
    for name, text in contents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_project_in_order_passes(small: Path):
    assert broken_rules(small) == []
    assert loaded_by(small, "lekce2") - {"numpy"} == {"lekce2"}
    assert loaded_by(small, "study") - {"numpy"} == {"lekce2", "study", "yaml"}
    assert loaded_by(small, "ui") - {"numpy"} == {"lekce2", "study", "ui", "streamlit", "yaml"}


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("lekce2/new.py", "import scipy.special", "lekce2 may not import scipy"),
        ("lekce2/deep/new.py", "def f():\n    from study import deck", "lekce2 may not import study"),
        ("lekce2/new.py", "from importlib import import_module\nimport_module('yaml')", "lekce2 may not import yaml"),
        ("study/new.py", "def f():\n    import streamlit as st", "study may not import streamlit"),
        ("study/new.py", "from ui.demos import x", "study may not import ui"),
        ("study/new.py", "if False:\n    import tests.conftest", "study may not import tests"),
        ("ui/new.py", "import app", "ui may not import app"),
        ("benchmarks/new.py", "import tests", "benchmarks may not import tests"),
    ],
)
def test_a_broken_rule_is_found_in_the_text(small: Path, file: str, line: str, found: str):
    (small / file).parent.mkdir(exist_ok=True)
    (small / file).write_text(line + "\n", encoding="utf-8")
    (fault,) = broken_rules(small)
    assert fault.startswith(f"{file}:")
    assert fault.endswith(found)


@pytest.mark.parametrize(
    ("room", "file", "line", "loaded"),
    [
        ("lekce2", "lekce2/deep/new.py", "__import__('sci' + 'py')", "scipy"),
        ("study", "study/new.py", "__import__('stream' + 'lit')", "streamlit"),
        ("ui", "ui/pages/new.py", "import altair as alt", "altair"),
        ("ui", "ui/new.py", "from pandas import *", "pandas"),
    ],
)
def test_a_broken_rule_is_found_in_what_is_loaded(small: Path, room: str, file: str, line: str, loaded: str):
    assert loaded not in loaded_by(small, room)
    (small / file).write_text(line + "\n", encoding="utf-8")
    assert loaded in loaded_by(small, room)


def test_a_room_that_cannot_be_imported_says_so(small: Path):
    (small / "ui/new.py").write_text("from study import nothing\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="ui cannot be imported"):
        loaded_by(small, "ui")
