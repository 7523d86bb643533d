"""The errors of the package: one family, every message with a code, parameters and an English text.

A message names the argument, the rule it broke and what arrived. The code and the parameters let a caller say the
same in another language; the text is complete by itself. ``MESSAGES`` is the English catalogue of these codes, and the
only one. Nothing here formats for a screen.

    Lekce2Error (ValueError)
    ├── ArgumentError        an argument of a function breaks its rule
    └── ExpressionError      a typed formula is not understood, or cannot be computed
"""

from __future__ import annotations

from typing import Any

from lekce2.base.expression_texts import EXPRESSION_MESSAGES

MESSAGES = {
    "not-a-number": "{argument} must be a number or an array of numbers, got {value}",
    "not-an-integer": "{argument} must be a whole number, got {value}",
    "not-a-scalar": "{argument} must be a single number, got {value}",
    "not-a-flag": "{argument} must be True or False, got {value}",
    "not-whole": "{argument} must be whole, but {argument}{index} is {value}",
    "not-finite": "{argument} must be finite, but {argument}{index} is {value}",
    "negative": "{argument} must not be negative, but {argument}{index} is {value}",
    "not-positive": "{argument} must be positive, but {argument}{index} is {value}",
    "out-of-range": "{argument} must lie in {range}, but {argument}{index} is {value}",
    "not-a-choice": "{argument} must be one of {choices}, got {value}",
    "not-callable": "{argument} must be a function, got {value}",
    "no-state": "{argument} must hold {names}, as init(theta) gives them, got {value}",
    "not-a-base": "{argument} must be a positive finite number other than 1, got {value}",
    "not-a-generator": "{argument} must be a numpy.random.Generator, got {value}",
    "not-an-objective": "{argument} must be an objective of lekce2.objectives, got {value}",
    "not-an-optimizer": "{argument} must be a sequence of optimizers of lekce2.optimizers, got {value}",
    "empty": "{argument} must not be empty",
    "wrong-shape": "{argument} must have shape {expected}, got {value}",
    "not-symmetric": "{argument} must be symmetric, but {argument}{index} is {value} and its mirror image differs",
    "shapes-differ": "{argument} has shape {value}, which does not fit the shape {expected} of {other}",
    "other-tape": "{argument} must be a node of this tape, got {value}",
    "no-chance-left": "{argument} must leave some outcome possible, but all of {argument}{index} is -inf",
    "no-counts": "{argument} must count something, but all of {argument}{index} is 0",
    "no-data": "{argument} chooses data, but this objective has none",
    "not-a-distribution": "{argument} must sum to 1, but {argument}{index} sums to {value}",
    **EXPRESSION_MESSAGES,
}


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
