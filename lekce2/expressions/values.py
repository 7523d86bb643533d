"""What a formula is worth for given arrays: float64 throughout, element by element, without a single warning.

Infinity and NaN are values. What cannot be computed (a name without a value, shapes that do not fit, a function that is
not given or fails) is an `ExpressionError` at the place where it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, ExpressionError, array, shorten
from lekce2.expressions.grammar import INSTEAD
from lekce2.expressions.tree import TABLE, Apply, Expression, Name, Number
from lekce2.functions import FUNCTIONS

Environment: TypeAlias = Mapping[str, ArrayLike]
Functions: TypeAlias = Mapping[str, Callable[..., ArrayLike]]
Known: TypeAlias = Mapping[int, Array]  # what nodes are worth, by their identity
NOTHING: Known = MappingProxyType({})


def compute(
    node: Expression, environment: Environment, functions: Functions, system: Any = np, known: Known = NOTHING
) -> Array:
    """The value of a node, an array (0-d for a single number), in a number system of `lekce2.functions`.

    Nodes whose value is ``known`` are not computed again.

    Raises
    ------
    ExpressionError
        If it cannot be computed.
    """
    try:
        with np.errstate(all="ignore"):
            return np.asarray(_value(node, environment, functions, system, known))
    except (MemoryError, RecursionError):
        raise ExpressionError("not-understood", node.line, node.column) from None


def _value(node: Expression, environment: Environment, functions: Functions, system: Any, known: Known) -> Any:
    found = known.get(id(node))
    if found is not None:
        return found
    if isinstance(node, Number):
        return np.float64(node.value)
    if isinstance(node, Name):
        if node.name not in environment:
            raise unknown_name(node, environment, functions)
        return _checked(environment[node.name], node)
    operands = [_value(one, environment, functions, system, known) for one in node.operands]
    if node.name not in TABLE:
        return _called(node, operands, environment, functions)
    try:
        return TABLE[node.name].value(system, *operands)
    except ValueError:  # the shapes do not broadcast
        left, right = ("×".join(map(str, system.shape(one))) for one in operands)
        raise ExpressionError(
            "shapes-do-not-fit", node.line, node.column, left=left, right=right, sign=node.name
        ) from None


def _called(node: Apply, operands: list[Any], environment: Environment, functions: Functions) -> Any:
    if node.name not in functions:
        if node.name in environment:
            raise ExpressionError(
                "missing-times", node.line, node.column, product=f"{node.name}*(…)", found=f"{node.name}(…)"
            )
        raise unknown_function(node, functions)
    try:
        found = functions[node.name](*map(np.asarray, operands))
    except Exception as error:  # whatever the function does, the learner gets a sentence; the cause stays attached
        raise ExpressionError(
            "function-failed", node.line, node.column, name=node.name, reason=_reason(error)
        ) from error
    return _checked(found, node)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _checked(value: ArrayLike, node: Name | Apply) -> Array:
    try:
        found = array(node.name, value)
    except ArgumentError:
        raise ExpressionError("not-a-value", node.line, node.column, name=node.name, value=shorten(value)) from None
    if found.size == 0:
        raise ExpressionError("empty-value", node.line, node.column, name=node.name)
    return found


def unknown_function(node: Apply, handed: Iterable[str]) -> ExpressionError:
    """The error for a function that is not there, with what stands for it or all that there are."""
    if node.name in INSTEAD:
        return ExpressionError("other-name", node.line, node.column, instead=INSTEAD[node.name], name=node.name)
    known = ", ".join([*FUNCTIONS, *handed])
    return ExpressionError("unknown-function", node.line, node.column, name=node.name, known=known)


def unknown_name(node: Name, known: Iterable[str], functions: Iterable[str] = ()) -> ExpressionError:
    """The error for a name without a value, with the nearest name or all that there are, functions handed in too."""
    names = sorted(map(str, known))
    if node.name == "e":
        return ExpressionError("euler", node.line, node.column)
    near = get_close_matches(node.name, names, 1, 0.7) or [one for one in names if one.lower() == node.name.lower()]
    if near:
        return ExpressionError("similar-name", node.line, node.column, name=node.name, similar=near[0])
    names += [f"{name}(…)" for name in sorted(map(str, functions))]
    if not names:
        return ExpressionError("no-names", node.line, node.column, name=node.name)
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return ExpressionError("unknown-name", node.line, node.column, name=node.name, known=listed)
