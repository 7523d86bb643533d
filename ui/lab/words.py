"""How demos speak: the texts of one demo by the ends of their keys, and numbers short enough for a caption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, SupportsFloat

from study.language import Language


def demo_texts(language: Language, demo: str) -> Callable[..., str]:
    """The texts of a demo by their keys without its name: ``say("title", n=3)``.

    >>> from study.language import language
    >>> demo_texts(language("en"), "entropy")("p")
    'Probabilities'
    """

    def say(key: str, **parameters: Any) -> str:
        return language.text(f"{demo}.{key}", **parameters)

    return say


def rounded(value: SupportsFloat, digits: int = 3) -> float:
    """A number rounded to so many significant digits.

    >>> rounded(1234.5), rounded(0.00123456, 2)
    (1230.0, 0.0012)
    """
    return float(f"{float(value):.{digits}g}")


def short(value: SupportsFloat, language: Language, digits: int = 3) -> str:
    """A number with so many significant digits at most, in the form of the language.

    >>> from study.language import language
    >>> short(0.12345, language("cs")), short(-0.0, language("cs"))
    ('0,123', '0')
    """
    return language.number(rounded(value, digits))
