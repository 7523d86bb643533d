"""The documents: every path and link in them leads to something, and the architecture answers enough questions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")} - {ROOT / "CHANGELOG.md"})  # that names what was
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)\s#]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:lekce2|study|ui|tests|questions|docs|benchmarks)/[\w./-]*)`")


def dead(text: str, folder: Path) -> list[str]:
    """What a document names that is not there."""
    links = [name for name in LINK.findall(text) if not (folder / name).exists()]
    return links + [name for name in PATH.findall(text) if "<" not in name and not (ROOT / name).exists()]


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if path.name != "CHANGELOG.md"], ids=lambda path: path.name
)
def test_what_a_document_names_is_there(path: Path):
    assert dead(path.read_text(encoding="utf-8"), path.parent) == []


def test_a_dead_link_is_found():
    assert dead("see [this](gone.md) and `study/gone.py`", ROOT) == ["gone.md", "study/gone.py"]


def test_the_architecture_answers_at_least_twenty_questions():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| .*\]\(.+\).* \|$", text, flags=re.MULTILINE)
    assert len(rows) >= 20
