"""The frame every demo lives in: what a demo is, its controls, its prediction, its link.

``spec`` is what a demo has to provide, ``show`` draws one. Which demos there are is ``ui.demos``; this room knows
none.
"""

from ui.lab.controls import Controls
from ui.lab.distribution import drawn, outcomes, rescaled, shares, sliders
from ui.lab.frame import show
from ui.lab.parameters import Between, OneOf, Shares, SomeOf, Switch, TypedText
from ui.lab.spec import Demo, Heard, Prediction
from ui.lab.words import demo_texts, rounded, short

__all__ = [
    "Between",
    "Controls",
    "Demo",
    "Heard",
    "OneOf",
    "Prediction",
    "Shares",
    "SomeOf",
    "Switch",
    "TypedText",
    "demo_texts",
    "drawn",
    "outcomes",
    "rescaled",
    "rounded",
    "shares",
    "short",
    "show",
    "sliders",
]
