"""The kinds of events: which fields each one has, and what may stand in them.

The table below is the whole of it: a field is the name of a form, and a form is a rule with a code of its own, so that
a refusal can say what was expected. A table of plain functions rather than a library of models: it is read in a
minute, costs nothing to import, checks an event in microseconds, and its messages are in the learner's language.
The same table holds for what is written and for what is read, so that a log can always read its own backup.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lekce2 import Message
from study.forms import (
    LARGEST_SEED,
    LONGEST_TIME,
    MOST_ITEMS,
    MOST_POINTS,
    Form,
    either,
    is_answer,
    is_digest,
    is_name,
    is_scalar,
    is_text,
    is_value,
    list_of,
    mapping_of,
    number,
    or_none,
    shown,
    whole,
)
from study.marking import RATINGS, VERDICTS
from study.refusals import refusal
from study.session import MODES

_name = Form("not-a-name", is_name)
_text = Form("not-a-text", is_text)
_points = Form("not-points", or_none(number(0, MOST_POINTS)))
_of = Form("not-points", number(0, MOST_POINTS))
_seconds = Form("not-seconds", number(0, LONGEST_TIME))
_verdicts = Form("not-verdicts", mapping_of(lambda value: isinstance(value, str) and value in VERDICTS))
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
