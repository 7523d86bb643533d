"""The values a demo's parameter may take, and how a value is read from a link and written into one.

A range is stated once per parameter in ``Demo.check``: the controls draw their widgets from it, a deep link is read by
it. Each range has ``read(text)`` (raises ``ValueError`` when the text is no such value), ``write(value)`` and ``says``,
the part of a sentence that names what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Range(Protocol):
    """What every range can do."""

    @property
    def says(self) -> str: ...

    def read(self, text: str) -> Any: ...

    def write(self, value: Any) -> str: ...


@dataclass(frozen=True)
class Between:
    """A number from ``low`` to ``high``; ``whole`` for integers."""

    low: float
    high: float
    whole: bool = False

    @property
    def says(self) -> str:
        return f"{self.low:g} … {self.high:g}"

    def read(self, text: str) -> float | int:
        """The number in ``text``, with a decimal point or comma.

        >>> Between(0, 1).read("0,25"), Between(1, 9, whole=True).read("7")
        (0.25, 7)
        """
        if len(text) > 40:
            raise ValueError(text)
        value = int(text) if self.whole else float(text.replace(",", "."))
        if not (math.isfinite(value) and self.low <= value <= self.high):
            raise ValueError(text)
        return value

    def write(self, value: Any) -> str:
        return str(int(value)) if self.whole else _exact(value)


@dataclass(frozen=True)
class OneOf:
    """One of ``options``."""

    options: tuple[Hashable, ...]

    @property
    def says(self) -> str:
        return ", ".join(map(str, self.options))

    def read(self, text: str) -> Any:
        for option in self.options:
            if str(option) == text:
                return option
        raise ValueError(text)

    def write(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class SomeOf:
    """A tuple of different ``options`` in their order, at least ``least``; in a link they are joined by commas."""

    options: tuple[str, ...]
    least: int = 1

    @property
    def says(self) -> str:
        return ", ".join(self.options)

    def read(self, text: str) -> tuple[str, ...]:
        asked = [part for part in text.split(",") if part]
        if len(asked) < self.least or not set(asked) <= set(self.options):
            raise ValueError(text)
        return tuple(option for option in self.options if option in asked)

    def write(self, value: Any) -> str:
        return ",".join(value)


@dataclass(frozen=True)
class Several:
    """A tuple of ``least`` to ``most`` numbers, each from ``low`` to ``high``; in a link joined by commas."""

    low: float
    high: float
    least: int
    most: int

    @property
    def says(self) -> str:
        return f"{self.least}–{self.most} × {self.low:g} … {self.high:g}"

    def read(self, text: str) -> tuple[float, ...]:
        parts = text.split(",", self.most)
        if not self.least <= len(parts) <= self.most:
            raise ValueError(text)
        return tuple(float(Between(self.low, self.high).read(part)) for part in parts)

    def write(self, value: Any) -> str:
        return ",".join(map(_exact, value))


ROUNDED = 0.005  # how far from 1 the sum of probabilities that somebody has rounded may be


@dataclass(frozen=True)
class Shares(Several):
    """A tuple of ``least`` to ``most`` probabilities that sum to 1, up to rounding."""

    low: float = field(default=0.0, init=False)
    high: float = field(default=1.0, init=False)

    @property
    def says(self) -> str:
        return f"{super().says}, Σ = 1"

    def read(self, text: str) -> tuple[float, ...]:
        """The probabilities in ``text``, just as they stand there.

        >>> Shares(least=2, most=3).read("0.333,0.333,0.333")
        (0.333, 0.333, 0.333)
        """
        values = super().read(text)
        if abs(math.fsum(values) - 1) > ROUNDED + 1e-9:
            raise ValueError(text)
        return values


@dataclass(frozen=True)
class Switch:
    """True or false, 1 or 0 in a link."""

    says: str = "0, 1"

    def read(self, text: str) -> bool:
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"

    def write(self, value: Any) -> str:
        return "1" if value else "0"


@dataclass(frozen=True)
class TypedText:
    """A line of typed text, at most ``most`` characters, without control characters."""

    most: int

    @property
    def says(self) -> str:
        return f"≤ {self.most} × abc"

    def read(self, text: str) -> str:
        if len(text) > self.most or any(ord(sign) < 32 for sign in text):
            raise ValueError(text)
        return text

    def write(self, value: Any) -> str:
        return str(value)


def _exact(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return repr(float(value)).removesuffix(".0")
