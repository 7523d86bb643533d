"""Events as the pages write them, and backups made without the code under test: a second opinion on its format."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from study.log.events import Event, event
from tests.conftest import NOON

LATER = NOON + timedelta(days=30)
DATA: dict[str, dict[str, Any]] = {
    "review": {
        "deck": "lekce-2", "card": "adam", "attempt": "0011223344556677", "mode": "typed", "rating": 3, "points": 7.25,
        "of": 10, "seconds": 312.4, "confidence": 75, "verdicts": {"adam-r": "met", "adam-s": "half"},
        "answer": "$$\nr \\leftarrow \\beta_2 r + \\frac{a},{b}\n$$\nPříliš žluťoučký 🐎 \"kůň\" },{ ]",
    },
    "exercise": {
        "deck": "lekce-2", "card": "adam", "exercise": "adam-update", "unit": "adam-r", "seed": 42, "points": 1.5,
        "of": 2, "seconds": 61, "answer": {"r": "beta2*r + (1-beta2)*g**2", "t": "t+1"},
    },
    "prediction": {
        "deck": "lekce-2", "card": "adam", "demo": "bias-correction", "units": ["adam-correct"],
        "view": "demo=bias-correction&beta2=0.99", "right": False,
    },
    "exam-start": {"exam": "e1", "deck": "lekce-2", "cards": ["adam", "mse"], "minutes": 18.5},
    "exam-flag": {"exam": "e1", "card": "adam", "flagged": True},
    "exam-hand-in": {"exam": "e1", "answers": {"adam": "ε uvnitř odmocniny", "mse": ""}},
    "exam-mark": {
        "exam": "e1", "deck": "lekce-2", "card": "adam", "verdicts": {"adam-r": "missed"}, "points": None, "of": 10,
    },
    "settings": {"name": "exam-date", "value": "2026-02-01"},
    "retract": {"target": "0" * 64},
}  # fmt: skip


def log() -> list[Event]:
    """One event of each kind, an hour apart."""
    return [event(kind, NOON + timedelta(hours=n), f"n{n}", **data) for n, (kind, data) in enumerate(DATA.items())]


def review(n: int = 0, **changed: Any) -> Event:
    """The n-th review, some minutes after noon."""
    return event("review", NOON + timedelta(minutes=n), f"r{n}", **{**DATA["review"], **changed})


def row(kind: str, data: Any, time: str = "2026-01-05T12:00:00+00:00", nonce: Any = "n", **more: Any) -> dict[str, Any]:
    """A row whose id is right, computed here from the definition; ``more`` adds or replaces keys afterwards."""
    content = {"data": data, "kind": kind, "nonce": nonce, "time": time}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    id = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return {"id": id, **content, **more}


def document(*rows: Any, **heads: Any) -> str:
    """A backup with these rows, each on a line: the first one on line 2. A text stands as it is."""
    head = json.dumps({"format": "lekce2-progress", "version": 1, **heads})[:-1]
    lines = ",\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows)
    return f'{head},"events":[\n{lines}\n]}}'


def at(when: datetime) -> str:
    return when.isoformat()
