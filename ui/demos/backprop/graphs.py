"""Which graphs the backprop demo knows, and the graph that its parameters ask for."""

from __future__ import annotations

from lekce2.base import choice
from lekce2.networks import EXAMPLES, TypedGraph, typed_graph

GRAPHS = ("notes", "fork", "neuron", "network", "matrices", "softmax", "own")
OWN = ("a = x*y; L = a*sigmoid(a) + x", "x = 1; y = -2")  # the formula and values to start one's own from
NOTHING = -1  # no node is asked about


def graph_of(graph: str, formula: str, values: str) -> TypedGraph:
    """The chosen graph at these values; ``formula`` is the learner's own."""
    name = "network" if graph == "matrices" else choice("graph", graph, GRAPHS)
    return typed_graph(formula if name == "own" else EXAMPLES[name].formula, values)
