"""What to do next: today's list, a self-test of so many points, the next exercise, the load of the days to come.

All are pure functions of a deck, a memory and the clock; they read no log and change nothing.
"""

from study.planning.candidates import PlanItem
from study.planning.forecast import forecast
from study.planning.next_exercise import Seen, card_of, fitting, level, mode, next_exercise, results
from study.planning.plan import Plan, today
from study.planning.selection import interleave, one_each, select, worth_of_one_each

__all__ = [
    "Plan",
    "PlanItem",
    "Seen",
    "card_of",
    "fitting",
    "forecast",
    "interleave",
    "level",
    "mode",
    "next_exercise",
    "one_each",
    "results",
    "select",
    "today",
    "worth_of_one_each",
]
