"""The rooms, their packages and the order in which they may import: stated once, and held here.

1. Imports go one way, those for typing included: a package imports only from those before it in ``ORDER``.
2. Every package has a door: its ``__init__`` says in a paragraph what the room is for and what it does not do, and
   lists in ``__all__`` what it hands out. Nobody imports past it, or what it does not list; only tests may.
3. ``lekce2`` knows NumPy alone, ``study`` no screen, and nothing heavy is loaded before it is used.

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
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
ORDER = (
    *("lekce2.base", "lekce2.functions", "lekce2.graph", "lekce2.expressions", "lekce2.networks"),
    *("lekce2.information", "lekce2.likelihood", "lekce2.objectives", "lekce2.optimizers", "lekce2.stability"),
    *("lekce2.race", "lekce2.schedules", "lekce2.averages", "lekce2.patterns", "lekce2.sampling", "lekce2"),
    *("study.errors", "study.language", "study.spelling", "study.grading", "study.content", "study.exercises"),
    *("study.deck", "study.log", "study.store", "study.memory", "study.planning", "study.sessions"),
    *("study.__main__", "study", "ui.visit", "ui.dom", "ui.text", "ui.unexpected", "ui.drawing", "ui.lab"),
    *("ui.demos", "ui.learner", "ui.widgets", "ui.features", "ui.shell", "ui.pages", "ui", "app", "benchmarks"),
)
ROOMS = {"lekce2": {"lekce2"}, "study": {"study", "lekce2"}, "ui": {"ui", "study", "lekce2"}}
ROOMS |= {"app": {"ui", "study", "lekce2"}, "benchmarks": {"benchmarks", "ui", "study", "lekce2"}}
OURS = {*ROOMS, "tests"}
DRAWING = {"streamlit": {"ui", "app", "benchmarks"}}  # a library: the rooms that may import it; the app is measured
HEAVY = {"altair", "pandas", "PIL"}  # to be imported where they are used, not with the module
NOT = ("not", "no ", "nothing", "never", "none")  # a door says what the room leaves to others


class Import(NamedTuple):
    """One imported name: where it stands, the module it is asked of, and the name (nothing for ``import module``)."""

    line: int
    module: str
    name: str


def files(root: Path, room: str) -> list[Path]:
    return sorted(root.glob(f"{room}.py")) + sorted((root / room).rglob("*.py"))


def module_of(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def package_of(module: str) -> str:
    """The entry of ``ORDER`` that a module belongs to: room and package, or the room's own ``__init__``."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in ("lekce2", "study", "ui") else parts[0]


def imports(tree: ast.AST, module: str, is_package: bool) -> Iterator[Import]:
    """Every import, wherever it stands; what ``import_module`` is told counts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*here, *([base] if base else [])])
            yield from (Import(node.lineno, base, alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in ("import_module", "__import__"):
                yield Import(node.lineno, str(node.args[0].value), "")


def exported(root: Path, package: str) -> set[str] | None:
    """What a package hands out by its door; None where it is a single module."""
    door = root.joinpath(*package.split("."), "__init__.py")
    if not door.exists():
        return None
    for node in ast.parse(door.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def fault_of(root: Path, module: str, found: Import) -> str | None:
    """What is wrong with an import that stands in a module; nothing if it may be."""
    room, target = module.split(".")[0], found.module.split(".")[0]
    if target not in OURS:
        foreign = room == "lekce2" and target != "numpy" and target not in sys.stdlib_module_names
        return f"{room} may not import {target}" if foreign or room not in DRAWING.get(target, {room}) else None
    if target not in ROOMS[room]:
        return f"{room} may not import {target}"
    asked, name = found.module, found.name
    if "." not in asked and f"{asked}.{name}" in ORDER:  # from lekce2 import race
        asked, name = f"{asked}.{name}", ""
    here, there = package_of(module), package_of(asked)
    if here == there or asked == "lekce2":
        return None
    for package in (here, there):
        if package not in ORDER:
            return f"{package} has no place in the order of packages"
    if ORDER.index(there) > ORDER.index(here):
        return f"{here} may not import {there}"
    door = exported(root, there)
    if asked != there or (name and door is not None and name not in door):
        return f"{here} imports past the door of {there}: {'.'.join(filter(None, (asked, name)))}"
    return None


def broken_rules(root: Path) -> list[str]:
    faults = []
    for room in ROOMS:
        for path in files(root, room):
            module = module_of(root, path)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for found in imports(tree, module, path.name == "__init__.py"):
                fault = fault_of(root, module, found)
                if fault is not None:
                    faults.append(f"{path.relative_to(root)}:{found.line}: {fault}")
    return faults


def silent_doors(root: Path) -> list[str]:
    """The packages whose door does not say what the room is for and what it leaves to others."""
    silent = []
    for package in ORDER:
        door = root.joinpath(*package.split("."), "__init__.py")
        if "." in package and door.exists():
            said = ast.get_docstring(ast.parse(door.read_text(encoding="utf-8"))) or ""
            if len(said) < 150 or not any(word in said.lower() for word in NOT):
                silent.append(package)
    return silent


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


def test_every_package_stands_in_the_order_and_the_order_names_nothing_else():
    found = {package_of(module_of(ROOT, path)) for room in ("lekce2", "study", "ui") for path in files(ROOT, room)}
    assert found == set(ORDER) - {"app", "benchmarks"}


def test_every_door_says_what_the_room_is_for_and_what_it_is_not():
    assert silent_doors(ROOT) == []


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
        "lekce2/graph.py": "from .base import checks\n",
        "lekce2/base/__init__.py": '"""Checks."""\nfrom lekce2.base import checks\n__all__ = ["checks"]\n',
        "lekce2/base/checks.py": "",
        "study/__init__.py": "import yaml\nfrom lekce2 import graph\n",
        "study/__main__.py": "raise SystemExit(1)\n",
        "study/content/__init__.py": '__all__ = ["Card"]\nclass Card: ...\n',
        "study/content/models.py": "",
        "study/deck/__init__.py": "from study.content import Card\n",
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
        ("lekce2/graph.py", "import scipy.special", "lekce2 may not import scipy"),
        ("lekce2/base/new.py", "def f():\n    from study import deck", "lekce2 may not import study"),
        ("lekce2/graph.py", "from importlib import import_module\nimport_module('yaml')", "lekce2 may not import yaml"),
        ("lekce2/base/new.py", "from lekce2 import graph", "lekce2.base may not import lekce2.graph"),
        ("lekce2/base/new.py", "from ..graph import Tape", "lekce2.base may not import lekce2.graph"),
        ("study/content/new.py", "def f():\n    import streamlit as st", "study may not import streamlit"),
        ("study/content/new.py", "from ui.demos import x", "study may not import ui"),
        ("study/content/new.py", "if False:\n    import tests.conftest", "study may not import tests"),
        ("study/content/new.py", "if TYPING:\n    from study.deck import D", "content may not import study.deck"),
        ("study/deck/new.py", "from study.content.models import C", "door of study.content: study.content.models.C"),
        ("study/deck/new.py", "from study.content import hidden", "door of study.content: study.content.hidden"),
        ("study/new/thing.py", "from study.content import Card", "study.new has no place in the order of packages"),
        ("ui/text/new.py", "import app", "ui may not import app"),
        ("benchmarks/new.py", "import tests", "benchmarks may not import tests"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_found_in_the_text(small: Path, file: str, line: str, found: str):
    (small / file).parent.mkdir(parents=True, exist_ok=True)
    (small / file).write_text(line + "\n", encoding="utf-8")
    (fault,) = broken_rules(small)
    assert fault.startswith(f"{file}:")
    assert fault.endswith(found)


def test_a_silent_door_is_found(small: Path):
    assert silent_doors(small) == ["lekce2.base", "study.content", "study.deck"]


@pytest.mark.parametrize(
    ("room", "file", "line", "loaded"),
    [
        ("lekce2", "lekce2/base/new.py", "__import__('sci' + 'py')", "scipy"),
        ("study", "study/content/new.py", "__import__('stream' + 'lit')", "streamlit"),
        ("ui", "ui/pages/new.py", "import altair as alt", "altair"),
        ("ui", "ui/shell.py", "from pandas import *", "pandas"),
    ],
)
def test_a_broken_rule_is_found_in_what_is_loaded(small: Path, room: str, file: str, line: str, loaded: str):
    assert loaded not in loaded_by(small, room)
    (small / file).write_text(line + "\n", encoding="utf-8")
    assert loaded in loaded_by(small, room)


def test_a_room_that_cannot_be_imported_says_so(small: Path):
    (small / "ui/shell.py").write_text("from study import nothing\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="ui cannot be imported"):
        loaded_by(small, "ui")
