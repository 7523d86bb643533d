"""Fill a gradient yourself: reads what a learner typed for a node, says at once whether it is right, and if not why."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lekce2.base import Array
from lekce2.networks import NUMBER, TypedGraph
from study.language import Language
from ui.demos.backprop.graphs import graph_of
from ui.demos.backprop.matrices import network
from ui.demos.backprop.words import sum_of
from ui.lab import demo_texts, short

TOLERANCE = 0.01  # of the size of the gradient
SMALLEST = 0.005


@dataclass(frozen=True)
class QuizVerdict:
    """``kind`` is a key of the catalogue: right, partial, no-upstream, no-local, product, sign, unread or wrong."""

    kind: str
    successor: int = -1  # through which a partial answer came

    @property
    def right(self) -> bool:
        return self.kind == "right"


def read_numbers(text: str) -> list[float]:
    """All numbers in a text, with a decimal point or comma.

    >>> read_numbers("[0,5; −1.25]"), read_numbers("x")
    ([0.5, -1.25], [])
    """
    return [float(each.replace(",", ".").replace("−", "-")) for each in re.findall(NUMBER, text)]


def near(guess: float, truth: float) -> bool:
    """Within one per cent, or 0.005 where the number is small."""
    return guess == truth or abs(guess - truth) <= max(
        SMALLEST if abs(truth) >= 0.1 else 0.05 * abs(truth), TOLERANCE * abs(truth)
    )


def mark(graph: TypedGraph, node: int, answer: str) -> QuizVerdict:
    """Mark the gradient of a node of single numbers, and name the slip that gives the wrong one."""
    numbers = read_numbers(answer)
    if len(numbers) != 1:
        return QuizVerdict("unread")
    guess, truth, parts = numbers[0], graph.gradients[node], graph.contributions(node)
    if near(guess, truth):
        return QuizVerdict("right")
    each = [up * local for _, up, local in parts]
    for (successor, _, _), part in zip(parts, each, strict=True):
        if len(parts) > 1 and near(guess, part):
            return QuizVerdict("partial", successor)
    slips = {
        "sign": -truth,
        "no-upstream": sum(local for _, _, local in parts),
        "no-local": sum(up for _, up, _ in parts),
        "product": math.prod(each),
    }
    return QuizVerdict(next((kind for kind, value in slips.items() if parts and near(guess, value)), "wrong"))


def mark_vector(gradient: Array, answer: str) -> QuizVerdict:
    """Mark a gradient that is a vector or matrix, its numbers in reading order."""
    numbers: Sequence[float] = read_numbers(answer)
    if len(numbers) != gradient.size:
        return QuizVerdict("unread")
    truth = gradient.ravel().tolist()
    if all(near(guess, value) for guess, value in zip(numbers, truth, strict=True)):
        return QuizVerdict("right")
    turned = gradient.T.ravel() if gradient.ndim == 2 else -np.asarray(truth)
    same = all(near(guess, value) for guess, value in zip(numbers, turned.tolist(), strict=True))
    return QuizVerdict(("transposed" if gradient.ndim == 2 else "sign") if same else "wrong")


def verdict_of(graph: str, formula: str, values: str, quiz: int, answer: str) -> QuizVerdict:
    """The marking of what was typed for the chosen node."""
    if graph == "matrices":
        return mark_vector(network(values)[0][quiz].gradient, answer)
    return mark(graph_of(graph, formula, values), quiz, answer)


def verdict_text(
    verdict: QuizVerdict, names: Sequence[str], graph: str, formula: str, values: str, quiz: int, language: Language
) -> str:
    """A verdict as a sentence: what is right with its numbers, or what to do next."""
    say = demo_texts(language, "backprop")
    facts = {"node": names[quiz], "successor": names[verdict.successor]}
    if graph == "matrices":
        kind = f"{verdict.kind}_matrix" if language.has(f"backprop.verdict.{verdict.kind}_matrix") else verdict.kind
        return say(f"verdict.{kind}", **facts)
    found = graph_of(graph, formula, values)
    letters, numbers, is_ = sum_of(found, quiz, frozenset(), language)
    if verdict.right:
        letters = numbers
    value = short(found.gradients[quiz], language)
    kind = verdict.kind if letters or not verdict.right else "right_start"
    return say(f"verdict.{kind}", **facts, letters=letters or "1", value=value, is_=is_)
