"""What a search of a deck goes through: its cards, the exercises that they name and the demos that stand in them.

Of an exercise only what is asked is searched, no hint and no solution. Of a demo everything that it may say can be
found; what it says only after a guess is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from study.content import BASE, DEMOS, EXAM, Card, ExerciseSource, Searchable, card_passages, passage
from study.language import Notation, language

ASKED = ("options", "steps", "lines", "reasons")  # lists of an exercise whose texts a learner sees before the mark
PLACEHOLDER = re.compile(r"<<[^<>]*>>")
PARAMETER = re.compile(r"(?<![\\^_}])\{[a-z_]+\}")
OPEN = re.compile(r"[^.]+\.(?:title|lead|name|preset\..+|.+\.help)")


def searchables(
    cards: Mapping[str, Card], exercises: Mapping[str, ExerciseSource], code: str, notation: Notation
) -> tuple[Searchable, ...]:
    """Everything that can be found in a language and a notation; a demo belongs to the first card that names it."""
    made: list[Searchable] = []
    demos: set[str] = set()
    for card in cards.values():
        made.append(card_passages(card, code, notation))
        known = [exercises[name] for name in card.exercises if name in exercises]
        made += [_exercise(exercise, card, code, notation) for exercise in known]
        for name in card.demos:
            if name in DEMOS and name not in demos:
                demos.add(name)
                made.append(_demo(name, card, code, notation))
    return tuple(made)


def _exercise(exercise: ExerciseSource, card: Card, code: str, notation: Notation) -> Searchable:
    texts = [exercise.text[code], *(text for name in ASKED for text in _texts(exercise.raw.get(name), code))]
    shown = PLACEHOLDER.sub("…", "\n\n".join(texts))
    return Searchable("exercise", exercise.id, card.id, (passage("exercise", shown, notation),))


def _texts(value: Any, code: str) -> Iterator[str]:
    """The texts of a list of options, steps or lines, whose fields were not all read yet."""
    for each in value if isinstance(value, list) else ():
        said = each.get("text", each.get("tex", each)) if isinstance(each, Mapping) else each
        if isinstance(said, Mapping):
            said = said.get(code) or said.get(EXAM) or said.get(BASE)
            if isinstance(said, str):
                yield said
        elif isinstance(said, str):
            yield said if "$" in said else f"${said}$"


def _demo(name: str, card: Card, code: str, notation: Notation) -> Searchable:
    seen: list[str] = []
    later: list[str] = []
    for key, text in language(code).catalogue.domain(name).items():
        said = text if isinstance(text, str) else text[-1]
        (seen if OPEN.fullmatch(key) else later).append(PARAMETER.sub("…", said))
    both = [passage("demo", "\n\n".join(texts), notation, shown=texts is seen) for texts in (seen, later)]
    return Searchable("demo", name, card.id, tuple(each for each in both if each.folded))
