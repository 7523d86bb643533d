"""The translation of a card: texts for what the base file says, and nothing that the base file decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from study.body import HEADINGS, read_body
from study.cardfile import KEYS, Draft
from study.cards import LANGUAGES, Card, Embed, Erratum, Layers, Unit
from study.faults import Report
from study.fields import Fields, text_of
from study.fieldtext import text_check
from study.frontmatter import split

RECORD = TypeVar("RECORD", Unit, Erratum)
BASE, OTHER = LANGUAGES
TRANSLATED = ("title", "rubric", "errata")


def read_translation(text: str, draft: Draft, report: Report) -> Card | None:
    """The draft's card with its translation; ``None`` when either is missing or the translation has faults."""
    front = split(text, report)
    if front is None or front.node is None:
        return None
    fields = Fields(front.node, report, None)
    for key, line in (front.node.keys or {}).items():
        if key in KEYS and key not in TRANSLATED:
            report.error(line, "translation-carries", found=key)
        elif key not in TRANSLATED:
            report.unknown(line, "unknown-key", key, TRANSLATED)
    title = fields.text("title", text_check(report), required=True)
    base = draft.card
    errata = {} if base is None else {erratum.id: erratum for erratum in base.errata}
    units = None if draft.rubric is None else {unit.id: unit for unit in draft.rubric}
    rubric_texts = _translated(fields, "rubric", units, report)
    errata_texts = _translated(fields, "errata", errata if base is not None else None, report)
    layers = read_body(front.body, front.first_line, OTHER, None if units is None else list(units), draft.demos, report)
    if base is None:
        return None
    if draft.sound and not _same_demos(base.layers[BASE], layers, report, front.first_line):
        return None
    if report.errors or title is None:
        return None
    return replace(
        base,
        title={**base.title, OTHER: title},
        rubric=tuple(_with(unit, rubric_texts.get(unit.id)) for unit in base.rubric),
        errata=tuple(_with(erratum, errata_texts.get(erratum.id)) for erratum in base.errata),
        layers={BASE: base.layers[BASE], OTHER: layers},
        languages=LANGUAGES,
    )


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


def _same_demos(base: Layers, other: Layers, report: Report, line: int) -> bool:
    for place, name in enumerate(("skeleton", "answer", "derivation", "pitfalls")):
        here = [part for part in getattr(base, name) if isinstance(part, Embed)]
        there = [part for part in getattr(other, name) if isinstance(part, Embed)]
        if here != there:
            expected = ", ".join(embed.name for embed in here) or "–"
            found = ", ".join(embed.name for embed in there) or "–"
            report.error(line, "demos-differ", heading=HEADINGS[OTHER][place], found=found, expected=expected)
            return False
    return True


def _with(record: RECORD, text: str | None) -> RECORD:
    return replace(record, text={**record.text, OTHER: text}) if text else record
