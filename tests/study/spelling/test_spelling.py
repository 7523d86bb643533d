"""Whatever a learner types is read as what it can only mean, asked back where it can mean two things, and never raises.

The second opinion is the language itself: a spelling has to give the very program that its plain form gives.
"""

import contextlib
import random
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lekce2.base.errors import ExpressionError
from lekce2.expressions import parse
from study.exercises.mutants import plain as without_places
from study.language.catalogues import language
from study.spelling import SpellingReading, read
from study.spelling.signs import plain
from tests.lekce2.expressions import test_fuzz as typing

ADAM = {"theta", "g", "s", "r", "t", "alpha", "beta1", "beta2", "eps", "shat", "rhat"}
KNOWN = ADAM | {"v", "beta", "x", "w", "u4", "lam", "n"}
STATES = {"theta", "s", "r", "v", "t"}


def known(text: str) -> SpellingReading:
    return read(text, KNOWN, ("grad",), STATES)


def trees(program):
    return [(one.target, without_places(one.expression)) for one in program.statements]


def same(text: str, expected: str) -> bool:
    return trees(known(text).whole()) == trees(parse(expected, ("grad",)))


ASSIGNS = (":=", "<-", "‹-", "<−", "←", "⟵", r"\leftarrow", r"\gets", "≔", "＝")
READ = [
    # assignment
    *((f"theta {sign} g", "theta = g") for sign in ASSIGNS),
    ("theta −= alpha g", "theta -= alpha*g"),
    # products without a sign
    ("x = 2g", "x = 2*g"),
    ("x = (1-β)g", "x = (1 - beta)*g"),
    ("x = βv", "x = beta*v"),
    ("x = β₁ s + β1s + β_1 s", "x = beta1*s + beta1*s + beta1*s"),
    ("x = w u_4", "x = w*u4"),
    ("x = u_4(1-u_4)", "x = u4*(1 - u4)"),
    ("x = (1-β)(1+β)", "x = (1 - beta)*(1 + beta)"),
    ("x = 2^t alpha g", "x = 2^t*alpha*g"),
    ("x = g² v", "x = g^2*v"),
    ("x = g^-1 v", "x = g^-1*v"),
    ("x = α√r", "x = alpha*sqrt(r)"),
    ("x = √(r)g", "x = sqrt(r)*g"),
    ("x = g/r*s v", "x = g/r*s*v"),
    # functions
    ("x = √r + √(r)", "x = sqrt(r) + sqrt(r)"),
    ("x = ln g + ln(g) + log v", "x = log(g) + log(g) + log(v)"),
    ("x = -n log v", "x = -n*log(v)"),
    ("x = σ(g) + sigma(g) + \\sigma(g)", "x = sigmoid(g) + sigmoid(g) + sigmoid(g)"),
    ("x = |g| + |r - 1|", "x = abs(g) + abs(r - 1)"),
    ("x = e^{-g} + e^-g + e^(g)", "x = exp(-g) + exp(-g) + exp(g)"),
    (r"x = \log_2 g", "x = log(g)/log(2)"),
    (r"x = log2(g) + \log_{10}(g)", "x = log(g)/log(2) + log(g)/log(10)"),
    ("x = Exp(g) + RELU(v)", "x = exp(g) + relu(v)"),
    # LaTeX
    (r"x = \frac{g}{v} + \tfrac12 g + \dfrac{g}2", "x = g/v + 1/2*g + g/2"),
    (r"x = \sqrt{r} + \sqrt[2]{r} + \sqrt r", "x = sqrt(r) + sqrt(r) + sqrt(r)"),
    (r"x = \beta_1^t g + \beta^t_1 + \beta_1^{t} + \beta_{1}^{t+1}", "x = beta1^t*g + beta1^t + beta1^t + beta1^(t+1)"),
    (r"x = \hat{s} + \hat s + \widehat{s} + \hat{\mathrm{s}}", "x = shat + shat + shat + shat"),
    (r"x = g \cdot v \times w \odot g \ast v \circ w", "x = g*v*w*g*v*w"),
    (r"x = \left( g + \bigl[ v - \left\{ w \right\} \bigr] \right)", "x = (g + (v - (w)))"),
    (r"x = \alpha\,g\;v\quad w~g \! v", "x = alpha*g*v*w*g*v"),
    (r"x = \mathbf{g} \cdot \boldsymbol{\theta} + \mathrm{exp}(v)", "x = g*theta + exp(v)"),
    (r"x = \log g + \ln(g) + \exp\left(-g\right) + \tanh{g}", "x = log(g) + log(g) + exp(-g) + tanh(g)"),
    (r"x = \lvert g \rvert", "x = abs(g)"),
    (r"g = \nabla J(\theta)", "g = grad(theta)"),
    (r"g = \nabla_\theta L(\theta + \beta v)", "g = grad(theta + beta*v)"),
    ("g = ∇L(θ) + grad J(θ) + gradient(θ) + ∇(θ)", "g = grad(theta) + grad(theta) + grad(theta) + grad(theta)"),
    (r"x = \sum_{i=1}^{n} g_i w_i", "x = sum(g*w)"),
    (r"x = -\frac{1}{n} ∑ g²", "x = -(1/n)*sum(g^2)"),
    (r"\begin{aligned} v &= g \\ x &\leftarrow v \end{aligned}", "v = g\nx = v"),
    (r"\begin{array}{rl} v &= g \\[2pt] \end{array}", "v = g"),
    ("$$v = g$$", "v = g"),
    ("$v = g$, $x = v$", "v = g\nx = v"),
    ("$v = g$ and $x = v$.", "v = g\nx = v"),
    ("$$\nv = g\n$$", "v = g"),
    (r"\[ v = g \]", "v = g"),
    (r"\( v = g \)", "v = g"),
    ("x = Σ g w", "x = sum(g*w)"),
    ("x = ∑(g) - v", "x = sum(g) - v"),
    ("g = ∇θ J(θ)", "g = grad(theta)"),
    ("Δθ = −αg\nθ = θ + Δθ", "Delta_theta = -alpha*g\ntheta = theta + Delta_theta"),
    (r"\Delta\theta_t = g", "Delta_theta = g"),
    ("x = np.square(g)^3 + g.square()^3", "x = (g^2)^3 + (g^2)^3"),
    # exponents
    ("x = β^t + β^{t} + βᵗ + (g)²", "x = beta^t + beta^t + beta^t + g^2"),
    ("x = g^{-1} + g⁻¹ + r^{1/2}", "x = g^(-1) + g^(-1) + r^(1/2)"),
    ("x = 2 g^{-2}v", "x = 2*g^(-2)*v"),
    # names
    ("x = s_hat + shat + ŝ + hat_s + s\u0302 + \\hat{s} + s_{hat} + sˆ", "x = " + " + ".join(["shat"] * 8)),
    ("x = u_4 + u4 + u₄ + u_{4} + \\mathrm{u}_4", "x = u4 + u4 + u4 + u4 + u4"),
    ("x = beta_1 + beta1 + β_1 + β₁ + b1", "x = beta1 + beta1 + beta1 + beta1 + beta1"),
    ("x = epsilon + varepsilon + ε + ϵ + \\epsilon + \\varepsilon", "x = eps + eps + eps + eps + eps + eps"),
    ("x = λg + \\lambda g", "x = lam*g + lam*g"),
    ("x = N + Theta", "x = n + theta"),
    ("u^{(4)} = g\nx = u^{(4)}", "u4 = g\nx = u4"),
    ("x = m\\_hat + s\\_hat", "x = m_hat + shat"),
    # code
    ("x = np.sqrt(r) + torch.sqrt(r) + math.sqrt(r) + tf.math.sqrt(r)", "x = sqrt(r) + sqrt(r) + sqrt(r) + sqrt(r)"),
    ("x = np.square(g) + np.power(g, 2) + pow(g, t) + math.pow(g,t)", "x = g^2 + g^2 + g^t + g^t"),
    ("x = r.sqrt() + g.square() + (g*v).sum() + g.pow(2)", "x = sqrt(r) + g^2 + sum(g*v) + g^2"),
    ("x = np.multiply(g, v) + np.sum(g*v)", "x = (g*v) + sum(g*v)"),
    ("v = g; x = v;", "v = g\nx = v"),
    ("v = g,", "v = g"),
    ("v = 2*g.", "v = 2*g"),
    ("v = g, x = v", "v = g\nx = v"),
    *((f"{mark} v = g", "v = g") for mark in ("1.", "2)", "(3)", "-", "•", "*", "–", "4:", ">>>")),
    ("v = g  // the velocity", "v = g"),
    ("v = g % velocity", "v = g"),
    ("// start\nv = g # end", "v = g"),
    ("```python\nv = g\n```", "v = g"),
    ("return 2g", "2*g"),
    ("v = g\nreturn v, theta", "v = g"),
    # look-alikes
    ("ｖ＝２ｇ－１", "v = 2*g - 1"),
    *((f"x = g {sign} v", "x = g - v") for sign in "−–—‐‑‒―﹣－"),
    *((f"x = g {sign} v", "x = g*v") for sign in "·×⋅∙•∗⊙⨀✕＊"),
    *((f"x = g {sign} v", "x = g/v") for sign in "∕÷⁄／"),
    ("𝜃 ← 𝜃 − 𝛼𝑔 + 𝛃𝐯", "theta = theta - alpha*g + beta*v"),
    ("ϑ = ϑ − ϵ·g", "theta = theta - eps*g"),
    ("\u200ev\u00a0=\u202ag\u200b\u202c + \ufeffβ\u00ad·x\u2062g", "v = g + beta*x*g"),
    ("x = ½g + 1½", "x = (1/2)*g + (1 + 1/2)"),
    ("x = ß·g", "x = beta*g"),
    # decimal commas
    ("x = 0,25 + 0, 25 + 1,5e-3 + ,5", "x = 0.25 + 0.25 + 0.0015 + 0.5"),
    ("x = exp(0,5) + exp(0, 5)", "x = exp(0.5) + exp(0.5)"),
    # names at one step
    ("theta_t = theta_t - alpha g_t", "theta = theta - alpha*g"),
    ("θₜ = θₜ − αgₜ", "theta = theta - alpha*g"),
    ("s_new = s_new + g_t²", "s = s + g^2"),
    ("alpha_t = alpha/sqrt(t)\nx = alpha_t g", "alpha_t = alpha/sqrt(t)\nx = alpha_t*g"),
    ("w_i = g_i x_i", "w = g*x"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "means"), READ)
def test_a_spelling_is_read_as_the_program_it_means(typed, means):
    reading = known(typed)
    assert [str(one) for one in reading.problems] == []
    assert trees(reading.whole()) == trees(parse(means, ("grad",))), reading.source


# ---- kinds that need other questions

STEP = ({"x", "w", "u3", "u4", "u5", "g5", "g4", "g1"}, (), set())
BATCH = ({"theta", "x", "y", "m", "alpha", "e", "g"}, (), {"theta"})
NORMAL = ({"y", "yhat", "s2", "L", "d", "mse"}, (), set())
COUNTED = ({"n", "q", "p", "nll", "h", "ce", "d"}, (), set())
RATES = ({"theta", "g", "a", "i", "alpha"}, (), {"theta", "i"})
DESCENT = ({"theta", "v", "g", "alpha", "beta", "t"}, ("grad",), {"theta", "v", "t"})

KINDS = [
    # glued words
    (STEP, "u3 = xw\nu5 = xu4 + xu_4 + x u_4", "u3 = x*w\nu5 = x*u4 + x*u4 + x*u4"),
    (STEP, "g4 = g5x + g_5x + 2xg5", "g4 = g5*x + g5*x + 2*x*g5"),
    (STEP, "g1 = g4u4(1-u4)", "g1 = g4*u4*(1 - u4)"),
    (STEP, "u4 = xsigmoid(xw)", "u4 = x*sigmoid(x*w)"),
    (STEP, "u4 = xw^2", "u4 = x*w^2"),
    (STEP, "xw = 2\nu3 = xw", "xw = 2\nu3 = xw"),
    (DESCENT, "v = betav - alphag", "v = beta*v - alpha*g"),
    (DESCENT, "v = betav_t - alphag_t", "v = beta*v - alpha*g"),
    (DESCENT, "v = betav - alphagrad(theta+betav)", "v = beta*v - alpha*grad(theta + beta*v)"),
    (COUNTED, "nll = -sum(n*logq)", "nll = -sum(n*log(q))"),
    # upper indices
    (STEP, r"u^{(3)} = xw" "\n" r"u^{(4)} = \sigma(u^{(3)})" "\n" r"g^{(5)} = 2u^{(4)}",
     "u3 = x*w\nu4 = sigmoid(u3)\ng5 = 2*u4"),
    (STEP, "u^(3) = x\nu4 = 2u^(3)", "u3 = x\nu4 = 2*u3"),
    # sums with an index
    (BATCH, r"e \gets \theta x - y" "\n" r"g \gets \frac{2}{m} \sum_{i=1}^{m} e_i x_i",
     "e = theta*x - y\ng = 2/m*sum(e*x)"),
    (BATCH, r"e_i = \theta x_i - y_i" "\n" r"g = \frac2m \sum_i e_i x_i", "e = theta*x - y\ng = 2/m*sum(e*x)"),
    (BATCH, "e = θx − y\ng = 2/m ∑ᵢ eᵢxᵢ", "e = theta*x - y\ng = 2/m*sum(e*x)"),
    (BATCH, "e = θx − y\ng = 2/m sum_i e_i x_i", "e = theta*x - y\ng = 2/m*sum(e*x)"),
    (BATCH, r"g = \frac1m \sum_i 2(\theta x^{(i)} - y^{(i)}) x^{(i)}", "g = 1/m*sum(2*(theta*x - y)*x)"),
    (BATCH, "d_i = 2 e_i x_i\ng = 1/m ∑_i d_i", "d_i = 2*e*x\ng = 1/m*sum(d_i)"),
    (BATCH, "g_i = 2 e_i x_i\ng = 1/m ∑_i g_i", "g_i = 2*e*x\ng = 1/m*sum(g_i)"),
    (COUNTED, r"p = \frac{n_i}{\sum_j n_j}", "p = n/sum(n)"),
    (COUNTED, "ce = -∑_x p(x) log q(x)", "ce = -sum(p*log(q))"),
    (COUNTED, "h = H(p) = -Σ p log p", "h = -sum(p*log(p))"),
    (COUNTED, "d = D_{KL}(p || q) = ce - h (KL)", "d = ce - h"),
    (RATES, "alpha_i = a/i\ntheta_{i+1} = theta_i - alpha_i g", "alpha = a/i\ntheta = theta - alpha*g"),
    # the mean over examples that have no name for how many they are
    (NORMAL, r"mse = \frac{1}{N}\sum_{i=1}^{N} (y_i - \hat y_i)^2", "mse = mean((y - yhat)^2)"),
    (NORMAL, "mse = sum((y - yhat)**2)/N", "mse = mean((y - yhat)^2)"),
    (NORMAL, "mse = 1/N * sum((y-yhat)^2)", "mse = mean((y - yhat)^2)"),
    (NORMAL, r"mse = 2 - \frac{1}{2N}\sum_i (y_i - \hat y_i)^2", "mse = 2 - 1/2*mean((y - yhat)^2)"),
    (NORMAL, r"mse = \frac{\sum_i (y_i - ŷ_i)^2}{N}", "mse = mean((y - yhat)^2)"),
    (NORMAL, "mse = y/N + sum(y)", "mse = y/N + sum(y)"),
    (NORMAL, "mse = sum(y)^2/N", "mse = sum(y)^2/N"),
    (NORMAL, "mse = N*sum(y)", "mse = N*sum(y)"),
    # σ where only σ² has a name, constants
    (NORMAL, r"L = \frac{1}{2}\log \sigma^2 + \frac{(y-\hat y)^2}{2\sigma^2}", "L = 1/2*log(s2) + (y - yhat)^2/(2*s2)"),
    (NORMAL, "L = ½ ln(σ²) + log σ", "L = (1/2)*log(s2) + log(sqrt(s2))"),
    (NORMAL, "sigma = sqrt(s2)\nL = sigma^2", "sigma = sqrt(s2)\nL = sigma^2"),
    (NORMAL, "L = log(2*pi*s2) + π", f"L = log(2*{np.pi!r}*s2) + {np.pi!r}"),
    # fractions and the reach of functions
    (NORMAL, "L = 1/2 log s2 + 3/4 (y - yhat)", "L = 1/2*log(s2) + 3/4*(y - yhat)"),
    (NORMAL, "L = exp -y + log √y - log y^2", "L = exp(-y) + log(sqrt(y)) - log(y^2)"),
    (NORMAL, r"L = 0{,}5 \log s2", "L = 0.5*log(s2)"),
    # remarks
    *((DESCENT, f"v = βv − αg {remark}", "v = beta*v - alpha*g") for remark in (
        "(rychlost)", "(krok SGD)", "(odhad prvního momentu)", "(per element)", "(2. moment)", "[nová rychlost]",
        "// velocity", "% nova rychlost", "-- velocity", "/* krok */", "▷ rychlost", ", tj. nová rychlost", "tzn. krok",
        ", rychlost", "i.e. the velocity", "kde g je gradient", r"\quad \text{(krok)}", r"\text{krok}", "(průměr).",
        "(odhad) (krok)", r"\Comment{nova rychlost}",
    )),
    (DESCENT, "v = beta*v - alpha*g -- velocity", "v = beta*v - alpha*g"),
    (DESCENT, "v = beta*v - g (beta)", "v = beta*v - g*(beta)"),
    (DESCENT, "v = beta (v)", "v = beta*(v)"),
    (DESCENT, "v = beta*v - alpha g (grd) + v (thetaa)", "v = beta*v - alpha*g*grd + v*thetaa"),
    (DESCENT, "v = g -- v", "v = g - -v"),
    # labels and the frame of code
    *((DESCENT, f"{label} v = g", "v = g") for label in (
        "Krok 1:", "1. rychlost:", "inicializace:", "2) Update:", "velocity (new):", "pro t = 1:", "for t in range(9):",
    )),
    *((DESCENT, f"{head}\n  v = g\n{foot}", "v = g") for head, foot in (
        ("def step(theta, v, g, lr=0.1):", "  return theta, v"), ("for t = 1, 2, …, T:", ""),
        ("repeat", "until convergence"),
        ("while not converged do", "end while"), ("begin", "end"), ("Algorithm: Momentum", "konec"), ("Momentum:", ""),
        (r"\For{$t = 1, \dots, T$}", r"\EndFor"), ("for (t = 0; t < T; t++) {", "}"), ("vstup: theta, g", "výstup:"),
        (r"\begin{algorithmic}", r"\end{algorithmic}"), ("import numpy as np", ""), ("from numpy import sqrt", "pass"),
        ("opakuj", "dokud nekonverguje"), ("1. repeat", "3. until done"),
    )),
    (DESCENT, "\\State $v \\gets g$\n\\STATE $\\theta \\gets v$", "v = g\ntheta = v"),
    (DESCENT, "def step(theta):\n    return theta - alpha*g", "theta - alpha*g"),
    # names
    (DESCENT, "lambda = alpha/2\ntheta = theta - lambda*g", "lam = alpha/2\ntheta = theta - lam*g"),
    (DESCENT, "lambda_t = alpha/2\ntheta = theta - lambda_t g", "lam = alpha/2\ntheta = theta - lam*g"),
    (DESCENT, "v = beta*v - alfa*g", "v = beta*v - alpha*g"),
    # steps
    (DESCENT, "theta(t+1) = theta(t) - alpha*g(t)", "theta = theta - alpha*g"),
    (DESCENT, "v_t = beta*v_t-1 - alpha*g_t\ntheta_t = theta_t-1 + v_t", "v = beta*v - alpha*g\ntheta = theta + v"),
    (DESCENT, r"v_t = \beta v_t-1 - g", "v = beta*v - g"),
    # the gradient of a loss
    *((DESCENT, f"g = {typed}", "g = grad(theta)") for typed in (
        r"\frac{1}{m} \nabla_\theta \sum_i L(f(x^{(i)};\theta), y^{(i)})", "∇_θ (1/m) Σ L(f(x;θ), y)", "∇L(θ)",
        r"\nabla_\theta \frac1m \sum_{i=1}^m L(f(x^{(i)}; \theta), y^{(i)})", r"\nabla_\theta J(\theta)",
        "1/m ∇_θ ∑ L(θ)",
    )),
    (DESCENT, r"g = \frac{1}{m}\nabla_\theta\sum_i L(f(x_i;\theta + \beta v), y_i)", "g = grad(theta + beta*v)"),
    # several targets
    (DESCENT, "theta, v = theta + v, g", "theta = theta + v\nv = g"),
    (DESCENT, r"\theta, v = \theta + v, 2g", "theta = theta + v\nv = 2*g"),
    (DESCENT, "(v, theta) = (g, alpha)", "v = g\ntheta = alpha"),
    (DESCENT, "v = theta = 0", "v = 0\ntheta = 0"),
    (DESCENT, "v_{t+1}, θ_{t+1} = βv_t − g, θ_t + v_{t+1}", "v = beta*v - g\ntheta = theta + v"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "typed", "means"), KINDS)
def test_a_kind_of_spelling_is_read_as_the_program_it_means(question, typed, means):
    reading = read(typed, *question)
    assert [str(one) for one in reading.problems] == []
    assert trees(reading.whole()) == trees(parse(means, question[1])), reading.source


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("v, theta = beta*v - g, theta + v", {"v": -0.5, "theta": 14.0}),
        ("v, theta = theta, v", {"v": 10.0, "theta": 4.0}),
        ("v = 2v; v, theta = theta, v + alpha", {"v": 10.0, "theta": 9.0}),
        ("v_before = 1\nv, theta = theta, v", {"v": 10.0, "theta": 4.0, "v_before": 1.0}),
    ],
)
def test_several_targets_get_what_was_true_before_the_line(typed, expected):
    found = read(typed, *DESCENT).whole().run({"theta": 10.0, "v": 4.0, "g": 2.5, "alpha": 1.0, "beta": 0.5})
    assert {name: float(found[name]) for name in expected} == expected


def test_an_old_value_that_there_is_not_is_missed_where_it_is_read():
    program = read("m_t = beta*m_{t-1} + g\ntheta = m_t - m_{t-1}", *DESCENT).whole()
    with pytest.raises(ExpressionError) as caught:
        program.run({"beta": 0.5, "g": 1.0})
    assert (caught.value.line, caught.value.column) == (2, 15)


def test_a_line_that_cannot_be_read_says_what_it_gives_a_value_to():
    reading = read("v = g; s_{t} ← ∇ 3\nθ = ??\n? = 3", *DESCENT)
    assert [(line.number, line.target, bool(line.problem)) for line in reading.lines] == [
        (1, "v", False),
        (1, "s", True),
        (2, "theta", True),
        (3, "", True),
    ]


def test_without_names_nothing_is_a_remark_and_no_word_is_a_product():
    for typed in ("x = g (krok)", "x = betav", "x = pi + N", "repeat", "x = g_i"):
        reading = read(typed)
        assert [line.source for line in reading.lines] in ([typed], [""]), typed


REFERENCE = """t = t + 1
s = beta1*s + (1 - beta1)*g
r = beta2*r + (1 - beta2)*g**2
shat = s/(1 - beta1**t)
rhat = r/(1 - beta2**t)
theta = theta - alpha*shat/(sqrt(rhat) + eps)"""
ADAMS = {
    "book": """t ← t + 1
s_t = β₁ s_{t-1} + (1−β₁) g_t
r_t = β₂ r_{t-1} + (1−β₂) g_t²
ŝ_t = s_t/(1−β₁ᵗ)
r̂_t = r_t/(1−β₂ᵗ)
θ_t = θ_{t−1} − α ŝ_t/(√r̂_t + ε)""",
    "new": """t = t + 1
s_new = beta1*s + (1 - beta1)*g
r_new = beta2*r + (1 - beta2)*g^2
s_hat = s_new/(1 - beta1^t)
r_hat = r_new/(1 - beta2^t)
theta_new = theta - alpha*s_hat/(sqrt(r_hat) + epsilon)""",
    "primes": "t' = t + 1\ns' = b1 s + (1 - b1)g\nr' = b2 r + (1 - b2)g^2\ns_hat = s'/(1 - b1^t')\n"
    "r_hat = r'/(1 - b2^t')\ntheta' = theta - alpha s_hat/(√r_hat + eps)",
    "code": "t += 1;\ns = beta_1 * s + (1 - beta_1) * g;\nr = beta_2*r + (1 - beta_2)*np.square(g);\n"
    "s_hat = s / (1 - beta_1 ** t);\nr_hat = r / (1 - pow(beta_2, t));\n"
    "theta -= alpha * s_hat / (r_hat.sqrt() + epsilon);",
    "LaTeX": r"""\begin{aligned} t &\leftarrow t + 1 \\ s_{t} &= \beta_1 s_{t-1} + (1 - \beta_1)\, g_t \\
 r_{t} &= \beta_2 r_{t-1} + \left(1 - \beta_2\right) g_t^2 \\
\hat{s}_t &= \frac{s_t}{1 - \beta_1^t},\quad \hat{r}_t = \frac{r_t}{1 - \beta_2^t} \\
\theta_{t} &= \theta_{t-1} - \alpha \hat{s}_t / (\sqrt{\hat{r}_t} + \varepsilon) \end{aligned}""",
    "list": "1) t := t + 1\n2) s := β₁·s + (1−β₁)·g\n3) r := β₂·r + (1−β₂)·g²\n4) ŝ := s∕(1−β₁^t)\n"
    "5) r̂ := r∕(1−β₂^t)\n6) θ := θ − α·ŝ∕(√(r̂) + ε)",
}  # fmt: skip


@pytest.mark.parametrize("name", ADAMS)
def test_adam_in_many_spellings_is_one_program(name):
    reading = read(ADAMS[name], ADAM, (), STATES)
    assert [str(one) for one in reading.problems] == []
    program = reading.whole()
    expected = parse(REFERENCE.replace("theta = theta - ", "theta -= ") if name == "code" else REFERENCE)
    rng = np.random.default_rng(0)
    values = {one: rng.uniform(0.1, 0.9, 5) for one in expected.inputs}
    ours, theirs = program.run(values), expected.run(values)
    assert ours.keys() == theirs.keys()
    for one, value in theirs.items():
        np.testing.assert_allclose(ours[one], value, rtol=1e-14)


NEW = [
    # typed, program, copies
    ("theta_{t+1} = theta_t - alpha g_t", "theta = theta - alpha*g", {}),
    ("θ_{t+1} ← θ_t − αg_t\nv_{t+1} = θ_{t+1} − θ_t", "theta = theta - alpha*g\nv = theta - theta_before",
     {"theta_before": "theta"}),
    ("s_t = β s_{t-1} + g_t\nx = s_t - s_{t-1}", "s = beta*s + g\nx = s - s_before", {"s_before": "s"}),
    ("theta_new = theta_old - g", "theta = theta - g", {}),
    ("v = β v_prev - αg\nθ = θ - β v_prev + (1+β)v",
     "v = beta*v - alpha*g\ntheta = theta - beta*v_before + (1 + beta)*v", {"v_before": "v"}),
    ("v_new = βv - αg\ntheta_new = theta + v", "v = beta*v - alpha*g\ntheta = theta + v_before", {"v_before": "v"}),
    # copies that the learner makes stay what they are
    ("v_prev = v\nv = βv - αg\nθ = θ - β v_prev", "v_prev = v\nv = beta*v - alpha*g\ntheta = theta - beta*v_prev", {}),
    ("theta_new = theta - g\ntheta = theta_new", "theta_new = theta - g\ntheta = theta_new", {}),
    ("theta_t+1 = theta_t - g", "theta = theta - g", {}),
    ("v[t+1] = beta*v[t] - g[t]", "v = beta*v - g", {}),
    ("θ^{(t+1)} = θ^{(t)} - g", "theta = theta - g", {}),
    ("theta_next = theta - g", "theta = theta - g", {}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "means", "copies"), NEW)
def test_old_and_new_values(typed, means, copies):
    reading = known(typed)
    assert reading.problems == ()
    assert dict(reading.copies) == copies
    program = reading.whole()
    saved = [(one.target, one.reads, one.line) for one in program.statements[: len(copies)]]
    assert saved == [(copy, (name,), 0) for copy, name in copies.items()]
    assert trees(program)[len(copies) :] == trees(parse(means))


def test_an_old_value_is_the_one_before_the_step_when_the_program_runs():
    program = known("s_t = s_{t-1} + g\nx = s_t - s_{t-1}").whole()
    found = program.run({"s": [10.0, 20.0], "g": [1.0, 2.0]})
    assert found["x"].tolist() == [1.0, 2.0]
    assert found["s"].tolist() == [11.0, 22.0]


def test_a_name_that_is_known_is_that_name():
    assert read("s_t = 2s_t", {"s", "s_t"}, (), {"s"}).whole().targets == ("s_t",)
    assert read("G = G + g²", {"g"}, (), {"g"}).whole().targets == ("G",)  # g is read: G is another one
    assert read("R = R + g²", {"g", "r"}, (), {"r"}).whole().targets == ("r",)
    assert read("u_4 = x", {"x"}).whole().targets == ("u_4",)


ASKED = [
    # typed, code, line, column
    ("x = gt", "product-or-name", 1, 5),
    ("v = g\nx = 2 alphagt", "product-or-name", 2, 7),
    ("x = g/xw", "two-readings", 1, 8),
    ("x = 2^xw", "two-readings", 1, 7),
    ("v = theta krok", "missing-times", 1, 11),
    ("theta moved against shat", "missing-times", 1, 7),
    ("if t > 1: v = g", "python-word", 1, 1),
    ("s, r = g", "several-targets", 1, 1),
    ("s, r = g, v, x", "several-targets", 1, 1),
    ("v = x = g", "second-equals", 1, 7),
    ("g = ∇_θ ∑_i L(f(x_i; θ))", "needs-parentheses", 1, 5),
    ("x = s(t-1) + g_t", "two-readings", 1, 6),
    ("x = gst", "product-or-name", 1, 5),
    ("x = g/2v", "two-readings", 1, 8),
    ("x = 1 / 2 (g + v)", "two-readings", 1, 11),
    ("x = g/2 (g + v)", "two-readings", 1, 9),
    ("x = α/√(r+ε) g", "two-readings", 1, 14),
    ("s = beta1*s_t-1 + g", "two-readings", 1, 11),
    (r"s = \beta_1 s_t-1 + g", "two-readings", 1, 13),
    ("x = s(t-1) + g", "two-readings", 1, 6),
    ("x = g_t-1", "two-readings", 1, 5),
    ("x = 1 - β₁t", "two-readings", 1, 9),
    ("x = g_i w_j g_j", "two-indices", 1, 5),
    ("x = ∇θ(g)", "needs-parentheses", 1, 5),
    ("x = √r g", "root-reach", 1, 8),
    ("x = log g v", "needs-parentheses", 1, 5),
    ("x = exp -g v", "needs-parentheses", 1, 5),
    ("x = pow(g,0,5)", "two-operands", 1, 5),
    ("x = pow(0,9, t)", "two-operands", 1, 5),
    ("x = ∑ g + v", "sum-of-what", 1, 5),
    ("x = (1, 2)", "comma", 1, 7),
    ("x = 0,5,1", "comma", 1, 8),
    ("θ_{t+1} = θ_t − αs_{t+1}\ns_{t+1} = s_t + g", "step-ahead", 1, 18),
    ("v_{t+1} = v_t + v_{t-1}", "step-apart", 1, 17),
    ("v_{t+2} = v_t", "step-apart", 1, 11),
    ("s_{t+1} = s_t + g\nx = s", "step-unsaid", 2, 5),
    ("x = g_t - g_{t-1}", "step-not-given", 1, 11),
    (r"x = \sqrt[3]{g}", "root-degree", 1, 10),
    (r"x = 2\mystery{g}", "latex-command", 1, 6),
    (r"x = \hat{g + v}", "accent-of-what", 1, 5),
    (r"x = g_{\frac12}", "bad-index", 1, 6),
    (r"x = \frac{g}", "nothing-after", 1, 5),
    (r"x = \frac{g}{v", "unclosed", 1, 13),
    ("x = (g]", "unclosed", 1, 5),
    ("x = g[0]", "brackets", 1, 6),
    ("x = g 2", "missing-times", 1, 7),
    ("x = (g)2", "missing-times", 1, 8),
    ("first compute it", "missing-times", 1, 7),
    ("x = g // v", "unknown-operator", 1, 7),
    ("x = g % 2", "unknown-operator", 1, 7),
    ("x = g & v", "unknown-operator", 1, 7),
    ("x == g", "plain-equals", 1, 3),
    ("x = g : v", "colon", 1, 7),
    ("x = ∇g", "needs-parentheses", 1, 5),
    ("\tθ = θ − α·∛g", "unknown-character", 1, 12),
    ("x = 𝜃 +", "nothing-after", 1, 7),
    ("| g | v | w |", "bars", 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "code", "line", "column"), ASKED)
def test_what_has_no_one_reading_is_asked_back_at_its_place(typed, code, line, column):
    (problem,) = known(typed).problems
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    for each in ("cs", "en"):
        said = language(each).message(problem.message, "error")
        assert (said == str(problem)) == (each == "en")
        assert "{{" not in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x = g/2v", "g/2 v can be read in two ways; write (g/2)*v or g/(2*v)"),
        ("x = vt", "vt is not known: is it v*t, or a name of its own? write v*t, or give vt a value on its own line"),
        ("s = s_t-1", "s_t-1 can be read in two ways; write s_{t-1} or s_t - 1"),
    ],
)  # fmt: skip
def test_both_readings_are_written_out_and_each_can_be_typed(typed, sentence):
    (problem,) = known(typed).problems
    assert str(problem) == sentence
    for reading in [problem.parameters[name] for name in ("one", "other", "product") if name in problem.parameters]:
        assert known(f"x = {reading}").problems == ()


def test_a_line_that_cannot_be_read_leaves_the_others():
    reading = known("t = t + 1\ns = β₁·s + (1−β₁)g +\nr = r + g²\n???")
    assert [line.source for line in reading.lines] == ["t = t + 1", "", "r = r + g²", ""]
    assert [(one.line, one.code) for one in reading.problems] == [(2, "nothing-after"), (4, "unknown-operator")]
    assert [(one.line, one.target) for one in reading.program().statements] == [(1, "t"), (3, "r")]
    with pytest.raises(ExpressionError) as caught:
        reading.whole()
    assert caught.value.line == 2
    assert reading.source.split("\n")[2] == "r = r + g²"


def test_nothing_readable_is_the_first_problem_and_nothing_at_all_says_so():
    for typed, code in [
        ("x +", "nothing-after"),
        ("", "nothing-typed"),
        ("# note", "nothing-typed"),
        ("```", "nothing-typed"),
    ]:
        with pytest.raises(ExpressionError) as caught:
            known(typed).program()
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("x" * 2001, "too-long"),
        ("x\n" * 21, "too-many-lines"),
        ("x=1;" * 21, "too-many-lines"),
        ("x = " + "+".join("g" * 150) + "\nv = 2g\nw = " + "·".join("g" * 99), "too-many-parts"),
        (r"x = " + r"\hat{s}" * 220, "too-many-parts"),
        ("x = " + r"\sqrt{" * 40 + "g" + "}" * 40, "too-deep"),
        ("x = " + r"\frac{g}{" * 14 + "g" + "}" * 14, "too-deep"),
    ],
)
def test_limits_are_one_problem(typed, code):
    problems = known(typed).problems
    assert {one.code for one in problems} == {code}
    assert len(problems) == 1


def test_places_in_the_program_are_those_that_were_typed():
    typed = r"\theta &\gets \theta - \frac{\alpha}{2}\,g; v ← 𝜃·ŝ"
    for one in known(typed).whole().statements:
        for node in [one.expression, *getattr(one.expression, "operands", ())]:
            assert one.line == node.line == 1
            assert 1 <= node.column <= len(typed)
    theta, v = known(typed).whole().statements
    assert typed[theta.column - 1 :].startswith(r"\theta")
    assert typed[v.column - 1] == "v"
    with pytest.raises(ExpressionError) as caught:
        known("v = 𝜃·ŝ").whole().run({"theta": 1.0})
    assert (caught.value.line, caught.value.column) == (1, 7)
    reading = known("v = g\nx = 𝜃·ŝ")
    error = reading.placed(ExpressionError("nothing-typed", 2, 11))
    assert (error.line, error.column) == (2, 7)


def test_columns_of_the_source_lead_to_the_same_letters():
    line = known("v = βv − αg_t").lines[0]
    assert line.source == "v = beta*v - alpha*g"
    assert [line.typed[line.column(i + 1) - 1] for i in (0, 4, 9, 11, 13, 19)] == ["v", "β", "v", "−", "α", "g"]
    assert line.column(99) == len(line.typed) + 1


# ---- what the language reads stays as it is


def unchanged(text: str, count: list[int]) -> None:
    try:
        program = parse(text, ("grad",))
    except ExpressionError:
        return
    count[0] += 1
    for names in ((), {*program.inputs, *program.targets}):
        assert read(text, names, ("grad",)).whole().statements == program.statements, text


def test_what_the_language_reads_is_the_same_program():
    rng, count = random.Random(30), [0]
    makers = [typing.program, lambda rng: typing.slip(rng, typing.program(rng)), typing.soup, typing.letters]
    for _ in range(4_000):
        unchanged(rng.choice(makers)(rng), count)
    assert count[0] > 1_000


@settings(max_examples=250, deadline=None)
@given(st.text(alphabet="xg12.e()+-*/^=√²←θβ_t ,\n#", max_size=40))
def test_what_hypothesis_types_and_the_language_reads_is_the_same_program(text):
    unchanged(text, [0])


# ---- whatever is typed


COMMANDS = [
    r"\frac", r"\frac{", r"\sqrt", r"\sqrt[", r"\hat", r"\hat{", r"\theta", r"\beta_1", r"\left(", r"\right)", r"\cdot",
    r"\gets", r"\text{", r"\mathrm{", r"\begin{aligned}", r"\end{aligned}", r"\\", r"\nabla", r"\sum", r"\,", r"\log_2",
    r"\foo", r"\{", "{", "}", "_", "_{", "^", "^{", "^{(", "&", "$", "$$", ";", ":=", "<-", "'", "|", "[", "]", "`",
]  # fmt: skip
ODD = [*"ᵗ²₃½∑∇√−⊙𝜃１ˆ\u0302\u200b\u202e\ud800💥ß", "ₜ₊₁", "1½"]
CODE = ["np.", ".sqrt()", "pow(", "ln ", "e^", "return ", "# x", "// c", "%", "```", "1. ", "- ", "f(", "grad("]
SPELT = [
    "theta_t",
    "theta_{t+1}",
    "s_{t-1}",
    "v_new",
    "s_t-1",
    "u_4",
    "βv",
    "2g",
    "beta",
    "v",
    "g",
    "t",
    "0,5",
    "2",
    "Theta",
]
BESIDE = [
    "xw", "gt", "betav", "xu_4", "(krok)", "(odhad ě)", "-- krok ", "▷ a", "tj. ", "s, r = ", "def f(x):", "for ",
    ":", "repeat\n", r"\State ", "lambda", "u^{(4)}", "∑_i ", "sum_i ", "g_i", "1/N ", "N", "sigma^2 ", "pi",
    "0{,}5 ", "theta(t+1) = ", "v(t)", "s_t = s_t-1", "∇_θ (1/m) ∑ L(f(x;θ))", "1/2 ", "exp -", "H(p) = ",
]  # fmt: skip
GLUE = ["=", "=", "(", ")", "+", "-", "*", "/", ",", " ", " ", "\n"]


def spelling(rng: random.Random) -> str:
    kinds = [COMMANDS, ODD, CODE, SPELT, SPELT, BESIDE, BESIDE, GLUE, GLUE]
    return "".join(rng.choice(rng.choice(kinds)) for _ in range(rng.choice([2, 4, 6, 8, 12])))


def test_whatever_is_typed_only_errors_of_expressions_come_out():
    rng, readable, met = random.Random(40), 0, set()
    worlds = [(KNOWN, ("grad",), STATES), (KNOWN, ("grad",), STATES), ((), (), ())]
    for i in range(20_000):
        text = spelling(rng) if i % 5 else typing.slip(rng, typing.program(rng))
        reading = read(text, *rng.choice(worlds))
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in reading.problems:
            met.add(problem.code)
            assert 1 <= problem.line <= len(lines), text
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, (text, problem)
            assert len(str(problem)) < 400, text
        try:
            program = reading.program()
        except ExpressionError:
            continue
        readable += 1
        assert {one.line for one in program.statements} <= {0, *range(1, len(lines) + 1)}, text
        assert program.latex().isascii(), text
    assert 4_000 < readable < 16_000
    assert len(met) > 40, met


@settings(max_examples=250, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="\\{}_^$&thea_sqrfc12+-= \u0302ₜ²'[]()", max_size=80))
def test_texts_that_hypothesis_thinks_of(text):
    with contextlib.suppress(ExpressionError):
        known(text).program()


UNITS = [
    "{", "(", "[", "}", "\\frac", "\\frac{", "\\frac1", "\\sqrt{", "\\sqrt[", "\\hat", "\\hat{", "\\mathrm{", "x_",
    "x_{", "^", "^{", "'", "\u0302", "x²", "₂", "½", "1,", "1, ", "theta_t", "gv", "g v ", "βv", "√", "∑", "∑(", "∇(",
    "|x|+", "|", "$x$", "&", "\\\\", "x;", "// a ", "%", "-", "x+", "/", "\\text{", "np.", "x.sqrt()", "pow(", "(x)",
    "f(", "e^", "e^{", "u^{(", "x(t)", "x[t]", "s_t-1+", "~", "log_2 ", "b1 ", "B1 ", "hat_", "\\beta^t_1",
    "\\nabla_", "\\sum_", "x=", "1) ",
    "xw", "gs", "betav", "xw ", "(krok)", "(krok) ", "(kr ok ě)", "-- a ", "tj. ", ", krok", "s,", "s, r = ",
    "x, y = y, x;", "def f(x):", "for t:", "krok: ", "a:", "u^{(4)}", "∑_i ", "sum_i e_i ", "g_i ", "1/N ",
    "1/N*sum(x)", "N(", "sigma^2 ", "0{,}5", "theta(t+1) = ", "s_t = s_t-1 ", "∇L(f(x;θ))", "∇(;", "1/2 ", "exp -",
    "H(p) = ", "\\text{krok}", "krokodýl ", "neznamo ", "stgrvx", "x=x=", "a,b;", "logx", "log √", "-- ", "/*", "▷",
    "\\State ", "kde ",
]  # fmt: skip


def calls(text: str) -> int:
    """How many Python functions reading calls: its cost, without a clock."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        with contextlib.suppress(ExpressionError):
            known(text).program()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_the_cost_grows_with_the_length_and_no_faster(unit):
    once, twice = ((unit * length)[:length] for length in (999, 1999))
    known(twice)  # what is kept from one reading to the next
    assert calls(twice) < 2.5 * calls(once) + 2_000
    assert calls(twice) < 120_000


def test_every_sign_that_looks_like_another_is_that_one_or_itself():
    """No character becomes several, but for fractions, scripts and letters with an accent; none raises."""
    for code in range(0x11000):
        character = chr(code)
        found = plain(character)
        assert len(found.columns) == len(found.text) + 1
        odd = unicodedata.decomposition(character)
        if len(found.text) > 2:
            assert odd.startswith(("<super>", "<sub>", "<fraction>")), character
        assert "\\" not in found.text or character in "\\＼﹨"


def test_a_function_that_is_handed_in_is_no_product_of_names():
    reading = read("x = grad(g)\ny = 2grad(x)", {"g", "r", "a", "d"}, ("grad",))
    assert reading.whole().calls == ("grad",)
    assert reading.problems == ()
