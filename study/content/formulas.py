"""The formulas of cards: what is wrong with one, remembered, and the place in a file to which that belongs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from study.content import katex
from study.content.diagnostics import Report
from study.content.latex import Slip, slip
from study.language import line_by_line

BADGE = re.compile(r"\{\+([^{}\n]{0,80})\}")
REMEMBERED = 1_000  # characters of the longest formula whose verdict is kept
KNOWN_COMMANDS = tuple(sorted(katex.KNOWN))


class Place:
    """Where faults of a text go: its lines, counted from 0, become lines of the file."""

    def __init__(self, report: Report, first_line: int, single_line: bool) -> None:
        self.report, self.first_line, self.single_line = report, first_line, single_line

    def error(self, line: int, code: str, **parameters: Any) -> None:
        self.report.error(self.of(line), code, **parameters)

    def of(self, line: int) -> int:
        return self.first_line if self.single_line else self.first_line + line

    def slip(self, line: int, found: Slip) -> None:
        """A formula's fault, with a guess at the name that was meant."""
        if found.code in ("tex-unknown", "tex-environment"):
            name = str(found.parameters["found"]).lstrip("\\")
            known = KNOWN_COMMANDS if found.code == "tex-unknown" else tuple(katex.ENVIRONMENTS)
            self.report.unknown(self.of(line), found.code, name, known)
        else:
            self.error(line, found.code, **found.parameters)


def inspect_formula(formula: str, report: Report, line: int) -> None:
    """Report why a formula that stands by itself, without dollar signs, would not render."""
    for reading in line_by_line(formula):
        found = formula_slip(reading, True)
        if found is not None:
            Place(report, line, True).slip(0, found)


@lru_cache(maxsize=16_384)
def _remembered(formula: str, display: bool) -> Slip | None:
    return _first_slip(formula, display)


def formula_slip(formula: str, display: bool) -> Slip | None:
    """What is wrong with a formula; remembered, because cards and their translations share most of theirs."""
    return _remembered(formula, display) if len(formula) <= REMEMBERED else _first_slip(formula, display)


def _first_slip(formula: str, display: bool) -> Slip | None:
    if "[[" in formula:
        at = formula.index("[[")
        return Slip(at, "bad-pair", {"found": formula[at : at + 60]})
    if "$" in formula:
        return Slip(formula.index("$"), "tex-dollar-inside", {})
    badge = BADGE.search(formula) if "{+" in formula else None
    if badge is not None and len(badge[1]) > 2 and badge[1][0].isalpha():
        return Slip(badge.start(), "unit-in-maths", {"found": badge[0]})
    return slip(formula, display=display)
