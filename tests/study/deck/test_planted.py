"""One fault of each kind, planted in a sound deck: `check` finds every one, in its file and on its line.

The kinds are those of the catalogue, no more and no fewer; a new one needs its plant here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from study.__main__ import line_of
from study.content import katex as engine
from study.content import latex
from study.content.files import LARGEST
from study.content.validate import not_judged
from study.content.yaml import LARGEST_FRONT
from study.deck import faults_of, read_decks
from study.language.catalogues import CODES, language
from tests.study.deck.test_faults import BASE, ENGLISH, EXERCISES, RELU, RULES, SENTENCE
from tests.study.deck.test_faults import SLIPS as CARDS
from tests.study.exercises.test_validate import ALGORITHMS, FOLDER, OTHERS
from tests.study.exercises.test_validate import SLIPS as RUN
from tests.study.exercises.test_validate import edited as with_exercise

GOOD = Path(__file__).parents[2] / "decks" / "good"


class Plant(NamedTuple):
    """In ``file`` of the good deck ``new`` stands for ``old``, and the fault is on ``line``."""

    code: str
    file: str
    old: str
    new: str
    line: int


EDITS = [
    # what YAML, Markdown and LaTeX would change without a word
    Plant("yaml-escape", BASE, "title: Softmax", r'title: "Softmax $\theta$"', 3),
    Plant("yaml-comment", RELU, "Define the ReLU.", "Write the # of parameters.", 5),
    Plant("table-bar", RELU, SENTENCE, "| a |\n|---|\n| $p(x|y)$ |", 22),
    Plant("table-code", RELU, SENTENCE, "| a |\n|---|\n| `x|y` |", 22),
    Plant("pair-of-words", RELU, SENTENCE, "[[Softmax|softmax funkce]]", 20),
    Plant("footnote", RELU, SENTENCE, "a[^1]\n\n[^1]: b", 22),
    Plant("heading-character", RELU, "## Odpověď", "## Odpo\N{ZERO WIDTH SPACE}věď", 12),
    Plant("heading-space", RELU, "## Odpověď", "##\N{NO-BREAK SPACE}Odpověď", 12),
    Plant("tex-doubled", RELU, SENTENCE, r"$\\theta$", 20),
    Plant("tex-other", RELU, SENTENCE, r"$\textcolor{#zz}{x}$", 20),
    Plant("tex-environment", RELU, SENTENCE, r"$\begin{alignd} a \end{alignd}$", 20),
    Plant("tex-display-only", RELU, SENTENCE, r"$\begin{align} a \end{align}$", 20),
    Plant("tex-columns", RELU, SENTENCE, "$$\n\\begin{array} a \\end{array}\n$$", 21),
    Plant("tex-braces", RELU, SENTENCE, r"$x^\sqrt{2}$", 20),
    Plant("tex-crossed", RELU, SENTENCE, r"$\left( {a \right) }$", 20),
    Plant("tex-double", RELU, SENTENCE, "$x^2^3$", 20),
    Plant("tex-sign", RELU, SENTENCE, "$50 %$", 20),
    Plant("tex-ampersand", RELU, SENTENCE, "$a & b$", 20),
    Plant("tex-in-text", RELU, SENTENCE, r"$\text{a_b}$", 20),
    Plant("tex-backslash", RELU, SENTENCE, "$$\nx\n\\\n$$", 22),
    Plant("tex-delimiter", RELU, SENTENCE, r"$\left a$", 20),
    Plant("tex-limits", RELU, SENTENCE, r"$a\limits_b$", 20),
    Plant("tex-row", RELU, SENTENCE, "$$\na\n\\hline\n$$", 22),
    Plant("tex-gap", RELU, SENTENCE, "$$\na \\\\[9em] b\n$$", 21),
    Plant("tex-tag", RELU, SENTENCE, r"$a \tag{1}$", 20),
    Plant("tex-long", RELU, SENTENCE, f"${'x' * 7000}$", 20),
    Plant("tex-deep", RELU, SENTENCE, f"${'{' * 50}{'}' * 50}$", 20),
    # front matter and structure
    Plant("no-front-matter", RELU, "---\nid: relu", "id: relu", 1),
    Plant("front-matter-open", RELU, "\n---\n\n## Kostra", "\n\n## Kostra", 1),
    Plant("front-matter-empty", RELU, "id: relu\ntitle: ReLU\npoints: 5\nexam_wording: Define the ReLU.\n", "", 1),
    Plant("front-matter-too-large", RELU, "title:", f"# {'x' * LARGEST_FRONT}\ntitle:", 1),
    Plant("yaml-alias", BASE, "title: Softmax", "title: *a", 3),
    Plant("yaml-deep", RULES, "report_url: https://example.org/report", "report_url: " + "[" * 30 + "]" * 30, 9),
    Plant("yaml-document", RULES, "id: good", "---\nid: good\n---\nid: good", 3),
    Plant("yaml-key", RULES, "id: good", "? [a]\n: b\nid: good", 1),
    Plant("one-wording", BASE, "question: Definuj softmax a napiš jeho derivaci podle $z_i$.\n", "", 2),
    Plant("reserved-id", BASE, "{id: softmax-shift,", "{id: whole,", 11),
    Plant("one-language", RULES, "title: {cs: Zkušební balíček, en: Test deck}", "title: {cs: Zkušební balíček}", 2),
    Plant("heading-order", RELU, "## Odvození\n\n## Časté chyby", "## Časté chyby\n\n## Odvození", 18),
    Plant("empty-section", RELU, SENTENCE, "", 18),
    Plant("unused-exercise", EXERCISES, "- id: softmax-value", "- id: softmax-other", 1),
]


def written(name: str, content: bytes) -> Callable[[Path], None]:
    def plant(deck: Path) -> None:
        (deck / name).write_bytes(content)

    return plant


def without(name: str) -> Callable[[Path], None]:
    def plant(deck: Path) -> None:
        (deck / name).unlink()

    return plant


def linked_out(deck: Path) -> None:
    (deck.parent / "secret.md").write_text("a", encoding="utf-8")
    (deck / "03-out.md").symlink_to(deck.parent / "secret.md")


def twice(deck: Path) -> None:
    """The deck stands in a folder beside a copy of itself."""
    shutil.copytree(deck, deck.parent / "deck-2")


CARD = (GOOD / RELU).read_bytes()
SECOND = CARD.replace(b"relu", b"second").replace(b"ReLU", b"Second")
UNIT = SECOND.replace(b"points: 5\n", b"points: 5\nrubric:\n  - {id: softmax-shift, points: 5, text: a}\n")
FILES: list[tuple[str, str, int, Callable[[Path], None]]] = [
    ("no-deck-yaml", RULES, 1, without(RULES)),
    ("no-translation", BASE, 1, without(ENGLISH)),
    ("no-exercises", EXERCISES, 1, written(EXERCISES, b"# none\n")),
    ("no-rubric", "03-second.md", 2, written("03-second.md", SECOND)),
    ("duplicate-unit", "03-second.md", 6, written("03-second.md", UNIT)),
    ("translation-alone", ENGLISH, 1, without(BASE)),
    ("unreadable", "03-loop.md", 1, lambda deck: (deck / "03-loop.md").symlink_to("03-loop.md")),
    ("not-a-file", "03-folder.md", 1, lambda deck: (deck / "03-folder.md").mkdir()),
    ("link-outside", "03-out.md", 1, linked_out),
    ("file-too-large", "03-large.md", 1, written("03-large.md", SECOND + b"x" * LARGEST)),
    ("not-utf-8", "03-bytes.md", 1, written("03-bytes.md", b"\xff" + SECOND)),
    ("file-name", "3_relu.md", 1, written("3_relu.md", SECOND)),
    ("unknown-language", "02-relu.de.md", 1, written("02-relu.de.md", SECOND)),
    ("duplicate-card", "03-again.md", 2, written("03-again.md", CARD)),
    ("too-many", "03-many.md", 1, written("03-many.md", SECOND + b"\n\n$x" * 2_000)),
    ("duplicate-deck", "../deck-2/" + RULES, 1, twice),
]
KINDS = {key.removeprefix("fault.") for key in language("en").catalogue if key.startswith("fault.")}
COVERED = {plant.code for plant in EDITS} | {code for code, *_ in FILES}
CARD_PLANTS = {code: Plant(code, file, old, new, line) for file, old, new, line, code in CARDS if code not in COVERED}
COVERED |= set(CARD_PLANTS)
RUN_PLANTS = {code: (file, old, new, offset, code) for file, old, new, offset, code in RUN if code not in COVERED}
GRADED = "graded: {t: {points: 0.25}, s: {points: 0.5}"
RUN_PLANTS["not-graded"] = (ALGORITHMS, GRADED, "graded: {s: {points: 0.75}", 0, "not-graded")
ROOT_EPS = "theta = theta - alpha*g/sqrt(r + {eps})\n  result: [theta, r]\n  graded: {{r: {{points: 1}}, t"
SURVIVING = (ROOT_EPS.format(eps="eps"), ROOT_EPS.format(eps="0.0000000001"))
RUN_PLANTS["bad-formula"] = (OTHERS, "answer: total/c", "answer: [total]", 0, "bad-formula")
RUN_PLANTS["survivor"] = (ALGORITHMS, *SURVIVING, -2, "survivor")
OTHERWISE = {"no-folder", "no-deck", "no-engine", "no-katex", "katex-fails"}


def found_in(folder: Path) -> set[tuple[str, int, str]]:
    faults = [fault for reading in read_decks(folder) for faults in faults_of(reading) for fault in faults]
    for fault in faults:
        for code in CODES:
            assert len(line_of(fault, language(code)).splitlines()) == 1
    return {(os.path.abspath(fault.file), fault.line, fault.message.code) for fault in faults}


SOUND = {(os.path.relpath(file, GOOD), line, code) for file, line, code in found_in(GOOD)}


def test_every_kind_of_fault_is_planted() -> None:
    assert COVERED | set(RUN_PLANTS) | OTHERWISE == KINDS


@pytest.mark.parametrize("plant", [*EDITS, *CARD_PLANTS.values()], ids=lambda plant: plant.code)
def test_an_edit_is_found_on_its_line(tmp_path: Path, plant: Plant) -> None:
    deck = Path(shutil.copytree(GOOD, tmp_path / "deck"))
    text = (deck / plant.file).read_text(encoding="utf-8")
    assert plant.old in text
    (deck / plant.file).write_text(text.replace(plant.old, plant.new, 1), encoding="utf-8")
    assert (plant.file, plant.line, plant.code) not in SOUND
    assert (str(deck / plant.file), plant.line, plant.code) in found_in(deck)


@pytest.mark.parametrize(("code", "file", "line", "plant"), FILES, ids=[code for code, *_ in FILES])
def test_a_file_is_found_by_its_name(
    tmp_path: Path, code: str, file: str, line: int, plant: Callable[[Path], None]
) -> None:
    deck = Path(shutil.copytree(GOOD, tmp_path / "deck"))
    plant(deck)
    folder = tmp_path if file.startswith("../") else deck
    assert (file, line, code) not in SOUND
    found = found_in(folder)
    assert (os.path.abspath(deck / file), line, code) in found or (code == "too-many" and code in str(found))


@pytest.mark.parametrize(("file", "old", "new", "offset", "code"), RUN_PLANTS.values(), ids=list(RUN_PLANTS))
def test_what_running_an_exercise_shows_is_found(
    tmp_path: Path, file: str, old: str, new: str, offset: int, code: str
) -> None:
    assert FOLDER.is_dir()
    _, line = with_exercise(tmp_path, file, old, new)
    assert (str(tmp_path / "deck" / file), line + offset, code) in found_in(tmp_path / "deck")


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert found_in(tmp_path / "none") == {(str(tmp_path / "none"), 1, "no-folder")}
    assert found_in(tmp_path) == {(str(tmp_path), 1, "no-deck")}


@pytest.mark.parametrize("code", ["no-engine", "no-katex", "katex-fails"])
def test_what_keeps_formulas_from_being_judged_is_said(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(engine, "katex", lambda: engine.NoKatex(code, {"found": "x"}))
    monkeypatch.setattr("study.content.validate.katex", engine.katex)
    monkeypatch.setattr(latex, "katex", engine.katex)
    fault = not_judged("deck")
    assert fault is not None
    assert (fault.file, fault.line, fault.message.code, fault.severity) == ("deck", 1, code, "warning")
