"""Whatever is typed, a program or an ``ExpressionError`` comes out, with little work and in little memory.

More than 20,000 seeded inputs: formulas by the grammar, the same with slips, soups of tokens and of any characters;
Hypothesis for what nobody thought of; and a corpus of attacks by name.
"""

import contextlib
import itertools
import random
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2.base.errors import ExpressionError
from lekce2.expressions import parse
from lekce2.expressions.parser import LONGEST
from lekce2.functions import FUNCTIONS

NAMES = ["theta", "g", "v", "beta", "θ", "α", "β₁", "x", "r_hat", "eps", "w12"]
VALUES = {name: np.array([0.5, -2.0, 1e9]) for name in ("theta", "g", "v", "beta", "alpha", "beta1", "x", "eps", "w12")}
NUMBERS = ["0", "1", "2", "0.9", ".5", "3.", "1e-7", "2E+5", "1e309", "00012", "9" * 30]
SIGNS = ["+", "-", "*", "/", "**", "^", "−", "·", "×", " – ", " ⋅ "]
TOKENS = [
    *NAMES, *NUMBERS, *SIGNS, *FUNCTIONS, "(", ")", ",", "=", "←", "√", "²", "³", "+=", "**=", "\n", " ", "#", ".",
    "==", "lambda", "if", "else", "for", "in", "import", "not", "and", "yield", "await", "True", "f", "_", "__", "1j",
    "0x", "[", "]", "{", "}", ":", ":=", ";", "@", "%", "//", "<", ">", "!=", "'", '"', "'''", "\\", "$", "!", "~", "`",
]  # fmt: skip
STRANGE = "\0\a\b\x1b\r\t\x0b\x0c\x85\u00a0\u200b\u200d\u202e\u2028\u2066\ufeff\ufffe\ud800\udfff\U0001f600\U000e0001"
BOOK = "αβγεθλρστφψωΣΔ∇∂₀₁₂₉²³⁰¹ᵗⁿ√∛−–—·×÷∕∗≤≠≈→←⇐∞½íčř١２ＡͰ\u0301\u0308"


def formula(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        return rng.choice(NAMES + NUMBERS)
    if kind < 0.65:
        return formula(rng, depth - 1) + rng.choice(SIGNS) + formula(rng, depth - 1)
    if kind < 0.75:
        return rng.choice("-+−") + formula(rng, depth - 1)
    if kind < 0.85:
        return f"({formula(rng, depth - 1)})" + rng.choice(["", "²", "¹²"])
    return f"{rng.choice([*FUNCTIONS, '√', 'grad'])}({formula(rng, depth - 1)})"


def program(rng):
    def line():
        begin = rng.choice(["", "", "v = ", "θ ← ", "x -= ", "β₁ = "])
        return begin + formula(rng, rng.randint(0, 4)) + rng.choice(["", "", " ", "  # note"])

    return "\n".join(line() for _ in range(rng.randint(1, 5)))


def slip(rng, text):
    """The text with a few single edits: a piece lost, doubled, moved, or something strange put in."""
    for _ in range(rng.randint(1, 4)):
        i, j = sorted(rng.randint(0, len(text)) for _ in range(2))
        edit = rng.randrange(5)
        if edit == 0:
            text = text[:i] + text[i + 1 :]
        elif edit == 1:
            text = text[:i] + rng.choice(TOKENS) + text[i:]
        elif edit == 2:
            text = text[:i] + rng.choice(STRANGE + BOOK) + text[i:]
        elif edit == 3:
            text = text[:j] + text[i:j] + text[j:]
        else:
            text = text[:i] + text[j:]
    return text


def soup(rng):
    return "".join(rng.choice(TOKENS) for _ in range(rng.choice([3, 10, 40, 400])))


def letters(rng):
    anything = [lambda: chr(rng.randrange(sys.maxunicode + 1)), lambda: rng.choice(STRANGE + BOOK)]
    plain = [lambda: chr(rng.randrange(32, 127)), lambda: rng.choice("0123456789.e+-*/()=xy ")]
    return "".join(rng.choice(anything + plain * 3)() for _ in range(rng.choice([1, 4, 15, 80, 500])))


def understood(text):
    """The program, or the error: whatever else is raised, the test fails."""
    try:
        return parse(text)
    except ExpressionError as error:
        return error


def attempt(text):
    """Type it and run it: the program and the values, or None for what was refused."""
    parsed = understood(text)
    if isinstance(parsed, ExpressionError):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= parsed.line <= len(lines), (text, parsed)
        assert 1 <= parsed.column <= len(lines[parsed.line - 1]) + 1, (text, parsed)
        assert str(parsed).encode(), text
        assert len(str(parsed)) < 300, text
        return None
    latex = parsed.latex()
    assert latex.isascii(), text
    assert latex.count("{") == latex.count("}"), text
    assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right"), text
    try:
        found = parsed.run(VALUES, {"grad": lambda x: 2 * x})
    except ExpressionError:
        return parsed, None
    assert set(found) == set(parsed.targets), text
    assert all(value.dtype == np.float64 and value.size in (1, 3) for value in found.values()), text
    return parsed, found


def work(text):
    """How many calls, of Python's functions and of C's, the parsing takes: the same on every machine, busy or not."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with contextlib.suppress(ExpressionError):
            parse(text)
    finally:
        sys.setprofile(before)
    return calls


def enough(text):
    """The work that a text may take: so much a character, and no more for what is too long to be read at all."""
    return 500 + 40 * min(len(text), LONGEST)


@pytest.mark.parametrize(
    ("make", "count", "least", "most"),
    [
        (program, 4_000, 1.0, 1.0),
        (lambda rng: slip(rng, program(rng)), 10_000, 0.05, 0.5),
        (soup, 3_000, 0.01, 0.5),
        (letters, 4_000, 0.01, 0.5),
    ],
    ids=["programs", "slips", "soups", "letters"],
)
def test_only_errors_of_expressions_come_out(make, count, least, most):
    """Of each kind a known share is accepted, so that both ways are walked."""
    rng = random.Random(20)
    texts = [make(rng) for _ in range(count)]
    good = sum(attempt(text) is not None for text in texts)
    assert least <= good / count <= most
    for text in {*texts[::10], *sorted(texts, key=len)[-100:]}:
        assert work(text) <= enough(text), text


def test_most_slips_and_soups_are_different_errors():
    """The inputs reach the sentences: most codes of the parser are met, and never the one for lost cases."""
    rng = random.Random(21)
    met = set()
    for _ in range(6_000):
        found = understood(rng.choice([soup, letters, lambda one: slip(one, program(one))])(rng))
        if isinstance(found, ExpressionError):
            met.add(found.code)
    assert len(met) >= 30, met
    assert "not-understood" not in met


@settings(max_examples=250, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="xg12.e()+-*/^=√²←θβ ,\n", max_size=60))
def test_texts_that_hypothesis_thinks_of(text):
    attempt(text)


ATTACKS = {
    "deep parentheses": "(" * 1000 + "x" + ")" * 1000,
    "open parentheses": "(" * 2000,
    "closed parentheses": ")" * 2000,
    "brackets": "[" * 2000,
    "signs": "-" * 1999 + "x",
    "roots": "√" * 1999 + "x",
    "tower of powers": "9" + "**9" * 600,
    "nested calls": "exp(" * 400 + "x" + ")" * 400,
    "nots": "not " * 400 + "x",
    "lambdas": "lambda:" * 250 + "x",
    "awaits": "await " * 300 + "x",
    "long sum": "+".join("x" * 1000),
    "million characters": "x+" * 500_000,
    "thousand lines": "x\n" * 1000,
    "carriage returns": "x\r" * 999,
    "long name": "x" * 2000,
    "dots": "." * 2000,
    "equals": "=" * 2000,
    "assignments": "a=" * 999 + "1",
    "import": "__import__('os').system('true')",
    "import statement": "import os",
    "from import": "from os import *",
    "eval": "eval(x)",
    "exec": "exec(x)",
    "open": "open(x)",
    "dunder": "().__class__.__bases__[0].__subclasses__()",
    "dunder name": "__builtins__",
    "attribute": "theta.shape",
    "item": "theta[0]",
    "lambda": "(lambda: 1)()",
    "walrus": "(a := 10)",
    "f-string": "f'{x}'",
    "f-string of a call": "f\"{__import__('os')}\"",
    "string": "'a' * 10**9",
    "bytes": "b'a'",
    "triple quotes": "'''",
    "unfinished string": "x = '",
    "NUL": "x\0",
    "NUL alone": "\0",
    "byte order mark": "\ufeffx + 1",
    "bidi override": "x\u202e + 1",
    "bidi isolate": "\u2066x\u2069",
    "zero width": "the\u200bta",
    "surrogate": "\ud800",
    "surrogate in a name": "x\udfff = 1",
    "combining marks": "x" + "\u0301" * 1000,
    "full width": "ｅｖａｌ(ｘ)",
    "mathematical letters": "𝐞𝐱𝐩(x)",
    "other digits": "١ + ２",
    "ligature": "ﬁ = 1",
    "form feed": "x\fy",
    "line separator": "x\u2028y",
    "line continuation": "x + \\\n y",
    "decorator": "@f\nx",
    "type hint": "x: int = 3",
    "star": "f(*x)",
    "two stars": "f(**x)",
    "star target": "*a, b = x",
    "keyword": "f(a=1)",
    "generator": "sum(x for x in x)",
    "list": "[x for x in range(10**9)]",
    "dict": "{1: 2}",
    "set": "{1, 2}",
    "tuple": "(1, 2)",
    "conditional": "x if x else x",
    "matrix product": "x @ x",
    "remainder": "x % 2",
    "whole division": "x // 0",
    "shift": "1 << 10**9",
    "bits": "~x & x | x",
    "chain": "0 < x < 1",
    "ellipsis": "...",
    "complex": "1j",
    "hexadecimal": "0xFFFF",
    "underscores": "1_000",
    "print": "print(x)",
    "global": "global x",
    "delete": "del x",
    "class": "class A: pass",
    "function": "def f(): pass",
    "semicolon": "x; y",
    "template": "{x}",
    "percent": "%s%s%s%n",
    "LaTeX": r"\href{javascript:alert(1)}{x}",
    "HTML": "<script>alert(1)</script>",
    "SQL": "x'; DROP TABLE x; --",
    "backticks": "`x`",
    "emoji": "😀 = 1",
}
HARMLESS = {
    "power of powers": "10**10**10",
    "huge power": "9**9**9**9**9",
    "power of two": "2**10000",
    "huge number": "9" * 2000,
    "small number": "0." + "0" * 1900 + "1",
    "huge exponent": "1e" + "9" * 1900,
    "1e309": "1e309 - 1e309",
    "leading zeros": "0" * 1900 + "7",
    "superscripts": "x" + "²" * 1999,
    "huge superscript": "2" + "⁹" * 1990,
    "widest sum": "+".join("x" * 100),
    "widest difference": "/".join("x" * 100),
    "deepest": "√(" * 12 + "-x" + ")" * 12,
    "deepest powers": "x^" * 25 + "x",
    "spaces": " " * 1999 + "x",
    "tabs": "\tx\t+\t1",
    "comment": "x # " + "(" * 1900,
    "a call before it is known": "f(x)",
    "division by zero": "x/0",
    "twenty lines": "x = exp(x)**x\n" * 20,
}


def test_every_attack_is_refused():
    for name, text in ATTACKS.items():
        assert attempt(text) is None, name


def test_what_only_looks_dangerous_is_computed():
    for name, text in HARMLESS.items():
        parsed, found = attempt(text)
        assert (found is None) == (name == "a call before it is known"), name
        assert len(parsed.latex()) < 6_000, name


def test_the_work_is_counted():
    """The count grows with the text, and is the same each time."""
    few, many = work("x+1"), work("+".join("x" * 100))
    assert few == work("x+1")
    assert enough("") < 10 * few < many < enough("x" * 199)


def test_attacks_take_little_work_and_memory():
    for name, text in (ATTACKS | HARMLESS).items():
        attempt(text)
        assert work(text) <= enough(text), name
        tracemalloc.start()
        try:
            attempt(text)
            assert tracemalloc.get_traced_memory()[1] < 2_000_000, name
        finally:
            tracemalloc.stop()


def test_pairs_and_triples_of_tokens():
    """Every order of few tokens: none of them reaches Python's parser without being understood by it."""
    few = ["x", "2", "(", ")", "-", "*", "=", "√", "²", "exp", ",", "f", "^"]
    for size in (1, 2, 3, 4):
        for pieces in itertools.product(few, repeat=size):
            found = understood(" ".join(pieces))
            assert getattr(found, "code", "") != "not-understood", pieces


def test_parsing_near_the_end_of_the_stack_is_an_error_of_expressions():
    def descend(levels):
        return descend(levels - 1) if levels else parse("+".join("x" * 100)).run({"x": 1.0})

    outcomes = set()
    for levels in range(0, sys.getrecursionlimit(), 10):
        try:
            outcomes.add(float(descend(levels)["result"]))
        except ExpressionError as error:
            outcomes.add(error.code)
        except RecursionError:  # the descent itself, or the first steps of the parser
            outcomes.add("stack")
            break
    assert 100.0 in outcomes
