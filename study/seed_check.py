"""What has to hold for every seed, whatever the kind: numbers that can be drawn, and texts with their numbers."""

from __future__ import annotations

from collections.abc import Iterable

from lekce2.errors import ExpressionError
from study.drawing import SEEDS, Undrawable, worth
from study.faults import Report, one_line
from study.fields import Fields
from study.fieldtext import text_check
from study.placeholders import placeholders, understood
from study.task import Task, finite
from study.yaml_nodes import Node

READ = 3  # seeds for which the texts are read as Markdown, with their numbers


def inspect_numbers(task: Task, fields: Fields, report: Report) -> None:
    """Report the first seed whose numbers cannot be drawn or are not finite."""
    lines = {name: fields.nodes[name].line for name in ("given", "let", "require") if name in fields.nodes}
    for seed in _seeds(task):
        try:
            values = task.values(seed)
        except Undrawable:
            report.error(lines["require"], "seed-undrawable", seed=seed)
            return
        except ExpressionError as error:
            line = lines.get("let", lines.get("require", fields.line))
            report.error(line, "seed-fails", seed=seed, field="let", reason=error.message)
            return
        if not finite(values):
            found = next(name for name, value in values.items() if not finite({name: value}))
            line = lines.get("let", fields.line)
            report.error(line, "seed-not-finite", seed=seed, field=found, found=str(values[found]))
            return


def inspect_texts(task: Task, fields: Fields, report: Report) -> None:
    """Report placeholders that cannot be filled for some seed, once each, and filled texts that break their rules."""
    seen: set[str] = set()
    for seed in _seeds(task):
        _placeholders(task, seed, fields, report, seen)
        if seed < READ and not seen:
            _read(task, seed, fields, report)


def _seeds(task: Task) -> Iterable[int]:
    return range(SEEDS if task.numbers.names else 1)  # without anything drawn every seed is the same


def _line(fields: Fields, part: str) -> int:
    """The line of the first text that holds a part."""
    waiting = list(fields.nodes.values())
    while waiting:
        node = waiting.pop(0)
        if isinstance(node.value, str) and part in node.value:
            return node.line + (node.literal and node.value[: node.value.index(part)].count("\n") + 1)
        inner = node.value.values() if isinstance(node.value, dict) else node.value
        waiting = [*(inner if isinstance(inner, Iterable) and not isinstance(inner, str) else ()), *waiting]
    return fields.line


def _placeholders(task: Task, seed: int, fields: Fields, report: Report, seen: set[str]) -> None:
    values = task.values(seed)
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
            report.error(_line(fields, f"<<{inside}>>"), code, found=f"<<{one_line(inside)}>>", **more)


def _read(task: Task, seed: int, fields: Fields, report: Report) -> None:
    """Hold the texts with their numbers to the rules of all texts."""
    check = text_check(report)
    for key, texts in (("text", task.question(seed)), ("solution", task.worked(seed) or {})):
        for text in texts.values():
            check(Node(text, fields.nodes[key].line), text)
