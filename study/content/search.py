"""Search in what a reader sees: signs and words alike, without case, diacritics and the spaces around signs.

A text is searched as its `visible` plain text, which is made once; of a query nothing is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from study.content.models import Card, Prose
from study.content.parts import LAYERS, layers_of, parts
from study.content.visible import visible
from study.language import Notation, read_as

LONGEST, MOST = 200, 12  # characters and words of a query that are looked for
SHORT = 3  # letters of a word that is looked for by itself first: KL, and not klesá
EXCERPT, BEFORE = 150, 50  # characters of an excerpt, and of them before what was found
SHOWN = 3  # places of one text that are shown
TABLED = 0x3000  # signs below are folded once
SAME: dict[int, str | int | None] = {
    **dict.fromkeys(map(ord, "−–—‐‑"), "-"),
    **dict.fromkeys(map(ord, "‖∥"), "||"),
    **dict.fromkeys(map(ord, "_^{}$\\"), ""),
    **dict(zip(map(ord, "∣∼⁄⋅∗’"), "|~/·*'", strict=True)),
}
SPACE = re.compile(r"\s+")
BRACKETS = re.compile(r"\w[(\[].")
INDEX = r"(?:\w{1,9}|\([^()\s]{1,9}\))?"


@dataclass(frozen=True)
class Passage:
    """A stretch of text at one place: ``place`` says what it is of, ``part`` is its number among the layer's parts.

    ``text`` is what a reader sees there, ``folded`` what is searched; of a passage that is not ``shown`` no excerpt is
    made, because a reader sees it only later.
    """

    place: str
    text: str
    part: int = 0
    title: str = ""
    shown: bool = True
    folded: str = ""


@dataclass(frozen=True)
class Searchable:
    """What is found as one: a card, an exercise or a demo (``kind``) with its passages, and the card it belongs to."""

    kind: str
    id: str
    card: str
    passages: tuple[Passage, ...]


class Bit(NamedTuple):
    """A bit of an excerpt, and whether it is what was looked for."""

    text: str
    found: bool


class Hit(NamedTuple):
    """A place where something was found, and the words around it; no words where they are not to be shown."""

    passage: Passage
    excerpt: tuple[Bit, ...]


@dataclass(frozen=True)
class SearchResult:
    """Something that holds every word of a query; where it does is looked up when it is shown."""

    what: Searchable
    patterns: tuple[re.Pattern[str], ...]

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """The places that hold most of the words, in the order of the text."""
        kept = sorted(self._places[:SHOWN], key=self.what.passages.index)
        return tuple(Hit(place, excerpt(place.text, self.patterns) if place.shown else ()) for place in kept)

    @property
    def more(self) -> int:
        """In how many more places something was found."""
        return max(0, len(self._places) - SHOWN)

    @cached_property
    def _places(self) -> list[Passage]:
        """All places where something was found, the best first; the title is seen anyway."""
        counted = [
            (sum(one.search(place.folded) is not None for one in self.patterns), place)
            for place in self.what.passages
            if place.place != "title"
        ]
        return [place for number, place in sorted(counted, key=lambda row: -row[0]) if number]


def passage(
    place: str, markdown: str, notation: Notation, part: int = 0, title: str = "", shown: bool = True
) -> Passage:
    """A passage of a text in Markdown, as it is read in a notation."""
    text = visible(read_as(markdown, notation))
    if place in ("exercise", "demo"):  # options and labels are no sentences
        text = " · ".join(text.split("\n"))
    return Passage(place, text, part, visible(read_as(title, notation)), shown, fold(text))


def card_passages(card: Card, code: str, notation: Notation) -> Searchable:
    """A card's texts in a language, in the order in which what is found in them counts."""
    texts = [
        ("title", card.title[code]),
        ("question", card.question[code] + "\n\n" + card.exam_wording),
    ]
    behind = [
        ("errata", "\n\n".join(erratum.text[code] for erratum in card.errata)),
        ("rubric", "\n\n".join(unit.text[code] for unit in card.rubric)),
    ]
    made = [passage(place, text, notation) for place, text in texts]
    layers = layers_of(card, code)
    for place in LAYERS:
        for number, part in enumerate(parts(layers[place])):
            prose = "\n\n".join(block.text for block in part.blocks if isinstance(block, Prose))
            made.append(passage(place, prose, notation, number, part.title))
    made += [passage(place, text, notation) for place, text in behind]
    return Searchable("card", card.id, card.id, tuple(each for each in made if each.folded))


def words(query: str) -> tuple[str, ...]:
    """The words of a query as they are looked for, each once; of a long query only its beginning.

    >>> words("KŘÍŽOVÁ  entropie"), words("θ √t β₁ p(y|x) x^2 x²"), len(words("a b c d e f g h i j k l m n"))
    (('krizova', 'entropie'), ('θ', '√t', 'β1', 'p(y|x)', 'x2'), 12)
    """
    cut = query[:LONGEST].split()[:MOST]
    return tuple(dict.fromkeys(filter(None, ("".join(map(_folded, word)) for word in cut))))


def find(among: Iterable[Searchable], query: str) -> list[SearchResult]:
    """What holds every word of the query; first what holds its short words as words of their own, then by the place.

    Last comes what holds a formula with more in it: p_model(y⁽ⁱ⁾ ∣ x⁽ⁱ⁾; θ) for p(y|x). A query without a word finds
    nothing.
    """
    asked = words(query)
    if not asked:
        return []
    exact = tuple(_alone(word) if len(word) <= SHORT else re.compile(re.escape(word)) for word in asked)
    anywhere = tuple(re.compile(re.escape(word)) for word in asked)
    loose = tuple(_loose(word) for word in asked)
    found = []
    for at, each in enumerate(among):
        for rank, patterns in enumerate((exact, anywhere, loose)):
            order = _first(patterns, each.passages)
            if order is not None:
                found.append((rank, each.kind != "card", order, at, each, patterns))
                break
    found.sort(key=lambda row: row[:4])
    return [SearchResult(each, patterns) for *_, each, patterns in found]


def _first(patterns: Sequence[re.Pattern[str]], passages: Iterable[Passage]) -> int | None:
    """The first passage by which, with those before it, every pattern was found."""
    waiting = list(patterns)
    for order, each in enumerate(passages):
        waiting = [pattern for pattern in waiting if pattern.search(each.folded) is None]
        if not waiting:
            return order
    return None


def excerpt(text: str, patterns: Sequence[re.Pattern[str]]) -> tuple[Bit, ...]:
    """The stretch of a text around what most of the patterns find, with everything marked that one of them finds."""
    folded, places = folded_with_places(text)
    found = [(at, one) for at, pattern in enumerate(patterns) for one in pattern.finditer(folded)]
    spans = [
        (places[one.start()], _behind(text, places[one.end() - 1]), at) for at, one in found if one.end() > one.start()
    ]
    if not spans:
        return ()
    spans.sort()
    start = max(spans, key=lambda span: (_near(spans, span[0]), -span[0]))[0]
    begin, end = max(0, start - BEFORE), min(len(text), start - BEFORE + EXCERPT)
    begin = begin if begin == 0 else text.find(" ", begin, start) + 1 or begin
    end = end if end == len(text) else max(text.rfind(" ", start, end), *(to for _, to, _ in spans if to <= end))
    bits, at = [Bit("… ", False)] if begin else [], begin
    for left, right, _ in spans:
        left, right = max(left, at), min(right, end)
        if left < right:
            bits += [Bit(text[at:left], False), Bit(text[left:right], True)]
            at = right
    bits += [Bit(text[at:end], False), Bit(" …" if end < len(text) else "", False)]
    return tuple(Bit(" ".join(bit.text.split("\n")), bit.found) for bit in bits if bit.text)


def _near(spans: Iterable[tuple[int, int, int]], start: int) -> int:
    """How many patterns are found in the excerpt that begins around ``start``."""
    return len({at for left, right, at in spans if left >= start and right <= start - BEFORE + EXCERPT})


def _behind(text: str, at: int) -> int:
    """The end of the sign at a place, with the accents that stand on it."""
    end = at + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def fold(text: str) -> str:
    """A text as it is searched.

    >>> fold("Řetízkové PRAVIDLO, r̂ ≠ 0"), fold("p(y ∣ x) = 1/√t"), fold("βₜ₋₁ ‖ 𝔼[x]")
    ('retizkove pravidlo,r≠0', 'p(y|x)=1/√t', 'βt-1||e[x]')
    """
    flat = text.translate(_table())
    if not flat.isascii():
        flat = "".join(sign if ord(sign) < TABLED else _folded(sign) for sign in flat)
    return SPACE.sub(lambda space: "" if _needless(flat, space) else " ", flat)


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its signs the place in the text that it comes from."""
    signs = [(sign, at) for at, one in enumerate(text) for sign in _folded(one)]
    flat = "".join(sign for sign, _ in signs)
    kept, end = [], 0
    for space in SPACE.finditer(flat):
        kept += signs[end : space.start()]
        if not _needless(flat, space):
            kept.append((" ", signs[space.start()][1]))
        end = space.end()
    kept += signs[end:]
    return "".join(sign for sign, _ in kept), [at for _, at in kept]


def _needless(flat: str, space: re.Match[str]) -> bool:
    """Does a space stand beside a sign that is no letter and no digit, or at an end?"""
    before, behind = flat[space.start() - 1 : space.start()], flat[space.end() : space.end() + 1]
    return not (before.isalnum() and behind.isalnum())


def _folded(sign: str) -> str:
    """A sign without case and accents; a letter above or below the line, or of another font, is the letter."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    if "\u0338" in apart:
        return sign  # ≠ is no =
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(SAME)


@cache
def _table() -> dict[int, str]:
    return {at: _folded(chr(at)) for at in range(TABLED)}


def _alone(word: str) -> re.Pattern[str]:
    """A word that is no part of a longer one; a sign that is no letter has no need to be."""
    before = r"(?<![^\W\d_])" if word[0].isalpha() else r"(?<![^\W_])" if word[0].isdigit() else ""
    behind = r"(?![^\W\d_])" if word[-1].isalpha() else r"(?![^\W_])" if word[-1].isdigit() else ""
    return re.compile(before + re.escape(word) + behind)


def _loose(word: str) -> re.Pattern[str]:
    """A formula with brackets, in which each name may carry an index and the last bracket may close later."""
    if not BRACKETS.search(word):
        return re.compile(re.escape(word))
    bare = word.rstrip(")]")
    signs = [
        re.escape(sign) + (INDEX if sign.isalnum() and not behind.isalnum() else "")
        for sign, behind in zip(bare, [*bare[1:], ""], strict=True)
    ]
    return re.compile((r"(?<![^\W\d_])" if word[0].isalpha() else "") + "".join(signs))
