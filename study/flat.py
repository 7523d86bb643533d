r"""The quick way past most formulas: those that are flat enough for one regular expression to tell that they render.

``x_{t-1} = \beta v + \frac{\alpha}{2}`` is flat: symbols, one exponent and one index each, and groups without a group
inside. A formula that is not flat is not wrong; it is for the reader in ``study.tex``, which says the same more slowly.
"""

from __future__ import annotations

import re

from study import katex

SIGN = r"[^\\{}^_&#%'$\[\]~\s]"
SYMBOL = r"\\(?!(?:ONE|TWO)(?![A-Za-z]))[A-Za-z]++"
GROUP = rf"\{{(?:{SIGN}|\s|{SYMBOL})*+\}}"
ARGUMENT = rf"(?:[A-Za-z0-9]|{GROUP})"
SCRIPT = rf"(?:[A-Za-z0-9*+\-]|{GROUP})"
ATOM = rf"(?:{SIGN}|{SYMBOL}|{GROUP}|\\(?:ONE)\s*+{ARGUMENT}|\\(?:TWO)\s*+{GROUP}\s*+{GROUP})"
ONE = ("hat", "bar", "tilde", "vec", "mathbf", "mathbb", "mathcal", "mathrm", "boldsymbol", "operatorname")
TWO = ("frac", "tfrac", "dfrac")
FLAT = re.compile(
    rf"(?:\s|{ATOM}(?:_{SCRIPT}(?:\^{SCRIPT})?+|\^{SCRIPT}(?:_{SCRIPT})?+)?+)*+".replace("ONE", "|".join(ONE)).replace(
        "TWO", "|".join(TWO)
    )
)
COMMAND = re.compile(r"\\([A-Za-z]+)")
KNOWN = katex.SYMBOLS | set(ONE) | set(TWO)


def is_flat(formula: str) -> bool:
    r"""Does the formula render, and is that plain to see?

    >>> is_flat(r"x_{t-1} = \beta v + \frac{\alpha}{2}"), is_flat(r"\sqrt{x}"), is_flat("x^2^2")
    (True, False, False)
    """
    return FLAT.fullmatch(formula) is not None and KNOWN.issuperset(COMMAND.findall(formula))
