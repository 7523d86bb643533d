"""One card from its base file: the fields of the front matter, then the layers of the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from study.content.card_body import SECTIONS, headings_in, read_body
from study.content.diagnostics import Report
from study.content.fields import Fields, text_of
from study.content.models import (
    BASE,
    DEMOS,
    ERRATA_KINDS,
    EXAM,
    LANGUAGES,
    WHOLE,
    Card,
    Embed,
    Erratum,
    Layers,
    Texts,
    Unit,
    completed,
)
from study.content.yaml import split

KEYS = (
    "id",
    "title",
    "points",
    "topics",
    "question",
    "exam_wording",
    "rubric",
    "demos",
    "exercises",
    "errata",
)


@dataclass
class CardDraft:
    """What a card's file says before it is known whether the card can stand.

    ``card`` is ``None`` where something it cannot do without is missing. ``units`` and ``named`` (the exercises) keep
    their lines; ``rubric`` and ``demos`` are ``None`` where they could not be read.
    """

    id: str
    id_line: int
    title: str
    card: Card | None
    rubric: list[Unit] | None
    demos: list[str] | None
    units: dict[str, int] = field(default_factory=dict)
    named: list[tuple[str, int]] = field(default_factory=list)
    sound: bool = False  # no error was found in the file


def read_card(text: str, topics: Mapping[str, Texts] | None, report: Report) -> CardDraft | None:
    """The card of a base file; its exercises are looked up by the caller."""
    front = split(text, report)
    if front is None or front.node is None:
        return None
    check = report.note
    fields = Fields(front.node, report, KEYS)
    identifier = fields.identifier("id", required=True)
    title = fields.text("title", check, required=True)
    points = fields.points(required=True)
    question, wording = fields.text("question", check), fields.text("exam_wording", check)
    if fields.is_mapping and not (question or wording):
        report.error(fields.line, "no-question")
    elif fields.is_mapping and not (question and wording):
        report.warning(fields.line, "one-wording", field="exam_wording" if question else "question")
    rubric, units = _rubric(fields, points, report)
    errata = _errata(fields, report)
    named_topics, demos = fields.identifiers("topics"), fields.identifiers("demos")
    for topic, line in named_topics if topics is not None else ():
        if topics is not None and topic not in topics:
            report.unknown(line, "unknown-topic", topic, topics)
    for demo, line in demos:
        if demo not in DEMOS:
            report.unknown(line, "unknown-demo", demo, DEMOS)
    listed = [name for name, _ in demos] if "demos" not in fields.nodes or demos else None
    layers = read_body(front.body, front.first_line, BASE, None if rubric is None else list(units), listed, report)
    draft = CardDraft(identifier or "", 1, title or "", None, rubric, listed, units, fields.identifiers("exercises"))
    if identifier:
        draft.id_line = fields.nodes["id"].line
    if identifier and title and points is not None and (question or wording):
        draft.card = Card(
            id=identifier,
            file=report.file,
            title=_both(title),
            points=points,
            topics=tuple(topic for topic, _ in named_topics),
            question=completed({BASE: question or wording, EXAM: wording or question}),
            exam_wording=wording or question or "",
            rubric=tuple(rubric or ()) or (Unit(WHOLE, points, _both("")),),
            demos=tuple(demo for demo, _ in demos),
            exercises=tuple(name for name, _ in draft.named),
            errata=tuple(errata),
            layers=dict.fromkeys(LANGUAGES, layers),
            languages=(BASE,),
        )
    draft.sound = not report.errors
    return draft


def _rubric(fields: Fields, points: float | None, report: Report) -> tuple[list[Unit] | None, dict[str, int]]:
    """The units and the lines of their ids; ``None`` for units that cannot be held against the answer."""
    units: list[Unit] = []
    lines: dict[str, int] = {}
    whole = True
    items = fields.items("rubric")
    for node in items:
        inner = Fields(node, report, ("id", "points", "text"), "rubric")
        name = inner.identifier("id", required=True)
        worth = inner.points(required=True)
        text = inner.text("text", report.note, required=True)
        if name == WHOLE:
            report.error(inner.line, "reserved-id", found=WHOLE)
        elif name and name in lines:
            report.error(inner.nodes["id"].line, "repeated-name", field="rubric", found=name)
        elif name:
            lines[name] = inner.nodes["id"].line
        whole = whole and bool(name) and worth is not None
        units.append(Unit(name or "", worth or 0.0, _both(text or "")))
    node_line = fields.lines.get("rubric", fields.line)
    if not items and fields.is_mapping:
        report.warning(node_line, "no-rubric")
    total = sum(unit.points for unit in units)
    if units and whole and points is not None and total != points:
        report.error(node_line, "points-do-not-add-up", found=total, points=points)
    known = whole and not ("rubric" in fields.nodes and not items and fields.nodes["rubric"].value not in (None, []))
    return (units if known else None), lines


def _errata(fields: Fields, report: Report) -> list[Erratum]:
    errata: dict[str, Erratum] = {}
    for node in fields.items("errata"):
        inner = Fields(node, report, ("id", "kind", "text"), "errata")
        name = inner.identifier("id", required=True)
        kind = inner.choice("kind", ERRATA_KINDS, required=True)
        text = inner.text("text", report.note, required=True)
        if name in errata:
            report.error(inner.line, "repeated-name", field="errata", found=name)
        elif name and kind and text:
            errata[name] = Erratum(name, kind, _both(text))
    return list(errata.values())


def _both(text: str) -> Texts:
    return dict.fromkeys(LANGUAGES, text)


# The translation of a card: texts for what the base file says, and nothing that the base file decides.

RECORD = TypeVar("RECORD", Unit, Erratum)
TRANSLATED = ("title", "rubric", "errata")  # and, unless it is the exam's language, the question


def read_translation(text: str, code: str, draft: CardDraft, card: Card | None, report: Report) -> Card | None:
    """A draft's card, as it is so far, with one more language; ``None`` without a card or when the text has faults."""
    front = split(text, report)
    if front is None or front.node is None:
        return None
    fields = Fields(front.node, report, None)
    translated = TRANSLATED if code == EXAM else (*TRANSLATED, "question")
    for key, line in (front.node.keys or {}).items():
        if key in KEYS and key not in translated:
            report.error(line, "translation-carries", found=key)
        elif key not in translated:
            report.unknown(line, "unknown-key", key, translated)
    title = fields.text("title", report.note, required=True)
    base = draft.card
    errata = {} if base is None else {erratum.id: erratum for erratum in base.errata}
    units = None if draft.rubric is None else {unit.id: unit for unit in draft.rubric}
    rubric_texts = _translated(fields, "rubric", units, report)
    errata_texts = _translated(fields, "errata", errata if base is not None else None, report)
    question = fields.text("question", report.note) if code != EXAM else None
    layers = read_body(front.body, front.first_line, code, None if units is None else list(units), draft.demos, report)
    if base is None or card is None:
        return None
    if draft.sound and not _same_demos(base.layers[BASE], layers, headings_in(code), report, front.first_line):
        return None
    if report.errors or title is None:
        return None
    codes = _read_in(code)
    return replace(
        card,
        title={**card.title, **dict.fromkeys(codes, title)},
        question={**card.question, code: question} if question else card.question,
        rubric=tuple(_with(unit, codes, rubric_texts.get(unit.id)) for unit in card.rubric),
        errata=tuple(_with(erratum, codes, errata_texts.get(erratum.id)) for erratum in card.errata),
        layers={**card.layers, **dict.fromkeys(codes, layers)},
        languages=(*card.languages, code),
    )


def _read_in(code: str) -> tuple[str, ...]:
    """The languages that a translation serves: the exam's stands in for all that have none of their own."""
    return tuple(other for other in LANGUAGES if other != BASE) if code == EXAM else (code,)


def _translated(fields: Fields, key: str, known: Mapping[str, object] | None, report: Report) -> dict[str, str]:
    """The texts of a mapping from ids to texts, which are all of ``known`` and no others."""
    inner = fields.mapping(key)
    texts: dict[str, str] = {}
    for name, node in inner.nodes.items():
        if known is not None and name not in known:
            report.unknown(node.line, "translated-unknown", name, known, field=key)
        text = text_of(node, name, report, report.note)
        texts[name] = text or ""
    for name in known or ():
        if name and name not in texts and fields.is_mapping:
            report.error(inner.line, "not-translated", field=key, found=name)
    return texts


def _same_demos(base: Layers, other: Layers, headings: tuple[str, ...], report: Report, line: int) -> bool:
    for place, name in enumerate(SECTIONS):
        here = [part for part in getattr(base, name) if isinstance(part, Embed)]
        there = [part for part in getattr(other, name) if isinstance(part, Embed)]
        if here != there:
            expected = ", ".join(embed.name for embed in here) or "–"
            found = ", ".join(embed.name for embed in there) or "–"
            report.error(line, "demos-differ", heading=headings[place], found=found, expected=expected)
            return False
    return True


def _with(record: RECORD, codes: tuple[str, ...], text: str | None) -> RECORD:
    return replace(record, text={**record.text, **dict.fromkeys(codes, text)}) if text else record
