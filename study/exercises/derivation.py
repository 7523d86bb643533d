"""Exercises whose answer is a derivation: its steps to order, its last steps to fill in, or all of it to write.

Blocks are named as the file counts them: steps ``"1"``, ``"2"`` …, distractors ``"d1"``, ``"d2"`` …. Ordering earns the
longest run of right neighbours, filling each blank for itself, and what was written is marked by the learner beside the
steps shown. Each distractor that is kept costs a step, where it has not broken the run already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from study.content import BASE, LANGUAGES, ExerciseSource, Fields, Report, Texts
from study.exercises.choice import tex_or_text
from study.exercises.feedback import Marking, MarkingItem, item, not_marked, quarters, say, total
from study.exercises.seeding import order
from study.exercises.task import COMMON, Task, both, read_hints, texts_of
from study.grading import SHARES

# The longest run of a proof that somebody has put in order: neighbours that are neighbours in the proof.


def longest_run(order: Sequence[int | None], groups: Sequence[Sequence[int]]) -> int:
    """The length of the longest piece of ``order`` that is a piece of a right order; 1 counts only where it is all.

    ``groups`` are the steps in the right order; those of one group may stand in any order among themselves. What is
    not a step (``None``) is in no run.

    >>> longest_run([3, 1, 2, 4], [[1], [2], [3], [4]]), longest_run([1, 3, 2, 4], [[1], [2, 3], [4]])
    (2, 4)
    """
    best = max(
        (end - start for start in range(len(order)) for end in range(start + 1, len(order) + 1)
         if is_run(order[start:end], groups)),
        default=0,
    )  # fmt: skip
    return best if best > 1 or sum(map(len, groups)) == 1 else 0


def is_run(piece: Sequence[int | None], groups: Sequence[Sequence[int]]) -> bool:
    """Is a piece, as it stands, a piece of a right order?

    >>> is_run([3, 4], [[1], [2, 3], [4]]), is_run([1, 3, 4], [[1], [2, 3], [4]])
    (True, False)
    """
    place = {step: rank for rank, group in enumerate(groups) for step in group}
    steps = [step for step in piece if step is not None]
    if len(steps) != len(piece) or len(set(steps)) != len(steps) or any(step not in place for step in steps):
        return False
    ranks = [place[step] for step in steps]
    if any(later - earlier not in (0, 1) for earlier, later in pairwise(ranks)):
        return False
    return all(ranks.count(rank) == len(groups[rank]) for rank in set(ranks) - {ranks[0], ranks[-1]})


MODES = ("order", "fill", "write")


@dataclass(frozen=True)
class ParsonsBlock:
    """A line of a derivation, or a distractor: ``tex`` or ``text`` is given; ``why`` a distractor is wrong."""

    id: str
    tex: str | None
    text: Texts | None
    reason: Texts | None = None
    asked: bool = False  # is its reason asked?
    why: Texts | None = None


@dataclass(frozen=True)
class Reason:
    """A reason to choose from; that of a step has the step's id."""

    id: str
    text: Texts


@dataclass(frozen=True)
class Derivation(Task):
    """An exercise of this kind; ``groups`` are the step numbers in order, those of a group in any order."""

    steps: tuple[ParsonsBlock, ...] = ()
    distractors: tuple[ParsonsBlock, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    wrong_reasons: tuple[Reason, ...] = ()
    reason_points: float = 0.0

    level = "order"

    def blocks(self, seed: int = 0) -> tuple[ParsonsBlock, ...]:
        """Steps and distractors, shuffled."""
        found = (*self.steps, *self.distractors)
        shuffled = tuple(found[i] for i in order(len(found), self.id, seed))
        return shuffled if shuffled[: len(self.steps)] != self.steps else shuffled[::-1]

    def reasons(self, seed: int = 0) -> tuple[Reason, ...]:
        """All reasons there are to choose from, shuffled; nothing where none is asked. Equal texts stand once."""
        if not self.reason_points:
            return ()
        own = [Reason(step.id, step.reason) for step in self.steps if step.reason is not None]
        once = {reason.text[BASE]: reason for reason in reversed((*own, *self.wrong_reasons))}
        found = list(reversed(once.values()))
        return tuple(found[i] for i in order(len(found), self.id, seed, "reasons"))

    def marked(self, answer: Any, seed: int, as_it_is: bool) -> Marking:
        given = answer if isinstance(answer, Mapping) else {"steps": answer}
        mode, steps, reasons = given.get("mode", "order"), given.get("steps"), given.get("reasons") or {}
        if mode == "write":
            return self._written(given.get("verdicts"))
        if mode not in MODES or not _is_list(steps) or not isinstance(reasons, Mapping):
            return not_marked(self.points, say("answer-form"))
        assert isinstance(steps, Sequence)
        chosen = ["" if step is None else str(step) for step in steps]
        known = {block.id for block in (*self.steps, *self.distractors)}
        if any(step and step not in known for step in chosen) or len(chosen) > 4 * len(known):
            return not_marked(self.points, say("answer-form"))
        if not any(chosen):
            return not_marked(self.points, say("no-answer"))
        if mode == "fill":
            return self._filled(chosen)
        items = (*self._ordered(chosen), *self._reasoned({str(k): str(v) for k, v in reasons.items()}))
        return total(items, self.points)

    def _ordered(self, chosen: list[str]) -> Iterator[MarkingItem]:
        count, of = len(self.steps), self.points - self.reason_points
        numbers = [int(step) if step.isdecimal() else None for step in chosen if step]
        extra = len(numbers) - len({number for number in numbers if number is not None})
        run = min(longest_run(numbers, self.groups), count - extra)
        points = of if run == count else quarters(of * max(0, run) / count)
        code = "order-right" if run == count else "order-run" if run > 0 else "order-none"
        said = say(code, **({"run": run, "count": count} if code == "order-run" else {"count": count}))
        yield item("order", self.unit, points, of, say("order-none") if code == "order-none" else said)
        for block in self.distractors:
            if block.id in chosen:
                yield item(block.id, None, 0.0, 0.0, say("distractor"), why=block.why)

    def _reasoned(self, reasons: Mapping[str, str]) -> Iterator[MarkingItem]:
        asked = [step for step in self.steps if step.asked]
        texts = {reason.id: reason.text for reason in self.wrong_reasons}
        texts |= {step.id: step.reason for step in self.steps if step.reason is not None}
        for step in asked:
            of = self.reason_points / len(asked)
            found = reasons.get(step.id, "")
            right = found in texts and texts[found] == step.reason
            code = "reason-right" if right else "reason-wrong" if found else "reason-empty"
            said = say(code, step=int(step.id))
            yield item(f"reason-{step.id}", self.unit, of if right else 0.0, of, said, why=step.reason)

    def blanks(self, count: int) -> tuple[ParsonsBlock, ...]:
        """The steps that are blank when so many are: the last ones."""
        return self.steps[len(self.steps) - max(1, min(count, len(self.steps))) :]

    def _filled(self, chosen: list[str]) -> Marking:
        """The blanks, one answer each, in the order of the steps; of as many points as they are steps."""
        blank = self.blanks(len(chosen))
        of = max(0.25, quarters(self.points * len(blank) / len(self.steps)))
        distractors = {block.id: block for block in self.distractors}
        right = self._fits(blank, chosen)
        items = []
        for step, found in zip(blank, chosen, strict=False):
            code = "blank-right" if step.id in right else "blank-wrong" if found else "blank-empty"
            share = of / len(blank)
            why = distractors[found].why if found in distractors else None
            said = say(code, step=int(step.id))
            items.append(item(f"step-{step.id}", self.unit, share if step.id in right else 0.0, share, said, why=why))
        return total(tuple(items), of)

    def _fits(self, blank: Sequence[ParsonsBlock], chosen: Sequence[str]) -> set[str]:
        """The blanks that are filled rightly: with a step of their own group that no blank before holds."""
        group = {str(step): i for i, steps in enumerate(self.groups) for step in steps}
        used: set[str] = set()
        right = set()
        own = {step.id for step in blank}
        for step, found in zip(blank, chosen, strict=False):
            if found in own and found not in used and group.get(found) == group[step.id]:
                right.add(step.id)
                used.add(found)
        return right

    def _written(self, verdicts: Any) -> Marking:
        """Marked by the learner: a verdict (met, half, missed) for each step."""
        if not isinstance(verdicts, Mapping) or not verdicts:
            return not_marked(self.points, say("no-answer"))
        found = {str(step): verdict for step, verdict in verdicts.items()}
        if any(step not in {one.id for one in self.steps} or verdict not in SHARES for step, verdict in found.items()):
            return not_marked(self.points, say("answer-form"))
        of = self.points / len(self.steps)
        items = tuple(
            item(f"step-{one.id}", self.unit, of * SHARES[found.get(one.id, "missed")], of,
                 say("self-marked", step=int(one.id)))
            for one in self.steps
        )  # fmt: skip
        return total(items, self.points)

    def asked(self) -> Iterator[str]:
        yield from super().asked()
        for block in (*self.steps, *self.distractors):
            for texts in (block.text, block.reason, block.why, {"": block.tex or ""}):
                yield from (texts or {}).values()


def _is_list(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str | bytes)
        and all(step is None or (isinstance(step, str | int) and not isinstance(step, bool)) for step in value)
    )


# The fields of a derivation.

KEYS = (*COMMON, "steps", "distractors", "ask_reason", "reason_points", "wrong_reasons", "any_order")
FEWEST, MOST = 2, 12


def read_derivation(exercise: ExerciseSource, fields: Fields, report: Report) -> Derivation:
    """The derivation that the fields state."""
    all_asked = _flag(fields, "ask_reason", report)
    steps = []
    for i, node in enumerate(fields.items("steps"), 1):
        inner = Fields(node, report, ("tex", "text", "reason", "ask_reason"), "steps")
        tex, text = tex_or_text(inner, report)
        reason = both(inner, "reason", report)
        own = _flag(inner, "ask_reason", report)
        if own and reason is None:
            report.error(inner.line, "missing-key", field="reason")
        steps.append(ParsonsBlock(str(i), tex, text, reason, (own or all_asked) and reason is not None))
    if not FEWEST <= len(steps) <= MOST:
        report.error(fields.lines.get("steps", fields.line), "how-many", field="steps", low=FEWEST, high=MOST)
    distractors = []
    for i, node in enumerate(fields.items("distractors"), 1):
        inner = Fields(node, report, ("tex", "text", "why"), "distractors")
        tex, text = tex_or_text(inner, report)
        distractors.append(ParsonsBlock(f"d{i}", tex, text, why=both(inner, "why", report, required=True)))
    wrong = [
        texts_of(Fields(node, report, LANGUAGES, "wrong_reasons"), report) for node in fields.items("wrong_reasons")
    ]
    points = fields.points("reason_points")
    if points is not None and points >= exercise.points:
        report.error(fields.nodes["reason_points"].line, "reasons-too-dear", found=points, points=exercise.points)
    asked = any(step.asked for step in steps)
    return Derivation(
        exercise=exercise,
        hints=read_hints(fields, report, exercise.points),
        solution=both(fields, "solution", report),
        steps=tuple(steps),
        distractors=tuple(distractors),
        groups=_groups(fields, len(steps), report),
        wrong_reasons=tuple(Reason(f"w{i}", text) for i, text in enumerate(wrong, 1) if text is not None),
        reason_points=(_usual(exercise.points) if points is None else points) if asked else 0.0,
    )


def _usual(points: float) -> float:
    """A quarter of the points for reasons, in quarters of a point where there are so many."""
    return quarters(points / 4) or points / 4


def _flag(fields: Fields, key: str, report: Report) -> bool:
    node = fields.nodes.get(key)
    if node is not None and not isinstance(node.value, bool):
        report.error(node.line, "not-true-or-false", field=key)
    return node is not None and node.value is True


def _groups(fields: Fields, count: int, report: Report) -> tuple[tuple[int, ...], ...]:
    """The steps in order, those that may be swapped in one group."""
    free: dict[int, Sequence[int]] = {}
    for node in fields.items("any_order"):
        values = [one.value for one in node.value] if isinstance(node.value, list) else []
        steps = sorted(value for value in values if isinstance(value, int) and not isinstance(value, bool))
        good = len(steps) > 1 and len(steps) == len(values) and steps == list(range(steps[0], steps[-1] + 1))
        if not good or steps[0] < 1 or steps[-1] > count or any(step in free for step in steps):
            report.error(node.line, "bad-any-order", count=count)
            continue
        free |= dict.fromkeys(steps, tuple(steps))
    groups: list[tuple[int, ...]] = []
    for step in range(1, count + 1):
        group = tuple(free.get(step, (step,)))
        if not groups or groups[-1] != group:
            groups.append(group)
    return tuple(groups)
