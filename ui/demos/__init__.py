"""Which demos exist: name → module, one literal, in course order.

A demo is one module (or one folder where its numbers and its words are files of their own) with a pure
``figure(...)``, its ``controls(...)`` and ``DEMO``. A module is imported when its demo is drawn, not before. How a
demo is framed is ``ui.lab``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.lab import Demo

DEMOS: dict[str, str] = {
    "entropy": "ui.demos.entropy",
    "divergence": "ui.demos.divergence",
    "conditional-entropy": "ui.demos.conditional_entropy",
    "likelihood": "ui.demos.likelihood",
    "mse": "ui.demos.mse",
    "gradient-descent": "ui.demos.gradient_descent",
    "learning-rates": "ui.demos.learning_rates",
    "backprop": "ui.demos.backprop",
    "momentum": "ui.demos.momentum",
    "adaptive-rates": "ui.demos.adaptive_rates",
    "moving-average": "ui.demos.moving_average",
    "bias-correction": "ui.demos.bias_correction",
    "optimizer-race": "ui.demos.optimizer_race",
}


def load(name: str) -> Demo:
    """The demo of a name; an unknown one raises ``KeyError``."""
    demo: Demo = import_module(DEMOS[name]).DEMO
    return demo
