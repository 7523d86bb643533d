"""What is known of one card after its trials: its memory trace, and for each idea unit what was earned and missed.

- ``earned`` and ``tried`` of a unit: sums over the trials in which it was marked, of the share that was earned and of
  the probability that the card was recalled at all. Their quotient estimates how surely the unit is met *when* the card
  is recalled (``study.memory.score``). A trial on the same day as the one before counts for less (at least a tenth),
  and all older ones fade by 0.85 a trial. The first trial of a card comes before it was learned here: what was met then
  counts as tried, a unit missed among met ones as a quarter of a try, a card missed as a whole as a twentieth.
- ``weak``: the unit was missed in two trials with none between them in which it was met (half is neither). From then on
  it comes back as a micro-card with a trace of its own, which every trial of the unit feeds, until it is met twice, at
  least 12 hours apart, with no trial between in which it was not met. Then the card's trace covers it again.
- An exercise, or a micro-card, tries only its units, an exercise each by what its own parts earned. Where the card
  itself was never tried, an exercise gives the unit a trace as well. The question of a demo is such an exercise, of a
  fifth of the weight: it is guessed more often than known. It makes no unit weak and gives none a trace.

``Knowledge`` changes in place inside ``advance``; everybody else sees copies that do not change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from study.content import Card, fingerprint
from study.grading import AGAIN, GOOD, HARD, SHARES, suggested_rating
from study.memory.fsrs import DAY, Trace, retrievability, reviewed
from study.memory.observations import Observation, number

FADE = 0.85
FIRST_MISS, FIRST_BLANK = 0.25, 0.05
LEAST_WEIGHT = 0.1
PREDICTION = 0.2  # the weight of a demo's question beside an exercise
APART = timedelta(hours=12)
LONGEST_RUN = 16
RATED = {"met": GOOD, "half": HARD, "missed": AGAIN}


@dataclass(slots=True)
class Idea:
    """What is known of one idea unit; ``misses`` in a row without a met, ``met`` when the run of mets began.

    ``run`` are the last reviews of the unit by itself. Its trace is what FSRS makes of the last 16,
    computed when somebody asks, which for most units nobody does.
    """

    earned: float = 0.0
    tried: float = 0.0
    misses: int = 0
    met: datetime | None = None
    weak: bool = False
    run: list[tuple[int, datetime]] = field(default_factory=list)

    @property
    def trace(self) -> Trace | None:
        """The unit's own memory trace, ``None`` while it has none."""
        trace = None
        for rating, when in self.run[-LONGEST_RUN:]:
            trace = reviewed(trace, rating, when)
        return trace

    def review(self, rating: int, when: datetime) -> None:
        """Add a review to the unit's own trace."""
        self.run.append((rating, when))
        if len(self.run) >= 8 * LONGEST_RUN:
            del self.run[:-LONGEST_RUN]


@dataclass(slots=True)
class Knowledge:
    """What is known of one card. ``marked`` is its last complete marking, ``hashes`` those of units tried since."""

    trace: Trace | None = None
    at: datetime | None = None
    ideas: dict[str, Idea] = field(default_factory=dict)
    marked: Observation | None = None
    hashes: dict[str, str] = field(default_factory=dict)


def copied(known: Knowledge, short: bool = False) -> Knowledge:
    """A copy that may be advanced; a ``short`` one holds of each unit's reviews only those that make its trace."""
    last = -LONGEST_RUN if short else None
    ideas = {
        unit: Idea(idea.earned, idea.tried, idea.misses, idea.met, idea.weak, idea.run[last:])
        for unit, idea in known.ideas.items()
    }
    return Knowledge(known.trace, known.at, ideas, known.marked, {**known.hashes})


def advance(known: Knowledge, trial: Observation) -> None:
    """Take in the next trial of the card."""
    if trial.unit or trial.source in ("exercise", "prediction"):
        _units(known, trial)
    else:
        _card(known, trial)
    if trial.source != "prediction":
        known.at = trial.time


def to_check(known: Knowledge, card: Card) -> tuple[str, ...]:
    """The units whose text changed, or that are new, since the card was last marked."""
    if known.marked is None:
        return ()
    seen = {**dict.fromkeys(known.marked.verdicts), **known.marked.hashes, **known.hashes}
    return tuple(u.id for u in card.rubric if u.id not in seen or (seen[u.id] and seen[u.id] != fingerprint(u)))


def _card(known: Knowledge, trial: Observation) -> None:
    when, trace, ideas = trial.time, known.trace, known.ideas
    if trial.verdicts:
        recall, weight = _strength(trace, known.at, when)
        keep = FADE**weight
        tried = missed = weight * (1.0 if recall is None else recall)
        if recall is None:
            missed = FIRST_BLANK if set(trial.verdicts.values()) == {"missed"} else FIRST_MISS
        for unit, verdict in trial.verdicts.items():
            idea = ideas.get(unit)
            if idea is None:
                idea = ideas[unit] = Idea()
            if verdict == "met":
                idea.earned = keep * idea.earned + weight
                idea.tried = keep * idea.tried + tried
                idea.misses = 0
            else:
                share = SHARES[verdict]
                idea.earned = keep * idea.earned + weight * share
                idea.tried = keep * idea.tried + (tried if share else missed)
            if idea.weak or verdict == "missed":
                _judge(idea, RATED[verdict], when)
    if trace is None:
        for idea in ideas.values():
            if not idea.weak:
                idea.run = []
    known.trace = reviewed(trace, trial.rating, when)
    if trial.points is not None:
        known.marked = trial
        if known.hashes:
            known.hashes = {}


def _units(known: Knowledge, trial: Observation) -> None:
    when = trial.time
    for unit in trial.units or (trial.unit,):
        idea = known.ideas.setdefault(unit, Idea())
        recall, weight = _strength(idea.trace or known.trace, known.at, when)
        if trial.source == "prediction":
            weight *= PREDICTION
        share = _share(trial, unit)
        rating = trial.rating if share is None or not trial.units else suggested_rating(share, 1.0)
        if share is not None:
            tried = recall if recall is not None else 1.0 if share else FIRST_MISS
            keep = FADE**weight
            idea.earned = keep * idea.earned + weight * share
            idea.tried = keep * idea.tried + weight * tried
        if trial.source == "prediction":
            continue
        _judge(idea, rating, when)
        if known.trace is None and not idea.weak:
            idea.review(rating, when)
        if isinstance(found := trial.hashes.get(unit), str):
            known.hashes[unit] = found


def _share(trial: Observation, unit: str) -> float | None:
    """The part of a unit's points that a trial earned; ``None`` when a micro-card was rated without marking.

    An exercise says it for each unit (``units`` maps them to shares), or earned the same share for all.
    """
    if trial.units:
        own = number(trial.hashes.get(unit))
        return min(1.0, max(0.0, own)) if own is not None else None if trial.points is None else trial.points / trial.of
    return SHARES.get(trial.verdicts.get(trial.unit, ""))


def _strength(trace: Trace | None, last: datetime | None, when: datetime) -> tuple[float | None, float]:
    """How surely this was to be recalled (``None``: never seen before), and how much the trial counts."""
    weight = 1.0 if last is None else min(1.0, max(LEAST_WEIGHT, (when - last).total_seconds() / DAY))
    return (None if trace is None else retrievability(trace, when)), weight


def _judge(idea: Idea, rating: int, when: datetime) -> None:
    """Count misses and mets in a row, and review the unit's own trace while it is a micro-card."""
    if rating >= GOOD:
        idea.misses = 0
        if idea.weak and idea.met is None:
            idea.met = when
        elif idea.weak and when - idea.met >= APART:  # type: ignore[operator]
            idea.weak, idea.met, idea.run = False, None, []
    else:
        idea.met = None
        if rating == AGAIN:
            idea.misses += 1
            if idea.misses >= 2 and not idea.weak:
                idea.weak, idea.run = True, []
    if idea.weak:
        idea.review(rating, when)
