"""One name, one thing: no two public classes of ``lekce2``, ``study`` and ``ui`` are called the same.

A class here is a ``class``, a type alias or a type variable at the top of a file whose name has no underscore in front;
the last tests break the rule in a small copy.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("lekce2", "study", "ui")


def classes(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The public classes and aliases of a file, with their lines: a name in CamelCase, defined at the top."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        for name in names:
            if name[0].isupper() and (isinstance(node, ast.ClassDef) or (len(name) > 1 and not name.isupper())):
                yield name, node.lineno


def said_twice(root: Path) -> list[str]:
    """Every name that two classes have, with the places where they stand."""
    places: dict[str, list[str]] = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            for name, line in classes(ast.parse(path.read_text(encoding="utf-8"))):
                places.setdefault(name, []).append(f"{path.relative_to(root)}:{line}")
    return [f"{name}: {', '.join(found)}" for name, found in sorted(places.items()) if len(found) > 1]


def test_a_name_of_a_class_means_one_thing():
    assert said_twice(ROOT) == []
    found = {name for name, _ in classes(ast.parse((ROOT / "lekce2/optimizers/optimizer.py").read_text("utf-8")))}
    assert {"Optimizer", "Gradient", "State"} <= found, "the test looks in the wrong place"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    contents = {
        "lekce2/graph.py": "class Node: ...\nclass _Line: ...\nMOST = 3\n",
        "study/card.py": "class Card: ...\nclass _Line: ...\nMOST = 3\nwords = {}\n",
        "ui/pages/card.py": "from study.card import Card\nMOST: int = 4\ndef draw():\n    class Card: ...\n",
    }
    for name, text in contents.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_names_that_are_private_constant_imported_or_local_may_stand_twice(small: Path):
    assert said_twice(small) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("class Card: ...", "Card: study/card.py:1, ui/new.py:1"),
        ("Node = str | None", "Node: lekce2/graph.py:1, ui/new.py:1"),
        ("Node: TypeAlias = 'str | None'", "Node: lekce2/graph.py:1, ui/new.py:1"),
        ("Card = TypeVar('Card')", "Card: study/card.py:1, ui/new.py:1"),
        ("class A: ...\nclass A: ...", "A: ui/new.py:1, ui/new.py:2"),
    ],
)
def test_a_name_that_means_two_things_is_found(small: Path, line: str, found: str):
    (small / "ui/new.py").write_text(line + "\n", encoding="utf-8")
    assert said_twice(small) == [found]
