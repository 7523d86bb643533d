"""Search in questions and answers that ignores case and diacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from study.content.models import Card, Prose

SHORT = 3  # letters of a word that is looked for by itself first: KL, and not klesá


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

    The place is ``title``, ``question``, ``rubric`` or ``answer``; cards found by title come first. Before all others
    come cards that hold short words of the query as words of their own.
    """
    words = re.findall(r"\S+", plain(query))
    exact = [_alone(word) if len(word) <= SHORT else re.compile(re.escape(word)) for word in words]
    anywhere = [re.compile(re.escape(word)) for word in words]
    found = []
    for card in cards:
        texts = list(_texts(card, code))
        for rank, patterns in enumerate((exact, anywhere)):
            order = _first(patterns, [text for _, text in texts])
            if order is not None:
                found.append((rank, order, card, texts[order][0]))
                break
    return [(card, place) for *_, card, place in sorted(found, key=lambda row: row[:2])]


def _first(patterns: Iterable[re.Pattern[str]], texts: Iterable[str]) -> int | None:
    """The first text by which, with those before it, every pattern was found."""
    seen = ""
    for order, text in enumerate(texts):
        seen += "\n" + plain(text)
        if all(pattern.search(seen) for pattern in patterns):
            return order
    return None


def _alone(word: str) -> re.Pattern[str]:
    """A word that is no part of a longer one."""
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])")


def _texts(card: Card, code: str) -> Iterator[tuple[str, str]]:
    yield "title", card.title[code]
    yield "question", card.question[code] + "\n" + card.exam_wording
    yield "rubric", "\n".join(unit.text[code] for unit in card.rubric)
    layers = card.layers[code]
    blocks = (*layers.skeleton, *layers.answer, *layers.derivation, *layers.pitfalls)
    yield "answer", "\n".join(block.text for block in blocks if isinstance(block, Prose))
