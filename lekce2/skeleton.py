"""One step of every optimizer as coefficients of one skeleton.

``Terms`` says which of the skeleton's lines a method has, and with which coefficients; an optimizer's ``terms`` fills
it in. This module calculates nothing: the lines become ufunc calls in ``lekce2.lines``.
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

# Methods by (has s, has r, looks ahead, steps by s), in an order that makes the owners of s and of r neighbours.
ORDER = (
    (False, False, False, False),  # sgd
    (False, True, False, False),  # adagrad, rmsprop
    (True, True, False, True),  # adam and its successors
    (True, False, False, True),  # momentum
    (True, False, True, False),  # nesterov
)


@dataclass(frozen=True)
class Terms:
    """One step as coefficients of the skeleton; None where the method has no such line.

    Each coefficient is a number, one a lane ``(B,)``, one a step ``(T, 1)``, or both ``(T, B)``:

        θ ← θ + look·s
        g ← ∇J(θ)
        θ ← θ − shrink·θ
        s ← first[0]·s + first[1]·g
        r ← second[0]·r + second[1]·g²
        θ ← θ − rate·u

    with u = s where ``by_first`` holds, else g. Where there is r, the rate is divided by √(r+ε) or √r+ε. Where
    ``largest`` holds, that r is the largest so far; ``weights`` divide s and r before they are used.
    """

    rate: ArrayLike
    look: ArrayLike | None = None
    shrink: ArrayLike | None = None
    first: tuple[ArrayLike, ArrayLike] | None = None
    second: tuple[ArrayLike, ArrayLike] | None = None
    by_first: bool = False
    largest: bool = False
    weights: tuple[ArrayLike, ArrayLike] | None = None
    eps: ArrayLike = 0.0
    eps_inside: bool = False


def place(terms: Terms) -> tuple[int, bool, bool, bool] | None:
    """The sorting key of a method, or None if the skeleton does not hold it."""
    owns = (terms.first is not None, terms.second is not None, terms.look is not None, terms.by_first)
    if owns not in ORDER:
        return None
    return ORDER.index(owns), terms.weights is not None, terms.shrink is not None, terms.largest
