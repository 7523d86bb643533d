"""What can go wrong when progress is saved or read: one code each; ``store.<code>`` of the catalogues says what to do.

No sentence shows an address of a database, a secret or what the learner wrote, and the database's own error is not
chained to it: it would.
"""

from __future__ import annotations

from typing import Any

from lekce2 import Message
from study.errors import StudyError
from study.language import message_of


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
    return message_of("store", code, **parameters)
