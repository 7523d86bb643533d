"""The outline of an answer: its layers and their parts, beside the text where there is room, else a folded list above.

It follows the reading, and it brings the reader to the part that the address names. Where the parts are is said by the
keys of their containers, ``answer.part_key``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from study.content import Layer, parts, visible
from study.language import read_as
from ui import dom
from ui.text import here, notation, t

FOLDER = Path(__file__).parent
_component = st.components.v2.component(
    "lekce2.outline",
    html="<details><summary></summary><nav></nav></details>",
    css=(FOLDER / "outline.css").read_text("utf-8"),
    js=dom.JS + (FOLDER / "outline.js").read_text("utf-8"),
)


class OutlineEntry(NamedTuple):
    """A line of the outline: the part it leads to, its words, and whether it stands below a layer."""

    part: str
    title: str
    inner: bool


def entries(layers: Mapping[str, Layer], more: Mapping[str, str]) -> list[OutlineEntry]:
    """The lines for layers and their parts, and for what stands below them on the page, with its words."""
    found = []
    for name, layer in layers.items():
        found.append(OutlineEntry(name, t(f"answer.{name}"), False))
        for number, part in enumerate(parts(layer)):
            if number:
                title = visible(read_as(part.title, notation()))
                found.append(OutlineEntry(f"{name}-{number}", title, True))
    return [*found, *(OutlineEntry(part, title, False) for part, title in more.items())]


def outline(lines: Iterable[OutlineEntry], *, view: str, part: str) -> None:
    """Draw the outline; a new ``view`` begins at its ``part``, if it names one."""
    data = {
        "title": t("answer.outline"),
        "lines": json.dumps([line._asdict() for line in lines]),
        "view": view,
        "part": part,
        "language": here().code,
    }
    _component(key="outline", data=data, width="stretch", height="content")
