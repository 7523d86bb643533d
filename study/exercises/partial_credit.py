"""How a typed algorithm earns its points, line by line, where it does not agree with a reference as a whole.

Each line is run from the reference's own states, so that every line starts right. A graded quantity is earned by a line
whose value is the reference's at every step, if a result depends on that line. A wrong line is charged once: below it
the right value stands in its place. A state or a result is earned only under its own name, and lost again if a later
line overwrites it; what is only an intermediate value may be called anything. What was injected cannot be earned by
copying it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lekce2 import Message
from lekce2.base import Array
from lekce2.expressions import Program, Statement
from study.content import Texts
from study.exercises.equivalence import ReferenceStep, World, equal, near, worth
from study.exercises.feedback import MarkingItem, item, say
from study.exercises.mutants import edited, edits, names_before, plain, repeated

QUARTER = 0.25


@dataclass(frozen=True)
class Grade:
    """What a quantity is worth, and the rubric unit it exercises."""

    points: float
    unit: str | None


@dataclass(frozen=True)
class Reference:
    """A right program: the author's own (no label) or an accepted variant."""

    program: Program
    label: Texts | None = None


@dataclass
class Partial:
    """Marking of one program against one reference, line by line; ``items`` are in the order of the grades."""

    program: Program
    reference: Reference
    world: World
    results: Sequence[str]
    graded: Mapping[str, Grade]
    scenes: Sequence[ReferenceStep]
    live: frozenset[int]
    explain: bool = True  # look for the slip that a wrong line is
    earned: dict[str, MarkingItem] = field(default_factory=dict)
    wrong: dict[str, MarkingItem] = field(default_factory=dict)
    blamed: MarkingItem | None = None  # a wrong line without points

    def __post_init__(self) -> None:
        """Walk down the program, in all scenes at once."""
        self.right = {name: [scene.after[name] for scene in self.scenes] for name in self.reference.program.targets}
        omitted = [name for name in self.right if name in self.world.given and name not in self.program.targets]
        self.environments: list[dict[str, Array]] = [dict(scene.before) for scene in self.scenes]
        self.injected: set[str] = set()  # names that hold the reference's value in place of a wrong one
        self.spent: set[str] = set()  # quantities whose right value was injected
        for one in self.program.statements:
            values = [worth(one, env, scene.trials) for env, scene in self._here()]
            place = self._place(one)
            if place is not None and not self._same(values, place) and any(name in omitted for name in one.reads):
                values = self._with(one, omitted) if self._same(self._with(one, omitted), place) else values
            self._line(one, values, place)

    def _here(self) -> list[tuple[dict[str, Array], ReferenceStep]]:
        return list(zip(self.environments, self.scenes, strict=True))

    def _with(self, one: Statement, names: Sequence[str]) -> list[Array]:
        """The values of a line where a line that was left out had been there."""
        return [
            worth(one, {**env, **{name: scene.after[name] for name in names}}, scene.trials)
            for env, scene in self._here()
        ]

    def _place(self, one: Statement) -> int | None:
        """The line of the reference, from 0, that a line has to match: the nth to assign the name, or the last."""
        own = [line for line in self.program.statements if line.target == one.target]
        theirs = [i for i, line in enumerate(self.reference.program.statements) if line.target == one.target]
        if not theirs:
            return None
        if len(own) == len(theirs):
            return theirs[own.index(one)]
        return theirs[-1] if own[-1] is one else None

    def _same(self, values: Sequence[Array], place: int) -> bool:
        return all(equal(value, scene.lines[place]) for value, scene in zip(values, self.scenes, strict=True))

    def _line(self, one: Statement, values: list[Array], place: int | None) -> None:
        right = place is None or self._same(values, place)
        name = self._quantity(one, values)
        if name is not None:
            grade, living = self.graded[name], one.line in self.live
            code = "line-dead" if not living else "line-follows" if self.injected & set(one.reads) else "line-right"
            said = say(code, line=one.line, name=name)
            points = grade.points if living else 0.0
            found = item(name, grade.unit, points, grade.points, said, line=one.line)
            (self.earned if living else self.wrong)[name] = found
        if not right and one.target in self.earned:  # an intermediate name is free for other use then
            if self._own(one.target):
                self._overwritten(one, by_quantity=name is not None)
        elif not right and place is not None:
            self._charge(one, values, place)
            values = [scene.lines[place] for scene in self.scenes]
            self.injected.add(one.target)
        for (env, _), value in zip(self._here(), values, strict=True):
            env[one.target] = value

    def _quantity(self, one: Statement, values: Sequence[Array]) -> str | None:
        """The graded quantity that a line gives, if it is still to be earned."""
        for name in self.graded:
            if name in self.earned or name in self.spent or (self._own(name) and one.target != name):
                continue
            if all(equal(value, right) for value, right in zip(values, self.right[name], strict=True)):
                return name
        return None

    def _own(self, name: str) -> bool:
        """Does a quantity count only under its own name?"""
        return name in self.world.given or name in self.results

    def _overwritten(self, one: Statement, by_quantity: bool) -> None:
        """A right value gives way to another one: what is wrong then is the next step.

        Where the other one is a graded quantity itself (a moment corrected in place), the lines below mean that one,
        and only the whole is charged; else the quantity is lost.
        """
        name = one.target
        grade, said = self.graded[name], say("line-overwrites", line=one.line, name=name)
        spoilt = item(name, grade.unit, 0.0, grade.points, said, line=one.line)
        if by_quantity:
            self.blamed = self.blamed or spoilt
        else:
            del self.earned[name]
            self.wrong[name] = spoilt

    def _charge(self, one: Statement, values: Sequence[Array], place: int) -> None:
        """Let a wrong line cost the quantity that the reference's line gives; the right value costs nothing twice."""
        slip = self._slip(values, place) if self.explain and one.reads else None
        lost = next((name for name in (one.target, *self.graded) if self._gives(place, name)), None)
        if lost is None:
            said = say("whole-ungraded", line=one.line, name=one.target)
            self.blamed = self.blamed or item(one.target, None, 0.0, 0.0, said, line=one.line)
            return
        code = "line-wrong" if slip is None else "line-slip"
        said = say(code, line=one.line, name=one.target, **({} if slip is None else {"edit": slip}))
        grade = self.graded[lost]
        self.wrong[lost] = item(lost, grade.unit, 0.0, grade.points, said, line=one.line)
        self.spent.add(lost)

    def _gives(self, place: int, name: str) -> bool:
        """Is the value of a line of the reference a graded quantity of this name?"""
        return name in self.graded and self._same(self.right[name], place)

    def _slip(self, values: Sequence[Array], place: int) -> Message | None:
        """The single edit that leads from the reference's line to these values, in the first step and in the second."""
        statements = self.reference.program.statements
        tree = plain(statements[place].expression)
        found = list(edits(tree, names_before(statements, place, tuple(self.world.given))))
        fitting = set(range(len(found)))
        for scene, value in list(zip(self.scenes, values, strict=True))[:2]:
            trials = scene.trials
            before = dict(scene.before)
            before |= {one.target: known for one, known in zip(statements[:place], scene.lines, strict=False)}
            for which, stack in edited(tree, found, before, trials.functions, trials.count):
                same = near(stack, repeated(value, len(which))).reshape(-1, trials.count).all(axis=1)
                fitting -= {i for i, good in zip(which, same, strict=True) if not good}
        return found[min(fitting)].message if fitting else None

    @property
    def items(self) -> tuple[MarkingItem, ...]:
        """What each quantity earned; the last item takes a quarter where all lines are right but the whole is not."""
        found = []
        for name, grade in self.graded.items():
            missing = item(name, grade.unit, 0.0, grade.points, say("line-missing", name=name))
            found.append(self.earned.get(name) or self.wrong.get(name) or missing)
        if self.points == sum(grade.points for grade in self.graded.values()):
            lacking = next((name for name in self.results if name not in self.program.targets), None)
            said = say("whole-wrong") if lacking is None else say("line-missing", name=lacking)
            blamed = self.blamed.message if self.blamed is not None else said
            line = self.blamed.line if self.blamed is not None else None
            found.append(MarkingItem("whole", None, -QUARTER, 0.0, "missed", blamed, line))
        return tuple(found)

    @property
    def points(self) -> float:
        """What the lines earn."""
        return sum(one.points for one in self.earned.values())
