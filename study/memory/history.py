"""The past of one card: its trials and what is known after them, extended in the time of one review.

What was known before the last trial is kept as well, so that taking the newest review back, or marking the newest exam
again, needs no fold over the whole past. So are the card's trace after each trial, and of a long past what was known
here and there on the way: a plot of the past looks things up instead of living through it once more.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from study.memory.mastery import Knowledge, advance, copied
from study.memory.observations import Observation

LEAST_APART = 32  # trials between two places on the way
PLACES = 200  # that are kept, or a few more

Faded = tuple[float, datetime]  # the stability after a trial, and its time


@dataclass(frozen=True)
class Past:
    """The trials of one card in order, what is known after them, and what was known before the last of them.

    ``stable`` is the stability of the card's trace after each trial, in days, 0 where it has none; ``kept`` is what was
    known after so many trials.
    """

    trials: tuple[Observation, ...]
    known: Knowledge
    before: Knowledge | None = field(default=None, compare=False, repr=False)
    stable: array[float] = field(default_factory=lambda: array("d"), compare=False, repr=False)
    kept: tuple[tuple[int, Knowledge], ...] = field(default=(), compare=False, repr=False)

    def whole_trials(self) -> Iterator[tuple[Observation, Faded | None]]:
        """The trials of the card as a whole, each with what was left of the one before; ``None`` for the first."""
        before: Faded | None = None
        for trial, after in zip(self.trials, self.stable, strict=True):
            if not trial.unit and not trial.units:
                yield trial, before
                before = after, trial.time


class Lookback:
    """What was known of a card at one time after another, each no earlier than the one before."""

    def __init__(self, past: Past) -> None:
        self._past, self._after, self._known = past, 0, Knowledge()

    def until(self, when: datetime) -> Knowledge | None:
        """What was known then, to be read before the next question; ``None`` before the first trial."""
        trials, kept = self._past.trials, self._past.kept
        end = bisect_right(trials, when, self._after, key=lambda trial: trial.time)
        place = bisect_right(kept, end, key=lambda one: one[0]) - 1
        if place >= 0 and kept[place][0] > self._after:
            self._after, self._known = kept[place][0], copied(kept[place][1])
        for trial in trials[self._after : end]:
            advance(self._known, trial)
        self._after = end
        return self._known if end else None


def past(trials: Sequence[Observation]) -> Past:
    """The past of these trials, at least one, in order of time and id."""
    known, before, stable = Knowledge(), Knowledge(), array("d")
    kept: list[tuple[int, Knowledge]] = []
    for count, trial in enumerate(trials, 1):
        if count == len(trials):
            before = copied(known)
        advance(known, trial)
        stable.append(_stability(known))
        if count - (kept[-1][0] if kept else 0) >= _apart(len(trials)):
            kept.append((count, copied(known, short=True)))
    return Past(tuple(trials), known, before, stable, tuple(kept))


def added(old: Past | None, new: Observation) -> Past:
    """The past with one more trial at its place; a trial that is there already changes nothing."""
    if old is None:
        return past([new])
    place = bisect_left(old.trials, (new.time, new.id))
    if place == len(old.trials):
        known, kept = copied(old.known), old.kept
        advance(known, new)
        if place + 1 - (kept[-1][0] if kept else 0) >= _apart(place + 1):
            kept = (*kept, (place + 1, copied(known, short=True)))
        return Past((*old.trials, new), known, old.known, old.stable + array("d", [_stability(known)]), kept)
    if old.trials[place].id == new.id:
        return old
    return past([*old.trials[:place], new, *old.trials[place:]])


def removed(old: Past, id: str) -> Past | None:
    """The past without the trial of this event; ``None`` when it was the only one."""
    trials = old.trials
    if trials[-1].id == id and old.before is not None:
        rest = len(trials) - 1
        kept = tuple(one for one in old.kept if one[0] <= rest)
        return Past(trials[:-1], old.before, None, old.stable[:-1], kept) if rest else None
    others = [t for t in trials if t.id != id]
    return past(others) if others else None


def _apart(trials: int) -> int:
    return max(LEAST_APART, trials // PLACES)


def _stability(known: Knowledge) -> float:
    return known.trace.stability if known.trace is not None else 0.0
