"""The α–β map of momentum as a picture: a hue for each regime, richer where the distance shrinks faster."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lekce2.stability import rate, regime
from ui.drawing import Image, data_uri, png

WIDE, HIGH = 240, 180
RATES = (0.6, 0.8, 0.9, 0.95, 0.99)  # between two of them one shade
# (fastest, slowest) of monotone and oscillating; diverging has one shade
LIGHT = (("#5f9fc9", "#e3eef5"), ("#dd8a4e", "#faeadc"), ("#cfcbc1", "#cfcbc1"))
DARK = (("#2f76a6", "#182632"), ("#a85c22", "#33241a"), ("#3c404a", "#3c404a"))


def end_of(kappa: float) -> float:
    """The largest α of the map: a little over 4/κ, beyond which nothing is stable."""
    return 4.2 / kappa


def shades(method: str, kappa: float, slowest: float) -> NDArray[np.uint8]:
    """The colour number of each pixel, β = 1 on top: six times the regime across (curvature κ), plus the band of rates.

    The rate is the largest of curvatures ``slowest`` and κ; ``slowest`` 0 is the slope, where nothing has to shrink
    along the valley.
    """
    alpha = (np.arange(WIDE) + 0.5) / WIDE * end_of(kappa)
    beta = (np.arange(HIGH)[::-1, np.newaxis] + 0.5) / HIGH
    rates = rate(method, alpha, beta, kappa)
    if slowest > 0:
        rates = np.maximum(rates, rate(method, alpha, beta, slowest))
    kind = regime(method, alpha, beta, kappa)
    return np.asarray(kind * (len(RATES) + 1) + np.searchsorted(RATES, rates), np.uint8)


@lru_cache(maxsize=32)
def picture(method: str, kappa: float, slowest: float) -> Image:
    """The map of ``shades`` for light and for dark paper."""
    index = shades(method, kappa, slowest)
    light, dark = (data_uri(png(index, _colours(theme, len(RATES) + 1))) for theme in (LIGHT, DARK))
    return Image(light, (0.0, end_of(kappa)), (0.0, 1.0), dark, truth=True)


def _colours(theme: tuple[tuple[str, str], ...], count: int) -> list[str]:
    found: list[str] = []
    for ends in theme:
        first, last = (np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float) for colour in ends)
        mixes = [first + share * (last - first) for share in np.linspace(0.0, 1.0, count)]
        found += ["#" + "".join(f"{round(part):02x}" for part in mix) for mix in mixes]
    return found
