"""The learner's memory: a pure fold of the log into what is known of each card and each idea unit.

``fold(events, deck)`` depends only on the set of events: order and repetition do not matter, retractions take events
back wherever they stand, what cannot be read is passed over. Trials of cards that the deck no longer has are kept, so
that a card whose file is repaired has its progress. ``Memory.then(event)`` gives what the fold with one more event
would give, in the time of one review when the event is the newest.

Schedules are those of ``study.memory.fsrs`` (FSRS); no due date lies after the exam.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from study.deck import Deck
from study.grading import RATINGS
from study.log import Event, uncollected
from study.memory.fsrs import Trace, due, retrievability, reviewed
from study.memory.goals import Goals, goals
from study.memory.history import Past, added, past, removed
from study.memory.mastery import Idea, Knowledge, to_check
from study.memory.observations import Observation, exam_trials, trial

EXAM_KINDS = ("exam-hand-in", "exam-mark")


@dataclass(frozen=True)
class Memory:
    """What a learner's log says about a deck; ``deck`` is ``None`` when it is about all cards of all decks."""

    deck: Deck | None
    goals: Goals = field(default_factory=Goals)
    cards: Mapping[str, Past] = field(default_factory=dict)
    settings: tuple[Event, ...] = ()
    exams: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    retracted: frozenset[str] = frozenset()

    def known(self, card: str) -> Knowledge:
        """What is known of a card; nothing, if it was never tried."""
        found = self.cards.get(card)
        return found.known if found else Knowledge()

    def trace(self, card: str, unit: str = "") -> Trace | None:
        """The memory trace of a card, or of one of its units that has its own."""
        known = self.known(card)
        return known.ideas.get(unit, Idea()).trace if unit else known.trace

    def retrievability(self, card: str, when: datetime, unit: str = "") -> float | None:
        """The probability that the card is recalled at a time; ``None`` before its first review."""
        trace = self.trace(card, unit)
        return None if trace is None else retrievability(trace, when)

    def due(self, card: str, unit: str = "", now: datetime | None = None, zone: tzinfo = UTC) -> datetime | None:
        """When a card or a micro-card is due next, not after an exam that lies ahead; ``None`` before its first review.

        Without ``now`` the exam lies ahead of the last review or nowhere.
        """
        trace = self.trace(card, unit)
        return None if trace is None else self._before_exam(trace, now or trace.at, zone)

    def preview(self, card: str, rating: int, now: datetime, unit: str = "", zone: tzinfo = UTC) -> datetime:
        """When the card would be due next if it were rated so now, in UTC; never after the exam that is set."""
        if rating not in RATINGS:
            raise ValueError(f"rating must be one of 1, 2, 3, 4, got {rating!r}")
        now = now.astimezone(UTC)
        return self._before_exam(reviewed(self.trace(card, unit), rating, now), now, zone)

    def check_again(self, card: str) -> tuple[str, ...]:
        """The units of a card whose text changed, or that are new, since the card was last marked."""
        here = self.deck.cards.get(card) if self.deck else None
        return to_check(self.known(card), here) if here else ()

    def then(self, event: Event) -> Memory:
        """The memory with one more event: the same as a fold over all events with it."""
        if event.kind == "retract":  # also one that is itself retracted: taking back is final
            target = event.get("target")
            return self._without(target) if isinstance(target, str) else self
        if event.id in self.retracted or event.time.tzinfo is None:
            return self
        if event.kind == "settings":
            return self._with_settings((*(e for e in self.settings if e.id != event.id), event))
        if not _concerns(event, self.deck):
            return self
        if event.kind in EXAM_KINDS and isinstance(exam := event.get("exam"), str):
            others = tuple(e for e in self.exams.get(exam, ()) if e.id != event.id)
            return self._with_exam(exam, (*others, event))
        new = trial(event)
        if new is None:
            return self
        return replace(self, cards={**self.cards, new.card: added(self.cards.get(new.card), new)})

    def _before_exam(self, trace: Trace, now: datetime, zone: tzinfo) -> datetime:
        when, exam = due(trace, self.goals.desired_retention), self.goals.deadline(zone)
        return when if exam is None or now >= exam else min(when, exam)

    def _with_settings(self, settings: tuple[Event, ...]) -> Memory:
        return replace(self, settings=tuple(sorted(settings, key=_order)), goals=goals(settings))

    def _with_exam(self, exam: str, events: tuple[Event, ...]) -> Memory:
        cards = dict(self.cards)
        old = {t.card: t for t in exam_trials(self.exams.get(exam, ()))}
        new = {t.card: t for t in exam_trials(events)}
        for card in sorted({*old, *new}):
            if old.get(card) != new.get(card):
                rest = removed(cards[card], old[card].id) if card in old else cards.get(card)
                after = added(rest, new[card]) if card in new else rest
                cards.pop(card, None)
                if after is not None:
                    cards[card] = after
        return replace(self, cards=cards, exams={**self.exams, exam: tuple(sorted(events, key=_order))})

    def _without(self, target: str) -> Memory:
        after = replace(self, retracted=self.retracted | {target})
        if any(e.id == target for e in self.settings):
            return after._with_settings(tuple(e for e in self.settings if e.id != target))
        for exam, events in self.exams.items():
            if any(e.id == target for e in events):
                return after._with_exam(exam, tuple(e for e in events if e.id != target))
        card = _holder(self.cards, target)
        if card is not None:
            rest = removed(self.cards[card], target)
            others = {name: kept for name, kept in self.cards.items() if name != card}
            return replace(after, cards={**others, card: rest} if rest else others)
        return after


def fold(events: Iterable[Event], deck: Deck | None = None) -> Memory:
    """The memory that all events together make, in whatever order they come."""
    with uncollected():
        return _fold(events, deck)


def _fold(events: Iterable[Event], deck: Deck | None) -> Memory:
    unique = {e.id: e for e in events}
    retracted = frozenset(e["target"] for e in unique.values() if e.kind == "retract" and _is_text(e.get("target")))
    trials: dict[str, list[Observation]] = defaultdict(list)
    exams: dict[str, list[Event]] = defaultdict(list)
    settings = []
    for id, e in unique.items():
        if id in retracted or e.time.tzinfo is None:
            continue
        if e.kind in ("review", "exercise", "prediction"):
            if _concerns(e, deck) and (found := trial(e)):
                trials[found.card].append(found)
        elif e.kind in EXAM_KINDS:
            if _concerns(e, deck) and _is_text(e.get("exam")):
                exams[e["exam"]].append(e)
        elif e.kind == "settings":
            settings.append(e)
    for marks in exams.values():
        for found in exam_trials(marks):
            trials[found.card].append(found)
    cards = {card: past(sorted(found)) for card, found in trials.items()}
    ordered = {exam: tuple(sorted(marks, key=_order)) for exam, marks in exams.items()}
    return Memory(deck, goals(settings), cards, tuple(sorted(settings, key=_order)), ordered, retracted)


def _holder(cards: Mapping[str, Past], id: str) -> str | None:
    """The card with the trial of this event; most often it is the last one of its card."""
    last = (card for card, past in cards.items() if past.trials[-1].id == id)
    anywhere = (card for card, past in cards.items() if any(t.id == id for t in past.trials))
    return next(last, None) or next(anywhere, None)


def _concerns(event: Event, deck: Deck | None) -> bool:
    return deck is None or event.data.get("deck", deck.id) == deck.id


def _order(event: Event) -> tuple[datetime, str]:
    return event.time, event.id


def _is_text(value: object) -> bool:
    return isinstance(value, str)
