"""Every single edit of a reference that changes the algorithm costs points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lekce2.base import ExpressionError
from lekce2.expressions import Name, compute, latex, parse
from lekce2.functions import STACKS
from study.deck.decks import load_deck
from study.exercises.algorithm_check import equivalent, passes, suspects
from study.exercises.equivalence import World, agrees, equal, walked
from study.exercises.mutants import edited, edits, lines, mutants, plain
from study.exercises.validate import check
from study.spelling import read
from tests.support.rewrites import SPELLINGS

TESTS = Path(__file__).parents[2]
DECKS = [load_deck(TESTS / "exercise_deck"), load_deck(TESTS.parent / "questions" / "lekce-2")]
ALGORITHMS = {
    exercise.id: exercise for deck in DECKS for exercise in deck.exercises.values() if exercise.kind == "algorithm"
}

# Worked out by hand: the single edits that leave the algorithm what it is.
HARMLESS = {
    "sgd": {"g = grad(theta)\ng = grad(theta)\ntheta = theta - alpha*g"},
    "momentum": set(),
    "adagrad": {"r = r + (-g)**2\ntheta = theta - alpha*g/sqrt(r + eps)"},
    "ema": {
        "s = beta*s + (1 - beta)*g\nt = t + 1\ns_hat = s/(1 - beta**t)",
        "t = t + 1\ns = beta*s + (1 - beta)*g\ns_hat = s/(1 - beta**t)\ns_hat = s/(1 - beta**t)",
    },
}


def of(task):
    return mutants(task.references[0].program, tuple(task.world.given))


@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.id)
def test_no_slip_passes_and_every_seed_is_sound(deck):
    assert check(deck.exercises.values()) == ()


@pytest.mark.parametrize("name", [one for one in ALGORITHMS if one in DECKS[0].exercises])
def test_whatever_passes_is_suspected_when_all_edits_are_run_at_once(name):
    """The control of what `check` does: here every mutant is read and marked for itself."""
    task = ALGORITHMS[name].task
    for reference in task.references:
        suspected = {mutant.program.source for mutant in suspects(task, reference.program)}
        found = mutants(reference.program, tuple(task.world.given))
        assert {mutant.program.source for mutant in found if marked_as_right(task, mutant)} <= suspected
        assert len(suspected) < len(found) / 4


def marked_as_right(task, mutant):
    try:
        return task.agreeing(task.program(mutant.program.source)) is not None
    except ExpressionError:
        return False


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_mutant_is_typed_as_what_it_is(name):
    for mutant in of(ALGORITHMS[name].task)[::7]:
        read = parse(mutant.program.source, ALGORITHMS[name].task.world.functions)
        for one, other in zip(read.statements, mutant.statements, strict=True):
            assert (one.target, one.bare, plain(one.expression)) == (other.target, other.bare, plain(other.expression))


@pytest.mark.parametrize("name", [one for one in ALGORITHMS if one in DECKS[1].exercises])
def test_a_mutant_is_read_as_what_it_is_in_every_spelling(name):
    """Each mutant of every reference, the spellings in turn: no way of writing makes a slip disappear."""
    task = ALGORITHMS[name].task
    spellings = [*(spell for _, _, spell in SPELLINGS), in_latex]
    known = {*task.world.given, *task.results, *(one for each in task.references for one in each.program.targets)}
    for reference in task.references:
        for i, mutant in enumerate(mutants(reference.program, tuple(task.world.given))):
            typed = spellings[i % len(spellings)](mutant.program.source + "\n")
            reading = read(typed, frozenset(known), task.world.functions, task.world.states)
            assert not reading.problems, typed
            assert in_latex(lines(reading.program().statements)) == in_latex(mutant.program.source), typed


def in_latex(source):
    statements = parse(source).statements
    return " \\\\\n".join(rf"{latex(Name(one.target, 1, 1))} \gets {latex(one.expression)}" for one in statements)


@pytest.mark.parametrize("source", ["r + sum(r*g)/2 - sqrt(abs(t))", "grad(theta - t*g) + mean(g)**2", "-2**t/(1 - g)"])
def test_edits_side_by_side_are_worth_what_they_are_worth_alone(source):
    trials = World("w", {"r": "positive", "g": "normal", "t": "scalar", "theta": "normal"}, ("grad",)).trials(0)
    tree = plain(parse(source).statements[0].expression)
    found = list(edits(tree, tuple(trials.start)))
    seen = []
    for which, stack in edited(tree, found, trials.start, trials.functions, trials.count):
        for place, i in enumerate(which):
            alone = compute(found[i].expression, trials.start, trials.functions, STACKS)
            own = stack[..., place * trials.count : (place + 1) * trials.count]
            assert own.ndim == max(1, alone.ndim)
            np.testing.assert_allclose(own, np.broadcast_to(alone, own.shape), rtol=1e-13)
        seen += which
    assert sorted(seen) == list(range(len(found)))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_what_is_no_full_marks_is_less_as_a_whole_too(name):
    """`mark` itself, on every ninth mutant: less than full marks, or not marked where it cannot be run."""
    exercise = ALGORITHMS[name]
    found = of(exercise.task)
    assert len(found) > 30
    for mutant in found[::9]:
        marking = exercise.mark(mutant.program.source)
        assert (marking.points == exercise.points) == passes(exercise.task, mutant)
        assert 0 <= marking.points <= marking.of == exercise.points
        assert marking.points == 0 or marking.marked


@pytest.mark.parametrize("name", HARMLESS)
def test_what_passes_is_what_changes_nothing(name):
    task = ALGORITHMS[name].task
    assert {mutant.program.source for mutant in of(task) if passes(task, mutant)} == HARMLESS[name]


def test_hundreds_of_edits_of_every_sort():
    found = of(ALGORITHMS["adam"].task)
    assert len(found) > 500
    assert len({mutant.program.source for mutant in found}) == len(found)
    sorts = {mutant.edit.code for mutant in found}
    assert sorts >= {
        "edit-operation", "edit-dropped", "edit-no-power", "edit-no-one-minus", "edit-one-minus", "edit-operands",
        "edit-no-function", "edit-function", "edit-outside", "edit-name", "edit-number", "edit-squared", "edit-root",
        "edit-sign", "edit-no-line", "edit-twice", "edit-lines-swapped", "edit-target",
    }  # fmt: skip
    sources = {mutant.program.source.splitlines()[-1] for mutant in found}
    assert {"theta = theta + alpha*s_hat/sqrt(r_hat + eps)", "theta = theta - alpha*s_hat/(r_hat + eps)"} <= sources
    assert {"theta = theta - alpha*s_hat/(sqrt(r_hat) + eps)", "theta = theta - alpha*s/sqrt(r_hat + eps)"} <= sources


def test_marking_by_one_usual_step_would_let_slips_pass():
    """The control: the first step from zeros with the usual ε, compared by θ alone, hides a twentieth of the slips."""
    task = ALGORITHMS["adam"].task
    usual = {"alpha": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7, "t": 0.0, "s": np.zeros(5), "r": np.zeros(5)}
    trials = task.world.trials(0, 1, 1)
    usual = {name: np.asarray(value)[..., np.newaxis] for name, value in usual.items()}
    trials = replace(trials, start={**trials.start, **usual})
    right = list(walked(task.references[0].program, trials, task.world.given))
    found = of(task)
    naive = [mutant for mutant in found if passes_naively(mutant.program, right, task)]
    assert len(naive) > len(found) / 20
    assert sum(passes(task, mutant) for mutant in naive) < len(naive) / 3


def passes_naively(program, right, task):
    try:
        return agrees(program, right, task.world, ["theta"])
    except ValueError:
        return False


def test_equivalence_is_decided_by_values():
    task = ALGORITHMS["rmsprop"].task
    trials = task.world.trials(-1, 20, 1, wide=True)
    (right,) = walked(task.references[0].program, trials, task.world.given)
    same = parse("u = g*g\nr = r*beta + u - beta*u\ntheta -= alpha*g*(r + eps)**-0.5")
    near = parse("r = beta*r + (1 - beta)*g**2\ntheta = theta - alpha*g/sqrt(r + eps + 1e-7)")
    assert equivalent(same, right, task)
    assert not equivalent(near, right, task)
    assert not equal(np.array([1.0, np.inf]), np.array([1.0, np.inf]))
