"""The numbers of the first four cards by a second opinion: scipy, enumeration, finite differences, partial sums.

What a worked solution shows is looked at too: a rounded number never stands after a plain equals sign.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from lekce2 import schedules
from study.deck.decks import load_deck
from study.exercises.random_values import worth
from study.exercises.templates import MARK, understood

DECK = load_deck(Path(__file__).parents[3] / "questions" / "lekce-2")
CARDS = ("mle", "mse", "gradient-descent", "learning-rates")
TASKS = {name: DECK.exercises[name].task for card in CARDS for name in DECK.cards[card].exercises}
NUMERIC = tuple(name for name, task in TASKS.items() if task.exercise.kind == "numeric")
SEEDS = range(0, 200, 9)


def slope(function, at):
    """The derivative of a quadratic: the central difference is exact."""
    return (function(at + 0.5) - function(at - 0.5)) / 1.0


def entropies(p):
    return {"hb": stats.entropy(p, base=2), "hn": stats.entropy(p)}


def crossed(p, q):
    extra = stats.entropy(p, q, base=2)
    return {"hp": stats.entropy(p, base=2), "hpq": -sum(a * np.log2(b) for a, b in zip(p, q, strict=True)), "d": extra}


def both_ways(a, b):
    p, q = (a, 1 - a), (b, 1 - b)
    return {"pq": stats.entropy(p, q), "qp": stats.entropy(q, p)}


def conditional(T):
    rows = T.sum(axis=1)
    left = sum(p * stats.entropy(row / p, base=2) for p, row in zip(rows, T, strict=True))
    return {"hxy": stats.entropy(T.ravel(), base=2), "hx": stats.entropy(rows, base=2), "hyx": left}


def fitted(y):
    mean, deviation = stats.norm.fit(y)
    return {"mu": mean, "s2": deviation**2}


def tossed(k, theta):
    throws = np.array([1] * int(k) + [0] * (4 - int(k)))
    nll = -stats.bernoulli.logpmf(throws, theta).sum()
    apart = stats.entropy([k / 4, 1 - k / 4], [theta, 1 - theta])
    return {"lik": stats.bernoulli.pmf(throws, theta).prod(), "nll": nll, "h": nll / 4, "d": apart}


def classified(T, c):
    nll = -np.log(T[np.arange(3), c.astype(int) - 1]).sum()
    return {"nll": nll, "h": nll / 3}


def squares(theta, x, y):
    def loss(t):
        return np.mean([(t * a - b) ** 2 for a, b in zip(x, y, strict=True)])

    return {"loss": loss(theta), "g": slope(loss, theta)}


def normal(sigma, n, a, b):
    def nll(mse):  # n errors whose mean square is mse
        return -n * stats.norm.logpdf(np.sqrt(mse), 0, sigma)

    return {"c": (nll(a) - nll(b)) / (a - b), "fall": nll(a) - nll(b)}


def descent(w, b, alpha, x, y):
    gw = slope(lambda one: np.mean((one * x + b - y) ** 2) / 2, w)
    gb = slope(lambda one: np.mean((w * x + one - y) ** 2) / 2, b)
    return {"gw": gw, "gb": gb, "wnew": w - alpha * gw, "bnew": b - alpha * gb}


def minibatch(theta, alpha, x, y, i, j):
    chosen = [int(i) - 1, int(j) - 1]
    g = slope(lambda one: np.mean((one * x[chosen] - y[chosen]) ** 2) / 2, theta)
    return {"g": g, "next": theta - alpha * g}


def noise(g, m):
    few = min(int(m), 5)  # all minibatches of at most five draws; more have the variance in proportion
    means = np.array([np.mean(batch) for batch in product(g, repeat=few)])
    return {"full": means.mean(), "s2": np.var(g), "vm": means.var() * few / m}


def epoch(n, m):
    return {"gd": 1, "online": n, "mini": len(range(0, int(n), int(m)))}


def geometric(a, c, G):
    rates = a * c ** np.arange(1, 2000)
    return {"total": rates.sum(), "squares": (rates**2).sum(), "far": G * rates.sum()}


def harmonic(a, v, n):
    rates = [Fraction(int(a), i) for i in range(1, int(n) + 1)]
    spread = sum(rate**2 for rate in rates)
    return {"total": sum(rates), "squares": spread, "noise": int(v) * spread}


OPINIONS = {
    "entropy-two-units": (entropies, "p"),
    "cross-entropy-kl-bits": (crossed, "p q"),
    "kl-both-ways": (both_ways, "a b"),
    "conditional-entropy-table": (conditional, "T"),
    "gaussian-four-points": (fitted, "y"),
    "chain-in-numbers": (tossed, "k theta"),
    "nll-classifier": (classified, "T c"),
    "mse-and-gradient": (squares, "theta x y"),
    "mse-to-nll": (normal, "sigma n a b"),
    "gd-step-by-hand": (descent, "w b alpha x y"),
    "minibatch-step-by-hand": (minibatch, "theta alpha x y i j"),
    "gradient-noise": (noise, "g m"),
    "steps-per-epoch": (epoch, "n m"),
    "lr-geometric-sums": (geometric, "a c G"),
    "lr-finite-sums": (harmonic, "a v n"),
}


def test_every_numeric_exercise_has_a_second_opinion():
    assert set(NUMERIC) == {*OPINIONS, "lr-power-range"}


@pytest.mark.parametrize("name", OPINIONS)
def test_the_answers_are_right(name):
    opinion, names = OPINIONS[name]
    for seed in SEEDS:
        values = TASKS[name].values(seed)
        expected = opinion(*(values[one][()] for one in names.split()))
        right = TASKS[name].right(seed)
        assert right == pytest.approx({key: float(value) for key, value in expected.items()}, rel=1e-9, abs=1e-12)
        assert TASKS[name].mark({key: repr(value) for key, value in right.items()}, seed).points == TASKS[name].points


def test_the_range_of_powers_is_right():
    for seed in SEEDS:
        a, k = (float(TASKS["lr-power-range"].values(seed)[name]) for name in ("a", "k"))
        low, high = TASKS["lr-power-range"].right(seed).values()
        holds = [schedules.power(a, k * p).robbins_monro().holds for p in (low, low + 1e-3, high, high + 1e-3)]
        assert holds == [False, True, True, False]


@pytest.mark.parametrize("name", NUMERIC)
def test_a_rounded_number_never_stands_after_an_equals_sign(name):
    task = TASKS[name]
    for text in (*(task.solution or {}).values(), *(text for hint in task.hints for text in hint.text.values())):
        for found in MARK.finditer(text):
            asked = understood(found[1])
            if not text[: found.start()].rstrip().endswith("=") or asked.form == "frac":
                continue
            places = task.decimals if asked.form is None else int(asked.form)
            for seed in SEEDS:
                value = worth(asked.program, task.known(seed))
                assert np.round(value, places) == pytest.approx(value, abs=1e-9), (found[0], seed)


@pytest.mark.parametrize("name", NUMERIC)
def test_no_formula_shows_a_factor_of_one(name):
    for seed in SEEDS:
        for text in (*TASKS[name].question(seed).values(), *TASKS[name].worked(seed).values()):
            assert not re.search(r"(?<![\d.,}])1[a-z]\b", text), text


@pytest.mark.parametrize("name", NUMERIC)
def test_another_try_has_other_numbers(name):
    found = [TASKS[name].right(seed) for seed in range(100)]
    assert Counter(map(str, found)).most_common(1)[0][1] <= 25
    constant = {key for key in found[0] if len({str(one[key]) for one in found}) == 1}
    assert constant <= {"gd"}  # GD makes one step an epoch, whatever the data


EXACT = tuple(
    exercise.id
    for exercise in DECK.exercises.values()
    if exercise.kind == "numeric" and any(one.exact for one in exercise.task.answers)
)


@pytest.mark.parametrize("exercise", EXACT)
def test_an_exact_answer_that_is_a_little_off_earns_nothing(exercise):
    """Also where earlier answers are right: what follows from them is the right value and no other."""
    task = DECK.exercises[exercise].task
    for seed in SEEDS:
        right = task.right(seed)
        for asked in (one for one in task.answers if one.exact):
            for off in (1.0, -1.0, 10.0**-asked.decimals):
                typed = {name: repr(value) for name, value in right.items()} | {
                    asked.name: repr(right[asked.name] + off)
                }
                found = {item.name: item for item in task.mark(typed, seed).items}[asked.name]
                assert found.points == 0, (seed, typed, found.message)
