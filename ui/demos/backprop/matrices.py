"""The network of the backprop demo in vectors and matrices: each edge hands back Jᵀ times the gradient above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lekce2.base import Array
from lekce2.networks import EXAMPLES, TypedGraph, VectorNode, read_values, two_layers, typed_graph
from study.language import Language
from ui.demos.backprop.words import HIDDEN, Story, frame_names, sources
from ui.drawing import GraphStep, Table, Vertex, steps_of
from ui.lab import demo_texts, short

HEADS = {"x": "x", "W": "W", "v": "v", "z": "z = Wx", "h": "h = tanh z", "o": "o = vᵀh", "L": "L = (o−1)²"}
# child, parent: the Jacobian in letters, and the product Jᵀg as one writes it
RULES = {
    ("z", "W"): ("∂z/∂W", "g xᵀ"),
    ("z", "x"): ("W", "Wᵀg"),
    ("h", "z"): ("diag(1−h²)", "(1−h²)⊙g"),
    ("o", "v"): ("hᵀ", "h·g"),
    ("o", "h"): ("vᵀ", "v·g"),
    ("L", "o"): ("2(o−1)", "2(o−1)·g"),
}
SCALARS: Mapping[str, tuple[str, ...]] = {
    "x": ("x1", "x2"), "W": ("w11", "w12", "w21", "w22"), "v": ("v1", "v2"), "z": ("z1", "z2"), "h": ("h1", "h2"),
    "o": ("o",), "L": ("L",),
}  # fmt: skip
TARGET = 1.0


def network(values: str) -> tuple[tuple[VectorNode, ...], TypedGraph]:
    """The network in matrices, and the same one number by number.

    Raises
    ------
    ExpressionError
        If a value is missing.
    """
    graph = typed_graph(EXAMPLES["network"].formula, values)
    given = read_values(values)
    x, w, v = ([given[name] for name in SCALARS[each]] for each in ("x", "W", "v"))
    return two_layers(x, np.reshape(w, (2, 2)), v, TARGET), graph


def bracket(values: Array, language: Language, rows: str = "; ") -> str:
    """A vector or matrix on one line, rows parted by ``rows``."""
    if values.size == 1:
        return short(float(values.ravel()[0]), language)
    lines = ["\N{EN SPACE}".join(short(float(each), language) for each in row) for row in np.atleast_2d(values)]
    return f"[{rows.join(lines)}]" if rows != "\n" else "\n".join(f"[{line}]" for line in lines)


def matrix_story(nodes: tuple[VectorNode, ...], hidden: int, language: Language) -> Story:
    """The story of the network in matrices; the gradient of ``hidden``, and what would tell it, stay question marks."""
    say = demo_texts(language, "backprop")
    names = [node.name for node in nodes]
    secret = _secrets(nodes, hidden)

    def gradient(i: int, rows: str = "; ") -> str:
        return HIDDEN if i in secret else bracket(nodes[i].gradient, language, rows)

    vertices = tuple(
        Vertex(
            HEADS[node.name],
            bracket(node.value, language, "\n"),
            gradient(i, "\n") if i not in secret else HIDDEN + "\n" * (node.value.ndim - 1),
            tuple(names.index(parent) for parent in node.parents),
            tuple(RULES[node.name, parent][0] for parent in node.parents),
            tuple(RULES[node.name, parent][1] for parent in node.parents),
        )
        for i, node in enumerate(nodes)
    )
    steps = steps_of([vertex.parents for vertex in vertices], len(nodes) - 1)
    captions = tuple(_told(nodes, names, step, gradient, language) for step in steps)
    return Story(vertices, steps, captions, frame_names(steps, say))


def _told(
    nodes: Sequence[VectorNode], names: list[str], step: GraphStep, gradient: Callable[[int], str], language: Language
) -> str:
    say = demo_texts(language, "backprop")
    if step.direction == "given":
        known = (f"{node.name} = {bracket(node.value, language)}" for node in nodes if not node.parents)
        return say("step.given", values=", ".join(known))
    node = nodes[step.vertex]
    if step.direction == "forward":
        local = ", ".join(
            say("matrix.local", child=node.name, parent=parent, letters=RULES[node.name, parent][0],
                matrix=bracket(jacobian, language))
            for parent, jacobian in zip(node.parents, node.jacobians, strict=True)
        )  # fmt: skip
        return say("matrix.forward", head=HEADS[node.name], value=bracket(node.value, language), local=local)
    child = next((each for each in nodes if node.name in each.parents), None)
    if child is None:
        return say("step.start", node=node.name)
    product = RULES[child.name, node.name][1].replace("g", f"g({child.name})")
    above = gradient(names.index(child.name))
    return say("matrix.backward", node=node.name, child=child.name, product=product, above=above,
               value=gradient(step.vertex))  # fmt: skip


def _secrets(nodes: Sequence[VectorNode], asked: int) -> frozenset[int]:
    names = [node.name for node in nodes]
    return sources([[names.index(parent) for parent in node.parents] for node in nodes], asked)


def matrix_table(nodes: tuple[VectorNode, ...], graph: TypedGraph, hidden: int, language: Language) -> Table:
    """A row an edge: the Jacobian, the gradient from above, their product and central differences number by number."""
    say = demo_texts(language, "backprop")
    names = [node.name for node in nodes]
    at = {name: i for i, name in enumerate(graph.names)}
    unknown = {names[i] for i in _secrets(nodes, hidden)}
    rows = []
    for child in reversed(nodes):
        for parent, jacobian, product in zip(child.parents, child.jacobians, child.products, strict=True):
            differences = np.array([graph.differences[at[name]] for name in SCALARS[parent]]).reshape(product.shape)
            secret = parent in unknown
            above = HIDDEN if child.name in unknown else bracket(child.gradient, language)
            rows.append(
                (f"{child.name} → {parent}", bracket(jacobian, language), above, RULES[child.name, parent][1],
                 HIDDEN if secret else bracket(product, language), HIDDEN if secret else bracket(differences, language))
            )  # fmt: skip
    head = ("edge", "jacobian", "upstream", "rule", "product", "difference")
    return Table(tuple(say(f"col.{name}") for name in head), tuple(rows))
