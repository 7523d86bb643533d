"""Numbers of the lecture: information, likelihood, objectives, optimizers, schedules, averages and backpropagation.

NumPy is the only import; every function is pure, every error is a ``Lekce2Error``. Import what you need by its module,
for example ``from lekce2 import optimizers``.
"""

from lekce2.errors import ArgumentError, ExpressionError, Lekce2Error, Message

__all__ = ["ArgumentError", "ExpressionError", "Lekce2Error", "Message"]
