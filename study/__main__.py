"""The command line of the study room: ``python -m study check [DIR]``.

Faults go to standard output, one line each, the summary to standard error. The exit code is 1 when there is a fault;
a warning is printed but fails nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from study.content import Fault
from study.deck import Deck, load_decks
from study.exercises import check as check_exercises
from study.language import CODES, Language, language


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; ``arguments`` are the words after ``python -m study``."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a name that the terminal cannot write is no reason to stop
            reconfigure(errors="backslashreplace")
    try:
        code = options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    assert isinstance(code, int)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m study", description="Decks of exam questions.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="look for faults in a deck or in a folder of decks",
        description="Validate a deck, or every deck in a folder. One line for each fault, exit code 1 if there is any.",
    )
    check.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, default=Path("questions"), help="default: questions/"
    )
    check.add_argument("--lang", choices=CODES, default="en", help="language of the messages (default: en)")
    check.set_defaults(command=_check)
    return parser


def _check(options: argparse.Namespace) -> int:
    words = language(options.lang)
    decks = [checked(deck, words) for deck in load_decks(options.folder)]
    for deck in decks:
        for fault in deck.faults:
            print(line_of(fault, words))
    print(summary(decks, words), file=sys.stderr)
    return 1 if any(fault.severity == "error" for deck in decks for fault in deck.faults) else 0


def checked(deck: Deck, words: Language) -> Deck:
    """The deck with the faults that its exercises show when they run; a terminal sees how far that is."""

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(
                "\r" + words.text("check.progress", done=done, of=of),
                end="\r" if done < of else "\r\x1b[K",
                file=sys.stderr,
            )

    return replace(deck, faults=(*deck.faults, *check_exercises(deck.exercises.values(), progress)))


def line_of(fault: Fault, words: Language) -> str:
    """A fault as ``file:line: text`` in a language; a warning says that it is one."""
    text = words.message(fault.message, "fault")
    if fault.severity == "warning":
        text = words.text("check.warning", text=text)
    return f"{fault.file}:{fault.line}: {text}"


def summary(decks: Sequence[Deck], words: Language) -> str:
    """How much there is and how much is wrong, in one line."""
    faults = [fault for deck in decks for fault in deck.faults]
    errors = sum(fault.severity == "error" for fault in faults)
    exercises = sum(len(deck.exercises) for deck in decks)
    left_out = sum(len(deck.left_out) for deck in decks)
    parts = [
        words.plural("check.cards", sum(len(deck.cards) for deck in decks)),
        words.points(sum(deck.points for deck in decks)),
        *([words.plural("check.exercises", exercises)] if exercises else []),
        words.plural("check.faults", errors) if errors else words.text("check.no-faults"),
    ]
    if len(faults) > errors:
        parts.append(words.plural("check.warnings", len(faults) - errors))
    if left_out:
        parts.append(words.plural("check.left-out", left_out))
    return ", ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
