"""The parts of a layer: what stands below each of its small headings, which a bold beginning of a paragraph is too.

An answer's outline and a search lead to a part by its place in the layer. Which demos follow a layer, rather than
stand inside its text, is said here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from study.content.markdown import blocks
from study.content.models import Card, Embed, Layer, Prose

LAYERS = ("skeleton", "answer", "derivation", "pitfalls")
BOLD = re.compile(r"\*\*(?=\S)((?:[^*$]|\$[^$]*\$){1,100}?)\*\*")
LONGEST = 80  # characters of a heading in an outline


@dataclass(frozen=True)
class LayerPart:
    """A part: its heading in Markdown, empty for what stands before the first one, and what it holds, heading too."""

    title: str
    blocks: Layer


def parts(layer: Layer) -> tuple[LayerPart, ...]:
    """A layer cut before every paragraph that begins in bold and before every heading; demos stay with the text above.

    The first part has no title; it is empty where the layer begins with a heading.

    >>> [part.title for part in parts((Prose("So.\\n\\n**Why.** Because.\\n- **no**\\n\\n### Last\\nEnd."),))]
    ['', 'Why', 'Last']
    """
    found: list[tuple[str, list[Prose | Embed]]] = [("", [])]
    for block in layer:
        if isinstance(block, Embed):
            found[-1][1].append(block)
            continue
        for title, text in _cut(block.text):
            if title:
                found.append((title, []))
            if text.strip():
                found[-1][1].append(Prose(text))
    return tuple(LayerPart(title, tuple(held)) for title, held in found)


def _cut(text: str) -> Iterator[tuple[str, str]]:
    lines = text.split("\n")
    start, title = 0, ""
    for block in blocks(lines):
        heading = _title(lines[block.start], block.kind, block.text)
        if heading and not block.indented:
            yield title, "\n".join(lines[start : block.start]).strip("\n")
            start, title = block.start, heading
    yield title, "\n".join(lines[start:]).strip("\n")


def _title(line: str, kind: str, text: str) -> str:
    if kind == "heading":
        return text[:LONGEST]
    found = BOLD.match(line) if kind == "text" else None
    return found[1].rstrip(".:").strip() if found is not None and len(found[1]) <= LONGEST else ""


def closing(layer: Layer) -> tuple[Layer, tuple[Embed, ...]]:
    """A layer without the demos that follow its text, and these; a demo that a colon leads to is part of the text."""
    end = len(layer)
    while end and isinstance(layer[end - 1], Embed):
        end -= 1
    before = layer[end - 1] if end else None
    if end < len(layer) and isinstance(before, Prose) and before.text.rstrip().endswith(":"):
        end += 1
    return layer[:end], tuple(block for block in layer[end:] if isinstance(block, Embed))


def address(card: str, layer: str = "", part: int = 0) -> str:
    """What the address of a page says of a part: ``adam``, ``adam.derivation``, ``adam.derivation-2``."""
    return ".".join(filter(None, (card, f"{layer}-{part}" if part else layer)))


def read_address(text: str | None) -> tuple[str | None, str]:
    """The card and the part that an address names; the part may be one that the card does not have.

    >>> read_address("adam.derivation-2"), read_address("adam"), read_address(None)
    (('adam', 'derivation-2'), ('adam', ''), (None, ''))
    """
    if text is None:
        return None, ""
    card, _, part = text.partition(".")
    return card, part


def layers_of(card: Card, code: str) -> dict[str, Layer]:
    """The layers of a card in a language by their names, in the order in which they are read."""
    layers = card.layers[code]
    return {name: getattr(layers, name) for name in LAYERS}
