"""The one drawing surface of the app: a Components v2 element that draws a ``Scene`` and plays its frames.

The component is registered once; its files are read at import. It gets numbers and words, and holds no formula. It
answers with ``frame`` (when the scrubber is let go) and ``click`` (where a clickable panel was clicked, in its axes'
units); what arrives is checked before a caller sees it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from study.language import Language
from ui.drawing import palette
from ui.drawing.figure import Scene
from ui.unexpected import callback

HERE = Path(__file__).parent
SCRIPTS = ("player_axes.js", "player_marks.js", "player.js")  # one module: the last one exports
WORDS = ("play", "pause", "back", "forward", "replay", "speed", "scrub")

_component = st.components.v2.component(
    "lekce2_player",
    html='<div class="player"></div>',
    css=palette.css(".player", ".player.dark") + (HERE / "player.css").read_text("utf-8"),
    js="\n".join((HERE / file).read_text("utf-8") for file in SCRIPTS),
)


def player(
    scene: Scene,
    *,
    key: str,
    language: Language,
    revealed: bool = True,
    on_frame: Callable[[int], None] | None = None,
    on_click: Callable[[int, float, float], None] | None = None,
) -> Any:
    """Draw a scene; ``on_frame(f)`` hears the scrubber let go, ``on_click(panel, x, y)`` a click on a clickable panel.

    ``revealed`` turning true starts a scene with ``autoplay`` once from its first frame.
    """
    words = {word: language.text(f"frame.player.{word}") for word in WORDS}
    data = {"scene": scene.data(), "lang": language.code, "words": words, "revealed": revealed}
    data["reports"] = on_frame is not None

    def framed() -> None:
        frame = st.session_state[key].get("frame")
        if on_frame is not None and isinstance(frame, int) and 0 <= frame < scene.frames:
            on_frame(frame)

    def clicked() -> None:
        spot = st.session_state[key].get("click")
        if on_click is None or not isinstance(spot, dict):
            return
        panel, x, y = spot.get("panel"), spot.get("x"), spot.get("y")
        if not (isinstance(panel, int) and 0 <= panel < len(scene.panels) and scene.panels[panel].clickable):
            return
        if isinstance(x, int | float) and isinstance(y, int | float) and math.isfinite(x) and math.isfinite(y):
            on_click(panel, float(x), float(y))

    return _component(key=key, data=data, on_frame_change=callback(framed), on_click_change=callback(clicked))
