"""What a text says: which sentences of the catalogue it is made of, and the numbers that stand in them.

A test of a claim reads the words that a learner reads, never the code that chose them.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from study.language import Language, read_as, separators

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sentence:
    """One sentence that was said: the end of its key, and its parameters as they are written."""

    key: str
    has: dict[str, str]

    def number(self, name: str, language: Language) -> float:
        return number(self.has[name], language)


def heard(
    text: str,
    language: Language,
    demo: str,
    *parts: str | Sequence[str],
    notation: str = "notes",
    maybe: Sequence[str] = (),
) -> list[Sentence]:
    """The sentences that ``text`` is made of, one for each of ``parts``; those that are one string stand in between.

    A part that is a sequence lists the ends of the keys that may have been chosen. Of several choices that fit, the one
    that says more with its own words is meant. A parameter of ``maybe`` is empty or goes on after a comma.
    """
    groups = [[part] if isinstance(part, str) else list(part) for part in parts]
    found = []
    for chosen in itertools.product(*groups):
        pattern, keys = "", []
        for part, key in zip(parts, chosen, strict=True):
            if isinstance(part, str):
                pattern += re.escape(part)
            else:
                pattern += _pattern(read_as(language.template(f"{demo}.{key}"), notation), len(keys), maybe)  # type: ignore[arg-type]
                keys.append(key)
        match = re.fullmatch(pattern, text)
        if match:
            said = [
                Sentence(key, {n.split("__", 1)[1]: v for n, v in match.groupdict().items() if n.startswith(f"s{i}__")})
                for i, key in enumerate(keys)
            ]
            found.append(said)
    assert found, f"no reading of {text!r} as {parts}"
    said, *others = sorted(found, key=_filled)
    assert all(_filled(other) > _filled(said) for other in others), f"two readings of {text!r} as {parts}"
    return said


def number(text: str, language: Language) -> float:
    """A number as the language writes it: 1 234,5 · 10⁻³, −∞, ∞."""
    decimal, group = separators(language.code)
    plain = text.replace(group, "").replace(decimal, ".").replace("−", "-").replace("∞", "inf").strip()
    if "·" in plain:
        mantissa, power = plain.split("·")
        base, exponent = power.strip()[:2], power.strip()[2:].translate(SUPERSCRIPTS)
        assert base == "10", text
        return float(mantissa) * 10.0 ** int(exponent)
    return float(plain)


def rounds(said: float, value: float, digits: int = 3) -> bool:
    """Whether ``said`` is ``value`` rounded to so many significant digits (either neighbour at a tie)."""
    if not math.isfinite(value) or not math.isfinite(said):
        return said == value
    if value == 0:
        return said == 0
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1) * (1 + 1e-5)
    if 1e-4 <= abs(value) < 1e-3:  # a fourth digit is rounded once more: no more than six decimals are written
        half = max(half, 5.5e-7)
    return abs(said - value) <= half + 1e-13


def decimals(text: str, language: Language) -> float:
    """What a written number may be off by: half a unit of its last decimal."""
    _, _, fraction = text.partition(separators(language.code)[0])
    return 0.5 * 10.0 ** -len(re.match(r"\d*", fraction).group())  # type: ignore[union-attr]


def _filled(said: list[Sentence]) -> int:
    return sum(len(value) for one in said for value in one.has.values())


def _pattern(template: str, k: int, maybe: Sequence[str]) -> str:
    parts, seen = SLOT.split(template.replace("{{", "{").replace("}}", "}") if "{{" in template else template), set()
    out = ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            out += re.escape(part)
        elif part in seen:
            out += f"(?P=s{k}__{part})"
        else:
            seen.add(part)
            out += f"(?P<s{k}__{part}>{'|, .+?' if part in maybe else '.+?'})"
    return out
