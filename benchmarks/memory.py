"""How long the memory takes to fold a long log, and the pages to show it: ``python -m benchmarks.memory [EVENTS]``.

The log is that of a learner who marks: reviews with a verdict on each of seven units, one exercise in ten events, one
mock exam in a hundred events with every press of its marking, and some undone reviews. It is folded for 8, 200 and
2,000 cards. Then one more review is added to the folded memory, undone, and the score, the plan and the history of the
score are computed. Then comes what one session holds: the log as it was read from the store, and its fold. Last the app
itself draws its pages for such a log over its own questions; a goal is processor time, and beside it stands how long
another thread had to wait at most, as another learner would.
"""

from __future__ import annotations

import gc
import hashlib
import os
import random
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from study.content import Card, Unit
from study.deck import Deck
from study.grading import SHARES, VERDICTS, suggested_rating
from study.log import Event, backup, canonical, event, learner_of
from study.memory import expected, expected_over_time, fold
from study.planning import today
from study.store import events_of

ROOT = Path(__file__).parents[1]
START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
UNITS = 7
ANSWER = "The gradient of the loss is averaged over the batch and a step taken against it. "


def generated_deck(cards: int) -> Deck:
    """A deck of so many cards, each worth seven points in seven units."""
    both = {"cs": "text", "en": "text"}
    made = {}
    for n in range(cards):
        units = tuple(Unit(f"c{n}-{k}", 1.0, both) for k in range(UNITS))
        topic = (f"t{n % 7}",)
        made[f"c{n}"] = Card(f"c{n}", "", both, UNITS, topic, both, "", units, (), (), (), {}, ("cs",))
    return Deck("d", "", both, {}, ((1, 90.0), (2, 75.0), (3, 60.0)), 1.2, None, made, {}, (), ())


def generated_log(events: int, deck: Deck, seed: int = 0, start: datetime = START) -> list[Event]:
    """A log of so many events, spread over the cards of the deck and a year."""
    rng = random.Random(seed)
    cards = list(deck.cards.values())
    log: list[Event] = []
    step = timedelta(days=365) / events
    while len(log) < events:
        now, n = start + step * len(log), str(len(log))
        card = rng.choice(cards)
        verdicts = {unit.id: rng.choices(VERDICTS, (7, 1, 2))[0] for unit in card.rubric}
        points = sum(SHARES[verdicts[unit.id]] * unit.points for unit in card.rubric)
        marking = {"deck": deck.id, "card": card.id, "verdicts": verdicts, "points": points, "of": float(card.points)}
        kind = rng.random()
        if kind < 0.01:
            log.append(event("exam-hand-in", now, n, exam=n, answers={}))
            log += [event("exam-mark", now, f"{n}-{k}", exam=n, **marking) for k in range(UNITS)]
        elif kind < 0.10:
            unit, share = rng.choice(card.rubric).id, rng.choice((0.0, 0.5, 1.0))
            told = {"deck": deck.id, "card": card.id, "unit": unit, "points": share, "of": 1.0, "answer": ""}
            log.append(event("exercise", now, n, exercise="e", **told, seconds=60.0, seed=1))
        elif kind < 0.12 and log and log[-1].kind == "review":
            log.append(event("retract", now, n, target=log[-1].id))
        else:
            told = {"attempt": n, "mode": "typed", "answer": ANSWER, "confidence": rng.choice((None, 25, 50, 75))}
            rating = suggested_rating(points, card.points)
            log.append(event("review", now, n, rating=rating, seconds=300.0, **told, **marking))
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


def drawn(events: int) -> None:
    """Print what the app takes for a learner with so many events: greeting, Today, Progress, a rating, an import."""
    from streamlit.testing.v1 import AppTest

    from ui.learner import browser, decks, progress_log

    deck = decks.all_decks()[0]
    log = generated_log(events, deck, start=datetime.now(UTC) - timedelta(days=365))
    words: dict[str, object] = {}
    browser.said = words.get  # type: ignore[assignment]
    browser.talk = lambda **said: None if said["known"] else said["on_hello"]()  # type: ignore[assignment]
    browser.keep = lambda pieces: None

    def opened(name: str) -> AppTest:
        words["hello"] = {"secret": hashlib.sha256(f"{name} {events}".encode()).hexdigest()[:32], "pieces": {}}
        return AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)

    def shown(what: str, run: Callable[[], object], goal: str = "") -> None:
        gc.collect()
        with Waiting() as waiting:
            timed(what, run, goal, 1)
        print(f"  {'':44}{waiting.longest * 1e3:9.0f} ms that others waited at most", flush=True)

    for page in ("progress", "revise", "settings"):  # what is imported once
        opened("nobody").run().switch_page(f"ui/pages/{page}.py").run()
    at = opened("somebody")
    progress_log.store().save(learner_of(str(words["hello"]["secret"])), log)  # type: ignore[index]
    document = backup(log, datetime.now(UTC))
    del log
    print(f"the app with {events:,} events")
    shown("first greeting, with Today", at.run, "goal 3000 ms")
    shown("Today", at.run, "goal 300 ms")
    at.switch_page("ui/pages/progress.py")
    shown("Progress", at.run, f"goal {1000 if events > 10_000 else 500} ms")
    shown("Progress again", at.run)
    at.switch_page("ui/pages/revise.py").run()
    at.button(key="flip").click().run()
    shown("a rating", at.button(key="rate-3").click().run, "goal 300 ms")
    at = opened("another").run().switch_page("ui/pages/settings.py").run()
    at.get("file_uploader")[0].set_value(("backup.json", document, "application/json"))
    shown("an import", at.run, "goal 5000 ms")
    assert not at.exception


class Waiting:
    """A thread that wants to run each millisecond, and the longest time that it could not."""

    def __enter__(self) -> Waiting:
        self.longest, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.is_set():
            start = time.perf_counter()
            time.sleep(0.001)
            self.longest = max(self.longest, time.perf_counter() - start)


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for cards in (8, 200, 2000):
        measure(events, cards)
    for size in (100, 1_000, 10_000):
        held(size)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LEKCE2_DATABASE_URL"] = f"sqlite:///{folder}/progress.db"
        for size in (1_000, 10_000, events):
            drawn(size)


if __name__ == "__main__":
    main()
