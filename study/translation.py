"""The translation of a card: texts for what the base file says, and nothing that the base file decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from study.body import HEADINGS, read_body
from study.cardfile import KEYS, Draft
from study.cards import BASE, EXAM, LANGUAGES, Card, Embed, Erratum, Layers, Unit
from study.faults import Report
from study.fields import Fields, text_of
from study.fieldtext import text_check
from study.frontmatter import split

RECORD = TypeVar("RECORD", Unit, Erratum)
TRANSLATED = ("title", "rubric", "errata")  # and, unless it is the exam's language, the question


def read_translation(text: str, code: str, draft: Draft, card: Card | None, report: Report) -> Card | None:
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
    title = fields.text("title", text_check(report), required=True)
    base = draft.card
    errata = {} if base is None else {erratum.id: erratum for erratum in base.errata}
    units = None if draft.rubric is None else {unit.id: unit for unit in draft.rubric}
    rubric_texts = _translated(fields, "rubric", units, report)
    errata_texts = _translated(fields, "errata", errata if base is not None else None, report)
    question = fields.text("question", text_check(report)) if code != EXAM else None
    layers = read_body(front.body, front.first_line, code, None if units is None else list(units), draft.demos, report)
    if base is None or card is None:
        return None
    if draft.sound and not _same_demos(base.layers[BASE], layers, HEADINGS[code], report, front.first_line):
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
        text = text_of(node, name, report, text_check(report))
        texts[name] = text or ""
    for name in known or ():
        if name and name not in texts and fields.is_mapping:
            report.error(inner.line, "not-translated", field=key, found=name)
    return texts


def _same_demos(base: Layers, other: Layers, headings: tuple[str, ...], report: Report, line: int) -> bool:
    for place, name in enumerate(("skeleton", "answer", "derivation", "pitfalls")):
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
