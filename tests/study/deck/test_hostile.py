"""Decks by an attacker or a broken disk: clear faults, no exception, no pipe waited for, no process killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.content.files import LARGEST
from study.content.yaml import LARGEST_FRONT
from study.deck import Deck
from study.deck.decks import load_deck
from study.language.catalogues import CODES, language
from tests.support.judging import judged

GOOD = Path(__file__).parents[2] / "decks" / "good"
CARD = (GOOD / "02-relu.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "deck"))


def codes(deck: Deck, file: str) -> list[str]:
    return [fault.message.code for fault in deck.faults if fault.severity == "error" and fault.file.endswith(file)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "not-utf-8"),
        (CARD.encode("cp1250"), "not-utf-8"),
        (CARD.encode() + b"\xed\xa0\x80", "not-utf-8"),
        (CARD.encode() + b"\0", "control-character"),
        (CARD.encode() + b"\x1b[31m", "control-character"),
        (CARD.encode() + b"a\rb", "control-character"),
        (CARD.encode() + "\u202e".encode(), "control-character"),
        (CARD.encode() + b"x" * LARGEST, "file-too-large"),
        (CARD.encode().replace(b"title:", b"# " + b"x" * LARGEST_FRONT + b"\ntitle:"), "front-matter-too-large"),
        (b"", "no-front-matter"),
        (b"id: relu\n", "no-front-matter"),
        (b"\n" + CARD.encode(), "no-front-matter"),
        (b"---\nid: relu\n", "front-matter-open"),
        (b"---\n---\n", "front-matter-empty"),
        (b"---\n- a\n---\n", "not-a-mapping"),
        (b"---\njust text\n---\n", "not-a-mapping"),
        (b"---\n%YAML 1.2\n---\n", "yaml-syntax"),
        (b"---\na: [*x]\n---\n", "yaml-alias"),
        (b"---\n? [a]\n: b\n---\n", "yaml-key"),
        (b"---\na: {b: [c\n---\n", "yaml-syntax"),
        (b"---\n\tid: relu\n---\n", "yaml-syntax"),
    ],
)
def test_a_broken_file_is_one_clear_fault(folder: Path, content: bytes, code: str) -> None:
    (folder / "02-relu.md").write_bytes(content)
    deck = load_deck(folder)
    assert code in codes(deck, "02-relu.md")
    assert list(deck.cards) == ["softmax"]


def test_the_front_matter_may_be_as_large_as_allowed(folder: Path) -> None:
    filler = "# " + "x" * (LARGEST_FRONT - 200) + "\n"
    (folder / "02-relu.md").write_text(CARD.replace("title:", filler + "title:"), encoding="utf-8")
    assert codes(load_deck(folder), "02-relu.md") == []


def test_line_ends_of_windows_and_a_byte_order_mark_are_fine(folder: Path) -> None:
    before = load_deck(folder)
    for file in folder.rglob("*.*"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_deck(folder) == before


@pytest.mark.parametrize("depth", [21, 1_000, 50_000])
@pytest.mark.parametrize("shape", ["[", "{a: ", "- ", "{? "])
def test_depth_kills_no_process(folder: Path, depth: int, shape: str) -> None:
    (folder / "exercises" / "deep.yaml").write_text(shape * depth, encoding="utf-8")
    front = (shape * depth)[: LARGEST_FRONT - 20]
    (folder / "02-relu.md").write_text(f"---\nid: {front}\n---\n", encoding="utf-8")
    (folder / "deck.yaml").write_text(f"id:\n  {shape * depth}", encoding="utf-8")
    program = f"from study.deck import load_deck; print(*[f.message.code for f in load_deck({str(folder)!r}).faults])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert {"yaml-deep", "yaml-syntax"} & set(ran.stdout.split())


def test_nesting_up_to_the_limit_is_read(folder: Path) -> None:
    for depth, fine in ((15, True), (25, False)):
        settings_of_a_demo = "a: " + "[" * depth + "]" * depth
        demo = f"demos: [entropy]\n---\n\n## Kostra\n\n```demo entropy\n{settings_of_a_demo}\n```\n"
        (folder / "02-relu.md").write_text(CARD.replace("---\n\n## Kostra\n", demo), encoding="utf-8")
        assert codes(load_deck(folder), "02-relu.md") == ([] if fine else ["yaml-deep"])


def test_the_billion_laughs_are_not_told(folder: Path) -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (folder / "deck.yaml").write_text(laughs, encoding="utf-8")
    assert {"yaml-anchor", "yaml-alias"} <= set(codes(load_deck(folder), "deck.yaml"))


def test_no_link_leads_out(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(CARD, encoding="utf-8")
    (tmp_path / "deck-beside").mkdir()
    shutil.copy(secret, tmp_path / "deck-beside" / "a.md")
    for name, target in (("03-out.md", secret), ("04-beside.md", tmp_path / "deck-beside" / "a.md")):
        (folder / name).symlink_to(target)
    (folder / "05-in.md").symlink_to(folder / "01-softmax.md")
    (folder / "06-loop.md").symlink_to("06-loop.md")
    (folder / "07-dangling.md").symlink_to("nothing")
    deck = load_deck(folder)
    assert codes(deck, "03-out.md") == codes(deck, "04-beside.md") == ["link-outside"]
    assert codes(deck, "05-in.md")[0] == "duplicate-card"
    assert codes(deck, "06-loop.md") == codes(deck, "07-dangling.md") == ["unreadable"]


def test_exercises_may_not_be_a_link_out_either(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder / "exercises", tmp_path / "elsewhere")
    (folder / "exercises").symlink_to(tmp_path / "elsewhere")
    deck = load_deck(folder)
    assert codes(deck, "softmax.yaml") == ["link-outside"]
    assert deck.exercises == {}


def test_a_deck_may_itself_be_behind_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert list(load_deck(tmp_path / "link").cards) == ["softmax", "relu"]


def test_a_pipe_and_a_folder_are_no_cards(folder: Path) -> None:
    os.mkfifo(folder / "03-pipe.md")
    (folder / "04-folder.md").mkdir()
    deck = load_deck(folder)
    assert codes(deck, "03-pipe.md") == codes(deck, "04-folder.md") == ["not-a-file"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("relu.md", "file-name"),
        ("3_relu.md", "file-name"),
        ("03-Relu.md", "file-name"),
        ("03-relu.de.md", "unknown-language"),
        ("03-relu.en.md", "translation-alone"),
        ("03-relu.en.en.md", "file-name"),
        ("03-a\nb: 1: x.md", "file-name"),
        ("03-\udcff.md", "file-name"),
    ],
)
def test_names_of_files(folder: Path, name: str, code: str) -> None:
    (folder / name).write_text(CARD, encoding="utf-8")
    faults = [fault for fault in load_deck(folder).faults if fault.severity == "error"]
    assert [fault.message.code for fault in faults] == [code]
    assert len(str(faults[0]).splitlines()) == 1
    str(faults[0]).encode("utf-8")


@pytest.mark.parametrize("name", ["README.md", "notes.txt", ".02-relu.md.swp", "picture.png", "exercises/x.txt"])
def test_what_is_none_of_ours_is_left_alone(folder: Path, name: str) -> None:
    before = load_deck(folder)
    (folder / name).write_bytes(b"\xff\0")
    assert load_deck(folder) == before


def test_the_list_of_faults_has_an_end(folder: Path) -> None:
    (folder / "02-relu.md").write_text(CARD + "\n\n$x" * 5_000, encoding="utf-8")
    found = [fault.message.code for fault in judged(folder) if fault.file.endswith("02-relu.md")]
    assert len(found) == 101
    assert found.count("too-many") == 1


@pytest.mark.parametrize("second", ["---\nid: other\n", "...\n---\n", "%YAML 1.2\n---\n"])
def test_one_document_a_file(folder: Path, second: str) -> None:
    text = (folder / "deck.yaml").read_text(encoding="utf-8")
    (folder / "deck.yaml").write_text(second + text if second[0] == "%" else text + second, encoding="utf-8")
    assert codes(load_deck(folder), "deck.yaml") == ["yaml-document"]


FILLERS = [
    "[[",
    "$",
    "{+",
    "`",
    "- ",
    "[",
    "](",
    "]:",
    "<a ",
    "![",
    "\\",
    "# x\n",
    "|",
    "```\n",
    "$$\n",
    "$\\frac",
    "[[a|b]]",
]


@pytest.mark.parametrize(
    "filler", [*FILLERS, "{+u}", "$[[", "${", "a|b\n-|-\n", "x\n-\n", "- - ", "> ", "[a](", "&#x6A;"]
)
def test_as_much_as_a_file_may_hold_of_anything(folder: Path, filler: str) -> None:
    room = LARGEST - len(CARD.encode()) - 10
    body = (filler * (room // len(filler) + 1))[:room]
    (folder / "02-relu.md").write_text(CARD.replace("Derivace v nule.", body), encoding="utf-8")
    deck = load_deck(folder)
    assert "file-too-large" not in codes(deck, "02-relu.md")
    assert "softmax" in deck.cards
    assert judged(folder)


SNIPPETS = st.sampled_from(
    [
        *FILLERS,
        "$$",
        "\n",
        "\n\n",
        "---\n",
        "## Odpověď\n",
        "{+softmax-shift}",
        "*",
        "&a ",
        "!x ",
        ": ",
        "\t",
        "\x00",
        "\ud800",
    ]
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(SNIPPETS, st.text(max_size=8))), min_size=1, max_size=6
)
FILES = ["01-softmax.md", "01-softmax.en.md", "02-relu.md", "deck.yaml", "exercises/softmax.yaml"]


@contextmanager
def edited(edits: list[tuple[str, list[tuple[float, int, str]]]]) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        folder = Path(shutil.copytree(GOOD, Path(name) / "deck"))
        for file, changes in edits:
            text = (folder / file).read_text(encoding="utf-8", errors="surrogatepass")
            for place, length, new in changes:
                at = int(place * len(text))
                text = text[:at] + new + text[at + length :]
            (folder / file).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        yield folder


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(FILES), EDITS), min_size=1, max_size=3, unique_by=lambda edit: edit[0]))
def test_no_edit_makes_loader_or_check_raise(edits: list[tuple[str, list[tuple[float, int, str]]]]) -> None:
    with edited(edits) as folder:
        deck = load_deck(folder)
        found = judged(folder)
    assert {fault for fault in deck.faults if fault.message.code != "too-many"} - set(found) == set()
    for fault in found:
        assert fault.line >= 1
        for code in CODES:
            assert len(language(code).message(fault.message, "fault").splitlines()) == 1
    lines = {fault.file for fault in deck.faults}
    assert all(name.startswith(str(folder)) for name in lines)
    for fault in deck.faults:
        assert fault.line >= 1
        assert "\n" not in str(fault)
        for code in CODES:
            assert language(code).message(fault.message, "fault")
    for card in deck.cards.values():
        assert sum(unit.points for unit in card.rubric) == card.points
        assert set(card.exercises) <= set(deck.exercises)
    left = {out.file for out in deck.left_out}
    assert {fault.file for fault in deck.faults if fault.severity == "error"} <= left | {
        str(folder / name) for name in ("deck.yaml", "01-softmax.en.md", "exercises/softmax.yaml")
    }
