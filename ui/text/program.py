"""The preview of a typed program: its formulas as they were understood, and every line that was not, with its place."""

from __future__ import annotations

from collections.abc import Collection

from lekce2.base import ExpressionError
from lekce2.expressions import Program, parse
from study.exercises import MATHS, point
from study.language import Language
from study.spelling import read
from ui.text.plain_text import plain


def preview(
    text: str,
    functions: Collection[str],
    language: Language,
    slip: str = "practice.costs-nothing",
    names: Collection[str] = (),
    states: Collection[str] = (),
) -> str:
    """The Markdown below the editor: the lines that are understood, and a sentence for each that is not.

    ``slip`` is the key of the sentence behind what is wrong; ``names`` are known and ``states`` carry over steps, as in
    `study.spelling.read`.
    """
    if not text.strip():
        return language.text("practice.preview-empty")
    reading = read(text, names, functions, states)
    understood, problems = [], list(reading.problems)
    try:
        understood = [_maths(reading.program(), language)]
    except ExpressionError as error:
        problems = problems or [error]
    said = [plain(_said(problem, language)) for problem in problems]
    return "\n\n".join([*understood, *said]) + (f" {language.text(slip)}" if said else "")


def display(text: str, functions: Collection[str], language: Language) -> str:
    """A program of the language as display maths; raises ``ExpressionError`` when it is none."""
    return _maths(parse(text, functions), language)


def _maths(program: Program, language: Language) -> str:
    return f"$$\n{program.latex(point(language.code, MATHS))}\n$$"


def _said(problem: ExpressionError, language: Language) -> str:
    reason = language.message(problem.message, "error")
    return language.text("marking.not-understood", line=problem.line, column=problem.column, reason=reason)
