"""Single edits of a reference that would pass as full marks although they change what the algorithm does."""

from __future__ import annotations

from collections.abc import Iterator

from lekce2.errors import ExpressionError
from lekce2.expressions import Program
from study.agreement import equal, walked
from study.algorithm import Algorithm
from study.mutants import Mutant, mutants
from study.worlds import Trial

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
