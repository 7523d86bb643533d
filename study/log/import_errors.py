"""Why something that came from a file or a browser is not taken: one code each, ``refusal.<code>`` of the catalogues.

Nothing here reads anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lekce2 import Message
from study.language import message_of


@dataclass(frozen=True)
class Refusal:
    """What was not taken: the line where it begins, counted from 1, and the reason."""

    line: int
    message: Message

    def __str__(self) -> str:
        return f"{self.line}: {self.message}"


def refusal(code: str, **parameters: Any) -> Message:
    """The reason of a code with the parameters that its sentence takes.

    >>> str(refusal("too-large", limit=64))
    'this is larger than 64 MB'
    """
    return message_of("refusal", code, **parameters)
