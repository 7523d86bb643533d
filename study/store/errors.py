"""What can go wrong when progress is saved or read: one code and one sentence each, which says what to do.

``study/language/locale`` holds the same sentences as ``store.<code>`` in every language. No sentence shows an address
of a database, a secret or what the learner wrote, and the database's own error is not chained to it: it would.
"""

from __future__ import annotations

from typing import Any

from lekce2 import Message
from study.errors import StudyError

MESSAGES: dict[str, str] = {
    "disk-full": "The disk is full and nothing was saved. Free some space and try again.",
    "disk-error": (
        "The disk did not take the data and nothing was saved. See whether it is full, unplugged or broken, "
        "then try again."
    ),
    "read-only": (
        "The app may not write to {place} and nothing was saved. Allow writing there, or choose another place by "
        "LEKCE2_DATABASE_URL."
    ),
    "busy": "Another program is using the progress and nothing was saved. Try again in a moment.",
    "damaged": (
        "The progress is damaged and nothing was saved. Start the app again: it sets the damaged file aside and "
        "recovers what is good."
    ),
    "damaged-in-use": (
        "The file {place} is damaged and another copy of the app has it open. Close all copies, then start the app "
        "again: it recovers what is good."
    ),
    "moved": "The file {place} was moved or deleted while the app was running, and nothing was saved. Try again.",
    "newer": (
        "The progress was written by a newer version of the app (its form is {found}, this one knows {known}). "
        "Update the app."
    ),
    "address": (
        "The address of the database is not understood. It begins with sqlite:/// and the path of a file, "
        "or with postgresql://."
    ),
    "no-connection": (
        "The database does not answer, so the progress is not known to be saved. Try again in a moment; "
        "nothing is saved twice."
    ),
    "login": (
        "The database refuses the user, the password or the name of the database. Check the address in "
        "LEKCE2_DATABASE_URL."
    ),
    "no-right": "The database does not let the app write and nothing was saved. Give its user the right to write.",
    "retired": "These data were deleted for good at the learner's wish: nothing can be saved to them any more.",
    "adopted": "This progress was already taken over by another account.",
    "wrong-id": "The id {id} does not fit the content of its event and nothing was saved. The event was changed.",
    "failed": "The database refused with {reason} and nothing was saved. Try again, and report it if it stays so.",
    "salvaged": (
        "The file of the progress was damaged. Records recovered: {kept}. Whatever is missing could not be read; "
        "the damaged file is kept as {file}."
    ),
}


class StoreError(StudyError):
    """Progress was not saved or not read; the message says why and what to do, in any language by its code.

    ``StoreError(code)`` is an instance of the subclass to which the code belongs, as an ``OSError`` is by its number.

    >>> StoreError("busy")
    Busy('Another program is using the progress and nothing was saved. Try again in a moment.')
    """

    codes: tuple[str, ...] = ()  # which mean this error and no other

    def __new__(cls, code: str, **parameters: Any) -> StoreError:
        kinds = {own: kind for kind in StoreError.__subclasses__() for own in kind.codes}
        return super().__new__(kinds.get(code, cls))

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(message(code, **parameters))


class Retired(StoreError):
    """The learner deleted everything, for good."""

    codes = ("retired",)


class Adopted(StoreError):
    """Another account has taken this log over."""

    codes = ("adopted",)


class Busy(StoreError):
    """Another program holds the database; in a moment it will work."""

    codes = ("busy",)


class Unreachable(StoreError):
    """The database does not answer, or not to this address and login."""

    codes = ("no-connection", "login", "address")


class DiskFull(StoreError):
    """There is no room."""

    codes = ("disk-full",)


class ReadOnly(StoreError):
    """Nothing may be written there."""

    codes = ("read-only", "no-right")


class Damaged(StoreError):
    """The file is damaged; a start of the app recovers it."""

    codes = ("damaged", "damaged-in-use")


class Newer(StoreError):
    """A newer version of the app wrote it."""

    codes = ("newer",)


def message(code: str, **parameters: Any) -> Message:
    """The message of a code.

    >>> message("newer", found=3, known=1).code
    'newer'
    """
    return Message(code, MESSAGES[code], parameters)
