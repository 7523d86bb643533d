"""What a deck is made of: cards, their units, layers and errata, exercises as they stand in the file, and the deck.

Plain frozen records; they are built by ``study.deck`` and read by everybody else. An exercise hands its answers on to
``study.exercises``, which is loaded only then. Texts are mappings from a language's code to the text. Every such
mapping holds every language of the app: where a translation is missing, the base text stands in its place and
``Card.languages`` does not name the language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from study.language import CODES

Texts: TypeAlias = Mapping[str, str]

BASE, EXAM = "cs", "en"  # the language of the card's own file, and that of the exam, whose translation is expected
LANGUAGES: tuple[str, ...] = (BASE, EXAM, *(code for code in CODES if code not in (BASE, EXAM)))  # NN-slug.<code>.md
WHOLE = "whole"  # the one unit of a card without a rubric
ERRATA_KINDS: tuple[str, ...] = ("wrong", "outdated", "missing")


def completed(found: Mapping[str, str | None]) -> Texts:
    """A text in every language of the app: where one is missing, the exam's language stands for it, then any other.

    >>> completed({"cs": "dávka", "en": "batch"})["en"], completed({"cs": "dávka"})["en"]
    ('batch', 'dávka')
    """
    spare = found.get(EXAM) or next(text for text in found.values() if text)
    return {code: found.get(code) or spare for code in LANGUAGES}


@dataclass(frozen=True)
class Unit:
    """One idea that earns points; the ``text`` of the unit ``whole`` is empty."""

    id: str
    points: float
    text: Texts


@dataclass(frozen=True)
class Erratum:
    """What the source notes have wrong, outdated or missing."""

    id: str
    kind: str
    text: Texts


@dataclass(frozen=True)
class Embed:
    """A demo at its place in a layer, with the settings that it opens with; its question tries these ``units``."""

    name: str
    settings: Mapping[str, Any]
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prose:
    """Markdown between two embeds; ``{+unit-id}`` badges and ``[[notes|slides]]`` stand as they are written."""

    text: str


Layer: TypeAlias = tuple[Prose | Embed, ...]


@dataclass(frozen=True)
class Layers:
    """The answer, from the half-minute version to what costs points."""

    skeleton: Layer
    answer: Layer
    derivation: Layer
    pitfalls: Layer


@dataclass(frozen=True)
class Card:
    """One exam question with its marking scheme and its answer.

    ``question["en"]`` is the exam's wording. ``languages`` names those the card is written in.
    """

    id: str
    file: str
    title: Texts
    points: float
    topics: tuple[str, ...]
    question: Texts
    exam_wording: str
    rubric: tuple[Unit, ...]
    demos: tuple[str, ...]
    exercises: tuple[str, ...]
    errata: tuple[Erratum, ...]
    layers: Mapping[str, Layers]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseSource:
    """An exercise as its file states it: checked in its outer form, its ``raw`` mapping not yet understood.

    ``unit`` is the rubric unit it trains, ``None`` where the file names none.
    """

    id: str
    kind: str
    points: float
    unit: str | None
    text: Texts
    raw: Mapping[str, Any]
    file: str
    line: int


@dataclass(frozen=True)
class LeftOut:
    """A card or an exercise that its faults keep out of the deck; ``id`` is empty when it has no usable one."""

    id: str
    file: str
    line: int
    title: str


# The demos that a card may embed, in course order.
#
# The names stand here, in a room without a screen, so that a card can be checked without one; ``ui.demos`` maps each
# name to the demo that draws it.

DEMOS: tuple[str, ...] = (
    "entropy",
    "divergence",
    "conditional-entropy",
    "likelihood",
    "mse",
    "gradient-descent",
    "learning-rates",
    "backprop",
    "momentum",
    "adaptive-rates",
    "moving-average",
    "bias-correction",
    "optimizer-race",
)
