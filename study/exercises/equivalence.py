"""The worlds in which typed algorithms run: random states of size O(1), inputs drawn anew each step, gradients.

A name that is given and that a reference assigns is a state and carries over steps. A ``hyper`` name is one number in
0.2 … 0.9 for a whole trajectory, so that no mistake hides behind a tiny ε or a β near 1. Every other given name is
drawn anew each step. Vectors have 5 components, none near 0. A function that is handed in is the gradient of its own
smooth objective.

Programs run in several such worlds at once: in every value the last axis counts them (``lekce2.functions.STACKS``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array
from lekce2.expressions import Program, Statement, evaluate
from lekce2.functions import STACKS
from study.exercises.seeding import Random, generator

Values = Mapping[str, Array]
COMPONENTS = 5
TRIALS, STEPS = 3, 4
HYPER = "hyper"
DOMAINS = ("normal", "positive", "unit", HYPER, "time", "scalar")


@dataclass(frozen=True)
class Trials:
    """So many runs of several steps, side by side: where they start, what each step brings, the functions to call."""

    count: int
    start: Values
    fresh: tuple[Values, ...]
    functions: Mapping[str, Callable[..., ArrayLike]]


@dataclass(frozen=True)
class World:
    """What an algorithm exercise gives: names with their domains (a tuple holds the choices), functions, states."""

    exercise: str
    given: Mapping[str, str | tuple[float, ...]]
    functions: tuple[str, ...] = ()
    states: frozenset[str] = field(default_factory=frozenset)

    def trials(self, seed: int, count: int = TRIALS, steps: int = STEPS, wide: bool = False) -> Trials:
        """Runs to try programs on; ``wide`` draws normal and positive numbers over several orders of magnitude."""
        rng = generator(self.exercise, seed, "trials")
        start = {name: draw(domain, rng, count, wide) for name, domain in self.given.items()}
        changing = [name for name, domain in self.given.items() if name not in self.states and domain != HYPER]
        fresh = tuple({name: draw(self.given[name], rng, count, wide) for name in changing} for _ in range(steps))
        return Trials(count, start, fresh, {name: gradient(rng, count) for name in self.functions})


def draw(domain: str | tuple[float, ...], rng: Random, count: int, wide: bool = False) -> Array:
    """So many values from a domain, along the last axis."""
    if isinstance(domain, tuple):
        return np.asarray(domain, dtype=np.float64)[rng.integers(len(domain), size=count)]
    if domain == HYPER:
        return rng.uniform(0.2, 0.9, count)
    if domain == "time":
        return rng.integers(1, 4, count).astype(np.float64)
    size = count if domain == "scalar" else (COMPONENTS, count)
    if domain == "unit":
        return rng.uniform(0.1, 0.9, size)
    found = rng.uniform(0.3, 2.0, size) * (10.0 ** rng.uniform(-1.5, 1.5, size) if wide else 1.0)
    return np.asarray(found if domain == "positive" else found * rng.choice([-1.0, 1.0], size))


def gradient(rng: Random, count: int) -> Callable[[ArrayLike], Array]:
    """θ ↦ ∇L(θ) of smooth objectives L(θ) = Σ w log cosh(uθ + c)/u + ½k(Σθ)² + ½Σ aθ², drawn at random.

    Each of the ``count`` cases has its own objective; a longer stack holds these cases several times.

    >>> gradient(np.random.default_rng(0), 3)(np.zeros((5, 6))).shape
    (5, 6)
    """
    size = (COMPONENTS, count)
    w, c, a = rng.uniform(0.5, 1.5, size), rng.normal(size=size), rng.uniform(0.1, 0.5, size)
    u, k = rng.uniform(0.5, 1.5, size), rng.uniform(0.05, 0.15, count)

    def value(theta: ArrayLike) -> Array:
        at = np.asarray(theta, dtype=np.float64)
        times = at.shape[-1] // count if at.ndim else 1
        W, C, A, U, K = (np.tile(one, times) for one in (w, c, a, u, k))
        if at.ndim < 2:
            return np.asarray(W[0] * np.tanh(U[0] * at + C[0]) + (K + A[0]) * at)
        return np.asarray(W * np.tanh(U * at + C) + K * at.sum(axis=0) + A * at)

    return value


# Do two programs agree? They carry their own states over a few steps, and every result is compared at every step.
#
# Equal means equal to 1e-8 of the largest component of the right value, all numbers finite: NaN and infinity never
# agree with anything.

RELATIVE = 1e-8


@dataclass(frozen=True)
class ReferenceStep:
    """One step of the right program: what was known before it, and the value of each of its lines."""

    trials: Trials
    before: Values
    lines: tuple[Array, ...]
    after: Values


def near(found: Array, right: Array, relative: float = RELATIVE) -> Any:
    """In which cases is a value right? One truth value for each, or one for all."""
    with np.errstate(all="ignore"):
        size = np.abs(right)
        size = size.max(axis=0) if size.ndim > 1 else size
        close = (np.abs(found - right) <= relative * size) & (size < np.inf)
        return close.all(axis=0) if close.ndim > 1 else close


def equal(found: Array, right: Array, relative: float = RELATIVE) -> bool:
    """Is a value right in every case?

    >>> equal(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-12])), equal(np.array(np.nan), np.array(np.nan))
    (True, False)
    """
    return bool(np.all(near(found, right, relative)))


def worth(one: Statement, values: Values, trials: Trials) -> Array:
    """The value of a line."""
    return evaluate(one, values, trials.functions, STACKS)


def walked(program: Program, trials: Trials, given: Iterable[str]) -> Iterator[ReferenceStep]:
    """The steps of a program that carries over what it assigns to given names; inputs of a step are drawn anew."""
    names = set(given) & set(program.targets)
    before: dict[str, Array] = dict(trials.start)
    for fresh in trials.fresh:
        before |= fresh
        after, lines = dict(before), []
        for one in program.statements:
            after[one.target] = worth(one, after, trials)
            lines.append(after[one.target])
        yield ReferenceStep(trials, before, tuple(lines), after)
        before = {**before, **{name: after[name] for name in names}}


def agrees(program: Program, right: Sequence[ReferenceStep], world: World, results: Sequence[str]) -> bool:
    """Does a program give the right results at every step, carrying its own states?

    Raises
    ------
    ExpressionError
        If the program cannot be run.
    """
    for own, scene in zip(walked(program, right[0].trials, world.given), right, strict=True):
        if not all(name in own.after and equal(own.after[name], scene.after[name]) for name in results):
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

ROUNDING = 1e-10  # relative: what a sum like x + d − d keeps of d


def live(program: Program, results: Sequence[str], given: Collection[str], trials: Trials) -> frozenset[int]:
    """The line numbers that matter; where a result is not finite, every line that is read may be the reason."""
    read = _read(program, results, given)
    own = _results(program, trials, results, given, None)
    return frozenset(
        one.line
        for one in program.statements
        if one.line in read and not _same(_results(program, trials, results, given, one), own)
    )


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
    program: Program, trials: Trials, results: Sequence[str], given: Collection[str], nudged: Statement | None
) -> list[Array]:
    """All results of all steps; in the first step the value of one line is nudged."""
    values: dict[str, Array] = dict(trials.start)
    found = []
    for i, fresh in enumerate(trials.fresh):
        values = {name: value for name, value in values.items() if name in given} | dict(fresh)
        for one in program.statements:
            value = worth(one, values, trials)
            with np.errstate(all="ignore"):
                values[one.target] = value * 1.125 + 0.125 if i == 0 and one is nudged else value
        found += [values[name] for name in results if name in values]
    return found


def _same(found: list[Array], right: list[Array]) -> bool:
    return all(equal(a, b, ROUNDING) for a, b in zip(found, right, strict=True))
