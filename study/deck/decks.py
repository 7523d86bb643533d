"""Decks of cards from folders: all that can be read is, every fault of its structure is reported, nothing is raised.

A card or an exercise with an error is left out and listed; the others work. A translation with an error is left out
alone: its card then has the base language only. What the texts say is not judged here but noted, for ``checking``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from study.content import BASE, LeftOut, Report, fault, one_line, usual
from study.deck.loading import CARD, Loading, deck_of
from study.deck.models import Deck


class DeckReading(NamedTuple):
    """A deck and, file by file, what was read of it."""

    deck: Deck
    reports: tuple[Report, ...]


def load_deck(path: str | os.PathLike[str]) -> Deck:
    """The deck in a folder, with the faults of its structure.

    A folder that is missing or cannot be read is a deck without cards and with that fault. Nothing in a file makes this
    function raise.

    >>> str(load_deck("no/such/folder").faults[0].message)
    'there is no such folder'
    """
    return _read(Path(path)).deck


def _read(folder: Path) -> DeckReading:
    try:
        loading = Loading(folder, natural(os.listdir(folder)))
        return DeckReading(loading.run(), (*loading.reports, *loading.exercise_reports))
    except (FileNotFoundError, NotADirectoryError):
        return _nothing(folder, "no-folder")
    except (OSError, RuntimeError, ValueError) as error:
        return _nothing(folder, "unreadable", found=getattr(error, "strerror", None) or type(error).__name__)


def load_decks(path: str | os.PathLike[str]) -> tuple[Deck, ...]:
    """The deck in a folder, or the decks in its subfolders, in the order of their names.

    A folder is a deck when it holds a ``deck.yaml`` or a card. The ids of decks, cards and exercises must differ
    between decks as well, because a learner's progress hangs on them: what stands in a later deck is left out there.

    >>> [deck.path for deck in load_decks("no/such/folder")] == [str(Path("no/such/folder"))]
    True
    """
    return tuple(reading.deck for reading in read_decks(path))


def read_decks(path: str | os.PathLike[str]) -> tuple[DeckReading, ...]:
    """The same decks, each with what was read of its files and not yet judged."""
    folder = Path(path)
    if _is_deck(folder) or not _entries(folder):
        return (_read(folder),)
    inner = [folder / name for name in _entries(folder) if name[0] not in "._"]
    readings = [_read(one) for one in inner if _is_deck(one)]
    if not readings:
        return (_nothing(folder, "no-deck"),)
    decks = _apart(reading.deck for reading in readings)
    return tuple(DeckReading(deck, reading.reports) for deck, reading in zip(decks, readings, strict=True))


def _nothing(folder: Path, code: str, **parameters: str) -> DeckReading:
    report = Report(one_line(str(folder), 4000))
    report.error(1, code, **parameters)
    deck = deck_of(usual(one_line(folder.name) or "deck"), folder, {}, {}, [report], [])
    return DeckReading(deck, (report,))


def _entries(folder: Path) -> list[str]:
    try:
        return natural(os.listdir(folder))
    except (OSError, ValueError):
        return []


def natural(names: Iterable[str]) -> list[str]:
    """Names in the order in which people count.

    >>> natural(["e10", "e2", "e2-b"])
    ['e2', 'e2-b', 'e10']
    """
    return sorted(names, key=lambda name: ([*map(_counted, re.split("([0-9]+)", name))], name))


def _counted(piece: str) -> tuple[int, str]:
    return (int(piece[:99]), "") if piece.isascii() and piece.isdecimal() else (-1, piece)


def _is_deck(folder: Path) -> bool:
    return any(name == "deck.yaml" or (name[-3:] == ".md" and CARD.fullmatch(name[:-3])) for name in _entries(folder))


def _apart(decks: Iterable[Deck]) -> Iterator[Deck]:
    """The decks without what an earlier one holds under the same id."""
    seen: dict[tuple[str, str], str] = {}
    for deck in decks:
        faults = list(deck.faults)
        left_out = list(deck.left_out)
        first = seen.setdefault(("deck", deck.id), deck.path)
        if first != deck.path:
            faults.append(fault(str(Path(deck.path) / "deck.yaml"), 1, "duplicate-deck", found=deck.id, first=first))
        cards, exercises = dict(deck.cards), dict(deck.exercises)
        for card in deck.cards.values():
            first = seen.setdefault(("card", card.id), card.file)
            if first != card.file:
                faults.append(fault(card.file, 1, "duplicate-card", found=card.id, first=first))
                left_out.append(LeftOut(card.id, card.file, 1, card.title[BASE]))
                del cards[card.id]
        for exercise in deck.exercises.values():
            here = f"{exercise.file}:{exercise.line}"
            first = seen.setdefault(("exercise", exercise.id), here)
            if first != here:
                faults.append(fault(exercise.file, exercise.line, "duplicate-exercise", found=exercise.id, first=first))
                left_out.append(LeftOut(exercise.id, exercise.file, exercise.line, exercise.id))
                del exercises[exercise.id]
        kept = {
            name: replace(card, exercises=tuple(e for e in card.exercises if e in exercises))
            for name, card in cards.items()
        }
        yield replace(deck, cards=kept, exercises=exercises, faults=tuple(faults), left_out=tuple(left_out))
