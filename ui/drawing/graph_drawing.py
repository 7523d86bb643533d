"""Draws a computation graph that is played forward and backward: boxes in rows, edges that light up, numbers on edges.

The words and numbers in the boxes and on the edges come ready; where things stand is ``ui/drawing/layered.py``'s. On a
wide panel the inputs stand on the left, on a narrow one on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from ui.drawing.figure import Axis, Mark, Panel
from ui.drawing.layered import Layout, layout

PHONE = 340.0  # pixels across on the narrowest screen
DESK = 704.0  # and in a column of text
ALWAYS = 100_000
LETTER = 6.9  # pixels of a letter, with room to spare
LINE = 15.0
BETWEEN = 64  # pixels between two boxes along the edges, where a number must fit
TURNED_GAP = 36
CROWDED = 8  # more edges than this carry their numbers only while they are at work
SAMPLES = 8

Direction = Literal["given", "forward", "backward"]


@dataclass(frozen=True)
class Vertex:
    """A node's texts: ``head`` above its ``value`` and ``gradient``; on the k-th edge to a parent stand ``local[k]``
    and, when the gradient has passed, ``passed[k]``."""

    head: str
    value: str
    gradient: str
    parents: tuple[int, ...]
    local: tuple[str, ...]
    passed: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.head, *self.value.split("\n"), *self.gradient.split("\n"))


@dataclass(frozen=True)
class GraphStep:
    """One frame: which node is at work, and in which direction."""

    direction: Direction
    vertex: int = -1


def steps_of(parents: Sequence[Sequence[int]], result: int) -> tuple[GraphStep, ...]:
    """The frames: what is given, the operations in order, then the result and all other nodes from the last back."""
    forward = [GraphStep("forward", i) for i, above in enumerate(parents) if above]
    others = [GraphStep("backward", i) for i in reversed(range(len(parents))) if i != result]
    return (GraphStep("given"), *forward, GraphStep("backward", result), *others)


@lru_cache(maxsize=256)
def placed(sizes: tuple[tuple[float, float], ...], parents: tuple[tuple[int, ...], ...]) -> Layout:
    """The layout of boxes of these sizes: across, a box needs its width when turned and its height when not."""
    found = layout(parents, [max(width, height + 4) for width, height in sizes], PHONE)
    if found.rows * (max(width for width, _ in sizes) + BETWEEN) <= DESK:
        return found
    return layout(parents, [width for width, _ in sizes], PHONE)  # too long a way: turned on every screen


def arranged(vertices: Sequence[Vertex]) -> tuple[Layout, tuple[tuple[float, float], ...]]:
    sizes = tuple((max(40.0, max(map(len, v.lines)) * LETTER + 12), len(v.lines) * LINE + 6) for v in vertices)
    return placed(sizes, tuple(v.parents for v in vertices)), sizes


def nearest_vertex(vertices: Sequence[Vertex], x: float, y: float) -> int:
    """The vertex nearest to a point of the panel, in the panel's units."""
    found, _ = arranged(vertices)
    far = [(x - row) ** 2 * 90**2 + (y + place) ** 2 for row, place in zip(found.row, found.place, strict=True)]
    return far.index(min(far))


def graph_panel(
    vertices: Sequence[Vertex], steps: Sequence[GraphStep], title: str, veil: str, names: tuple[str, str]
) -> Panel:
    """The panel of a graph; its gradients are the truth that waits for a prediction. ``names``: value and gradient."""
    found, sizes = arranged(vertices)
    crowded = sum(len(v.parents) for v in vertices) > CROWDED
    edges, labels = [], []
    for child, vertex in enumerate(vertices):
        for k, parent in enumerate(vertex.parents):
            twin = vertex.parents.index(parent) - k  # x·x: the second edge beside the first
            line = _curve(found.routes[child][k], 14.0 * twin)
            edges.append(Mark("line", *line, lit=_lit(steps, child, parent), play="frames"))
            labels += _numbers(line, steps, child, parent, vertex.local[k], vertex.passed[k], crowded)
    legend = [
        Mark("points", [], [], label=name, colour=colour, marker="square")
        for name, colour in zip(names, ("p", "q"), strict=True)
    ]
    boxes = [mark for i, vertex in enumerate(vertices) for mark in _boxes(vertex, i, found, sizes[i][0], steps)]
    low = min(place - max(size) / 2 for place, size in zip(found.place, sizes, strict=True)) - 6
    high = max(place + max(size) / 2 for place, size in zip(found.place, sizes, strict=True)) + 6
    widest, tallest = (max(size[k] for size in sizes) for k in (0, 1))
    along = int(found.rows * (widest + BETWEEN))
    return Panel(
        title,
        Axis("", -0.5, found.rows - 0.5),
        Axis("", -high, -low),
        (*legend, *edges, *boxes, *labels),
        height=int(max(170.0, 1.15 * (high - low))),
        clickable=True,
        veil=veil,
        bare=True,
        turns=(along if along <= DESK else ALWAYS, int(found.rows * (tallest + TURNED_GAP))),
    )


def _curve(route: Sequence[tuple[int, float]], bend: float) -> tuple[list[float], list[float]]:
    """An edge through its points, level where it leaves and arrives."""
    x, y = [float(route[0][0])], [-route[0][1]]
    for (row, place), (after, goal) in pairwise(route):
        for k in range(1, SAMPLES + 1):
            part = k / SAMPLES
            x.append(row + part * (after - row))
            y.append(-(place + (goal - place) * part * part * (3 - 2 * part)) + bend * 4 * part * (1 - part))
    return x, y


def _lit(steps: Sequence[GraphStep], child: int, parent: int) -> tuple[int, ...]:
    forward, backward = GraphStep("forward", child), GraphStep("backward", parent)
    return tuple(1 if step == forward else -1 if step == backward else 0 for step in steps)


def _numbers(
    line: tuple[list[float], list[float]], steps: Sequence[GraphStep], child: int, parent: int, local: str, passed: str,
    crowded: bool,
) -> list[Mark]:  # fmt: skip
    """The local derivative from the forward step on, and what has passed once the parent has its gradient."""
    here, back = steps.index(GraphStep("forward", child)), steps.index(GraphStep("backward", parent))
    frames = range(len(steps))
    before = tuple(local if (f == here if crowded else here <= f < back) else "" for f in frames)
    after = tuple(passed if (f == back if crowded else f >= back) else "" for f in frames)
    middle = len(line[0]) // 2 if len(line[0]) == SAMPLES + 1 else len(line[0]) - 1 - SAMPLES // 2
    x, y = line[0][middle], line[1][middle]
    return [
        Mark("text", x, y, text=text, anchor="middle", play="frames", truth=truth)
        for text, truth in ((before, False), (after, True))
    ]


def _boxes(vertex: Vertex, index: int, found: Layout, width: float, steps: Sequence[GraphStep]) -> tuple[Mark, Mark]:
    """The box with its value, and over it the box with the gradient as well, which is the truth."""
    known = steps.index(GraphStep("forward", index)) if vertex.parents else 0
    back = steps.index(GraphStep("backward", index))
    values, gradients = vertex.value.split("\n"), vertex.gradient.split("\n")
    blank, empty = "\n" * (len(values) - 1), "\n" * (len(gradients) - 1)
    colours = ("ink", *["p"] * len(values), *["q"] * len(gradients))
    frames = range(len(steps))
    value = tuple(vertex.value if f >= known else blank for f in frames)
    plain = tuple("\n".join((vertex.head, value[f], empty)) for f in frames)
    text = tuple("\n".join((vertex.head, value[f], vertex.gradient if f >= back else empty)) for f in frames)
    lit = tuple(0 if step.vertex != index else 1 if step.direction == "forward" else -1 for step in steps)
    marker: Literal["", "circle"] = "" if vertex.parents else "circle"
    x, y = float(found.row[index]), -found.place[index]
    look: dict[str, Any] = {"colour": colours, "size": width, "lit": lit, "marker": marker, "play": "frames"}
    return Mark("box", x, y, text=plain, **look), Mark("box", x, y, text=text, truth=True, **look)
