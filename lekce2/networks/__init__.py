"""Graphs to look at: typed formulas with values, examples, a network in matrices, derivatives without the chain rule.

This is what backpropagation is shown on and checked with; the differentiation itself is ``lekce2.graph``. Nothing is
drawn.
"""

from lekce2.networks.examples import EXAMPLES
from lekce2.networks.finite_differences import central_differences
from lekce2.networks.two_layers import VectorNode, two_layers
from lekce2.networks.typed_graph import NUMBER, TypedGraph, read_values, typed_graph, write_values

__all__ = [
    "EXAMPLES",
    "NUMBER",
    "TypedGraph",
    "VectorNode",
    "central_differences",
    "read_values",
    "two_layers",
    "typed_graph",
    "write_values",
]
