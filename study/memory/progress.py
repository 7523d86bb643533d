"""What the Progress page shows: the score over time, forgetting curves, the calendar of reviews, past attempts.

What was known on a day is the fold of the trials up to its end, as they stand today: a retracted review never was.
``study.memory.calibration`` has expectations against results, ``study.planning.forecast`` the load up to the exam.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter, itemgetter

from study.deck import Deck
from study.log import Event, standing
from study.memory.fold import Memory
from study.memory.fsrs import recalled
from study.memory.goals import start_of_day
from study.memory.history import Faded, Lookback
from study.memory.observations import Observation
from study.memory.score import REST, Estimate, score

MOST_DAYS = 60
MOST_BARS = 200
COLUMNS = 96  # of a plot of a card, each narrower than a dot
MOMENT = timedelta(microseconds=1)


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


def attempts(deck: Deck, events: Iterable[Event], most: int | None = None) -> tuple[PastAttempt, ...]:
    """Every attempt at a card of the deck, in Revise and in self-tests that were handed in, the newest first.

    With ``most`` only so many of each card, the newest ones.
    """
    log = standing(events)
    written = {e["exam"]: e for e in reversed(log) if e.kind == "exam-hand-in"}  # the first hand-in counts
    marked = {(e["exam"], e["card"]): e for e in log if e.kind == "exam-mark"}  # the last marking counts
    found = [(written[exam].time, f"{exam}/{card}", e) for (exam, card), e in marked.items() if exam in written]
    left = dict.fromkeys(deck.cards, len(log) if most is None else most)
    for e in reversed(log):
        if not left:
            break
        if e.kind == "review" and (card := e["card"]) in left:
            found.append((e.time, e.id, e))
            left[card] -= _ours(e, deck)
            if not left[card]:
                del left[card]
    rows = []
    told: Counter[str] = Counter()
    for when, id, e in sorted(found, key=itemgetter(0, 1), reverse=True):
        card = e["card"]
        if card in deck.cards and _ours(e, deck):
            told[card] += 1
            if most is None or told[card] <= most:
                exam = e.kind == "exam-mark"
                answer = written[e["exam"]]["answers"].get(card, "") if exam else e.get("answer", "")
                rows.append(PastAttempt(id, card, when, e.get("points"), e["of"], e.get("verdicts", {}), answer, exam))
    return tuple(rows)


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
    walks = {card: Lookback(memory.cards[card]) for card in deck.cards if card in memory.cards}
    rows = []
    for day in days:
        evening = min(start_of_day(day + timedelta(days=1), zone), now.astimezone(UTC))
        known = {card: found for card, walk in walks.items() if (found := walk.until(evening)) is not None}
        rows.append((day, score(deck, known, evening + REST).total))
    return tuple(rows)


def forgetting_curve(memory: Memory, card: str, until: datetime, points: int = 12, columns: int = COLUMNS) -> Curve:
    """Recall of a card from its first trial to a time, with at most so many points between two trials.

    The time is cut into ``columns``, each narrower than a dot of a plot. Of several trials in one column the first and
    the last are told, and between them only the lowest recall that was reached: what is drawn looks the same, and
    there is no more of it however many trials there are.
    """
    past = memory.cards.get(card)
    if past is None:
        return Curve(card, (), ())
    until, whole = until.astimezone(UTC), list(past.whole_trials())
    begins, ends = past.trials[0].time, max(until, past.trials[-1].time)
    column = max((ends - begins) / columns, MOMENT)
    pieces = []
    marks = [(trial.time, trial.rating) for trial, _ in whole[-1:]]
    for _, group in groupby(whole, lambda one: (one[0].time - begins) // column):
        (one, before), *others = group
        if before is not None:
            pieces.append(_piece(before, one.time, points, column))
        if others:
            pieces.append(_crowd(one, others))
        if one is not whole[-1][0]:
            marks.insert(-1, (one.time, one.rating))
    trace = past.known.trace
    if trace is not None and until > trace.at:
        pieces.append(_piece((trace.stability, trace.at), until, points, column))
    return Curve(card, tuple(pieces), tuple(marks))


def calendar(deck: Deck, memory: Memory, zone: tzinfo = UTC) -> dict[date, int]:
    """How many trials each of the learner's days holds, of cards, micro-cards and exercises, in order of the days."""
    found: Counter[date] = Counter()
    for trials in (memory.cards[card].trials for card in deck.cards if card in memory.cards):
        place = 0
        while place < len(trials):  # they are in order: a day is found by its end
            day = trials[place].time.astimezone(zone).date()
            ends = start_of_day(day + timedelta(days=1), zone)
            after = bisect_left(trials, ends, place, key=attrgetter("time"))
            found[day] += after - place
            place = after
    return dict(sorted(found.items()))


def bars(days: Mapping[date, int], most: int = MOST_BARS) -> tuple[dict[date, int], int]:
    """The counts of days as at most so many bars: of one day each or, of a long past, of several, and of how many.

    A bar stands at its first day; bars are counted from the first day on, and the sum stays.
    """
    if not days:
        return {}, 1
    first = min(days)
    width = -(-((max(days) - first).days + 1) // most)
    found: Counter[date] = Counter()
    for day, count in days.items():
        found[first + timedelta(days=(day - first).days // width * width)] += count
    return dict(sorted(found.items())), width


def _piece(seen: Faded, end: datetime, points: int, column: timedelta) -> tuple[tuple[datetime, float], ...]:
    """Denser at the start, where the curve is steep; no more points than the columns that it crosses, and its ends."""
    stability, at = seen
    span = max(timedelta(0), end - at)
    points = min(points, 2 + span // column)
    times = [at + span * (k / (points - 1)) ** 2 for k in range(points)]
    return tuple((when, recalled(stability, at, when)) for when in times)


def _crowd(first: Observation, others: list[tuple[Observation, Faded | None]]) -> tuple[tuple[datetime, float], ...]:
    """Trials that stand in one column: from the first down to the lowest recall before a later one, up to the last."""
    low, when = min((recalled(*before, one.time), one.time) for one, before in others if before is not None)
    return (first.time, 1.0), (when, low), (others[-1][0].time, 1.0)


def _ours(event: Event, deck: Deck) -> bool:
    return bool(event.get("deck", deck.id) == deck.id)
