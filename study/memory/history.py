"""The past of one card: its trials and what is known after them, extended in the time of one review.

What was known before the last trial is kept as well, so that taking the newest review back, or marking the newest exam
again, needs no fold over the whole past.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from study.memory.mastery import Knowledge, advance, copied, learned
from study.memory.observations import Observation


@dataclass(frozen=True)
class Past:
    """The trials of one card in order, what is known after them, and what was known before the last of them."""

    trials: tuple[Observation, ...]
    known: Knowledge
    before: Knowledge | None = field(default=None, compare=False, repr=False)


def past(trials: Sequence[Observation]) -> Past:
    """The past of these trials, at least one, in order of time and id."""
    before = learned(trials[:-1])
    known = copied(before)
    advance(known, trials[-1])
    return Past(tuple(trials), known, before)


def added(old: Past | None, new: Observation) -> Past:
    """The past with one more trial at its place; a trial that is there already changes nothing."""
    if old is None:
        return past([new])
    place = bisect_left(old.trials, (new.time, new.id))
    if place == len(old.trials):
        known = copied(old.known)
        advance(known, new)
        return Past((*old.trials, new), known, old.known)
    if old.trials[place].id == new.id:
        return old
    return past([*old.trials[:place], new, *old.trials[place:]])


def removed(old: Past, id: str) -> Past | None:
    """The past without the trial of this event; ``None`` when it was the only one."""
    trials = old.trials
    if trials[-1].id == id and old.before is not None:
        return Past(trials[:-1], old.before) if len(trials) > 1 else None
    rest = [t for t in trials if t.id != id]
    return past(rest) if rest else None
