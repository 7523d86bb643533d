"""The expected exam score: points per card and in total, with the interval that the exam's result should fall into.

For a unit worth p points of a card recalled with probability r at the time t, and met with probability q when the card
is recalled, E = Σ p·r·q. The pieces (docs/score.md says the same in plain words):

- r: the forgetting curve of FSRS, never taken sooner than a day after the last review: what was read an hour ago is
  not yet known.
- q = (3μ + earned) / (3 + tried), at most 0.98. ``earned`` and ``tried`` are the unit's sums in
``study.memory.mastery``, μ
  is the learner's own average over all units, (7 + Σ earned) / (10 + Σ tried): a Beta prior with the weight of three
  trials around an average that starts at 0.7 with the weight of ten.
- a unit of a card that was never tried, and that no exercise tried: 0.10 of its points, give or take 0.25, in common
  for all such cards.

The interval holds nine results of ten. Its variance is the sum, over cards, of what chance does (a forgotten card
loses all of its units: r·Σp²q(1−q) + r(1−r)(Σpq)²) and of what few trials leave open (r²·Σp²·q(1−q)/(4 + tried)); and
of three errors that all cards share and that therefore add up before they are squared: μ, the unknown cards, and the
forgetting curve itself (0.25·√(r(1−r)). That is 0.09 at r = 0.85, as far as FSRS-6 with its published parameters is
off for one learner on average: open-spaced-repetition/srs-benchmark, RMSE(bins) 0.093). It is never narrower than 5 %
of the points each way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from study.content import Card
from study.deck import Deck
from study.memory.fold import Memory
from study.memory.fsrs import retrievability
from study.memory.mastery import Knowledge

REST = timedelta(days=1)
PRIOR, PRIOR_WEIGHT = 0.7, 10.0
UNIT_WEIGHT = 3.0
SUREST = 0.98
NEW_SHARE, NEW_SPREAD = 0.10, 0.25
CURVE_ERROR = 0.25
NINE_OF_TEN = 1.645  # standard deviations each way
FLOOR = 0.05


@dataclass(frozen=True)
class Estimate:
    """Expected points ``of`` those that there are, and the interval that nine results of ten fall into."""

    points: float
    low: float
    high: float
    of: float

    @property
    def percent(self) -> float:
        return 100.0 * self.points / self.of if self.of else 0.0

    def chance(self, percent: float) -> float:
        """How likely at least so many percent are, by a normal curve as wide as the interval; 0.01 to 0.99.

        >>> Estimate(60.0, 40.0, 80.0, 100.0).chance(60.0)
        0.5
        """
        width = max(self.points - self.low, self.high - self.points, FLOOR * self.of) / NINE_OF_TEN
        if not width:
            return 0.01
        distance = (percent / 100.0 * self.of - self.points) / width
        return min(0.99, max(0.01, 0.5 * math.erfc(distance / math.sqrt(2.0))))


@dataclass(frozen=True)
class ExpectedScore:
    """The estimate in total and per card, for a time, and how likely each grade or a better one is."""

    when: datetime
    total: Estimate
    cards: Mapping[str, Estimate]
    chances: Mapping[int, float]


@dataclass(frozen=True)
class Part:
    """What one card adds to the estimate: its mean, its own variance, and its slopes along the errors it shares."""

    mean: float
    variance: float
    average: float  # d mean / d μ
    curve: float
    unknown: float
    of: float


def expected(deck: Deck, memory: Memory, when: datetime) -> ExpectedScore:
    """The score that is to be expected at an exam at a time, with what is known now.

    ``when`` is any aware time: a day ahead for "if it were tomorrow", ``memory.goals.exam_time(zone)`` for the exam.
    """
    return score(deck, {card: past.known for card, past in memory.cards.items()}, when)


def score(deck: Deck, known: Mapping[str, Knowledge], when: datetime) -> ExpectedScore:
    """The expected score of what is known of each card."""
    mean, weight = average(known[card] for card in deck.cards if card in known)
    parts = {card.id: part(card, known.get(card.id), when, mean) for card in deck.cards.values()}
    spread = math.sqrt(mean * (1.0 - mean) / (weight + 1.0))
    total = estimate(parts.values(), spread)
    chances = {grade: total.chance(percent) for grade, percent in deck.grades}
    return ExpectedScore(when, total, {name: estimate((one,), spread) for name, one in parts.items()}, chances)


def average(known: Iterable[Knowledge]) -> tuple[float, float]:
    """The learner's average μ of meeting a unit of a recalled card, and the weight of trials behind it."""
    earned, tried = PRIOR * PRIOR_WEIGHT, PRIOR_WEIGHT
    for one in known:
        for idea in one.ideas.values():
            earned, tried = earned + idea.earned, tried + idea.tried
    return min(SUREST, earned / tried), tried


def part(card: Card, known: Knowledge | None, when: datetime, mean: float) -> Part:
    """What a card adds, given what is known of it and the learner's average."""
    recall = None
    if known is not None and known.trace is not None and known.ideas:  # a rating alone says nothing about its points
        recall = retrievability(known.trace, max(when, known.trace.at + REST))
    total = variance = own = slope = curve = unknown = 0.0
    for unit in card.rubric:
        points, idea = unit.points, known.ideas.get(unit.id) if known else None
        r = recall
        if r is None and idea is not None and (trace := idea.trace) is not None:
            r = retrievability(trace, max(when, trace.at + REST))
        if r is None:
            unknown += points
            continue
        earned, tried = (idea.earned, idea.tried) if idea else (0.0, 0.0)
        q = min(SUREST, (UNIT_WEIGHT * mean + earned) / (UNIT_WEIGHT + tried))
        own += points * q
        total += points * r * q
        variance += points * points * q * (1.0 - q) * (r + r * r / (UNIT_WEIGHT + tried + 1.0))
        slope += points * r * UNIT_WEIGHT / (UNIT_WEIGHT + tried)
        curve += points * q * CURVE_ERROR * math.sqrt(r * (1.0 - r))
        if recall is None:
            variance += r * (1.0 - r) * (points * q) ** 2
    if recall is not None:
        variance += recall * (1.0 - recall) * own * own
    return Part(total + NEW_SHARE * unknown, variance, slope, curve, NEW_SPREAD * unknown, card.points)


def estimate(parts: Iterable[Part], spread: float) -> Estimate:
    """The sum of parts, where μ is uncertain by ``spread``: own variances add, shared errors add before squaring."""
    mean = variance = slope = curve = unknown = of = 0.0
    for one in parts:
        mean, variance, of = mean + one.mean, variance + one.variance, of + one.of
        slope, curve, unknown = slope + one.average, curve + one.curve, unknown + one.unknown
    deviation = math.sqrt(variance + (slope * spread) ** 2 + curve**2 + unknown**2)
    reach = max(NINE_OF_TEN * deviation, FLOOR * of)
    return Estimate(mean, max(0.0, mean - reach), min(of, mean + reach), of)
