r"""The derivatives of a graph once more, without the chain rule: nudge one node, run on, look at what comes out.

For every node i, the value of node i is moved by ± h and all later nodes are computed from it; the earlier ones stay.
That is the meaning of ∂y/∂u⁽ⁱ⁾ on a graph, and a second opinion on `lekce2.graph`, which never differences anything.
"""

from __future__ import annotations

import numpy as np

from lekce2.base import Array
from lekce2.graph import Node, Tape

STEP = float(np.finfo(np.float64).eps ** (1 / 3))  # where the errors of rounding and of the formula are about equal


def central_differences(tape: Tape, node: Node, step: float = STEP) -> Array:
    r"""How much ``node`` changes with the value of every node of its tape.

    .. math:: \frac{\partial y}{\partial u_i} \approx \frac{y(u_i + h_i) - y(u_i - h_i)}{2 h_i},\qquad
              h_i = \mathrm{step} \cdot \max(1, |u_i|)

    Parameters
    ----------
    tape : Tape
        Of single numbers.
    node : Node
        The result y.
    step : float
        h for values of size 1.

    Returns
    -------
    array (n,)
        One number a node, in the order of computation; the error is about 10⁻¹⁰ of the numbers involved. At a kink
        (|x| or relu at 0) it is the mean of both sides; where a value cannot be computed it is NaN.

    Raises
    ------
    ArgumentError
        If ``node`` is not a node of this tape.

    Examples
    --------
    >>> tape = Tape()
    >>> x = tape.variable(3.0, "x")
    >>> central_differences(tape, x * x).round(6).tolist()
    [6.0, 1.0]
    """
    last, count = tape.line_of("node", node), len(tape)
    here = np.array(tape.values, dtype=np.float64)
    values: list[Array] = []  # of every node in 2n lanes: the node i is nudged in the lanes i and n + i
    with np.errstate(all="ignore"):
        nudge = step * np.maximum(1.0, np.abs(here))
        up, down = here + nudge, here - nudge
        for index, (function, operands, _) in enumerate(tape.lines):
            if function is None:
                value = np.full(2 * count, here[index])
            else:
                given = (values[each] if type(each) is int else np.float64(each) for each in operands)
                value = np.array(np.broadcast_to(function.value(np, *given), 2 * count))
            value[index], value[count + index] = up[index], down[index]
            values.append(value)
        return np.asarray((values[last][:count] - values[last][count:]) / (up - down))
