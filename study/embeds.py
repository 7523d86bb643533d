"""The demos that a card may embed, in course order.

The names stand here, in a room without a screen, so that a card can be checked without one; ``ui.demos`` maps each
name to the demo that draws it.
"""

from __future__ import annotations

DEMOS: tuple[str, ...] = (
    "entropy",
    "divergence",
    "conditional-entropy",
    "likelihood",
    "mse",
    "gradient-descent",
    "learning-rates",
    "backprop",
    "momentum",
    "adaptive-rates",
    "moving-average",
    "bias-correction",
    "optimizer-race",
)
