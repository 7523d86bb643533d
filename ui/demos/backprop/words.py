"""The words of the backprop demo: names and formulas of nodes, what happens at each step, in the learner's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from lekce2.expressions import RESULT
from lekce2.graph import Row
from lekce2.networks import TypedGraph
from study.language import Language
from ui.drawing import GraphStep, Vertex, steps_of
from ui.lab import demo_texts, rounded, short

BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ABOVE = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "eps": "ε",
    "theta": "θ",
    "lam": "λ",
    "rho": "ρ",
    "sigma": "σ",
    "mu": "μ",
}
SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷", "**": "^"}
NAMED = {"sigmoid": "σ", "sqrt": "√"}
HIDDEN = "?"

Say = Callable[..., str]


def exact(value: float, language: Language) -> str:
    """A number as tables show it; no zero has a sign."""
    return "0" if value == 0 else language.number(value)


def factor(value: float, language: Language) -> str:
    """A number as a factor or an addend: negative ones in parentheses."""
    text = short(value, language)
    return f"({text})" if text.startswith("−") else text


def equals(*values: float) -> str:
    """The sign between numbers that are written with three digits: = where these are all they have.

    >>> equals(16.0, 0.25), equals(1 / 3)
    ('=', '≈')
    """
    return "=" if all(each == rounded(each) or each != each for each in values) else "≈"


def sources(parents: Sequence[Sequence[int]], node: int) -> frozenset[int]:
    """A node and all that it is computed from, which its gradient flows on to; nothing for −1.

    >>> sorted(sources([[], [], [0, 1], [2]], 2)), sources([[], [0]], -1)
    ([0, 1, 2], frozenset())
    """
    found = {node} if node >= 0 else set()
    for i in range(len(parents) - 1, -1, -1):
        found |= set(parents[i]) if i in found else set()
    return frozenset(found)


def printed(name: str) -> str:
    """A typed name as it is printed.

    >>> printed("w12"), printed("theta_1"), printed("u5")
    ('w₁₂', 'θ₁', 'u₅')
    """
    base, digits = re.fullmatch(r"(.*?)_?([0-9]*)", name).groups()  # type: ignore[union-attr]
    return str(GREEK.get(base, base) + digits.translate(BELOW))


def labels(graph: TypedGraph) -> tuple[str, ...]:
    """What every node is called: as in the formula, f for a bare one, or u with its number; primed if used again."""
    found: list[str] = []
    for i, name in enumerate(graph.names):
        label = printed("f" if name == RESULT else name) if name else f"u{i + 1}".translate(BELOW)
        while label in found:
            label += "′"
        found.append(label)
    return tuple(found)


def formula(row: Row, operand: Callable[[int], str], number: Callable[[float], str]) -> str:
    """An operation written out with these texts for its operands."""
    given = [operand(each) if type(each) is int else number(float(each)) for each in row.operands]
    match row.operation:
        case "+" | "-" | "/":
            return f" {row.operation.replace('-', '−')} ".join(given)
        case "*":
            return " · ".join(given)
        case "**":
            return given[0] + _power(row.operands[1], given[1])
        case "neg":
            return f"−{given[0]}"
    return f"{NAMED.get(row.operation, row.operation)}({given[0]})"


def head(row: Row, label: str, number: Callable[[float], str]) -> str:
    """The first line of a box: a name, and the operation in short."""
    if row.operation == "variable":
        return label
    if len(row.parents) == len(row.operands):
        sign = {"neg": "−( )"}.get(row.operation) or SIGNS.get(row.operation) or NAMED.get(row.operation, row.operation)
    else:
        sign = formula(row, lambda _: "( )", number).replace(" ", "").replace("()", "( )")
    return f"{label} = {sign}"


def _power(exponent: Any, text: str) -> str:
    plain = type(exponent) is float and exponent == int(exponent) and 0 <= exponent < 100
    return str(int(exponent)).translate(ABOVE) if plain else f"^{text}"


@dataclass(frozen=True)
class Story:
    """A graph as it is told: its boxes, its frames, and a sentence and a name for every frame."""

    vertices: tuple[Vertex, ...]
    steps: tuple[GraphStep, ...]
    captions: tuple[str, ...]
    frames: tuple[str, ...]


def frame_names(steps: tuple[GraphStep, ...], say: Say) -> tuple[str, ...]:
    """given; forward 1/3 …; backward 1/5 …"""
    total = {way: sum(step.direction == way for step in steps) for way in ("given", "forward", "backward")}
    seen = dict.fromkeys(total, 0)
    names = []
    for step in steps:
        seen[step.direction] += 1
        names.append(say(f"frame.{step.direction}", k=seen[step.direction], n=total[step.direction]))
    return tuple(names)


def story(graph: TypedGraph, asked: int, language: Language) -> Story:
    """The graph's story; the gradient of node ``asked`` (−1: of none), and what would tell it, stay question marks."""
    say, called = demo_texts(language, "backprop"), labels(graph)
    secret = sources([row.parents for row in graph.rows], asked)

    def number(value: float) -> str:
        return factor(value, language)

    def gradient(i: int, write: Callable[[float], str] = number) -> str:
        return HIDDEN if i in secret else write(graph.gradients[i])

    def passed(row: Row, parent: int, local: float) -> str:
        return f"∂ = {plain(local)}" if parent == asked else f"{gradient(row.index, plain)} · {number(local)}"

    def plain(value: float) -> str:
        return short(value, language)

    vertices = tuple(
        Vertex(
            head(row, called[row.index], plain),
            plain(float(row.value)),
            gradient(row.index, plain),
            row.parents,
            tuple(f"∂ = {plain(float(each))}" for each in row.local_derivatives),
            tuple(
                passed(row, parent, float(each))
                for parent, each in zip(row.parents, row.local_derivatives, strict=True)
            ),
        )
        for row in graph.rows
    )
    steps = steps_of([row.parents for row in graph.rows], graph.result)
    return Story(
        vertices, steps, tuple(_told(graph, step, asked, secret, language) for step in steps), frame_names(steps, say)
    )


def sum_of(graph: TypedGraph, i: int, secret: AbstractSet[int], language: Language) -> tuple[str, str, str]:
    """The gradient of a node as a sum over its successors, in letters and in numbers, and the sign before these."""
    called = labels(graph)
    parts = graph.contributions(i)
    letters = " + ".join(f"g({called[j]}) · ∂{called[j]}/∂{called[i]}" for j, _, _ in parts)
    numbers = " + ".join(
        f"{HIDDEN if j in secret else factor(up, language)} · {factor(local, language)}" for j, up, local in parts
    )
    return letters, numbers, equals(*(each for _, up, local in parts for each in (up, local)), graph.gradients[i])


def _told(graph: TypedGraph, step: GraphStep, asked: int, secret: AbstractSet[int], language: Language) -> str:
    say, called = demo_texts(language, "backprop"), labels(graph)
    if step.direction == "given":
        known = (f"{called[row.index]} = {short(float(row.value), language)}" for row in graph.rows if not row.parents)
        return say("step.given", values=", ".join(known))
    i = step.vertex
    row, label = graph.rows[i], called[i]
    if step.direction == "forward":
        letters = formula(row, called.__getitem__, lambda value: short(value, language))
        numbers = formula(
            row, lambda j: factor(float(graph.rows[j].value), language), lambda value: factor(value, language)
        )
        local = ", ".join(
            f"∂{label}/∂{called[j]} = {short(float(each), language)}"
            for j, each in zip(row.parents, row.local_derivatives, strict=True)
        )
        value = short(float(row.value), language)
        given = [float(graph.rows[each].value if type(each) is int else each) for each in row.operands]
        is_ = equals(*given, float(row.value))
        return say("step.forward", node=label, letters=letters, numbers=numbers, value=value, local=local, is_=is_)
    parts = graph.contributions(i)
    letters, numbers, is_ = sum_of(graph, i, secret, language)
    if i == asked and parts and i != graph.result:
        return say("step.asked", node=label, letters=letters)
    value = HIDDEN if i in secret else short(graph.gradients[i], language)
    kind = "start" if i == graph.result else "none" if not parts else "one" if len(parts) == 1 else "fork"
    return say(f"step.{kind}", node=label, letters=letters, numbers=numbers, value=value, is_=is_)
