"""What `study` raises when it cannot do what it was asked: one root, so that a caller catches what it means.

    StudyError
    ├── StoreError        progress was not saved or not read (`study.store`)
    │   ├── Retired         the learner deleted everything, for good
    │   ├── Adopted         another account has taken this log over
    │   ├── Busy            another program holds the database; in a moment it will work
    │   ├── Unreachable     the database does not answer, or not to this address and login
    │   ├── DiskFull        there is no room
    │   ├── ReadOnly        nothing may be written there
    │   ├── Damaged         the file is damaged; a start of the app recovers it
    │   └── Newer           a newer version of the app wrote it
    ├── Undrawable        no draw of an exercise fulfils what it requires (`study.exercises`)
    └── JsonRefused       a value of a backup that is JSON, or nearly so, and is not taken (`study.log`)

What is wrong with a formula or an argument is a `lekce2.Lekce2Error`, a tree of its own. A mistake of the code that
calls (an unknown language, a learner that is none) stays a `ValueError` or a `TypeError`: nobody is to catch it. Faults
of a deck and answers that cannot be read are no errors but values.
"""

from __future__ import annotations

from typing import Any

from lekce2 import Message


class StudyError(Exception):
    """The root: ``message`` says what was not done, by its ``code`` and ``parameters`` in any language."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def parameters(self) -> dict[str, Any]:
        return self.message.parameters

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message)


def _rebuild(kind: type[StudyError], message: Message) -> StudyError:
    error = kind.__new__(kind, message.code)
    StudyError.__init__(error, message)
    return error
