"""The widgets of a demo: labelled from the catalogue, bounded by ``Demo.check``, their values kept over pages.

The demo's values live in one dictionary of the session (``ui/lab/frame.py`` owns it); a widget is only a way to change
one entry. That is why a preset, a link, a click on the plot or a reset can set any of them, drawn or not. They stand in
one narrow column, in the order in which a demo asks for them; what is seldom used goes ``with controls.more():``. Keys
are ``<prefix><demo>-<name>``; labels ``<demo>.<name>``; options ``<demo>.<name>.<option>`` and a help text
``<demo>.<name>.help`` where the catalogue has them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from lekce2 import ExpressionError
from study.language import Language
from ui.lab.dial import Dial, Moves, dial
from ui.lab.parameters import Between, OneOf, Range, SomeOf, TypedText
from ui.lab.sweep import DialAxis
from ui.unexpected import callback

Brings = Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]  # a new value, all values → what changes with it


class Controls:
    """Draws the widgets of one demo; ``values`` holds the current value of every parameter."""

    def __init__(
        self,
        name: str,
        check: Mapping[str, Range],
        values: MutableMapping[str, Any],
        language: Language,
        prefix: str = "",
        brings: Mapping[str, Brings] | None = None,
        moves: MutableMapping[str, Moves] | None = None,
        view: Sequence[object] = (),
    ) -> None:
        self.name = name
        self.check = check
        self.values = values
        self.language = language
        self.prefix = prefix
        self.brings = brings or {}
        self.moves = moves if moves is not None else {}
        self.view = view  # what else the plot depends on, beside the values
        self.axes: dict[str, DialAxis] = {}  # what every dial moves along
        self.told: set[str] = set()  # complaints that already stand beside a widget

    def more(self) -> AbstractContextManager[Any]:
        """A folded place for what is seldom used."""
        return st.expander(self.language.text("frame.more"), key=self.key("more"))

    def slider(
        self, name: str, *, step: float | None = None, log: bool = False, within: tuple[float, float] | None = None
    ) -> Any:
        """A dial over the parameter's range, or ``within`` a part of it; ``log`` offers 1, 2, 5 × powers of ten.

        A present value between two stops is one more stop; any other can be typed. Of a parameter with options these
        are the stops.
        """
        bounds = self.check[name]
        if isinstance(bounds, OneOf):
            return self._of_options(name, [float(str(option)) for option in bounds.options], bounds.options)
        bounds = self._between(name)
        if within:
            bounds = replace(bounds, low=within[0], high=within[1])
        if bounds.whole:
            stops = [float(stop) for stop in range(int(bounds.low), int(bounds.high) + 1, int(step or 1))]
        else:
            stops = _decades(bounds.low, bounds.high) if log else _even(bounds.low, bounds.high, step)
        here = float(self.values[name])
        near = [stop for stop in stops if abs(stop - here) <= 1e-9 * max(1.0, abs(here))]
        kind: Callable[[float], Any] = int if bounds.whole else float
        self.values[name] = kind(near[0] if near else here)
        shown = Dial(self.text(name), float(self.values[name]), stops if near else sorted([*stops, here]))
        allowed = " … ".join(self.language.number(end) for end in (bounds.low, bounds.high))
        self.dial(name, shown, lambda value: self._changes(name, kind(value)), bounds.read, allowed)
        return self.values[name]

    def _of_options(self, name: str, stops: list[float], options: Sequence[Any]) -> Any:
        def read(text: str) -> float:
            value = float(Between(-1e9, 1e9).read(text))
            if value not in stops:
                raise ValueError(text)
            return value

        shown = Dial(self.text(name), float(self.values[name]), stops)
        allowed = "; ".join(self.language.number(stop) for stop in stops)
        self.dial(name, shown, lambda value: self._changes(name, options[stops.index(value)]), read, allowed)
        return self.values[name]

    def _changes(self, name: str, value: Any) -> Mapping[str, Any]:
        """What a new value of a parameter changes, with what it brings along."""
        return {name: value, **(self.brings[name](value, self.values) if name in self.brings else {})}

    def dial(
        self,
        name: str,
        shown: Dial,
        changes: Callable[[float], Mapping[str, Any]],
        read: Callable[[str], float],
        allowed: str,
    ) -> None:
        """A dial whose value changes what ``changes`` says; ``read`` takes a typed one, ``allowed`` says which."""
        axis = self.axes[name] = DialAxis(shown.stops, changes)
        hint = f"{self.name}.{name}.help"
        if self.language.has(hint):
            shown = replace(shown, help=self.language.text(hint))
        dial(
            shown,
            self.moves.setdefault(name, Moves()),
            key=self.key(name),
            slot=f"{self.prefix}{self.name}",
            name=name,
            lang=self.language.code,
            print_=axis.print(self.values, *self.view),
            on_value=lambda value: self.set(changes(value).items()),
            read=read,
            refused=lambda text: self.language.text("frame.bad_number", value=text, allowed=allowed),
        )

    def select(self, name: str) -> Any:
        """A drop-down list of the parameter's options; a new choice brings along what ``Demo.brings`` says."""
        named, follow = self._named(name), self._following(name)
        return self._put(name, st.selectbox, options=self._options(name), format_func=named, **follow)

    def segmented(self, name: str) -> Any:
        """The parameter's options side by side, one of them chosen."""
        options, named = self._options(name), self._named(name)
        return self._put(name, st.segmented_control, options=options, format_func=named, required=True)

    def several(self, name: str) -> Any:
        """The parameter's options side by side, several of them chosen; at least as many as its range asks."""
        before = self.values[name]
        chosen = self._put(
            name, st.pills, options=self._options(name), format_func=self._named(name), selection_mode="multi"
        )
        bounds = self.check[name]
        if isinstance(bounds, SomeOf):
            picked = tuple(option for option in bounds.options if option in chosen)
            self.values[name] = picked if len(picked) >= bounds.least else before
        return self.values[name]

    def toggle(self, name: str) -> bool:
        """A switch."""
        return bool(self._put(name, st.toggle))

    def line(self, name: str, show: Callable[[str], str] | None = None, *, live: bool = False) -> str:
        """A field for a line of text, such as a formula; what is typed is read by the demo.

        ``show`` writes the text as this language does; what has just been typed stays for now. ``live`` takes the text
        while it is being typed, a quarter of a second after the last key.
        """
        bounds, value = self.check[name], self.values[name]
        if show is not None and st.session_state.get(self.key(name), value) == value != show(value):
            self.set([(name, show(value))])
        most = bounds.most if isinstance(bounds, TypedText) else None
        return str(self._put(name, st.text_input, max_chars=most, live=live))

    def pick(self, name: str, options: Mapping[Any, str]) -> Any:
        """A drop-down list of values that only now are known, each with its text; another value takes the first."""
        if self.values[name] not in options:
            self.set([(name, next(iter(options)))])
        return self._put(name, st.selectbox, options=list(options), format_func=options.__getitem__)

    def seed(self, name: str = "seed") -> int:
        """The seed of everything random in the demo, with a button that takes the next one.

        Where nothing but the task itself is random, the seed brings a task along (``Demo.brings``).
        """
        field, button = st.columns(2, vertical_alignment="bottom", gap="small")
        follow = self._following(name)
        top = int(self._between(name).high)
        with field:
            self._put(name, st.number_input, label="frame.seed", min_value=0, max_value=top, step=1, **follow)
        with button:
            label = self.language.text("frame.random_task" if follow else "frame.another_seed")
            st.button(
                label, key=f"{self.key(name)}-next", on_click=callback(self._next_seed), args=(name,), width="stretch"
            )
        return int(self.values[name])

    def button(self, name: str, changes: Mapping[str, Any]) -> None:
        """A button that sets several values at once; labelled ``<demo>.<name>``."""
        st.button(
            self.text(name),
            key=self.key(name),
            on_click=callback(self.set),
            args=(tuple(changes.items()),),
            width="stretch",
        )

    def note(self, key: str) -> None:
        """A quiet sentence of the demo among its widgets."""
        st.caption(self.text(key))

    def say(self, text: str) -> None:
        """A sentence that the demo has put together, among its widgets."""
        st.markdown(text)

    def complain(self, error: ExpressionError) -> None:
        """What is wrong with a formula and where, beside its field; the frame does not say it again."""
        self.told.add(str(error.message))
        place = self.language.text("frame.place", line=error.line, column=error.column)
        st.warning(f"{self.language.message(error.message, 'error')} ({place})")

    def key(self, name: str) -> str:
        """The key of a parameter's widget."""
        return f"{self.prefix}{self.name}-{name}"

    def set(self, changes: Iterable[tuple[str, Any]]) -> None:
        """Set values, and the widgets that show them; only before they are drawn, that is in a callback."""
        for name, value in changes:
            self.values[name] = value
            if name in self.moves:
                self.moves[name].typed = self.moves[name].wrong = ""
            else:
                st.session_state.pop(self.key(name), None)

    def text(self, key: str, **parameters: Any) -> str:
        """A text of this demo: ``<demo>.<key>``."""
        return self.language.text(f"{self.name}.{key}", **parameters)

    def _put(self, name: str, widget: Callable[..., Any], label: str = "", **arguments: Any) -> Any:
        key = self.key(name)
        if key not in st.session_state:
            value = self.values[name]
            st.session_state[key] = list(value) if isinstance(value, tuple) else value
        else:
            arguments |= _start(widget, st.session_state[key], arguments)
        hint = f"{self.name}.{name}.help"
        said = self.language.text(label or f"{self.name}.{name}")
        help_ = self.language.text(hint) if self.language.has(hint) else None
        value = widget(said, key=key, help=help_, **arguments)
        if value is not None:
            self.values[name] = tuple(value) if isinstance(value, list) else value
        return self.values[name]

    def _between(self, name: str) -> Between:
        bounds = self.check[name]
        if not isinstance(bounds, Between):
            raise TypeError(f"{name} of {self.name} is not a number")
        return bounds

    def _options(self, name: str) -> tuple[Hashable, ...]:
        bounds = self.check[name]
        if not isinstance(bounds, OneOf | SomeOf):
            raise TypeError(f"{name} of {self.name} has no options")
        return bounds.options

    def _named(self, name: str) -> Callable[[Any], str]:
        def named(option: Any) -> str:
            key = f"{self.name}.{name}.{option}"
            if self.language.has(key):
                return self.language.text(key)
            return str(option) if isinstance(option, str) else self.language.number(option)

        return named

    def _following(self, name: str) -> dict[str, Any]:
        return {"on_change": callback(self._follow), "args": (name,)} if name in self.brings else {}

    def _follow(self, name: str) -> None:
        self._bring(name, st.session_state[self.key(name)])

    def _bring(self, name: str, value: Any) -> None:
        self.values[name] = value
        if name in self.brings:
            self.set(self.brings[name](value, self.values).items())

    def _next_seed(self, name: str) -> None:
        top = int(self._between(name).high)
        self.set([(name, (int(self.values[name]) + 1) % (top + 1))])
        self._bring(name, self.values[name])


def _start(widget: Callable[..., Any], value: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The value as the one a widget begins with: it may be new to the browser, where an interrupted run was not sent.

    A widget that is on the screen keeps what it shows, so that quick moves are not undone.
    """
    if widget == st.selectbox:
        return {"index": arguments["options"].index(value)} if value in arguments["options"] else {}
    return {"default" if widget in (st.segmented_control, st.pills) else "value": value}


def _even(low: float, high: float, step: float | None) -> list[float]:
    count = round((high - low) / step) if step else 50
    return [float(f"{low + (high - low) * k / count:.10g}") for k in range(count + 1)]


def _decades(low: float, high: float) -> list[float]:
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    stops = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    return [stop for stop in stops if low * (1 - 1e-9) <= stop <= high * (1 + 1e-9)]
