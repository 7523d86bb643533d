"""What has to hold for every seed, whatever the kind: numbers that can be drawn, and texts with their numbers."""

from __future__ import annotations

from collections.abc import Mapping

from lekce2.errors import ExpressionError
from study.domains import Array
from study.drawing import SEEDS, Undrawable, worth
from study.faults import Report, one_line
from study.fields import Fields
from study.fieldtext import text_check
from study.placeholders import placeholders, understood
from study.task import Task, finite
from study.yaml_nodes import Node

READ = 3  # seeds for which the texts are read as Markdown, with their numbers


def inspect_texts(task: Task, fields: Fields, report: Report) -> None:
    """Report numbers that cannot be drawn or are not finite, and placeholders that cannot be filled, once each."""
    line = fields.nodes["id"].line if "id" in fields.nodes else fields.line
    seen: set[str] = set()
    for seed in range(SEEDS):
        try:
            values = task.values(seed)
        except Undrawable:
            report.error(line, "seed-undrawable", seed=seed)
            return
        except ExpressionError as error:
            report.error(line, "seed-fails", seed=seed, field="let", reason=error.message)
            return
        if not finite(values):
            found = next(name for name, value in values.items() if not finite({name: value}))
            report.error(line, "seed-not-finite", seed=seed, field=found, found=str(values[found]))
            return
        _placeholders(task, seed, values, line, report, seen)
        if seed < READ and not seen:
            _read(task, seed, line, report)
        if not task.numbers.names:
            break  # every seed is the same


def _placeholders(
    task: Task, seed: int, values: Mapping[str, Array], line: int, report: Report, seen: set[str]
) -> None:
    asked = {(inside, False) for text in task.asked() for inside in placeholders(text)}
    told = {(inside, True) for text in task.told() for inside in placeholders(text)}
    for inside, after in sorted(asked | told):
        if inside in seen:
            continue
        try:
            known = task.known(seed) if after else values
            good = finite({inside: worth(understood(inside).program, known)})
            reason = None
        except ExpressionError as error:
            good, reason = False, error.message
        if not good:
            seen.add(inside)
            code = "placeholder" if reason is not None else "placeholder-not-finite"
            more = {"reason": reason} if reason is not None else {"seed": seed}
            report.error(line, code, found=f"<<{one_line(inside)}>>", **more)


def _read(task: Task, seed: int, line: int, report: Report) -> None:
    """Hold the texts with their numbers to the rules of all texts."""
    check = text_check(report)
    for texts in (task.question(seed), task.worked(seed) or {}):
        for text in texts.values():
            check(Node(text, line), text)
