"""From a folder to a deck: rules, exercises, cards with their translations, then what must hold among them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from study.content import (
    BASE,
    EXAM,
    LANGUAGES,
    Card,
    CardDraft,
    Fault,
    LeftOut,
    Report,
    Rules,
    Stated,
    one_line,
    read_card,
    read_exercises,
    read_rules,
    read_text,
    read_translation,
    usual,
)
from study.deck.models import Deck, Exercise
from study.exercises import KINDS

CARD = re.compile(r"[0-9]{1,9}-[a-z0-9]+(?:-[a-z0-9]+)*")
NO_CARDS = ("readme", "changelog", "license", "contributing")  # Markdown files that are none, in small letters
EXERCISES = "exercises"  # the folder of their files
NOTHING = CardDraft("", 1, "", None, None, None)


class Loading:
    """One deck on its way. The steps run once each, in the order of ``run``."""

    def __init__(self, folder: Path, entries: list[str]) -> None:
        self.folder, self.root, self.entries = folder, os.path.realpath(folder), entries
        self.name = one_line(os.path.basename(self.root)) or "deck"
        self.rules: Rules = usual(self.name)
        self.reports: list[Report] = []
        self.exercise_reports: list[Report] = []
        self.stated: list[tuple[Stated[Exercise], Report]] = []
        self.drafts: list[tuple[CardDraft, Card | None, Report]] = []
        self.named: set[str] = set()  # exercises that cards name
        self.exercises_lost = self.units_lost = False  # are there some whose ids could not be read?
        self.places: dict[
            tuple[str, str], tuple[str, int]
        ] = {}  # where (kind of thing, id) stands, for the fault of a second one

    def run(self) -> Deck:
        self.read_rules()
        self.read_exercises()
        self.read_cards()
        left_out: list[LeftOut] = []
        exercises = self.sound_exercises(left_out)
        cards = self.sound_cards(exercises, left_out)
        return deck_of(self.rules, self.folder, cards, exercises, self.reports + self.exercise_reports, left_out)

    def report(self, *parts: str) -> Report:
        made = Report(one_line(os.path.join(self.folder, *parts), 4000))
        (self.exercise_reports if parts[0] == EXERCISES else self.reports).append(made)
        return made

    def text(self, report: Report, *parts: str) -> str | None:
        return read_text(os.path.join(self.folder, *parts), self.root, report)

    def once(self, kind: str, identifier: str, report: Report, line: int) -> bool:
        """Does an id stand here for the first time in the deck? If not, that is a fault here."""
        if not identifier:
            return True
        if (kind, identifier) not in self.places:
            self.places[kind, identifier] = (report.file, line)
            return True
        file, first = self.places[kind, identifier]
        report.error(line, f"duplicate-{kind}", found=identifier, first=f"{os.path.basename(file)}:{first}")
        return False

    def read_rules(self) -> None:
        report = self.report("deck.yaml")
        if "deck.yaml" not in self.entries:
            report.error(1, "no-deck-yaml")
            return
        text = self.text(report, "deck.yaml")
        if text is not None:
            self.rules = read_rules(text, self.name, report)

    def read_exercises(self) -> None:
        if EXERCISES not in self.entries:
            return
        try:
            names = sorted(os.listdir(self.folder / EXERCISES))
        except OSError as error:
            self.report(EXERCISES).error(1, "unreadable", found=error.strerror or type(error).__name__)
            self.exercises_lost = True
            return
        for name in names:
            if name.endswith((".yaml", ".yml")) and name[0] != ".":
                report = self.report(EXERCISES, name)
                text = self.text(report, EXERCISES, name)
                found = [] if text is None else read_exercises(text, report, Exercise, KINDS)
                self.stated += [(stated, report) for stated in found]
                self.exercises_lost |= not all(stated.id for stated in found) or (not found and report.errors > 0)

    def read_cards(self) -> None:
        bases: dict[str, str] = {}
        translations: dict[str, dict[str, str]] = {}
        for name in self.entries:
            stem, _, tag = name[:-3].partition(".")
            if not name.endswith(".md") or name[0] == "." or name[:-3].lower() in NO_CARDS:
                continue
            if not CARD.fullmatch(stem) or "." in tag:
                self.report(name).error(1, "file-name", found=name)
            elif not tag:
                bases[stem] = name
            elif tag in LANGUAGES and tag != BASE:
                translations.setdefault(stem, {})[tag] = name
            else:
                self.report(name).unknown(1, "unknown-language", tag, LANGUAGES[1:])
        stated = {stated.id for stated, _ in self.stated}
        for stem in sorted(bases, key=lambda stem: (int(stem.partition("-")[0]), stem)):
            self.read_card(bases[stem], translations.pop(stem, {}), stated)
        for stem, alone in translations.items():
            for name in alone.values():
                self.report(name).error(1, "translation-alone", found=f"{stem}.md")

    def read_card(self, name: str, translations: Mapping[str, str], stated: set[str]) -> None:
        report = self.report(name)
        text = self.text(report, name)
        draft = (read_card(text, self.rules.topics, report) if text is not None else None) or NOTHING
        self.units_lost |= draft.rubric is None
        self.once("card", draft.id, report, draft.id_line)
        for unit, line in draft.units.items():
            self.once("unit", unit, report, line)
        for exercise, line in draft.named:
            self.named.add(exercise)
            if exercise not in stated and not self.exercises_lost:
                report.unknown(line, "unknown-exercise", exercise, sorted(stated))
        card = draft.card
        if EXAM not in translations:
            report.warning(1, "no-translation", found=f"{name[:-3]}.{EXAM}.md")
        for code in LANGUAGES:
            if code in translations:
                beside = self.report(translations[code])
                text = self.text(beside, translations[code])
                card = (read_translation(text, code, draft, card, beside) if text is not None else None) or card
        self.drafts.append((draft, card, report))

    def sound_exercises(self, left_out: list[LeftOut]) -> dict[str, Exercise]:
        units = [unit for draft, _, _ in self.drafts for unit in draft.units]
        known = set(units)
        sound: dict[str, Exercise] = {}
        for stated, report in self.stated:
            good = self.once("exercise", stated.id, report, stated.line)
            for unit, line in stated.units:
                if unit not in known and not self.units_lost:
                    report.unknown(line, "unknown-unit", unit, units)
                    good = False
            if stated.id and stated.id not in self.named and not self.units_lost:
                report.warning(stated.line, "unused-exercise", found=stated.id)
            if stated.exercise is not None and good:
                sound[stated.id] = stated.exercise
            else:
                left_out.append(LeftOut(stated.id, report.file, stated.line, stated.id))
        return sound

    def sound_cards(self, exercises: Mapping[str, Exercise], left_out: list[LeftOut]) -> dict[str, Card]:
        sound: dict[str, Card] = {}
        for draft, card, report in self.drafts:
            if card is None or report.errors:
                left_out.append(LeftOut(draft.id, report.file, draft.id_line, draft.title))
            elif all(name in exercises for name in card.exercises):
                sound[card.id] = card
            else:
                sound[card.id] = replace(card, exercises=tuple(name for name in card.exercises if name in exercises))
        return sound


def deck_of(
    rules: Rules,
    folder: Path,
    cards: Mapping[str, Card],
    exercises: Mapping[str, Exercise],
    reports: list[Report],
    left_out: list[LeftOut],
) -> Deck:
    """The deck of what was found, its faults in the order of files and lines."""
    faults: list[Fault] = []
    for report in reports:
        faults += sorted(report.faults, key=lambda fault: fault.line)
    return Deck(
        id=rules.id,
        path=str(folder),
        title=rules.title,
        topics=rules.topics or {},
        grades=rules.grades,
        minutes_per_point=rules.minutes_per_point,
        report_url=rules.report_url,
        cards=cards,
        exercises=exercises,
        faults=tuple(faults),
        left_out=tuple(left_out),
    )
