"""Values that the first deck once had wrong or judged unfairly, and the numbers that stand in its cards, recomputed.

An answer here is what a student would type, rounded as the app asks for it; the second opinion is SciPy or plain NumPy.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from study.deck import load_deck

DECK = load_deck(Path(__file__).parents[1] / "questions" / "lekce-2")
NUMERIC = {name: one.task for name, one in DECK.exercises.items() if one.task.exercise.kind == "numeric"}
SEEDS = range(30)


def drawn(name, seed):
    """The numbers of a seed."""
    return {key: value[()] for key, value in NUMERIC[name].values(seed).items()}


def typed(value, places):
    """A value as it is typed: rounded, with a decimal comma."""
    return f"{value:.{places}f}".replace(".", ",")


def mark(name, answer, seed=0):
    return DECK.exercises[name].mark(answer, seed=seed)


# one table: exercise, what is typed for the numbers of a seed, points expected


def entropies_in_nats(v):
    own, crossed = stats.entropy(v["p"]), -sum(a * np.log(b) for a, b in zip(v["p"], v["q"], strict=True))
    return {"hp": typed(own, 3), "hpq": typed(crossed, 3), "d": typed(crossed - own, 3)}


def table_in_nats(v):
    both, rows = stats.entropy(v["T"].ravel()), stats.entropy(v["T"].sum(axis=1))
    return {"hxy": typed(both, 3), "hx": typed(rows, 3), "hyx": typed(both - rows, 3)}


def swapped_directions(v):
    p, q = (v["a"], 1 - v["a"]), (v["b"], 1 - v["b"])
    return {"pq": typed(stats.entropy(q, p), 6), "qp": typed(stats.entropy(p, q), 6)}


def chain(v):
    p, theta = v["k"] / 4, v["theta"]
    likelihood = theta ** v["k"] * (1 - theta) ** (4 - v["k"])
    apart = stats.entropy([p, 1 - p], [theta, 1 - theta])
    return {
        "lik": typed(likelihood, 4), "nll": typed(-np.log(likelihood), 4),
        "h": typed(-np.log(likelihood) / 4, 4), "d": typed(apart, 4),
    }  # fmt: skip


def sum_for_mean(v):
    error = v["theta"] * v["x"] - v["y"]
    return {"loss": typed(sum(error**2), 4), "g": typed(sum(2 * error * v["x"]), 4)}


def sums_in_descent(v):
    error = v["w"] * v["x"] + v["b"] - v["y"]
    gw, gb = sum(error * v["x"]), sum(error)
    return {
        "gw": typed(gw, 4), "gb": typed(gb, 4),
        "wnew": typed(v["w"] - v["alpha"] * gw, 4), "bnew": typed(v["b"] - v["alpha"] * gb, 4),
    }  # fmt: skip


def divided_by_six(v):
    g = round((v["gi"] + v["gj"]) / 6, 2)
    return {"g": typed(g, 2), "next": typed(v["theta"] - v["alpha"] * g, 2)}


def from_zero(v):
    a, c = v["a"], v["c"]
    total = a / (1 - c)
    return {"total": typed(total, 3), "squares": typed(a**2 / (1 - c**2), 3), "far": typed(v["G"] * total, 3)}


def two_places(v):
    rates = v["a"] / np.arange(1, v["n"] + 1)
    spread = sum(rates**2)
    return {"total": typed(sum(rates), 2), "squares": typed(spread, 2), "noise": typed(v["v"] * spread, 2)}


def no_factor_in_exponent(v):
    return {"low": "1/2", "high": "1"}


def averaged_velocity(v):
    step = v["alpha"] * v["g"]
    return {"third": typed(step * (1 - v["beta"] ** 3), 6), "limit": typed(step, 6)}


def sample_variance(v):
    spread = stats.tvar(v["g"])
    return {"full": typed(np.mean(v["g"]), 3), "s2": typed(spread, 3), "vm": typed(spread / v["m"], 3)}


def wrong_root(v):
    """AdaGrad with r = |g| in its first step: the root is irrational, what follows is typed rounded."""
    r = abs(v["ga"])
    theta = v["theta"] - v["alpha"] * v["ga"] / np.sqrt(r)
    more = r + v["gb"] ** 2
    last = theta - v["alpha"] * v["gb"] / np.sqrt(more)
    return {"ra": typed(r, 3), "ta": typed(theta, 3), "rb": typed(more, 3), "tb": typed(last, 3)}


def swapped_weights(v):
    r = v["beta"] * v["ga"] ** 2
    theta = v["theta"] - v["alpha"] * v["ga"] / np.sqrt(r)
    more = v["beta"] * r + (1 - v["beta"]) * v["gb"] ** 2
    last = theta - v["alpha"] * v["gb"] / np.sqrt(more)
    return {"ra": typed(r, 3), "ta": typed(theta, 3), "rb": typed(more, 3), "tb": typed(last, 3)}


def unsquared(v):
    s, r, alpha = (1 - v["ba"]) * v["g"], (1 - v["bb"]) * abs(v["g"]), v["alpha"]
    shat, rhat = s / (1 - v["ba"]), r / (1 - v["bb"])
    return {
        "s": typed(s, 6), "r": typed(r, 6), "shat": typed(shat, 4), "rhat": typed(rhat, 4),
        "step": typed(-alpha * shat / np.sqrt(rhat), 4), "plain": typed(-alpha * s / np.sqrt(r), 4),
    }  # fmt: skip


def nearly(v):
    """0.0109 where 0.01 is right, and so on: nine percent off is not right."""
    return {
        "r": typed((1 - v["beta"] ** 3) * v["g"] ** 2, 4), "rate": typed(1.09 * v["alpha"] / v["g"], 4),
        "ratio": typed(1 / np.sqrt(1 - v["beta"]), 4),
    }  # fmt: skip


ANSWERS = (
    ("cross-entropy-kl-bits", entropies_in_nats, 1.0),
    ("conditional-entropy-table", table_in_nats, 0.75),
    ("kl-both-ways", swapped_directions, 0.5),
    ("chain-in-numbers", chain, 1.5),
    ("mse-and-gradient", sum_for_mean, 0.5),
    ("gd-step-by-hand", sums_in_descent, 1.0),
    ("minibatch-step-by-hand", divided_by_six, 0.5),
    ("gradient-noise", sample_variance, 1.0),
    ("lr-geometric-sums", from_zero, 1.0),
    ("lr-finite-sums", two_places, 1.0),
    ("lr-power-range", no_factor_in_exponent, 0.5),
    ("momentum-effective-step", averaged_velocity, 0.5),
    ("adagrad-two-steps", wrong_root, 1.5),
    ("rmsprop-two-steps", swapped_weights, 1.5),
    ("adam-first-step", unsquared, 2.5),
    ("rmsprop-effective-rate", nearly, 1.0),
)


@pytest.mark.parametrize(("name", "answer", "points"), ANSWERS, ids=[name for name, _, _ in ANSWERS])
def test_one_slip_costs_one_value_and_a_rounded_answer_none(name, answer, points):
    for seed in SEEDS:
        values = answer(drawn(name, seed))
        found = mark(name, values, seed)
        assert found.points == points, (seed, values, [str(one.message) for one in found.items])


@pytest.mark.parametrize("name", NUMERIC)
def test_an_answer_rounded_as_asked_is_right(name):
    task = NUMERIC[name]
    for seed in SEEDS:
        right = task.right(seed)
        answer = {asked.name: typed(right[asked.name], asked.decimals) for asked in task.answers}
        assert task.mark(answer, seed).points == task.points, (seed, answer)


@pytest.mark.parametrize("name", NUMERIC)
def test_the_values_of_an_exercise_share_one_precision(name):
    asked = NUMERIC[name].answers
    assert len({"exact" if one.exact else one.decimals for one in asked}) == 1


def test_no_exercise_states_its_precision_by_hand():
    by_hand = re.compile(r"\(přesně|\(exactly|desetinn|\bdecimal|můžeš psát zlomk|fractions will do", re.IGNORECASE)
    for name, one in DECK.exercises.items():
        for text in one.task.exercise.text.values():
            assert not by_hand.search(text), (name, text)


@pytest.mark.parametrize("name", ["entropy-two-units", "cross-entropy-kl-bits", "conditional-entropy-table"])
def test_nats_in_place_of_bits_are_named(name):
    asked = NUMERIC[name].answers[0]
    for seed in SEEDS:
        right = NUMERIC[name].right(seed)[asked.name]
        if right:
            found = mark(name, {asked.name: typed(right * np.log(2), 3)}, seed)
            assert found.items[0].message.code == "value-in-nats"


@pytest.mark.parametrize("name", ["adam-first-step", "adam-second-step"])
def test_adam_without_correction_starts_too_large(name):
    for seed in range(200):
        right = NUMERIC[name].right(seed)
        assert abs(right["plain"]) > 1.1 * abs(right["step"]) > 0.0


def test_a_batch_is_never_larger_than_the_data():
    assert all(drawn("gradient-noise", seed)["m"] <= 4 for seed in range(200))


@pytest.mark.parametrize(("name", "swapped"), [("mle-chain", (6, 7)), ("mse-from-mle", (7, 8))])
def test_steps_that_are_the_same_by_definition_may_be_swapped(name, swapped):
    task = DECK.exercises[name].task
    steps = [step.id for step in task.steps]
    first, second = (number - 1 for number in swapped)
    steps[first], steps[second] = steps[second], steps[first]
    answer = {"mode": "order", "steps": steps, "reasons": {step.id: step.id for step in task.steps if step.asked}}
    assert mark(name, answer).points == task.points


NESTEROV = [
    "g = grad(theta + beta*v)\nv = beta*v - alpha*g\ntheta = theta + v",
    "g = grad(theta - alpha*beta*v)\nv = beta*v + g\ntheta = theta - alpha*v",
    "g = grad(theta - beta*v)\nv = beta*v + alpha*g\ntheta = theta - v",
    "theta = theta + beta*v\ng = grad(theta)\nv = beta*v - alpha*g\ntheta = theta - alpha*g",
]


@pytest.mark.parametrize("program", NESTEROV)
def test_nesterov_counts_in_every_convention(program):
    assert mark("nesterov-update", program).points == 3.0


# the numbers in the cards


def adam_factor(t, first=0.9, second=0.999):
    return (1 - first**t) / np.sqrt(1 - second**t)


STEPS = np.arange(1, 3001)
LONG = np.arange(1, 10_001)
HALF, COIN = (0.5, 0.5), (0.75, 0.25)
NUMBERS = (  # card, value, places, as it is written in English
    ("mle", np.log(2), 3, "0.693"),
    ("mle", stats.entropy(COIN), 3, "0.562"),
    ("mle", stats.entropy(COIN, HALF), 3, "0.131"),
    ("mle", stats.entropy(HALF, COIN), 3, "0.144"),
    ("mle", np.log(0.25 / 0.9), 3, "-1.281"),
    ("mle", -np.log(0.9), 3, "0.105"),
    ("gradient-descent", np.sqrt(1000), 0, "32"),
    ("momentum", 2 * 1.9 / 2.8, 2, "1.36"),
    ("adaptive", 1 / np.sqrt(1 - 0.9), 2, "3.16"),
    ("adaptive", 1 / np.sqrt(1 - 0.9**2), 2, "2.29"),
    ("adaptive", 1 / np.sqrt(1 - 0.9**5), 2, "1.56"),
    ("adaptive", 1 / np.sqrt(1 - 0.9**10), 2, "1.24"),
    ("adaptive", 1 / np.sqrt(10_200), 4, "0.0099"),
    ("adaptive", 0.9 * 1 + 0.1 * 100**2, 1, "1000.9"),
    ("adaptive", 1 + 999.9 * 0.9**100, 2, "1.03"),
    ("adaptive", np.sum(LONG**-0.5), 0, "199"),
    ("adaptive", np.sum(1 / np.sqrt(1 - 0.9**LONG)), 0, "10{,}009"),
    ("adaptive", 1e-4 / np.sqrt(1e-8 + 1e-7), 2, "0.30"),
    ("adaptive", 1e-4 / (1e-4 + 1e-7), 3, "0.999"),
    ("adam", 0.999**99, 3, "0.906"),
    ("adam", adam_factor(1), 2, "3.16"),
    ("adam", adam_factor(2), 2, "4.25"),
    ("adam", adam_factor(5), 2, "5.80"),
    ("adam", adam_factor(12), 2, "6.57"),
    ("adam", adam_factor(100), 2, "3.24"),
    ("adam", adam_factor(1000), 2, "1.26"),
    ("adam", max(STEPS[adam_factor(STEPS) > 2]), 0, "287"),
)


def written(card, language):
    """All that a card says in a language."""
    layers = DECK.cards[card].layers[language]
    parts = (layers.skeleton, layers.answer, layers.derivation, layers.pitfalls)
    blocks = [block for part in parts for block in part]
    errata = [one.text[language] for one in DECK.cards[card].errata]
    return "\n".join([*(getattr(block, "text", "") for block in blocks), *errata])


@pytest.mark.parametrize(("card", "value", "places", "text"), NUMBERS)
def test_the_numbers_of_the_cards_are_right(card, value, places, text):
    plain = text.replace("{,}", "")
    assert f"{value:.{places}f}" == plain
    assert text in written(card, "en")
    czech = text.replace("{,}", "\\,")
    assert any(one in written(card, "cs") for one in (czech.replace(".", "{,}"), czech.replace(".", ",")))


def test_the_twelfth_step_of_uncorrected_adam_is_the_largest():
    assert STEPS[np.argmax(adam_factor(STEPS))] == 12


def test_a_conditional_divergence_needs_a_conditional_data_distribution():
    model = np.full(4, 0.9)
    assert np.sum(0.25 * (np.log(0.25) - np.log(model))) < 0 < np.mean(np.log(1.0) - np.log(model))


def test_the_table_of_backprop_is_right():
    x, w = 2.0, 3.0
    u4 = x + x * w
    steps = (("g4", 2 * u4, 16), ("g2", 2 * u4 * x, 32), ("g1", 2 * u4 * w + 2 * u4, 64), ("u5", u4**2, 64))
    assert all(value == expected for _, value, expected in steps)
    small = 1e-6
    assert ((x + small + (x + small) * w) ** 2 - u4**2) / small == pytest.approx(64, rel=1e-5)


def test_the_example_of_momentum_and_nesterov_is_right():
    alpha, beta, start = 0.1, 0.9, 1.0
    v, theta = -alpha * start, start - alpha * start
    plain = theta + beta * v - alpha * theta
    look = theta + beta * v
    assert (round(plain, 6), round(look, 6), round(look - alpha * look, 6)) == (0.72, 0.81, 0.729)


def test_the_points_of_card_four_weigh_the_two_series_most():
    points = {unit.id: unit.points for unit in DECK.cards["learning-rates"].rubric}
    assert points["lr-sum"] == points["lr-squares"] == 1.25
    assert sum(points.values()) == 5.0
