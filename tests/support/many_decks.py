"""A folder of many small decks E1, E2 …, each with a card and an exercise of its own."""

from __future__ import annotations

from pathlib import Path

CARD = """---
id: card-{n}
title: Karta {n}
points: 2
topics: []
question: Co je {n}?
rubric: [{{id: card-{n}-u, points: 2, text: to}}]
---

## Kostra

K{n}

## Odpověď

Odpověď {n}. {{+card-{n}-u}}

## Odvození

O

## Časté chyby

C
"""
EXERCISE = """- id: pick-{n}
  kind: choice
  points: 1
  text: {{cs: "Vyber {n}.", en: "Choose {n}."}}
  options:
    - {{tex: "a", right: true}}
    - {{tex: "b", why: {{cs: "ne", en: "no"}}}}
"""


def write_decks(path: Path, number: int) -> Path:
    """Write so many decks into a folder that is not there yet; the folder."""
    for n in range(1, number + 1):
        folder = path / f"E{n}"
        (folder / "exercises").mkdir(parents=True)
        (folder / "deck.yaml").write_text(f"id: deck-{n}\ntitle: {{cs: Sada E{n}, en: Deck E{n}}}\n", "utf-8")
        card = CARD.format(n=n).replace("---\n\n## K", f"exercises: [pick-{n}]\n---\n\n## K", 1)
        (folder / f"01-card-{n}.md").write_text(card, "utf-8")
        (folder / "exercises" / "one.yaml").write_text(EXERCISE.format(n=n), "utf-8")
    return path
