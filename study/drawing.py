"""The numbers of an exercise: drawn from a seed (``given``, ``cases``), then derived from what was drawn (``let``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from lekce2.errors import ExpressionError
from lekce2.expressions import Program, parse
from study.author_functions import AUTHOR
from study.domains import Array, Domain, constant, read_domain
from study.faults import Report
from study.fields import Fields
from study.seeding import generator
from study.yaml_nodes import Node

FIELDS = ("given", "cases", "let", "require")
TRIES = 500  # draws until `require` holds
SEEDS = 200  # a deck is checked for the seeds 0 … 199


class Undrawable(ValueError):
    """No draw of an exercise fulfils what it requires, or a formula of its author gives no number."""


@dataclass(frozen=True)
class Numbers:
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


def read_numbers(fields: Fields, report: Report) -> Numbers:
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
    return Numbers(given, cases, tuple(let), tuple(one for one in require if one is not None))


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


def formula(node: Node, name: str, report: Report) -> Program | None:
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
