"""A small library of graphs to look at: formulas of `lekce2.expressions` with numbers for their variables.

Each is chosen for one thing that can be seen on it. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Example:
    """A formula, lines parted by semicolons, and the values of its variables."""

    formula: str
    values: Mapping[str, float]

    @property
    def lines(self) -> str:
        """The formula as `lekce2.expressions.parse` takes it, one line each."""
        return "\n".join(part.strip() for part in self.formula.split(";"))


EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        # (x + wx)²: x has two successors
        "notes": Example("u3 = x*w; u4 = x + u3; u5 = u4**2", {"x": 2.0, "w": 3.0}),
        # x² · 3x = 3x³: a fork that joins again
        "fork": Example("a = x**2; b = 3*x; L = a*b", {"x": 2.0}),
        # −log σ(w₁x₁ + w₂x₂ + b): the gradient at z is p − 1
        "neuron": Example(
            "z = w1*x1 + w2*x2 + b; p = sigmoid(z); L = -log(p)",
            {"x1": 2.0, "x2": 1.5, "w1": 0.5, "w2": -1.0, "b": 0.25},
        ),
        # (vᵀ tanh(Wx) − 1)²: both inputs fork into both neurons
        "network": Example(
            "z1 = w11*x1 + w12*x2; z2 = w21*x1 + w22*x2; h1 = tanh(z1); h2 = tanh(z2); "
            "o = v1*h1 + v2*h2; L = (o - 1)**2",
            {"x1": 1.0, "x2": -0.5, "w11": 0.5, "w12": -1.0, "w21": 1.5, "w22": 0.5, "v1": 1.5, "v2": -1.0},
        ),
        # −log softmax(z)₂: the gradient after the logits is softmax − one-hot
        "softmax": Example(
            "e1 = exp(z1); e2 = exp(z2); e3 = exp(z3); S = e1 + e2 + e3; p = e2/S; L = -log(p)",
            {"z1": 2.0, "z2": 1.0, "z3": -1.0},
        ),
    }
)
