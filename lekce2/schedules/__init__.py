"""The learning-rate schedules α_t for t = 1, 2, …, and what Robbins and Monro (1951) say of them.

``schedule`` says what all share and gives the verdict with its reason, ``families`` are the schedules, ``series`` sums
them, ``brackets`` encloses the sums by integrals, ``robbins_monro`` is the experiment behind the theorem. A schedule
*is* α_t and multiplies nothing.
"""

from lekce2.schedules.brackets import Brackets, brackets
from lekce2.schedules.families import SCHEDULES, constant, cosine, exponential, inverse_sqrt, linear, power, step_decay
from lekce2.schedules.robbins_monro import distances, nearest, noise_ball, random_signs, steps_to_cover
from lekce2.schedules.schedule import VERDICTS, Schedule, Verdict
from lekce2.schedules.series import power_total

__all__ = [
    "SCHEDULES",
    "VERDICTS",
    "Brackets",
    "Schedule",
    "Verdict",
    "brackets",
    "constant",
    "cosine",
    "distances",
    "exponential",
    "inverse_sqrt",
    "linear",
    "nearest",
    "noise_ball",
    "power",
    "power_total",
    "random_signs",
    "step_decay",
    "steps_to_cover",
]
