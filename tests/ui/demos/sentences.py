"""Reads what a demo says back into the keys of its sentences and their numbers, so that a test can hold them.

A text is taken apart with the templates of the catalogue: which of these sentences stand here, one after another, and
what stands in their braces. Nothing of a demo is used.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import cache

from study.language import Language, read_as

ABOVE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
Read = list[tuple[str, dict[str, str]]]


def read(text: str, keys: Sequence[str], language: Language, notation: str = "notes") -> Read:
    """The sentences of ``text`` in their order, each with what stands in its braces; these keys only.

    A text that is no row of these sentences is an ``AssertionError``. Where a sentence could swallow another one or a
    part of another's words, the reading with the fewest letters in braces counts; two of those are an error too.
    """
    found = _ways(text, tuple(keys), language.code, notation)
    assert found, f"none of {keys} says {text!r}"
    free = [sum(len(value) for _, facts in way for value in facts.values()) for way in found]
    ways = [way for way, letters in zip(found, free, strict=True) if letters == min(free)]
    assert len({tuple(key for key, _ in way) for way in ways}) == 1, f"{text!r} can be read as {ways}"
    return ways[0]


def one(text: str, keys: Sequence[str], language: Language, notation: str = "notes") -> tuple[str, dict[str, str]]:
    """The one sentence that ``text`` is."""
    (only,) = read(text, keys, language, notation)
    return only


def number(text: str) -> float:
    """A number as either language writes it.

    >>> number("1 234,5"), number("1,234.5"), number("−1,5 · 10⁻³"), number("0,5")
    (1234.5, 1234.5, -0.0015, 0.5)
    """
    text = text.strip().replace("−", "-").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    power = 1.0
    if "·10" in text:
        text, exponent = text.split("·10")
        power = 10.0 ** int(exponent.translate(ABOVE))
    if "∞" in text:
        return float(text.replace("∞", "inf"))
    if "," in text and "." in text:
        text = text.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+", text) and not text.lstrip("-").startswith("0"):
        return float(text.replace(",", "")) * power  # with a grouping comma: only English writes three digits so
    return float(text.replace(",", ".")) * power


def close(text: str, value: float, digits: int = 4) -> bool:
    """Whether a written number is ``value``, to so many significant digits; "1,234" may be a thousand or not."""
    options = {number(text)}
    if re.fullmatch(r"−?\d{1,3},\d{3}", text):
        options.add(float(text.replace("−", "-").replace(",", ".")))
    size = 0.51 * 10.0 ** (1 - min(digits, 3 if "· 10" in text else digits))
    finest = 0.0 if "· 10" in text else 0.56e-6  # six decimals, rounded from four digits
    return any(each == value or abs(each - value) <= max(finest, size * abs(value)) for each in options)


def names(text: str, language: Language, key: str = "optimizer-race.and") -> list[str]:
    """The entries of a list in words."""
    link = language.template(key).replace("{most}", "").replace("{last}", "")
    return [each for part in text.split(link) for each in part.split(", ")]


@cache
def _pattern(key: str, code: str, notation: str) -> re.Pattern[str]:
    from study.language import language

    template = read_as(language(code).template(key), "slides" if notation == "slides" else "notes")
    seen: set[str] = set()
    parts = []
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            form = "[=≈]" if name == "is_" else ".+?"
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{form})")
            seen.add(name)
    return re.compile("".join(parts))


def _ways(text: str, keys: tuple[str, ...], code: str, notation: str) -> list[Read]:
    text = text.strip()
    if not text:
        return [[]]
    found: list[Read] = []
    for key in keys:
        pattern = _pattern(key, code, notation)
        if not pattern.match(text):
            continue
        for end in (*(match.start() for match in re.finditer(r"(?<=[.!?:*]) ", text)), len(text)):
            if match := pattern.fullmatch(text[:end]):
                found += [[(key, match.groupdict()), *rest] for rest in _ways(text[end:], keys, code, notation)]
    return found
