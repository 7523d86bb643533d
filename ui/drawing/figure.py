"""What a demo draws, as plain frozen values: axes, marks, panels, a scene that can play, and the figure around it.

No Streamlit here and no formulas: a demo computes numbers with ``lekce2``, puts them into a ``Scene`` and hands it to
the one renderer (``ui/drawing/player.js``). Everything has ``data()``, a JSON-able form; numbers are rounded to six
significant digits on the way, and what is not finite becomes ``null`` (a gap in a line).

How a mark moves, ``play``:
    still    drawn whole at every frame.
    trace    at frame f the points 0 … f are drawn, with a head at f (a shorter trace stops at its last point).
    frames   a field that is nested one level deeper than its kind needs is read per frame: ``y=[[…], […]]`` of bars,
             ``x=[0.1, 0.2, …]`` of a vline, ``text=("a", "b")`` of a text. Other fields stay as they are.
What a kind needs:
    line, points, band   x and y are sequences (band: between y and y2)
    bars                 x are positions (or indices of a category axis), y heights; ``base`` a number or a sequence
    arrow                numbers x, y → x2, y2
    hline, vline         a number y, or x
    text                 numbers x, y and ``text``; ``anchor`` start, middle or end
    box                  numbers x, y and ``text``, whose lines take one colour each; at least ``size`` pixels wide
A line with ``lit`` is an edge between boxes: 0 at rest, 1 lit along its direction, −1 against it; a box likewise.
``truth=True`` keeps a mark out of the picture until the learner has committed a prediction.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

import numpy as np

from ui.drawing.palette import COLOURS

MarkKind = Literal["line", "points", "bars", "band", "arrow", "hline", "vline", "text", "box"]
Play = Literal["still", "trace", "frames"]
Dash = Literal["solid", "dashed", "dotted", "dashdot"]
Marker = Literal["", "circle", "square", "triangle", "diamond", "cross", "star"]
Numbers = Any  # a number, a sequence of numbers or a NumPy array; one level deeper where ``play="frames"``

_GAP: Any = None
SEQUENCES = ("line", "points", "band", "bars")


@dataclass(frozen=True)
class Axis:
    """One axis in words and units; ``scale`` is linear, log or category; ``ticks`` override the renderer's own.

    ``highs`` is the upper end at every frame, where the frames differ too much for one (y axes only).
    """

    label: str
    low: float
    high: float
    scale: Literal["linear", "log", "category"] = "linear"
    categories: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] | None = None
    highs: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.scale != "category" and not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError(f"axis {self.label!r} must have finite ends")
        if self.scale != "category" and not self.low < self.high:
            raise ValueError(f"axis {self.label!r} must have low < high")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"log axis {self.label!r} must start above 0")

    @classmethod
    def category(cls, label: str, categories: Sequence[str]) -> Axis:
        """An axis of named places 0, 1, …, each one unit wide."""
        return cls(label, -0.5, len(categories) - 0.5, "category", tuple(categories))

    def data(self) -> dict[str, Any]:
        return _fields(self)


@dataclass(frozen=True)
class Mark:
    """One thing that is drawn; see the module's head for what each kind needs and how it plays."""

    kind: MarkKind
    x: Numbers = None
    y: Numbers = None
    x2: Numbers = None
    y2: Numbers = None
    base: Numbers = 0
    text: str | Sequence[str] = ""
    label: str = ""  # the name in the legend and in the read-out; "" for neither
    colour: str | tuple[str, ...] = "ink"  # a name of ui.drawing.palette; bars may have one each
    dash: Dash = "solid"
    marker: Marker = ""
    width: float = 2.0
    size: float = 4.0  # of markers, in pixels
    opacity: float = 1.0
    width_x: float = 0.8  # of bars, in units of the x axis
    play: Play = "still"
    truth: bool = False
    label_head: bool = False  # the label is written at the last (or current) point of a line
    legend: bool = True
    values: bool = False  # the current number is written at a trace's head, at bars, at a line's last point
    anchor: Literal["start", "middle", "end"] = "start"
    lit: int | Sequence[int] | None = None  # of edges and boxes: 0, 1 in the colour p, −1 in the colour q

    def __post_init__(self) -> None:
        for name in (self.colour,) if isinstance(self.colour, str) else self.colour:
            if name not in COLOURS:
                raise ValueError(f"a mark's colour must be a name of ui.drawing.palette, got {name!r}")

    def framed(self) -> tuple[str, ...]:
        """Names of the fields that hold one entry per frame."""
        if self.play != "frames":
            return ()
        need = 1 if self.kind in SEQUENCES else 0
        found = [name for name in ("x", "y", "x2", "y2") if _depth(getattr(self, name)) > need]
        if _depth(self.base) > 1:
            found.append("base")
        if not isinstance(self.text, str):
            found.append("text")
        if isinstance(self.lit, Sequence):
            found.append("lit")
        return tuple(found)

    def data(self) -> dict[str, Any]:
        given = {f.name: getattr(self, f.name) for f in fields(self) if _differs(getattr(self, f.name), f.default)}
        return {
            **{name: _plain(value) for name, value in given.items()},
            "kind": self.kind,
            "framed": list(self.framed()),
        }


@dataclass(frozen=True)
class Image:
    """A PNG data URI (and its twin for ``dark`` paper) laid under the marks, over these extents of the axes.

    ``truth=True`` keeps it out of the panel until the learner has committed a prediction.
    """

    uri: str
    x: tuple[float, float]
    y: tuple[float, float]
    dark: str = ""
    truth: bool = False

    def data(self) -> dict[str, Any]:
        return _fields(self)


@dataclass(frozen=True)
class Grip:
    """A thing of a panel that is dragged there: where it stands, what it is called, along which axes it moves.

    ``scrubs`` makes it the scrubber of the scene in another place: ``x`` has one entry per frame then.
    """

    name: str
    label: str
    x: float | Sequence[float]
    y: float
    along: Literal["x", "y", "xy"] = "xy"
    scrubs: bool = False

    def data(self) -> dict[str, Any]:
        return _fields(self)


@dataclass(frozen=True)
class Panel:
    """One pair of axes with its marks; the title says what is seen. ``equal`` keeps one unit as long in x as in y.

    ``veil`` is the title while marks of this panel wait for a prediction: it must not give the answer away.
    ``height`` says how high it is beside its siblings: all together they fill the window. ``bare`` draws no axes.
    ``turns`` is a width in pixels and a height: where the panel is narrower than that, x runs down and y to the left,
    that high.
    """

    title: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    image: Image | None = None
    height: int = 300
    equal: bool = False
    clickable: bool = False
    veil: str = ""
    bare: bool = False
    turns: tuple[int, int] | None = None
    grips: tuple[Grip, ...] = ()

    def veiled(self) -> Panel:
        """The panel before a prediction: without the marks that tell the truth, and under its veil's title."""
        secret = self.image is not None and self.image.truth
        if not secret and not any(mark.truth for mark in self.marks):
            return self
        marks = tuple(mark for mark in self.marks if not mark.truth)
        return replace(self, title=self.veil, marks=marks, image=None if secret else self.image)

    def data(self) -> dict[str, Any]:
        plain = {"title": self.title, "height": self.height, "equal": self.equal, "clickable": self.clickable}
        plain |= {"bare": self.bare, "turns": _plain(self.turns)}
        image = self.image.data() if self.image else None
        return plain | {
            "x": self.x.data(),
            "y": self.y.data(),
            "image": image,
            "marks": [mark.data() for mark in self.marks],
            "grips": [grip.data() for grip in self.grips],
        }


@dataclass(frozen=True)
class Scene:
    """A few panels and the frames they play through; ``columns`` of them stand side by side, all where it is 0.

    ``lead`` panels stand on each other in a wide column, the others on each other beside it.

    ``captions`` and ``rows`` hold one entry, or one per frame; ``head`` names the columns of ``rows``. A frame is
    called ``<frame_label> <first + f>``, or by its entry of ``frame_names``. ``start`` is the frame that is shown first
    (negative: from the end). ``autoplay`` plays once when a prediction has been committed.
    """

    panels: tuple[Panel, ...]
    frames: int = 1
    captions: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    start: int = 0
    first: int = 0
    frame_label: str = ""
    frame_names: tuple[str, ...] = ()
    seconds: float = 6.0
    autoplay: bool = False
    alt: str = ""
    columns: int = 0
    lead: int = 0

    def __post_init__(self) -> None:
        for name in ("captions", "rows", "frame_names"):
            if len(getattr(self, name)) not in (0, 1, self.frames):
                raise ValueError(f"{name} must have one entry or {self.frames}, got {len(getattr(self, name))}")
        if any(len(panel.y.highs) not in (0, self.frames) for panel in self.panels):
            raise ValueError(f"highs must have one entry for each of the {self.frames} frames")
        for mark in (mark for panel in self.panels for mark in panel.marks):
            for name in mark.framed():
                if len(getattr(mark, name)) != self.frames:
                    raise ValueError(
                        f"{name} of a {mark.kind} has {len(getattr(mark, name))} frames, not {self.frames}"
                    )

    def veiled(self, alt: str = "") -> Scene:
        """The scene before a prediction: without what tells the truth, captions, rows and frames that play nothing."""
        panels = tuple(panel.veiled() for panel in self.panels)
        plays = any(mark.play != "still" for panel in panels for mark in panel.marks)
        if plays:
            return replace(self, panels=panels, captions=(), head=(), rows=(), autoplay=False, alt=alt)
        still = tuple(replace(panel, y=replace(panel.y, highs=())) for panel in panels)
        return Scene(still, alt=alt, columns=self.columns, lead=self.lead)

    def data(self) -> dict[str, Any]:
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "panels"}
        plain = {name: _plain(value) for name, value in plain.items()}
        return {**plain, "start": self.start % self.frames, "panels": [panel.data() for panel in self.panels]}


NUMBER = re.compile(r"[½\W]*([\d∞].*)?")  # a cell that is a number, with its sign or unit, or nothing


@dataclass(frozen=True)
class Table:
    """Numbers of a figure as text in the language's form, for those who want to read them off."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """The table in Markdown; columns of numbers on the right, all others on the left."""
        numbers = [
            2 * sum(NUMBER.fullmatch(row[k]) is not None for row in self.rows) > len(self.rows)
            for k in range(len(self.head))
        ]
        lines = ["| " + " | ".join(self.head) + " |", "|" + "".join("--:|" if right else ":--|" for right in numbers)]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])


@dataclass(frozen=True)
class Figure:
    """A scene with its words: ``caption`` names the current regime, ``summary`` tells the plot to who cannot see it.

    ``table_open`` shows the table at once (a ranking is part of what is seen), not on request.
    """

    scene: Scene
    caption: str
    summary: str
    table: Table
    table_open: bool = False


def _depth(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.ndim
    if isinstance(value, list | tuple):
        return 1 + max((_depth(v) for v in value[:1]), default=0)
    return 0


def _differs(value: Any, default: Any) -> bool:
    return not (isinstance(value, type(default)) and not isinstance(value, np.ndarray) and value == default)


def _fields(value: Any) -> dict[str, Any]:
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return _array(value.astype(np.float64)) if value.ndim else _plain(float(value))
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value]


def _array(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[Any]:
    """``values`` as nested lists, rounded to six significant digits in one go (a race has thousands)."""
    finite = np.isfinite(values)
    size = np.abs(np.where(finite & (values != 0), values, 1.0))
    scale = 10.0 ** np.clip(5 - np.floor(np.log10(size)), -303, 300)
    with np.errstate(over="ignore", invalid="ignore"):
        rounded = np.where(finite, np.round(values * scale) / scale, np.nan)
    rounded = np.where(np.isfinite(rounded), rounded, values)
    if finite.all():
        return cast(list[Any], rounded.tolist())
    return cast(list[Any], np.where(finite, rounded.astype(object), _GAP).tolist())
