"""Marking by the rubric: a verdict per idea unit, the points they add up to, and the rating these points suggest.

A verdict is ``met``, ``half`` or ``missed``. Ratings are those of spaced repetition: 1 Again, 2 Hard, 3 Good, 4 Easy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

MODES = ("paper", "typed", "unknown")  # how a question is attempted
SHARES = {"met": 1.0, "half": 0.5, "missed": 0.0}
VERDICTS = tuple(SHARES)
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = (AGAIN, HARD, GOOD, EASY)
HARD_FROM, GOOD_FROM = 0.60, 0.75


@dataclass(frozen=True)
class RubricScore:
    """``points`` earned so far ``of`` those of the whole rubric, and how many units are still ``open``."""

    points: float
    of: float
    open: int

    @property
    def share(self) -> float:
        return self.points / self.of if self.of else 0.0


class RubricUnit(Protocol):
    """An idea unit as far as marking needs to know it."""

    @property
    def id(self) -> str: ...

    @property
    def points(self) -> float: ...


def score(rubric: Sequence[RubricUnit], verdicts: Mapping[str, str]) -> RubricScore:
    """The sum of each unit's points times the share of its verdict; units without a verdict are open and earn nothing.

    >>> from types import SimpleNamespace as Unit
    >>> units = (Unit(id="a", points=2.0), Unit(id="b", points=1.5))
    >>> score(units, {"a": "met", "b": "half"})
    RubricScore(points=2.75, of=3.5, open=0)
    """
    earned = sum(unit.points * SHARES[verdicts[unit.id]] for unit in rubric if unit.id in verdicts)
    return RubricScore(earned, sum(unit.points for unit in rubric), sum(unit.id not in verdicts for unit in rubric))


def suggested_rating(points: float, of: float) -> int:
    """The rating that the points suggest: below 60 % Again, below 75 % Hard, else Good; Easy is the learner's own word.

    >>> [suggested_rating(points, 10) for points in (5.9, 6, 7.4, 7.5, 10)]
    [1, 2, 2, 3, 3]
    """
    share = points / of if of else 0.0
    return AGAIN if share < HARD_FROM else HARD if share < GOOD_FROM else GOOD


def grade(points: float, of: float, grades: tuple[tuple[int, float], ...]) -> int | None:
    """The best grade whose threshold, in percent, the points reach; ``None`` when they reach none.

    >>> [grade(p, 55, ((1, 90.0), (2, 75.0), (3, 60.0))) for p in (49.5, 41.25, 33, 32.75)]
    [1, 2, 3, None]
    """
    percent = 100.0 * points / of if of else 0.0
    return next((name for name, threshold in grades if percent >= threshold - 1e-9), None)
