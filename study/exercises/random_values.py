"""From what a number of an exercise is drawn: ``normal``, ``{choice: [0.1, 0.25]}``, ``{integer: [1, 9]}`` …

Numbers are short, so that a hand can compute with them. A domain with a ``size`` gives a vector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lekce2.base import Array, ExpressionError
from lekce2.expressions import Program, parse
from study.content import Fields, Report, YamlNode, shown
from study.exercises.author_functions import AUTHOR

Random = np.random.Generator
LARGEST_SIZE = 9  # of a vector: its elements have names of one digit
RANGES = {"normal": (-3.0, 3.0), "positive": (0.0, 3.0), "unit": (0.0, 1.0), "hyper": (0.0, 1.0)}
KINDS = (*RANGES, "integer", "range", "distribution", "choice")


@dataclass(frozen=True)
class Domain:
    """A way to draw: ``draw(rng)`` gives a number (0-d), a vector or a table."""

    kind: str
    draw: Callable[[Random], Array]


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

    def draw(rng: Random) -> Array:
        found = rng.integers(round(low * unit) + (low == 0), round(high * unit) - (high == 1), size, endpoint=True)
        return np.asarray(np.where(found == 0, unit, found) / unit)  # no zeros: they hide every mistake

    return Domain(kind, draw)


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
    return Domain(kind, lambda rng: np.asarray(rng.integers(int(low), int(high), size, endpoint=True), np.float64))


def _read_range(kind: str, node: YamlNode, report: Report) -> Domain | None:
    bounds = _numbers(node, 3)
    if len(bounds) != 3 or not bounds[2] > 0 or bounds[1] < bounds[0]:
        return None
    low, high, step = bounds
    count = int((high - low) / step + 1e-9)
    return Domain(kind, lambda rng: np.asarray(round(low + step * float(rng.integers(0, count, endpoint=True)), 10)))


def _read_distribution(kind: str, node: YamlNode, report: Report) -> Domain | None:
    fields = Fields(node, report, ("size", "parts"), kind)
    size, parts = _size(fields), fields.number("parts")
    if not size or parts is None or not parts.is_integer() or parts < size:
        return None

    def draw(rng: Random) -> Array:
        cuts = np.sort(rng.choice(np.arange(1, int(parts)), size - 1, replace=False))
        return np.asarray(np.diff(np.concatenate([[0], cuts, [parts]])) / parts)

    return Domain(kind, draw)


def _read_choice(kind: str, node: YamlNode, report: Report) -> Domain | None:
    if not isinstance(node.value, list) or not node.value:
        return None
    values = [constant(one) for one in node.value]
    if any(value is None for value in values):
        return None
    found = [value for value in values if value is not None]
    return Domain(kind, lambda rng: found[int(rng.integers(len(found)))])


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
    try:
        (found,) = parse(str(node.value), ()).run({}).values()
    except (ExpressionError, ValueError):
        return None
    return found if np.isfinite(found).all() else None


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


# What an exercise draws depends on its id and its seed alone: one link shows the same numbers on every machine.


def generator(exercise: str, seed: int, purpose: str = "") -> np.random.Generator:
    """The random numbers of an exercise for a seed; each ``purpose`` (numbers, order of options …) has its own.

    >>> bool(generator("adam-update", 7).random() == generator("adam-update", 7).random())
    True
    >>> bool(generator("adam-update", 7).random() == generator("adam-update", 8).random())
    False
    """
    digest = hashlib.sha256(f"{exercise}\n{seed}\n{purpose}".encode("utf-8", "replace")).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def order(count: int, exercise: str, seed: int, purpose: str = "order") -> tuple[int, ...]:
    """The numbers 0 … count − 1, shuffled.

    >>> sorted(order(4, "kl-sign", 3))
    [0, 1, 2, 3]
    """
    return tuple(int(i) for i in generator(exercise, seed, purpose).permutation(count))


# The numbers of an exercise: drawn from a seed (``given``, ``cases``), then derived from what was drawn (``let``).

FIELDS = ("given", "cases", "let", "require")
TRIES = 500  # draws until `require` holds
SEEDS = 200  # a deck is checked for the seeds 0 … 199


class Undrawable(ValueError):
    """No draw of an exercise fulfils what it requires, or a formula of its author gives no number."""


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
        rng = generator(exercise, seed, "numbers")
        for _ in range(TRIES):
            found = {name: domain.draw(rng) for name, domain in self.given.items()}
            if self.cases:
                found |= self.cases[int(rng.integers(len(self.cases)))]
            found |= elements(found)
            for name, program in self.let:
                found[name] = worth(program, found)
                found |= elements({name: found[name]}, found)
            if all(np.all(worth(one, found) > 0) for one in self.require):
                return found
        raise Undrawable

    def drawn(self, values: Mapping[str, Array], shown: Collection[str]) -> dict[str, Array]:
        """Of these values those drawn that are ``shown``, whole or by an element: what a learner may name."""
        parts = {name: elements({name: values[name]}) for name in self.names}
        seen = [name for name in self.names if {name, *parts[name]} & set(shown)]
        return {one: values[one] for name in seen for one in (name, *parts[name])}


def worth(program: Program, values: Mapping[str, Array]) -> Array:
    """What a formula of the author is worth."""
    found = program.run(values, AUTHOR)
    return found[program.statements[-1].target]


def number(program: Program, values: Mapping[str, Array]) -> Array:
    """What a formula of the author is worth, as a single number; a table in its place raises ``Undrawable``."""
    found = worth(program, values)
    if found.ndim:
        raise Undrawable(f"a number is expected, found an array of shape {found.shape}")
    return found


def elements(values: Mapping[str, Array], taken: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """The elements of vectors and tables under their own names, where nothing else has that name.

    >>> elements({"p": np.array([0.5, 0.25])}).keys()
    dict_keys(['p1', 'p2'])
    """
    found: dict[str, Array] = {}
    for name, value in values.items():
        for index in np.ndindex(value.shape if value.ndim and not name[-1].isdigit() else ()):
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
    try:
        good = parse(f"{name} = 0", AUTHOR).targets == (name,)
    except ExpressionError:
        good = False
    if not good:
        report.error(line, "bad-name", found=name)
    return good


def formula(node: YamlNode, name: str, report: Report) -> Program | None:
    """The author's formula in a node, which may also be a plain number."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        report.error(node.line, "bad-formula", field=name)
        return None
    try:
        return parse(str(node.value), AUTHOR)
    except ExpressionError as error:
        line = node.line + node.literal + error.line - 1
        report.error(line, "formula", field=name, column=error.column, reason=error.message)
        return None
