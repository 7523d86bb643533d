"""What the backprop demo finds worth saying of a graph: its regime, its busiest fork, whether differences agree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lekce2.networks import TypedGraph
from study.language import Language
from ui.demos.backprop.graphs import NOTHING
from ui.demos.backprop.words import ABOVE, HIDDEN, exact, formula, sum_of
from ui.drawing import Table
from ui.lab import demo_texts, short


def focus(graph: TypedGraph) -> int:
    """The node that is asked about: a variable with the most successors, or any node with more."""
    order = sorted(range(len(graph.rows)), key=lambda i: (-len(graph.successors[i]), bool(graph.rows[i].parents), i))
    return order[0]


def findings(graph: TypedGraph, hidden: int, called: tuple[str, ...], language: Language) -> tuple[str, dict[str, Any]]:
    """The regime and the words that its sentences need."""
    spot = focus(graph)
    kind = regime(graph, spot)
    facts = {
        "node": called[spot],
        "asked": called[hidden],
        "result": called[graph.result],
        "value": short(graph.gradients[spot], language),
        "terms": written_sum([up * local for _, up, local in graph.contributions(spot)], language),
        "final": short(float(graph.rows[graph.result].value), language),
        "count": len(graph.rows),
        "edges": sum(len(row.parents) for row in graph.rows),
    }
    return kind, facts | (vanishing(graph, spot, called, language) if kind == "vanishing" else {})


def agreement(graph: TypedGraph, called: tuple[str, ...], language: Language) -> str:
    """How well central differences agree; nothing where they cannot be taken."""
    gap, worst = disagreement(graph)
    if not math.isfinite(gap):
        return ""
    key = "differences.kink" if gap > 1e-5 else "differences.agree"
    return demo_texts(language, "backprop")(key, gap=power_of_ten(gap), worst=called[worst])


def regime(graph: TypedGraph, spot: int) -> str:
    """What is seen on the graph: fork, chain, vanishing or infinite."""
    if not all(map(math.isfinite, (*graph.gradients, float(graph.rows[graph.result].value)))):
        return "infinite"
    if abs(graph.gradients[spot]) < 0.01 * max(map(abs, graph.gradients)):
        return "vanishing"
    return "fork" if len(graph.successors[spot]) > 1 else "chain"


def vanishing(graph: TypedGraph, spot: int, called: tuple[str, ...], language: Language) -> dict[str, Any]:
    """The edge with the smallest local derivative among those that start above ``spot`` or at it."""
    reached, edges = {spot}, []
    for row in graph.rows:
        for parent, local in zip(row.parents, row.local_derivatives, strict=True):
            if parent in reached:
                reached.add(row.index)
                edges.append((abs(float(local)), float(local), row.index, parent))
    _, local, child, parent = min(edges)
    return {"local": short(local, language), "edge": f"∂{called[child]}/∂{called[parent]}"}


def disagreement(graph: TypedGraph) -> tuple[float, int]:
    """The largest difference between backpropagation and central differences, relative to the gradient, and where."""
    pairs = zip(graph.gradients, graph.differences, strict=True)
    gaps = [abs(g - d) / max(1.0, abs(g)) if math.isfinite(g) and math.isfinite(d) else -1.0 for g, d in pairs]
    worst = max(range(len(gaps)), key=gaps.__getitem__)
    return (gaps[worst] if gaps[worst] >= 0 else math.nan), worst


def power_of_ten(gap: float) -> str:
    """The power of ten that a difference stays under; nothing finer than 10⁻⁹ is claimed."""
    power = max(-9, math.ceil(math.log10(max(gap, 1e-12)))) if math.isfinite(gap) else 0
    return f"10{str(power).translate(ABOVE)}"


def written_sum(parts: list[float], language: Language) -> str:
    """Addends as one writes them: a minus in place of plus and minus."""
    return " + ".join(short(each, language) for each in parts).replace("+ −", "− ")


def settled(difference: float, gradient: float) -> float:
    """A central difference without the digits that it cannot know: below 10⁻⁹ of what it is compared with."""
    return round(difference, 9) if abs(difference - gradient) < 1e-8 else difference


def note(graph: str, found: TypedGraph, hidden: int, language: Language) -> str:
    """What is worth seeing on a graph of the library, with its numbers."""
    if hidden != NOTHING:
        return ""
    say = demo_texts(language, "backprop")
    at = {name: i for i, name in enumerate(found.names)}
    if graph == "softmax":
        spots = [at[name] for name in ("z1", "z2", "z3")]
        total = float(found.rows[at["S"]].value)
        with np.errstate(all="ignore"):
            shares = [
                short(float(np.divide(found.rows[at[name]].value, total)), language) for name in ("e1", "e2", "e3")
            ]
        gradients = [short(found.gradients[i], language) for i in spots]
        return say("note.softmax", shares="; ".join(shares), gradients="; ".join(gradients))
    if graph == "neuron":
        p = float(found.rows[at["p"]].value)
        return say("note.neuron", p=short(p, language), g=short(found.gradients[at["z"]], language))
    return say(f"note.{graph}") if language.has(f"backprop.note.{graph}") else ""


def table_of(graph: TypedGraph, called: tuple[str, ...], hidden: int, language: Language) -> Table:
    """A row a node, from the result back: how it is computed, what its successors hand it, both derivatives."""
    say = demo_texts(language, "backprop")
    rows = []
    for row in graph.rows:
        i, secret = row.index, row.index == hidden
        written = (
            formula(row, called.__getitem__, lambda value: short(value, language)) if row.parents else say("given")
        )
        _, numbers = sum_of(graph, i, hidden, language)
        rows.append(
            (str(i + 1), called[i], written, exact(float(row.value), language), numbers or str(int(i == graph.result)),
             HIDDEN if secret else exact(graph.gradients[i], language),
             HIDDEN if secret else exact(settled(graph.differences[i], graph.gradients[i]), language))
        )  # fmt: skip
    head = ("i", "node", "formula", "value", "sum", "gradient", "difference")
    return Table(tuple(say(f"col.{name}") for name in head), tuple(reversed(rows)))
