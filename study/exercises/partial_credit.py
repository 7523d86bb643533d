"""How a typed algorithm earns its points, line by line, where it does not agree with a reference as a whole.

Each line is run from the reference's own states, so that every line starts right, and is compared by its value, never
by its form: what stands on six lines earns the same folded into one.

- A quantity is earned by a line that has its value, and with it the intermediate quantities that are worked out inside.
- A wrong line costs one quantity: that of the line of the reference in which a single edit gives the same value, or,
  where no single edit does, its own. Below it the right value stands in its place.
- A state or a result is lost where a later line overwrites it. What nothing depends on earns nothing, unless the line
  that would use it is not there. What was put right cannot be earned by copying it.
- A line of the reference that was left out, moved, swapped or doubled as a whole is one slip as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from lekce2 import Message
from lekce2.base import Array, ExpressionError
from lekce2.expressions import Apply, Expression, Name, Program, Statement, walk
from study.content import Texts
from study.exercises.equivalence import ReferenceStep, World, equal, worth
from study.exercises.feedback import MarkingItem, item, say
from study.exercises.mutants import Mutant, edits, plain, program, rearranged, source

QUARTER = 0.25
LOOKED_AT = 2  # scenes in which a slip is compared
MOST_OMISSIONS = 64  # ways to leave intermediate lines out that are tried


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

    @cached_property
    def rearranged(self) -> tuple[Mutant, ...]:
        """The program with one line left out, moved, swapped or doubled."""
        return tuple(rearranged(program(self.program.statements).statements))

    @cached_property
    def inner(self) -> tuple[tuple[int, ...], ...]:
        """For each line the earlier lines, from 0, on which its value depends."""
        statements = self.program.statements
        found: list[tuple[int, ...]] = []
        last: dict[str, int] = {}
        for i, one in enumerate(statements):
            own = {last[name] for name in one.reads if name in last}
            found.append(tuple(sorted(own.union(*(found[j] for j in own)))))
            last[one.target] = i
        return tuple(found)


@dataclass(frozen=True)
class FoundSlip:
    """What a wrong line is: the line of the reference with the edit, and the edit; several lines that were left out."""

    places: tuple[int, ...]
    edit: Message
    reached: frozenset[int] = frozenset()  # the lines inside that are still worked out, with the edit


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
    unread: Mapping[int, Message] = field(default_factory=dict)  # lines whose right side could not be read
    mentioned: Sequence[str] = ()  # the names that the question itself uses
    earned: dict[str, MarkingItem] = field(default_factory=dict)
    wrong: dict[str, MarkingItem] = field(default_factory=dict)
    dead: dict[str, MarkingItem] = field(default_factory=dict)  # right, but nothing depends on it
    blamed: MarkingItem | None = None  # a wrong line without points

    def __post_init__(self) -> None:
        """Walk down the program, in all scenes at once."""
        self.right = {name: [scene.after[name] for scene in self.scenes] for name in self.reference.program.targets}
        self.omitted = [name for name in self.right if name in self.world.given and name not in self.program.targets]
        self.environments: list[dict[str, Array]] = [dict(scene.before) for scene in self.scenes]
        self.injected: set[str] = set()  # names that hold the reference's value in place of a wrong one
        self.spent: set[str] = set()  # quantities that were charged: their right value earns nothing any more
        self.slipped: set[str] = set()  # names whose line is right but for one slip
        self.charged: set[int] = set()  # lines of the reference in which a slip was found
        for one in self.program.statements:
            self._line(one)
        self._settle()

    # ---- one line

    def _line(self, one: Statement) -> None:
        place = self._place(one)
        if one.line in self.unread:
            self._refuse(one, place)
            return
        values = [worth(one, env, scene.trials) for env, scene in self._here()]
        right = place is None or self._same(values, place)
        if not right and place is not None and any(name in self.omitted for name in one.reads):
            completed = self._with(one, self.omitted)
            if self._same(completed, place):
                values, right = completed, True
        name = self._quantity(one, values)
        if name is not None:
            self._earn(name, one)
        if not right and one.target in {*self.earned, *self.dead} and self._own(one.target):
            self._overwritten(one)
        elif not right and place is not None and one.target not in self.earned:
            values = self._charge(one, values, place)
        elif place is None and name is None and one.reads:
            self._helper(one, values)
        for (env, _), value in zip(self._here(), values, strict=True):
            env[one.target] = value

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

    def _own(self, name: str) -> bool:
        """Does a quantity count only under its own name?"""
        return name in self.world.given or name in self.results

    # ---- what is right

    def _quantity(self, one: Statement, values: Sequence[Array]) -> str | None:
        """The graded quantity that a line gives, if it is still to be earned."""
        for name in self.graded:
            taken = name in self.earned or name in self.dead or name in self.spent
            if taken or (self._own(name) and one.target != name and name in self.program.targets):
                continue
            if self._own(name) and one.target != name and name in self.world.given:
                continue  # a state under another name is not carried
            if all(equal(value, right) for value, right in zip(values, self.right[name], strict=True)):
                return name
        return None

    def _earn(self, name: str, one: Statement) -> None:
        grade, living = self.graded[name], one.line in self.live
        follows = bool(self.injected & set(one.reads))
        named = not self._own(name) or one.target == name
        code = "line-other-name" if not named else "line-follows" if follows else "line-right"
        said = say(code, line=one.line, name=name, **({} if named else {"found": one.target}))
        if living or not named:
            self.earned[name] = item(name, grade.unit, grade.points, grade.points, said, line=one.line)
            inside = self._lines_of(name)
            near = self._worked_out(name)
            self._earn_inside([i for i in inside if i in near], one.line)
            self._earn_inside([i for i in inside if i not in near], one.line, code="line-counted-once")
        else:
            self.dead[name] = item(name, grade.unit, grade.points, grade.points, said, line=one.line)

    def _earn_inside(
        self, places: Sequence[int], line: int, but: Sequence[int] = (), code: str = "line-contains"
    ) -> None:
        """Earn the intermediate quantities that a line works out inside itself."""
        for place in places:
            name = self._quantity_at(place)
            if name is None or place in but or self._own(name) or name in self.program.targets:
                continue
            if name not in self.earned and name not in self.wrong and name not in self.spent:
                grade = self.graded[name]
                said = say(code, line=line, name=name)
                self.earned[name] = item(name, grade.unit, grade.points, grade.points, said, line=line)

    def _lines_of(self, name: str) -> tuple[int, ...]:
        """The lines of the reference inside the last one that gives a quantity."""
        last = max(i for i, one in enumerate(self.reference.program.statements) if one.target == name)
        return self.reference.inner[last]

    def _worked_out(self, name: str) -> frozenset[int]:
        """The lines of the reference that the line giving a quantity works out itself, as none above gives them."""
        statements, found = self.reference.program.statements, set()
        waiting = [max(i for i, one in enumerate(statements) if one.target == name)]
        while waiting:
            i = waiting.pop()
            for read in statements[i].reads:
                below = [j for j in range(i) if statements[j].target == read]
                if below and self._quantity_at(below[-1]) not in self.spent:
                    found.add(below[-1])
                    waiting.append(below[-1])
        return frozenset(found)

    def _quantity_at(self, place: int) -> str | None:
        """The graded quantity that a line of the reference gives, if it gives one."""
        own = self.reference.program.statements[place].target
        return next((name for name in (own, *self.graded) if name in self.graded and self._gives(place, name)), None)

    def _served(self, place: int, inside: Sequence[int]) -> str | None:
        """The graded quantity that a line of the reference gives, or else the first one inside that it serves."""
        users = (i for i in inside if place in self.reference.inner[i])
        return next((name for i in (place, *users) if (name := self._quantity_at(i)) is not None), None)

    def _gives(self, place: int, name: str) -> bool:
        return self._same(self.right[name], place)

    # ---- what is wrong

    def _charge(self, one: Statement, values: list[Array], place: int) -> list[Array]:
        """Let a wrong line cost the quantity in which its slip is; what stands in its place from there on."""
        inside = self._inside(place, one)
        slip = self._slip(values, place, inside) if one.reads else None
        own = self._quantity_at(place)
        if slip is None:
            self._miss(own, one, say("line-wrong", line=one.line, name=own or one.target))
            self._earn_parts(one, inside)
        else:
            for at in slip.places:
                lost = self._served(at, inside)
                lost = own if lost is None or self._own(lost) else lost  # a state has a line of its own
                if at not in self.charged:
                    self._miss(lost, one, say("line-slip", line=one.line, name=lost or one.target, edit=slip.edit))
                    self.slipped |= {one.target}
            self.charged |= set(slip.places)
            if place not in slip.places and own is not None and own not in self.spent and own not in self.earned:
                grade, said = self.graded[own], say("line-follows", line=one.line, name=own)
                self.earned[own] = item(own, grade.unit, grade.points, grade.points, said, line=one.line)
            self._earn_inside([i for i in inside if i in slip.reached], one.line, but=slip.places)
        self.injected.add(one.target)
        return [scene.lines[place] for scene in self.scenes]

    def _miss(self, name: str | None, one: Statement, said: Message) -> None:
        if name is None:
            ungraded = say("whole-ungraded", line=one.line, name=one.target)
            self.blamed = self.blamed or item(one.target, None, 0.0, 0.0, ungraded, line=one.line)
        elif name not in self.spent:
            grade = self.graded[name]
            self.wrong[name] = item(name, grade.unit, 0.0, grade.points, said, line=one.line)
            self.spent.add(name)

    def _refuse(self, one: Statement, place: int | None) -> None:
        """A line that could not be read costs its own quantity."""
        said = say("line-unread", line=one.line, reason=self.unread[one.line])
        self._miss(None if place is None else self._quantity_at(place), one, said)
        self.injected.add(one.target)
        for env, scene in self._here():
            if place is not None:
                env[one.target] = scene.lines[place]

    def _helper(self, one: Statement, values: list[Array]) -> None:
        """A line under a name of the learner's own: is it an intermediate line of the reference with a slip?

        Then the slip is charged here, and the lines below, which use it, follow.
        """
        if one.line not in self.live:
            return
        for place, theirs in enumerate(self.reference.program.statements):
            name = self._quantity_at(place)
            mine = (
                name is None or self._own(name) or name in self.program.targets or theirs.target in self.program.targets
            )
            if mine or name in self.earned or name in self.spent:
                continue
            slip = self._slip(values, place, ())
            if slip is not None:
                self._miss(name, one, say("line-slip", line=one.line, name=name, edit=slip.edit))
                self.charged |= set(slip.places)
                self.injected.add(one.target)
                values[:] = [scene.lines[place] for scene in self.scenes]
                return

    def _inside(self, place: int, one: Statement) -> tuple[int, ...]:
        """The lines of the reference that a line has to work out inside itself, as no other line gives them."""
        statements = self.reference.program.statements
        above = {other.target for other in self.program.statements[: self.program.statements.index(one)]}
        return tuple(
            i
            for i in self.reference.inner[place]
            if statements[i].target not in above
            and (statements[i].target in self.program.targets or not self._own(statements[i].target))
            and self._quantity_at(i) not in self.earned
        )

    def _slip(self, values: Sequence[Array], place: int, inside: Sequence[int]) -> FoundSlip | None:
        """The single edit that leads from the reference's line, with what it works out inside, to these values."""
        looked = list(zip(self.scenes, values, strict=True))[:LOOKED_AT]
        ordered = sorted(inside, key=lambda i: (i not in self.charged, -i))
        for at in (*(i for i in ordered if i in self.charged), place, *(i for i in ordered if i not in self.charged)):
            right = self.reference.program.statements[at]
            names = tuple(dict.fromkeys([*self.world.given, *(one.target for one in self._before(at))]))
            for edit in edits(plain(right.expression), names):
                changed = {at: edit.expression}
                if self._leads_to(looked, place, inside, changed):
                    return FoundSlip((at,), edit.message, self._reached(place, changed))
        return self._omission(looked, place, inside)

    def _omission(
        self, looked: Sequence[tuple[ReferenceStep, Array]], place: int, inside: Sequence[int]
    ) -> FoundSlip | None:
        """Intermediate lines that were left out: what they are made of stands where they belong."""
        statements = self.reference.program.statements
        ways = [[None, *(Name(name, 1, 1) for name in statements[i].reads)] for i in inside]
        for n, way in enumerate(product(*ways)):
            changed = {i: node for i, node in zip(inside, way, strict=True) if node is not None}
            if n >= MOST_OMISSIONS:
                break
            if len(changed) > 1 and self._leads_to(looked, place, inside, changed):
                names = ", ".join(statements[i].target for i in changed)
                return FoundSlip(tuple(changed), say("edit-omitted", names=names), self._reached(place, changed))
        return None

    def _reached(self, place: int, changed: Mapping[int, Expression]) -> frozenset[int]:
        """The lines that a line of the reference needs where lines were changed."""
        statements, found, waiting = self.reference.program.statements, set(), [place]
        while waiting:
            i = waiting.pop()
            reads = {node.name for node in walk(changed.get(i, statements[i].expression)) if isinstance(node, Name)}
            for name in reads:
                below = [j for j in range(i) if statements[j].target == name]
                if below and below[-1] not in found:
                    found.add(below[-1])
                    waiting.append(below[-1])
        return frozenset(found)

    def _leads_to(
        self,
        looked: Sequence[tuple[ReferenceStep, Array]],
        place: int,
        inside: Sequence[int],
        changed: Mapping[int, Expression],
    ) -> bool:
        """Does the reference's line, with the lines inside it changed so, have these values?"""
        return all(_alike(self._chained(scene, place, inside, changed), value) for scene, value in looked)

    def _chained(
        self, scene: ReferenceStep, place: int, inside: Sequence[int], changed: Mapping[int, Expression]
    ) -> Array:
        """The value of a line of the reference where lines inside it were changed."""
        known = {name: np.asarray(value) for name, value in scene.before.items()}
        touched: set[int] = set()
        for i, one in enumerate(self.reference.program.statements[: place + 1]):
            follows = (i in inside or i == place) and any(j in touched for j in self.reference.inner[i])
            if i in changed or follows:
                expression = changed.get(i, one.expression)
                known[one.target] = worth(Statement(one.target, expression, one.line), known, scene.trials)
                touched.add(i)
            else:
                known[one.target] = scene.lines[i]
        return known[self.reference.program.statements[place].target]

    def _before(self, place: int) -> tuple[Statement, ...]:
        return self.reference.program.statements[:place]

    def _earn_parts(self, one: Statement, inside: Sequence[int]) -> None:
        """In a line that is wrong in more than one way, earn what stands rightly in it as a part of its own."""
        parts = [node for node in walk(one.expression) if isinstance(node, Apply)]
        for place in inside:
            if any(self._part_is(node, one, place) for node in parts):
                self._earn_inside((place,), one.line)

    def _part_is(self, node: Expression, one: Statement, place: int) -> bool:
        part = Statement(one.target, node, one.line)
        try:
            return all(equal(worth(part, env, scene.trials), scene.lines[place]) for env, scene in self._here())
        except ExpressionError:
            return False

    def _overwritten(self, one: Statement) -> None:
        """A right value gives way to another one, which the next step takes: the quantity is lost."""
        name = one.target
        said = say("line-overwrites", line=one.line, name=name)
        self.earned.pop(name, None)
        self.dead.pop(name, None)
        grade = self.graded[name]
        self.wrong[name] = item(name, grade.unit, 0.0, grade.points, said, line=one.line)

    # ---- the end

    def _settle(self) -> None:
        """What nothing depends on is earned only where the line that would use it is not there."""
        for name, found in self.dead.items():
            if name in self.earned or name in self.wrong:
                continue
            if self._called(name, found) and self._unused_for_lack(name):
                self.earned[name] = found
            else:
                said = say("line-dead", line=found.line, name=name)
                self.wrong[name] = item(name, found.unit, 0.0, found.of, said, line=found.line)

    def _called(self, name: str, found: MarkingItem) -> bool:
        """Does a line call a quantity by the name that the exercise asks for?"""
        return any(one.line == found.line and one.target == name for one in self.program.statements)

    def _unused_for_lack(self, name: str) -> bool:
        """Are the lines that would have needed a quantity missing, or do they leave it out by a slip of their own?"""
        statements = self.reference.program.statements
        places = [i for i, one in enumerate(statements) if one.target == name]
        users = {one.target for i, one in enumerate(statements) if set(places) & set(self.reference.inner[i])}
        there = {one for one in users if self._own(one) and one in self.program.targets}
        return there <= self.slipped

    @cached_property
    def _rearrangement(self) -> Mutant | None:
        """The slip of a whole line by which the reference becomes this program."""
        looked = self.scenes[:LOOKED_AT]
        try:
            own = [_run(self.program, scene) for scene in looked]
        except ExpressionError:
            return None
        names = [*self.results, *(name for name in self.world.states if name not in self.results)]
        for mutant in self.reference.rearranged:
            if not self._in_this_order(mutant.program):
                continue
            try:
                theirs = [_run(mutant.program, scene) for scene in looked]
            except ExpressionError:
                continue
            if all(
                (name in a) == (name in b) and (name not in a or equal(a[name], b[name]))
                for a, b in zip(own, theirs, strict=True)
                for name in names
            ):
                return mutant
        return None

    def _in_this_order(self, other: Program) -> bool:
        """Do the names that both programs give values to get them in the same order?"""
        mine = [one.target for one in self.program.statements if one.target in other.targets]
        return mine == [one.target for one in other.statements if one.target in self.program.targets]

    def _rearranged_items(self, mutant: Mutant, lost: str | None) -> Iterator[MarkingItem]:
        """The marks of a program that is the reference but for the place of one line, which costs one quantity."""
        for name, grade in self.graded.items():
            lines = [one.line for one in self.program.statements if one.target == name]
            line = lines[-1] if lines else None
            if name == lost:
                said = say("line-slip", line=line or 1, name=name, edit=mutant.edit)
                yield item(name, grade.unit, 0.0, grade.points, said, line=line)
            elif line is None and not self._inlined(name):
                yield item(name, grade.unit, 0.0, grade.points, self._missing(name))
            else:
                said = say("line-implicit", name=name) if line is None else say("line-right", line=line, name=name)
                yield item(name, grade.unit, grade.points, grade.points, said, line=line)

    def _inlined(self, name: str) -> bool:
        """Is an intermediate quantity worked out inside a line of the program that gives something else?"""
        statements = self.reference.program.statements
        places = {i for i, one in enumerate(statements) if one.target == name}
        users = {one.target for i, one in enumerate(statements) if places & set(self.reference.inner[i])}
        return not self._own(name) and bool(users & set(self.program.targets))

    @cached_property
    def items(self) -> tuple[MarkingItem, ...]:
        """What each quantity earned; the last item takes a quarter where all lines are right but the whole is not."""
        found = []
        for name, grade in self.graded.items():
            missing = item(name, grade.unit, 0.0, grade.points, self._missing(name))
            found.append(self.earned.get(name) or self.wrong.get(name) or missing)
        of = sum(grade.points for grade in self.graded.values())
        if sum(one.points for one in found) < of and self._rearrangement is not None and not self.unread:
            missed = [name for name, one in zip(self.graded, found, strict=True) if one.points < one.of]
            swapped = self._rearrangement.edit.code == "edit-lines-swapped"  # which of the two is the slip?
            lost = missed[0] if swapped and len(missed) == 1 else self._quantity_at(self._rearrangement.line - 1)
            other = list(self._rearranged_items(self._rearrangement, lost))
            if sum(one.points for one in other) >= sum(one.points for one in found):
                return tuple(other)
        if sum(one.points for one in found) == of:
            blamed = self.blamed or self._whole()
            found.append(MarkingItem("whole", None, -QUARTER, 0.0, "missed", blamed.message, blamed.line))
        return tuple(found)

    def _missing(self, name: str) -> Message:
        """What is missing: by its name, and by its formula where the question never mentions the name."""
        if name in self.mentioned or self._own(name):
            return say("line-missing", name=name)
        (one,) = [one for one in self.reference.program.statements if one.target == name][-1:]
        return say("line-missing-formula", formula=source(one.expression))

    def _whole(self) -> MarkingItem:
        """Why a program is wrong whose lines are all right."""
        for one in self.program.statements:
            if one.target in self.world.given and one.target not in self.right:
                said = say("whole-overwrites", line=one.line, name=one.target)
                return item(one.target, None, 0.0, 0.0, said, line=one.line)
        lacking = next((name for name in self.results if name not in self.program.targets), None)
        said = say("whole-wrong") if lacking is None else say("line-missing", name=lacking)
        return item("whole", None, 0.0, 0.0, said)

    @property
    def points(self) -> float:
        """What the lines earn."""
        return sum(one.points for one in self.items)

    @property
    def arrives(self) -> bool:
        """Is the last line of the reference there, right or but for one slip?"""
        last = self.reference.program.statements[-1].target
        return last in self.earned or last in self.slipped


def _alike(found: Array, value: Array) -> bool:
    """Are two values the same slip? Where one leaves the numbers (a root of g for g²) the other one has to as well."""
    if found.shape != value.shape:
        return False
    good = np.isfinite(value)
    if not good.any() or not np.array_equal(good, np.isfinite(found)):
        return False
    return equal(np.where(good, found, 0.0), np.where(good, value, 0.0))


def _run(program: Program, scene: ReferenceStep) -> dict[str, Array]:
    """What a program assigns in one scene."""
    known: dict[str, Array] = dict(scene.before)
    for one in program.statements:
        known[one.target] = worth(one, known, scene.trials)
    return {name: known[name] for name in program.targets}
