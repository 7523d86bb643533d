"""What the Progress page shows: the score over time, forgetting curves, the calendar of reviews, past attempts.

What was known on a day is the fold of the trials up to its end, as they stand today: a retracted review never was.
``study.memory.calibration`` has expectations against results, ``study.planning.forecast`` the load up to the exam.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from study.deck import Deck
from study.log import Event, standing
from study.memory.fold import Memory
from study.memory.fsrs import Trace, retrievability
from study.memory.goals import start_of_day
from study.memory.mastery import Knowledge, advance
from study.memory.observations import Observation
from study.memory.score import REST, Estimate, score

MOST_DAYS = 60


@dataclass(frozen=True)
class Curve:
    """The forgetting curve of a card: pieces between its trials, each a list of (time, probability of recall)."""

    card: str
    pieces: tuple[tuple[tuple[datetime, float], ...], ...]
    trials: tuple[tuple[datetime, int], ...]  # when it was tried, and the rating


@dataclass(frozen=True)
class PastAttempt:
    """An attempt to look at again: what was written, its verdicts, and its points (``None``: not marked)."""

    id: str
    card: str
    when: datetime
    points: float | None
    of: float
    verdicts: Mapping[str, str]
    answer: str
    exam: bool


def attempts(deck: Deck, events: Iterable[Event]) -> tuple[PastAttempt, ...]:
    """Every attempt at a card of the deck, in Revise and in self-tests that were handed in, the newest first."""
    log = standing(events)
    written = {e["exam"]: e for e in reversed(log) if e.kind == "exam-hand-in"}  # the first hand-in counts
    found = {}
    for e in log:
        exam = e.kind == "exam-mark"
        if e.get("card") not in deck.cards or e.get("deck", deck.id) != deck.id:
            continue
        if e.kind == "review" or (exam and e["exam"] in written):
            id = f"{e['exam']}/{e['card']}" if exam else e.id
            sheet = written[e["exam"]] if exam else e
            answer = sheet["answers"].get(e["card"], "") if exam else e.get("answer", "")
            marks = e.get("verdicts", {})
            found[id] = PastAttempt(id, e["card"], sheet.time, e.get("points"), e["of"], marks, answer, exam)
    return tuple(sorted(found.values(), key=lambda one: (one.when, one.id), reverse=True))


def first_day(deck: Deck, memory: Memory, zone: tzinfo = UTC) -> date | None:
    """The learner's day of the first trial of a card of the deck."""
    firsts = [memory.cards[card].trials[0].time for card in deck.cards if card in memory.cards]
    return min(firsts).astimezone(zone).date() if firsts else None


def expected_over_time(
    deck: Deck, memory: Memory, now: datetime, zone: tzinfo = UTC, most: int = MOST_DAYS
) -> tuple[tuple[date, Estimate], ...]:
    """The expected score of each day's evening, for an exam on the next day, up to today (``now``).

    At most ``most`` days, evenly spaced, the first and the last among them.
    """
    first, last = first_day(deck, memory, zone), now.astimezone(zone).date()
    if first is None or first > last:
        return ()
    span = (last - first).days
    days = sorted({first + timedelta(days=round(k * span / max(1, most - 1))) for k in range(most)})
    known: dict[str, Knowledge] = {}
    waiting: dict[str, list[Observation]] = {
        card: list(reversed(memory.cards[card].trials)) for card in deck.cards if card in memory.cards
    }
    rows = []
    for day in days:
        evening = min(start_of_day(day + timedelta(days=1), zone), now.astimezone(UTC))
        for card, trials in waiting.items():
            while trials and trials[-1].time <= evening:
                advance(known.setdefault(card, Knowledge()), trials.pop())
        rows.append((day, score(deck, known, evening + REST).total))
    return tuple(rows)


def forgetting_curve(memory: Memory, card: str, until: datetime, points: int = 12) -> Curve:
    """Recall of a card from its first trial to a time, with so many points between two trials."""
    past, known = memory.cards.get(card), Knowledge()
    pieces, marks = [], []
    for trial in past.trials if past else ():
        if not trial.unit and not trial.units:
            if known.trace is not None:
                pieces.append(_piece(known.trace, trial.time, points))
            marks.append((trial.time, trial.rating))
        advance(known, trial)
    if known.trace is not None and until > known.trace.at:
        pieces.append(_piece(known.trace, until.astimezone(UTC), points))
    return Curve(card, tuple(pieces), tuple(marks))


def calendar(deck: Deck, memory: Memory, zone: tzinfo = UTC) -> dict[date, int]:
    """How many trials each of the learner's days holds, of cards, micro-cards and exercises, in order of the days."""
    found = Counter(
        t.time.astimezone(zone).date() for card in deck.cards if card in memory.cards for t in memory.cards[card].trials
    )
    return dict(sorted(found.items()))


def _piece(trace: Trace, end: datetime, points: int) -> tuple[tuple[datetime, float], ...]:
    """Denser at the start, where the curve is steep."""
    span = max(timedelta(0), end - trace.at)
    times = [trace.at + span * (k / (points - 1)) ** 2 for k in range(points)]
    return tuple((when, retrievability(trace, when)) for when in times)
