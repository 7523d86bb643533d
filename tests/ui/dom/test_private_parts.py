"""No private part of a library is used, and what is taken for granted of Streamlit's page stands in one file.

Written for Streamlit 1.67. To move to another minor version: change ``requirements.txt`` and ``TESTED``, then run
``tests/browser/test_selectors.py``, which names each selector that finds nothing any more.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit

from ui import dom

ROOT = Path(__file__).parents[3]
TESTED = "1.67"
CODE = [ROOT / "app.py", *(path for room in ("lekce2", "study", "ui") for path in sorted((ROOT / room).rglob("*.py")))]
PUBLIC = {"_replace", "_asdict", "_fields", "_make"}  # of every NamedTuple
SCREEN = [path for path in sorted((ROOT / "ui").rglob("*")) if path.suffix in (".js", ".css", ".py")]
SELECTOR = re.compile(r"\[data-|\[class|\[aria-|\[kind=|\.st-key-|\.stM|\.katex")
OWN = {"[data-face", "[data-before", "[data-after", "[data-short"}  # of our own components, in their own shadow


def private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def own_names(trees: list[ast.Module]) -> set[str]:
    """The private names that our own code defines."""
    names = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return names


def foreign(tree: ast.Module, own: set[str]) -> Iterator[str]:
    """Every use of what a library keeps to itself; of Streamlit only ``import streamlit as st`` is public."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr) and node.attr not in own | PUBLIC:
            yield f"{node.lineno}: .{node.attr}"
        asked = []
        if isinstance(node, ast.Import):
            asked = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            asked = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in asked:
            parts = name.split(".")
            inside = parts[0] == "streamlit" and len(parts) > 1
            if inside or (parts[0] not in ("lekce2", "study", "ui") and any(map(private, parts))):
                yield f"{node.lineno}: {name}"


def test_no_private_part_of_a_library_is_used():
    trees = {path: ast.parse(path.read_text("utf-8")) for path in CODE}
    own = own_names(list(trees.values()))
    assert [f"{path.relative_to(ROOT)}:{use}" for path, tree in trees.items() for use in foreign(tree, own)] == []


@pytest.mark.parametrize(
    "line",
    [
        "from streamlit.runtime.scriptrunner import get_script_run_ctx",
        "import streamlit.web.cli",
        "from numpy._core import umath",
        "scheduler._next_interval(stability=1.0)",
    ],
)
def test_a_private_part_would_be_found(line):
    assert len(list(foreign(ast.parse(line), set()))) == 1


def test_streamlit_is_the_minor_version_that_the_selectors_were_written_for():
    assert streamlit.__version__.startswith(f"{TESTED}."), f"written for {TESTED}: see the head of this file"
    assert re.search(rf"^streamlit~={re.escape(TESTED)}\.0$", (ROOT / "requirements.txt").read_text("utf-8"), re.M)


def test_no_selector_of_streamlits_page_stands_anywhere_else():
    found = []
    for path in SCREEN:
        if (ROOT / "ui" / "dom") not in path.parents:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                hits = [hit for hit in SELECTOR.finditer(line) if not line[hit.start() :].startswith(tuple(OWN))]
                found += [f"{path.relative_to(ROOT)}:{number}: {line.strip()}" for _ in hits[:1]]
    assert found == []


def test_every_selector_is_used_and_every_name_is_there():
    used = {name for path in SCREEN for name in re.findall(r"(?:\bDOM\.|:--)([a-zA-Z]+)", path.read_text("utf-8"))}
    assert used - {"name", "textInput"} | {"textInput"} == set(dom.SELECTORS)
    with pytest.raises(KeyError, match="buton"):
        dom.css(":--buton { color: red }")
