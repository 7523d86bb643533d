"""What a seed draws never changes: one link shows the same numbers in every version of the app.

``drawn.json`` holds fields, their numbers for seed 0 and a digest of those for the seeds 0 … 199, as version 0.1.0 drew
them one seed after the other. Numbers of many seeds at once are those of each seed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from lekce2.base import ExpressionError
from lekce2.expressions import parse
from lekce2.functions import FUNCTIONS, STACKS
from study.content import Fields, Report
from study.deck.decks import load_deck
from study.exercises.author_functions import AUTHOR, STACKED
from study.exercises.kinds import node_of
from study.exercises.random_values import SEEDS, read_numbers, worth
from study.exercises.seeding import generator, generators
from study.exercises.templates import placeholders, understood

TESTS = Path(__file__).parents[2]
DECKS = (load_deck(TESTS / "exercise_deck"), load_deck(TESTS.parent / "questions" / "lekce-2"))
TASKS = {one.id: one.task for deck in DECKS for one in deck.exercises.values() if one.task.numbers.names}
DRAWN = json.loads((TESTS / "data" / "drawn.json").read_text("utf-8"))


def numbers(name):
    report = Report(name)
    found = read_numbers(Fields(node_of(DRAWN[name]["fields"], 1), report, None), report)
    assert report.faults == []
    return found


def digest(rows):
    plain = [{name: value.tolist() for name, value in row.items()} for row in rows]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


@pytest.mark.parametrize("name", DRAWN)
def test_every_seed_draws_what_it_always_has(name):
    found = numbers(name)
    assert {one: value.tolist() for one, value in found.values(name, 0).items()} == DRAWN[name]["first"]
    assert digest(found.values(name, seed) for seed in range(SEEDS)) == DRAWN[name]["all"]


@pytest.mark.parametrize("purpose", ["numbers", "ř"])
def test_generators_are_those_of_numpy(purpose):
    seeds = [*range(50), 10**9, -1]
    for seed, rng in zip(seeds, generators("adam-update", seeds, purpose), strict=True):
        assert rng.bit_generator.state == generator("adam-update", seed, purpose).bit_generator.state


@pytest.mark.parametrize("name", [*DRAWN, *TASKS])
def test_the_numbers_of_many_seeds_are_those_of_each(name):
    found = numbers(name) if name in DRAWN else TASKS[name].numbers
    stacks = found.stacks(name, range(SEEDS))
    assert sorted(seed for seeds, _ in stacks for seed in seeds) == list(range(SEEDS))
    for seeds, stack in stacks:
        for i in range(0, len(seeds), 1 + len(seeds) // 8):
            plain = found.values(name, seeds[i])
            assert plain.keys() == stack.keys()
            for one, value in plain.items():
                np.testing.assert_allclose(stack[one][..., i], value, rtol=1e-14, err_msg=f"{one}, seed {seeds[i]}")


@pytest.mark.parametrize("name", TASKS)
def test_what_follows_from_the_numbers_of_many_seeds_is_what_follows_from_those_of_each(name):
    task = TASKS[name]
    programs = {understood(inside).program for text in (*task.asked(), *task.told()) for inside in placeholders(text)}
    for seeds, stack in task.numbers.stacks(name, range(SEEDS)):
        known = task.derived(stack, stacked=True)
        several = {program: worth(program, known, stacked=True) for program in programs}
        for i in range(0, len(seeds), 1 + len(seeds) // 5):
            own = task.known(seeds[i])
            for program, value in several.items():
                one = value[..., min(i, value.shape[-1] - 1)] if value.ndim else value
                np.testing.assert_allclose(one, worth(program, own), rtol=1e-12, atol=1e-15)


FORMS = {"number": (), "distribution": (4,), "table": (2, 3)}
ARGUMENTS = {
    **dict.fromkeys(["at", "categorical_nll"], (("distribution", "place"), ("table", "place"))),
    **{name: ((form, form) for form in FORMS) for name in ("max", "min", "mse", "vector", "bernoulli_nll")},
    **dict.fromkeys(("kl", "cross_entropy", "kl_bits", "cross_entropy_bits"), (("distribution", "distribution"),)),
    "dot": (("distribution", "distribution"), ("table", "distribution")),
    "gaussian_nll": (("distribution", "distribution", "number"), ("number", "number", "number")),
    "round": (("table", "place"), ("number",), ("number", "constant")),
}


@pytest.mark.parametrize("name", [*AUTHOR, *FUNCTIONS])
def test_a_function_of_a_stack_is_the_function_of_each_case(name):
    """Whatever the forms of its arguments; where one case raises, so does the stack."""
    rng = np.random.default_rng(3)
    count = 6
    tried = 0
    for forms in ARGUMENTS.get(name, tuple((form,) for form in (*FORMS, "constant"))):
        program = parse(f"{name}({', '.join('abc'[: len(forms)])})", AUTHOR)
        stacks = [argument(form, count, rng) for form in forms]
        cases = [[one[..., i] if one.ndim else one for one in stacks] for i in range(count)]
        try:
            expected = [program.run(dict(zip("abc", case, strict=False)), AUTHOR)["result"] for case in cases]
        except ExpressionError:
            with pytest.raises(ExpressionError):
                program.run(dict(zip("abc", stacks, strict=False)), STACKED, STACKS)
            continue
        found = program.run(dict(zip("abc", stacks, strict=False)), STACKED, STACKS)["result"]
        for i, right in enumerate(expected):
            own = found[..., min(i, found.shape[-1] - 1)] if found.ndim else found
            np.testing.assert_allclose(own, right, rtol=1e-13)
        tried += 1
    assert tried


def argument(form, count, rng):
    if form == "constant":
        return np.asarray(1.0)
    if form == "place":
        return rng.integers(1, 3, count).astype(float)
    found = rng.uniform(0.1, 1.0, (*FORMS[form], count))
    return found / found.sum(axis=tuple(range(found.ndim - 1))) if form != "number" else found
