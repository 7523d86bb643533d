"""JSON without its loose ends: no key twice, no NaN or infinity, no endless number; whole numbers are ints, 4.0 is 4.

It is for short texts whose depth is known; `study.log.json_stream` sees to that.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lekce2 import Message
from study.content import one_line
from study.errors import StudyError
from study.log.events import LARGEST_WHOLE
from study.log.import_errors import refusal

LONGEST_NUMBER = 40  # characters; a 64-bit float needs 24
LONGEST_INTEGER = 17  # characters, a sign among them


class JsonRefused(StudyError):
    """A value that is JSON, or nearly so, and is not taken."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(refusal(code, **parameters))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise JsonRefused("repeated-key", field=one_line(twice))
    return found


def _integer(text: str) -> int:
    if len(text) > LONGEST_INTEGER:
        raise JsonRefused("bad-number", found=text[:LONGEST_NUMBER])
    return int(text)


def _float(text: str) -> float:
    value = float(text) if len(text) <= LONGEST_NUMBER else math.inf
    if math.isinf(value):
        raise JsonRefused("bad-number", found=text[:LONGEST_NUMBER])
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value


def _constant(text: str) -> float:
    raise JsonRefused("bad-number", found=text)


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)


def decode(text: str) -> Any:
    """The value of a JSON text; raises ``ValueError`` where it is no JSON and `JsonRefused` where it is not strict.

    >>> decode('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    """
    return _decoder.decode(text)


# Walking through a backup without trusting it: its head, then one event after the other, each read by itself.
#
# A document is one JSON object whose ``events`` are a list; everything else in it is a plain text or number. An event
# is found by its brackets before it is built, in one pass that cannot go deep or be led astray, and is built alone, so
# that no document takes more memory than its largest event. A damaged event costs itself: the walk goes on where the
# next one begins. Line numbers count from 1 in any layout.

DEEPEST = 4  # brackets within brackets in an event; the deepest kind has three
MOST_INNER = 8  # lists and objects side by side within another; the richest kind has two
LONGEST_EVENT = 2_000_000  # characters of JSON
MOST_EVENTS = 300_000  # as many of the shortest kind fill the largest file
MOST_HEADS = 20
MOST_DAMAGED = 30

_STRING = r'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"'
_WHITE = re.compile(r"[ \t\r\n]*+")
_KEY = re.compile(rf"({_STRING})[ \t\r\n]*+:[ \t\r\n]*+")
_SCALAR = re.compile(rf"{_STRING}|[-+.\w]++")
_BEGIN = re.compile(r'\{[ \t\r\n]*+"(?:id|kind|time|nonce|data|learner)"[ \t\r\n]*+:')  # of an event


def _brackets(depth: int) -> str:
    """A list or an object of at most this depth, found by its brackets; possessive, so that it never tracks back."""
    plain = rf'(?:[^"\[\]{{}}]++|{_STRING})*+'
    inner = f"(?:{_brackets(depth - 1)}{plain}){{0,{MOST_INNER}}}+" if depth > 1 else ""
    return rf"[\[{{]{plain}{inner}[\]}}]"


_NESTED = re.compile(_brackets(DEEPEST))


@dataclass(frozen=True)
class Head:
    """A key of the document other than ``events``, and its value."""

    line: int
    key: str
    value: Any


@dataclass(frozen=True)
class JsonRow:
    """What stands in the list of events: any JSON value."""

    line: int
    value: Any


@dataclass(frozen=True)
class Damage:
    """A place that cannot be read, and why."""

    line: int
    message: Message


class _Stopped(JsonRefused):
    """The walk cannot go on."""


class Walk:
    """One pass over a text; iterate over it once. The last thing it gives is `Damage` when it could not go to the end.

    >>> [type(item).__name__ for item in Walk('{"version": 1, "events": [{}, [1], {"a" 1}]}')]
    ['Head', 'JsonRow', 'JsonRow', 'Damage']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self._counted = 0
        self._line = 1
        self._damaged = 0  # events
        self._resumed = False  # after a damaged one
        self._listed = False  # the events, once

    def __iter__(self) -> Iterator[Head | JsonRow | Damage]:
        try:
            yield from self._document()
        except JsonRefused as refused:
            yield Damage(self.line(), refused.message)

    def line(self) -> int:
        """The line of the place where the walk is."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = max(self._counted, self.at)
        return self._line

    def _document(self) -> Iterator[Head | JsonRow | Damage]:
        self._expect("{", "not-a-backup")
        if not self._next("}"):
            for _ in range(MOST_HEADS):
                yield from self._member()
                if self._next("}"):
                    break
                self._expect(",", "damaged")
            else:
                raise _Stopped("not-a-backup")
        self._skip()
        if self.at < len(self.text):
            raise _Stopped("after-the-end")

    def _member(self) -> Iterator[Head | JsonRow | Damage]:
        self._skip()
        line, found = self.line(), _KEY.match(self.text, self.at)
        if found is None:
            raise _Stopped("damaged" if self.at < len(self.text) else "cut-off")
        self.at = found.end()
        try:
            key = decode(found[1])
            if key == "events" and self._listed:
                raise _Stopped("repeated-key", field=key)
            if key == "events" and self._next("["):
                self._listed = True
                yield from self._events()
                return
            value = _SCALAR.match(self.text, self.at)
            if value is None:
                raise ValueError
            self.at = value.end()
            yield Head(line, key, decode(value[0]))
        except (ValueError, RecursionError):
            raise _Stopped("damaged") from None

    def _events(self) -> Iterator[JsonRow | Damage]:
        if self._next("]"):
            return
        for _ in range(MOST_EVENTS):
            yield self._event()
            if self._resumed:
                continue
            line = self.line()
            if self._next("]"):
                return
            if self.at >= len(self.text):
                raise _Stopped("cut-off")
            if not self._next(","):
                yield self._damage("comma", line)
            elif self._next("]"):
                yield Damage(self.line(), refusal("comma"))
                return
        self._skip()
        raise _Stopped("too-many-events", limit=MOST_EVENTS)

    def _event(self) -> JsonRow | Damage:
        """The event that begins here, and the walk goes to its end; where it is damaged, to the next line with one."""
        self._resumed = False
        self._skip()
        line = self.line()
        found = _NESTED.match(self.text, self.at, self.at + LONGEST_EVENT) or _SCALAR.match(self.text, self.at)
        if found is None:
            return self._damage("damaged", line)
        try:
            value = decode(found[0])
        except JsonRefused as refused:
            self.at = found.end()
            return Damage(line, refused.message)
        except (ValueError, RecursionError):
            return self._damage("damaged", line)
        self.at = found.end()
        return JsonRow(line, value)

    def _damage(self, code: str, line: int) -> Damage:
        self._damaged += 1
        if self._damaged > MOST_DAMAGED:
            raise _Stopped("gave-up", limit=MOST_DAMAGED)
        found = _BEGIN.search(self.text, self.at + (code != "comma"))
        if found is None:
            raise _Stopped(code)
        self.at, self._resumed = found.start(), True
        return Damage(line, refusal(code))

    def _skip(self) -> None:
        found = _WHITE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _next(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            self._skip()
            if not self.text.startswith(sign, self.at):
                return False
        self.at += 1
        return True

    def _expect(self, sign: str, code: str) -> None:
        if not self._next(sign):
            raise _Stopped(code if self.at < len(self.text) else "cut-off")
