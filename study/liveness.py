"""Which lines of a program matter: those whose value the results depend on, in this step or in a later one.

A line has to be read on the way to a result, and a nudge to its value has to change one: ``0*r`` reads r in vain.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from lekce2.expressions import Program, Statement, evaluate
from study.agreement import equal
from study.worlds import Array, Trial

TRIED = 2  # trials on which lines are nudged
ROUNDING = 1e-10  # relative: what a sum like x + d − d keeps of d


def live(program: Program, results: Sequence[str], given: Collection[str], trials: Sequence[Trial]) -> frozenset[int]:
    """The line numbers that matter."""
    read = _read(program, results, given)
    found: set[int] = set()
    for trial in trials[:TRIED]:
        own = _results(program, trial, results, given, None)
        found |= {
            one.line
            for one in program.statements
            if one.line in read and (_blind(own) or not _same(own, _results(program, trial, results, given, one)))
        }
    return frozenset(found)


def _read(program: Program, results: Sequence[str], given: Collection[str]) -> frozenset[int]:
    """The lines that are read on the way to a result, also through a state that the next step reads."""
    needed = set(results)
    while True:
        lines = program.live(needed)
        known: set[str] = set()
        more = set(needed)
        for one in program.statements:
            if one.line in lines:
                more |= {name for name in one.reads if name not in known and name in given}
                known.add(one.target)
        more &= {*needed, *program.targets}
        if more == needed:
            return lines
        needed = more


def _results(
    program: Program, trial: Trial, results: Sequence[str], given: Collection[str], nudged: Statement | None
) -> list[Array]:
    """All results of all steps; in the first step the value of one line is nudged."""
    values: dict[str, Array] = dict(trial.start)
    found = []
    for i, fresh in enumerate(trial.fresh):
        values = {name: value for name, value in values.items() if name in given} | dict(fresh)
        for one in program.statements:
            value = evaluate(one, values, trial.functions)
            with np.errstate(all="ignore"):
                values[one.target] = value * 1.125 + 0.125 if i == 0 and one is nudged else value
        found += [values[name] for name in results if name in values]
    return found


def _same(first: list[Array], second: list[Array]) -> bool:
    return all(equal(b, a, ROUNDING) for a, b in zip(first, second, strict=True))


def _blind(found: list[Array]) -> bool:
    """Are the results of no use for telling a nudge?"""
    return not all(np.isfinite(one).all() for one in found)
