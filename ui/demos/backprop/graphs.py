"""Which graphs the backprop demo knows, and the graph that its parameters ask for."""

from __future__ import annotations

from lekce2 import ExpressionError
from lekce2.base import choice
from lekce2.networks import EXAMPLES, TypedGraph, read_values, typed_graph
from study.spelling import read

GRAPHS = ("notes", "fork", "neuron", "network", "matrices", "softmax", "own")
OWN = ("a = x*y; L = a*sigmoid(a) + x", "x = 1; y = -2")  # the formula and values to start one's own from
NOTHING = -1  # no node is asked about


def graph_of(graph: str, formula: str, values: str) -> TypedGraph:
    """The chosen graph at these values; ``formula`` is the learner's own."""
    name = "network" if graph == "matrices" else choice("graph", graph, GRAPHS)
    return own_graph(formula, values) if name == "own" else typed_graph(EXAMPLES[name].formula, values)


def own_graph(formula: str, values: str) -> TypedGraph:
    """The graph of a formula, however it is spelled; raises ``ExpressionError`` as ``typed_graph``."""
    reading = read(formula, read_values(values))
    reading.whole()
    try:
        return typed_graph(reading.source, values)
    except ExpressionError as error:
        raise reading.placed(error) from None
