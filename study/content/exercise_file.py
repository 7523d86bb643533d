"""Exercises as their files state them: id, kind, points, unit and texts checked, the rest kept as it stands.

What the fields of a kind mean is not known here. Every text in a language and every formula (``tex``, ``lines``) is
noted, to be judged by the rules of the cards' texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Generic, NamedTuple, TypeVar

from study.content.diagnostics import Report, Written
from study.content.fields import Fields, text_of
from study.content.models import BASE, EXAM, LANGUAGES, ExerciseSource, completed
from study.content.yaml import YamlNode, read

PLACEHOLDER = ("<<", ">>")


SOURCE = TypeVar("SOURCE", bound=ExerciseSource)


class Stated(NamedTuple, Generic[SOURCE]):
    """An entry of a file: its id and line, the units it names with their lines, the exercise if nothing is wrong."""

    id: str
    line: int
    units: list[tuple[str, int]]
    exercise: SOURCE | None


def read_exercises(text: str, report: Report, make: type[SOURCE], kinds: Collection[str]) -> list[Stated[SOURCE]]:
    """The exercises of one file, a list of them or a single one, each of one of ``kinds`` and made as ``make``."""
    node = read(text, report)
    if node is None or node.value is None:
        if not report.errors:
            report.warning(1, "no-exercises")
        return []
    entries = node.value if isinstance(node.value, list) else [node]
    return [_read(entry, report, make, kinds) for entry in entries]


def _read(node: YamlNode, report: Report, make: type[SOURCE], kinds: Collection[str]) -> Stated[SOURCE]:
    before = report.errors
    fields = Fields(node, report, None, "exercise")
    identifier = fields.identifier("id", required=True)
    kind = fields.choice("kind", kinds, required=True)
    points = fields.points(required=True)
    unit = fields.identifier("unit")
    texts = fields.mapping("text", LANGUAGES, required=True)
    if fields.is_mapping and texts.is_mapping and not any(texts.text(code) for code in LANGUAGES):
        report.error(texts.line, "missing-key", field=BASE)
    units = [(unit, fields.nodes["unit"].line)] if unit else []
    units += _walk(node, report)
    line = fields.nodes["id"].line if identifier else node.line
    exercise = None
    if report.errors == before and identifier and kind and points is not None:
        text = completed({code: texts.text(code) for code in LANGUAGES})
        exercise = make(identifier, kind, points, unit, text, node.plain(), report.file, line)
    return Stated(identifier or "", line, units, exercise)


def _walk(node: YamlNode, report: Report) -> list[tuple[str, int]]:
    """Note every text and formula of an exercise; the units that its parts name."""
    units: list[tuple[str, int]] = []
    for path, part in _parts(node):
        key = path[-1]
        if isinstance(part.value, dict):
            languages = [code for code in LANGUAGES if code in part.value]
            lacking = next((code for code in (BASE, EXAM) if code not in part.value), None)
            if languages and lacking:
                report.warning(part.line, "one-language", found=languages[0], lacking=lacking)
        elif key in LANGUAGES:
            text_of(part, ".".join(path), report, lambda node, text: report.note(node, _filled(text)))
        elif key == "unit" and len(path) > 1:
            if isinstance(part.value, str):
                units.append((part.value, part.line))
            else:
                text_of(part, key, report)
        elif (key in ("tex", "correct") or "lines" in path[-2:]) and isinstance(part.value, str):
            report.written.append(Written("formula", _filled(part.value), part.line, True))
    return units


def _parts(node: YamlNode) -> Iterator[tuple[tuple[str, ...], YamlNode]]:
    """All nodes inside a node, each with the keys that lead to it (a list's items under the list's own key)."""
    stack: list[tuple[tuple[str, ...], YamlNode]] = [((), node)]
    while stack:
        path, at = stack.pop()
        if path:
            yield path, at
        if isinstance(at.value, dict):
            stack.extend(((*path, key), inner) for key, inner in reversed(at.value.items()))
        elif isinstance(at.value, list):
            stack.extend(((*(path or ("",)), ""), inner) for inner in reversed(at.value))


def _filled(text: str) -> str:
    """The text with a number where a placeholder ``<<name>>`` stands."""
    if PLACEHOLDER[0] not in text:
        return text
    pieces = text.split(PLACEHOLDER[0])
    return pieces[0] + "".join("{1}" + piece.partition(PLACEHOLDER[1])[2] for piece in pieces[1:])
