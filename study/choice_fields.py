"""The fields of choices and of texts with a wrong line."""

from __future__ import annotations

from study.cards import LANGUAGES, Exercise, Texts
from study.choices import Choice, Line, Option, Spotting
from study.drawing import read_numbers
from study.faults import Report
from study.fields import Fields, shown
from study.task import COMMON, both, read_hints, texts_of
from study.yaml_nodes import Node

DRAWN = ("given", "cases", "let", "require", "decimals")
CHOICE_KEYS = (*COMMON, *DRAWN, "options")
SPOTTING_KEYS = (*COMMON, *DRAWN, "lines", "wrong", "why", "correct", "notes", "reasons", "reason_points")
FEWEST, MOST = 2, 8
MOST_LINES = 20


def read_choice(exercise: Exercise, fields: Fields, report: Report) -> Choice:
    """The choice that the fields state."""
    options = _options(fields, "options", exercise, report)
    if not FEWEST <= len(options) <= MOST:
        report.error(fields.lines.get("options", fields.line), "how-many", field="options", low=FEWEST, high=MOST)
    return Choice(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        numbers=read_numbers(fields, report),
        decimals=decimals(fields, report),
        options=options,
    )


def read_spotting(exercise: Exercise, fields: Fields, report: Report) -> Spotting:
    """The text with a wrong line that the fields state."""
    lines = tuple(_line(node, report) for node in fields.items("lines"))
    if not FEWEST <= len(lines) <= MOST_LINES:
        report.error(fields.lines.get("lines", fields.line), "how-many", field="lines", low=FEWEST, high=MOST_LINES)
    wrong = fields.number("wrong", required=True)
    if wrong is not None and wrong not in range(1, len(lines) + 1):
        report.error(fields.nodes["wrong"].line, "no-such-line", found=wrong, count=len(lines))
    notes: dict[int, Texts] = {}
    for name, node in fields.mapping("notes").nodes.items():
        texts = texts_of(Fields(node, report, LANGUAGES, "notes"), report)
        if not name.isdecimal() or int(name) not in range(1, len(lines) + 1):
            report.error(node.line, "no-such-line", found=name, count=len(lines))
        elif texts is not None:
            notes[int(name)] = texts
    causes = _options(fields, "reasons", exercise, report)
    points = fields.points("reason_points")
    if points is not None and points >= exercise.points:
        report.error(fields.nodes["reason_points"].line, "reasons-too-dear", found=points, points=exercise.points)
    return Spotting(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        numbers=read_numbers(fields, report),
        decimals=decimals(fields, report),
        lines=lines,
        wrong=int(wrong or 1),
        why=both(fields, "why", report, required=True) or {},
        correct=fields.text("correct"),
        notes=notes,
        causes=causes,
        cause_points=(exercise.points / 2 if points is None else points) if causes else 0.0,
    )


def decimals(fields: Fields, report: Report) -> int:
    """How many decimals the numbers in an exercise's texts show."""
    found = fields.number("decimals")
    if found is not None and found not in range(13):
        report.error(fields.nodes["decimals"].line, "bad-decimals", found=found)
        return 4
    return 4 if found is None else int(found)


def _options(fields: Fields, key: str, exercise: Exercise, report: Report) -> tuple[Option, ...]:
    found: list[Option] = []
    for i, node in enumerate(fields.items(key), 1):
        inner = Fields(node, report, ("id", "text", "tex", "right", "why", "unit", "loses"), key)
        right = inner.nodes["right"].value if "right" in inner.nodes else False
        if not isinstance(right, bool):
            report.error(inner.nodes["right"].line, "not-true-or-false", field="right")
        loses = inner.points("loses")
        if loses is not None and loses > exercise.points:
            report.error(inner.nodes["loses"].line, "loses-too-much", found=loses, points=exercise.points)
        why = both(inner, "why", report, required=right is not True and key == "options")
        name = inner.identifier("id") or str(i)
        if name in {option.id for option in found}:
            report.error(node.line, "repeated-name", field=key, found=name)
        tex, text = tex_or_text(inner, report)
        unit = inner.identifier("unit") or exercise.unit
        found.append(Option(name, tex, text, right is True, why, unit, exercise.points if loses is None else loses))
    rights = sum(option.right for option in found)
    if found and rights != 1:
        report.error(fields.lines[key], "one-right", field=key, found=rights)
    return tuple(found)


def tex_or_text(fields: Fields, report: Report) -> tuple[str | None, Texts | None]:
    """What an option or a step says: a formula (``tex``) or words (``text``), exactly one of them."""
    if not fields.is_mapping:
        return None, None
    if ("tex" in fields.nodes) == ("text" in fields.nodes):
        report.error(fields.line, "tex-or-text")
    return fields.text("tex"), both(fields, "text", report)


def _line(node: Node, report: Report) -> Line:
    if isinstance(node.value, str) and node.value.strip():
        return Line(node.value, None)
    if isinstance(node.value, dict):
        return Line(None, texts_of(Fields(node, report, LANGUAGES, "lines"), report))
    report.error(node.line, "not-a-text", field="lines", found=shown(node))
    return Line("", None)
