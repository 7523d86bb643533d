r"""The small language of typed formulas: assignments and expressions, parsed, run on arrays and printed as LaTeX.

    v ← βv − αg     is typed as     v = beta*v - alpha*g     or with Greek letters, ·, ², √ and ←

One formula a line; a line without an equals sign is worth ``result``. There are numbers, names, + − * / and ^ (or **),
parentheses and the functions of `lekce2.functions`; a caller may hand in more (``grad``). Everything is float64.

Whatever is typed, `parse` returns a `Program` or raises `ExpressionError`, fast and in little memory: limits come
before the parser, and no typed text is ever evaluated by Python. The steps stand in files of their own:
`formula_tokens`, `formula_grammar`, `formula_tree`, `formula_program`, `formula_values`, `formula_latex`,
`formula_graph`.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection

from lekce2.base import ExpressionError, shorten
from lekce2.expressions.grammar import Grammar
from lekce2.expressions.program import Program, Statement, evaluate
from lekce2.expressions.tokenizer import Token, tokens
from lekce2.expressions.tracing import to_graph
from lekce2.expressions.tree import TABLE, Apply, Expression, Name, Number, build, walk
from lekce2.expressions.values import unknown_function
from lekce2.functions import FUNCTIONS

__all__ = [
    "Apply",
    "Expression",
    "ExpressionError",
    "Name",
    "Number",
    "Program",
    "Statement",
    "evaluate",
    "parse",
    "to_graph",
]

LONGEST = 2_000  # characters
MOST_LINES = 20
RESULT = "result"


def parse(source: str, functions: Collection[str] | None = None) -> Program:
    """Read typed lines.

    Parameters
    ----------
    source : str
        At most 2,000 characters on 20 lines, 200 numbers, names and signs, 25 levels deep.
    functions : collection of str, optional
        The functions that will be handed to `Program.run`; a call of any other is then an error here already.

    Raises
    ------
    ExpressionError
        Whatever else is typed; with ``line``, ``column``, ``code`` and ``parameters``.

    Examples
    --------
    >>> parse("2g")
    Traceback (most recent call last):
        ...
    lekce2.base.errors.ExpressionError: write 2*g, not 2g
    """
    if not isinstance(source, str):
        raise ExpressionError("not-text", value=shorten(source))
    if len(source) > LONGEST:
        raise ExpressionError("too-long", count=len(source), limit=LONGEST)
    lines = re.split(r"\r\n|\r|\n", source.rstrip())
    if len(lines) > MOST_LINES:
        raise ExpressionError("too-many-lines", MOST_LINES + 1, count=len(lines), limit=MOST_LINES)
    statements, size = [], 0
    for number, text in enumerate(lines, 1):
        found = tokens(text, number)
        if found:
            grammar = Grammar(text, number, size)
            statements.append(_statement(found, grammar))
            size = grammar.size
    if not statements:
        raise ExpressionError("nothing-typed")
    program = Program(source, tuple(statements))
    _check_calls(program, functions)
    return program


def _statement(line: list[Token], grammar: Grammar) -> Statement:
    at = next((i for i, token in enumerate(line) if token.kind == "assignment"), None)
    if at is None:
        grammar.read(line, None)
        whole = build(grammar.python, grammar.columns, grammar.line)
        return Statement(RESULT, whole, grammar.line, line[0].column, bare=True)
    sign, target = line[at], _target(line[:at], line[at])
    for token in line[at + 1 :]:
        if token.kind == "assignment":
            raise ExpressionError("second-equals", token.line, token.column)
    if sign.text:
        grammar.size += 2
    if at + 1 == len(line):
        raise ExpressionError("nothing-after", sign.line, sign.column, sign=sign.typed)
    grammar.read(line[at + 1 :], sign)
    right = build(grammar.python, grammar.columns, grammar.line)
    if sign.text:
        right = Apply(sign.text, (Name(target.text, target.line, target.column), right), sign.line, sign.column)
    return Statement(target.text, right, grammar.line, target.column)


def _target(left: list[Token], sign: Token) -> Token:
    kinds = [token.kind for token in left]
    if kinds == ["name"] and left[0].text not in FUNCTIONS:
        return left[0]
    if kinds == ["name"]:
        raise ExpressionError("function-name", left[0].line, left[0].column, name=left[0].text)
    if kinds.count("open") > kinds.count("close"):
        raise ExpressionError("equals-in-parentheses", sign.line, sign.column)
    if "comma" in kinds and "name" in kinds:
        raise ExpressionError("several-targets", sign.line, left[0].column)
    raise ExpressionError("bad-target", sign.line, (left or [sign])[0].column, sign=sign.typed)


def _check_calls(program: Program, functions: Collection[str] | None) -> None:
    """A called name must be able to be a function: not a variable of this program, and handed in if we are told."""
    handed = functions or ()
    for one in program.statements:
        if one.target in handed:
            raise ExpressionError("function-name", one.line, one.column, name=one.target)
    variables = {name for one in program.statements for name in one.reads} | set(program.targets)
    for node in (node for one in program.statements for node in walk(one.expression)):
        name = node.name if isinstance(node, Name | Apply) else ""
        if isinstance(node, Name) and name in handed:
            raise ExpressionError("needs-parentheses", node.line, node.column, name=name)
        if not isinstance(node, Apply) or name in TABLE:
            continue
        if name in variables:
            product, found = f"{name}*(…)", f"{name}(…)"
            raise ExpressionError("missing-times", node.line, node.column, product=product, found=found)
        if name not in functions if functions is not None else hasattr(builtins, name):
            raise unknown_function(node, handed)
