"""study.language."""

from study.language.catalogues import CODES, Language, language, preferred, separators
from study.language.notation import NOTATIONS, Notation, line_by_line, pieces, read_as

__all__ = [
    "CODES",
    "NOTATIONS",
    "Language",
    "Notation",
    "language",
    "line_by_line",
    "pieces",
    "preferred",
    "read_as",
    "separators",
]
