"""The frames along one number of a demo: its figure at every stop of a dial, sent when the dial is first touched.

The whole figure is computed at every stop by the demo's own pure function, so that no demo knows of it; sent is only
what differs from the plot that stands there. ``axes`` say for each dial what its stops are and what a stop changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from lekce2 import Lekce2Error
from ui import dom
from ui.unexpected import callback

HERE = Path(__file__).parent
MOST = 60  # frames along one dial

_sweep = st.components.v2.component("lekce2_sweep", html="", js=(HERE / "sweep.js").read_text("utf-8"))
_told = st.components.v2.component(
    "lekce2_told",
    html='<p class="lk-told" style="margin: 0; font: 1rem/1.5 var(--st-font); color: var(--st-text-color)"></p>',
    js=(HERE / "told.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class DialAxis:
    """What a dial moves along: its stops, and the values that change at one of them."""

    stops: Sequence[float]
    changes: Callable[[float], Mapping[str, Any]]

    def print(self, values: Mapping[str, Any], *more: object) -> str:
        """A name for everything but this dial: the same wherever it stands."""
        rest = {**values, **self.changes(self.stops[0])}
        said = json.dumps([sorted((name, _rounded(value)) for name, value in rest.items()), *more], default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.9g}"
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def difference(base: Any, other: Any) -> dict[str, Any]:
    """What turns the JSON value ``base`` into ``other``; empty where nothing does.

    >>> difference({"a": 1, "b": [{"c": 2}, {"c": 3}]}, {"a": 1, "b": [{"c": 2}, {"c": 4}]})
    {'b': {'1': {'c': {'=': 4}}}}
    """
    pairs: list[tuple[str, Any, Any]] = []
    if isinstance(base, dict) and isinstance(other, dict) and base.keys() == other.keys():
        pairs = [(name, base[name], other[name]) for name in base]
    elif isinstance(base, list) and isinstance(other, list) and len(base) == len(other) and _of_dicts(base, other):
        pairs = [(str(i), one, two) for i, (one, two) in enumerate(zip(base, other, strict=True))]
    elif base != other:
        return {"=": other}
    return {name: found for name, one, two in pairs if (found := difference(one, two))}


def _of_dicts(*lists: list[Any]) -> bool:
    return all(isinstance(one, dict) for each in lists for one in each)


def frames(
    axis: DialAxis, values: Mapping[str, Any], scene_of: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """The scene of ``values``, and at the place of every stop what is another one; no entry where it has no figure.

    Of more than ``MOST`` stops only every second (third …) one is computed: no eye tells them apart while dragging.
    """
    base = scene_of(values)
    changes: dict[str, dict[str, Any]] = {}
    last = len(axis.stops) - 1
    for place in sorted({*range(0, last, 1 + last // MOST), last}):
        try:
            changes[str(place)] = difference(base, scene_of({**values, **axis.changes(axis.stops[place])}))
        except Lekce2Error:
            continue
    return {"base": base, "changes": changes}


def sweep(text: str, *, key: str, on_grab: Callable[[str], None]) -> None:
    """Hand the frames (JSON) to the page; ``on_grab`` hears which dial was touched."""

    def grabbed() -> None:
        name = st.session_state[key].get("grab")
        if isinstance(name, str):
            on_grab(name)

    _sweep(key=key, data=dom.unread(text), height="content", on_grab_change=callback(grabbed))


def told(text: str, *, key: str, slot: str) -> None:
    """The sentence under the plot; it follows what is dragged."""
    _told(key=key, data={"slot": slot, "told": text})
