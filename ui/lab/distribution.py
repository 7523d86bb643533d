"""Widgets of a distribution that stays one: as many sliders as outcomes; moving one rescales the others.

The parameter is a tuple of probabilities (``ui.lab.parameters.Several``). The sliders show it and write it; what keeps
the sum at 1 is in ``rescaled`` and ``resized``, pure functions. Labels: ``<demo>.outcomes``, ``<demo>.chance`` with
``{name}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from lekce2 import ArgumentError
from lekce2.base import Array, within
from ui.lab.controls import Controls
from ui.lab.dial import Dial
from ui.lab.parameters import ROUNDED, Between, Several
from ui.unexpected import callback


def rescaled(p: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    """``p`` with one probability set and the others shrunk or grown in proportion, so that the sum stays 1.

    >>> rescaled((0.5, 0.25, 0.25), 0, 0.0)
    (0.0, 0.5, 0.5)
    """
    others = sum(p) - p[place]
    equal = (1 - value) / max(1, len(p) - 1)
    return tuple(
        value if k == place else equal if others <= 1e-12 else each * (1 - value) / others for k, each in enumerate(p)
    )


def resized(p: tuple[float, ...], outcomes: int) -> tuple[float, ...]:
    """``p`` with outcomes added, each as likely as the average one, or with the last ones left out.

    >>> resized((0.5, 0.5), 4)
    (0.25, 0.25, 0.25, 0.25)
    """
    kept = [*p[:outcomes], *[sum(p) / len(p)] * (outcomes - len(p))]
    total = sum(kept)
    return tuple(each / total if total > 1e-12 else 1 / outcomes for each in kept)


def drawn(outcomes: int, *seed: int) -> tuple[float, ...]:
    """A random distribution in whole percent, none of them 0; each such distribution is equally likely.

    >>> drawn(3, 7) == drawn(3, 7), round(sum(drawn(3, 7)), 9)
    (True, 1.0)
    """
    cuts = np.random.default_rng(seed).choice(np.arange(1, 100), outcomes - 1, replace=False)
    return tuple((np.diff(np.sort(cuts), prepend=0, append=100) / 100).tolist())


def shares(argument: str, weights: ArrayLike) -> Array:
    """Probabilities that somebody may have rounded, made to sum to 1; what is further from 1 is refused.

    >>> shares("p", (0.333, 0.333, 0.333)).round(4).tolist()
    [0.3333, 0.3333, 0.3333]
    """
    values = within(argument, weights, 0.0, 1.0)
    total = float(values.sum())
    if abs(total - 1) > ROUNDED + 1e-9:
        raise ArgumentError("not-a-distribution", argument=argument, index="", value=round(total, 9))
    return values / total


def outcomes(c: Controls, name: str, *others: str) -> None:
    """The choice of how many outcomes the distribution ``name`` has, and the ``others`` with it."""
    bounds = c.check[name]
    if not isinstance(bounds, Several):
        raise TypeError(f"{name} of {c.name} is no distribution")
    key = c.key(f"{name}-count")
    st.session_state[key] = len(c.values[name])
    counts = range(bounds.least, bounds.most + 1)
    st.segmented_control(
        c.text("outcomes"), counts, key=key, required=True, on_change=callback(_resize), args=(c, key, name, *others)
    )


def sliders(c: Controls, labels: Mapping[str, Sequence[str]]) -> None:
    """One dial, in percent, for each probability of the named distributions, side by side where there are many."""
    places = [(name, place) for name in labels for place in range(len(c.values[name]))]
    across = 2 if len(places) > 6 or len(labels) > 1 else 1
    columns = st.columns(across, gap="small") if across > 1 else [st.container(gap="xsmall")]
    for i, (name, place) in enumerate(places):
        p = tuple(c.values[name])
        here = min(1.0, max(0.0, float(p[place])))
        stops = sorted({*(k / 100 for k in range(101)), here})
        shown = Dial(c.text("chance", name=labels[name][place]), here, stops, scale=100.0, unit="%", digits=3)
        with columns[list(labels).index(name) if len(labels) > 1 else i * across // len(places)]:
            c.dial(f"{name}-{place}", shown, partial(_moved, name, p, place), _percent, "0 … 100")


def _percent(text: str) -> float:
    return Between(0.0, 100.0).read(text) / 100


def _moved(name: str, p: tuple[float, ...], place: int, value: float) -> Mapping[str, Any]:
    return {name: rescaled(p, place, value)}


def _resize(c: Controls, key: str, *names: str) -> None:
    c.set([(name, resized(tuple(c.values[name]), int(st.session_state[key]))) for name in names])
