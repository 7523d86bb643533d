"""Draws one demo: presets, plots beside question and controls, caption, numbers, words, link and code.

The order on the screen is the order in ``frame`` and ``_stage``. What is drawn comes from the demo's pure functions;
what changes, changes in the callbacks at the end, before the next drawing. ``show`` is how a page asks for a demo.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin

import streamlit as st

from lekce2 import Lekce2Error
from study.language import Language
from study.language import language as language_of
from ui import dom, visit
from ui.drawing import Figure, Scene, player
from ui.lab.controls import Controls
from ui.lab.prediction import ask, outcome
from ui.lab.sources import listing
from ui.lab.spec import RESERVED, Demo, DemoState, Heard, Prediction
from ui.lab.sweep import frames, sweep, told
from ui.text import plain
from ui.unexpected import callback, guarded

STYLE = dom.css((Path(__file__).parent / "demo.css").read_text("utf-8"))


def show(
    demo: Demo,
    *,
    language: Language,
    notation: str,
    settings: Mapping[str, Any] | None = None,
    prefix: str = "",
    link: Mapping[str, str] | None = None,
    heard: Heard | None = None,
    missed: str = "",
) -> None:
    """Draw a demo; ``settings`` (a card's) come before its defaults, ``link`` (query parameters) before both.

    ``heard`` is told of every prediction whether it was right, and of what view; ``missed`` is a view whose prediction
    was wrong the last time: the demo opens with it.
    """
    start = demo.complete({key: value for key, value in (settings or {}).items() if key in demo.defaults})
    demos, slot = visit.state().demos, f"{prefix}{demo.name}"
    state = demos.get(slot)
    if not isinstance(state, DemoState) or state.settings != start:
        state = demos[slot] = DemoState({**demo.defaults, **start}, start)
        if missed and set(link or ()) <= {*RESERVED}:
            state.values.update(demo.read(dict(parse_qsl(missed)))[0])
            state.missed = True
    state.heard = heard
    if link and dict(link) != state.link:
        values, state.complaints = demo.read(link)
        controls_of(demo, state, language, prefix).set(values.items())
        state.link = dict(link)
        state.opened_at = state.frame = _start(link.get("frame", ""))
    state.afresh = True  # this runs with the page or not at all; the fragments below are also drawn by themselves
    try:
        frame(demo, state, language.code, notation, prefix)
    finally:
        state.afresh = False


def _start(text: str) -> int | None:
    """The frame that a link asks for; None where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def drawn(demo: Demo, values: Mapping[str, Any], code: str, notation: str) -> Figure:
    """The figure of a demo, kept for all sessions; errors are not kept."""
    return _drawn(demo, tuple((key, frozen(values[key])) for key in sorted(values)), code, notation)


def frozen(value: Any) -> Any:
    """A value that can be a key of the kept figures: lists, as a card's settings have them, become tuples.

    >>> frozen([1, [2, 3]])
    (1, (2, 3))
    """
    return tuple(frozen(one) for one in value) if isinstance(value, list | tuple) else value


@lru_cache(maxsize=32)
def _drawn(demo: Demo, values: tuple[tuple[str, Any], ...], code: str, notation: str) -> Figure:
    return demo.figure(**dict(values), language=language_of(code), notation=notation)


@st.fragment
@guarded
def frame(demo: Demo, state: DemoState, code: str, notation: str, prefix: str) -> None:
    """The whole frame; what a control can change stands in ``_stage``, so that only that is drawn again."""
    name, language = demo.name, language_of(code)
    controls = controls_of(demo, state, language, prefix)
    with st.container(key=f"{prefix}demo-{name}", gap="small"):
        st.html(f"<style>{STYLE}</style>")
        with st.container(key=controls.key("head"), gap="xsmall"):
            st.subheader(language.text(f"{name}.title"), anchor=False)
            st.markdown(language.text(f"{name}.lead"))
        _presets(demo, state, controls)
        _stage(demo, state, code, notation, prefix)
        _sweeps(demo, state, code, notation, prefix)
        with _expander(state, controls, "code") as wanted:
            if wanted:
                st.code(listing(demo.sources), language="python")


@st.fragment
@guarded
def _stage(demo: Demo, state: DemoState, code: str, notation: str, prefix: str) -> None:
    """Plots beside question or outcome and controls; below them numbers, words and link."""
    name, language = demo.name, language_of(code)
    controls = controls_of(demo, state, language, prefix, notation)
    with st.container(key=controls.key("stage")):
        plots, side = st.columns([3, 1], gap="medium")
    with side:
        for key, text in state.complaints:
            st.warning(_complaint(demo, key, text, language))
        question = st.container()
        demo.controls(controls)
        state.axes = controls.axes
        figure = figure_of(demo, state, code, notation, language, controls.told)
    if figure is None:
        return
    context = {"language": language, "notation": notation}
    shown = demo.predict(**(state.good or {}), **context)
    guessed = None if state.guessed_for is None else demo.predict(**state.guessed_for, **context)
    with question:
        if not state.revealed:
            view = demo.link(state.values).removeprefix("lab?")
            ask(shown, state, f"{prefix}{name}", language, view)
        elif guessed is not None:
            outcome(guessed, shown, state, f"{prefix}{name}", language)
    scene = seen(figure, state, language)
    if state.opened_at is not None and demo.scrub is None:
        scene = replace(scene, start=min(state.opened_at, scene.frames - 1), autoplay=False)
    if guessed == shown:
        scene = with_guess(scene, shown, state.guess, language)
    slot = f"{prefix}{name}"
    with plots:
        said = figure.caption if state.revealed else ""
        player(
            {**scene.data(), "told": said},
            key=f"{slot}-player",
            language=language,
            slot=slot,
            turn=state.drags,
            prints={each: axis.print(state.values, *controls.view) for each, axis in controls.axes.items()},
            revealed=state.revealed,
            on_frame=partial(_scrubbed, demo, state, controls),
            on_click=partial(_clicked, demo, state, controls) if demo.click else None,
            on_drag=partial(_dragged, demo, state, controls) if demo.drag else None,
        )
        told(said, key=f"{slot}-told", slot=slot)
    if state.revealed:
        with _expander(state, controls, "numbers", figure.table_open) as wanted:
            if wanted:
                st.markdown(figure.table.markdown())
        with _expander(state, controls, "description") as wanted:
            if wanted:
                st.markdown(figure.summary)
    at = figure.scene.start % figure.scene.frames
    _link(demo, state, controls, notation, None if state.frame == at else state.frame)


@st.fragment
@guarded
def _sweeps(demo: Demo, state: DemoState, code: str, notation: str, prefix: str) -> None:
    """The frames along a dial that was just touched: the touch draws nothing else, and nothing else sends them."""
    language, slot = language_of(code), f"{prefix}{demo.name}"
    view = controls_of(demo, state, language, prefix, notation).view
    sent: dict[str, Any] = {"slot": slot, "name": ""}
    name, state.touched = state.touched, ""
    axis = state.axes.get(name)
    if axis is not None and state.good == state.values:

        def scene_of(values: Mapping[str, Any]) -> dict[str, Any]:
            figure = demo.figure(**values, language=language, notation=notation)
            return {**seen(figure, state, language).data(), "told": figure.caption if state.revealed else ""}

        sent |= {"name": name, "print": axis.print(state.values, *view), **frames(axis, state.values, scene_of)}
    sweep(
        json.dumps(sent, allow_nan=False, ensure_ascii=False),
        key=f"{slot}-sweep",
        on_grab=partial(setattr, state, "touched"),
    )


def seen(figure: Figure, state: DemoState, language: Language) -> Scene:
    """What of a figure a learner may see: before the prediction nothing that tells the truth."""
    return figure.scene if state.revealed else figure.scene.veiled(language.text("frame.waiting"))


def with_guess(scene: Scene, prediction: Prediction, guess: float | None, language: Language) -> Scene:
    """The scene with the learner's guess drawn beside the truth, where the truth has a place."""
    if guess is None or prediction.ghost is None:
        return scene
    place, mark = prediction.ghost(guess)
    ghost = replace(mark, label=language.text("frame.ghost"), label_head=mark.kind in ("line", "points"))
    if mark.kind in ("hline", "vline"):
        ghost = replace(ghost, text=language.text("frame.ghost"), label="")
    panels = [*scene.panels]
    panels[place] = replace(panels[place], marks=(*panels[place].marks, ghost))
    return replace(scene, panels=tuple(panels))


def controls_of(demo: Demo, state: DemoState, language: Language, prefix: str, notation: str = "") -> Controls:
    view = (language.code, notation, state.revealed)
    return Controls(
        demo.name, demo.check, state.values, language, prefix, brings=demo.brings, moves=state.moves, view=view
    )


def _presets(demo: Demo, state: DemoState, controls: Controls) -> None:
    """Things to try, in one row; the last one takes everything back."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key=controls.key("presets")):
        for key, changes in demo.presets.items():
            values = {**demo.defaults, **demo.complete(changes)}
            st.button(
                controls.text(f"preset.{key}"),
                key=controls.key(f"preset-{key}"),
                on_click=callback(_preset),
                args=(state, controls, values),
                type="secondary",
            )
        st.button(
            controls.language.text("frame.reset"),
            key=controls.key("reset"),
            on_click=callback(_reset),
            args=(demo, state, controls),
            icon=":material/restart_alt:",
            type="tertiary",
        )


def figure_of(
    demo: Demo, state: DemoState, code: str, notation: str, language: Language, told: Collection[str] = ()
) -> Figure | None:
    """The figure of the present values; where they give none a sentence (if not yet told), and the last good figure."""
    try:
        figure = drawn(demo, dict(state.values), code, notation)
        state.good = dict(state.values)
    except Lekce2Error as error:
        if str(error.message) not in told:
            st.warning(language.message(error.message, "error"))
        if state.good is None:
            return None
        st.caption(language.text("frame.last_good"))
        figure = drawn(demo, state.good, code, notation)
    return figure


def _link(demo: Demo, state: DemoState, controls: Controls, notation: str, frame: int | None) -> None:
    with _expander(state, controls, "link") as wanted:
        if wanted:
            st.caption(controls.language.text("frame.link_hint"))
            link = urljoin(st.context.url or "/", demo.link(state.values, notation, frame))
            st.code(link, language=None, wrap_lines=True)


@contextmanager
def _expander(state: DemoState, controls: Controls, name: str, expanded: bool = False) -> Iterator[bool]:
    """An expander, and whether its inside is to be drawn: not when it is closed and only a control has changed.

    Tables, text and code take the browser longer than the plot; what nobody sees must not make a plot wait.
    """
    label, key = controls.language.text(f"frame.{name}"), controls.key(f"show-{name}")
    with st.expander(label, expanded, key=key, on_change="rerun") as box:
        yield bool(box.open) or state.afresh


def _preset(state: DemoState, controls: Controls, values: Mapping[str, Any]) -> None:
    controls.set(values.items())
    state.opened_at = state.frame = None
    for moves in state.moves.values():
        moves.typed = moves.wrong = ""


def _reset(demo: Demo, state: DemoState, controls: Controls) -> None:
    _preset(state, controls, {**demo.defaults, **state.settings})
    state.revealed, state.guess, state.guessed_for, state.complaints = False, None, None, []


def _clicked(demo: Demo, state: DemoState, controls: Controls, panel: int, x: float, y: float) -> None:
    if demo.click is not None:
        _take(demo, controls, demo.click(state.values, panel, x, y))


def _dragged(demo: Demo, state: DemoState, controls: Controls, panel: int, grip: str, x: float, y: float) -> None:
    state.drags += 1
    if demo.drag is not None:
        _take(demo, controls, demo.drag(state.values, panel, grip, x, y))


def _scrubbed(demo: Demo, state: DemoState, controls: Controls, frame: int) -> None:
    if demo.scrub is not None:
        _take(demo, controls, demo.scrub(state.values, frame))
    else:
        state.frame = frame


def _take(demo: Demo, controls: Controls, changes: Mapping[str, Any]) -> None:
    """Take over what the plot was asked for, by the same ranges as a link; what does not fit is left."""
    for name, value in changes.items():
        try:
            controls.set([(name, demo.check[name].read(demo.check[name].write(value)))])
        except ValueError:
            continue


def _complaint(demo: Demo, key: str, text: str, language: Language) -> str:
    if key not in demo.check:
        return language.text("frame.unknown_parameter", name=plain(key), names=", ".join(demo.check))
    return language.text("frame.bad_parameter", name=key, value=plain(text), allowed=demo.check[key].says)
