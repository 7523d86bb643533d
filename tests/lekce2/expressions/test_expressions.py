"""Typed formulas: worth what NumPy and the optimizers say, printed so that it renders, refused with the right place."""

import copy
import math
import pickle
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2 import Lekce2Error, optimizers
from lekce2.base.errors import ExpressionError
from lekce2.expressions import Apply, evaluate, parse
from lekce2.information import entropy
from study.content.latex import slip
from study.language.catalogues import language

ARRAYS = {
    "x": np.array([0.5, -1.5, 2.0]),
    "y": np.array([1.25, 3.0, -0.75]),
    "g": np.array([-0.1, 0.0, 7.0]),
    "beta": np.array(0.9),
}


class Twin:
    """A value on which Python's own operators do what NumPy does: the second opinion on precedence and meaning."""

    def __init__(self, value):
        self.value = value

    def __neg__(self):
        return Twin(-self.value)

    def __pos__(self):
        return self

    def __add__(self, other):
        return Twin(self.value + other.value)

    def __sub__(self, other):
        return Twin(self.value - other.value)

    def __mul__(self, other):
        return Twin(self.value * other.value)

    def __truediv__(self, other):
        return Twin(self.value / other.value)

    def __pow__(self, other):
        return Twin(np.power(self.value, other.value))


TWINS = {
    "exp": lambda x: Twin(np.exp(x.value)),
    "log": lambda x: Twin(np.log(x.value)),
    "sqrt": lambda x: Twin(np.sqrt(x.value)),
    "abs": lambda x: Twin(np.abs(x.value)),
    "sum": lambda x: Twin(np.sum(x.value)),
    "mean": lambda x: Twin(np.mean(x.value)),
    "tanh": lambda x: Twin(np.tanh(x.value)),
    "relu": lambda x: Twin(np.maximum(x.value, 0.0)),
    "sigmoid": lambda x: Twin(1.0 / (1.0 + np.exp(-x.value))),
}


def by_python(text):
    """The value that Python and NumPy give to a formula in ASCII whose names hold no digits."""
    numbers = re.sub(r"[0-9][0-9.]*(?:e-?[0-9]+)?", lambda match: f"F({match.group()})", text)
    names = {name: Twin(value) for name, value in ARRAYS.items()}
    with np.errstate(all="ignore"):
        return eval(numbers, {"__builtins__": {}}, {**TWINS, **names, "F": lambda x: Twin(np.float64(x))}).value


atoms = st.sampled_from([*ARRAYS, "2", "0.5", "1e-3", "3.25", "10", "0"])
formulas = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", " + ", " - ", " * "]), inner).map("".join),
        st.tuples(st.sampled_from(["-", "+", "- "]), inner).map("".join),
        inner.map("({})".format),
        st.tuples(st.sampled_from(sorted(TWINS)), inner).map(lambda pair: "{}({})".format(*pair)),
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(formulas)
def test_a_formula_is_worth_what_python_and_numpy_say(text):
    program = parse(text)
    np.testing.assert_array_equal(program.run(ARRAYS)["result"], by_python(text), err_msg=text)
    assert slip(program.latex(), display=True) is None


@settings(max_examples=200, deadline=None)
@given(formulas)
def test_letters_and_signs_of_a_keyboard_and_of_a_book_mean_the_same(text):
    book = re.sub(r"\*\*2(?![0-9.*])", "²", text)  # x²² is the 22nd power
    book = book.replace("**", "^").replace("*", "·").replace("-", "−").replace("beta", "β")
    book = book.replace("sqrt(", "√(")
    np.testing.assert_array_equal(parse(book).run(ARRAYS)["result"], parse(text).run(ARRAYS)["result"])


@pytest.mark.parametrize(
    ("text", "ascii"),
    [
        ("θ ← θ − α·g", "theta = theta - alpha*g"),
        ("r = ρ×r + (1 – ρ)⋅g²", "r = rho*r + (1-rho)*g**2"),
        ("x = λ·ε + ϵ", "x = lam*eps + eps"),
        ("b = 1 − β₁^t − β₁²", "b = 1 - beta1**t - beta1**2"),
        ("a = β₁₂ + β12", "a = 2*beta12"),
        ("a = √x", "a = sqrt(x)"),
        ("a = √2·x", "a = sqrt(2)*x"),
        ("a = √x²", "a = sqrt(x)**2"),
        ("a = √(x + y)/√√y", "a = sqrt(x + y)/sqrt(sqrt(y))"),
        ("a = √exp(x) + 1", "a = sqrt(exp(x)) + 1"),
        ("a = −x² + x¹⁰", "a = -(x**2) + x**10"),
        ("a = x⁻¹ + 10⁻³·g²", "a = x**-1 + 10**-3*g**2"),
        ("a\u00a0=\tx  # half of it\n\n", "a=x"),
        ("theta -= alpha*g + 1", "theta = theta - (alpha*g + 1)"),
        ("x ^= 2\r\nx += 1\rx *= y + 1\nx /= 2", "x = x**2\nx = x + 1\nx = x*(y + 1)\nx = x/2"),
        ("α_t = α/√(t + 1)", "alpha_t = alpha/sqrt(t + 1)"),
        ("x = 007.50e−1 + 1e–3", "x = 0.75 + 0.001"),
        ("ŝ = r\nr̂_1 = ŝ/(1−β₁^t)\nθ̂ = θ − α·ŝ", "shat = r\nrhat_1 = shat/(1-beta1**t)\nthetahat = theta - alpha*shat"),
        ("s\u0302 = t + 1", "shat = t + 1"),
    ],
)
def test_what_is_understood_besides_ascii(text, ascii):
    letters = ["theta", "alpha", "g", "r", "rho", "lam", "eps", "beta1", "beta12", "t", "x", "y"]
    values = {name: np.array([1.5, 2.5]) + i / 7 for i, name in enumerate(letters)}
    ours, expected = parse(text).run(values), parse(ascii).run(values)
    assert list(ours) == list(expected)
    for name, value in expected.items():
        np.testing.assert_array_equal(ours[name], value)


@pytest.mark.parametrize(
    ("lines", "method"),
    [
        ("theta = theta - alpha*g", optimizers.sgd(0.3)),
        ("v = β·v − α·grad(θ)\nθ = θ + v", optimizers.momentum(0.3, 0.8)),
        ("v = β·v − α·grad(θ + β·v)\nθ = θ + v", optimizers.nesterov(0.3, 0.8)),
        ("r += g²\nθ −= α/√(r + ε)·g", optimizers.adagrad(0.3, 0.2)),
        ("r = β·r + (1 − β)·g²\nθ −= α/√(r + ε)·g", optimizers.rmsprop(0.3, 0.8, 0.2)),
        (
            "s = β₁·s + (1−β₁)·g\nr = β₂·r + (1−β₂)·g^2\ns_hat = s/(1 − β₁^t)\nr_hat = r/(1 − β₂^t)\n"
            "θ ← θ − α/√(r_hat + ε)·s_hat",
            optimizers.adam(0.3, 0.7, 0.8, 0.2),
        ),
    ],
)
def test_update_lines_do_the_steps_of_the_optimizers(lines, method):
    program = parse(lines, ["grad"])
    curvature = np.array([1.0, 4.0, -0.5])
    theta = np.array([1.0, -2.0, 0.25])
    state = method.init(theta)
    hyper = {name: np.asarray(getattr(method, name)) for name in ("alpha", "beta", "beta1", "beta2", "eps")
             if hasattr(method, name)}  # fmt: skip
    typed = {**hyper, "theta": theta, **{name: np.zeros(3) for name in ("v", "s", "r")}}
    for t in range(1, 6):
        theta, state = method.step(theta, state, lambda at: curvature * at, t)
        typed |= {"g": curvature * typed["theta"], "t": t}
        typed |= program.run(typed, {"grad": lambda at: curvature * at})
        np.testing.assert_allclose(typed["theta"], theta, rtol=1e-13)


def test_values_without_numbers_are_values_and_never_warnings():
    text = "a = 1/0\nb = log(0)\nc = √(0 − 1)\nd = 0/0\ne1 = exp(10^4)\nf = 2**10000 - 2**10000\nh = 1e309"
    found = parse(text).run({})
    assert {name: float(value) for name, value in found.items() if not np.isnan(value)} == {
        "a": math.inf,
        "b": -math.inf,
        "e1": math.inf,
        "h": math.inf,
    }
    assert found["c"].dtype == np.float64
    assert np.isinf(parse("10**10**10 * x").run({"x": [1.0, -1.0]})["result"]).all()


def test_results_are_new_arrays_under_ascii_names():
    theta = np.array([1.0, 2.0])
    found = parse("β₁ = θ\nθ").run({"theta": theta, "unused": "not even a number"})
    assert list(found) == ["beta1", "result"]
    found["beta1"][0] = found["result"][0] = 9.0
    assert theta.tolist() == [1.0, 2.0]
    assert parse("n/4").run({"n": 10**400 // 10**399})["result"] == 2.5
    assert parse("result = 3\n4").run({})["result"] == 4.0


def test_functions_handed_in_get_arrays_and_several_operands():
    p = np.array([0.25, 0.75])
    found = parse("entropy(p) + g(p, 2·p)/2", ["entropy", "g"]).run(
        {"p": p}, {"entropy": entropy, "g": lambda a, b: a @ b}
    )
    assert found["result"] == pytest.approx(entropy(p) + p @ p)


REFUSED = [
    # text, code, line, column
    ("2g", "missing-times", 1, 2),
    ("v = 2*x\nw = 2(g + 1)", "missing-times", 2, 6),
    ("θ·(β g)", "missing-times", 1, 6),
    ("(x)(y)", "missing-times", 1, 4),
    ("βv", "missing-times", 1, 2),
    ("x²y", "missing-times", 1, 3),
    ("2√x", "missing-times", 1, 2),
    ("3j + 0x1F", "missing-times", 1, 2),
    ("y = g(1 − β)·g", "missing-times", 1, 5),
    ("1 000", "missing-operator", 1, 3),
    ("1.2.3", "missing-operator", 1, 4),
    ("0,9·v", "decimal-comma", 1, 2),
    ("exp(0,5)", "decimal-comma", 1, 6),
    ("exp(x, y)", "one-argument", 1, 6),
    ("(x, y)", "comma", 1, 3),
    ("theta, v = 1", "several-targets", 1, 1),
    ("(a, b) ← 1", "several-targets", 1, 1),
    ("λ = lambda", "lambda-word", 1, 5),
    ("x if y else z", "python-word", 1, 3),
    ("import os", "python-word", 1, 1),
    ("x = True", "python-word", 1, 5),
    ("x is None", "python-word", 1, 3),
    ("a == b", "plain-equals", 1, 3),
    ("(a := 3)", "plain-equals", 1, 4),
    ("a = b = c", "second-equals", 1, 7),
    ("f(a = 1)", "equals-in-parentheses", 1, 5),
    ("2·x = 3", "bad-target", 1, 1),
    ("= 3", "bad-target", 1, 1),
    ("f(x) = 3", "bad-target", 1, 1),
    ("exp = 3", "function-name", 1, 1),
    ("x + exp", "needs-parentheses", 1, 5),
    ("√ r + sqrt r", "needs-parentheses", 1, 7),
    ("theta =", "nothing-after", 1, 7),
    ("x +", "nothing-after", 1, 3),
    ("x + * y", "nothing-after", 1, 3),
    ("f(x,)", "nothing-after", 1, 4),
    ("* x", "nothing-before", 1, 1),
    ("(/ x)", "nothing-before", 1, 2),
    ("² + x", "nothing-before", 1, 1),
    ("f(*a)", "nothing-before", 1, 3),
    ("x + √ − y", "root-of-what", 1, 5),
    ("√", "root-of-what", 1, 1),
    ("grad()", "empty-parentheses", 1, 5),
    ("x = (1 + (2", "unclosed", 1, 10),
    ("x = (1\n+ 2)", "unclosed", 1, 5),
    ("x)", "unopened", 1, 2),
    ("a < b", "comparison", 1, 3),
    ("a ≠ b", "comparison", 1, 3),
    ("x % 2", "unknown-operator", 1, 3),
    ("x // 2", "unknown-operator", 1, 3),
    ("A @ x", "unknown-operator", 1, 3),
    ("5!", "unknown-operator", 1, 2),
    ("|x|", "bars", 1, 1),
    ("np.exp(x)", "dot", 1, 3),
    ('x = "1"', "quotes", 1, 5),
    ("v' = 1", "quotes", 1, 2),
    ("x[0]", "brackets", 1, 2),
    ("{x}", "brackets", 1, 1),
    ("a = 1; b = 2", "semicolon", 1, 6),
    ("a: int = 3", "colon", 1, 2),
    (r"\alpha·g", "backslash", 1, 1),
    ("_x", "name-starts-with-letter", 1, 1),
    ("x·σ", "unknown-letter", 1, 3),
    ("x·σ(x)", "unknown-letter", 1, 3),
    ("x·\u0302", "unknown-character", 1, 3),
    ("2ŝ", "missing-times", 1, 2),
    ("x\n\n€", "unknown-character", 3, 1),
    ("přírůstek = 1", "unknown-character", 1, 2),
    ("x\u202e + 1", "unknown-character", 1, 2),
    ("\ufeffx", "unknown-character", 1, 1),
    ("x" * 41, "name-too-long", 1, 1),
    ("eval(x)", "unknown-function", 1, 1),
    ("ln x", "other-name", 1, 1),
    ("2*ln 2", "other-name", 1, 3),
    ("pow(x, 2)", "other-name", 1, 1),
    ("x⁻", "unknown-character", 1, 2),
    (" \n\t\n# nothing", "nothing-typed", 1, 1),
    ("", "nothing-typed", 1, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), REFUSED)
def test_a_slip_is_named_where_it_was_typed(text, code, line, column):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, error.line, error.column) == (code, line, column)
    for each in ("cs", "en"):
        said = language(each).message(error.message, "error")
        assert (said == str(error)) == (each == "en")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2g", "write 2*g, not 2g"),
        ("2(g + 1)", "write 2*(g + 1), not 2(g + 1)"),
        ("2((g + 1)·x)", "write 2*(…), not 2(…)"),
        ("(alpha + beta + gamma + 2)√(x)", "write (…)*√(x), not (…)√(x)"),
        ("β v", "write β*v, not β v"),
        ("a + b c", "write b*c, not b c"),
        ("f(x, a b)", "write a*b, not a b"),
        ("lambda", "lambda is a Python word, write lam"),
        ("0,9", "write 0.9 with a dot, not 0,9 with a comma"),
        ("μ", "write mu in Latin letters, not μ"),
        ("x\u202e", "I do not know the sign U+202E; write letters, digits and + - * / ^ ( )"),
        ("\ud800", "I do not know the sign U+D800; write letters, digits and + - * / ^ ( )"),
        ("x" * 2001, "this is too long: 2001 characters, and at most 2000 fit"),
    ],
)
def test_sentences_repeat_what_was_typed(text, sentence):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert str(caught.value) == sentence


def nested(n):
    return "(" * n + "x" + ")" * n


@pytest.mark.parametrize(
    ("fits", "too_much", "code"),
    [
        ("x" + " " * 1997 + "+1", "x" + " " * 1998 + "+1", "too-long"),
        ("x\n" * 20, "x\n" * 21, "too-many-lines"),
        ("+".join("x" * 100), "+".join("x" * 101), "too-many-parts"),
        ("+".join(["x²"] * 50), "+".join(["x²"] * 51), "too-many-parts"),
        ("x += " + "+".join("x" * 99), "x += " + "+".join("x" * 100), "too-many-parts"),
        ("*".join(["-x"] * 60), "+".join(["-x"] * 70), "too-many-parts"),
        ("a = x\n" + "+".join("x" * 100), "a = x*2\n" + "+".join("x" * 100), "too-many-parts"),
        (nested(25), nested(26), "too-deep"),
        ("-" * 25 + "x", "-" * 26 + "x", "too-deep"),
        ("√" * 25 + "x", "√" * 26 + "x", "too-deep"),
        ("x^" * 25 + "x", "x^" * 26 + "x", "too-deep"),
        ("√(" * 12 + "x" + ")" * 12, "√(" * 13 + "x" + ")" * 13, "too-deep"),
        ("x" * 40, "x" * 41, "name-too-long"),
    ],
)
def test_limits(fits, too_much, code):
    assert parse(fits).run({"x": 1.0, "x" * 40: 1.0})
    with pytest.raises(ExpressionError) as caught:
        parse(too_much)
    assert caught.value.code == code


FAILS = [
    ("theta - alpa*g", {"theta": 1, "alpha": 2}, "similar-name", 9, "alpa has no value here; did you mean alpha?"),
    ("G", {"g": 1}, "similar-name", 1, "G has no value here; did you mean g?"),
    ("q", {"x": 1, "y": 2}, "unknown-name", 1, "q has no value here; there is x, y"),
    ("q", {}, "no-names", 1, "q has no value here"),
    ("2 + e^x", {"x": 1}, "euler", 5, "e has no value here; for a power of e write exp(x)"),
    ("x·lg(x)", {"x": 1}, "unknown-function", 3, None),
    ("x·ln(x)", {"x": 1}, "other-name", 3, "write log(x), not ln"),
    ("log2(x)", {"x": 1}, "other-name", 1, "write log(x)/log(2), not log2"),
    ("alpha(x + 1)", {"alpha": 1, "x": 1}, "missing-times", 1, "write alpha*(…), not alpha(…)"),
    ("1 + x*y", {"x": [1, 2], "y": [1, 2, 3]}, "shapes-do-not-fit", 6,
     "2 numbers and 3 numbers do not fit together at *"),
    ("((x + 1))·(y)", {"x": [1, 2], "y": [1, 2, 3]}, "shapes-do-not-fit", 10, None),
    ("x", {"x": "one"}, "not-a-value", 1, "x must be a number or an array of numbers, got 'one'"),
    ("x", {"x": [1j]}, "not-a-value", 1, None),
    ("mean(x)", {"x": []}, "empty-value", 6, "x is an empty array"),
    ("fail(x)", {"x": 1}, "function-failed", 1, "fail could not be computed: no luck"),
    ("text(x)", {"x": 1}, "not-a-value", 1, None),
    ("fail(x, x)", {"x": 1}, "function-failed", 1, None),
]  # fmt: skip


def fail(x):
    raise RuntimeError("no luck")


@pytest.mark.parametrize(("text", "values", "code", "column", "sentence"), FAILS)
def test_what_cannot_be_computed_says_why(text, values, code, column, sentence):
    with pytest.raises(ExpressionError) as caught:
        parse(text).run(values, {"fail": fail, "text": str} if "(" in text else {})
    assert (caught.value.code, caught.value.column) == (code, column)
    assert sentence in (None, str(caught.value))


def test_functions_can_be_named_when_parsing():
    assert parse("grad(θ)", ["grad"]).calls == ("grad",)
    assert parse("grad(θ)").calls == ("grad",)
    assert parse("max(x, y)", {"max": np.maximum}).run({"x": 1, "y": 2}, {"max": np.maximum})["result"] == 2
    with pytest.raises(ExpressionError, match=r"^there is no function gard here; there is exp, .*, mean, grad$"):
        parse("gard(θ)", ["grad"])
    for text, code, column in [("  grad = 3", "function-name", 3), ("θ − grad", "needs-parentheses", 5)]:
        assert parse(text)
        with pytest.raises(ExpressionError) as caught:
            parse(text, ["grad"])
        assert (caught.value.code, caught.value.column) == (code, column)


def test_anything_but_text_is_refused():
    for source in (None, 3, b"x", ["x"]):
        with pytest.raises(ExpressionError) as caught:
            parse(source)
        assert caught.value.code == "not-text"


def test_a_program_tells_what_marking_needs():
    program = parse("s = β·s + (1 − β)·g\n\nu = s + grad(s)\nθ -= α·s\ns·2")
    assert [(one.line, one.target, one.reads, one.calls, one.bare) for one in program.statements] == [
        (1, "s", ("beta", "s", "g"), (), False),
        (3, "u", ("s",), ("grad",), False),
        (4, "theta", ("theta", "alpha", "s"), (), False),
        (5, "result", ("s",), (), True),
    ]
    assert program.targets == ("s", "u", "theta", "result")
    assert program.inputs == ("beta", "s", "g", "theta", "alpha")
    assert program.live(["theta"]) == {1, 4}
    assert program.live(["u"]) == {1, 3}
    again = parse("a = x\nb = a\na = 3·b\nc = a + b\na = c")
    assert (again.inputs, again.live(["c"]), again.live(["b"])) == (("x",), {1, 2, 3, 4}, {1, 2})
    assert parse("a = x\na = 3\nc = a").live(["c"]) == {2, 3}
    assert program.live([]) == program.live(["g"]) == frozenset()
    assert program.statements[2].column == 1
    root = program.statements[2].expression
    assert isinstance(root, Apply)
    assert (root.name, root.line, root.column) == ("-", 4, 3)
    for again in (pickle.loads(pickle.dumps(program)), copy.deepcopy(program)):
        assert again == program


def test_lines_run_one_by_one_from_values_put_in():
    first, second = parse("v = 2*g\ntheta = theta + v").statements
    environment = {"g": np.array([1.0, 2.0]), "theta": 1.0}
    assert evaluate(first, environment).tolist() == [2.0, 4.0]
    assert evaluate(second, environment | {"v": np.array([10.0, 20.0])}).tolist() == [11.0, 21.0]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("θ ← θ − α·g/√(r + ε)", r"\theta \leftarrow \theta - \frac{\alpha \cdot g}{\sqrt{r + \varepsilon}}"),
        ("r_hat = r/(1 − β₂^t)", r"\hat{r} \leftarrow \frac{r}{1 - {\beta_{2}}^{t}}"),
        ("theta -= alpha*(s + g)", r"\theta \leftarrow \theta - \alpha \cdot \left(s + g\right)"),
        ("lam*loss_new + v_t", r"\lambda \cdot \mathrm{loss}_{\mathrm{new}} + v_{t}"),
        ("-x**2", "-{x}^{2}"),
        ("(-x)**2", r"{\left(-x\right)}^{2}"),
        ("(a/b)**(c/d)", r"{\left(\frac{a}{b}\right)}^{\frac{c}{d}}"),
        ("x**y**z", "{x}^{{y}^{z}}"),
        ("(x**y)**z", r"{\left({x}^{y}\right)}^{z}"),
        ("a-(b-c)-d", r"a - \left(b - c\right) - d"),
        ("a+(b+c)", "a + b + c"),
        ("a*-b - -c", r"a \cdot \left(-b\right) - \left(-c\right)"),
        ("--x + a/-b + x**-1", r"-\left(-x\right) + \frac{a}{-b} + {x}^{-1}"),
        ("a/b*c/(d+1)", r"\frac{\frac{a}{b} \cdot c}{d + 1}"),
        ("2*(a+b)*c", r"2 \cdot \left(a + b\right) \cdot c"),
        ("abs(x) + relu(-x)", r"\left|x\right| + \operatorname{relu}\left(-x\right)"),
        ("cross_entropy(p, q)", r"\operatorname{cross\_entropy}\left(p, q\right)"),
        ("1e-7 + 1.5e20 + 1000 + 1e999", r"10^{-7} + 1.5 \cdot 10^{20} + 1000 + \infty"),
        ("(1e-7)**2", r"{\left(10^{-7}\right)}^{2}"),
        ("a = 1\nb = a\n3·b", r"\begin{aligned} a &\leftarrow 1 \\ b &\leftarrow a \\ & 3 \cdot b \end{aligned}"),
    ],
)
def test_formulas_are_printed(text, latex):
    assert parse(text).latex() == latex
    assert slip(latex, display=True) is None


def test_decimals_are_printed_in_the_form_of_the_language():
    assert parse("0.05·x + 2.5e-9 + 0.5").latex("{,}") == r"0{,}05 \cdot x + 2{,}5 \cdot 10^{-9} + 0{,}5"


def test_an_error_of_a_formula_is_one_of_the_family_and_survives_pickling():
    with pytest.raises(Lekce2Error) as caught:
        parse("a = 1\n  2g")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.line, again.column) == (ExpressionError, "write 2*g, not 2g", 2, 4)
    assert again.parameters == {"line": 2, "column": 4, "product": "2*g", "found": "2g"}


def test_a_name_without_a_value_is_told_what_there_is_also_functions():
    with pytest.raises(ExpressionError, match=r"there is alpha, theta, grad\(…\)$"):
        parse("theta - alpha*g").run({"theta": 1.0, "alpha": 0.1}, {"grad": lambda theta: theta})
