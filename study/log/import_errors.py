"""Why something that came from a file or a browser is not taken: one code and one English sentence each.

``study/language/locale`` holds the same sentences as ``refusal.<code>`` in every language. Nothing here reads anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lekce2 import Message

MESSAGES: dict[str, str] = {
    # of the whole document
    "not-text": "this is not a text, found {found}",
    "too-large": "this is larger than {limit} MB",
    "not-utf-8": "this is not text in UTF-8, found the byte {found}",
    "empty": "the file is empty",
    "not-a-backup": "this is not a backup of this app",
    "newer-version": "this backup has version {found} and the app reads up to {known}: update the app and try again",
    "bad-header": "{field} at the head of the backup is not what it should be, found {found}",
    "unknown-header": "the head of a backup has no {field}",
    "cut-off": "the file ends before the end of the backup",
    "after-the-end": "something stands after the end of the backup",
    "comma": "a comma is missing here, or there is one too many",
    "damaged": "the file is damaged here, or this is no event",
    "gave-up": "the file is damaged in more than {limit} places, the rest was not read",
    "too-many-events": "more than {limit} events, the rest was not read",
    # of one event
    "not-an-event": "an event is expected here, found {found}",
    "repeated-key": "the key {field} stands twice",
    "bad-number": "not a number that can be kept: {found}",
    "lone-surrogate": "a text holds half of a character",
    "unknown-key": "an event has no {field}",
    "missing-key": "the event has no {field}",
    "bad-id": "the id of an event is 64 hex digits, found {found}",
    "wrong-id": "the id does not belong to this event: its content was changed",
    "bad-nonce": "nonce must be an id, found {found}",
    "bad-data": "data must hold the fields of the event, found {found}",
    "bad-time": "the time must look like 2026-01-05T08:00:00+00:00, in UTC, found {found}",
    "time-out-of-range": "the time must lie between {first} and {last}, found {found}",
    # of one field
    "unknown-kind": "there is no kind of event {found}",
    "unknown-field": "the kind {kind} has no field {field}",
    "missing-field": "the kind {kind} needs the field {field}",
    "too-many-points": "the points may not be more than {of}, found {found}",
    "not-a-name": "{field} must be an id of letters, digits and hyphens, found {found}",
    "not-names": "{field} must be a list of ids, found {found}",
    "not-a-text": "{field} must be a text without NUL, at most 100,000 characters, found {found}",
    "not-points": "{field} must be a number of points, finite and not negative, found {found}",
    "not-seconds": "{field} must be seconds, not negative and at most a week, found {found}",
    "not-minutes": "{field} must be a number of minutes, finite and not negative, found {found}",
    "not-verdicts": "{field} must give units the verdict met, half or missed, found {found}",
    "not-a-percentage": "{field} must be a percentage from 0 to 100, found {found}",
    "not-a-mode": "{field} must be paper, typed or unknown, found {found}",
    "not-a-rating": "{field} must be 1, 2, 3 or 4, found {found}",
    "not-a-seed": "{field} must be a whole number of at most 16 digits, found {found}",
    "not-a-count": "{field} must be a whole number, not negative, found {found}",
    "not-units": "{field} must be a list of units or give each its points, found {found}",
    "not-yes-or-no": "{field} must be true or false, found {found}",
    "not-answers": "{field} must give cards a text of at most 100,000 characters without NUL, found {found}",
    "not-a-value": "{field} must be a text, a number, or a list or mapping of these, found {found}",
    "not-a-digest": "{field} must be the id of an event, 64 hex digits, found {found}",
}


@dataclass(frozen=True)
class Refusal:
    """What was not taken: the line where it begins, counted from 1, and the reason."""

    line: int
    message: Message

    def __str__(self) -> str:
        return f"{self.line}: {self.message}"


def refusal(code: str, **parameters: Any) -> Message:
    """The reason of a code with the parameters that its sentence takes.

    >>> str(refusal("too-large", limit=64))
    'this is larger than 64 MB'
    """
    return Message(code, MESSAGES[code], parameters)
