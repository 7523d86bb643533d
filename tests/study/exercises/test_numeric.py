"""Exercises that ask for numbers: how they are drawn, printed, typed and marked."""

from __future__ import annotations

import math
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from lekce2.base.errors import ExpressionError
from study.deck.decks import load_deck
from study.exercises.number_input import read_number
from study.exercises.random_values import elements
from study.exercises.templates import filled
from study.language.catalogues import language

DECK = load_deck(Path(__file__).parents[2] / "exercise_deck")
MOMENT, ENTROPY, LOSS = (DECK.exercises[name] for name in ("first-moment", "entropy", "loss"))


def numbers(exercise, seed):
    return {name: value.tolist() for name, value in exercise.task.values(seed).items()}


def test_numbers_depend_on_the_seed_alone():
    assert numbers(MOMENT, 5) == numbers(MOMENT, 5)
    assert len({str(numbers(ENTROPY, seed)) for seed in range(50)}) > 10
    again = load_deck(Path(__file__).parents[2] / "exercise_deck").exercises["entropy"]
    assert [numbers(again, s) for s in range(5)] == [numbers(ENTROPY, s) for s in range(5)]


def test_numbers_are_what_the_file_says():
    for seed in range(200):
        values = ENTROPY.task.values(seed)
        assert values["p"].sum() == pytest.approx(1, abs=1e-15)
        assert (values["p"] > 0).all()
        assert set((values["p"] * 8) % 1) == {0.0}
        assert [values[f"p{i}"].item() for i in (1, 2, 3)] == values["p"].tolist()
        moment = MOMENT.task.values(seed)
        assert moment["g"].item() in (-2, -0.5, 0.5, 4)
        assert moment["a"].item() in (0.1, 0.125)
        loss = LOSS.task.values(seed)
        assert (loss["c"].item(), loss["d"].item()) in ((2, 5), (4, 3))
        assert abs(loss["a"].item()) <= 3
        assert round(loss["a"].item(), 1) == loss["a"].item() != 0
        assert loss["a"].item() + loss["b"].item() != 0
        assert loss["total"].item() == loss["a"].item() + loss["b"].item()


@pytest.mark.parametrize("seed", range(0, 200, 17))
def test_the_right_value_is_right_by_another_library(seed):
    p = ENTROPY.task.values(seed)["p"]
    bits = float(stats.entropy(p, base=2))
    assert ENTROPY.task.right(seed)["answer"] == pytest.approx(bits, rel=1e-12)
    assert ENTROPY.mark(f"{bits:.3f}", seed).points == 1
    assert ENTROPY.mark(f"{bits:.3f}".replace(".", ",") + " bitu", seed).points == 1
    assert ENTROPY.mark(f"{bits * np.log(2):.4f} nats", seed).points == 1
    assert ENTROPY.mark("-p1*log(p1)/log(2) - p2*log(p2)/log(2) - p3*log(p3)/log(2)", seed).points == 1


def test_what_is_near_or_in_another_measure_is_named():
    right = ENTROPY.task.right(1)["answer"]
    said = {
        f"{right * np.log(2):.4f}": "value-in-nats",
        f"{-right:.4f}": "value-slip",
        f"{right + 0.005:.4f}": "value-near",
        "17": "value-wrong",
        f"{right:.4f} nat": "value-wrong",
    }
    for answer, code in said.items():
        marking = ENTROPY.mark(answer, 1)
        assert (marking.points, marking.items[0].message.code) == (0, code), answer
    assert ENTROPY.mark(f"{-right:.4f}", 1).items[0].why == {"cs": "chybí minus", "en": "the minus is missing"}


def test_several_values_and_follow_through():
    seed = next(seed for seed in range(99) if MOMENT.task.values(seed)["b"] == 0.8)
    values = MOMENT.task.values(seed)
    g, b, a = (Fraction(str(values[name].item())) for name in "gba")
    s, step = (1 - b) * g, a * (1 if g > 0 else -1)
    right = {"s": str(float(s)), "shat": str(float(g)), "step": str(float(step))}
    assert MOMENT.mark(right, seed).points == 1.5
    assert MOMENT.mark({**right, "shat": ""}, seed).points == 1.0
    slip = MOMENT.mark({**right, "s": str(float(b * g)), "shat": str(float(b * g / (1 - b)))}, seed)
    assert [item.message.code for item in slip.items] == ["value-slip", "value-follows", "value-right"]
    assert slip.points == 1.0
    assert slip.items[0].why["en"].startswith("this is $0.8 \\cdot ")
    zero = MOMENT.mark({"s": "0", "shat": "0", "step": "0"}, seed)
    assert zero.points == 0


def test_exact_means_exact_and_relative_means_relative():
    g, b = (MOMENT.task.values(0)[name].item() for name in "gb")
    assert MOMENT.mark({"s": repr((1 - b) * g + 1e-6)}, 0).points == 0
    right = LOSS.task.right(0)["answer"]
    assert LOSS.mark(right * 1.009, 0).points == 0.5
    assert LOSS.mark(right * 1.011 + np.copysign(1e-9, right), 0).points == 0


@pytest.mark.parametrize(
    "answer", [None, "", " ", {}, {"answer": ""}, True, [1], {"answer": [1]}, "2p", "p", "1/0", "q", "x y"]
)
def test_what_is_no_number_is_not_marked(answer):
    marking = ENTROPY.mark(answer, 0)
    assert (marking.marked, marking.points) == (False, 0)
    for code in ("cs", "en"):
        assert "{" not in language(code).message(marking.message, "marking")


@pytest.mark.parametrize(
    ("typed", "value", "measure"),
    [("0,25", 0.25, None), ("0.25", 0.25, None), ("−0,5", -0.5, None), ("3/8", 0.375, None), (",5", 0.5, None),
     ("1,5e-3", 0.0015, None), ("25 %", 0.25, None), ("2^-3", 0.125, None), ("√2/2", 2**0.5 / 2, None),
     ("= 7", 7, None),
     ("≈ 1,39 bitů", 1.39, "bits"), ("1 bit", 1, "bits"), ("2 naty", 2, "nats"), ("0.5 nats", 0.5, "nats"),
     ("H = 1/2", 0.5, None), ("$0,5$", 0.5, None), ("x*2", 6.0, None),
     ("log(1) + exp(0)", 1.0, None), ("1 000", 1000, None), ("−12 345 678,5", -12345678.5, None),
     ("2·10⁻³", 0.002, None), ("1\u202f000 bitů", 1000, "bits")],
)  # fmt: skip
def test_numbers_as_they_are_typed(typed, value, measure):
    found = read_number(typed, {"x": 3.0})
    assert found.value == pytest.approx(value, rel=1e-15)
    assert found.measure == measure


@pytest.mark.parametrize(
    "typed", ["", "bit", "0,5,1 x", "1;2", "inf", "1/0", "log(0)", "entropy(x)", "__import__('os')"]
)
def test_what_is_typed_and_no_number(typed):
    with pytest.raises(ExpressionError):
        read_number(typed, {"x": 3.0})


@pytest.mark.parametrize("typed", ["1/0", "log(0)", "9**9**9", "0/0", "p + 1"])
def test_what_comes_to_no_number_is_said_in_words(typed):
    with pytest.raises(ExpressionError) as caught:
        read_number(typed, {"p": [0.5, 0.5]})
    assert caught.value.code == "not-one-number"
    for code in ("cs", "en"):
        assert "result" not in language(code).message(caught.value.message, "error")


@pytest.mark.parametrize("typed", ["1 00", "0,5 300", "12 1/2", "1000 000", "1 000 00", "0.1 000"])
def test_digits_apart_that_are_no_thousands(typed):
    with pytest.raises(ExpressionError, match="an operator is missing"):
        read_number(typed, {})


PLAIN = {"a": 0.25, "b": -0.5, "n": 3.0, "e": 1e-7, "p": [0.5, 0.375], "T": [[1.0, 2.0], [3.0, 4.5]]}
VALUES = {name: np.asarray(value) for name, value in PLAIN.items()}
VALUES |= elements(VALUES)


@pytest.mark.parametrize(
    ("text", "czech", "english"),
    [
        ("$a = <<a>>$ a <<a>>", "$a = 0{,}25$ a 0,25", "$a = 0.25$ a 0.25"),
        ("<<b>> a $<<b>>$ a `<<b>>`", "−0,5 a $-0{,}5$ a `-0.5`", "−0.5 a $-0.5$ a `-0.5`"),
        ("$2 \\cdot <<(b)>> <<+b>> <<+a>>$", "$2 \\cdot (-0{,}5) - 0{,}5 + 0{,}25$", "$2 \\cdot (-0.5) - 0.5 + 0.25$"),
        ("$<<a/n>>, <<a/n : 2>>, <<a/n:0>>$", "$0{,}0833, 0{,}08, 0$", "$0.0833, 0.08, 0$"),
        ("$<<p1 : frac>>$ <<p2 : frac>>", "$\\frac{1}{2}$ 3/8", "$\\frac{1}{2}$ 3/8"),
        ("$<<n>> <<e>>$", "$3 1 \\cdot 10^{-7}$", "$3 1 \\cdot 10^{-7}$"),
        ("$<<p>>$", "$(0{,}5;\\ 0{,}375)$", "$(0.5,\\ 0.375)$"),
        ("$<<T>> <<T22>>$", "$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4{,}5 \\end{pmatrix} 4{,}5$",
         "$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4.5 \\end{pmatrix} 4.5$"),
        ("\\$ <<a>> $x$ <<a>> $$\n<<a>>\n$$", "\\$ 0,25 $x$ 0,25 $$\n0{,}25\n$$", "\\$ 0.25 $x$ 0.25 $$\n0.25\n$$"),
        ("$<<entropy_bits(vector(0.5, 0.5))>>$", "$1$", "$1$"),
    ],
)  # fmt: skip
def test_placeholders(text, czech, english):
    assert filled(text, VALUES, "cs") == czech
    assert filled(text, VALUES, "en") == english


def test_the_question_the_hint_and_the_solution_carry_the_numbers():
    for seed in range(20):
        task = MOMENT.task
        assert "<<" not in "".join([*task.question(seed).values(), *task.worked(seed).values()])
        assert "<<" not in "".join(ENTROPY.task.hint(0, seed).values())
    assert ENTROPY.mark("1/8", 0, hints=1).cost == 0.25


HIDDEN = """
- id: hidden
  kind: numeric
  points: 1
  text: {cs: "Průměr čísel $<<y>>$ a $<<(b)>>$?", en: "The mean of $<<y>>$ and $<<(b)>>$?"}
  given: {m: {integer: [2, 9]}, b: {choice: [1]}, p: {choice: [[1, 2], [2, 1]]}}
  let: {y: "m + p - 1.5"}
  answer: "mean(y)"
"""


def test_only_numbers_that_the_question_shows_may_be_named(tmp_path):
    """What the numbers were made from would give the answer away."""
    folder = shutil.copytree(Path(__file__).parents[2] / "exercise_deck", tmp_path / "deck")
    (folder / "exercises" / "hidden.yaml").write_text(HIDDEN, encoding="utf-8")
    exercise = load_deck(folder).exercises["hidden"]
    right = exercise.task.right(3)["answer"]
    assert exercise.mark(f"{right - 1} + b", 3).points == 1
    for hidden in ("m", "m + 0*b", "mean(p)", "p1", "y"):
        marking = exercise.mark(hidden, 3)
        assert not marking.marked, hidden
        assert "m," not in str(marking.message)


def test_one_number_everywhere_follows_from_nothing():
    seeds = [seed for seed in range(60) if 1.0 not in MOMENT.task.right(seed).values()]
    assert {MOMENT.mark(dict.fromkeys(("s", "shat", "step"), "1"), seed).points for seed in seeds} == {0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("½", 0.5),
        ("-¼", -0.25),
        ("3¾", 3.75),
        ("⅓", 1 / 3),
        ("⅔ + 1", 5 / 3),
        ("2*½", 1.0),
        ("½ bitu", 0.5),
        ("⅞", 0.875),
    ],
)
def test_a_fraction_may_be_one_sign(text, value):
    assert read_number(text, {}).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "value", "measure"),
    [("N", 3, None), ("1, 5", 1.5, None), ("x = 0.25", 0.25, None), (r"0{,}25", 0.25, None),
     ("e^{-1}", math.exp(-1), None),
     (r"\frac{1{,}5}{3}", 0.5, None), ("log_2 3", math.log2(3), None), ("log₂ 3", math.log2(3), None),
     (r"3\log_2 3 - 2", 3 * math.log2(3) - 2, None), ("log2(3) bit", math.log2(3), "bits"), ("ln 2", math.log(2), None),
     ("7/4 ln 2", 1.75 * math.log(2), None), ("exp -1", math.exp(-1), None), ("2e", 2 * math.e, None),
     ("2e-3", 0.002, None),
     ("π/4", math.pi / 4, None), ("2pi", 2 * math.pi, None), (r"\sqrt{2}/2", 0.5**0.5, None),
     ("1/3 nat", 1 / 3, "nats"),
     ("1,5 bitu/symbol", 1.5, "bits"), ("0.5 bits per symbol", 0.5, "bits"),
     # how many of what
     ("3,24krát", 3.24, None), ("1,414×", 1.414, None), ("1 krok", 1, None), ("250 kroků", 250, None),
     ("4 steps", 4, None),
     ("1,35 α", 1.35, None), (r"1{,}35\,\alpha", 1.35, None), ("2·alpha", 2, None),
     # said more than once
     ("H(X) = 1,75", 1.75, None), (r"D_{KL}(p\|q) \approx 0{,}5", 0.5, None), ("g^{(3)} = 4", 4, None),
     ("1/3 = 0,33", 1 / 3, None), ("x = 1/3 ≈ 0,333", 1 / 3, None), ("0,69 ≈ ln 2", math.log(2), None),
     ("25 % = 0,25", 0.25, None), (r"\doteq 0,5", 0.5, None), ("H = 1/2 bit = 0,5 bit", 0.5, "bits")],
)  # fmt: skip
def test_one_number_in_many_spellings(typed, value, measure):
    found = read_number(typed, {"n": 3.0}, {"alpha"})
    assert found.value == pytest.approx(value, rel=1e-15)
    assert found.measure == measure


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1/3 = 0,5", "two-readings"), ("0,25 nebo 0,5", "missing-times"), ("asi deset", "missing-times"),
     ("2 beta", "unknown-name"), ("alpha", "unknown-name"), ("krát", "unknown-character"), ("1/2n", "two-readings"),
     ("log n = 2", "two-readings"), ("n + 2 = 4", "two-readings"),
     ("3 kočky", "unknown-character"), ("0,(3)", "comma")],
)  # fmt: skip
def test_a_number_that_is_not_the_only_reading_is_asked_back(typed, code):
    with pytest.raises(ExpressionError) as caught:
        read_number(typed, {"n": 3.0}, {"alpha"})
    assert caught.value.code == code


def test_what_was_not_understood_names_its_field_and_offers_only_names_of_the_question():
    marking = LOSS.mark("1 + qq", 0)  # the question says <<a>> <<+b>> over <<c>> and calls none of them so
    assert not marking.marked
    assert str(marking.items[0].message) == "answer, character 5: qq has no value here"
    [item] = MOMENT.mark({"s": "0.5", "shat": "q + 1"}, 0).items
    assert item.name == "shat"
    assert str(item.message) == "shat, character 1: q has no value here; there is g"
    assert LOSS.mark("a + b", 0).marked  # they have a value all the same
