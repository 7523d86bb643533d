"""lekce2.expressions."""

from lekce2.expressions.parser import RESULT, parse
from lekce2.expressions.printing import latex
from lekce2.expressions.program import Program, Statement, evaluate
from lekce2.expressions.tracing import refuse_reductions, to_graph
from lekce2.expressions.tree import TABLE, Apply, Name, Node, Number, walk

__all__ = [
    "RESULT",
    "TABLE",
    "Apply",
    "Name",
    "Node",
    "Number",
    "Program",
    "Statement",
    "evaluate",
    "latex",
    "parse",
    "refuse_reductions",
    "to_graph",
    "walk",
]
