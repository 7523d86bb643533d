"""The one drawing surface of the app: a Components v2 element that draws a ``Scene`` and plays its frames.

The component is registered once; its files are read at import. It gets numbers and words, and holds no formula. It
answers with ``frame`` (when the scrubber is let go), ``click`` (where a clickable panel was clicked, in units of its
axes) and ``drag`` (where a grip was dragged to, and once more where it was let go); what arrives is checked before a
caller sees it. How wide and how high every panel is decides the player alone: it knows the window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from study.language import Language
from ui import dom
from ui.drawing import palette
from ui.unexpected import callback

HERE = Path(__file__).parent
SCRIPTS = ("player_axes.js", "player_marks.js", "player.js")  # one module: the last one exports
WORDS = ("play", "pause", "back", "forward", "replay", "speed", "scrub")

AXES_JS = (HERE / "player_axes.js").read_text("utf-8")  # numbers in the reader's form, for other scripts too
_component = st.components.v2.component(
    "lekce2_player",
    html='<div class="player"></div>',
    css=palette.css(".player", ".player.dark") + (HERE / "player.css").read_text("utf-8"),
    js="\n".join((HERE / file).read_text("utf-8") for file in SCRIPTS),
)


def player(
    scene: Mapping[str, Any],
    *,
    key: str,
    language: Language,
    slot: str = "",
    turn: int = 0,
    prints: Mapping[str, str] | None = None,
    revealed: bool = True,
    on_frame: Callable[[int], None] | None = None,
    on_click: Callable[[int, float, float], None] | None = None,
    on_drag: Callable[[int, str, float, float], None] | None = None,
) -> Any:
    """Draw a scene, as `Scene.data` gives it; ``on_frame(f)`` hears the scrubber let go, the others a place in a panel.

    ``revealed`` turning true starts a scene with ``autoplay`` once from its first frame. ``slot`` and ``prints`` are
    what the scripts of ``ui/lab`` find this plot by, while a dial is dragged; ``turn`` grows with everything that
    ``on_drag`` has heard, so that an answer comes also where nothing has changed.
    """
    words = {word: language.text(f"frame.player.{word}") for word in WORDS}
    data = {"scene": scene, "lang": language.code, "words": words, "revealed": revealed}
    data |= {"reports": on_frame is not None, "slot": slot, "turn": turn, "prints": dict(prints or {})}
    panels = scene["panels"]

    def framed() -> None:
        frame = st.session_state[key].get("frame")
        if on_frame is not None and isinstance(frame, int) and 0 <= frame < scene["frames"]:
            on_frame(frame)

    def place(sent: object) -> tuple[int, float, float] | None:
        if not isinstance(sent, dict):
            return None
        panel, x, y = sent.get("panel"), sent.get("x"), sent.get("y")
        if not (isinstance(panel, int) and 0 <= panel < len(panels)):
            return None
        if isinstance(x, int | float) and isinstance(y, int | float) and math.isfinite(x) and math.isfinite(y):
            return panel, float(x), float(y)
        return None

    def clicked() -> None:
        spot = place(st.session_state[key].get("click"))
        if on_click is not None and spot is not None and panels[spot[0]]["clickable"]:
            on_click(*spot)

    def dragged() -> None:
        sent = st.session_state[key].get("drag")
        spot = place(sent)
        if on_drag is None or spot is None:
            return
        panel, x, y = spot
        if any(grip["name"] == sent.get("grip") for grip in panels[panel]["grips"]):
            on_drag(panel, sent.get("grip"), x, y)

    return _component(
        key=key,
        data=dom.unread(data),
        on_frame_change=callback(framed),
        on_click_change=callback(clicked),
        on_drag_change=callback(dragged),
    )
