r"""The quick way past most formulas: those that are plain enough for one regular expression to tell that they render.

Groups in braces are folded from the inside out into one sign each; what is left must be a row of symbols with at most
one exponent and one index, fractions and accents with their arguments, sized brackets, perhaps in the columns of one
environment. A formula that is not plain is not wrong: the reader in ``study.tex`` says the same more slowly, and why.
"""

from __future__ import annotations

import re

from study import katex

FOLDED = "\x01"  # a group whose inside is plain
ROUNDS = 6  # groups inside one another that are folded
ONE = "hat|bar|tilde|vec|sqrt|mathbf|mathbb|mathcal|mathrm|boldsymbol|operatorname"
TWO = "frac|tfrac|dfrac|binom"
BIG = r"[bB]igg?[lmr]?"
ATOM = (
    r"(?:[^\\{}^_&#%'$~\s]"
    rf"|\\(?!(?:{ONE}|{TWO}|{BIG})(?![A-Za-z]))[A-Za-z]++"
    r"|\\[,;:!{}|%&#_]"
    rf"|\\(?:{ONE})(?![A-Za-z])\s*+[A-Za-z0-9{FOLDED}]"
    rf"|\\(?:{TWO})(?![A-Za-z])\s*+{FOLDED}\s*+{FOLDED}"
    rf"|\\{BIG}(?![A-Za-z])\s*+(?:[()\[\]/|.]|\\[{{}}|]))"
)
SCRIPT = rf"[A-Za-z0-9*+\-{FOLDED}]"
PLAIN = rf"(?:\s|{ATOM}(?:_{SCRIPT}(?:\^{SCRIPT})?+|\^{SCRIPT}(?:_{SCRIPT})?+)?+)"
GROUP = re.compile(rf"(?<!\\)\{{{PLAIN}*+\}}")
ROW = re.compile(rf"{PLAIN}*+")
ROWS = re.compile(rf"(?:{PLAIN}|&|\\\\(?!\[))*+")
ENVIRONMENT = re.compile(r"\s*\\begin\{(aligned|cases|gathered|[pbv]?matrix)\}(.*)\\end\{\1\}\s*", re.DOTALL)
COMMAND = re.compile(r"\\([A-Za-z]+)")
KNOWN = katex.SYMBOLS | katex.SIZED | set(ONE.split("|")) | set(TWO.split("|"))


def is_flat(formula: str) -> bool:
    r"""Does the formula render, and is that plain to see?

    >>> is_flat(r"x_{t-1} = \beta v + \frac{\alpha}{\sqrt{r_2}}"), is_flat(r"\left(x\right)"), is_flat("x^2^2")
    (True, False, False)
    """
    whole = ROW
    if "\\begin" in formula and (found := ENVIRONMENT.fullmatch(formula)):
        formula, whole = found[2], ROWS
    if FOLDED in formula or not KNOWN.issuperset(COMMAND.findall(formula)):
        return False
    for _ in range(ROUNDS):
        formula, folded = GROUP.subn(FOLDED, formula)
        if not folded:
            break
    return whole.fullmatch(formula) is not None
