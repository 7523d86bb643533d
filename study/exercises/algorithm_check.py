"""What only running an algorithm exercise shows: references that fail, values that coincide, slips that would pass.

A survivor is a single edit of a reference that would get full marks although it changes what the algorithm does. One
step in a few states, all edits of a line at once, leaves hardly any of them; only these are marked as an answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lekce2.base import Array, ExpressionError
from lekce2.expressions import Program, Statement
from study.content import Fields, Report
from study.exercises.algorithm import Algorithm
from study.exercises.equivalence import (
    RELATIVE,
    ReferenceStep,
    Trials,
    Values,
    equal,
    named,
    near,
    walked,
    worth,
)
from study.exercises.mutants import (
    Mutant,
    edited,
    edits,
    lines,
    names_before,
    of_expression,
    of_lines,
    plain,
    program,
    repeated,
)

CHECKED = 3  # seeds on which the references run
TRIALS, STEPS = 48, 1
LOOSE = 2 * RELATIVE  # so that rounding in stacks of another size keeps no edit from being marked
SAME = 1e-11  # relative: above the rounding of any rewrite, far below what marking lets pass
Runs: TypeAlias = dict[tuple[int, ...], Array]


def survivors(task: Algorithm) -> Iterator[Mutant]:
    """The mutants of all references that earn full marks and are equivalent to none of them."""
    given, trials = task.world.given, task.world.trials(-1, TRIALS, STEPS, wide=True)
    right = [next(walked(reference.program, trials, given)) for reference in task.references]
    for reference in task.references:
        seen = {lines(reference.program.statements)}
        for mutant in suspects(task, reference.program):
            if mutant.program.source not in seen and passes(task, mutant):
                seen.add(mutant.program.source)
                if not any(equivalent(mutant.program, scene, task) for scene in right) and mutant.parses:
                    yield mutant


def passes(task: Algorithm, mutant: Mutant) -> bool:
    """Does a mutant get full marks?"""
    try:
        return task.agreeing(named(mutant.program, task.results)) is not None
    except ExpressionError:
        return False


def suspects(task: Algorithm, reference: Program) -> Iterator[Mutant]:
    """The mutants of a reference that give the results of some reference in the first step: all others fail."""
    given = tuple(task.world.given)
    trials, right = task.stage(0)
    before, after = right[0][0].before, [steps[0].after for steps in right]
    statements = program(reference.statements).statements
    values = dict(before)
    for i, one in enumerate(statements):
        tree = plain(one.expression)
        found = list(edits(tree, names_before(statements, i, given)))
        agreeing: list[int] = []
        for which, stack in edited(tree, found, values, trials.functions, trials.count):
            needed = {*task.results, *(name for later in statements[i + 1 :] for name in later.reads)}
            own = {name: repeated(value, len(which)) for name, value in values.items() if name in needed}
            own[one.target] = stack
            for later in statements[i + 1 :]:
                own[later.target] = worth(later, own, trials)
            good = _agreeing(own, after, task.results, len(which), trials.count)
            agreeing += [edit for edit, passed in zip(which, good, strict=True) if passed]
        yield from (of_expression(statements, i, found[edit]) for edit in sorted(agreeing))
        values[one.target] = worth(one, values, trials)
    known: Runs = {}
    for mutant in of_lines(statements, given):
        lines_named = named(Program("", mutant.statements), task.results).statements
        ran = _ran(lines_named, dict(before), trials, known)
        if ran is not None and _agreeing(ran, after, task.results, 1, trials.count).all():
            yield mutant


def _ran(statements: Sequence[Statement], values: dict[str, Array], trials: Trials, known: Runs) -> Values | None:
    """The values after some lines, none where a name lacks its value; an expression of the same arrays is known."""
    for one in statements:
        if any(name not in values for name in one.reads):
            return None
        key = (id(one.expression), *(id(values[name]) for name in one.reads))
        if key not in known:
            known[key] = worth(one, values, trials)
        values[one.target] = known[key]
    return values


def _agreeing(
    found: Values, right: Sequence[Values], results: Sequence[str], times: int, count: int
) -> NDArray[np.bool_]:
    """Which of so many programs have the results of some reference in every case."""
    good = np.zeros(times, dtype=bool)
    for after in right:
        same = np.array([all(name in found for name in results)] * times)
        for name in results:
            if same.any():
                close = near(found[name], repeated(after[name], times), LOOSE)
                same &= np.broadcast_to(close, times * count).reshape(times, count).all(axis=1)
        good |= same
    return good


def equivalent(program: Program, right: ReferenceStep, task: Algorithm) -> bool:
    """Does a program give the same results and states as a reference from every state that was tried?

    The states spread over three orders of magnitude. One step decides: programs that agree on all states after one
    step from any state agree for ever. Where the reference itself leaves the numbers, nothing is compared.
    """
    try:
        found = next(walked(program, right.trials, task.world.given)).after
    except ExpressionError:
        return False
    for name in (*task.results, *task.world.states):
        if name in right.after:
            same = near(found[name], right.after[name], SAME) if name in found else False
            if not np.all(same | ~near(right.after[name], right.after[name])):
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
                steps = list(walked(reference.program, task.world.trials(seed), task.world.given))
                _inspect_values(task, steps, line, report, copies=i > 0)
        except ExpressionError as error:
            report.error(line, "reference-fails", column=error.column, reason=error.message)
    if report.errors > before:
        return
    for mutant in survivors(task):
        source = mutant.program.source.replace("\n", "; ")
        report.error(lines["reference"], "survivor", found=source, edit=mutant.edit)


def _inspect_values(task: Algorithm, steps: Sequence[ReferenceStep], line: int, report: Report, copies: bool) -> None:
    """Report values of a reference that are not finite, or by which a mistake could not be told.

    A variant may call an input by the name of a quantity: in Nesterov's shifted variable the stored point is the one
    ahead.
    """
    for name in {*task.graded, *task.results}:
        values = [scene.after[name] for scene in steps]
        if not all(np.isfinite(value).all() for value in values):
            report.error(line, "not-finite", found=name)
            continue
        for given in () if copies else task.world.given:
            if all(equal(scene.before[given], value) for scene, value in zip(steps, values, strict=True)):
                report.error(line, "copies-input", found=name, other=given)
    for first, second in combinations(task.graded, 2):
        if all(equal(scene.after[first], scene.after[second]) for scene in steps):
            report.error(line, "coincide", found=first, other=second)
