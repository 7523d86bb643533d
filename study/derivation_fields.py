"""The fields of a derivation."""

from __future__ import annotations

from collections.abc import Sequence

from study.cards import LANGUAGES, Exercise
from study.choice_fields import tex_or_text
from study.derivations import Block, Derivation, Reason
from study.faults import Report
from study.feedback import quarters
from study.fields import Fields
from study.task import COMMON, both, read_hints, texts_of

KEYS = (*COMMON, "steps", "distractors", "ask_reason", "reason_points", "wrong_reasons", "any_order")
FEWEST, MOST = 2, 12


def read_derivation(exercise: Exercise, fields: Fields, report: Report) -> Derivation:
    """The derivation that the fields state."""
    all_asked = _flag(fields, "ask_reason", report)
    steps = []
    for i, node in enumerate(fields.items("steps"), 1):
        inner = Fields(node, report, ("tex", "text", "reason", "ask_reason"), "steps")
        tex, text = tex_or_text(inner, report)
        reason = both(inner, "reason", report)
        own = _flag(inner, "ask_reason", report)
        if own and reason is None:
            report.error(inner.line, "missing-key", field="reason")
        steps.append(Block(str(i), tex, text, reason, (own or all_asked) and reason is not None))
    if not FEWEST <= len(steps) <= MOST:
        report.error(fields.lines.get("steps", fields.line), "how-many", field="steps", low=FEWEST, high=MOST)
    distractors = []
    for i, node in enumerate(fields.items("distractors"), 1):
        inner = Fields(node, report, ("tex", "text", "why"), "distractors")
        tex, text = tex_or_text(inner, report)
        distractors.append(Block(f"d{i}", tex, text, why=both(inner, "why", report, required=True)))
    wrong = [
        texts_of(Fields(node, report, LANGUAGES, "wrong_reasons"), report) for node in fields.items("wrong_reasons")
    ]
    points = fields.points("reason_points")
    if points is not None and points >= exercise.points:
        report.error(fields.nodes["reason_points"].line, "reasons-too-dear", found=points, points=exercise.points)
    asked = any(step.asked for step in steps)
    return Derivation(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        steps=tuple(steps),
        distractors=tuple(distractors),
        groups=_groups(fields, len(steps), report),
        wrong_reasons=tuple(Reason(f"w{i}", text) for i, text in enumerate(wrong, 1) if text is not None),
        reason_points=(_usual(exercise.points) if points is None else points) if asked else 0.0,
    )


def _usual(points: float) -> float:
    """A quarter of the points for reasons, in quarters of a point where there are so many."""
    return quarters(points / 4) or points / 4


def _flag(fields: Fields, key: str, report: Report) -> bool:
    node = fields.nodes.get(key)
    if node is not None and not isinstance(node.value, bool):
        report.error(node.line, "not-true-or-false", field=key)
    return node is not None and node.value is True


def _groups(fields: Fields, count: int, report: Report) -> tuple[tuple[int, ...], ...]:
    """The steps in order, those that may be swapped in one group."""
    free: dict[int, Sequence[int]] = {}
    for node in fields.items("any_order"):
        values = [one.value for one in node.value] if isinstance(node.value, list) else []
        steps = sorted(value for value in values if isinstance(value, int) and not isinstance(value, bool))
        good = len(steps) > 1 and len(steps) == len(values) and steps == list(range(steps[0], steps[-1] + 1))
        if not good or steps[0] < 1 or steps[-1] > count or any(step in free for step in steps):
            report.error(node.line, "bad-any-order", count=count)
            continue
        free |= dict.fromkeys(steps, tuple(steps))
    groups: list[tuple[int, ...]] = []
    for step in range(1, count + 1):
        group = tuple(free.get(step, (step,)))
        if not groups or groups[-1] != group:
            groups.append(group)
    return tuple(groups)
