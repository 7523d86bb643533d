"""The fields of a numeric exercise, and what has to hold for every seed."""

from __future__ import annotations

import math
from collections.abc import Iterable

from lekce2.errors import ExpressionError
from study.cards import LANGUAGES, Exercise
from study.drawing import SEEDS, formula, is_name, read_numbers, worth
from study.faults import Report
from study.fields import Fields
from study.numeric import EXACT, SINGLE, Asked, Numeric, Slip
from study.task import COMMON, both, read_hints

MEASURES = ("bits", "nats")
OF_ANSWER = ("answer", "measure", "decimals", "tolerance", "relative", "exact", "slips")
KEYS = (*COMMON, "given", "cases", "let", "require", "answers", *OF_ANSWER)
USUAL_DECIMALS = 3


def read_numeric(exercise: Exercise, fields: Fields, report: Report) -> Numeric:
    """The exercise that the fields state."""
    numbers = read_numbers(fields, report)
    answers: list[Asked] = []
    several = fields.mapping("answers")
    if "answers" in fields.nodes and "answer" in fields.nodes:
        report.error(fields.lines["answers"], "answer-or-answers")
    for name, node in several.nodes.items():
        inner = Fields(node, report, (*OF_ANSWER, "points", "unit", "label"), name)
        points = inner.points("points", required=True)
        asked = _read_asked(name, inner, points or 0.0, exercise.unit, report)
        if is_name(name, node.line, report) and asked is not None:
            answers.append(asked)
    if not several.nodes:
        asked = _read_asked(SINGLE, fields, exercise.points, exercise.unit, report)
        answers += [asked] if asked is not None else []
    else:
        found = sum(one.points for one in answers)
        if found != exercise.points:
            report.error(several.line, "exercise-points", field="answers", found=found, points=exercise.points)
    return Numeric(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        numbers=numbers,
        decimals=max((one.decimals for one in answers), default=USUAL_DECIMALS),
        answers=tuple(answers),
    )


def _read_asked(name: str, fields: Fields, points: float, unit: str | None, report: Report) -> Asked | None:
    node = fields.nodes.get("answer")
    if node is None:
        if fields.is_mapping:
            report.error(fields.line, "missing-key", field="answer")
        return None
    program = formula(node, "answer", report)
    slips = []
    for inner in (Fields(one, report, ("answer", "why"), "slips") for one in fields.items("slips")):
        value = formula(inner.nodes["answer"], "slips.answer", report) if "answer" in inner.nodes else None
        why = both(inner, "why", report, required=True)
        if value is None and "answer" not in inner.nodes:
            report.error(inner.line, "missing-key", field="answer")
        if value is not None and why is not None:
            slips.append(Slip(value, why))
    decimals = fields.number("decimals")
    if decimals is not None and decimals not in range(13):
        report.error(fields.nodes["decimals"].line, "bad-decimals", found=decimals)
    room = {key: fields.number(key) for key in ("tolerance", "relative")}
    for key, near in room.items():
        if near is not None and not 0.0 <= near < 1e6:
            report.error(fields.nodes[key].line, "bad-tolerance", field=key, found=near)
    measure = fields.choice("measure", MEASURES)
    exact = fields.nodes["exact"].value if "exact" in fields.nodes else False
    if not isinstance(exact, bool):
        report.error(fields.nodes["exact"].line, "not-true-or-false", field="exact")
    own = fields.nodes["unit"].value if "unit" in fields.nodes and isinstance(fields.nodes["unit"].value, str) else None
    if program is None:
        return None
    return Asked(
        name=name,
        program=program,
        points=points,
        unit=str(own) if own else unit,
        label=(both(fields, "label", report) if name != SINGLE else None) or dict.fromkeys(LANGUAGES, f"`{name}`"),
        measure=measure,
        decimals=USUAL_DECIMALS if decimals is None else int(decimals),
        tolerance=room["tolerance"],
        relative=room["relative"],
        exact=exact is True,
        slips=tuple(slips),
    )


def inspect_seeds(task: Numeric, fields: Fields, report: Report, seeds: Iterable[int] = range(SEEDS)) -> None:
    """Report the first seed for which an answer is not finite, too long where it must be exact, or no different."""
    lines = _lines(fields)
    alike = {(asked.name, i): 0 for asked in task.answers for i in range(len(asked.slips))}
    count = 0
    for seed in seeds:
        count += 1
        values = task.values(seed)
        for asked in task.answers:
            try:
                value = worth(asked.program, values)
            except ExpressionError as error:
                report.error(lines[asked.name], "seed-fails", seed=seed, field=asked.name, reason=error.message)
                return
            if value.ndim or not math.isfinite(float(value)):
                report.error(lines[asked.name], "seed-not-finite", seed=seed, field=asked.name, found=str(value))
                return
            values[asked.name] = value
            right = float(value)
            if asked.exact and abs(right - round(right, asked.decimals)) > EXACT * max(1.0, abs(right)):
                report.error(
                    lines[asked.name], "seed-not-exact", seed=seed, field=asked.name, found=right, limit=asked.decimals
                )
                return
        for asked in task.answers:
            for i, slip in enumerate(asked.slips):
                try:
                    guess = worth(slip.program, values)
                except ExpressionError as error:
                    report.error(lines[asked.name], "seed-fails", seed=seed, field="slips", reason=error.message)
                    return
                alike[asked.name, i] += guess.ndim > 0 or asked.fits(float(guess), float(values[asked.name]))
    for (name, i), times in alike.items():
        if 2 * times > count:
            report.error(lines[name], "slip-is-right", field=name, found=i + 1, times=times, seeds=count)


def _lines(fields: Fields) -> dict[str, int]:
    several = fields.nodes.get("answers")
    if several is not None and isinstance(several.value, dict):
        return {name: node.line for name, node in several.value.items()}
    return {SINGLE: fields.nodes["answer"].line if "answer" in fields.nodes else fields.line}
