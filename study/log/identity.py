"""Who a log belongs to: a hash of the learner's secret, so that no store, file or message ever holds the secret.

An anonymous learner's secret is 128 random bits that the browser keeps, written as 32 hex digits. A signed-in learner
is known by the issuer and the subject of the sign-in; a generation is added, because deleted data retire the learner
for good and the same person may begin anew. The two kinds can never meet: what is hashed differs in form.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from itertools import count

SECRET = re.compile(r"[0-9a-f]{32}")
LEARNER = re.compile(r"[0-9a-f]{64}")


def learner_of(secret: str) -> str:
    """The learner of a browser's secret; one that is not 32 hex digits raises ``ValueError``, which does not show it.

    >>> learner_of("0123456789abcdef0123456789abcdef")[:12]
    '3eb1bd439947'
    """
    if not SECRET.fullmatch(secret):
        raise ValueError("a secret must be 32 lower-case hex digits")
    return hashlib.sha256(secret.encode()).hexdigest()


def learner_of_user(issuer: str, subject: str, generation: int = 0) -> str:
    """The learner of a signed-in user, who after deleting everything begins as the next generation."""
    return hashlib.sha256(json.dumps(["user", issuer, subject, generation]).encode()).hexdigest()


def active_user(issuer: str, subject: str, is_retired: Callable[[str], bool]) -> str:
    """The learner of a signed-in user in the first generation that was not deleted.

    >>> first = learner_of_user("issuer", "anna")
    >>> active_user("issuer", "anna", lambda learner: learner == first) == learner_of_user("issuer", "anna", 1)
    True
    """
    generations = (learner_of_user(issuer, subject, generation) for generation in count())
    return next(learner for learner in generations if not is_retired(learner))


def checked(learner: str) -> str:
    """``learner`` itself, if it has the form of one; a secret given by mistake raises ``ValueError`` and is not shown.

    >>> checked("0123456789abcdef0123456789abcdef")
    Traceback (most recent call last):
    ...
    ValueError: a learner must be the 64 hex digits that learner_of gives
    """
    if not LEARNER.fullmatch(learner):
        raise ValueError("a learner must be the 64 hex digits that learner_of gives")
    return learner


def tombstone(learner: str) -> str:
    """What stays of a deleted learner: the hash of the hash, enough to refuse it and nothing else."""
    return hashlib.sha256(checked(learner).encode()).hexdigest()
