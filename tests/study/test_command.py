"""``python -m study check``: what it prints, where, in which language, and its exit code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from study.__main__ import main
from study.content import Fault, validate
from study.content.katex import NoKatex
from study.deck import Exercise, checking

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
DECKS = TESTS / "decks"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "study", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8")


def test_a_good_deck_passes_with_its_warnings() -> None:
    ran = run("check", "tests/decks/good")
    assert ran.returncode == 0
    assert ran.stderr == "2 cards, 7.5 points, 2 exercises, no faults, 6 warnings\n"
    lines = ran.stdout.splitlines()
    assert len(lines) == 6
    assert all(": warning: " in line for line in lines)
    assert "tests/decks/good/02-relu.md:1: warning: the card has no translation 02-relu.en.md" in lines


def test_a_broken_deck_fails_with_every_fault_on_its_line() -> None:
    ran = run("check", str(Path("tests/decks/broken")))
    assert ran.returncode == 1
    assert ran.stdout == (DECKS / "broken.txt").read_text(encoding="utf-8")
    assert ran.stderr.startswith("1 card, 1 point, ")


def test_messages_come_in_czech(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DECKS / "broken"), "--lang", "cs"]) == 1
    out, err = capsys.readouterr()
    assert "01-fields.md:3: neznámý klíč titel; nejblíž je title\n" in out
    assert "bodování (rubric) dává dohromady 1,75 b., karta má 2 b." in out
    assert err.startswith("1 karta, 1 bod, ")
    assert len(out.splitlines()) == len((DECKS / "broken.txt").read_text(encoding="utf-8").splitlines())


def test_a_folder_of_decks_is_checked_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DECKS)]) == 1
    out, err = capsys.readouterr()
    assert "decks/broken/01-fields.md:3" in out
    assert "decks/good/02-relu.md:1" in out
    assert err.startswith("3 cards, 8.5 points, ")


def test_a_missing_folder_is_one_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "no/such/folder"]) == 1
    assert capsys.readouterr().out == f"{Path('no/such/folder')}:1: there is no such folder\n"


def test_questions_are_the_default(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TESTS)
    assert main(["check"]) == 1
    assert capsys.readouterr().out == "questions:1: there is no such folder\n"


def test_help_and_wrong_words() -> None:
    shown = run("check", "--help")
    assert shown.returncode == 0
    assert "--lang" in shown.stdout
    assert "check" in run("--help").stdout
    for words in ((), ("chek",), ("check", "--lang", "xx")):
        ran = run(*words)
        assert ran.returncode == 2
        assert "Traceback" not in ran.stderr


def test_whoever_stops_reading_gets_no_traceback() -> None:
    command = f"{sys.executable} -m study check tests/decks/broken | head -n 1"
    ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert len(ran.stdout.splitlines()) == 1
    assert "Traceback" not in ran.stderr


def test_faults_are_printed_as_they_are_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[str] = []

    def run_later(exercises: Collection[Exercise], progress: object = None) -> tuple[Fault, ...]:
        before.append(capsys.readouterr().out)
        return ()

    monkeypatch.setattr(checking, "check", run_later)
    assert main(["check", str(DECKS / "good")]) == 0
    assert "02-relu.md:1: warning" in before[0]
    assert "02-relu.md" not in capsys.readouterr().out


@pytest.mark.parametrize(("tongue", "said"), [("en", "formulas were not judged"), ("cs", "vzorce se neposuzovaly")])
def test_without_the_engine_check_says_so_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tongue: str, said: str
) -> None:
    monkeypatch.setattr(validate, "katex", lambda: NoKatex("no-engine", {"found": "quickjs-ng"}))
    assert main(["check", str(DECKS / "good"), "--lang", tongue]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(said in line for line in lines) == 1
    assert said in lines[0]
