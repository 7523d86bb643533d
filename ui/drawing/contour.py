"""A landscape as a picture under a plot: filled bands between levels of its value, low ones darker, with thin edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.drawing.figure import Image
from ui.drawing.png import data_uri, png

LIGHT = (("#a9bfd8", "#f6f3ea"), "#8fa6c2")  # (lowest band, highest band), edge
DARK = (("#33507a", "#1a1d24"), "#48658f")


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
    band = bands(z, levels)[::-1]
    edge = np.zeros(band.shape, bool)
    edge[:, 1:] |= band[:, 1:] != band[:, :-1]
    edge[1:] |= band[1:] != band[:-1]
    count = len(levels) + 1
    indices = np.where(edge, count, band).astype(np.uint8)
    light, dark = (data_uri(png(indices, [*_ramp(*ends, count), line])) for ends, line in (LIGHT, DARK))
    return Image(light, (float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])), dark)


def _ramp(low: str, high: str, count: int) -> list[str]:
    ends = [np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float) for colour in (low, high)]
    mixes = [ends[0] + share * (ends[1] - ends[0]) for share in np.linspace(0.0, 1.0, count)]
    return ["#" + "".join(f"{round(part):02x}" for part in mix) for mix in mixes]
