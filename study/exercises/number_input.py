"""A number as a learner types it: 0,25 or 0.25, 3/8, ½, sqrt(2)/2, 25 %, 1 000, x = 1/4, 1,5 bit.

It is an expression of the small language, so that nobody has to reach for a calculator, however it is spelled
(``study.spelling``): with a decimal comma, in LaTeX, in signs of a phone. Names may be those of the numbers given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from numpy.typing import ArrayLike

from lekce2.base import ExpressionError, shorten
from study.spelling import read

MEASURE = re.compile(r"(?<![A-Za-z_])(?:(bit)(?:s|y|u|ů|ech)?|(nat)(?:s|y|u|ů|ech)?)\s*$", re.IGNORECASE)
THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])(?! [0-9])")
FIRST = re.compile(r"^\s*[=≈≐≅~]\s*")
PERCENT = ("%", "％", "﹪")
IN_NATS = {"bits": math.log(2.0), "nats": 1.0}


class TypedNumber(NamedTuple):
    """The number that was typed, and its measure where one stood behind it: ``bits`` or ``nats``."""

    value: float
    measure: str | None

    def measured(self, wanted: str | None) -> float:
        """The number in the measure that is wanted.

        >>> round(TypedNumber(1.0, "bits").measured("nats"), 4)
        0.6931
        """
        if wanted is None or self.measure is None:
            return self.value
        return self.value * IN_NATS[self.measure] / IN_NATS[wanted]


def read_number(text: str, names: Mapping[str, ArrayLike]) -> TypedNumber:
    r"""The number in a typed text.

    Raises
    ------
    ExpressionError
        If it is none.

    Examples
    --------
    >>> read_number("−0,25", {}), read_number("2^-1 bitu", {})
    (TypedNumber(value=-0.25, measure=None), TypedNumber(value=0.5, measure='bits'))
    >>> read_number("1½", {}).value, read_number(r"-\frac{3}{4}", {}).value
    (1.5, -0.75)
    """
    plain = text.strip().strip("$").strip()
    plain, measure = _measure(FIRST.sub("", plain))
    scale = 1.0
    if plain.endswith(PERCENT):
        plain, scale = plain[:-1].rstrip("\\ "), 0.01
    plain = THOUSANDS.sub(lambda found: re.sub(r"\s", "", found[0]), plain)
    reading = read(plain, names)
    program = reading.whole()
    if len(reading.lines) > len({line.number for line in reading.lines}):
        raise ExpressionError("semicolon")
    last = program.statements[-1]
    value = program.run(names)[last.target]
    if value.ndim or not math.isfinite(float(value)):
        raise ExpressionError("not-one-number", last.line, last.column, value=shorten(value.tolist()))
    return TypedNumber(float(value) * scale, measure)


def _measure(text: str) -> tuple[str, str | None]:
    found = MEASURE.search(text)
    if found is None or not text[: found.start()].strip():
        return text, None
    return text[: found.start()].rstrip(), "bits" if found[1] else "nats"
