"""JSON without its loose ends: no key twice, no NaN or infinity, no endless number; whole numbers are ints, 4.0 is 4.

It is for short texts whose depth is known; `study.rows` sees to that.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from study.events import LARGEST_WHOLE
from study.faults import one_line
from study.refusals import refusal

LONGEST_NUMBER = 40  # characters; a 64-bit float needs 24
LONGEST_INTEGER = 17  # characters, a sign among them


class Refused(Exception):
    """A value that is JSON, or nearly so, and is not taken."""

    def __init__(self, code: str, **parameters: Any) -> None:
        self.message = refusal(code, **parameters)
        super().__init__(str(self.message))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Refused("repeated-key", field=one_line(twice))
    return found


def _integer(text: str) -> int:
    if len(text) > LONGEST_INTEGER:
        raise Refused("bad-number", found=text[:LONGEST_NUMBER])
    return int(text)


def _float(text: str) -> float:
    value = float(text) if len(text) <= LONGEST_NUMBER else math.inf
    if math.isinf(value):
        raise Refused("bad-number", found=text[:LONGEST_NUMBER])
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value


def _constant(text: str) -> float:
    raise Refused("bad-number", found=text)


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)


def decode(text: str) -> Any:
    """The value of a JSON text; raises ``ValueError`` where it is no JSON and `Refused` where it is not strict.

    >>> decode('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    """
    return _decoder.decode(text)
