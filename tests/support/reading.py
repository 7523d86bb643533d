"""Reads back what a demo says: which sentence was chosen, and the numbers that stand in it, in either language."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from study.language import Language, separators

LANGUAGES = ("cs", "en")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NUMBER = re.compile(r"(−?(?:∞|\d[\d\s.,]*))(?:\s*·\s*10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?")


def number(text: str, language: Language) -> float:
    """The number that a text begins with, whatever unit follows."""
    found = NUMBER.match(text)
    assert found, text
    decimal, group = separators(language.code)
    digits = found[1].replace("−", "-").replace("∞", "inf").rstrip(" .,\xa0")
    digits = digits.replace(group, "").replace(" ", "").replace("\xa0", "").replace(decimal, ".")
    return float(f"{digits}e{found[2].translate(SUPERSCRIPTS)}" if found[2] else digits)


def reads(language: Language, key: str, text: str) -> dict[str, str] | None:
    """What stands in the braces of the text of ``key``, if ``text`` is that text; None if it is another."""
    pattern, seen = "", set()
    for part in re.split(r"(\{\w+\})", language.template(key)):
        name = part[1:-1]
        if not re.fullmatch(r"\{\w+\}", part):
            pattern += re.escape(part)
        elif name in seen:
            pattern += f"(?P={name})"
        else:
            pattern += f"(?P<{name}>.+?)"
            seen.add(name)
    found = re.fullmatch(pattern, text, re.DOTALL)
    return found.groupdict() if found else None


def which(language: Language, keys: Iterable[str], text: str) -> tuple[str, dict[str, str]]:
    """The one of ``keys`` whose text this is, and what stands in its braces."""
    found = [(key, said) for key in keys if (said := reads(language, key, text)) is not None]
    assert len(found) == 1, (text, found)
    return found[0]


def near(said: str, value: float, language: Language, digits: int = 3) -> bool:
    """Whether a written number is the value, rounded (perhaps twice) to so many significant digits or more."""
    read = number(said, language)
    if not math.isfinite(value):
        return read == value
    return abs(read - value) <= 0.56 * 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits) if value else read == 0
