"""Programs that are not right as a whole: what each line earns, and why."""

from __future__ import annotations

import random
import string
from pathlib import Path

import numpy as np
import pytest

from lekce2 import optimizers
from lekce2.expressions import parse
from lekce2.functions import STACKS
from study.deck.decks import load_deck
from study.exercises.equivalence import gradient, walked
from study.language.catalogues import language

DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
ADAM = """t = t + 1
s = beta1*s + (1 - beta1)*g
r = beta2*r + (1 - beta2)*g**2
s_hat = s/(1 - beta1**t)
r_hat = r/(1 - beta2**t)
theta = theta - alpha*s_hat/sqrt(r_hat + eps)"""


def mark(name, answer, **more):
    return DECK.exercises[name].mark(answer, **more)


def verdicts(marking):
    return {item.name: item.message.code for item in marking.items}


def points(marking):
    return {item.name: item.points for item in marking.items}


METHODS = {
    "momentum": (optimizers.momentum, ("alpha", "beta")),
    "nesterov": (optimizers.nesterov, ("alpha", "beta")),
    "adagrad": (optimizers.adagrad, ("alpha", "eps")),
    "rmsprop": (optimizers.rmsprop, ("alpha", "beta", "eps")),
    "adam": (optimizers.adam, ("alpha", "beta1", "beta2", "eps")),
}


@pytest.mark.parametrize("name", METHODS)
def test_the_references_of_the_tests_are_the_optimizers_of_lekce2(name):
    """A second opinion on what is called right here: one step from every state."""
    task = DECK.exercises[name].task
    build, parameters = METHODS[name]
    trials = task.world.trials(1)
    slopes = trials.functions.get("grad")
    for scene in walked(task.references[0].program, trials, task.world.given):
        for i in range(trials.count):
            before = {key: value[..., i] for key, value in scene.before.items()}
            method = build(**{parameter: float(before[parameter]) for parameter in parameters})

            def slope(theta, i=i, before=before):
                return before["g"] if slopes is None else slopes(np.stack([theta] * trials.count, axis=-1))[..., i]

            kept = {key: before[key] for key in ("v", "r", "s") if key in before}
            theta, state = method.step(before["theta"], kept, slope, int(before.get("t", 0)) + 1)
            np.testing.assert_allclose(theta, scene.after["theta"][..., i], rtol=1e-12)
            for key, value in state.items():
                np.testing.assert_allclose(value, scene.after[key][..., i], rtol=1e-12)


def test_the_author_earns_everything():
    marking = mark("adam", ADAM)
    assert (marking.points, marking.of, marking.marked) == (4, 4, True)
    assert marking.message.code == "agrees"
    assert marking.units == {"step-state": (1.75, 1.75), "step-update": (2.25, 2.25)}
    assert [item.line for item in marking.items] == [1, 2, 3, 4, 5, 6]


def test_a_variant_is_named():
    marking = mark("adam", ADAM.replace("sqrt(r_hat + eps)", "(sqrt(r_hat) + eps)"))
    assert (marking.points, marking.message.code) == (4, "agrees-variant")
    assert marking.why == {"cs": "ε vně odmocniny", "en": "ε outside the root"}
    marking = mark("momentum", "v = beta*v + g\ntheta -= alpha*v")
    assert (marking.points, marking.why["en"]) == (2, "velocity without α")


def test_conventions_may_not_be_mixed():
    marking = mark("momentum", "v = beta*v - alpha*g\ntheta = theta - alpha*v")
    assert points(marking) == {"v": 1, "theta": 0}
    marking = mark("momentum", "v = beta*v + g\ntheta = theta + v")
    assert marking.points == 1


def test_a_program_whose_lines_are_right_but_not_the_whole():
    marking = mark("momentum", "v = beta*v - alpha*g\ntheta = theta + v\nalpha = alpha/2")
    assert marking.points == 1.75
    assert marking.items[-1].message.code == "whole-overwrites"
    assert mark("momentum", "v = beta*v - alpha*g\ntheta = theta + v\nv = 0*v").points < 2


def test_fewer_lines_earn_everything():
    one = "θ = θ − α·(β₁·s + (1 − β₁)·g)"
    assert mark("backprop", "2*(sigmoid(w*x+b) - y)*sigmoid(w*x+b)*(1 - sigmoid(w*x+b))*x").points == 2
    assert mark("backprop", "dw = 2*(sigmoid(w*x+b) - y)*sigmoid(w*x+b)*(1 - sigmoid(w*x+b))*x").points == 2
    assert mark("sgd", "θ ← θ − α·grad(θ)").points == 1
    assert mark("sgd", "theta - alpha*grad(theta)").points == 1
    assert mark("adam", one).points == 0


@pytest.mark.parametrize(
    ("answer", "code"),
    [("", "no-answer"), ("  \n", "no-answer"), (None, "answer-form"), (7, "answer-form"), ("2g", "not-understood"),
     ("theta = theta - alpha*q", "not-understood"), ("theta = slope(theta)", "not-understood"),
     ("# x", "not-understood")],
)  # fmt: skip
def test_what_cannot_be_read_costs_nothing(answer, code):
    marking = mark("sgd", answer, hints=1)
    assert (marking.marked, marking.points, marking.of, marking.items) == (False, 0, 1, ())
    assert marking.message.code == code
    for tongue in ("cs", "en"):
        assert "{" not in language(tongue).message(marking.message, "marking")


def test_a_slip_of_the_pen_is_explained_in_the_language():
    message = mark("sgd", "theta = theta\n  - grad 2 theta").message
    assert str(message).startswith("line 2, column 5: ")
    assert language("cs").message(message, "marking").startswith("řádek 2, sloupec 5: ")


def test_an_unread_statement_costs_only_what_it_gives_a_value_to():
    typed = DECK.exercises["momentum"].task.typed("v = beta*v - alpha*g; theta = theta + ???\ng ← ∇ 1/3 // given")
    assert [(one.target, one.line) for one in typed.program.statements] == [("v", 1), ("theta", 1)]
    assert list(typed.unread) == [1]
    assert [one.message.code for one in typed.notes] == ["note-given"]


def test_no_problem_stands_on_a_line_that_was_not_typed():
    typed = DECK.exercises["momentum"].task.typed(
        "v = beta*v - alpha*g\nd_t = d_{t-1} + g\ntheta = theta + d_t - d_{t-1}"
    )
    assert {one.line for one in typed.problems} <= {2, 3}


def test_a_question_that_gives_a_name_twice_knows_both():
    answers = {
        "u^{(3)} = u^{(1)} u^{(2)}": "u3 = x*w",
        "u_1 = x\nu_3 = u_1 w": "u1 = x\nu3 = u1*w",
    }
    task = load_deck(Path(__file__).parents[3] / "questions" / "lekce-2").exercises["backprop-step"].task
    assert task.other_names == {"u1": "x", "u2": "w"}
    for typed, means in answers.items():
        assert [one.latex() for one in task.typed(typed).program.statements] == [
            one.latex() for one in parse(means).statements
        ]


@pytest.mark.parametrize(
    "answer",
    ["theta = theta", "theta = g\nv = v", "theta = 0", "theta = theta/0", "theta = log(-1)\nv = v/0", "x = 1e308*1e308",
     "theta = sum(theta)", "v = sqrt(-abs(v))\ntheta = theta + v"],
)  # fmt: skip
def test_nothing_and_nonsense_earn_nothing(answer):
    marking = mark("momentum", answer)
    assert marking.points <= 1
    if "theta + v" not in answer:
        assert marking.points == 0


def test_hints_cost_but_never_more_than_was_earned():
    assert [mark("adam", ADAM, hints=n).points for n in (0, 1, 2, 9)] == [4, 3.5, 2.5, 2.5]
    assert mark("adam", "t = t + 1", hints=1).points == 0
    assert mark("adam", ADAM, hints=2).cost == 1.5


def test_any_text_is_marked_without_an_exception():
    signs = "+-*/^()=.,\n <>θαβ₁²√"
    rng = random.Random(5)
    for _ in range(400):
        words = rng.choices([*"stgr", "theta", "beta1", "exp", "grad", "1", *signs, *string.printable[:20]], k=12)
        marking = mark("adam", "".join(words))
        assert 0 <= marking.points <= 4


def test_the_same_seed_gives_the_same_mark():
    wrong = ADAM.replace("beta2*r", "beta1*r")
    assert [mark("adam", wrong, seed=s) for s in (3, 4)] == [mark("adam", wrong, seed=s) for s in (3, 4)]
    assert {mark("adam", wrong, seed=s).points for s in range(8)} == {3.25}


def test_the_gradients_handed_in_are_gradients():
    """Of a smooth function: their Jacobian, by central differences, is symmetric and positive definite."""
    several = gradient(np.random.default_rng(1), 3)

    def slope(theta):
        return several(np.stack([theta] * 3, axis=-1))[..., 1]

    theta, h = np.linspace(-1, 1, 5), 1e-5
    jacobian = np.array([(slope(theta + h * e) - slope(theta - h * e)) / (2 * h) for e in np.eye(5)])
    np.testing.assert_allclose(jacobian, jacobian.T, atol=1e-8)
    assert np.linalg.eigvalsh(jacobian).min() > 0
    assert several(np.asarray(0.5)).tolist() == several(np.full(3, 0.5)).tolist()
    np.testing.assert_array_equal(several(np.full((5, 6), 0.5))[..., 3:], several(np.full((5, 3), 0.5)))
    assert parse("grad(theta)", ["grad"]).run({"theta": 0.5}, {"grad": several}, STACKS)["result"].shape == (3,)
