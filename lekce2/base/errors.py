"""The errors of the package: one family, every message with a code, parameters and an English text.

A message names the argument, the rule it broke and what arrived. The code and the parameters let a caller say the
same in another language; the text is complete by itself. The sentences stand in ``lekce2.base.messages``. Nothing here
formats for a screen.

    Lekce2Error (ValueError)
    ├── ArgumentError        an argument of a function breaks its rule
    └── ExpressionError      a typed formula is not understood, or cannot be computed
"""

from __future__ import annotations

from typing import Any

from lekce2.base.messages import MESSAGES


class Message(str):
    """An English sentence that also carries its ``code`` and ``parameters``: another language can say the same."""

    code: str
    parameters: dict[str, Any]

    def __new__(cls, code: str, text: str, parameters: dict[str, Any]) -> Message:
        self = super().__new__(cls, text.format_map(parameters))
        self.code = code
        self.parameters = parameters
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.code, str(self).replace("{", "{{").replace("}", "}}"), self.parameters


class Lekce2Error(ValueError):
    """The root of every error that this package raises; ``code`` and ``parameters`` say the same as the text."""

    def __init__(self, code: str, **parameters: Any) -> None:
        self.message = Message(code, MESSAGES[code], parameters)
        super().__init__(str(self.message))

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def parameters(self) -> dict[str, Any]:
        return self.message.parameters

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.parameters)


class ArgumentError(Lekce2Error):
    """An argument breaks the rule of its function: the message names the argument, the rule and the offending value."""


class ExpressionError(Lekce2Error):
    """A typed formula is not understood or cannot be computed.

    Attributes
    ----------
    line, column : int
        Where in the text as it was typed, both from 1; a column counts characters.
    """

    def __init__(self, code: str, line: int = 1, column: int = 1, **parameters: Any) -> None:
        super().__init__(code, line=line, column=column, **parameters)
        self.line = line
        self.column = column


def _rebuild(kind: type[Lekce2Error], code: str, parameters: dict[str, Any]) -> Lekce2Error:
    return kind(code, **parameters)
