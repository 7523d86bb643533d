"""The small language of typed formulas: assignments and expressions, parsed, run on arrays, printed as LaTeX.

    v ← βv − αg     is typed as     v = beta*v - alpha*g     or with Greek letters, ·, ², √ and ←

``parse`` gives a `Program` or raises an ``ExpressionError``; ``program.run`` computes it, ``program.latex`` prints it
and ``to_graph`` writes it on a tape. The way of a line: ``tokenizer`` → ``grammar`` → ``tree`` → ``values``. No typed
text is ever evaluated by Python. How learners spell is not known here, only the language's own spelling.
"""

from lekce2.expressions.grammar import DEEPEST, LARGEST
from lekce2.expressions.parser import LONGEST, MOST_LINES, RESULT, parse
from lekce2.expressions.printing import latex
from lekce2.expressions.program import Program, Statement, evaluate
from lekce2.expressions.tokenizer import LONGEST_NAME, Token, tokens
from lekce2.expressions.tracing import refuse_reductions, to_graph
from lekce2.expressions.tree import TABLE, Apply, Expression, Name, Number, walk
from lekce2.expressions.values import compute

__all__ = [
    "DEEPEST",
    "LARGEST",
    "LONGEST",
    "LONGEST_NAME",
    "MOST_LINES",
    "RESULT",
    "TABLE",
    "Apply",
    "Expression",
    "Name",
    "Number",
    "Program",
    "Statement",
    "Token",
    "compute",
    "evaluate",
    "latex",
    "parse",
    "refuse_reductions",
    "to_graph",
    "tokens",
    "walk",
]
