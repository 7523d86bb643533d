"""The kinds of events: which fields each one has, and what may stand in them.

The table below is the whole of it: a field is the name of a form, and a form is a rule with a code of its own, so that
a refusal can say what was expected. A table of plain functions rather than a library of models: it is read in a
minute, costs nothing to import, checks an event in microseconds, and its messages are in the learner's language.
The same table holds for what is written and for what is read, so that a log can always read its own backup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lekce2 import Message
from study.content import one_line
from study.grading import MODES, RATINGS, VERDICTS
from study.log.import_errors import refusal

# What may stand in a field of an event: small rules, each a function of the value that says yes or no.

LONGEST_TEXT = 100_000  # characters of one answer
LONGEST_TIME = 7 * 24 * 3600  # seconds of one attempt: a laptop may sleep over a weekend with a card open
MOST_ITEMS = 10_000  # cards, verdicts or answers in one event
MOST_POINTS = 1_000_000
LARGEST_SEED = 2**53 - 1
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
NAMES = re.compile(rf"{NAME.pattern}(?:\n{NAME.pattern})*+", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Form:
    """What may stand in a field: the code of its rule, the rule, and whether the field may be left out."""

    code: str
    fits: Callable[[Any], bool]
    optional: bool = False


def is_name(value: object) -> bool:
    """Is it an id: a letter or digit, then letters, digits and ``. _ : -``, at most 64 in all?"""
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def is_digest(value: object) -> bool:
    """Is it the id of an event: 64 lower-case hex digits?"""
    return isinstance(value, str) and DIGEST.fullmatch(value) is not None


def is_text(value: object) -> bool:
    """Is it a text without NUL that is not too long?"""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and "\0" not in value


def is_number(value: object, low: float, high: float) -> bool:
    """Is it a number in this closed interval? True, False and NaN are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def whole(low: int, high: int) -> Callable[[Any], bool]:
    """A rule: a whole number in this closed interval, 3 as well as 3.0."""
    return lambda value: is_number(value, low, high) and value == int(value)


def number(low: float, high: float) -> Callable[[Any], bool]:
    """A rule: a finite number in this closed interval."""
    return lambda value: is_number(value, low, high)


def or_none(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A rule: ``None``, or what ``fits``."""
    return lambda value: value is None or fits(value)


def either(one: Callable[[Any], bool], other: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A rule: what fits one of two."""
    return lambda value: one(value) or other(value)


def list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A rule: a list of things that fit."""
    return lambda value: isinstance(value, (list, tuple)) and len(value) <= MOST_ITEMS and all(map(fits, value))


def are_names(values: Collection[object]) -> bool:
    """Is every one an id? All at once, in one pass over one text."""
    try:
        lines = "\n".join(values)  # type: ignore[arg-type]
    except TypeError:
        return False
    return not values or (lines.count("\n") == len(values) - 1 and NAMES.fullmatch(lines) is not None)


def are_verdicts(value: object) -> bool:
    """A rule: a mapping of ids to verdicts."""
    if not isinstance(value, dict) or len(value) > MOST_ITEMS or not are_names(value):
        return False
    return all(type(verdict) is str and verdict in VERDICTS for verdict in value.values())


def mapping_of(fits: Callable[[Any], bool], key: Callable[[Any], bool] = is_name) -> Callable[[Any], bool]:
    """A rule: a mapping whose values fit, and its keys the rule ``key``."""
    return lambda value: (
        isinstance(value, dict) and len(value) <= MOST_ITEMS and all(map(key, value)) and all(map(fits, value.values()))
    )


def is_scalar(value: object) -> bool:
    """Is it a text, a finite number, yes, no or nothing?"""
    return value is None or isinstance(value, bool) or is_text(value) or is_number(value, -1e300, 1e300)


def _is_short(value: object) -> bool:
    return is_text(value) and len(value) <= 64  # type: ignore[arg-type]


def is_value(value: object) -> bool:
    """A text, a number, yes or no, nothing, or one list or mapping of these."""
    return is_scalar(value) or list_of(is_scalar)(value) or mapping_of(is_scalar, key=_is_short)(value)


def is_answer(value: object) -> bool:
    """A value, or a mapping of values: what a derivation is answered with, steps in a list and reasons by step."""
    return is_value(value) or mapping_of(is_value, key=_is_short)(value)


def shown(value: object) -> str:
    """A value as it can stand in a sentence: one short line, of a list or a mapping only its brackets.

    >>> shown("a\\nb"), shown(None), shown({"a": 1}), shown(0.5)
    ('“a b”', 'null', '{…}', '0.5')
    """
    if isinstance(value, str):
        return f"“{one_line(value)}”"
    if isinstance(value, int) and abs(value) > 10**18:
        return f"{'-' if value < 0 else ''}10…"
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[…]" if value else "[]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else one_line(str(value))


_name = Form("not-a-name", is_name)
_text = Form("not-a-text", is_text)
_points = Form("not-points", or_none(number(0, MOST_POINTS)))
_of = Form("not-points", number(0, MOST_POINTS))
_seconds = Form("not-seconds", number(0, LONGEST_TIME))
_verdicts = Form("not-verdicts", are_verdicts)
_confidence = Form("not-a-percentage", or_none(number(0, 100)))
_units = Form("not-units", either(list_of(is_name), mapping_of(is_scalar)))
_anything = Form("not-a-value", is_value)
_answer = Form("not-a-value", is_answer)


def _optional(form: Form) -> Form:
    return Form(form.code, form.fits, optional=True)


KINDS: Mapping[str, Mapping[str, Form]] = {
    "review": {
        "deck": _name,
        "card": _name,
        "attempt": _name,
        "mode": Form("not-a-mode", lambda value: isinstance(value, str) and value in MODES),
        "rating": Form("not-a-rating", whole(min(RATINGS), max(RATINGS))),
        "points": _points,
        "of": _of,
        "seconds": _seconds,
        "confidence": _confidence,
        "verdicts": _verdicts,
        "answer": _text,
        "unit": _optional(_name),
        "units": _optional(_units),
    },
    "exercise": {
        "deck": _name,
        "card": Form("not-a-name", or_none(is_name), optional=True),
        "exercise": _name,
        "attempt": _optional(_name),
        "unit": Form("not-a-name", or_none(is_name), optional=True),
        "units": _optional(_units),
        "seed": Form("not-a-seed", whole(-LARGEST_SEED, LARGEST_SEED)),
        "points": _points,
        "of": _of,
        "seconds": _seconds,
        "confidence": _optional(_confidence),
        "hints": Form("not-a-count", whole(0, MOST_ITEMS), optional=True),
        "answer": _answer,
    },
    "prediction": {
        "deck": _name,
        "card": Form("not-a-name", or_none(is_name), optional=True),
        "demo": _name,
        "units": _optional(_units),
        "view": _text,
        "right": Form("not-yes-or-no", lambda value: isinstance(value, bool)),
    },
    "exam-start": {
        "exam": _name,
        "deck": _name,
        "cards": Form("not-names", list_of(is_name)),
        "minutes": Form("not-minutes", number(0, 1e9)),
        "exercises": Form("not-names", list_of(is_name), optional=True),
        "seed": Form("not-a-seed", whole(-LARGEST_SEED, LARGEST_SEED), optional=True),
    },
    "exam-flag": {
        "exam": _name,
        "card": _name,
        "flagged": Form("not-yes-or-no", lambda value: isinstance(value, bool)),
    },
    "exam-hand-in": {"exam": _name, "answers": Form("not-answers", mapping_of(is_text))},
    "exam-mark": {
        "exam": _name,
        "deck": _name,
        "card": _name,
        "verdicts": _verdicts,
        "points": _points,
        "of": _of,
        "units": _optional(_units),
    },
    "settings": {"name": _name, "value": _anything},
    "retract": {"target": Form("not-a-digest", is_digest)},
}


def wrong(kind: str, data: Mapping[str, Any]) -> Message | None:
    """What is wrong with the data of an event of this kind, or ``None`` if nothing is.

    >>> wrong("retract", {"target": "0" * 64}) is None
    True
    >>> str(wrong("exam-flag", {"exam": "e1", "card": "adam", "flagged": 1}))
    'flagged must be true or false, found 1'
    """
    forms = KINDS.get(kind)
    if forms is None:
        return refusal("unknown-kind", found=shown(kind))
    for field, value in data.items():
        form = forms.get(field)
        if form is None:
            return refusal("unknown-field", kind=kind, field=shown(field))
        if not form.fits(value):
            return refusal(form.code, field=field, found=shown(value))
    if len(data) < len(forms):
        for field, form in forms.items():
            if field not in data and not form.optional:
                return refusal("missing-field", kind=kind, field=field)
    points = data.get("points")
    if points is not None and points > data["of"]:
        return refusal("too-many-points", found=points, of=data["of"])
    return None
