"""Rounded numbers that do not contradict what they are rounded from: what differs looks different, some is not none.

Words of demos are written with few digits. Where a sentence says that one number is above another, or that a share is
neither nothing nor all, its numbers come from here.
"""

from __future__ import annotations

import math

from study.language import Language
from ui.lab import rounded, short

MOST = 17  # significant digits tell any two float64 apart


def percent(share: float, language: Language) -> str:
    """A share in whole percent; 0 % and 100 % are kept for none and all.

    >>> from study.language import language
    >>> percent(0.876, language("en")), percent(0.9999, language("en")), percent(0.001, language("en"))
    ('88%', '> 99%', '< 1%')
    """
    if 0 < share < 0.005:
        return f"< {language.percent(0.01)}"
    if 0.995 <= share < 1:
        return f"> {language.percent(0.99)}"
    return language.percent(share)


def apart(language: Language, *values: float, digits: int = 3) -> tuple[str, ...]:
    """Numbers with so many significant digits, or with as many more as it takes to tell different ones apart.

    >>> from study.language import language
    >>> apart(language("en"), 0.5, 0.25), apart(language("en"), 0.50012, 0.5)
    (('0.5', '0.25'), ('0.5001', '0.5000'))
    """
    texts = tuple(short(value, language, digits) for value in values)
    many = len(set(values))
    while min(len(set(texts)), len({rounded(value, digits) for value in values})) < many and digits < MOST:
        digits += 1
        texts = tuple(_written(value, language, digits) for value in values)
    return texts


def _written(value: float, language: Language, digits: int) -> str:
    if value == 0 or not math.isfinite(value):
        return short(value, language)
    return language.number(float(value), max(0, digits - 1 - math.floor(math.log10(abs(value)))))
