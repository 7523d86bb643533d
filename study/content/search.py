"""Search in questions and answers that ignores case and diacritics."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from study.content.models import Card, Prose

SHORT = 3  # letters of a word that is looked for by itself first: KL, and not klesá
LONGEST_QUERY = 200  # characters that are read of a query
MOST_WORDS = 12  # of it, each once


def plain(text: str) -> str:
    """Text without case and diacritics, so that ``entropie`` finds ``Křížová ENTROPIE`` and ``krizova`` does too.

    >>> plain("Řetízkové PRAVIDLO")
    'retizkove pravidlo'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=32768)
def _of_deck(text: str) -> str:
    """`plain` for the texts of a deck, kept; what a learner types is not."""
    return plain(text)


def words_of(query: str) -> list[str]:
    """The words that are looked for: of so many characters the first few words.

    >>> words_of("Křížová  ENTROPIE krizova")
    ['krizova', 'entropie']
    """
    return list(dict.fromkeys(plain(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def find(cards: Iterable[Card], query: str, code: str) -> list[tuple[Card, str]]:
    """The cards whose title, question, rubric or answer holds every word of the query, each with where it was found.

    The place is ``title``, ``question``, ``rubric`` or ``answer``; cards found by title come first. Before all others
    come cards that hold short words of the query as words of their own. A query is read up to its 200th character and
    twelfth word, and nothing of it is kept.
    """
    words = words_of(query)
    found = []
    for card in cards:
        texts = [(place, _of_deck(text)) for place, text in _texts(card, code)]
        for rank, holds in enumerate((_alone_if_short, _anywhere)):
            order = _first(words, [text for _, text in texts], holds)
            if order is not None:
                found.append((rank, order, card, texts[order][0]))
                break
    return [(card, place) for *_, card, place in sorted(found, key=lambda row: row[:2])]


def _first(words: Iterable[str], texts: Iterable[str], holds: Callable[[str, str], bool]) -> int | None:
    """The first text by which, with those before it, every word was found."""
    missing = set(words)
    for order, text in enumerate(texts):
        missing = {word for word in missing if not holds(text, word)}
        if not missing:
            return order
    return None


def _anywhere(text: str, word: str) -> bool:
    return word in text


def _alone_if_short(text: str, word: str) -> bool:
    """Does the text hold the word, a short one as no part of a longer one? No pattern: `re` would keep it."""
    at = text.find(word)
    while at >= 0 and len(word) <= SHORT:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(word, at + 1)
    return at >= 0


def _texts(card: Card, code: str) -> Iterator[tuple[str, str]]:
    yield "title", card.title[code]
    yield "question", card.question[code] + "\n" + card.exam_wording
    yield "rubric", "\n".join(unit.text[code] for unit in card.rubric)
    layers = card.layers[code]
    blocks = (*layers.skeleton, *layers.answer, *layers.derivation, *layers.pitfalls)
    yield "answer", "\n".join(block.text for block in blocks if isinstance(block, Prose))
