"""Texts, plurals, numbers, dates and the two notations, in the learner's language.

``language("cs").text(key)`` is the door: its catalogues are gettext files, one folder a language. ``notation``
resolves ``[[notes|slides]]``. This room knows no card, no learner and no screen.
"""

from study.language.catalogues import CODES, Language, language, message_of, preferred, separators
from study.language.notation import NOTATIONS, Notation, line_by_line, pieces, read_as

__all__ = [
    "CODES",
    "NOTATIONS",
    "Language",
    "Notation",
    "language",
    "line_by_line",
    "message_of",
    "pieces",
    "preferred",
    "read_as",
    "separators",
]
