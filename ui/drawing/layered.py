"""Where the nodes of a graph stand: rows by depth, few crossings, nothing on top of anything; always the same.

Edges go from one row to the next; one that is longer passes the rows between at a place of its own. An operation stands
one row below the last of its operands, a node without operands right above the first that needs it. No screen here: the
numbers are rows (0 at the start) and places across, from 0 to ``room``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

GAP, SPREAD = 6.0, 84.0  # the least and the most room between two neighbours
LANE = 12.0  # what a passing edge takes
ROUNDS = 10  # of sweeps for the order
SETTLING = 30  # of sweeps for the places


@dataclass(frozen=True)
class Layout:
    """``row`` and ``place`` of every node; ``routes[j][k]``: the (row, place) points of the edge from j's parent k."""

    row: tuple[int, ...]
    place: tuple[float, ...]
    routes: tuple[tuple[tuple[tuple[int, float], ...], ...], ...]
    rows: int
    room: float


class TooWide(ValueError):
    """A row does not fit; no layout."""


def layout(parents: Sequence[Sequence[int]], widths: Sequence[float], room: float) -> Layout:
    """Place nodes, which stand in topological order, with these widths; the room grows if a row does not fit.

    >>> found = layout([[], [], [0, 1]], [40.0, 40.0, 40.0], 340.0)
    >>> found.row, found.place[2] == (found.place[0] + found.place[1]) / 2
    ((0, 0, 1), True)
    """
    try:
        row = _rows(parents, widths, room)
    except TooWide:
        return layout(parents, widths, 1.1 * room)
    size, up, at = _with_lanes(parents, widths, row)
    order = _order(at, up)
    place = _places(order, size, up, room)
    chains = _chains(parents, row, len(widths))
    routes = tuple(
        tuple(tuple((at[each], place[each]) for each in (parent, *lane, child)) for parent, lane in chains[child])
        for child in range(len(widths))
    )
    return Layout(tuple(row), tuple(place[: len(widths)]), routes, max(row) + 1, room)


def _rows(parents: Sequence[Sequence[int]], widths: Sequence[float], room: float) -> list[int]:
    count = len(widths)
    children: list[list[int]] = [[] for _ in range(count)]
    row = [0] * count
    for child, above in enumerate(parents):
        for parent in above:
            children[parent].append(child)
        row[child] = 1 + max((row[parent] for parent in above), default=-1)
    leaves = [each for each in range(count) if not parents[each]]
    for leaf in leaves:
        row[leaf] = min((row[child] for child in children[leaf]), default=1) - 1
    while True:  # a leaf that does not fit moves up, where only its edge takes room
        size, _, at = _with_lanes(parents, widths, row)
        full = [r for r in sorted(set(at)) if sum(size[i] + GAP for i in range(len(at)) if at[i] == r) > room]
        if not full:
            break
        here = [leaf for leaf in leaves if row[leaf] == full[-1]]
        if not here or min(row) < -count:
            raise TooWide
        row[here[-1]] -= 1
    low = min(row)
    return [each - low for each in row]


def _chains(parents: Sequence[Sequence[int]], row: Sequence[int], count: int) -> list[list[tuple[int, range]]]:
    """Of every node: its parents, each with the lanes that the edge from it takes through the rows between."""
    free = count
    chains: list[list[tuple[int, range]]] = []
    for child, above in enumerate(parents):
        chains.append([])
        for parent in above:
            lanes = range(free, free + row[child] - row[parent] - 1)
            free = lanes.stop if lanes else free
            chains[-1].append((parent, lanes))
    return chains


def _with_lanes(
    parents: Sequence[Sequence[int]], widths: Sequence[float], row: Sequence[int]
) -> tuple[list[float], list[list[int]], list[int]]:
    """Sizes, neighbours in the row above and rows of all nodes and lanes."""
    size, at = list(widths), list(row)
    up: list[list[int]] = [[] for _ in widths]
    for child, above in enumerate(_chains(parents, row, len(widths))):
        for parent, lanes in above:
            before = parent
            for step, lane in enumerate(lanes, 1):
                size.append(LANE)
                at.append(row[parent] + step)
                up.append([before])
                before = lane
            up[child].append(before)
    return size, up, at


def _order(at: Sequence[int], up: Sequence[Sequence[int]]) -> list[list[int]]:
    """The nodes of every row from left to right, by sweeps that put each at the mean of its neighbours."""
    down: list[list[int]] = [[] for _ in at]
    for child, above in enumerate(up):
        for parent in above:
            down[parent].append(child)
    order = [[each for each in range(len(at)) if at[each] == r] for r in range(max(at) + 1)]
    best, fewest = [list(each) for each in order], _crossings(order, up)
    for turn in range(ROUNDS):
        near = up if turn % 2 == 0 else down
        for nodes in order if turn % 2 == 0 else reversed(order):
            spot = {each: k for ranks in order for k, each in enumerate(ranks)}
            mean = {each: _mean([spot[n] for n in near[each]], spot[each]) for each in nodes}
            nodes.sort(key=lambda each: (mean[each], spot[each]))
        found = _crossings(order, up)
        if found < fewest:
            best, fewest = [list(each) for each in order], found
    return best


def _crossings(order: Sequence[Sequence[int]], up: Sequence[Sequence[int]]) -> int:
    spot = {each: k for nodes in order for k, each in enumerate(nodes)}
    count = 0
    for nodes in order:
        edges = [(spot[parent], spot[child]) for child in nodes for parent in up[child]]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(edges) for c, d in edges[:i])
    return count


def _places(
    order: Sequence[Sequence[int]], size: Sequence[float], up: Sequence[Sequence[int]], room: float
) -> list[float]:
    """Each node as near to the mean of its neighbours as the row lets it."""
    near: list[list[int]] = [list(above) for above in up]
    for child, above in enumerate(up):
        for parent in above:
            near[parent].append(child)
    spare = min((room - sum(size[each] for each in nodes)) / len(nodes) for nodes in order)
    between = min(SPREAD, max(GAP, spare))
    place = [0.0] * len(size)
    for nodes in order:
        for each, spot in zip(nodes, _apart([room / 2] * len(nodes), nodes, size, between, room), strict=True):
            place[each] = spot
    for turn in range(SETTLING):
        for nodes in order if turn % 2 == 0 else reversed(order):
            wish = [_mean([place[n] for n in near[each]], place[each]) for each in nodes]
            for each, spot in zip(nodes, _apart(wish, nodes, size, between, room), strict=True):
                place[each] = spot
    return place


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _apart(
    wish: Sequence[float], nodes: Sequence[int], size: Sequence[float], between: float, room: float
) -> list[float]:
    """The places nearest to ``wish`` (least squares) that keep the order and the distances, inside the room."""
    steps = (
        (size[a] + size[b]) / 2 + (max(GAP, between / 3) if LANE in (size[a], size[b]) else between)
        for a, b in pairwise(nodes)
    )
    offset = list(accumulate(steps, initial=0.0))
    blocks: list[tuple[float, int]] = []  # means that do not fall, each over so many neighbours
    for value, shift in zip(wish, offset, strict=True):
        mean, weight = value - shift, 1
        while blocks and blocks[-1][0] >= mean:
            before, many = blocks.pop()
            mean, weight = (before * many + mean * weight) / (many + weight), weight + many
        blocks.append((mean, weight))
    low, high = size[nodes[0]] / 2, room - size[nodes[-1]] / 2 - offset[-1]
    free = (min(max(mean, low), max(low, high)) for mean, weight in blocks for _ in range(weight))
    return [spot + shift for spot, shift in zip(free, offset, strict=True)]
