"""What a demo is: its parameters with ranges and presets, its pure functions, and what a visit remembers of it.

A demo is a ``Demo``: pure functions and bounds, no page and no session. The functions get every parameter by its name
(``defaults`` lists them all), and ``language`` (a ``study.language.Language``) and ``notation`` ("notes" or "slides"):

    figure(*, language, notation, **parameters) -> Figure      raises a Lekce2Error for values that cannot be drawn
    predict(*, language, notation, **parameters) -> Prediction
    controls(controls: Controls) -> None                       draws the widgets, in their order
    click(parameters, panel, x, y) -> mapping                  what a click on a clickable panel changes
    drag(parameters, panel, grip, x, y) -> mapping             what dragging a panel's grip there changes
    scrub(parameters, frame) -> mapping                        what letting go of the scrubber changes

Texts of a demo, in ``demo_<name>.po``: ``<name>.title``, ``<name>.lead`` (one sentence), ``<name>.preset.<key>``, and
its controls' (see ``ui/lab/controls.py``). ``ui.lab.show`` draws it all inside one fragment, so that nothing else of
the page runs when a learner plays. The values of a demo live in the visit's ``demos`` under ``<prefix><name>`` and
outlive page changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from study.language import Language
from ui.drawing import Figure, Mark
from ui.lab.controls import Brings, Controls
from ui.lab.dial import Moves
from ui.lab.parameters import Range
from ui.lab.sweep import DialAxis

RESERVED = ("demo", "frame", "lang", "notation", "embed", "embed_options")  # of a link, read by the frame or the page


@dataclass(frozen=True)
class Prediction:
    """A question to be answered before the plot tells.

    ``correct`` is an index into ``choices``, or a number where ``choices`` is None; a number within ``tolerance``
    counts as right. ``unit`` follows the numbers; ``explain`` is one sentence on why it is so, tied to a term of the
    formula. ``ghost`` gives, for a guess, the panel and the mark that draw it where the truth will stand; None where
    the truth is no curve, bar or point.
    """

    question: str
    choices: tuple[str, ...] | None
    correct: int | float
    tolerance: float = 0.0
    unit: str = ""
    explain: str = ""
    ghost: Callable[[float], tuple[int, Mark]] | None = field(default=None, compare=False)

    def right(self, guess: float) -> bool:
        """Whether a guess (an index or a number) is right; equal infinities are."""
        if self.choices is not None:
            return int(guess) == int(self.correct)
        return guess == self.correct or abs(guess - self.correct) <= self.tolerance

    def say(self, value: float, language: Language) -> str:
        """A guess or the truth in words: the choice's text, or the number with its unit."""
        if self.choices is not None:
            return self.choices[int(value)]
        return f"{language.number(value)} {self.unit}".strip()


@dataclass(frozen=True, eq=False)
class Demo:
    """One demo: its parameters with defaults and ranges, its presets and its pure functions."""

    name: str
    defaults: Mapping[str, Any]
    check: Mapping[str, Range]  # the range of every parameter
    presets: Mapping[str, Mapping[str, Any]]  # name → values; what a preset leaves out takes its default
    controls: Callable[[Controls], None]
    figure: Callable[..., Figure]
    predict: Callable[..., Prediction]
    sources: tuple[Callable[..., Any], ...]  # printed on request: the figure, and what it calls of lekce2
    click: Callable[[Mapping[str, Any], int, float, float], Mapping[str, Any]] | None = None
    drag: Callable[[Mapping[str, Any], int, str, float, float], Mapping[str, Any]] | None = None
    scrub: Callable[[Mapping[str, Any], int], Mapping[str, Any]] | None = None
    brings: Mapping[str, Brings] = field(default_factory=dict)  # what a choice brings along

    def complete(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """``changes`` with what they bring along, where they do not say otherwise; in the order of ``check``."""
        brought: dict[str, Any] = {}
        for name in self.check:
            if name in changes and name in self.brings:
                brought |= self.brings[name](changes[name], {**self.defaults, **brought, **changes})
        return {**brought, **changes}

    def link(self, values: Mapping[str, Any], notation: str = "", frame: int | None = None) -> str:
        """The end of the address that brings this view back; values that come without being named are left out.

        ``notation`` is the convention that is read, ``frame`` where the player stands, if that is not where it starts.
        """
        moved = {key: value for key, value in values.items() if value != self.defaults[key]}
        without = {**self.defaults, **self.complete(moved)}
        said = {
            key: self.check[key].write(values[key]) for key in values if key in moved or values[key] != without[key]
        }
        view = ({} if frame is None else {"frame": frame}) | ({"notation": notation} if notation else {})
        return "lab?" + urlencode({"demo": self.name, **said, **view}, safe=",")

    def read(self, link: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The values that a link's parameters give, and (parameter, text) of those that give none."""
        values: dict[str, Any] = {}
        complaints: list[tuple[str, str]] = []
        for key, text in link.items():
            if key in RESERVED:
                continue
            try:
                values[key] = self.check[key].read(text)
            except (KeyError, ValueError):
                complaints.append((key[:40], text[:40]))
        return self.complete(values), complaints


Heard = Callable[[bool, str], None]  # was it right, and of what view


@dataclass
class DemoState:
    """What the session remembers of one demo's frame."""

    values: dict[str, Any]
    settings: dict[str, Any]
    link: dict[str, str] | None = None
    complaints: list[tuple[str, str]] = field(default_factory=list)  # (parameter, text) of the link that were not read
    opened_at: int | None = None  # the frame that the link asked for
    frame: int | None = None  # where the scrubber was let go, of a demo whose scrubber is no parameter
    moves: dict[str, Moves] = field(default_factory=dict)
    axes: dict[str, DialAxis] = field(default_factory=dict)  # of the dials that were drawn last
    drags: int = 0  # how often something was dragged on the plot
    touched: str = ""  # the dial whose frames the browser has asked for
    good: dict[str, Any] | None = None  # the last values that gave a figure
    revealed: bool = False
    guess: float | int | None = None  # as committed, with the values it was committed for
    guessed_for: dict[str, Any] | None = None
    missed: bool = False  # the question stands there again, because the last answer was wrong
    heard: Heard | None = None
    complaint: str = ""  # key of what is wrong with the guess
    afresh: bool = False  # while it is drawn together with its page, not because of one of its controls
