"""What can go wrong when progress is saved or read: one code each; ``store.<code>`` of the catalogues says what to do.

No sentence shows an address of a database, a secret or what the learner wrote, and the database's own error is not
chained to it: it would.
"""

from __future__ import annotations

from typing import Any

from lekce2 import Message
from study.language import message_of


class StoreError(Exception):
    """Progress was not saved or not read; the message says why and what to do, in any language by its code."""

    def __init__(self, code: str, **parameters: Any) -> None:
        self.message = message(code, **parameters)
        super().__init__(str(self.message))

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def parameters(self) -> dict[str, Any]:
        return self.message.parameters

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.parameters)


def message(code: str, **parameters: Any) -> Message:
    """The message of a code.

    >>> message("newer", found=3, known=1).code
    'newer'
    """
    return message_of("store", code, **parameters)


def _rebuild(code: str, parameters: dict[str, Any]) -> StoreError:
    return StoreError(code, **parameters)
