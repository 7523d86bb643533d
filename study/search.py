"""Search in questions and answers that ignores case and diacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from study.deck import Card, Prose


@lru_cache(maxsize=32768)
def plain(text: str) -> str:
    """Text without case and diacritics, so that ``entropie`` finds ``Křížová ENTROPIE`` and ``krizova`` does too.

    >>> plain("Řetízkové PRAVIDLO")
    'retizkove pravidlo'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def find(cards: Iterable[Card], query: str, code: str) -> list[tuple[Card, str]]:
    """The cards whose title, question, rubric or answer holds every word of the query, each with where it was found.

    The place is ``title``, ``question``, ``rubric`` or ``answer``; cards found by title come first.
    """
    words = re.findall(r"\S+", plain(query))
    found = []
    for card in cards:
        seen = ""
        for order, (place, text) in enumerate(_texts(card, code)):
            seen += "\n" + plain(text)
            if all(word in seen for word in words):
                found.append((order, card, place))
                break
    return [(card, place) for _, card, place in sorted(found, key=lambda row: row[0])]


def _texts(card: Card, code: str) -> Iterator[tuple[str, str]]:
    yield "title", card.title[code]
    yield "question", card.question[code] + "\n" + card.exam_wording
    yield "rubric", "\n".join(unit.text[code] for unit in card.rubric)
    layers = card.layers[code]
    blocks = (*layers.skeleton, *layers.answer, *layers.derivation, *layers.pitfalls)
    yield "answer", "\n".join(block.text for block in blocks if isinstance(block, Prose))
