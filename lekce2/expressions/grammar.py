"""The order of tokens: a formula is operand, sign, operand …; written out as an expression in plain Python.

One pass with an explicit stack of open parentheses, without recursion; the first token out of order is refused with a
sentence for the slip it most likely is. What passes is text that `ast.parse` accepts, small and shallow by the limits
counted here. √ becomes a call of sqrt around the next name, number or parenthesis, and a superscript a power. Python's
precedence holds, as in mathematics: −x² is −(x²), x^y^z is x^(y^z), a/b·c is (a/b)·c.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lekce2.base import ExpressionError
from lekce2.expressions.tokenizer import SHORT, Token
from lekce2.functions import FUNCTIONS

LARGEST = 200  # numbers, names, signs and calls of a whole program
DEEPEST = 25  # parentheses, roots, powers and signs before an operand inside one another
INSTEAD = {
    "ln": "log(x)",
    "log2": "log(x)/log(2)",
    "log_2": "log(x)/log(2)",
    "log10": "log(x)/log(10)",
    "pow": "x^y",
    "square": "x^2",
}  # what is known elsewhere by another name
OPERAND = re.compile(r"√*(?:\w*\([^()]*\)|[\w.]+)")


@dataclass
class _Level:
    """Inside one pair of parentheses (or outside all): which, and what the current operand has open."""

    opening: Token | None = None
    call: Token | None = None
    start: int | None = None  # the column where the current operand starts
    roots: int = 0  # √ that wait for their operand
    inside: int = 0  # roots, powers and signs that the current operand stands under


@dataclass
class Grammar:
    """Writes tokens of a line as Python.

    Attributes
    ----------
    python : str
        The expression so far.
    columns : list of int
        For each character of ``python``, the column of the token it comes from.
    size : int
        The numbers, names, signs and calls so far, those of earlier lines included.
    """

    source: str
    line: int
    size: int = 0
    python: str = ""
    columns: list[int] = field(default_factory=list)

    def read(self, tokens: Sequence[Token], before: Token | None) -> None:
        """Write the tokens of one expression, which stands after ``before`` (an equals sign) or begins the line.

        Raises
        ------
        ExpressionError
            At the first token out of order, or where a limit is passed.
        """
        self.levels = [_Level()]
        self.previous = before
        operand = True  # whether an operand has to come, not a sign
        for i, token in enumerate(tokens):
            follower = tokens[i + 1] if i + 1 < len(tokens) else None
            operand = self._start(token, follower) if operand else self._continue(token)
            self.previous = token
            self._measure(token)
        self._finish(operand)

    def _start(self, token: Token, follower: Token | None) -> bool:
        """A token where an operand must come; whether one still must come after it."""
        level, previous = self.levels[-1], self.previous
        calls = follower is not None and follower.kind == "open"
        if token.kind in ("name", "number"):
            level.start = level.start or token.column
            if token.kind == "number":
                self._write(_number(token.text), token)
            elif token.text in FUNCTIONS and not calls:
                raise ExpressionError("needs-parentheses", token.line, token.column, name=token.text)
            else:
                self._write(token.text, token)
            if token.kind == "name" and calls:
                return True
            self._complete(token)
            return False
        if token.kind == "open":
            level.start = level.start or token.column
            self._write("(", token)
            called = previous is not None and previous.kind == "name"
            self.levels.append(_Level(token, previous if called else None))
            return True
        if token.kind == "root":
            level.start = level.start or token.column
            level.roots += 1
            level.inside += 1
            self._write("sqrt(", token)
            return True
        if previous is not None and previous.kind == "root":
            raise ExpressionError("root-of-what", previous.line, previous.column)
        if token.kind == "sign" and token.text in "+-":
            level.inside += 1
            self._write(token.text, token)
            return True
        raise self._no_operand(token)

    def _continue(self, token: Token) -> bool:
        """A token after a complete operand; whether an operand must come after it."""
        level = self.levels[-1]
        if token.kind == "sign":
            level.inside = level.inside + 1 if token.text == "**" else 0
            level.start = level.start if token.text == "**" else None
            self._write(token.text, token)
            return True
        if token.kind == "superscript":
            level.inside += 1
            self.size += 1
            exponent = token.text.removeprefix("-")
            self._write(f"**{token.text[: -len(exponent)]}{_number(exponent)}", token)
            return False
        if token.kind == "close":
            if level.opening is None:
                raise ExpressionError("unopened", token.line, token.column)
            self.levels.pop()
            self._write(")", token)
            self._complete(token)
            return False
        if token.kind == "comma":
            return self._comma(token, level)
        raise self._no_sign(token, level)

    def _comma(self, token: Token, level: _Level) -> bool:
        own = level.call is not None and level.call.text not in FUNCTIONS
        if not own:
            whole, _, rest = self.source[(level.start or 1) - 1 :].partition(",")
            digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
            if whole.isdecimal() and digits and len(whole + digits) < SHORT:
                found, number = f"{whole},{digits}", f"{whole}.{digits}"
                raise ExpressionError("decimal-comma", token.line, token.column, number=number, found=found)
            if level.call is not None:
                raise ExpressionError("one-argument", token.line, token.column, name=level.call.text)
            raise ExpressionError("comma", token.line, token.column)
        level.start, level.inside = None, 0
        self._write(",", token)
        return True

    def _complete(self, token: Token) -> None:
        level = self.levels[-1]
        self._write(")" * level.roots, token)
        level.roots = 0

    def _finish(self, operand: bool) -> None:
        opening = self.levels[-1].opening
        last = self.previous
        if operand and last is not None and last.kind == "root":
            raise ExpressionError("root-of-what", last.line, last.column)
        if operand and last is not None and last.kind != "open":
            raise ExpressionError("nothing-after", last.line, last.column, sign=last.shown)
        if opening is not None:
            raise ExpressionError("unclosed", opening.line, opening.column)

    def _no_operand(self, token: Token) -> ExpressionError:
        previous = self.previous
        if token.kind == "close" and previous is not None and previous.kind == "open":
            return ExpressionError("empty-parentheses", token.line, previous.column)
        if previous is None or previous.kind == "open":
            return ExpressionError("nothing-before", token.line, token.column, sign=token.shown)
        return ExpressionError("nothing-after", previous.line, previous.column, sign=previous.shown)

    def _no_sign(self, token: Token, level: _Level) -> ExpressionError:
        last = self.previous or token
        if last.kind == "name" and last.text in INSTEAD:
            raise ExpressionError("other-name", last.line, last.column, instead=INSTEAD[last.text], name=last.shown)
        left = self.source[(level.start or last.column) - 1 : last.end - 1]
        left = left if len(left) <= SHORT else "(…)" if last.kind == "close" else last.shown
        operand = OPERAND.match(self.source, token.column - 1)
        right = operand.group() if operand else ""
        right = right if 0 < len(right) <= SHORT else {"open": "(…)", "root": "√…"}.get(token.kind, token.shown)
        if last.kind == token.kind == "number":
            return ExpressionError("missing-operator", token.line, token.column, left=left, right=right)
        gap = " " if token.column > last.end else ""
        product, found = f"{left}*{right}", f"{left}{gap}{right}"
        return ExpressionError("missing-times", token.line, token.column, product=product, found=found)

    def _measure(self, token: Token) -> None:
        self.size += token.kind in ("name", "number", "sign", "superscript", "root")
        if self.size > LARGEST:
            raise ExpressionError("too-many-parts", token.line, token.column, limit=LARGEST)
        if len(self.levels) - 1 + sum(level.inside for level in self.levels) > DEEPEST:
            raise ExpressionError("too-deep", token.line, token.column, limit=DEEPEST)

    def _write(self, text: str, token: Token) -> None:
        if text:
            self.python += text + " "
            self.columns += [token.column] * (len(text) + 1)


def _number(text: str) -> str:
    """A number as Python reads it without integers of any size and without leading zeros: as a float."""
    value = float(text)
    return repr(value) if value < float("inf") else "1e999"
