"""The preview of a typed program: its formulas as they were understood, and the first slip with its place."""

from __future__ import annotations

from collections.abc import Collection

from lekce2.base import ExpressionError
from lekce2.expressions import parse
from study.exercises import MATHS, point
from study.language import Language
from ui.text.plain_text import plain


def preview(text: str, functions: Collection[str], language: Language, slip: str = "practice.costs-nothing") -> str:
    """The Markdown below the editor: the lines that are understood, and what is wrong with the first that is not.

    ``slip`` is the key of the sentence behind what is wrong.
    """
    if not text.strip():
        return language.text("practice.preview-empty")
    try:
        return display(text, functions, language)
    except ExpressionError as error:
        reason = language.message(error.message, "error")
        said = language.text("marking.not-understood", line=error.line, column=error.column, reason=reason)
        before = "\n".join(text.splitlines()[: error.line - 1])
        try:
            understood = display(before, functions, language) if before.strip() else ""
        except ExpressionError:
            understood = ""
        return f"{understood}\n\n{plain(said)} {language.text(slip)}".strip()


def display(text: str, functions: Collection[str], language: Language) -> str:
    """A program as display maths; raises ``ExpressionError`` when it is none."""
    return f"$$\n{parse(text, functions).latex(point(language.code, MATHS))}\n$$"
