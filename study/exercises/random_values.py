"""From what a number of an exercise is drawn: ``normal``, ``{choice: [0.1, 0.25]}``, ``{integer: [1, 9]}`` …

Numbers are short, so that a hand can compute with them. A domain with a ``size`` gives a vector.

Numbers are drawn for many seeds at once: in such a stack the last axis counts the seeds, as in ``lekce2.functions``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lekce2.base import Array, ExpressionError
from lekce2.expressions import Program, parse
from lekce2.functions import STACKS
from study.content import Fields, Report, YamlNode, shown
from study.errors import StudyError
from study.exercises.author_functions import AUTHOR, STACKED
from study.exercises.feedback import say
from study.exercises.seeding import Random, generators

Places = NDArray[np.intp]
Drawn: TypeAlias = tuple[list[int], dict[str, Array]]  # seeds and the stacks of their numbers
LARGEST_SIZE = 9  # of a vector: its elements have names of one digit
RANGES = {"normal": (-3.0, 3.0), "positive": (0.0, 3.0), "unit": (0.0, 1.0), "hyper": (0.0, 1.0)}
KINDS = (*RANGES, "integer", "range", "distribution", "choice")


@dataclass(frozen=True)
class Domain:
    """A way to draw: each seed's generator gives ``raw`` whole numbers, ``worth`` makes a stack of values of them.

    ``forms`` tells values of different shapes apart, by their raw number.
    """

    kind: str
    raw: Callable[[Random], Any]
    worth: Callable[[NDArray[Any]], Any]
    forms: Places | None = None


def read_domain(node: YamlNode, name: str, report: Report) -> Domain | None:
    """The domain that a node states."""
    if isinstance(node.value, str) and node.value in RANGES:
        return _interval(node.value, 1, None)
    if not isinstance(node.value, dict) or len(node.value) != 1:
        known = f"{', '.join(RANGES)}, {{choice: […]}}, {{integer: [low, high]}}, {{range: [low, high, step]}}"
        report.error(node.line, "bad-domain", field=name, found=shown(node), known=known)
        return None
    ((kind, inner),) = node.value.items()
    if kind not in KINDS:
        report.unknown(node.line, "unknown-domain", kind, KINDS, field=name)
        return None
    domain: Domain | None = READERS[kind](kind, inner, report)
    if domain is None:
        report.error(inner.line, "bad-domain", field=name, found=shown(inner), known=EXPECTED[kind])
    return domain


def _interval(kind: str, digits: int, size: int | None) -> Domain:
    low, high = RANGES[kind]
    unit = 10**digits
    first, last = round(low * unit) + (low == 0), round(high * unit) - (high == 1)
    return Domain(
        kind,
        lambda rng: rng.integers(first, last, size, endpoint=True),
        lambda raw: np.where(raw == 0, unit, raw) / unit,  # no zeros: they hide every mistake
    )


def _read_interval(kind: str, node: YamlNode, report: Report) -> Domain | None:
    fields = Fields(node, report, ("size", "digits"), kind)
    size, digits = _size(fields), fields.number("digits")
    if not fields.is_mapping or size == 0 or (digits is not None and digits not in range(7)):
        return None
    return _interval(kind, 1 if digits is None else int(digits), size)


def _read_integer(kind: str, node: YamlNode, report: Report) -> Domain | None:
    size: int | None = None
    bounds: tuple[float | None, ...]
    if isinstance(node.value, dict):
        fields = Fields(node, report, ("low", "high", "size"), kind)
        bounds, size = (fields.number("low"), fields.number("high")), _size(fields)
    else:
        bounds = _numbers(node, 2)
    low, high = bounds if len(bounds) == 2 else (None, None)
    if low is None or high is None or not low.is_integer() or not high.is_integer() or low > high or size == 0:
        return None
    first, last = int(low), int(high)
    return Domain(kind, lambda rng: rng.integers(first, last, size, endpoint=True), lambda raw: raw)


def _read_range(kind: str, node: YamlNode, report: Report) -> Domain | None:
    bounds = _numbers(node, 3)
    if len(bounds) != 3 or not bounds[2] > 0 or bounds[1] < bounds[0]:
        return None
    low, high, step = bounds
    count = int((high - low) / step + 1e-9)
    return Domain(
        kind,
        lambda rng: rng.integers(0, count, endpoint=True),
        lambda raw: np.array([round(low + step * float(i), 10) for i in raw]),
    )


def _read_distribution(kind: str, node: YamlNode, report: Report) -> Domain | None:
    fields = Fields(node, report, ("size", "parts"), kind)
    size, parts = _size(fields), fields.number("parts")
    if not size or parts is None or not parts.is_integer() or parts < size:
        return None

    places = np.arange(1, int(parts))
    return Domain(
        kind,
        lambda rng: rng.choice(places, size - 1, replace=False),
        lambda raw: np.diff(np.sort(raw, axis=0), axis=0, prepend=0, append=parts) / parts,
    )


def _read_choice(kind: str, node: YamlNode, report: Report) -> Domain | None:
    if not isinstance(node.value, list) or not node.value:
        return None
    values = [constant(one) for one in node.value]
    if any(value is None for value in values):
        return None
    found = [value for value in values if value is not None]
    forms = _forms([value.shape for value in found])
    return Domain(kind, lambda rng: rng.integers(len(found)), lambda raw: _picked(found, raw), forms)


def _forms(shapes: Sequence[Any]) -> Places | None:
    """Numbers that tell shapes apart, if there are several."""
    different = list(dict.fromkeys(shapes))
    return np.array([different.index(shape) for shape in shapes]) if len(different) > 1 else None


def _picked(values: Sequence[Array], places: Places) -> Array:
    """The stack of the values at some places, all of one shape."""
    shape = values[places[0]].shape
    return np.stack([value if value.shape == shape else np.zeros(shape) for value in values], axis=-1)[..., places]


def _joined(parts: Sequence[tuple[Places, dict[str, Array]]], seeds: Sequence[int]) -> Drawn:
    """The parts of a stack side by side, in the order of the seeds."""
    places = np.concatenate([which for which, _ in parts])
    order = np.argsort(places)
    found = {name: np.concatenate([one[name] for _, one in parts], axis=-1)[..., order] for name in parts[0][1]}
    return [seeds[i] for i in places[order]], found


def constant(node: YamlNode) -> Array | None:
    """A number, a small formula without names (``"3/8"``), or a list of them (a vector; of vectors: a table)."""
    if isinstance(node.value, list):
        parts = [part for one in node.value if (part := constant(one)) is not None]
        if not parts or len(parts) < len(node.value) or len({part.shape for part in parts}) > 1:
            return None
        stacked = np.stack(parts)
        return stacked if stacked.ndim <= 2 and max(stacked.shape) <= LARGEST_SIZE else None
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        return None
    if isinstance(node.value, int | float) and abs(node.value) < 1e15:
        return np.asarray(float(node.value))
    try:
        values = [*parse(str(node.value), ()).run({}).values()]
    except ExpressionError:
        return None
    return values[0] if len(values) == 1 and np.isfinite(values[0]).all() else None


def _numbers(node: YamlNode, count: int) -> tuple[float, ...]:
    if not isinstance(node.value, list) or len(node.value) != count:
        return ()
    values = [constant(one) for one in node.value]
    return tuple(float(value) for value in values if value is not None and value.ndim == 0)


def _size(fields: Fields) -> int | None:
    size = fields.number("size")
    return None if size is None else int(size) if size in range(1, LARGEST_SIZE + 1) else 0


READERS: dict[str, Callable[[str, YamlNode, Report], Any]] = {
    **dict.fromkeys(RANGES, _read_interval),
    "integer": _read_integer,
    "range": _read_range,
    "distribution": _read_distribution,
    "choice": _read_choice,
}
EXPECTED = {
    **dict.fromkeys(RANGES, "{size: 3, digits: 1}"),
    "integer": "[low, high] or {low: 1, high: 9, size: 3}",
    "range": "[low, high, step]",
    "distribution": "{size: 3, parts: 10}",
    "choice": "[0.1, 3/8, …], all of one form",
}


# The numbers of an exercise: drawn from a seed (``given``, ``cases``), then derived from what was drawn (``let``).

FIELDS = ("given", "cases", "let", "require")
TRIES = 500  # draws until `require` holds
SEEDS = 200  # a deck is checked for the seeds 0 … 199, and the app deals no others


class Undrawable(StudyError):
    """No draw of an exercise fulfils what it requires, or a formula of its author gives no number."""

    def __init__(self, exercise: str) -> None:
        super().__init__(say("broken-exercise", name=exercise))


@dataclass(frozen=True)
class RandomValues:
    """What is drawn and derived, in this order; without anything given there are no numbers."""

    given: Mapping[str, Domain] = field(default_factory=dict)
    cases: tuple[Mapping[str, Array], ...] = ()
    let: tuple[tuple[str, Program], ...] = ()
    require: tuple[Program, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what is drawn."""
        return (*self.given, *(self.cases[0] if self.cases else ()))

    def values(self, exercise: str, seed: int) -> dict[str, Array]:
        """The numbers for a seed, elements of vectors also under names of their own (``p1``, ``T12``).

        Raises
        ------
        Undrawable
            If nothing was found that fulfils ``require``.
        ExpressionError
            If a derived number cannot be computed.
        """
        ((_, found),) = self.stacks(exercise, [seed])
        return {name: value[..., 0] for name, value in found.items()}

    def stacks(self, exercise: str, seeds: Sequence[int]) -> list[Drawn]:
        """The numbers for many seeds, those of one shape in one stack; raises where `values` does for one of them."""
        rngs = generators(exercise, seeds, "numbers") if self.names else []
        waiting = np.arange(len(seeds))
        drawn: dict[tuple[tuple[int, ...], ...], list[tuple[Places, dict[str, Array]]]] = {}
        for _ in range(TRIES):
            raw = {name: np.array([domain.raw(rngs[i]) for i in waiting]) for name, domain in self.given.items()}
            rows = np.array([rngs[i].integers(len(self.cases)) if self.cases else 0 for i in waiting])
            again = []
            for part in self._alike(raw, rows):
                found = self._worked_out({name: value[part] for name, value in raw.items()}, rows[part])
                good = self._good(found, len(part))
                drawn.setdefault(tuple(value.shape[:-1] for value in found.values()), []).append(
                    (waiting[part[good]], {name: value[..., good] for name, value in found.items()})
                )
                again.append(waiting[part[~good]])
            waiting = np.concatenate(again)
            if not len(waiting):
                return [_joined(parts, seeds) for parts in drawn.values()]
        raise Undrawable(exercise)

    def _alike(self, raw: Mapping[str, NDArray[Any]], rows: Places) -> Iterator[Places]:
        """The places of draws that have the same shapes."""
        forms = [domain.forms[raw[name]] for name, domain in self.given.items() if domain.forms is not None]
        shapes = _forms([tuple(value.shape for value in case.values()) for case in self.cases])
        forms += [shapes[rows]] if shapes is not None else []
        if not forms:
            yield np.arange(len(rows))
            return
        kinds = np.unique(np.stack(forms), axis=1, return_inverse=True)[1].ravel()
        yield from (np.flatnonzero(kinds == kind) for kind in range(kinds.max() + 1))

    def _worked_out(self, raw: Mapping[str, NDArray[Any]], rows: Places) -> dict[str, Array]:
        """What was drawn, and what is derived from it."""
        found = {name: np.asarray(domain.worth(raw[name].T), np.float64) for name, domain in self.given.items()}
        for name in self.cases[0] if self.cases else ():
            found[name] = _picked([case[name] for case in self.cases], rows)
        found |= elements(found, shape=STACKS.shape)
        for name, program in self.let:
            value = worth(program, found, stacked=True)
            found[name] = np.broadcast_to(value, (*value.shape[:-1], len(rows)))
            found |= elements({name: found[name]}, found, STACKS.shape)
        return found

    def _good(self, found: Mapping[str, Array], count: int) -> NDArray[np.bool_]:
        """Which draws fulfil what is required."""
        good = np.ones(count, dtype=bool)
        for one in self.require:
            if good.any():
                kept = worth(one, found, stacked=True) > 0
                good &= kept.all(axis=tuple(range(kept.ndim - 1)))
        return good

    def drawn(self, values: Mapping[str, Array], shown: Collection[str]) -> dict[str, Array]:
        """Of these values those drawn that are ``shown``, whole or by an element: what a learner may name."""
        parts = {name: elements({name: values[name]}) for name in self.names}
        seen = [name for name in self.names if {name, *parts[name]} & set(shown)]
        return {one: values[one] for name in seen for one in (name, *parts[name])}


def worth(program: Program, values: Mapping[str, Array], stacked: bool = False) -> Array:
    """What a formula of the author is worth, for ``stacked`` values a stack again (or one value for all seeds)."""
    found = program.run(values, STACKED, STACKS) if stacked else program.run(values, AUTHOR)
    return found[program.statements[-1].target]


def number(program: Program, values: Mapping[str, Array], exercise: str, stacked: bool = False) -> Array:
    """What a formula of the author is worth, as a single number; a table in its place raises ``Undrawable``."""
    found = worth(program, values, stacked)
    if found.ndim > stacked:
        raise Undrawable(exercise)
    return found


def elements(
    values: Mapping[str, Array],
    taken: Mapping[str, Array] | None = None,
    shape: Callable[[Array], tuple[int, ...]] = np.shape,
) -> dict[str, Array]:
    """The elements of vectors and tables under their own names, where nothing else has that name.

    >>> elements({"p": np.array([0.5, 0.25])}).keys()
    dict_keys(['p1', 'p2'])
    """
    found: dict[str, Array] = {}
    for name, value in values.items():
        for index in np.ndindex(() if name[-1].isdigit() else shape(value)):
            own = name + "".join(str(i + 1) for i in index)
            if index and own not in values and own not in (taken or {}):
                found[own] = np.asarray(value[index])
    return found


def read_numbers(fields: Fields, report: Report) -> RandomValues:
    """What the fields ``given``, ``cases``, ``let`` and ``require`` of an exercise state."""
    given: dict[str, Domain] = {}
    for name, node in fields.mapping("given").nodes.items():
        if is_name(name, node.line, report):
            domain = read_domain(node, name, report)
            if domain is not None:
                given[name] = domain
    cases = _read_cases(fields, report)
    let = [
        (name, program)
        for name, node in fields.mapping("let").nodes.items()
        if is_name(name, node.line, report) and (program := formula(node, f"let.{name}", report)) is not None
    ]
    require = [formula(node, "require", report) for node in fields.items("require")]
    return RandomValues(given, cases, tuple(let), tuple(one for one in require if one is not None))


def _read_cases(fields: Fields, report: Report) -> tuple[Mapping[str, Array], ...]:
    cases: list[dict[str, Array]] = []
    for node in fields.items("cases"):
        row = {name: (inner, constant(inner)) for name, inner in Fields(node, report, None, "cases").nodes.items()}
        for name, (inner, value) in row.items():
            if is_name(name, inner.line, report) and value is None:
                report.error(inner.line, "bad-case", field=name)
        cases.append({name: value for name, (_, value) in row.items() if value is not None})
        if cases[-1].keys() != cases[0].keys():
            report.error(node.line, "cases-differ", found=", ".join(cases[-1]), expected=", ".join(cases[0]))
    return tuple(cases)


def is_name(name: str, line: int, report: Report) -> bool:
    """Is it a name of the small language, as it is written? If not, that is a fault."""
    good = _is_name(name)
    if not good:
        report.error(line, "bad-name", found=name)
    return good


@lru_cache(maxsize=1024)
def _is_name(name: str) -> bool:
    try:
        return parse(f"{name} = 0", AUTHOR).targets == (name,)
    except ExpressionError:
        return False


def formula(node: YamlNode, name: str, report: Report) -> Program | None:
    """The author's formula in a node, which may also be a plain number."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        report.error(node.line, "bad-formula", field=name)
        return None
    try:
        return author_formula(str(node.value))
    except ExpressionError as error:
        line = node.line + node.literal + error.line - 1
        report.error(line, "formula", field=name, column=error.column, reason=error.message)
        return None


@lru_cache(maxsize=4096)
def author_formula(text: str) -> Program:
    """The author's formula in a text; raises ``ExpressionError`` where it is none."""
    return parse(text, AUTHOR)
