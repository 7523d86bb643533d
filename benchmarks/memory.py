"""How long the memory takes to fold a long log: ``python -m benchmarks.memory [EVENTS]``.

The log is that of a learner who marks: reviews with a verdict on each of seven units, one exercise in ten events, one
mock exam in a hundred events with every press of its marking, and some undone reviews. It is folded for 8, 200 and
2,000 cards. Then one more review is added to the folded memory, undone, and the score, the plan and the history of the
score are computed. Last comes what one session holds: the log as it was read from the store, and its fold.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from study.content import Card, Unit
from study.deck import Deck
from study.grading import SHARES, VERDICTS, suggested_rating
from study.log import Event, canonical, event
from study.memory import expected, expected_over_time, fold
from study.planning import today
from study.store import events_of

START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
UNITS = 7


def generated_deck(cards: int) -> Deck:
    """A deck of so many cards, each worth seven points in seven units."""
    both = {"cs": "text", "en": "text"}
    made = {}
    for n in range(cards):
        units = tuple(Unit(f"c{n}-{k}", 1.0, both) for k in range(UNITS))
        topic = (f"t{n % 7}",)
        made[f"c{n}"] = Card(f"c{n}", "", both, UNITS, topic, both, "", units, (), (), (), {}, ("cs",))
    return Deck("d", "", both, {}, ((1, 90.0), (2, 75.0), (3, 60.0)), 1.2, None, made, {}, (), ())


def generated_log(events: int, deck: Deck, seed: int = 0) -> list[Event]:
    """A log of so many events, spread over the cards of the deck and a year."""
    rng = random.Random(seed)
    cards = list(deck.cards)
    log: list[Event] = []
    step = timedelta(days=365) / events
    while len(log) < events:
        now, n = START + step * len(log), str(len(log))
        card = rng.choice(cards)
        verdicts = {f"{card}-{k}": rng.choices(VERDICTS, (7, 1, 2))[0] for k in range(UNITS)}
        points = sum(SHARES[v] for v in verdicts.values())
        marking = {"deck": "d", "card": card, "verdicts": verdicts, "points": points, "of": float(UNITS)}
        kind = rng.random()
        if kind < 0.01:
            log.append(event("exam-hand-in", now, n, exam=n, answers={}))
            log += [event("exam-mark", now, f"{n}-{k}", exam=n, **marking) for k in range(UNITS)]
        elif kind < 0.10:
            unit, share = f"{card}-{rng.randrange(UNITS)}", rng.choice((0.0, 0.5, 1.0))
            log.append(
                event("exercise", now, n, deck="d", card=card, unit=unit, points=share, of=1.0, seconds=60.0, seed=1)
            )
        elif kind < 0.12 and log and log[-1].kind == "review":
            log.append(event("retract", now, n, target=log[-1].id))
        else:
            rating = suggested_rating(points, UNITS)
            log.append(event("review", now, n, rating=rating, seconds=300.0, confidence=75, **marking))
    return log[:events]


def timed(what: str, function: Callable[[], object], goal: str = "", rounds: int = 3) -> float:
    """The best of some calls, in milliseconds of wall time, printed with its processor time."""
    best, busy = float("inf"), float("inf")
    for _ in range(rounds):
        start, worked = time.perf_counter(), time.process_time()
        function()
        best, busy = min(best, time.perf_counter() - start), min(busy, time.process_time() - worked)
    print(f"  {what:44}{best * 1e3:9.2f} ms ({busy * 1e3:.2f} ms of processor time) {goal}", flush=True)
    return best * 1e3


def measure(events: int, cards: int) -> None:
    """Print how long each step takes for a log of so many events over so many cards."""
    deck = generated_deck(cards)
    log = generated_log(events, deck)
    print(f"{len(log):,} events over {cards:,} cards")
    timed("fold", lambda: fold(log, deck), "goal 1500 ms")
    now = log[-1].time + timedelta(hours=1)
    verdicts = {f"c0-{k}": "met" for k in range(UNITS)}
    marking = {"deck": "d", "card": "c0", "verdicts": verdicts, "points": 7.0, "of": 7.0, "rating": 3}
    more = event("review", now, "more", seconds=1.0, **marking)
    undo = event("retract", now, "undo", target=more.id)
    exam = event("settings", now, "exam", name="exam-date", value=(now + timedelta(days=20)).date().isoformat())
    memory = fold(log, deck).then(exam)
    after = memory.then(more)
    timed("one more review", lambda: memory.then(more), "goal 5 ms", 20)
    timed("undo it", lambda: after.then(undo), "", 20)
    timed("expected score", lambda: expected(deck, after, now))
    timed("today's list", lambda: today(deck, after, now))
    timed("expected score of 60 days", lambda: expected_over_time(deck, after, now), "", 1)


def held(events: int) -> None:
    """Print how many bytes a session with a log of so many events keeps while the learner is there."""
    deck = generated_deck(8)
    rows = [(e.id, canonical(e.kind, e.time, e.nonce, e.data)) for e in generated_log(events, deck)]
    tracemalloc.start()
    log = events_of(rows)
    read, _ = tracemalloc.get_traced_memory()
    memory = fold(log, deck)
    folded, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"a session with {len(log):,} events: log {read / 1024:,.0f} KiB, fold {(folded - read) / 1024:,.0f} KiB")
    assert memory.cards


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for cards in (8, 200, 2000):
        measure(events, cards)
    for size in (100, 1_000, 10_000):
        held(size)


if __name__ == "__main__":
    main()
