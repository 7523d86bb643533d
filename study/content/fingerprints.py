"""Fingerprints of idea units: what is written down at a marking, so that a later change of the text is noticed.

A unit's progress hangs on its id and survives every edit. Its fingerprint changes with its text in the base language,
not with its points, its translation, or the spaces between words.
"""

from __future__ import annotations

import hashlib
import unicodedata

from study.content.models import BASE, Card, Unit

LENGTH = 12  # hex digits: 48 bits, ample for the handful of texts that one unit ever has


def fingerprint(unit: Unit) -> str:
    """Twelve hex digits of the SHA-256 of the unit's text in the base language.

    >>> fingerprint(Unit("a", 1.0, {"cs": "píše  krok\\n"})) == fingerprint(Unit("b", 2.0, {"cs": "píše krok"}))
    True
    """
    text = " ".join(unicodedata.normalize("NFC", unit.text.get(BASE, "")).split())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def fingerprints(card: Card) -> dict[str, str]:
    """The fingerprint of each unit of a card: what an event of marking carries as ``units``."""
    return {unit.id: fingerprint(unit) for unit in card.rubric}
