"""What only running an algorithm exercise shows: references that fail, values that coincide, slips that would pass.

A survivor is a single edit of a reference that would get full marks although it changes what the algorithm does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from lekce2.base import ExpressionError
from lekce2.expressions import Program
from study.content import Fields, Report
from study.exercises.algorithm import Algorithm
from study.exercises.equivalence import ReferenceStep, Trial, equal, scenes, walked
from study.exercises.mutants import Mutant, mutants

CHECKED = 3  # seeds on which the references run
TRIALS, STEPS = 48, 1
SAME = 1e-11  # relative: above the rounding of any rewrite, far below what marking lets pass


def survivors(task: Algorithm) -> Iterator[Mutant]:
    """The mutants of all references that earn full marks and are equivalent to none of them."""
    trials = task.world.trials(-1, TRIALS, STEPS, wide=True)
    for reference in task.references:
        for mutant in mutants(reference.program, tuple(task.world.given)):
            if passes(task, mutant) and not any(
                equivalent(mutant.program, one.program, task, trials) for one in task.references
            ):
                yield mutant


def passes(task: Algorithm, mutant: Mutant) -> bool:
    """Does a mutant get full marks?"""
    try:
        return task.agreeing(task.program(mutant.program.source)) is not None
    except ExpressionError:
        return False


def equivalent(first: Program, second: Program, task: Algorithm, trials: list[Trial]) -> bool:
    """Do two programs give the same results and states from every state that was tried?

    The states spread over three orders of magnitude. One step decides: programs that agree on all states after one
    step from any state agree for ever. Where the second program itself leaves the numbers, nothing is compared.
    """
    names = [*task.results, *(name for name in task.world.states if name not in task.results)]
    for trial in trials:
        try:
            (found,) = walked(first, trial, task.world.given)
            (right,) = walked(second, trial, task.world.given)
        except ExpressionError:
            return False
        for name in names:
            if name not in right.after or not equal(right.after[name], right.after[name]):
                continue
            if name not in found.after or not equal(found.after[name], right.after[name], SAME):
                return False
    return True


def inspect_algorithm(task: Algorithm, fields: Fields, report: Report) -> None:
    """Report references that do not run, values that coincide, and slips that would pass."""
    before = report.errors
    lines = {name: fields.nodes[name].line for name in ("reference", "result", "graded") if name in fields.nodes}
    for name in task.references[0].program.targets:
        if name not in task.graded:
            report.warning(lines["graded"], "not-graded", found=name)
    for i, reference in enumerate(task.references):
        line = lines["reference"] if i == 0 else fields.items("variants")[i - 1].line
        try:
            for seed in range(CHECKED):
                _values(task, scenes(reference.program, task.world, task.world.trials(seed)), line, report)
        except ExpressionError as error:
            report.error(line, "reference-fails", column=error.column, reason=error.message)
    if report.errors > before:
        return
    for mutant in survivors(task):
        source = mutant.program.source.replace("\n", "; ")
        report.error(lines["reference"], "survivor", found=source, edit=mutant.edit)


def _values(task: Algorithm, steps: list[ReferenceStep], line: int, report: Report) -> None:
    """Report values of a reference that are not finite, or by which a mistake could not be told."""
    for name in {*task.graded, *task.results}:
        values = [scene.after[name] for scene in steps]
        if not all(np.isfinite(value).all() for value in values):
            report.error(line, "not-finite", found=name)
            continue
        for given in task.world.given:
            if all(equal(scene.before[given], value) for scene, value in zip(steps, values, strict=True)):
                report.error(line, "copies-input", found=name, other=given)
    for first, second in combinations(task.graded, 2):
        if all(equal(scene.after[first], scene.after[second]) for scene in steps):
            report.error(line, "coincide", found=first, other=second)
