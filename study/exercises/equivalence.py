"""The worlds in which typed algorithms run: random states of size O(1), inputs drawn anew each step, gradients.

A name that is given and that a reference assigns is a state and carries over steps. A ``hyper`` name is one number in
0.2 … 0.9 for a whole trajectory, so that no mistake hides behind a tiny ε or a β near 1. Every other given name is
drawn anew each step. Vectors have 5 components, none near 0. A function that is handed in is the gradient of its own
smooth objective.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array
from lekce2.expressions import Program, Statement, evaluate
from study.exercises.random_values import Random, generator

COMPONENTS = 5
TRIALS, STEPS = 3, 4
HYPER = "hyper"
DOMAINS = ("normal", "positive", "unit", HYPER, "time", "scalar")


@dataclass(frozen=True)
class Trial:
    """One run of several steps: where it starts, what each step brings, the functions that may be called."""

    start: Mapping[str, Array]
    fresh: tuple[Mapping[str, Array], ...]
    functions: Mapping[str, Callable[..., ArrayLike]]


@dataclass(frozen=True)
class World:
    """What an algorithm exercise gives: names with their domains (a tuple holds the choices), functions, states."""

    exercise: str
    given: Mapping[str, str | tuple[float, ...]]
    functions: tuple[str, ...] = ()
    states: frozenset[str] = field(default_factory=frozenset)

    def trials(self, seed: int, count: int = TRIALS, steps: int = STEPS, wide: bool = False) -> list[Trial]:
        """Runs to try programs on; ``wide`` draws normal and positive numbers over several orders of magnitude."""
        return [self._trial(generator(self.exercise, seed, f"trial {i}"), steps, wide) for i in range(count)]

    def _trial(self, rng: Random, steps: int, wide: bool) -> Trial:
        start = {name: draw(domain, rng, wide) for name, domain in self.given.items()}
        changing = [name for name, domain in self.given.items() if name not in self.states and domain != HYPER]
        fresh = tuple({name: draw(self.given[name], rng, wide) for name in changing} for _ in range(steps))
        return Trial(start, fresh, {name: gradient(rng) for name in self.functions})


def draw(domain: str | tuple[float, ...], rng: Random, wide: bool = False) -> Array:
    """A value from a domain."""
    if isinstance(domain, tuple):
        return np.asarray(domain[int(rng.integers(len(domain)))], dtype=np.float64)
    if domain == HYPER:
        return np.asarray(rng.uniform(0.2, 0.9))
    if domain == "time":
        return np.asarray(float(rng.integers(1, 4)))
    size = None if domain == "scalar" else COMPONENTS
    if domain == "unit":
        return np.asarray(rng.uniform(0.1, 0.9, size))
    found = rng.uniform(0.3, 2.0, size) * (10.0 ** rng.uniform(-1.5, 1.5, size) if wide else 1.0)
    return np.asarray(found if domain == "positive" else found * rng.choice([-1.0, 1.0], size))


def gradient(rng: Random) -> Callable[[ArrayLike], Array]:
    """θ ↦ ∇L(θ) of a smooth objective L(θ) = Σ w log cosh(uθ + c)/u + ½k(Σθ)² + ½Σ aθ², drawn at random.

    >>> gradient(np.random.default_rng(0))(np.zeros(5)).shape
    (5,)
    """
    w, c, a = rng.uniform(0.5, 1.5, COMPONENTS), rng.normal(size=COMPONENTS), rng.uniform(0.1, 0.5, COMPONENTS)
    u, k = rng.uniform(0.5, 1.5, COMPONENTS), rng.uniform(0.05, 0.15)

    def value(theta: ArrayLike) -> Array:
        at = np.asarray(theta, dtype=np.float64)
        if at.ndim == 0:
            return np.asarray(w[0] * np.tanh(u[0] * at + c[0]) + (k + a[0]) * at)
        return np.asarray(w * np.tanh(u * at + c) + k * at.sum() + a * at)

    return value


# Do two programs agree? They carry their own states over a few steps, and every result is compared at every step.
#
# Equal means equal to 1e-8 of the largest component of the right value, all numbers finite: NaN and infinity never
# agree with anything.

RELATIVE = 1e-8
Values = Mapping[str, Array]


@dataclass(frozen=True)
class ReferenceStep:
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


def walked(program: Program, trial: Trial, given: Iterable[str]) -> Iterator[ReferenceStep]:
    """The steps of a program that carries over what it assigns to given names; inputs of a step are drawn anew."""
    names = set(given) & set(program.targets)
    before: dict[str, Array] = dict(trial.start)
    for fresh in trial.fresh:
        before |= fresh
        after, lines = dict(before), []
        for one in program.statements:
            after[one.target] = evaluate(one, after, trial.functions)
            lines.append(after[one.target])
        yield ReferenceStep(trial, before, tuple(lines), after)
        before = {**before, **{name: after[name] for name in names}}


def scenes(program: Program, world: World, trials: Sequence[Trial]) -> list[ReferenceStep]:
    """All steps of all trials."""
    return [scene for trial in trials for scene in walked(program, trial, world.given)]


def agrees(program: Program, right: Iterable[ReferenceStep], world: World, results: Sequence[str]) -> bool:
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


# Which lines of a program matter: those whose value the results depend on, in this step or in a later one.
#
# A line has to be read on the way to a result, and a nudge to its value has to change one: ``0*r`` reads r in vain.

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
