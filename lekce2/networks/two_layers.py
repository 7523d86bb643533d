r"""Backpropagation through a network with one hidden layer, in vectors and matrices.

    x   input (D,)      W   weights (H, D)      z = Wx      h = tanh z
    v   weights (H,)    t   target              o = vᵀh     L = (o − t)²

Every node carries its value, its gradient and, for each operand, the Jacobian J of the operation and the product Jᵀg
that it hands back. The Jacobian after W treats W row by row as a vector of H·D numbers; the product has W's shape. All
of it is multiplied out to be seen, which no library would do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import ArgumentError, Array, finite, number


@dataclass(frozen=True)
class VectorNode:
    """A node: its ``value`` and ``gradient`` of one shape; a Jacobian and a product for each of its ``parents``."""

    name: str
    parents: tuple[str, ...]
    value: Array
    gradient: Array
    jacobians: tuple[Array, ...]
    products: tuple[Array, ...]


@np.errstate(all="ignore")
def two_layers(x: ArrayLike, W: ArrayLike, v: ArrayLike, target: float) -> tuple[VectorNode, ...]:
    r"""All nodes x, W, v, z, h, o, L of the network, forward and backward.

    .. math:: g_o = 2(o - t),\quad g_h = v\, g_o,\quad g_z = \operatorname{diag}(1 - h^2)\, g_h,\quad
              g_x = W^\top g_z,\quad g_W = g_z x^\top

    Parameters
    ----------
    x : array (D,)
    W : array (H, D)
    v : array (H,)
    target : float

    Raises
    ------
    ArgumentError
        If a number is not finite or the shapes do not fit.

    Examples
    --------
    >>> nodes = {node.name: node for node in two_layers([1.0], [[0.0]], [3.0], 1.0)}
    >>> nodes["L"].value.tolist(), nodes["o"].gradient.tolist(), nodes["W"].gradient.tolist()
    ([1.0], [-2.0], [[-6.0]])
    """
    x_, W_, v_, t = finite("x", x), finite("W", W), finite("v", v), number("target", target)
    if W_.ndim != 2:
        raise ArgumentError("wrong-shape", argument="W", expected="(H, D)", value=str(W_.shape))
    for name, array, length in (("x", x_, W_.shape[1]), ("v", v_, W_.shape[0])):
        if array.shape != (length,):
            raise ArgumentError("wrong-shape", argument=name, expected=f"({length},)", value=str(array.shape))
    z = W_ @ x_
    h = np.tanh(z)
    o = np.array([v_ @ h])
    loss = (o - t) ** 2
    after_o, after_h, after_v = np.diag(2 * (o - t)), v_[np.newaxis], h[np.newaxis]
    after_z, after_W = np.diag(1 / np.cosh(z) ** 2), np.kron(np.eye(len(z)), x_)
    g_loss = np.ones(1)
    g_o = after_o.T @ g_loss
    g_h, g_v = after_h.T @ g_o, after_v.T @ g_o
    g_z = after_z.T @ g_h
    g_W, g_x = (after_W.T @ g_z).reshape(W_.shape), W_.T @ g_z
    rows: tuple[tuple[Any, ...], ...] = (
        ("x", (), x_, g_x, (), ()),
        ("W", (), W_, g_W, (), ()),
        ("v", (), v_, g_v, (), ()),
        ("z", ("W", "x"), z, g_z, (after_W, W_), (g_W, g_x)),
        ("h", ("z",), h, g_h, (after_z,), (g_z,)),
        ("o", ("v", "h"), o, g_o, (after_v, after_h), (g_v, g_h)),
        ("L", ("o",), loss, g_loss, (after_o,), (g_o,)),
    )
    return tuple(VectorNode(*row) for row in rows)
