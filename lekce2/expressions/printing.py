r"""A formula in LaTeX that KaTeX renders: brackets only where they are needed, names as the lecture prints them.

Functions and signs take the templates of `lekce2.functions`. A name is read as its base and subscripts: ``beta1`` is
β₁, ``theta_new`` is θ with "new" below, ``r_hat`` is r with a hat; Latin names of Greek letters become letters, one
letter stays in italics, longer names are upright. Names are letters, digits and _, so no LaTeX can be smuggled in.
"""

from __future__ import annotations

import re

from lekce2.expressions.tree import TABLE, Expression, Name, Number

GREEK = {
    **{name: rf"\{name}" for name in (
        "alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa", "mu", "nu", "xi", "pi", "rho",
        "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi",
        "Psi", "Omega",
    )},
    **dict.fromkeys(("eps", "epsilon"), r"\varepsilon"),
    "lam": r"\lambda",
}  # fmt: skip
SUM, PRODUCT, FRACTION, POWER, ATOM = range(5)  # how tightly a piece of LaTeX holds together
TIGHTNESS = {"+": SUM, "-": SUM, "*": PRODUCT, "neg": PRODUCT, "/": FRACTION, "**": POWER}
NEEDED = {  # of each operand
    "+": (SUM, SUM),
    "-": (SUM, PRODUCT),
    "*": (PRODUCT, PRODUCT),
    "/": (SUM, SUM),
    "**": (ATOM, SUM),
    "neg": (PRODUCT,),
}


def latex(node: Expression, decimal: str = ".") -> str:
    r"""The LaTeX of a node; ``decimal`` stands between the whole and the fraction of a number (``{,}`` in Czech)."""
    return _piece(node, decimal)[0]


def _piece(node: Expression, decimal: str) -> tuple[str, int]:
    if isinstance(node, Number):
        return number(node.value, decimal)
    if isinstance(node, Name):
        return name(node.name), ATOM
    pieces = [_piece(one, decimal) for one in node.operands]
    if node.name not in TABLE:
        escaped = node.name.replace("_", r"\_")
        return rf"\operatorname{{{escaped}}}\left({', '.join(text for text, _ in pieces)}\right)", ATOM
    if node.name in NEEDED:
        operands = [
            _bracketed(text, tightness < needed or (text.startswith("-") and (i == 1 or node.name == "neg")))
            for i, ((text, tightness), needed) in enumerate(zip(pieces, NEEDED[node.name], strict=True))
        ]
        if node.name in ("/", "**"):  # what stands below, above or over needs none
            operands[1] = pieces[1][0]
        return TABLE[node.name].latex.format(*operands), TIGHTNESS[node.name]
    return TABLE[node.name].latex.format(*(text for text, _ in pieces)), ATOM


def _bracketed(text: str, needed: bool) -> str:
    return rf"\left({text}\right)" if needed else text


def number(value: float, decimal: str = ".") -> tuple[str, int]:
    r"""A number ≥ 0 in LaTeX and how tightly it holds together.

    >>> number(0.5, "{,}")[0], number(2.0)[0], number(1.5e-7)[0]
    ('0{,}5', '2', '1.5 \\cdot 10^{-7}')
    """
    if value == float("inf"):
        return r"\infty", ATOM
    if value == int(value) and value < 1e6:
        return str(int(value)), ATOM
    mantissa, _, exponent = repr(value).removesuffix(".0").partition("e")
    mantissa = mantissa.replace(".", decimal)
    if not exponent:
        return mantissa, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if mantissa == "1" else (rf"{mantissa} \cdot {power}", PRODUCT)


def name(typed: str) -> str:
    r"""A variable's name in LaTeX.

    >>> name("beta1"), name("theta_new"), name("r_hat"), name("loss")
    ('\\beta_{1}', '\\theta_{\\mathrm{new}}', '\\hat{r}', '\\mathrm{loss}')
    >>> name("shat"), name("thetahat1"), name("what_if")
    ('\\hat{s}', '\\hat{\\theta}_{1}', '\\hat{w}_{\\mathrm{if}}')
    """
    base, digits, rest = re.fullmatch(r"([A-Za-z]+)([0-9]*)(.*)", typed).groups()  # type: ignore[union-attr]
    below = [part for part in (digits, *rest.split("_")) if part]
    under = base.removesuffix("hat")
    if under != base and (len(under) == 1 or under in GREEK):  # ŝ was read as shat
        base, below = under, ["hat", *below]
    symbol = _word(base)
    if "hat" in below:
        below.remove("hat")
        symbol = rf"\hat{{{symbol}}}"
    return symbol + (f"_{{{','.join(map(_word, below))}}}" if below else "")


def _word(part: str) -> str:
    upright = len(part) > 1 and not part.isdecimal()
    return GREEK.get(part, rf"\mathrm{{{part}}}" if upright else part)
