"""What can be wrong with a deck: one code, one English sentence and one place each.

A sentence says what is wrong, what was found and, where a slip is likely, what was meant. ``study/locale`` holds the
same sentences as ``fault.<code>`` in every language. Nothing here looks for faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lekce2 import Message

Severity = Literal["error", "warning"]

MESSAGES: dict[str, str] = {
    "no-folder": "there is no such folder",
}


@dataclass(frozen=True)
class Fault:
    """One fault of a deck at a line of a file (counted from 1; 1 also stands for the file as a whole)."""

    file: str
    line: int
    message: Message
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def fault(file: str, line: int, code: str, severity: Severity = "error", **parameters: Any) -> Fault:
    """The fault of a code, with the parameters that its sentence takes.

    >>> str(fault("questions/deck.yaml", 1, "no-folder"))
    'questions/deck.yaml:1: there is no such folder'
    """
    return Fault(file, line, Message(code, MESSAGES[code], parameters), severity)
