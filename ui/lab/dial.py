"""A number of a demo: its name, a field to type it and a slider to drag it, in one row of a narrow column.

One Components v2 element a number. Dragging asks nobody as long as the demo's frames along this number are in the
browser (``ui/lab/sweep.py``); letting go, an arrow key and Enter in the field set the value on the server. What cannot
be taken is said below the field, which keeps what was typed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui import dom
from ui.drawing import AXES_JS
from ui.unexpected import callback

HERE = Path(__file__).parent
HTML = """
<div class="lk-dial">
  <label></label><input class="typed" type="text" inputmode="decimal" autocomplete="off"><span class="unit"></span>
  <input class="drag" type="range" min="0" step="1">
  <p class="hint" hidden></p><p class="wrong" role="alert" hidden></p>
</div>
"""

_component = st.components.v2.component(
    "lekce2_dial",
    html=HTML,
    css=dom.css((HERE / "dial.css").read_text("utf-8")),
    js=AXES_JS + (HERE / "dial.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Dial:
    """What one dial shows: ``stops`` hold ``value``; numbers are shown times ``scale`` and followed by ``unit``."""

    label: str
    value: float
    stops: Sequence[float]
    scale: float = 1.0
    unit: str = ""
    help: str = ""
    digits: int = 6


@dataclass
class Moves:
    """What a visit remembers of a dial: how often it was set, and what was typed and could not be taken."""

    turn: int = 0
    typed: str = ""
    wrong: str = ""


def dial(
    shown: Dial,
    moves: Moves,
    *,
    key: str,
    slot: str,
    name: str,
    lang: str,
    print_: str,
    on_value: Callable[[float], None],
    read: Callable[[str], float],
    refused: Callable[[str], str],
) -> None:
    """Draw a dial; ``on_value`` hears the new value, ``read`` raises ``ValueError`` for a text that is none.

    ``refused(text)`` is the sentence that says why a text was not taken; ``print_`` tells plots of other values apart.
    """

    def moved() -> None:
        sent = st.session_state[key].get("moved")
        if not isinstance(sent, dict) or not isinstance(sent.get("turn"), int):
            return
        moves.turn, moves.typed, moves.wrong = sent["turn"], "", ""
        if isinstance(sent.get("text"), str):
            text = sent["text"].strip().replace("−", "-").removesuffix(shown.unit).strip()
            try:
                on_value(read(text))
            except ValueError:
                moves.typed, moves.wrong = sent["text"][:40], refused(sent["text"][:40])
        elif isinstance(sent.get("value"), int | float) and math.isfinite(sent["value"]):
            value = float(sent["value"])
            if min(shown.stops) <= value <= max(shown.stops):
                on_value(value)

    data: dict[str, Any] = {
        "label": shown.label,
        "value": shown.value,
        "stops": list(shown.stops),
        "scale": shown.scale,
        "digits": shown.digits,
        "unit": shown.unit,
        "help": shown.help,
        "lang": lang,
        "slot": slot,
        "name": name,
        "print": print_,
        "turn": moves.turn,
        "typed": moves.typed,
        "wrong": moves.wrong,
    }
    _component(key=key, data=dom.unread(data), on_moved_change=callback(moved))
