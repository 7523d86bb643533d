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

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import streamlit as st

from lekce2 import Lekce2Error
from study.language import Language
from study.language import language as language_of
from ui import demos
from ui.controls import Controls
from ui.figure import Figure
from ui.parameters import Range
from ui.player import player
from ui.prediction import Prediction, ask, outcome
from ui.sources import listing

STYLE = f"<style>{(Path(__file__).parent / 'demo.css').read_text('utf-8')}</style>"
RESERVED = ("demo", "lang", "notation", "embed", "embed_options")  # of a link, read by the page


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
    brings: Mapping[str, Callable[[Any], Mapping[str, Any]]] = field(default_factory=dict)  # what a choice brings along

    def complete(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """``changes`` with what they bring along, where they do not say otherwise."""
        brought = {
            key: value
            for name in changes
            if name in self.brings
            for key, value in self.brings[name](changes[name]).items()
        }
        return {**brought, **changes}


@dataclass
class State:
    """What the session remembers of one demo's frame."""

    values: dict[str, Any]
    settings: dict[str, Any]
    link: dict[str, str] | None = None
    complaints: list[tuple[str, str]] = field(default_factory=list)  # (parameter, text) of the link that were not read
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
        values, state.complaints = read_link(demo, link)
        _controls(demo, state, language, prefix).set(values.items())
        state.link = dict(link)
    _frame(name, language.code, notation, prefix)


def read_link(demo: Demo, link: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values that a link's parameters give, and (parameter, text) of those that give none."""
    values: dict[str, Any] = {}
    complaints: list[tuple[str, str]] = []
    for key, text in link.items():
        if key in RESERVED:
            continue
        try:
            values[key] = demo.check[key].read(text)
        except (KeyError, ValueError):
            complaints.append((key[:40], text[:40]))
    return demo.complete(values), complaints


def write_link(demo: Demo, values: Mapping[str, Any]) -> str:
    """The part of the address that brings these values back; values at their defaults are left out."""
    said = {key: demo.check[key].write(value) for key, value in values.items() if value != demo.defaults[key]}
    return "lab?" + urlencode({"demo": demo.name, **said}, safe=",")


@st.cache_data(max_entries=32, show_spinner=False)
def drawn(name: str, values: dict[str, Any], code: str, notation: str) -> Figure:
    """The figure of a demo, kept for all sessions; errors are not kept."""
    return demos.load(name).figure(**values, language=language_of(code), notation=notation)


@st.fragment
def _frame(name: str, code: str, notation: str, prefix: str) -> None:
    demo, language = demos.load(name), language_of(code)
    state: State = st.session_state[f"demo:{prefix}{name}"]
    controls = _controls(demo, state, language, prefix)
    with st.container(key=f"{prefix}demo-{name}"):
        st.html(STYLE)
        st.subheader(language.text(f"{name}.title"), anchor=False)
        st.markdown(language.text(f"{name}.lead"))
        _presets(demo, state, controls)
        demo.controls(controls)
        for key, text in state.complaints:
            st.warning(_complaint(demo, key, text, language))
        figure = _figure(demo, state, code, notation, language)
        if figure is None:
            return
        context = {"language": language, "notation": notation}
        if not state.revealed:
            ask(demo.predict(**(state.good or {}), **context), state, f"{prefix}{name}", language)
        elif state.guessed_for is not None and state.guess is not None:
            outcome(demo.predict(**state.guessed_for, **context), state, f"{prefix}{name}", language)
        scene = figure.scene if state.revealed else figure.scene.veiled(language.text("frame.waiting"))
        player(
            scene,
            key=f"{prefix}{name}-player",
            language=language,
            revealed=state.revealed,
            on_frame=partial(_scrubbed, demo, state, controls) if demo.scrub else None,
            on_click=partial(_clicked, demo, state, controls) if demo.click else None,
        )
        if state.revealed:
            st.markdown(figure.caption)
            with st.expander(language.text("frame.numbers"), expanded=figure.table_open):
                st.markdown(figure.table.markdown())
            with st.expander(language.text("frame.description")):
                st.markdown(figure.summary)
        _foot(demo, state, controls)


def _controls(demo: Demo, state: State, language: Language, prefix: str) -> Controls:
    return Controls(demo.name, demo.check, state.values, language, prefix, brings=demo.brings)


def _presets(demo: Demo, state: State, controls: Controls) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(controls.language.text("frame.try"), width="content")
        for key, changes in demo.presets.items():
            values = {**demo.defaults, **demo.complete(changes)}
            st.button(
                controls.text(f"preset.{key}"),
                key=controls.key(f"preset-{key}"),
                on_click=controls.set,
                args=(tuple(values.items()),),
                type="secondary",
            )


def _figure(demo: Demo, state: State, code: str, notation: str, language: Language) -> Figure | None:
    """The figure of the present values; where they give none a sentence, and the last good figure."""
    try:
        figure = drawn(demo.name, dict(state.values), code, notation)
        state.good = dict(state.values)
    except Lekce2Error as error:
        st.warning(language.message(error.message, "error"))
        if state.good is None:
            return None
        st.caption(language.text("frame.last_good"))
        figure = drawn(demo.name, state.good, code, notation)
    return figure


def _foot(demo: Demo, state: State, controls: Controls) -> None:
    language = controls.language
    with st.expander(language.text("frame.code")):
        st.code(listing(demo.sources), language="python")
    with st.expander(language.text("frame.link")):
        st.caption(language.text("frame.link_hint"))
        st.code(urljoin(st.context.url or "/", write_link(demo, state.values)), language=None, wrap_lines=True)
    st.button(language.text("frame.reset"), key=controls.key("reset"), on_click=_reset, args=(demo, state, controls))


def _reset(demo: Demo, state: State, controls: Controls) -> None:
    controls.set({**demo.defaults, **state.settings}.items())
    state.revealed, state.guess, state.guessed_for, state.complaints = False, None, None, []


def _clicked(demo: Demo, state: State, controls: Controls, panel: int, x: float, y: float) -> None:
    if demo.click is not None:
        _take(demo, controls, demo.click(state.values, panel, x, y))


def _scrubbed(demo: Demo, state: State, controls: Controls, frame: int) -> None:
    if demo.scrub is not None:
        _take(demo, controls, demo.scrub(state.values, frame))


def _take(demo: Demo, controls: Controls, changes: Mapping[str, Any]) -> None:
    """Take over what the plot was asked for, by the same ranges as a link; what does not fit is left."""
    for name, value in changes.items():
        try:
            controls.set([(name, demo.check[name].read(demo.check[name].write(value)))])
        except ValueError:
            continue


def _complaint(demo: Demo, key: str, text: str, language: Language) -> str:
    if key not in demo.check:
        return language.text("frame.unknown_parameter", name=_quoted(key), names=", ".join(demo.check))
    return language.text("frame.bad_parameter", name=key, value=_quoted(text), allowed=demo.check[key].says)


def _quoted(text: str) -> str:
    """A stranger's text without anything that Markdown could take for markup."""
    return f"„{re.sub(r'[^0-9A-Za-zÀ-ž.,-]', '·', text)}“"
