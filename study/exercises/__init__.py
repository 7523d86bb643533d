"""Exercises: what a file states, understood, drawn from a seed, marked, and checked for authors.

``build`` makes a `Task` of an exercise's source: its question, hints and blocks for a seed, and ``mark(answer, seed,
hints)``; ``check`` reports what is wrong with exercises. What is drawn or shuffled depends on the id and the seed
alone. Typed formulas are read and run by ``lekce2.expressions``; this room knows no deck, no log and no screen.

==================  ==================================================================================================
kind                what ``mark`` takes
==================  ==================================================================================================
``algorithm``       the typed program
``numeric``         the typed number; with several answers a mapping from their names to typed numbers
``derivation``      the ids of blocks in order: steps ``"1"``, ``"2"`` … (also as numbers), distractors ``"d1"`` …;
                    or a mapping: ``{"mode": "order", "steps": […], "reasons": {step: reason's id}}``,
                    ``{"mode": "fill", "steps": […]}`` with one block (or ``""``) for each of the last, blank steps,
                    ``{"mode": "write", "verdicts": {step: "met" | "half" | "missed"}}`` as the learner marks the text
``choice``          the id of an option, or its number from 1 in the order of the file
``spot-the-error``  the number of the line, from 1; or ``{"line": number, "reason": id}`` where reasons are asked
==================  ==================================================================================================

``mark`` raises nothing. What could not be read (a formula with a slip, an empty answer) is not marked and costs
nothing: ``marking.marked`` is false and ``marking.message`` says why.
"""

from study.exercises.algorithm import Algorithm
from study.exercises.answers import from_text, to_text
from study.exercises.choice import Choice, Option, Spotting, picked
from study.exercises.derivation import MODES, Derivation, ParsonsBlock
from study.exercises.feedback import Marking, MarkingItem, not_marked, say
from study.exercises.kinds import KINDS, build
from study.exercises.numeric import Asked, Numeric
from study.exercises.random_values import SEEDS
from study.exercises.task import LEVELS, Task
from study.exercises.templates import MATHS, gist, point
from study.exercises.validate import check

__all__ = [
    "KINDS",
    "LEVELS",
    "MATHS",
    "MODES",
    "SEEDS",
    "Algorithm",
    "Asked",
    "Choice",
    "Derivation",
    "Marking",
    "MarkingItem",
    "Numeric",
    "Option",
    "ParsonsBlock",
    "Spotting",
    "Task",
    "build",
    "check",
    "from_text",
    "gist",
    "not_marked",
    "picked",
    "point",
    "say",
    "to_text",
]
