"""What marking an answer to an exercise gives back: points, and for every part of the answer why it earned them.

A part's ``message`` is the app's sentence, translated by its code (``marking.<code>``); ``why`` are the author's own
words on it, in every language. An answer that could not be read is not marked: it costs nothing, ``marked`` is false
and ``message`` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lekce2 import Message
from lekce2.base import ExpressionError
from study.content import Texts
from study.language import message_of

MET, HALF, MISSED = "met", "half", "missed"


@dataclass(frozen=True)
class MarkingItem:
    """One part of an answer: a quantity, a value, the order of steps, a reason, an option, a line.

    Attributes
    ----------
    name : str
        What the exercise calls it.
    unit : str or None
        The rubric unit it exercises.
    points, of : float
        Earned, and possible.
    verdict : str
        ``met``, ``half`` (some of the points) or ``missed``.
    message : Message
        Why, in the app's words.
    line : int or None
        The line of a typed program that it is about.
    why : mapping or None
        The author's words per language: on a slip, an option, a variant.
    """

    name: str
    unit: str | None
    points: float
    of: float
    verdict: str
    message: Message
    line: int | None = None
    why: Texts | None = None


@dataclass(frozen=True)
class Marking:
    """The mark of one answer: ``points`` earned ``of`` those possible, after ``cost`` was taken off for hints."""

    points: float
    of: float
    items: tuple[MarkingItem, ...] = ()
    message: Message | None = None
    why: Texts | None = None
    marked: bool = True
    cost: float = 0.0
    unread: tuple[Message, ...] = ()

    @property
    def units(self) -> Mapping[str, tuple[float, float]]:
        """For each rubric unit the points its parts earned (before hints) and could have earned."""
        found: dict[str, tuple[float, float]] = {}
        for item in self.items:
            if item.unit is not None and item.of:
                points, of = found.get(item.unit, (0.0, 0.0))
                found[item.unit] = points + item.points, of + item.of
        return found

    def shares(self, units: Iterable[str]) -> dict[str, float]:
        """The share of the points that each unit earned, after hints; that of the whole where no part is its own.

        >>> one = MarkingItem("r", "a", 1.0, 1.0, "met", say("no-answer"))
        >>> Marking(1.0, 4.0, (one, replace(one, unit="b", points=0.0))).shares(["a", "b", "c"])
        {'a': 1.0, 'b': 0.0, 'c': 0.25}
        """
        earned = sum(item.points for item in self.items)
        left = min(1.0, self.points / earned) if earned > 0 else 0.0
        whole = self.points / self.of if self.of else 0.0
        parts = {unit: round(left * points / of, 4) for unit, (points, of) in self.units.items()}
        return {unit: parts.get(unit, round(whole, 4)) for unit in units}

    def less(self, cost: float) -> Marking:
        """The marking after hints that cost so much; never below 0 points.

        >>> Marking(0.5, 1.0).less(0.75).points
        0.0
        """
        return replace(self, points=max(0.0, self.points - cost), cost=cost) if self.marked else self


def say(code: str, **parameters: Any) -> Message:
    """The sentence of a code.

    >>> str(say("line-missing", name="r"))
    'no line gives r'
    """
    return message_of("marking", code, **parameters)


def verdict(points: float, of: float) -> str:
    """The verdict that some points are.

    >>> verdict(1, 1), verdict(0.5, 1), verdict(0, 1)
    ('met', 'half', 'missed')
    """
    return MET if points >= of else HALF if points > 0 else MISSED


def item(name: str, unit: str | None, points: float, of: float, message: Message, **more: Any) -> MarkingItem:
    """A part with the verdict that its points are."""
    return MarkingItem(name, unit, points, of, verdict(points, of), message, **more)


def total(items: tuple[MarkingItem, ...], of: float, **more: Any) -> Marking:
    """The marking that parts add up to, within 0 and ``of``."""
    points = round(sum(one.points for one in items), 6)  # thirds of points do not add up in binary
    return Marking(min(of, max(0.0, points)), of, items, **more)


def not_marked(of: float, message: Message) -> Marking:
    """The marking of an answer that could not be read."""
    return Marking(0.0, of, (), message, marked=False)


def unread(of: float, *errors: ExpressionError) -> Marking:
    """The marking of a typed text that was not understood, with a sentence for each place in it."""
    said = tuple(say("not-understood", line=one.line, column=one.column, reason=one.message) for one in errors)
    return replace(not_marked(of, said[0]), unread=said)


def quarters(points: float) -> float:
    """Points rounded down to quarters.

    >>> quarters(2 * 2 / 3)
    1.25
    """
    return int(points * 4 + 1e-9) / 4
