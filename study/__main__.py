"""The command line of the study room: ``python -m study check [DIR]``.

Faults go to standard output, one line each and as soon as they are found, the summary to standard error. The exit code
is 1 when there is a fault; a warning is printed but fails nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from study.content import Fault, not_judged
from study.deck import Deck, faults_of, read_decks
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
    decks = read_decks(options.folder)
    counted = Counter[str]()
    unjudged = not_judged(str(options.folder))
    for faults in chain([(unjudged,)] if unjudged else [], *(faults_of(deck, _progress(words)) for deck in decks)):
        for fault in faults:
            counted[fault.severity] += 1
            print(line_of(fault, words))
        if faults:  # what was found can be read while the rest is looked at
            sys.stdout.flush()
    print(summary([reading.deck for reading in decks], counted, words), file=sys.stderr)
    return 1 if counted["error"] else 0


def _progress(words: Language) -> Callable[[int, int], None] | None:
    """A terminal sees how many exercises were run."""
    if not sys.stderr.isatty():
        return None

    def progress(done: int, of: int) -> None:
        end = "\r" if done < of else "\r\x1b[K"
        print("\r" + words.text("check.progress", done=done, of=of), end=end, file=sys.stderr)

    return progress


def line_of(fault: Fault, words: Language) -> str:
    """A fault as ``file:line: text`` in a language; a warning says that it is one."""
    text = words.message(fault.message, "fault")
    if fault.severity == "warning":
        text = words.text("check.warning", text=text)
    return f"{fault.file}:{fault.line}: {text}"


def summary(decks: Sequence[Deck], faults: Mapping[str, int], words: Language) -> str:
    """How much there is and how much is wrong, in one line; ``faults`` counts them by severity."""
    errors, warnings = faults["error"], faults["warning"]
    exercises = sum(len(deck.exercises) for deck in decks)
    left_out = sum(len(deck.left_out) for deck in decks)
    parts = [
        words.plural("check.cards", sum(len(deck.cards) for deck in decks)),
        words.points(sum(deck.points for deck in decks)),
        *([words.plural("check.exercises", exercises)] if exercises else []),
        words.plural("check.faults", errors) if errors else words.text("check.no-faults"),
    ]
    if warnings:
        parts.append(words.plural("check.warnings", warnings))
    if left_out:
        parts.append(words.plural("check.left-out", left_out))
    return ", ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
