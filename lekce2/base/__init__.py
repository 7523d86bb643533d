"""What every module of ``lekce2`` stands on: its errors, the checks of arguments, careful means.

An error carries a code and parameters, and its English sentence stands in one table; a check returns the argument as
the float64 array or number that the caller works with, or raises. Nothing here knows a formula of the lecture.
"""

from lekce2.base.checks import (
    LARGEST_COUNT,
    SUM_TOLERANCE,
    Array,
    array,
    axis_from_end,
    broadcast,
    choice,
    distribution,
    finite,
    flag,
    function,
    generator,
    integer,
    labels,
    number,
    numbers,
    positive,
    refuse,
    row_sums,
    shorten,
    within,
)
from lekce2.base.errors import ArgumentError, ExpressionError, Lekce2Error, Message
from lekce2.base.messages import MESSAGES

__all__ = [
    "LARGEST_COUNT",
    "MESSAGES",
    "SUM_TOLERANCE",
    "ArgumentError",
    "Array",
    "ExpressionError",
    "Lekce2Error",
    "Message",
    "array",
    "axis_from_end",
    "broadcast",
    "checks",
    "choice",
    "distribution",
    "finite",
    "flag",
    "function",
    "generator",
    "integer",
    "labels",
    "means",
    "number",
    "numbers",
    "positive",
    "refuse",
    "row_sums",
    "shorten",
    "within",
]
