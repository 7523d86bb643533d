"""Numbers of the lecture: information, likelihood, objectives, optimizers, schedules, averages and backpropagation.

NumPy is the only import; every function is pure, every error is a ``Lekce2Error``. Import what you need by its module,
for example ``from lekce2 import optimizers``; after ``import lekce2`` alone, ``MODULES`` are loaded at their first use.
"""

from importlib import import_module
from types import ModuleType

from lekce2.base import ArgumentError, ExpressionError, Lekce2Error, Message

__all__ = ["MODULES", "ArgumentError", "ExpressionError", "Lekce2Error", "Message"]

MODULES = (
    "averages", "expressions", "functions", "graph", "information", "likelihood", "objectives", "optimizers", "race",
    "sampling", "schedules",
)  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    if name in MODULES:
        return import_module(f"lekce2.{name}")
    raise AttributeError(f"module 'lekce2' has no attribute {name!r}")
