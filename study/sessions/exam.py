"""A mock exam as a pure fold of its events: which questions, how long, what was flagged, handed in and marked.

``fold(events, exam_id)`` gives the exam as it stands; the clock is an argument of what depends on it. Answers while
writing are drafts, not events; handing in records them. Marking is one event per card, the last one counts.

Exercises may stand after the questions. They mark themselves at the hand-in: what each earned is an event of the kind
``exercise`` whose attempt is the exam; where that is missing, it is marked when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from study.deck import Deck
from study.exercises import from_text
from study.grading import SHARES, RubricScore, grade, score
from study.log import Event, standing


@dataclass(frozen=True)
class Exam:
    """An exam: its cards in order, its start and time limit, flags, and after the hand-in the answers and verdicts.

    ``exercises`` come after the cards, all with one ``seed``; ``marks`` are their points, as far as they are known.
    """

    id: str
    cards: tuple[str, ...]
    started: datetime
    minutes: float
    flags: frozenset[str] = frozenset()
    handed_in: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    exercises: tuple[str, ...] = ()
    seed: int = 0
    marks: Mapping[str, float] = field(default_factory=dict)

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of its cards and exercises, in their order."""
        return (*self.cards, *self.exercises)

    @property
    def ends(self) -> datetime:
        return self.started + timedelta(minutes=self.minutes)

    def remaining(self, now: datetime) -> float:
        """Seconds left, 0 when the time is over."""
        return max(0.0, (self.ends - now).total_seconds())

    def seconds(self, now: datetime) -> float:
        """Seconds used until the hand-in, or until now."""
        return max(0.0, ((self.handed_in or now) - self.started).total_seconds())


@dataclass(frozen=True)
class Loss:
    """Points lost in one idea unit of one card, or in an exercise (then ``unit`` is empty)."""

    card: str
    unit: str
    points: float
    verdict: str


@dataclass(frozen=True)
class ExamResult:
    """What an exam came to: points in total and per item, the grade (``None``: not passed), and what was lost."""

    points: float
    of: float
    grade: int | None
    per_card: Mapping[str, RubricScore]
    losses: tuple[Loss, ...]
    open: int

    @property
    def share(self) -> float:
        return self.points / self.of if self.of else 0.0


def fold(events: Iterable[Event], exam: str) -> Exam | None:
    """The exam of this id as its events tell it; ``None`` when none of them starts it."""
    state: Exam | None = None
    for e in standing(events):
        if e.kind == "exercise" and state is not None and e.get("attempt") == exam and e["exercise"] in state.exercises:
            state = replace(state, marks={**state.marks, e["exercise"]: float(e["points"] or 0.0)})
        if e.get("exam") != exam:
            continue
        if e.kind == "exam-start":
            exercises = tuple(id for id in e.get("exercises", ()) if id not in e["cards"])
            state = Exam(
                exam, tuple(e["cards"]), e.time, float(e["minutes"]), exercises=exercises, seed=int(e.get("seed", 0))
            )
        elif state is None:
            continue
        elif e.kind == "exam-flag" and state.handed_in is None and e["card"] in state.items:
            flags = state.flags | {e["card"]} if e["flagged"] else state.flags - {e["card"]}
            state = replace(state, flags=flags)
        elif e.kind == "exam-hand-in" and state.handed_in is None:
            answers = {item: text for item, text in e["answers"].items() if item in state.items}
            state = replace(state, handed_in=e.time, answers=answers)
        elif e.kind == "exam-mark" and state.handed_in is not None and e["card"] in state.cards:
            state = replace(state, verdicts={**state.verdicts, e["card"]: dict(e["verdicts"])})
    return state


def to_resume(events: Iterable[Event], now: datetime) -> str | None:
    """The exam that a learner who comes back is in the middle of: not handed in, or handed in and not yet marked.

    An exam that ended more than a day ago is over, whatever is missing in it.
    """
    log = list(events)
    starts = [e for e in standing(log) if e.kind == "exam-start"]
    last = fold(log, starts[-1]["exam"]) if starts else None
    if last is None or now > last.ends + timedelta(days=1):
        return None
    marked = all(card in last.verdicts for card in last.cards)
    return None if last.handed_in is not None and marked else last.id


def to_take_back(events: Iterable[Event], exam: str) -> tuple[str, ...]:
    """The events whose retraction undoes the hand-in, as if it had never been; none once an answer is marked.

    These are every hand-in of the exam, since another device may have handed in too, and the marks of its exercises.
    """
    log = standing(events)
    now = fold(log, exam)
    if now is None or now.handed_in is None or any(now.verdicts.values()):
        return ()
    hand_ins = [e.id for e in log if e.kind == "exam-hand-in" and e["exam"] == exam]
    return (*hand_ins, *(e.id for e in log if e.kind == "exercise" and e.get("attempt") == exam))


def to_drop(events: Iterable[Event], exam: str) -> tuple[str, ...]:
    """The events whose retraction makes an exam that is still written as if it had never begun; else none."""
    log = standing(events)
    now = fold(log, exam)
    if now is None or now.handed_in is not None:
        return ()
    return tuple(e.id for e in log if e.kind in ("exam-start", "exam-flag") and e["exam"] == exam)


def dropped(events: Iterable[Event]) -> Exam | None:
    """The exam that was dropped last, as it was begun; its drafts are to be forgotten."""
    log = list(events)
    gone = {e["target"] for e in log if e.kind == "retract"}
    starts = [e for e in log if e.kind == "exam-start" and e.id in gone]
    last = max(starts, key=lambda e: (e.time, e.id), default=None)
    return None if last is None else fold([last], last["exam"])


def to_open(exam: Exam, last: str = "") -> str:
    """The item to open when none is: the question that was open last, after the hand-in the first without a mark."""
    if exam.handed_in is None:
        return last if last in exam.cards else exam.items[0]
    return next((card for card in exam.cards if not exam.verdicts.get(card)), exam.items[0])


def unanswered(exam: Exam) -> tuple[str, ...]:
    """The questions that were handed in empty and have no verdict yet."""
    return tuple(c for c in exam.cards if not exam.answers.get(c, "").strip() and not exam.verdicts.get(c))


def result(exam: Exam, deck: Deck) -> ExamResult:
    """The points of the exam so far, its grade by the deck's thresholds, and every unit that lost points."""
    cards = [deck.cards[card] for card in exam.cards if card in deck.cards]
    per_card = {card.id: score(card.rubric, exam.verdicts.get(card.id, {})) for card in cards}
    marks = exercise_scores(exam, deck)
    losses = tuple(
        Loss(card.id, unit.id, unit.points * (1.0 - SHARES[verdict]), verdict)
        for card in cards
        for unit in card.rubric
        if (verdict := exam.verdicts.get(card.id, {}).get(unit.id, "met")) != "met"
    )
    losses += tuple(
        Loss(id, "", one.of - one.points, "half" if one.points else "missed")
        for id, one in marks.items()
        if one.points < one.of
    )
    per_card |= marks
    points, of = sum(s.points for s in per_card.values()), sum(s.of for s in per_card.values())
    return ExamResult(
        points, of, grade(points, of, deck.grades), per_card, losses, sum(s.open for s in per_card.values())
    )


def exercise_scores(exam: Exam, deck: Deck) -> dict[str, RubricScore]:
    """What the exercises earned; nothing before the hand-in."""
    found = {}
    for id in exam.exercises if exam.handed_in is not None else ():
        task = deck.exercises[id].task if id in deck.exercises else None
        if task is not None:
            points = exam.marks.get(id)
            if points is None:
                points = task.mark(from_text(task, exam.answers.get(id, "")), exam.seed, as_it_is=True).points
            found[id] = RubricScore(min(points, task.points), task.points, 0)
    return found


def of_exercises(exam: Exam, outcome: ExamResult) -> tuple[float, float]:
    """How many points of a result its exercises earned, and out of how many."""
    own = [outcome.per_card[id] for id in exam.exercises if id in outcome.per_card]
    return sum(one.points for one in own), sum(one.of for one in own)


def to_retake(exam: Exam, deck: Deck) -> tuple[str, ...]:
    """The items of the exam that lost points, in its order."""
    lost = {loss.card for loss in result(exam, deck).losses}
    return tuple(item for item in exam.items if item in lost)
