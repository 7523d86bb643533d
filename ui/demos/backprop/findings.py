"""What the backprop demo finds worth saying of a graph: its regime, its busiest fork, whether differences agree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lekce2.networks import TypedGraph
from study.language import Language
from ui.demos.backprop.graphs import NOTHING
from ui.demos.backprop.words import ABOVE, HIDDEN, equals, exact, formula, sources, sum_of
from ui.drawing import Table
from ui.lab import demo_texts, short


def live(graph: TypedGraph) -> frozenset[int]:
    """The nodes that act on the result: itself, and all from which a path leads to it."""
    return sources([row.parents for row in graph.rows], graph.result)


def edges_from(graph: TypedGraph, i: int) -> list[tuple[int, int]]:
    """The edges from a node that lead on to the result."""
    acts = live(graph)
    return [] if i == graph.result else [(j, k) for j, k in graph.successors[i] if j in acts]


def focus(graph: TypedGraph) -> int:
    """The node that is asked about: a variable with the most edges towards the result, or any node with more."""
    many = [len(edges_from(graph, i)) for i in range(len(graph.rows))]
    order = sorted(range(len(graph.rows)), key=lambda i: (-many[i], bool(graph.rows[i].parents), i))
    return order[0]


def findings(graph: TypedGraph, hidden: int, called: tuple[str, ...], language: Language) -> tuple[str, dict[str, Any]]:
    """The regime and the words that its sentences need."""
    spot = focus(graph)
    kind = regime(graph, spot)
    parts = [up * local for j, up, local in graph.contributions(spot) if j in live(graph)]
    facts = {
        "node": called[spot],
        "asked": called[hidden],
        "result": called[graph.result],
        "value": short(graph.gradients[spot], language),
        "terms": written_sum(parts, language),
        "is_": equals(*parts, graph.gradients[spot]),
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
    every = all(map(math.isfinite, (*graph.gradients, *graph.differences)))
    key = "differences.kink" if gap > 1e-5 else "differences.agree" if every else "differences.some"
    return demo_texts(language, "backprop")(key, gap=power_of_ten(gap), worst=called[worst])


def regime(graph: TypedGraph, spot: int) -> str:
    """What is seen on the graph: fork, chain, vanishing or infinite."""
    if not all(map(math.isfinite, (*graph.gradients, float(graph.rows[graph.result].value)))):
        return "infinite"
    if reach(graph, spot) < 0.01:
        return "vanishing"
    return "fork" if len(edges_from(graph, spot)) > 1 else "chain"


def reach(graph: TypedGraph, spot: int) -> float:
    """The sum of |product of local derivatives| over all paths from a node to the result: its gradient, but for signs.

    Contributions that cancel leave a small gradient, but nothing has vanished on the way.
    """
    total = [0.0] * len(graph.rows)
    total[graph.result] = 1.0
    for i in range(graph.result - 1, spot - 1, -1):
        total[i] = sum(total[j] * abs(float(graph.rows[j].local_derivatives[k])) for j, k in edges_from(graph, i))
    return total[spot]


def vanishing(graph: TypedGraph, spot: int, called: tuple[str, ...], language: Language) -> dict[str, Any]:
    """The edge with the smallest local derivative among those on a path from ``spot`` to the result."""
    reached, edges, acts = {spot}, [], live(graph)
    for row in (row for row in graph.rows if row.index in acts):
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
    if not all(map(math.isfinite, (*found.gradients, *(float(row.value) for row in found.rows)))):
        return ""
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
        g = found.gradients[at["z"]]
        return say("note.neuron", p=short(p, language), g=short(g, language), is_=equals(p, g))
    return say(f"note.{graph}") if language.has(f"backprop.note.{graph}") else ""


def table_of(graph: TypedGraph, called: tuple[str, ...], asked: int, language: Language) -> Table:
    """A row a node, from the result back: how it is computed, what its successors hand it, both derivatives.

    What the gradient of ``asked`` is, or would follow from, is a question mark.
    """
    say, unknown = demo_texts(language, "backprop"), sources([row.parents for row in graph.rows], asked)
    rows = []
    for row in graph.rows:
        i, secret = row.index, row.index in unknown
        written = (
            formula(row, called.__getitem__, lambda value: short(value, language)) if row.parents else say("given")
        )
        numbers = HIDDEN if i == asked else sum_of(graph, i, unknown, language)[1]
        rows.append(
            (str(i + 1), called[i], written, exact(float(row.value), language), numbers or str(int(i == graph.result)),
             HIDDEN if secret else exact(graph.gradients[i], language),
             HIDDEN if secret else exact(settled(graph.differences[i], graph.gradients[i]), language))
        )  # fmt: skip
    head = ("i", "node", "formula", "value", "sum", "gradient", "difference")
    return Table(tuple(say(f"col.{name}") for name in head), tuple(reversed(rows)))
