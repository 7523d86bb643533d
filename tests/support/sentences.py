"""What a demo says, read back: which sentences of the catalogue a text is made of, and the numbers that stand in them.

A test of a claim reads the words that a learner reads, in either language, never the code that chose them.
"""

from __future__ import annotations

import math
import re
import string
from functools import cache
from typing import NamedTuple

from study.language import Language, Notation, language, read_as, separators

EXPONENT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
FORMS = {"is_": "[=≈]", "spread": "|, .+?"}  # what stands in braces of these names; in others anything but nothing

UNIT = "(?:\N{NO-BREAK SPACE}?[%×]|\N{NO-BREAK SPACE}(?:α|bit[a-zů]*|nat[a-zů]*))?"


class Sentence(NamedTuple):
    """One sentence that was said: its key within its part of the catalogue, and what stands in its braces."""

    key: str
    has: dict[str, str]


def sentences(text: str, said: Language, part: str, *keys: str, notation: Notation = "notes") -> list[Sentence]:
    """The sentences that ``text`` is made of, in their order; each is one of ``keys``, the catalogue's ``part.key``.

    A text that is no row of these sentences is an error. Of several readings the one that says most with its own
    words is meant, with the fewest letters in braces; two of those are an error too.
    """
    found = _ways(text, said.code, part, keys, notation)
    assert found, f"{text!r} is none of {keys}"
    free = [sum(len(value) for _, has in way for value in has.values()) for way in found]
    ways = [way for way, letters in zip(found, free, strict=True) if letters == min(free)]
    assert len(ways) == 1, f"{text!r} can be read as {ways}"
    return ways[0]


def sentence(text: str, said: Language, part: str, *keys: str, notation: Notation = "notes") -> Sentence:
    """The one sentence that ``text`` is."""
    (only,) = sentences(text, said, part, *keys, notation=notation)
    return only


def names(text: str, said: Language, key: str) -> list[str]:
    """The entries of a list in words; ``key`` is the text that joins the last two of them."""
    link = re.sub(r"\{\w+\}", "", said.template(key))
    return [each for part in text.split(link) for each in part.split(", ")]


def number(text: str, said: Language) -> float:
    """A number as the language writes it, in one of the units that follow numbers; nothing else may stand there.

    >>> number("1\N{NO-BREAK SPACE}234,5", language("cs")), number("−1.5 · 10⁻³", language("en"))
    (1234.5, -0.0015)
    """
    decimal, group = map(re.escape, separators(said.code))
    form = rf"(−?)(∞|(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}\d+)?)(?: · 10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?"
    found = re.fullmatch(form + UNIT, text)
    assert found, f"{text!r} is no number in {said.name}"
    sign, digits, power = found.groups()
    plain = re.sub(group, "", digits).replace(separators(said.code)[0], ".").replace("∞", "inf")
    return float(f"{sign and '-'}{plain}" + (f"e{power.translate(EXPONENT)}" if power else ""))


def close(text: str, value: float, said: Language, digits: int = 3) -> bool:
    """Whether a written number is ``value`` rounded to so many significant digits, either neighbour at a tie.

    A power of ten and what is below a thousandth have three digits, rounded from four.
    """
    got = number(text, said)
    if not math.isfinite(value) or not math.isfinite(got) or value == 0:
        return got == value
    twice = "· 10" in text or abs(value) < 1e-3
    place = math.floor(math.log10(abs(value))) + 1 - (min(digits, 3) if twice else digits)
    return abs(got - value) <= (0.55 if twice else 0.5) * 10.0**place * (1 + 1e-5)


@cache
def _pattern(key: str, code: str, notation: Notation) -> re.Pattern[str]:
    seen: set[str] = set()
    pattern = ""
    for words, name, _, _ in string.Formatter().parse(read_as(language(code).template(key), notation)):
        pattern += re.escape(words)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{FORMS.get(name, '.+?')})"
            seen.add(name)
    return re.compile(pattern, re.DOTALL)


def _ways(text: str, code: str, part: str, keys: tuple[str, ...], notation: Notation) -> list[list[Sentence]]:
    """Every row of sentences that the text is: the first, to where one may end, and every row of the rest."""
    ends = [*(match.start() for match in re.finditer(r"(?<=[.!?:*]) ", text)), len(text)]
    found: list[list[Sentence]] = []
    for key in keys:
        pattern = _pattern(f"{part}.{key}", code, notation)
        for end in ends if pattern.match(text) else ():
            if match := pattern.fullmatch(text[:end]):
                rests = _ways(text[end + 1 :], code, part, keys, notation) if end < len(text) else [[]]
                found += [[Sentence(key, match.groupdict()), *rest] for rest in rests]
    return found
