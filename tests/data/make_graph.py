"""Writes graph.json, values and gradients by PyTorch in float64: ``python tests/data/make_graph.py`` (needs torch).

The formulas use only what a torch tensor and a node of `lekce2.graph` have under the same name, so that one text runs
on both. Each is evaluated in all lanes of its inputs at once; the gradients are of the sum of the lanes.
"""

import json
from pathlib import Path
from typing import Any

FORMULAS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "negative": lambda x: -x,
    "number on the left": lambda x: (2.5 + x) * (2.5 - x) + 3.0 * x + 1.5 / x + 1.5**x,
    "number on the right": lambda x: (x + 2.5) * (x - 2.5) + x * 3.0 + x / 1.5,
    "square": lambda x: x**2,
    "cube": lambda x: x**3.0,
    "power zero": lambda x: x**0,
    "inverse square": lambda x: x**-2,
    "root": lambda x: x**0.5,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sqrt": lambda x: x.sqrt(),
    "abs": lambda x: x.abs(),
    "sigmoid": lambda x: x.sigmoid(),
    "tanh": lambda x: x.tanh(),
    "relu": lambda x: x.relu(),
    "fork": lambda x, y: (x * y + x.exp()) * (x - y) + x * x * x,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "logistic loss": lambda w, b: -(w * 1.5 + b).sigmoid().log() - (1 - (w * -0.5 + b).sigmoid()).log(),
    "network": lambda w, b: ((w * 0.3 + b).tanh() * w + (w - b).relu() * 0.7 + (b * b + 1.0).sqrt()).sigmoid(),
}

_PLAIN = [-2.75, -1.0, -0.3, 0.1, 0.7, 1.0, 2.0, 5.5]
_ABOVE = [1e-3, 0.25, 0.7, 1.0, 1.9, 3.0, 12.0, 40.0]
_PAIRS = ([-2.5, -1.0, -0.4, 0.3, 0.9, 1.0, 2.2, 3.5], [1.2, -0.7, 0.6, -1.4, 2.0, 1.0, -3.1, 0.45])
_EDGES = [-40.0, -1.5, -1e-9, 0.0, 1e-9, 0.5, 18.0, 700.0]

_INPUTS = {
    "power": [_ABOVE, _PAIRS[1]],
    "power zero": [[-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0]],
    "square": [_EDGES[:-1]],
    "cube": [_EDGES[:-1]],
    "root": [_ABOVE],
    "log": [[0.0, *_ABOVE]],
    "sqrt": [[0.0, *_ABOVE]],
    "exp": [[*_EDGES, 800.0]],
    "abs": [_EDGES],
    "sigmoid": [_EDGES],
    "tanh": [[-3.0, -1.0, -1e-9, 0.0, 1e-9, 0.5, 2.0, 4.0]],
    "relu": [_EDGES],
}


def main() -> None:
    import torch

    cases = []
    for name, formula in FORMULAS.items():
        arity = formula.__code__.co_argcount
        inputs: list[Any] = list(_INPUTS.get(name, _PAIRS if arity == 2 else [_PLAIN]))
        leaves = [torch.tensor(values, dtype=torch.float64, requires_grad=True) for values in inputs]
        value = formula(*leaves)
        value.sum().backward()
        gradients = [leaf.grad.tolist() for leaf in leaves]
        cases.append({"formula": name, "inputs": inputs, "value": value.tolist(), "gradients": gradients})
    text = json.dumps({"torch": torch.__version__, "cases": cases}, indent=1)
    (Path(__file__).parents[1] / "graph.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
