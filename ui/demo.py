"""The frame every demo lives in: presets, controls, prediction, plot, caption, numbers, words, code, reset and a link.

A demo is a ``Demo``: pure functions and bounds, no page and no session. The functions get every parameter by its name
(``defaults`` lists them all), and ``language`` (a ``study.language.Language``) and ``notation`` ("notes" or "slides"):

    figure(*, language, notation, **parameters) -> Figure      raises a Lekce2Error for values that cannot be drawn
    predict(*, language, notation, **parameters) -> Prediction
    controls(controls: Controls) -> None                       draws the widgets, in rows of ``controls.columns``
    click(parameters, panel, x, y) -> mapping                  what a click on a clickable panel changes
    scrub(parameters, frame) -> mapping                        what letting go of the scrubber changes

Texts of a demo, in ``demo_<name>.po``: ``<name>.title``, ``<name>.lead`` (one sentence), ``<name>.preset.<key>``, and
its controls' (see ``ui/controls.py``). ``show`` draws it all inside one fragment, so that nothing else of the page runs
when a learner plays. The values of a demo live in the session under ``demo:<prefix><name>`` and outlive page changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from study.language import Language
from ui import demos
from ui.controls import Brings, Controls
from ui.figure import Figure
from ui.frame import controls_of, frame
from ui.parameters import Range
from ui.prediction import Prediction

RESERVED = ("demo", "frame", "lang", "notation", "embed", "embed_options")  # of a link, read by the frame or the page


@dataclass(frozen=True)
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


@dataclass
class State:
    """What the session remembers of one demo's frame."""

    values: dict[str, Any]
    settings: dict[str, Any]
    link: dict[str, str] | None = None
    complaints: list[tuple[str, str]] = field(default_factory=list)  # (parameter, text) of the link that were not read
    opened_at: int | None = None  # the frame that the link asked for
    frame: int | None = None  # where the scrubber was let go, of a demo whose scrubber is no parameter
    good: dict[str, Any] | None = None  # the last values that gave a figure
    revealed: bool = False
    guess: float | int | None = None  # as committed, with the values it was committed for
    guessed_for: dict[str, Any] | None = None
    complaint: str = ""  # key of what is wrong with the guess


def show(
    name: str,
    *,
    language: Language,
    notation: str,
    settings: Mapping[str, Any] | None = None,
    prefix: str = "",
    link: Mapping[str, str] | None = None,
) -> None:
    """Draw a demo; ``settings`` (a card's) come before its defaults, ``link`` (query parameters) before both."""
    demo = demos.load(name)
    start = demo.complete({key: value for key, value in (settings or {}).items() if key in demo.defaults})
    slot = f"demo:{prefix}{name}"
    state = st.session_state.get(slot)
    if not isinstance(state, State) or state.settings != start:
        state = st.session_state[slot] = State({**demo.defaults, **start}, start)
    if link and dict(link) != state.link:
        values, state.complaints = demo.read(link)
        controls_of(demo, state, language, prefix).set(values.items())
        state.link = dict(link)
        state.opened_at = state.frame = _frame(link.get("frame", ""))
    frame(name, language.code, notation, prefix)


def _frame(text: str) -> int | None:
    """The frame that a link asks for; None where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
