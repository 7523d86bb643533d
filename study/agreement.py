"""Do two programs agree? They carry their own states over a few steps, and every result is compared at every step.

Equal means equal to 1e-8 of the largest component of the right value, all numbers finite: NaN and infinity never agree
with anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lekce2.expressions import Program, Statement, evaluate
from study.worlds import Array, Trial, World

RELATIVE = 1e-8
Values = Mapping[str, Array]


@dataclass(frozen=True)
class Scene:
    """One step of the right program: what was known before it, and the value of each of its lines."""

    trial: Trial
    before: Values
    lines: tuple[Array, ...]
    after: Values


def equal(found: Array, right: Array, relative: float = RELATIVE) -> bool:
    """Is a value right?

    >>> equal(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-12])), equal(np.array(np.nan), np.array(np.nan))
    (True, False)
    """
    if not np.isfinite(found).all() or not np.isfinite(right).all():
        return False
    try:
        return bool((np.abs(found - right) <= relative * np.max(np.abs(right))).all())
    except ValueError:  # shapes that do not go together
        return False


def walked(program: Program, trial: Trial, given: Iterable[str]) -> Iterator[Scene]:
    """The steps of a program that carries over what it assigns to given names; inputs of a step are drawn anew."""
    names = set(given) & set(program.targets)
    before: dict[str, Array] = dict(trial.start)
    for fresh in trial.fresh:
        before |= fresh
        after, lines = dict(before), []
        for one in program.statements:
            after[one.target] = evaluate(one, after, trial.functions)
            lines.append(after[one.target])
        yield Scene(trial, before, tuple(lines), after)
        before = {**before, **{name: after[name] for name in names}}


def scenes(program: Program, world: World, trials: Sequence[Trial]) -> list[Scene]:
    """All steps of all trials."""
    return [scene for trial in trials for scene in walked(program, trial, world.given)]


def agrees(program: Program, right: Iterable[Scene], world: World, results: Sequence[str]) -> bool:
    """Does a program give the right results at every step, carrying its own states?

    Raises
    ------
    ExpressionError
        If the program cannot be run.
    """
    expected = iter(right)
    trials = None
    for scene in expected:
        if trials is not scene.trial:
            trials = scene.trial
            steps = walked(program, trials, world.given)
        own = next(steps).after
        if not all(name in own and equal(own[name], scene.after[name]) for name in results):
            return False
    return True


def named(program: Program, results: Sequence[str]) -> Program:
    """The program with a bare line taken for the only result, where no line gives it by its name."""
    if len(results) != 1 or results[0] in program.targets:
        return program
    return Program(program.source, tuple(_named(one, results[0]) for one in program.statements))


def _named(one: Statement, name: str) -> Statement:
    return replace(one, target=name) if one.bare else one
