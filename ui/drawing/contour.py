"""A landscape as a picture under a plot: filled bands between levels of its value, low ones darker, with thin edges.

The edges are smooth: how far a pixel's middle is from a level is its height over the level divided by the slope there,
and by that distance the line's colour is mixed into the band's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.drawing.figure import Image
from ui.drawing.png import data_uri, png

LIGHT = (("#a9bfd8", "#f6f3ea"), "#8fa6c2")  # (lowest band, highest band), edge
DARK = (("#33507a", "#1a1d24"), "#48658f")
THICK = 1.2  # of an edge, in pixels
APART = 4.0  # pixels between two levels below which their lines fade, lest a wall becomes one dark field
SHADES = 7  # between a band and its edge, at most: all colours together are no more than 256


def bands(z: NDArray[np.float64], levels: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The band of each value: the number of levels at or below it.

    >>> bands(np.array([[0.0, 1.0, 5.0]]), np.array([1.0, 4.0])).tolist()
    [[0, 1, 2]]
    """
    return np.searchsorted(levels, z, side="right").astype(np.uint8)


def log_levels(z: NDArray[np.float64], count: int = 13) -> NDArray[np.float64]:
    """Levels above the lowest value, spaced evenly in the logarithm of the height over it."""
    height = z - z.min()
    top = float(height.max())
    bottom = max(float(np.quantile(height, 0.004)), top * 1e-5)
    return np.asarray(z.min() + np.geomspace(bottom, top, count + 1)[:-1])


def contour(
    x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64], levels: NDArray[np.float64]
) -> Image:
    """The picture of ``z[j, i]`` at (x[i], y[j]), for light and for dark paper."""
    band = bands(z, levels)
    shades = min(SHADES, 256 // (len(levels) + 1) - 1)
    shade = np.rint(shades * edge(z, band, levels)).astype(np.uint8)
    count = len(levels) + 1
    indices = np.where(shade > 0, count + band * np.uint8(shades) + shade - np.uint8(1), band)[::-1]
    light, dark = (data_uri(png(indices, _palette(*ends, line, count, shades))) for ends, line in (LIGHT, DARK))
    return Image(light, (float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])), dark)


def edge(z: NDArray[np.float64], band: NDArray[np.uint8], levels: NDArray[np.float64]) -> NDArray[np.float32]:
    """How much of each pixel the lines at the levels cover, from 0 to 1."""
    height = z.astype(np.float32)
    ends = np.concatenate([[-np.inf], levels, [np.inf]]).astype(np.float32)
    below, above = ends[:-1][band], ends[1:][band]
    slope = _slope(height)
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.minimum(np.abs(height - below), np.abs(above - height)) / slope
        thin = np.clip((above - below) / (APART * slope), 0.5, 1.0)
    return np.asarray(np.nan_to_num(np.clip(THICK / 2 + 0.5 - near, 0.0, 1.0) * thin))


def _slope(height: NDArray[np.float32]) -> NDArray[np.float32]:
    """The length of the gradient, a pixel being one unit."""
    square = np.empty_like(height)
    across = (height[:, 2:] - height[:, :-2]) / 2
    square[:, 1:-1] = across * across
    square[:, 0], square[:, -1] = (height[:, 1] - height[:, 0]) ** 2, (height[:, -1] - height[:, -2]) ** 2
    up = (height[2:] - height[:-2]) / 2
    square[1:-1] += up * up
    square[0] += (height[1] - height[0]) ** 2
    square[-1] += (height[-1] - height[-2]) ** 2
    return np.sqrt(square)


def _palette(low: str, high: str, line: str, count: int, shades: int) -> list[str]:
    """The bands' colours, then of each band its mixtures with the line's, the line's own last."""
    flat = _ramp(low, high, count)
    return flat + [colour for band in flat for colour in _ramp(band, line, shades + 1)[1:]]


def _ramp(low: str, high: str, count: int) -> list[str]:
    """Colours in even steps from one to another, both among them.

    >>> _ramp("#000000", "#ffffff", 3)
    ['#000000', '#808080', '#ffffff']
    """
    ends = [np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float) for colour in (low, high)]
    mixes = [ends[0] + share * (ends[1] - ends[0]) for share in np.linspace(0.0, 1.0, count)]
    return ["#" + "".join(f"{round(part):02x}" for part in mix) for mix in mixes]
