"""One colour per idea: every colour name a figure may use, with its form on light and on dark paper.

A method also has a dash and a marker, so that colour is never the only sign. Stated once here, handed to the
renderer as CSS variables; nothing else in the project names a colour of a plot.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """How one optimizer looks everywhere: colour name, dash, marker and the name that is printed."""

    colour: str
    dash: str
    marker: str
    label: str


METHODS: dict[str, Method] = {
    "sgd": Method("sgd", "solid", "circle", "SGD"),
    "momentum": Method("momentum", "solid", "square", "Momentum"),
    "nesterov": Method("nesterov", "dashed", "triangle", "Nesterov"),
    "adagrad": Method("adagrad", "solid", "diamond", "AdaGrad"),
    "rmsprop": Method("rmsprop", "dashdot", "cross", "RMSProp"),
    "adam": Method("adam", "solid", "star", "Adam"),
    "adamw": Method("adamw", "dashed", "star", "AdamW"),
    "amsgrad": Method("amsgrad", "dashdot", "diamond", "AMSGrad"),
    "adadelta": Method("adadelta", "dotted", "square", "AdaDelta"),
    "lion": Method("lion", "dotted", "triangle", "Lion"),
}

# name: (on light paper, on dark paper)
COLOURS: dict[str, tuple[str, str]] = {
    "ink": ("#22252b", "#e8e6e1"),
    "muted": ("#8a8577", "#8d93a1"),
    "p": ("#0072B2", "#4AA8DE"),
    "q": ("#D55E00", "#F0883E"),
    "truth": ("#8E4585", "#D39AC8"),
    "estimate": ("#0072B2", "#4AA8DE"),
    "met": ("#2e7d4f", "#63c18b"),
    "half": ("#b07900", "#e0ac3f"),
    "missed": ("#b3372f", "#ef7f76"),
    "sgd": ("#7a7a7a", "#b5b5b5"),
    "momentum": ("#0072B2", "#2E93D1"),
    "nesterov": ("#56B4E9", "#7CC8F2"),
    "adagrad": ("#E69F00", "#EDB233"),
    "rmsprop": ("#009E73", "#1DB78B"),
    "adam": ("#D55E00", "#EE7B28"),
    "adamw": ("#A8487C", "#CC79A7"),
    "amsgrad": ("#8C564B", "#B9847A"),
    "adadelta": ("#5B5BA8", "#9494D6"),
    "lion": ("#7F7F1F", "#B8B84A"),
}


def css(selector: str, dark: str) -> str:
    """The colours as CSS variables ``--c-<name>`` of ``selector``, and of ``dark`` for dark paper."""
    light = "".join(f"--c-{name}:{pair[0]};" for name, pair in COLOURS.items())
    night = "".join(f"--c-{name}:{pair[1]};" for name, pair in COLOURS.items())
    return f"{selector}{{{light}}}\n{dark}{{{night}}}\n"
