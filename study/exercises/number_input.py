"""A number as a learner types it: 0,25 or 0.25, 3/8, ½, sqrt(2)/2, 25 %, 1 000, x = 1/4, 1,5 bit.

It is an expression of the small language, so that nobody has to reach for a calculator, however it is spelled
(``study.spelling``): with a decimal comma, in LaTeX, in signs of a phone. Names may be those of the numbers given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from numpy.typing import ArrayLike

from lekce2.base import ExpressionError, shorten
from study.spelling import GREEK, read

MEASURE = re.compile(
    r"(?<![A-Za-z_])(?:(bit)(?:s|y|u|ů|ech)?|(nat)(?:s|y|u|ů|ech)?)(?:\s*(?:/|per|na)\s*(?:symbol|znak|sample|vzorek)\w*)?\s*$",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"(?<=[0-9)}\]\s½¼¾])\s*(?:×|krát|krat|násobek|násobku|-násobek|times|kroků|kroky|kroku|krocích|krok|steps?|epoch[ayu]?|"
    r"iterac[eí]|iterations?|updates?|aktualizac[eí]|příkladů|příklady|příklad|examples?|hodů|hody)\s*$",
    re.IGNORECASE,
)  # words that say of what there are so many
THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])(?! [0-9])")
FIRST = re.compile(r"^\s*(?:[=≈≐≅≃~]|\\(?:approx|doteq|simeq|cong)(?![A-Za-z]))\s*")
SAME = re.compile(r"\s*(?:(?<![<>!:=])=(?!=)|[≈≐≅≃]|\\(?:approx|doteq|simeq|cong|thickapprox)(?![A-Za-z]))\s*")
LABEL = re.compile(r"\\?[A-Za-zα-ωΑ-Ω][^=+*/]*")
CALLED = re.compile(r"\\?(?:log|ln|exp|sqrt|frac|[dt]frac|abs|max|min|sigma|sigmoid)(?![A-Za-z])")
DECIMAL = re.compile(r"[-−+]?[0-9]*(?:[.,]|\{,\})([0-9]+)")
CONSTANTS = {"pi": math.pi, "e": math.e}
CONSTANT = {
    "pi": re.compile(r"(?<![A-Za-z_])(?:pi(?![A-Za-z_])|π)"),
    "e": re.compile(r"(?<![A-Za-z_])e(?![A-Za-z_0-9])"),
}
LONGEST = 200  # characters of a text that says more than a number
MOST_EQUAL = 5  # how often a text may say what its value is
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


def read_number(text: str, names: Mapping[str, ArrayLike], units: Collection[str] = ()) -> TypedNumber:
    r"""The number in a typed text.

    Parameters
    ----------
    text : str
        Any text.
    names : mapping of str to number
        The numbers given, by their names.
    units : collection of str
        Names that have no value: of what there are so many, as in ``1,5 α``.

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
    >>> read_number("H(X) = 1/3 ≈ 0,33", {}).value == 1 / 3, read_number("3,5krát", {}).value
    (True, 3.5)
    """
    plain = text.strip().strip("$").strip()
    try:
        return _one(plain, names)
    except ExpressionError as error:
        found = None
        if len(plain) <= LONGEST:
            found = _in_units(plain, names, units) or _equal(plain, names, units)
        if found is None:
            raise error
        return found


def _one(text: str, names: Mapping[str, ArrayLike]) -> TypedNumber:
    """A number that is written once."""
    plain, measure = _measure(FIRST.sub("", text))
    scale = 1.0
    if plain.endswith(PERCENT):
        plain, scale = plain[:-1].rstrip("\\ "), 0.01
    plain = THOUSANDS.sub(lambda found: re.sub(r"\s", "", found[0]), plain)
    more = {name: worth for name, worth in CONSTANTS.items() if name not in names and CONSTANT[name].search(plain)}
    reading = read(plain, {**more, **names})
    program = reading.whole()
    if len(reading.lines) > len({line.number for line in reading.lines}):
        raise ExpressionError("semicolon")
    last = program.statements[-1]
    value = program.run({**more, **names})[last.target]
    if value.ndim or not math.isfinite(float(value)):
        raise ExpressionError("not-one-number", last.line, last.column, value=shorten(value.tolist()))
    return TypedNumber(float(value) * scale, measure)


def _in_units(text: str, names: Mapping[str, ArrayLike], units: Collection[str]) -> TypedNumber | None:
    """A number with a word behind it that says of what there are so many."""
    plain = COUNTED.sub("", text)
    if plain == text and "x" not in names:
        plain = re.sub(r"(?<=[0-9])\s*x\s*$", "", text)  # 2x as fast
    for unit in units if plain == text else ():
        spellings = (f"\\{unit}", unit, *(sign for sign, word in GREEK.items() if word == unit))
        letters = "|".join(map(re.escape, spellings))
        plain = re.sub(rf"(?<=[0-9)}}\s])(?:\s|[·*×]|\\cdot|\\[,;: ])*(?:{letters})\s*$", "", text)
        if plain != text:
            break
    if plain in (text, ""):
        return None
    try:
        return _one(plain, names)
    except ExpressionError:
        return None


def _equal(text: str, names: Mapping[str, ArrayLike], units: Collection[str]) -> TypedNumber | None:
    """``x = 1/3 ≈ 0,33``: the most exact of values that agree, behind a name or a label.

    Raises
    ------
    ExpressionError
        If they do not agree.
    """
    sides = [side.strip() for side in SAME.split(text)]
    if len(sides) < 2 or len(sides) > MOST_EQUAL:
        return None
    if LABEL.fullmatch(sides[0]) and not CALLED.match(sides[0]):
        sides = sides[1:]
    found = []
    for side in sides:
        try:
            found.append(_one(side, names))
        except ExpressionError:
            one = _in_units(side, names, units)
            if one is None:
                return None
            found.append(one)
    places = [len(decimal[1]) if (decimal := DECIMAL.fullmatch(side)) else math.inf for side in sides]
    best = max(range(len(sides)), key=lambda i: places[i])
    for one, count, side in zip(found, places, sides, strict=True):
        room = 1e-9 * max(1.0, abs(one.value)) if math.isinf(count) else 10.0**-count
        if abs(one.value - found[best].value) > room:
            raise ExpressionError("two-readings", found=shorten(text), one=sides[best], other=side)
    return found[best]


def _measure(text: str) -> tuple[str, str | None]:
    found = MEASURE.search(text)
    if found is None or not text[: found.start()].strip():
        return text, None
    return text[: found.start()].rstrip(), "bits" if found[1] else "nats"
