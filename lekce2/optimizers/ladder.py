r"""The ladder of the optimizers: what each stores, how it weighs the gradients so far, and how far it steps.

Each rung is told by formulas of `lekce2.expressions`, so that what is printed is what is computed; a test holds every
one against the steps of the optimizer itself. The questions are those that tell the methods apart: with which weight
does g_i (or g_i²) stand in what is stored after t steps, what do the weights sum to, and how long is step t when every
gradient is the same g > 0 (ε = 0, everything starts at 0)?
"""

from __future__ import annotations

from dataclasses import dataclass

from lekce2.expressions import parse


@dataclass(frozen=True)
class Rung:
    """One method on the ladder.

    Attributes
    ----------
    name : str
        As in ``OPTIMIZERS``.
    state : tuple of str
        What is stored beside θ.
    weight, total, step : str
        Formulas in i, t, g and the hyperparameters: the weight of g_i (of g_i² where only r is stored), the sum of the
        weights, and the length of step t under a constant gradient g.
    limit : str
        That length after many steps.
    """

    name: str
    state: tuple[str, ...]
    weight: str
    total: str
    step: str
    limit: str

    def value(self, which: str, **values: float) -> float:
        """A formula's value.

        >>> LADDER[1].value("step", t=2, alpha=0.1, beta=0.5, g=1.0)
        0.15000000000000002
        """
        program = parse(getattr(self, which))
        return float(program.run({name: values[name] for name in program.inputs})["result"])

    def latex(self, which: str) -> str:
        r"""A formula as it is printed.

        >>> LADDER[3].latex("step")
        '\\frac{\\alpha}{\\sqrt{t}}'
        """
        return parse(getattr(self, which)).latex()


LADDER = (
    Rung("sgd", (), "0**(t - i)", "1", "alpha*g", "alpha*g"),
    Rung(
        "momentum",
        ("v",),
        "alpha*beta**(t - i)",
        "alpha*(1 - beta**t)/(1 - beta)",
        "alpha*(1 - beta**t)/(1 - beta)*g",
        "alpha*g/(1 - beta)",
    ),
    Rung(
        "nesterov",
        ("v",),
        "alpha*beta**(t - i)",
        "alpha*(1 - beta**t)/(1 - beta)",
        "alpha*(1 - beta**t)/(1 - beta)*g",
        "alpha*g/(1 - beta)",
    ),
    Rung("adagrad", ("r",), "1", "t", "alpha/sqrt(t)", "0"),
    Rung("rmsprop", ("r",), "(1 - beta)*beta**(t - i)", "1 - beta**t", "alpha/sqrt(1 - beta**t)", "alpha"),
    Rung("adam", ("s", "r"), "(1 - beta)*beta**(t - i)/(1 - beta**t)", "1", "alpha", "alpha"),
)
