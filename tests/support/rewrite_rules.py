"""Rewrites of an expression that change nothing: a rule takes a tree and gives an equal one, or ``None``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lekce2.expressions import Apply, Expression, Name, Number
from study.exercises.mutants import apply, number

ONE, TWO = number(1.0), number(2.0)
SUM = ("+", "-")


@dataclass(frozen=True)
class Rule:
    """A rewrite of an expression: its name in the table, an example, and what it does to a node."""

    title: str
    example: str
    rewrite: Callable[[Expression], Expression | None]


def is_(node: Expression, *names: str) -> bool:
    return isinstance(node, Apply) and node.name in names


def commuted(node: Expression) -> Expression | None:
    return apply(node.name, *reversed(node.operands)) if is_(node, "+", "*") else None


def associated(node: Expression) -> Expression | None:
    if is_(node, "+", "*") and is_(node.operands[0], node.name):
        (a, b), c = node.operands[0].operands, node.operands[1]
        return apply(node.name, a, apply(node.name, b, c))
    if is_(node, "+", "*") and is_(node.operands[1], node.name):
        a, (b, c) = node.operands[0], node.operands[1].operands
        return apply(node.name, apply(node.name, a, b), c)
    return None


def distributed(node: Expression) -> Expression | None:
    if is_(node, "*", "/") and is_(node.operands[0], *SUM):
        (a, b), c = node.operands[0].operands, node.operands[1]
        return apply(node.operands[0].name, apply(node.name, a, c), apply(node.name, b, c))
    if is_(node, "*") and is_(node.operands[1], *SUM):
        a, (b, c) = node.operands[0], node.operands[1].operands
        return apply(node.operands[1].name, apply("*", a, b), apply("*", a, c))
    return None


def factored(node: Expression) -> Expression | None:
    if is_(node, *SUM) and all(is_(one, "*") for one in node.operands):
        (a, b), (c, d) = (one.operands for one in node.operands)
        if a == c:
            return apply("*", a, apply(node.name, b, d))
        if b == d:
            return apply("*", apply(node.name, a, c), b)
    return None


def minus_as_plus(node: Expression) -> Expression | None:
    return apply("+", node.operands[0], apply("neg", node.operands[1])) if is_(node, "-") else None


def turned(node: Expression) -> Expression | None:
    return apply("neg", apply("-", *reversed(node.operands))) if is_(node, "-") else None


def quotient_as_power(node: Expression) -> Expression | None:
    return apply("*", node.operands[0], apply("**", node.operands[1], apply("neg", ONE))) if is_(node, "/") else None


def quotient_as_product(node: Expression) -> Expression | None:
    return apply("*", node.operands[0], apply("/", ONE, node.operands[1])) if is_(node, "/") else None


def fraction_of_fraction(node: Expression) -> Expression | None:
    if is_(node, "/") and is_(node.operands[0], "/"):
        (a, b), c = node.operands[0].operands, node.operands[1]
        return apply("/", a, apply("*", b, c))
    if is_(node, "/") and is_(node.operands[0], "*"):
        (a, b), c = node.operands[0].operands, node.operands[1]
        return apply("*", a, apply("/", b, c))
    return None


def square_as_product(node: Expression) -> Expression | None:
    return apply("*", node.operands[0], node.operands[0]) if is_(node, "**") and node.operands[1] == TWO else None


def product_as_square(node: Expression) -> Expression | None:
    return apply("**", node.operands[0], TWO) if is_(node, "*") and node.operands[0] == node.operands[1] else None


def root_as_power(node: Expression) -> Expression | None:
    return apply("**", node.operands[0], number(0.5)) if is_(node, "sqrt") else None


def root_as_fraction(node: Expression) -> Expression | None:
    return apply("**", node.operands[0], apply("/", ONE, TWO)) if is_(node, "sqrt") else None


def sign_moved(node: Expression) -> Expression | None:
    if is_(node, "neg") and is_(node.operands[0], "*", "/"):
        a, b = node.operands[0].operands
        return apply(node.operands[0].name, apply("neg", a), b)
    if is_(node, "*", "/") and is_(node.operands[1], "neg"):
        return apply("neg", apply(node.name, node.operands[0], node.operands[1].operands[0]))
    return None


def sigmoid_written_out(node: Expression) -> Expression | None:
    if not is_(node, "sigmoid"):
        return None
    return apply("/", ONE, apply("+", ONE, apply("exp", apply("neg", node.operands[0]))))


def number_as_sum(node: Expression) -> Expression | None:
    return apply("-", number(node.value + 1), ONE) if isinstance(node, Number) else None


RULES: tuple[Rule, ...] = (
    Rule("operands of + and · swapped", "beta*v + g", commuted),
    Rule("parentheses in sums and products moved", "a*b*g", associated),
    Rule("a product or quotient multiplied out", "(1 - beta)*g", distributed),
    Rule("a common factor taken out", "beta*s - beta*g", factored),
    Rule("minus written as plus of the opposite", "theta - alpha*g", minus_as_plus),
    Rule("a difference turned round", "theta - alpha*g", turned),
    Rule("a quotient as a power", "g/r", quotient_as_power),
    Rule("a quotient as a product with the reciprocal", "g/r", quotient_as_product),
    Rule("quotients joined or split", "alpha*g/r", fraction_of_fraction),
    Rule("a square as a product", "g**2", square_as_product),
    Rule("a product as a square", "g*g", product_as_square),
    Rule("a root as the power 0.5", "sqrt(r + eps)", root_as_power),
    Rule("a root as the power 1/2", "sqrt(r + eps)", root_as_fraction),
    Rule("a minus sign moved within a product", "-(alpha*g)", sign_moved),
    Rule("the sigmoid written out", "sigmoid(z)", sigmoid_written_out),
    Rule("a number written as a difference", "1 - beta", number_as_sum),
    Rule("times one", "alpha*g", lambda node: apply("*", ONE, node)),
    Rule("plus zero", "alpha*g", lambda node: apply("+", node, number(0.0))),
    Rule("minus minus", "alpha*g", lambda node: apply("neg", apply("neg", node))),
    Rule("the power one", "alpha", lambda node: apply("**", node, ONE) if isinstance(node, Name) else None),
)
