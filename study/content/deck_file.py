"""``deck.yaml``: the deck's id, its names and topics per language, and the rules of its exam."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from study.content.diagnostics import Report
from study.content.fields import Fields, is_identifier, shown
from study.content.models import BASE, EXAM, LANGUAGES, Texts, completed
from study.content.yaml import read

GRADES = ((1, 90.0), (2, 75.0), (3, 60.0))
MINUTES_PER_POINT = 1.2


@dataclass(frozen=True)
class Rules:
    """What ``deck.yaml`` says; ``topics`` is ``None`` where it could not be read, the rest then has usual values."""

    id: str
    title: Texts
    topics: Mapping[str, Texts] | None
    grades: tuple[tuple[int, float], ...] = GRADES
    minutes_per_point: float = MINUTES_PER_POINT
    report_url: str | None = None


def usual(name: str) -> Rules:
    """The rules of a deck whose ``deck.yaml`` cannot be read, called after its folder."""
    return Rules(name, dict.fromkeys(LANGUAGES, name), None)


def read_rules(text: str, name: str, report: Report) -> Rules:
    """The rules of a deck in the folder ``name``; what is wrong keeps its usual value."""
    node = read(text, report)
    if node is None:
        if not report.errors:
            report.error(1, "not-a-mapping", field="deck.yaml", found="null")
        return usual(name)
    fields = Fields(node, report, ("id", "title", "topics", "exam", "report_url"), "deck.yaml")
    if not fields.is_mapping:
        return usual(name)
    identifier = fields.identifier("id", required=True) or name
    title = _texts(fields.mapping("title", LANGUAGES, required=True), report) or dict.fromkeys(LANGUAGES, name)
    topics: dict[str, Texts] = {}
    named = fields.mapping("topics")
    for key in named:
        if not is_identifier(key):
            report.error(named.nodes[key].line, "bad-id", field="topics", found=key)
        topics[key] = _texts(named.mapping(key, LANGUAGES, required=True), report) or dict.fromkeys(LANGUAGES, key)
    exam = fields.mapping("exam", ("grades", "minutes_per_point"))
    minutes = exam.number("minutes_per_point")
    if minutes is not None and not 0 < minutes <= 60:
        report.error(exam.nodes["minutes_per_point"].line, "bad-minutes", found=minutes)
        minutes = None
    return Rules(
        id=identifier,
        title=title,
        topics=topics,
        grades=_grades(exam.mapping("grades"), report) or GRADES,
        minutes_per_point=MINUTES_PER_POINT if minutes is None else minutes,
        report_url=fields.address("report_url"),
    )


def _texts(fields: Fields, report: Report) -> Texts:
    """A text per language; one that is missing is a warning, and another stands in its place."""
    found = {code: fields.text(code, report.note) for code in LANGUAGES}
    given = [text for text in found.values() if text]
    if not given:
        if fields.is_mapping:
            report.error(fields.line, "missing-key", field=BASE)
        return {}
    for code in (BASE, EXAM):
        if found[code] is None and code not in fields.nodes:
            report.warning(fields.line, "one-language", found=given[0], lacking=code)
    return completed(found)


def _grades(fields: Fields, report: Report) -> tuple[tuple[int, float], ...]:
    """Grade and percent needed, from the best grade; a better grade must need more."""
    grades: dict[int, float] = {}
    for key, node in fields.nodes.items():
        percent = node.value
        good = isinstance(percent, int | float) and not isinstance(percent, bool) and math.isfinite(percent)
        if not (key.isascii() and key.isdigit() and len(key) < 3) or not good or not 0 < float(percent) <= 100:  # type: ignore[arg-type]
            report.error(node.line, "bad-grade", grade=key, found=shown(node))
            return ()
        grades[int(key)] = float(percent)  # type: ignore[arg-type]
    ordered = tuple(sorted(grades.items()))
    needed = [percent for _, percent in ordered]
    if needed != sorted(set(needed), reverse=True):
        report.error(fields.line, "grades-out-of-order", found=", ".join(f"{g}: {p:g}" for g, p in ordered))
        return ()
    return ordered
