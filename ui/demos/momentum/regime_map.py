"""The α–β map of momentum as a picture: a hue for each regime, richer where the distance shrinks faster.

Edges are smooth: a pixel that an edge passes through takes from both sides by how far its middle is from the edge.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lekce2.base import Array
from lekce2.stability import monotone_limit, rate, stability_limit
from ui.drawing import Image, data_uri, rgb_png

WIDE, HIGH = 480, 360
RATES = (0.6, 0.8, 0.9, 0.95, 0.99)  # between two of them one shade
# (fastest, slowest) of monotone and oscillating; diverging has one shade
LIGHT = (("#5f9fc9", "#e3eef5"), ("#dd8a4e", "#faeadc"), ("#cfcbc1", "#cfcbc1"))
DARK = (("#2f76a6", "#182632"), ("#a85c22", "#33241a"), ("#3c404a", "#3c404a"))


def end_of(kappa: float) -> float:
    """The largest α of the map: a little over 4/κ, beyond which nothing is stable."""
    return 4.2 / kappa


def shares(method: str, kappa: float, slowest: float) -> tuple[Array, Array]:
    """Of each pixel, β = 1 on top: how much of it each regime across (curvature κ) has, (3, H, W), and how many of
    ``RATES`` its rate is over, (H, W); whole numbers where no edge passes through the pixel.

    The rate is the largest of curvatures ``slowest`` and κ; ``slowest`` 0 is the slope, where nothing has to shrink
    along the valley.
    """
    alpha = (np.arange(WIDE) + 0.5) / WIDE * end_of(kappa)
    beta = (np.arange(HIGH)[::-1, np.newaxis] + 0.5) / HIGH
    rates = rate(method, alpha, beta, kappa)
    if slowest > 0:
        rates = np.maximum(rates, rate(method, alpha, beta, slowest))
    up, across = np.gradient(rates)
    slope = np.maximum(np.hypot(up, across), 1e-12)
    bands = sum(np.clip((rates - each) / slope + 0.5, 0.0, 1.0) for each in RATES)
    smooth, stable = (
        _left_of(limit(method, beta[:, 0], kappa) / end_of(kappa) * WIDE) for limit in (monotone_limit, stability_limit)
    )
    return np.stack([smooth, stable - smooth, 1 - stable]), np.asarray(bands)


@lru_cache(maxsize=32)
def picture(method: str, kappa: float, slowest: float) -> Image:
    """The map of ``shares`` for light and for dark paper."""
    kinds, bands = shares(method, kappa, slowest)
    light, dark = (data_uri(rgb_png(_colours(theme, kinds, bands))) for theme in (LIGHT, DARK))
    return Image(light, (0.0, end_of(kappa)), (0.0, 1.0), dark, truth=True)


def _left_of(edge: Array) -> Array:
    """How much of each pixel lies left of an edge that is at pixel ``edge`` in each row."""
    middle = np.arange(WIDE) + 0.5
    steep = np.hypot(1.0, np.gradient(edge))[:, np.newaxis]  # the nearest point of the edge is in another row
    return np.asarray(np.clip((edge[:, np.newaxis] - middle) / steep + 0.5, 0.0, 1.0))


def _colours(theme: tuple[tuple[str, str], ...], kinds: Array, bands: Array) -> Array:
    mixed = np.zeros((*bands.shape, 3))
    for kind, ends in zip(kinds, theme, strict=True):
        first, last = (np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float) for colour in ends)
        mixed += kind[..., np.newaxis] * (first + bands[..., np.newaxis] / len(RATES) * (last - first))
    return mixed
