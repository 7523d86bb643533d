"""A typed algorithm, as far as it can be read: its program, what was set aside or renamed, and what is unreadable.

A learner writes more than the step: a state is initialised, a given gradient is computed once more, moments are called
m and v as in the paper. None of that is wrong, so it is put right here, before anything is marked, and said in a note.
What cannot be read or run costs only its own line, and nothing at all while it can still be mended.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from types import MappingProxyType

from lekce2 import Message
from lekce2.base import Array, ExpressionError
from lekce2.expressions import Apply, Expression, Name, Number, Program, Statement
from study.exercises.equivalence import ReferenceStep, World, equal, named, worth
from study.exercises.feedback import MarkingItem, item, say
from study.spelling import read

ASSIGNS = re.compile(r"(?<![<>=!*/+\-])(?::=|<-|‹-|←|⟵|\\leftarrow|\\gets|≔|=)")
NONE: Mapping[str, str] = MappingProxyType({})
MOST_RENAMED = 3  # states under names of the learner's own


@dataclass(frozen=True)
class TypedProgram:
    """A typed text as a program.

    Attributes
    ----------
    program : Program or None
        What can be read; ``None`` if nothing can. A line that cannot be, but says what it gives a value to, stands
        there with the value 0.
    unread : mapping of int to Message
        Why the lines that cannot be read cannot, by their numbers.
    problems : tuple of ExpressionError
        The same and all others, with their places.
    notes : tuple of MarkingItem
        What was set aside or renamed; worth nothing.
    """

    program: Program | None
    unread: Mapping[int, Message]
    problems: tuple[ExpressionError, ...]
    notes: tuple[MarkingItem, ...] = ()


def typed_program(
    answer: str,
    world: World,
    results: Sequence[str],
    references: Sequence[Program],
    right: Sequence[Sequence[ReferenceStep]],
    also: Mapping[str, str] = NONE,
) -> TypedProgram:
    """Read a typed algorithm; ``right`` are the scenes of each reference. Errors are in what it returns.

    ``also`` are other names of what is given, as the question itself writes them: u1 for x.
    """
    assigned = {name for reference in references for name in reference.targets}
    known = frozenset({*world.given, *results, *assigned, *also})
    reading = read(answer, known, world.functions, world.states)
    problems = list(reading.problems)
    try:
        statements = list(reading.program().statements)
    except ExpressionError as error:
        return TypedProgram(None, {}, tuple(problems) or (error,))
    unread: dict[int, Message] = {}
    notes: list[MarkingItem] = []
    numbers = [line.number for line in reading.lines]
    for line in reading.lines:
        problem = line.problem
        if problem is None:
            continue
        target: str | None = line.target
        if not target and numbers.count(line.number) == 1:
            target = _target(answer, problem.line, known, world)
        if target in world.given and target not in assigned:
            notes.append(_note("note-given", _placeholder(str(target), problem.line), name=target))
            problems.remove(problem)
        elif target:
            statements.append(_placeholder(target, problem.line))
            unread[problem.line] = problem.message
    statements.sort(key=lambda one: one.line)
    program = named(Program(answer, tuple(statements)), results)
    program = renamed(program, {one: name for one, name in also.items() if one not in program.targets})
    program = _own_states(program, world, known, right, notes)
    program = _without_beginnings(program, world, known, notes)
    program, failed = _runnable(program, world, right, assigned, notes)
    for problem in failed:
        unread[problem.line] = problem.message
    program = _own_results(program, world, results, known, right, unread, notes)
    problems = sorted([*problems, *failed], key=lambda problem: (problem.line, problem.column))
    return TypedProgram(program if program.statements else None, unread, tuple(problems), tuple(notes))


def _placeholder(target: str, line: int) -> Statement:
    return Statement(target, Number(0.0, line, 1), line)


def _target(answer: str, line: int, known: Collection[str], world: World) -> str | None:
    """What a line that cannot be read gives a value to, where that can be read."""
    typed = answer.splitlines()[line - 1 : line]
    found = ASSIGNS.search(typed[0]) if typed else None
    if found is None:
        return None
    try:
        targets = read(f"{typed[0][: found.start()]} = 0", known, world.functions, world.states).whole().targets
    except ExpressionError:
        return None
    return targets[0] if len(targets) == 1 else None


def _note(code: str, one: Statement, **parameters: object) -> MarkingItem:
    return item(one.target, None, 0.0, 0.0, say(code, line=one.line, **parameters), line=one.line)


def _is_constant(one: Statement) -> bool:
    return not one.reads


def _begins(program: Program, one: Statement) -> bool:
    """Is a line the beginning of a state: a number, and further down the name gets another value?"""
    below = program.statements[program.statements.index(one) + 1 :]
    return _is_constant(one) and any(other.target == one.target and not _is_constant(other) for other in below)


def _without_beginnings(program: Program, world: World, known: Collection[str], notes: list[MarkingItem]) -> Program:
    """The program without the lines that stand before the loop: ``r = 0``, ``alpha = 0.1``."""
    kept = []
    for one in program.statements:
        state = one.target in world.states and _begins(program, one)
        number = one.target in world.given and one.target not in world.states and _is_constant(one) and one.line
        if state or number:
            notes.append(_note("note-begins" if state else "note-given", one, name=one.target))
        else:
            kept.append(one)
    return replace(program, statements=tuple(kept))


def _own_states(
    program: Program,
    world: World,
    known: Collection[str],
    right: Sequence[Sequence[ReferenceStep]],
    notes: list[MarkingItem],
) -> Program:
    """The program with states under names of the learner's own (m and v for s and r) under those of the exercise."""
    begun = {one.target for one in program.statements if one.target not in known and _begins(program, one)}
    carried = {name for name in program.inputs if name in program.targets and name not in known}
    lines = {one.target: one for one in program.statements}
    own = [name for name in program.targets if name in carried | {name for name in begun if name in lines[name].reads}]
    lacking = [name for name in world.given if name in world.states and name not in program.targets]
    if not own or len(own) > min(len(lacking), MOST_RENAMED):
        return program
    kept = tuple(one for one in program.statements if not (one.target in own and _begins(program, one)))
    plain = replace(program, statements=kept)
    best = max(
        (dict(zip(own, names, strict=True)) for names in permutations(lacking, len(own))),
        key=lambda names: _likeness(renamed(plain, names), right, names.values()),
    )
    mine = [one for one in plain.statements if one.target in best]
    notes.extend(_note("note-name", one, found=one.target, name=best[one.target]) for one in mine)
    return renamed(plain, best)


def _likeness(program: Program, right: Sequence[Sequence[ReferenceStep]], names: Iterable[str]) -> int:
    """How many of these names have the right value after one step, in the reference that is nearest."""
    wanted = tuple(names)
    best = 0
    for scenes in right:
        try:
            found = _run(program, scenes[0])
        except ExpressionError:
            continue
        best = max(best, sum(name in found and equal(found[name], scenes[0].after[name]) for name in wanted))
    return best


def _runnable(
    program: Program,
    world: World,
    right: Sequence[Sequence[ReferenceStep]],
    assigned: Collection[str],
    notes: list[MarkingItem],
) -> tuple[Program, list[ExpressionError]]:
    """The program with a placeholder for each line that cannot be run, and why it cannot.

    A line that computes once more what is given (``g = grad(theta)`` where g is given) is set aside.
    """
    scene = right[0][0]
    values = dict(scene.before)
    kept: list[Statement] = []
    problems: list[ExpressionError] = []
    lost: set[str] = set()  # copies of values from before the step that there are not
    for one in program.statements:
        try:
            values[one.target] = worth(one, values, scene.trials)
            kept.append(one)
        except ExpressionError as error:
            if one.target in world.given and one.target not in assigned:
                notes.append(_note("note-given", one, name=one.target))
                continue
            if not (lost & {*one.reads} and any(problem.line == one.line for problem in problems)):
                problems.append(error)
            if not one.line:
                lost.add(one.target)
            elif one.target in scene.after:
                values[one.target] = scene.after[one.target]
                kept.append(_placeholder(one.target, one.line))
    return replace(program, statements=tuple(kept)), problems


def _own_results(
    program: Program,
    world: World,
    results: Sequence[str],
    known: Collection[str],
    right: Sequence[Sequence[ReferenceStep]],
    unread: Mapping[int, Message],
    notes: list[MarkingItem],
) -> Program:
    """The program with results under names of the learner's own under those that the exercise asks for."""
    for lacking in [name for name in results if name not in program.targets]:
        free = [name for name in program.targets if name not in known]
        found = _with_value(program, free, lacking, right)
        if found is None and free and not unread:
            last = program.statements[-1].target
            read_by = {name for one in program.statements for name in one.reads}
            found = last if last in free and last not in read_by and _alone(program, results, lacking) else None
        if found is not None:
            one = next(one for one in program.statements if one.target == found)
            notes.append(_note("note-name", one, found=found, name=lacking))
            program = renamed(program, {found: lacking})
    return program


def _alone(program: Program, results: Sequence[str], lacking: str) -> bool:
    return [name for name in results if name not in program.targets] == [lacking]


def _with_value(
    program: Program, free: Sequence[str], lacking: str, right: Sequence[Sequence[ReferenceStep]]
) -> str | None:
    """The name under which a result's right value stands."""
    for scenes in right:
        try:
            runs = [(_run(program, scene), scene) for scene in scenes[:2]]
        except ExpressionError:
            continue
        for name in free:
            if all(lacking in scene.after and equal(run[name], scene.after[lacking]) for run, scene in runs):
                return name
    return None


def _run(program: Program, scene: ReferenceStep) -> Mapping[str, Array]:
    values = dict(scene.before)
    for one in program.statements:
        values[one.target] = worth(one, values, scene.trials)
    return values


def renamed(program: Program, names: Mapping[str, str]) -> Program:
    """A program with other names for some of its values.

    >>> from lekce2.expressions import parse
    >>> [one.target for one in renamed(parse("m = beta*m"), {"m": "s"}).statements]
    ['s']
    """

    def node(one: Expression) -> Expression:
        if isinstance(one, Name):
            return replace(one, name=names.get(one.name, one.name))
        return replace(one, operands=tuple(map(node, one.operands))) if isinstance(one, Apply) else one

    return replace(
        program,
        statements=tuple(
            replace(one, target=names.get(one.target, one.target), expression=node(one.expression))
            for one in program.statements
        ),
    )
