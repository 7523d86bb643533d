"""What the lines of a wrong program earn: one slip costs one line, dead lines and copies earn nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.deck.decks import load_deck
from study.language.catalogues import language

DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
QUESTIONS = Path(__file__).parents[3] / "questions" / "lekce-2"
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


SLIPS = [
    ("(1 - beta1)*g", "beta1*g", "s", "edit-no-one-minus"),
    ("(1 - beta2)*g**2", "(1 - beta2)*g", "r", "edit-no-power"),
    ("beta1*s + (1", "beta1 + (1", "s", "edit-dropped"),
    ("beta2*r", "beta1*r", "r", "edit-name"),
    ("s/(1 - beta1**t)", "s/(1 + beta1**t)", "s_hat", "edit-operation"),
    ("beta2**t)", "beta2)", "r_hat", "edit-no-power"),
    ("sqrt(r_hat + eps)", "(r_hat + eps)", "theta", "edit-no-function"),
    ("theta - alpha", "theta + alpha", "theta", "edit-operation"),
    ("t + 1", "t + 2", "t", "edit-number"),
]


@pytest.mark.parametrize(("right", "wrong", "name", "edit"), SLIPS)
def test_one_slip_costs_one_line_and_is_named(right, wrong, name, edit):
    marking = mark("adam", ADAM.replace(right, wrong))
    lost = {item.name: item.of for item in marking.items if item.points < item.of}
    assert list(lost) == [name]
    assert marking.points == 4 - lost[name]
    item = next(item for item in marking.items if item.name == name)
    assert item.message.code == "line-slip"
    assert item.message.parameters["edit"].code == edit
    for code in ("cs", "en"):
        assert "{" not in language(code).message(item.message, "marking")


def test_the_sentence_of_a_slip_in_both_languages():
    item = next(i for i in mark("adam", ADAM.replace("(1 - beta1)*g", "beta1*g")).items if i.name == "s")
    assert str(item.message) == "line 2: this is not s: the 1 − is missing in 1 - beta1"
    assert language("cs").message(item.message, "marking") == "řádek 2: to není s: ve výrazu 1 - beta1 chybí 1 −"


def test_what_follows_from_a_slip_is_right():
    said = verdicts(mark("adam", ADAM.replace("(1 - beta1)*g", "beta1*g")))
    assert said == {
        "t": "line-right",
        "s": "line-slip",
        "r": "line-right",
        "s_hat": "line-follows",
        "r_hat": "line-right",
        "theta": "line-right",
    }


def test_two_slips_cost_two_lines():
    wrong = ADAM.replace("(1 - beta1)*g", "g").replace("sqrt(r_hat + eps)", "(r_hat + eps)")
    assert mark("adam", wrong).points == 4 - 0.75 - 1.25


def test_a_line_left_out_costs_itself():
    last = 1.25  # the corrected moments keep their points: only the line that would use them is missing
    for line, cost in zip(ADAM.splitlines(), (0.25, 0.75, 0.75, None, None, last), strict=True):
        marking = mark("adam", ADAM.replace(line, "").strip())
        if cost is None:  # a name without a value: nothing can be run
            assert not marking.marked
            assert "has no value here" in str(marking.message)
        else:
            assert marking.points == 4 - cost


def test_dead_lines_earn_nothing():
    unused = "o = sigmoid(w*x + b)\ndo = 2*(o - y)\ndz = do*o*(1 - o)\ndw = 7*x*w"
    marking = mark("backprop", unused)
    assert marking.points == 0
    assert set(verdicts(marking).values()) == {"line-dead", "line-wrong"}
    in_vain = "o = sigmoid(w*x + b)\ndo = 2*(o - y)\ndz = do*o*(1 - o)\ndw = 7*x*w + 0*dz"
    assert mark("backprop", in_vain).points == 0
    assert mark("backprop", in_vain.replace("0*dz", "dz - dz")).points == 0


def test_lines_that_one_slip_leaves_idle_keep_their_points():
    marking = mark("backprop", "o = sigmoid(w*x + b)\ndo = 2*(o - y)\ndz = do*o*(1 - o)\ndw = x")
    assert points(marking) == {"o": 0.5, "do": 0.5, "dz": 0.5, "dw": 0}
    assert verdicts(marking)["dw"] == "line-slip"


def test_states_without_the_last_line_are_earned():
    """So are the corrected moments: what is missing is the line that would use them."""
    assert points(mark("adam", "\n".join(ADAM.splitlines()[:5]))) == {
        "t": 0.25,
        "s": 0.75,
        "r": 0.75,
        "s_hat": 0.5,
        "r_hat": 0.5,
        "theta": 0,
    }


def test_what_was_put_right_cannot_be_earned_by_copying():
    marking = mark("backprop", "o = w\np = o\ndo = 2*(o - y)\ndz = do*o*(1 - p)\ndw = dz*x")
    assert points(marking)["o"] == 0
    marking = mark("backprop", "do = y\nd = do\ndz = d*sigmoid(w*x + b)*(1 - sigmoid(w*x + b))\ndw = dz*x")
    assert points(marking)["do"] == 0


def test_values_may_have_any_name_and_the_name_of_the_exercise_is_asked_for():
    renamed = ADAM.replace("s_hat", "m").replace("r_hat", "q").replace("sqrt(q", "(q")
    assert points(mark("adam", renamed))["s_hat"] == 0.5
    marking = mark("momentum", "u = beta*v - alpha*g\ntheta = theta + u")
    assert (marking.points, marking.items[0].message.code) == (2, "note-name")
    assert marking.items[0].message.parameters == {"line": 1, "found": "u", "name": "v"}
    nesterov = "theta = theta + beta*v\ng = grad(theta)\nv = beta*v - alpha*g\ntheta = theta + alpha*g"
    assert points(mark("nesterov", nesterov)) == {"look": 0.5, "g": 0.5, "v": 0.5, "theta": 0}


def test_nesterov_with_the_gradient_at_the_wrong_place():
    marking = mark("nesterov", "g = grad(theta)\nlook = theta + beta*v\nv = beta*v - alpha*g\ntheta = look - alpha*g")
    assert verdicts(marking)["g"] in ("line-wrong", "line-slip")
    assert points(marking) == {"look": 0.5, "g": 0, "v": 0.5, "theta": 0.5}


def test_a_slip_in_the_first_of_two_lines_for_a_state_leaves_the_second_its_points():
    nesterov = load_deck(QUESTIONS).exercises["nesterov-update"]  # its reference moves θ twice
    above = "theta = theta + v\ng = grad(theta)\nv = beta*v - alpha*g\n"
    marking = nesterov.mark(above + "theta = theta - alpha*g")
    assert points(marking) == {"look": 0, "g": 0.75, "v": 0.75, "theta": 0.75}
    assert verdicts(marking)["look"] == "line-slip"
    copied = nesterov.mark(above + "theta = theta")
    assert points(copied) == {"look": 0, "g": 0.75, "v": 0.75, "theta": 0}


def test_a_right_value_that_is_overwritten_earns_nothing():
    lines = "r = beta*r + (1 - beta)*g**2\ntheta = theta - alpha*g/sqrt(r + eps)"
    for more in ("r = 1.5*r", "r = r*0/0"):
        marking = mark("rmsprop", f"{lines}\n{more}")
        assert (points(marking), verdicts(marking)["r"]) == ({"r": 0, "theta": 1}, "line-overwrites")
        item = next(item for item in marking.items if item.name == "r")
        assert item.line == item.message.parameters["line"] == 3
        for code in ("cs", "en"):
            assert "{" not in language(code).message(item.message, "marking")
    for spoilt in ("theta*0/0", "theta/0 - theta/0", "sqrt(-abs(theta))", "1e999*theta", "0"):
        assert mark("rmsprop", f"{lines}\nr = {spoilt}\ntheta = {spoilt}").points == 0


def test_moments_corrected_in_place_are_said_to_spoil_the_next_step():
    """Within one step all is right: each state that another value takes the place of is lost, and nothing else."""
    in_place = ADAM.replace("s_hat", "s").replace("r_hat", "r")
    marking = mark("adam", in_place)
    assert points(marking) == {"t": 0.25, "s": 0, "r": 0, "s_hat": 0.5, "r_hat": 0.5, "theta": 1.25}
    assert verdicts(marking)["s"] == verdicts(marking)["r"] == "line-overwrites"
    assert next(item for item in marking.items if item.name == "s").line == 4


def test_an_intermediate_name_may_be_used_again():
    marking = mark("nesterov", "at = theta + beta*v\nslope = grad(at)\ng = alpha*slope\nv = beta*v - g\ntheta = at + g")
    assert points(marking) == {"look": 0.5, "g": 0.5, "v": 0.5, "theta": 0}


def test_a_quantity_that_a_slip_left_out_is_not_said_to_be_there():
    """Plain momentum in place of Nesterov: one slip costs one line, but the look-ahead point stands nowhere."""
    found = verdicts(mark("nesterov", "g = grad(theta)\nv = beta*v - alpha*g\ntheta = theta + v"))
    assert found["look"] == "line-counted-once"
    assert found["g"] == "line-slip"
    folded = verdicts(mark("nesterov", "v = beta*v - alpha*grad(theta + beta*v)\ntheta = theta + v"))
    assert "line-counted-once" not in folded.values()
