r"""Names at steps: which spelling of a name is its value before the step and which after it.

Where one program spells a name at two steps (``theta_{t+1}`` and ``theta_t``, ``s_t`` and ``s_{t-1}``, new and old),
the later one is the name after its assignment, the earlier one the value from before. An old value that is read after
the new one was assigned is read from a copy; a new value that is read before it was assigned is a fault of its line. A
name that only ever stands at one step is just the name, and so is one whose index only counts examples (``e_i``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from study.spelling.names import LETTERS, PLAIN, KnownNames, Spelled, StepIndex

EXAMPLES = ("i", "j", "n")


@dataclass(frozen=True)
class Occurrence:
    """A name in a statement: the ``statement`` and its ``place`` in it; a target comes after what its line reads."""

    statement: int
    place: int
    name: Spelled
    target: bool = False
    kept: bool = False  # typed as the language spells it, with no names known: a name of its own


@dataclass(frozen=True)
class StepFault:
    """Why an occurrence has no meaning: a code of ``lekce2.errors`` and its parameters."""

    code: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Meaning:
    """What every occurrence means, by statement and place; ``copies`` maps a copy's name to the name it copies."""

    names: dict[tuple[int, int], str | StepFault]
    copies: Mapping[str, str]


def meanings(occurrences: Sequence[Occurrence], known: KnownNames, states: Collection[str]) -> Meaning:
    """The name in the program of each name that was typed."""
    found: dict[tuple[int, int], str | StepFault] = {}
    groups: dict[str, list[tuple[Occurrence, StepIndex]]] = defaultdict(list)
    taken = {*known.names, *(one.name.written for one in occurrences)}
    words = _words(occurrences)
    for one in occurrences:
        if one.kept:
            found[one.statement, one.place] = one.name.written
            continue
        place = known.place(one.name)
        if place is None:
            core, step = one.name.step("t")
            place = (words.get(core.key, core.written), step) if step != PLAIN else (_own(one.name, words), PLAIN)
        groups[place[0]].append((one, place[1]))
    copies: dict[str, str] = {}
    for name, group in groups.items():
        order = sorted(group, key=lambda pair: (pair[0].statement, pair[0].target, pair[0].place))
        _Group(name, order, known, states, taken, words).settle(found, copies)
    return Meaning(found, copies)


def _words(occurrences: Iterable[Occurrence]) -> dict[tuple[object, ...], str]:
    """For the letters of a name the one word of the language that stands for it, where there is one."""
    found: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for one in occurrences:
        if one.name.word:
            found[one.name.key].add(one.name.word)
    return {key: next(iter(words)) for key, words in found.items() if len(words) == 1}


def _own(name: Spelled, words: Mapping[tuple[object, ...], str]) -> str:
    return name.word or words.get(name.key, name.written)


class _Group:
    """All occurrences of one name, in the order in which they are computed."""

    def __init__(
        self,
        name: str,
        order: list[tuple[Occurrence, StepIndex]],
        known: KnownNames,
        states: Collection[str],
        taken: set[str],
        words: Mapping[tuple[object, ...], str],
    ) -> None:
        self.name, self.order, self.taken, self.words = name, order, taken, words
        self.counters = {letter for letter in EXAMPLES if known.means(letter)}
        self.given = name in known.names and name not in states
        self.state = name in states
        self.steps = {step for _, step in order}
        self.assigned = {step for one, step in order if one.target}

    def settle(self, found: dict[tuple[int, int], str | StepFault], copies: dict[str, str]) -> None:
        """Say of each occurrence what it means."""
        self._forget_examples()
        own = self._of_their_own()
        left = [(one, step) for one, step in self.order if step not in own]
        for one, step in self.order:
            if step in own:
                found[one.statement, one.place] = _own(one.name, self.words)
        steps = {step for _, step in left}
        if len(steps) < 2:
            found.update({(one.statement, one.place): self.name for one, _ in left})
            return
        if len({step.kind for step in steps if step.kind in LETTERS}) > 1:
            found.update({(one.statement, one.place): self._fault("two-indices", one) for one, _ in left})
            return
        assigned = any(one.target for one, _ in left)
        ranks = sorted({step.rank for step in steps})
        later, before = self._later(steps, ranks)
        done = False
        for one, step in left:
            place = one.statement, one.place
            if step in later:
                ahead = len(ranks) > 1 and not done and not one.target and step != PLAIN
                found[place] = self._fault("step-ahead", one) if ahead and (assigned or self.state) else self.name
                done = done or one.target
            elif step not in before or one.target:
                found[place] = self._fault("step-apart", one)
            elif step == PLAIN and done and len(before) > 1:
                found[place] = self._fault("step-unsaid", one)
            elif done:
                found[place] = self._copy(copies)
            elif not assigned and self.given:
                found[place] = self._fault("step-not-given", one)
            else:
                found[place] = self.name

    def _forget_examples(self) -> None:
        """An index that is always i, j or n, and no known name, says which example, not which step."""
        indices = {step for _, step in self.order if step.kind in LETTERS}
        if len(indices) != 1 or (PLAIN in self.assigned and indices & self.assigned):
            return
        (step,) = indices
        if step.kind in EXAMPLES and step.rank == 0 and step.kind not in self.counters:
            self.order = [(one, PLAIN if when == step else when) for one, when in self.order]
            self.steps = {PLAIN if when == step else when for when in self.steps}
            self.assigned = {PLAIN if when == step else when for when in self.assigned}

    def _of_their_own(self) -> set[StepIndex]:
        """Steps that are names of their own: given a value by a line, before anything reads it, and copied or kept."""
        first: dict[StepIndex, Occurrence] = {}
        for one, step in self.order:
            first.setdefault(step, one)
        begun = {step for step, one in first.items() if one.target}
        if PLAIN in self.assigned:
            return begun - {PLAIN}
        if self.given and PLAIN in self.steps:
            return self.assigned - {PLAIN}
        top = max(step.rank for step in self.steps)
        return {step for step in begun if step.rank < top}

    def _later(self, steps: set[StepIndex], ranks: Sequence[int]) -> tuple[set[StepIndex], set[StepIndex]]:
        """The steps that mean the value after the assignment, and those that mean the one before."""
        if len(ranks) == 1:
            assigned = steps & self.assigned
            if PLAIN in steps and len(steps) == 2 and len(assigned) == 1:
                return assigned, steps - assigned
            return steps, set()
        later = {step for step in steps if step.rank == ranks[-1]}
        before = {step for step in steps if step.rank == ranks[-2]}
        near = ranks[-1] - ranks[-2] == 1 or any(step.kind == "word" for step in later | before)
        return later, before if near else set()

    def _fault(self, code: str, one: Occurrence) -> StepFault:
        return StepFault(code, {"name": _shown(one.name), "plain": self.name})

    def _copy(self, copies: dict[str, str]) -> str:
        name = next((copy for copy, source in copies.items() if source == self.name), None)
        if name is None:
            name = f"{self.name[:30]}_before"
            while name in self.taken:
                name += "0"
            self.taken.add(name)
            copies[name] = self.name
        return name


def _shown(name: Spelled) -> str:
    """A name as a sentence shows it: ``theta_{t+1}``."""
    below = ",".join(name.below)
    shown = name.word or name.base + "".join(name.marks) + (f"_{{{below}}}" if below else "") + "'" * name.primes
    return shown[:30]
