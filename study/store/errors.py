"""What can go wrong when progress is saved or read: one code and one sentence each, which says what to do.

``study/language/locale`` holds the same sentences as ``store.<code>`` in every language. No sentence shows an address
of a database, a secret or what the learner wrote, and the database's own error is not chained to it: it would.
"""

from __future__ import annotations

from typing import Any

from lekce2 import Message

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


class StoreError(Exception):
    """Progress was not saved or not read; the message says why and what to do, in any language by its code."""

    def __init__(self, code: str, **parameters: Any) -> None:
        self.message = message(code, **parameters)
        super().__init__(str(self.message))

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def parameters(self) -> dict[str, Any]:
        return self.message.parameters

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.parameters)


def message(code: str, **parameters: Any) -> Message:
    """The message of a code.

    >>> message("newer", found=3, known=1).code
    'newer'
    """
    return Message(code, MESSAGES[code], parameters)


def _rebuild(code: str, parameters: dict[str, Any]) -> StoreError:
    return StoreError(code, **parameters)
